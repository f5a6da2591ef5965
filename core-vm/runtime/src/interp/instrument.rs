//! Instrumentation: opcodes rewritten in place (PEP 669).
//!
//! A *mark* is an instruction whose opcode was replaced by `INSTRUMENTED_INSTRUCTION`; what
//! stood there is kept beside the code. Code objects are brought in line when they are next
//! entered ([`instrument`], from `RESUME`), so arming something costs nothing in code
//! that does not run, and where there is no mark nothing is paid at all.

use std::cell::Cell;

use serpentarium_bytecode::opcode::{self, op};

use crate::debug;
use crate::interp::breaker;
use crate::interp::frame::InterpreterFrame;
use crate::interp::thread::Thread;
use crate::object::PyResult;
use crate::types::code::Code;

/// What a marked instruction's adaptive counter is set to, so that it never comes due:
/// specialising would write over the mark.
const PAUSED: u16 = 0x7FFF;

/// What instrumentation replaced in a code object.
#[derive(Default)]
pub struct CodeMonitoring {
    /// Per unit the opcode that a mark hides, 0 where there is none.
    hidden: Box<[u8]>,
}

/// A flag that handlers may read.
pub(crate) struct Flag(Cell<bool>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Flag {}

impl Flag {
    #[inline(always)]
    pub(crate) fn get(&self) -> bool {
        self.0.get()
    }

    pub(crate) fn set(&self, value: bool) {
        self.0.set(value);
    }
}

/// Some tool wants events about exceptions.
pub(crate) static EXCEPTION_EVENTS: Flag = Flag(Cell::new(false));

/// Brings a code object's units in line with the monitoring state.
pub(crate) fn instrument(code: &Code) {
    code.monitoring_version.set(breaker::monitoring_version());
    unmark(code);
    let units = debug::wanted(code);
    if !units.is_empty() {
        mark(code, &units);
    }
}

fn unmark(code: &Code) {
    // SAFETY: nobody keeps a reference into the cell.
    let Some(old) = (unsafe { (*code.instrumented.get()).take() }) else {
        return;
    };
    for (unit, &hidden) in code.units.iter().zip(&old.hidden) {
        if hidden != 0 {
            unit.set(unit.get() & 0xFF00 | u16::from(hidden));
        }
    }
}

fn mark(code: &Code, units: &[usize]) {
    let mut hidden = vec![0; code.units.len()].into_boxed_slice();
    for &index in units {
        let Some(unit) = code.units.get(index) else {
            continue;
        };
        hidden[index] = opcode::base((unit.get() & 0xFF) as u8);
        unit.set(unit.get() & 0xFF00 | u16::from(op::INSTRUMENTED_INSTRUCTION));
    }
    // SAFETY: nobody keeps a reference into the cell.
    unsafe { *code.instrumented.get() = Some(Box::new(CodeMonitoring { hidden })) };
}

/// The opcode under the mark at `index`, if there is one.
pub(crate) fn hidden(code: &Code, index: usize) -> Option<u8> {
    // SAFETY: the reference does not leave this function.
    let monitoring = unsafe { (*code.instrumented.get()).as_ref() }?;
    monitoring
        .hidden
        .get(index)
        .copied()
        .filter(|&opcode| opcode != 0)
}

/// Fires the events of an instrumented instruction; returns the opcode to run.
///
/// # Safety
/// `frame` is the thread's current one, saved at `ip`.
pub(crate) unsafe fn before(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
    base: u8,
    _arg: usize,
) -> PyResult<u8> {
    if base != op::NOP {
        return Ok(base);
    }
    // SAFETY: a frame's code lives as long as the frame; `ip` points into it.
    unsafe {
        let code: &Code = &*(*frame).code;
        let index = ip.offset_from(code.units.as_ptr().cast::<u16>()) as usize;
        if (*thread).tracing == 0 {
            debug::at_mark(thread)?;
        }
        // Whoever was told may have set other marks.
        let now = (*ip & 0xFF) as u8;
        if now != op::INSTRUMENTED_INSTRUCTION && now != op::INSTRUMENTED_LINE {
            return Ok(now);
        }
        let next = hidden(code, index).unwrap_or(op::NOP);
        if next == op::LOAD_CONST {
            // The general form would rewrite itself at once.
            return Ok(op::LOAD_CONST_MORTAL);
        }
        if has_counter(next) {
            *ip.add(1) = PAUSED;
        }
        Ok(next)
    }
}

fn has_counter(number: u8) -> bool {
    opcode::info(number).is_some_and(|info| {
        info.caches
            .first()
            .is_some_and(|(field, _)| *field == "counter")
    })
}

/// An exception was raised in, or came out of a call to, `frame`.
///
/// # Safety
/// `frame` is the thread's current one; an exception is in flight.
pub(crate) unsafe fn exception_events(thread: *mut Thread, _: *mut InterpreterFrame, _: *mut u16) {
    // SAFETY: the caller's promise.
    unsafe {
        if (*thread).tracing == 0 {
            debug::raised(thread);
        }
    }
}

pub(crate) unsafe fn handled_event(_: *mut Thread, _: *mut InterpreterFrame, _: *mut u16) {}
pub(crate) unsafe fn unwind_event(_: *mut Thread, _: *mut InterpreterFrame, _: *mut u16) {}
