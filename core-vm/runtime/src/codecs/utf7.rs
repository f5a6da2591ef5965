//! UTF-7 (RFC 2152).

use crate::codecs::handlers::DecodeFailure;
use crate::object::{PyResult, Ref};
use crate::types::str::Str;
use crate::types::str::writer::StrWriter;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn value(byte: u8) -> Option<u32> {
    BASE64
        .iter()
        .position(|known| *known == byte)
        .map(|at| at as u32)
}

/// Whether a character may stand for itself when encoding.
fn direct(point: u32) -> bool {
    match u8::try_from(point) {
        Ok(b'\t' | b'\n' | b'\r' | b' ') => true,
        Ok(b'+' | b'\\' | b'~') => false,
        Ok(byte) => (0x21..=0x7D).contains(&byte),
        Err(_) => false,
    }
}

/// Text as UTF-7.
pub fn encode(text: &Str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let (mut shifted, mut bits, mut count) = (false, 0u64, 0u32);
    for point in text.iter() {
        if direct(point) {
            if shifted {
                flush(&mut out, &mut bits, &mut count);
                let byte = point as u8;
                if value(byte).is_some() || byte == b'-' {
                    out.push(b'-');
                }
                shifted = false;
            }
            out.push(point as u8);
            continue;
        }
        if !shifted {
            out.push(b'+');
            if point == u32::from('+') {
                out.push(b'-');
                continue;
            }
            shifted = true;
        }
        for unit in units(point) {
            bits = bits << 16 | u64::from(unit);
            count += 16;
            while count >= 6 {
                count -= 6;
                out.push(BASE64[(bits >> count & 63) as usize]);
            }
            bits &= (1 << count) - 1;
        }
    }
    if shifted {
        flush(&mut out, &mut bits, &mut count);
        out.push(b'-');
    }
    out
}

fn units(point: u32) -> Vec<u16> {
    if point > 0xFFFF {
        let rest = point - 0x1_0000;
        vec![(0xD800 | rest >> 10) as u16, (0xDC00 | rest & 0x3FF) as u16]
    } else {
        vec![point as u16]
    }
}

fn flush(out: &mut Vec<u8>, bits: &mut u64, count: &mut u32) {
    if *count > 0 {
        out.push(BASE64[(*bits << (6 - *count) & 63) as usize]);
    }
    (*bits, *count) = (0, 0);
}

/// UTF-7 as text, and how many bytes were used.
///
/// # Errors
/// `UnicodeDecodeError` or what the handler raises.
pub fn decode(bytes: &[u8], errors: &str, last: bool) -> PyResult<(Ref<Str>, usize)> {
    let mut out = StrWriter::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let (end, reason) = if byte == b'+' {
            match shifted(&bytes[at..], last) {
                Shifted::Text(points, used) => {
                    points.into_iter().for_each(|point| out.push(point));
                    at += used;
                    continue;
                }
                Shifted::Incomplete => return Ok((out.finish(), at)),
                Shifted::Wrong(used, reason) => (at + used, reason),
            }
        } else if byte < 0x80 {
            out.push(u32::from(byte));
            at += 1;
            continue;
        } else {
            (at + 1, "unexpected special character")
        };
        let failure = DecodeFailure {
            encoding: "utf7",
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

enum Shifted {
    Text(Vec<u32>, usize),
    Incomplete,
    Wrong(usize, &'static str),
}

/// Reads a shifted sequence, which starts with `+`.
fn shifted(bytes: &[u8], last: bool) -> Shifted {
    match bytes.get(1) {
        Some(b'-') => return Shifted::Text(vec![u32::from('+')], 2),
        Some(byte) if value(*byte).is_none() => return Shifted::Wrong(2, "ill-formed sequence"),
        _ => {}
    }
    let (mut bits, mut count, mut at, mut units) = (0u64, 0u32, 1, Vec::new());
    while let Some(six) = bytes.get(at).copied().and_then(value) {
        bits = bits << 6 | u64::from(six);
        count += 6;
        at += 1;
        if count >= 16 {
            count -= 16;
            units.push((bits >> count) as u16);
            bits &= (1 << count) - 1;
        }
    }
    if at == bytes.len() {
        if !last {
            return Shifted::Incomplete;
        }
        return Shifted::Wrong(at, "unterminated shift sequence");
    }
    if count >= 6 {
        return Shifted::Wrong(at + 1, "partial character in base64 sequence");
    }
    if bits != 0 {
        return Shifted::Wrong(at + 1, "non-zero padding bits in base64 sequence");
    }
    if bytes[at] == b'-' {
        at += 1;
    }
    let points = char::decode_utf16(units)
        .map(|unit| unit.map_or_else(|error| u32::from(error.unpaired_surrogate()), u32::from))
        .collect();
    Shifted::Text(points, at)
}
