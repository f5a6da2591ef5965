//! Iteration, generators, awaiting.

use serpentarium_bytecode::opcode::op as opcode;

use crate::interp::dispatch::{Step, again, check, go, op, push, raise, save, take};
use crate::interp::frame::{self, InterpreterFrame};
use crate::interp::generator;
use crate::interp::instrument;
use crate::interp::slot::Slot;
use crate::interp::specialize;
use crate::interp::thread::Thread;
use crate::object::error::type_error;
use crate::object::protocol;
use crate::object::slots::SendResult;
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::exceptions::STOP_ITERATION;
use crate::types::generator::{COROUTINE_TYPE, GENERATOR_TYPE, Generator, State};

op!(GET_ITER, |ip, sp, frame, th, arg| {
    let iterable = *sp.sub(1);
    save!(ip, sp, frame);
    let iterator = check!(protocol::iter(iterable.obj()), ip, sp, frame, th);
    *sp.sub(1) = Slot::own(iterator);
    iterable.close();
    go!(ip, 1, sp, frame, th)
});

op!(FOR_ITER, |ip, sp, frame, th, arg| {
    let iterator = (*sp.sub(1)).obj();
    if specialize::due(ip) {
        specialize::for_iter(ip, iterator);
        again!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    match check!(next_of_loop(iterator, frame, th), ip, sp, frame, th) {
        Some(value) => {
            push!(sp, Slot::own(value));
            go!(ip, 2, sp, frame, th)
        }
        // Past the END_FOR, which only generators' returns need.
        None => go!(ip, 3 + arg, sp, frame, th),
    }
});

/// The next value of a `for` loop's iterator. A `StopIteration` that was raised for its end
/// is news for tools.
#[inline(never)]
pub(crate) unsafe fn next_of_loop(
    iterator: &Obj,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
) -> PyResult<Option<Ref>> {
    let Some(slot) = iterator.ty().slots().next else {
        // Says that it is no iterator.
        return protocol::next(iterator);
    };
    match slot(iterator) {
        Err(error) if error.matches(&STOP_ITERATION) => {
            // SAFETY: the frame is running and saved.
            unsafe { instrument::stop_event(th, frame, error.instance())? };
            Ok(None)
        }
        result => result,
    }
}

macro_rules! for_iter {
    ($name:ident, $type:path, |$iterator:ident| $next:expr) => {
        op!($name, |ip, sp, frame, th, arg| {
            let Some($iterator) = (*sp.sub(1)).obj().downcast_exact::<$type>() else {
                return specialize::miss(ip, sp, frame, th, arg, opcode::FOR_ITER);
            };
            match $next {
                Some(value) => {
                    *sp = value;
                    go!(ip, 2, sp.add(1), frame, th)
                }
                None => go!(ip, 3 + arg, sp, frame, th),
            }
        });
    };
}
for_iter!(
    FOR_ITER_LIST,
    crate::types::list::iter::ListIterator,
    |iterator| iterator.next_item().map(Slot::own)
);
for_iter!(
    FOR_ITER_TUPLE,
    crate::types::tuple::iter::TupleIterator,
    |iterator| iterator.next_item().map(Slot::own)
);
for_iter!(
    FOR_ITER_RANGE,
    crate::types::range::iter::RangeIterator,
    |iterator| iterator.next_word().map(crate::types::int::Int::slot)
);

op!(FOR_ITER_GEN, |ip, sp, frame, th, arg| {
    let receiver = (*sp.sub(1)).obj();
    let Some(generator) = receiver.downcast_exact::<Generator>() else {
        return specialize::miss(ip, sp, frame, th, arg, opcode::FOR_ITER);
    };
    if generator.state.get() >= State::Executing || (*th).recursion_left <= 1 {
        return specialize::miss(ip, sp, frame, th, arg, opcode::FOR_ITER);
    }
    (*frame).return_offset = 2 + arg as u16;
    enter_generator(
        generator,
        Slot::own(crate::types::none::none()),
        ip,
        sp,
        frame,
        th,
    )
});

/// Resumes a suspended generator as a frame of this interpreter run; `value` is what its
/// `yield` gives.
#[inline(always)]
unsafe fn enter_generator(
    generator: &Generator,
    value: Slot,
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
) -> *mut Obj {
    // SAFETY: the generator is suspended; its frame has room for one more value.
    unsafe {
        save!(ip, sp, frame);
        let new = generator::resume_frame(generator, th, frame);
        let mut sp = (*new).sp;
        push!(sp, value);
        (*new).sp = sp;
        (*th).frame = new;
        (*th).recursion_left -= 1;
        let ip = (*new).ip.cast_mut();
        go!(ip, 0, sp, new, th)
    }
}

op!(GET_YIELD_FROM_ITER, |ip, sp, frame, th, arg| {
    let iterable = *sp.sub(1);
    save!(ip, sp, frame);
    let iterator = check!(yield_from_iter(iterable.obj(), &*frame), ip, sp, frame, th);
    *sp.sub(1) = Slot::own(iterator);
    iterable.close();
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn yield_from_iter(iterable: &Obj, frame: &InterpreterFrame) -> PyResult {
    use serpentarium_bytecode::CodeFlags;
    if iterable.is_exact(&COROUTINE_TYPE) {
        // SAFETY: a running frame's code is alive.
        let flags = unsafe { &*frame.code }.flags;
        if !flags.has(CodeFlags::COROUTINE | CodeFlags::ITERABLE_COROUTINE) {
            return Err(type_error(
                "cannot 'yield from' a coroutine object in a non-coroutine generator",
            ));
        }
        return Ok(iterable.to_ref());
    }
    if iterable.is_exact(&GENERATOR_TYPE) {
        return Ok(iterable.to_ref());
    }
    protocol::iter(iterable)
}

op!(SEND, |ip, sp, frame, th, arg| {
    let (receiver, value) = (*sp.sub(2), *sp.sub(1));
    let object = receiver.obj();
    if object.is_exact(&GENERATOR_TYPE) || object.is_exact(&COROUTINE_TYPE) {
        let generator = object.cast_unchecked::<Generator>();
        if generator.state.get() < State::Executing
            && (*th).recursion_left > 1
            && (generator.state.get() != State::Created || crate::types::none::is_none(value.obj()))
        {
            (*frame).return_offset = 2 + arg as u16;
            return enter_generator(generator, value.make_owned(), ip, sp.sub(1), frame, th);
        }
    }
    save!(ip, sp, frame);
    take!(send(ip, sp, frame, th, arg), th)
});

op!(SEND_GEN, |ip, sp, frame, th, arg| {
    SEND(ip, sp, frame, th, arg)
});

/// Sends the top of the stack into any iterator under it (`PyIter_Send`).
#[inline(never)]
unsafe fn send(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
    arg: usize,
) -> Step {
    // SAFETY: registers of a running, saved frame; the sent value is closed once.
    unsafe {
        let (receiver, value) = (*sp.sub(2), *sp.sub(1));
        let sent = if instrument::EXCEPTION_EVENTS.get() {
            send_watched(receiver.obj(), value.obj(), frame, th)
        } else {
            generator::send_any(receiver.obj(), value.obj())
        };
        let (result, units) = match sent {
            Ok(SendResult::Next(result)) => (result, 2),
            Ok(SendResult::Return(result)) => (result, 2 + arg),
            Err(error) => return Step::of(th, Err(error)),
        };
        *sp.sub(1) = Slot::own(result);
        value.close();
        (*frame).ip = ip.add(units);
        Step::Go
    }
}

/// Sends into an iterator while tools want to know of the `StopIteration` at its end.
#[cold]
unsafe fn send_watched(
    receiver: &Obj,
    value: &Obj,
    frame: *mut InterpreterFrame,
    th: *mut Thread,
) -> PyResult<SendResult> {
    let sent = generator::send_any(receiver, value)?;
    if let SendResult::Return(result) = &sent {
        let ended_silently = crate::types::none::is_none(result)
            && (receiver.downcast::<Generator>().is_some()
                || receiver.ty().slots().am_send.is_none());
        if !ended_silently {
            let stop = generator::stop_with(result);
            // SAFETY: the frame is running and saved.
            unsafe { instrument::stop_event(th, frame, stop.instance())? };
        }
    }
    Ok(sent)
}

op!(YIELD_VALUE, |ip, sp, frame, th, arg| {
    let value = (*sp.sub(1)).make_owned();
    let sp = sp.sub(1);
    (*frame).ip = ip.add(1);
    (*frame).sp = sp;
    let caller = generator::suspend(frame, th, arg & 1 != 0);
    let mut sp = (*caller).sp;
    push!(sp, value);
    let ip = (*caller).ip.cast_mut();
    // Behind the SEND or FOR_ITER that resumed us (the exit frame has room for it).
    go!(ip, 2, sp, caller, th)
});

op!(RETURN_GENERATOR, |ip, sp, frame, th, arg| {
    save!(ip.add(1), sp, frame);
    let caller = return_generator(frame, th);
    let ip = (*caller).ip.cast_mut();
    go!(
        ip,
        usize::from((*caller).return_offset),
        (*caller).sp,
        caller,
        th
    )
});

/// Gives the caller a generator that holds the frame's contents; returns the caller's frame.
#[inline(never)]
unsafe fn return_generator(frame: *mut InterpreterFrame, th: *mut Thread) -> *mut InterpreterFrame {
    // SAFETY: a running, saved frame, whose contents move; its memory is given back.
    unsafe {
        let generator = generator::from_frame(th, frame);
        let caller = (*frame).previous;
        (*th).frame = caller;
        (*th).recursion_left += 1;
        (*th).stack_top = frame.cast();
        *(*caller).sp = Slot::own(generator);
        (*caller).sp = (*caller).sp.add(1);
        caller
    }
}

op!(GET_AWAITABLE, |ip, sp, frame, th, arg| {
    let awaitable = *sp.sub(1);
    save!(ip, sp, frame);
    let iterator = check!(awaitable_iter(awaitable.obj(), arg), ip, sp, frame, th);
    *sp.sub(1) = Slot::own(iterator);
    awaitable.close();
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn awaitable_iter(object: &Obj, place: usize) -> PyResult {
    generator::get_awaitable(object, place)
}

op!(GET_AITER, |ip, sp, frame, th, arg| {
    let iterable = *sp.sub(1);
    save!(ip, sp, frame);
    let iterator = check!(async_iter(iterable.obj()), ip, sp, frame, th);
    *sp.sub(1) = Slot::own(iterator);
    iterable.close();
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn async_iter(iterable: &Obj) -> PyResult {
    let Some(slot) = iterable.ty().slots().am_aiter else {
        return Err(type_error(format!(
            "'async for' requires an object with __aiter__ method, got {}",
            iterable.ty().tp_name()
        )));
    };
    let iterator = slot(iterable)?;
    if iterator.ty().slots().am_anext.is_none() {
        return Err(type_error(format!(
            "'async for' received an object from __aiter__ that does not implement __anext__: {}",
            iterator.ty().tp_name()
        )));
    }
    Ok(iterator)
}

op!(GET_ANEXT, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let awaitable = check!(async_next((*sp.sub(1)).obj()), ip, sp, frame, th);
    push!(sp, Slot::own(awaitable));
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn async_next(iterator: &Obj) -> PyResult {
    let Some(slot) = iterator.ty().slots().am_anext else {
        return Err(type_error(format!(
            "'async for' requires an iterator with __anext__ method, got {}",
            iterator.ty().tp_name()
        )));
    };
    let awaitable = slot(iterator)?;
    if iterator.is_exact(&crate::types::generator::ASYNC_GENERATOR_TYPE) {
        return Ok(awaitable);
    }
    match generator::coroutine_iter(&awaitable) {
        Ok(iterator) => Ok(iterator),
        Err(cause) => {
            let error = type_error(format!(
                "'async for' received an invalid object from __anext__: {}",
                awaitable.ty().tp_name()
            ));
            error.instance().cause.set(cause.instance().clone());
            error.instance().context.set(cause.into_instance());
            error.instance().suppress_context.set(true);
            Err(error)
        }
    }
}

op!(
    /// `StopAsyncIteration` ends an `async for`; anything else goes on.
    END_ASYNC_FOR, |ip, sp, frame, th, arg| {
        let raised = (*sp.sub(1)).obj();
        if raised.is_instance(&crate::types::exceptions::STOP_ASYNC_ITERATION) {
            save!(ip, sp, frame);
            sp = super::close_top(sp, 2, frame);
            go!(ip, 1, sp, frame, th)
        }
        let raised = (*sp.sub(1)).into_ref().cast_into_unchecked();
        crate::interp::unwind::set_raised(th, crate::object::Exc::from_instance(raised));
        save!(ip, sp.sub(1), frame);
        crate::interp::instrument::reraise_event(th, frame, ip);
        crate::interp::unwind::unwind(ip, sp.sub(1), frame, th, 0)
    }
);

op!(
    /// An exception thrown into `yield from`/`await`: `StopIteration` carries the result.
    CLEANUP_THROW, |ip, sp, frame, th, arg| {
        let raised = (*sp.sub(1)).obj();
        if raised.is_instance(&crate::types::exceptions::STOP_ITERATION) {
            let value = generator::stop_iteration_value(raised);
            save!(ip, sp, frame);
            sp = super::close_top(sp, 3, frame);
            push!(sp, Slot::own(crate::types::none::none()));
            push!(sp, Slot::own(value));
            go!(ip, 1, sp, frame, th)
        }
        let raised = (*sp.sub(1)).into_ref().cast_into_unchecked();
        crate::interp::unwind::set_raised(th, crate::object::Exc::from_instance(raised));
        save!(ip, sp.sub(1), frame);
        crate::interp::instrument::reraise_event(th, frame, ip);
        crate::interp::unwind::unwind(ip, sp.sub(1), frame, th, 0)
    }
);

#[allow(unused_imports)]
use {Ref as _, frame as _};
