//! `coroutine_wrapper`: the iterator that `coroutine.__await__()` gives.

use crate::interp::generator;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::slots::SendResult;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::generator::Generator;
use crate::types::generator_methods::{generator_of, throw_arguments, value_or_stop};
use crate::types::none::none;

#[repr(C)]
pub struct CoroutineWrapper {
    head: Obj,
    coroutine: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for CoroutineWrapper {
    fn type_object() -> &'static Type {
        &COROUTINE_WRAPPER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.coroutine);
    }
}

impl CoroutineWrapper {
    pub(crate) fn new(coroutine: Ref) -> Ref<CoroutineWrapper> {
        object::alloc(
            &COROUTINE_WRAPPER_TYPE,
            CoroutineWrapper {
                head: object::header(0),
                coroutine: Field::new(coroutine),
            },
        )
    }
}

/// Runs `action` on the wrapped coroutine.
fn with<T>(this: &Obj, action: impl FnOnce(&Generator) -> PyResult<T>) -> PyResult<T> {
    // SAFETY: slots and methods of this type are called with its instances only.
    let wrapper = unsafe { this.cast_unchecked::<CoroutineWrapper>() };
    let coroutine = wrapper.coroutine.get().unwrap_or_else(none);
    action(generator_of(&coroutine))
}

fn am_send(this: &Obj, value: &Obj) -> PyResult<SendResult> {
    with(this, |coroutine| {
        generator::resume(coroutine, generator::Input::Value(value.to_ref()))
    })
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    with(this, |coroutine| generator::next(coroutine.as_obj()))
}

fn throw(this: &Obj, args: &[&Obj]) -> PyResult {
    let thrown = throw_arguments("throw", args)?;
    with(this, |coroutine| {
        value_or_stop(generator::throw(coroutine, &thrown, true)?)
    })
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "send",
        "($self, object, /)",
        "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration.",
        NativeFn::One(|this, value| value_or_stop(am_send(this, value)?)),
    ),
    NativeDef::new(
        "throw",
        "",
        "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
        NativeFn::Positional(0, usize::MAX, throw),
    ),
    NativeDef::new(
        "close",
        "($self, /)",
        "close() -> raise GeneratorExit inside coroutine.",
        NativeFn::NoArgs(|this| with(this, generator::close)),
    ),
];

pub static COROUTINE_WRAPPER_TYPE: Type = Type::builtin(&COROUTINE_WRAPPER_SPEC);
static COROUTINE_WRAPPER_SPEC: TypeSpec = TypeSpec {
    doc: Some("A wrapper object implementing __await__ for coroutines."),
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    reported: (24, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next),
        am_send: Some(am_send),
        ..Slots::NONE
    },
    methods: METHODS,
    ..TypeSpec::of::<CoroutineWrapper>("coroutine_wrapper")
};
