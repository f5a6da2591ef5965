//! `list.sort`: a stable, adaptive merge sort whose comparison may fail.
//!
//! The list is emptied while its items are sorted. Natural runs are found (descending ones
//! are reversed) and extended to a minimum by binary insertion; runs are merged in
//! the order of the powersort policy. The items are moved as bare pointers that a vector
//! of references keeps alive, so a comparison that raises leaves a permutation.

use std::cmp::Ordering;

use crate::object::error::value_error;
use crate::object::protocol;
use crate::object::slots::CompareOp;
use crate::object::{Obj, PyResult, Ref};
use crate::types::float::{FLOAT_TYPE, Float};
use crate::types::int::{INT_TYPE, Int};
use crate::types::list::List;
use crate::types::str::{STR_TYPE, Str};

/// Runs shorter than this are extended.
const MIN_RUN: usize = 32;
/// Merging gallops after one side won this many times in a row.
const MIN_GALLOP: usize = 7;

/// An item and what it is compared by.
#[derive(Clone, Copy)]
struct Pair {
    key: *const Obj,
    index: u32,
}

/// How keys are compared; a special way only when all have one exact type.
#[derive(Clone, Copy)]
enum Comparer {
    Text,
    Word,
    Float,
    Any,
}

impl Comparer {
    fn choose(keys: &[Ref]) -> Comparer {
        let all = |ty: &crate::object::Type| keys.iter().all(|key| key.is_exact(ty));
        match keys.first() {
            Some(first) if first.is_exact(&STR_TYPE) && all(&STR_TYPE) => Comparer::Text,
            Some(first) if first.is_exact(&FLOAT_TYPE) && all(&FLOAT_TYPE) => Comparer::Float,
            Some(first) if first.is_exact(&INT_TYPE) && all(&INT_TYPE) => {
                let small = |key: &Ref| {
                    key.downcast_exact::<Int>()
                        .is_some_and(|int| int.as_i64().is_some())
                };
                if keys.iter().all(small) {
                    Comparer::Word
                } else {
                    Comparer::Any
                }
            }
            _ => Comparer::Any,
        }
    }

    /// `a < b`
    #[inline]
    fn less(self, a: Pair, b: Pair) -> PyResult<bool> {
        // SAFETY: the keys are kept alive by the caller's vector; for the special ways
        // all keys were checked to have the type.
        unsafe {
            match self {
                Comparer::Text => {
                    let (a, b) = ((*a.key).cast_unchecked::<Str>(), (*b.key).cast_unchecked());
                    Ok(compare_text(a, b).is_lt())
                }
                Comparer::Word => {
                    let (a, b) = (
                        (*a.key).cast_unchecked::<Int>(),
                        (*b.key).cast_unchecked::<Int>(),
                    );
                    Ok(a.as_i64() < b.as_i64())
                }
                Comparer::Float => {
                    let (a, b) = (
                        (*a.key).cast_unchecked::<Float>(),
                        (*b.key).cast_unchecked::<Float>(),
                    );
                    Ok(a.value() < b.value())
                }
                Comparer::Any => {
                    let answer = protocol::compare(&*a.key, &*b.key, CompareOp::Lt)?;
                    protocol::is_true(&answer)
                }
            }
        }
    }
}

/// Order of two strings by code points.
fn compare_text(a: &Str, b: &Str) -> Ordering {
    match (a.as_ascii(), b.as_ascii()) {
        (Some(a), Some(b)) => a.cmp(b),
        _ => a.iter().cmp(b.iter()),
    }
}

/// Sorts a list in place.
///
/// # Errors
/// What the key function or a comparison raises (the list then holds its items in some
/// order); `ValueError` when the list was changed meanwhile.
pub(crate) fn sort(list: &List, key: Option<&Obj>, reverse: bool) -> PyResult<()> {
    let items = list.take_all();
    let (items, result) = sort_items(items, key, reverse);
    let changed = !list.is_empty() || list.capacity() != 0;
    let left = list.take_all();
    list.splice(0, 0, items);
    drop(left);
    result?;
    if changed {
        return Err(value_error("list modified during sort"));
    }
    Ok(())
}

/// Sorts items; gives them back in any case.
pub(crate) fn sort_items(
    mut items: Vec<Ref>,
    key: Option<&Obj>,
    reverse: bool,
) -> (Vec<Ref>, PyResult<()>) {
    let keys = match key {
        None => None,
        Some(key) => {
            let computed: PyResult<Vec<Ref>> = items
                .iter()
                .map(|item| protocol::call(key, &[&**item]))
                .collect();
            match computed {
                Ok(keys) => Some(keys),
                Err(error) => return (items, Err(error)),
            }
        }
    };
    // A stable sort in reverse: turned round before and after.
    let mut keys = keys;
    if reverse {
        items.reverse();
        if let Some(keys) = &mut keys {
            keys.reverse();
        }
    }
    let by = keys.as_deref().unwrap_or(&items);
    let mut pairs: Vec<Pair> = by
        .iter()
        .enumerate()
        .map(|(index, key)| Pair {
            key: std::ptr::from_ref::<Obj>(key),
            index: index as u32,
        })
        .collect();
    let mut sorter = Sorter {
        comparer: Comparer::choose(by),
        pairs: &mut pairs,
        spare: Vec::new(),
    };
    let result = sorter.run();
    let mut places: Vec<Option<Ref>> = items.into_iter().map(Some).collect();
    let mut sorted: Vec<Ref> = pairs
        .iter()
        .filter_map(|pair| places[pair.index as usize].take())
        .collect();
    if reverse {
        sorted.reverse();
    }
    drop(keys);
    (sorted, result)
}

struct Sorter<'a> {
    comparer: Comparer,
    pairs: &'a mut Vec<Pair>,
    spare: Vec<Pair>,
}

/// A sorted stretch and the power of its boundary to the next one.
struct Run {
    start: usize,
    len: usize,
    power: u32,
}

impl Sorter<'_> {
    fn run(&mut self) -> PyResult<()> {
        let total = self.pairs.len();
        if total < 2 {
            return Ok(());
        }
        let minimum = minimum_run(total);
        let mut runs: Vec<Run> = Vec::new();
        let mut start = 0;
        while start < total {
            let mut len = self.count_run(start)?;
            if len < minimum {
                let wanted = minimum.min(total - start);
                self.insertion_sort(start, start + wanted, start + len)?;
                len = wanted;
            }
            self.push_run(&mut runs, start, len, total)?;
            start += len;
        }
        while runs.len() > 1 {
            self.merge_last(&mut runs)?;
        }
        Ok(())
    }

    /// Adds a run, merging those before it whose boundary is deeper.
    fn push_run(
        &mut self,
        runs: &mut Vec<Run>,
        start: usize,
        len: usize,
        total: usize,
    ) -> PyResult<()> {
        if let Some(last) = runs.last() {
            let power = boundary_power(last.start, last.len, len, total);
            while runs.len() > 1 && runs[runs.len() - 2].power > power {
                self.merge_last(runs)?;
            }
            if let Some(last) = runs.last_mut() {
                last.power = power;
            }
        }
        runs.push(Run {
            start,
            len,
            power: 0,
        });
        Ok(())
    }

    /// Length of the run at `start`, made ascending.
    fn count_run(&mut self, start: usize) -> PyResult<usize> {
        let total = self.pairs.len();
        let mut end = start + 1;
        if end == total {
            return Ok(1);
        }
        if self.less(end, end - 1)? {
            // Strictly descending only, so that turning it round keeps equal items in order.
            end += 1;
            while end < total && self.less(end, end - 1)? {
                end += 1;
            }
            self.pairs[start..end].reverse();
        } else {
            end += 1;
            while end < total && !self.less(end, end - 1)? {
                end += 1;
            }
        }
        Ok(end - start)
    }

    fn less(&self, a: usize, b: usize) -> PyResult<bool> {
        self.comparer.less(self.pairs[a], self.pairs[b])
    }

    /// Binary insertion sort of `start..end`, of which the part before `sorted` is sorted.
    fn insertion_sort(&mut self, start: usize, end: usize, sorted: usize) -> PyResult<()> {
        for place in sorted.max(start + 1)..end {
            let pivot = self.pairs[place];
            let (mut low, mut high) = (start, place);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.comparer.less(pivot, self.pairs[middle])? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            self.pairs[low..=place].rotate_right(1);
        }
        Ok(())
    }

    fn merge_last(&mut self, runs: &mut Vec<Run>) -> PyResult<()> {
        let (Some(right), Some(left)) = (runs.pop(), runs.last_mut()) else {
            return Ok(());
        };
        let (start, middle, end) = (left.start, right.start, right.start + right.len);
        left.len += right.len;
        self.merge(start, middle, end)
    }

    /// Merges two neighbouring sorted stretches; on an error both stay as they were.
    fn merge(&mut self, start: usize, middle: usize, end: usize) -> PyResult<()> {
        // What is in place at both ends already needs no merging.
        let first_right = self.pairs[middle];
        let start = self.upper_bound(first_right, start, middle, Side::Front)?;
        if start == middle {
            return Ok(());
        }
        let last_left = self.pairs[middle - 1];
        let end = self.lower_bound(last_left, middle, end, Side::Back)?;
        if end == middle {
            return Ok(());
        }
        let mut merged = std::mem::take(&mut self.spare);
        merged.clear();
        merged.reserve(end - start);
        let result = self.merge_into(&mut merged, start, middle, end);
        if result.is_ok() {
            self.pairs[start..end].copy_from_slice(&merged);
        }
        self.spare = merged;
        result
    }

    fn merge_into(
        &self,
        merged: &mut Vec<Pair>,
        start: usize,
        middle: usize,
        end: usize,
    ) -> PyResult<()> {
        let (mut left, mut right) = (start, middle);
        let (mut left_wins, mut right_wins) = (0, 0);
        while left < middle && right < end {
            if self.comparer.less(self.pairs[right], self.pairs[left])? {
                merged.push(self.pairs[right]);
                right += 1;
                (left_wins, right_wins) = (0, right_wins + 1);
                if right_wins >= MIN_GALLOP && left < middle && right < end {
                    let until = self.lower_bound(self.pairs[left], right, end, Side::Front)?;
                    merged.extend_from_slice(&self.pairs[right..until]);
                    right = until;
                    right_wins = 0;
                }
            } else {
                merged.push(self.pairs[left]);
                left += 1;
                (left_wins, right_wins) = (left_wins + 1, 0);
                if left_wins >= MIN_GALLOP && left < middle {
                    let until = self.upper_bound(self.pairs[right], left, middle, Side::Front)?;
                    merged.extend_from_slice(&self.pairs[left..until]);
                    left = until;
                    left_wins = 0;
                }
            }
        }
        merged.extend_from_slice(&self.pairs[left..middle]);
        merged.extend_from_slice(&self.pairs[right..end]);
        Ok(())
    }

    /// First position in a sorted stretch whose item is not less than `pivot`.
    fn lower_bound(&self, pivot: Pair, low: usize, high: usize, from: Side) -> PyResult<usize> {
        self.gallop(low, high, from, |at| {
            self.comparer.less(self.pairs[at], pivot)
        })
    }

    /// First position in a sorted stretch whose item is greater than `pivot`.
    fn upper_bound(&self, pivot: Pair, low: usize, high: usize, from: Side) -> PyResult<usize> {
        self.gallop(low, high, from, |at| {
            Ok(!self.comparer.less(pivot, self.pairs[at])?)
        })
    }

    /// First position for which `before` is false: doubling steps from one side, then
    /// bisection.
    fn gallop(
        &self,
        low: usize,
        high: usize,
        from: Side,
        before: impl Fn(usize) -> PyResult<bool>,
    ) -> PyResult<usize> {
        let (mut low, mut high) = (low, high);
        let mut step = 1;
        match from {
            Side::Front => {
                while low < high {
                    let probe = low.saturating_add(step - 1).min(high - 1);
                    if !before(probe)? {
                        high = probe;
                        break;
                    }
                    low = probe + 1;
                    step *= 2;
                }
            }
            Side::Back => {
                while low < high {
                    let probe = high.saturating_sub(step).max(low);
                    if before(probe)? {
                        low = probe + 1;
                        break;
                    }
                    high = probe;
                    step *= 2;
                }
            }
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if before(middle)? {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

/// Where a search starts.
#[derive(Clone, Copy)]
enum Side {
    Front,
    Back,
}

/// A length between half of [`MIN_RUN`]·2 and it, so that the number of runs is close to a
/// power of two.
fn minimum_run(total: usize) -> usize {
    let (mut len, mut odd) = (total, 0);
    while len >= MIN_RUN * 2 {
        odd |= len & 1;
        len >>= 1;
    }
    len + odd
}

/// Powersort: the depth at which the boundary of two runs stands in a perfectly
/// balanced tree over all items.
fn boundary_power(start: usize, left: usize, right: usize, total: usize) -> u32 {
    // Midpoints of the runs as fractions of the whole, in units of 1 / (2 * total).
    let (mut a, mut b) = (2 * start + left, 2 * start + 2 * left + right);
    let whole = 2 * total;
    let mut power = 0;
    loop {
        power += 1;
        a *= 2;
        b *= 2;
        match (a >= whole, b >= whole) {
            (true, true) => {
                a -= whole;
                b -= whole;
            }
            (false, false) => {}
            _ => return power,
        }
    }
}
