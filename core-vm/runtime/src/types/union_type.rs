//! `typing.Union`: `int | str`.

use crate::object::{Obj, PyResult, Ref};
use crate::types::none::not_implemented;
use crate::types::tuple::Tuple;

/// `left | right` of types.
///
/// # Errors
/// What hashing or comparing the arguments raises.
pub fn or(_left: &Obj, _right: &Obj) -> PyResult {
    Ok(not_implemented())
}

/// The members of a union; `None` for other objects.
pub fn arguments(_object: &Obj) -> Option<Ref<Tuple>> {
    None
}
