//! Methods and attributes of `memoryview`.

use crate::object::args::type_in_message;
use crate::object::error::{type_error, value_error};
use crate::object::native::none;
use crate::object::protocol::{self, number::index_as_isize};
use crate::object::slots::CompareOp;
use crate::object::{Args, Obj, Object, PyResult, Ref};
use crate::types::bytes::Bytes;
use crate::types::exceptions::OVERFLOW_ERROR;
use crate::types::int::{Int, bool_ref};
use crate::types::list::List;
use crate::types::memoryview::{MemoryView, View, c_strides, index, item, receiver};
use crate::types::none::is_none;
use crate::types::str::hash::hash_bytes;
use crate::types::str::{Points, Str};
use crate::types::tuple::Tuple;

pub(super) fn repr(this: &Obj) -> PyResult {
    let state = if receiver(this)?.is_released() {
        "released memory"
    } else {
        "memory"
    };
    Ok(Str::from_str(&format!("<{state} at {:#x}>", this.address())).into_obj())
}

pub(super) fn hash(this: &Obj) -> PyResult<i64> {
    let memory = receiver(this)?;
    if memory.hash.get() != -1 {
        return Ok(memory.hash.get());
    }
    let view = memory.get()?;
    if !view.readonly {
        return Err(value_error("cannot hash writable memoryview object"));
    }
    if !matches!(item::letter(&view.format), Some(b'B' | b'b' | b'c')) {
        return Err(value_error(
            "memoryview: hashing is restricted to formats 'B', 'b' or 'c'",
        ));
    }
    protocol::hash(&view.buffer.owner)?;
    memory.hash.set(hash_bytes(&view.to_bytes()));
    Ok(memory.hash.get())
}

pub(super) fn release(this: &Obj) -> PyResult {
    receiver(this)?.release()?;
    none()
}

pub(super) fn enter(this: &Obj) -> PyResult {
    receiver(this)?.get()?;
    Ok(this.to_ref())
}

pub(super) fn exit(this: &Obj, _args: Args<'_>) -> PyResult {
    release(this)
}

pub(super) fn tobytes(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let view = receiver(this)?.get()?;
    let order = match args[0].filter(|order| !is_none(order)) {
        None => 'C',
        Some(order) => match order.downcast::<Str>().and_then(Str::as_ascii) {
            Some("C") => 'C',
            Some("F") => 'F',
            Some("A") if view.is_f_contiguous() && !view.is_c_contiguous() => 'F',
            Some("A") => 'C',
            _ => return Err(value_error("order must be 'C', 'F' or 'A'")),
        },
    };
    let bytes = if order == 'F' && view.shape.len() > 1 {
        let mut reversed = view.clone();
        reversed.shape.reverse();
        reversed.strides.reverse();
        reversed.to_bytes()
    } else {
        view.to_bytes()
    };
    Ok(Bytes::new(&bytes).into_obj())
}

pub(super) fn hex(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let view = receiver(this)?.get()?;
    let (separator, group) = crate::types::bytes_like::hex::hex_arguments(args)?;
    let text = crate::types::bytes_like::hex::to_hex(&view.to_bytes(), separator, group);
    Ok(Str::from_any(Points::One(&text)).into_obj())
}

pub(super) fn tolist(this: &Obj) -> PyResult {
    let view = receiver(this)?.get()?;
    nested(&view, 0, 0)
}

fn nested(view: &View, dimension: usize, offset: isize) -> PyResult {
    let Some(length) = view.shape.get(dimension) else {
        return item::unpack(&view.format, &view.item(offset));
    };
    let items: PyResult<Vec<Ref>> = (0..*length)
        .map(|index| {
            nested(
                view,
                dimension + 1,
                offset + index * view.strides[dimension],
            )
        })
        .collect();
    Ok(List::new(items?).into_obj())
}

pub(super) fn toreadonly(this: &Obj) -> PyResult {
    let mut view = receiver(this)?.get()?;
    view.readonly = true;
    Ok(MemoryView::of_view(view).into_obj())
}

pub(super) fn cast(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let mut view = receiver(this)?.get()?;
    let format = args[0].ok_or_else(|| type_error("cast() missing format"))?;
    let Some(format) = format.downcast::<Str>() else {
        return Err(type_error(format!(
            "cast() argument 'format' must be str, not {}",
            type_in_message(format)
        )));
    };
    if !view.is_c_contiguous() {
        return Err(type_error(
            "memoryview: casts are restricted to C-contiguous views",
        ));
    }
    if (args[1].is_some() || view.shape.len() != 1) && view.shape.contains(&0) {
        return Err(type_error(
            "memoryview: cannot cast view with zeros in shape or strides",
        ));
    }
    let format = format.to_string_lossy();
    let Some(letter) = item::letter(&format) else {
        return Err(value_error(
            "memoryview: destination format must be a native single character format \
             prefixed with an optional '@'",
        ));
    };
    let is_bytes = |format: &str| matches!(item::letter(format), Some(b'B' | b'b' | b'c'));
    if !is_bytes(&view.format) && !is_bytes(&format) {
        return Err(type_error(
            "memoryview: cannot cast between two non-byte formats",
        ));
    }
    let (size, total) = (item::size(letter).unwrap_or(1), view.len());
    if total % size != 0 {
        return Err(type_error(
            "memoryview: length is not a multiple of itemsize",
        ));
    }
    view.format = format;
    view.item_size = size;
    view.shape = match args[1] {
        Some(shape) => cast_shape(shape, size, total)?,
        None => vec![(total / size) as isize],
    };
    view.strides = c_strides(&view.shape, size);
    Ok(MemoryView::of_view(view).into_obj())
}

fn cast_shape(shape: &Obj, size: usize, total: usize) -> PyResult<Vec<isize>> {
    if shape.downcast::<List>().is_none() && shape.downcast::<Tuple>().is_none() {
        return Err(type_error("shape must be a list or a tuple"));
    }
    let mut lengths = Vec::new();
    for length in protocol::collect(shape)? {
        if length.downcast::<Int>().is_none() {
            return Err(type_error(
                "memoryview.cast(): elements of shape must be integers",
            ));
        }
        let length = index_as_isize(&length, Some(&OVERFLOW_ERROR))?;
        if length <= 0 {
            return Err(value_error(
                "memoryview.cast(): elements of shape must be integers > 0",
            ));
        }
        lengths.push(length);
    }
    let product = lengths.iter().try_fold(size, |product, length| {
        product.checked_mul(*length as usize)
    });
    if product != Some(total) {
        return Err(type_error(
            "memoryview: product(shape) * itemsize != buffer size",
        ));
    }
    Ok(lengths)
}

pub(super) fn from_flags(_class: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let object = args[0].ok_or_else(|| type_error("_from_flags() missing object"))?;
    Ok(MemoryView::new(object)?.into_obj())
}

pub(super) fn count(this: &Obj, value: &Obj) -> PyResult {
    let mut found = 0;
    for at in 0..index::length(this)? {
        let item = index::item(this, at as isize)?;
        found += i64::from(protocol::compare_bool(&item, value, CompareOp::Eq)?);
    }
    Ok(Int::new(found).into_obj())
}

pub(super) fn position(this: &Obj, args: &[&Obj]) -> PyResult {
    let len = index::length(this)? as isize;
    let bound = |at: usize, default: isize| -> PyResult<isize> {
        let value = args
            .get(at)
            .map_or(Ok(default), |value| crate::types::slice_range::bound(value))?;
        Ok(if value < 0 {
            (value + len).max(0)
        } else {
            value.min(len)
        })
    };
    for at in bound(1, 0)?..bound(2, isize::MAX)? {
        let item = index::item(this, at)?;
        if protocol::compare_bool(&item, args[0], CompareOp::Eq)? {
            return Ok(Int::new(at as i64).into_obj());
        }
    }
    Err(value_error("memoryview.index(x): x not found"))
}

macro_rules! attributes {
    ($($name:ident: |$view:ident| $value:expr;)*) => {$(
        pub(super) fn $name(this: &Obj) -> PyResult {
            let $view = receiver(this)?.get()?;
            Ok($value)
        }
    )*};
}

fn numbers(values: &[isize]) -> Ref {
    let numbers = values
        .iter()
        .map(|value| Int::new(*value as i64).into_obj());
    Tuple::new(numbers.collect()).into_obj()
}

attributes! {
    obj: |view| view.buffer.owner.clone();
    nbytes: |view| Int::from_usize(view.len()).into_obj();
    readonly: |view| bool_ref(view.readonly);
    itemsize: |view| Int::from_usize(view.item_size).into_obj();
    format: |view| Str::from_str(&view.format).into_obj();
    ndim: |view| Int::from_usize(view.shape.len()).into_obj();
    shape: |view| numbers(&view.shape);
    strides: |view| numbers(&view.strides);
    suboffsets: |view| { let _ = view; Tuple::empty().into_obj() };
    c_contiguous: |view| bool_ref(view.is_c_contiguous());
    f_contiguous: |view| bool_ref(view.is_f_contiguous());
    contiguous: |view| bool_ref(view.is_c_contiguous() || view.is_f_contiguous());
}
