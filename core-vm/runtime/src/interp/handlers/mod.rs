//! The handlers: one file per family of instructions. See `dispatch` for their rules.
#![allow(unsafe_op_in_unsafe_fn)]
// The contract of every handler: the registers are those of a running frame of validated
// code, so the operands an instruction names are on its stack.

use crate::interp::dispatch::{op, raise};
use crate::interp::frame::InterpreterFrame;
use crate::interp::slot::Slot;
use crate::object::Exc;

pub(crate) mod arithmetic;
pub(crate) mod attributes;
pub(crate) mod build;
pub(crate) mod calls;
pub(crate) mod cold;
pub(crate) mod exceptions;
pub(crate) mod import;
pub(crate) mod instrumented;
pub(crate) mod iteration;
pub(crate) mod jumps;
pub(crate) mod names;
pub(crate) mod pattern;
pub(crate) mod stack;

pub(crate) use arithmetic::*;
pub(crate) use attributes::*;
pub(crate) use build::*;
pub(crate) use calls::*;
pub(crate) use exceptions::*;
pub(crate) use import::*;
pub(crate) use instrumented::*;
pub(crate) use iteration::*;
pub(crate) use jumps::*;
pub(crate) use names::*;
pub(crate) use pattern::*;
pub(crate) use stack::*;

/// Pops and closes `count` slots, from the top down; the frame's saved `sp` follows, so
/// that finalizers see a consistent stack.
#[inline(always)]
pub(crate) unsafe fn close_top(
    mut sp: *mut Slot,
    count: usize,
    frame: *mut InterpreterFrame,
) -> *mut Slot {
    for _ in 0..count {
        sp = sp.sub(1);
        let slot = *sp;
        (*frame).sp = sp;
        slot.close();
    }
    sp
}

op!(
    /// An opcode that no compiler emits.
    #[cold]
    unknown_opcode, |ip, sp, frame, th, arg| {
        raise!(no_such_opcode(ip, frame), ip, sp, frame, th)
    }
);

#[cold]
#[inline(never)]
unsafe fn no_such_opcode(ip: *mut u16, frame: *mut InterpreterFrame) -> Exc {
    // SAFETY: registers of a running frame.
    unsafe {
        let file = (*(*frame).code).filename.peek();
        crate::object::error::system_error(format!(
            "{}:{}: unknown opcode {}",
            file.map_or_else(String::new, |file| file.to_string_lossy()),
            InterpreterFrame::line(frame).unwrap_or(-1),
            *ip & 0xFF
        ))
    }
}
