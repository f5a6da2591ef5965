//! `unpack_iterator`: structs one after the other in a buffer.

use std::cell::Cell;
use std::rc::Rc;

use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec,
};
use serpentarium_runtime::types::buffer::{self, Buffer, request};
use serpentarium_runtime::types::int::Int;

use super::format::Layout;
use super::{error, unpack_values};

pub struct UnpackIterator {
    layout: Rc<Layout>,
    source: Buffer,
    at: Cell<usize>,
}

impl NativeType for UnpackIterator {
    fn type_object() -> &'static Type {
        &ITERATOR_TYPE
    }
}

pub static ITERATOR_TYPE: Type = Type::builtin(&ITERATOR_SPEC);
static ITERATOR_SPEC: TypeSpec = TypeSpec {
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__length_hint__",
        "",
        "",
        NativeFn::NoArgs(length_hint),
    )],
    ..TypeSpec::of::<Native<UnpackIterator>>("_struct.unpack_iterator")
};

/// An iterator over the structs in a buffer.
///
/// # Errors
/// `struct.error` when the buffer is no multiple of the struct's size.
pub fn new(layout: Rc<Layout>, source: &Obj) -> PyResult {
    if layout.size == 0 {
        return Err(error("cannot iteratively unpack with a struct of length 0"));
    }
    let source = buffer::get(source, request::SIMPLE)?;
    if source.len % layout.size != 0 {
        return Err(error(format!(
            "iterative unpacking requires a buffer of a multiple of {} bytes",
            layout.size
        )));
    }
    let at = Cell::new(0);
    Ok(Native::new(UnpackIterator { layout, source, at }).into_obj())
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let Some(this) = this.downcast::<Native<UnpackIterator>>() else {
        return Ok(None);
    };
    let (at, size) = (this.at.get(), this.layout.size);
    if at + size > this.source.len {
        return Ok(None);
    }
    this.at.set(at + size);
    let data = this.source.with_bytes(|data| data[at..at + size].to_vec());
    unpack_values(&this.layout, &data).map(Some)
}

fn length_hint(this: &Obj) -> PyResult {
    let left = this.downcast::<Native<UnpackIterator>>().map_or(0, |this| {
        (this.source.len - this.at.get()) / this.layout.size
    });
    Ok(Int::from_usize(left).into_obj())
}
