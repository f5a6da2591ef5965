//! `float`: layout and construction.

use crate::memory::{self, Kind};
use crate::object::{self, Obj, Object, Ref, Type};

pub mod convert;
pub mod hex;
mod methods;
mod number;
pub mod round;
mod types;

pub(crate) use number::compare_with_int;
pub use types::FLOAT_TYPE;

#[repr(C)]
pub struct Float {
    head: Obj,
    value: f64,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Float {
    fn type_object() -> &'static Type {
        &FLOAT_TYPE
    }
}

impl Float {
    #[inline(always)]
    pub fn new(value: f64) -> Ref<Float> {
        // SAFETY: a fresh 24-byte block, fully written.
        unsafe {
            let block = memory::alloc(Kind::Plain, size_of::<Float>()).cast::<Float>();
            block.write(Float {
                head: Obj::with_refcount(&FLOAT_TYPE, 1),
                value,
            });
            Ref::from_raw(block)
        }
    }

    /// An instance of `ty`, a subclass of `float`.
    pub(crate) fn of_type(ty: &Type, value: f64) -> Ref<Float> {
        object::alloc(
            ty,
            Float {
                head: object::header(0),
                value,
            },
        )
    }

    #[inline(always)]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// A stack word for a value when a free block is at hand (`memory::has_number`): no call.
    ///
    /// # Safety
    /// A free block is at hand.
    #[inline(always)]
    pub(crate) unsafe fn slot_at_hand(value: f64) -> crate::interp::slot::Slot {
        // SAFETY: the caller's promise; the block is fully written.
        unsafe {
            let block = crate::memory::pop_number().cast::<Float>();
            block.write(Float {
                head: Obj::with_refcount(&FLOAT_TYPE, 1),
                value,
            });
            crate::interp::slot::Slot::from_owned_raw(block.cast())
        }
    }

    /// Overwrites the value of an object that only the caller can see.
    ///
    /// # Safety
    /// The count is one and the caller owns it.
    #[inline(always)]
    pub(crate) unsafe fn set_value(this: *mut Float, value: f64) {
        // SAFETY: the caller's promise.
        unsafe { (*this).value = value }
    }
}
