//! Hashing of bytes: SipHash-1-3 with the key that `PYTHONHASHSEED` gives (PEP 456).
//!
//! The seed is 0 unless the environment says otherwise, so that a run repeats.

use std::cell::Cell;
use std::hash::Hasher;

use siphasher::sip::SipHasher13;

struct Key(Cell<(u64, u64)>);
// SAFETY: set once at start-up, then read by the VM's one thread.
unsafe impl Sync for Key {}

static KEY: Key = Key(Cell::new((0, 0)));

/// Sets the key from a seed as CPython does (a linear congruential generator); 0: no randomisation.
pub fn set_seed(seed: u32) {
    if seed == 0 {
        KEY.0.set((0, 0));
        return;
    }
    let mut x = seed;
    let mut bytes = [0u8; 16];
    for byte in &mut bytes {
        x = x.wrapping_mul(214_013).wrapping_add(2_531_011);
        *byte = (x >> 16) as u8;
    }
    let (low, high) = bytes.split_at(8);
    let word = |part: &[u8]| u64::from_le_bytes(part.try_into().expect("eight bytes"));
    KEY.0.set((word(low), word(high)));
}

/// Hash of a byte string, never -1; the empty one is 0.
pub fn hash_bytes(bytes: &[u8]) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let (low, high) = KEY.0.get();
    let mut hasher = SipHasher13::new_with_keys(low, high);
    hasher.write(bytes);
    match hasher.finish() as i64 {
        -1 => -2,
        hash => hash,
    }
}
