//! Short ways to make and read Python values.

use serpentarium_runtime::object::{Obj, PyResult, Ref};
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
