//! The tools of `sys.monitoring` (PEP 669): which events they want, and telling them.
//!
//! Tools 0 to 5 are Python's; 6 and 7 are `sys.setprofile` and `sys.settrace`, whose
//! functions `interp::trace` calls.

pub(crate) mod event;
pub(crate) mod lines;
pub mod namespace;

use std::cell::Cell;

use serpentarium_bytecode::opcode::op;

use crate::interp::frame::InterpreterFrame;
use crate::interp::instrument::{self, EXCEPTION_EVENTS, Layer};
use crate::interp::thread::Thread;
use crate::interp::trace;
use crate::object::error::value_error;
use crate::object::protocol;
use crate::object::{Field, Obj, Object, PyResult, Ref, Visitor};
use crate::types::code::Code;
use crate::types::int::Int;

/// Tools that can be told of events, `setprofile` and `settrace` among them.
pub(crate) const TOOLS: usize = 8;
/// Tools that Python code can use.
pub(crate) const PYTHON_TOOLS: usize = 6;
pub(crate) const PROFILE_TOOL: usize = 6;
pub(crate) const TRACE_TOOL: usize = 7;

pub(crate) struct Tools {
    names: [Field; PYTHON_TOOLS],
    callbacks: [[Field; event::COUNT]; PYTHON_TOOLS],
    /// The sides of branches whose callback was registered for the old `BRANCH` event.
    both_sides: [Cell<u32>; PYTHON_TOOLS],
    pub(crate) global: [Cell<u32>; TOOLS],
    restarts: Cell<u32>,
    disable: Field,
    missing: Field,
}
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Tools {}

pub(crate) static STATE: Tools = Tools {
    names: [const { Field::empty() }; PYTHON_TOOLS],
    callbacks: [const { [const { Field::empty() }; event::COUNT] }; PYTHON_TOOLS],
    both_sides: [const { Cell::new(0) }; PYTHON_TOOLS],
    global: [const { Cell::new(0) }; TOOLS],
    restarts: Cell::new(0),
    disable: Field::empty(),
    missing: Field::empty(),
};

/// Reports the tools' names and callbacks.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    let callbacks = STATE.callbacks.iter().flatten();
    for field in STATE.names.iter().chain(callbacks) {
        visit.field(field);
    }
}

/// The tools that want each event.
pub(crate) type Active = [u8; event::COUNT];

pub(crate) fn restarts() -> u32 {
    STATE.restarts.get()
}

fn sentinel(field: &Field) -> Ref {
    field.get().unwrap_or_else(|| {
        let object = crate::interp::shim::new_plain();
        object.make_immortal();
        field.set(object.clone());
        object
    })
}

/// `sys.monitoring.DISABLE`
pub(crate) fn disable_object() -> Ref {
    sentinel(&STATE.disable)
}

/// `sys.monitoring.MISSING`
pub(crate) fn missing_object() -> Ref {
    sentinel(&STATE.missing)
}

/// Which tools want which events in a code object; `None`: nobody wants any.
pub(crate) fn active(code: &Code, local: &[u32; TOOLS]) -> Option<Active> {
    use serpentarium_bytecode::CodeFlags;
    if code.flags.has(CodeFlags::NO_MONITORING_EVENTS) {
        return None;
    }
    let mut active = [0; event::COUNT];
    let mut any = false;
    for (tool, local) in local.iter().enumerate() {
        let events = (STATE.global[tool].get() | local) & event::LOCAL;
        for (number, tools) in active.iter_mut().enumerate() {
            if events & 1 << number != 0 {
                *tools |= 1 << tool;
                any = true;
            }
        }
    }
    any.then_some(active)
}

/// Sets a tool's global events.
pub(crate) fn set_global(tool: usize, events: u32) {
    if STATE.global[tool].replace(events) == events {
        return;
    }
    let wanted = STATE
        .global
        .iter()
        .any(|set| set.get() & event::EXCEPTIONS != 0);
    EXCEPTION_EVENTS.set_tools(wanted);
    instrument::changed();
}

/// An extra argument of an event.
pub(crate) fn offset(index: usize) -> Ref {
    Int::new(index as i64 * 2).into_obj()
}

/// Fires an event of the instruction at `index` for `tools`: the arguments are the code,
/// the offset (or what `extra` has instead, for lines) and `extra`.
///
/// # Safety
/// `frame` is the thread's current one and saved.
pub(crate) unsafe fn fire_at(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    index: usize,
    number: usize,
    tools: u8,
    extra: &[&Obj],
) -> PyResult<()> {
    // SAFETY: the caller's promise.
    unsafe {
        if tools == 0 || (*thread).tracing > 0 {
            return Ok(());
        }
        let first = offset(index);
        let mut args: Vec<&Obj> = vec![&first];
        args.extend_from_slice(extra);
        fire(thread, frame, index, number, tools, &args)
    }
}

/// Calls the tools, the highest first.
///
/// # Safety
/// As [`fire_at`].
pub(crate) unsafe fn fire(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    index: usize,
    number: usize,
    tools: u8,
    args: &[&Obj],
) -> PyResult<()> {
    // SAFETY: the caller's promise; the code is held by the reference.
    unsafe {
        let code = (*(*frame).code).to_ref();
        let held: Vec<Ref> = args.iter().map(|arg| arg.to_ref()).collect();
        let mut all: Vec<&Obj> = vec![code.as_obj()];
        all.extend(held.iter().map(|arg| &**arg));
        let before = (*frame).ip;
        for tool in (0..TOOLS).rev().filter(|tool| tools & 1 << tool != 0) {
            if tool >= PYTHON_TOOLS {
                trace::event(thread, frame, tool, number, &all[1..])?;
            } else {
                call_tool(thread, &code, tool, index, number, &all)?;
            }
            if !std::ptr::eq(before, (*frame).ip) {
                break;
            }
        }
    }
    Ok(())
}

/// Calls one tool's callback; what it returns may disable the event.
unsafe fn call_tool(
    thread: *mut Thread,
    code: &Code,
    tool: usize,
    index: usize,
    number: usize,
    args: &[&Obj],
) -> PyResult<()> {
    let Some(callback) = STATE.callbacks[tool][number].get() else {
        return Ok(());
    };
    let both_sides = STATE.both_sides[tool].get() & event::bit(number) != 0;
    if both_sides && number == event::BRANCH_LEFT && instrument::awaits(code, args[1]) {
        // The old event does not know the loop of an `async for`.
        instrument::disable_branch(code, index, tool);
        return Ok(());
    }
    // SAFETY: the thread is alive; what is in flight is put back.
    let result = unsafe {
        let raised = (*thread).raised.take();
        (*thread).tracing += 1;
        let result = protocol::call(&callback, args);
        (*thread).tracing -= 1;
        (*thread).raised = raised;
        result
    };
    if !result?.is(&disable_object()) {
        return Ok(());
    }
    if both_sides {
        instrument::disable_branch(code, index, tool);
        return Ok(());
    }
    let layer = match number {
        event::LINE => Layer::Line,
        event::INSTRUCTION => Layer::Instruction,
        _ if event::LOCAL & 1 << number != 0 => Layer::Event,
        _ => {
            STATE.callbacks[tool][number].set(None);
            let name = event::NAMES[number];
            return Err(value_error(format!(
                "Cannot disable {name} events. Callback removed."
            )));
        }
    };
    instrument::disable(code, index, layer, tool);
    Ok(())
}

/// Fires an event that is not tied to the instrumentation of a code object.
///
/// # Safety
/// As [`fire_at`].
pub(crate) unsafe fn fire_global(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    index: usize,
    number: usize,
    extra: &[&Obj],
) -> PyResult<()> {
    let mut tools = 0;
    for (tool, set) in STATE.global.iter().enumerate() {
        if set.get() & 1 << number != 0 {
            tools |= 1 << tool;
        }
    }
    // SAFETY: the caller's promise.
    unsafe { fire_at(thread, frame, index, number, tools, extra) }
}

/// Fires an event about the exception in flight. What a callback raises takes its place.
///
/// # Safety
/// As [`fire_at`]; an exception is in flight.
pub(crate) unsafe fn fire_exception(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    index: usize,
    number: usize,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let Some(raised) = (*thread).raised.take() else {
            return;
        };
        let instance = raised.instance().clone();
        let result = fire_global(thread, frame, index, number, &[instance.as_obj()]);
        (*thread).raised = Some(match result {
            Ok(()) => raised,
            Err(error) => error,
        });
    }
}

/// The `LINE` event of an instruction that begins a line, unless the frame was on that
/// line already.
///
/// # Safety
/// As [`fire_at`]; `previous` is where the frame was saved before.
pub(crate) unsafe fn fire_line(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    index: usize,
    previous: *const u16,
) -> PyResult<()> {
    // SAFETY: the caller's promise.
    unsafe {
        let code: &Code = &*(*frame).code;
        let tools = instrument::tools_at(code, index, Layer::Line);
        if tools == 0 {
            return Ok(());
        }
        let Some(line) = code.line_at(index) else {
            return Ok(());
        };
        if (*frame).last_line == 0 {
            (*frame).last_line = line_before(frame, index, previous);
        }
        if std::mem::replace(&mut (*frame).last_line, line) == line {
            return Ok(());
        }
        let line = Int::new(i64::from(line)).into_obj();
        fire(thread, frame, index, event::LINE, tools, &[&line])
    }
}

/// The line that a frame stood on before its first `LINE` event: 0 where nothing counts
/// as that.
unsafe fn line_before(frame: *mut InterpreterFrame, index: usize, previous: *const u16) -> i32 {
    // SAFETY: the frame is complete, `previous` points into its code.
    unsafe {
        let code: &Code = &*(*frame).code;
        let first = lines::first_traceable(code);
        let before = instrument::index_of(frame, previous);
        let before = if before != index && before > first {
            before
        } else if index == first + 1 && code.units[first].get() as u8 == op::RESUME_CHECK {
            // A RESUME that tells nobody is an instruction like any other.
            first
        } else {
            return 0;
        };
        code.line_at(before).unwrap_or(0)
    }
}

/// Whether anybody wants to know of exceptions leaving frames.
pub(crate) fn watches_unwinding() -> bool {
    let unwinding = event::bit(event::PY_UNWIND);
    STATE.global.iter().any(|set| set.get() & unwinding != 0)
}

/// The name that a tool was given.
pub(crate) fn tool_name(tool: usize) -> Option<Ref> {
    STATE.names[tool].get()
}
