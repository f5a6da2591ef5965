//! `iter`, `next`, `len`, `all`, `any`, `sorted`, `aiter`, `anext`.

use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::{stop_iteration, type_error};
use serpentarium_runtime::object::slots::SendResult;
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Slots, Type, TypeSpec, Visitor, flags,
    protocol,
};
use serpentarium_runtime::types::exceptions::STOP_ASYNC_ITERATION;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

pub(super) fn len(_: &Obj, object: &Obj) -> PyResult {
    Ok(Int::from_usize(protocol::sequence::len(object)?).into_obj())
}

pub(super) fn all(_: &Obj, iterable: &Obj) -> PyResult {
    let iterator = protocol::iter(iterable)?;
    while let Some(value) = protocol::next(&iterator)? {
        if !protocol::is_true(&value)? {
            return native::bool(false);
        }
    }
    native::bool(true)
}

pub(super) fn any(_: &Obj, iterable: &Obj) -> PyResult {
    let iterator = protocol::iter(iterable)?;
    while let Some(value) = protocol::next(&iterator)? {
        if protocol::is_true(&value)? {
            return native::bool(true);
        }
    }
    native::bool(false)
}

/// The iterator of `iter(callable, sentinel)`.
struct CallIterator {
    callable: Field,
    sentinel: Field,
}

impl NativeType for CallIterator {
    fn type_object() -> &'static Type {
        &CALL_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.callable);
        visit.field(&self.sentinel);
    }

    fn clear(&self) {
        self.callable.set(None);
        self.sentinel.set(None);
    }
}

pub static CALL_ITERATOR_TYPE: Type = Type::builtin(&CALL_ITERATOR_SPEC);
static CALL_ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next_call),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<CallIterator>>("callable_iterator")
};

fn next_call(this: &Obj) -> PyResult<Option<serpentarium_runtime::object::Ref>> {
    let Some(this) = this.downcast::<Native<CallIterator>>() else {
        return Ok(None);
    };
    let Some(callable) = this.callable.get() else {
        return Ok(None);
    };
    let value = match protocol::call(&callable, &[]) {
        Err(error) if error.matches(&serpentarium_runtime::types::exceptions::STOP_ITERATION) => {
            NativeType::clear(&this.data);
            return Ok(None);
        }
        result => result?,
    };
    if let Some(sentinel) = this.sentinel.get()
        && protocol::eq(&sentinel, &value)?
    {
        NativeType::clear(&this.data);
        return Ok(None);
    }
    Ok(this.callable.is_some().then_some(value))
}

pub(super) fn iter(_: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("iter")?;
    check_positional("iter", args.values.len(), 1, 2)?;
    let Some(sentinel) = args.values.get(1) else {
        return protocol::iter(args.values[0]);
    };
    if args.values[0].ty().slots().call.is_none() {
        return Err(type_error("iter(v, w): v must be callable"));
    }
    Ok(Native::new(CallIterator {
        callable: Field::new(args.values[0].to_ref()),
        sentinel: Field::new(sentinel.to_ref()),
    })
    .into_obj())
}

pub(super) fn next(_: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("next")?;
    check_positional("next", args.values.len(), 1, 2)?;
    let iterator = args.values[0];
    let Some(slot) = iterator.ty().slots().next else {
        return Err(type_error(format!(
            "'{}' object is not an iterator",
            iterator.ty().tp_name()
        )));
    };
    match args.values.get(1) {
        Some(default) => Ok(protocol::next(iterator)?.unwrap_or_else(|| default.to_ref())),
        None => slot(iterator)?.ok_or_else(|| stop_iteration(None)),
    }
}

pub(super) fn sorted(_: &Obj, args: Args<'_>) -> PyResult {
    let given = args.positional();
    if given.len() != 1 {
        return Err(type_error(format!(
            "sorted expected 1 argument, got {}",
            given.len()
        )));
    }
    let list = List::new(protocol::collect(given[0])?).into_obj();
    let sort = protocol::getattr_text(&list, "sort")?;
    let values = &args.values[1..];
    protocol::call_args(
        &sort,
        Args {
            values,
            names: args.names,
        },
    )?;
    Ok(list)
}

pub(super) fn aiter(_: &Obj, object: &Obj) -> PyResult {
    let Some(slot) = object.ty().slots().am_aiter else {
        return Err(type_error(format!(
            "'{}' object is not an async iterable",
            object.ty().tp_name()
        )));
    };
    let iterator = slot(object)?;
    if iterator.ty().slots().am_anext.is_none() {
        return Err(type_error(format!(
            "aiter() returned not an async iterator of type '{}'",
            iterator.ty().tp_name()
        )));
    }
    Ok(iterator)
}

pub(super) fn anext(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(iterator) = args[0] else {
        return native::none();
    };
    let Some(slot) = iterator.ty().slots().am_anext else {
        return Err(type_error(format!(
            "'{}' object is not an async iterator",
            iterator.ty().tp_name()
        )));
    };
    let awaitable = slot(iterator)?;
    match args[1] {
        None => Ok(awaitable),
        Some(default) => Ok(Native::new(AnextAwaitable {
            wrapped: Field::new(awaitable),
            iterator: Field::empty(),
            default: Field::new(default.to_ref()),
        })
        .into_obj()),
    }
}

/// `anext(iterator, default)`: awaits the next value, or gives the default at the end.
struct AnextAwaitable {
    wrapped: Field,
    /// What `wrapped.__await__()` gave, once asked.
    iterator: Field,
    default: Field,
}

impl NativeType for AnextAwaitable {
    fn type_object() -> &'static Type {
        &ANEXT_AWAITABLE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.wrapped);
        visit.field(&self.iterator);
        visit.field(&self.default);
    }

    fn clear(&self) {
        self.wrapped.set(None);
        self.iterator.set(None);
        self.default.set(None);
    }
}

pub static ANEXT_AWAITABLE_TYPE: Type = Type::builtin(&ANEXT_AWAITABLE_SPEC);
static ANEXT_AWAITABLE_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        am_await: Some(|this| Ok(this.to_ref())),
        next: Some(|this| step(this, "__next__", &[]).map(Some)),
        ..Slots::NONE
    },
    methods: ANEXT_METHODS,
    ..TypeSpec::of::<Native<AnextAwaitable>>("anext_awaitable")
};

use serpentarium_runtime::object::native::{NativeDef, NativeFn};

static ANEXT_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "send",
        "",
        "",
        NativeFn::Raw(|this, args| step(this, "send", args.values)),
    ),
    NativeDef::new(
        "throw",
        "",
        "",
        NativeFn::Raw(|this, args| step(this, "throw", args.values)),
    ),
    NativeDef::new(
        "close",
        "",
        "",
        NativeFn::Raw(|this, args| step(this, "close", args.values)),
    ),
];

/// Forwards a step to the wrapped awaitable; its `StopAsyncIteration` becomes the default.
fn step(this: &Obj, method: &str, args: &[&Obj]) -> PyResult {
    let Some(this) = this.downcast::<Native<AnextAwaitable>>() else {
        return native::none();
    };
    let iterator = match this.iterator.get() {
        Some(iterator) => iterator,
        None => {
            let wrapped = this.wrapped.get().unwrap_or_else(serpentarium_runtime::types::none::none);
            let iterator = match wrapped.ty().slots().am_await {
                Some(slot) => slot(&wrapped)?,
                None => protocol::iter(&wrapped)?,
            };
            this.iterator.set(iterator.clone());
            iterator
        }
    };
    let result = if method == "__next__" {
        match iterator.ty().slots().next {
            Some(next) => next(&iterator).and_then(|value| value.ok_or_else(|| stop_iteration(None))),
            None => protocol::call_method(&iterator, method, args),
        }
    } else {
        protocol::call_method(&iterator, method, args)
    };
    match result {
        Err(error) if error.matches(&STOP_ASYNC_ITERATION) => {
            let default = this.default.get();
            Err(stop_iteration(default.as_deref()))
        }
        result => result,
    }
}

#[allow(unused_imports)]
use {SendResult as _, Tuple as _};
