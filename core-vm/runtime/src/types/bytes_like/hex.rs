//! `hex` and `fromhex`.

use crate::object::error::{type_error, value_error};
use crate::object::{Obj, PyResult, protocol};
use crate::types::bytes::{BYTES_TYPE, Bytes};
use crate::types::bytes_like::{argument, is_bytes_like, with_data};
use crate::types::int::convert::as_c_int;
use crate::types::str::Str;

pub fn hex(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (separator, group) = hex_arguments(args)?;
    let text = with_data(this, |data| to_hex(data, separator, group))?;
    Ok(Str::from_any(crate::types::str::Points::One(&text)).into_obj())
}

/// Reads `sep` and `bytes_per_sep`.
///
/// # Errors
/// `TypeError` and `ValueError` for a separator that is not one ASCII character.
pub fn hex_arguments(args: &[Option<&Obj>]) -> PyResult<(Option<u8>, i32)> {
    let group = args.get(1).copied().flatten().map_or(Ok(1), as_c_int)?;
    let Some(object) = args[0] else {
        return Ok((None, group));
    };
    let wrong_length = || value_error("sep must be length 1.");
    let separator = if let Some(text) = object.downcast::<Str>() {
        if text.len() != 1 {
            return Err(wrong_length());
        }
        text.points().at(0)
    } else if let Some(bytes) = object.downcast::<Bytes>() {
        match bytes.as_slice() {
            [byte] => u32::from(*byte),
            _ => return Err(wrong_length()),
        }
    } else {
        if protocol::sequence::len(object)? != 1 {
            return Err(wrong_length());
        }
        return Err(type_error("sep must be str or bytes."));
    };
    match u8::try_from(separator) {
        Ok(separator) if separator.is_ascii() => Ok((Some(separator), group)),
        _ => Err(value_error("sep must be ASCII.")),
    }
}

/// Two hexadecimal digits a byte; a separator after each group, counted from the right
/// when `group` is positive, from the left when negative.
pub fn to_hex(data: &[u8], separator: Option<u8>, group: i32) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let size = group.unsigned_abs() as usize;
    let mut out = Vec::with_capacity(data.len() * 2);
    for (index, byte) in data.iter().enumerate() {
        if let Some(separator) = separator
            && size > 0
            && index > 0
        {
            let from_edge = if group > 0 { data.len() - index } else { index };
            if from_edge % size == 0 {
                out.push(separator);
            }
        }
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 15)]);
    }
    out
}

/// Reads what `fromhex` accepts: pairs of digits with spaces between them.
///
/// # Errors
/// `ValueError` with the position of what is wrong; `TypeError` for other objects.
pub fn parse_hex(object: &Obj) -> PyResult<Vec<u8>> {
    let points: Vec<u32> = if let Some(text) = object.downcast::<Str>() {
        text.iter().collect()
    } else if is_bytes_like(object) {
        argument(object)?.into_iter().map(u32::from).collect()
    } else {
        return Err(type_error(format!(
            "fromhex() argument must be str or bytes-like, not {}",
            object.ty().tp_name()
        )));
    };
    let digit = |at: usize| {
        let point = points.get(at).copied()?;
        char::from_u32(point)?.to_digit(16)
    };
    let wrong = |at: usize| {
        value_error(format!(
            "non-hexadecimal number found in fromhex() arg at position {at}"
        ))
    };
    let (mut out, mut at) = (Vec::with_capacity(points.len() / 2), 0);
    while at < points.len() {
        if matches!(points[at], 0x09..=0x0D | 0x20) {
            at += 1;
            continue;
        }
        let high = digit(at).ok_or_else(|| wrong(at))?;
        if at + 1 == points.len() {
            return Err(value_error(
                "fromhex() arg must contain an even number of hexadecimal digits",
            ));
        }
        let low = digit(at + 1).ok_or_else(|| wrong(at + 1))?;
        out.push((high << 4 | low) as u8);
        at += 2;
    }
    Ok(out)
}

/// `bytes.fromhex`
pub fn bytes_fromhex(class: &Obj, text: &Obj) -> PyResult {
    let bytes = Bytes::new(&parse_hex(text)?).into_obj();
    if class
        .downcast::<crate::object::Type>()
        .is_some_and(|class| class.is_type(&BYTES_TYPE))
    {
        return Ok(bytes);
    }
    protocol::call(class, &[&bytes])
}
