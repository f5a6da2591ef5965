//! Length, indexing, slicing, membership, comparison, repetition: the slots of `str`.

use crate::object::error::{index_error, memory_error, type_error};
use crate::object::protocol::number::index_as_isize;
use crate::object::protocol::sequence::position;
use crate::object::slots::{CompareOp, Slots};
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::exceptions::INDEX_ERROR;
use crate::types::int::bool_ref;
use crate::types::none::not_implemented;
use crate::types::slice::Slice;
use crate::types::slice_range;
use crate::types::str::writer::StrWriter;
use crate::types::str::{Points, STR_TYPE, Str, search};

pub(super) const SLOTS: Slots = Slots {
    new: Some(super::new::new),
    repr: Some(|this| Ok(super::repr::repr(receiver(this)?).into_obj())),
    str: Some(|this| Ok(exact(receiver(this)?).into_obj())),
    hash: Some(|this| Ok(receiver(this)?.hash())),
    richcompare: Some(compare),
    iter: Some(super::iterator::iter),
    nb_remainder: Some(super::percent::remainder),
    sq_length: Some(length),
    sq_concat: Some(concat),
    sq_repeat: Some(repeat),
    sq_item: Some(item),
    sq_contains: Some(contains),
    mp_length: Some(length),
    mp_subscript: Some(subscript),
    ..Slots::NONE
};

/// The string that a method or slot of `str` was called on.
///
/// # Errors
/// `TypeError` when it is none: the descriptor was called past its check.
#[inline(always)]
pub(super) fn receiver(this: &Obj) -> PyResult<&Str> {
    this.downcast::<Str>()
        .ok_or_else(|| crate::types::wrong_receiver(this, "str"))
}

/// The string as an exact `str`.
pub fn exact(string: &Str) -> Ref<Str> {
    if string.as_obj().is_exact(&STR_TYPE) {
        string.to_ref()
    } else {
        Str::from_any(string.points())
    }
}

/// The order of two strings by code points.
pub fn order(left: &Str, right: &Str) -> std::cmp::Ordering {
    search::order(left.points(), right.points())
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (left.downcast::<Str>(), right.downcast::<Str>()) else {
        return Ok(not_implemented());
    };
    Ok(bool_ref(match op {
        CompareOp::Eq => a.eq(b),
        CompareOp::Ne => !a.eq(b),
        _ => op.holds(order(a, b)),
    }))
}

fn length(this: &Obj) -> PyResult<usize> {
    Ok(receiver(this)?.len())
}

fn concat(left: &Obj, right: &Obj) -> PyResult {
    let this = receiver(left)?;
    match right.downcast::<Str>() {
        Some(other) => Ok(this.concat(other).into_obj()),
        None => Err(type_error(format!(
            "can only concatenate str (not \"{}\") to str",
            right.ty().tp_name()
        ))),
    }
}

/// `string * count`
fn repeat(this: &Obj, count: isize) -> PyResult {
    let this = receiver(this)?;
    let count = usize::try_from(count).unwrap_or(0);
    if count == 1 {
        return Ok(exact(this).into_obj());
    }
    let len = this.len().checked_mul(count);
    if len.is_none_or(|len| len > isize::MAX as usize / this.width() - 64) {
        return Err(memory_error(""));
    }
    let repeated = match this.points() {
        Points::One([byte]) if count > 0 => {
            Str::from_any(Points::One(&try_repeat(&[*byte], count)?))
        }
        Points::One(data) => Str::from_any(Points::One(&try_repeat(data, count)?)),
        Points::Two(data) => Str::from_any(Points::Two(&try_repeat(data, count)?)),
        Points::Four(data) => Str::from_any(Points::Four(&try_repeat(data, count)?)),
    };
    Ok(repeated.into_obj())
}

/// `data` `count` times, or `MemoryError`.
pub(crate) fn try_repeat<U: Copy>(data: &[U], count: usize) -> PyResult<Vec<U>> {
    let Some(total) = data.len().checked_mul(count) else {
        return Err(memory_error(""));
    };
    let mut repeated = Vec::new();
    if repeated.try_reserve_exact(total).is_err() {
        return Err(memory_error(""));
    }
    (0..count).for_each(|_| repeated.extend_from_slice(data));
    Ok(repeated)
}

fn out_of_range() -> crate::object::Exc {
    index_error("string index out of range")
}

fn item(this: &Obj, index: isize) -> PyResult {
    let this = receiver(this)?;
    let found = usize::try_from(index).ok().and_then(|at| this.char_at(at));
    Ok(found.ok_or_else(out_of_range)?.into_obj())
}

/// `string[key]` for an index or a slice.
pub fn subscript(this: &Obj, key: &Obj) -> PyResult {
    let this = receiver(this)?;
    if key.ty().slots().nb_index.is_some() {
        let index = index_as_isize(key, Some(&INDEX_ERROR))?;
        let at = position(index, this.len()).ok_or_else(out_of_range)?;
        return Ok(this.char_at(at).ok_or_else(out_of_range)?.into_obj());
    }
    match key.downcast::<Slice>() {
        Some(slice) => {
            let range = slice_range::unpack(slice)?.of_length(this.len());
            Ok(select(this, range).into_obj())
        }
        None => Err(type_error(format!(
            "string indices must be integers, not '{}'",
            key.ty().tp_name()
        ))),
    }
}

fn select(this: &Str, range: slice_range::SliceRange) -> Ref<Str> {
    if let Some(range) = range.contiguous() {
        return this.slice(range);
    }
    let mut out = StrWriter::with_capacity(range.count);
    let points = this.points();
    range.positions().for_each(|at| out.push(points.at(at)));
    out.finish()
}

fn contains(this: &Obj, value: &Obj) -> PyResult<bool> {
    let this = receiver(this)?;
    let Some(wanted) = value.downcast::<Str>() else {
        return Err(type_error(format!(
            "'in <string>' requires string as left operand, not {}",
            value.ty().tp_name()
        )));
    };
    Ok(search::find(this.points(), wanted.points()).is_some())
}
