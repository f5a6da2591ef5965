//! Making bytes: `bytes()`, `bytes(object)`, and what `bytearray()` shares.

use crate::object::args::type_in_message;
use crate::object::error::{Catch, memory_error, type_error, value_error};
use crate::object::protocol::{self, number};
use crate::object::{Args, Obj, Object, PyResult, Ref, Type};
use crate::types::buffer;
use crate::types::bytes::{BYTES_TYPE, Bytes};
use crate::types::exceptions::{OVERFLOW_ERROR, TYPE_ERROR};
use crate::types::int::Int;
use crate::types::str::Str;

/// `bytes.__new__`
pub(super) fn new(ty: &Type, args: Args<'_>) -> PyResult {
    if ty.is_type(&BYTES_TYPE)
        && let ([source], None) = (args.values, args.names)
        && source.is_exact(&BYTES_TYPE)
    {
        return Ok(source.to_ref());
    }
    let bytes = match construct("bytes", args)? {
        Source::Object(object) if ty.is_type(&BYTES_TYPE) => return Ok(object),
        Source::Object(object) => bytes_of(&object),
        Source::Data(data) => data,
    };
    if ty.is_type(&BYTES_TYPE) {
        return Ok(Bytes::new(&bytes).into_obj());
    }
    Ok(Bytes::of_type(ty, &bytes).into_obj())
}

fn bytes_of(object: &Obj) -> Vec<u8> {
    object
        .downcast::<Bytes>()
        .map_or_else(Vec::new, |bytes| bytes.as_slice().to_vec())
}

/// What a constructor call gave.
pub(crate) enum Source {
    /// A `bytes` object, from `__bytes__`.
    Object(Ref),
    Data(Vec<u8>),
}

/// The contents that `bytes(...)` or `bytearray(...)` ask for.
///
/// # Errors
/// `TypeError`, `ValueError` and what conversions raise.
pub(crate) fn construct(name: &str, args: Args<'_>) -> PyResult<Source> {
    let signature = "($type, source=b'', encoding='utf-8', errors='strict')";
    let bound = crate::object::args::parsed(signature).bind(name, args)?;
    let encoding = text(name, "encoding", bound[1])?;
    let errors = text(name, "errors", bound[2])?;
    let Some(source) = bound[0] else {
        return match (encoding, errors) {
            (Some(_), _) => Err(type_error("encoding without a string argument")),
            (None, Some(_)) => Err(type_error("errors without a string argument")),
            (None, None) => Ok(Source::Data(Vec::new())),
        };
    };
    if let Some(encoding) = encoding {
        let Some(source) = source.downcast::<Str>() else {
            return Err(type_error("encoding without a string argument"));
        };
        let errors = errors.as_deref().unwrap_or("strict");
        return crate::codecs::encode_str(source, &encoding, errors).map(Source::Object);
    }
    if errors.is_some() {
        return Err(type_error(if source.downcast::<Str>().is_some() {
            "string argument without an encoding"
        } else {
            "errors without a string argument"
        }));
    }
    from_source(name, source)
}

fn text(function: &str, name: &str, argument: Option<&Obj>) -> PyResult<Option<String>> {
    let Some(argument) = argument else {
        return Ok(None);
    };
    match argument.downcast::<Str>() {
        Some(text) => Ok(Some(text.to_string_lossy())),
        None => Err(type_error(format!(
            "{function}() argument '{name}' must be str, not {}",
            type_in_message(argument)
        ))),
    }
}

fn from_source(name: &str, source: &Obj) -> PyResult<Source> {
    if name == "bytes"
        && let Some(result) = dunder_bytes(source)?
    {
        return Ok(Source::Object(result));
    }
    if source.downcast::<Str>().is_some() {
        return Err(type_error("string argument without an encoding"));
    }
    if source.ty().slots().nb_index.is_some() {
        let count = number::index_as_isize(source, Some(&OVERFLOW_ERROR)).catch(&TYPE_ERROR)?;
        if let Some(count) = count {
            return zeros(count).map(Source::Data);
        }
    }
    collect_bytes(source, name).map(Source::Data)
}

fn zeros(count: isize) -> PyResult<Vec<u8>> {
    let Ok(count) = usize::try_from(count) else {
        return Err(value_error("negative count"));
    };
    let mut data = Vec::new();
    if data.try_reserve_exact(count).is_err() {
        return Err(memory_error(""));
    }
    data.resize(count, 0);
    Ok(data)
}

/// The answer of `__bytes__`, when the type has it.
fn dunder_bytes(object: &Obj) -> PyResult<Option<Ref>> {
    if object.is_exact(&BYTES_TYPE) {
        return Ok(Some(object.to_ref()));
    }
    let Some(result) = protocol::call_special(object, "__bytes__", &[])? else {
        return Ok(None);
    };
    if result.downcast::<Bytes>().is_none() {
        return Err(type_error(format!(
            "__bytes__ returned non-bytes (type {})",
            result.ty().tp_name()
        )));
    }
    Ok(Some(result))
}

/// `PyObject_Bytes`: `__bytes__`, a buffer, or an iterable of integers.
///
/// # Errors
/// `TypeError: cannot convert 'TYPE' object to bytes`; what conversions raise.
pub fn from_object(object: &Obj) -> PyResult<Ref<Bytes>> {
    if let Some(result) = dunder_bytes(object)? {
        return result
            .downcast_into::<Bytes>()
            .map_err(|_| type_error("__bytes__ returned non-bytes"));
    }
    Ok(Bytes::new(&collect_bytes(object, "bytes")?))
}

/// The bytes of a buffer or of an iterable of integers.
///
/// # Errors
/// `TypeError: cannot convert 'TYPE' object to NAME`; `ValueError` for items out of range.
pub fn collect_bytes(object: &Obj, name: &str) -> PyResult<Vec<u8>> {
    if object.ty().slots().bf_getbuffer.is_some() {
        return Ok(buffer::get(object, buffer::request::FULL_RO)?.contiguous());
    }
    let slots = object.ty().slots();
    let iterable = slots.iter.is_some() || slots.sq_item.is_some();
    if object.downcast::<Str>().is_some() || !iterable {
        return Err(type_error(format!(
            "cannot convert '{}' object to {name}",
            object.ty().tp_name()
        )));
    }
    let mut data = Vec::new();
    protocol::for_each(object, |item| {
        data.push(byte_item(&item, name)?);
        Ok(())
    })?;
    Ok(data)
}

fn byte_item(item: &Obj, name: &str) -> PyResult<u8> {
    let value = number::index_as_isize(item, None)?;
    u8::try_from(value).map_err(|_| {
        let subject = if name == "bytes" { "bytes" } else { "byte" };
        value_error(format!("{subject} must be in range(0, 256)"))
    })
}

/// An item of a byte sequence.
///
/// # Errors
/// `TypeError` when it is no integer, `ValueError` when it is out of range.
pub fn byte_value(item: &Obj) -> PyResult<u8> {
    if let Some(int) = item.downcast_exact::<Int>()
        && let Some(value) = int.as_i64().and_then(|value| u8::try_from(value).ok())
    {
        return Ok(value);
    }
    byte_item(item, "bytearray")
}
