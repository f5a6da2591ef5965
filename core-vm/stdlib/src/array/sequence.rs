//! Arrays as sequences: items, slices, sums, comparisons.

use serpentarium_runtime::object::error::{index_error, type_error, value_error};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{Native, Obj, Object, PyResult};
use serpentarium_runtime::types::exceptions::INDEX_ERROR;
use serpentarium_runtime::types::int::bool_ref;
use serpentarium_runtime::types::none::not_implemented;
use serpentarium_runtime::types::slice::Slice;
use serpentarium_runtime::types::slice_range::{self, SliceRange};

use super::{ARRAY_TYPE, Array, array};

pub(super) fn item(this: &Obj, index: isize) -> PyResult {
    let found = usize::try_from(index).ok();
    let found = found.map(|index| Ok(array(this)?.get(index))).transpose()?;
    found
        .flatten()
        .ok_or_else(|| index_error("array index out of range"))
}

/// A position of an index, which may count from the end.
fn position(this: &Array, key: &Obj, message: &str) -> PyResult<usize> {
    if key.ty().slots().nb_index.is_none() {
        return Err(type_error("array indices must be integers"));
    }
    let index = number::index_as_isize(key, Some(&INDEX_ERROR))?;
    let index = if index < 0 {
        index + this.len() as isize
    } else {
        index
    };
    usize::try_from(index)
        .ok()
        .filter(|index| *index < this.len())
        .ok_or_else(|| index_error(message))
}

fn chosen(this: &Array, bytes: &[u8], range: SliceRange) -> Vec<u8> {
    let size = this.kind().size;
    let mut out = Vec::with_capacity(range.count * size);
    for position in range.positions() {
        out.extend_from_slice(&bytes[position * size..(position + 1) * size]);
    }
    out
}

pub(super) fn subscript(this: &Obj, key: &Obj) -> PyResult {
    let this = array(this)?;
    let Some(slice) = key.downcast::<Slice>() else {
        let index = position(this, key, "array index out of range")?;
        return this
            .get(index)
            .ok_or_else(|| index_error("array index out of range"));
    };
    let range = slice_range::unpack(slice)?.of_length(this.len());
    let bytes = this.to_vec();
    Ok(Array::make(
        &ARRAY_TYPE,
        this.kind(),
        chosen(this, &bytes, range),
    ))
}

pub(super) fn assign(this: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let this = array(this)?;
    if let Some(slice) = key.downcast::<Slice>() {
        return assign_slice(this, slice, value);
    }
    let index = position(this, key, "array assignment index out of range")?;
    let size = this.kind().size;
    let range = index * size..(index + 1) * size;
    let Some(value) = value else {
        return this.resize(|bytes| drop(bytes.drain(range)));
    };
    let packed = this.kind().pack(value)?;
    if range.end <= this.bytes.len() {
        this.bytes
            .with_bytes_mut(|bytes| bytes[range].copy_from_slice(&packed));
    }
    Ok(())
}

fn assign_slice(this: &Native<Array>, slice: &Slice, value: Option<&Obj>) -> PyResult<()> {
    let new = match value {
        None => Vec::new(),
        Some(value) => match value.downcast::<Native<Array>>() {
            Some(other) if other.kind() == this.kind() => other.to_vec(),
            Some(_) => return Err(type_error("bad argument type for built-in operation")),
            None => {
                return Err(type_error(format!(
                    "can only assign array (not \"{}\") to array slice",
                    value.ty().tp_name()
                )));
            }
        },
    };
    let size = this.kind().size;
    let range = slice_range::unpack(slice)?.of_length(this.len());
    if range.step == 1 {
        let (start, end) = (range.start * size, (range.start + range.count) * size);
        if new.len() == end - start {
            this.bytes
                .with_bytes_mut(|bytes| bytes[start..end].copy_from_slice(&new));
            return Ok(());
        }
        return this.resize(|bytes| drop(bytes.splice(start..end, new)));
    }
    if value.is_none() {
        return delete_stepped(this, range);
    }
    if new.len() != range.count * size {
        return Err(value_error(format!(
            "attempt to assign array of size {} to extended slice of size {}",
            new.len() / size,
            range.count
        )));
    }
    this.bytes.with_bytes_mut(|bytes| {
        for (position, item) in range.positions().zip(new.chunks(size)) {
            bytes[position * size..(position + 1) * size].copy_from_slice(item);
        }
    });
    Ok(())
}

fn delete_stepped(this: &Array, range: SliceRange) -> PyResult<()> {
    if range.count == 0 {
        return Ok(());
    }
    let size = this.kind().size;
    let mut gone: Vec<usize> = range.positions().collect();
    gone.sort_unstable();
    this.resize(|bytes| {
        for position in gone.iter().rev() {
            bytes.drain(position * size..(position + 1) * size);
        }
    })
}

pub(super) fn concat(this: &Obj, other: &Obj) -> PyResult {
    let left = array(this)?;
    let Some(right) = other.downcast::<Native<Array>>() else {
        return Err(type_error(format!(
            "can only append array (not \"{}\") to array",
            other.ty().tp_name()
        )));
    };
    if left.kind() != right.kind() {
        return Err(type_error("bad argument type for built-in operation"));
    }
    let bytes = [left.to_vec(), right.to_vec()].concat();
    Ok(Array::make(&ARRAY_TYPE, left.kind(), bytes))
}

fn repeated(this: &Array, times: isize) -> PyResult<Vec<u8>> {
    let times = usize::try_from(times).unwrap_or(0);
    let bytes = this.to_vec();
    if bytes
        .len()
        .checked_mul(times)
        .is_none_or(|size| size > isize::MAX as usize)
    {
        return Err(serpentarium_runtime::object::error::memory_error(""));
    }
    Ok(bytes.repeat(times))
}

pub(super) fn repeat(this: &Obj, times: isize) -> PyResult {
    let this = array(this)?;
    Ok(Array::make(
        &ARRAY_TYPE,
        this.kind(),
        repeated(this, times)?,
    ))
}

pub(super) fn repeat_in_place(this: &Obj, times: isize) -> PyResult {
    let data = array(this)?;
    let bytes = repeated(data, times)?;
    if bytes.len() != data.bytes.len() {
        data.resize(|old| *old = bytes)?;
    }
    Ok(this.to_ref())
}

pub(super) fn extend_in_place(this: &Obj, other: &Obj) -> PyResult {
    let data = array(this)?;
    let Some(more) = other.downcast::<Native<Array>>() else {
        return Err(type_error(format!(
            "can only extend array with array (not \"{}\")",
            other.ty().tp_name()
        )));
    };
    extend_with(data, more)?;
    Ok(this.to_ref())
}

pub(super) fn extend_with(this: &Array, more: &Array) -> PyResult<()> {
    if this.kind() != more.kind() {
        return Err(type_error("can only extend with array of same kind"));
    }
    this.append_bytes(&more.to_vec())
}

pub(super) fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (
        left.downcast::<Native<Array>>(),
        right.downcast::<Native<Array>>(),
    ) else {
        return Ok(not_implemented());
    };
    if matches!(op, CompareOp::Eq | CompareOp::Ne) && a.len() != b.len() {
        return Ok(bool_ref(op == CompareOp::Ne));
    }
    for index in 0..a.len().min(b.len()) {
        let (Some(x), Some(y)) = (a.get(index), b.get(index)) else {
            break;
        };
        if protocol::compare_bool(&x, &y, CompareOp::Eq)? {
            continue;
        }
        return match op {
            CompareOp::Eq => Ok(bool_ref(false)),
            CompareOp::Ne => Ok(bool_ref(true)),
            _ => protocol::compare(&x, &y, op),
        };
    }
    Ok(bool_ref(op.holds(a.len().cmp(&b.len()))))
}
