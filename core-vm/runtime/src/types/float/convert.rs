//! Making floats from objects and text.

use num_bigint::BigInt;

use crate::object::error::{overflow_error, type_error, value_error};
use crate::object::{Args, Obj, Object, PyResult, Ref, Type};
use crate::types::buffer;
use crate::types::exceptions::DEPRECATION_WARNING;
use crate::types::float::{FLOAT_TYPE, Float};
use crate::types::int::Int;
use crate::types::int::arith::int_to_float;
use crate::types::str::{Str, unicode};

/// `float.__new__`
pub(super) fn new(ty: &Type, args: Args<'_>) -> PyResult {
    // A subclass with its own __init__ may take keywords.
    let plain_init = ty.slots().init.is_none_or(|init| {
        std::ptr::fn_addr_eq(
            init,
            crate::types::object::object_init as crate::object::slots::InitFn,
        )
    });
    if plain_init {
        args.no_keywords("float")?;
    }
    let positional = args.positional();
    crate::object::args::check_positional("float", positional.len(), 0, 1)?;
    let Some(source) = positional.first() else {
        return Ok(of_class(ty, 0.0).into_obj());
    };
    if ty.is_type(&FLOAT_TYPE) && source.is_exact(&FLOAT_TYPE) {
        return Ok(source.to_ref());
    }
    let value = match source.downcast::<Str>() {
        Some(text) => from_str(text)?,
        None => from_object(source)?,
    };
    Ok(of_class(ty, value).into_obj())
}

pub(super) fn of_class(ty: &Type, value: f64) -> Ref<Float> {
    if ty.is_type(&FLOAT_TYPE) {
        Float::new(value)
    } else {
        Float::of_type(ty, value)
    }
}

/// `float(object)` for what is not a string (`PyNumber_Float`).
fn from_object(object: &Obj) -> PyResult<f64> {
    if let Some(value) = number(object)? {
        return Ok(value);
    }
    if object.ty().slots().bf_getbuffer.is_some() {
        let bytes = buffer::get(object, buffer::request::SIMPLE)?.to_vec();
        return parse(&bytes).ok_or_else(|| could_not_convert(object));
    }
    Err(type_error(format!(
        "float() argument must be a string or a real number, not '{}'",
        object.ty().tp_name()
    )))
}

/// The value of anything with `__float__` or `__index__`; `None` for other objects.
fn number(object: &Obj) -> PyResult<Option<f64>> {
    if let Some(float) = object.downcast::<Float>() {
        return Ok(Some(float.value()));
    }
    let name = || object.ty().tp_name();
    if let Some(slot) = object.ty().slots().nb_float {
        let result = slot(object)?;
        let Some(float) = result.downcast::<Float>() else {
            return Err(type_error(format!(
                "{}.__float__ returned non-float (type {})",
                name(),
                result.ty().tp_name()
            )));
        };
        if !result.is_exact(&FLOAT_TYPE) {
            warn_subclass(&name(), &result)?;
        }
        return Ok(Some(float.value()));
    }
    if object.ty().slots().nb_index.is_some() {
        let int = crate::object::protocol::number::index(object)?;
        return int_to_float(&int).map(Some);
    }
    Ok(None)
}

fn warn_subclass(name: &str, result: &Obj) -> PyResult<()> {
    crate::warn::warn(
        &DEPRECATION_WARNING,
        &format!(
            "{name}.__float__ returned non-float (type {}).  The ability to return an \
             instance of a strict subclass of float is deprecated, and may be removed in \
             a future version of Python.",
            result.ty().tp_name()
        ),
        1,
    )
}

/// The value of a real number (`PyFloat_AsDouble`).
///
/// # Errors
/// `TypeError: must be real number, not TYPE`; what conversions raise.
pub fn as_f64(object: &Obj) -> PyResult<f64> {
    if let Some(float) = object.downcast_exact::<Float>() {
        return Ok(float.value());
    }
    number(object)?.ok_or_else(|| {
        type_error(format!(
            "must be real number, not {}",
            object.ty().tp_name()
        ))
    })
}

/// The value of an operand of float arithmetic: a float or an integer, or `None`.
///
/// # Errors
/// `OverflowError` for an integer beyond all floats.
#[inline]
pub fn operand(object: &Obj) -> PyResult<Option<f64>> {
    if let Some(float) = object.downcast::<Float>() {
        return Ok(Some(float.value()));
    }
    match object.downcast::<Int>() {
        Some(int) => int_to_float(int).map(Some),
        None => Ok(None),
    }
}

fn could_not_convert(object: &Obj) -> crate::object::Exc {
    match crate::object::protocol::repr_text(object) {
        Ok(shown) => value_error(format!("could not convert string to float: {shown}")),
        Err(error) => error,
    }
}

fn from_str(text: &Str) -> PyResult<f64> {
    let parsed = match text.as_ascii() {
        Some(ascii) => parse(ascii.as_bytes()),
        None => parse(&text.iter().map(unicode::numeric_ascii).collect::<Vec<u8>>()),
    };
    parsed.ok_or_else(|| could_not_convert(text.as_obj()))
}

/// Reads a float literal as `float()` does; `None` when it is none.
pub fn parse(text: &[u8]) -> Option<f64> {
    let space = |byte: &u8| matches!(byte, 0x09..=0x0D | b' ');
    let start = text.iter().position(|byte| !space(byte))?;
    let end = text.iter().rposition(|byte| !space(byte))? + 1;
    let text = std::str::from_utf8(&text[start..end]).ok()?;
    if text.contains('_') {
        return parse_plain(&without_underscores(text)?);
    }
    parse_plain(text)
}

/// The text without underscores, which may stand only between digits.
pub(crate) fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    let placed = bytes
        .iter()
        .enumerate()
        .all(|(index, byte)| *byte != b'_' || (index > 0 && digit(index - 1) && digit(index + 1)));
    placed.then(|| text.replace('_', ""))
}

/// Reads a literal without space and underscores.
pub(crate) fn parse_plain(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let word = unsigned.to_ascii_lowercase();
    let number = word.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !number && !matches!(word.as_str(), "inf" | "infinity" | "nan") {
        return None;
    }
    text.parse().ok()
}

/// The float as an exact integer, rounded towards zero.
///
/// # Errors
/// `ValueError` for NaN, `OverflowError` for infinities.
pub fn to_int(value: f64) -> PyResult<Ref<Int>> {
    if value.is_nan() {
        return Err(value_error("cannot convert float NaN to integer"));
    }
    if value.is_infinite() {
        return Err(overflow_error("cannot convert float infinity to integer"));
    }
    if value.abs() < 9.2e18 {
        return Ok(Int::new(value as i64));
    }
    let (mantissa, exponent, sign) = num_traits::float::FloatCore::integer_decode(value);
    let magnitude = BigInt::from(mantissa) << exponent.unsigned_abs();
    Ok(Int::from_big(if sign < 0 { -magnitude } else { magnitude }))
}
