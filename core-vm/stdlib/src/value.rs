//! Short ways to make and read Python values.

use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::module::Module;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

/// A `float` as a function's answer.
pub fn float(value: f64) -> PyResult {
    Ok(Float::new(value).into_obj())
}

/// An `int` as a function's answer.
pub fn int(value: i64) -> PyResult {
    Ok(Int::new(value).into_obj())
}

/// A `bool` as a function's answer.
pub fn boolean(value: bool) -> PyResult {
    Ok(bool_ref(value))
}

/// A `str` as a function's answer.
pub fn text(value: &str) -> PyResult {
    Ok(Str::from_str(value).into_obj())
}

/// A `bytes` as a function's answer.
pub fn bytes(value: &[u8]) -> PyResult {
    Ok(Bytes::new(value).into_obj())
}

/// A `tuple` as a function's answer.
pub fn tuple(values: Vec<Ref>) -> PyResult {
    Ok(Tuple::new(values).into_obj())
}

/// Sets a module's attribute.
pub fn set(module: &Obj, name: &str, value: Ref) {
    if let Some(module) = module.downcast::<Module>() {
        module.set(name, value);
    }
}

/// An attribute of a module of the library, imported when needed.
///
/// # Errors
/// What importing raises; `AttributeError`.
pub fn imported(module: &str, name: &'static str) -> PyResult {
    let import = serpentarium_runtime::vm::builtins()
        .get_text("__import__")
        .ok_or_else(|| {
            serpentarium_runtime::object::error::import_error_plain("__import__ not found")
        })?;
    let (module, from) = (Str::from_str(module), Str::from_str(name));
    let from = Tuple::new(vec![from.into_obj()]);
    let empty = serpentarium_runtime::types::dict::Dict::new();
    let module = protocol::call(
        &import,
        &[
            module.as_obj(),
            empty.as_obj(),
            empty.as_obj(),
            from.as_obj(),
        ],
    )?;
    protocol::getattr_text(&module, name)
}

pub use crate::types_support::add_type;
