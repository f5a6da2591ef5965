//! Issuing warnings from native code.

use crate::object::{Object, PyResult, Type};
use crate::types::str::{Str, intern};

/// `warnings.warn(message, category, stacklevel)`. Before the `warnings` module is there
/// nobody can have asked for a warning, and nothing happens.
///
/// # Errors
/// The warning itself, when a filter turns it into an exception.
pub fn warn(category: &Type, message: &str, stack_level: i64) -> PyResult<()> {
    let Some(module) = crate::vm::modules().get_str(&intern::intern_str("warnings")) else {
        return Ok(());
    };
    let Some(function) = crate::object::protocol::getattr_opt_text(&module, "warn")? else {
        return Ok(());
    };
    let message = Str::from_str(message);
    let level = crate::types::int::Int::new(stack_level);
    crate::object::protocol::call(
        &function,
        &[message.as_obj(), category.as_obj(), level.as_obj()],
    )?;
    Ok(())
}
