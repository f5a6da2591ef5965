//! What Python sees of a code object.

use serpentarium_bytecode::CodeObject;

use crate::object::PyResult;
use crate::object::error::not_implemented_error;
use crate::types::code::Code;

/// See [`Code::to_compiled`].
pub(crate) fn to_compiled(_code: &Code) -> PyResult<CodeObject> {
    Err(not_implemented_error(
        "code objects cannot be turned back into plain data",
    ))
}
