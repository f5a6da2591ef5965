//! `types.GenericAlias`: `list[int]`.

use crate::object::error::not_implemented_error;
use crate::object::{Obj, PyResult};

/// `origin[arguments]`
///
/// # Errors
/// Always, for now.
pub fn make(_origin: &Obj, _arguments: &Obj) -> PyResult {
    Err(not_implemented_error("generic aliases are not there yet"))
}
