//! Decoding and translating byte sequences.

use crate::object::args::type_in_message;
use crate::object::error::{type_error, value_error};
use crate::object::{Obj, PyResult};
use crate::types::bytes::Bytes;
use crate::types::bytes_like::{argument, make, unchanged, with_data};
use crate::types::none::is_none;
use crate::types::str::Str;

pub fn decode(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let text = |argument: Option<&Obj>, name: &str, default: &str| match argument {
        None => Ok(default.to_owned()),
        Some(argument) => match argument.downcast::<Str>() {
            Some(text) => Ok(text.to_string_lossy()),
            None => Err(type_error(format!(
                "decode() argument '{name}' must be str, not {}",
                type_in_message(argument)
            ))),
        },
    };
    let encoding = text(args[0], "encoding", "utf-8")?;
    let errors = text(args[1], "errors", "strict")?;
    if let Some(bytes) = this.downcast::<Bytes>() {
        return Ok(crate::codecs::decode_bytes(bytes.as_slice(), &encoding, &errors)?.into_obj());
    }
    // A codec may change the array: it decodes a copy.
    let data = with_data(this, <[u8]>::to_vec)?;
    Ok(crate::codecs::decode_bytes(&data, &encoding, &errors)?.into_obj())
}

pub fn translate(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let table = match args[0].filter(|table| !is_none(table)) {
        Some(table) => Some(argument(table)?),
        None => None,
    };
    if table.as_ref().is_some_and(|table| table.len() != 256) {
        return Err(value_error("translation table must be 256 characters long"));
    }
    let deleted = args[1].map_or(Ok(Vec::new()), argument)?;
    let out = with_data(this, |data| {
        let mapped: Vec<u8> = data
            .iter()
            .filter(|byte| !deleted.contains(byte))
            .map(|byte| {
                table
                    .as_ref()
                    .map_or(*byte, |table| table[usize::from(*byte)])
            })
            .collect();
        (mapped != data).then_some(mapped)
    })?;
    match out {
        Some(out) => Ok(make(this, &out)),
        None => unchanged(this),
    }
}

/// `bytes.maketrans`, a static method.
pub fn maketrans(_this: &Obj, args: &[&Obj]) -> PyResult {
    let (from, to) = (argument(args[0])?, argument(args[1])?);
    if from.len() != to.len() {
        return Err(value_error("maketrans arguments must have same length"));
    }
    let mut table: Vec<u8> = (0..=255).collect();
    for (from, to) in from.iter().zip(to) {
        table[usize::from(*from)] = to;
    }
    Ok(Bytes::new(&table).into_obj())
}
