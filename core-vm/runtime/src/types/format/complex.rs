//! `format(complex, spec)`.

use crate::object::error::value_error;
use crate::object::{Obj, PyResult, Ref};
use crate::types::format::float::checked_precision;
use crate::types::format::number::{Parts, write};
use crate::types::format::spec::unknown_kind;
use crate::types::format::{Align, DoubleStyle, Spec, double_to_string};
use crate::types::str::Str;
use crate::types::str::writer::StrWriter;

/// Formats a complex number; `object` is named in messages.
///
/// # Errors
/// `ValueError` for a wrong specification.
pub fn format_complex(re: f64, im: f64, spec: &Str, object: &Obj) -> PyResult<Ref<Str>> {
    if spec.is_empty() {
        return crate::object::protocol::str(object);
    }
    let spec = Spec::parse(spec, object, Align::Right)?;
    if spec.fill == u32::from('0') {
        return Err(value_error(
            "Zero padding is not allowed in complex format specifier",
        ));
    }
    if spec.align == Align::AfterSign {
        return Err(value_error(
            "'=' alignment flag is not allowed in complex format specifier",
        ));
    }
    let style = style_of(&spec, object)?;
    // Without a type it looks like `repr`: bare imaginary part when the real one is +0.
    let bare = spec.kind.is_none() && re == 0.0 && re.is_sign_positive();
    let parenthesised = spec.kind.is_none() && !bare;
    let plain = Spec {
        width: None,
        fill: 0,
        align: Align::Left,
        ..spec.clone()
    };
    let mut body = StrWriter::new();
    if parenthesised {
        body.push_text("(");
    }
    if !bare {
        write_part(&mut body, re, style, &plain);
    }
    let imaginary = Spec {
        sign: if bare { plain.sign } else { Some('+') },
        ..plain
    };
    write_part(&mut body, im, style, &imaginary);
    body.push_text("j");
    if parenthesised {
        body.push_text(")");
    }
    Ok(padded(&body.finish(), &spec))
}

fn style_of(spec: &Spec, object: &Obj) -> PyResult<DoubleStyle> {
    let precision = checked_precision(spec.precision)?;
    let (code, default) = match (spec.kind_char(), precision) {
        (None, None) => ('r', 0),
        (None, Some(_)) => ('g', 0),
        (Some('n'), _) => ('g', 6),
        (Some(code @ ('e' | 'E' | 'f' | 'F' | 'g' | 'G')), _) => (code, 6),
        (Some(_), _) => return Err(unknown_kind(spec.kind.unwrap_or(0), object)),
    };
    Ok(DoubleStyle {
        code,
        precision: precision.unwrap_or(default),
        add_dot_0: false,
        alternate: spec.alternate,
        no_negative_zero: spec.no_negative_zero,
    })
}

fn write_part(out: &mut StrWriter, value: f64, style: DoubleStyle, spec: &Spec) {
    let text = double_to_string(value, style);
    let body = text.trim_start_matches('-');
    let end = body
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(body.len());
    let parts = Parts {
        negative: text.starts_with('-'),
        prefix: "",
        digits: &body[..end],
        rest: &body[end..],
    };
    write(out, &parts, spec, 3);
}

fn padded(body: &Str, spec: &Spec) -> Ref<Str> {
    let padding = spec.width.unwrap_or(0).saturating_sub(body.len());
    let left = match spec.align {
        Align::Right | Align::AfterSign => padding,
        Align::Center => padding / 2,
        Align::Left => 0,
    };
    let mut out = StrWriter::new();
    out.fill(spec.fill, left);
    out.push_str(body);
    out.fill(spec.fill, padding - left);
    out.finish()
}
