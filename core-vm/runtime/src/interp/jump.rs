//! Jumps of a debugger: setting `f_lineno` inside a trace function.
//!
//! The value stack must mean the same at the target as it does here. What it means is
//! found by going through the code once: for every instruction the kinds of the values
//! on its stack, as far as they matter (`for` iterators, exceptions, `NULL`s).

use std::collections::VecDeque;

use serpentarium_bytecode::exception_table;
use serpentarium_bytecode::opcode::{self, op};

use crate::interp::frame::{InterpreterFrame, Owner};
use crate::interp::slot::Slot;
use crate::interp::trace;
use crate::object::error::value_error;
use crate::object::protocol::number;
use crate::object::{Obj, PyResult};
use crate::types::code::Code;
use crate::types::exceptions::RUNTIME_WARNING;
use crate::types::frame::Frame;
use crate::types::int::INT_TYPE;
use crate::types::none::none;

/// What a value on the stack is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    /// The iterator of a `for` loop.
    Iterator,
    /// An exception, or what stands for one in a handler.
    Except,
    Lasti,
    Object,
}

type Stack = Vec<Kind>;

/// Sets `f_lineno`.
///
/// # Errors
/// `ValueError` where the jump is not possible.
pub(crate) fn set_line(frame: &Frame, value: &Obj) -> PyResult<()> {
    if !value.is_exact(&INT_TYPE) {
        return Err(value_error("lineno must be an integer"));
    }
    check_event(frame)?;
    let line = number::index(value)?
        .as_i64()
        .and_then(|line| i32::try_from(line).ok());
    let Some(line) = line else {
        return Err(value_error("lineno out of range"));
    };
    let inner = frame.frame.get();
    // SAFETY: a traced frame is running or suspended; its words are initialised.
    unsafe {
        let code: &Code = &*(*inner).code;
        if line < code.firstlineno {
            return Err(value_error(format!(
                "line {line} comes before the current code block"
            )));
        }
        let Some(new_line) = first_line_from(code, line) else {
            return Err(value_error(format!(
                "line {line} comes after the current code block"
            )));
        };
        let stacks = stacks_of(code);
        let here = InterpreterFrame::instruction_index(inner);
        let target = choose(code, &stacks, here, new_line)?;
        warn_unbound(inner, code)?;
        let depth = stacks[target].as_ref().map_or(0, Vec::len);
        let bottom = InterpreterFrame::stack_base(inner);
        while (*inner).sp > bottom.add(depth) {
            (*inner).sp = (*inner).sp.sub(1);
            let slot = std::mem::replace(&mut *(*inner).sp, Slot::NULL);
            slot.close();
        }
        frame.lineno.set(0);
        (*inner).ip = code.units.as_ptr().cast::<u16>().add(target);
    }
    Ok(())
}

/// Only trace functions of certain events may jump.
fn check_event(frame: &Frame) -> PyResult<()> {
    let inner = frame.frame.get();
    // SAFETY: a frame object's frame is complete.
    let owner = unsafe { (*inner).owner };
    match trace::current_event() {
        None => Err(value_error("f_lineno can only be set in a trace function")),
        Some(_) if owner == Owner::FrameObject => {
            Err(value_error("f_lineno can only be set in a trace function"))
        }
        Some(trace::Event::Call) => Err(value_error(
            "can't jump from the 'call' trace event of a new frame",
        )),
        Some(trace::Event::Line | trace::Event::Yield) => Ok(()),
        _ => Err(value_error("can only jump from a 'line' trace event")),
    }
}

/// The first line from `line` on that code begins at.
fn first_line_from(code: &Code, line: i32) -> Option<i32> {
    let ranges = code.line_index().ranges().iter();
    ranges
        .filter_map(|range| range.line)
        .filter(|found| *found >= line)
        .min()
}

/// The instruction of `line` to jump to: the one with the deepest stack that fits.
fn choose(code: &Code, stacks: &[Option<Stack>], here: usize, line: i32) -> PyResult<usize> {
    let empty = Stack::new();
    let start = stacks.get(here).and_then(Option::as_ref).unwrap_or(&empty);
    let mut best: Option<(usize, usize)> = None;
    let mut problem = "cannot find bytecode for specified line";
    let ranges = code.line_index().ranges();
    for range in ranges.iter().filter(|range| range.line == Some(line)) {
        let index = range.start as usize / 2;
        let Some(target) = stacks.get(index).and_then(Option::as_ref) else {
            continue;
        };
        if is_compatible(start, target) {
            if best.is_none_or(|(_, depth)| target.len() > depth) {
                best = Some((index, target.len()));
            }
        } else if best.is_none() {
            problem = explain(start, target);
        }
    }
    match best {
        Some((index, _)) => Ok(index),
        None => Err(value_error(problem)),
    }
}

/// Whether values can be popped from one stack until it is the other.
fn is_compatible(from: &[Kind], to: &[Kind]) -> bool {
    let fits = |from: Kind, to: Kind| match to {
        Kind::Null => from == Kind::Null,
        Kind::Object => from != Kind::Null,
        kind => from == kind,
    };
    from.len() >= to.len() && from.iter().zip(to).all(|(from, to)| fits(*from, *to))
}

fn explain(from: &[Kind], to: &[Kind]) -> &'static str {
    let top = to.last().copied();
    match top {
        Some(Kind::Except) => "can't jump into an 'except' block as there's no exception",
        Some(Kind::Lasti) => "can't jump into a re-raising block as there's no location",
        Some(Kind::Iterator) => "can't jump into the body of a for loop",
        _ if from.len() >= to.len() => "incompatible stacks",
        _ => "incompatible stacks",
    }
}

/// Variables that are not bound at the target get `None`, with a warning.
unsafe fn warn_unbound(frame: *mut InterpreterFrame, code: &Code) -> PyResult<()> {
    // SAFETY: the caller's frame is complete.
    unsafe {
        let locals = InterpreterFrame::locals_ptr(frame);
        let unbound: Vec<usize> = (0..code.nlocalsplus as usize)
            .filter(|index| (*locals.add(*index)).is_null())
            .collect();
        if unbound.is_empty() {
            return Ok(());
        }
        let plural = if unbound.len() == 1 { "" } else { "s" };
        let message = format!("assigning None to {} unbound local{plural}", unbound.len());
        crate::warn::warn(&RUNTIME_WARNING, &message, 1)?;
        for index in unbound {
            let place = locals.add(index);
            if (*place).is_null() {
                *place = Slot::own(none());
            }
        }
    }
    Ok(())
}

/// For every instruction that can be reached, the kinds of the values on its stack.
fn stacks_of(code: &Code) -> Vec<Option<Stack>> {
    let units = code.original();
    let mut stacks: Vec<Option<Stack>> = vec![None; units.len()];
    let mut queue = VecDeque::from([(0usize, Stack::new())]);
    loop {
        while let Some((index, stack)) = queue.pop_front() {
            if index >= units.len() || stacks[index].is_some() {
                continue;
            }
            stacks[index] = Some(stack.clone());
            step(units, index, stack, &mut queue);
        }
        // Handlers are reached from the code that they guard.
        for entry in exception_table::decode(&code.exceptiontable) {
            let target = entry.target as usize / 2;
            if stacks.get(target).is_none_or(Option::is_some) {
                continue;
            }
            let guarded = entry.start as usize / 2..entry.end as usize / 2;
            let from = guarded
                .filter_map(|index| stacks.get(index)?.as_ref())
                .next();
            if let Some(from) = from {
                let mut stack = from.clone();
                stack.resize(entry.depth as usize, Kind::Object);
                if entry.lasti {
                    stack.push(Kind::Lasti);
                }
                stack.push(Kind::Except);
                queue.push_back((target, stack));
            }
        }
        if queue.is_empty() {
            return stacks;
        }
    }
}

/// Follows one instruction to what comes after it.
fn step(units: &[u16], start: usize, mut stack: Stack, queue: &mut VecDeque<(usize, Stack)>) {
    let (mut index, mut arg) = (start, 0u32);
    let mut number = (units[index] & 0xFF) as u8;
    arg = arg << 8 | u32::from(units[index] >> 8);
    while number == op::EXTENDED_ARG && index + 1 < units.len() {
        index += 1;
        number = (units[index] & 0xFF) as u8;
        arg = arg << 8 | u32::from(units[index] >> 8);
    }
    let number = opcode::deopt(number);
    let next = index + 1 + usize::from(opcode::cache_entries(number));
    let jump = |forward: bool| {
        if forward {
            next + arg as usize
        } else {
            next.saturating_sub(arg as usize)
        }
    };
    match number {
        op::POP_JUMP_IF_FALSE
        | op::POP_JUMP_IF_TRUE
        | op::POP_JUMP_IF_NONE
        | op::POP_JUMP_IF_NOT_NONE => {
            stack.pop();
            queue.push_back((jump(true), stack.clone()));
        }
        op::SEND => queue.push_back((jump(true), stack.clone())),
        op::FOR_ITER => {
            let mut done = stack.clone();
            done.push(Kind::Object);
            queue.push_back((jump(true), done));
            stack.push(Kind::Object);
        }
        op::JUMP_FORWARD => {
            queue.push_back((jump(true), stack));
            return;
        }
        op::JUMP_BACKWARD | op::JUMP_BACKWARD_NO_INTERRUPT => {
            queue.push_back((jump(false), stack));
            return;
        }
        op::RETURN_VALUE | op::RAISE_VARARGS | op::RERAISE => return,
        op::GET_ITER | op::GET_AITER => {
            stack.pop();
            stack.push(Kind::Iterator);
        }
        op::PUSH_NULL => stack.push(Kind::Null),
        op::PUSH_EXC_INFO => {
            stack.pop();
            stack.extend([Kind::Except, Kind::Except]);
        }
        op::COPY => {
            let depth = stack.len().saturating_sub(arg as usize);
            stack.push(stack.get(depth).copied().unwrap_or(Kind::Object));
        }
        op::SWAP => {
            let top = stack.len();
            if arg as usize <= top && top > 0 {
                stack.swap(top - 1, top - arg as usize);
            }
        }
        op::LOAD_GLOBAL => {
            stack.push(Kind::Object);
            if arg & 1 != 0 {
                stack.push(Kind::Null);
            }
        }
        op::LOAD_ATTR => {
            stack.pop();
            stack.push(Kind::Object);
            if arg & 1 != 0 {
                stack.push(Kind::Null);
            }
        }
        op::CALL => {
            let left = stack.len().saturating_sub(arg as usize + 2);
            stack.truncate(left);
            stack.push(Kind::Object);
        }
        _ => {
            let (pops, pushes) = opcode::pops_pushes(number, arg as i32).unwrap_or((0, 0));
            let left = stack.len().saturating_sub(pops.max(0) as usize);
            stack.truncate(left);
            stack.extend(std::iter::repeat_n(Kind::Object, pushes.max(0) as usize));
        }
    }
    queue.push_back((next, stack));
}
