//! Integers as digits in a base, and the limit on decimal ones.

use std::cell::Cell;

use num_bigint::BigInt;
use num_traits::Signed;

use crate::object::error::value_error;
use crate::object::{Exc, PyResult};
use crate::types::int::{Int, Value};

/// Digits that conversions from and to decimal text allow by default.
pub const DEFAULT_MAX_STR_DIGITS: usize = 4300;
/// The lowest limit that can be set, but for 0 (none); shorter numbers are not checked.
pub const STR_DIGITS_THRESHOLD: usize = 640;

struct Limit(Cell<usize>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Limit {}

static LIMIT: Limit = Limit(Cell::new(DEFAULT_MAX_STR_DIGITS));

/// `sys.get_int_max_str_digits()`
pub fn max_str_digits() -> usize {
    LIMIT.0.get()
}

/// `sys.set_int_max_str_digits()`; 0 is no limit.
pub fn set_max_str_digits(digits: usize) {
    LIMIT.0.set(digits);
}

/// The integer in `base`, with `-` when negative, without prefix.
///
/// # Errors
/// `ValueError` when decimal digits exceed the limit.
pub fn to_text(int: &Int, base: u32) -> PyResult<String> {
    match int.value() {
        Value::Small(small) => Ok(small_text(small, base)),
        Value::Big(big) if base == 10 => decimal(big),
        Value::Big(big) => Ok(big.to_str_radix(base)),
    }
}

fn small_text(value: i64, base: u32) -> String {
    let magnitude = value.unsigned_abs();
    let sign = if value < 0 { "-" } else { "" };
    match base {
        2 => format!("{sign}{magnitude:b}"),
        8 => format!("{sign}{magnitude:o}"),
        16 => format!("{sign}{magnitude:x}"),
        _ => value.to_string(),
    }
}

fn decimal(big: &BigInt) -> PyResult<String> {
    let limit = max_str_digits();
    // log10(2) = 0.30103: a number of so many bits has certainly too many digits.
    if limit > 0 && big.bits() as u128 * 30_102 / 100_000 > limit as u128 {
        return Err(too_long(limit));
    }
    let text = big.to_string();
    let digits = text.len() - usize::from(big.is_negative());
    if limit > 0 && digits > limit {
        return Err(too_long(limit));
    }
    Ok(text)
}

#[cold]
fn too_long(limit: usize) -> Exc {
    value_error(format!(
        "Exceeds the limit ({limit} digits) for integer string conversion; \
         use sys.set_int_max_str_digits() to increase the limit"
    ))
}

/// Why digits could not be read.
pub enum ParseError {
    /// Not a literal of the base.
    Invalid,
    /// More decimal digits than the limit; how many.
    TooLong(usize),
}

/// Reads an integer literal as `int()` does: whitespace around it, a sign, a prefix of
/// the base, underscores between digits. Base 0 takes the base from the prefix.
pub fn parse(text: &[u8], base: u32) -> Result<BigOrSmall, ParseError> {
    // Not `trim_ascii`, which leaves the vertical tab.
    let space = |byte: &u8| matches!(byte, 0x09..=0x0D | b' ');
    let start = text.iter().position(|byte| !space(byte)).unwrap_or(0);
    let end = text
        .iter()
        .rposition(|byte| !space(byte))
        .map_or(0, |last| last + 1);
    let text = text.get(start..end).unwrap_or(&[]);
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (base, digits) = split_prefix(text, base)?;
    magnitude(digits, base, negative)
}

/// A parsed value.
pub enum BigOrSmall {
    Small(i64),
    Big(BigInt),
}

fn split_prefix(text: &[u8], base: u32) -> Result<(u32, &[u8]), ParseError> {
    let prefixed = match text {
        [b'0', b'x' | b'X', ..] => 16,
        [b'0', b'o' | b'O', ..] => 8,
        [b'0', b'b' | b'B', ..] => 2,
        _ => 0,
    };
    if prefixed != 0 && (base == 0 || base == prefixed) {
        // One underscore may follow the prefix.
        let digits = &text[2..];
        return Ok((prefixed, digits.strip_prefix(b"_").unwrap_or(digits)));
    }
    if base != 0 {
        return Ok((base, text));
    }
    // Like a literal, which has no leading zeros unless it is zero.
    let zero = text.iter().all(|byte| matches!(byte, b'0' | b'_'));
    if text.first() == Some(&b'0') && !zero {
        return Err(ParseError::Invalid);
    }
    Ok((10, text))
}

fn magnitude(text: &[u8], base: u32, negative: bool) -> Result<BigOrSmall, ParseError> {
    let mut digits = Vec::with_capacity(text.len());
    let mut after_digit = false;
    for byte in text {
        if *byte == b'_' && after_digit {
            after_digit = false;
            continue;
        }
        match char::from(*byte).to_digit(base) {
            Some(digit) => digits.push(digit as u8),
            None => return Err(ParseError::Invalid),
        }
        after_digit = true;
    }
    if !after_digit {
        return Err(ParseError::Invalid);
    }
    let limit = max_str_digits();
    if !base.is_power_of_two() && limit > 0 && digits.len() > limit {
        return Err(ParseError::TooLong(digits.len()));
    }
    let small = digits.iter().try_fold(0i64, |value, digit| {
        value
            .checked_mul(i64::from(base))?
            .checked_add(i64::from(*digit))
    });
    if let Some(small) = small {
        return Ok(BigOrSmall::Small(if negative { -small } else { small }));
    }
    let sign = if negative {
        num_bigint::Sign::Minus
    } else {
        num_bigint::Sign::Plus
    };
    BigInt::from_radix_be(sign, &digits, base)
        .map(BigOrSmall::Big)
        .ok_or(ParseError::Invalid)
}
