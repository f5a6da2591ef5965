//! The eval breaker: reasons to leave the fast path at calls and backward jumps.

use std::sync::atomic::{AtomicU32, Ordering};

/// A collection is due.
pub const GC: u32 = 1;
/// A signal arrived.
pub const SIGNAL: u32 = 2;
/// The debugger's control socket has something to say.
pub const CONTROL: u32 = 4;
/// Another thread wants to run.
pub const SWITCH: u32 = 8;
/// Calls were asked for from outside (`pending calls`).
pub const PENDING: u32 = 16;
/// The monitoring state changed: code must be instrumented anew.
pub const MONITORING: u32 = 32;

/// Set from signal handlers too.
pub(crate) static BREAKER: AtomicU32 = AtomicU32::new(0);

/// Asks the running code to stop by at its next check. Async-signal-safe.
pub fn request(reason: u32) {
    BREAKER.fetch_or(reason, Ordering::Relaxed);
}

/// Takes a reason back; returns whether it was set.
pub fn take(reason: u32) -> bool {
    BREAKER.fetch_and(!reason, Ordering::Relaxed) & reason != 0
}

/// All reasons that are set.
#[inline(always)]
pub fn reasons() -> u32 {
    BREAKER.load(Ordering::Relaxed)
}
