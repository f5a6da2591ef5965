//! Length, items and membership of any object.

use crate::object::error::{index_error, type_error};
use crate::object::protocol::{compare_bool, for_each, number};
use crate::object::slots::CompareOp;
use crate::object::{Obj, PyResult, Ref};
use crate::types::exceptions::INDEX_ERROR;

/// `len(object)`
///
/// # Errors
/// `TypeError` when the object has no length; what `__len__` raises.
pub fn len(object: &Obj) -> PyResult<usize> {
    let slots = object.ty().slots();
    match slots.sq_length.or(slots.mp_length) {
        Some(slot) => slot(object),
        None => Err(type_error(format!(
            "object of type '{}' has no len()",
            object.ty().tp_name()
        ))),
    }
}

/// Whether an object is a sequence (`PySequence_Check`).
pub fn is_sequence(object: &Obj) -> bool {
    !object.is_instance(&crate::types::dict::DICT_TYPE) && object.ty().slots().sq_item.is_some()
}

/// `object[key]`
///
/// # Errors
/// `TypeError` when the object is not subscriptable; what the lookup raises.
pub fn getitem(object: &Obj, key: &Obj) -> PyResult {
    let slots = object.ty().slots();
    if let Some(slot) = slots.mp_subscript {
        return slot(object, key);
    }
    if slots.sq_item.is_some() {
        if key.ty().slots().nb_index.is_none() {
            return Err(type_error(format!(
                "sequence index must be integer, not '{}'",
                key.ty().tp_name()
            )));
        }
        return get_index(object, number::index_as_isize(key, Some(&INDEX_ERROR))?);
    }
    if let Some(class) = object.downcast::<crate::object::Type>() {
        return crate::types::typeobj::class_getitem(class, key);
    }
    Err(type_error(format!(
        "'{}' object is not subscriptable",
        object.ty().tp_name()
    )))
}

/// The item at an index of a sequence; negative ones count from the end.
///
/// # Errors
/// `IndexError`, and `TypeError` when the object is no sequence.
pub fn get_index(object: &Obj, index: isize) -> PyResult {
    let slots = object.ty().slots();
    let Some(slot) = slots.sq_item else {
        return Err(type_error(format!(
            "'{}' object does not support indexing",
            object.ty().tp_name()
        )));
    };
    let mut index = index;
    if index < 0
        && let Some(length) = slots.sq_length
    {
        index += length(object)? as isize;
    }
    slot(object, index)
}

/// `object[key] = value`, or `del object[key]` when the value is `None`.
///
/// # Errors
/// `TypeError` when the object does not support it; what the change raises.
pub fn setitem(object: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let slots = object.ty().slots();
    if let Some(slot) = slots.mp_ass_subscript {
        return slot(object, key, value);
    }
    if let Some(slot) = slots.sq_ass_item {
        if key.ty().slots().nb_index.is_none() {
            return Err(type_error(format!(
                "sequence index must be integer, not '{}'",
                key.ty().tp_name()
            )));
        }
        let mut index = number::index_as_isize(key, Some(&INDEX_ERROR))?;
        if index < 0
            && let Some(length) = slots.sq_length
        {
            index += length(object)? as isize;
        }
        return slot(object, index, value);
    }
    let what = if value.is_some() {
        "does not support item assignment"
    } else {
        "doesn't support item deletion"
    };
    Err(type_error(format!(
        "'{}' object {what}",
        object.ty().tp_name()
    )))
}

/// `value in container`
///
/// # Errors
/// `TypeError` when the container is none; what the search raises.
pub fn contains(container: &Obj, value: &Obj) -> PyResult<bool> {
    if let Some(slot) = container.ty().slots().sq_contains {
        return slot(container, value);
    }
    if container.ty().slots().iter.is_none() && container.ty().slots().sq_item.is_none() {
        return Err(type_error(format!(
            "argument of type '{}' is not a container or iterable",
            container.ty().tp_name()
        )));
    }
    let iterator = crate::object::protocol::iter(container)?;
    while let Some(item) = crate::object::protocol::next(&iterator)? {
        if compare_bool(&item, value, CompareOp::Eq)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Turns an index that may be negative into a position, or `None` when out of range.
pub fn position(index: isize, len: usize) -> Option<usize> {
    let index = if index < 0 {
        index + len as isize
    } else {
        index
    };
    usize::try_from(index).ok().filter(|index| *index < len)
}

/// [`position`] with `IndexError`.
///
/// # Errors
/// `IndexError: NAME index out of range`.
pub fn position_of(index: isize, len: usize, name: &str) -> PyResult<usize> {
    position(index, len).ok_or_else(|| index_error(format!("{name} index out of range")))
}

/// All values of an iterable as a new list (`PySequence_List`).
///
/// # Errors
/// What iterating raises.
pub fn list(iterable: &Obj) -> PyResult<Ref<crate::types::list::List>> {
    let list = crate::types::list::List::new(Vec::new());
    for_each(iterable, |value| {
        list.push(value);
        Ok(())
    })?;
    Ok(list)
}
