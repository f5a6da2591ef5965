//! Arithmetic of complex numbers, with C99's rules for infinities and mixed operands:
//! a real operand has no imaginary part, not one that is zero.

use crate::object::error::{overflow_error, value_error, zero_division_error};
use crate::object::slots::{CompareOp, Slots};
use crate::object::{Obj, PyResult};
use crate::types::complex::{Complex, convert, receiver};
use crate::types::float_math as math;
use crate::types::float_ops::float_hash;
use crate::types::format::{DoubleStyle, double_to_string};
use crate::types::int::{Int, bool_ref};
use crate::types::none::{is_none, not_implemented};
use crate::types::str::Str;

/// A complex number as its parts.
pub type Pair = (f64, f64);

pub(super) const SLOTS: Slots = Slots {
    new: Some(convert::new),
    repr: Some(repr),
    hash: Some(hash),
    richcompare: Some(compare),
    nb_add: Some(add),
    nb_subtract: Some(subtract),
    nb_multiply: Some(multiply),
    nb_true_divide: Some(divide),
    nb_power: Some(slot_power),
    nb_negative: Some(|this| unary(this, |(re, im)| (-re, -im))),
    nb_positive: Some(|this| unary(this, |pair| pair)),
    nb_absolute: Some(absolute),
    nb_bool: Some(|this| Ok(receiver(this)?.parts() != (0.0, 0.0))),
    ..Slots::NONE
};

/// An operand of complex arithmetic.
enum Operand {
    Real(f64),
    Complex(Pair),
}

fn operand(object: &Obj) -> PyResult<Option<Operand>> {
    if let Some(complex) = object.downcast::<Complex>() {
        return Ok(Some(Operand::Complex(complex.parts())));
    }
    Ok(crate::types::float::convert::operand(object)?.map(Operand::Real))
}

fn number(pair: Pair) -> PyResult {
    Ok(Complex::new(pair.0, pair.1).into_obj())
}

fn unary(this: &Obj, f: impl Fn(Pair) -> Pair) -> PyResult {
    number(f(receiver(this)?.parts()))
}

fn binary(
    left: &Obj,
    right: &Obj,
    complex: fn(Pair, Pair) -> PyResult<Pair>,
    complex_real: fn(Pair, f64) -> PyResult<Pair>,
    real_complex: fn(f64, Pair) -> PyResult<Pair>,
) -> PyResult {
    use Operand::{Complex, Real};
    let (Some(a), Some(b)) = (operand(left)?, operand(right)?) else {
        return Ok(not_implemented());
    };
    number(match (a, b) {
        (Complex(a), Complex(b)) => complex(a, b)?,
        (Complex(a), Real(b)) => complex_real(a, b)?,
        (Real(a), Complex(b)) => real_complex(a, b)?,
        (Real(_), Real(_)) => return Ok(not_implemented()),
    })
}

fn add(left: &Obj, right: &Obj) -> PyResult {
    binary(
        left,
        right,
        |a, b| Ok((a.0 + b.0, a.1 + b.1)),
        |a, b| Ok((a.0 + b, a.1)),
        |a, b| Ok((a + b.0, b.1)),
    )
}

fn subtract(left: &Obj, right: &Obj) -> PyResult {
    binary(
        left,
        right,
        |a, b| Ok((a.0 - b.0, a.1 - b.1)),
        |a, b| Ok((a.0 - b, a.1)),
        |a, b| Ok((a - b.0, -b.1)),
    )
}

fn multiply(left: &Obj, right: &Obj) -> PyResult {
    binary(
        left,
        right,
        |a, b| Ok(product(a, b)),
        |a, b| Ok((a.0 * b, a.1 * b)),
        |a, b| Ok((a * b.0, a * b.1)),
    )
}

fn division_by_zero() -> crate::object::Exc {
    zero_division_error("division by zero")
}

fn divide(left: &Obj, right: &Obj) -> PyResult {
    binary(
        left,
        right,
        |a, b| quotient(a, b).ok_or_else(division_by_zero),
        |a, b| {
            if b == 0.0 {
                return Err(division_by_zero());
            }
            Ok((a.0 / b, a.1 / b))
        },
        |a, b| real_quotient(a, b).ok_or_else(division_by_zero),
    )
}

fn unit_or_zero(value: f64) -> f64 {
    if value.is_infinite() { 1f64 } else { 0f64 }.copysign(value)
}

fn zero_for_nan(value: f64) -> f64 {
    if value.is_nan() {
        0f64.copysign(value)
    } else {
        value
    }
}

/// `left * right`; infinities survive where plain multiplication gives NaN.
pub fn product((mut a, mut b): Pair, (mut c, mut d): Pair) -> Pair {
    let (ac, bd, ad, bc) = (a * c, b * d, a * d, b * c);
    let plain = (ac - bd, ad + bc);
    if !(plain.0.is_nan() && plain.1.is_nan()) {
        return plain;
    }
    let mut recalculate = false;
    if a.is_infinite() || b.is_infinite() {
        (a, b) = (unit_or_zero(a), unit_or_zero(b));
        (c, d) = (zero_for_nan(c), zero_for_nan(d));
        recalculate = true;
    }
    if c.is_infinite() || d.is_infinite() {
        (c, d) = (unit_or_zero(c), unit_or_zero(d));
        (a, b) = (zero_for_nan(a), zero_for_nan(b));
        recalculate = true;
    }
    if !recalculate && [ac, bd, ad, bc].iter().any(|part| part.is_infinite()) {
        (a, b) = (zero_for_nan(a), zero_for_nan(b));
        (c, d) = (zero_for_nan(c), zero_for_nan(d));
        recalculate = true;
    }
    if !recalculate {
        return plain;
    }
    (
        f64::INFINITY * (a * c - b * d),
        f64::INFINITY * (a * d + b * c),
    )
}

/// `left / right` by Smith's method; `None` for division by zero.
pub fn quotient(a: Pair, b: Pair) -> Option<Pair> {
    let result = if b.0.abs() >= b.1.abs() {
        if b.0 == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let denominator = b.0 + b.1 * ratio;
        (
            (a.0 + a.1 * ratio) / denominator,
            (a.1 - a.0 * ratio) / denominator,
        )
    } else if b.1.abs() >= b.0.abs() {
        let ratio = b.0 / b.1;
        let denominator = b.0 * ratio + b.1;
        (
            (a.0 * ratio + a.1) / denominator,
            (a.1 * ratio - a.0) / denominator,
        )
    } else {
        (f64::NAN, f64::NAN)
    };
    Some(recovered_quotient(result, a, b))
}

fn recovered_quotient(result: Pair, a: Pair, b: Pair) -> Pair {
    let infinite = |pair: Pair| pair.0.is_infinite() || pair.1.is_infinite();
    let finite = |pair: Pair| pair.0.is_finite() && pair.1.is_finite();
    if !(result.0.is_nan() && result.1.is_nan()) {
        return result;
    }
    if infinite(a) && finite(b) {
        let (x, y) = (unit_or_zero(a.0), unit_or_zero(a.1));
        return (
            f64::INFINITY * (x * b.0 + y * b.1),
            f64::INFINITY * (y * b.0 - x * b.1),
        );
    }
    if infinite(b) && finite(a) {
        let (x, y) = (unit_or_zero(b.0), unit_or_zero(b.1));
        return (0.0 * (a.0 * x + a.1 * y), 0.0 * (a.1 * x - a.0 * y));
    }
    result
}

/// A real number divided by a complex one; `None` for division by zero.
fn real_quotient(a: f64, b: Pair) -> Option<Pair> {
    let result = if b.0.abs() >= b.1.abs() {
        if b.0 == 0.0 {
            return None;
        }
        let ratio = b.1 / b.0;
        let denominator = b.0 + b.1 * ratio;
        (a / denominator, (-a * ratio) / denominator)
    } else if b.1.abs() >= b.0.abs() {
        let ratio = b.0 / b.1;
        let denominator = b.0 * ratio + b.1;
        ((a * ratio) / denominator, (-a) / denominator)
    } else {
        (f64::NAN, f64::NAN)
    };
    let infinite = b.0.is_infinite() || b.1.is_infinite();
    if result.0.is_nan() && result.1.is_nan() && a.is_finite() && infinite {
        let (x, y) = (unit_or_zero(b.0), unit_or_zero(b.1));
        return Some((0.0 * (a * x), 0.0 * (-a * y)));
    }
    Some(result)
}

/// `base ** exponent`
///
/// # Errors
/// `ZeroDivisionError` for zero to a negative or complex power, `OverflowError`.
pub fn power(base: Pair, exponent: Pair) -> PyResult<Pair> {
    let whole = exponent.1 == 0.0 && exponent.0 == exponent.0.floor() && exponent.0.abs() <= 100.0;
    let result = if whole {
        integer_power(base, exponent.0 as i32)
    } else {
        general_power(base, exponent)
    };
    let Some(result) = result else {
        return Err(zero_division_error("zero to a negative or complex power"));
    };
    if result.0.is_infinite() || result.1.is_infinite() {
        return Err(overflow_error("complex exponentiation"));
    }
    Ok(result)
}

fn integer_power(base: Pair, exponent: i32) -> Option<Pair> {
    let positive = |count: u32| {
        let (mut result, mut square, mut mask) = ((1.0, 0.0), base, 1u32);
        while mask > 0 && count >= mask {
            if count & mask != 0 {
                result = product(result, square);
            }
            mask <<= 1;
            square = product(square, square);
        }
        result
    };
    if exponent > 0 {
        return Some(positive(exponent.unsigned_abs()));
    }
    quotient((1.0, 0.0), positive(exponent.unsigned_abs()))
}

fn general_power(base: Pair, exponent: Pair) -> Option<Pair> {
    if exponent == (0.0, 0.0) {
        return Some((1.0, 0.0));
    }
    if base == (0.0, 0.0) {
        return (exponent.1 == 0.0 && exponent.0 >= 0.0).then_some((0.0, 0.0));
    }
    let magnitude = math::hypot(base.0, base.1);
    let mut length = math::pow(magnitude, exponent.0);
    let angle = math::atan2(base.1, base.0);
    let mut phase = angle * exponent.0;
    if exponent.1 != 0.0 {
        length *= math::exp(-angle * exponent.1);
        phase += exponent.1 * math::log(magnitude);
    }
    Some((length * math::cos(phase), length * math::sin(phase)))
}

fn slot_power(base: &Obj, exponent: &Obj, modulus: &Obj) -> PyResult {
    let pair = |operand: Operand| match operand {
        Operand::Real(real) => (real, 0.0),
        Operand::Complex(pair) => pair,
    };
    let (Some(a), Some(b)) = (operand(base)?, operand(exponent)?) else {
        return Ok(not_implemented());
    };
    if !is_none(modulus) {
        return Err(value_error("complex modulo"));
    }
    number(power(pair(a), pair(b))?)
}

fn absolute(this: &Obj) -> PyResult {
    let (re, im) = receiver(this)?.parts();
    let result = if re.is_infinite() || im.is_infinite() {
        f64::INFINITY
    } else {
        math::hypot(re, im)
    };
    if result.is_infinite() && re.is_finite() && im.is_finite() {
        return Err(overflow_error("absolute value too large"));
    }
    Ok(crate::types::float::Float::new(result).into_obj())
}

fn hash(this: &Obj) -> PyResult<i64> {
    let part = |value: f64| {
        if value.is_nan() {
            crate::object::protocol::hash_pointer(this)
        } else {
            float_hash(value)
        }
    };
    let (re, im) = receiver(this)?.parts();
    let combined = part(re).wrapping_add(part(im).wrapping_mul(1_000_003));
    Ok(if combined == -1 { -2 } else { combined })
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(not_implemented());
    }
    let (re, im) = receiver(left)?.parts();
    let equal = if let Some(other) = right.downcast::<Complex>() {
        (re, im) == other.parts()
    } else if let Some(other) = right.downcast::<crate::types::float::Float>() {
        im == 0.0 && re == other.value()
    } else if let Some(other) = right.downcast::<Int>() {
        im == 0.0
            && crate::types::float::compare_with_int(re, other) == Some(std::cmp::Ordering::Equal)
    } else {
        return Ok(not_implemented());
    };
    Ok(bool_ref(equal == (op == CompareOp::Eq)))
}

/// `repr`: the real part is left out when it is +0.
fn repr(this: &Obj) -> PyResult {
    let (re, im) = receiver(this)?.parts();
    let style = DoubleStyle::new('r', 0);
    let imaginary = double_to_string(im, style);
    let text = if re == 0.0 && re.is_sign_positive() {
        format!("{imaginary}j")
    } else {
        let sign = if imaginary.starts_with('-') { "" } else { "+" };
        format!("({}{sign}{imaginary}j)", double_to_string(re, style))
    };
    Ok(Str::from_ascii(text.as_bytes()).into_obj())
}
