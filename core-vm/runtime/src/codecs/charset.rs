//! ASCII and Latin-1.

use crate::codecs::handlers::{DecodeFailure, EncodeFailure, Substitute};
use crate::object::{PyResult, Ref};
use crate::types::str::writer::StrWriter;
use crate::types::str::{Points, Str};

/// An encoding of the first code points as single bytes.
pub struct Charset {
    pub name: &'static str,
    /// The first code point that it has not.
    pub limit: u32,
    pub reason: &'static str,
}

pub const ASCII: Charset = Charset {
    name: "ascii",
    limit: 128,
    reason: "ordinal not in range(128)",
};

pub const LATIN_1: Charset = Charset {
    name: "latin-1",
    limit: 256,
    reason: "ordinal not in range(256)",
};

/// Text as bytes.
///
/// # Errors
/// `UnicodeEncodeError` or what the handler raises.
pub fn encode(text: &Str, charset: &Charset, errors: &str) -> PyResult<Vec<u8>> {
    if let Points::One(data) = text.points()
        && (charset.limit == 256 || text.is_ascii())
    {
        return Ok(data.to_vec());
    }
    let points = text.points();
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < points.len() {
        let point = points.at(at);
        if point < charset.limit {
            out.push(point as u8);
            at += 1;
            continue;
        }
        let run = (at..points.len())
            .take_while(|i| points.at(*i) >= charset.limit)
            .count();
        let failure = EncodeFailure {
            encoding: charset.name,
            text,
            start: at,
            end: at + run,
            reason: charset.reason,
        };
        let (substitute, next) = failure.handle(errors)?;
        push(&mut out, substitute, charset, &failure)?;
        at = next;
    }
    Ok(out)
}

fn push(
    out: &mut Vec<u8>,
    substitute: Substitute,
    charset: &Charset,
    failure: &EncodeFailure<'_>,
) -> PyResult<()> {
    match substitute {
        Substitute::Bytes(bytes) => out.extend_from_slice(&bytes),
        Substitute::Text(text) => {
            for point in text.iter() {
                if point >= charset.limit {
                    return Err(failure.error());
                }
                out.push(point as u8);
            }
        }
    }
    Ok(())
}

/// ASCII bytes as text.
///
/// # Errors
/// `UnicodeDecodeError` or what the handler raises.
pub fn decode_ascii(bytes: &[u8], errors: &str) -> PyResult<Ref<Str>> {
    if bytes.is_ascii() {
        return Ok(Str::from_ascii(bytes));
    }
    let mut out = StrWriter::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] < 0x80 {
            out.push(u32::from(bytes[at]));
            at += 1;
            continue;
        }
        let failure = DecodeFailure {
            encoding: "ascii",
            bytes,
            start: at,
            end: at + 1,
            reason: ASCII.reason,
        };
        let (text, next) = failure.handle(errors)?;
        out.push_str(&text);
        at = next;
    }
    Ok(out.finish())
}

/// Latin-1 bytes as text.
pub fn decode_latin_1(bytes: &[u8]) -> Ref<Str> {
    Str::from_any(Points::One(bytes))
}
