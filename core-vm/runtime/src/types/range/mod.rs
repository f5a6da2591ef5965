//! `range`: arithmetic progressions of integers of any size.

pub mod iter;
mod methods;

use num_bigint::BigInt;

use crate::object::error::{type_error, value_error};
use crate::object::protocol::number;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Type, TypeSpec, Visitor, flags,
};
use crate::types::int::Int;

#[repr(C)]
pub struct Range {
    head: Obj,
    start: Field<Int>,
    stop: Field<Int>,
    step: Field<Int>,
    length: Field<Int>,
    /// Start, step and length when all fit machine words with room to compute.
    small: Option<Small>,
}

/// A range whose items are machine words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Small {
    pub start: i64,
    pub step: i64,
    pub len: i64,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Range {
    fn type_object() -> &'static Type {
        &RANGE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for part in [&self.start, &self.stop, &self.step, &self.length] {
            visit.field(part);
        }
    }
}

impl Range {
    /// A range; the step is not zero.
    pub fn new(start: Ref<Int>, stop: Ref<Int>, step: Ref<Int>) -> Ref<Range> {
        let small = small(&start, &stop, &step);
        let length = match small {
            Some(small) => Int::new(small.len),
            None => Int::from_big(big_length(&start.to_big(), &stop.to_big(), &step.to_big())),
        };
        object::alloc(
            &RANGE_TYPE,
            Range {
                head: object::header(0),
                start: Field::new(start),
                stop: Field::new(stop),
                step: Field::new(step),
                length: Field::new(length),
                small,
            },
        )
    }

    /// Start, stop, step and length.
    fn parts(&self) -> [Ref<Int>; 4] {
        [&self.start, &self.stop, &self.step, &self.length]
            .map(|part| part.get().expect("set at creation"))
    }

    /// The range in machine words, when it fits.
    pub(crate) fn small(&self) -> Option<Small> {
        self.small
    }

    /// The length in any size.
    pub(crate) fn length(&self) -> Ref<Int> {
        self.length.get().expect("set at creation")
    }

    /// The item at a position, which is not checked.
    fn at(&self, index: &BigInt) -> BigInt {
        let [start, _, step, _] = self.parts();
        start.to_big().as_ref() + step.to_big().as_ref() * index
    }
}

fn small(start: &Int, stop: &Int, step: &Int) -> Option<Small> {
    let (start, stop, step) = (start.as_i64()?, stop.as_i64()?, step.as_i64()?);
    let distance = if step > 0 {
        i128::from(stop) - i128::from(start)
    } else {
        i128::from(start) - i128::from(stop)
    };
    let len = if distance <= 0 {
        0
    } else {
        (distance - 1) / i128::from(step).abs() + 1
    };
    let len = i64::try_from(len).ok()?;
    // The value after the last must be a word too: iterators compute it.
    i64::try_from(i128::from(start) + i128::from(step) * i128::from(len)).ok()?;
    Some(Small { start, step, len })
}

fn big_length(start: &BigInt, stop: &BigInt, step: &BigInt) -> BigInt {
    let zero = BigInt::from(0);
    let (distance, step) = if *step > zero {
        (stop - start, step.clone())
    } else {
        (start - stop, -step)
    };
    if distance <= zero {
        zero
    } else {
        (distance - 1) / step + 1
    }
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("range")?;
    let given = args.values.len();
    if given == 0 {
        return Err(type_error("range expected at least 1 argument, got 0"));
    }
    if given > 3 {
        return Err(type_error(format!(
            "range expected at most 3 arguments, got {given}"
        )));
    }
    let (zero, one) = (Int::new(0), Int::new(1));
    let range = match args.values {
        [stop] => Range::new(zero, number::index(stop)?, one),
        [start, stop] => Range::new(number::index(start)?, number::index(stop)?, one),
        [start, stop, step, ..] => {
            let (start, stop, step) = (
                number::index(start)?,
                number::index(stop)?,
                number::index(step)?,
            );
            if step.is_zero() {
                return Err(value_error("range() arg 3 must not be zero"));
            }
            Range::new(start, stop, step)
        }
        [] => return Err(type_error("range expected at least 1 argument, got 0")),
    };
    Ok(range.into_obj())
}

pub static RANGE_TYPE: Type = Type::builtin(&RANGE_SPEC);
static RANGE_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nReturn an object that produces a sequence of integers from start (inclusive)\nto stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\nstart defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid indices for a list of 4 elements.\nWhen step is given, it specifies the increment (or decrement).",
    ),
    flags: flags::SEQUENCE,
    reported: (48, 0),
    slots: object::Slots {
        new: Some(new),
        ..methods::SLOTS
    },
    methods: methods::METHODS,
    members: methods::MEMBERS,
    ..TypeSpec::of::<Range>("range")
};
