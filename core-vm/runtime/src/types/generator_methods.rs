//! Attributes and methods of generators, coroutines and async generators.

use crate::interp::frame;
use crate::interp::generator::{self, Thrown};
use crate::interp::shim;
use crate::object::args::check_positional;
use crate::object::error::type_error;
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::slots::SendResult;
use crate::object::{Exc, Field, Obj, Object, PyResult, Ref, Slots};
use crate::types::async_generator;
use crate::types::coroutine_wrapper::CoroutineWrapper;
use crate::types::exceptions::{DEPRECATION_WARNING, RUNTIME_WARNING};
use crate::types::generator::{ASYNC_GENERATOR_TYPE, COROUTINE_TYPE, Generator, State};
use crate::types::int::{Int, bool_ref};
use crate::types::none::none;
use crate::types::str::Str;

/// `self` of a slot or attribute of the three types.
pub(crate) fn generator_of(this: &Obj) -> &Generator {
    // SAFETY: slots and attributes of these types are called with their instances only.
    unsafe { this.cast_unchecked::<Generator>() }
}

/// What a method gives: the yielded value, or `StopIteration` with the returned one.
pub(crate) fn value_or_stop(result: SendResult) -> PyResult {
    match result {
        SendResult::Next(value) => Ok(value),
        SendResult::Return(value) => Err(generator::stop_with(&value)),
    }
}

/// `send(value)`
fn send(this: &Obj, value: &Obj) -> PyResult {
    let input = generator::Input::Value(value.to_ref());
    value_or_stop(generator::resume(generator_of(this), input)?)
}

/// The arguments of a `throw` method.
///
/// # Errors
/// `TypeError` for a wrong number of them; the deprecation of more than one.
pub(crate) fn throw_arguments(name: &str, args: &[&Obj]) -> PyResult<Thrown> {
    check_positional(name, args.len(), 1, 3)?;
    if args.len() > 1 {
        warn_throw_signature(name)?;
    }
    Ok(Thrown::from_args(args))
}

/// Tells of the deprecated form with three arguments.
pub(crate) fn warn_throw_signature(name: &str) -> PyResult<()> {
    let message = format!(
        "the (type, exc, tb) signature of {name}() is deprecated, \
         use the single-arg signature instead."
    );
    shim::warn(&DEPRECATION_WARNING, &message, 1)
}

/// `throw(type[, value[, traceback]])`
fn throw(this: &Obj, args: &[&Obj]) -> PyResult {
    let thrown = throw_arguments("throw", args)?;
    value_or_stop(generator::throw(generator_of(this), &thrown, true)?)
}

fn close(this: &Obj) -> PyResult {
    generator::close(generator_of(this))
}

/// `__sizeof__`: CPython's struct with the frame's locals and stack.
fn size(this: &Obj) -> PyResult {
    let words = code_of(generator_of(this)).map_or(0, |code| code.framesize);
    Ok(Int::new(152 + 8 * i64::from(words)).into_obj())
}

/// The generator's code, also after its end.
pub(crate) fn code_of(generator: &Generator) -> Option<Ref<crate::types::code::Code>> {
    if generator.state.get() > State::Executing {
        return generator.code.get();
    }
    // SAFETY: a generator that did not end has its frame, which owns its code.
    Some(unsafe { &*(*generator.frame()).code }.to_ref())
}

/// The frame object of a generator that did not end.
pub(crate) fn frame_of(this: &Obj) -> PyResult {
    let generator = generator_of(this);
    if generator.state.get() > State::Executing {
        return Ok(none());
    }
    // SAFETY: a generator that did not end has its frame.
    Ok(unsafe { frame::object_of(generator.frame()) }.into_obj())
}

fn repr(this: &Obj) -> PyResult {
    let qualname = generator_of(this)
        .qualname
        .peek()
        .map_or_else(String::new, Str::to_string_lossy);
    Ok(Str::from_str(&format!(
        "<{} object {qualname} at {:#x}>",
        this.ty().name(),
        this.address()
    ))
    .into_obj())
}

fn name_field(field: &Field<Str>) -> PyResult {
    Ok(field.get().map_or_else(none, Ref::into_obj))
}

fn set_name(field: &Field<Str>, value: Option<&Obj>, which: &str) -> PyResult<()> {
    match value.and_then(|value| value.downcast::<Str>()) {
        Some(name) => {
            field.set(name.to_ref());
            Ok(())
        }
        None => Err(type_error(format!(
            "{which} must be set to a string object"
        ))),
    }
}

const GET_NAME: fn(&Obj) -> PyResult = |this| name_field(&generator_of(this).name);
const SET_NAME: fn(&Obj, Option<&Obj>) -> PyResult<()> =
    |this, value| set_name(&generator_of(this).name, value, "__name__");
const GET_QUALNAME: fn(&Obj) -> PyResult = |this| name_field(&generator_of(this).qualname);
const SET_QUALNAME: fn(&Obj, Option<&Obj>) -> PyResult<()> =
    |this, value| set_name(&generator_of(this).qualname, value, "__qualname__");

fn awaited(this: &Obj) -> PyResult {
    Ok(generator::yield_from(generator_of(this)).unwrap_or_else(none))
}

fn running(this: &Obj) -> PyResult {
    Ok(bool_ref(generator_of(this).state.get() == State::Executing))
}

fn suspended(this: &Obj) -> PyResult {
    let state = generator_of(this).state.get();
    Ok(bool_ref(matches!(
        state,
        State::Suspended | State::SuspendedYieldFrom
    )))
}

fn code(this: &Obj) -> PyResult {
    Ok(code_of(generator_of(this)).map_or_else(none, Ref::into_obj))
}

fn class_getitem(class: &Obj, key: &Obj) -> PyResult {
    shim::generic_alias(class, key)
}

const SIZE_OF: NativeDef = NativeDef::new(
    "__sizeof__",
    "($self, /)",
    "gen.__sizeof__() -> size of gen in memory, in bytes",
    NativeFn::NoArgs(size),
);

const THROW: fn(&Obj, &[&Obj]) -> PyResult = throw;

pub(crate) static GENERATOR_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "send",
        "($self, object, /)",
        "send(value) -> send 'value' into generator,\nreturn next yielded value or raise StopIteration.",
        NativeFn::One(send),
    ),
    NativeDef::new(
        "throw",
        "",
        "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
        NativeFn::Positional(0, usize::MAX, THROW),
    ),
    NativeDef::new(
        "close",
        "($self, /)",
        "close() -> raise GeneratorExit inside generator.",
        NativeFn::NoArgs(close),
    ),
    SIZE_OF,
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "generators are generic over the types of their yield, send, and return values",
        NativeFn::One(class_getitem),
    )
    .class(),
];

pub(crate) static COROUTINE_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "send",
        "($self, object, /)",
        "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration.",
        NativeFn::One(send),
    ),
    NativeDef::new(
        "throw",
        "",
        "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
        NativeFn::Positional(0, usize::MAX, THROW),
    ),
    NativeDef::new(
        "close",
        "($self, /)",
        "close() -> raise GeneratorExit inside coroutine.",
        NativeFn::NoArgs(close),
    ),
    SIZE_OF,
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "coroutines are generic over the types of their yield, send, and return values",
        NativeFn::One(class_getitem),
    )
    .class(),
];

pub(crate) static ASYNC_GENERATOR_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "asend",
        "($self, object, /)",
        "asend(v) -> send 'v' in generator.",
        NativeFn::One(async_generator::asend),
    ),
    NativeDef::new(
        "athrow",
        "",
        "athrow(value)\nathrow(type[,value[,tb]])\n\nraise exception in generator.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
        NativeFn::Positional(0, usize::MAX, async_generator::athrow),
    ),
    NativeDef::new(
        "aclose",
        "($self, /)",
        "aclose() -> raise GeneratorExit inside generator.",
        NativeFn::NoArgs(async_generator::aclose),
    ),
    SIZE_OF,
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "async generators are generic over the types of their yield and send values",
        NativeFn::One(class_getitem),
    )
    .class(),
];

pub(crate) static GENERATOR_GETSET: &[GetSet] = &[
    GetSet::new("__name__", GET_NAME, SET_NAME).doc("name of the generator"),
    GetSet::new("__qualname__", GET_QUALNAME, SET_QUALNAME).doc("qualified name of the generator"),
    GetSet::readonly("gi_yieldfrom", awaited).doc("object being iterated by yield from, or None"),
    GetSet::readonly("gi_running", running),
    GetSet::readonly("gi_frame", frame_of),
    GetSet::readonly("gi_suspended", suspended),
    GetSet::readonly("gi_code", code),
];

pub(crate) static COROUTINE_GETSET: &[GetSet] = &[
    GetSet::new("__name__", GET_NAME, SET_NAME).doc("name of the coroutine"),
    GetSet::new("__qualname__", GET_QUALNAME, SET_QUALNAME).doc("qualified name of the coroutine"),
    GetSet::readonly("cr_await", awaited).doc("object being awaited on, or None"),
    GetSet::readonly("cr_running", running),
    GetSet::readonly("cr_frame", frame_of),
    GetSet::readonly("cr_code", code),
    GetSet::readonly("cr_suspended", suspended),
];

pub(crate) static ASYNC_GENERATOR_GETSET: &[GetSet] = &[
    GetSet::new("__name__", GET_NAME, SET_NAME).doc("name of the async generator"),
    GetSet::new("__qualname__", GET_QUALNAME, SET_QUALNAME)
        .doc("qualified name of the async generator"),
    GetSet::readonly("ag_await", awaited).doc("object being awaited on, or None"),
    GetSet::readonly("ag_frame", frame_of),
    GetSet::readonly("ag_code", code),
    GetSet::readonly("ag_suspended", suspended),
];

pub(crate) static COROUTINE_MEMBERS: &[Member] = &[Member::readonly("cr_origin", |this| {
    Ok(generator_of(this).origin.get().unwrap_or_else(none))
})];

pub(crate) static ASYNC_GENERATOR_MEMBERS: &[Member] = &[Member::readonly("ag_running", |this| {
    Ok(bool_ref(generator_of(this).running_async.get()))
})];

pub(crate) static GENERATOR_SLOTS: Slots = Slots {
    repr: Some(repr),
    iter: Some(|this| Ok(this.to_ref())),
    next: Some(generator::next),
    am_send: Some(am_send),
    finalize: Some(finalize),
    ..Slots::NONE
};

pub(crate) static COROUTINE_SLOTS: Slots = Slots {
    repr: Some(repr),
    am_await: Some(|this| Ok(CoroutineWrapper::new(this.to_ref()).into_obj())),
    am_send: Some(am_send),
    finalize: Some(finalize),
    ..Slots::NONE
};

pub(crate) static ASYNC_GENERATOR_SLOTS: Slots = Slots {
    repr: Some(repr),
    am_aiter: Some(|this| Ok(this.to_ref())),
    am_anext: Some(async_generator::anext),
    finalize: Some(finalize),
    ..Slots::NONE
};

fn am_send(this: &Obj, value: &Obj) -> PyResult<SendResult> {
    generator::resume(generator_of(this), generator::Input::Value(value.to_ref()))
}

/// A dying generator runs its `finally` blocks; a coroutine that never ran is told of
/// (`_PyGen_Finalize`).
fn finalize(this: &Obj) {
    let generator = generator_of(this);
    if generator.state.get() > State::Executing {
        return;
    }
    if this.is_exact(&ASYNC_GENERATOR_TYPE)
        && !generator.closed.get()
        && let Some(finalizer) = generator.origin.get()
    {
        if let Err(error) = protocol::call(&finalizer, &[this]) {
            let text = format!(
                "Exception ignored while calling finalizer of {}",
                protocol::repr_text(this).unwrap_or_default()
            );
            crate::vm::write_unraisable(error, Some(&text), None);
        }
        return;
    }
    if this.is_exact(&COROUTINE_TYPE) && generator.state.get() == State::Created {
        warn_unawaited_coroutine(this);
        return;
    }
    if let Err(error) = generator::close(generator) {
        report(error, "Exception ignored while closing generator", this);
    }
}

fn report(error: Exc, what: &str, object: &Obj) {
    let text = format!("{what} {}", protocol::repr_text(object).unwrap_or_default());
    crate::vm::write_unraisable(error, Some(&text), None);
}

/// `coroutine '...' was never awaited`, through `warnings` when it is there.
fn warn_unawaited_coroutine(coroutine: &Obj) {
    let by_module = crate::vm::modules()
        .get_text("warnings")
        .map(|module| protocol::getattr_opt_text(&module, "_warn_unawaited_coroutine"));
    let result = match by_module {
        Some(Ok(Some(function))) => protocol::call(&function, &[coroutine]).map(drop),
        Some(Err(error)) => Err(error),
        _ => {
            let qualname = generator_of(coroutine).qualname.get();
            let qualname = qualname.map_or_else(String::new, |name| name.to_string_lossy());
            let message = format!("coroutine '{qualname}' was never awaited");
            shim::warn(&RUNTIME_WARNING, &message, 1)
        }
    };
    if let Err(error) = result {
        report(
            error,
            "Exception ignored while finalizing coroutine",
            coroutine,
        );
    }
}
