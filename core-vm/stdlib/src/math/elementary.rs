//! Functions of one or a few floats.

use serpentarium_runtime::object::error::{overflow_error, type_error, value_error};
use serpentarium_runtime::object::{Args, Exc, Obj, PyResult, Ref, args, protocol};
use serpentarium_runtime::types::float::convert::{as_f64, to_int};
use serpentarium_runtime::types::float::{Float, convert};
use serpentarium_runtime::types::float_math as c;
use serpentarium_runtime::types::format::{DoubleStyle, double_to_string};
use serpentarium_runtime::types::int::{Int, Value};
use serpentarium_runtime::types::none::is_none;

use crate::value::{boolean, float, tuple};

/// What a function says to an argument outside its domain.
fn outside(expected: &str, value: f64) -> Exc {
    value_error(format!(
        "{expected}, got {}",
        double_to_string(value, DoubleStyle::REPR)
    ))
}

fn range_error() -> Exc {
    overflow_error("math range error")
}

fn domain_error() -> Exc {
    value_error("math domain error")
}

/// Applies `f`. NaN from a number means outside the domain; infinity from a finite
/// number means overflow, or a pole where `poles` says so.
fn apply(x: &Obj, f: fn(f64) -> f64, expected: Option<&str>, poles: bool) -> PyResult {
    let x = as_f64(x)?;
    let result = f(x);
    let outside_domain =
        (result.is_nan() && !x.is_nan()) || (poles && result.is_infinite() && x.is_finite());
    if outside_domain {
        return Err(expected.map_or_else(domain_error, |expected| outside(expected, x)));
    }
    if result.is_infinite() && x.is_finite() {
        return Err(range_error());
    }
    float(result)
}

macro_rules! functions {
    ($($name:ident: $f:expr, $expected:expr, $poles:expr;)*) => {$(
        pub(super) fn $name(_module: &Obj, x: &Obj) -> PyResult {
            apply(x, $f, $expected, $poles)
        }
    )*};
}

const UNIT: Option<&str> = Some("expected a number in range from -1 up to 1");
const FINITE: Option<&str> = Some("expected a finite input");

functions! {
    acos: c::acos, UNIT, false;
    acosh: c::acosh, Some("expected argument value not less than 1"), false;
    asin: c::asin, UNIT, false;
    asinh: c::asinh, None, false;
    atan: c::atan, None, false;
    atanh: c::atanh, Some("expected a number between -1 and 1"), true;
    cbrt: c::cbrt, None, false;
    cos: c::cos, FINITE, false;
    cosh: c::cosh, None, false;
    erf: c::erf, None, false;
    erfc: c::erfc, None, false;
    exp: c::exp, None, false;
    exp2: c::exp2, None, false;
    expm1: c::expm1, None, false;
    fabs: f64::abs, None, false;
    log1p: log1p_of, Some("expected argument value > -1"), true;
    sin: c::sin, FINITE, false;
    sinh: c::sinh, None, false;
    sqrt: f64::sqrt, Some("expected a nonnegative input"), false;
    tan: c::tan, FINITE, false;
    tanh: c::tanh, None, false;
}

fn log1p_of(x: f64) -> f64 {
    // The sign of zero is kept where a library loses it.
    if x == 0.0 { x } else { c::log1p(x) }
}

pub(super) fn gamma(_module: &Obj, x: &Obj) -> PyResult {
    let x = as_f64(x)?;
    match super::gamma::gamma(x) {
        Some(result) if result.is_infinite() && x.is_finite() => Err(range_error()),
        Some(result) => float(result),
        None => Err(outside("expected a noninteger or positive integer", x)),
    }
}

pub(super) fn lgamma(_module: &Obj, x: &Obj) -> PyResult {
    let x = as_f64(x)?;
    match super::gamma::lgamma(x) {
        Some(result) if result.is_infinite() && x.is_finite() => Err(range_error()),
        Some(result) => float(result),
        None => Err(outside("expected a noninteger or positive integer", x)),
    }
}

/// A logarithm of a float or of an integer of any size.
fn logarithm(x: &Obj, f: fn(f64) -> f64) -> PyResult<f64> {
    let not_positive = || value_error("expected a positive input");
    if let Some(int) = x.downcast::<Int>() {
        if int.is_negative() || int.is_zero() {
            return Err(not_positive());
        }
        return match int.value() {
            Value::Small(small) => Ok(f(small as f64)),
            Value::Big(big) => {
                if let Some(value) = serpentarium_runtime::types::int::arith::big_to_float(big) {
                    return Ok(f(value));
                }
                // log(m * 2**e) = log(m) + log(2) * e, with m just below one.
                let exponent = big.bits() as i64;
                let top = (big >> (exponent - 64)) as num_bigint::BigInt;
                let (fraction, extra) = c::frexp(
                    serpentarium_runtime::types::int::arith::big_to_float(&top).unwrap_or(1.0),
                );
                let exponent = exponent - 64 + i64::from(extra);
                Ok(f(fraction) + f(2.0) * exponent as f64)
            }
        };
    }
    let value = as_f64(x)?;
    if value.is_nan() || value > 0.0 {
        return Ok(f(value));
    }
    Err(outside("expected a positive input", value))
}

pub(super) fn log(_module: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("math.log")?;
    args::check_positional("log", args.values.len(), 1, 2)?;
    let numerator = logarithm(args.values[0], c::log)?;
    let Some(base) = args.values.get(1) else {
        return float(numerator);
    };
    let denominator = logarithm(base, c::log)?;
    float(serpentarium_runtime::types::float_ops::float_divide(
        numerator,
        denominator,
    )?)
}

pub(super) fn log2(_module: &Obj, x: &Obj) -> PyResult {
    float(logarithm(x, c::log2)?)
}

pub(super) fn log10(_module: &Obj, x: &Obj) -> PyResult {
    float(logarithm(x, c::log10)?)
}

fn pair(args: &[&Obj]) -> PyResult<(f64, f64)> {
    Ok((as_f64(args[0])?, as_f64(args[1])?))
}

pub(super) fn atan2(_module: &Obj, args: &[&Obj]) -> PyResult {
    let (y, x) = pair(args)?;
    float(c::atan2(y, x))
}

pub(super) fn copysign(_module: &Obj, args: &[&Obj]) -> PyResult {
    let (x, y) = pair(args)?;
    float(x.copysign(y))
}

pub(super) fn fmod(_module: &Obj, args: &[&Obj]) -> PyResult {
    let (x, y) = pair(args)?;
    if y.is_infinite() && x.is_finite() {
        return float(x);
    }
    let result = c::fmod(x, y);
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain_error());
    }
    float(result)
}

pub(super) fn remainder(_module: &Obj, args: &[&Obj]) -> PyResult {
    let (x, y) = pair(args)?;
    let result = c::remainder(x, y);
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain_error());
    }
    float(result)
}

pub(super) fn pow(_module: &Obj, args: &[&Obj]) -> PyResult {
    let (x, y) = pair(args)?;
    let result = c::pow(x, y);
    if x.is_finite() && y.is_finite() {
        if result.is_nan() {
            return Err(domain_error());
        }
        if result.is_infinite() {
            return Err(if x == 0.0 {
                domain_error()
            } else {
                range_error()
            });
        }
    }
    float(result)
}

pub(super) fn fma(_module: &Obj, args: &[&Obj]) -> PyResult {
    let (x, y) = pair(args)?;
    let z = as_f64(args[2])?;
    let result = c::fma(x, y, z);
    if result.is_nan() && ![x, y, z].iter().any(|value| value.is_nan()) {
        return Err(value_error("invalid operation in fma"));
    }
    if result.is_infinite() && [x, y, z].iter().all(|value| value.is_finite()) {
        return Err(overflow_error("overflow in fma"));
    }
    float(result)
}

pub(super) fn ldexp(_module: &Obj, args: &[&Obj]) -> PyResult {
    let x = as_f64(args[0])?;
    let Some(exponent) = args[1].downcast::<Int>() else {
        return Err(type_error("Expected an int as second argument to ldexp."));
    };
    if x == 0.0 || !x.is_finite() {
        return float(x);
    }
    let exponent = match exponent.as_i64() {
        Some(exponent) => exponent.clamp(-100_000, 100_000) as i32,
        None if exponent.is_negative() => -100_000,
        None => 100_000,
    };
    let result = c::ldexp(x, exponent);
    if result.is_infinite() {
        return Err(range_error());
    }
    float(result)
}

pub(super) fn frexp(_module: &Obj, x: &Obj) -> PyResult {
    let x = as_f64(x)?;
    let (fraction, exponent) = if x == 0.0 || !x.is_finite() {
        (x, 0)
    } else {
        c::frexp(x)
    };
    tuple(vec![
        Float::new(fraction).into_obj(),
        Int::new(i64::from(exponent)).into_obj(),
    ])
}

pub(super) fn modf(_module: &Obj, x: &Obj) -> PyResult {
    let x = as_f64(x)?;
    let whole = x.trunc();
    let fraction = if x.is_infinite() { 0.0 } else { x - whole };
    tuple(vec![
        Float::new(fraction.copysign(x)).into_obj(),
        Float::new(whole).into_obj(),
    ])
}

pub(super) fn degrees(_module: &Obj, x: &Obj) -> PyResult {
    float(as_f64(x)? * (180.0 / std::f64::consts::PI))
}

pub(super) fn radians(_module: &Obj, x: &Obj) -> PyResult {
    float(as_f64(x)? * (std::f64::consts::PI / 180.0))
}

pub(super) fn isfinite(_module: &Obj, x: &Obj) -> PyResult {
    boolean(as_f64(x)?.is_finite())
}

pub(super) fn isinf(_module: &Obj, x: &Obj) -> PyResult {
    boolean(as_f64(x)?.is_infinite())
}

pub(super) fn isnan(_module: &Obj, x: &Obj) -> PyResult {
    boolean(as_f64(x)?.is_nan())
}

/// Calls a rounding method, or rounds the float.
fn rounded(x: &Obj, method: &'static str, round: fn(f64) -> f64) -> PyResult {
    if let Some(value) = x.downcast_exact::<Float>() {
        return Ok(to_int(round(value.value()))?.into_obj());
    }
    if let Some(result) = protocol::call_special(x, method, &[])? {
        return Ok(result);
    }
    Ok(to_int(round(as_f64(x)?))?.into_obj())
}

pub(super) fn ceil(_module: &Obj, x: &Obj) -> PyResult {
    rounded(x, "__ceil__", f64::ceil)
}

pub(super) fn floor(_module: &Obj, x: &Obj) -> PyResult {
    rounded(x, "__floor__", f64::floor)
}

pub(super) fn trunc(_module: &Obj, x: &Obj) -> PyResult {
    if let Some(value) = x.downcast_exact::<Float>() {
        return Ok(to_int(value.value())?.into_obj());
    }
    protocol::call_special(x, "__trunc__", &[])?.ok_or_else(|| {
        type_error(format!(
            "type {} doesn't define __trunc__ method",
            x.ty().name()
        ))
    })
}

pub(super) fn ulp(_module: &Obj, x: &Obj) -> PyResult {
    let x = as_f64(x)?.abs();
    if !x.is_finite() {
        return float(x);
    }
    let above = c::next_after(x, f64::INFINITY);
    float(if above.is_infinite() {
        x - c::next_after(x, f64::NEG_INFINITY)
    } else {
        above - x
    })
}

pub(super) fn nextafter(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(x), Some(y)) = (args[0], args[1]) else {
        return Err(type_error("nextafter expected 2 arguments"));
    };
    let (x, y) = (as_f64(x)?, as_f64(y)?);
    let Some(steps) = args[2].filter(|steps| !is_none(steps)) else {
        return float(c::next_after(x, y));
    };
    let steps = protocol::number::index(steps)?;
    if steps.is_negative() {
        return Err(value_error("steps must be a non-negative integer"));
    }
    let steps = steps.as_i64().map_or(u64::MAX, |steps| steps as u64);
    float(stepped(x, y, steps))
}

/// `x` moved `steps` floats towards `y`.
fn stepped(x: f64, y: f64, steps: u64) -> f64 {
    if steps == 0 || x.is_nan() {
        return x;
    }
    if y.is_nan() {
        return y;
    }
    if x == y {
        return y;
    }
    // Floats in order as integers: magnitudes grow away from zero on both sides.
    const SIGN: u64 = 1 << 63;
    let order = |value: f64| {
        let bits = value.to_bits();
        if bits & SIGN != 0 {
            -i128::from(bits & !SIGN)
        } else {
            i128::from(bits)
        }
    };
    let (from, to) = (order(x), order(y));
    let distance = (to - from).unsigned_abs();
    if u128::from(steps) >= distance {
        return y;
    }
    let moved = if to > from {
        from + i128::from(steps)
    } else {
        from - i128::from(steps)
    };
    let magnitude = f64::from_bits(moved.unsigned_abs() as u64);
    if moved < 0 || (moved == 0 && x < 0.0) {
        -magnitude
    } else {
        magnitude
    }
}

pub(super) fn isclose(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let read = |index: usize, default: f64| args[index].map_or(Ok(default), convert::as_f64);
    let (a, b) = (read(0, 0.0)?, read(1, 0.0)?);
    let (relative, absolute) = (read(2, 1e-9)?, read(3, 0.0)?);
    if relative < 0.0 || absolute < 0.0 {
        return Err(value_error("tolerances must be non-negative"));
    }
    if a == b {
        return boolean(true);
    }
    if a.is_infinite() || b.is_infinite() {
        return boolean(false);
    }
    let difference = (b - a).abs();
    boolean(
        difference <= (relative * b).abs()
            || difference <= (relative * a).abs()
            || difference <= absolute,
    )
}

/// The values of positional arguments as floats.
pub(super) fn floats<'a>(values: impl Iterator<Item = &'a Obj>) -> PyResult<Vec<f64>> {
    values.map(as_f64).collect()
}

pub(super) fn hypot(_module: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("math.hypot")?;
    let coordinates = floats(args.values.iter().copied())?;
    float(super::sums::norm(&coordinates))
}

pub(super) fn dist(_module: &Obj, args: &[&Obj]) -> PyResult {
    let collect = |point: &Obj| -> PyResult<Vec<f64>> {
        let values: Vec<Ref> = protocol::collect(point)?;
        floats(values.iter().map(|value| &**value))
    };
    let (p, q) = (collect(args[0])?, collect(args[1])?);
    if p.len() != q.len() {
        return Err(value_error(
            "both points must have the same number of dimensions",
        ));
    }
    let differences: Vec<f64> = p.iter().zip(&q).map(|(a, b)| a - b).collect();
    float(super::sums::norm(&differences))
}
