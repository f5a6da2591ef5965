//! Arithmetic of `int`: the word-sized cases inline, the big ones out of line.
//!
//! The `int_*` functions take integers and are what the interpreter calls when it
//! knows both sides; the `slot_*` functions answer `NotImplemented` to other types.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::object::error::{memory_error, overflow_error, value_error, zero_division_error};
use crate::object::slots::{CompareOp, Slots};
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::float::Float;
use crate::types::int::{Int, Value, bool_ref, power};
use crate::types::none::{is_none, not_implemented};
use crate::types::tuple::Tuple;

/// The numeric slots of `int`.
pub(super) const NUMBER_SLOTS: Slots = Slots {
    hash: Some(slot_hash),
    richcompare: Some(slot_compare),
    nb_add: Some(slot_add),
    nb_subtract: Some(slot_subtract),
    nb_multiply: Some(slot_multiply),
    nb_remainder: Some(slot_remainder),
    nb_divmod: Some(slot_divmod),
    nb_power: Some(slot_power),
    nb_negative: Some(slot_negative),
    nb_positive: Some(slot_int),
    nb_absolute: Some(slot_absolute),
    nb_bool: Some(slot_bool),
    nb_invert: Some(slot_invert),
    nb_lshift: Some(slot_lshift),
    nb_rshift: Some(slot_rshift),
    nb_and: Some(slot_and),
    nb_xor: Some(slot_xor),
    nb_or: Some(slot_or),
    nb_int: Some(slot_int),
    nb_float: Some(slot_float),
    nb_index: Some(slot_int),
    nb_floor_divide: Some(slot_floor_divide),
    nb_true_divide: Some(slot_true_divide),
    ..Slots::NONE
};

/// Both operands as integers.
#[inline(always)]
fn both<'a>(left: &'a Obj, right: &'a Obj) -> Option<(&'a Int, &'a Int)> {
    Some((left.downcast::<Int>()?, right.downcast::<Int>()?))
}

macro_rules! fast_operations {
    ($($name:ident, $checked:ident, $op:tt, $big:ident;)*) => {$(
        #[doc = concat!("`left ", stringify!($op), " right`")]
        #[inline(always)]
        pub fn $name(left: &Int, right: &Int) -> Ref {
            if let (Value::Small(a), Value::Small(b)) = (left.value(), right.value())
                && let Some(result) = a.$checked(b)
            {
                return Int::new(result).into_obj();
            }
            $big(left, right)
        }

        #[cold]
        #[inline(never)]
        fn $big(left: &Int, right: &Int) -> Ref {
            let result = match (left.value(), right.value()) {
                (Value::Small(a), Value::Small(b)) => {
                    BigInt::from(i128::from(a) $op i128::from(b))
                }
                (Value::Small(a), Value::Big(b)) => a $op b,
                (Value::Big(a), Value::Small(b)) => a $op b,
                (Value::Big(a), Value::Big(b)) => a $op b,
            };
            Int::from_big(result).into_obj()
        }
    )*};
}

fast_operations! {
    int_add, checked_add, +, add_big;
    int_sub, checked_sub, -, subtract_big;
    int_mul, checked_mul, *, multiply_big;
}

macro_rules! bit_operations {
    ($($name:ident, $op:tt;)*) => {$(
        #[doc = concat!("`left ", stringify!($op), " right`")]
        #[inline]
        pub fn $name(left: &Int, right: &Int) -> Ref {
            if let (Value::Small(a), Value::Small(b)) = (left.value(), right.value()) {
                return Int::new(a $op b).into_obj();
            }
            Int::from_big(left.to_big().into_owned() $op right.to_big().as_ref()).into_obj()
        }
    )*};
}

bit_operations! {
    int_and, &;
    int_or, |;
    int_xor, ^;
}

/// The order of two integers.
#[inline(always)]
pub fn int_cmp(left: &Int, right: &Int) -> Ordering {
    match (left.value(), right.value()) {
        (Value::Small(a), Value::Small(b)) => a.cmp(&b),
        (Value::Small(_), Value::Big(b)) => {
            if b.is_negative() {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (Value::Big(a), Value::Small(_)) => {
            if a.is_negative() {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (Value::Big(a), Value::Big(b)) => a.cmp(b),
    }
}

/// Equality of two integers.
#[inline(always)]
pub fn int_eq(left: &Int, right: &Int) -> bool {
    int_cmp(left, right) == Ordering::Equal
}

#[cold]
fn division_by_zero() -> crate::object::Exc {
    zero_division_error("division by zero")
}

/// `left // right`
///
/// # Errors
/// `ZeroDivisionError`.
#[inline]
pub fn int_floor_divide(left: &Int, right: &Int) -> PyResult {
    if right.is_zero() {
        return Err(division_by_zero());
    }
    if let (Value::Small(a), Value::Small(b)) = (left.value(), right.value())
        && let Some(quotient) = a.checked_div(b)
    {
        let floor = quotient - i64::from(a % b != 0 && (a ^ b) < 0);
        return Ok(Int::new(floor).into_obj());
    }
    let quotient = left.to_big().div_floor(&right.to_big());
    Ok(Int::from_big(quotient).into_obj())
}

/// `left % right`
///
/// # Errors
/// `ZeroDivisionError`.
#[inline]
pub fn int_remainder(left: &Int, right: &Int) -> PyResult {
    if right.is_zero() {
        return Err(division_by_zero());
    }
    if let (Value::Small(a), Value::Small(b)) = (left.value(), right.value()) {
        return Ok(Int::new(small_remainder(a, b)).into_obj());
    }
    let remainder = left.to_big().mod_floor(&right.to_big());
    Ok(Int::from_big(remainder).into_obj())
}

#[inline(always)]
fn small_remainder(a: i64, b: i64) -> i64 {
    let remainder = a.wrapping_rem(b);
    if remainder != 0 && (remainder ^ b) < 0 {
        remainder + b
    } else {
        remainder
    }
}

/// `divmod(left, right)`
///
/// # Errors
/// `ZeroDivisionError`.
pub fn int_divmod(left: &Int, right: &Int) -> PyResult<(Ref, Ref)> {
    if right.is_zero() {
        return Err(division_by_zero());
    }
    if left.as_i64().is_some() && right.as_i64().is_some() {
        return Ok((int_floor_divide(left, right)?, int_remainder(left, right)?));
    }
    let (quotient, remainder) = left.to_big().div_mod_floor(&right.to_big());
    Ok((
        Int::from_big(quotient).into_obj(),
        Int::from_big(remainder).into_obj(),
    ))
}

/// `left / right`, correctly rounded.
///
/// # Errors
/// `ZeroDivisionError`; `OverflowError` when the quotient is no finite float.
pub fn int_true_divide(left: &Int, right: &Int) -> PyResult<f64> {
    if right.is_zero() {
        return Err(division_by_zero());
    }
    const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
    if let (Value::Small(a), Value::Small(b)) = (left.value(), right.value())
        && a.unsigned_abs() <= EXACT
        && b.unsigned_abs() <= EXACT
    {
        return Ok(a as f64 / b as f64);
    }
    divide_big(&left.to_big(), &right.to_big())
        .ok_or_else(|| overflow_error("integer division result too large for a float"))
}

/// The float nearest to `left / right`, ties to even; `None` when it overflows.
fn divide_big(left: &BigInt, right: &BigInt) -> Option<f64> {
    const MIN_EXPONENT: i64 = -1021;
    const DIGITS: i64 = 53;
    let negative = left.is_negative() != right.is_negative();
    let sign = if negative { -1.0 } else { 1.0 };
    let (a, b) = (left.magnitude(), right.magnitude());
    let difference = a.bits() as i64 - b.bits() as i64;
    if a.is_zero() || difference < MIN_EXPONENT - DIGITS - 2 {
        return Some(0.0 * sign);
    }
    if difference > 1025 {
        return None;
    }
    // Two bits more than the result holds, then the rest as one sticky bit.
    let shift = difference.max(MIN_EXPONENT) - DIGITS - 2;
    let (quotient, rest) = if shift <= 0 {
        (a << shift.unsigned_abs()).div_rem(b)
    } else {
        a.div_rem(&(b << shift.unsigned_abs()))
    };
    let mut bits = quotient.to_u64().expect("at most 56 bits");
    let width = i64::from(u64::BITS - bits.leading_zeros());
    bits |= u64::from(!rest.is_zero());
    let extra = width.max(MIN_EXPONENT - shift) - DIGITS;
    let half = 1u64 << (extra - 1);
    if bits & half != 0 && bits & (3 * half - 1) != 0 {
        bits += half;
    }
    bits &= !(2 * half - 1);
    let result = crate::types::float_math::ldexp(bits as f64, shift as i32);
    result.is_finite().then_some(result * sign)
}

/// The nearest float.
///
/// # Errors
/// `OverflowError` when it is not finite.
pub fn int_to_float(int: &Int) -> PyResult<f64> {
    match int.value() {
        Value::Small(small) => Ok(small as f64),
        Value::Big(big) => {
            big_to_float(big).ok_or_else(|| overflow_error("int too large to convert to float"))
        }
    }
}

/// The float nearest to a big integer, ties to even; `None` when it overflows.
pub fn big_to_float(big: &BigInt) -> Option<f64> {
    big.to_f64().filter(|value| value.is_finite())
}

/// Hash of an integer: its value modulo 2**61 - 1, with its sign.
#[inline]
pub fn int_hash(int: &Int) -> i64 {
    const MODULUS: u64 = (1 << 61) - 1;
    let (magnitude, negative) = match int.value() {
        Value::Small(small) => (small.unsigned_abs() % MODULUS, small < 0),
        Value::Big(big) => {
            let digits: Vec<u64> = big.magnitude().iter_u64_digits().collect();
            let reduced = digits.iter().rev().fold(0u128, |hash, digit| {
                ((hash << 64) | u128::from(*digit)) % u128::from(MODULUS)
            });
            (reduced as u64, big.is_negative())
        }
    };
    let hash = magnitude as i64;
    match if negative { -hash } else { hash } {
        -1 => -2,
        hash => hash,
    }
}

/// `left << right`
///
/// # Errors
/// `ValueError` for a negative count; `OverflowError`, `MemoryError` for a huge one.
pub fn int_lshift(left: &Int, right: &Int) -> PyResult {
    if right.is_negative() {
        return Err(value_error("negative shift count"));
    }
    if left.is_zero() {
        return Ok(Int::new(0).into_obj());
    }
    let Some(count) = right.as_i64() else {
        return Err(overflow_error("too many digits in integer"));
    };
    if let Value::Small(a) = left.value() {
        let room = i64::from(if a < 0 {
            a.leading_ones()
        } else {
            a.leading_zeros()
        });
        if count < room {
            return Ok(Int::new(a << count).into_obj());
        }
    }
    if count >= 1 << 40 {
        return Err(memory_error(""));
    }
    Ok(Int::from_big(left.to_big().as_ref() << count).into_obj())
}

/// `left >> right`
///
/// # Errors
/// `ValueError` for a negative count.
pub fn int_rshift(left: &Int, right: &Int) -> PyResult {
    if right.is_negative() {
        return Err(value_error("negative shift count"));
    }
    let all_gone = if left.is_negative() { -1 } else { 0 };
    let Some(count) = right.as_i64() else {
        return Ok(Int::new(all_gone).into_obj());
    };
    let shifted = match left.value() {
        Value::Small(a) => Int::new(if count > 63 { all_gone } else { a >> count }),
        Value::Big(big) if count as u64 > big.bits() => Int::new(all_gone),
        Value::Big(big) => Int::from_big(big >> count),
    };
    Ok(shifted.into_obj())
}

/// `-operand`
#[inline]
pub fn int_negative(operand: &Int) -> Ref {
    match operand.value() {
        Value::Small(small) => match small.checked_neg() {
            Some(result) => Int::new(result).into_obj(),
            None => Int::from_big(-BigInt::from(small)).into_obj(),
        },
        Value::Big(big) => Int::from_big(-big).into_obj(),
    }
}

/// `~operand`
#[inline]
pub fn int_invert(operand: &Int) -> Ref {
    match operand.value() {
        Value::Small(small) => Int::new(!small).into_obj(),
        Value::Big(big) => Int::from_big(!big).into_obj(),
    }
}

/// The integer as an exact `int`.
pub fn exact(int: &Int) -> Ref<Int> {
    if int.as_obj().is_exact(&crate::types::int::INT_TYPE) {
        return int.to_ref();
    }
    match int.value() {
        Value::Small(small) => Int::new(small),
        Value::Big(big) => Int::from_big(big.clone()),
    }
}

macro_rules! total_slots {
    ($($name:ident, $function:path;)*) => {$(
        fn $name(left: &Obj, right: &Obj) -> PyResult {
            match both(left, right) {
                Some((a, b)) => Ok($function(a, b)),
                None => Ok(not_implemented()),
            }
        }
    )*};
}

macro_rules! partial_slots {
    ($($name:ident, $function:path;)*) => {$(
        fn $name(left: &Obj, right: &Obj) -> PyResult {
            match both(left, right) {
                Some((a, b)) => $function(a, b),
                None => Ok(not_implemented()),
            }
        }
    )*};
}

total_slots! {
    slot_add, int_add;
    slot_subtract, int_sub;
    slot_multiply, int_mul;
    slot_and, int_and;
    slot_or, int_or;
    slot_xor, int_xor;
}

partial_slots! {
    slot_floor_divide, int_floor_divide;
    slot_remainder, int_remainder;
    slot_lshift, int_lshift;
    slot_rshift, int_rshift;
}

fn slot_true_divide(left: &Obj, right: &Obj) -> PyResult {
    match both(left, right) {
        Some((a, b)) => Ok(Float::new(int_true_divide(a, b)?).into_obj()),
        None => Ok(not_implemented()),
    }
}

fn slot_divmod(left: &Obj, right: &Obj) -> PyResult {
    let Some((a, b)) = both(left, right) else {
        return Ok(not_implemented());
    };
    let (quotient, remainder) = int_divmod(a, b)?;
    Ok(Tuple::new(vec![quotient, remainder]).into_obj())
}

fn slot_power(base: &Obj, exponent: &Obj, modulus: &Obj) -> PyResult {
    let Some((base, exponent)) = both(base, exponent) else {
        return Ok(not_implemented());
    };
    if is_none(modulus) {
        return power::int_power(base, exponent);
    }
    match modulus.downcast::<Int>() {
        Some(modulus) => power::int_power_modulo(base, exponent, modulus),
        None => Ok(not_implemented()),
    }
}

fn slot_hash(this: &Obj) -> PyResult<i64> {
    Ok(this.downcast::<Int>().map_or(0, int_hash))
}

fn slot_compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    match both(left, right) {
        Some((a, b)) => Ok(bool_ref(op.holds(int_cmp(a, b)))),
        None => Ok(not_implemented()),
    }
}

fn slot_negative(this: &Obj) -> PyResult {
    Ok(int_negative(receiver(this)?))
}

fn slot_absolute(this: &Obj) -> PyResult {
    let int = receiver(this)?;
    if int.is_negative() {
        Ok(int_negative(int))
    } else {
        Ok(exact(int).into_obj())
    }
}

fn slot_bool(this: &Obj) -> PyResult<bool> {
    Ok(!receiver(this)?.is_zero())
}

fn slot_invert(this: &Obj) -> PyResult {
    Ok(int_invert(receiver(this)?))
}

fn slot_int(this: &Obj) -> PyResult {
    Ok(exact(receiver(this)?).into_obj())
}

fn slot_float(this: &Obj) -> PyResult {
    Ok(Float::new(int_to_float(receiver(this)?)?).into_obj())
}

/// The integer that a method or slot of `int` was called on.
///
/// # Errors
/// `TypeError` when it is none: the descriptor was called past its check.
#[inline(always)]
pub(super) fn receiver(this: &Obj) -> PyResult<&Int> {
    this.downcast::<Int>()
        .ok_or_else(|| crate::types::wrong_receiver(this, "int"))
}
