//! `repr` of byte sequences.

use crate::object::{Obj, PyResult};
use crate::types::bytes::Bytes;
use crate::types::bytes_like::with_data;
use crate::types::str::Str;

/// `b'...'`, escaped as CPython does.
pub fn literal(data: &[u8]) -> String {
    let quote = if data.contains(&b'\'') && !data.contains(&b'"') {
        b'"'
    } else {
        b'\''
    };
    literal_with(data, quote)
}

fn literal_with(data: &[u8], quote: u8) -> String {
    let mut out = String::with_capacity(data.len() + 3);
    out.push('b');
    out.push(char::from(quote));
    for byte in data {
        match byte {
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\\' => out.push_str("\\\\"),
            byte if *byte == quote => {
                out.push('\\');
                out.push(char::from(quote));
            }
            0x20..=0x7E => out.push(char::from(*byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(char::from(quote));
    out
}

/// `repr(bytes)` or `repr(bytearray)`.
pub fn repr(this: &Obj) -> PyResult {
    if this.downcast::<Bytes>().is_some() {
        let text = with_data(this, literal)?;
        return Ok(Str::from_ascii(text.as_bytes()).into_obj());
    }
    // Unlike `bytes`, it escapes the apostrophe between double quotes too.
    let text = with_data(this, |data| {
        let text = literal(data);
        if text.starts_with("b\"") {
            text.replace('\'', "\\'")
        } else {
            text
        }
    })?;
    let text = format!("{}({text})", this.ty().name());
    Ok(Str::from_str(&text).into_obj())
}
