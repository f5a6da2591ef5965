//! Attribute values kept in the instance (PEP 412 with CPython's inline values).
//!
//! An instance of a class with [`flags::INLINE_VALUES`] has a [`Values`] block behind
//! its fields; the class's shared keys say which slot belongs to which name. Asking
//! for `__dict__` makes a split dictionary over that block. When the instance dies
//! first, the dictionary takes the values along.

use std::cell::Cell;

use crate::memory::{self, Kind};
use crate::object::typeobj::flags;
use crate::object::{Obj, Object, Ref, Type, Visitor};
use crate::types::dict::keys::{Keys, KeysKind};
use crate::types::dict::{Dict, release_shared};
use crate::types::str::Str;

/// Most attributes that a class shares the names of (`SHARED_KEYS_MAX_SIZE`).
const MAX_SHARED: usize = 30;
/// Room for names beyond the ones the compiler saw (`__static_attributes__`).
const SPARE: usize = 6;

#[repr(C)]
pub struct Values {
    capacity: u8,
    used: Cell<u8>,
    embedded: Cell<bool>,
    /// In an instance: the values are here, not in a combined dictionary.
    valid: Cell<bool>,
    _pad: [u8; 4],
    // capacity order bytes rounded up to 8, then capacity pointers
}
const HEADER: usize = size_of::<Values>();

impl Values {
    pub(crate) fn capacity(&self) -> usize {
        usize::from(self.capacity)
    }

    pub(crate) fn is_valid(&self) -> bool {
        self.valid.get()
    }

    const fn bytes_for(capacity: usize) -> usize {
        HEADER + capacity.next_multiple_of(8) + capacity * 8
    }

    /// The place of value `index`.
    ///
    /// # Safety
    /// `values` is live and `index` below its capacity.
    #[inline(always)]
    pub(crate) unsafe fn slot(values: *mut Values, index: usize) -> *mut *mut Obj {
        // SAFETY: the caller's promise.
        unsafe {
            let start = HEADER + usize::from((*values).capacity).next_multiple_of(8);
            values.cast::<u8>().add(start).cast::<*mut Obj>().add(index)
        }
    }

    unsafe fn order_place(values: *mut Values, position: usize) -> *mut u8 {
        // SAFETY: the caller's position is below the capacity.
        unsafe { values.cast::<u8>().add(HEADER + position) }
    }

    /// Slot indices in insertion order.
    pub(crate) unsafe fn order(values: *mut Values) -> Vec<usize> {
        // SAFETY: `used` order bytes are initialised.
        unsafe {
            (0..usize::from((*values).used.get()))
                .map(|position| usize::from(*Self::order_place(values, position)))
                .collect()
        }
    }

    pub(crate) unsafe fn nth_in_order(values: *mut Values, position: usize) -> Option<usize> {
        // SAFETY: as in `order`.
        unsafe {
            (position < usize::from((*values).used.get()))
                .then(|| usize::from(*Self::order_place(values, position)))
        }
    }
}

/// Records that slot `index` got a value; nothing for a combined dictionary.
pub(crate) unsafe fn note_insert(values: *mut Values, index: usize) {
    // SAFETY: a non-null block is live and has room for one more.
    unsafe {
        if let Some(block) = values.as_ref() {
            let used = block.used.get();
            *Values::order_place(values, usize::from(used)) = index as u8;
            block.used.set(used + 1);
        }
    }
}

/// Records that slot `index` lost its value.
pub(crate) unsafe fn note_remove(values: *mut Values, index: usize) {
    // SAFETY: the block is live and lists `index` once.
    unsafe {
        let used = usize::from((*values).used.get());
        let place = (0..used)
            .find(|position| usize::from(*Values::order_place(values, *position)) == index);
        if let Some(place) = place {
            let at = Values::order_place(values, place);
            std::ptr::copy(at.add(1), at, used - place - 1);
            (*values).used.set(used as u8 - 1);
        }
    }
}

/// Drops every value of a block.
pub(crate) unsafe fn clear_values(values: *mut Values) {
    // SAFETY: the block is live; each value is taken out before it is dropped.
    unsafe {
        (*values).used.set(0);
        for index in 0..(*values).capacity() {
            let value = std::mem::replace(&mut *Values::slot(values, index), std::ptr::null_mut());
            if !value.is_null() {
                Obj::decref(value);
            }
        }
    }
}

/// A dictionary stops using a block: an embedded one stays with its instance, no
/// longer valid; a detached one is freed.
pub(crate) unsafe fn release_values(values: *mut Values) {
    // SAFETY: the values were moved or dropped by the caller.
    unsafe {
        if (*values).embedded.get() {
            (*values).valid.set(false);
            (*values).used.set(0);
        } else {
            memory::free(Kind::Raw, values.cast());
        }
    }
}

/// Gives a new class its shared keys; `names` are the attributes the compiler saw.
pub(crate) fn prepare_class(ty: &Type, names: &[Ref<Str>]) {
    let capacity = (names.len() + SPARE).min(MAX_SHARED);
    let keys = Keys::with_usable(6, capacity, KeysKind::Split);
    for name in names.iter().take(capacity) {
        // SAFETY: the fresh table has room for `capacity` keys; the key is owned by it.
        unsafe {
            if (*keys).find_str(name, name.hash()).is_none() {
                super::append_entry(
                    &*keys,
                    name.clone().into_obj().into_raw(),
                    name.hash(),
                    std::ptr::null_mut(),
                );
            }
        }
    }
    ty.cached_keys.set(keys);
    ty.inline_size.set(Values::bytes_for(capacity));
}

/// A dying class gives its shared keys up.
pub(crate) fn release_class(ty: &Type) {
    let keys = ty.cached_keys.replace(std::ptr::null_mut());
    if !keys.is_null() {
        // SAFETY: the class was counted as a user.
        unsafe { release_shared(keys) };
    }
}

/// The inline block of an instance.
///
/// # Safety
/// The object's type has `INLINE_VALUES`.
#[inline(always)]
pub(crate) unsafe fn values_of(object: *const Obj) -> *mut Values {
    // SAFETY: the block stands behind the fields.
    unsafe {
        object
            .cast::<u8>()
            .add((*object).ty().basicsize.get())
            .cast_mut()
            .cast()
    }
}

/// Sets up the inline block of a fresh instance.
///
/// # Safety
/// The object's type has `INLINE_VALUES` and its memory covers the block.
#[inline(always)]
pub(crate) unsafe fn init(object: *mut Obj, ty: &Type) {
    let bytes = ty.inline_size.get();
    let capacity = capacity_from_bytes(bytes);
    // SAFETY: the caller's promise.
    unsafe {
        let values = object.cast::<u8>().add(ty.basicsize.get()).cast::<Values>();
        values.write(Values {
            capacity: capacity as u8,
            used: Cell::new(0),
            embedded: Cell::new(true),
            valid: Cell::new(true),
            _pad: [0; 4],
        });
        Values::slot(values, 0).write_bytes(0, capacity);
    }
}

const fn capacity_from_bytes(bytes: usize) -> usize {
    // Each group of eight values takes 8 order bytes and 64 value bytes.
    let body = bytes - HEADER;
    let groups = body / 72;
    let rest = body % 72;
    groups * 8 + if rest > 8 { (rest - 8) / 8 } else { 0 }
}

/// The word before the GC links that holds the instance's dictionary.
///
/// # Safety
/// The object's type has a managed prefix.
#[inline(always)]
pub(crate) unsafe fn dict_word(object: *const Obj) -> *mut *mut Dict {
    object.cast::<u8>().wrapping_sub(32).cast_mut().cast()
}

/// The word that holds the head of the weak reference list.
///
/// # Safety
/// The object's type has a managed prefix.
pub(crate) unsafe fn weaklist_word(object: *const Obj) -> *mut *mut Obj {
    object.cast::<u8>().wrapping_sub(24).cast_mut().cast()
}

/// Whether the inline block is in use.
#[inline(always)]
unsafe fn live_values(object: &Obj) -> Option<*mut Values> {
    if !object.ty().has_flag(flags::INLINE_VALUES) {
        return None;
    }
    // SAFETY: just checked.
    unsafe {
        let values = values_of(object);
        (*values).valid.get().then_some(values)
    }
}

/// The instance attribute `name`, without descriptors.
#[inline]
pub(crate) fn get(object: &Obj, name: &Str) -> Option<Ref> {
    // SAFETY: called for objects with a managed dictionary only.
    unsafe {
        if let Some(values) = live_values(object) {
            let keys = &*object.ty().cached_keys.get();
            let index = keys.find_str(name, name.hash())?;
            return (index < (*values).capacity())
                .then(|| (*Values::slot(values, index)).as_ref())
                .flatten()
                .map(|value| value.to_ref());
        }
        (*dict_word(object)).as_ref()?.get_str(name)
    }
}

/// Stores an instance attribute.
pub(crate) fn set(object: &Obj, name: &Str, value: Ref) {
    // SAFETY: called for objects with a managed dictionary only.
    unsafe {
        if let Some(dict) = (*dict_word(object)).as_ref() {
            dict.set_str(name, value);
            return;
        }
        let Some(values) = live_values(object) else {
            let dict = Dict::new();
            dict.set_str(name, value);
            *dict_word(object) = dict.into_raw();
            return;
        };
        let keys = &*object.ty().cached_keys.get();
        let index = match keys.find_str(name, name.hash()) {
            Some(index) => index,
            None => {
                let index = keys.entries_used.get() as usize;
                if keys.usable.get() == 0 || index >= (*values).capacity() {
                    // No room in the shared keys: this instance gets its own dictionary.
                    dict_of(object).set_str(name, value);
                    return;
                }
                super::append_entry(
                    keys,
                    name.to_ref().into_obj().into_raw(),
                    name.hash(),
                    std::ptr::null_mut(),
                );
                keys.version.set(0);
                index
            }
        };
        let old = std::mem::replace(&mut *Values::slot(values, index), value.into_raw());
        if old.is_null() {
            note_insert(values, index);
        } else {
            Obj::decref(old);
        }
    }
}

/// Deletes an instance attribute; returns whether it was there.
pub(crate) fn delete(object: &Obj, name: &Str) -> bool {
    // SAFETY: called for objects with a managed dictionary only.
    unsafe {
        if let Some(dict) = (*dict_word(object)).as_ref() {
            let removed = dict.remove_with_hash(name.as_obj(), name.hash());
            return matches!(removed, Ok(Some(_)));
        }
        let Some(values) = live_values(object) else {
            return false;
        };
        let keys = &*object.ty().cached_keys.get();
        let Some(index) = keys.find_str(name, name.hash()) else {
            return false;
        };
        let old = std::mem::replace(&mut *Values::slot(values, index), std::ptr::null_mut());
        if old.is_null() {
            return false;
        }
        note_remove(values, index);
        Obj::decref(old);
        true
    }
}

/// The instance's `__dict__`, if it was made already.
pub(crate) fn made_dict(object: &Obj) -> Option<&Dict> {
    // SAFETY: called for objects with a managed dictionary only.
    unsafe { (*dict_word(object)).as_ref() }
}

/// The instance's `__dict__`, made on first use.
pub(crate) fn dict_of(object: &Obj) -> Ref<Dict> {
    // SAFETY: called for objects with a managed dictionary only.
    unsafe {
        let word = dict_word(object);
        if let Some(dict) = (*word).as_ref() {
            return dict.to_ref();
        }
        let dict = match live_values(object) {
            Some(values) => {
                let used = usize::from((*values).used.get());
                Dict::new_split(object.ty().cached_keys.get(), values, used)
            }
            None => Dict::new(),
        };
        *word = dict.clone().into_raw();
        dict
    }
}

/// Replaces the instance's `__dict__`.
pub(crate) fn set_dict(object: &Obj, dict: Ref<Dict>) {
    // SAFETY: called for objects with a managed dictionary only.
    unsafe {
        detach(object);
        if let Some(values) = live_values(object) {
            clear_values(values);
            (*values).valid.set(false);
        }
        let old = std::mem::replace(&mut *dict_word(object), dict.into_raw());
        if !old.is_null() {
            Obj::decref(old.cast());
        }
    }
}

/// Lets a dictionary over inline values keep them when the instance is done with them.
unsafe fn detach(object: &Obj) {
    // SAFETY: called for objects with a managed dictionary only.
    unsafe {
        let Some(dict) = (*dict_word(object)).as_ref() else {
            return;
        };
        let values = dict.values.get();
        if values.is_null() || !(*values).embedded.get() {
            return;
        }
        if dict.as_obj().refcount() == 1 {
            return;
        }
        let bytes = Values::bytes_for((*values).capacity());
        let moved = memory::alloc(Kind::Raw, bytes).cast::<Values>();
        std::ptr::copy_nonoverlapping(values.cast::<u8>(), moved.cast::<u8>(), bytes);
        (*moved).embedded.set(false);
        dict.values.set(moved);
        (*values).used.set(0);
        Values::slot(values, 0).write_bytes(0, (*values).capacity());
        (*values).valid.set(false);
    }
}

/// A dying instance drops its attributes.
///
/// # Safety
/// The object's type has a managed dictionary; the object is not used again.
pub(crate) unsafe fn drop_attributes(object: *mut Obj) {
    clear(
        // SAFETY: the object is complete.
        unsafe { &*object },
    );
}

/// Drops the attributes of an instance.
pub(crate) fn clear(object: &Obj) {
    // SAFETY: called for objects with a managed dictionary only.
    unsafe {
        detach(object);
        let word = dict_word(object);
        let dict = std::mem::replace(&mut *word, std::ptr::null_mut());
        if let Some(values) = live_values(object) {
            if let Some(dict) = dict.as_ref()
                && std::ptr::eq(dict.values.get(), values)
            {
                // The only owner is this object: take the values back, then free it.
                dict.values.set(std::ptr::null_mut());
                let keys = dict.keys.replace(std::ptr::null_mut());
                dict.set_used(0);
                release_shared(keys);
            }
            clear_values(values);
        }
        if !dict.is_null() {
            Obj::decref(dict.cast());
        }
    }
}

/// Reports the references of the inline values and the dictionary.
pub(crate) fn traverse(object: &Obj, visit: &mut Visitor<'_>) {
    // SAFETY: called for objects with a managed dictionary only.
    unsafe {
        if let Some(dict) = (*dict_word(object)).as_ref() {
            // It reports the inline values if they are its own.
            visit.obj(dict.as_obj());
        } else if let Some(values) = live_values(object) {
            for index in 0..(*values).capacity() {
                if let Some(value) = (*Values::slot(values, index)).as_ref() {
                    visit.obj(value);
                }
            }
        }
    }
}
