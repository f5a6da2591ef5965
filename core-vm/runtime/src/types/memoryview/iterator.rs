//! `memory_iterator`.

use std::cell::Cell;

use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::memoryview::{MemoryView, index, receiver};

#[repr(C)]
pub struct MemoryIterator {
    head: Obj,
    /// Empty once exhausted.
    view: Field<MemoryView>,
    index: Cell<usize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for MemoryIterator {
    fn type_object() -> &'static Type {
        &MEMORY_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.view);
    }
}

pub(super) fn iter(this: &Obj) -> PyResult {
    let view = receiver(this)?;
    index::length(this)?;
    let iterator = object::alloc(
        &MEMORY_ITERATOR_TYPE,
        MemoryIterator {
            head: object::header(0),
            view: Field::new(view.to_ref()),
            index: Cell::new(0),
        },
    );
    Ok(iterator.into_obj())
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let Some(this) = this.downcast::<MemoryIterator>() else {
        return Ok(None);
    };
    let Some(view) = this.view.get() else {
        return Ok(None);
    };
    let at = this.index.get();
    if at >= index::length(view.as_obj())? {
        this.view.set(None);
        return Ok(None);
    }
    this.index.set(at + 1);
    index::item(view.as_obj(), at as isize).map(Some)
}

pub static MEMORY_ITERATOR_TYPE: Type = Type::builtin(&MEMORY_ITERATOR_SPEC);
static MEMORY_ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next),
        ..Slots::NONE
    },
    ..TypeSpec::of::<MemoryIterator>("memory_iterator")
};
