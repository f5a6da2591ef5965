//! `iter`, `next`, `len`, `all`, `any`, `sorted`, `aiter`, `anext`.

use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::{stop_iteration, type_error};
use serpentarium_runtime::object::{Args, Obj, Object, PyResult, protocol};
use serpentarium_runtime::types::anext_awaitable::AnextAwaitable;
use serpentarium_runtime::types::callable_iterator::CallableIterator;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;

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

pub(super) fn iter(_: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("iter")?;
    check_positional("iter", args.values.len(), 1, 2)?;
    let Some(sentinel) = args.values.get(1) else {
        return protocol::iter(args.values[0]);
    };
    if args.values[0].ty().slots().call.is_none() {
        return Err(type_error("iter(v, w): v must be callable"));
    }
    Ok(CallableIterator::new(args.values[0].to_ref(), sentinel.to_ref()).into_obj())
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
        Some(default) => Ok(AnextAwaitable::new(awaitable, default.to_ref()).into_obj()),
    }
}
