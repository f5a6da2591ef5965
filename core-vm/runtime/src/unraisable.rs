//! Exceptions that nobody can catch: raised in finalizers and callbacks.

use std::cell::Cell;

use crate::object::{Exc, Obj};
use crate::types::OneThread;

type Hook = fn(Exc, Option<&str>, Option<&Obj>);

static HOOK: OneThread<Cell<Option<Hook>>> = OneThread(Cell::new(None));

/// Installs what reports such exceptions (`sys.unraisablehook`).
pub fn set_hook(hook: Hook) {
    HOOK.0.set(Some(hook));
}

/// Reports an exception; without a hook, in one line on standard error. An object next to
/// a message is shown in it (`PyErr_FormatUnraisable` with `%R`).
pub fn write(error: Exc, message: Option<&str>, object: Option<&Obj>) {
    if let (Some(message), Some(about)) = (message, object) {
        let about = crate::object::protocol::repr_text(about)
            .unwrap_or_else(|_| "<object repr() failed>".to_owned());
        return write(error, Some(&format!("{message} {about}")), None);
    }
    if let Some(hook) = HOOK.0.get() {
        return hook(error, message, object);
    }
    let what = message.unwrap_or("Exception ignored in");
    let place = object
        .and_then(|o| crate::object::protocol::repr_text(o).ok())
        .unwrap_or_default();
    let text = crate::object::protocol::str(error.as_obj()).map(|s| s.to_string_lossy());
    let report = format!(
        "{what}: {place}\n{}: {}\n",
        error.as_obj().ty().name(),
        text.unwrap_or_default()
    );
    // Nothing is left to report a failing report to.
    let _ = crate::host::host().write(2, report.as_bytes());
}
