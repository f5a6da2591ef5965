//! `round(float, ndigits)`: correctly rounded in decimal, half to even.

use crate::object::error::overflow_error;
use crate::object::{Obj, PyResult, Ref};
use crate::types::float::number::value_of;
use crate::types::float::{Float, convert};
use crate::types::int::Int;
use crate::types::none::is_none;

/// `float.__round__`
pub(super) fn method(this: &Obj, args: &[&Obj]) -> PyResult {
    let value = value_of(this)?;
    match args.first().filter(|digits| !is_none(digits)) {
        None => Ok(to_nearest_int(value)?.into_obj()),
        Some(digits) => {
            let digits = crate::object::protocol::number::index_as_isize(digits, None)?;
            Ok(Float::new(to_digits(value, digits)?).into_obj())
        }
    }
}

fn to_nearest_int(value: f64) -> PyResult<Ref<Int>> {
    convert::to_int(value.round_ties_even())
}

/// The value rounded to `digits` decimal places.
///
/// # Errors
/// `OverflowError` when rounding leaves the range of floats.
pub fn to_digits(value: f64, digits: isize) -> PyResult<f64> {
    if value == 0.0 || !value.is_finite() || digits > 323 {
        return Ok(value);
    }
    if digits < -308 {
        return Ok(0.0 * value);
    }
    let rounded = if digits >= 0 {
        format!("{value:.*}", digits as usize)
    } else {
        round_above_point(value, digits.unsigned_abs())
    };
    let result: f64 = rounded.parse().unwrap_or(value);
    if result.is_infinite() {
        return Err(overflow_error("rounded value too large to represent"));
    }
    Ok(result)
}

/// The value with `places` digits before the decimal point rounded away.
fn round_above_point(value: f64, places: usize) -> String {
    let exact = format!("{:.0}", value.abs().trunc());
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let (kept, dropped) = if exact.len() > places {
        exact.split_at(exact.len() - places)
    } else {
        ("0", exact.as_str())
    };
    // Dropped digits are compared with one half at full width.
    let dropped = format!("{dropped:0>places$}");
    let half = format!("5{}", "0".repeat(places - 1));
    let odd = kept.ends_with(['1', '3', '5', '7', '9']);
    let has_fraction = value.fract() != 0.0;
    let up = match dropped.cmp(&half) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => has_fraction || odd,
        std::cmp::Ordering::Less => false,
    };
    let mut digits = kept.parse::<num_bigint::BigUint>().unwrap_or_default();
    if up {
        digits += 1u32;
    }
    format!("{sign}{digits}e{places}")
}
