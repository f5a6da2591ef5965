//! Arithmetic of `float` on plain numbers, as the interpreter calls it.

use crate::object::error::zero_division_error;
use crate::object::{Exc, PyResult};
use crate::types::float_math;

#[cold]
fn division_by_zero() -> Exc {
    zero_division_error("division by zero")
}

/// `left / right`
///
/// # Errors
/// `ZeroDivisionError`.
#[inline(always)]
pub fn float_divide(left: f64, right: f64) -> PyResult<f64> {
    if right == 0.0 {
        return Err(division_by_zero());
    }
    Ok(left / right)
}

/// `(left // right, left % right)`
///
/// # Errors
/// `ZeroDivisionError`.
#[inline]
pub fn float_divmod(left: f64, right: f64) -> PyResult<(f64, f64)> {
    if right == 0.0 {
        return Err(division_by_zero());
    }
    let mut remainder = float_math::fmod(left, right);
    let mut quotient = (left - remainder) / right;
    if remainder == 0.0 {
        // The sign of a zero remainder is the divisor's.
        remainder = 0f64.copysign(right);
    } else if (right < 0.0) != (remainder < 0.0) {
        remainder += right;
        quotient -= 1.0;
    }
    let floor = if quotient == 0.0 {
        0f64.copysign(left / right)
    } else {
        let floor = quotient.floor();
        if quotient - floor > 0.5 {
            floor + 1.0
        } else {
            floor
        }
    };
    Ok((floor, remainder))
}

/// `left // right`
///
/// # Errors
/// `ZeroDivisionError`.
#[inline]
pub fn float_floor_divide(left: f64, right: f64) -> PyResult<f64> {
    Ok(float_divmod(left, right)?.0)
}

/// `left % right`
///
/// # Errors
/// `ZeroDivisionError`.
#[inline]
pub fn float_remainder(left: f64, right: f64) -> PyResult<f64> {
    if right == 0.0 {
        return Err(division_by_zero());
    }
    let remainder = float_math::fmod(left, right);
    Ok(if remainder == 0.0 {
        0f64.copysign(right)
    } else if (right < 0.0) != (remainder < 0.0) {
        remainder + right
    } else {
        remainder
    })
}

/// `base ** exponent` where the result is real.
///
/// # Errors
/// `ZeroDivisionError` for zero to a negative power, `OverflowError`. A negative base
/// with a fractional exponent is the caller's business ([`power_is_complex`]).
pub fn float_power(base: f64, exponent: f64) -> PyResult<f64> {
    if base == 0.0 && exponent < 0.0 && exponent.is_finite() {
        return Err(zero_division_error("zero to a negative power"));
    }
    let result = float_math::pow(base, exponent);
    if result.is_infinite() && base.is_finite() && exponent.is_finite() && base != 0.0 {
        return Err(range_error());
    }
    Ok(result)
}

/// Whether `base ** exponent` has to be computed as a complex number.
#[inline]
pub fn power_is_complex(base: f64, exponent: f64) -> bool {
    base < 0.0 && base.is_finite() && exponent.is_finite() && exponent != exponent.floor()
}

/// `OverflowError(34, 'Numerical result out of range')`
#[cold]
fn range_error() -> Exc {
    use crate::object::Object;
    use crate::types::{exceptions, int::Int, str::Str};
    let (number, text) = (
        Int::new(i64::from(libc::ERANGE)),
        Str::from_str("Numerical result out of range"),
    );
    Exc::from_instance(exceptions::BaseException::with_args(
        &exceptions::OVERFLOW_ERROR,
        &[number.as_obj(), text.as_obj()],
    ))
}

/// Hash of a float (`_Py_HashDouble`); the caller handles NaN, which hashes by identity.
pub fn float_hash(value: f64) -> i64 {
    const BITS: u32 = 61;
    const MODULUS: u64 = (1 << BITS) - 1;
    if value.is_infinite() {
        return if value > 0.0 { 314_159 } else { -314_159 };
    }
    let (mut fraction, mut exponent) = float_math::frexp(value.abs());
    let mut hash: u64 = 0;
    while fraction != 0.0 {
        hash = ((hash << 28) & MODULUS) | (hash >> (BITS - 28));
        fraction *= 268_435_456.0;
        exponent -= 28;
        let chunk = fraction as u64;
        fraction -= chunk as f64;
        hash += chunk;
        if hash >= MODULUS {
            hash -= MODULUS;
        }
    }
    let rotation = exponent.rem_euclid(BITS as i32) as u32;
    hash = ((hash << rotation) & MODULUS) | (hash >> (BITS - rotation));
    let signed = if value < 0.0 {
        -(hash as i64)
    } else {
        hash as i64
    };
    if signed == -1 { -2 } else { signed }
}
