//! Methods and attributes of `float`.

use num_bigint::BigInt;
use num_traits::float::FloatCore;

use crate::object::args::type_in_message;
use crate::object::error::{overflow_error, type_error, value_error};
use crate::object::{Obj, Object, PyResult};
use crate::types::float::number::{float, value_of};
use crate::types::float::{FLOAT_TYPE, Float, convert};
use crate::types::int::{Int, bool_ref};
use crate::types::str::Str;
use crate::types::tuple::Tuple;

pub(super) fn conjugate(this: &Obj) -> PyResult {
    float(this)
}

pub(super) fn imag(_this: &Obj) -> PyResult {
    Ok(Float::new(0.0).into_obj())
}

pub(super) fn trunc(this: &Obj) -> PyResult {
    Ok(convert::to_int(value_of(this)?)?.into_obj())
}

pub(super) fn floor(this: &Obj) -> PyResult {
    Ok(convert::to_int(value_of(this)?.floor())?.into_obj())
}

pub(super) fn ceil(this: &Obj) -> PyResult {
    Ok(convert::to_int(value_of(this)?.ceil())?.into_obj())
}

pub(super) fn is_integer(this: &Obj) -> PyResult {
    let value = value_of(this)?;
    Ok(bool_ref(value.is_finite() && value == value.trunc()))
}

pub(super) fn getnewargs(this: &Obj) -> PyResult {
    let value = Float::new(value_of(this)?).into_obj();
    Ok(Tuple::new(vec![value]).into_obj())
}

pub(super) fn format(this: &Obj, spec: &Obj) -> PyResult {
    let spec = crate::types::str::format_argument(spec)?;
    let text = crate::types::format::float::format_float(value_of(this)?, spec, this)?;
    Ok(text.into_obj())
}

pub(super) fn as_integer_ratio(this: &Obj) -> PyResult {
    let value = value_of(this)?;
    if value.is_nan() {
        return Err(value_error("cannot convert NaN to integer ratio"));
    }
    if value.is_infinite() {
        return Err(overflow_error("cannot convert Infinity to integer ratio"));
    }
    let (mut mantissa, exponent, sign) = FloatCore::integer_decode(value);
    let mut exponent = i32::from(exponent);
    if mantissa == 0 {
        exponent = 0;
    } else {
        let zeros = mantissa
            .trailing_zeros()
            .min(exponent.min(0).unsigned_abs());
        mantissa >>= zeros;
        exponent += zeros as i32;
    }
    let mut numerator = BigInt::from(mantissa) * sign;
    let mut denominator = BigInt::from(1);
    if exponent >= 0 {
        numerator <<= exponent;
    } else {
        denominator <<= -exponent;
    }
    let pair = vec![
        Int::from_big(numerator).into_obj(),
        Int::from_big(denominator).into_obj(),
    ];
    Ok(Tuple::new(pair).into_obj())
}

pub(super) fn from_number(class: &Obj, number: &Obj) -> PyResult {
    if number.is_exact(&FLOAT_TYPE) && class.is(FLOAT_TYPE.as_obj()) {
        return Ok(number.to_ref());
    }
    let float = Float::new(convert::as_f64(number)?).into_obj();
    if class.is(FLOAT_TYPE.as_obj()) {
        return Ok(float);
    }
    crate::object::protocol::call(class, &[&float])
}

pub(super) fn getformat(_class: &Obj, kind: &Obj) -> PyResult {
    let Some(kind) = kind.downcast::<Str>() else {
        return Err(type_error(format!(
            "__getformat__() argument must be str, not {}",
            type_in_message(kind)
        )));
    };
    match kind.as_ascii() {
        Some("double" | "float") => Ok(Str::from_str("IEEE, little-endian").into_obj()),
        _ => Err(value_error(
            "__getformat__() argument 1 must be 'double' or 'float'",
        )),
    }
}
