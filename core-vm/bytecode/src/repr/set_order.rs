//! The order in which CPython iterates over a set of constants.
//!
//! It follows from the hashes of the elements and the order they were added in.
//! Numbers always hash the same; strings and bytes depend on a key, which is
//! zero under `PYTHONHASHSEED=0`. Code objects and `Ellipsis` hash by address,
//! so their place is arbitrary.

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::ToPrimitive;

use crate::siphash::siphash13;
use crate::{Constant, Wtf8Buf};

const LINEAR_PROBES: usize = 9;
const MIN_SIZE: usize = 8;
const PERTURB_SHIFT: u32 = 5;
/// Numbers are hashed modulo this prime.
const MODULUS: u64 = (1 << 61) - 1;
const HASH_BITS: i32 = 61;
const HASH_INFINITY: i64 = 314159;
const HASH_NONE: i64 = 0xFCA8_6420;

/// Indexes into `items`, added in this order, as the set iterates over them.
pub fn set_order(items: &[Constant], key: (u64, u64)) -> Vec<usize> {
    let hashes: Vec<i64> = items.iter().map(|item| hash(item, key)).collect();
    let mut table = Table {
        slots: vec![None; MIN_SIZE],
        used: 0,
    };
    for index in 0..items.len() {
        table.add(index, &hashes, items);
    }
    table.slots.into_iter().flatten().collect()
}

struct Table {
    slots: Vec<Option<usize>>,
    used: usize,
}

impl Table {
    fn add(&mut self, index: usize, hashes: &[i64], items: &[Constant]) {
        let Some(slot) = self.free_slot(hashes[index], |other| {
            hashes[other] == hashes[index] && items[other] == items[index]
        }) else {
            return;
        };
        self.slots[slot] = Some(index);
        self.used += 1;
        let mask = self.slots.len() - 1;
        if self.used * 5 >= mask * 3 {
            self.resize(
                if self.used > 50_000 {
                    self.used * 2
                } else {
                    self.used * 4
                },
                hashes,
            );
        }
    }

    /// Where an element of this hash goes; `None` if `is_same` finds it there.
    fn free_slot(&self, hash: i64, is_same: impl Fn(usize) -> bool) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut perturb = hash as u64 as usize;
        let mut start = perturb & mask;
        loop {
            let probes = if start + LINEAR_PROBES <= mask {
                LINEAR_PROBES
            } else {
                0
            };
            for slot in start..=start + probes {
                match self.slots[slot] {
                    None => return Some(slot),
                    Some(other) if is_same(other) => return None,
                    Some(_) => {}
                }
            }
            perturb >>= PERTURB_SHIFT;
            start = start.wrapping_mul(5).wrapping_add(1).wrapping_add(perturb) & mask;
        }
    }

    fn resize(&mut self, least: usize, hashes: &[i64]) {
        let mut size = MIN_SIZE;
        while size <= least {
            size <<= 1;
        }
        let old = std::mem::replace(&mut self.slots, vec![None; size]);
        for index in old.into_iter().flatten() {
            if let Some(slot) = self.free_slot(hashes[index], |_| false) {
                self.slots[slot] = Some(index);
            }
        }
    }
}

/// `hash()` of a constant with this key for strings.
pub fn hash(value: &Constant, key: (u64, u64)) -> i64 {
    match value {
        Constant::None => HASH_NONE,
        Constant::Bool(value) => i64::from(*value),
        Constant::Int(value) => not_minus_one(hash_int(value)),
        Constant::Float(value) => not_minus_one(hash_float(*value)),
        Constant::Complex { re, im } => {
            let (re, im) = (
                not_minus_one(hash_float(*re)),
                not_minus_one(hash_float(*im)),
            );
            not_minus_one(re.wrapping_add(im.wrapping_mul(1_000_003)))
        }
        Constant::Str(text) => hash_buffer(&string_buffer(text), key),
        Constant::Bytes(bytes) => hash_buffer(bytes, key),
        Constant::Tuple(items) => hash_tuple(items, key),
        Constant::FrozenSet(items) => hash_set(items, key),
        Constant::Slice(_) | Constant::Code(_) | Constant::Ellipsis => 0,
    }
}

/// -1 reports an error in C, so no hash is -1.
fn not_minus_one(hash: i64) -> i64 {
    if hash == -1 { -2 } else { hash }
}

fn hash_buffer(bytes: &[u8], (k0, k1): (u64, u64)) -> i64 {
    match bytes {
        [] => 0,
        _ => not_minus_one(siphash13(k0, k1, bytes) as i64),
    }
}

/// The characters as a string object keeps them: 1, 2 or 4 bytes each.
fn string_buffer(text: &Wtf8Buf) -> Vec<u8> {
    let points = || text.code_points();
    match points().max() {
        Some(0x1_0000..) => points().flat_map(u32::to_le_bytes).collect(),
        Some(0x100..) => points()
            .flat_map(|point| (point as u16).to_le_bytes())
            .collect(),
        _ => points().map(|point| point as u8).collect(),
    }
}

fn hash_int(value: &BigInt) -> i64 {
    let rest = (value.magnitude() % BigUint::from(MODULUS))
        .to_i64()
        .unwrap_or_default();
    if value.sign() == Sign::Minus {
        -rest
    } else {
        rest
    }
}

fn hash_float(value: f64) -> i64 {
    if value.is_nan() {
        return 0; // By address.
    }
    if value.is_infinite() {
        return if value > 0.0 {
            HASH_INFINITY
        } else {
            -HASH_INFINITY
        };
    }
    if value == 0.0 {
        return 0;
    }
    // value = mantissa * 2 ** exponent, and 2 ** 61 is 1 modulo the prime.
    let bits = value.to_bits();
    let (fraction, raw_exponent) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7FF) as i32);
    let (mantissa, exponent) = match raw_exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, raw_exponent - 1075),
    };
    let shift = exponent.rem_euclid(HASH_BITS) as u32;
    let rotated = ((u128::from(mantissa) << shift) % u128::from(MODULUS)) as i64;
    if value < 0.0 { -rotated } else { rotated }
}

const PRIME_1: u64 = 11_400_714_785_074_694_791;
const PRIME_2: u64 = 14_029_467_366_897_019_727;
const PRIME_5: u64 = 2_870_177_450_012_600_261;

fn hash_tuple(items: &[Constant], key: (u64, u64)) -> i64 {
    let mixed = items.iter().fold(PRIME_5, |mixed, item| {
        let lane = hash(item, key) as u64;
        mixed
            .wrapping_add(lane.wrapping_mul(PRIME_2))
            .rotate_left(31)
            .wrapping_mul(PRIME_1)
    });
    match mixed.wrapping_add(items.len() as u64 ^ PRIME_5 ^ 3_527_539) {
        u64::MAX => 1_546_275_796,
        hash => hash as i64,
    }
}

fn hash_set(items: &[Constant], key: (u64, u64)) -> i64 {
    let shuffle = |bits: u64| ((bits ^ 89_869_747) ^ (bits << 16)).wrapping_mul(3_644_798_167);
    let mixed = items
        .iter()
        .fold(0, |mixed, item| mixed ^ shuffle(hash(item, key) as u64));
    let mixed = mixed ^ (items.len() as u64 + 1).wrapping_mul(1_927_868_237);
    let mixed = mixed ^ (mixed >> 11) ^ (mixed >> 25);
    match mixed.wrapping_mul(69_069).wrapping_add(907_133_923) {
        u64::MAX => 590_923_713,
        hash => hash as i64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recorded from CPython 3.14 under `PYTHONHASHSEED=0`.
    #[test]
    fn hashes() {
        let int = |value: i64| Constant::Int(value.into());
        let text = |text: &str| Constant::Str(text.into());
        let big = Constant::Int(-(BigInt::from(3) << 200u32));
        let tuple = Constant::Tuple(vec![int(1), text("a"), Constant::Float(0.5)]);
        let set = Constant::FrozenSet(vec![int(1), int(2), int(3)]);
        let cases = [
            (int(0), 0),
            (int(-1), -2),
            (int(i64::MAX), 3),
            (big, -393216),
            (Constant::Float(0.5), 1152921504606846976),
            (Constant::Float(-1.0), -2),
            (Constant::Float(1e300), 1224995262755759164),
            (Constant::Float(-5e-324), -16777216),
            (Constant::Float(3.25), 576460752303423491),
            (Constant::Float(f64::NEG_INFINITY), -314159),
            (Constant::Complex { re: 1.5, im: -2.0 }, 1152921504604846971),
            (Constant::None, 4238894112),
            (Constant::Bool(true), 1),
            (text(""), 0),
            (text("abc"), -4594863902769663758),
            (text("é"), 6047309291227476195),
            (text("€"), -5529981157763016009),
            (text("😀"), -3536540696076613844),
            (Constant::Bytes(b"ab".to_vec()), 6148830537548944441),
            (Constant::Tuple(vec![]), 5740354900026072187),
            (tuple, 8802169230156287596),
            (set, -272375401224217160),
            (Constant::FrozenSet(vec![]), 133146708735736),
        ];
        for (value, expected) in cases {
            assert_eq!(hash(&value, (0, 0)), expected, "{value:?}");
        }
    }

    #[test]
    fn orders() {
        let set = |values: &[i64]| {
            let items: Vec<_> = values
                .iter()
                .map(|value| Constant::Int((*value).into()))
                .collect();
            set_order(&items, (0, 0))
                .into_iter()
                .map(|index| values[index])
                .collect::<Vec<_>>()
        };
        assert_eq!(set(&[1984, 60, 62, 89]), [1984, 89, 60, 62]);
        assert_eq!(
            set(&[40, 48, 756915334201, 97, 1344]),
            [1344, 97, 40, 48, 756915334201]
        );
        assert_eq!(
            set(&[
                1152,
                960,
                -375,
                640,
                1216,
                82,
                -414,
                73,
                286943070952,
                124338097495,
                1408,
                1006444571802
            ]),
            [
                1152,
                1216,
                640,
                960,
                -414,
                1408,
                286943070952,
                -375,
                73,
                82,
                124338097495,
                1006444571802
            ]
        );
        assert_eq!(
            set(&[
                -881,
                64,
                546668577130,
                -171,
                -672,
                58,
                847448608282,
                554517909107,
                2880,
                2560,
                -691,
                -60,
                -896,
                171191015856,
                53,
                2304,
                21,
                768,
                13,
                -160,
                299714415942,
                -857,
                1067446819466,
                89015195189,
                -777,
                748779665977,
                77,
                893521293128,
                2368,
                9,
                -110,
                1,
                353995557877,
                384,
                1024,
                40,
                -460,
                1280,
                2496
            ]),
            [
                2560,
                -896,
                2304,
                768,
                1,
                384,
                1024,
                1280,
                9,
                1067446819466,
                13,
                -881,
                -110,
                21,
                847448608282,
                -857,
                40,
                171191015856,
                -460,
                53,
                89015195189,
                748779665977,
                58,
                64,
                2880,
                2368,
                2496,
                -60,
                299714415942,
                893521293128,
                -691,
                77,
                -171,
                -672,
                -160,
                546668577130,
                554517909107,
                353995557877,
                -777
            ]
        );
    }
}
