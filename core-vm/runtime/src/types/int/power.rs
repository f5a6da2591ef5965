//! `pow` of integers, with and without a modulus.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::object::error::{memory_error, value_error};
use crate::object::{PyResult, Ref};
use crate::types::float::Float;
use crate::types::int::arith::int_to_float;
use crate::types::int::{Int, Value};

/// `base ** exponent`; a float when the exponent is negative.
///
/// # Errors
/// `ZeroDivisionError` for zero to a negative power; `OverflowError` from the conversion
/// to float; `MemoryError` when the result cannot be held.
pub fn int_power(base: &Int, exponent: &Int) -> PyResult {
    if exponent.is_negative() {
        let (x, y) = (int_to_float(base)?, int_to_float(exponent)?);
        return Ok(Float::new(crate::types::float_ops::float_power(x, y)?).into_obj());
    }
    if let Value::Small(base @ (-1..=1)) = base.value() {
        return Ok(unit_power(base, exponent));
    }
    let Some(count) = exponent
        .as_i64()
        .and_then(|count| u32::try_from(count).ok())
    else {
        return Err(memory_error(""));
    };
    if let Value::Small(base) = base.value()
        && let Some(result) = base.checked_pow(count)
    {
        return Ok(Int::new(result).into_obj());
    }
    let base = base.to_big();
    if base.bits() * u64::from(count) > 1 << 42 {
        return Err(memory_error(""));
    }
    Ok(Int::from_big(num_traits::Pow::pow(base.as_ref(), count)).into_obj())
}

/// Powers of 0, 1 and -1, whose exponent may be of any size.
fn unit_power(base: i64, exponent: &Int) -> Ref {
    let even = match exponent.value() {
        Value::Small(small) => small % 2 == 0,
        Value::Big(big) => big.is_even(),
    };
    let result = match base {
        _ if exponent.is_zero() => 1,
        -1 if even => 1,
        other => other,
    };
    Int::new(result).into_obj()
}

/// `pow(base, exponent, modulus)`
///
/// # Errors
/// `ValueError` for modulus zero, and when a negative exponent finds no inverse.
pub fn int_power_modulo(base: &Int, exponent: &Int, modulus: &Int) -> PyResult {
    if modulus.is_zero() {
        return Err(value_error("pow() 3rd argument cannot be 0"));
    }
    let modulus = modulus.to_big();
    let magnitude = modulus.abs();
    let mut base = base.to_big().mod_floor(&magnitude);
    let mut exponent = exponent.to_big().into_owned();
    if exponent.is_negative() {
        base = inverse(&base, &magnitude)?;
        exponent = -exponent;
    }
    let mut result = match small_power(&base, &exponent, &magnitude) {
        Some(result) => result,
        None => base.modpow(&exponent, &magnitude),
    };
    if modulus.is_negative() && !result.is_zero() {
        result += modulus.as_ref();
    }
    Ok(Int::from_big(result).into_obj())
}

/// The power in machine arithmetic, when everything fits.
fn small_power(base: &BigInt, exponent: &BigInt, modulus: &BigInt) -> Option<BigInt> {
    let modulus = u128::from(modulus.to_u64()?);
    let (mut base, mut exponent) = (u128::from(base.to_u64()?), exponent.to_u64()?);
    let mut result = 1 % modulus;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    Some(BigInt::from(result))
}

/// The inverse of `value` modulo `modulus`, by Euclid's algorithm.
fn inverse(value: &BigInt, modulus: &BigInt) -> PyResult<BigInt> {
    let gcd = value.extended_gcd(modulus);
    if !gcd.gcd.is_one() {
        return Err(value_error("base is not invertible for the given modulus"));
    }
    Ok(gcd.x.mod_floor(modulus))
}
