//! `iterator`: iteration over anything with `__getitem__`.

use std::cell::Cell;

use crate::object::error::Catch;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::number;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::exceptions::{INDEX_ERROR, OVERFLOW_ERROR, STOP_ITERATION};
use crate::types::int::Int;
use crate::types::list::iter::{reduce_call, state_methods};
use crate::types::none::{none, not_implemented};
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct SequenceIterator {
    head: Obj,
    /// Empty once exhausted.
    sequence: Field,
    index: Cell<isize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for SequenceIterator {
    fn type_object() -> &'static Type {
        &SEQUENCE_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.sequence);
    }
}

impl SequenceIterator {
    pub fn new(sequence: Ref) -> Ref<SequenceIterator> {
        object::alloc(
            &SEQUENCE_ITERATOR_TYPE,
            SequenceIterator {
                head: object::header(0),
                sequence: Field::new(sequence),
                index: Cell::new(0),
            },
        )
    }
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let Some(this) = this.downcast::<SequenceIterator>() else {
        return Ok(None);
    };
    let Some(sequence) = this.sequence.get() else {
        return Ok(None);
    };
    let index = this.index.get();
    let item = object::protocol::sequence::get_index(&sequence, index).catch(&INDEX_ERROR);
    match item {
        Ok(Some(item)) => {
            this.index.set(index + 1);
            Ok(Some(item))
        }
        Ok(None) => {
            this.sequence.set(None);
            Ok(None)
        }
        Err(error) if error.matches(&STOP_ITERATION) => {
            this.sequence.set(None);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn this(object: &Obj) -> &SequenceIterator {
    // SAFETY: called with sequence iterators only.
    unsafe { object.cast_unchecked() }
}

/// What is left, when the sequence knows its length.
fn length_hint(object: &Obj) -> PyResult {
    let iterator = this(object);
    let Some(sequence) = iterator.sequence.get() else {
        return Ok(Int::new(0).into_obj());
    };
    let slots = sequence.ty().slots();
    if slots.sq_length.is_none() && slots.mp_length.is_none() {
        return Ok(not_implemented());
    }
    let length = object::protocol::sequence::len(&sequence)? as isize;
    Ok(Int::new((length - iterator.index.get()).max(0) as i64).into_obj())
}

fn reduce(object: &Obj) -> PyResult {
    let iterator = this(object);
    match iterator.sequence.get() {
        Some(sequence) => reduce_call("iter", sequence, Some(iterator.index.get() as i64)),
        None => reduce_call("iter", Tuple::empty().into_obj(), None),
    }
}

fn setstate(object: &Obj, state: &Obj) -> PyResult {
    let index = number::index_as_isize(state, Some(&OVERFLOW_ERROR))?;
    let iterator = this(object);
    if iterator.sequence.is_some() {
        iterator.index.set(index.max(0));
    }
    Ok(none())
}

pub static SEQUENCE_ITERATOR_TYPE: Type = Type::builtin(&SEQUENCE_ITERATOR_SPEC);
static SEQUENCE_ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next),
        ..Slots::NONE
    },
    reported: (32, 0),
    methods: state_methods!(length_hint, reduce, setstate),
    ..TypeSpec::of::<SequenceIterator>("iterator")
};
