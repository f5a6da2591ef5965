//! Runs the published compiler where neither a deep program nor a panic of its
//! own can hurt the caller.
//!
//! The compiler recurses over the syntax tree. It runs on a stack of its own,
//! large enough for the deepest tree its own limits let through, whatever
//! stack the caller stands on (a coroutine's may be small).

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Memory is only touched as far as the recursion goes.
const STACK_BYTES: usize = 512 << 20;

/// What is left of a panic: its message.
#[derive(Debug)]
pub(crate) struct Panicked(pub String);

/// So much of a stack a byte of text can take: what nests is at least one byte, and takes a few frames.
const STACK_OF_BYTE: usize = 32 << 10;

/// Calls `work` on a large stack and turns a panic into an error.
pub(crate) fn on_large_stack<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    outcome(stacker::grow(STACK_BYTES, || {
        catch_unwind(AssertUnwindSafe(work))
    }))
}

/// The same for a text of some length, on the stack of the thread if that is large enough.
pub(crate) fn on_stack_for<T>(length: usize, work: impl FnOnce() -> T) -> Result<T, Panicked> {
    let needed = length.saturating_mul(STACK_OF_BYTE).min(STACK_BYTES);
    outcome(stacker::maybe_grow(needed, STACK_BYTES, || {
        catch_unwind(AssertUnwindSafe(work))
    }))
}

fn outcome<T>(result: std::thread::Result<T>) -> Result<T, Panicked> {
    result.map_err(|payload| {
        let message = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("unknown panic");
        Panicked(message.to_owned())
    })
}
