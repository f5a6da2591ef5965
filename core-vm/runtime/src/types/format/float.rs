//! `format(float, spec)`.

use crate::object::error::value_error;
use crate::object::{Obj, PyResult, Ref};
use crate::types::format::number::{Parts, laid_out};
use crate::types::format::spec::unknown_kind;
use crate::types::format::{Align, DoubleStyle, Spec, double_to_string};
use crate::types::str::Str;

/// Formats `value` by `spec`; `object` is named in messages.
///
/// # Errors
/// `ValueError` for a wrong specification.
pub fn format_float(value: f64, spec: &Str, object: &Obj) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return crate::object::protocol::str(object);
    }
    let spec = Spec::parse(spec, object, Align::Right)?;
    format_float_spec(value, &spec, object)
}

/// [`format_float`] with the specification read.
///
/// # Errors
/// As there.
pub fn format_float_spec(value: f64, spec: &Spec, object: &Obj) -> PyResult<Ref<Str>> {
    let text = digits_of(value, spec, object)?;
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text.as_str()),
    };
    let end = body
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(body.len());
    let parts = Parts {
        negative,
        prefix: "",
        digits: &body[..end],
        rest: &body[end..],
    };
    Ok(laid_out(&parts, spec, 3))
}

/// Checks a precision that CPython keeps in an `int`.
///
/// # Errors
/// `ValueError: precision too big`.
pub(super) fn checked_precision(precision: Option<usize>) -> PyResult<Option<usize>> {
    match precision {
        Some(precision) if precision > i32::MAX as usize => Err(value_error("precision too big")),
        other => Ok(other),
    }
}

fn digits_of(value: f64, spec: &Spec, object: &Obj) -> PyResult<String> {
    let precision = checked_precision(spec.precision)?;
    let style = |code: char, default: usize, add_dot_0: bool| DoubleStyle {
        code,
        precision: precision.unwrap_or(default),
        add_dot_0,
        alternate: spec.alternate,
        no_negative_zero: spec.no_negative_zero,
    };
    Ok(match spec.kind_char() {
        None if precision.is_none() => double_to_string(value, style('r', 0, true)),
        None => double_to_string(value, style('g', 0, true)),
        Some('%') => double_to_string(value * 100.0, style('f', 6, false)) + "%",
        Some('n') => double_to_string(value, style('g', 6, false)),
        Some(code @ ('e' | 'E' | 'f' | 'F' | 'g' | 'G')) => {
            double_to_string(value, style(code, 6, false))
        }
        Some(_) => return Err(unknown_kind(spec.kind.unwrap_or(0), object)),
    })
}
