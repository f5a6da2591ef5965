//! `sys.settrace` and `sys.setprofile`: two tools of the monitoring whose functions are
//! called with frames.

use std::cell::Cell;

use crate::interp::frame::{self, InterpreterFrame};
use crate::interp::monitoring::{self, PROFILE_TOOL, TRACE_TOOL, event};
use crate::interp::thread::{self, Thread};
use crate::object::protocol;
use crate::object::{Obj, Object, PyResult, Ref};
use crate::threads;
use crate::types::code::Code;
use crate::types::exceptions::BaseException;
use crate::types::frame::Frame;
use crate::types::int::Int;
use crate::types::native_function::NativeFunction;
use crate::types::none::{is_none, none};
use crate::types::str::intern;
use crate::types::tuple::Tuple;

/// What a trace function is being called for, as far as jumps depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Call,
    Line,
    Yield,
    Other,
}

struct State {
    current: Cell<Option<Event>>,
    opcodes: Cell<bool>,
}
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for State {}
static STATE: State = State {
    current: Cell::new(None),
    opcodes: Cell::new(false),
};

/// The event that a trace function is being called for.
pub(crate) fn current_event() -> Option<Event> {
    STATE.current.get()
}

/// The event in another thread, which is changed to; gives the one before.
pub(crate) fn replace_event(event: Option<Event>) -> Option<Event> {
    STATE.current.replace(event)
}

const fn set_of(numbers: &[usize]) -> u32 {
    let (mut set, mut index) = (0, 0);
    while index < numbers.len() {
        set |= event::bit(numbers[index]);
        index += 1;
    }
    set
}

const CALLS: &[usize] = &[
    event::PY_START,
    event::PY_RESUME,
    event::PY_RETURN,
    event::PY_YIELD,
    event::PY_THROW,
    event::PY_UNWIND,
];
const PROFILE_EVENTS: u32 = set_of(CALLS) | event::bit(event::CALL);
const TRACE_EVENTS: u32 = set_of(CALLS)
    | set_of(&[
        event::LINE,
        event::JUMP,
        event::RAISE,
        event::STOP_ITERATION,
    ]);

/// `sys.settrace`
pub fn set_trace(function: Option<Ref>) {
    // SAFETY: the current thread is alive.
    unsafe { (*thread::current()).trace.set(function) };
    update();
}

/// `sys.gettrace`
pub fn get_trace() -> Option<Ref> {
    // SAFETY: the current thread is alive.
    unsafe { (*thread::current()).trace.get() }
}

/// `sys.setprofile`
pub fn set_profile(function: Option<Ref>) {
    // SAFETY: the current thread is alive.
    unsafe { (*thread::current()).profile.set(function) };
    update();
}

/// `sys.getprofile`
pub fn get_profile() -> Option<Ref> {
    // SAFETY: the current thread is alive.
    unsafe { (*thread::current()).profile.get() }
}

/// `sys._settraceallthreads`
pub fn set_trace_everywhere(function: Option<&Obj>) {
    // SAFETY: the threads are alive.
    threads::each(|thread| unsafe { (*thread).trace.set(function.map(Object::to_ref)) });
    update();
}

/// `sys._setprofileallthreads`
pub fn set_profile_everywhere(function: Option<&Obj>) {
    // SAFETY: the threads are alive.
    threads::each(|thread| unsafe { (*thread).profile.set(function.map(Object::to_ref)) });
    update();
}

/// The running thread has let its functions go.
pub(crate) fn thread_ends() {
    if is_active() {
        update();
    }
}

/// Whether a tool was told to listen.
fn is_active() -> bool {
    [TRACE_TOOL, PROFILE_TOOL]
        .iter()
        .any(|tool| monitoring::STATE.global[*tool].get() != 0)
}

/// Whether any thread has a function at this place.
fn anywhere(field: impl Fn(&Thread) -> bool) -> bool {
    let mut found = false;
    // SAFETY: the threads are alive.
    threads::each(|thread| found |= field(unsafe { &*thread }));
    found
}

/// `sys.call_tracing`: a call that is traced although a trace function is running.
///
/// # Errors
/// What the call raises.
pub fn call_tracing(function: &Obj, args: &[&Obj]) -> PyResult {
    let thread = thread::current();
    // SAFETY: the current thread is alive.
    let before = unsafe { std::mem::replace(&mut (*thread).tracing, 0) };
    let result = protocol::call(function, args);
    // SAFETY: as above.
    unsafe { (*thread).tracing = before };
    result
}

/// The events of the two tools follow from whether there are functions.
fn update() {
    let mut trace = if anywhere(|thread| thread.trace.is_some()) {
        TRACE_EVENTS
    } else {
        0
    };
    if trace != 0 && STATE.opcodes.get() {
        trace |= event::bit(event::INSTRUCTION);
    }
    let profile = if anywhere(|thread| thread.profile.is_some()) {
        PROFILE_EVENTS
    } else {
        0
    };
    monitoring::set_global(TRACE_TOOL, trace);
    monitoring::set_global(PROFILE_TOOL, profile);
}

/// Some frame wants `opcode` events.
pub(crate) fn enable_opcodes() {
    if !STATE.opcodes.replace(true) {
        update();
    }
}

/// An event for one of the two tools. `args` are the event's, without the code.
///
/// # Errors
/// What the function raises, which ends the tracing.
///
/// # Safety
/// `frame` is the thread's current one and saved.
pub(crate) unsafe fn event(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
    tool: usize,
    number: usize,
    args: &[&Obj],
) -> PyResult<()> {
    // SAFETY: the caller's promise.
    unsafe {
        let object = frame::object_of(frame);
        let last = args.last().copied();
        if tool == PROFILE_TOOL {
            return profile_event(thread, &object, number, args);
        }
        match number {
            event::PY_START | event::PY_RESUME | event::PY_THROW => {
                trace_call(thread, &object, "call", Event::Call, None)
            }
            event::PY_RETURN => trace_call(thread, &object, "return", Event::Other, last),
            event::PY_YIELD => trace_call(thread, &object, "return", Event::Yield, last),
            event::PY_UNWIND => trace_call(thread, &object, "return", Event::Other, None),
            event::RAISE | event::STOP_ITERATION => trace_exception(thread, &object, last),
            event::LINE => trace_line(thread, &object, last.and_then(line_of)),
            event::JUMP => trace_jump(thread, &object, args),
            event::INSTRUCTION if object.trace_opcodes.get() => {
                trace_call(thread, &object, "opcode", Event::Other, None)
            }
            _ => Ok(()),
        }
    }
}

fn line_of(value: &Obj) -> Option<i32> {
    value.downcast::<Int>()?.as_i64().map(|line| line as i32)
}

/// Calls the frame's trace function, or the thread's for `call`; what it returns is the
/// frame's from then on.
unsafe fn trace_call(
    thread: *mut Thread,
    frame: &Frame,
    what: &str,
    kind: Event,
    arg: Option<&Obj>,
) -> PyResult<()> {
    // SAFETY: the thread is alive.
    unsafe {
        let function = if kind == Event::Call {
            (*thread).trace.get()
        } else {
            frame.trace.get()
        };
        if (*thread).trace.peek().is_none() {
            return Ok(());
        }
        let Some(function) = function else {
            return Ok(());
        };
        match call(thread, &function, frame, what, kind, arg) {
            Ok(result) => {
                if !is_none(&result) {
                    frame.trace.set(result);
                }
                Ok(())
            }
            Err(error) => {
                set_trace(None);
                frame.trace.set(None);
                Err(error)
            }
        }
    }
}

unsafe fn call(
    thread: *mut Thread,
    function: &Obj,
    frame: &Frame,
    what: &str,
    kind: Event,
    arg: Option<&Obj>,
) -> PyResult {
    let what = intern::intern_str(what);
    let arg = arg.map_or_else(none, Object::to_ref);
    // SAFETY: the thread is alive; what is in flight is put back.
    unsafe {
        let raised = (*thread).raised.take();
        let before = STATE.current.replace(Some(kind));
        (*thread).tracing += 1;
        let result = protocol::call(function, &[frame.as_obj(), what.as_obj(), &arg]);
        (*thread).tracing -= 1;
        STATE.current.set(before);
        (*thread).raised = raised;
        result
    }
}

unsafe fn trace_exception(
    thread: *mut Thread,
    frame: &Frame,
    raised: Option<&Obj>,
) -> PyResult<()> {
    let Some(raised) = raised else {
        return Ok(());
    };
    let traceback = raised.downcast::<BaseException>();
    let traceback = traceback.and_then(|raised| raised.traceback.get());
    let info = Tuple::new(vec![
        raised.ty().as_obj().to_ref(),
        raised.to_ref(),
        traceback.map_or_else(none, Ref::into_obj),
    ]);
    // SAFETY: the caller's promise.
    unsafe {
        trace_call(
            thread,
            frame,
            "exception",
            Event::Other,
            Some(info.as_obj()),
        )
    }
}

unsafe fn trace_line(thread: *mut Thread, frame: &Frame, line: Option<i32>) -> PyResult<()> {
    let Some(line) = line.filter(|_| frame.trace_lines.get() && frame.trace.is_some()) else {
        return Ok(());
    };
    frame.lineno.set(line);
    // SAFETY: the caller's promise.
    let result = unsafe { trace_call(thread, frame, "line", Event::Line, None) };
    frame.lineno.set(0);
    result
}

/// A jump back within a line counts as a new line.
unsafe fn trace_jump(thread: *mut Thread, frame: &Frame, args: &[&Obj]) -> PyResult<()> {
    let offset = |index: usize| {
        let value = args.get(index)?.downcast::<Int>()?.as_i64()?;
        usize::try_from(value).ok()
    };
    let (Some(from), Some(to)) = (offset(0), offset(1)) else {
        return Ok(());
    };
    // SAFETY: a traced frame is complete.
    let code: &Code = unsafe { &*(*frame.frame.get()).code };
    let line = code.line_at(to / 2);
    if to >= from || line.is_none() || code.line_at(from / 2) != line {
        return Ok(());
    }
    // SAFETY: the caller's promise.
    unsafe { trace_line(thread, frame, line) }
}

unsafe fn profile_event(
    thread: *mut Thread,
    frame: &Frame,
    number: usize,
    args: &[&Obj],
) -> PyResult<()> {
    let last = args.last().copied();
    let (what, arg) = match number {
        event::PY_START | event::PY_RESUME | event::PY_THROW => ("call", None),
        event::PY_RETURN | event::PY_YIELD => ("return", last.map(Object::to_ref)),
        event::PY_UNWIND => ("return", None),
        event::CALL | event::C_RETURN | event::C_RAISE => {
            let Some(function) = args.get(1).and_then(|f| native_callable(f, args.get(2))) else {
                return Ok(());
            };
            let what = match number {
                event::CALL => "c_call",
                event::C_RETURN => "c_return",
                _ => "c_exception",
            };
            (what, Some(function))
        }
        _ => return Ok(()),
    };
    // SAFETY: the thread is alive.
    unsafe {
        let Some(function) = (*thread).profile.get() else {
            return Ok(());
        };
        match call(thread, &function, frame, what, Event::Other, arg.as_deref()) {
            Ok(_) => Ok(()),
            Err(error) => {
                set_profile(None);
                Err(error)
            }
        }
    }
}

/// The native function that is called: a method descriptor is bound first.
fn native_callable(callable: &Obj, first: Option<&&Obj>) -> Option<Ref> {
    if callable.downcast_exact::<NativeFunction>().is_some() {
        return Some(callable.to_ref());
    }
    crate::interp::shim::method_def(callable)?;
    let first = first?;
    if first.is(&monitoring::missing_object()) {
        return None;
    }
    let bind = callable.ty().slots().descr_get?;
    let class = first.ty().as_obj();
    bind(callable, Some(first), Some(class)).ok()
}
