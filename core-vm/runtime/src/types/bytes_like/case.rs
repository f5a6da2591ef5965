//! ASCII case and classes of byte sequences.

use crate::object::{Obj, PyResult};
use crate::types::bytes_like::{make, with_data};
use crate::types::int::bool_ref;

fn mapped(this: &Obj, change: impl FnOnce(&mut [u8])) -> PyResult {
    let mut data = with_data(this, <[u8]>::to_vec)?;
    change(&mut data);
    Ok(make(this, &data))
}

pub fn lower(this: &Obj) -> PyResult {
    mapped(this, <[u8]>::make_ascii_lowercase)
}

pub fn upper(this: &Obj) -> PyResult {
    mapped(this, <[u8]>::make_ascii_uppercase)
}

pub fn swapcase(this: &Obj) -> PyResult {
    mapped(this, |data| {
        for byte in data.iter_mut().filter(|byte| byte.is_ascii_alphabetic()) {
            *byte ^= 0x20;
        }
    })
}

pub fn capitalize(this: &Obj) -> PyResult {
    mapped(this, |data| {
        data.make_ascii_lowercase();
        if let Some(first) = data.first_mut() {
            first.make_ascii_uppercase();
        }
    })
}

pub fn title(this: &Obj) -> PyResult {
    mapped(this, |data| {
        let mut inside = false;
        for byte in data {
            if inside {
                byte.make_ascii_lowercase();
            } else {
                byte.make_ascii_uppercase();
            }
            inside = byte.is_ascii_alphabetic();
        }
    })
}

fn all(this: &Obj, holds: fn(u8) -> bool) -> PyResult {
    let answer = with_data(this, |data| {
        !data.is_empty() && data.iter().all(|byte| holds(*byte))
    })?;
    Ok(bool_ref(answer))
}

pub fn isalnum(this: &Obj) -> PyResult {
    all(this, |byte| byte.is_ascii_alphanumeric())
}

pub fn isalpha(this: &Obj) -> PyResult {
    all(this, |byte| byte.is_ascii_alphabetic())
}

pub fn isdigit(this: &Obj) -> PyResult {
    all(this, |byte| byte.is_ascii_digit())
}

pub fn isspace(this: &Obj) -> PyResult {
    all(this, |byte| matches!(byte, 0x09..=0x0D | b' '))
}

pub fn isascii(this: &Obj) -> PyResult {
    Ok(bool_ref(with_data(this, <[u8]>::is_ascii)?))
}

pub fn islower(this: &Obj) -> PyResult {
    Ok(bool_ref(with_data(this, |data| {
        !data.iter().any(u8::is_ascii_uppercase) && data.iter().any(u8::is_ascii_lowercase)
    })?))
}

pub fn isupper(this: &Obj) -> PyResult {
    Ok(bool_ref(with_data(this, |data| {
        !data.iter().any(u8::is_ascii_lowercase) && data.iter().any(u8::is_ascii_uppercase)
    })?))
}

pub fn istitle(this: &Obj) -> PyResult {
    Ok(bool_ref(with_data(this, is_title)?))
}

fn is_title(data: &[u8]) -> bool {
    let (mut found, mut inside) = (false, false);
    for byte in data {
        let wrong = (byte.is_ascii_uppercase() && inside) || (byte.is_ascii_lowercase() && !inside);
        if wrong {
            return false;
        }
        inside = byte.is_ascii_alphabetic();
        found |= inside;
    }
    found
}
