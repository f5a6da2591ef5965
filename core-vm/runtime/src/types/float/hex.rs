//! `float.hex` and `float.fromhex`.

use crate::object::error::{overflow_error, type_error, value_error};
use crate::object::{Obj, Object, PyResult};
use crate::types::float::number::value_of;
use crate::types::float::{FLOAT_TYPE, Float};
use crate::types::float_math;
use crate::types::str::Str;

/// `float.hex`
pub(super) fn hex(this: &Obj) -> PyResult {
    Ok(Str::from_ascii(to_hex(value_of(this)?).as_bytes()).into_obj())
}

fn to_hex(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value.is_infinite() {
        return format!("{sign}inf");
    }
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let biased = (bits >> 52 & 0x7FF) as i32;
    let (lead, exponent) = if biased == 0 {
        (0, -1022)
    } else {
        (1, biased - 1023)
    };
    format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}")
}

/// `float.fromhex`
pub(super) fn fromhex(class: &Obj, text: &Obj) -> PyResult {
    let Some(text) = text.downcast::<Str>() else {
        return Err(type_error("bad argument type for built-in operation"));
    };
    let invalid = || value_error("invalid hexadecimal floating-point string");
    let text = text.as_str().ok_or_else(invalid)?;
    let parsed = parse(text.trim_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']));
    let value = parsed.ok_or_else(invalid)?;
    if value.overflowed {
        return Err(overflow_error(
            "hexadecimal value too large to represent as a float",
        ));
    }
    let float = Float::new(value.number).into_obj();
    if class.is(FLOAT_TYPE.as_obj()) {
        return Ok(float);
    }
    crate::object::protocol::call(class, &[&float])
}

struct Parsed {
    number: f64,
    overflowed: bool,
}

fn parse(text: &str) -> Option<Parsed> {
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let magnitude = match body.to_ascii_lowercase().as_str() {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        digits => {
            let number = parse_digits(digits.strip_prefix("0x").unwrap_or(digits))?;
            return Some(Parsed {
                number: if negative { -number } else { number },
                overflowed: number.is_infinite(),
            });
        }
    };
    Some(Parsed {
        number: if negative { -magnitude } else { magnitude },
        overflowed: false,
    })
}

/// `HEX[.HEX][pDEC]` as the nearest float; infinite when too large.
fn parse_digits(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.split_once('p') {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: Option<Vec<u32>> = whole
        .chars()
        .chain(fraction.chars())
        .map(|c| c.to_digit(16))
        .collect();
    let digits = digits.filter(|digits| !digits.is_empty())?;
    let Some(first) = digits.iter().position(|digit| *digit != 0) else {
        return Some(0.0);
    };
    // Sixteen hexadecimal digits hold more than a float; the rest is a sticky bit.
    let mut bits: u64 = 0;
    let taken = &digits[first..digits.len().min(first + 15)];
    for digit in taken {
        bits = bits << 4 | u64::from(*digit);
    }
    bits <<= 4 * (15 - taken.len());
    let sticky = digits[(first + taken.len()).min(digits.len())..]
        .iter()
        .any(|digit| *digit != 0);
    let point = whole.chars().count() as i64 - first as i64;
    let scale = point
        .checked_mul(4)?
        .saturating_sub(60)
        .saturating_add(exponent);
    Some(scaled(
        bits << 1 | u64::from(sticky),
        scale.saturating_sub(1),
    ))
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let magnitude = digits
        .parse::<i64>()
        .unwrap_or(i64::MAX / 4)
        .min(i64::MAX / 4);
    Some(if text.starts_with('-') {
        -magnitude
    } else {
        magnitude
    })
}

/// `bits * 2**scale`, rounded once, ties to even.
fn scaled(bits: u64, scale: i64) -> f64 {
    let width = i64::from(u64::BITS - bits.leading_zeros());
    let top = width + scale;
    if top > 1024 {
        return f64::INFINITY;
    }
    if top < -1075 {
        return 0.0;
    }
    // Bits below the last place of the result are rounded away before scaling.
    let extra = (width - 53).max(-1074 - scale).max(0);
    if extra > 63 {
        return 0.0;
    }
    let kept = bits >> extra;
    let rest = bits & ((1u64 << extra) - 1);
    let half = if extra == 0 { 0 } else { 1u64 << (extra - 1) };
    let up = extra > 0 && (rest > half || (rest == half && kept & 1 == 1));
    float_math::ldexp((kept + u64::from(up)) as f64, (scale + extra) as i32)
}
