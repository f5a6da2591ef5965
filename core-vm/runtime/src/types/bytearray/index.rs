//! Indexing and slicing of `bytearray`.

use crate::object::error::{index_error, type_error, value_error};
use crate::object::protocol::{number::index_as_isize, sequence::position};
use crate::object::{Obj, PyResult};
use crate::types::bytearray::{ByteArray, receiver};
use crate::types::bytes::{byte_value, collect_bytes};
use crate::types::bytes_like::{is_bytes_like, slots};
use crate::types::exceptions::INDEX_ERROR;
use crate::types::slice::Slice;
use crate::types::slice_range::{self, SliceRange};
use crate::types::str::Str;

fn out_of_range() -> crate::object::Exc {
    index_error("bytearray index out of range")
}

fn wrong_key(key: &Obj) -> crate::object::Exc {
    type_error(format!(
        "bytearray indices must be integers or slices, not {}",
        key.ty().tp_name()
    ))
}

pub(super) fn item(this: &Obj, index: isize) -> PyResult {
    let array = receiver(this)?;
    let at = usize::try_from(index).map_err(|_| out_of_range())?;
    let byte = array.with_bytes(|bytes| bytes.get(at).copied());
    Ok(slots::item(byte.ok_or_else(out_of_range)?))
}

pub(super) fn subscript(this: &Obj, key: &Obj) -> PyResult {
    let array = receiver(this)?;
    if key.ty().slots().nb_index.is_some() {
        let index = index_as_isize(key, Some(&INDEX_ERROR))?;
        let at = position(index, array.len()).ok_or_else(out_of_range)?;
        return item(this, at as isize);
    }
    let slice = key.downcast::<Slice>().ok_or_else(|| wrong_key(key))?;
    let bounds = slice_range::unpack(slice)?;
    let picked = array.with_bytes(|bytes| {
        let range = bounds.of_length(bytes.len());
        match range.contiguous() {
            Some(range) => bytes[range].to_vec(),
            None => range.positions().map(|at| bytes[at]).collect(),
        }
    });
    Ok(ByteArray::new(picked).into_obj())
}

pub(super) fn assign_item(this: &Obj, index: isize, value: Option<&Obj>) -> PyResult<()> {
    let array = receiver(this)?;
    let byte = value.map(byte_value).transpose()?;
    let at = usize::try_from(index).map_err(|_| out_of_range())?;
    if at >= array.len() {
        return Err(out_of_range());
    }
    match byte {
        Some(byte) => {
            array.with_bytes_mut(|bytes| bytes[at] = byte);
            Ok(())
        }
        None => array.with_vec(|vec| {
            vec.remove(at);
        }),
    }
}

pub(super) fn assign(this: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let array = receiver(this)?;
    if key.ty().slots().nb_index.is_some() {
        let index = index_as_isize(key, Some(&INDEX_ERROR))?;
        let at = position(index, array.len()).ok_or_else(out_of_range)?;
        return assign_item(this, at as isize, value);
    }
    let slice = key.downcast::<Slice>().ok_or_else(|| wrong_key(key))?;
    let new = match value {
        Some(value) => replacement(value)?,
        None => Vec::new(),
    };
    let range = slice_range::unpack(slice)?.of_length(array.len());
    match range.contiguous() {
        Some(span) => {
            if span.len() == new.len() {
                array.with_bytes_mut(|bytes| bytes[span].copy_from_slice(&new));
                return Ok(());
            }
            array.with_vec(|vec| drop(vec.splice(span, new)))
        }
        None if value.is_none() || (range.step == 1) => delete(array, range),
        None => assign_extended(array, range, &new),
    }
}

fn replacement(value: &Obj) -> PyResult<Vec<u8>> {
    let number = value.ty().slots().nb_index.is_some();
    if (number || value.downcast::<Str>().is_some()) && !is_bytes_like(value) {
        return Err(type_error(
            "can assign only bytes, buffers, or iterables of ints in range(0, 256)",
        ));
    }
    collect_bytes(value, "bytearray")
}

fn delete(array: &ByteArray, range: SliceRange) -> PyResult<()> {
    array.with_vec(|vec| {
        let dropped: Vec<usize> = range.positions().collect();
        let mut at = 0;
        vec.retain(|_| {
            at += 1;
            !dropped.contains(&(at - 1))
        });
    })
}

fn assign_extended(array: &ByteArray, range: SliceRange, new: &[u8]) -> PyResult<()> {
    if new.len() != range.count {
        return Err(value_error(format!(
            "attempt to assign bytes of size {} to extended slice of size {}",
            new.len(),
            range.count
        )));
    }
    array.with_bytes_mut(|bytes| {
        for (at, byte) in range.positions().zip(new) {
            bytes[at] = *byte;
        }
    });
    Ok(())
}
