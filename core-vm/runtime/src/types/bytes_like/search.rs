//! Searching and replacing in byte sequences.

use crate::object::error::{memory_error, type_error, value_error};
use crate::object::{Obj, PyResult};
use crate::types::buffer;
use crate::types::bytes::byte_value;
use crate::types::bytes_like::{argument, is_bytes_like, make, unchanged, with_data};
use crate::types::int::{Int, bool_ref, convert::as_ssize};
use crate::types::none::is_none;
use crate::types::slice_range::search_range;
use crate::types::str::methods::trimmed;
use crate::types::str::search::{count_units, find_units, positions, rfind_units};
use crate::types::tuple::Tuple;

/// A byte or bytes to look for.
fn needle(object: &Obj) -> PyResult<Vec<u8>> {
    if is_bytes_like(object) {
        return Ok(buffer::get(object, buffer::request::SIMPLE)?.to_vec());
    }
    if object.ty().slots().nb_index.is_some() {
        return Ok(vec![byte_value(object)?]);
    }
    Err(type_error(format!(
        "argument should be integer or bytes-like object, not '{}'",
        object.ty().tp_name()
    )))
}

fn locate(
    this: &Obj,
    args: &[&Obj],
    find: fn(&[u8], &[u8]) -> Option<usize>,
) -> PyResult<Option<usize>> {
    let wanted = needle(args[0])?;
    let len = with_data(this, <[u8]>::len)?;
    let range = search_range(args.get(1).copied(), args.get(2).copied(), len)?;
    with_data(this, |data| {
        let range = range?;
        let part = data.get(range.clone())?;
        find(part, &wanted).map(|at| range.start + at)
    })
}

fn or_minus_one(found: Option<usize>) -> PyResult {
    Ok(found
        .map_or_else(|| Int::new(-1), Int::from_usize)
        .into_obj())
}

fn or_error(found: Option<usize>) -> PyResult {
    match found {
        Some(at) => Ok(Int::from_usize(at).into_obj()),
        None => Err(value_error("subsection not found")),
    }
}

pub fn find(this: &Obj, args: &[&Obj]) -> PyResult {
    or_minus_one(locate(this, args, find_units)?)
}

pub fn rfind(this: &Obj, args: &[&Obj]) -> PyResult {
    or_minus_one(locate(this, args, rfind_units)?)
}

pub fn index(this: &Obj, args: &[&Obj]) -> PyResult {
    or_error(locate(this, args, find_units)?)
}

pub fn rindex(this: &Obj, args: &[&Obj]) -> PyResult {
    or_error(locate(this, args, rfind_units)?)
}

pub fn count(this: &Obj, args: &[&Obj]) -> PyResult {
    let wanted = needle(args[0])?;
    let len = with_data(this, <[u8]>::len)?;
    let range = search_range(args.get(1).copied(), args.get(2).copied(), len)?;
    let found = with_data(this, |data| {
        let part = range.and_then(|range| data.get(range));
        part.map_or(0, |part| count_units(part, &wanted))
    })?;
    Ok(Int::from_usize(found).into_obj())
}

fn affix(name: &str, this: &Obj, args: &[&Obj], at_end: bool) -> PyResult {
    let len = with_data(this, <[u8]>::len)?;
    let range = search_range(args.get(1).copied(), args.get(2).copied(), len)?;
    let matches = |candidate: &[u8]| {
        with_data(this, |data| {
            let part = range.clone().and_then(|range| data.get(range));
            part.is_some_and(|part| {
                if at_end {
                    part.ends_with(candidate)
                } else {
                    part.starts_with(candidate)
                }
            })
        })
    };
    if let Some(candidates) = args[0].downcast::<Tuple>() {
        for candidate in candidates.as_slice() {
            if matches(&argument(candidate)?)? {
                return Ok(bool_ref(true));
            }
        }
        return Ok(bool_ref(false));
    }
    if !is_bytes_like(args[0]) {
        return Err(type_error(format!(
            "{name} first arg must be bytes or a tuple of bytes, not {}",
            args[0].ty().tp_name()
        )));
    }
    Ok(bool_ref(matches(&argument(args[0])?)?))
}

pub fn startswith(this: &Obj, args: &[&Obj]) -> PyResult {
    affix("startswith", this, args, false)
}

pub fn endswith(this: &Obj, args: &[&Obj]) -> PyResult {
    affix("endswith", this, args, true)
}

pub fn removeprefix(this: &Obj, prefix: &Obj) -> PyResult {
    let prefix = argument(prefix)?;
    let rest = with_data(this, |data| {
        data.strip_prefix(prefix.as_slice())
            .filter(|_| !prefix.is_empty())
            .map(|rest| make(this, rest))
    })?;
    rest.map_or_else(|| unchanged(this), Ok)
}

pub fn removesuffix(this: &Obj, suffix: &Obj) -> PyResult {
    let suffix = argument(suffix)?;
    let rest = with_data(this, |data| {
        data.strip_suffix(suffix.as_slice())
            .filter(|_| !suffix.is_empty())
            .map(|rest| make(this, rest))
    })?;
    rest.map_or_else(|| unchanged(this), Ok)
}

fn trim(this: &Obj, args: &[&Obj], left: bool, right: bool) -> PyResult {
    let dropped = match args.first().filter(|dropped| !is_none(dropped)) {
        Some(dropped) => argument(dropped)?,
        None => b" \t\n\r\x0b\x0c".to_vec(),
    };
    let kept = with_data(this, |data| {
        let range = trimmed(data.len(), left, right, |i| dropped.contains(&data[i]));
        (range.len() < data.len()).then(|| make(this, &data[range]))
    })?;
    kept.map_or_else(|| unchanged(this), Ok)
}

pub fn strip(this: &Obj, args: &[&Obj]) -> PyResult {
    trim(this, args, true, true)
}

pub fn lstrip(this: &Obj, args: &[&Obj]) -> PyResult {
    trim(this, args, true, false)
}

pub fn rstrip(this: &Obj, args: &[&Obj]) -> PyResult {
    trim(this, args, false, true)
}

pub fn replace(this: &Obj, args: &[&Obj]) -> PyResult {
    let (old, new) = (argument(args[0])?, argument(args[1])?);
    let limit = match args.get(2) {
        Some(count) => usize::try_from(as_ssize(count)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let replaced = with_data(this, |data| replaced(data, &old, &new, limit))?;
    match replaced {
        Some(Ok(data)) => Ok(make(this, &data)),
        Some(Err(error)) => Err(error),
        None => unchanged(this),
    }
}

/// The bytes with the first `limit` occurrences replaced; `None` when there is none.
fn replaced(data: &[u8], old: &[u8], new: &[u8], limit: usize) -> Option<PyResult<Vec<u8>>> {
    if limit == 0 || (old.is_empty() && new.is_empty()) {
        return None;
    }
    if old.is_empty() {
        let places = limit.min(data.len() + 1);
        if new.len().checked_mul(places).is_none_or(|n| n > 1 << 40) {
            return Some(Err(memory_error("")));
        }
        let mut out = Vec::with_capacity(data.len() + new.len() * places);
        for (index, byte) in data.iter().enumerate() {
            if index < places {
                out.extend_from_slice(new);
            }
            out.push(*byte);
        }
        if places > data.len() {
            out.extend_from_slice(new);
        }
        return Some(Ok(out));
    }
    let found: Vec<usize> = positions(data, old).take(limit).collect();
    if found.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(data.len());
    let mut start = 0;
    for at in found {
        out.extend_from_slice(&data[start..at]);
        out.extend_from_slice(new);
        start = at + old.len();
    }
    out.extend_from_slice(&data[start..]);
    Some(Ok(out))
}
