//! The numeric slots of `float`.

use std::cmp::Ordering;

use num_traits::Signed;

use crate::object::error::type_error;
use crate::object::slots::{CompareOp, Slots};
use crate::object::{Obj, Object, PyResult};
use crate::types::complex::Complex;
use crate::types::float::{FLOAT_TYPE, Float, convert};
use crate::types::float_ops::{
    float_divide, float_divmod, float_floor_divide, float_hash, float_power, float_remainder,
    power_is_complex,
};
use crate::types::format::{DoubleStyle, double_to_string};
use crate::types::int::{Int, Value, bool_ref};
use crate::types::none::{is_none, not_implemented};
use crate::types::str::Str;
use crate::types::tuple::Tuple;

pub(super) const SLOTS: Slots = Slots {
    new: Some(convert::new),
    repr: Some(repr),
    hash: Some(hash),
    richcompare: Some(compare),
    nb_add: Some(add),
    nb_subtract: Some(subtract),
    nb_multiply: Some(multiply),
    nb_remainder: Some(remainder),
    nb_divmod: Some(divmod),
    nb_power: Some(power),
    nb_negative: Some(|this| Ok(Float::new(-value_of(this)?).into_obj())),
    nb_positive: Some(float),
    nb_absolute: Some(|this| Ok(Float::new(value_of(this)?.abs()).into_obj())),
    nb_bool: Some(|this| Ok(value_of(this)? != 0.0)),
    nb_int: Some(|this| Ok(convert::to_int(value_of(this)?)?.into_obj())),
    nb_float: Some(float),
    nb_floor_divide: Some(floor_divide),
    nb_true_divide: Some(true_divide),
    ..Slots::NONE
};

/// The value of a `float` that a slot or method was called on.
///
/// # Errors
/// `TypeError` when it is none: the descriptor was called past its check.
#[inline(always)]
pub(super) fn value_of(this: &Obj) -> PyResult<f64> {
    match this.downcast::<Float>() {
        Some(float) => Ok(float.value()),
        None => Err(crate::types::wrong_receiver(this, "float")),
    }
}

/// Both operands as floats, or `None` when one is no number.
#[inline(always)]
fn operands(left: &Obj, right: &Obj) -> PyResult<Option<(f64, f64)>> {
    let Some(a) = convert::operand(left)? else {
        return Ok(None);
    };
    Ok(convert::operand(right)?.map(|b| (a, b)))
}

macro_rules! arithmetic {
    ($($name:ident, |$a:ident, $b:ident| $result:expr;)*) => {$(
        fn $name(left: &Obj, right: &Obj) -> PyResult {
            match operands(left, right)? {
                Some(($a, $b)) => Ok(Float::new($result).into_obj()),
                None => Ok(not_implemented()),
            }
        }
    )*};
}

arithmetic! {
    add, |a, b| a + b;
    subtract, |a, b| a - b;
    multiply, |a, b| a * b;
    true_divide, |a, b| float_divide(a, b)?;
    floor_divide, |a, b| float_floor_divide(a, b)?;
    remainder, |a, b| float_remainder(a, b)?;
}

fn divmod(left: &Obj, right: &Obj) -> PyResult {
    let Some((a, b)) = operands(left, right)? else {
        return Ok(not_implemented());
    };
    let (quotient, rest) = float_divmod(a, b)?;
    let pair = vec![Float::new(quotient).into_obj(), Float::new(rest).into_obj()];
    Ok(Tuple::new(pair).into_obj())
}

fn power(base: &Obj, exponent: &Obj, modulus: &Obj) -> PyResult {
    if !is_none(modulus) {
        return Err(type_error(
            "pow() 3rd argument not allowed unless all arguments are integers",
        ));
    }
    let Some((a, b)) = operands(base, exponent)? else {
        return Ok(not_implemented());
    };
    if power_is_complex(a, b) {
        let (re, im) = crate::types::complex::power((a, 0.0), (b, 0.0))?;
        return Ok(Complex::new(re, im).into_obj());
    }
    Ok(Float::new(float_power(a, b)?).into_obj())
}

/// The float as an exact `float`.
pub(super) fn float(this: &Obj) -> PyResult {
    if this.is_exact(&FLOAT_TYPE) {
        return Ok(this.to_ref());
    }
    Ok(Float::new(value_of(this)?).into_obj())
}

fn repr(this: &Obj) -> PyResult {
    let text = double_to_string(value_of(this)?, DoubleStyle::REPR);
    Ok(Str::from_ascii(text.as_bytes()).into_obj())
}

fn hash(this: &Obj) -> PyResult<i64> {
    let value = value_of(this)?;
    if value.is_nan() {
        return Ok(crate::object::protocol::hash_pointer(this));
    }
    Ok(float_hash(value))
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let a = value_of(left)?;
    let order = if let Some(float) = right.downcast::<Float>() {
        a.partial_cmp(&float.value())
    } else if let Some(int) = right.downcast::<Int>() {
        compare_with_int(a, int)
    } else {
        return Ok(not_implemented());
    };
    Ok(bool_ref(match order {
        Some(order) => op.holds(order),
        None => op == CompareOp::Ne,
    }))
}

/// The exact order of a float and an integer; `None` for NaN.
pub(crate) fn compare_with_int(float: f64, int: &Int) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    match int.value() {
        Value::Small(small) if small.unsigned_abs() <= 1 << 53 => {
            float.partial_cmp(&(small as f64))
        }
        Value::Big(big) if float.is_infinite() || float.abs() < 9.2e18 => {
            // Beyond a word on one side only: the signs decide.
            let above = if float.is_infinite() {
                float > 0.0
            } else {
                big.is_negative()
            };
            Some(if above {
                Ordering::Greater
            } else {
                Ordering::Less
            })
        }
        _ if float.is_infinite() => Some(if float > 0.0 {
            Ordering::Greater
        } else {
            Ordering::Less
        }),
        _ => {
            let whole = convert::to_int(float.trunc()).ok()?;
            let order = crate::types::int::arith::int_cmp(&whole, int);
            Some(order.then_with(|| float.fract().partial_cmp(&0.0).unwrap_or(Ordering::Equal)))
        }
    }
}
