//! `list`: layout and the operations that the interpreter and native code use. Methods
//! are in `methods`, sorting in `sort`, iterators in `iter`.

use std::cell::Cell;

pub mod iter;
pub(crate) use methods::assign_run;
pub(crate) mod methods;
pub(crate) mod sort;

use crate::memory;
use crate::object::{self, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};

#[repr(C)]
pub struct List {
    head: Obj,
    len: Cell<usize>,
    items: Cell<*mut *mut Obj>,
    capacity: Cell<usize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for List {
    fn type_object() -> &'static Type {
        &LIST_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for index in (0..self.len.get()).rev() {
            // SAFETY: items below len are live owned pointers.
            visit.obj(unsafe { &**self.items.get().add(index) });
        }
    }

    fn clear(&self) {
        self.clear_items();
    }
}

impl Drop for List {
    fn drop(&mut self) {
        self.clear_items();
    }
}

impl List {
    pub fn new(items: Vec<Ref>) -> Ref<List> {
        let list = Self::empty();
        list.reserve_exact(items.len());
        for item in items {
            list.push(item);
        }
        list
    }

    /// An empty instance of `ty`, `list` or a subclass.
    pub(crate) fn empty_of(ty: &Type) -> Ref<List> {
        if ty.is_type(&LIST_TYPE) {
            return Self::empty();
        }
        object::alloc(ty, Self::nothing())
    }

    /// An empty list.
    #[inline]
    pub(crate) fn empty() -> Ref<List> {
        object::alloc_container(&LIST_TYPE, Self::nothing())
    }

    fn nothing() -> List {
        List {
            head: object::header(0),
            len: Cell::new(0),
            items: Cell::new(std::ptr::null_mut()),
            capacity: Cell::new(0),
        }
    }

    /// Moves `len` counted pointers at `source` into a new list.
    ///
    /// # Safety
    /// The caller owns the references and gives them up.
    pub(crate) unsafe fn from_raw_items(source: *const *mut Obj, len: usize) -> Ref<List> {
        let list = Self::empty();
        list.reserve_exact(len);
        // SAFETY: capacity for `len` items was reserved; the caller gives the items up.
        unsafe { std::ptr::copy_nonoverlapping(source, list.items.get(), len) };
        list.len.set(len);
        list
    }

    /// A new list of `count` items from `start` on, which lie below the length.
    pub(crate) fn run(&self, start: usize, count: usize) -> Ref<List> {
        let part = Self::empty();
        if count == 0 {
            return part;
        }
        part.reserve_exact(count);
        let (source, target) = (&self.as_slice()[start..start + count], part.items.get());
        for (place, item) in source.iter().enumerate() {
            // SAFETY: room for `count` items was reserved.
            unsafe { *target.add(place) = item.to_ref().into_raw() };
        }
        part.len.set(count);
        part
    }

    /// A new list of the items at `count` positions, which lie below the length.
    pub(crate) fn part(&self, positions: impl Iterator<Item = usize>, count: usize) -> Ref<List> {
        let part = Self::empty();
        if count == 0 {
            return part;
        }
        part.reserve_exact(count);
        let (source, target) = (self.as_slice(), part.items.get());
        for (place, position) in positions.take(count).enumerate() {
            let item = source[position].to_ref();
            // SAFETY: room for `count` items was reserved.
            unsafe { *target.add(place) = item.into_raw() };
            part.len.set(place + 1);
        }
        part
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Items that fit without moving (for `__sizeof__`).
    pub fn capacity(&self) -> usize {
        self.capacity.get()
    }

    /// A new reference to one item.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Ref> {
        // SAFETY: items below len are live owned pointers.
        (index < self.len()).then(|| unsafe { (**self.items.get().add(index)).to_ref() })
    }

    /// The item pointers. Valid until the list changes.
    #[inline(always)]
    pub(crate) fn raw_items(&self) -> *mut *mut Obj {
        self.items.get()
    }

    /// The items. Nothing may run that could change the list while they are looked at.
    pub(crate) fn as_slice(&self) -> &[&Obj] {
        if self.is_empty() {
            return &[];
        }
        // SAFETY: `len` owned, non-null pointers; the caller runs no other code meanwhile.
        unsafe { std::slice::from_raw_parts(self.raw_items().cast::<&Obj>(), self.len()) }
    }

    /// Replaces an item; returns the old one, or the value back when out of range.
    pub fn set(&self, index: usize, value: Ref) -> Result<Ref, Ref> {
        if index >= self.len() {
            return Err(value);
        }
        // SAFETY: the place owns its old item, which moves to the caller.
        unsafe {
            let place = self.items.get().add(index);
            let old = *place;
            *place = value.into_raw();
            Ok(Ref::from_raw(old))
        }
    }

    /// Appends, growing as CPython's `list_resize` does.
    #[inline]
    pub fn push(&self, value: Ref) {
        let len = self.len();
        if len == self.capacity.get() {
            self.grow(len + 1);
        }
        // SAFETY: there is room for one more.
        unsafe { *self.items.get().add(len) = value.into_raw() };
        self.len.set(len + 1);
    }

    /// Room for `wanted` items, over-allocated by CPython's pattern
    /// (0, 4, 8, 16, 24, 32, 40, 52, 64, 76, …).
    #[cold]
    #[inline(never)]
    pub(crate) fn grow(&self, wanted: usize) {
        let mut capacity = (wanted + (wanted >> 3) + 6) & !3;
        if wanted - self.len() > capacity - wanted {
            capacity = (wanted + 3) & !3;
        }
        self.resize_buffer(capacity);
    }

    /// Room for exactly this many items (as a list made from a sized source has).
    pub(crate) fn reserve_exact(&self, capacity: usize) {
        if capacity > self.capacity.get() {
            self.resize_buffer(capacity);
        }
    }

    /// Room for `more` items: exact in a list without memory, over-allocated otherwise.
    pub(crate) fn make_room(&self, more: usize) {
        let wanted = self.len() + more;
        if more == 0 || wanted <= self.capacity.get() {
            return;
        }
        if self.capacity.get() == 0 {
            // An even number, as CPython's allocator works in 16 bytes.
            self.resize_buffer((wanted + 1) & !1);
        } else {
            self.grow(wanted);
        }
    }

    /// Room for as many items as an iterable says that it has.
    pub(crate) fn make_room_hinted(&self, more: usize) {
        self.make_room(more);
    }

    /// Gives back what a wrong length hint reserved.
    pub(crate) fn trim(&self) {
        self.shrink_if_sparse();
    }

    /// Replaces the items of a range; the old ones are dropped after the change.
    pub(crate) fn splice(&self, start: usize, stop: usize, values: Vec<Ref>) {
        self.splice_with(start, stop, values.into_iter());
    }

    /// [`List::splice`] with values from anywhere; taking them runs no Python code and does
    /// not touch this list.
    pub(crate) fn splice_with(
        &self,
        start: usize,
        stop: usize,
        values: impl ExactSizeIterator<Item = Ref>,
    ) {
        let len = self.len();
        let start = start.min(len);
        let stop = stop.clamp(start, len);
        let (removed, added) = (stop - start, values.len());
        let new_len = len - removed + added;
        if new_len > self.capacity.get() {
            if self.capacity.get() == 0 && len == 0 {
                self.resize_buffer(new_len.max(1));
            } else {
                self.grow(new_len);
            }
        }
        // SAFETY: there is room for the new length; the old items of the range move out, the
        // tail moves, then every place of the range gets a new owner.
        unsafe {
            let items = self.items.get();
            let mut dropped = smallvec::SmallVec::<[*mut Obj; 16]>::new();
            if removed > 0 {
                dropped.extend_from_slice(std::slice::from_raw_parts(items.add(start), removed));
            }
            if removed != added && len > stop {
                std::ptr::copy(items.add(stop), items.add(start + added), len - stop);
            }
            for (offset, value) in values.enumerate() {
                *items.add(start + offset) = value.into_raw();
            }
            self.len.set(new_len);
            if new_len < len {
                self.shrink_if_sparse();
            }
            for old in dropped.into_iter().rev() {
                Obj::decref(old);
            }
        }
    }

    /// Turns the order of the items round.
    pub(crate) fn reverse(&self) {
        if self.len() > 1 {
            // SAFETY: the pointers below len are initialised; nothing runs meanwhile.
            unsafe { std::slice::from_raw_parts_mut(self.items.get(), self.len()) }.reverse();
        }
    }

    pub(crate) fn resize_buffer(&self, capacity: usize) {
        // SAFETY: the old buffer came from here; live items are copied.
        unsafe {
            let moved = memory::realloc_raw(
                self.items.get().cast(),
                self.len() * 8,
                (capacity * 8).max(8),
            );
            self.items.set(moved.cast());
        }
        self.capacity.set(capacity);
    }

    /// Inserts before `index`, which is at most the length.
    pub fn insert(&self, index: usize, value: Ref) {
        let len = self.len();
        let index = index.min(len);
        if len == self.capacity.get() {
            self.grow(len + 1);
        }
        // SAFETY: there is room for one more; the tail moves up by one.
        unsafe {
            let place = self.items.get().add(index);
            std::ptr::copy(place, place.add(1), len - index);
            *place = value.into_raw();
        }
        self.len.set(len + 1);
    }

    /// Removes and returns the item at `index`.
    pub fn remove(&self, index: usize) -> Option<Ref> {
        let len = self.len();
        if index >= len {
            return None;
        }
        // SAFETY: the item's ownership moves to the caller; the tail moves down.
        let old = unsafe {
            let place = self.items.get().add(index);
            let old = *place;
            std::ptr::copy(place.add(1), place, len - index - 1);
            Ref::from_raw(old)
        };
        self.len.set(len - 1);
        self.shrink_if_sparse();
        Some(old)
    }

    /// Gives memory back when less than half is used, as `list_resize` does.
    pub(crate) fn shrink_if_sparse(&self) {
        let len = self.len();
        if len < self.capacity.get() / 2 {
            let capacity = if len == 0 {
                0
            } else {
                (len + (len >> 3) + 6) & !3
            };
            if capacity == 0 {
                self.take_buffer_if_empty();
            } else {
                self.resize_buffer(capacity);
            }
        }
    }

    fn take_buffer_if_empty(&self) {
        let items = self.items.replace(std::ptr::null_mut());
        self.capacity.set(0);
        if !items.is_null() {
            // SAFETY: the buffer is ours and holds no item.
            unsafe { memory::free(memory::Kind::Raw, items.cast()) };
        }
    }

    /// Empties the list; items are dropped after it looks empty.
    pub fn clear_items(&self) {
        let items = self.items.replace(std::ptr::null_mut());
        let len = self.len.replace(0);
        self.capacity.set(0);
        if items.is_null() {
            return;
        }
        // SAFETY: the list gave the items up; each is dropped once, the last first.
        unsafe {
            for index in (0..len).rev() {
                Obj::decref(*items.add(index));
            }
            memory::free(memory::Kind::Raw, items.cast());
        }
    }

    /// Moves the items out.
    pub fn take_all(&self) -> Vec<Ref> {
        let items = self.items.replace(std::ptr::null_mut());
        let len = self.len.replace(0);
        self.capacity.set(0);
        if items.is_null() {
            return Vec::new();
        }
        // SAFETY: the items' ownership moves to the vector; the buffer is freed.
        unsafe {
            let all = (0..len)
                .map(|index| Ref::from_raw(*items.add(index)))
                .collect();
            memory::free(memory::Kind::Raw, items.cast());
            all
        }
    }

    /// New references to all items at this moment.
    pub fn to_vec(&self) -> Vec<Ref> {
        (0..self.len())
            .filter_map(|index| self.get(index))
            .collect()
    }
}

pub static LIST_TYPE: Type = Type::builtin(&LIST_SPEC);
static LIST_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "list(iterable=(), /)\n--\n\nBuilt-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\nThe argument must be an iterable if specified.",
    ),
    slots: methods::SLOTS,
    none_attributes: &["__hash__"],
    methods: methods::METHODS,
    reported: (40, 0),
    flags: flags::BASETYPE
        | flags::HAVE_GC
        | flags::LIST_SUBCLASS
        | flags::MATCH_SELF
        | flags::SEQUENCE,
    ..TypeSpec::of::<List>("list")
};
