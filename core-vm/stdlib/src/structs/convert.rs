//! Single values to bytes and back.

use num_bigint::{BigInt, Sign};
use serpentarium_runtime::object::error::{Catch, overflow_error};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::types::bytearray::ByteArray;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::complex::Complex;
use serpentarium_runtime::types::complex::convert::as_complex;
use serpentarium_runtime::types::exceptions::TYPE_ERROR;
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::float::convert::as_f64;
use serpentarium_runtime::types::int::{Int, bool_ref};

use super::error;
use super::format::Kind;
use super::half;

/// Writes one value into `target`, which has the kind's size.
///
/// # Errors
/// `struct.error` for a value of the wrong type or out of range.
pub fn pack(kind: Kind, big: bool, value: &Obj, target: &mut [u8]) -> PyResult<()> {
    match kind.letter {
        b'c' => match value.downcast::<Bytes>().map(Bytes::as_slice) {
            Some([byte]) => target[0] = *byte,
            _ => {
                return Err(error("char format requires a bytes object of length 1"));
            }
        },
        b'?' => target[0] = u8::from(protocol::is_true(value)?),
        b'e' | b'f' | b'd' => pack_float(kind.letter, big, real(value)?, target)?,
        b'F' | b'D' => {
            let (re, im) = as_complex(value)
                .catch(&TYPE_ERROR)?
                .ok_or_else(|| error("required argument is not a complex"))?;
            let (letter, half) = if kind.letter == b'F' {
                (b'f', 4)
            } else {
                (b'd', 8)
            };
            let (first, second) = target.split_at_mut(half);
            pack_float(letter, big, re, first)?;
            pack_float(letter, big, im, second)?;
        }
        _ => pack_integer(kind, big, value, target)?,
    }
    Ok(())
}

fn real(value: &Obj) -> PyResult<f64> {
    as_f64(value)
        .catch(&TYPE_ERROR)?
        .ok_or_else(|| error("required argument is not a float"))
}

/// Copies little-endian bytes in the wanted order.
fn put(target: &mut [u8], little: &[u8], big: bool) {
    target.copy_from_slice(&little[..target.len()]);
    if big {
        target.reverse();
    }
}

fn pack_float(letter: u8, big: bool, value: f64, target: &mut [u8]) -> PyResult<()> {
    let too_large = || {
        overflow_error(format!(
            "float too large to pack with {} format",
            char::from(letter)
        ))
    };
    match letter {
        b'e' => {
            let bits = half::from_f64(value).ok_or_else(too_large)?;
            put(target, &bits.to_le_bytes(), big);
        }
        b'f' => {
            let single = value as f32;
            if single.is_infinite() && value.is_finite() {
                return Err(too_large());
            }
            put(target, &single.to_le_bytes(), big);
        }
        _ => put(target, &value.to_le_bytes(), big),
    }
    Ok(())
}

fn is_signed(letter: u8) -> bool {
    matches!(letter, b'b' | b'h' | b'i' | b'l' | b'q' | b'n')
}

fn pack_integer(kind: Kind, big: bool, value: &Obj, target: &mut [u8]) -> PyResult<()> {
    let int = number::index(value)
        .catch(&TYPE_ERROR)?
        .ok_or_else(|| error("required argument is not an integer"))?;
    let bits = kind.size as u32 * 8;
    if kind.letter == b'P' {
        // An address: any number, taken modulo the word size.
        let word = serpentarium_runtime::types::int::convert::as_bitwise_u64(value)?;
        put(target, &word.to_le_bytes(), big);
        return Ok(());
    }
    let (low, high) = if is_signed(kind.letter) {
        (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
    } else {
        (0, (1i128 << bits) - 1)
    };
    let wide = num_traits::ToPrimitive::to_i128(&*int.to_big());
    match wide.filter(|wide| (low..=high).contains(wide)) {
        Some(wide) => put(target, &wide.to_le_bytes(), big),
        None => {
            return Err(error(format!(
                "'{}' format requires {low} <= number <= {high}",
                char::from(kind.letter)
            )));
        }
    }
    Ok(())
}

/// The bytes of a string value for `s` and `p`.
///
/// # Errors
/// `struct.error` when it is none.
pub fn string(letter: u8, value: &Obj) -> PyResult<Vec<u8>> {
    if let Some(bytes) = value.downcast::<Bytes>() {
        return Ok(bytes.as_slice().to_vec());
    }
    if let Some(array) = value.downcast::<ByteArray>() {
        return Ok(array.with_bytes(<[u8]>::to_vec));
    }
    Err(error(format!(
        "argument for '{}' must be a bytes object",
        char::from(letter)
    )))
}

/// Reads one value.
pub fn unpack(kind: Kind, big: bool, source: &[u8]) -> Ref {
    let little = |source: &[u8]| {
        let mut bytes = source.to_vec();
        if big {
            bytes.reverse();
        }
        bytes
    };
    let real = |source: &[u8]| unpack_float(&little(source));
    match kind.letter {
        b'c' => Bytes::new(source).into_obj(),
        b'?' => bool_ref(source[0] != 0),
        b'e' | b'f' | b'd' => Float::new(real(source)).into_obj(),
        b'F' | b'D' => {
            let (re, im) = source.split_at(source.len() / 2);
            Complex::new(real(re), real(im)).into_obj()
        }
        letter if is_signed(letter) => {
            Int::from_big(BigInt::from_signed_bytes_le(&little(source))).into_obj()
        }
        _ => Int::from_big(BigInt::from_bytes_le(Sign::Plus, &little(source))).into_obj(),
    }
}

fn unpack_float(little: &[u8]) -> f64 {
    match little {
        [a, b] => half::to_f64(u16::from_le_bytes([*a, *b])),
        [a, b, c, d] => f64::from(f32::from_le_bytes([*a, *b, *c, *d])),
        _ => little.try_into().map_or(f64::NAN, f64::from_le_bytes),
    }
}
