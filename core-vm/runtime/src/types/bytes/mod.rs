//! `bytes`: layout and construction; the bytes stand inline.

use std::cell::Cell;

use crate::object::{self, Obj, Object, Ref, Type};

mod construct;
pub mod iterator;
mod types;

pub(crate) use construct::{Source, construct};
pub use construct::{byte_value, collect_bytes, from_object};
pub use types::BYTES_TYPE;

#[repr(C)]
pub struct Bytes {
    head: Obj,
    len: usize,
    pub(crate) hash: Cell<i64>,
    // `len` bytes and a NUL follow
}
const DATA: usize = size_of::<Bytes>();

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Bytes {
    fn type_object() -> &'static Type {
        &BYTES_TYPE
    }
}

impl Bytes {
    pub fn new(data: &[u8]) -> Ref<Bytes> {
        Self::of_type(&BYTES_TYPE, data)
    }

    /// An instance of `ty`, `bytes` or a subclass.
    pub(crate) fn of_type(ty: &Type, data: &[u8]) -> Ref<Bytes> {
        // SAFETY: the block holds the struct, the bytes and a terminator.
        unsafe {
            let block = object::alloc_block(ty, DATA + data.len() + 1).cast::<Bytes>();
            block.write(Bytes {
                head: Obj::with_refcount(ty, 1),
                len: data.len(),
                hash: Cell::new(-1),
            });
            let target = block.cast::<u8>().add(DATA);
            std::ptr::copy_nonoverlapping(data.as_ptr(), target, data.len());
            target.add(data.len()).write(0);
            object::finish_alloc(block.cast(), ty);
            Ref::from_raw(block)
        }
    }

    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: `len` bytes stand behind the struct and never change.
        unsafe {
            std::slice::from_raw_parts(std::ptr::from_ref(self).cast::<u8>().add(DATA), self.len)
        }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}
