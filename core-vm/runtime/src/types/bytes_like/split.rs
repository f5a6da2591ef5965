//! Splitting and joining byte sequences.

use std::ops::Range;

use crate::object::error::{type_error, value_error};
use crate::object::{Obj, PyResult, Ref};
use crate::types::bytes_like::{argument, is_bytes_like, make, unchanged, with_data};
use crate::types::list::List;
use crate::types::none::is_none;
use crate::types::str::search::{find_units, positions, rfind_units};
use crate::types::str::split::{between, limit, lines, rwords, words};
use crate::types::tuple::Tuple;

fn separator(object: Option<&Obj>) -> PyResult<Option<Vec<u8>>> {
    let Some(object) = object.filter(|object| !is_none(object)) else {
        return Ok(None);
    };
    let separator = argument(object)?;
    if separator.is_empty() {
        return Err(value_error("empty separator"));
    }
    Ok(Some(separator))
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 0x09..=0x0D | b' ')
}

fn list_of(this: &Obj, spans: impl FnOnce(&[u8]) -> Vec<Range<usize>>) -> PyResult {
    let parts = with_data(this, |data| {
        let spans = spans(data);
        let parts: Vec<Ref> = spans
            .into_iter()
            .map(|span| make(this, &data[span]))
            .collect();
        parts
    })?;
    Ok(List::new(parts).into_obj())
}

pub fn split(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let limit = limit(args[1])?;
    let separator = separator(args[0])?;
    list_of(this, |data| match &separator {
        Some(separator) => {
            let found: Vec<usize> = positions(data, separator).take(limit).collect();
            between(&found, separator.len(), data.len())
        }
        None => words(data.len(), limit, |i| is_space(data[i])),
    })
}

pub fn rsplit(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let limit = limit(args[1])?;
    let separator = separator(args[0])?;
    list_of(this, |data| match &separator {
        Some(separator) => {
            let (mut found, mut end) = (Vec::new(), data.len());
            while found.len() < limit
                && let Some(at) = rfind_units(&data[..end], separator)
            {
                found.push(at);
                end = at;
            }
            found.reverse();
            between(&found, separator.len(), data.len())
        }
        None => rwords(data.len(), limit, |i| is_space(data[i])),
    })
}

pub fn splitlines(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let keep = args[0].map_or(Ok(false), crate::object::protocol::is_true)?;
    list_of(this, |data| {
        lines(data.len(), keep, |i| {
            matches!(data[i], b'\n' | b'\r').then(|| u32::from(data[i]))
        })
    })
}

fn partition_with(
    this: &Obj,
    object: &Obj,
    find: fn(&[u8], &[u8]) -> Option<usize>,
    rest_first: bool,
) -> PyResult {
    let separator = argument(object)?;
    if separator.is_empty() {
        return Err(value_error("empty separator"));
    }
    let parts = with_data(this, |data| {
        let at = find(data, &separator)?;
        let after = at + separator.len();
        Some([make(this, &data[..at]), make(this, &data[after..])])
    })?;
    let empty = || make(this, &[]);
    let three = match parts {
        Some([before, after]) => vec![before, make(this, &separator), after],
        None if rest_first => vec![unchanged(this)?, empty(), empty()],
        None => vec![empty(), empty(), unchanged(this)?],
    };
    Ok(Tuple::new(three).into_obj())
}

pub fn partition(this: &Obj, separator: &Obj) -> PyResult {
    partition_with(this, separator, find_units, true)
}

pub fn rpartition(this: &Obj, separator: &Obj) -> PyResult {
    partition_with(this, separator, rfind_units, false)
}

pub fn join(this: &Obj, iterable: &Obj) -> PyResult {
    let slots = iterable.ty().slots();
    if slots.iter.is_none() && slots.sq_item.is_none() {
        return Err(type_error("can only join an iterable"));
    }
    let items = crate::object::protocol::collect(iterable)?;
    if let [only] = items.as_slice()
        && only.is_exact(&crate::types::bytes::BYTES_TYPE)
        && this.is_exact(&crate::types::bytes::BYTES_TYPE)
    {
        return Ok(only.clone());
    }
    let separator = with_data(this, <[u8]>::to_vec)?;
    let mut out = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if !is_bytes_like(item) {
            return Err(type_error(format!(
                "sequence item {index}: expected a bytes-like object, {} found",
                item.ty().tp_name()
            )));
        }
        if index > 0 {
            out.extend_from_slice(&separator);
        }
        out.extend_from_slice(&argument(item)?);
    }
    Ok(make(this, &out))
}
