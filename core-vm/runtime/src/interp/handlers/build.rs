//! Building and taking apart: containers, strings, unpacking.

use serpentarium_bytecode::opcode::op as opcode;

use crate::interp::dispatch::{again, check, go, op, push, raise, save};
use crate::interp::frame::InterpreterFrame;
use crate::interp::slot::Slot;
use crate::interp::specialize;
use crate::object::error::{type_error, value_error};
use crate::object::protocol;
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::dict::Dict;
use crate::types::list::List;
use crate::types::set::Set;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

/// Makes the top `count` slots owned, so that their pointers can move into a container.
#[inline(always)]
unsafe fn own_top(sp: *mut Slot, count: usize) -> *mut *mut Obj {
    // SAFETY: `count` slots are on the stack; an owned slot's word is the pointer itself.
    unsafe {
        let first = sp.sub(count);
        for index in 0..count {
            *first.add(index) = (*first.add(index)).make_owned();
        }
        first.cast()
    }
}

/// The top `count` slots as borrowed references.
pub(crate) unsafe fn top_refs<'a>(sp: *mut Slot, count: usize) -> Vec<&'a Obj> {
    // SAFETY: `count` non-null slots are on the stack.
    unsafe {
        (0..count)
            .map(|index| (*sp.sub(count - index)).obj())
            .collect()
    }
}

op!(BUILD_TUPLE, |ip, sp, frame, th, arg| {
    let tuple = super::cold::tuple(own_top(sp, arg), arg);
    sp = sp.sub(arg);
    push!(sp, Slot::own(tuple.into_obj()));
    go!(ip, 1, sp, frame, th)
});

op!(BUILD_LIST, |ip, sp, frame, th, arg| {
    let list = List::from_raw_items(own_top(sp, arg), arg);
    sp = sp.sub(arg);
    push!(sp, Slot::own(list.into_obj()));
    go!(ip, 1, sp, frame, th)
});

op!(BUILD_SET, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let set = check!(build_set(sp, arg), ip, sp, frame, th);
    sp = super::close_top(sp, arg, frame);
    push!(sp, Slot::own(set));
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
unsafe fn build_set(sp: *mut Slot, count: usize) -> PyResult {
    let set = Set::new();
    // SAFETY: `count` non-null slots are on the stack.
    for item in unsafe { top_refs(sp, count) } {
        set.add(item)?;
    }
    Ok(set.into_obj())
}

op!(BUILD_MAP, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let dict = check!(build_map(sp, 2 * arg), ip, sp, frame, th);
    sp = super::close_top(sp, 2 * arg, frame);
    push!(sp, Slot::own(dict));
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
unsafe fn build_map(sp: *mut Slot, count: usize) -> PyResult {
    let dict = Dict::new();
    // SAFETY: `count` non-null slots are on the stack.
    for pair in unsafe { top_refs(sp, count) }.chunks_exact(2) {
        dict.set(pair[0], pair[1].to_ref())?;
    }
    Ok(dict.into_obj())
}

op!(BUILD_SLICE, |ip, sp, frame, th, arg| {
    let step = if arg == 3 {
        (*sp.sub(1)).obj().to_ref()
    } else {
        crate::types::none::none()
    };
    let first = sp.sub(arg);
    let slice = crate::types::slice::Slice::new(
        (*first).obj().to_ref(),
        (*first.add(1)).obj().to_ref(),
        step,
    );
    sp = super::close_top(sp, arg, frame);
    push!(sp, Slot::own(slice.into_obj()));
    go!(ip, 1, sp, frame, th)
});

op!(BUILD_STRING, |ip, sp, frame, th, arg| {
    let text = build_string(sp, arg);
    sp = super::close_top(sp, arg, frame);
    push!(sp, Slot::own(text));
    go!(ip, 1, sp, frame, th)
});

/// Joins strings: all operands of `BUILD_STRING` are.
#[inline(never)]
unsafe fn build_string(sp: *mut Slot, count: usize) -> Ref {
    // SAFETY: `count` non-null slots are on the stack.
    let parts: smallvec::SmallVec<[&Obj; 16]> = (0..count)
        .map(|index| unsafe { (*sp.sub(count - index)).obj() })
        .collect();
    crate::types::str::concat::concat_objects(&parts).into_obj()
}

// ---- adding to containers

op!(LIST_APPEND, |ip, sp, frame, th, arg| {
    let value = *sp.sub(1);
    let list = (*sp.sub(1 + arg)).obj().cast_unchecked::<List>();
    list.push(value.into_ref());
    go!(ip, 1, sp.sub(1), frame, th)
});

op!(SET_ADD, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let set = (*sp.sub(1 + arg)).obj().cast_unchecked::<Set>();
    check!(set.add((*sp.sub(1)).obj()), ip, sp, frame, th);
    sp = super::close_top(sp, 1, frame);
    go!(ip, 1, sp, frame, th)
});

op!(MAP_ADD, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let dict = (*sp.sub(2 + arg)).obj().cast_unchecked::<Dict>();
    check!(
        dict.set((*sp.sub(2)).obj(), (*sp.sub(1)).obj().to_ref()),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 2, frame);
    go!(ip, 1, sp, frame, th)
});

op!(LIST_EXTEND, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let list = (*sp.sub(1 + arg)).obj().cast_unchecked::<List>();
    check!(list_extend(list, (*sp.sub(1)).obj()), ip, sp, frame, th);
    sp = super::close_top(sp, 1, frame);
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn list_extend(list: &List, iterable: &Obj) -> PyResult<()> {
    let slots = iterable.ty().slots();
    if slots.iter.is_none() && slots.sq_item.is_none() {
        return Err(type_error(format!(
            "Value after * must be an iterable, not {}",
            iterable.ty().tp_name()
        )));
    }
    protocol::extend_list(list, iterable)
}

op!(SET_UPDATE, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let set = (*sp.sub(1 + arg)).obj().cast_unchecked::<Set>();
    let result = protocol::for_each((*sp.sub(1)).obj(), |value| set.add(&value));
    check!(result, ip, sp, frame, th);
    sp = super::close_top(sp, 1, frame);
    go!(ip, 1, sp, frame, th)
});

op!(DICT_UPDATE, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let dict = (*sp.sub(1 + arg)).obj().cast_unchecked::<Dict>();
    check!(dict_update(dict, (*sp.sub(1)).obj()), ip, sp, frame, th);
    sp = super::close_top(sp, 1, frame);
    go!(ip, 1, sp, frame, th)
});

/// `dict.update(mapping)` for `{**mapping}`.
#[inline(never)]
fn dict_update(dict: &Dict, mapping: &Obj) -> PyResult<()> {
    if let Some(other) = mapping.downcast_exact::<Dict>() {
        return dict.merge(other);
    }
    let names = crate::vm::names();
    if protocol::getattr_opt(mapping, &names.keys)?.is_none() {
        return Err(type_error(format!(
            "'{}' object is not a mapping",
            mapping.ty().tp_name()
        )));
    }
    merge_mapping(mapping, |key, value| dict.set(&key, value))
}

/// Calls `each` with every key and value of any mapping.
#[inline(never)]
pub(crate) fn merge_mapping(
    mapping: &Obj,
    mut each: impl FnMut(Ref, Ref) -> PyResult<()>,
) -> PyResult<()> {
    let keys = protocol::call_method_str(mapping, &crate::vm::names().keys, &[])?;
    protocol::for_each(&keys, |key| {
        let value = protocol::sequence::getitem(mapping, &key)?;
        each(key, value)
    })
}

op!(DICT_MERGE, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let dict = (*sp.sub(1 + arg)).obj().cast_unchecked::<Dict>();
    let callable = (*sp.sub(4 + arg)).obj();
    check!(
        dict_merge(dict, (*sp.sub(1)).obj(), callable),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 1, frame);
    go!(ip, 1, sp, frame, th)
});

/// Adds `**mapping` of a call to its keyword arguments.
#[inline(never)]
fn dict_merge(dict: &Dict, mapping: &Obj, callable: &Obj) -> PyResult<()> {
    let function = || crate::interp::call::function_text(callable);
    let names = crate::vm::names();
    let add = |key: Ref, value: Ref| {
        if dict.contains(&key)? {
            let shown = protocol::str(&key)?.to_string_lossy();
            return Err(type_error(format!(
                "{} got multiple values for keyword argument '{shown}'",
                function()
            )));
        }
        dict.set(&key, value)
    };
    if let Some(other) = mapping.downcast_exact::<Dict>() {
        if dict.is_empty() && other.add_strings_to(dict) {
            return Ok(());
        }
        for (key, value) in other.items() {
            add(key, value)?;
        }
        return Ok(());
    }
    if protocol::getattr_opt(mapping, &names.keys)?.is_none() {
        return Err(type_error(format!(
            "{} argument after ** must be a mapping, not {}",
            function(),
            mapping.ty().tp_name()
        )));
    }
    merge_mapping(mapping, add)
}

// ---- unpacking

op!(UNPACK_SEQUENCE, |ip, sp, frame, th, arg| {
    let sequence = *sp.sub(1);
    if specialize::due(ip) {
        specialize::unpack_sequence(ip, sequence.obj(), arg);
        again!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    let unpacked = unpack(sequence.obj(), arg, None, sp.sub(1));
    check!(unpacked, ip, sp, frame, th);
    sp = sp.sub(1).add(arg);
    save!(ip, sp, frame);
    sequence.close();
    go!(ip, 2, sp, frame, th)
});

op!(UNPACK_EX, |ip, sp, frame, th, arg| {
    let sequence = *sp.sub(1);
    let (before, after) = (arg & 0xFF, arg >> 8);
    save!(ip, sp, frame);
    let unpacked = unpack(sequence.obj(), before, Some(after), sp.sub(1));
    check!(unpacked, ip, sp, frame, th);
    sp = sp.sub(1).add(before + 1 + after);
    save!(ip, sp, frame);
    sequence.close();
    go!(ip, 1, sp, frame, th)
});

/// Writes the values of an iterable at `out`, which is its own place, first value on top:
/// the stack has room for no more. Nothing is written before all are there. With `after`,
/// the values between `before` and the last `after` become a list.
#[inline(never)]
unsafe fn unpack(
    iterable: &Obj,
    before: usize,
    after: Option<usize>,
    out: *mut Slot,
) -> PyResult<()> {
    let values = unpack_values(iterable, before, after)?;
    let count = values.len();
    for (index, value) in values.into_iter().enumerate() {
        // SAFETY: the compiler reserved stack for the values.
        unsafe { *out.add(count - 1 - index) = Slot::own(value) };
    }
    Ok(())
}

#[inline(never)]
fn unpack_values(iterable: &Obj, before: usize, after: Option<usize>) -> PyResult<Vec<Ref>> {
    let slots = iterable.ty().slots();
    if slots.iter.is_none() && slots.sq_item.is_none() {
        return Err(type_error(format!(
            "cannot unpack non-iterable {} object",
            iterable.ty().tp_name()
        )));
    }
    let iterator = protocol::iter(iterable)?;
    let mut values = Vec::with_capacity(before);
    while values.len() < before {
        match protocol::next(&iterator)? {
            Some(value) => values.push(value),
            None if after.is_none() => {
                return Err(value_error(format!(
                    "not enough values to unpack (expected {before}, got {})",
                    values.len()
                )));
            }
            None => {
                return Err(value_error(format!(
                    "not enough values to unpack (expected at least {}, got {})",
                    before + after.unwrap_or(0),
                    values.len()
                )));
            }
        }
    }
    let Some(after) = after else {
        if protocol::next(&iterator)?.is_none() {
            return Ok(values);
        }
        let known = iterable
            .downcast_exact::<List>()
            .map(List::len)
            .or_else(|| iterable.downcast_exact::<Tuple>().map(Tuple::len))
            .or_else(|| iterable.downcast_exact::<Dict>().map(Dict::len));
        let got = known.map_or_else(String::new, |len| format!(", got {len}"));
        return Err(value_error(format!(
            "too many values to unpack (expected {before}{got})"
        )));
    };
    let mut rest = Vec::new();
    while let Some(value) = protocol::next(&iterator)? {
        rest.push(value);
    }
    if rest.len() < after {
        return Err(value_error(format!(
            "not enough values to unpack (expected at least {}, got {})",
            before + after,
            before + rest.len()
        )));
    }
    let tail = rest.split_off(rest.len() - after);
    values.push(List::new(rest).into_obj());
    values.extend(tail);
    Ok(values)
}

op!(UNPACK_SEQUENCE_TWO_TUPLE, |ip, sp, frame, th, arg| {
    let sequence = *sp.sub(1);
    let Some(tuple) = sequence
        .obj()
        .downcast_exact::<Tuple>()
        .filter(|t| t.len() == 2)
    else {
        return specialize::miss(ip, sp, frame, th, arg, opcode::UNPACK_SEQUENCE);
    };
    let items = tuple.as_slice();
    *sp.sub(1) = Slot::own(items[1].to_ref());
    *sp = Slot::own(items[0].to_ref());
    sp = sp.add(1);
    sequence.close();
    go!(ip, 2, sp, frame, th)
});

op!(UNPACK_SEQUENCE_TUPLE, |ip, sp, frame, th, arg| {
    let sequence = *sp.sub(1);
    let Some(tuple) = sequence
        .obj()
        .downcast_exact::<Tuple>()
        .filter(|t| t.len() == arg)
    else {
        return specialize::miss(ip, sp, frame, th, arg, opcode::UNPACK_SEQUENCE);
    };
    sp = sp.sub(1);
    for item in tuple.as_slice().iter().rev() {
        push!(sp, Slot::own(item.to_ref()));
    }
    save!(ip, sp, frame);
    sequence.close();
    go!(ip, 2, sp, frame, th)
});

op!(UNPACK_SEQUENCE_LIST, |ip, sp, frame, th, arg| {
    let sequence = *sp.sub(1);
    let Some(list) = sequence
        .obj()
        .downcast_exact::<List>()
        .filter(|l| l.len() == arg)
    else {
        return specialize::miss(ip, sp, frame, th, arg, opcode::UNPACK_SEQUENCE);
    };
    sp = sp.sub(1);
    for index in (0..arg).rev() {
        push!(sp, Slot::own((**list.raw_items().add(index)).to_ref()));
    }
    save!(ip, sp, frame);
    sequence.close();
    go!(ip, 2, sp, frame, th)
});

// ---- formatting

op!(CONVERT_VALUE, |ip, sp, frame, th, arg| {
    let value = *sp.sub(1);
    save!(ip, sp, frame);
    let text = check!(convert_value(value.obj(), arg), ip, sp, frame, th);
    *sp.sub(1) = Slot::own(text);
    value.close();
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn convert_value(value: &Obj, conversion: usize) -> PyResult {
    Ok(match conversion {
        1 => protocol::str(value)?,
        2 => protocol::repr(value)?,
        _ => protocol::ascii(value)?,
    }
    .into_obj())
}

op!(FORMAT_SIMPLE, |ip, sp, frame, th, arg| {
    let value = *sp.sub(1);
    if value.obj().is_exact(&crate::types::str::STR_TYPE) {
        go!(ip, 1, sp, frame, th)
    }
    save!(ip, sp, frame);
    let text = check!(format_simple(value.obj()), ip, sp, frame, th);
    *sp.sub(1) = Slot::own(text);
    value.close();
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn format_simple(value: &Obj) -> PyResult {
    if value.is_exact(&crate::types::int::INT_TYPE) {
        return protocol::str(value).map(Ref::into_obj);
    }
    Ok(protocol::format(value, &Str::from_str(""))?.into_obj())
}

op!(FORMAT_WITH_SPEC, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let text = check!(
        format_with_spec((*sp.sub(2)).obj(), (*sp.sub(1)).obj()),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 2, frame);
    push!(sp, Slot::own(text));
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn format_with_spec(value: &Obj, spec: &Obj) -> PyResult {
    let Some(spec) = spec.downcast::<Str>() else {
        return Err(type_error("format spec must be a string"));
    };
    Ok(protocol::format(value, spec)?.into_obj())
}

op!(BUILD_INTERPOLATION, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let has_format = arg & 1;
    let first = sp.sub(2 + has_format);
    let spec = (has_format == 1).then(|| (*sp.sub(1)).obj());
    let result = check!(
        crate::interp::shim::interpolation((*first).obj(), (*first.add(1)).obj(), arg >> 2, spec),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 2 + has_format, frame);
    push!(sp, Slot::own(result));
    go!(ip, 1, sp, frame, th)
});

op!(BUILD_TEMPLATE, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let result = check!(
        crate::interp::shim::template((*sp.sub(2)).obj(), (*sp.sub(1)).obj()),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 2, frame);
    push!(sp, Slot::own(result));
    go!(ip, 1, sp, frame, th)
});

#[allow(unused_imports)]
use InterpreterFrame as _;
