//! `repr` and `ascii` of strings.

use crate::object::Ref;
use crate::types::str::unicode;
use crate::types::str::writer::StrWriter;
use crate::types::str::{Points, Str};

/// `repr(string)`
pub fn repr(string: &Str) -> Ref<Str> {
    if let Some(plain) = plain(string) {
        return plain;
    }
    let mut out = StrWriter::with_capacity(string.len() + 2);
    let quote = quote_of(string.points());
    out.push(quote);
    for point in string.iter() {
        push_escaped(&mut out, point, quote, unicode::is_printable);
    }
    out.push(quote);
    out.finish()
}

/// The common case: printable ASCII without quotes and backslashes.
fn plain(string: &Str) -> Option<Ref<Str>> {
    let text = string.as_ascii()?.as_bytes();
    if !text
        .iter()
        .all(|byte| matches!(byte, 0x20..=0x7E) && !matches!(byte, b'\'' | b'\\'))
    {
        return None;
    }
    let mut quoted = Vec::with_capacity(text.len() + 2);
    quoted.push(b'\'');
    quoted.extend_from_slice(text);
    quoted.push(b'\'');
    Some(Str::from_ascii(&quoted))
}

/// `'`, unless the text has that and no `"`.
pub(crate) fn quote_of(points: Points<'_>) -> u32 {
    let has = |wanted: char| (0..points.len()).any(|i| points.at(i) == u32::from(wanted));
    u32::from(if has('\'') && !has('"') { '"' } else { '\'' })
}

fn push_escaped(out: &mut StrWriter, point: u32, quote: u32, shown: fn(u32) -> bool) {
    match point {
        0x5C => out.push_text("\\\\"),
        _ if point == quote => {
            out.push(0x5C);
            out.push(quote);
        }
        0x09 => out.push_text("\\t"),
        0x0A => out.push_text("\\n"),
        0x0D => out.push_text("\\r"),
        0x20..=0x7E => out.push(point),
        _ if shown(point) => out.push(point),
        _ => out.push_text(&escape(point)),
    }
}

/// `\xhh`, `\uhhhh` or `\Uhhhhhhhh`.
pub fn escape(point: u32) -> String {
    match point {
        0..=0xFF => format!("\\x{point:02x}"),
        0x100..=0xFFFF => format!("\\u{point:04x}"),
        _ => format!("\\U{point:08x}"),
    }
}

/// The text with everything beyond ASCII escaped, as `ascii()` does to a `repr`.
pub fn ascii_of(repr: &Str) -> Ref<Str> {
    if repr.is_ascii() {
        return Ref::from(repr);
    }
    let mut out = StrWriter::with_capacity(repr.len() + 16);
    for point in repr.iter() {
        if point < 0x80 {
            out.push(point);
        } else {
            out.push_text(&escape(point));
        }
    }
    out.finish()
}
