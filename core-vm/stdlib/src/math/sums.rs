//! Sums with less rounding than adding up gives.

use num_bigint::BigInt;
use serpentarium_runtime::object::error::{overflow_error, type_error, value_error};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::float::convert::as_f64;
use serpentarium_runtime::types::float_math as c;
use serpentarium_runtime::types::int::Int;

use crate::value::float;

/// The Euclidean length of a vector, without undue overflow or loss.
pub fn norm(vector: &[f64]) -> f64 {
    if vector.iter().any(|x| x.is_infinite()) {
        return f64::INFINITY;
    }
    if vector.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    let max = vector.iter().fold(0f64, |max, x| max.max(x.abs()));
    if max == 0.0 || vector.len() <= 1 {
        return max;
    }
    let (_, exponent) = c::frexp(max);
    let (mut high, mut low) = (0.0, 0.0);
    for x in vector {
        let x = c::ldexp(*x, -exponent);
        let square = x * x;
        low += c::fma(x, x, -square);
        let sum = high + square;
        low += (high - sum) + square;
        high = sum;
    }
    let root = (high + low).sqrt();
    // One step of Newton's method on the exact remainder.
    let square = root * root;
    let error = c::fma(root, root, -square);
    let remainder = ((high - square) - error) + low;
    c::ldexp(root + remainder / (2.0 * root), exponent)
}

/// `math.fsum`: the exact sum, rounded once (Shewchuk's partial sums).
pub(super) fn fsum(_module: &Obj, sequence: &Obj) -> PyResult {
    let mut sum = ExactSum::default();
    protocol::for_each(sequence, |item| sum.add(as_f64(&item)?))?;
    float(sum.finish()?)
}

#[derive(Default)]
struct ExactSum {
    partials: Vec<f64>,
    special: f64,
    infinities: f64,
}

impl ExactSum {
    fn add(&mut self, value: f64) -> PyResult<()> {
        if !value.is_finite() {
            if value.is_infinite() {
                self.infinities += value;
            }
            self.special += value;
            self.partials.clear();
            return Ok(());
        }
        let mut x = value;
        let mut kept = 0;
        for index in 0..self.partials.len() {
            let mut y = self.partials[index];
            if x.abs() < y.abs() {
                std::mem::swap(&mut x, &mut y);
            }
            let high = x + y;
            let low = y - (high - x);
            if low != 0.0 {
                self.partials[kept] = low;
                kept += 1;
            }
            x = high;
        }
        self.partials.truncate(kept);
        if x != 0.0 {
            if !x.is_finite() {
                return Err(overflow_error("intermediate overflow in fsum"));
            }
            self.partials.push(x);
        }
        Ok(())
    }

    fn finish(mut self) -> PyResult<f64> {
        if self.special != 0.0 {
            if self.infinities.is_nan() {
                return Err(value_error("-inf + inf in fsum"));
            }
            return Ok(self.special);
        }
        let Some(mut high) = self.partials.pop() else {
            return Ok(0.0);
        };
        let mut low = 0.0;
        while let Some(y) = self.partials.pop() {
            let x = high;
            high = x + y;
            low = y - (high - x);
            if low != 0.0 {
                break;
            }
        }
        // Half an ulp away: the partials below decide the direction.
        if let Some(next) = self.partials.last()
            && ((low < 0.0 && *next < 0.0) || (low > 0.0 && *next > 0.0))
        {
            let doubled = low * 2.0;
            let x = high + doubled;
            if doubled == x - high {
                high = x;
            }
        }
        Ok(high)
    }
}

/// `math.prod`
pub(super) fn prod(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let iterable = args[0].ok_or_else(|| type_error("prod expected 1 argument"))?;
    let mut result = args[1].map_or_else(|| Int::new(1).into_obj(), Object::to_ref);
    protocol::for_each(iterable, |item| {
        result = number::binary(&result, &item, number::MULTIPLY)?;
        Ok(())
    })?;
    Ok(result)
}

/// `math.sumprod`
pub(super) fn sumprod(_module: &Obj, args: &[&Obj]) -> PyResult {
    let (p, q) = (protocol::iter(args[0])?, protocol::iter(args[1])?);
    let mut total = Int::new(0).into_obj();
    let mut floats: Vec<(f64, f64)> = Vec::new();
    loop {
        let (a, b) = (protocol::next(&p)?, protocol::next(&q)?);
        let (a, b) = match (a, b) {
            (None, None) => break,
            (Some(a), Some(b)) => (a, b),
            _ => return Err(value_error("Inputs are not the same length")),
        };
        match float_pair(&a, &b) {
            Some(pair) => floats.push(pair),
            None => {
                total = flushed(total, &mut floats)?;
                let product = number::binary(&a, &b, number::MULTIPLY)?;
                total = number::binary(&total, &product, number::ADD)?;
            }
        }
    }
    flushed(total, &mut floats)
}

/// Two floats, or a float and an integer that fits one.
fn float_pair(a: &Obj, b: &Obj) -> Option<(f64, f64)> {
    let read = |object: &Obj| match object.downcast_exact::<Float>() {
        Some(float) => Some((float.value(), true)),
        None => object
            .downcast_exact::<Int>()?
            .as_i64()
            .map(|value| (value as f64, false)),
    };
    let ((a, a_float), (b, b_float)) = (read(a)?, read(b)?);
    (a_float || b_float).then_some((a, b))
}

fn flushed(total: Ref, floats: &mut Vec<(f64, f64)>) -> PyResult {
    if floats.is_empty() {
        return Ok(total);
    }
    let products = std::mem::take(floats);
    let sum = dot(&products);
    number::binary(&total, Float::new(sum).as_obj(), number::ADD)
}

/// The exact scalar product, rounded once.
fn dot(pairs: &[(f64, f64)]) -> f64 {
    let plain: f64 = pairs.iter().map(|(a, b)| a * b).sum();
    if !plain.is_finite() {
        return plain;
    }
    let mut sum = BigInt::from(0);
    // `integer_decode` gives exponents down to -1075.
    const SCALE: i32 = 2150;
    for (a, b) in pairs {
        let (a, b) = (decoded(*a), decoded(*b));
        let shift = SCALE + a.1 + b.1;
        sum += BigInt::from(i128::from(a.0) * i128::from(b.0)) << shift;
    }
    let unit = BigInt::from(1) << SCALE;
    let (sum, unit) = (Int::from_big(sum), Int::from_big(unit));
    serpentarium_runtime::types::int::arith::int_true_divide(&sum, &unit).unwrap_or(plain)
}

/// `(mantissa, exponent)` of a finite float.
fn decoded(value: f64) -> (i64, i32) {
    let (mantissa, exponent, sign) = num_traits::float::FloatCore::integer_decode(value);
    (mantissa as i64 * i64::from(sign), i32::from(exponent))
}
