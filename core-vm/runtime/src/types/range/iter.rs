//! Iterators over ranges: one of machine words, one of any integers.

use std::cell::Cell;

use num_bigint::BigInt;

use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::number;
use crate::object::{self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec};
use crate::types::exceptions::OVERFLOW_ERROR;
use crate::types::int::Int;
use crate::types::list::iter::{reduce_call, state_methods};
use crate::types::none::none;
use crate::types::range::{Range, Small};

#[repr(C)]
pub struct RangeIterator {
    head: Obj,
    next: Cell<i64>,
    step: i64,
    left: Cell<i64>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for RangeIterator {
    fn type_object() -> &'static Type {
        &RANGE_ITERATOR_TYPE
    }
}

impl RangeIterator {
    pub(crate) fn new(range: Small) -> Ref<RangeIterator> {
        object::alloc(
            &RANGE_ITERATOR_TYPE,
            RangeIterator {
                head: object::header(0),
                next: Cell::new(range.start),
                step: range.step,
                left: Cell::new(range.len),
            },
        )
    }

    /// The next item as a machine word.
    #[inline(always)]
    pub fn next_word(&self) -> Option<i64> {
        let left = self.left.get();
        if left <= 0 {
            return None;
        }
        let value = self.next.get();
        self.next.set(value.wrapping_add(self.step));
        self.left.set(left - 1);
        Some(value)
    }
}

fn this(object: &Obj) -> &RangeIterator {
    // SAFETY: called for range iterators only.
    unsafe { object.cast_unchecked() }
}

fn length_hint(object: &Obj) -> PyResult {
    Ok(Int::new(this(object).left.get()).into_obj())
}

fn reduce(object: &Obj) -> PyResult {
    let iterator = this(object);
    let (next, step) = (iterator.next.get(), iterator.step);
    let stop = BigInt::from(next) + BigInt::from(step) * iterator.left.get();
    let range = Range::new(Int::new(next), Int::from_big(stop), Int::new(step));
    reduce_none("iter", range.into_obj())
}

/// `(function, (argument,), None)`
fn reduce_none(function: &str, argument: Ref) -> PyResult {
    let call = reduce_call(function, argument, None)?;
    let mut parts = object::protocol::collect(&call)?;
    parts.push(none());
    Ok(crate::types::tuple::Tuple::new(parts).into_obj())
}

fn setstate(object: &Obj, state: &Obj) -> PyResult {
    let iterator = this(object);
    let skip = number::index_as_isize(state, Some(&OVERFLOW_ERROR))? as i64;
    let skip = skip.clamp(0, iterator.left.get());
    iterator.next.set(
        iterator
            .next
            .get()
            .wrapping_add(skip.wrapping_mul(iterator.step)),
    );
    iterator.left.set(iterator.left.get() - skip);
    Ok(none())
}

pub static RANGE_ITERATOR_TYPE: Type = Type::builtin(&RANGE_ITERATOR_SPEC);
static RANGE_ITERATOR_SPEC: TypeSpec = TypeSpec {
    reported: (40, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(|object| {
            Ok(this(object)
                .next_word()
                .map(|word| Int::new(word).into_obj()))
        }),
        ..Slots::NONE
    },
    methods: state_methods!(length_hint, reduce, setstate),
    ..TypeSpec::of::<RangeIterator>("range_iterator")
};

/// Iterator over a range whose items do not fit machine words.
#[repr(C)]
pub struct LongRangeIterator {
    head: Obj,
    next: Field<Int>,
    step: Field<Int>,
    left: Field<Int>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for LongRangeIterator {
    fn type_object() -> &'static Type {
        &LONG_RANGE_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut object::Visitor<'_>) {
        visit.field(&self.next);
        visit.field(&self.step);
        visit.field(&self.left);
    }
}

impl LongRangeIterator {
    pub(crate) fn new(start: Ref<Int>, step: Ref<Int>, length: Ref<Int>) -> Ref<LongRangeIterator> {
        object::alloc(
            &LONG_RANGE_ITERATOR_TYPE,
            LongRangeIterator {
                head: object::header(0),
                next: Field::new(start),
                step: Field::new(step),
                left: Field::new(length),
            },
        )
    }

    /// Next item, step and how many are left.
    fn state(&self) -> [BigInt; 3] {
        [&self.next, &self.step, &self.left].map(|part| {
            part.peek()
                .map_or_else(|| BigInt::from(0), |part| part.to_big().into_owned())
        })
    }

    fn skip(&self, count: &BigInt) {
        let [next, step, left] = self.state();
        self.next.set(Int::from_big(next + step * count));
        self.left.set(Int::from_big(left - count));
    }
}

fn long(object: &Obj) -> &LongRangeIterator {
    // SAFETY: called for long range iterators only.
    unsafe { object.cast_unchecked() }
}

fn long_next(object: &Obj) -> PyResult<Option<Ref>> {
    let iterator = long(object);
    let [next, _, left] = iterator.state();
    if left <= BigInt::from(0) {
        return Ok(None);
    }
    iterator.skip(&BigInt::from(1));
    Ok(Some(Int::from_big(next).into_obj()))
}

fn long_length_hint(object: &Obj) -> PyResult {
    let [_, _, left] = long(object).state();
    Ok(Int::from_big(left).into_obj())
}

fn long_reduce(object: &Obj) -> PyResult {
    let [next, step, left] = long(object).state();
    let stop = &next + &step * left;
    let range = Range::new(
        Int::from_big(next),
        Int::from_big(stop),
        Int::from_big(step),
    );
    reduce_none("iter", range.into_obj())
}

fn long_setstate(object: &Obj, state: &Obj) -> PyResult {
    let iterator = long(object);
    let count = number::index(state)?.to_big().into_owned();
    let [_, _, left] = iterator.state();
    iterator.skip(&count.clamp(BigInt::from(0), left));
    Ok(none())
}

pub static LONG_RANGE_ITERATOR_TYPE: Type = Type::builtin(&LONG_RANGE_ITERATOR_SPEC);
static LONG_RANGE_ITERATOR_SPEC: TypeSpec = TypeSpec {
    reported: (40, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(long_next),
        ..Slots::NONE
    },
    methods: state_methods!(long_length_hint, long_reduce, long_setstate),
    ..TypeSpec::of::<LongRangeIterator>("longrange_iterator")
};
