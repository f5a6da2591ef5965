//! The key table of a dictionary: an index of small integers, then entries in
//! insertion order. Tables are shared by the instances of a class (PEP 412): then
//! `refcnt` counts users and the values live with each instance.

use std::cell::Cell;

use crate::memory::{self, Kind};
use crate::object::Obj;

/// Empty index slot and deleted entry.
pub(crate) const EMPTY: i32 = -1;
pub(crate) const DELETED: i32 = -2;

/// What a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum KeysKind {
    /// Any keys.
    General,
    /// Only exact `str` keys.
    Unicode,
    /// Only exact `str` keys, values kept elsewhere.
    Split,
}

#[repr(C)]
pub struct Keys {
    pub(crate) refcnt: Cell<u32>,
    pub(crate) log2_size: u8,
    /// Bytes per index slot: 1, 2 or 4.
    index_width: u8,
    pub(crate) kind: Cell<KeysKind>,
    /// Specialisation version, 0 when not assigned; reset by every change of the keys.
    pub(crate) version: Cell<u32>,
    /// Entries that may still be added.
    pub(crate) usable: Cell<u32>,
    /// Entries added, deleted ones included.
    pub(crate) entries_used: Cell<u32>,
}
const HEADER: usize = 24;
const _: () = assert!(size_of::<Keys>() <= HEADER);

/// One entry; a null key is a deleted one.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub hash: i64,
    pub key: *mut Obj,
    pub value: *mut Obj,
}

/// Entries that a table of 2^`log2` slots may hold (two thirds).
pub(crate) const fn usable_fraction(log2: u8) -> usize {
    ((1usize << log2) << 1) / 3
}

impl Keys {
    /// Every key in the table.
    pub(crate) fn each_key(&self, visit: &mut dyn FnMut(&Obj)) {
        for index in 0..self.entries_used.get() as usize {
            // SAFETY: indices below the limit name initialised entries, which own their keys.
            if let Some(key) = unsafe { (*self.entries().add(index)).key.as_ref() } {
                visit(key);
            }
        }
    }

    /// A new table for `1 << log2` index slots (`log2` at least 3).
    pub(crate) fn new(log2: u8, kind: KeysKind) -> *mut Keys {
        let usable = usable_fraction(log2);
        Self::with_usable(log2, usable, kind)
    }

    /// A new table with room for `usable` entries.
    pub(crate) fn with_usable(log2: u8, usable: usize, kind: KeysKind) -> *mut Keys {
        let index_width: u8 = match log2 {
            0..=7 => 1,
            8..=15 => 2,
            _ => 4,
        };
        let index_bytes = usize::from(index_width) << log2;
        let size = HEADER + index_bytes + usable * size_of::<Entry>();
        // SAFETY: the block covers header, index and entries; the index is set to EMPTY.
        unsafe {
            let keys = memory::alloc(Kind::Raw, size).cast::<Keys>();
            keys.write(Keys {
                refcnt: Cell::new(1),
                log2_size: log2,
                index_width,
                kind: Cell::new(kind),
                version: Cell::new(0),
                usable: Cell::new(usable as u32),
                entries_used: Cell::new(0),
            });
            keys.cast::<u8>().add(HEADER).write_bytes(0xFF, index_bytes);
            keys
        }
    }

    /// The smallest `log2` whose table holds `count` entries.
    pub(crate) fn log2_for(count: usize) -> u8 {
        let mut log2 = 3;
        while usable_fraction(log2) < count {
            log2 += 1;
        }
        log2
    }

    /// Bytes that CPython counts for such a table in `__sizeof__`.
    pub(crate) fn reported_size(&self) -> usize {
        let entry = if self.kind.get() == KeysKind::General {
            24
        } else {
            16
        };
        let width: usize = match self.log2_size {
            0..=7 => 1,
            8..=15 => 2,
            16..=31 => 4,
            _ => 8,
        };
        let entries = usable_fraction(self.log2_size);
        32 + (width << self.log2_size) + entries * entry
    }

    pub(crate) fn slots(&self) -> usize {
        1 << self.log2_size
    }

    fn index_base(&self) -> *mut u8 {
        // SAFETY: the index stands behind the header.
        unsafe { std::ptr::from_ref(self).cast::<u8>().add(HEADER).cast_mut() }
    }

    #[inline(always)]
    pub(crate) fn entries(&self) -> *mut Entry {
        // SAFETY: the entries stand behind the index.
        unsafe {
            self.index_base()
                .add(usize::from(self.index_width) << self.log2_size)
                .cast()
        }
    }

    #[inline(always)]
    pub(crate) fn index(&self, slot: usize) -> i32 {
        // SAFETY: slots are masked to the table's size by the callers.
        unsafe {
            let base = self.index_base();
            match self.index_width {
                1 => i32::from(base.cast::<i8>().add(slot).read()),
                2 => i32::from(base.cast::<i16>().add(slot).read()),
                _ => base.cast::<i32>().add(slot).read(),
            }
        }
    }

    #[inline(always)]
    pub(crate) fn set_index(&self, slot: usize, value: i32) {
        // SAFETY: as in `index`.
        unsafe {
            let base = self.index_base();
            match self.index_width {
                1 => base.cast::<i8>().add(slot).write(value as i8),
                2 => base.cast::<i16>().add(slot).write(value as i16),
                _ => base.cast::<i32>().add(slot).write(value),
            }
        }
    }

    /// The slot sequence of a hash (CPython's perturbed probing).
    #[inline(always)]
    pub(crate) fn probe(&self, hash: i64) -> Probe {
        Probe {
            mask: self.slots() - 1,
            perturb: hash as usize,
            slot: hash as usize & (self.slots() - 1),
        }
    }

    /// First free slot for a hash.
    pub(crate) fn free_slot(&self, hash: i64) -> usize {
        let mut probe = self.probe(hash);
        while self.index(probe.slot) >= 0 {
            probe.advance();
        }
        probe.slot
    }

    /// Finds an interned or equal exact `str` in a table of `str` keys.
    #[inline]
    pub(crate) fn find_str(&self, key: &crate::types::str::Str, hash: i64) -> Option<usize> {
        let mut probe = self.probe(hash);
        loop {
            let index = self.index(probe.slot);
            if index >= 0 {
                // SAFETY: a non-negative index names an entry in use.
                unsafe {
                    let entry = &*self.entries().add(index as usize);
                    if std::ptr::eq(entry.key.cast::<crate::types::str::Str>(), key) {
                        return Some(index as usize);
                    }
                    if entry.hash == hash {
                        let known = (*entry.key).cast_unchecked::<crate::types::str::Str>();
                        if known.eq(key) {
                            return Some(index as usize);
                        }
                    }
                }
            } else if index == EMPTY {
                return None;
            }
            probe.advance();
        }
    }

    /// Frees the table without touching what its entries point to.
    ///
    /// # Safety
    /// Nobody uses the table again.
    pub(crate) unsafe fn free(keys: *mut Keys) {
        // SAFETY: the caller's promise.
        unsafe { memory::free(Kind::Raw, keys.cast()) }
    }
}

/// A walk over the slots a key may stand in.
pub(crate) struct Probe {
    mask: usize,
    perturb: usize,
    pub slot: usize,
}

impl Probe {
    #[inline(always)]
    pub fn advance(&mut self) {
        self.perturb >>= 5;
        self.slot = (self.slot * 5 + self.perturb + 1) & self.mask;
    }
}
