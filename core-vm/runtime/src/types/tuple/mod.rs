//! `tuple`: layout and construction; items stand inline after the length.

pub mod iter;
pub(crate) mod methods;

use std::cell::Cell;
use std::mem::ManuallyDrop;

use crate::memory::{self, gc};
use crate::object::{self, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};

#[repr(C)]
pub struct Tuple {
    head: Obj,
    len: usize,
    hash: Cell<i64>,
    // `len` owned pointers follow.
}
const ITEMS: usize = size_of::<Tuple>();

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Tuple {
    fn type_object() -> &'static Type {
        &TUPLE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for item in self.as_slice().iter().rev() {
            visit.obj(item);
        }
    }
}

impl Drop for Tuple {
    fn drop(&mut self) {
        for index in (0..self.len).rev() {
            // SAFETY: each item is owned and dropped once, here.
            unsafe { Obj::decref(*self.items().add(index)) };
        }
    }
}

impl Tuple {
    fn items(&self) -> *mut *mut Obj {
        // SAFETY: the items lie behind the struct in the same allocation.
        unsafe {
            std::ptr::from_ref(self)
                .cast::<u8>()
                .add(ITEMS)
                .cast_mut()
                .cast()
        }
    }

    /// A tuple of these items; the empty tuple is shared.
    pub fn new(items: Vec<Ref>) -> Ref<Tuple> {
        Self::of_type(&TUPLE_TYPE, items)
    }

    /// A tuple of new references to these items.
    pub fn from_slice(items: &[&Obj]) -> Ref<Tuple> {
        Self::new(items.iter().map(|item| item.to_ref()).collect())
    }

    /// The empty tuple, which is one immortal object.
    pub fn empty() -> Ref<Tuple> {
        static EMPTY: std::sync::atomic::AtomicPtr<Tuple> =
            std::sync::atomic::AtomicPtr::new(std::ptr::null_mut());
        let pointer = EMPTY.load(std::sync::atomic::Ordering::Relaxed);
        // SAFETY: once set it points to an immortal tuple.
        if let Some(tuple) = unsafe { pointer.as_ref() } {
            return tuple.to_ref();
        }
        let tuple = Self::allocate(&TUPLE_TYPE, 0, |_| {});
        tuple.head.make_immortal();
        EMPTY.store(tuple.as_ptr(), std::sync::atomic::Ordering::Relaxed);
        tuple
    }

    /// An instance of `ty`, `tuple` or a subclass.
    pub(crate) fn of_type(ty: &Type, items: Vec<Ref>) -> Ref<Tuple> {
        if items.is_empty() && ty.is_type(&TUPLE_TYPE) {
            return Self::empty();
        }
        let mut items = ManuallyDrop::new(items);
        let (len, source) = (items.len(), items.as_ptr());
        let tuple = Self::allocate(ty, len, |target| {
            // SAFETY: `Ref` is one pointer; ownership of the items moves.
            unsafe { std::ptr::copy_nonoverlapping(source.cast::<*mut Obj>(), target, len) }
        });
        // SAFETY: the items were moved out above; only the buffer is left to free.
        unsafe { items.set_len(0) };
        drop(ManuallyDrop::into_inner(items));
        tuple
    }

    /// A tuple of a few values.
    pub(crate) fn from_small<const N: usize>(mut values: smallvec::SmallVec<[Ref; N]>) -> Ref<Tuple>
    where
        [Ref; N]: smallvec::Array<Item = Ref>,
    {
        // SAFETY: `Ref` is one pointer; ownership of the values moves, then they are forgotten.
        unsafe {
            let tuple = Self::from_raw_items(values.as_ptr().cast::<*mut Obj>(), values.len());
            values.set_len(0);
            tuple
        }
    }

    /// A tuple of these values: the one in `last` if nobody else has it, which stays there
    /// for the next time.
    pub(crate) fn reusing<const N: usize>(
        last: &crate::object::Field<Tuple>,
        values: smallvec::SmallVec<[Ref; N]>,
    ) -> Ref<Tuple>
    where
        [Ref; N]: smallvec::Array<Item = Ref>,
    {
        let Some(tuple) = last
            .peek()
            .filter(|tuple| tuple.head.refcount() == 1 && tuple.len == values.len())
        else {
            let tuple = Self::from_small(values);
            last.set(tuple.clone());
            return tuple;
        };
        let tuple = tuple.to_ref();
        tuple.hash.set(-1);
        for (index, value) in values.into_iter().enumerate() {
            // SAFETY: nobody else sees the tuple; each old item is dropped once, after the
            // new one stands in its place.
            unsafe {
                let old = std::mem::replace(&mut *tuple.items().add(index), value.into_raw());
                Obj::decref(old);
            }
        }
        // A collection may have found that it can be in no cycle.
        // SAFETY: a complete tuple.
        unsafe { gc::track(std::ptr::from_ref(tuple.as_obj()).cast_mut()) };
        tuple
    }

    /// Moves `len` counted pointers at `source` into a new tuple.
    ///
    /// # Safety
    /// The caller owns the references and gives them up.
    #[inline]
    pub(crate) unsafe fn from_raw_items(source: *const *mut Obj, len: usize) -> Ref<Tuple> {
        if len == 0 {
            return Self::empty();
        }
        // SAFETY: the caller's promise.
        Self::allocate(&TUPLE_TYPE, len, |target| unsafe {
            std::ptr::copy_nonoverlapping(source, target, len);
        })
    }

    fn allocate(ty: &Type, len: usize, fill: impl FnOnce(*mut *mut Obj)) -> Ref<Tuple> {
        // The basic size of a subclass counts the fixed part only; its own slots
        // cannot exist (variable-size layout), a dictionary is managed.
        // SAFETY: the block holds the struct and `len` items; all are written before tracking.
        unsafe {
            let block = if ty.is_type(&TUPLE_TYPE) {
                let prefix = memory::Kind::Gc.prefix();
                let block = memory::alloc(memory::Kind::Gc, prefix + ITEMS + len * 8);
                block.cast::<[usize; 2]>().write([0; 2]);
                block.add(prefix).cast::<Tuple>()
            } else {
                object::alloc_block(ty, ITEMS + len * 8).cast::<Tuple>()
            };
            block.write(Tuple {
                head: Obj::with_refcount(ty, 1),
                len,
                hash: Cell::new(-1),
            });
            fill((*block).items());
            if !ty.is_type(&TUPLE_TYPE) {
                object::finish_alloc(block.cast(), ty);
            } else if (*block)
                .as_slice()
                .iter()
                .any(|item| gc::may_be_tracked(item))
            {
                // A tuple of what cannot be in a cycle is in none itself.
                gc::track(block.cast());
            }
            Ref::from_raw(block)
        }
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The items, borrowed for as long as the tuple is.
    #[inline(always)]
    pub fn as_slice(&self) -> &[&Obj] {
        // SAFETY: `&Obj` is one non-null pointer; a tuple never changes.
        unsafe { std::slice::from_raw_parts(self.items().cast(), self.len) }
    }

    /// A new reference to one item.
    pub fn get(&self, index: usize) -> Option<Ref> {
        self.as_slice().get(index).map(|item| item.to_ref())
    }

    /// The cached hash, -1 when not computed.
    pub(crate) fn cached_hash(&self) -> &Cell<i64> {
        &self.hash
    }

    pub fn iter(&self) -> impl Iterator<Item = Ref> + '_ {
        self.as_slice().iter().map(|item| item.to_ref())
    }
}

pub static TUPLE_TYPE: Type = Type::builtin(&TUPLE_SPEC);
static TUPLE_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "tuple(iterable=(), /)\n--\n\nBuilt-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.",
    ),
    slots: methods::SLOTS,
    methods: methods::METHODS,
    variable_size: Some(|object| object.downcast::<Tuple>().map_or(0, Tuple::len)),
    reported: (32, 8),
    flags: flags::BASETYPE
        | flags::HAVE_GC
        | flags::TUPLE_SUBCLASS
        | flags::MATCH_SELF
        | flags::SEQUENCE,
    ..TypeSpec::of::<Tuple>("tuple")
};
