//! `_bisect`: binary search in sorted sequences.

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule, none};
use serpentarium_runtime::object::protocol::{self, number, sequence};
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{Obj, Object, PyResult};
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::is_none;

pub static MODULE: NativeModule = NativeModule {
    name: "_bisect",
    doc: "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an improvement over the more\ncommon approach.\n",
    functions: FUNCTIONS,
    exec: |_| Ok(()),
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "bisect_right",
        "($module, /, a, x, lo=0, hi=None, *, key=None)",
        "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e <= x, and all e in\na[i:] have e > x.  So if x already appears in the list, a.insert(i, x)\nwill insert just after the rightmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
        NativeFn::Bound(bisect_right),
    ),
    NativeDef::new(
        "insort_right",
        "($module, /, a, x, lo=0, hi=None, *, key=None)",
        "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the right of the rightmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
        NativeFn::Bound(insort_right),
    ),
    NativeDef::new(
        "bisect_left",
        "($module, /, a, x, lo=0, hi=None, *, key=None)",
        "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e < x, and all e in\na[i:] have e >= x.  So if x already appears in the list, a.insert(i, x)\nwill insert just before the leftmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
        NativeFn::Bound(bisect_left),
    ),
    NativeDef::new(
        "insort_left",
        "($module, /, a, x, lo=0, hi=None, *, key=None)",
        "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the left of the leftmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order.",
        NativeFn::Bound(insort_left),
    ),
];

/// Arguments of all four functions: sequence, value, bounds, key function.
struct Search<'a> {
    sequence: &'a Obj,
    value: &'a Obj,
    low: usize,
    high: usize,
    key: Option<&'a Obj>,
}

impl<'a> Search<'a> {
    fn new(args: &[Option<&'a Obj>]) -> PyResult<Search<'a>> {
        let (Some(sequence), Some(value)) = (args[0], args[1]) else {
            return Err(type_error("two arguments are required"));
        };
        let bound = |value: &Obj| number::index_as_isize(value, Some(&OVERFLOW_ERROR));
        let low = args[2].map_or(Ok(0), bound)?;
        let Ok(low) = usize::try_from(low) else {
            return Err(value_error("lo must be non-negative"));
        };
        let high = match args[3]
            .filter(|high| !is_none(high))
            .map(bound)
            .transpose()?
        {
            Some(high) if high >= 0 => high as usize,
            Some(-1) | None => sequence::len(sequence)?,
            Some(_) => 0,
        };
        let key = args[4].filter(|key| !is_none(key));
        Ok(Search {
            sequence,
            value,
            low,
            high,
            key,
        })
    }

    /// The place before (`left`) or behind values equal to `wanted`.
    fn run(&self, wanted: &Obj, left: bool) -> PyResult<usize> {
        let (mut low, mut high) = (self.low, self.high);
        while low < high {
            let middle = low + (high - low) / 2;
            let item = sequence::get_index(self.sequence, middle as isize)?;
            let item = match self.key {
                Some(key) => protocol::call(key, &[&item])?,
                None => item,
            };
            let result = if left {
                protocol::compare(&item, wanted, CompareOp::Lt)?
            } else {
                protocol::compare(wanted, &item, CompareOp::Lt)?
            };
            if protocol::is_true(&result)? == left {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

fn bisect(args: &[Option<&Obj>], left: bool) -> PyResult {
    let search = Search::new(args)?;
    Ok(Int::from_usize(search.run(search.value, left)?).into_obj())
}

fn insort(args: &[Option<&Obj>], left: bool) -> PyResult {
    let search = Search::new(args)?;
    let at = match search.key {
        Some(key) => search.run(&*protocol::call(key, &[search.value])?, left)?,
        None => search.run(search.value, left)?,
    };
    if let Some(list) = search.sequence.downcast_exact::<List>() {
        list.insert(at, search.value.to_ref());
    } else {
        let at = Int::from_usize(at);
        protocol::call_method(search.sequence, "insert", &[at.as_obj(), search.value])?;
    }
    none()
}

fn bisect_left(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    bisect(args, true)
}

fn bisect_right(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    bisect(args, false)
}

fn insort_left(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    insort(args, true)
}

fn insort_right(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    insort(args, false)
}
