//! The eval breaker: reasons to leave the fast path at calls and backward jumps.
//!
//! One word: reasons in the low byte, the version of the monitoring state above it.
//! Code whose own word ([`crate::types::code::Code`]'s `monitoring_version`) equals it
//! has nothing to do at `RESUME`: one comparison covers both.

use std::sync::atomic::{AtomicU64, Ordering};

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
/// A signal or the watch asked for a stack (`faulthandler`).
pub const FAULT: u32 = 32;

const REASONS: u64 = 0xFF;
/// What is added to the word when the monitoring state changes.
const VERSION_STEP: u64 = 0x100;

/// Set from signal handlers too.
pub(crate) static BREAKER: AtomicU64 = AtomicU64::new(0);

/// Asks the running code to stop by at its next check. Async-signal-safe.
pub fn request(reason: u32) {
    BREAKER.fetch_or(u64::from(reason), Ordering::Relaxed);
}

/// Takes a reason back; returns whether it was set.
pub fn take(reason: u32) -> bool {
    BREAKER.fetch_and(!u64::from(reason), Ordering::Relaxed) & u64::from(reason) != 0
}

/// All reasons that are set.
#[inline(always)]
pub fn reasons() -> u32 {
    (BREAKER.load(Ordering::Relaxed) & REASONS) as u32
}

/// The whole word, for the comparison at `RESUME`.
#[inline(always)]
pub(crate) fn word() -> u64 {
    BREAKER.load(Ordering::Relaxed)
}

/// The version of the monitoring state.
#[inline(always)]
pub(crate) fn monitoring_version() -> u64 {
    word() & !REASONS
}

/// Every code object is to be instrumented anew before it runs next.
pub(crate) fn monitoring_changed() {
    BREAKER.fetch_add(VERSION_STEP, Ordering::Relaxed);
}
