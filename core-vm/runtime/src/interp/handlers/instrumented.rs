//! The instrumented forms: they tell the monitoring tools, then run the plain form.

use serpentarium_bytecode::opcode::op as opcode;

use crate::interp::dispatch::{HANDLERS, go, op, push, raise, save};
use crate::interp::frame::InterpreterFrame;
use crate::interp::handlers::attributes::super_attribute;
use crate::interp::handlers::calls::{
    call_native, call_native_keywords, call_spread, star_args, star_kwargs, unpack_method,
};
use crate::interp::instrument::{self, Layer};
use crate::interp::monitoring::{self, event};
use crate::interp::slot::Slot;
use crate::interp::thread::Thread;
use crate::interp::{breaker, generator};
use crate::object::error::type_error;
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::code::Code;
use crate::types::exceptions::STOP_ITERATION;
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
            (*$frame).last_line = -1;
            go!(moved, 0, (*$frame).sp, $frame, $th)
        }
        let plain = instrument::plain($ip, $base);
        return HANDLERS[usize::from(plain)]($ip, $sp, $frame, $th, $arg);
    }};
}

/// Fires the event of the instruction itself.
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
        let known = instrument::peek(&*(*frame).code);
        known
            .and_then(|found| found.sources.get(&index).copied())
            .unwrap_or(index)
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
                        (*frame).last_line = -1;
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
        go_on!(result, opcode::RESUME, ip, sp, frame, th, arg)
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
        save!(ip, sp, frame);
        let target = instrument::index_of(frame, ip) + 1;
        let source = source_of(frame, ip);
        let result = fire_branch(th, frame, ip, source, target, event::BRANCH_LEFT);
        go_on!(result, opcode::NOT_TAKEN, ip, sp, frame, th, arg)
    }
);

op!(
    #[cold]
    INSTRUMENTED_POP_ITER,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let target = instrument::index_of(frame, ip) + 1;
        let source = source_of(frame, ip);
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
        let iterator = (*sp.sub(1)).obj();
        let next = match iterator.ty().slots().next {
            Some(slot) => slot(iterator),
            None => Err(type_error(format!(
                "'{}' object is not an iterator",
                iterator.ty().tp_name()
            ))),
        };
        match next {
            Ok(Some(value)) => {
                push!(sp, Slot::own(value));
                (*frame).sp = sp;
                let here = instrument::index_of(frame, ip);
                let fired = fire_branch(th, frame, ip, here, here + 2, event::BRANCH_LEFT);
                if let Err(error) = fired {
                    raise!(error, ip, sp, frame, th);
                }
                go!(ip, 2, sp, frame, th)
            }
            Ok(None) => go!(ip, 3 + arg, sp, frame, th),
            Err(error) if error.matches(&STOP_ITERATION) => {
                let index = instrument::index_of(frame, ip);
                let value = error.instance().clone();
                drop(error);
                let fired =
                    monitoring::fire_global(th, frame, index, event::RAISE, &[value.as_obj()]);
                drop(value);
                if let Err(error) = fired {
                    raise!(error, ip, sp, frame, th);
                }
                go!(ip, 3 + arg, sp, frame, th)
            }
            Err(error) => raise!(error, ip, sp, frame, th),
        }
    }
);

// ---- calls

/// Fires `CALL`, `C_RETURN` or `C_RAISE`.
unsafe fn fire_call(
    th: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
    number: usize,
    callable: &Obj,
    first: Option<&Obj>,
) -> PyResult<()> {
    let missing = monitoring::missing_object();
    // SAFETY: registers of a running, saved frame.
    unsafe {
        fire(
            th,
            frame,
            ip,
            number,
            &[callable, first.unwrap_or(&missing)],
        )
    }
}

/// The result of a native call after `C_RETURN` or `C_RAISE`.
unsafe fn ended(
    th: *mut Thread,
    frame: *mut InterpreterFrame,
    ip: *mut u16,
    result: PyResult,
    callable: &Obj,
    first: Option<&Obj>,
) -> PyResult {
    let number = if result.is_ok() {
        event::C_RETURN
    } else {
        event::C_RAISE
    };
    // SAFETY: registers of a running, saved frame.
    unsafe { fire_call(th, frame, ip, number, callable, first) }?;
    result
}

/// `CALL` and `CALL_KW`: `keywords` says how many words lie over the arguments.
unsafe fn call_form(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    arg: usize,
    keywords: usize,
    base: u8,
) -> *mut Obj {
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
        let fired = fire_call(th, frame, ip, event::CALL, &callable, first.as_deref());
        if callable.downcast_exact::<Function>().is_some() || fired.is_err() {
            drop(first);
            drop(callable);
            go_on!(fired, base, ip, sp, frame, th, arg)
        }
        let result = if keywords > 0 {
            call_native_keywords(bottom, arg, (*sp.sub(1)).obj())
        } else {
            call_native(bottom, arg)
        };
        let result = ended(th, frame, ip, result, &callable, first.as_deref());
        drop(first);
        drop(callable);
        finish(ip, sp, frame, th, result, bottom, 4)
    }
}

/// Replaces a call's operands by its result.
unsafe fn finish(
    ip: *mut u16,
    mut sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    result: PyResult,
    bottom: *mut Slot,
    size: usize,
) -> *mut Obj {
    // SAFETY: registers of a running frame; each operand is closed once.
    unsafe {
        let result = match result {
            Ok(result) => Slot::own(result),
            Err(error) => raise!(error, ip, sp, frame, th),
        };
        while sp > bottom {
            sp = sp.sub(1);
            let slot = *sp;
            (*frame).sp = sp;
            slot.close();
        }
        push!(sp, result);
        (*frame).sp = sp;
        if breaker::reasons() != 0
            && let Err(error) = crate::interp::pending::run(th)
        {
            raise!(error, ip, sp, frame, th);
        }
        go!(ip, size, sp, frame, th)
    }
}

op!(
    #[cold]
    INSTRUMENTED_CALL,
    |ip, sp, frame, th, arg| { call_form(ip, sp, frame, th, arg, 0, opcode::CALL) }
);

op!(
    #[cold]
    INSTRUMENTED_CALL_KW,
    |ip, sp, frame, th, arg| { call_form(ip, sp, frame, th, arg, 1, opcode::CALL_KW) }
);

op!(
    #[cold]
    INSTRUMENTED_CALL_FUNCTION_EX,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let bottom = sp.sub(4);
        let callable: Ref = (*bottom).obj().to_ref();
        let positional: PyResult<Ref<Tuple>> = star_args(&callable, (*sp.sub(2)).obj());
        let positional = match positional {
            Ok(positional) => positional,
            Err(error) => {
                drop(callable);
                raise!(error, ip, sp, frame, th)
            }
        };
        let first = positional.get(0);
        let fired = fire_call(th, frame, ip, event::CALL, &callable, first.as_deref());
        if callable.downcast_exact::<Function>().is_some() || fired.is_err() {
            drop(first);
            drop(positional);
            drop(callable);
            go_on!(fired, opcode::CALL_FUNCTION_EX, ip, sp, frame, th, arg)
        }
        let result = spread(*sp.sub(1), &callable, &positional);
        let result = ended(th, frame, ip, result, &callable, first.as_deref());
        drop(first);
        drop(positional);
        drop(callable);
        finish(ip, sp, frame, th, result, bottom, 1)
    }
);

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
        let bottom = sp.sub(3);
        let callable: Ref = (*bottom).obj().to_ref();
        let class: Option<Ref> = (arg & 2 != 0).then(|| (*bottom.add(1)).obj().to_ref());
        let fired = fire_call(th, frame, ip, event::CALL, &callable, class.as_deref());
        if let Err(error) = fired {
            drop(class);
            drop(callable);
            raise!(error, ip, sp, frame, th);
        }
        let name = (*(*frame).code).name_at(arg >> 2);
        let loaded = super_attribute(
            &callable,
            (*bottom.add(1)).obj(),
            (*bottom.add(2)).obj(),
            name,
            arg,
        );
        let number = if loaded.is_ok() {
            event::C_RETURN
        } else {
            event::C_RAISE
        };
        let fired = fire_call(th, frame, ip, number, &callable, class.as_deref());
        drop(class);
        drop(callable);
        let loaded = fired.and(loaded);
        let (value, unbound) = match loaded {
            Ok(loaded) => loaded,
            Err(error) => raise!(error, ip, sp, frame, th),
        };
        let (global_super, class, receiver) = (*bottom, *bottom.add(1), *bottom.add(2));
        *bottom = Slot::own(value);
        sp = bottom.add(1);
        if arg & 1 != 0 {
            push!(sp, if unbound { receiver } else { Slot::NULL });
        }
        save!(ip, sp, frame);
        if !unbound {
            receiver.close();
        }
        class.close();
        global_super.close();
        go!(ip, 2, sp, frame, th)
    }
);
