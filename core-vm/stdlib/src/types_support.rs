//! Adding types to native modules.

use serpentarium_runtime::object::{Obj, Object, Type};
use serpentarium_runtime::types::module::Module;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::typeobj::ready;

/// Readies a built-in type, which knows its module from then on.
pub fn ready_type(ty: &'static Type) {
    ready::ready(ty);
    let full_name = ty.tp_name();
    if let Some((home, _)) = full_name.rsplit_once('.') {
        ty.set_class_attribute("__module__", Str::from_str(home).into_obj());
    }
}

/// Readies a built-in type and puts it into a module under its name.
pub fn add_type(module: &Obj, ty: &'static Type) {
    ready_type(ty);
    if let Some(module) = module.downcast::<Module>() {
        module.set(&ty.name(), ty.to_ref().into_obj());
    }
}
