//! `format(str, spec)`.

use crate::object::error::value_error;
use crate::object::{Object, PyResult, Ref};
use crate::types::format::spec::unknown_kind;
use crate::types::format::{Align, Spec};
use crate::types::str::Str;
use crate::types::str::writer::StrWriter;

/// Formats a string.
///
/// # Errors
/// `ValueError` for a wrong specification.
pub fn format_str(value: &Str, spec: &Str) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return crate::object::protocol::str(value.as_obj());
    }
    let spec = Spec::parse(spec, value.as_obj(), Align::Left)?;
    match spec.kind_char() {
        None | Some('s') => {}
        Some(_) => return Err(unknown_kind(spec.kind.unwrap_or(0), value.as_obj())),
    }
    check(&spec)?;
    let len = value.len().min(spec.precision.unwrap_or(usize::MAX));
    let padding = spec.width.unwrap_or(0).saturating_sub(len);
    let left = match spec.align {
        Align::Right => padding,
        Align::Center => padding / 2,
        Align::Left | Align::AfterSign => 0,
    };
    let mut out = StrWriter::new();
    out.fill(spec.fill, left);
    out.push_range(value, 0..len);
    out.fill(spec.fill, padding - left);
    Ok(out.finish())
}

fn check(spec: &Spec) -> PyResult<()> {
    let message = match spec {
        Spec {
            sign: Some(' '), ..
        } => "Space not allowed in string format specifier",
        Spec { sign: Some(_), .. } => "Sign not allowed in string format specifier",
        Spec {
            no_negative_zero: true,
            ..
        } => "Negative zero coercion (z) not allowed in string format specifier",
        Spec {
            alternate: true, ..
        } => "Alternate form (#) not allowed in string format specifier",
        Spec {
            align: Align::AfterSign,
            ..
        } => "'=' alignment not allowed in string format specifier",
        Spec {
            grouping: Some(separator),
            ..
        } => {
            return Err(value_error(format!(
                "Cannot specify '{separator}' with 's'."
            )));
        }
        _ => return Ok(()),
    };
    Err(value_error(message))
}
