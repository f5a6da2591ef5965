//! What `except*` does: matching part of a group, and raising again what is left.

use super::{BASE_EXCEPTION_GROUP, BaseException, group, raise, this};
use crate::object::error::type_error;
use crate::object::{Obj, Object, PyResult, Ref, protocol};
use crate::types::list::List;
use crate::types::none::is_none;
use crate::types::traceback::Traceback;
use crate::types::tuple::Tuple;

/// The part of an exception that one `except*` clause takes, and the rest; either can be
/// absent. `here` gives the traceback entry for a naked exception that gets wrapped.
///
/// # Errors
/// `TypeError` for a wrong operand or a `split()` that answers nonsense.
pub fn matching(
    error: &Ref,
    operand: &Obj,
    here: impl FnOnce() -> Option<Ref<Traceback>>,
) -> PyResult<(Option<Ref>, Option<Ref>)> {
    raise::check_except_star_type(operand)?;
    if is_none(error) {
        return Ok((None, None));
    }
    let is_group = error.is_instance(&BASE_EXCEPTION_GROUP);
    if raise::matches(error, operand) {
        if is_group {
            return Ok((Some(error.clone()), None));
        }
        let wrapped = group::create("", Tuple::new(vec![error.clone()]).as_obj())?;
        if let Some(traceback) = here() {
            wrapped.traceback.set(traceback);
        }
        return Ok((Some(wrapped.into_obj()), None));
    }
    if !is_group {
        return Ok((None, Some(error.clone())));
    }
    split_by_method(error, operand)
}

fn split_by_method(error: &Obj, operand: &Obj) -> PyResult<(Option<Ref>, Option<Ref>)> {
    let answer = protocol::call_method(error, "split", &[operand])?;
    let class = error.ty().tp_name();
    let Some(pair) = answer.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "{class}.split must return a tuple, not {}",
            answer.ty().tp_name()
        )));
    };
    if pair.len() < 2 {
        return Err(type_error(format!(
            "{class}.split must return a 2-tuple, got tuple of size {}",
            pair.len()
        )));
    }
    let part = |index| pair.get(index).filter(|part| !is_none(part));
    Ok((part(0), part(1)))
}

/// What is raised after all `except*` clauses: from the exception they got and from
/// what each clause left or raised (`None` for nothing). `Ok(None)`: nothing.
///
/// # Errors
/// What making the resulting group raises.
pub fn prepare_reraise(original: &Obj, left: &[Ref]) -> PyResult<Option<Ref>> {
    if left.is_empty() {
        return Ok(None);
    }
    if !original.is_instance(&BASE_EXCEPTION_GROUP) {
        // A naked exception: one clause ran at most, so there is one thing to raise at most.
        return Ok(left.first().filter(|error| !is_none(error)).cloned());
    }
    let (mut raised, mut again) = (Vec::new(), Vec::new());
    for error in left.iter().filter(|error| !is_none(error)) {
        if same_origin(error, original) {
            again.push(error.clone());
        } else {
            raised.push(error.clone());
        }
    }
    let again = projection(original, &again)?;
    if raised.is_empty() {
        return Ok(again);
    }
    raised.extend(again);
    if raised.len() > 1 {
        return Ok(Some(
            group::create("", List::new(raised).as_obj())?.into_obj(),
        ));
    }
    Ok(raised.pop())
}

/// Whether an exception is a part of `original`: it has its traceback and chain.
fn same_origin(error: &Obj, original: &Obj) -> bool {
    if !error.is_instance(&BASE_EXCEPTION_GROUP) {
        return false;
    }
    let (left, right) = (this(error), this(original));
    let same = |a: Option<&Obj>, b: Option<&Obj>| match (a, b) {
        (Some(a), Some(b)) => a.is(b),
        (None, None) => true,
        _ => false,
    };
    let chain = |error: &BaseException| {
        (
            error.traceback.get().map(Ref::into_obj),
            error.context.get().map(Ref::into_obj),
            error.cause.get().map(Ref::into_obj),
        )
    };
    let (a, b) = (chain(left), chain(right));
    same(a.0.as_deref(), b.0.as_deref())
        && same(a.1.as_deref(), b.1.as_deref())
        && same(a.2.as_deref(), b.2.as_deref())
}

/// The part of `original` that holds the leaf exceptions of `kept`.
fn projection(original: &Obj, kept: &[Ref]) -> PyResult<Option<Ref>> {
    let mut ids = Vec::new();
    for error in kept {
        group::leaves(error, &mut ids)?;
    }
    if ids.is_empty() {
        return Ok(None);
    }
    let parts = group::split(&original.to_ref(), &group::Matcher::Instances(ids), false)?;
    Ok(parts.matching)
}
