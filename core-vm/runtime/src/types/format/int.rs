//! `format(int, spec)`.

use crate::object::error::{overflow_error, value_error};
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::format::number::{Parts, laid_out};
use crate::types::format::spec::unknown_kind;
use crate::types::format::{Align, Spec, float};
use crate::types::int::arith::int_to_float;
use crate::types::int::{Int, digits};
use crate::types::str::Str;

/// Formats an integer.
///
/// # Errors
/// `ValueError` for a wrong specification; `OverflowError` where a float type is asked for.
pub fn format_int(value: &Int, spec: &Str) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return crate::object::protocol::str(value.as_obj());
    }
    let spec = Spec::parse(spec, value.as_obj(), Align::Right)?;
    format_int_spec(value, &spec, value.as_obj())
}

fn format_int_spec(value: &Int, spec: &Spec, object: &Obj) -> PyResult<Ref<Str>> {
    let (base, prefix) = match spec.kind_char() {
        None | Some('d' | 'n') => (10, ""),
        Some('b') => (2, "0b"),
        Some('o') => (8, "0o"),
        Some('x') => (16, "0x"),
        Some('X') => (16, "0X"),
        Some('c') => return format_char(value, spec),
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => {
            return float::format_float_spec(int_to_float(value)?, spec, object);
        }
        Some(_) => return Err(unknown_kind(spec.kind.unwrap_or(0), object)),
    };
    if spec.precision.is_some() {
        return Err(value_error(
            "Precision not allowed in integer format specifier",
        ));
    }
    if spec.no_negative_zero {
        return Err(value_error(
            "Negative zero coercion (z) not allowed in integer format specifier",
        ));
    }
    let mut text = digits::to_text(value, base)?;
    if spec.kind_char() == Some('X') {
        text = text.to_ascii_uppercase();
    }
    let negative = text.starts_with('-');
    // A grouping of the fraction says nothing about an integer.
    let parts = Parts {
        negative,
        prefix: if spec.alternate { prefix } else { "" },
        digits: text.trim_start_matches('-'),
        rest: "",
    };
    let group_size = if base == 10 { 3 } else { 4 };
    Ok(laid_out(&parts, spec, group_size))
}

fn format_char(value: &Int, spec: &Spec) -> PyResult<Ref<Str>> {
    if spec.precision.is_some() {
        return Err(value_error(
            "Precision not allowed in integer format specifier",
        ));
    }
    if spec.no_negative_zero {
        return Err(value_error(
            "Negative zero coercion (z) not allowed in integer format specifier",
        ));
    }
    if spec.sign.is_some() {
        return Err(value_error(
            "Sign not allowed with integer format specifier 'c'",
        ));
    }
    if spec.alternate {
        return Err(value_error(
            "Alternate form (#) not allowed with integer format specifier 'c'",
        ));
    }
    let Some(value) = value.as_i64() else {
        return Err(overflow_error("Python int too large to convert to C long"));
    };
    match u32::try_from(value) {
        Ok(point) if point <= 0x10_FFFF => {
            let mut out = crate::types::str::writer::StrWriter::new();
            let padding = spec.width.unwrap_or(0).saturating_sub(1);
            let (left, right) = match spec.align {
                Align::Left => (0, padding),
                Align::Center => (padding / 2, padding - padding / 2),
                Align::Right | Align::AfterSign => (padding, 0),
            };
            out.fill(spec.fill, left);
            out.push(point);
            out.fill(spec.fill, right);
            Ok(out.finish())
        }
        _ => Err(overflow_error("%c arg not in range(0x110000)")),
    }
}
