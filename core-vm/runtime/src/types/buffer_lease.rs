//! Buffers of classes that define `__release_buffer__`: it is called when the buffer is given
//! back, with a view of it.

use std::cell::RefCell;

use crate::object::{self, Field, Obj, Object, PyResult, Type, TypeSpec, Visitor, flags, protocol};
use crate::types::buffer::Buffer;
use crate::types::memoryview::MemoryView;
use crate::types::typeobj::slot_dispatch::{slot_getbuffer, slot_releasebuffer};

/// What a buffer that was lent out refers to.
#[repr(C)]
pub struct Lease {
    head: Obj,
    exporter: Field,
    view: Field<MemoryView>,
    /// The exporter's own buffer, where the view is not made of it.
    inner: RefCell<Option<Buffer>>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Lease {
    fn type_object() -> &'static Type {
        &LEASE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.exporter);
        visit.field(&self.view);
    }
}

pub static LEASE_TYPE: Type = Type::builtin(&LEASE_SPEC);
static LEASE_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    reported: (32, 0),
    ..TypeSpec::of::<Lease>("_buffer_wrapper")
};

/// Whether the class of an exporter wants to hear of buffers given back.
pub(super) fn is_wanted(exporter: &Obj) -> bool {
    let release = exporter.ty().slots().bf_releasebuffer;
    let generic = slot_releasebuffer as crate::object::slots::ReleaseBufferFn;
    release.is_some_and(|release| std::ptr::fn_addr_eq(release, generic))
}

/// Lends a buffer out in the name of its exporter.
pub(super) fn lend(exporter: &Obj, buffer: Buffer) -> Buffer {
    let getbuffer = exporter.ty().slots().bf_getbuffer;
    let generic = slot_getbuffer as crate::object::slots::BufferFn;
    let is_python = getbuffer.is_some_and(|get| std::ptr::fn_addr_eq(get, generic));
    let (data, len, readonly) = (buffer.data, buffer.len, buffer.readonly);
    let (item_size, format) = (buffer.item_size, buffer.format.clone());
    let (shape, strides) = (buffer.shape.clone(), buffer.strides.clone());
    // What `__buffer__` answered with, or a view made for the occasion.
    let answered = buffer.owner.downcast::<MemoryView>().map(Object::to_ref);
    let (view, inner) = match answered.filter(|_| is_python) {
        Some(view) => (view, Some(buffer)),
        None => (MemoryView::of_buffer(buffer), None),
    };
    let lease = object::alloc(
        &LEASE_TYPE,
        Lease {
            head: object::header(0),
            exporter: Field::new(exporter.to_ref()),
            view: Field::new(view),
            inner: RefCell::new(inner),
        },
    );
    Buffer {
        data,
        len,
        readonly,
        item_size,
        format,
        shape,
        strides,
        owner: lease.into_obj(),
        release: Some(give_back),
    }
}

fn give_back(lease: &Obj) {
    let Some(lease) = lease.downcast::<Lease>() else {
        return;
    };
    drop(lease.inner.take());
    let (Some(exporter), Some(view)) = (lease.exporter.take(), lease.view.take()) else {
        return;
    };
    if let Err(error) = call(&exporter, &view) {
        let message = format!(
            "Exception ignored in __release_buffer__ of {}",
            exporter.ty().tp_name()
        );
        crate::vm::write_unraisable(error, Some(&message), None);
    }
    // Views of it that are still used keep it.
    drop(view.release());
}

fn call(exporter: &Obj, view: &MemoryView) -> PyResult<()> {
    protocol::call_special(exporter, "__release_buffer__", &[view.as_obj()])?;
    Ok(())
}
