//! The functions of complex numbers, with C99's rules for infinities and NaNs.
//!
//! Where products would overflow or differences cancel, the formulas are Kahan's.

use std::f64::consts::{FRAC_PI_2, LN_2, LN_10};

use serpentarium_runtime::types::float_math as c;

pub(super) type Pair = (f64, f64);

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Domain,
    Range,
}

pub(super) type Outcome = Result<Pair, Failure>;

const INF: f64 = f64::INFINITY;
const NEG_INF: f64 = f64::NEG_INFINITY;
const NAN: f64 = f64::NAN;
/// Beyond it, sums and products of magnitudes could overflow.
const LARGE: f64 = f64::MAX / 4.0;
/// Its logarithm, beyond which `exp` and its kin are scaled.
fn log_large() -> f64 {
    c::log(LARGE)
}

fn is_finite((x, y): Pair) -> bool {
    x.is_finite() && y.is_finite()
}

fn any_infinite((x, y): Pair) -> bool {
    x.is_infinite() || y.is_infinite()
}

fn too_large((x, y): Pair) -> bool {
    x.abs() > LARGE || y.abs() > LARGE
}

/// Refuses infinities that came of finite numbers.
fn ranged(result: Pair) -> Outcome {
    if any_infinite(result) {
        Err(Failure::Range)
    } else {
        Ok(result)
    }
}

pub(super) fn sqrt(z: Pair) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        return Ok(if y.is_infinite() {
            (INF, y)
        } else if x == -INF {
            if y.is_nan() {
                (NAN, INF)
            } else {
                (0.0, INF.copysign(y))
            }
        } else if x == INF {
            if y.is_nan() {
                (INF, NAN)
            } else {
                (INF, 0.0_f64.copysign(y))
            }
        } else {
            (NAN, NAN)
        });
    }
    if x == 0.0 && y == 0.0 {
        return Ok((0.0, y));
    }
    let (ax, ay) = (x.abs(), y.abs());
    let s = if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE && (ax > 0.0 || ay > 0.0) {
        // Denormal numbers are scaled up first, by an odd power of two: that halves the sum.
        let ax = c::ldexp(ax, 53);
        c::ldexp((ax + c::hypot(ax, c::ldexp(ay, 53))).sqrt(), -27)
    } else {
        let ax = ax / 8.0;
        2.0 * (ax + c::hypot(ax, ay / 8.0)).sqrt()
    };
    let d = ay / (2.0 * s);
    Ok(if x >= 0.0 {
        (s, d.copysign(y))
    } else {
        (d, s.copysign(y))
    })
}

fn half_log((x, y): Pair) -> f64 {
    c::log(c::hypot(x / 2.0, y / 2.0)) + LN_2 * 2.0
}

pub(super) fn acos(z: Pair) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        if any_infinite(z) {
            let im = if y.is_nan() { INF } else { -INF.copysign(y) };
            return Ok((c::atan2(y.abs(), x), im));
        }
        return Ok((if x == 0.0 { FRAC_PI_2 } else { NAN }, NAN));
    }
    if too_large(z) {
        let size = half_log(z);
        let im = if x < 0.0 {
            -size.copysign(y)
        } else {
            size.copysign(-y)
        };
        return Ok((c::atan2(y.abs(), x), im));
    }
    let one = sqrt((1.0 - x, -y))?;
    let other = sqrt((1.0 + x, y))?;
    Ok((
        2.0 * c::atan2(one.0, other.0),
        c::asinh(other.0 * one.1 - other.1 * one.0),
    ))
}

pub(super) fn acosh(z: Pair) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        if any_infinite(z) {
            return Ok((INF, c::atan2(y, x)));
        }
        return Ok((NAN, if x == 0.0 { FRAC_PI_2 } else { NAN }));
    }
    if too_large(z) {
        return Ok((half_log(z), c::atan2(y, x)));
    }
    let one = sqrt((x - 1.0, y))?;
    let other = sqrt((x + 1.0, y))?;
    Ok((
        c::asinh(one.0 * other.0 + one.1 * other.1),
        2.0 * c::atan2(one.1, other.0),
    ))
}

pub(super) fn asinh(z: Pair) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        if any_infinite(z) {
            let re = if x.is_nan() { INF } else { INF.copysign(x) };
            return Ok((re, c::atan2(y, x.abs())));
        }
        return Ok((NAN, if x.is_nan() && y == 0.0 { y } else { NAN }));
    }
    if too_large(z) {
        return Ok((half_log(z).copysign(x), c::atan2(y, x.abs())));
    }
    let one = sqrt((1.0 + y, -x))?;
    let other = sqrt((1.0 - y, x))?;
    Ok((
        c::asinh(one.0 * other.1 - other.0 * one.1),
        c::atan2(y, one.0 * other.0 - one.1 * other.1),
    ))
}

/// `asin z = -i asinh(iz)`
pub(super) fn asin((x, y): Pair) -> Outcome {
    let (re, im) = asinh((-y, x))?;
    Ok((im, -re))
}

pub(super) fn atanh(z: Pair) -> Outcome {
    let (x, y) = z;
    if !is_finite(z) {
        if any_infinite(z) {
            let re = if x.is_nan() { 0.0 } else { 0.0_f64.copysign(x) };
            let im = if y.is_nan() {
                NAN
            } else {
                FRAC_PI_2.copysign(y)
            };
            return Ok((re, im));
        }
        return Ok((if x == 0.0 { x } else { NAN }, NAN));
    }
    if x.is_sign_negative() {
        let (re, im) = atanh((-x, -y))?;
        return Ok((-re, -im));
    }
    let ay = y.abs();
    if x > LARGE.sqrt() || ay > LARGE.sqrt() {
        let h = c::hypot(x / 2.0, y / 2.0);
        return Ok((x / 4.0 / h / h, -FRAC_PI_2.copysign(-y)));
    }
    if x == 1.0 && ay < f64::MIN_POSITIVE.sqrt() {
        if ay == 0.0 {
            return Err(Failure::Domain);
        }
        let re = -c::log(ay.sqrt() / c::hypot(ay, 2.0).sqrt());
        return Ok((re, (c::atan2(2.0, -ay) / 2.0).copysign(y)));
    }
    let gap = (1.0 - x) * (1.0 - x) + ay * ay;
    let im = c::atan2(-2.0 * y, (1.0 - x) * (1.0 + x) - ay * ay);
    Ok((c::log1p(4.0 * x / gap) / 4.0, -im / 2.0))
}

/// `atan z = -i atanh(iz)`
pub(super) fn atan((x, y): Pair) -> Outcome {
    let (re, im) = atanh((-y, x))?;
    Ok((im, -re))
}

pub(super) fn cosh(z: Pair) -> Outcome {
    let (x, y) = z;
    if y.is_infinite() && !x.is_nan() {
        return Err(Failure::Domain);
    }
    if !is_finite(z) {
        let sign = 1.0_f64.copysign(x);
        return Ok(match (x.is_infinite(), y) {
            (true, y) if y.is_nan() => (INF, NAN),
            (true, 0.0) => (INF, sign * y),
            (true, y) => (INF.copysign(c::cos(y)), sign * INF.copysign(c::sin(y))),
            (false, 0.0) => (NAN, 0.0),
            (false, _) => (NAN, if x == 0.0 { 0.0 } else { NAN }),
        });
    }
    if x.abs() > log_large() {
        let less = x - 1.0_f64.copysign(x);
        let e = std::f64::consts::E;
        return ranged((c::cos(y) * c::cosh(less) * e, c::sin(y) * c::sinh(less) * e));
    }
    ranged((c::cos(y) * c::cosh(x), c::sin(y) * c::sinh(x)))
}

pub(super) fn cos((x, y): Pair) -> Outcome {
    cosh((-y, x))
}

pub(super) fn sinh(z: Pair) -> Outcome {
    let (x, y) = z;
    if y.is_infinite() && !x.is_nan() {
        return Err(Failure::Domain);
    }
    if !is_finite(z) {
        let sign = 1.0_f64.copysign(x);
        return Ok(match (x.is_infinite(), y) {
            (true, y) if y.is_nan() => (INF, NAN),
            (true, 0.0) => (x, y),
            (true, y) => (sign * INF.copysign(c::cos(y)), INF.copysign(c::sin(y))),
            (false, 0.0) => (NAN, y),
            (false, _) => (if x == 0.0 { 0.0 } else { NAN }, NAN),
        });
    }
    if x.abs() > log_large() {
        let less = x - 1.0_f64.copysign(x);
        let e = std::f64::consts::E;
        return ranged((c::cos(y) * c::sinh(less) * e, c::sin(y) * c::cosh(less) * e));
    }
    ranged((c::cos(y) * c::sinh(x), c::sin(y) * c::cosh(x)))
}

pub(super) fn sin((x, y): Pair) -> Outcome {
    let (re, im) = sinh((-y, x))?;
    Ok((im, -re))
}

pub(super) fn tanh(z: Pair) -> Outcome {
    let (x, y) = z;
    if y.is_infinite() && x.is_finite() {
        return Err(Failure::Domain);
    }
    if !is_finite(z) {
        return Ok(if x.is_infinite() {
            let im = if y.is_finite() {
                0.0_f64.copysign(if y == 0.0 { y } else { c::sin(y) * c::cos(y) })
            } else {
                0.0
            };
            (1.0_f64.copysign(x), im)
        } else if x.is_nan() {
            (NAN, if y == 0.0 { y } else { NAN })
        } else {
            (if x == 0.0 { x } else { NAN }, NAN)
        });
    }
    if x.abs() > log_large() {
        let im = 4.0 * c::sin(y) * c::cos(y) * c::exp(-2.0 * x.abs());
        return Ok((1.0_f64.copysign(x), im));
    }
    let (tx, ty) = (c::tanh(x), c::tan(y));
    let cx = 1.0 / c::cosh(x);
    let product = tx * ty;
    let below = 1.0 + product * product;
    Ok((tx * (1.0 + ty * ty) / below, ty / below * cx * cx))
}

pub(super) fn tan((x, y): Pair) -> Outcome {
    let (re, im) = tanh((-y, x))?;
    Ok((im, -re))
}

pub(super) fn exp(z: Pair) -> Outcome {
    let (x, y) = z;
    if y.is_infinite() && !x.is_nan() && x != -INF {
        return Err(Failure::Domain);
    }
    if !is_finite(z) {
        return Ok(match x {
            NEG_INF if !y.is_finite() => (0.0, 0.0),
            NEG_INF => (
                0.0_f64.copysign(c::cos(y)),
                0.0_f64.copysign(if y == 0.0 { y } else { c::sin(y) }),
            ),
            INF if y.is_nan() => (INF, NAN),
            INF if y == 0.0 => (INF, y),
            INF => (INF.copysign(c::cos(y)), INF.copysign(c::sin(y))),
            _ => (NAN, if x.is_nan() && y == 0.0 { y } else { NAN }),
        });
    }
    if x > log_large() {
        let size = c::exp(x - 1.0);
        let e = std::f64::consts::E;
        return ranged((size * c::cos(y) * e, size * c::sin(y) * e));
    }
    let size = c::exp(x);
    ranged((size * c::cos(y), size * c::sin(y)))
}

/// The logarithm; minus infinity of zero, which the caller has to refuse.
pub(super) fn log_unchecked(z: Pair) -> Pair {
    let (x, y) = z;
    let (ax, ay) = (x.abs(), y.abs());
    if !is_finite(z) {
        return if any_infinite(z) {
            (INF, c::atan2(y, x))
        } else {
            (NAN, NAN)
        };
    }
    let re = if too_large(z) {
        c::log(c::hypot(ax / 2.0, ay / 2.0)) + LN_2
    } else if ax < f64::MIN_POSITIVE && ay < f64::MIN_POSITIVE {
        if ax == 0.0 && ay == 0.0 {
            return (-INF, c::atan2(y, x));
        }
        c::log(c::hypot(c::ldexp(ax, 53), c::ldexp(ay, 53))) - 53.0 * LN_2
    } else {
        let size = c::hypot(ax, ay);
        if (0.71..=1.73).contains(&size) {
            let (large, small) = if ax > ay { (ax, ay) } else { (ay, ax) };
            c::log1p((large - 1.0) * (large + 1.0) + small * small) / 2.0
        } else {
            c::log(size)
        }
    };
    (re, c::atan2(y, x))
}

pub(super) fn log(z: Pair) -> Outcome {
    if z == (0.0, 0.0) {
        return Err(Failure::Domain);
    }
    Ok(log_unchecked(z))
}

pub(super) fn log10(z: Pair) -> Outcome {
    let (re, im) = log(z)?;
    Ok((re / LN_10, im / LN_10))
}

pub(super) fn rect(r: f64, phi: f64) -> Outcome {
    if !r.is_finite() || !phi.is_finite() {
        if phi.is_infinite() && !r.is_nan() && r != 0.0 {
            return Err(Failure::Domain);
        }
        let sign = 1.0_f64.copysign(r);
        return Ok(if r.is_infinite() {
            match phi {
                0.0 => (r, sign * phi),
                phi if phi.is_nan() => (INF, NAN),
                phi => (
                    sign * INF.copysign(c::cos(phi)),
                    sign * INF.copysign(c::sin(phi)),
                ),
            }
        } else if r.is_nan() {
            (NAN, if phi == 0.0 { 0.0 } else { NAN })
        } else if r == 0.0 {
            (0.0, 0.0)
        } else {
            (NAN, NAN)
        });
    }
    if phi == 0.0 {
        return Ok((r, r * phi));
    }
    Ok((r * c::cos(phi), r * c::sin(phi)))
}

/// Distance from 0.
pub(super) fn magnitude(z: Pair) -> Result<f64, Failure> {
    let (x, y) = z;
    if any_infinite(z) {
        return Ok(INF);
    }
    let size = c::hypot(x, y);
    if size.is_infinite() {
        return Err(Failure::Range);
    }
    Ok(size)
}
