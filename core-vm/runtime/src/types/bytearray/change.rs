//! Methods that change a `bytearray`.

use crate::object::error::{index_error, memory_error, type_error, value_error};
use crate::object::native::none;
use crate::object::protocol::{self, number::index_as_isize, sequence::position};
use crate::object::{Obj, Object, PyResult};
use crate::types::buffer;
use crate::types::bytearray::receiver;
use crate::types::bytes::byte_value;
use crate::types::bytes_like::{is_bytes_like, slots};
use crate::types::exceptions::INDEX_ERROR;
use crate::types::int::convert::as_ssize;
use crate::types::str::Str;
use crate::types::str::index::try_repeat;

pub(super) fn append(this: &Obj, item: &Obj) -> PyResult {
    let byte = byte_value(item)?;
    receiver(this)?.with_vec(|vec| vec.push(byte))?;
    none()
}

pub(super) fn clear(this: &Obj) -> PyResult {
    receiver(this)?.with_vec(|vec| *vec = Vec::new())?;
    none()
}

pub(super) fn extend(this: &Obj, iterable: &Obj) -> PyResult {
    let array = receiver(this)?;
    let mut more = Vec::new();
    if is_bytes_like(iterable) {
        more = buffer::get(iterable, buffer::request::SIMPLE)?.to_vec();
    } else {
        if iterable.downcast::<Str>().is_some() {
            return Err(type_error(format!(
                "expected iterable of integers; got: '{}'",
                iterable.ty().tp_name()
            )));
        }
        let slots = iterable.ty().slots();
        if slots.iter.is_none() && slots.sq_item.is_none() {
            return Err(type_error(format!(
                "can't extend bytearray with {}",
                iterable.ty().tp_name()
            )));
        }
        protocol::for_each(iterable, |item| {
            more.push(byte_value(&item)?);
            Ok(())
        })?;
    }
    if !more.is_empty() {
        array.with_vec(|vec| vec.extend_from_slice(&more))?;
    }
    none()
}

pub(super) fn insert(this: &Obj, args: &[&Obj]) -> PyResult {
    let array = receiver(this)?;
    let index = as_ssize(args[0])?;
    let byte = byte_value(args[1])?;
    array.with_vec(|vec| {
        let len = vec.len() as isize;
        let at = if index < 0 {
            (index + len).max(0)
        } else {
            index.min(len)
        };
        vec.insert(at as usize, byte);
    })?;
    none()
}

pub(super) fn pop(this: &Obj, args: &[&Obj]) -> PyResult {
    let array = receiver(this)?;
    let index = args
        .first()
        .map_or(Ok(-1), |index| index_as_isize(index, Some(&INDEX_ERROR)))?;
    if array.is_empty() {
        return Err(index_error("pop from empty bytearray"));
    }
    let at = position(index, array.len()).ok_or_else(|| index_error("pop index out of range"))?;
    let byte = array.with_vec(|vec| vec.remove(at))?;
    Ok(slots::item(byte))
}

pub(super) fn remove(this: &Obj, value: &Obj) -> PyResult {
    let array = receiver(this)?;
    let byte = byte_value(value)?;
    let at = array.with_bytes(|bytes| memchr::memchr(byte, bytes));
    let at = at.ok_or_else(|| value_error("value not found in bytearray"))?;
    array.with_vec(|vec| {
        vec.remove(at);
    })?;
    none()
}

pub(super) fn reverse(this: &Obj) -> PyResult {
    receiver(this)?.with_bytes_mut(<[u8]>::reverse);
    none()
}

pub(super) fn resize(this: &Obj, size: &Obj) -> PyResult {
    let array = receiver(this)?;
    let size = index_as_isize(size, Some(&crate::types::exceptions::OVERFLOW_ERROR))?;
    let Ok(size) = usize::try_from(size) else {
        return Err(value_error(format!(
            "Can only resize to positive sizes, got {size}"
        )));
    };
    array.with_vec(|vec| {
        let more = size.saturating_sub(vec.len());
        if vec.try_reserve(more).is_err() {
            return Err(memory_error(""));
        }
        vec.resize(size, 0);
        Ok(())
    })??;
    none()
}

pub(super) fn inplace_concat(this: &Obj, other: &Obj) -> PyResult {
    if !is_bytes_like(other) {
        return Err(slots::cannot_concat(this, other));
    }
    let other = buffer::get(other, buffer::request::SIMPLE)?.to_vec();
    receiver(this)?.with_vec(|vec| vec.extend_from_slice(&other))?;
    Ok(this.to_ref())
}

pub(super) fn inplace_repeat(this: &Obj, count: isize) -> PyResult {
    let array = receiver(this)?;
    let count = usize::try_from(count).unwrap_or(0);
    if count != 1 {
        let repeated = array.with_bytes(|bytes| try_repeat(bytes, count))?;
        array.with_vec(|vec| *vec = repeated)?;
    }
    Ok(this.to_ref())
}
