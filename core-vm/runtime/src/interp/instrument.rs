//! Instrumentation: opcodes rewritten in place (PEP 669).

use std::cell::Cell;

use crate::interp::frame::InterpreterFrame;
use crate::interp::thread::Thread;
use crate::object::PyResult;
use crate::types::code::Code;

/// What instrumentation replaced in a code object.
#[derive(Default)]
pub struct CodeMonitoring {}

/// A flag that handlers may read.
pub(crate) struct Flag(Cell<bool>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Flag {}

impl Flag {
    #[inline(always)]
    pub(crate) fn get(&self) -> bool {
        self.0.get()
    }
}

/// Some tool wants events about exceptions.
pub(crate) static EXCEPTION_EVENTS: Flag = Flag(Cell::new(false));

/// Brings a code object's units in line with the monitoring state.
pub(crate) fn instrument(code: &Code) {
    code.monitoring_version
        .set(crate::interp::breaker::monitoring_version());
}

/// Fires the events of an instrumented instruction; returns the opcode to run.
pub(crate) unsafe fn before(
    _thread: *mut Thread,
    _frame: *mut InterpreterFrame,
    _ip: *mut u16,
    base: u8,
    _arg: usize,
) -> PyResult<u8> {
    Ok(base)
}

pub(crate) unsafe fn exception_events(_: *mut Thread, _: *mut InterpreterFrame, _: *mut u16) {}
pub(crate) unsafe fn handled_event(_: *mut Thread, _: *mut InterpreterFrame, _: *mut u16) {}
pub(crate) unsafe fn unwind_event(_: *mut Thread, _: *mut InterpreterFrame, _: *mut u16) {}
