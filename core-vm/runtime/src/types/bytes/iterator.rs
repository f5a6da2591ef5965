//! Iterators over byte sequences: `bytes_iterator` and `bytearray_iterator`.

use std::cell::Cell;

use crate::object::error::type_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::bytes_like::with_data;
use crate::types::int::Int;
use crate::types::str::intern;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct BytesIterator {
    head: Obj,
    /// Empty once exhausted.
    sequence: Field,
    index: Cell<usize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for BytesIterator {
    fn type_object() -> &'static Type {
        &BYTES_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.sequence);
    }
}

fn make(ty: &Type, sequence: &Obj) -> PyResult {
    let iterator = object::alloc(
        ty,
        BytesIterator {
            head: object::header(0),
            sequence: Field::new(sequence.to_ref()),
            index: Cell::new(0),
        },
    );
    Ok(iterator.into_obj())
}

pub(super) fn iter(this: &Obj) -> PyResult {
    make(&BYTES_ITERATOR_TYPE, this)
}

pub(crate) fn bytearray_iter(this: &Obj) -> PyResult {
    make(&BYTEARRAY_ITERATOR_TYPE, this)
}

fn receiver(this: &Obj) -> PyResult<&BytesIterator> {
    if this.is_exact(&BYTES_ITERATOR_TYPE) || this.is_exact(&BYTEARRAY_ITERATOR_TYPE) {
        // SAFETY: both types have this layout.
        return Ok(unsafe { this.cast_unchecked() });
    }
    Err(crate::types::wrong_receiver(this, "bytes_iterator"))
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let this = receiver(this)?;
    let Some(sequence) = this.sequence.peek() else {
        return Ok(None);
    };
    let index = this.index.get();
    match with_data(sequence, |data| data.get(index).copied())? {
        Some(byte) => {
            this.index.set(index + 1);
            Ok(Some(Int::new(i64::from(byte)).into_obj()))
        }
        None => {
            this.sequence.set(None);
            Ok(None)
        }
    }
}

fn length_hint(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let len = match this.sequence.peek() {
        Some(sequence) => with_data(sequence, <[u8]>::len)?,
        None => 0,
    };
    Ok(Int::from_usize(len.saturating_sub(this.index.get())).into_obj())
}

fn reduce(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let iter = crate::vm::builtins().get_str(&intern::intern_str("iter"));
    let iter = iter.unwrap_or_else(crate::types::none::none);
    let parts = match this.sequence.get() {
        Some(sequence) => vec![
            iter,
            Tuple::new(vec![sequence]).into_obj(),
            Int::from_usize(this.index.get()).into_obj(),
        ],
        None => vec![iter, Tuple::new(vec![Tuple::empty().into_obj()]).into_obj()],
    };
    Ok(Tuple::new(parts).into_obj())
}

fn setstate(this: &Obj, state: &Obj) -> PyResult {
    let this = receiver(this)?;
    let Some(index) = state.downcast::<Int>() else {
        return Err(type_error("an integer is required"));
    };
    let index = index.as_i64().unwrap_or(i64::MAX).max(0) as usize;
    if let Some(sequence) = this.sequence.peek() {
        let len = with_data(sequence, <[u8]>::len)?;
        this.index.set(index.min(len));
    }
    object::native::none()
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        "($self, /)",
        "Private method returning an estimate of len(list(it)).",
        NativeFn::NoArgs(length_hint),
    ),
    NativeDef::new(
        "__reduce__",
        "($self, /)",
        "Return state information for pickling.",
        NativeFn::NoArgs(reduce),
    ),
    NativeDef::new(
        "__setstate__",
        "($self, object, /)",
        "Set state information for unpickling.",
        NativeFn::One(setstate),
    ),
];

const fn spec(name: &'static str) -> TypeSpec {
    TypeSpec {
        flags: flags::HAVE_GC,
        reported: (32, 0),
        slots: Slots {
            iter: Some(|this| Ok(this.to_ref())),
            next: Some(next),
            ..Slots::NONE
        },
        methods: METHODS,
        ..TypeSpec::of::<BytesIterator>(name)
    }
}

pub static BYTES_ITERATOR_TYPE: Type = Type::builtin(&BYTES_ITERATOR_SPEC);
static BYTES_ITERATOR_SPEC: TypeSpec = spec("bytes_iterator");
pub static BYTEARRAY_ITERATOR_TYPE: Type = Type::builtin(&BYTEARRAY_ITERATOR_SPEC);
static BYTEARRAY_ITERATOR_SPEC: TypeSpec = spec("bytearray_iterator");
