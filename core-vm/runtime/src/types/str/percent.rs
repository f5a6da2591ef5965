//! `str % values`.

use crate::object::error::{overflow_error, type_error};
use crate::object::{Obj, PyResult, Ref};
use crate::types::format::percent::{self, Conversion, Reader, Values};
use crate::types::int::Int;
use crate::types::none::not_implemented;
use crate::types::str::writer::StrWriter;
use crate::types::str::{Str, repr};

/// The `%` slot.
pub(super) fn remainder(left: &Obj, right: &Obj) -> PyResult {
    match left.downcast::<Str>() {
        Some(format) => Ok(format_percent(format, right)?.into_obj()),
        None => Ok(not_implemented()),
    }
}

/// `format % args`
///
/// # Errors
/// `TypeError`, `ValueError` and what converting the values raises.
pub fn format_percent(format: &Str, args: &Obj) -> PyResult<Ref<Str>> {
    let mut values = Values::new(args, args.downcast::<Str>().is_some());
    let mut reader = Reader::new(format.points());
    let mut out = StrWriter::with_capacity(format.len() + 16);
    while let Some(literal) = reader.literal() {
        let end = literal.end;
        out.push_range(format, literal);
        if end == format.len() {
            break;
        }
        match reader.conversion(&mut values, |key| Str::from_any(key).into_obj())? {
            Some(conversion) => {
                let value = values.next()?;
                convert(&mut out, &value, &conversion)?;
            }
            None => out.push(u32::from('%')),
        }
    }
    values.finish("string")?;
    Ok(out.finish())
}

fn convert(out: &mut StrWriter, value: &Obj, conversion: &Conversion) -> PyResult<()> {
    let text = match conversion.letter_char() {
        's' => crate::object::protocol::str(value)?,
        'r' => crate::object::protocol::repr(value)?,
        'a' => repr::ascii_of(&*crate::object::protocol::repr(value)?),
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
            out.push_text(&percent::integer(value, conversion)?.padded(conversion));
            return Ok(());
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let number = crate::types::float::convert::as_f64(value)?;
            out.push_text(&percent::float(number, conversion).padded(conversion));
            return Ok(());
        }
        'c' => {
            let char = Str::from_char(character(value)?);
            push_padded(out, &char, 1, conversion);
            return Ok(());
        }
        _ => return Err(percent::unsupported(conversion)),
    };
    let len = text.len().min(conversion.precision.unwrap_or(usize::MAX));
    push_padded(out, &text, len, conversion);
    Ok(())
}

fn push_padded(out: &mut StrWriter, text: &Str, len: usize, conversion: &Conversion) {
    let padding = conversion.width.saturating_sub(len);
    if !conversion.left {
        out.fill(u32::from(' '), padding);
    }
    out.push_range(text, 0..len);
    if conversion.left {
        out.fill(u32::from(' '), padding);
    }
}

fn character(value: &Obj) -> PyResult<u32> {
    if let Some(text) = value.downcast::<Str>() {
        if text.len() == 1 {
            return Ok(text.points().at(0));
        }
        return Err(type_error(format!(
            "%c requires an int or a unicode character, not a string of length {}",
            text.len()
        )));
    }
    if value.downcast::<Int>().is_none() && value.ty().slots().nb_index.is_none() {
        return Err(type_error(format!(
            "%c requires an int or a unicode character, not {}",
            crate::types::typeobj::names::fully_qualified(value.ty())
        )));
    }
    let int = crate::object::protocol::number::index(value)?;
    int.as_i64()
        .and_then(|point| u32::try_from(point).ok())
        .filter(|point| *point <= 0x10_FFFF)
        .ok_or_else(|| overflow_error("%c arg not in range(0x110000)"))
}
