//! Mappings as sequences of bytes.

use serpentarium_runtime::object::error::{index_error, type_error, value_error};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{Obj, PyResult};
use serpentarium_runtime::types::buffer::{self, request};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::INDEX_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::slice::Slice;
use serpentarium_runtime::types::slice_range;

use super::{Mmap, mmap};
use crate::native;

pub(super) fn length(this: &Obj) -> PyResult<usize> {
    mmap(this)?.len()
}

/// An item as iterating gives it: one byte as `bytes`.
pub(super) fn item(this: &Obj, index: isize) -> PyResult {
    let found = mmap(this)?.with(|mapping| {
        let index = usize::try_from(index).ok();
        Ok(index.and_then(|index| mapping.with_bytes(|bytes| bytes.get(index).copied())))
    })?;
    match found {
        Some(byte) => Ok(Bytes::new(&[byte]).into_obj()),
        None => Err(index_error("mmap index out of range")),
    }
}

fn position(this: &Mmap, key: &Obj) -> PyResult<usize> {
    let index = number::index_as_isize(key, Some(&INDEX_ERROR))?;
    let length = this.len()?;
    let index = if index < 0 {
        index + length as isize
    } else {
        index
    };
    usize::try_from(index)
        .ok()
        .filter(|index| *index < length)
        .ok_or_else(|| index_error("mmap index out of range"))
}

pub(super) fn subscript(this: &Obj, key: &Obj) -> PyResult {
    let this = mmap(this)?;
    this.len()?;
    if let Some(slice) = key.downcast::<Slice>() {
        let bounds = slice_range::unpack(slice)?;
        return this.with(|mapping| {
            let range = bounds.of_length(mapping.len());
            let chosen: Vec<u8> =
                mapping.with_bytes(|bytes| range.positions().map(|at| bytes[at]).collect());
            Ok(Bytes::new(&chosen).into_obj())
        });
    }
    if key.ty().slots().nb_index.is_none() {
        return Err(type_error("mmap indices must be integers"));
    }
    let index = position(this, key)?;
    let byte = this.with(|mapping| Ok(mapping.with_bytes(|bytes| bytes[index])))?;
    native::int(i64::from(byte))
}

pub(super) fn assign(this: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let this = mmap(this)?;
    this.len()?;
    this.check_writable()?;
    if let Some(slice) = key.downcast::<Slice>() {
        return assign_slice(this, slice, value);
    }
    if key.ty().slots().nb_index.is_none() {
        return Err(type_error("mmap indices must be integer"));
    }
    let index = position(this, key)?;
    let Some(value) = value else {
        return Err(type_error("mmap doesn't support item deletion"));
    };
    if value.ty().slots().nb_index.is_none() {
        return Err(type_error("mmap item value must be an int"));
    }
    let byte = number::index(value)?;
    let byte = Int::as_i64(&byte).and_then(|byte| u8::try_from(byte).ok());
    let byte = byte.ok_or_else(|| value_error("mmap item value must be in range(0, 256)"))?;
    // Code of the value may have made the mapping smaller.
    this.with(|mapping| {
        if index >= mapping.len() {
            return Err(index_error("mmap index out of range"));
        }
        mapping.write(index, &[byte]);
        Ok(())
    })
}

fn assign_slice(this: &Mmap, slice: &Slice, value: Option<&Obj>) -> PyResult<()> {
    let bounds = slice_range::unpack(slice)?;
    let Some(value) = value else {
        return Err(type_error("mmap object doesn't support slice deletion"));
    };
    let bytes = buffer::get(value, request::SIMPLE)?.to_vec();
    this.with(|mapping| {
        let range = bounds.of_length(mapping.len());
        if bytes.len() != range.count {
            return Err(index_error("mmap slice assignment is wrong size"));
        }
        if range.step == 1 {
            mapping.write(range.start, &bytes);
        } else {
            for (at, byte) in range.positions().zip(&bytes) {
                mapping.write(at, &[*byte]);
            }
        }
        Ok(())
    })
}
