//! The instrumented forms: they tell the monitoring tools, then run the plain form.

use serpentarium_bytecode::opcode::op as opcode;

use crate::interp::dispatch::{HANDLERS, Step, go, op, push, raise, save, take};
use crate::interp::frame::InterpreterFrame;
use crate::interp::handlers::calls::{
    call_native, call_native_keywords, call_spread, finish_out_of_line, star_args, star_kwargs,
    unpack_method,
};
use crate::interp::handlers::iteration::next_of_loop;
use crate::interp::instrument::{self, Layer};
use crate::interp::monitoring::{self, event};
use crate::interp::slot::Slot;
use crate::interp::thread::Thread;
use crate::interp::{breaker, generator};
use crate::object::protocol;
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::code::Code;
use crate::types::function::Function;
use crate::types::generator::{COROUTINE_TYPE, GENERATOR_TYPE};
use crate::types::none::is_none;
use crate::types::tuple::Tuple;

/// Goes on after events: where the frame stands now, if a debugger moved it, else as told.
macro_rules! go_on {
    ($result:expr, $base:expr, $ip:expr, $sp:expr, $frame:expr, $th:expr, $arg:expr) => {{
        if let Err(error) = $result {
            raise!(error, $ip, (*$frame).sp, $frame, $th);
        }
        if !std::ptr::eq((*$frame).ip, $ip) {
            let moved = (*$frame).ip.cast_mut();
            instrument::jumped($frame);
            go!(moved, 0, (*$frame).sp, $frame, $th)
        }
        let plain = instrument::plain($ip, $base);
        return HANDLERS[usize::from(plain)]($ip, $sp, $frame, $th, $arg);
    }};
}

/// Work on a running, saved frame: `ip`, `sp`, frame, thread, argument.
type Work =
    unsafe fn(*mut u16, *mut Slot, *mut InterpreterFrame, *mut Thread, usize) -> PyResult<Step>;

/// Keeps what the work needs off the handler's native stack.
#[cold]
#[inline(never)]
unsafe fn out_of_line(
    work: Work,
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    arg: usize,
) -> Step {
    // SAFETY: the handler's registers.
    unsafe { Step::of(th, work(ip, sp, frame, th, arg)) }
}

/// Fires the event of the instruction itself.
#[inline(never)]
unsafe fn fire(
    th: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
    number: usize,
    extra: &[&Obj],
) -> PyResult<()> {
    // SAFETY: registers of a running, saved frame.
    unsafe {
        let index = instrument::index_of(frame, ip);
        let tools = instrument::tools_at(&*(*frame).code, index, Layer::Event);
        monitoring::fire_at(th, frame, index, number, tools, extra)
    }
}

/// Fires a jump or branch: from the instruction at `source` to unit `target`.
#[inline(never)]
unsafe fn fire_branch(
    th: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
    source: usize,
    target: usize,
    number: usize,
) -> PyResult<()> {
    // SAFETY: registers of a running, saved frame.
    unsafe {
        let index = instrument::index_of(frame, ip);
        let tools = instrument::tools_at(&*(*frame).code, index, Layer::Event);
        if tools == 0 || (*th).tracing > 0 {
            return Ok(());
        }
        let (from, to) = (monitoring::offset(source), monitoring::offset(target));
        monitoring::fire(th, frame, index, number, tools, &[&from, &to])
    }
}

/// Where the branch stands whose side begins at `ip`.
unsafe fn source_of(frame: *mut InterpreterFrame, ip: *mut u16) -> usize {
    // SAFETY: registers of a running frame; nothing runs while the reference is used.
    unsafe {
        let index = instrument::index_of(frame, ip);
        let Some(known) = instrument::peek(&*(*frame).code) else {
            return index;
        };
        // What lies over the instruction counts as having run before it.
        if std::ptr::eq((*frame).ip, ip) && known.is_covered(index) {
            return index;
        }
        known.sources.get(&index).copied().unwrap_or(index)
    }
}

macro_rules! layered {
    ($($name:ident)*) => {$(
        op!(
            #[cold]
            $name, |ip, sp, frame, th, arg| {
                let previous = (*frame).ip;
                save!(ip, sp, frame);
                match instrument::layers(th, frame, ip, previous) {
                    Ok(_) if !std::ptr::eq((*frame).ip, ip) => {
                        let moved = (*frame).ip.cast_mut();
                        instrument::jumped(frame);
                        go!(moved, 0, (*frame).sp, frame, th)
                    }
                    Ok(next) => HANDLERS[usize::from(next)](ip, (*frame).sp, frame, th, arg),
                    Err(error) => raise!(error, ip, (*frame).sp, frame, th),
                }
            }
        );
    )*};
}
layered! { INSTRUMENTED_LINE INSTRUMENTED_INSTRUCTION }

op!(
    #[cold]
    INSTRUMENTED_RESUME,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let code: &Code = &*(*frame).code;
        if breaker::monitoring_version() != code.monitoring_version.get() {
            instrument::instrument(code);
            go!(ip, 0, sp, frame, th)
        }
        let number = if arg & 3 == 0 {
            event::PY_START
        } else {
            event::PY_RESUME
        };
        if arg & 3 == 0 {
            (*frame).last_line = 0;
        }
        let result = fire(th, frame, ip, number, &[]);
        go_on!(result, opcode::RESUME_CHECK, ip, sp, frame, th, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_RETURN_VALUE,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let value = (*sp.sub(1)).obj().to_ref();
        let result = fire(th, frame, ip, event::PY_RETURN, &[&value]);
        drop(value);
        go_on!(result, opcode::RETURN_VALUE, ip, sp, frame, th, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_YIELD_VALUE,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let value = (*sp.sub(1)).obj().to_ref();
        let result = fire(th, frame, ip, event::PY_YIELD, &[&value]);
        drop(value);
        go_on!(result, opcode::YIELD_VALUE, ip, sp, frame, th, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_JUMP_FORWARD,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let here = instrument::index_of(frame, ip);
        let result = fire_branch(th, frame, ip, here, here + 1 + arg, event::JUMP);
        go_on!(result, opcode::JUMP_FORWARD, ip, sp, frame, th, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_JUMP_BACKWARD,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let here = instrument::index_of(frame, ip);
        let target = (here + 2).saturating_sub(arg);
        let result = fire_branch(th, frame, ip, here, target, event::JUMP);
        go_on!(result, opcode::JUMP_BACKWARD, ip, sp, frame, th, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_NOT_TAKEN,
    |ip, sp, frame, th, arg| {
        let target = instrument::index_of(frame, ip) + 1;
        let source = source_of(frame, ip);
        save!(ip, sp, frame);
        let result = fire_branch(th, frame, ip, source, target, event::BRANCH_LEFT);
        go_on!(result, opcode::NOT_TAKEN, ip, sp, frame, th, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_POP_ITER,
    |ip, sp, frame, th, arg| {
        let target = instrument::index_of(frame, ip) + 1;
        let source = source_of(frame, ip);
        save!(ip, sp, frame);
        let result = fire_branch(th, frame, ip, source, target, event::BRANCH_RIGHT);
        go_on!(result, opcode::POP_ITER, ip, sp, frame, th, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_END_ASYNC_FOR,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let mut result = Ok(());
        if (*sp.sub(1))
            .obj()
            .is_instance(&crate::types::exceptions::STOP_ASYNC_ITERATION)
        {
            let next = instrument::index_of(frame, ip) + 1;
            let source = next.saturating_sub(arg);
            result = fire_branch(th, frame, ip, source, next, event::BRANCH_RIGHT);
        }
        go_on!(result, opcode::END_ASYNC_FOR, ip, sp, frame, th, arg)
    }
);

/// The end of a generator that was resumed as a frame: `STOP_ITERATION`, though no
/// exception was made.
#[inline(never)]
unsafe fn fire_stop(
    th: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
    sp: *mut Slot,
) -> PyResult<()> {
    // SAFETY: registers of a running, saved frame: the receiver is under the value.
    unsafe {
        let receiver = (*sp.sub(2)).obj();
        if !receiver.is_exact(&GENERATOR_TYPE) && !receiver.is_exact(&COROUTINE_TYPE) {
            return Ok(());
        }
        let error = generator::stop_with((*sp.sub(1)).obj());
        fire(th, frame, ip, event::STOP_ITERATION, &[error.as_obj()])
    }
}

op!(
    #[cold]
    INSTRUMENTED_END_FOR,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let result = fire_stop(th, frame, ip, sp);
        go_on!(result, opcode::END_FOR, ip, sp, frame, th, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_END_SEND,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let result = fire_stop(th, frame, ip, sp);
        go_on!(result, opcode::END_SEND, ip, sp, frame, th, arg)
    }
);

macro_rules! conditional {
    ($($name:ident $jumps:expr;)*) => {$(
        op!(
            #[cold]
            $name, |ip, sp, frame, th, arg| {
                sp = sp.sub(1);
                let value = *sp;
                let jumps: fn(&Obj) -> bool = $jumps;
                let jump = jumps(value.obj());
                save!(ip, sp, frame);
                value.close();
                if !jump {
                    // Onto NOT_TAKEN, which has an event of its own.
                    go!(ip, 2, sp, frame, th)
                }
                let here = instrument::index_of(frame, ip);
                let fired = fire_branch(th, frame, ip, here, here + 2 + arg, event::BRANCH_RIGHT);
                if let Err(error) = fired {
                    raise!(error, ip, sp, frame, th);
                }
                go!(ip, 2 + arg, sp, frame, th)
            }
        );
    )*};
}
conditional! {
    INSTRUMENTED_POP_JUMP_IF_TRUE |value| value.is(crate::types::int::bool_obj(true));
    INSTRUMENTED_POP_JUMP_IF_FALSE |value| !value.is(crate::types::int::bool_obj(true));
    INSTRUMENTED_POP_JUMP_IF_NONE |value| is_none(value);
    INSTRUMENTED_POP_JUMP_IF_NOT_NONE |value| !is_none(value);
}

op!(
    #[cold]
    INSTRUMENTED_FOR_ITER,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        take!(out_of_line(for_iter, ip, sp, frame, th, arg), th)
    }
);

#[inline(never)]
unsafe fn for_iter(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    arg: usize,
) -> PyResult<Step> {
    // SAFETY: registers of a running, saved frame: the iterator is on top of the stack.
    unsafe {
        let iterator = (*sp.sub(1)).obj();
        let here = instrument::index_of(frame, ip);
        if let Some(value) = next_of_loop(iterator, frame, th)? {
            *sp = Slot::own(value);
            (*frame).sp = sp.add(1);
            fire_branch(th, frame, ip, here, here + 2, event::BRANCH_LEFT)?;
            (*frame).ip = ip.add(2);
            return Ok(Step::Go);
        }
        (*frame).ip = ip.add(3 + arg);
        Ok(Step::Go)
    }
}

// ---- calls

/// The tools that want the events of a call: its end too, if its beginning was disabled.
unsafe fn tools_of_call(frame: *mut InterpreterFrame, ip: *mut u16) -> u8 {
    // SAFETY: registers of a running frame.
    unsafe {
        let index = instrument::index_of(frame, ip);
        instrument::tools_at(&*(*frame).code, index, Layer::Event)
    }
}

/// Fires `CALL`, `C_RETURN` or `C_RAISE`.
#[inline(never)]
unsafe fn fire_call(
    th: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
    (number, tools): (usize, u8),
    callable: &Obj,
    first: Option<&Obj>,
) -> PyResult<()> {
    let missing = monitoring::missing_object();
    // SAFETY: registers of a running, saved frame.
    unsafe {
        let index = instrument::index_of(frame, ip);
        let extra = [callable, first.unwrap_or(&missing)];
        monitoring::fire_at(th, frame, index, number, tools, &extra)
    }
}

/// The result of a native call after `C_RETURN` or `C_RAISE`.
#[inline(never)]
unsafe fn ended(
    th: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
    tools: u8,
    result: PyResult,
    (callable, first): (&Obj, Option<&Obj>),
) -> PyResult {
    let number = if result.is_ok() {
        event::C_RETURN
    } else {
        event::C_RAISE
    };
    // SAFETY: registers of a running, saved frame.
    unsafe { fire_call(th, frame, ip, (number, tools), callable, first) }?;
    result
}

/// `CALL` and `CALL_KW`: `keywords` says how many words lie over the arguments.
#[inline(never)]
unsafe fn call_form(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    arg: usize,
    keywords: usize,
) -> PyResult<Step> {
    // SAFETY: registers of a running frame.
    unsafe {
        let bottom = sp.sub(arg + 2 + keywords);
        unpack_method(bottom);
        save!(ip, sp, frame);
        let callable: Ref = (*bottom).obj().to_ref();
        let first = if !(*bottom.add(1)).is_null() {
            Some((*bottom.add(1)).obj().to_ref())
        } else if arg > 0 {
            Some((*bottom.add(2)).obj().to_ref())
        } else {
            None
        };
        let tools = tools_of_call(frame, ip);
        let begun = (event::CALL, tools);
        fire_call(th, frame, ip, begun, &callable, first.as_deref())?;
        if let Some(step) = moved(frame, ip) {
            return Ok(step);
        }
        if callable.downcast_exact::<Function>().is_some() {
            return Ok(Step::Plain);
        }
        let result = if keywords > 0 {
            call_native_keywords(bottom, arg, (*sp.sub(1)).obj())
        } else {
            call_native(bottom, arg)
        };
        let result = ended(th, frame, ip, tools, result, (&callable, first.as_deref()))?;
        drop(first);
        drop(callable);
        finish_out_of_line(result, bottom, ip.add(4), frame, th)
    }
}

#[inline(never)]
unsafe fn call_plain(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    arg: usize,
) -> PyResult<Step> {
    // SAFETY: as the caller's.
    unsafe { call_form(ip, sp, frame, th, arg, 0) }
}

#[inline(never)]
unsafe fn call_keywords(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    arg: usize,
) -> PyResult<Step> {
    // SAFETY: as the caller's.
    unsafe { call_form(ip, sp, frame, th, arg, 1) }
}

/// A debugger moved the frame during an event: it goes on there.
unsafe fn moved(frame: *mut InterpreterFrame, ip: *mut u16) -> Option<Step> {
    // SAFETY: a running, saved frame.
    unsafe {
        if std::ptr::eq((*frame).ip, ip) {
            return None;
        }
        instrument::jumped(frame);
        Some(Step::Go)
    }
}

op!(
    #[cold]
    INSTRUMENTED_CALL,
    |ip, sp, frame, th, arg| {
        let step = out_of_line(call_plain, ip, sp, frame, th, arg);
        take!(step, th, opcode::CALL, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_CALL_KW,
    |ip, sp, frame, th, arg| {
        let step = out_of_line(call_keywords, ip, sp, frame, th, arg);
        take!(step, th, opcode::CALL_KW, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_CALL_FUNCTION_EX,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let step = out_of_line(call_spread_form, ip, sp, frame, th, arg);
        take!(step, th, opcode::CALL_FUNCTION_EX, arg)
    }
);

#[inline(never)]
unsafe fn call_spread_form(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    _arg: usize,
) -> PyResult<Step> {
    // SAFETY: registers of a running, saved frame.
    unsafe {
        let bottom = sp.sub(4);
        let callable: Ref = (*bottom).obj().to_ref();
        let positional: Ref<Tuple> = star_args(&callable, (*sp.sub(2)).obj())?;
        let first = positional.get(0);
        let tools = tools_of_call(frame, ip);
        let begun = (event::CALL, tools);
        fire_call(th, frame, ip, begun, &callable, first.as_deref())?;
        if let Some(step) = moved(frame, ip) {
            return Ok(step);
        }
        if callable.downcast_exact::<Function>().is_some() {
            return Ok(Step::Plain);
        }
        let result = spread(*sp.sub(1), &callable, &positional);
        let result = ended(th, frame, ip, tools, result, (&callable, first.as_deref()))?;
        drop(first);
        drop(positional);
        drop(callable);
        finish_out_of_line(result, bottom, ip.add(1), frame, th)
    }
}

#[inline(never)]
unsafe fn spread(kwargs: Slot, callable: &Obj, positional: &Tuple) -> PyResult {
    if kwargs.is_null() {
        return call_spread(callable, positional, &[], None);
    }
    // SAFETY: a slot of the running frame's stack.
    let (names, values) = star_kwargs(unsafe { kwargs.obj() })?;
    call_spread(callable, positional, &values, Some(&names))
}

op!(
    #[cold]
    INSTRUMENTED_LOAD_SUPER_ATTR,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        take!(out_of_line(load_super, ip, sp, frame, th, arg), th)
    }
);

#[inline(never)]
unsafe fn load_super(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    arg: usize,
) -> PyResult<Step> {
    // SAFETY: registers of a running, saved frame; each operand is closed once.
    unsafe {
        let bottom = sp.sub(3);
        let callable: Ref = (*bottom).obj().to_ref();
        let class: Option<Ref> = (arg & 2 != 0).then(|| (*bottom.add(1)).obj().to_ref());
        let tools = tools_of_call(frame, ip);
        let begun = (event::CALL, tools);
        fire_call(th, frame, ip, begun, &callable, class.as_deref())?;
        let receivers = [(*bottom.add(1)).obj(), (*bottom.add(2)).obj()];
        let proxy = protocol::call(&callable, &receivers[..arg & 2]);
        let number = if proxy.is_ok() {
            event::C_RETURN
        } else {
            event::C_RAISE
        };
        let ended = (number, tools);
        fire_call(th, frame, ip, ended, &callable, class.as_deref())?;
        drop(class);
        drop(callable);
        // Bound even where it is called at once, as no specialised form is.
        let proxy = proxy?;
        let value = protocol::getattr(&proxy, (*(*frame).code).name_at(arg >> 2))?;
        let (global_super, class, receiver) = (*bottom, *bottom.add(1), *bottom.add(2));
        *bottom = Slot::own(value);
        let mut sp = bottom.add(1);
        if arg & 1 != 0 {
            push!(sp, Slot::NULL);
        }
        save!(ip.add(2), sp, frame);
        receiver.close();
        class.close();
        global_super.close();
        Ok(Step::Go)
    }
}
