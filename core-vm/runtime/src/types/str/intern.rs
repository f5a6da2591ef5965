//! Interned strings: one object per value for names and other identifiers, and the
//! shared one-character Latin-1 strings.

use std::cell::{OnceCell, UnsafeCell};
use std::collections::HashMap;

use crate::object::{Object, Ref};
use crate::types::str::{STR_TYPE, Str};

struct Table(UnsafeCell<Option<HashMap<u64, Vec<*const Str>>>>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Table {}

static TABLE: Table = Table(UnsafeCell::new(None));

struct Chars(OnceCell<Vec<Ref<Str>>>);
// SAFETY: filled once, immortal afterwards.
unsafe impl Sync for Chars {}

static CHARS: Chars = Chars(OnceCell::new());

fn with_table<R>(f: impl FnOnce(&mut HashMap<u64, Vec<*const Str>>) -> R) -> R {
    // SAFETY: no callback runs while the table is borrowed.
    f(unsafe { &mut *TABLE.0.get() }.get_or_insert_with(HashMap::new))
}

/// The interned object equal to `string`: itself, when it is the first of its value.
pub fn intern(string: Ref<Str>) -> Ref<Str> {
    if string.is_interned() || !string.as_obj().is_exact(&STR_TYPE) {
        return string;
    }
    let hash = string.hash() as u64;
    with_table(|table| {
        let bucket = table.entry(hash).or_default();
        for known in bucket.iter() {
            // SAFETY: a dying interned string removes itself, so entries are alive.
            let known = unsafe { &**known };
            if known.eq(&string) {
                return known.to_ref();
            }
        }
        bucket.push(string.as_ptr());
        string.mark_interned();
        string.clone()
    })
}

/// The interned string of a text.
pub fn intern_str(text: &str) -> Ref<Str> {
    intern(Str::from_str(text))
}

/// How many interned strings there are.
pub fn count() -> usize {
    with_table(|table| table.values().map(Vec::len).sum())
}

/// Forgets an interned string that is being freed.
pub(super) fn forget(string: &Str) {
    let hash = string.hash() as u64;
    with_table(|table| {
        if let Some(bucket) = table.get_mut(&hash) {
            bucket.retain(|known| !std::ptr::eq(*known, string));
            if bucket.is_empty() {
                table.remove(&hash);
            }
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
