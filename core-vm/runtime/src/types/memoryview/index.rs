//! Indexing, slicing, assignment and comparison of views.

use crate::object::error::{index_error, not_implemented_error, type_error, value_error};
use crate::object::protocol::{self, number::index_as_isize};
use crate::object::slots::CompareOp;
use crate::object::{Exc, Obj, PyResult};
use crate::types::exceptions::INDEX_ERROR;
use crate::types::int::bool_ref;
use crate::types::memoryview::{MemoryView, View, item, receiver};
use crate::types::none::not_implemented;
use crate::types::slice::Slice;
use crate::types::slice_range;
use crate::types::tuple::Tuple;

fn out_of_bounds(dimension: usize) -> Exc {
    index_error(format!(
        "index out of bounds on dimension {}",
        dimension + 1
    ))
}

/// The byte offset of an index in one dimension.
fn step(view: &View, dimension: usize, index: isize) -> PyResult<isize> {
    let length = view.shape[dimension];
    let index = if index < 0 { index + length } else { index };
    if index < 0 || index >= length {
        return Err(out_of_bounds(dimension));
    }
    Ok(index * view.strides[dimension])
}

pub(super) fn length(this: &Obj) -> PyResult<usize> {
    let view = receiver(this)?.get()?;
    match view.shape.first() {
        Some(length) => Ok(*length as usize),
        None => Err(type_error("0-dim memory has no length")),
    }
}

pub(super) fn item(this: &Obj, index: isize) -> PyResult {
    let view = receiver(this)?.get()?;
    match view.shape.len() {
        0 => Err(type_error("invalid indexing of 0-dim memory")),
        1 => {
            let offset = step(&view, 0, index)?;
            item::unpack(&view.format, &view.item(offset))
        }
        _ => Err(not_implemented_error(
            "multi-dimensional sub-views are not implemented",
        )),
    }
}

/// The offset that a tuple of integers selects.
fn tuple_offset(view: &View, key: &Tuple) -> PyResult<isize> {
    let dimensions = view.shape.len();
    if key.len() > dimensions {
        return Err(type_error(format!(
            "cannot index {dimensions}-dimension view with {}-element tuple",
            key.len()
        )));
    }
    if key.len() < dimensions {
        return Err(not_implemented_error("sub-views are not implemented"));
    }
    let mut offset = 0;
    for (dimension, index) in key.as_slice().iter().enumerate() {
        let index = index_as_isize(index, Some(&INDEX_ERROR))?;
        offset += step(view, dimension, index)?;
    }
    Ok(offset)
}

fn all_integers(key: &Tuple) -> bool {
    key.as_slice()
        .iter()
        .all(|index| index.ty().slots().nb_index.is_some())
}

pub(super) fn subscript(this: &Obj, key: &Obj) -> PyResult {
    let view = receiver(this)?.get()?;
    if key.ty().slots().nb_index.is_some() {
        return item(this, index_as_isize(key, Some(&INDEX_ERROR))?);
    }
    if let Some(slice) = key.downcast::<Slice>() {
        return Ok(MemoryView::of_view(sliced(view, slice)?).into_obj());
    }
    if let Some(tuple) = key.downcast::<Tuple>()
        && all_integers(tuple)
    {
        let offset = tuple_offset(&view, tuple)?;
        return item::unpack(&view.format, &view.item(offset));
    }
    if crate::types::none::is_ellipsis(key) && view.shape.is_empty() {
        return Ok(MemoryView::of_view(view).into_obj());
    }
    Err(type_error("memoryview: invalid slice key"))
}

fn sliced(mut view: View, slice: &Slice) -> PyResult<View> {
    if view.shape.is_empty() {
        return Err(type_error("invalid indexing of 0-dim memory"));
    }
    let range = slice_range::unpack(slice)?.of_length(view.shape[0] as usize);
    if range.count > 0 {
        view.offset += range.start as isize * view.strides[0];
    }
    view.shape[0] = range.count as isize;
    view.strides[0] *= range.step;
    Ok(view)
}

pub(super) fn assign(this: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let view = receiver(this)?.get()?;
    if view.readonly {
        return Err(type_error("cannot modify read-only memory"));
    }
    let Some(value) = value else {
        return Err(type_error("cannot delete memory"));
    };
    if key.ty().slots().nb_index.is_some() {
        if view.shape.len() > 1 {
            return Err(not_implemented_error("sub-views are not implemented"));
        }
        let offset = step(&view, 0, index_as_isize(key, Some(&INDEX_ERROR))?)?;
        view.set_item(offset, &item::pack(&view.format, value)?);
        return Ok(());
    }
    if let Some(slice) = key.downcast::<Slice>() {
        if view.shape.len() > 1 {
            return Err(not_implemented_error(
                "memoryview slice assignments are currently restricted to ndim = 1",
            ));
        }
        return assign_slice(&sliced(view, slice)?, value);
    }
    if let Some(tuple) = key.downcast::<Tuple>()
        && all_integers(tuple)
    {
        let offset = tuple_offset(&view, tuple)?;
        view.set_item(offset, &item::pack(&view.format, value)?);
        return Ok(());
    }
    Err(type_error("memoryview: invalid slice key"))
}

fn assign_slice(target: &View, value: &Obj) -> PyResult<()> {
    let source = crate::types::buffer::get(value, crate::types::buffer::request::FULL_RO)?;
    let plain = |format: &str| format.strip_prefix('@').unwrap_or(format).to_owned();
    let source_format = plain(source.format.as_deref().unwrap_or("B"));
    if source_format != plain(&target.format) || source.shape != target.shape {
        return Err(value_error(
            "memoryview assignment: lvalue and rvalue have different structures",
        ));
    }
    let data = source.contiguous();
    for (offset, item) in target
        .offsets()
        .into_iter()
        .zip(data.chunks_exact(target.item_size))
    {
        target.set_item(offset, item);
    }
    Ok(())
}

pub(super) fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(not_implemented());
    }
    let this = receiver(left)?;
    if this.is_released() {
        return Ok(bool_ref(std::ptr::eq(left, right) == (op == CompareOp::Eq)));
    }
    if right.ty().slots().bf_getbuffer.is_none() {
        return Ok(not_implemented());
    }
    if right
        .downcast::<MemoryView>()
        .is_some_and(MemoryView::is_released)
    {
        return Ok(bool_ref(op == CompareOp::Ne));
    }
    let equal = equal(&this.get()?, &MemoryView::new(right)?.get()?)?;
    Ok(bool_ref(equal == (op == CompareOp::Eq)))
}

fn equal(a: &View, b: &View) -> PyResult<bool> {
    if a.shape != b.shape {
        return Ok(false);
    }
    let (Some(x), Some(y)) = (item::letter(&a.format), item::letter(&b.format)) else {
        return Ok(a.format == b.format && a.to_bytes() == b.to_bytes());
    };
    let bytewise = x == y && !matches!(x, b'e' | b'f' | b'd' | b'?');
    if bytewise {
        return Ok(a.to_bytes() == b.to_bytes());
    }
    for (left, right) in a.offsets().into_iter().zip(b.offsets()) {
        let left = item::unpack(&a.format, &a.item(left))?;
        let right = item::unpack(&b.format, &b.item(right))?;
        let same = protocol::compare(&left, &right, CompareOp::Eq)?;
        if !protocol::is_true(&same)? {
            return Ok(false);
        }
    }
    Ok(true)
}
