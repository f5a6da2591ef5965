//! UTF-8.

use crate::codecs::handlers::{DecodeFailure, EncodeFailure, Substitute};
use crate::object::{PyResult, Ref};
use crate::types::str::Str;
use crate::types::str::writer::StrWriter;

/// Text as UTF-8.
///
/// # Errors
/// `UnicodeEncodeError` for surrogates, or what the handler raises.
pub fn encode(text: &Str, errors: &str) -> PyResult<Vec<u8>> {
    if let Some(valid) = text.as_str() {
        return Ok(valid.as_bytes().to_vec());
    }
    let points = text.points();
    let mut out = Vec::with_capacity(text.len() * 3);
    let mut at = 0;
    while at < points.len() {
        if let Some(c) = char::from_u32(points.at(at)) {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            at += 1;
            continue;
        }
        let run = (at..points.len())
            .take_while(|i| char::from_u32(points.at(*i)).is_none())
            .count();
        let failure = EncodeFailure {
            encoding: "utf-8",
            text,
            start: at,
            end: at + run,
            reason: "surrogates not allowed",
        };
        let (substitute, next) = failure.handle(errors)?;
        match substitute {
            Substitute::Bytes(bytes) => out.extend_from_slice(&bytes),
            Substitute::Text(text) if text.is_ascii() => {
                out.extend(text.iter().map(|point| point as u8));
            }
            Substitute::Text(_) => return Err(failure.error()),
        }
        at = next;
    }
    Ok(out)
}

/// UTF-8 as text, and how many bytes were used: without `last`, an incomplete sequence
/// at the end is left for later.
///
/// # Errors
/// `UnicodeDecodeError` or what the handler raises.
pub fn decode(bytes: &[u8], errors: &str, last: bool) -> PyResult<(Ref<Str>, usize)> {
    if let Ok(valid) = std::str::from_utf8(bytes) {
        return Ok((Str::from_str(valid), bytes.len()));
    }
    let mut out = StrWriter::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (end, reason) = match std::str::from_utf8(&bytes[at..]) {
            Ok(valid) => {
                out.push_text(valid);
                return Ok((out.finish(), bytes.len()));
            }
            Err(error) => {
                let valid = at + error.valid_up_to();
                out.push_text(std::str::from_utf8(&bytes[at..valid]).unwrap_or_default());
                at = valid;
                match error.error_len() {
                    Some(len) => (at + len, reason(bytes[at])),
                    None if last => (bytes.len(), "unexpected end of data"),
                    None => return Ok((out.finish(), at)),
                }
            }
        };
        let failure = DecodeFailure {
            encoding: "utf-8",
            bytes,
            start: at,
            end,
            reason,
        };
        let (text, next) = failure.handle(errors)?;
        out.push_str(&text);
        at = next;
    }
    Ok((out.finish(), at))
}

fn reason(first: u8) -> &'static str {
    match first {
        0xC2..=0xF4 => "invalid continuation byte",
        _ => "invalid start byte",
    }
}
