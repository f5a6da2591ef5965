//! Padding and tabs of byte sequences.

use crate::object::args::type_in_message;
use crate::object::error::type_error;
use crate::object::{Obj, PyResult};
use crate::types::bytearray::ByteArray;
use crate::types::bytes::Bytes;
use crate::types::bytes_like::{make, unchanged, with_data};
use crate::types::int::convert::{as_c_int, as_ssize};
use crate::types::str::methods::{centered, check_size};

fn arguments(name: &str, args: &[&Obj]) -> PyResult<(usize, u8)> {
    let width = usize::try_from(as_ssize(args[0])?).unwrap_or(0);
    let Some(fill) = args.get(1) else {
        return Ok((width, b' '));
    };
    let kind = match (fill.downcast::<Bytes>(), fill.downcast::<ByteArray>()) {
        (Some(_), _) => "bytes",
        (None, Some(_)) => "bytearray",
        (None, None) => {
            return Err(type_error(format!(
                "{name}() argument 2 must be a byte string of length 1, not {}",
                type_in_message(fill)
            )));
        }
    };
    match with_data(fill, <[u8]>::to_vec)?.as_slice() {
        [byte] => Ok((width, *byte)),
        other => Err(type_error(format!(
            "{name}(): argument 2 must be a byte string of length 1, not a {kind} object of length {}",
            other.len()
        ))),
    }
}

fn padded(
    this: &Obj,
    (width, fill): (usize, u8),
    place: impl Fn(usize, usize) -> (usize, usize),
) -> PyResult {
    let len = with_data(this, <[u8]>::len)?;
    if width <= len {
        return unchanged(this);
    }
    check_size(width)?;
    let (left, right) = place(len, width);
    with_data(this, |data| {
        let mut out = vec![fill; left];
        out.extend_from_slice(data);
        out.resize(left + data.len() + right, fill);
        make(this, &out)
    })
}

pub fn ljust(this: &Obj, args: &[&Obj]) -> PyResult {
    padded(this, arguments("ljust", args)?, |len, width| {
        (0, width - len)
    })
}

pub fn rjust(this: &Obj, args: &[&Obj]) -> PyResult {
    padded(this, arguments("rjust", args)?, |len, width| {
        (width - len, 0)
    })
}

pub fn center(this: &Obj, args: &[&Obj]) -> PyResult {
    padded(this, arguments("center", args)?, centered)
}

pub fn zfill(this: &Obj, width: &Obj) -> PyResult {
    let width = usize::try_from(as_ssize(width)?).unwrap_or(0);
    let len = with_data(this, <[u8]>::len)?;
    if width <= len {
        return unchanged(this);
    }
    check_size(width)?;
    with_data(this, |data| {
        let sign = usize::from(matches!(data.first(), Some(b'+' | b'-')));
        let mut out = data[..sign].to_vec();
        out.resize(sign + width - data.len(), b'0');
        out.extend_from_slice(&data[sign..]);
        make(this, &out)
    })
}

pub fn expandtabs(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let size = usize::try_from(args[0].map_or(Ok(8), as_c_int)?).unwrap_or(0);
    with_data(this, |data| {
        let (mut out, mut column) = (Vec::with_capacity(data.len()), 0usize);
        for byte in data {
            if *byte == b'\t' {
                let blanks = if size > 0 { size - column % size } else { 0 };
                out.resize(out.len() + blanks, b' ');
                column += blanks;
            } else {
                out.push(*byte);
                column = if matches!(byte, b'\n' | b'\r') {
                    0
                } else {
                    column + 1
                };
            }
        }
        make(this, &out)
    })
}
