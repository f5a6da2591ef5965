//! Exact functions of integers.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use serpentarium_runtime::object::error::{overflow_error, value_error};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{Args, Obj, PyResult, Ref};
use serpentarium_runtime::types::int::{Int, Value};
use serpentarium_runtime::types::none::is_none;

fn integers(args: Args<'_>, name: &str) -> PyResult<Vec<Ref<Int>>> {
    args.no_keywords(name)?;
    args.values
        .iter()
        .map(|value| number::index(value))
        .collect()
}

fn answer(value: BigInt) -> PyResult {
    Ok(Int::from_big(value).into_obj())
}

pub(super) fn gcd(_module: &Obj, args: Args<'_>) -> PyResult {
    let mut result = BigInt::zero();
    for int in integers(args, "math.gcd")? {
        result = result.gcd(&int.to_big());
    }
    answer(result)
}

pub(super) fn lcm(_module: &Obj, args: Args<'_>) -> PyResult {
    let mut result = BigInt::one();
    for int in integers(args, "math.lcm")? {
        result = result.lcm(&int.to_big());
    }
    answer(result.abs())
}

pub(super) fn isqrt(_module: &Obj, n: &Obj) -> PyResult {
    let n = number::index(n)?;
    if n.is_negative() {
        return Err(value_error("isqrt() argument must be nonnegative"));
    }
    match n.value() {
        Value::Small(small) => Ok(Int::new((small as u64).isqrt() as i64).into_obj()),
        Value::Big(big) => answer(big.sqrt()),
    }
}

pub(super) fn factorial(_module: &Obj, n: &Obj) -> PyResult {
    let n = number::index(n)?;
    if n.is_negative() {
        return Err(value_error("factorial() not defined for negative values"));
    }
    let Some(n) = n.as_i64() else {
        return Err(overflow_error(format!(
            "factorial() argument should not exceed {}",
            i64::MAX
        )));
    };
    answer(BigInt::from(product(1, n as u64)))
}

/// `(low + 1) * ... * high`, multiplied in balanced halves.
fn product(low: u64, high: u64) -> BigUint {
    if high <= low {
        return BigUint::one();
    }
    if high - low <= 16 {
        return (low + 1..=high).map(BigUint::from).product();
    }
    let middle = low + (high - low) / 2;
    product(low, middle) * product(middle, high)
}

fn not_negative(int: &Int, name: &str) -> PyResult<BigInt> {
    if int.is_negative() {
        return Err(value_error(format!(
            "{name} must be a non-negative integer"
        )));
    }
    Ok(int.to_big().into_owned())
}

/// `n * (n - 1) * ...`, `count` factors.
fn falling(n: &BigInt, count: u64) -> BigInt {
    if let Some(n) = n.to_u64() {
        return BigInt::from(product(n - count, n));
    }
    (0..count).map(|i| n - i).product()
}

pub(super) fn perm(module: &Obj, args: &[&Obj]) -> PyResult {
    let Some(k) = args.get(1).filter(|k| !is_none(k)) else {
        return factorial(module, args[0]);
    };
    let (n, k) = (number::index(args[0])?, number::index(k)?);
    let wide = not_negative(&n, "n")?;
    not_negative(&k, "k")?;
    if serpentarium_runtime::types::int::arith::int_cmp(&n, &k).is_lt() {
        return Ok(Int::new(0).into_obj());
    }
    let Some(k) = k.as_i64() else {
        return Err(overflow_error(format!("k must not exceed {}", i64::MAX)));
    };
    answer(falling(&wide, k as u64))
}

pub(super) fn comb(_module: &Obj, args: &[&Obj]) -> PyResult {
    let (n, k) = (number::index(args[0])?, number::index(args[1])?);
    let n = not_negative(&n, "n")?;
    let k = not_negative(&k, "k")?;
    if k > n {
        return Ok(Int::new(0).into_obj());
    }
    let rest = &n - &k;
    let Some(k) = k.min(rest).to_i64() else {
        return Err(overflow_error(format!(
            "min(n - k, k) must not exceed {}",
            i64::MAX
        )));
    };
    answer(combinations(&n, k as u64))
}

/// Binomial coefficient: each partial product is divisible by what it is divided by.
fn combinations(n: &BigInt, k: u64) -> BigInt {
    let mut result = BigInt::one();
    if k > 64 {
        return falling(n, k) / BigInt::from(product(1, k));
    }
    for i in 0..k {
        result = result * (n - i) / (i + 1);
    }
    result
}
