//! Making complex numbers from objects and text.

use crate::object::args::type_in_message;
use crate::object::error::{type_error, value_error};
use crate::object::{Args, Exc, Obj, Object, PyResult, Type, protocol};
use crate::types::complex::arith::Pair;
use crate::types::complex::{COMPLEX_TYPE, Complex};
use crate::types::exceptions::DEPRECATION_WARNING;
use crate::types::float::convert::{as_f64, parse_plain, without_underscores};
use crate::types::str::{Str, unicode};

/// `complex.__new__`
pub(super) fn new(ty: &Type, args: Args<'_>) -> PyResult {
    if let ([only], None) = (args.values, args.names) {
        return from_one(ty, only);
    }
    let bound = crate::object::args::parsed("($type, real=0, imag=0)").bind("complex", args)?;
    let (real, imag) = (bound[0], bound[1]);
    let (mut re, mut im) = (0.0, 0.0);
    if let Some(real) = real {
        let part = part(real, "real")?;
        re = part.0;
        im += part.1;
    }
    if let Some(imag) = imag {
        let part = part(imag, "imag")?;
        re -= part.1;
        im = if im == 0.0 { part.0 } else { im + part.0 };
    }
    Ok(Complex::of_type(ty, re, im).into_obj())
}

/// `complex(object)`
fn from_one(ty: &Type, object: &Obj) -> PyResult {
    if object.is_exact(&COMPLEX_TYPE) && ty.is_type(&COMPLEX_TYPE) {
        return Ok(object.to_ref());
    }
    let (re, im) = if let Some(text) = object.downcast::<Str>() {
        from_str(text)?
    } else if let Some(pair) = by_protocol(object)? {
        pair
    } else if is_real(object) {
        (as_f64(object)?, 0.0)
    } else {
        return Err(type_error(format!(
            "complex() argument must be a string or a number, not {}",
            object.ty().tp_name()
        )));
    };
    Ok(Complex::of_type(ty, re, im).into_obj())
}

fn is_real(object: &Obj) -> bool {
    let slots = object.ty().slots();
    slots.nb_float.is_some() || slots.nb_index.is_some()
}

/// The value of a complex number or of an object with `__complex__`.
fn by_protocol(object: &Obj) -> PyResult<Option<Pair>> {
    if let Some(complex) = object.downcast::<Complex>() {
        return Ok(Some(complex.parts()));
    }
    let Some(result) = protocol::call_special(object, "__complex__", &[])? else {
        return Ok(None);
    };
    let Some(complex) = result.downcast::<Complex>() else {
        return Err(type_error(format!(
            "__complex__ returned non-complex (type {})",
            result.ty().tp_name()
        )));
    };
    if !result.is_exact(&COMPLEX_TYPE) {
        crate::warn::warn(
            &DEPRECATION_WARNING,
            &format!(
                "__complex__ returned non-complex (type {}).  The ability to return an \
                 instance of a strict subclass of complex is deprecated, and may be removed \
                 in a future version of Python.",
                result.ty().tp_name()
            ),
            1,
        )?;
    }
    Ok(Some(complex.parts()))
}

/// One of two arguments, which should be real.
fn part(object: &Obj, name: &str) -> PyResult<Pair> {
    let not_real = || {
        format!(
            "complex() argument '{name}' must be a real number, not {}",
            type_in_message(object)
        )
    };
    let complex = if name == "real" {
        by_protocol(object)?
    } else {
        object.downcast::<Complex>().map(Complex::parts)
    };
    if let Some(pair) = complex {
        if object.downcast::<Complex>().is_some() {
            crate::warn::warn(&DEPRECATION_WARNING, &not_real(), 1)?;
        }
        return Ok(pair);
    }
    if !is_real(object) {
        return Err(type_error(not_real()));
    }
    Ok((as_f64(object)?, 0.0))
}

/// The value of a number (`PyComplex_AsCComplex`).
///
/// # Errors
/// `TypeError: must be real number, not TYPE`; what conversions raise.
pub fn as_complex(object: &Obj) -> PyResult<Pair> {
    match by_protocol(object)? {
        Some(pair) => Ok(pair),
        None => Ok((as_f64(object)?, 0.0)),
    }
}

fn malformed() -> Exc {
    value_error("complex() arg is a malformed string")
}

fn from_str(text: &Str) -> PyResult<Pair> {
    let ascii: Vec<u8> = text.iter().map(unicode::numeric_ascii).collect();
    let ascii = String::from_utf8_lossy(&ascii).into_owned();
    if ascii.contains('_') {
        let Some(plain) = without_underscores(&ascii) else {
            let shown = protocol::repr_text(text.as_obj())?;
            return Err(value_error(format!(
                "could not convert string to complex: {shown}"
            )));
        };
        return parse(&plain).ok_or_else(malformed);
    }
    parse(&ascii).ok_or_else(malformed)
}

/// Reads `REAL`, `IMAGj` or `REAL+IMAGj`, with or without parentheses.
fn parse(text: &str) -> Option<Pair> {
    let space = [' ', '\t', '\n', '\r', '\x0b', '\x0c'];
    let mut text = text.trim_matches(space);
    if let Some(inner) = text.strip_prefix('(') {
        text = inner.strip_suffix(')')?.trim_matches(space);
    }
    let Some(body) = text.strip_suffix(['j', 'J']) else {
        return Some((parse_plain(text)?, 0.0));
    };
    match split_at_sign(body) {
        Some((real, imag)) => Some((parse_plain(real)?, parse_imaginary(imag)?)),
        None => Some((0.0, parse_imaginary(body)?)),
    }
}

/// Splits before the sign of the imaginary part, which is no exponent's.
fn split_at_sign(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let at = (1..bytes.len())
        .rev()
        .find(|i| matches!(bytes[*i], b'+' | b'-') && !matches!(bytes[*i - 1], b'e' | b'E'))?;
    Some(text.split_at(at))
}

fn parse_imaginary(text: &str) -> Option<f64> {
    match text {
        "" | "+" => Some(1.0),
        "-" => Some(-1.0),
        _ => parse_plain(text),
    }
}

/// `complex.from_number`
pub(super) fn from_number(class: &Obj, number: &Obj) -> PyResult {
    let plain = class.is(COMPLEX_TYPE.as_obj());
    if plain && number.is_exact(&COMPLEX_TYPE) {
        return Ok(number.to_ref());
    }
    let (re, im) = as_complex(number)?;
    let complex = Complex::new(re, im).into_obj();
    if plain {
        return Ok(complex);
    }
    protocol::call(class, &[&complex])
}
