//! The escape codecs: `unicode_escape`, `raw_unicode_escape` and bytes' `escape`.

use crate::codecs::handlers::DecodeFailure;
use crate::object::error::value_error;
use crate::object::{PyResult, Ref};
use crate::types::exceptions::DEPRECATION_WARNING;
use crate::types::str::Str;
use crate::types::str::writer::StrWriter;

/// Text with everything but printable ASCII escaped.
pub fn encode_unicode(text: &Str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for point in text.iter() {
        match point {
            0x09 => out.extend_from_slice(b"\\t"),
            0x0A => out.extend_from_slice(b"\\n"),
            0x0D => out.extend_from_slice(b"\\r"),
            0x5C => out.extend_from_slice(b"\\\\"),
            0x20..=0x7E => out.push(point as u8),
            _ => out.extend_from_slice(crate::types::str::repr::escape(point).as_bytes()),
        }
    }
    out
}

/// Text with only what Latin-1 lacks escaped.
pub fn encode_raw_unicode(text: &Str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for point in text.iter() {
        match point {
            0..=0xFF => out.push(point as u8),
            _ => out.extend_from_slice(crate::types::str::repr::escape(point).as_bytes()),
        }
    }
    out
}

/// What an escape stands for.
enum Escape {
    Point(u32, usize),
    /// Nothing, as a backslash before a line break.
    Nothing(usize),
    /// The backslash itself: no known escape.
    Unknown,
    /// How many bytes are wrong, and why.
    Wrong(usize, &'static str),
    /// The same, but more bytes may mend it.
    Truncated(usize, &'static str),
}

/// Text of `unicode_escape`, and how many bytes were used.
///
/// # Errors
/// `UnicodeDecodeError` or what the handler raises.
pub fn decode_unicode(bytes: &[u8], errors: &str, last: bool) -> PyResult<(Ref<Str>, usize)> {
    decode(bytes, errors, last, "unicodeescape", unicode_escape)
}

/// Text of `raw_unicode_escape`, and how many bytes were used.
///
/// # Errors
/// `UnicodeDecodeError` or what the handler raises.
pub fn decode_raw_unicode(bytes: &[u8], errors: &str, last: bool) -> PyResult<(Ref<Str>, usize)> {
    decode(bytes, errors, last, "rawunicodeescape", raw_escape)
}

fn decode(
    bytes: &[u8],
    errors: &str,
    last: bool,
    encoding: &str,
    read: fn(&[u8]) -> Escape,
) -> PyResult<(Ref<Str>, usize)> {
    let mut out = StrWriter::with_capacity(bytes.len());
    let (mut at, mut warned) = (0, false);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(u32::from(bytes[at]));
            at += 1;
            continue;
        }
        let (len, reason) = match read(&bytes[at..]) {
            Escape::Point(point, len) => {
                if len == 4 && point > 0xFF && encoding == "unicodeescape" {
                    warn_octal(point, &mut warned)?;
                }
                out.push(point);
                at += len;
                continue;
            }
            Escape::Nothing(len) => {
                at += len;
                continue;
            }
            Escape::Unknown => {
                if encoding == "unicodeescape" {
                    warn_unknown(bytes[at + 1], &mut warned)?;
                }
                // A raw escape passes over the character behind the backslash too.
                let taken = if encoding == "unicodeescape" {
                    1
                } else {
                    2.min(bytes.len() - at)
                };
                for byte in &bytes[at..at + taken] {
                    out.push(u32::from(*byte));
                }
                at += taken;
                continue;
            }
            Escape::Truncated(len, _) if !last && at + len == bytes.len() => break,
            Escape::Wrong(len, reason) | Escape::Truncated(len, reason) => (len, reason),
        };
        let failure = DecodeFailure {
            encoding,
            bytes,
            start: at,
            end: at + len,
            reason,
        };
        let (text, next) = failure.handle(errors)?;
        out.push_str(&text);
        at = next;
    }
    Ok((out.finish(), at))
}

fn warn_octal(point: u32, warned: &mut bool) -> PyResult<()> {
    if std::mem::replace(warned, true) {
        return Ok(());
    }
    crate::warn::warn(
        &DEPRECATION_WARNING,
        &format!(
            "\"\\{point:o}\" is an invalid octal escape sequence. \
             Such sequences will not work in the future. "
        ),
        1,
    )
}

fn warn_unknown(byte: u8, warned: &mut bool) -> PyResult<()> {
    if std::mem::replace(warned, true) {
        return Ok(());
    }
    crate::warn::warn(
        &DEPRECATION_WARNING,
        &format!(
            "\"\\{}\" is an invalid escape sequence. \
             Such sequences will not work in the future. ",
            char::from(byte)
        ),
        1,
    )
}

fn unicode_escape(bytes: &[u8]) -> Escape {
    let Some(kind) = bytes.get(1) else {
        return Escape::Truncated(1, "\\ at end of string");
    };
    let simple = |byte: u8| Escape::Point(u32::from(byte), 2);
    match kind {
        b'\n' => Escape::Nothing(2),
        b'\\' | b'\'' | b'"' => simple(*kind),
        b'b' => simple(8),
        b't' => simple(9),
        b'n' => simple(10),
        b'v' => simple(11),
        b'f' => simple(12),
        b'r' => simple(13),
        b'a' => simple(7),
        b'0'..=b'7' => octal(bytes),
        b'x' => hexadecimal(bytes, 2, "truncated \\xXX escape"),
        b'u' => hexadecimal(bytes, 4, "truncated \\uXXXX escape"),
        b'U' => hexadecimal(bytes, 8, "truncated \\UXXXXXXXX escape"),
        b'N' => named(bytes),
        _ => Escape::Unknown,
    }
}

fn octal(bytes: &[u8]) -> Escape {
    let digits = bytes[1..]
        .iter()
        .take(3)
        .take_while(|byte| matches!(byte, b'0'..=b'7'))
        .count();
    let value = bytes[1..=digits]
        .iter()
        .fold(0, |value, byte| value * 8 + u32::from(byte - b'0'));
    Escape::Point(value, digits + 1)
}

fn hexadecimal(bytes: &[u8], count: usize, reason: &'static str) -> Escape {
    let digits = bytes[2..]
        .iter()
        .take(count)
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count();
    if digits < count {
        return Escape::Truncated(digits + 2, reason);
    }
    let value = bytes[2..2 + count].iter().fold(0u32, |value, byte| {
        value << 4 | char::from(*byte).to_digit(16).unwrap_or(0)
    });
    if value > 0x10_FFFF {
        return Escape::Wrong(count + 2, "illegal Unicode character");
    }
    Escape::Point(value, count + 2)
}

fn named(bytes: &[u8]) -> Escape {
    const MALFORMED: &str = "malformed \\N character escape";
    if bytes.len() == 2 {
        return Escape::Truncated(2, MALFORMED);
    }
    if bytes[2] != b'{' {
        return Escape::Wrong(2, MALFORMED);
    }
    let Some(close) = bytes.iter().position(|byte| *byte == b'}') else {
        return Escape::Truncated(bytes.len(), MALFORMED);
    };
    if close == 3 {
        return Escape::Wrong(4, MALFORMED);
    }
    let name = String::from_utf8_lossy(&bytes[3..close]);
    match crate::types::str::names::lookup(&name) {
        Some(point) => Escape::Point(point, close + 1),
        None => Escape::Wrong(close + 1, "unknown Unicode character name"),
    }
}

fn raw_escape(bytes: &[u8]) -> Escape {
    match bytes.get(1) {
        Some(b'u') => hexadecimal(bytes, 4, "truncated \\uXXXX escape"),
        Some(b'U') => hexadecimal(bytes, 8, "truncated \\UXXXXXXXX escape"),
        _ => Escape::Unknown,
    }
}

/// Bytes of a literal's escapes (`codecs.escape_decode`).
///
/// # Errors
/// `ValueError` for a malformed escape under `strict`.
pub fn decode_bytes(bytes: &[u8], errors: &str) -> PyResult<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut warned) = (0, false);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        let rest = &bytes[at..];
        let Some(kind) = rest.get(1) else {
            return Err(value_error("Trailing \\ in string"));
        };
        let escape = match kind {
            b'u' | b'U' | b'N' => Escape::Unknown,
            _ => unicode_escape(rest),
        };
        match escape {
            Escape::Point(point, len) => {
                if point > 0xFF {
                    warn_octal(point, &mut warned)?;
                }
                out.push(point as u8);
                at += len;
            }
            Escape::Nothing(len) => at += len,
            Escape::Unknown => {
                warn_unknown(*kind, &mut warned)?;
                out.push(b'\\');
                at += 1;
            }
            Escape::Wrong(len, _) | Escape::Truncated(len, _) => {
                match errors {
                    "strict" => {
                        return Err(value_error(format!("invalid \\x escape at position {at}")));
                    }
                    "replace" => out.push(b'?'),
                    "ignore" => {}
                    _ => {
                        return Err(value_error(format!(
                            "decoding error; unknown error handling code: {errors}"
                        )));
                    }
                }
                at += len;
            }
        }
    }
    Ok(out)
}

/// Bytes with escapes (`codecs.escape_encode`).
pub fn encode_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'\'' => out.extend_from_slice(b"\\'"),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0x20..=0x7E => out.push(*byte),
            _ => out.extend_from_slice(format!("\\x{byte:02x}").as_bytes()),
        }
    }
    out
}
