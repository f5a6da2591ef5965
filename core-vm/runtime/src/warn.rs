//! Issuing warnings from native code.

use std::cell::Cell;

use crate::object::{PyResult, Type};
use crate::types::OneThread;

type Hook = fn(&Type, &str, i64) -> PyResult<()>;

static HOOK: OneThread<Cell<Option<Hook>>> = OneThread(Cell::new(None));

/// Installs what issues warnings (the `warnings` module).
pub fn set_hook(hook: Hook) {
    HOOK.0.set(Some(hook));
}

/// `warnings.warn(message, category, stacklevel)`. Without a hook nobody can have asked for
/// a warning, and nothing happens.
///
/// # Errors
/// The warning itself, when a filter turns it into an exception.
pub fn warn(category: &Type, message: &str, stack_level: i64) -> PyResult<()> {
    match HOOK.0.get() {
        Some(hook) => hook(category, message, stack_level),
        None => Ok(()),
    }
}
