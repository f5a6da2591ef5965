//! Methods and slots of `range`.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;

use crate::object::error::{index_error, type_error, value_error};
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::protocol::{self, number};
use crate::object::slots::CompareOp;
use crate::object::{Obj, Object, PyResult, Slots};
use crate::types::exceptions::OVERFLOW_ERROR;
use crate::types::int::{Int, bool_ref};
use crate::types::none::{none, not_implemented};
use crate::types::range::iter::{LongRangeIterator, RangeIterator};
use crate::types::range::{RANGE_TYPE, Range, Small};
use crate::types::slice::Slice;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

fn this(object: &Obj) -> &Range {
    // SAFETY: called with ranges only.
    unsafe { object.cast_unchecked() }
}

fn repr(object: &Obj) -> PyResult {
    let [start, stop, step, _] = this(object).parts();
    let text = if step.as_i64() == Some(1) {
        format!("range({}, {})", start.to_big(), stop.to_big())
    } else {
        format!(
            "range({}, {}, {})",
            start.to_big(),
            stop.to_big(),
            step.to_big()
        )
    };
    Ok(Str::from_str(&text).into_obj())
}

/// What makes two ranges equal: length, then first item, then step where they matter.
fn identity(range: &Range) -> [Option<BigInt>; 3] {
    let [start, _, step, length] = range.parts();
    let length = length.to_big().into_owned();
    if length == BigInt::from(0) {
        return [Some(length), None, None];
    }
    let start = Some(start.to_big().into_owned());
    if length == BigInt::from(1) {
        return [Some(length), start, None];
    }
    [Some(length), start, Some(step.to_big().into_owned())]
}

fn hash(object: &Obj) -> PyResult<i64> {
    let parts: Vec<_> = identity(this(object))
        .into_iter()
        .map(|part| part.map_or_else(none, |part| Int::from_big(part).into_obj()))
        .collect();
    crate::types::tuple::methods::hash_of(parts.iter().map(|part| &**part))
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let Some(right) = right.downcast::<Range>() else {
        return Ok(not_implemented());
    };
    match op {
        CompareOp::Eq => Ok(bool_ref(identity(this(left)) == identity(right))),
        CompareOp::Ne => Ok(bool_ref(identity(this(left)) != identity(right))),
        _ => Ok(not_implemented()),
    }
}

fn iter(object: &Obj) -> PyResult {
    let range = this(object);
    Ok(match range.small() {
        Some(small) => RangeIterator::new(small).into_obj(),
        None => {
            let [start, _, step, length] = range.parts();
            LongRangeIterator::new(start, step, length).into_obj()
        }
    })
}

fn length(object: &Obj) -> PyResult<usize> {
    let length = this(object).length();
    let length = number::index_as_isize(length.as_obj(), Some(&OVERFLOW_ERROR)).map_err(|_| {
        crate::object::error::overflow_error("Python int too large to convert to C ssize_t")
    })?;
    Ok(length as usize)
}

/// The item at an index that may be negative.
fn at_index(range: &Range, index: &Int) -> PyResult {
    if let (Some(small), Some(index)) = (range.small(), index.as_i64()) {
        let position = if index < 0 { index + small.len } else { index };
        if (0..small.len).contains(&position) {
            return Ok(Int::new(small.start + position * small.step).into_obj());
        }
        return Err(index_error("range object index out of range"));
    }
    let length = range.length().to_big().into_owned();
    let mut position = index.to_big().into_owned();
    if position.sign() == Sign::Minus {
        position += &length;
    }
    if position.sign() == Sign::Minus || position >= length {
        return Err(index_error("range object index out of range"));
    }
    Ok(Int::from_big(range.at(&position)).into_obj())
}

fn item(object: &Obj, index: isize) -> PyResult {
    at_index(this(object), &Int::new(index as i64))
}

fn subscript(object: &Obj, key: &Obj) -> PyResult {
    let range = this(object);
    if key.ty().slots().nb_index.is_some() {
        return at_index(range, &*number::index(key)?);
    }
    let Some(slice) = key.downcast::<Slice>() else {
        return Err(type_error(format!(
            "range indices must be integers or slices, not {}",
            key.ty().tp_name()
        )));
    };
    let length = range.length();
    let indices = protocol::call_method(slice.as_obj(), "indices", &[length.as_obj()])?;
    let [start, stop, step] = protocol::collect(&indices)?
        .iter()
        .map(|part| Ok(number::index(part)?.to_big().into_owned()))
        .collect::<PyResult<Vec<BigInt>>>()?
        .try_into()
        .map_err(|_| value_error("slice indices are three numbers"))?;
    let own_step = range.parts()[2].to_big().into_owned();
    let part = Range::new(
        Int::from_big(range.at(&start)),
        Int::from_big(range.at(&stop)),
        Int::from_big(own_step * step),
    );
    Ok(part.into_obj())
}

/// The position of an integer in the range.
fn find(range: &Range, value: &Int) -> Option<BigInt> {
    if let (Some(Small { start, step, len }), Some(value)) = (range.small(), value.as_i64()) {
        let distance = i128::from(value) - i128::from(start);
        let position = distance / i128::from(step);
        let exact = distance % i128::from(step) == 0;
        return (exact && (0..i128::from(len)).contains(&position)).then(|| BigInt::from(position));
    }
    let [start, _, step, length] = range.parts();
    let distance = value.to_big().as_ref() - start.to_big().as_ref();
    let (position, rest) = distance.div_rem(step.to_big().as_ref());
    let inside = rest.sign() == Sign::NoSign
        && position.sign() != Sign::Minus
        && position < *length.to_big();
    inside.then_some(position)
}

/// The value as an exact integer or `bool`, whose equality is known.
fn exact_int(value: &Obj) -> Option<&Int> {
    if value.is_exact(&crate::types::int::INT_TYPE) || value.is_exact(&crate::types::int::BOOL_TYPE)
    {
        value.downcast()
    } else {
        None
    }
}

fn contains(object: &Obj, value: &Obj) -> PyResult<bool> {
    if let Some(value) = exact_int(value) {
        return Ok(find(this(object), value).is_some());
    }
    let iterator = iter(object)?;
    while let Some(item) = protocol::next(&iterator)? {
        if protocol::eq(&item, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn count(object: &Obj, value: &Obj) -> PyResult {
    if let Some(value) = exact_int(value) {
        let found = find(this(object), value).is_some();
        return Ok(Int::new(i64::from(found)).into_obj());
    }
    let mut count = 0;
    protocol::for_each(object, |item| {
        count += i64::from(protocol::eq(&item, value)?);
        Ok(())
    })?;
    Ok(Int::new(count).into_obj())
}

fn index(object: &Obj, value: &Obj) -> PyResult {
    if let Some(number) = exact_int(value) {
        return match find(this(object), number) {
            Some(position) => Ok(Int::from_big(position).into_obj()),
            None => Err(value_error("range.index(x): x not in range")),
        };
    }
    let mut position = 0usize;
    let iterator = iter(object)?;
    while let Some(item) = protocol::next(&iterator)? {
        if protocol::eq(&item, value)? {
            return Ok(Int::from_usize(position).into_obj());
        }
        position += 1;
    }
    Err(value_error("sequence.index(x): x not in sequence"))
}

fn reversed(object: &Obj) -> PyResult {
    let range = this(object);
    if let Some(Small { start, step, len }) = range.small()
        && let Some(step_back) = step.checked_neg()
        && start.checked_sub(step).is_some()
        && let Some(last) = (len - 1)
            .checked_mul(step)
            .and_then(|distance| start.checked_add(distance))
    {
        return Ok(RangeIterator::new(Small {
            start: last,
            step: step_back,
            len,
        })
        .into_obj());
    }
    let [_, _, step, length] = range.parts();
    let last = range.at(&(length.to_big().as_ref() - 1));
    let step = Int::from_big(-step.to_big().as_ref());
    Ok(LongRangeIterator::new(Int::from_big(last), step, length).into_obj())
}

fn reduce(object: &Obj) -> PyResult {
    let [start, stop, step, _] = this(object).parts();
    let arguments = Tuple::from_slice(&[start.as_obj(), stop.as_obj(), step.as_obj()]);
    Ok(Tuple::from_slice(&[RANGE_TYPE.as_obj(), arguments.as_obj()]).into_obj())
}

pub(super) const SLOTS: Slots = Slots {
    repr: Some(repr),
    hash: Some(hash),
    richcompare: Some(compare),
    iter: Some(iter),
    nb_bool: Some(|object| Ok(!this(object).length().is_zero())),
    sq_length: Some(length),
    sq_item: Some(item),
    sq_contains: Some(contains),
    mp_length: Some(length),
    mp_subscript: Some(subscript),
    ..Slots::NONE
};

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__reversed__",
        "($self, /)",
        "Return a reverse iterator.",
        NativeFn::NoArgs(reversed),
    ),
    NativeDef::new("__reduce__", "($self, /)", "", NativeFn::NoArgs(reduce)),
    NativeDef::new(
        "count",
        "($self, object, /)",
        "rangeobject.count(value) -> integer -- return number of occurrences of value",
        NativeFn::One(count),
    ),
    NativeDef::new(
        "index",
        "($self, object, /)",
        "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present.",
        NativeFn::One(index),
    ),
];

pub(super) static MEMBERS: &[Member] = &[
    Member::readonly("start", |object| {
        Ok(this(object).parts()[0].clone().into_obj())
    }),
    Member::readonly("stop", |object| {
        Ok(this(object).parts()[1].clone().into_obj())
    }),
    Member::readonly("step", |object| {
        Ok(this(object).parts()[2].clone().into_obj())
    }),
];
