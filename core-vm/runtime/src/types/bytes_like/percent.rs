//! `bytes % values` and `bytearray % values`.

use crate::object::error::{overflow_error, type_error};
use crate::object::protocol::{self, number};
use crate::object::{Obj, PyResult};
use crate::types::bytearray::ByteArray;
use crate::types::bytes::Bytes;
use crate::types::bytes_like::{argument, is_bytes_like, make, with_data};
use crate::types::format::percent::{self, Conversion, Reader, Values};
use crate::types::none::not_implemented;
use crate::types::str::{Points, repr};

/// The `%` slot of both types.
pub fn remainder(left: &Obj, right: &Obj) -> PyResult {
    let ours = left.downcast::<Bytes>().is_some() || left.downcast::<ByteArray>().is_some();
    if !ours {
        return Ok(not_implemented());
    }
    let format = with_data(left, <[u8]>::to_vec)?;
    let text = right.downcast::<Bytes>().is_some()
        || right.downcast::<ByteArray>().is_some()
        || right.downcast::<crate::types::str::Str>().is_some();
    let mut values = Values::new(right, text);
    let mut reader = Reader::new(Points::One(&format));
    let mut out = Vec::with_capacity(format.len() + 16);
    while let Some(literal) = reader.literal() {
        let end = literal.end;
        out.extend_from_slice(&format[literal]);
        if end == format.len() {
            break;
        }
        let key = |key: Points<'_>| {
            let key: Vec<u8> = key.iter().map(|point| point as u8).collect();
            Bytes::new(&key).into_obj()
        };
        match reader.conversion(&mut values, key)? {
            Some(conversion) => {
                let value = values.next()?;
                convert(&mut out, &value, &conversion)?;
            }
            None => out.push(b'%'),
        }
    }
    values.finish("bytes")?;
    Ok(make(left, &out))
}

fn convert(out: &mut Vec<u8>, value: &Obj, conversion: &Conversion) -> PyResult<()> {
    let data = match conversion.letter_char() {
        's' | 'b' => bytes_of(value)?,
        'r' | 'a' => {
            let text = repr::ascii_of(&*protocol::repr(value)?);
            text.iter().map(|point| point as u8).collect()
        }
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
            let text = percent::integer(value, conversion)?.padded(conversion);
            out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let text = percent::float(float_of(value)?, conversion).padded(conversion);
            out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        'c' => vec![byte_of(value)?],
        _ if conversion.letter >= 0x80 => {
            return Err(overflow_error("character argument not in range(0x110000)"));
        }
        _ => return Err(percent::unsupported(conversion)),
    };
    let single = conversion.letter_char() == 'c';
    let most = if single { None } else { conversion.precision };
    let len = data.len().min(most.unwrap_or(usize::MAX));
    let padding = conversion.width.saturating_sub(len);
    if !conversion.left {
        out.resize(out.len() + padding, b' ');
    }
    out.extend_from_slice(&data[..len]);
    if conversion.left {
        out.resize(out.len() + padding, b' ');
    }
    Ok(())
}

fn float_of(value: &Obj) -> PyResult<f64> {
    use crate::object::error::Catch;
    crate::types::float::convert::as_f64(value)
        .catch(&crate::types::exceptions::TYPE_ERROR)?
        .ok_or_else(|| {
            type_error(format!(
                "float argument required, not {}",
                value.ty().tp_name()
            ))
        })
}

fn bytes_of(value: &Obj) -> PyResult<Vec<u8>> {
    if is_bytes_like(value) {
        return argument(value);
    }
    match protocol::call_special(value, "__bytes__", &[])? {
        Some(result) => match result.downcast::<Bytes>() {
            Some(bytes) => Ok(bytes.as_slice().to_vec()),
            None => Err(type_error(format!(
                "__bytes__ returned non-bytes (type {})",
                result.ty().tp_name()
            ))),
        },
        None => Err(type_error(format!(
            "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
            value.ty().tp_name()
        ))),
    }
}

fn byte_of(value: &Obj) -> PyResult<u8> {
    let kind = if value.downcast::<Bytes>().is_some() {
        "bytes"
    } else {
        "bytearray"
    };
    if value.downcast::<Bytes>().is_some() || value.downcast::<ByteArray>().is_some() {
        let data = argument(value)?;
        return match data.as_slice() {
            [byte] => Ok(*byte),
            _ => Err(type_error(format!(
                "%c requires an integer in range(256) or a single byte, not a {kind} object of length {}",
                data.len()
            ))),
        };
    }
    if value.ty().slots().nb_index.is_none() {
        return Err(type_error(format!(
            "%c requires an integer in range(256) or a single byte, not {}",
            value.ty().tp_name()
        )));
    }
    let value = number::index_as_isize(value, None)?;
    u8::try_from(value).map_err(|_| overflow_error("%c arg not in range(256)"))
}
