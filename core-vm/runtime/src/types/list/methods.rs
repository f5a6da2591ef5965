//! Methods and slots of `list`.

use crate::object::error::{index_error, memory_error, type_error, value_error};
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::{self, number, sequence};
use crate::object::slots::CompareOp;
use crate::object::{self, Args, Obj, Object, PyResult, Ref, Slots, Type};
use crate::types::exceptions::{INDEX_ERROR, OVERFLOW_ERROR};
use crate::types::int::{Int, bool_ref};
use crate::types::list::iter::{ListIterator, ListReverseIterator};
use crate::types::list::{List, sort};
use crate::types::none::{none, not_implemented};
use crate::types::repr_guard::ReprGuard;
use crate::types::slice::{Bounds, Slice};
use crate::types::str::Str;
use crate::types::tuple::Tuple;

fn this(object: &Obj) -> &List {
    // SAFETY: called with lists only.
    unsafe { object.cast_unchecked() }
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(List::empty_of(ty).into_obj())
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    // A subclass with its own __new__ may take keywords.
    let plain_new = (object.ty().slots().new)
        .is_none_or(|found| std::ptr::fn_addr_eq(found, new as object::slots::NewFn));
    if plain_new {
        args.no_keywords("list")?;
    }
    object::args::check_positional("list", args.positional().len(), 0, 1)?;
    let list = this(object);
    list.clear_items();
    match args.positional() {
        [iterable] => extend(list, iterable),
        _ => Ok(()),
    }
}

/// Appends the values of an iterable.
///
/// # Errors
/// What iterating raises; what was appended until then stays.
pub(crate) fn extend(list: &List, iterable: &Obj) -> PyResult<()> {
    let known: Option<Vec<Ref>> = if let Some(other) = iterable.downcast_exact::<List>() {
        Some(other.to_vec())
    } else {
        iterable
            .downcast_exact::<Tuple>()
            .map(|tuple| tuple.iter().collect())
    };
    if let Some(values) = known {
        list.make_room(values.len());
        values.into_iter().for_each(|value| list.push(value));
        return Ok(());
    }
    let iterator = protocol::iter(iterable)?;
    let hint = protocol::length_hint(iterable, 8)?;
    if hint < isize::MAX as usize / 16 && hint > 0 {
        list.make_room_hinted(hint);
    }
    while let Some(value) = protocol::next(&iterator)? {
        list.push(value);
    }
    list.trim();
    Ok(())
}

fn repr(object: &Obj) -> PyResult {
    let list = this(object);
    if list.is_empty() {
        return Ok(Str::from_str("[]").into_obj());
    }
    let Some(_guard) = ReprGuard::enter(object) else {
        return Ok(Str::from_str("[...]").into_obj());
    };
    let mut parts = Vec::new();
    let mut index = 0;
    while let Some(item) = list.get(index) {
        parts.push(protocol::repr(&item)?);
        index += 1;
    }
    Ok(crate::types::str_join::join("[", &parts, ", ", "]").into_obj())
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let Some(right) = right.downcast::<List>() else {
        return Ok(not_implemented());
    };
    let left = this(left);
    if left.len() != right.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(bool_ref(op == CompareOp::Ne));
    }
    let mut index = 0;
    while let (Some(a), Some(b)) = (left.get(index), right.get(index)) {
        if !a.is(&b) && !protocol::eq(&a, &b)? {
            // The comparison may have shortened a list.
            if index >= left.len() || index >= right.len() {
                break;
            }
            return match op {
                CompareOp::Eq => Ok(bool_ref(false)),
                CompareOp::Ne => Ok(bool_ref(true)),
                _ => protocol::compare(&a, &b, op),
            };
        }
        index += 1;
    }
    Ok(bool_ref(op.holds(left.len().cmp(&right.len()))))
}

fn contains(object: &Obj, value: &Obj) -> PyResult<bool> {
    let list = this(object);
    let mut index = 0;
    while let Some(item) = list.get(index) {
        if protocol::eq(&item, value)? {
            return Ok(true);
        }
        index += 1;
    }
    Ok(false)
}

fn concat(object: &Obj, other: &Obj) -> PyResult {
    let Some(other) = other.downcast::<List>() else {
        return Err(type_error(format!(
            "can only concatenate list (not \"{}\") to list",
            other.ty().tp_name()
        )));
    };
    let mut items = this(object).to_vec();
    items.extend(other.to_vec());
    Ok(List::new(items).into_obj())
}

/// `count` copies of the items one after the other.
fn repeated(items: &[Ref], count: isize) -> PyResult<Vec<Ref>> {
    let count = count.max(0) as usize;
    let total = items.len().checked_mul(count);
    let Some(total) = total.filter(|total| *total < isize::MAX as usize / 8) else {
        return Err(memory_error(""));
    };
    let mut result = Vec::new();
    if result.try_reserve_exact(total).is_err() {
        return Err(memory_error(""));
    }
    for _ in 0..count {
        result.extend_from_slice(items);
    }
    Ok(result)
}

fn repeat(object: &Obj, count: isize) -> PyResult {
    Ok(List::new(repeated(&this(object).to_vec(), count)?).into_obj())
}

fn inplace_concat(object: &Obj, other: &Obj) -> PyResult {
    extend(this(object), other)?;
    Ok(object.to_ref())
}

fn inplace_repeat(object: &Obj, count: isize) -> PyResult {
    let list = this(object);
    let items = list.to_vec();
    if count <= 0 {
        list.clear_items();
        return Ok(object.to_ref());
    }
    let more = repeated(&items, count - 1)?;
    list.make_room(more.len());
    more.into_iter().for_each(|item| list.push(item));
    Ok(object.to_ref())
}

fn item(object: &Obj, index: isize) -> PyResult {
    let found = usize::try_from(index).ok();
    found
        .and_then(|index| this(object).get(index))
        .ok_or_else(|| index_error("list index out of range"))
}

fn assign_item(object: &Obj, index: isize, value: Option<&Obj>) -> PyResult<()> {
    let list = this(object);
    let position = usize::try_from(index)
        .ok()
        .filter(|index| *index < list.len())
        .ok_or_else(|| index_error("list assignment index out of range"))?;
    match value {
        Some(value) => drop(list.set(position, value.to_ref())),
        None => drop(list.remove(position)),
    }
    Ok(())
}

fn wrong_index(key: &Obj) -> object::Exc {
    type_error(format!(
        "list indices must be integers or slices, not {}",
        key.ty().tp_name()
    ))
}

fn with_length(list: &List, index: isize) -> isize {
    if index < 0 {
        index + list.len() as isize
    } else {
        index
    }
}

fn subscript(object: &Obj, key: &Obj) -> PyResult {
    let list = this(object);
    if key.ty().slots().nb_index.is_some() {
        let index = number::index_as_isize(key, Some(&INDEX_ERROR))?;
        return item(object, with_length(list, index));
    }
    let Some(slice) = key.downcast::<Slice>() else {
        return Err(wrong_index(key));
    };
    let indices = slice.unpack()?.adjust(list.len());
    if indices.step == 1 {
        return Ok(list.run(indices.start as usize, indices.count).into_obj());
    }
    Ok(list.part(indices.positions(), indices.count).into_obj())
}

fn assign_subscript(object: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let list = this(object);
    if key.ty().slots().nb_index.is_some() {
        let index = number::index_as_isize(key, Some(&INDEX_ERROR))?;
        return assign_item(object, with_length(list, index), value);
    }
    let Some(slice) = key.downcast::<Slice>() else {
        return Err(wrong_index(key));
    };
    match value {
        Some(value) => assign_slice(list, slice, value),
        None => delete_slice(list, slice),
    }
}

fn assign_slice(list: &List, slice: &Slice, value: &Obj) -> PyResult<()> {
    let bounds = slice.unpack()?;
    if bounds.step() == 1 {
        return assign_run(list, bounds, value);
    }
    let values = collect_for_slice(value, "must assign iterable to extended slice")?;
    let indices = bounds.adjust(list.len());
    if values.len() != indices.count {
        return Err(value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            values.len(),
            indices.count
        )));
    }
    let old: Vec<_> = indices
        .positions()
        .zip(values)
        .map(|(position, value)| list.set(position, value))
        .collect();
    drop(old);
    Ok(())
}

/// `list[start:stop] = value`
pub(crate) fn assign_run(list: &List, bounds: Bounds, value: &Obj) -> PyResult<()> {
    let items = match value.downcast_exact::<List>() {
        Some(other) if !std::ptr::eq(other, list) => Some(other.as_slice()),
        _ => value.downcast_exact::<Tuple>().map(Tuple::as_slice),
    };
    let values = match items {
        Some(_) => Vec::new(),
        None => collect_for_slice(value, "must assign iterable to extended slice")?,
    };
    let indices = bounds.adjust(list.len());
    let start = indices.start as usize;
    match items {
        Some(items) => {
            let values = items.iter().map(|item| item.to_ref());
            list.splice_with(start, start + indices.count, values);
        }
        None => list.splice(start, start + indices.count, values),
    }
    Ok(())
}

/// The values of an iterable; `message` when it is none.
fn collect_for_slice(value: &Obj, message: &str) -> PyResult<Vec<Ref>> {
    if value.ty().slots().iter.is_none() && value.ty().slots().sq_item.is_none() {
        return Err(type_error(message));
    }
    protocol::collect(value)
}

fn delete_slice(list: &List, slice: &Slice) -> PyResult<()> {
    let indices = slice.unpack()?.adjust(list.len());
    if indices.count == 0 {
        return Ok(());
    }
    if indices.step == 1 {
        let start = indices.start as usize;
        list.splice(start, start + indices.count, Vec::new());
        return Ok(());
    }
    let mut gone = vec![false; list.len()];
    indices
        .positions()
        .for_each(|position| gone[position] = true);
    let mut dropped = Vec::with_capacity(indices.count);
    let mut kept = Vec::with_capacity(list.len() - indices.count);
    for (item, gone) in list.to_vec().into_iter().zip(gone) {
        if gone {
            dropped.push(item);
        } else {
            kept.push(item);
        }
    }
    list.splice(0, list.len(), kept);
    drop(dropped);
    Ok(())
}

// ---- methods

fn getitem(object: &Obj, key: &Obj) -> PyResult {
    subscript(object, key)
}

fn reversed(object: &Obj) -> PyResult {
    Ok(ListReverseIterator::new(this(object).to_ref()).into_obj())
}

fn sizeof(object: &Obj) -> PyResult {
    let size = crate::types::object::basic_sizeof(object) + this(object).capacity() * 8;
    Ok(Int::from_usize(size).into_obj())
}

fn clear(object: &Obj) -> PyResult {
    this(object).clear_items();
    Ok(none())
}

fn copy(object: &Obj) -> PyResult {
    Ok(List::new(this(object).to_vec()).into_obj())
}

fn append(object: &Obj, value: &Obj) -> PyResult {
    this(object).push(value.to_ref());
    Ok(none())
}

fn insert(object: &Obj, args: &[&Obj]) -> PyResult {
    let index = number::index_as_isize(args[0], Some(&OVERFLOW_ERROR))?;
    let list = this(object);
    let index = with_length(list, index).max(0) as usize;
    list.insert(index, args[1].to_ref());
    Ok(none())
}

fn extend_method(object: &Obj, iterable: &Obj) -> PyResult {
    extend(this(object), iterable)?;
    Ok(none())
}

fn pop(object: &Obj, args: &[&Obj]) -> PyResult {
    let list = this(object);
    let index = match args.first() {
        Some(index) => number::index_as_isize(index, Some(&OVERFLOW_ERROR))?,
        None => -1,
    };
    if list.is_empty() {
        return Err(index_error("pop from empty list"));
    }
    sequence::position(index, list.len())
        .and_then(|position| list.remove(position))
        .ok_or_else(|| index_error("pop index out of range"))
}

fn remove(object: &Obj, value: &Obj) -> PyResult {
    let list = this(object);
    let mut index = 0;
    while let Some(item) = list.get(index) {
        if protocol::eq(&item, value)? {
            drop(list.remove(index));
            return Ok(none());
        }
        index += 1;
    }
    Err(value_error("list.remove(x): x not in list"))
}

/// The optional bounds of `index(value, start, stop)`.
pub(crate) fn search_bounds(args: &[&Obj], len: usize) -> PyResult<(usize, usize)> {
    let bound = |at: usize, default: isize| -> PyResult<usize> {
        let Some(value) = args.get(at) else {
            return Ok(default.max(0) as usize);
        };
        if value.ty().slots().nb_index.is_none() {
            return Err(type_error(
                "slice indices must be integers or have an __index__ method",
            ));
        }
        let word = number::index_as_isize(value, None)?;
        Ok(if word < 0 {
            (word.saturating_add(len as isize)).max(0) as usize
        } else {
            word as usize
        })
    };
    Ok((bound(1, 0)?, bound(2, isize::MAX)?))
}

fn index(object: &Obj, args: &[&Obj]) -> PyResult {
    let list = this(object);
    let (start, stop) = search_bounds(args, list.len())?;
    let mut index = start;
    while index < stop
        && let Some(item) = list.get(index)
    {
        if protocol::eq(&item, args[0])? {
            return Ok(Int::from_usize(index).into_obj());
        }
        index += 1;
    }
    Err(value_error("list.index(x): x not in list"))
}

fn count(object: &Obj, value: &Obj) -> PyResult {
    let list = this(object);
    let (mut index, mut count) = (0, 0);
    while let Some(item) = list.get(index) {
        count += usize::from(item.is(value) || protocol::eq(&item, value)?);
        index += 1;
    }
    Ok(Int::from_usize(count).into_obj())
}

fn reverse(object: &Obj) -> PyResult {
    this(object).reverse();
    Ok(none())
}

fn sort_method(object: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let key = args[0].filter(|key| !crate::types::none::is_none(key));
    let reverse = match args[1] {
        Some(value) => protocol::is_true(value)?,
        None => false,
    };
    sort::sort(this(object), key, reverse)?;
    Ok(none())
}

pub(crate) const SLOTS: Slots = Slots {
    new: Some(new),
    init: Some(init),
    repr: Some(repr),
    richcompare: Some(compare),
    iter: Some(|object| Ok(ListIterator::new(this(object).to_ref()).into_obj())),
    sq_length: Some(|object| Ok(this(object).len())),
    sq_concat: Some(concat),
    sq_repeat: Some(repeat),
    sq_item: Some(item),
    sq_ass_item: Some(assign_item),
    sq_contains: Some(contains),
    sq_inplace_concat: Some(inplace_concat),
    sq_inplace_repeat: Some(inplace_repeat),
    mp_length: Some(|object| Ok(this(object).len())),
    mp_subscript: Some(subscript),
    mp_ass_subscript: Some(assign_subscript),
    ..Slots::NONE
};

pub(crate) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__getitem__",
        "($self, index, /)",
        "Return self[index].",
        NativeFn::One(getitem),
    ),
    NativeDef::new(
        "__reversed__",
        "($self, /)",
        "Return a reverse iterator over the list.",
        NativeFn::NoArgs(reversed),
    ),
    NativeDef::new(
        "__sizeof__",
        "($self, /)",
        "Return the size of the list in memory, in bytes.",
        NativeFn::NoArgs(sizeof),
    ),
    NativeDef::new(
        "clear",
        "($self, /)",
        "Remove all items from list.",
        NativeFn::NoArgs(clear),
    ),
    NativeDef::new(
        "copy",
        "($self, /)",
        "Return a shallow copy of the list.",
        NativeFn::NoArgs(copy),
    ),
    NativeDef::new(
        "append",
        "($self, object, /)",
        "Append object to the end of the list.",
        NativeFn::One(append),
    ),
    NativeDef::new(
        "insert",
        "($self, index, object, /)",
        "Insert object before index.",
        NativeFn::Positional(2, 2, insert),
    ),
    NativeDef::new(
        "extend",
        "($self, iterable, /)",
        "Extend list by appending elements from the iterable.",
        NativeFn::One(extend_method),
    ),
    NativeDef::new(
        "pop",
        "($self, index=-1, /)",
        "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range.",
        NativeFn::Positional(0, 1, pop),
    ),
    NativeDef::new(
        "remove",
        "($self, value, /)",
        "Remove first occurrence of value.\n\nRaises ValueError if the value is not present.",
        NativeFn::One(remove),
    ),
    NativeDef::new(
        "index",
        "($self, value, start=0, stop=sys.maxsize, /)",
        "Return first index of value.\n\nRaises ValueError if the value is not present.",
        NativeFn::Positional(1, 3, index),
    ),
    NativeDef::new(
        "count",
        "($self, value, /)",
        "Return number of occurrences of value.",
        NativeFn::One(count),
    ),
    NativeDef::new(
        "reverse",
        "($self, /)",
        "Reverse *IN PLACE*.",
        NativeFn::NoArgs(reverse),
    ),
    NativeDef::new(
        "sort",
        "($self, /, *, key=None, reverse=False)",
        "Sort the list in ascending order and return None.\n\nThe sort is in-place (i.e. the list itself is modified) and stable\n(i.e. the order of two equal elements is maintained).\n\nIf a key function is given, apply it once to each list item and sort\nthem, ascending or descending, according to their function values.\n\nThe reverse flag can be set to sort in descending order.",
        NativeFn::Bound(sort_method),
    ),
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "lists are generic over the type of their contents",
        NativeFn::One(crate::types::generic_alias::make),
    )
    .class(),
];
