//! `int`: a machine word, or a big integer behind a pointer when it does not fit.
//!
//! The header's tag tells which ([`BIG`]). Values from -5 to 256 are shared immortal
//! objects, as in CPython 3.14. Start at [`Int::new`] and [`Int::value`].

use std::borrow::Cow;
use std::cell::Cell;
use std::mem::ManuallyDrop;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::object::{self, Obj, Object, Ref, Type};

pub mod arith;
mod bool;
pub mod convert;
pub mod digits;
mod methods;
pub mod new;
mod power;
pub mod types;
pub use types::{BOOL_TYPE, INT_TYPE};

const BIG: u16 = 1;
const SMALL_MIN: i64 = -5;
const SMALL_COUNT: usize = 262;

#[repr(C)]
pub struct Int {
    head: Obj,
    word: Cell<Word>,
}
const _: () = assert!(size_of::<Int>() == 24);

#[derive(Clone, Copy)]
union Word {
    small: i64,
    big: *mut BigInt,
}

// SAFETY: the statics are immortal and never written.
unsafe impl Sync for Int {}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Int {
    fn type_object() -> &'static Type {
        &INT_TYPE
    }
}

impl Drop for Int {
    fn drop(&mut self) {
        if self.head.tag.get() == BIG {
            // SAFETY: a big integer owns its box.
            drop(unsafe { Box::from_raw(self.word.get().big) });
        }
    }
}

const fn static_int(value: i64, ty: *const Type) -> Int {
    Int {
        head: Obj::immortal(ty),
        word: Cell::new(Word { small: value }),
    }
}

static SMALL: [Int; SMALL_COUNT] = {
    let mut table = [const { ManuallyDrop::new(static_int(0, std::ptr::null())) }; SMALL_COUNT];
    let mut index = 0;
    while index < SMALL_COUNT {
        table[index] = ManuallyDrop::new(static_int(index as i64 + SMALL_MIN, &raw const INT_TYPE));
        index += 1;
    }
    // SAFETY: `ManuallyDrop<Int>` has the layout of `Int`.
    unsafe { std::mem::transmute::<[ManuallyDrop<Int>; SMALL_COUNT], [Int; SMALL_COUNT]>(table) }
};

static TRUE: Int = static_int(1, &raw const BOOL_TYPE);
static FALSE: Int = static_int(0, &raw const BOOL_TYPE);

/// `True` or `False`.
#[inline(always)]
pub fn bool_ref(value: bool) -> Ref {
    bool_obj(value).to_ref()
}

/// `True` or `False`, borrowed: they are immortal.
#[inline(always)]
pub fn bool_obj(value: bool) -> &'static Obj {
    if value { &TRUE.head } else { &FALSE.head }
}

/// A borrowed view of an integer's value.
#[derive(Clone, Copy)]
pub enum Value<'a> {
    Small(i64),
    Big(&'a BigInt),
}

impl Int {
    /// An `int` object of this value; shared when small.
    #[inline]
    pub fn new(value: i64) -> Ref<Int> {
        let index = value.wrapping_sub(SMALL_MIN) as u64;
        if index < SMALL_COUNT as u64 {
            return SMALL[index as usize].to_ref();
        }
        Self::boxed(value)
    }

    #[inline(always)]
    fn boxed(value: i64) -> Ref<Int> {
        // SAFETY: a fresh 24-byte block, fully written.
        unsafe {
            let block =
                crate::memory::alloc(crate::memory::Kind::Plain, size_of::<Int>()).cast::<Int>();
            block.write(Int {
                head: Obj::with_refcount(&INT_TYPE, 1),
                word: Cell::new(Word { small: value }),
            });
            Ref::from_raw(block)
        }
    }

    /// An `int` object; one that fits a word is stored as a word.
    pub fn from_big(value: BigInt) -> Ref<Int> {
        match value.to_i64() {
            Some(small) => Self::new(small),
            None => Self::with_big(&INT_TYPE, value),
        }
    }

    /// An instance of `ty` (a subclass of `int`) with this value.
    pub(crate) fn of_type(ty: &Type, value: Value<'_>) -> Ref<Int> {
        match value {
            Value::Small(small) => object::alloc(
                ty,
                Int {
                    head: object::header(0),
                    word: Cell::new(Word { small }),
                },
            ),
            Value::Big(big) => Self::with_big(ty, big.clone()),
        }
    }

    fn with_big(ty: &Type, value: BigInt) -> Ref<Int> {
        let big = Box::into_raw(Box::new(value));
        let payload = Int {
            head: object::header(BIG),
            word: Cell::new(Word { big }),
        };
        // The payload is written over with a fresh header that keeps the tag.
        object::alloc(ty, payload)
    }

    pub fn from_usize(value: usize) -> Ref<Int> {
        match i64::try_from(value) {
            Ok(small) => Self::new(small),
            Err(_) => Self::from_big(BigInt::from(value)),
        }
    }

    /// The value, borrowed.
    #[inline(always)]
    pub fn value(&self) -> Value<'_> {
        // SAFETY: the tag tells which member is set.
        unsafe {
            if self.head.tag.get() == BIG {
                Value::Big(&*self.word.get().big)
            } else {
                Value::Small(self.word.get().small)
            }
        }
    }

    /// The value of an exact `int` that is stored as a word.
    #[inline(always)]
    pub(crate) fn exact_word(object: &Obj) -> Option<i64> {
        if object.is_exact(&INT_TYPE) && object.tag.get() == 0 {
            // SAFETY: an exact `int` has this layout; the tag says that it is a word.
            Some(unsafe { object.cast_unchecked::<Int>().word.get().small })
        } else {
            None
        }
    }

    /// A stack word for a value: the shared objects are borrowed, they are immortal.
    #[inline(always)]
    pub(crate) fn slot(value: i64) -> crate::interp::slot::Slot {
        use crate::interp::slot::Slot;
        let index = value.wrapping_sub(SMALL_MIN) as u64;
        if index < SMALL_COUNT as u64 {
            return Slot::borrow(&SMALL[index as usize].head);
        }
        Slot::own(Self::boxed(value).into_obj())
    }

    /// [`Int::slot`] when a free block is at hand (`memory::has_number`): no call.
    ///
    /// # Safety
    /// A free block is at hand.
    #[inline(always)]
    pub(crate) unsafe fn slot_at_hand(value: i64) -> crate::interp::slot::Slot {
        use crate::interp::slot::Slot;
        let index = value.wrapping_sub(SMALL_MIN) as u64;
        if index < SMALL_COUNT as u64 {
            return Slot::borrow(&SMALL[index as usize].head);
        }
        // SAFETY: the caller's promise; the block is fully written.
        unsafe {
            let block = crate::memory::pop_number().cast::<Int>();
            block.write(Int {
                head: Obj::with_refcount(&INT_TYPE, 1),
                word: Cell::new(Word { small: value }),
            });
            Slot::from_owned_raw(block.cast())
        }
    }

    /// The shared object of 0 to 256.
    #[inline(always)]
    pub(crate) fn small(value: usize) -> &'static Obj {
        &SMALL[value + (-SMALL_MIN) as usize].head
    }

    /// The value when it fits a word.
    #[inline(always)]
    pub fn as_i64(&self) -> Option<i64> {
        match self.value() {
            Value::Small(small) => Some(small),
            Value::Big(_) => None,
        }
    }

    /// The value as a big integer.
    pub fn to_big(&self) -> Cow<'_, BigInt> {
        match self.value() {
            Value::Small(small) => Cow::Owned(BigInt::from(small)),
            Value::Big(big) => Cow::Borrowed(big),
        }
    }

    pub fn is_zero(&self) -> bool {
        matches!(self.value(), Value::Small(0))
    }

    pub fn is_negative(&self) -> bool {
        match self.value() {
            Value::Small(small) => small < 0,
            Value::Big(big) => big.sign() == num_bigint::Sign::Minus,
        }
    }
}
