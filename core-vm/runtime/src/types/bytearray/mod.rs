//! `bytearray`: layout and construction.

use std::cell::{Cell, UnsafeCell};

use crate::object::error::buffer_error;
use crate::object::{self, Obj, Object, PyResult, Ref, Type};

mod change;
mod index;
mod methods;
mod types;

pub use types::BYTEARRAY_TYPE;

#[repr(C)]
pub struct ByteArray {
    head: Obj,
    data: UnsafeCell<Vec<u8>>,
    /// Live views of the bytes, which must not move while there are any.
    exports: Cell<usize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for ByteArray {
    fn type_object() -> &'static Type {
        &BYTEARRAY_TYPE
    }
}

impl ByteArray {
    pub fn new(data: Vec<u8>) -> Ref<ByteArray> {
        Self::of_type(&BYTEARRAY_TYPE, data)
    }

    pub(crate) fn of_type(ty: &Type, data: Vec<u8>) -> Ref<ByteArray> {
        object::alloc(
            ty,
            ByteArray {
                head: object::header(0),
                data: UnsafeCell::new(data),
                exports: Cell::new(0),
            },
        )
    }

    /// Lets `f` read the bytes; it must not run Python code.
    pub fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R {
        // SAFETY: no Python code runs, so nobody changes the vector meanwhile.
        f(unsafe { &*self.data.get() })
    }

    /// Lets `f` change bytes without changing their number; it must not run Python code.
    pub fn with_bytes_mut<R>(&self, f: impl FnOnce(&mut [u8]) -> R) -> R {
        // SAFETY: as in `with_bytes`; views hold raw pointers, no references.
        f(unsafe { &mut *self.data.get() })
    }

    /// Lets `f` change the vector, when no view is alive; it must not run Python code.
    ///
    /// # Errors
    /// `BufferError` when there are views.
    pub fn with_vec<R>(&self, f: impl FnOnce(&mut Vec<u8>) -> R) -> PyResult<R> {
        self.check_resizable()?;
        // SAFETY: as in `with_bytes`.
        Ok(f(unsafe { &mut *self.data.get() }))
    }

    /// Whether the bytes may move.
    ///
    /// # Errors
    /// `BufferError` when there are views.
    pub fn check_resizable(&self) -> PyResult<()> {
        if self.exports.get() > 0 {
            return Err(buffer_error(
                "Existing exports of data: object cannot be re-sized",
            ));
        }
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.with_bytes(<[u8]>::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes reserved, as CPython counts them: one more for the terminator.
    fn allocated(&self) -> usize {
        // SAFETY: as in `with_bytes`.
        let capacity = unsafe { &*self.data.get() }.capacity();
        if capacity == 0 { 0 } else { capacity + 1 }
    }
}

fn receiver(this: &Obj) -> PyResult<&ByteArray> {
    this.downcast::<ByteArray>()
        .ok_or_else(|| crate::types::wrong_receiver(this, "bytearray"))
}
