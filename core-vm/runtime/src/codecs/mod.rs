//! Text to bytes and back: the built-in encodings, error handlers, the codec registry.
//!
//! [`encode_str`] and [`decode_bytes`] are what `str.encode` and `bytes.decode` do:
//! the common encodings directly, all others through the codecs that Python code
//! registered (the `encodings` package).

use crate::object::error::{lookup_error, type_error};
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::buffer;
use crate::types::bytes::Bytes;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

pub mod builtin_handlers;
pub mod charmap;
pub mod charset;
pub mod escape;
pub mod handlers;
pub mod registry;
pub mod utf7;
pub mod utf8;
pub mod wide;

/// An encoding that needs no registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direct {
    Utf8,
    Ascii,
    Latin1,
}

fn direct(encoding: &str) -> Option<Direct> {
    let normal: String = encoding
        .chars()
        .map(|c| {
            if c == '_' {
                '-'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect();
    match normal.as_str() {
        "utf-8" | "utf8" => Some(Direct::Utf8),
        "ascii" | "us-ascii" => Some(Direct::Ascii),
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => Some(Direct::Latin1),
        _ => None,
    }
}

/// `text.encode(encoding, errors)`: a `bytes` object.
///
/// # Errors
/// `UnicodeEncodeError`, `LookupError`, and what codecs and handlers raise.
pub fn encode_str(text: &Str, encoding: &str, errors: &str) -> PyResult {
    let bytes = match direct(encoding) {
        Some(Direct::Utf8) => utf8::encode(text, errors)?,
        Some(Direct::Ascii) => charset::encode(text, &charset::ASCII, errors)?,
        Some(Direct::Latin1) => charset::encode(text, &charset::LATIN_1, errors)?,
        None => return encode_by_registry(text, encoding, errors),
    };
    Ok(Bytes::new(&bytes).into_obj())
}

fn encode_by_registry(text: &Str, encoding: &str, errors: &str) -> PyResult {
    let encoder = registry::text_codec(encoding, "codecs.encode()")?.encoder;
    let result = call_codec(&encoder, text.as_obj(), errors, "encoder")?;
    if result.downcast::<Bytes>().is_some() {
        return Ok(result);
    }
    if result.is_instance(&crate::types::bytearray::BYTEARRAY_TYPE) {
        crate::warn::warn(
            &crate::types::exceptions::RUNTIME_WARNING,
            &format!(
                "encoder {encoding} returned bytearray instead of bytes; \
                 use codecs.encode() to encode to arbitrary types"
            ),
            1,
        )?;
        return Ok(crate::types::bytes::from_object(&result)?.into_obj());
    }
    Err(type_error(format!(
        "'{encoding}' encoder returned '{}' instead of 'bytes'; \
         use codecs.encode() to encode to arbitrary types",
        result.ty().tp_name()
    )))
}

/// `bytes.decode(encoding, errors)`
///
/// # Errors
/// `UnicodeDecodeError`, `LookupError`, and what codecs and handlers raise.
pub fn decode_bytes(bytes: &[u8], encoding: &str, errors: &str) -> PyResult<Ref<Str>> {
    match direct(encoding) {
        Some(Direct::Utf8) => Ok(utf8::decode(bytes, errors, true)?.0),
        Some(Direct::Ascii) => charset::decode_ascii(bytes, errors),
        Some(Direct::Latin1) => Ok(charset::decode_latin_1(bytes)),
        None => decode_by_registry(bytes, encoding, errors),
    }
}

fn decode_by_registry(bytes: &[u8], encoding: &str, errors: &str) -> PyResult<Ref<Str>> {
    let decoder = registry::text_codec(encoding, "codecs.decode()")?.decoder;
    let source = Bytes::new(bytes);
    let result = call_codec(&decoder, source.as_obj(), errors, "decoder")?;
    result.downcast_into::<Str>().map_err(|other| {
        type_error(format!(
            "'{encoding}' decoder returned '{}' instead of 'str'; \
             use codecs.decode() to decode to arbitrary types",
            other.ty().tp_name()
        ))
    })
}

/// Calls an encoder or decoder, which answers `(object, length consumed)`.
///
/// # Errors
/// What the codec raises; `TypeError` for another answer.
pub fn call_codec(codec: &Obj, source: &Obj, errors: &str, kind: &str) -> PyResult {
    let errors = Str::from_str(errors);
    let result = crate::object::protocol::call(codec, &[source, errors.as_obj()])?;
    let pair = result.downcast::<Tuple>().filter(|pair| pair.len() == 2);
    match pair.and_then(|pair| pair.get(0)) {
        Some(converted) => Ok(converted),
        None => Err(type_error(format!(
            "{kind} must return a tuple (object, integer)"
        ))),
    }
}

/// `str(object, encoding, errors)`
///
/// # Errors
/// `TypeError` when the object is no buffer; what decoding raises.
pub fn decode_object(object: &Obj, encoding: &str, errors: &str) -> PyResult<Ref<Str>> {
    if object.downcast::<Str>().is_some() {
        return Err(type_error("decoding str is not supported"));
    }
    if let Some(bytes) = object.downcast::<Bytes>() {
        if bytes.as_slice().is_empty() {
            return Ok(Str::from_str(""));
        }
        return decode_bytes(bytes.as_slice(), encoding, errors);
    }
    if object.ty().slots().bf_getbuffer.is_none() {
        return Err(type_error(format!(
            "decoding to str: need a bytes-like object, {} found",
            object.ty().tp_name()
        )));
    }
    let bytes = buffer::get(object, buffer::request::SIMPLE)?.to_vec();
    if bytes.is_empty() {
        return Ok(Str::from_str(""));
    }
    decode_bytes(&bytes, encoding, errors)
}

/// `LookupError: unknown encoding: NAME`
#[cold]
pub(crate) fn unknown_encoding(encoding: &str) -> crate::object::Exc {
    lookup_error(format!("unknown encoding: {encoding}"))
}
