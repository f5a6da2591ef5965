//! `slice`, and how native sequences use one.

use crate::object::error::{type_error, value_error};
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::protocol::{self, number};
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::int::Int;
use crate::types::none::{is_none, none, not_implemented};
use crate::types::str::Str;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct Slice {
    head: Obj,
    pub start: Field,
    pub stop: Field,
    pub step: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Slice {
    fn type_object() -> &'static Type {
        &SLICE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.start);
        visit.field(&self.stop);
        visit.field(&self.step);
    }
}

/// The three numbers of a slice before they meet a length.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    start: isize,
    stop: isize,
    step: isize,
}

/// The items that a slice takes of a sequence of known length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indices {
    pub start: isize,
    pub stop: isize,
    pub step: isize,
    /// How many items are taken.
    pub count: usize,
}

impl Indices {
    /// The positions, in the order of the slice.
    pub fn positions(self) -> impl Iterator<Item = usize> {
        (0..self.count as isize).map(move |index| (self.start + index * self.step) as usize)
    }
}

impl Slice {
    pub fn new(start: Ref, stop: Ref, step: Ref) -> Ref<Slice> {
        object::alloc_container(
            &SLICE_TYPE,
            Slice {
                head: object::header(0),
                start: Field::new(start),
                stop: Field::new(stop),
                step: Field::new(step),
            },
        )
    }

    /// Reads the numbers; may run Python code (`__index__`).
    ///
    /// # Errors
    /// `TypeError` for parts that are no numbers, `ValueError` for a step of zero.
    pub fn unpack(&self) -> PyResult<Bounds> {
        let step = word(&self.step)?.unwrap_or(1);
        if step == 0 {
            return Err(value_error("slice step cannot be zero"));
        }
        let step = step.max(-isize::MAX);
        let (first, last) = if step < 0 {
            (isize::MAX, isize::MIN)
        } else {
            (0, isize::MAX)
        };
        Ok(Bounds {
            start: word(&self.start)?.unwrap_or(first),
            stop: word(&self.stop)?.unwrap_or(last),
            step,
        })
    }

    /// [`Slice::unpack`] for a sequence whose length no Python code can change.
    ///
    /// # Errors
    /// As [`Slice::unpack`].
    pub fn indices(&self, len: usize) -> PyResult<Indices> {
        Ok(self.unpack()?.adjust(len))
    }
}

/// One part of a slice; `None` when it is `None`. Large numbers are clipped.
fn word(field: &Field) -> PyResult<Option<isize>> {
    if let Some(word) = field.peek().and_then(crate::types::int::Int::exact_word) {
        return Ok(Some(word as isize));
    }
    let Some(value) = field.get().filter(|value| !is_none(value)) else {
        return Ok(None);
    };
    check_index(&value)?;
    number::index_as_isize(&value, None).map(Some)
}

/// How many steps of a width begin within a distance.
#[inline(always)]
fn steps(distance: isize, width: isize) -> isize {
    if distance <= 0 {
        0
    } else if width == 1 {
        distance
    } else {
        (distance - 1) / width + 1
    }
}

fn check_index(value: &Obj) -> PyResult<()> {
    if value.ty().slots().nb_index.is_some() {
        return Ok(());
    }
    Err(type_error(
        "slice indices must be integers or None or have an __index__ method",
    ))
}

impl Bounds {
    /// The bounds of `[start:stop]` when both are `None` or exact integers of a word.
    #[inline(always)]
    pub(crate) fn simple(start: &Obj, stop: &Obj) -> Option<Bounds> {
        let number = |part: &Obj, missing: isize| match Int::exact_word(part) {
            Some(word) => Some(word as isize),
            None => is_none(part).then_some(missing),
        };
        Some(Bounds {
            start: number(start, 0)?,
            stop: number(stop, isize::MAX)?,
            step: 1,
        })
    }

    /// The step, which is not zero.
    pub(crate) fn step(self) -> isize {
        self.step
    }

    /// Clips to a sequence of `len` items.
    pub fn adjust(self, len: usize) -> Indices {
        let len = len as isize;
        let clip = |position: isize| {
            let position = if position < 0 {
                position.saturating_add(len)
            } else {
                position
            };
            if self.step < 0 {
                position.clamp(-1, len - 1)
            } else {
                position.clamp(0, len)
            }
        };
        let (start, stop) = (clip(self.start), clip(self.stop));
        let count = if self.step < 0 {
            steps(start.saturating_sub(stop), self.step.wrapping_neg())
        } else {
            steps(stop.saturating_sub(start), self.step)
        };
        Indices {
            start,
            stop,
            step: self.step,
            count: count as usize,
        }
    }
}

fn this(object: &Obj) -> &Slice {
    // SAFETY: called for slices only.
    unsafe { object.cast_unchecked() }
}

/// The three parts as objects.
fn parts(object: &Obj) -> [Ref; 3] {
    let slice = this(object);
    [&slice.start, &slice.stop, &slice.step].map(|part| part.get().unwrap_or_else(none))
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("slice")?;
    object::args::check_positional("slice", args.values.len(), 1, 3)?;
    let at = |index: usize| {
        args.values
            .get(index)
            .map_or_else(none, |value| value.to_ref())
    };
    let slice = if args.values.len() == 1 {
        Slice::new(none(), at(0), none())
    } else {
        Slice::new(at(0), at(1), at(2))
    };
    Ok(slice.into_obj())
}

fn repr(object: &Obj) -> PyResult {
    let [start, stop, step] = parts(object);
    let comma = Str::from_str(", ");
    Ok(Str::from_str("slice(")
        .concat(&*protocol::repr(&start)?)
        .concat(&comma)
        .concat(&*protocol::repr(&stop)?)
        .concat(&comma)
        .concat(&*protocol::repr(&step)?)
        .concat(&Str::from_str(")"))
        .into_obj())
}

fn hash(object: &Obj) -> PyResult<i64> {
    crate::types::tuple::methods::hash_of(parts(object).iter().map(|part| &**part))
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    if !right.is_exact(&SLICE_TYPE) {
        return Ok(not_implemented());
    }
    if left.is(right) {
        let holds = matches!(op, CompareOp::Eq | CompareOp::Le | CompareOp::Ge);
        return Ok(crate::types::int::bool_ref(holds));
    }
    let tuple = |object: &Obj| Tuple::new(parts(object).to_vec());
    protocol::compare(tuple(left).as_obj(), tuple(right).as_obj(), op)
}

/// `slice.indices(length)`, with integers of any size.
fn indices(object: &Obj, length: &Obj) -> PyResult {
    use num_bigint::BigInt;
    let length = number::index(length)?.to_big().into_owned();
    if length.sign() == num_bigint::Sign::Minus {
        return Err(value_error("length should not be negative"));
    }
    let [start, stop, step] = parts(object);
    let big = |value: &Obj| -> PyResult<Option<BigInt>> {
        if is_none(value) {
            return Ok(None);
        }
        check_index(value)?;
        Ok(Some(number::index(value)?.to_big().into_owned()))
    };
    let zero = BigInt::from(0);
    let step = big(&step)?.unwrap_or_else(|| BigInt::from(1));
    if step == zero {
        return Err(value_error("slice step cannot be zero"));
    }
    let backwards = step < zero;
    let (lower, upper) = if backwards {
        (BigInt::from(-1), &length - 1)
    } else {
        (zero.clone(), length.clone())
    };
    let clip = |value: Option<BigInt>, default: &BigInt| match value {
        None => default.clone(),
        Some(value) if value < zero => (value + &length).max(lower.clone()),
        Some(value) => value.min(upper.clone()),
    };
    let (first, last) = if backwards {
        (&upper, &lower)
    } else {
        (&lower, &upper)
    };
    let start = clip(big(&start)?, first);
    let stop = clip(big(&stop)?, last);
    let items = [start, stop, step].map(|value| Int::from_big(value).into_obj());
    Ok(Tuple::new(items.to_vec()).into_obj())
}

fn reduce(object: &Obj) -> PyResult {
    let arguments = Tuple::new(parts(object).to_vec());
    Ok(Tuple::from_slice(&[SLICE_TYPE.as_obj(), arguments.as_obj()]).into_obj())
}

pub static SLICE_TYPE: Type = Type::builtin(&SLICE_SPEC);
static SLICE_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.\n\nThis is used for extended slicing (e.g. a[0:10:2]).",
    ),
    flags: flags::HAVE_GC,
    reported: (40, 0),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        hash: Some(hash),
        richcompare: Some(compare),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "indices",
            "($self, object, /)",
            "S.indices(len) -> (start, stop, stride)\n\nAssuming a sequence of length len, calculate the start and stop\nindices, and the stride length of the extended slice described by\nS. Out of bounds indices are clipped in a manner consistent with the\nhandling of normal slices.",
            NativeFn::One(indices),
        ),
        NativeDef::new(
            "__reduce__",
            "($self, /)",
            "Return state information for pickling.",
            NativeFn::NoArgs(reduce),
        ),
    ],
    members: &[
        Member::readonly("start", |object| Ok(parts(object)[0].clone())),
        Member::readonly("stop", |object| Ok(parts(object)[1].clone())),
        Member::readonly("step", |object| Ok(parts(object)[2].clone())),
    ],
    ..TypeSpec::of::<Slice>("slice")
};
