//! JSON strings, written and read.

use serpentarium_runtime::object::error::value_error;
use serpentarium_runtime::object::{Exc, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::exceptions::BaseException;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::str::writer::StrWriter;

/// The string between quotes, escaped; with `ascii`, everything beyond ASCII too.
pub fn quoted(string: &Str, ascii: bool) -> Ref<Str> {
    let mut out = StrWriter::with_capacity(string.len() + 2);
    push_quoted(&mut out, string, ascii);
    out.finish()
}

/// [`quoted`] into a writer.
pub fn push_quoted(out: &mut StrWriter, string: &Str, ascii: bool) {
    out.push(u32::from('"'));
    let plain = string.as_ascii().is_some_and(|text| {
        text.bytes()
            .all(|byte| (0x20..0x7F).contains(&byte) && byte != b'"' && byte != b'\\')
    });
    if plain {
        out.push_str(string);
    } else {
        string.iter().for_each(|point| push_char(out, point, ascii));
    }
    out.push(u32::from('"'));
}

fn push_char(out: &mut StrWriter, point: u32, ascii: bool) {
    match point {
        0x22 => out.push_text("\\\""),
        0x5C => out.push_text("\\\\"),
        0x08 => out.push_text("\\b"),
        0x0C => out.push_text("\\f"),
        0x0A => out.push_text("\\n"),
        0x0D => out.push_text("\\r"),
        0x09 => out.push_text("\\t"),
        0..=0x07 | 0x0B | 0x0E..=0x1F => out.push_text(&format!("\\u{point:04x}")),
        0x20..=0x7E => out.push(point),
        _ if !ascii => out.push(point),
        0..=0xFFFF => out.push_text(&format!("\\u{point:04x}")),
        _ => {
            let rest = point - 0x1_0000;
            let (high, low) = (0xD800 | rest >> 10, 0xDC00 | rest & 0x3FF);
            out.push_text(&format!("\\u{high:04x}\\u{low:04x}"));
        }
    }
}

/// `json.JSONDecodeError(message, document, position)`
#[cold]
pub fn decode_error(message: &str, document: &Str, position: isize) -> Exc {
    let make = || -> PyResult {
        let class = crate::value::imported("json.decoder", "JSONDecodeError")?;
        let (message, position) = (Str::from_str(message), Int::new(position as i64));
        protocol::call(
            &class,
            &[message.as_obj(), document.as_obj(), position.as_obj()],
        )
    };
    match make().map(|instance| instance.downcast_into::<BaseException>()) {
        Ok(Ok(instance)) => Exc::from_instance(instance),
        Ok(Err(_)) => value_error(message),
        Err(error) => error,
    }
}

/// Reads a string whose opening quote stands before `begin`: its value, and the place
/// behind the closing quote.
///
/// # Errors
/// `JSONDecodeError` for a malformed string, `ValueError` for a place outside the text.
pub fn scan(string: &Str, begin: isize, strict: bool) -> PyResult<(Ref<Str>, usize)> {
    let points = string.points();
    let len = points.len();
    let Some(begin) = usize::try_from(begin).ok().filter(|begin| *begin <= len) else {
        return Err(value_error("end is out of bounds"));
    };
    let unterminated = || {
        decode_error(
            "Unterminated string starting at",
            string,
            begin as isize - 1,
        )
    };
    let mut out = StrWriter::new();
    let mut at = begin;
    loop {
        let start = at;
        while at < len && !matches!(points.at(at), 0x22 | 0x5C) {
            if strict && points.at(at) <= 0x1F {
                return Err(decode_error(
                    "Invalid control character at",
                    string,
                    at as isize,
                ));
            }
            at += 1;
        }
        if at == len {
            return Err(unterminated());
        }
        let plain = start..at;
        let quote = points.at(at) == 0x22;
        at += 1;
        if quote && start == begin {
            return Ok((string.slice(plain), at));
        }
        out.push_range(string, plain);
        if quote {
            return Ok((out.finish(), at));
        }
        if at == len {
            return Err(unterminated());
        }
        at = escape(string, at, &mut out)?;
    }
}

/// Reads what follows a backslash; the place behind it.
fn escape(string: &Str, at: usize, out: &mut StrWriter) -> PyResult<usize> {
    let points = string.points();
    let simple = match char::from_u32(points.at(at)) {
        Some('"') => 0x22,
        Some('\\') => 0x5C,
        Some('/') => 0x2F,
        Some('b') => 0x08,
        Some('f') => 0x0C,
        Some('n') => 0x0A,
        Some('r') => 0x0D,
        Some('t') => 0x09,
        Some('u') => {
            let first = hexadecimal(string, at + 1)
                .ok_or_else(|| decode_error("Invalid \\uXXXX escape", string, at as isize))?;
            let next = at + 5;
            let paired = (0xD800..0xDC00).contains(&first)
                && next + 6 <= points.len()
                && points.at(next) == 0x5C
                && points.at(next + 1) == u32::from('u');
            if paired && let Some(second @ 0xDC00..=0xDFFF) = hexadecimal(string, next + 2) {
                out.push(0x1_0000 + ((first & 0x3FF) << 10 | second & 0x3FF));
                return Ok(next + 6);
            }
            out.push(first);
            return Ok(next);
        }
        _ => {
            return Err(decode_error("Invalid \\escape", string, at as isize - 1));
        }
    };
    out.push(simple);
    Ok(at + 1)
}

fn hexadecimal(string: &Str, at: usize) -> Option<u32> {
    // A closing quote has to follow: four digits at the very end are no escape.
    if at + 4 >= string.len() {
        return None;
    }
    (at..at + 4).try_fold(0, |value, index| {
        let digit = char::from_u32(string.points().at(index))?.to_digit(16)?;
        Some(value << 4 | digit)
    })
}
