//! `memoryview`: layout, construction and the buffer it exports in turn.
//!
//! Views made from a view share its buffer; the exporter is released with the last one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::object::error::{buffer_error, type_error, value_error};
use crate::object::{self, Args, Obj, Object, PyResult, Ref, Type};
use crate::types::buffer::{self, Buffer, request};

mod index;
mod item;
mod iterator;
mod methods;
mod types;

pub use iterator::MEMORY_ITERATOR_TYPE;
pub use types::MEMORYVIEW_TYPE;

#[repr(C)]
pub struct MemoryView {
    head: Obj,
    /// Empty once released.
    view: RefCell<Option<View>>,
    /// Live buffers that this view exports.
    exports: Cell<usize>,
    hash: Cell<i64>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for MemoryView {
    fn type_object() -> &'static Type {
        &MEMORYVIEW_TYPE
    }
}

/// A part of a buffer, seen as items.
#[derive(Clone)]
pub(crate) struct View {
    buffer: Rc<Buffer>,
    /// Where the first item lies in the buffer.
    offset: isize,
    format: String,
    item_size: usize,
    shape: Vec<isize>,
    strides: Vec<isize>,
    readonly: bool,
}

impl View {
    fn of_buffer(buffer: Buffer) -> View {
        View {
            offset: 0,
            format: buffer.format.clone().unwrap_or_else(|| "B".to_owned()),
            item_size: buffer.item_size,
            shape: buffer.shape.clone(),
            strides: buffer.strides.clone(),
            readonly: buffer.readonly,
            buffer: Rc::new(buffer),
        }
    }

    fn len(&self) -> usize {
        self.shape.iter().product::<isize>() as usize * self.item_size
    }

    fn is_c_contiguous(&self) -> bool {
        contiguous(self.shape.iter().zip(&self.strides).rev(), self.item_size)
    }

    fn is_f_contiguous(&self) -> bool {
        contiguous(self.shape.iter().zip(&self.strides), self.item_size)
    }

    /// The bytes of the item at a byte offset from the view's start.
    fn item(&self, offset: isize) -> Vec<u8> {
        let start = (self.offset + offset) as usize;
        // SAFETY: offsets come from indices that were checked against the shape.
        unsafe { std::slice::from_raw_parts(self.buffer.data.add(start), self.item_size) }.to_vec()
    }

    /// Overwrites the item at a byte offset; the view is writable.
    fn set_item(&self, offset: isize, data: &[u8]) {
        debug_assert_eq!(data.len(), self.item_size);
        let start = (self.offset + offset) as usize;
        // SAFETY: as in `item`; the exporter gave a writable view.
        unsafe {
            std::ptr::copy(data.as_ptr(), self.buffer.data.add(start), data.len());
        }
    }

    /// Byte offsets of all items in C order.
    fn offsets(&self) -> Vec<isize> {
        let mut offsets = vec![0];
        for (length, stride) in self.shape.iter().zip(&self.strides) {
            offsets = offsets
                .iter()
                .flat_map(|base| (0..*length).map(move |index| base + index * stride))
                .collect();
        }
        offsets
    }

    /// The bytes in C order.
    fn to_bytes(&self) -> Vec<u8> {
        if self.is_c_contiguous() {
            let start = self.offset as usize;
            // SAFETY: a contiguous view lies within its exporter's memory.
            return unsafe { std::slice::from_raw_parts(self.buffer.data.add(start), self.len()) }
                .to_vec();
        }
        self.offsets()
            .into_iter()
            .flat_map(|offset| self.item(offset))
            .collect()
    }
}

fn contiguous<'a>(
    dimensions: impl Iterator<Item = (&'a isize, &'a isize)>,
    item_size: usize,
) -> bool {
    let mut expected = item_size as isize;
    for (length, stride) in dimensions {
        if *length == 0 {
            return true;
        }
        if *length > 1 && *stride != expected {
            return false;
        }
        expected *= length;
    }
    true
}

/// Strides of items in C order.
fn c_strides(shape: &[isize], item_size: usize) -> Vec<isize> {
    let mut strides = vec![0; shape.len()];
    let mut stride = item_size as isize;
    for (slot, length) in strides.iter_mut().zip(shape).rev() {
        *slot = stride;
        stride *= length;
    }
    strides
}

impl MemoryView {
    fn of_view(view: View) -> Ref<MemoryView> {
        object::alloc(
            &MEMORYVIEW_TYPE,
            MemoryView {
                head: object::header(0),
                view: RefCell::new(Some(view)),
                exports: Cell::new(0),
                hash: Cell::new(-1),
            },
        )
    }

    /// A view of a buffer.
    pub fn of_buffer(buffer: Buffer) -> Ref<MemoryView> {
        Self::of_view(View::of_buffer(buffer))
    }

    /// A view of any exporter; one of a view shares its buffer.
    ///
    /// # Errors
    /// `TypeError` when the object exports no buffer.
    pub fn new(object: &Obj) -> PyResult<Ref<MemoryView>> {
        if let Some(view) = object.downcast::<MemoryView>() {
            return Ok(Self::of_view(view.get()?));
        }
        if object.ty().slots().bf_getbuffer.is_none() {
            return Err(type_error(format!(
                "memoryview: a bytes-like object is required, not '{}'",
                object.ty().tp_name()
            )));
        }
        Ok(Self::of_buffer(buffer::get(object, request::FULL_RO)?))
    }

    /// The view, unless it was released.
    ///
    /// # Errors
    /// `ValueError`.
    pub(crate) fn get(&self) -> PyResult<View> {
        self.view
            .borrow()
            .clone()
            .ok_or_else(|| value_error("operation forbidden on released memoryview object"))
    }

    pub(crate) fn is_released(&self) -> bool {
        self.view.borrow().is_none()
    }

    /// Whether the view is one of this exporter's memory.
    pub(crate) fn is_of(&self, exporter: &Obj) -> bool {
        let view = self.view.borrow();
        view.as_ref()
            .is_some_and(|view| view.buffer.owner.is(exporter))
    }

    /// Gives the buffer up.
    ///
    /// # Errors
    /// `BufferError` while buffers are exported.
    pub fn release(&self) -> PyResult<()> {
        let exports = self.exports.get();
        if exports > 0 && !self.is_released() {
            let plural = if exports == 1 { "" } else { "s" };
            return Err(buffer_error(format!(
                "memoryview has {exports} exported buffer{plural}"
            )));
        }
        let view = self.view.take();
        drop(view);
        Ok(())
    }
}

fn receiver(this: &Obj) -> PyResult<&MemoryView> {
    this.downcast::<MemoryView>()
        .ok_or_else(|| crate::types::wrong_receiver(this, "memoryview"))
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    let bound = crate::object::args::parsed("($type, object)").bind("memoryview", args)?;
    let object = bound[0].ok_or_else(|| type_error("memoryview() missing object"))?;
    Ok(MemoryView::new(object)?.into_obj())
}

fn getbuffer(this: &Obj, wanted: u32) -> PyResult<Buffer> {
    let memory = receiver(this)?;
    let view = memory.get()?;
    if wanted & request::WRITABLE != 0 && view.readonly {
        return Err(buffer_error(
            "memoryview: underlying buffer is not writable",
        ));
    }
    if wanted & request::STRIDES != request::STRIDES && !view.is_c_contiguous() {
        return Err(buffer_error(
            "memoryview: underlying buffer is not C-contiguous",
        ));
    }
    memory.exports.set(memory.exports.get() + 1);
    Ok(Buffer {
        // SAFETY: the offset lies within the exporter's memory.
        data: unsafe { view.buffer.data.offset(view.offset) },
        len: view.len(),
        readonly: view.readonly,
        item_size: view.item_size,
        format: Some(view.format.clone()),
        shape: view.shape.clone(),
        strides: view.strides.clone(),
        owner: this.to_ref(),
        release: Some(|owner| {
            if let Some(memory) = owner.downcast::<MemoryView>() {
                memory.exports.set(memory.exports.get() - 1);
            }
        }),
    })
}
