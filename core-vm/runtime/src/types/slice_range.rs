//! What a slice selects of a sequence (`PySlice_Unpack`, `PySlice_AdjustIndices`).

use crate::object::error::{type_error, value_error};
use crate::object::protocol::number::index_as_isize;
use crate::object::{Obj, PyResult};
use crate::types::none::is_none;
use crate::types::slice::Slice;

/// The positions `start`, `start + step`, … of which there are `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SliceRange {
    pub start: usize,
    pub step: isize,
    pub count: usize,
}

impl SliceRange {
    /// The positions in order.
    pub fn positions(self) -> impl Iterator<Item = usize> {
        (0..self.count).map(move |i| (self.start as isize + i as isize * self.step) as usize)
    }

    /// The range of a slice without gaps.
    pub fn contiguous(self) -> Option<std::ops::Range<usize>> {
        (self.step == 1).then(|| self.start..self.start + self.count)
    }
}

/// A slice's fields as numbers, not yet fitted to a length.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub start: isize,
    pub stop: isize,
    pub step: isize,
}

/// Reads a slice's fields; this may run `__index__` methods, which may change the sequence.
///
/// # Errors
/// `TypeError` for bounds that are no integers, `ValueError` for step zero.
pub fn unpack(slice: &Slice) -> PyResult<Bounds> {
    let field = |field: &crate::object::Field, default: isize| match field.get() {
        Some(value) if !is_none(&value) => bound(&value),
        _ => Ok(default),
    };
    let step = field(&slice.step, 1)?;
    if step == 0 {
        return Err(value_error("slice step cannot be zero"));
    }
    let step = step.max(-isize::MAX);
    let start = field(&slice.start, if step < 0 { isize::MAX } else { 0 })?;
    let stop = field(&slice.stop, if step < 0 { isize::MIN } else { isize::MAX })?;
    Ok(Bounds { start, stop, step })
}

/// A bound as a word, clipped.
///
/// # Errors
/// `TypeError` when it is no integer.
pub fn bound(value: &Obj) -> PyResult<isize> {
    if value.ty().slots().nb_index.is_none() {
        return Err(type_error(
            "slice indices must be integers or None or have an __index__ method",
        ));
    }
    index_as_isize(value, None)
}

impl Bounds {
    /// What the slice selects of a sequence of this length.
    pub fn of_length(self, length: usize) -> SliceRange {
        let len = length as isize;
        let clip = |value: isize| {
            let value = if value < 0 {
                value.saturating_add(len)
            } else {
                value
            };
            if self.step < 0 {
                value.clamp(-1, len - 1)
            } else {
                value.clamp(0, len)
            }
        };
        let (start, stop) = (clip(self.start), clip(self.stop));
        let count = if self.step < 0 && stop < start {
            (start - stop - 1) / -self.step + 1
        } else if self.step > 0 && start < stop {
            (stop - start - 1) / self.step + 1
        } else {
            0
        };
        SliceRange {
            start: start.max(0) as usize,
            step: self.step,
            count: count as usize,
        }
    }
}

/// Optional `start` and `end` arguments of searching methods, fitted to a length.
/// `None` when `start` lies behind the end, where not even the empty text is found.
///
/// # Errors
/// `TypeError` when they are no integers.
pub fn search_range(
    start: Option<&Obj>,
    end: Option<&Obj>,
    length: usize,
) -> PyResult<Option<std::ops::Range<usize>>> {
    let read = |value: Option<&Obj>, default: isize| match value {
        Some(value) if !is_none(value) => bound(value),
        _ => Ok(default),
    };
    let (start, end) = (read(start, 0)?, read(end, isize::MAX)?);
    let len = length as isize;
    let fit = |value: isize| {
        if value < 0 {
            value.saturating_add(len).max(0)
        } else {
            value
        }
    };
    let (start, end) = (fit(start), fit(end).min(len));
    Ok((start <= end).then_some(start as usize..end as usize))
}
