//! Slots that `bytes` and `bytearray` share: concatenation, membership, comparison.

use crate::object::error::type_error;
use crate::object::slots::CompareOp;
use crate::object::{Obj, PyResult, Ref};
use crate::types::buffer;
use crate::types::bytes::byte_value;
use crate::types::bytes_like::{is_bytes_like, make, not_bytes_like, unchanged, with_data};
use crate::types::int::bool_ref;
use crate::types::none::not_implemented;
use crate::types::str::index::try_repeat;
use crate::types::str::search::find_units;

pub fn length(this: &Obj) -> PyResult<usize> {
    with_data(this, <[u8]>::len)
}

pub fn concat(this: &Obj, other: &Obj) -> PyResult {
    if !is_bytes_like(other) {
        return Err(cannot_concat(this, other));
    }
    let other = buffer::get(other, buffer::request::SIMPLE)?.to_vec();
    with_data(this, |data| make(this, &[data, &other].concat()))
}

/// `can't concat TYPE to TYPE`
#[cold]
pub fn cannot_concat(this: &Obj, other: &Obj) -> crate::object::Exc {
    type_error(format!(
        "can't concat {} to {}",
        other.ty().tp_name(),
        this.ty().tp_name()
    ))
}

pub fn repeat(this: &Obj, count: isize) -> PyResult {
    if count == 1 {
        return unchanged(this);
    }
    let count = usize::try_from(count).unwrap_or(0);
    let repeated = with_data(this, |data| try_repeat(data, count))??;
    Ok(make(this, &repeated))
}

pub fn contains(this: &Obj, value: &Obj) -> PyResult<bool> {
    if value.ty().slots().nb_index.is_some() {
        let byte = byte_value(value)?;
        return with_data(this, |data| memchr::memchr(byte, data).is_some());
    }
    if !is_bytes_like(value) {
        return Err(not_bytes_like(value));
    }
    let wanted = buffer::get(value, buffer::request::SIMPLE)?.to_vec();
    with_data(this, |data| find_units(data, &wanted).is_some())
}

/// Order by bytes against anything bytes-like.
pub fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    if !is_bytes_like(right) {
        return Ok(not_implemented());
    }
    let right = buffer::get(right, buffer::request::SIMPLE)?;
    let order = with_data(left, |a| right.with_bytes(|b| a.cmp(b)))?;
    Ok(bool_ref(op.holds(order)))
}

/// `str(bytes)`, which is `repr`, with a warning under `-b`.
pub fn str(this: &Obj) -> PyResult {
    crate::types::bytes_like::repr::repr(this)
}

/// One item, an integer.
pub fn item(byte: u8) -> Ref {
    crate::types::int::Int::new(i64::from(byte)).into_obj()
}
