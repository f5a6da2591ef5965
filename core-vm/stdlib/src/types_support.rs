//! Adding types to native modules.

use serpentarium_runtime::object::{Obj, Object, Type};
use serpentarium_runtime::types::module::Module;
use serpentarium_runtime::types::typeobj::ready;

/// Readies a built-in type and puts it into a module under its name.
pub fn add_type(module: &Obj, ty: &'static Type) {
    ready::ready(ty);
    if let Some(module) = module.downcast::<Module>() {
        module.set(&ty.name(), ty.to_ref().into_obj());
    }
}
