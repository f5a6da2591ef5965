//! Exceptions that nobody can catch: raised in finalizers and callbacks.

use crate::object::{Exc, Obj};

/// Writes the report that `sys.unraisablehook` writes by default.
pub fn write(error: Exc, message: Option<&str>, object: Option<&Obj>) {
    let what = message.unwrap_or("Exception ignored in");
    let place = object
        .and_then(|o| crate::object::protocol::repr_text(o).ok())
        .unwrap_or_default();
    eprintln!("{what}: {place}");
    let text = crate::object::protocol::str(error.as_obj()).map(|s| s.to_string_lossy());
    eprintln!(
        "{}: {}",
        error.as_obj().ty().name(),
        text.unwrap_or_default()
    );
}
