//! Interned strings: one object per value for names and other identifiers, and the
//! shared one-character Latin-1 strings.

use std::cell::{Cell, OnceCell, UnsafeCell};

use hashbrown::HashTable;

use crate::object::{Object, Ref};
use crate::types::str::hash::hash_bytes;
use crate::types::str::{STR_TYPE, Str};

struct Table(UnsafeCell<HashTable<*const Str>>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Table {}

static TABLE: Table = Table(UnsafeCell::new(HashTable::new()));

/// The interned string of a literal, found by the literal's address.
#[derive(Clone, Copy)]
struct Literal {
    text: *const u8,
    len: usize,
    string: *const Str,
}

const LITERALS: usize = 1024;
struct Literals([Cell<Literal>; LITERALS]);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Literals {}

static LITERAL: Literals = Literals(
    [const {
        Cell::new(Literal {
            text: std::ptr::null(),
            len: 0,
            string: std::ptr::null(),
        })
    }; LITERALS],
);

struct Chars(OnceCell<Vec<Ref<Str>>>);
// SAFETY: filled once, immortal afterwards.
unsafe impl Sync for Chars {}

static CHARS: Chars = Chars(OnceCell::new());

fn with_table<R>(f: impl FnOnce(&mut HashTable<*const Str>) -> R) -> R {
    // SAFETY: no callback runs while the table is borrowed.
    f(unsafe { &mut *TABLE.0.get() })
}

/// The hash of an entry.
fn hash_of(known: &*const Str) -> u64 {
    // SAFETY: a dying interned string removes itself, so entries are alive.
    unsafe { &**known }.hash() as u64
}

/// The interned object equal to `string`: itself, when it is the first of its value.
pub fn intern(string: Ref<Str>) -> Ref<Str> {
    if string.is_interned() || !string.as_obj().is_exact(&STR_TYPE) {
        return string;
    }
    let hash = string.hash() as u64;
    with_table(|table| {
        // SAFETY: as in `hash_of`.
        if let Some(known) = table.find(hash, |known| unsafe { &**known }.eq(&string)) {
            // SAFETY: as in `hash_of`.
            return unsafe { &**known }.to_ref();
        }
        table.insert_unique(hash, string.as_ptr().cast_const(), hash_of);
        string.mark_interned();
        string.clone()
    })
}

/// The interned string of a text.
pub fn intern_str(text: &str) -> Ref<Str> {
    if text.is_ascii() {
        intern_ascii(text.as_bytes())
    } else {
        intern(Str::from_str(text))
    }
}

/// The interned string of ASCII bytes; a new one is made only when there is none yet.
pub fn intern_ascii(bytes: &[u8]) -> Ref<Str> {
    let hash = hash_bytes(bytes);
    with_table(|table| {
        let same = |known: &*const Str| {
            // SAFETY: as in `hash_of`.
            let known = unsafe { &**known };
            known
                .as_ascii()
                .is_some_and(|text| text.as_bytes() == bytes)
        };
        // SAFETY: as in `hash_of`.
        table
            .find(hash as u64, same)
            .map(|known| unsafe { &**known }.to_ref())
    })
    .unwrap_or_else(|| intern(Str::from_ascii(bytes)))
}

/// Makes room for what the start of a program interns.
pub fn reserve(count: usize) {
    with_table(|table| table.reserve(count, hash_of));
}

/// The interned, immortal string of a text that the program contains. After the first time
/// it costs a comparison of addresses.
#[inline]
pub fn literal(text: &'static str) -> &'static Str {
    let address = text.as_ptr() as usize;
    let place = (address ^ (address >> 10) ^ text.len()) % LITERALS;
    let known = LITERAL.0[place].get();
    if std::ptr::eq(known.text, text.as_ptr()) && known.len == text.len() {
        // SAFETY: an immortal string.
        return unsafe { &*known.string };
    }
    new_literal(text, place)
}

#[cold]
#[inline(never)]
fn new_literal(text: &'static str, place: usize) -> &'static Str {
    let string = intern_str(text);
    string.as_obj().make_immortal();
    let string: *const Str = string.as_ptr();
    LITERAL.0[place].set(Literal {
        text: text.as_ptr(),
        len: text.len(),
        string,
    });
    // SAFETY: an immortal string.
    unsafe { &*string }
}

/// How many interned strings there are.
pub fn count() -> usize {
    with_table(|table| table.len())
}

/// Forgets an interned string that is being freed.
pub(super) fn forget(string: &Str) {
    let hash = string.hash() as u64;
    with_table(|table| {
        if let Ok(entry) = table.find_entry(hash, |known| std::ptr::eq(*known, string)) {
            entry.remove();
        }
    });
}

/// The shared string of one Latin-1 character, or the empty string.
pub(super) fn latin1_char(byte: Option<u8>) -> Ref<Str> {
    let chars = CHARS.0.get_or_init(|| {
        let make = |data: &[u8]| {
            // SAFETY: one byte or none is written, which fills the string.
            let string = unsafe {
                let string = Str::allocate(&STR_TYPE, data.len(), 1, data.is_ascii());
                std::ptr::copy_nonoverlapping(data.as_ptr(), string.data_mut(), data.len());
                string
            };
            let string = intern(string);
            string.as_obj().make_immortal();
            string
        };
        let mut all: Vec<Ref<Str>> = (0..=255u8).map(|byte| make(&[byte])).collect();
        all.push(make(&[]));
        all
    });
    chars[byte.map_or(256, usize::from)].clone()
}
