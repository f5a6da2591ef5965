//! Generators, coroutines and async generators: creation, resuming, throwing, closing.
//!
//! Inside the interpreter a generator is resumed as one more frame (`SEND`,
//! `FOR_ITER_GEN`). From native code [`resume`] runs it until it yields or ends.

use serpentarium_bytecode::{CodeFlags, opcode};

use crate::interp::call;
use crate::interp::frame::{self, HEADER_WORDS, InterpreterFrame, Owner};
use crate::interp::slot::Slot;
use crate::interp::thread::{self, HandledItem, Thread};
use crate::interp::{instrument, monitoring, unwind};
use crate::object::error::{Catch, runtime_error, type_error, value_error};
use crate::object::protocol;
use crate::object::slots::SendResult;
use crate::object::{self, Exc, Field, Obj, Object, PyResult, Ref, Type};
use crate::types::exceptions::{
    BaseException, GENERATOR_EXIT, STOP_ASYNC_ITERATION, STOP_ITERATION, field,
};
use crate::types::function::Function;
use crate::types::generator::{
    ASYNC_GENERATOR_TYPE, COROUTINE_TYPE, GENERATOR_TYPE, Generator, State,
};
use crate::types::none::{is_none, none};

/// Makes the generator of a just-started frame (`RETURN_GENERATOR`): the frame's
/// contents move into the new object; the caller frees the frame's memory.
pub(crate) unsafe fn from_frame(thread: *mut Thread, frame: *mut InterpreterFrame) -> Ref {
    // SAFETY: the running frame is complete; its words are moved once.
    unsafe {
        let code = &*(*frame).code;
        let ty: &Type = if code.flags.has(CodeFlags::COROUTINE) {
            &COROUTINE_TYPE
        } else if code.flags.has(CodeFlags::ASYNC_GENERATOR) {
            &ASYNC_GENERATOR_TYPE
        } else {
            &GENERATOR_TYPE
        };
        let function = (*frame)
            .function
            .as_ref()
            .and_then(|f| f.downcast_exact::<Function>());
        let words = HEADER_WORDS + code.framesize as usize;
        let generator = object::alloc_with_extra(
            ty,
            Generator::new(
                function.and_then(|function| function.name.get()),
                function.and_then(|function| function.qualname.get()),
            ),
            words * 8,
        );
        let target = generator.frame();
        let used = (*frame).sp.offset_from(InterpreterFrame::locals_ptr(frame)) as usize;
        let source = InterpreterFrame::locals_ptr(frame);
        for index in 0..used {
            *source.add(index) = (*source.add(index)).make_owned();
        }
        std::ptr::copy_nonoverlapping(
            frame.cast::<Slot>(),
            target.cast::<Slot>(),
            HEADER_WORDS + used,
        );
        (*target).sp = InterpreterFrame::locals_ptr(target).add(used);
        (*target).owner = Owner::Generator;
        (*target).previous = std::ptr::null_mut();
        if let Some(object) = (*target).object.as_ref() {
            object.frame.set(target);
        }
        generator.state.set(State::Created);
        if ty.is_type(&COROUTINE_TYPE) && (*thread).coroutine_origin_depth > 0 {
            let depth = (*thread).coroutine_origin_depth;
            generator.origin.set(origin((*frame).previous, depth));
        }
        generator.into_obj()
    }
}

/// `cr_origin`: (file, line, function) of the callers.
unsafe fn origin(mut frame: *mut InterpreterFrame, depth: u32) -> Ref {
    use crate::types::int::Int;
    use crate::types::tuple::Tuple;
    let mut entries = Vec::new();
    // SAFETY: frames of a running thread are linked until null.
    unsafe {
        while let Some(current) = frame::first_complete(frame) {
            if entries.len() >= depth as usize {
                break;
            }
            let code = &*(*current).code;
            let line = InterpreterFrame::line(current).unwrap_or(0);
            let text = |field: &Field<crate::types::str::Str>| {
                field.get().map_or_else(none, Ref::into_obj)
            };
            entries.push(
                Tuple::new(vec![
                    text(&code.filename),
                    Int::new(i64::from(line)).into_obj(),
                    text(&code.name),
                ])
                .into_obj(),
            );
            frame = (*current).previous;
        }
    }
    Tuple::new(entries).into_obj()
}

/// Links a suspended generator's frame under `caller`: the next dispatch may enter it.
#[inline(always)]
pub(crate) unsafe fn resume_frame(
    generator: &Generator,
    thread: *mut Thread,
    caller: *mut InterpreterFrame,
) -> *mut InterpreterFrame {
    // SAFETY: the generator is suspended, so its frame is complete.
    unsafe {
        let frame = generator.frame();
        (*frame).previous = caller;
        generator.handled.previous.set((*thread).handled);
        (*thread).handled = &raw const generator.handled;
        generator.state.set(State::Executing);
        frame
    }
}

/// A generator's frame yields: back to the caller's frame, which is returned.
#[inline(always)]
pub(crate) unsafe fn suspend(
    frame: *mut InterpreterFrame,
    thread: *mut Thread,
    yield_from: bool,
) -> *mut InterpreterFrame {
    // SAFETY: the running frame belongs to a generator.
    unsafe {
        let generator = &*frame::generator_of(frame);
        let state = if yield_from {
            State::SuspendedYieldFrom
        } else {
            State::Suspended
        };
        generator.state.set(state);
        (*thread).handled = generator.handled.previous.replace(std::ptr::null());
        let caller = (*frame).previous;
        (*frame).previous = std::ptr::null_mut();
        (*thread).frame = caller;
        (*thread).recursion_left += 1;
        caller
    }
}

/// A generator's frame ends by a return or an exception (called by `frame::leave`).
pub(crate) unsafe fn finish(thread: *mut Thread, frame: *mut InterpreterFrame) {
    // SAFETY: the running frame belongs to a generator and is not used again.
    unsafe {
        let generator = &*frame::generator_of(frame);
        generator.state.set(State::Cleared);
        (*thread).handled = generator.handled.previous.replace(std::ptr::null());
        let previous = (*frame).previous;
        (*frame).previous = std::ptr::null_mut();
        clear_frame(generator, frame, previous);
    }
}

/// Drops a frame's contents, or hands them to its object.
unsafe fn clear_frame(
    generator: &Generator,
    frame: *mut InterpreterFrame,
    previous: *mut InterpreterFrame,
) {
    // SAFETY: the frame is complete; its contents are dropped or moved once.
    unsafe {
        // Keep the generator alive while its contents go.
        let _guard = generator.to_ref();
        generator.code.set((*(*frame).code).to_ref());
        if (*frame).object.is_null() {
            frame::drop_contents(frame);
        } else {
            frame::hand_over(frame, previous);
        }
        generator.handled.value.set(None);
    }
}

/// A dying generator drops its frame.
pub(crate) fn drop_frame(generator: &Generator) {
    if generator.state.get() < State::Executing {
        generator.state.set(State::Cleared);
        // SAFETY: a suspended generator's frame is complete; the object is being freed,
        // so nothing may count it up.
        unsafe {
            let frame = generator.frame();
            if let Some(object) = (*frame).object.as_ref() {
                if object.as_obj().refcount() > 1 {
                    frame::adopt(frame, object);
                    (*frame).object = std::ptr::null();
                    Obj::decref(object.as_obj());
                    return;
                }
                object.frame.set(std::ptr::null_mut());
                Obj::decref(object.as_obj());
            }
            frame::drop_contents(frame);
        }
    }
}

/// What is passed into a generator.
pub enum Input {
    /// The value of the `yield` it waits at.
    Value(Ref),
    /// An exception raised there.
    Raise(Exc),
}

/// Resumes a generator, coroutine or async generator from native code until it yields
/// or returns.
///
/// # Errors
/// What it raises; `ValueError` when it is running; `TypeError` for a value sent before
/// the start; `RuntimeError` for a coroutine that ended.
pub fn resume(generator: &Generator, input: Input) -> PyResult<SendResult> {
    let state = generator.state.get();
    match state {
        State::Executing => {
            return Err(value_error(format!(
                "{} already executing",
                kind_name(generator)
            )));
        }
        State::Created => {
            if let Input::Value(value) = &input
                && !is_none(value)
            {
                return Err(type_error(format!(
                    "can't send non-None value to a just-started {}",
                    kind_name(generator)
                )));
            }
        }
        State::Completed | State::Cleared => {
            if generator.as_obj().is_exact(&COROUTINE_TYPE) {
                return Err(runtime_error("cannot reuse already awaited coroutine"));
            }
            return match input {
                Input::Value(_) if generator.as_obj().is_exact(&ASYNC_GENERATOR_TYPE) => Err(
                    Exc::from_instance(BaseException::with_args(&STOP_ASYNC_ITERATION, &[])),
                ),
                Input::Value(_) => Ok(SendResult::Return(none())),
                Input::Raise(error) => Err(error),
            };
        }
        State::Suspended | State::SuspendedYieldFrom => {}
    }
    let _guard = generator.to_ref();
    // SAFETY: the generator is suspended; it stays alive by the guard.
    let result = unsafe { run(generator, input) }?;
    if generator.state.get() < State::Executing {
        Ok(SendResult::Next(result))
    } else {
        Ok(SendResult::Return(result))
    }
}

unsafe fn run(generator: &Generator, input: Input) -> PyResult {
    // SAFETY: the caller checked that the generator is suspended.
    unsafe {
        let thread = thread::current();
        protocol::check_stack("")?;
        if (*thread).recursion_left <= 0 {
            return Err(frame::too_deep());
        }
        match input {
            Input::Value(value) => {
                let frame = resume_frame(generator, thread, (*thread).frame);
                *(*frame).sp = Slot::own(value);
                (*frame).sp = (*frame).sp.add(1);
                call::run(thread, frame)
            }
            Input::Raise(error) => {
                let handled = thread::handled_exception();
                let frame = resume_frame(generator, thread, (*thread).frame);
                // The exception table counts on the word that a value would have taken.
                *(*frame).sp = Slot::own(none());
                (*frame).sp = (*frame).sp.add(1);
                if let Some(handled) = handled
                    && !error.instance().context.is_some()
                    && !std::ptr::eq(&raw const *handled, &raw const **error.instance())
                {
                    unwind::chain_context(error.instance(), true);
                }
                call::run_raising(thread, frame, error)
            }
        }
    }
}

/// `generator`, `coroutine` or `async generator`, for messages.
pub fn kind_name(generator: &Generator) -> &'static str {
    let object = generator.as_obj();
    if object.is_exact(&COROUTINE_TYPE) {
        "coroutine"
    } else if object.is_exact(&ASYNC_GENERATOR_TYPE) {
        "async generator"
    } else {
        "generator"
    }
}

/// What a generator waits for in `yield from` or `await` (`gi_yieldfrom`).
pub fn yield_from(generator: &Generator) -> Option<Ref> {
    if generator.state.get() != State::SuspendedYieldFrom {
        return None;
    }
    // SAFETY: suspended in SEND, the receiver is on top of the stack.
    unsafe {
        let slot = *(*generator.frame()).sp.sub(1);
        (!slot.is_null()).then(|| slot.obj().to_ref())
    }
}

/// The value that a `StopIteration` carries.
pub fn stop_iteration_value(raised: &Obj) -> Ref {
    raised
        .downcast::<BaseException>()
        .and_then(|raised| raised.peek_extra(field::VALUE))
        .unwrap_or_else(none)
}

/// Sends a value into any iterator (`PyIter_Send`).
///
/// # Errors
/// What the iterator raises, but `StopIteration`.
pub fn send_any(receiver: &Obj, value: &Obj) -> PyResult<SendResult> {
    if let Some(slot) = receiver.ty().slots().am_send {
        return slot(receiver, value);
    }
    if let Some(generator) = receiver.downcast::<Generator>()
        && !receiver.is_exact(&ASYNC_GENERATOR_TYPE)
    {
        return resume(generator, Input::Value(value.to_ref()));
    }
    let result = if is_none(value)
        && let Some(next) = receiver.ty().slots().next
    {
        match next(receiver) {
            Ok(Some(value)) => return Ok(SendResult::Next(value)),
            Ok(None) => return Ok(SendResult::Return(none())),
            Err(error) => Err(error),
        }
    } else {
        protocol::call_method_str(receiver, &crate::vm::names().send, &[value])
    };
    match result {
        Ok(value) => Ok(SendResult::Next(value)),
        Err(error) if error.matches(&STOP_ITERATION) => {
            Ok(SendResult::Return(stop_iteration_value(error.as_obj())))
        }
        Err(error) => Err(error),
    }
}

/// Throws an exception into a generator (`gen.throw`), through what it waits for.
/// Without `close_on_exit` a `GeneratorExit` is thrown on instead of closing that.
///
/// # Errors
/// What the generator raises.
pub fn throw(generator: &Generator, thrown: &Thrown, close_on_exit: bool) -> PyResult<SendResult> {
    protocol::check_stack("")?;
    let Some(inner) = yield_from(generator) else {
        return resume(generator, Input::Raise(thrown.exception()?));
    };
    if close_on_exit && thrown.matches(&GENERATOR_EXIT) {
        let state = generator.state.replace(State::Executing);
        let closed = close_any(&inner);
        generator.state.set(state);
        return match closed {
            Ok(_) => resume(generator, Input::Raise(thrown.exception()?)),
            Err(error) => resume(generator, Input::Raise(error)),
        };
    }
    match throw_linked(generator, &inner, thrown, close_on_exit) {
        Ok(Some(value)) => Ok(SendResult::Next(value)),
        // What it waits for cannot be thrown into: raise at the `yield from` itself.
        Ok(None) => resume(generator, Input::Raise(thrown.exception()?)),
        Err(error) => resume(generator, Input::Raise(error)),
    }
}

/// Throws into what a generator waits for, with the generator's frame on the stack, so
/// that frames and tracebacks show it.
fn throw_linked(
    generator: &Generator,
    inner: &Obj,
    thrown: &Thrown,
    close_on_exit: bool,
) -> PyResult<Option<Ref>> {
    let _guard = generator.to_ref();
    let state = generator.state.replace(State::Executing);
    // SAFETY: the frame is complete and taken off the stack again right after the call.
    unsafe {
        let thread = thread::current();
        let frame = generator.frame();
        let caller = (*thread).frame;
        (*frame).previous = caller;
        (*thread).frame = frame;
        let result = throw_any(inner, thrown, close_on_exit);
        (*thread).frame = caller;
        (*frame).previous = std::ptr::null_mut();
        generator.state.set(state);
        result
    }
}

/// Throws into any awaited object; `None` when it has no `throw`.
fn throw_any(inner: &Obj, thrown: &Thrown, close_on_exit: bool) -> PyResult<Option<Ref>> {
    if let Some(generator) = inner.downcast::<Generator>()
        && !inner.is_exact(&ASYNC_GENERATOR_TYPE)
    {
        return match throw(generator, thrown, close_on_exit)? {
            SendResult::Next(value) => Ok(Some(value)),
            SendResult::Return(value) => Err(stop_with(&value)),
        };
    }
    let Some(method) = protocol::getattr_opt(inner, &crate::vm::names().throw)? else {
        return Ok(None);
    };
    protocol::call(&method, &thrown.args()).map(Some)
}

/// What is thrown: `type, value, traceback` as given to a `throw` method.
pub struct Thrown {
    class: Ref,
    value: Option<Ref>,
    traceback: Option<Ref>,
}

impl Thrown {
    /// From one to three arguments.
    pub fn from_args(args: &[&Obj]) -> Thrown {
        let arg = |index: usize| args.get(index).map(|value: &&Obj| value.to_ref());
        Thrown {
            class: arg(0).unwrap_or_else(none),
            value: arg(1),
            traceback: arg(2),
        }
    }

    /// A built-in exception class, still to be instantiated.
    pub fn of_class(class: &Type) -> Thrown {
        Thrown {
            class: class.as_obj().to_ref(),
            value: None,
            traceback: None,
        }
    }

    fn args(&self) -> Vec<&Obj> {
        let rest = [&self.value, &self.traceback];
        let rest = rest.into_iter().map_while(|part| part.as_deref());
        std::iter::once(&*self.class).chain(rest).collect()
    }

    fn matches(&self, class: &Type) -> bool {
        match self.class.downcast::<Type>() {
            Some(given) => given.is_subtype(class),
            None => self.class.is_instance(class),
        }
    }

    /// The exception itself.
    ///
    /// # Errors
    /// `TypeError` when the parts do not make one; what the class raises.
    fn exception(&self) -> PyResult<Exc> {
        let traceback = self.checked_traceback()?;
        let value = self.value.as_deref().filter(|value| !is_none(value));
        let instance = if let Some(class) = self.class.downcast::<Type>()
            && class.has_flag(object::flags::BASE_EXC_SUBCLASS)
        {
            instantiate(class, value)?
        } else if let Some(instance) = self.class.downcast::<BaseException>() {
            if value.is_some() {
                return Err(type_error(
                    "instance exception may not have a separate value",
                ));
            }
            instance.to_ref()
        } else {
            return Err(type_error(format!(
                "exceptions must be classes or instances deriving from BaseException, not {}",
                self.class.ty().tp_name()
            )));
        };
        if let Some(traceback) = traceback {
            instance.traceback.set(traceback);
        }
        Ok(Exc::from_instance(instance))
    }

    fn checked_traceback(&self) -> PyResult<Option<Ref<crate::types::traceback::Traceback>>> {
        match self.traceback.as_ref().filter(|given| !is_none(given)) {
            None => Ok(None),
            Some(given) => given
                .clone()
                .downcast_into()
                .map(Some)
                .map_err(|_| type_error("throw() third argument must be a traceback object")),
        }
    }
}

/// An instance of an exception class from the value beside it: an instance as it is, a
/// tuple as arguments, anything else as the one argument.
fn instantiate(class: &Type, value: Option<&Obj>) -> PyResult<Ref<BaseException>> {
    let made = match value {
        None => protocol::call(class.as_obj(), &[])?,
        Some(value) if value.is_instance(class) => value.to_ref(),
        Some(value) => match value.downcast::<crate::types::tuple::Tuple>() {
            Some(args) => protocol::call(class.as_obj(), args.as_slice())?,
            None => protocol::call(class.as_obj(), &[value])?,
        },
    };
    made.downcast_into::<BaseException>().map_err(|other| {
        type_error(format!(
            "calling {} should have returned an instance of BaseException, not {}",
            protocol::repr_text(class.as_obj()).unwrap_or_default(),
            other.ty().name()
        ))
    })
}

/// `StopIteration` carrying a return value.
pub fn stop_with(value: &Obj) -> Exc {
    object::error::stop_iteration((!is_none(value)).then_some(value))
}

fn close_any(inner: &Obj) -> PyResult {
    if let Some(generator) = inner.downcast::<Generator>()
        && !inner.is_exact(&ASYNC_GENERATOR_TYPE)
    {
        return close(generator);
    }
    match protocol::getattr_opt(inner, &crate::vm::names().close)? {
        Some(method) => protocol::call(&method, &[]),
        None => Ok(none()),
    }
}

/// Closes a generator or coroutine (`gen.close()`): raises `GeneratorExit` where it stands.
///
/// # Errors
/// `RuntimeError` when it yields instead of ending; what it raises.
pub fn close(generator: &Generator) -> PyResult {
    match generator.state.get() {
        State::Created => {
            generator.state.set(State::Cleared);
            // SAFETY: the unstarted frame is complete and not used again.
            unsafe { clear_frame(generator, generator.frame(), std::ptr::null_mut()) };
            return Ok(none());
        }
        State::Completed | State::Cleared => return Ok(none()),
        _ => {}
    }
    let mut error = Exc::from_instance(BaseException::with_args(&GENERATOR_EXIT, &[]));
    if let Some(inner) = yield_from(generator) {
        let state = generator.state.replace(State::Executing);
        let closed = close_any(&inner);
        generator.state.set(state);
        if let Err(close_error) = closed {
            error = close_error;
        }
    } else if is_outside_try(generator) {
        generator.state.set(State::Cleared);
        // SAFETY: the suspended frame is complete and not used again.
        unsafe { clear_frame(generator, generator.frame(), std::ptr::null_mut()) };
        return Ok(none());
    }
    match resume(generator, Input::Raise(error)) {
        Ok(SendResult::Next(_)) => {
            let kind = kind_name(generator);
            Err(runtime_error(format!("{kind} ignored GeneratorExit")))
        }
        Ok(SendResult::Return(value)) => Ok(value),
        Err(error) if error.matches(&GENERATOR_EXIT) || error.matches(&STOP_ITERATION) => {
            Ok(none())
        }
        Err(error) => Err(error),
    }
}

/// Whether the suspended `yield` has no handler but the one every generator has, so that
/// closing needs to run nothing (the argument of `RESUME` says so).
fn is_outside_try(generator: &Generator) -> bool {
    if generator.state.get() != State::Suspended || monitoring::watches_unwinding() {
        return false;
    }
    // SAFETY: a suspended generator's `ip` is at its RESUME.
    let (unit, hidden) = unsafe {
        let frame = generator.frame();
        let index = instrument::index_of(frame, (*frame).ip);
        (*(*frame).ip, instrument::hidden(&*(*frame).code, index))
    };
    let opcode = hidden.unwrap_or((unit & 0xFF) as u8);
    opcode::deopt(opcode) == opcode::op::RESUME && unit >> 8 & 4 != 0
}

/// The iterator that `await object` drives (`_PyCoro_GetAwaitableIter`).
///
/// # Errors
/// `TypeError` when the object is not awaitable.
pub fn coroutine_iter(object: &Obj) -> PyResult {
    if object.is_exact(&COROUTINE_TYPE) || is_iterable_coroutine(object) {
        return Ok(object.to_ref());
    }
    let Some(slot) = object.ty().slots().am_await else {
        return Err(type_error(format!(
            "'{}' object can't be awaited",
            object.ty().tp_name()
        )));
    };
    let iterator = slot(object)?;
    if iterator.is_exact(&COROUTINE_TYPE) || is_iterable_coroutine(&iterator) {
        return Err(type_error("__await__() returned a coroutine"));
    }
    if iterator.ty().slots().next.is_none() {
        return Err(type_error(format!(
            "__await__() returned non-iterator of type '{}'",
            iterator.ty().tp_name()
        )));
    }
    Ok(iterator)
}

fn is_iterable_coroutine(object: &Obj) -> bool {
    object.is_exact(&GENERATOR_TYPE)
        && object.downcast::<Generator>().is_some_and(|generator| {
            code_flags(generator).is_some_and(|flags| flags.has(CodeFlags::ITERABLE_COROUTINE))
        })
}

/// Flags of the generator's code, while it has its frame.
fn code_flags(generator: &Generator) -> Option<CodeFlags> {
    if generator.state.get() > State::Executing {
        return None;
    }
    // SAFETY: a generator that did not end has its frame.
    Some(unsafe { &*(*generator.frame()).code }.flags)
}

/// `GET_AWAITABLE`: as [`coroutine_iter`], with the messages of `async with`.
pub(crate) fn get_awaitable(object: &Obj, place: usize) -> PyResult {
    let iterator = coroutine_iter(object).map_err(|error| {
        let method = match place {
            1 => "__aenter__",
            2 => "__aexit__",
            _ => return error,
        };
        if object.ty().slots().am_await.is_some() {
            return error;
        }
        type_error(format!(
            "'async with' received an object from {method} that does not implement __await__: {}",
            object.ty().tp_name()
        ))
    })?;
    if let Some(coroutine) = iterator.downcast_exact::<Generator>()
        && yield_from(coroutine).is_some()
    {
        return Err(runtime_error("coroutine is being awaited already"));
    }
    if iterator.is_exact(&COROUTINE_TYPE)
        && let Some(coroutine) = iterator.downcast::<Generator>()
        && yield_from(coroutine).is_some()
    {
        return Err(runtime_error("coroutine is being awaited already"));
    }
    Ok(iterator)
}

/// `next(generator)` as a slot: no `StopIteration` made for a plain end.
///
/// # Errors
/// What the generator raises; `StopIteration` when it returns a value.
pub(crate) fn next(this: &Obj) -> PyResult<Option<Ref>> {
    // SAFETY: the slot belongs to types with this layout.
    let generator = unsafe { this.cast_unchecked::<Generator>() };
    match resume(generator, Input::Value(none()))? {
        SendResult::Next(value) => Ok(Some(value)),
        SendResult::Return(value) if is_none(&value) => Ok(None),
        SendResult::Return(value) => Err(stop_with(&value)),
    }
}

#[allow(unused_imports)]
use {Catch as _, HandledItem as _};
