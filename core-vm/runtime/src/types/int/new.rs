//! Making integers from objects: `int()`, `PyNumber_Long`, and text.

use crate::object::error::{type_error, value_error};
use crate::object::{Args, Obj, Object, PyResult, Ref, Type};
use crate::types::buffer;
use crate::types::bytes::Bytes;
use crate::types::exceptions::DEPRECATION_WARNING;
use crate::types::int::digits::{BigOrSmall, ParseError, parse};
use crate::types::int::{INT_TYPE, Int, arith};
use crate::types::str::{Str, unicode};

/// `int.__new__`
pub(super) fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let (value, base) = arguments(args)?;
    let value = match (value, base) {
        (None, None) => Int::new(0),
        (None, Some(_)) => return Err(type_error("int() missing string argument")),
        (Some(value), None) => from_number(value)?,
        (Some(value), Some(base)) => from_text_in_base(value, base)?,
    };
    if ty.is_type(&INT_TYPE) {
        return Ok(value.into_obj());
    }
    Ok(Int::of_type(ty, value.value()).into_obj())
}

fn arguments<'a>(args: Args<'a>) -> PyResult<(Option<&'a Obj>, Option<&'a Obj>)> {
    if let ([value], None) = (args.values, args.names) {
        return Ok((Some(value), None));
    }
    if args.keyword_count() == 0 {
        crate::object::args::check_positional("int", args.values.len(), 0, 2)?;
    }
    let bound = crate::object::args::parsed("($type, x=0, /, base=10)").bind("int", args)?;
    Ok((bound[0], bound[1]))
}

/// `int(object)` (`PyNumber_Long`): an exact `int`.
///
/// # Errors
/// `TypeError` when the object is neither number nor text, `ValueError` for bad text,
/// and what its conversion methods raise.
pub fn from_number(object: &Obj) -> PyResult<Ref<Int>> {
    if let Some(int) = object.downcast_exact::<Int>() {
        return Ok(int.to_ref());
    }
    if let Some(slot) = object.ty().slots().nb_int {
        return exact_result(slot(object)?, "__int__");
    }
    if let Some(slot) = object.ty().slots().nb_index {
        return exact_result(slot(object)?, "__index__");
    }
    if let Some(text) = object.downcast::<Str>() {
        return from_str(text, 10);
    }
    if object.ty().slots().bf_getbuffer.is_some() {
        let bytes = buffer::get(object, buffer::request::SIMPLE)?.to_vec();
        return from_bytes(&bytes, 10);
    }
    Err(type_error(format!(
        "int() argument must be a string, a bytes-like object or a real number, not '{}'",
        object.ty().tp_name()
    )))
}

/// What a conversion method gave, as an exact `int`.
fn exact_result(result: Ref, method: &str) -> PyResult<Ref<Int>> {
    let name = result.ty().tp_name();
    let Ok(int) = result.downcast_into::<Int>() else {
        return Err(type_error(format!(
            "{method} returned non-int (type {name})"
        )));
    };
    if int.as_obj().is_exact(&INT_TYPE) {
        return Ok(int);
    }
    crate::warn::warn(
        &DEPRECATION_WARNING,
        &format!(
            "{method} returned non-int (type {name}).  The ability to return an instance \
             of a strict subclass of int is deprecated, and may be removed in a \
             future version of Python."
        ),
        1,
    )?;
    Ok(arith::exact(&int))
}

fn from_text_in_base(value: &Obj, base: &Obj) -> PyResult<Ref<Int>> {
    let base = crate::object::protocol::number::index_as_isize(base, None)?;
    if base != 0 && !(2..=36).contains(&base) {
        return Err(value_error("int() base must be >= 2 and <= 36, or 0"));
    }
    let base = base as u32;
    if let Some(text) = value.downcast::<Str>() {
        return from_str(text, base);
    }
    let bytes_like = value.downcast::<Bytes>().is_some()
        || value.is_instance(&crate::types::bytearray::BYTEARRAY_TYPE);
    if bytes_like {
        let bytes = buffer::get(value, buffer::request::SIMPLE)?.to_vec();
        return from_bytes(&bytes, base);
    }
    Err(type_error(
        "int() can't convert non-string with explicit base",
    ))
}

/// Reads text (`PyLong_FromUnicodeObject`): any Unicode digits and spaces.
///
/// # Errors
/// `ValueError` when it is no literal of the base.
pub fn from_str(text: &Str, base: u32) -> PyResult<Ref<Int>> {
    let ascii: Vec<u8> = match text.as_ascii() {
        Some(ascii) => ascii.bytes().collect(),
        None => text.iter().map(unicode::numeric_ascii).collect(),
    };
    finish(parse(&ascii, base), base, || {
        crate::object::protocol::repr(text.as_obj())
    })
}

fn from_bytes(bytes: &[u8], base: u32) -> PyResult<Ref<Int>> {
    finish(parse(bytes, base), base, || {
        crate::object::protocol::repr(Bytes::new(bytes).as_obj())
    })
}

fn finish(
    parsed: Result<BigOrSmall, ParseError>,
    base: u32,
    shown: impl FnOnce() -> PyResult<Ref<Str>>,
) -> PyResult<Ref<Int>> {
    match parsed {
        Ok(BigOrSmall::Small(small)) => Ok(Int::new(small)),
        Ok(BigOrSmall::Big(big)) => Ok(Int::from_big(big)),
        Err(ParseError::TooLong(digits)) => Err(value_error(format!(
            "Exceeds the limit ({} digits) for integer string conversion: value has {digits} \
             digits; use sys.set_int_max_str_digits() to increase the limit",
            super::digits::max_str_digits()
        ))),
        Err(ParseError::Invalid) => {
            let shown: String = shown()?.to_string_lossy().chars().take(200).collect();
            Err(value_error(format!(
                "invalid literal for int() with base {base}: {shown}"
            )))
        }
    }
}
