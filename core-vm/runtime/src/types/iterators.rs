//! `iterator`: iteration over anything with `__getitem__`.

use std::cell::Cell;

use crate::object::error::Catch;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::exceptions::{INDEX_ERROR, STOP_ITERATION};

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
    let item = object::protocol::sequence::get_index(&sequence, index)
        .catch(&INDEX_ERROR)
        .and_then(|found| match found {
            Some(item) => Ok(Some(item)),
            None => Ok(None),
        });
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

pub static SEQUENCE_ITERATOR_TYPE: Type = Type::builtin(&SEQUENCE_ITERATOR_SPEC);
static SEQUENCE_ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next),
        ..Slots::NONE
    },
    ..TypeSpec::of::<SequenceIterator>("iterator")
};
