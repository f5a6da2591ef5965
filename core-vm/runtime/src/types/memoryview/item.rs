//! Single items of a view, by their native format.

use num_bigint::{BigInt, Sign};

use crate::object::error::{Catch, not_implemented_error, type_error, value_error};
use crate::object::protocol::number;
use crate::object::{Exc, Obj, PyResult, Ref};
use crate::types::bytes::Bytes;
use crate::types::exceptions::TYPE_ERROR;
use crate::types::float::Float;
use crate::types::float::convert::as_f64;
use crate::types::int::{Int, bool_ref};

/// The letter of a native single-character format.
pub(super) fn letter(format: &str) -> Option<u8> {
    match format.strip_prefix('@').unwrap_or(format).as_bytes() {
        [letter] if size(*letter).is_some() => Some(*letter),
        _ => None,
    }
}

/// Bytes of an item of a native format.
pub(super) fn size(letter: u8) -> Option<usize> {
    Some(match letter {
        b'c' | b'b' | b'B' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'd' | b'P' => 8,
        _ => return None,
    })
}

fn signed(letter: u8) -> bool {
    matches!(letter, b'b' | b'h' | b'i' | b'l' | b'q' | b'n')
}

/// The Python value of an item.
///
/// # Errors
/// `NotImplementedError` for formats that are not native single characters.
pub(super) fn unpack(format: &str, data: &[u8]) -> PyResult {
    let Some(letter) = letter(format) else {
        return Err(not_implemented_error(format!(
            "memoryview: format {format} not supported"
        )));
    };
    Ok(value(letter, data))
}

fn value(letter: u8, data: &[u8]) -> Ref {
    match letter {
        b'c' => Bytes::new(data).into_obj(),
        b'?' => bool_ref(data[0] != 0),
        b'e' | b'f' | b'd' => Float::new(float(data)).into_obj(),
        _ if signed(letter) => Int::from_big(BigInt::from_signed_bytes_le(data)).into_obj(),
        _ => Int::from_big(BigInt::from_bytes_le(Sign::Plus, data)).into_obj(),
    }
}

fn float(data: &[u8]) -> f64 {
    match data {
        [a, b] => half(u16::from_ne_bytes([*a, *b])),
        [a, b, c, d] => f64::from(f32::from_ne_bytes([*a, *b, *c, *d])),
        _ => data.try_into().map_or(f64::NAN, f64::from_ne_bytes),
    }
}

/// A half-precision float.
fn half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let fraction = f64::from(bits & 0x3FF);
    sign * match i32::from(bits >> 10 & 0x1F) {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    }
}

fn invalid_type(format: &str) -> Exc {
    type_error(format!("memoryview: invalid type for format '{format}'"))
}

fn invalid_value(format: &str) -> Exc {
    value_error(format!("memoryview: invalid value for format '{format}'"))
}

/// The bytes of a Python value.
///
/// # Errors
/// `TypeError` or `ValueError` for a value that does not fit the format.
pub(super) fn pack(format: &str, value: &Obj) -> PyResult<Vec<u8>> {
    let Some(letter) = letter(format) else {
        return Err(not_implemented_error(format!(
            "memoryview: format {format} not supported"
        )));
    };
    let size = size(letter).unwrap_or(1);
    match letter {
        b'c' => match value.downcast::<Bytes>().map(Bytes::as_slice) {
            Some([byte]) => Ok(vec![*byte]),
            Some(_) => Err(invalid_value(format)),
            None => Err(invalid_type(format)),
        },
        b'?' => Ok(vec![u8::from(crate::object::protocol::is_true(value)?)]),
        b'f' | b'd' => {
            let number = as_f64(value)
                .catch(&TYPE_ERROR)?
                .ok_or_else(|| invalid_type(format))?;
            Ok(if letter == b'f' {
                (number as f32).to_ne_bytes().to_vec()
            } else {
                number.to_ne_bytes().to_vec()
            })
        }
        b'e' => Err(not_implemented_error("memoryview: format e not supported")),
        _ => {
            let int = number::index(value)
                .catch(&TYPE_ERROR)?
                .ok_or_else(|| invalid_type(format))?;
            let wide = num_traits::ToPrimitive::to_i128(&*int.to_big());
            let bits = size as u32 * 8;
            let (low, high) = if signed(letter) {
                (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
            } else {
                (0, (1i128 << bits) - 1)
            };
            let wide = wide
                .filter(|wide| (low..=high).contains(wide))
                .ok_or_else(|| invalid_value(format))?;
            Ok(wide.to_le_bytes()[..size].to_vec())
        }
    }
}
