//! `set` and `frozenset`: an open-addressed table.
//!
//! The order of iteration is the order of the table, which programs print. So the table
//! works as CPython's: hash modulo size, nine neighbours, then perturbed jumps; growth by
//! four (by two above 50000 elements) when three fifths are filled; removed elements
//! leave a dummy.

use std::cell::Cell;

use crate::memory::{self, Kind};
use crate::object::error::type_error;
use crate::object::{self, Obj, Object, PyResult, Ref, Type, TypeSpec, Visitor, flags};
use crate::types::exceptions::TYPE_ERROR;
use crate::types::str::Str;

pub mod iter;
mod methods;

/// Neighbours tried after a place before jumping.
const LINEAR_PROBES: usize = 9;
const PERTURB_SHIFT: u32 = 5;
/// Places of the smallest table.
const MIN_SIZE: usize = 8;

#[repr(C)]
#[derive(Clone, Copy)]
struct Entry {
    /// Null: never used. [`DUMMY`]: removed.
    key: *mut Obj,
    hash: i64,
}

/// Stands for a removed element; never followed.
const DUMMY: *mut Obj = std::ptr::dangling_mut::<Obj>();
const UNUSED: Entry = Entry {
    key: std::ptr::null_mut(),
    hash: 0,
};

#[repr(C)]
pub struct Set {
    head: Obj,
    /// Places in use, dummies included.
    fill: Cell<usize>,
    used: Cell<usize>,
    mask: Cell<usize>,
    /// Null while the table is the smallest and nothing was ever added.
    table: Cell<*mut Entry>,
    hash: Cell<i64>,
    /// Where `pop` looks next.
    finger: Cell<usize>,
    pub weaklist: Cell<*mut crate::types::weakref::WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Set {
    fn type_object() -> &'static Type {
        &SET_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for index in 0..self.places() {
            if let Some((key, _)) = self.live(index) {
                // SAFETY: a live entry owns its key.
                visit.obj(unsafe { &*key });
            }
        }
    }

    fn clear(&self) {
        self.clear_elements();
    }
}

impl Drop for Set {
    fn drop(&mut self) {
        self.clear_elements();
    }
}

/// The hash of an element.
///
/// # Errors
/// `TypeError` that names the element when it is unhashable.
pub(crate) fn hash_element(element: &Obj) -> PyResult<i64> {
    object::protocol::hash(element).map_err(|error| {
        if !error.as_obj().is_exact(&TYPE_ERROR) {
            return error;
        }
        let reason = match object::protocol::str(error.as_obj()) {
            Ok(reason) => reason,
            Err(error) => return error,
        };
        type_error(format!(
            "cannot use '{}' as a set element ({reason})",
            crate::types::typeobj::names::fully_qualified(element.ty())
        ))
    })
}

impl Set {
    /// An empty instance of `ty`.
    pub(crate) fn empty_of(ty: &Type) -> Ref<Set> {
        object::alloc(
            ty,
            Set {
                head: object::header(0),
                fill: Cell::new(0),
                used: Cell::new(0),
                mask: Cell::new(MIN_SIZE - 1),
                table: Cell::new(std::ptr::null_mut()),
                hash: Cell::new(-1),
                finger: Cell::new(0),
                weaklist: Cell::new(std::ptr::null_mut()),
            },
        )
    }

    pub fn new() -> Ref<Set> {
        Self::empty_of(&SET_TYPE)
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of places in the table.
    pub(crate) fn places(&self) -> usize {
        if self.table.get().is_null() {
            0
        } else {
            self.mask.get() + 1
        }
    }

    /// Whether the table is larger than the one inside CPython's struct.
    fn has_large_table(&self) -> bool {
        self.mask.get() + 1 > MIN_SIZE
    }

    fn entry(&self, index: usize) -> Entry {
        debug_assert!(index < self.places());
        // SAFETY: callers keep the index below the number of places.
        unsafe { *self.table.get().add(index) }
    }

    fn set_entry(&self, index: usize, entry: Entry) {
        // SAFETY: as in `entry`.
        unsafe { *self.table.get().add(index) = entry }
    }

    /// The element at a place of the table, with its hash.
    fn live(&self, index: usize) -> Option<(*mut Obj, i64)> {
        let entry = self.entry(index);
        (!entry.key.is_null() && entry.key != DUMMY).then_some((entry.key, entry.hash))
    }

    /// A new reference to the next element at or after `place`, which moves on.
    pub(crate) fn next(&self, place: &mut usize) -> Option<Ref> {
        self.next_hashed(place).map(|(key, _)| key)
    }

    fn next_hashed(&self, place: &mut usize) -> Option<(Ref, i64)> {
        while *place < self.places() {
            let found = self.live(*place);
            *place += 1;
            if let Some((key, hash)) = found {
                // SAFETY: a live entry owns its key.
                return Some((unsafe { (*key).to_ref() }, hash));
            }
        }
        None
    }

    /// The elements at this moment, in the order of iteration.
    pub fn elements(&self) -> Vec<Ref> {
        let mut place = 0;
        std::iter::from_fn(|| self.next(&mut place)).collect()
    }

    fn hashed_elements(&self) -> Vec<(Ref, i64)> {
        let mut place = 0;
        std::iter::from_fn(|| self.next_hashed(&mut place)).collect()
    }

    // ---- lookup

    /// Whether an entry holds an element equal to `key`; `None` when the table changed
    /// under the comparison.
    fn matches(&self, index: usize, key: &Obj) -> PyResult<Option<bool>> {
        let entry = self.entry(index);
        if std::ptr::eq(entry.key, key) {
            return Ok(Some(true));
        }
        // SAFETY: the entry is live: its hash is that of the key, which is never -1.
        let known = unsafe { (*entry.key).to_ref() };
        if let (Some(known), Some(key)) = (known.downcast_exact::<Str>(), key.downcast_exact()) {
            return Ok(Some(known.eq(key)));
        }
        let table = self.table.get();
        let equal = object::protocol::eq(&known, key)?;
        let same = std::ptr::eq(table, self.table.get())
            && index < self.places()
            && std::ptr::eq(self.entry(index).key, entry.key);
        Ok(same.then_some(equal))
    }

    /// The place of an element equal to `key`, or the place to put it.
    fn find(&self, key: &Obj, hash: i64) -> PyResult<Result<usize, usize>> {
        'restart: loop {
            let mask = self.mask.get();
            let mut probe = hash as usize & mask;
            let mut perturb = hash as usize;
            loop {
                let last = if probe + LINEAR_PROBES <= mask {
                    probe + LINEAR_PROBES
                } else {
                    probe
                };
                for index in probe..=last {
                    let entry = self.entry(index);
                    if entry.key.is_null() {
                        return Ok(Err(index));
                    }
                    if entry.hash == hash && entry.key != DUMMY {
                        match self.matches(index, key)? {
                            Some(true) => return Ok(Ok(index)),
                            Some(false) => {}
                            None if self.table.get().is_null() => return Ok(Err(0)),
                            None => continue 'restart,
                        }
                    }
                }
                perturb >>= PERTURB_SHIFT;
                probe = (probe.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb)) & mask;
            }
        }
    }

    /// Whether the element is there; its hash is known.
    pub(crate) fn contains_hashed(&self, key: &Obj, hash: i64) -> PyResult<bool> {
        if self.table.get().is_null() {
            return Ok(false);
        }
        Ok(self.find(key, hash)?.is_ok())
    }

    /// Whether the element is there.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn contains(&self, element: &Obj) -> PyResult<bool> {
        self.contains_hashed(element, hash_element(element)?)
    }

    // ---- change

    /// Adds an element; an equal one stays.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn add(&self, element: &Obj) -> PyResult<()> {
        self.add_hashed(element, hash_element(element)?)
    }

    pub(crate) fn add_hashed(&self, element: &Obj, hash: i64) -> PyResult<()> {
        let place = loop {
            if self.table.get().is_null() {
                self.allocate(MIN_SIZE);
            }
            match self.find(element, hash)? {
                Ok(_) => return Ok(()),
                // A comparison may have emptied the table meanwhile.
                Err(_) if self.table.get().is_null() => {}
                Err(place) => break place,
            }
        };
        self.set_entry(
            place,
            Entry {
                key: element.to_ref().into_raw(),
                hash,
            },
        );
        self.fill.set(self.fill.get() + 1);
        self.used.set(self.used.get() + 1);
        if self.fill.get() * 5 >= self.mask.get() * 3 {
            let used = self.used.get();
            self.resize(if used > 50_000 { used * 2 } else { used * 4 });
        }
        Ok(())
    }

    /// Makes an empty table of `size` places, which is a power of two.
    fn allocate(&self, size: usize) {
        // SAFETY: a fresh block of that many entries, all initialised.
        unsafe {
            let table = memory::alloc(Kind::Raw, size * size_of::<Entry>()).cast::<Entry>();
            for index in 0..size {
                table.add(index).write(UNUSED);
            }
            self.table.set(table);
        }
        self.mask.set(size - 1);
    }

    /// Rebuilds the table with more than `wanted` places.
    fn resize(&self, wanted: usize) {
        let mut size = MIN_SIZE;
        while size <= wanted {
            size <<= 1;
        }
        let (old, places) = (self.table.get(), self.places());
        let entries: Vec<(*mut Obj, i64)> =
            (0..places).filter_map(|index| self.live(index)).collect();
        self.allocate(size);
        for (key, hash) in entries {
            self.insert_clean(key, hash);
        }
        self.fill.set(self.used.get());
        if !old.is_null() {
            // SAFETY: the old table's references moved to the new one.
            unsafe { memory::free(Kind::Raw, old.cast()) };
        }
    }

    /// Puts a counted element, known to be absent, into a table without dummies.
    fn insert_clean(&self, key: *mut Obj, hash: i64) {
        let mask = self.mask.get();
        let mut probe = hash as usize & mask;
        let mut perturb = hash as usize;
        loop {
            let last = if probe + LINEAR_PROBES <= mask {
                probe + LINEAR_PROBES
            } else {
                probe
            };
            if let Some(index) = (probe..=last).find(|index| self.entry(*index).key.is_null()) {
                self.set_entry(index, Entry { key, hash });
                return;
            }
            perturb >>= PERTURB_SHIFT;
            probe = (probe.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb)) & mask;
        }
    }

    /// Makes room before `more` elements are added at once.
    fn reserve(&self, more: usize) {
        if (self.fill.get() + more) * 5 >= self.mask.get() * 3 {
            self.resize((self.used.get() + more) * 2);
        }
    }

    /// Adds the elements of another set.
    pub(crate) fn merge(&self, other: &Set) -> PyResult<()> {
        if std::ptr::eq(self, other) || other.is_empty() {
            return Ok(());
        }
        self.reserve(other.len());
        if self.fill.get() > 0 {
            for (key, hash) in other.hashed_elements() {
                self.add_hashed(&key, hash)?;
            }
            return Ok(());
        }
        if self.table.get().is_null() {
            self.allocate(self.mask.get() + 1);
        }
        let same = self.mask.get() == other.mask.get() && other.fill.get() == other.used.get();
        for index in 0..other.places() {
            let Some((key, hash)) = other.live(index) else {
                continue;
            };
            // SAFETY: a live entry owns its key; the copy counts it anew.
            let key = unsafe { (*key).to_ref() }.into_raw();
            if same {
                self.set_entry(index, Entry { key, hash });
            } else {
                self.insert_clean(key, hash);
            }
        }
        self.fill.set(other.used.get());
        self.used.set(other.used.get());
        Ok(())
    }

    /// Removes an element; returns it when it was there.
    pub(crate) fn discard_hashed(&self, key: &Obj, hash: i64) -> PyResult<Option<Ref>> {
        if self.table.get().is_null() {
            return Ok(None);
        }
        match self.find(key, hash)? {
            Ok(place) => Ok(Some(self.take(place))),
            Err(_) => Ok(None),
        }
    }

    /// Takes the element out of a live place.
    fn take(&self, place: usize) -> Ref {
        let key = self.entry(place).key;
        self.set_entry(
            place,
            Entry {
                key: DUMMY,
                hash: -1,
            },
        );
        self.used.set(self.used.get() - 1);
        // SAFETY: the place owned its element, which moves to the caller.
        unsafe { Ref::from_raw(key) }
    }

    /// Removes and returns some element.
    pub(crate) fn pop(&self) -> Option<Ref> {
        if self.is_empty() {
            return None;
        }
        let mask = self.mask.get();
        let mut place = self.finger.get() & mask;
        while self.live(place).is_none() {
            place = (place + 1) & mask;
        }
        self.finger.set(place + 1);
        Some(self.take(place))
    }

    /// Removes everything; the elements are dropped after the set looks empty.
    pub fn clear_elements(&self) {
        let (table, places) = (
            self.table.replace(std::ptr::null_mut()),
            self.mask.get() + 1,
        );
        self.fill.set(0);
        self.used.set(0);
        self.mask.set(MIN_SIZE - 1);
        self.hash.set(-1);
        if table.is_null() {
            return;
        }
        // SAFETY: the table is detached; each reference is dropped once.
        unsafe {
            for index in 0..places {
                let key = (*table.add(index)).key;
                if !key.is_null() && key != DUMMY {
                    Obj::decref(key);
                }
            }
            memory::free(Kind::Raw, table.cast());
        }
    }

    /// Exchanges the elements of two sets.
    fn swap(&self, other: &Set) {
        self.fill.swap(&other.fill);
        self.used.swap(&other.used);
        self.mask.swap(&other.mask);
        self.table.swap(&other.table);
        self.hash.set(-1);
        other.hash.set(-1);
    }

    /// The hash of a `frozenset` with these elements: independent of their order.
    fn frozen_hash(&self) -> i64 {
        if self.hash.get() != -1 {
            return self.hash.get();
        }
        let shuffle = |hash: u64| ((hash ^ 89_869_747) ^ (hash << 16)).wrapping_mul(3_644_798_167);
        let mut hash = 0u64;
        for index in 0..self.places() {
            if let Some((_, element)) = self.live(index) {
                hash ^= shuffle(element as u64);
            }
        }
        hash ^= (self.len() as u64 + 1).wrapping_mul(1_927_868_237);
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
        let hash = if hash == u64::MAX {
            590_923_713
        } else {
            hash as i64
        };
        self.hash.set(hash);
        hash
    }
}

/// A `frozenset` of these elements.
///
/// # Errors
/// What hashing or comparing raises.
pub fn frozen_from(elements: Vec<Ref>) -> PyResult<Ref<Set>> {
    let set = Set::empty_of(&FROZENSET_TYPE);
    for element in &elements {
        set.add(element)?;
    }
    Ok(set)
}

/// The object as a set of either kind.
pub(crate) fn any_set(object: &Obj) -> Option<&Set> {
    if object.is_instance(&SET_TYPE) || object.is_instance(&FROZENSET_TYPE) {
        // SAFETY: both types have the layout `Set`.
        Some(unsafe { object.cast_unchecked() })
    } else {
        None
    }
}

const FLAGS: u32 = flags::BASETYPE | flags::HAVE_GC | flags::MATCH_SELF;

pub static SET_TYPE: Type = Type::builtin(&SET_SPEC);
static SET_SPEC: TypeSpec = TypeSpec {
    doc: Some("set(iterable=(), /)\n--\n\nBuild an unordered collection of unique elements."),
    flags: FLAGS,
    reported: (200, 0),
    weaklist_offset: std::mem::offset_of!(Set, weaklist),
    slots: methods::SET_SLOTS,
    none_attributes: &["__hash__"],
    methods: methods::SET_METHODS,
    ..TypeSpec::of::<Set>("set")
};

pub static FROZENSET_TYPE: Type = Type::builtin(&FROZENSET_SPEC);
static FROZENSET_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "frozenset(iterable=(), /)\n--\n\nBuild an immutable unordered collection of unique elements.",
    ),
    flags: FLAGS,
    reported: (200, 0),
    weaklist_offset: std::mem::offset_of!(Set, weaklist),
    slots: methods::FROZENSET_SLOTS,
    methods: methods::FROZENSET_METHODS,
    ..TypeSpec::of::<Set>("frozenset")
};

/// The elements of an exact `set` or `frozenset` with their hashes.
pub(crate) fn exact_elements(object: &Obj) -> Option<Vec<(Ref, i64)>> {
    let exact = object.is_exact(&SET_TYPE) || object.is_exact(&FROZENSET_TYPE);
    any_set(object).filter(|_| exact).map(Set::hashed_elements)
}
