//! `anext_awaitable`: what `anext(iterator, default)` gives.

use crate::interp::generator;
use crate::object::error::{stop_iteration, type_error};
use crate::object::native::{NativeDef, NativeFn};
use crate::object::{
    self, Exc, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags, protocol,
};
use crate::types::exceptions::STOP_ASYNC_ITERATION;
use crate::types::none::{is_none, none};

#[repr(C)]
pub struct AnextAwaitable {
    head: Obj,
    wrapped: Field,
    default: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for AnextAwaitable {
    fn type_object() -> &'static Type {
        &ANEXT_AWAITABLE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.wrapped);
        visit.field(&self.default);
    }
}

impl AnextAwaitable {
    /// Awaits `wrapped` (what `__anext__` gave); its `StopAsyncIteration` gives `default`.
    pub fn new(wrapped: Ref, default: Ref) -> Ref<AnextAwaitable> {
        object::alloc(
            &ANEXT_AWAITABLE_TYPE,
            AnextAwaitable {
                head: object::header(0),
                wrapped: Field::new(wrapped),
                default: Field::new(default),
            },
        )
    }

    fn iterator(&self) -> PyResult {
        let wrapped = self.wrapped.get().unwrap_or_else(none);
        let awaitable = generator::coroutine_iter(&wrapped)?;
        if awaitable.ty().slots().next.is_some() {
            return Ok(awaitable);
        }
        // A coroutine is awaited through its wrapper.
        let Some(slot) = awaitable.ty().slots().am_await else {
            return Err(type_error(format!(
                "object {} can't be used in 'await' expression",
                awaitable.ty().tp_name()
            )));
        };
        let iterator = slot(&awaitable)?;
        if iterator.ty().slots().next.is_none() {
            return Err(type_error("__await__ must return an iterable"));
        }
        Ok(iterator)
    }

    /// `StopAsyncIteration` becomes the default.
    fn ended(&self, error: Exc) -> Exc {
        if error.matches(&STOP_ASYNC_ITERATION) {
            let default = self.default.get().unwrap_or_else(none);
            return stop_iteration((!is_none(&default)).then_some(&*default));
        }
        error
    }

    fn proxy(&self, method: &'static str, args: &[&Obj]) -> PyResult {
        let iterator = self.iterator()?;
        protocol::call_method(&iterator, method, args).map_err(|error| self.ended(error))
    }
}

fn this(object: &Obj) -> Ref<AnextAwaitable> {
    // SAFETY: slots and methods of this type are called with its instances only.
    unsafe { object.cast_unchecked::<AnextAwaitable>() }.to_ref()
}

fn next(object: &Obj) -> PyResult<Option<Ref>> {
    let this = this(object);
    let iterator = this.iterator()?;
    let Some(slot) = iterator.ty().slots().next else {
        return Ok(None);
    };
    slot(&iterator).map_err(|error| this.ended(error))
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "send",
        "($self, object, /)",
        "send(arg) -> send 'arg' into the wrapped iterator,\nreturn next yielded value or raise StopIteration.",
        NativeFn::One(|object, value| this(object).proxy("send", &[value])),
    ),
    NativeDef::new(
        "throw",
        "",
        "throw(value)\nthrow(typ[,val[,tb]])\n\nraise exception in the wrapped iterator, return next yielded value\nor raise StopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python.",
        NativeFn::Positional(0, usize::MAX, |object, args| {
            this(object).proxy("throw", args)
        }),
    ),
    NativeDef::new(
        "close",
        "($self, /)",
        "close() -> raise GeneratorExit inside generator.",
        NativeFn::NoArgs(|object| this(object).proxy("close", &[])),
    ),
];

pub static ANEXT_AWAITABLE_TYPE: Type = Type::builtin(&ANEXT_AWAITABLE_SPEC);
static ANEXT_AWAITABLE_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    reported: (32, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next),
        am_await: Some(|this| Ok(this.to_ref())),
        ..Slots::NONE
    },
    methods: METHODS,
    ..TypeSpec::of::<AnextAwaitable>("anext_awaitable")
};
