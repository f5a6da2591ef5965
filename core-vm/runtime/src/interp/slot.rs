//! The words of a frame's locals and value stack.
//!
//! A [`Slot`] is a pointer whose lowest bit says that it is borrowed: no count is held
//! and none is given up (`LOAD_FAST_BORROW`). Null is a borrowed nothing, so closing
//! needs no extra test. A borrowed slot must become owned before it outlives what
//! it borrows from: at returns, yields, stores to the heap.

use crate::object::{Obj, Ref};

const BORROWED: usize = 1;

/// One word of a frame.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Slot(usize);

impl Slot {
    /// Nothing: an unbound local, or `NULL` on the stack.
    pub const NULL: Slot = Slot(BORROWED);

    /// Takes ownership of a reference.
    #[inline(always)]
    pub fn own(value: Ref) -> Slot {
        Slot(value.into_raw() as usize)
    }

    /// A counted pointer as it is.
    #[inline(always)]
    pub(crate) fn from_owned_raw(pointer: *mut Obj) -> Slot {
        Slot(pointer as usize)
    }

    /// Borrows: whoever keeps the object alive must outlive the slot.
    #[inline(always)]
    pub fn borrow(value: &Obj) -> Slot {
        Slot(std::ptr::from_ref(value) as usize | BORROWED)
    }

    #[inline(always)]
    pub fn is_null(self) -> bool {
        self.0 & !BORROWED == 0
    }

    #[inline(always)]
    pub fn is_borrowed(self) -> bool {
        self.0 & BORROWED != 0
    }

    /// The object pointer; null when empty.
    #[inline(always)]
    pub(crate) fn ptr(self) -> *mut Obj {
        (self.0 & !BORROWED) as *mut Obj
    }

    /// The object.
    ///
    /// # Safety
    /// The slot is not null and what it refers to is alive for `'a`.
    #[inline(always)]
    pub(crate) unsafe fn obj<'a>(self) -> &'a Obj {
        // SAFETY: the caller's promise.
        unsafe { &*self.ptr() }
    }

    /// The same object, borrowed from this slot.
    #[inline(always)]
    pub(crate) fn borrowed(self) -> Slot {
        Slot(self.0 | BORROWED)
    }

    /// A second slot for the same object that owns a count.
    ///
    /// # Safety
    /// The slot is null or its object is alive.
    #[inline(always)]
    pub(crate) unsafe fn duplicate(self) -> Slot {
        if self.is_null() {
            return Slot::NULL;
        }
        // SAFETY: not null, alive.
        unsafe { self.obj() }.incref();
        Slot(self.ptr() as usize)
    }

    /// Gives up what the slot owns.
    ///
    /// # Safety
    /// The slot is not used again.
    #[inline(always)]
    pub(crate) unsafe fn close(self) {
        if self.0 & BORROWED == 0 {
            // SAFETY: an owned slot holds one reference.
            unsafe { Obj::decref(self.0 as *mut Obj) }
        }
    }

    /// [`Slot::close`] of an exact `float` or of an exact `int` that is stored as a word:
    /// nothing but memory hangs on it, so no call is needed.
    ///
    /// # Safety
    /// As [`Slot::close`]; the object is one of the two.
    #[inline(always)]
    pub(crate) unsafe fn close_number(self) {
        if self.0 & BORROWED == 0 {
            // SAFETY: an owned slot holds one reference.
            unsafe {
                let object = &*(self.0 as *const Obj);
                let count = object.refcount();
                if count == 1 {
                    crate::memory::push_number(self.0 as *mut u8);
                } else if (count as i32) > 0 {
                    object.set_refcount(count - 1);
                }
            }
        }
    }

    /// The slot as an owned reference, counting up when it was borrowed.
    ///
    /// # Safety
    /// The slot is not null, its object is alive, and the slot is not used again.
    #[inline(always)]
    pub(crate) unsafe fn into_ref(self) -> Ref {
        // SAFETY: the caller's promise.
        unsafe {
            if self.is_borrowed() {
                self.obj().incref();
            }
            Ref::from_raw(self.ptr())
        }
    }

    /// An owned slot for what may be a borrowed one (`PyStackRef_MakeHeapSafe`).
    ///
    /// # Safety
    /// As [`Slot::into_ref`], but null stays null.
    #[inline(always)]
    pub(crate) unsafe fn make_owned(self) -> Slot {
        if self.is_borrowed() && !self.is_null() {
            // SAFETY: alive by the caller's promise.
            unsafe { self.obj() }.incref();
            return Slot(self.0 & !BORROWED);
        }
        self
    }
}
