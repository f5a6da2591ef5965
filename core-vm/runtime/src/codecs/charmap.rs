//! Encodings given by a mapping of bytes to characters or back.

use crate::codecs::handlers::{DecodeFailure, EncodeFailure, Substitute};
use crate::object::error::{Catch, type_error};
use crate::object::protocol::sequence::getitem;
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::bytes::Bytes;
use crate::types::dict::Dict;
use crate::types::exceptions::LOOKUP_ERROR;
use crate::types::int::Int;
use crate::types::none::is_none;
use crate::types::str::Str;
use crate::types::str::writer::StrWriter;

const REASON: &str = "character maps to <undefined>";
/// In decoding tables: no character.
const UNDEFINED: u32 = 0xFFFE;

/// Bytes as text by a string indexed by byte, or any mapping.
///
/// # Errors
/// `UnicodeDecodeError` or what the handler raises; `TypeError` for a wrong mapping.
pub fn decode(bytes: &[u8], errors: &str, mapping: &Obj) -> PyResult<Ref<Str>> {
    let mut out = StrWriter::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let mapped = match mapping.downcast::<Str>() {
            Some(table) => from_table(table, bytes[at]),
            None => from_mapping(mapping, bytes[at])?,
        };
        if let Some(text) = mapped {
            out.push_str(&text);
            at += 1;
            continue;
        }
        let failure = DecodeFailure {
            encoding: "charmap",
            bytes,
            start: at,
            end: at + 1,
            reason: REASON,
        };
        let (text, next) = failure.handle(errors)?;
        out.push_str(&text);
        at = next;
    }
    Ok(out.finish())
}

fn from_table(table: &Str, byte: u8) -> Option<Ref<Str>> {
    let index = usize::from(byte);
    if index >= table.len() || table.points().at(index) == UNDEFINED {
        return None;
    }
    table.char_at(index)
}

fn from_mapping(mapping: &Obj, byte: u8) -> PyResult<Option<Ref<Str>>> {
    let key = Int::new(i64::from(byte));
    let Some(found) = getitem(mapping, key.as_obj()).catch(&LOOKUP_ERROR)? else {
        return Ok(None);
    };
    if is_none(&found) {
        return Ok(None);
    }
    if let Some(int) = found.downcast::<Int>() {
        let point = int.as_i64().and_then(|value| u32::try_from(value).ok());
        return match point {
            Some(UNDEFINED) => Ok(None),
            Some(point) if point <= 0x10_FFFF => Ok(Some(Str::from_char(point))),
            _ => Err(type_error("character mapping must be in range(0x110000)")),
        };
    }
    let text = found
        .downcast_into::<Str>()
        .map_err(|_| type_error("character mapping must return integer, None or str"))?;
    let undefined = text.len() == 1 && text.points().at(0) == UNDEFINED;
    Ok((!undefined).then_some(text))
}

/// Text as bytes by a mapping of code points to bytes.
///
/// # Errors
/// `UnicodeEncodeError` or what the handler raises; `TypeError` for a wrong mapping.
pub fn encode(text: &Str, errors: &str, mapping: &Obj) -> PyResult<Vec<u8>> {
    let points = text.points();
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < points.len() {
        if let Some(bytes) = to_bytes(mapping, points.at(at))? {
            out.extend_from_slice(&bytes);
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < points.len() && to_bytes(mapping, points.at(end))?.is_none() {
            end += 1;
        }
        let failure = EncodeFailure {
            encoding: "charmap",
            text,
            start: at,
            end,
            reason: REASON,
        };
        let (substitute, next) = failure.handle(errors)?;
        match substitute {
            Substitute::Bytes(bytes) => out.extend_from_slice(&bytes),
            Substitute::Text(text) => {
                for point in text.iter() {
                    let bytes = to_bytes(mapping, point)?.ok_or_else(|| failure.error())?;
                    out.extend_from_slice(&bytes);
                }
            }
        }
        at = next;
    }
    Ok(out)
}

fn to_bytes(mapping: &Obj, point: u32) -> PyResult<Option<Vec<u8>>> {
    let key = Int::new(i64::from(point));
    let Some(found) = getitem(mapping, key.as_obj()).catch(&LOOKUP_ERROR)? else {
        return Ok(None);
    };
    if is_none(&found) {
        return Ok(None);
    }
    if let Some(int) = found.downcast::<Int>() {
        let byte = int.as_i64().and_then(|value| u8::try_from(value).ok());
        return match byte {
            Some(byte) => Ok(Some(vec![byte])),
            None => Err(type_error("character mapping must be in range(256)")),
        };
    }
    match found.downcast::<Bytes>() {
        Some(bytes) => Ok(Some(bytes.as_slice().to_vec())),
        None => Err(type_error(format!(
            "character mapping must return integer, bytes or None, not {}",
            found.ty().tp_name()
        ))),
    }
}

/// The encoding table of a decoding string (`codecs.charmap_build`): a dictionary.
///
/// # Errors
/// What filling the dictionary raises.
pub fn build(table: &Str) -> PyResult {
    let mapping = Dict::new();
    for (index, point) in table.iter().enumerate() {
        let (key, value) = (Int::new(i64::from(point)), Int::from_usize(index));
        mapping.set(key.as_obj(), value.into_obj())?;
    }
    Ok(mapping.into_obj())
}
