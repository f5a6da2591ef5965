//! Methods and attributes of `int`.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Zero};

use crate::object::args::type_in_message;
use crate::object::error::{overflow_error, type_error, value_error};
use crate::object::{Obj, Object, PyResult};
use crate::types::bytes::Bytes;
use crate::types::int::arith::{exact, receiver};
use crate::types::int::{INT_TYPE, Int, Value};
use crate::types::none::is_none;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

pub(super) fn conjugate(this: &Obj) -> PyResult {
    Ok(exact(receiver(this)?).into_obj())
}

pub(super) fn zero(_this: &Obj) -> PyResult {
    Ok(Int::new(0).into_obj())
}

pub(super) fn one(_this: &Obj) -> PyResult {
    Ok(Int::new(1).into_obj())
}

pub(super) fn bit_length(this: &Obj) -> PyResult {
    let bits = match receiver(this)?.value() {
        Value::Small(small) => i64::from(u64::BITS - small.unsigned_abs().leading_zeros()),
        Value::Big(big) => big.bits() as i64,
    };
    Ok(Int::new(bits).into_obj())
}

pub(super) fn bit_count(this: &Obj) -> PyResult {
    let ones = match receiver(this)?.value() {
        Value::Small(small) => i64::from(small.unsigned_abs().count_ones()),
        Value::Big(big) => big
            .magnitude()
            .iter_u64_digits()
            .map(|digit| i64::from(digit.count_ones()))
            .sum(),
    };
    Ok(Int::new(ones).into_obj())
}

pub(super) fn as_integer_ratio(this: &Obj) -> PyResult {
    let numerator = exact(receiver(this)?).into_obj();
    Ok(Tuple::new(vec![numerator, Int::new(1).into_obj()]).into_obj())
}

pub(super) fn is_integer(_this: &Obj) -> PyResult {
    Ok(super::bool_ref(true))
}

pub(super) fn getnewargs(this: &Obj) -> PyResult {
    Ok(Tuple::new(vec![exact(receiver(this)?).into_obj()]).into_obj())
}

pub(super) fn format(this: &Obj, spec: &Obj) -> PyResult {
    let spec = crate::types::str::format_argument(spec)?;
    Ok(crate::types::format::int::format_int(receiver(this)?, spec)?.into_obj())
}

/// What CPython's digits of 30 bits take.
pub(super) fn sizeof(this: &Obj) -> PyResult {
    let bits = match receiver(this)?.value() {
        Value::Small(small) => u64::from(u64::BITS - small.unsigned_abs().leading_zeros()),
        Value::Big(big) => big.bits(),
    };
    let digits = bits.div_ceil(30).max(1);
    let basic = this.ty().reported.get().0.max(24) as i64;
    Ok(Int::new(basic + 4 * digits as i64).into_obj())
}

/// `round(int, ndigits)`: half to even.
pub(super) fn round(this: &Obj, args: &[&Obj]) -> PyResult {
    let this = receiver(this)?;
    let Some(digits) = args.first().filter(|digits| !is_none(digits)) else {
        return Ok(exact(this).into_obj());
    };
    let digits = crate::object::protocol::number::index(digits)?;
    if !digits.is_negative() {
        return Ok(exact(this).into_obj());
    }
    let value = this.to_big();
    let places = match digits.as_i64() {
        // More places than the number has: nothing is left of it.
        Some(places) if places.unsigned_abs() <= value.bits() => places.unsigned_abs() as u32,
        _ => return Ok(Int::new(0).into_obj()),
    };
    let unit = num_traits::Pow::pow(BigInt::from(10), places);
    Ok(Int::from_big(round_to_multiple(&value, &unit)).into_obj())
}

fn round_to_multiple(value: &BigInt, unit: &BigInt) -> BigInt {
    let (mut quotient, remainder) = value.div_mod_floor(unit);
    match (remainder * 2i32).cmp(unit) {
        std::cmp::Ordering::Less => {}
        std::cmp::Ordering::Equal if quotient.is_even() => {}
        _ => quotient += BigInt::one(),
    }
    quotient * unit
}

/// `big` or `little`.
fn byte_order(function: &str, argument: Option<&Obj>) -> PyResult<bool> {
    let Some(argument) = argument else {
        return Ok(true);
    };
    let Some(text) = argument.downcast::<Str>() else {
        return Err(type_error(format!(
            "{function}() argument 'byteorder' must be str, not {}",
            type_in_message(argument)
        )));
    };
    match text.as_ascii() {
        Some("big") => Ok(true),
        Some("little") => Ok(false),
        _ => Err(value_error("byteorder must be either 'little' or 'big'")),
    }
}

fn flag(argument: Option<&Obj>) -> PyResult<bool> {
    argument.map_or(Ok(false), crate::object::protocol::is_true)
}

pub(super) fn to_bytes(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let this = receiver(this)?;
    let length = match args[0] {
        Some(length) => crate::object::protocol::number::index_as_isize(
            length,
            Some(&crate::types::exceptions::OVERFLOW_ERROR),
        )?,
        None => 1,
    };
    let big_endian = byte_order("to_bytes", args[1])?;
    let signed = flag(args[2])?;
    let Ok(length) = usize::try_from(length) else {
        return Err(value_error("length argument must be non-negative"));
    };
    let mut bytes = little_endian(this, length, signed)?;
    if big_endian {
        bytes.reverse();
    }
    Ok(Bytes::new(&bytes).into_obj())
}

fn little_endian(this: &Int, length: usize, signed: bool) -> PyResult<Vec<u8>> {
    if this.is_negative() && !signed {
        return Err(overflow_error("can't convert negative int to unsigned"));
    }
    let value = this.to_big();
    let mut bytes = if signed {
        value.to_signed_bytes_le()
    } else {
        value.magnitude().to_bytes_le()
    };
    if value.is_zero() {
        bytes.clear();
    }
    if bytes.len() > length {
        return Err(overflow_error("int too big to convert"));
    }
    let filler = if this.is_negative() { 0xFF } else { 0 };
    bytes.resize(length, filler);
    Ok(bytes)
}

pub(super) fn from_bytes(class: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let big_endian = byte_order("from_bytes", args[1])?;
    let signed = flag(args[2])?;
    let source = args[0].ok_or_else(|| type_error("from_bytes() missing argument"))?;
    let mut bytes = crate::types::bytes::from_object(source)?
        .as_slice()
        .to_vec();
    if big_endian {
        bytes.reverse();
    }
    let value = if signed {
        BigInt::from_signed_bytes_le(&bytes)
    } else {
        BigInt::from_bytes_le(Sign::Plus, &bytes)
    };
    let value = Int::from_big(value).into_obj();
    if class.is(INT_TYPE.as_obj()) {
        return Ok(value);
    }
    crate::object::protocol::call(class, &[&value])
}

pub(super) fn repr(this: &Obj) -> PyResult {
    let text = super::digits::to_text(receiver(this)?, 10)?;
    Ok(Str::from_ascii(text.as_bytes()).into_obj())
}
