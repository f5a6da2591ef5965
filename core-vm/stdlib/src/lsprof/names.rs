//! How built-in functions are called in statistics.

use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{Obj, PyResult};
use serpentarium_runtime::types::descriptors::method::METHOD_DESCRIPTOR_TYPE;
use serpentarium_runtime::types::module::MODULE_TYPE;
use serpentarium_runtime::types::native_function::NativeFunction;
use serpentarium_runtime::types::str::Str;

/// The name of a built-in function, or of a built-in method that is called with its instance;
/// `None` for anything else.
pub(super) fn of_callable(callable: &Obj, instance: Option<&Obj>) -> PyResult<Option<String>> {
    if let Some(function) = callable.downcast_exact::<NativeFunction>() {
        return of_function(function).map(Some);
    }
    if callable.is_exact(&METHOD_DESCRIPTOR_TYPE) && instance.is_some() {
        return protocol::repr_text(callable).map(Some);
    }
    Ok(None)
}

fn of_function(function: &NativeFunction) -> PyResult<String> {
    let name = function.def.name;
    if let Some(this) = function
        .this
        .get()
        .filter(|this| !this.is_instance(&MODULE_TYPE))
    {
        let found = this.ty().lookup(&Str::from_str(name));
        return match found {
            Some(found) => protocol::repr_text(&found),
            None => Ok(format!("<built-in method {name}>")),
        };
    }
    let module = function.module.get();
    Ok(
        match module.as_ref().and_then(|module| module.downcast::<Str>()) {
            Some(module) => format!("<built-in method {}.{name}>", module.to_string_lossy()),
            None => format!("<built-in method {name}>"),
        },
    )
}
