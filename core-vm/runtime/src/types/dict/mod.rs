//! `dict`: compact, ordered, with key tables that instances of a class share.
//!
//! Start at [`Dict::get`], [`Dict::set`], [`Dict::next`]. A combined dictionary owns
//! its [`Keys`] with the values in the entries. A split one points at the shared keys
//! of a class and at [`inline::Values`].

use std::cell::Cell;

use crate::object::error::runtime_error;
use crate::object::{self, Obj, Object, PyResult, Ref, Type, Visitor};
use crate::types::str::{STR_TYPE, Str};

pub mod default_dict;
pub mod inline;
pub mod iter;
pub mod keys;
pub(crate) mod methods;
pub mod ordered;
pub mod ordered_views;
pub mod types;
pub mod views;

use inline::Values;
use keys::{DELETED, EMPTY, Entry, Keys, KeysKind};
pub use types::DICT_TYPE;

#[repr(C)]
pub struct Dict {
    head: Obj,
    used: Cell<usize>,
    /// Null in an empty dictionary that never held a key.
    pub(crate) keys: Cell<*mut Keys>,
    /// Values of a split dictionary; null in a combined one.
    pub(crate) values: Cell<*mut Values>,
    /// Counts changes of the set of keys while iterators look (`ma_version` style).
    pub(crate) version: Cell<u64>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Dict {
    fn type_object() -> &'static Type {
        &DICT_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        let Some(keys) = self.keys_ref() else {
            return;
        };
        let values = self.values.get();
        // SAFETY: entries in use own live objects. The shared keys of a class are not this
        // dictionary's references; inline values of an object that has a dictionary are the
        // dictionary's.
        unsafe {
            if !values.is_null() {
                let mut position = 0;
                while let Some((_, value)) = self.raw_next(&mut position) {
                    visit.obj(&*value);
                }
                return;
            }
            // Strings refer to nothing: as CPython, a table of nothing else reports its values.
            let with_keys = keys.kind.get() == KeysKind::General;
            for index in 0..keys.entries_used.get() as usize {
                let entry = &*keys.entries().add(index);
                if let Some(value) = entry.value.as_ref() {
                    visit.obj(value);
                    if with_keys {
                        visit.obj(&*entry.key);
                    }
                }
            }
        }
    }

    fn clear(&self) {
        self.clear_items();
    }
}

impl Drop for Dict {
    fn drop(&mut self) {
        self.clear_items();
    }
}

/// Where a lookup ended.
enum Found {
    Entry(usize),
    Absent,
    /// The table changed under a comparison: look again.
    Changed,
}

impl Dict {
    pub fn new() -> Ref<Dict> {
        Self::empty_of(&DICT_TYPE)
    }

    /// An empty instance of `ty`, `dict` or a subclass.
    pub(crate) fn empty_of(ty: &Type) -> Ref<Dict> {
        let payload = Self::payload(std::ptr::null_mut(), std::ptr::null_mut(), 0);
        if ty.is_type(&DICT_TYPE) {
            return object::alloc_container(&DICT_TYPE, payload);
        }
        object::alloc(ty, payload)
    }

    fn payload(keys: *mut Keys, values: *mut Values, used: usize) -> Dict {
        Dict {
            head: object::header(0),
            used: Cell::new(used),
            keys: Cell::new(keys),
            values: Cell::new(values),
            version: Cell::new(0),
        }
    }

    /// A dictionary over an instance's values and the shared keys of its class.
    pub(crate) fn new_split(keys: *mut Keys, values: *mut Values, used: usize) -> Ref<Dict> {
        // SAFETY: `keys` is a live shared table; the dictionary counts as a user.
        unsafe { (*keys).refcnt.set((*keys).refcnt.get() + 1) };
        object::alloc(&DICT_TYPE, Self::payload(keys, values, used))
    }

    #[inline(always)]
    pub fn len(&self) -> usize {
        self.used.get()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn set_used(&self, used: usize) {
        self.used.set(used);
    }

    fn is_split(&self) -> bool {
        !self.values.get().is_null()
    }

    fn keys_ref(&self) -> Option<&Keys> {
        // SAFETY: a non-null table is live while the dictionary uses it.
        unsafe { self.keys.get().as_ref() }
    }

    /// Marks a change of the keys: specialised lookups and iterators notice.
    fn touch(&self) {
        self.version.set(self.version.get() + 1);
        if let Some(keys) = self.keys_ref()
            && !self.is_split()
        {
            keys.version.set(0);
        }
    }

    /// The place of entry `index`'s value.
    #[inline(always)]
    unsafe fn value_place(&self, index: usize) -> *mut *mut Obj {
        // SAFETY: the caller's index names an entry in use.
        unsafe {
            let values = self.values.get();
            if values.is_null() {
                &raw mut (*(*self.keys.get()).entries().add(index)).value
            } else {
                Values::slot(values, index)
            }
        }
    }

    // ---- lookup

    /// The value of a key.
    ///
    /// # Errors
    /// What the key's `__hash__` or a key's `__eq__` raises.
    pub fn get(&self, key: &Obj) -> PyResult<Option<Ref>> {
        if let Some(name) = key.downcast_exact::<Str>()
            && self.only_str_keys()
        {
            return Ok(self.get_str(name));
        }
        let hash = methods::hash_key(key)?;
        self.get_with_hash(key, hash)
    }

    /// [`Dict::get`] with the key's hash known.
    pub fn get_with_hash(&self, key: &Obj, hash: i64) -> PyResult<Option<Ref>> {
        let Some(index) = self.find(key, hash)? else {
            return Ok(None);
        };
        // SAFETY: `find` gave an entry in use; its value may be absent in a split table.
        Ok(unsafe { (*self.value_place(index)).as_ref() }.map(|value| value.to_ref()))
    }

    /// Whether every key is an exact `str`, so that lookups run no Python code.
    #[inline(always)]
    pub fn only_str_keys(&self) -> bool {
        self.keys_ref()
            .is_none_or(|keys| keys.kind.get() != KeysKind::General)
    }

    /// The value of an exact `str` key, borrowed; only valid until the dictionary changes.
    /// A table with other keys is searched too, by identity and `str` contents.
    #[inline]
    pub(crate) fn peek_str(&self, key: &Str) -> Option<&Obj> {
        let keys = self.keys_ref()?;
        let hash = key.hash();
        let index = if keys.kind.get() == KeysKind::General {
            self.find_str_in_general(keys, key, hash)?
        } else {
            keys.find_str(key, hash)?
        };
        // SAFETY: as in `get_with_hash`.
        unsafe { (*self.value_place(index)).as_ref() }
    }

    /// The value of an exact `str` key.
    #[inline]
    pub fn get_str(&self, key: &Str) -> Option<Ref> {
        self.peek_str(key).map(|value| value.to_ref())
    }

    /// [`Dict::get_str`] that also asks keys that are no texts whether they equal the name,
    /// as the lookup of attributes does; one that fails to answer does not.
    #[inline]
    pub(crate) fn get_name(&self, key: &Str) -> Option<Ref> {
        let keys = self.keys_ref()?;
        if keys.kind.get() != KeysKind::General {
            return self.get_str(key);
        }
        self.get(key.as_obj()).ok().flatten()
    }

    /// The value of a key given as text.
    pub fn get_text(&self, key: &str) -> Option<Ref> {
        self.get_str(&Str::from_str(key))
    }

    fn find_str_in_general(&self, keys: &Keys, key: &Str, hash: i64) -> Option<usize> {
        let mut probe = keys.probe(hash);
        loop {
            let index = keys.index(probe.slot);
            if index >= 0 {
                // SAFETY: the index names an entry in use.
                let entry = unsafe { &*keys.entries().add(index as usize) };
                if entry.hash == hash
                    && unsafe { &*entry.key }
                        .downcast::<Str>()
                        .is_some_and(|known| known.eq(key))
                {
                    return Some(index as usize);
                }
            } else if index == EMPTY {
                return None;
            }
            probe.advance();
        }
    }

    /// Index of the entry whose key equals `key`.
    pub(crate) fn find(&self, key: &Obj, hash: i64) -> PyResult<Option<usize>> {
        loop {
            let Some(keys) = self.keys_ref() else {
                return Ok(None);
            };
            if keys.kind.get() != KeysKind::General
                && let Some(name) = key.downcast_exact::<Str>()
            {
                return Ok(keys.find_str(name, hash));
            }
            match self.find_once(keys, key, hash)? {
                Found::Entry(index) => return Ok(Some(index)),
                Found::Absent => return Ok(None),
                Found::Changed => {}
            }
        }
    }

    fn find_once(&self, keys: &Keys, key: &Obj, hash: i64) -> PyResult<Found> {
        let mut probe = keys.probe(hash);
        loop {
            let index = keys.index(probe.slot);
            if index >= 0 {
                // SAFETY: the index names an entry in use.
                let entry = unsafe { *keys.entries().add(index as usize) };
                if std::ptr::eq(entry.key, key) {
                    return Ok(Found::Entry(index as usize));
                }
                if entry.hash == hash {
                    let version = self.version.get();
                    // SAFETY: an entry in use owns its key; held during the comparison.
                    let known = unsafe { (*entry.key).to_ref() };
                    let equal = object::protocol::eq(&known, key)?;
                    if self.version.get() != version || !std::ptr::eq(self.keys.get(), keys) {
                        return Ok(Found::Changed);
                    }
                    if equal {
                        return Ok(Found::Entry(index as usize));
                    }
                }
            } else if index == EMPTY {
                return Ok(Found::Absent);
            }
            probe.advance();
        }
    }

    /// Whether the key is present.
    ///
    /// # Errors
    /// As [`Dict::get`].
    pub fn contains(&self, key: &Obj) -> PyResult<bool> {
        Ok(self.get(key)?.is_some())
    }

    // ---- change

    /// Stores a value.
    ///
    /// # Errors
    /// As [`Dict::get`].
    pub fn set(&self, key: &Obj, value: Ref) -> PyResult<()> {
        let hash = methods::hash_key(key)?;
        self.set_with_hash(key, hash, value)
    }

    /// [`Dict::set`] with the key's hash known.
    pub fn set_with_hash(&self, key: &Obj, hash: i64, value: Ref) -> PyResult<()> {
        drop(self.swap(key, hash, value)?);
        Ok(())
    }

    /// Stores a value under an exact `str` key.
    pub fn set_str(&self, key: &Str, value: Ref) {
        let stored = self.set_with_hash(key.as_obj(), key.hash(), value);
        debug_assert!(stored.is_ok(), "comparing strings cannot fail");
        drop(stored);
    }

    /// Stores a value under a text, which is interned.
    pub fn set_text(&self, key: &str, value: Ref) {
        self.set_str(&crate::types::str::intern::intern_str(key), value);
    }

    /// Stores a value and returns the old one.
    pub(crate) fn swap(&self, key: &Obj, hash: i64, value: Ref) -> PyResult<Option<Ref>> {
        if let Some(index) = self.find(key, hash)? {
            // SAFETY: the entry is in use; a split value may be absent.
            unsafe {
                let place = self.value_place(index);
                let old = *place;
                *place = value.into_raw();
                if !old.is_null() {
                    return Ok(Some(Ref::from_raw(old)));
                }
                inline::note_insert(self.values.get(), index);
                self.used.set(self.used.get() + 1);
                self.touch();
                return Ok(None);
            }
        }
        self.insert_new(key, hash, value);
        Ok(None)
    }

    /// Adds a key that is not there.
    fn insert_new(&self, key: &Obj, hash: i64, value: Ref) {
        let is_str = key.is_exact(&STR_TYPE);
        if self.is_split() {
            if is_str && self.insert_split(key, hash, &value) {
                std::mem::forget(value);
                return;
            }
            self.combine(self.used.get() + 1);
        }
        match self.keys_ref() {
            None => {
                let kind = if is_str {
                    KeysKind::Unicode
                } else {
                    KeysKind::General
                };
                self.keys.set(Keys::new(3, kind));
            }
            Some(keys) => {
                if !is_str && keys.kind.get() != KeysKind::General {
                    keys.kind.set(KeysKind::General);
                }
                if keys.usable.get() == 0 {
                    self.resize((self.used.get() * 3).max(8));
                }
            }
        }
        self.touch();
        // SAFETY: the table has room for one more entry and is owned by this dictionary.
        unsafe {
            append_entry(
                &*self.keys.get(),
                key.to_ref().into_raw(),
                hash,
                value.into_raw(),
            )
        };
        self.used.set(self.used.get() + 1);
    }

    /// Adds a key to the shared table, when it has room; the value moves on success.
    fn insert_split(&self, key: &Obj, hash: i64, value: &Ref) -> bool {
        // SAFETY: split dictionaries have both pointers.
        unsafe {
            let keys = &*self.keys.get();
            let values = self.values.get();
            let index = keys.entries_used.get() as usize;
            if keys.usable.get() == 0 || index >= (*values).capacity() {
                return false;
            }
            append_entry(keys, key.to_ref().into_raw(), hash, std::ptr::null_mut());
            keys.version.set(0);
            *Values::slot(values, index) = value.as_ptr();
            inline::note_insert(values, index);
        }
        self.used.set(self.used.get() + 1);
        self.touch();
        true
    }

    /// Turns a split dictionary into a combined one with room for `wanted` entries.
    pub(crate) fn combine(&self, wanted: usize) {
        let new = Keys::new(Keys::log2_for(wanted.max(5)), KeysKind::Unicode);
        let values = self.values.get();
        // SAFETY: both tables are live; values move to the new one, keys are shared.
        unsafe {
            let old = self.keys.get();
            for index in Values::order(values) {
                let value =
                    std::mem::replace(&mut *Values::slot(values, index), std::ptr::null_mut());
                if !value.is_null() {
                    let entry = &*(*old).entries().add(index);
                    append_entry(&*new, (*entry.key).to_ref().into_raw(), entry.hash, value);
                }
            }
            self.values.set(std::ptr::null_mut());
            self.keys.set(new);
            inline::release_values(values);
            release_shared(old);
        }
        self.touch();
    }

    /// Rebuilds a combined table with room for `wanted` entries.
    pub(crate) fn resize(&self, wanted: usize) {
        let old = self.keys.get();
        // SAFETY: the old table is live; its references move to the new one.
        unsafe {
            let mut log2 = 3;
            while (1usize << log2) < wanted {
                log2 += 1;
            }
            while keys::usable_fraction(log2) < self.used.get() + 1 {
                log2 += 1;
            }
            let new = Keys::new(log2, (*old).kind.get());
            for index in 0..(*old).entries_used.get() as usize {
                let entry = &*(*old).entries().add(index);
                if !entry.value.is_null() {
                    append_entry(&*new, entry.key, entry.hash, entry.value);
                }
            }
            self.keys.set(new);
            Keys::free(old);
        }
    }

    /// Removes a key and returns its value.
    ///
    /// # Errors
    /// As [`Dict::get`].
    pub fn remove(&self, key: &Obj) -> PyResult<Option<Ref>> {
        let hash = methods::hash_key(key)?;
        self.remove_with_hash(key, hash)
    }

    /// [`Dict::remove`] with the key's hash known.
    pub fn remove_with_hash(&self, key: &Obj, hash: i64) -> PyResult<Option<Ref>> {
        let Some(index) = self.find(key, hash)? else {
            return Ok(None);
        };
        // SAFETY: `find` gave an entry in use.
        if unsafe { (*self.value_place(index)).is_null() } {
            return Ok(None);
        }
        Ok(Some(self.remove_entry(index, hash)))
    }

    /// Removes the entry at `index`, which is in use.
    pub(crate) fn remove_entry(&self, index: usize, hash: i64) -> Ref {
        if self.is_split() {
            // SAFETY: the value is present; ownership moves to the caller.
            let value = unsafe {
                let values = self.values.get();
                inline::note_remove(values, index);
                let place = &mut *Values::slot(values, index);
                Ref::from_raw(std::mem::replace::<*mut Obj>(place, std::ptr::null_mut()))
            };
            self.used.set(self.used.get() - 1);
            self.touch();
            return value;
        }
        self.touch();
        self.used.set(self.used.get() - 1);
        // SAFETY: the entry is in use; its references move out before it is marked.
        unsafe {
            let keys = &*self.keys.get();
            let mut probe = keys.probe(hash);
            while keys.index(probe.slot) != index as i32 {
                probe.advance();
            }
            keys.set_index(probe.slot, DELETED);
            let entry = &mut *keys.entries().add(index);
            let (key, value) = (entry.key, entry.value);
            entry.key = std::ptr::null_mut();
            entry.value = std::ptr::null_mut();
            let value = Ref::from_raw(value);
            drop(Ref::<Obj>::from_raw(key));
            value
        }
    }

    /// Removes and returns the entry added last.
    pub fn pop_last(&self) -> Option<(Ref, Ref)> {
        if self.is_split() {
            self.combine(self.used.get());
        }
        let keys = self.keys_ref()?;
        let mut index = keys.entries_used.get() as usize;
        while index > 0 {
            index -= 1;
            // SAFETY: index is below entries_used.
            let entry = unsafe { *keys.entries().add(index) };
            if !entry.value.is_null() {
                // SAFETY: an entry in use owns its key.
                let key = unsafe { (*entry.key).to_ref() };
                let value = self.remove_entry(index, entry.hash);
                // Trailing room is used again, as CPython does.
                keys.entries_used.set(index as u32);
                return Some((key, value));
            }
        }
        None
    }

    /// Removes everything; the references are dropped after it looks empty.
    pub fn clear_items(&self) {
        let keys = self.keys.replace(std::ptr::null_mut());
        let values = self.values.replace(std::ptr::null_mut());
        self.used.set(0);
        self.version.set(self.version.get() + 1);
        if keys.is_null() {
            return;
        }
        // SAFETY: the tables are detached; every reference is dropped once.
        unsafe {
            if values.is_null() {
                drop_entries(keys);
                Keys::free(keys);
            } else {
                inline::clear_values(values);
                inline::release_values(values);
                release_shared(keys);
            }
        }
    }

    // ---- walk

    /// The keys of a table that holds strings alone, which traversal leaves out. Keys shared
    /// with a class belong to the class ([`each_shared_key`]).
    pub(crate) fn each_string_key(&self, visit: &mut dyn FnMut(&Obj)) {
        let Some(keys) = self.keys_ref().filter(|_| self.values.get().is_null()) else {
            return;
        };
        if keys.kind.get() != KeysKind::General {
            keys.each_key(visit);
        }
    }

    /// Adds everything to an empty dictionary without a table of keys (an instance's has
    /// that of its class), if all keys are exact strings; runs no Python code. Gives whether
    /// it did.
    pub(crate) fn add_strings_to(&self, empty: &Dict) -> bool {
        let Some(keys) = self.keys_ref() else {
            return true;
        };
        if keys.kind.get() == KeysKind::General || empty.keys_ref().is_some() {
            return false;
        }
        let mut position = 0;
        while let Some((key, value)) = self.raw_next(&mut position) {
            // SAFETY: entries in use own live objects; the keys are strings.
            unsafe {
                let hash = (*key).cast_unchecked::<Str>().hash();
                empty.insert_new(&*key, hash, (*value).to_ref());
            }
        }
        true
    }

    /// The values in insertion order.
    pub(crate) fn values_vec(&self) -> Vec<Ref> {
        let mut values = Vec::with_capacity(self.len());
        let mut position = 0;
        while let Some((_, value)) = self.raw_next(&mut position) {
            // SAFETY: entries in use own live objects.
            values.push(unsafe { &*value }.to_ref());
        }
        values
    }

    /// The next entry in insertion order at or after `position`, which moves on.
    #[inline]
    pub(crate) fn raw_next(&self, position: &mut usize) -> Option<(*mut Obj, *mut Obj)> {
        let keys = self.keys_ref()?;
        // SAFETY: indices below the limits name initialised entries.
        unsafe {
            if self.is_split() {
                let values = self.values.get();
                let index = Values::nth_in_order(values, *position)?;
                *position += 1;
                return Some((
                    (*keys.entries().add(index)).key,
                    *Values::slot(values, index),
                ));
            }
            while *position < keys.entries_used.get() as usize {
                let entry = &*keys.entries().add(*position);
                *position += 1;
                if !entry.value.is_null() {
                    return Some((entry.key, entry.value));
                }
            }
        }
        None
    }

    /// Where a walk backwards starts.
    pub(crate) fn end_position(&self) -> usize {
        let Some(keys) = self.keys_ref() else {
            return 0;
        };
        if self.is_split() {
            self.used.get()
        } else {
            keys.entries_used.get() as usize
        }
    }

    /// The entry before `position`, which moves back; start with [`Dict::end_position`].
    pub(crate) fn previous(&self, position: &mut usize) -> Option<(Ref, Ref)> {
        while *position > 0 {
            *position -= 1;
            let mut at = *position;
            // An entry is found at its own position only, not past a deleted one.
            if let Some((key, value)) = self.next(&mut at)
                && at == *position + 1
            {
                return Some((key, value));
            }
        }
        None
    }

    /// Bytes of the table as CPython counts them in `__sizeof__`.
    pub(crate) fn table_size(&self) -> usize {
        match self.keys_ref() {
            Some(keys) if !self.is_split() => keys.reported_size(),
            Some(keys) => keys.reported_size(),
            None => 0,
        }
    }

    /// The next key and value in insertion order; start with `position` 0.
    #[inline]
    pub fn next(&self, position: &mut usize) -> Option<(Ref, Ref)> {
        // SAFETY: entries in use own live objects.
        self.raw_next(position)
            .map(|(key, value)| unsafe { ((*key).to_ref(), (*value).to_ref()) })
    }

    /// All entries at this moment.
    pub fn items(&self) -> Vec<(Ref, Ref)> {
        let mut position = 0;
        std::iter::from_fn(|| self.next(&mut position)).collect()
    }

    /// A shallow copy, an exact `dict`.
    pub fn copy(&self) -> Ref<Dict> {
        let copy = Dict::new();
        let Some(keys) = self.keys_ref() else {
            return copy;
        };
        if self.used.get() == 0 {
            return copy;
        }
        let kind = if keys.kind.get() == KeysKind::General {
            KeysKind::General
        } else {
            KeysKind::Unicode
        };
        let new = Keys::new(Keys::log2_for(self.used.get()), kind);
        let mut position = 0;
        // SAFETY: every entry's references are counted anew for the copy.
        unsafe {
            while let Some((key, value)) = self.raw_next(&mut position) {
                let hash = if kind == KeysKind::General {
                    (*keys.entries().add(position - 1)).hash
                } else {
                    (*key).cast_unchecked::<Str>().hash()
                };
                append_entry(
                    &*new,
                    (*key).to_ref().into_raw(),
                    hash,
                    (*value).to_ref().into_raw(),
                );
            }
        }
        copy.keys.set(new);
        copy.used.set(self.used.get());
        copy
    }

    /// Copies every entry of `other` into this dictionary.
    ///
    /// # Errors
    /// As [`Dict::get`].
    pub fn merge(&self, other: &Dict) -> PyResult<()> {
        if self.is_empty() && other.add_strings_to(self) {
            return Ok(());
        }
        let used = other.len();
        let mut position = 0;
        while let Some((key, value, hash)) = other.next_hashed(&mut position) {
            self.set_with_hash(&key, hash, value)?;
            // Comparing keys may have run anything.
            if other.len() != used {
                return Err(runtime_error("dict mutated during update"));
            }
        }
        Ok(())
    }

    /// The keys with their hashes, in order.
    pub(crate) fn hashed_keys(&self) -> Vec<(Ref, i64)> {
        let mut position = 0;
        let next = || self.next_hashed(&mut position);
        std::iter::from_fn(next)
            .map(|(key, _, hash)| (key, hash))
            .collect()
    }

    /// [`Dict::next`] with the hash that the table keeps.
    pub(crate) fn next_hashed(&self, position: &mut usize) -> Option<(Ref, Ref, i64)> {
        let (key, value) = self.next(position)?;
        let hash = match key.downcast_exact::<Str>() {
            Some(text) => text.hash(),
            // SAFETY: `next` moved on past the entry it gave; other keys stand in a table
            // that is not split.
            None => unsafe { (*self.keys_ref()?.entries().add(*position - 1)).hash },
        };
        Some((key, value, hash))
    }

    /// Version of the key set for specialised lookups, assigned on demand; 0 when there
    /// is none to give.
    pub(crate) fn keys_version(&self) -> u32 {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(2);
        let Some(keys) = self.keys_ref() else {
            return 0;
        };
        if keys.kind.get() == KeysKind::General {
            return 0;
        }
        if keys.version.get() == 0 {
            let version = NEXT.load(Ordering::Relaxed);
            if version == u32::MAX {
                return 0;
            }
            NEXT.store(version + 1, Ordering::Relaxed);
            keys.version.set(version);
        }
        keys.version.get()
    }

    /// Index of the entry of an exact `str` key, for specialised lookups.
    pub(crate) fn index_of_str(&self, key: &Str) -> Option<usize> {
        let keys = self.keys_ref()?;
        if keys.kind.get() == KeysKind::General {
            return None;
        }
        keys.find_str(key, key.hash())
    }
}

/// See [`Dict::keys_version`].
pub(crate) fn keys_version(keys: &Keys) -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(2);
    if keys.kind.get() == KeysKind::General {
        return 0;
    }
    if keys.version.get() == 0 {
        let version = NEXT.load(Ordering::Relaxed);
        if version == u32::MAX {
            return 0;
        }
        NEXT.store(version + 1, Ordering::Relaxed);
        keys.version.set(version);
    }
    keys.version.get()
}

/// Appends an entry whose references are given.
pub(crate) unsafe fn append_entry(keys: &Keys, key: *mut Obj, hash: i64, value: *mut Obj) {
    let index = keys.entries_used.get();
    let slot = keys.free_slot(hash);
    keys.set_index(slot, index as i32);
    // SAFETY: the caller made sure that there is room.
    unsafe {
        keys.entries()
            .add(index as usize)
            .write(Entry { hash, key, value })
    };
    keys.entries_used.set(index + 1);
    keys.usable.set(keys.usable.get().saturating_sub(1));
}

unsafe fn drop_entries(keys: *mut Keys) {
    // SAFETY: entries below entries_used are initialised; each reference is dropped once.
    unsafe {
        for index in 0..(*keys).entries_used.get() as usize {
            let entry = *(*keys).entries().add(index);
            if !entry.key.is_null() {
                Obj::decref(entry.key);
            }
            if !entry.value.is_null() {
                Obj::decref(entry.value);
            }
        }
    }
}

/// Gives up one use of a shared key table.
///
/// # Safety
/// The caller was counted as a user.
pub(crate) unsafe fn release_shared(keys: *mut Keys) {
    // SAFETY: the caller's promise.
    unsafe {
        let count = (*keys).refcnt.get() - 1;
        (*keys).refcnt.set(count);
        if count == 0 {
            drop_entries(keys);
            Keys::free(keys);
        }
    }
}

/// The keys that instances of a class share.
pub(crate) fn each_shared_key(ty: &Type, visit: &mut dyn FnMut(&Obj)) {
    // SAFETY: the table lives as long as the class.
    if let Some(keys) = unsafe { ty.cached_keys.get().as_ref() } {
        keys.each_key(visit);
    }
}
