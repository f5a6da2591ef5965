//! `abs`, `divmod`, `pow`, `round`, `sum`, `bin`, `oct`, `hex`.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{Obj, PyResult, Ref, protocol};
use serpentarium_runtime::types::bytes::BYTES_TYPE;
use serpentarium_runtime::types::float::{FLOAT_TYPE, Float};
use serpentarium_runtime::types::int::{INT_TYPE, Int, Value};
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::STR_TYPE;

use crate::native;

pub(super) fn abs(_: &Obj, value: &Obj) -> PyResult {
    number::absolute(value)
}

pub(super) fn divmod(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    match (args[0], args[1]) {
        (Some(left), Some(right)) => number::divmod(left, right),
        _ => native::none(),
    }
}

pub(super) fn pow(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let nothing = none();
    match (args[0], args[1]) {
        (Some(base), Some(exponent)) => number::power(base, exponent, args[2].unwrap_or(&nothing)),
        _ => native::none(),
    }
}

pub(super) fn round(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(value) = args[0] else {
        return native::none();
    };
    let digits = args[1].filter(|digits| !is_none(digits));
    let given: &[&Obj] = match &digits {
        Some(digits) => &[digits],
        None => &[],
    };
    protocol::call_special(value, "__round__", given)?.ok_or_else(|| {
        type_error(format!(
            "type {} doesn't define __round__ method",
            value.ty().tp_name()
        ))
    })
}

fn in_base(value: &Obj, base: u32, prefix: &str) -> PyResult {
    let int = number::index(value)?;
    let (negative, digits) = match int.value() {
        Value::Small(small) => {
            let magnitude = small.unsigned_abs();
            let digits = match base {
                2 => format!("{magnitude:b}"),
                8 => format!("{magnitude:o}"),
                _ => format!("{magnitude:x}"),
            };
            (small < 0, digits)
        }
        Value::Big(big) => (
            big.sign() == num_bigint::Sign::Minus,
            big.magnitude().to_str_radix(base),
        ),
    };
    let sign = if negative { "-" } else { "" };
    native::text(format!("{sign}{prefix}{digits}"))
}

pub(super) fn bin(_: &Obj, value: &Obj) -> PyResult {
    in_base(value, 2, "0b")
}

pub(super) fn oct(_: &Obj, value: &Obj) -> PyResult {
    in_base(value, 8, "0o")
}

pub(super) fn hex(_: &Obj, value: &Obj) -> PyResult {
    in_base(value, 16, "0x")
}

pub(super) fn sum(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(iterable) = args[0] else {
        return native::none();
    };
    let iterator = protocol::iter(iterable)?;
    let start = match args[1] {
        None => Int::new(0).into_obj(),
        Some(start) => checked_start(start)?,
    };
    let (mut total, mut next) = sum_ints(&iterator, start)?;
    if next.is_some() && total.is_exact(&FLOAT_TYPE) {
        (total, next) = sum_floats(&iterator, total, next)?;
    }
    while let Some(value) = next {
        total = number::binary(&total, &value, number::ADD)?;
        if total.is_exact(&FLOAT_TYPE) {
            let following = protocol::next(&iterator)?;
            (total, next) = sum_floats(&iterator, total, following)?;
        } else {
            next = protocol::next(&iterator)?;
        }
    }
    Ok(total)
}

fn checked_start(start: &Obj) -> PyResult {
    let wrong = if start.is_instance(&STR_TYPE) {
        "sum() can't sum strings [use ''.join(seq) instead]"
    } else if start.is_instance(&BYTES_TYPE) {
        "sum() can't sum bytes [use b''.join(seq) instead]"
    } else if start.ty().tp_name() == "bytearray" {
        "sum() can't sum bytearray [use b''.join(seq) instead]"
    } else {
        return Ok(start.into());
    };
    Err(type_error(wrong))
}

/// Adds machine words while all are exact `int`s; gives the total and the value after.
fn sum_ints(iterator: &Obj, start: Ref) -> PyResult<(Ref, Option<Ref>)> {
    let Some(mut total) = start.downcast_exact::<Int>().and_then(Int::as_i64) else {
        return Ok((start, protocol::next(iterator)?));
    };
    while let Some(value) = protocol::next(iterator)? {
        let word = match value.downcast::<Int>() {
            Some(int) if value.is_exact(&INT_TYPE) || value.ty().tp_name() == "bool" => {
                int.as_i64()
            }
            _ => None,
        };
        match word.and_then(|word| total.checked_add(word)) {
            Some(sum) => total = sum,
            None => {
                let total = number::binary(&Int::new(total).into_obj(), &value, number::ADD)?;
                return Ok((total, protocol::next(iterator)?));
            }
        }
    }
    Ok((Int::new(total).into_obj(), None))
}

/// Adds floats with a running compensation (Neumaier's variant of Kahan's sum).
fn sum_floats(iterator: &Obj, start: Ref, first: Option<Ref>) -> PyResult<(Ref, Option<Ref>)> {
    let mut sum = start.downcast::<Float>().map_or(0.0, Float::value);
    let mut lost = 0.0f64;
    let mut next = first;
    while let Some(value) = next {
        let addend = if let Some(float) = value.downcast_exact::<Float>() {
            float.value()
        } else if let Some(word) = value.downcast_exact::<Int>().and_then(Int::as_i64) {
            word as f64
        } else {
            return Ok((Float::new(compensated(sum, lost)).into_obj(), Some(value)));
        };
        let total = sum + addend;
        lost += if sum.abs() >= addend.abs() {
            (sum - total) + addend
        } else {
            (addend - total) + sum
        };
        sum = total;
        next = protocol::next(iterator)?;
    }
    Ok((Float::new(compensated(sum, lost)).into_obj(), None))
}

fn compensated(sum: f64, lost: f64) -> f64 {
    if lost != 0.0 && lost.is_finite() {
        sum + lost
    } else {
        sum
    }
}
