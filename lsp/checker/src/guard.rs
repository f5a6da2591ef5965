//! What happens when the checker panics: one line in the log, or another way to the answer.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

thread_local! {
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// Runs what is known to panic for some programs; `None` if it did. Cancellation goes on unwinding.
pub(crate) fn attempt<R>(work: impl FnOnce() -> R) -> Option<R> {
    let before = EXPECTED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    EXPECTED.set(before);
    match result {
        Ok(result) => Some(result),
        Err(payload) if crate::is_cancelled(payload.as_ref()) => resume_unwind(payload),
        Err(_) => None,
    }
}

/// From here on a panic is reported in one line. The trace of one takes hundreds of megabytes to
/// write where there is debug information, so it must be asked for with `RUST_BACKTRACE=full`.
pub fn report_panics() {
    let usual = std::panic::take_hook();
    let traced = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value == "full");
    std::panic::set_hook(Box::new(move |info| {
        if EXPECTED.get() {
            return;
        }
        if traced {
            return usual(info);
        }
        let thread = std::thread::current();
        let location = info.location().map(ToString::to_string);
        eprintln!(
            "serpentarium: thread '{}' panicked at {}: {}",
            thread.name().unwrap_or("unnamed"),
            location.as_deref().unwrap_or("an unknown place"),
            message(info.payload()),
        );
    }));
}

/// What a panic said.
pub fn message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without a message")
}
