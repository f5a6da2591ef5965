//! The object protocol: what an operation on any object does, by its slots.
//!
//! Names follow CPython's abstract layer (`PyObject_GetAttr` is [`getattr`], …). Numbers,
//! sequences and mappings are in `number.rs` and `sequence.rs`.

use crate::object::error::{Catch, attribute_error_plain, recursion_error, type_error};
use crate::object::slots::CompareOp;
use crate::object::{Args, Obj, Object, PyResult, Ref, Type};
use crate::types::exceptions::{ATTRIBUTE_ERROR, STOP_ITERATION};
use crate::types::none::is_not_implemented;
use crate::types::str::{STR_TYPE, Str};

pub mod number;
pub mod sequence;

/// Guards native recursion: `RecursionError` when the native stack runs low.
///
/// # Errors
/// `RecursionError` with the reason that `place` gives (` while calling a Python object`).
#[inline(always)]
pub fn check_stack(place: &str) -> PyResult<()> {
    let here = 0u8;
    if (&raw const here as usize) > crate::vm::stack_limit() {
        return Ok(());
    }
    Err(stack_overflow(place))
}

#[cold]
fn stack_overflow(place: &str) -> crate::object::Exc {
    recursion_error(format!("maximum recursion depth exceeded{place}"))
}

// ---- calls

/// Calls with positional arguments.
///
/// # Errors
/// What the callable raises, or `TypeError` when it is none.
pub fn call(callable: &Obj, args: &[&Obj]) -> PyResult {
    call_args(callable, Args::positional_only(args))
}

/// Calls with any arguments.
///
/// # Errors
/// As [`call`].
#[inline]
pub fn call_args(callable: &Obj, args: Args<'_>) -> PyResult {
    let Some(slot) = callable.ty().slots().call else {
        return Err(type_error(format!(
            "'{}' object is not callable",
            callable.ty().tp_name()
        )));
    };
    check_stack(" while calling a Python object")?;
    slot(callable, args)
}

/// Calls a method by name.
///
/// # Errors
/// As [`call`], and `AttributeError`.
pub fn call_method(object: &Obj, name: &'static str, args: &[&Obj]) -> PyResult {
    let name = crate::types::str::intern::literal(name);
    call_method_str(object, name, args)
}

/// [`call_method`] with the name as an object.
pub fn call_method_str(object: &Obj, name: &Str, args: &[&Obj]) -> PyResult {
    let (method, unbound) = get_method(object, name)?;
    if unbound {
        call(&method, &crate::object::args::prepend(object, args))
    } else {
        call(&method, args)
    }
}

/// The attribute to call for `object.name(...)`: `(function, true)` when it is an
/// unbound method that wants `object` as its first argument.
///
/// # Errors
/// `AttributeError` and what descriptors raise.
pub fn get_method(object: &Obj, name: &Str) -> PyResult<(Ref, bool)> {
    crate::types::object_attributes::get_method(object, name)
}

/// Calls a special method found on the type; `None` when the type has none.
///
/// # Errors
/// What the method raises.
pub fn call_special(object: &Obj, name: &'static str, args: &[&Obj]) -> PyResult<Option<Ref>> {
    call_special_named(object, crate::types::str::intern::literal(name), args)
}

/// [`call_special`] with the name as a string.
///
/// # Errors
/// What the method raises.
pub fn call_special_named(object: &Obj, name: &Str, args: &[&Obj]) -> PyResult<Option<Ref>> {
    let Some(method) = object.ty().lookup(name) else {
        return Ok(None);
    };
    if method
        .ty()
        .has_flag(crate::object::flags::METHOD_DESCRIPTOR)
    {
        return call(&method, &crate::object::args::prepend(object, args)).map(Some);
    }
    let bound = match method.ty().slots().descr_get {
        Some(get) => get(&method, Some(object), Some(object.ty().as_obj()))?,
        None => method,
    };
    call(&bound, args).map(Some)
}

// ---- attributes

/// `object.name`
///
/// # Errors
/// `AttributeError` and what descriptors raise.
#[inline]
pub fn getattr(object: &Obj, name: &Str) -> PyResult {
    match object.ty().slots().getattr {
        Some(slot) => match slot(object, name) {
            Err(error) => Err(with_context(error, object, name)),
            value => value,
        },
        None => Err(attribute_error_plain(format!(
            "'{}' object has no attribute '{name}'",
            object.ty().tp_name()
        ))),
    }
}

/// An `AttributeError` that says nothing of its object and name gets those of the lookup.
#[cold]
fn with_context(error: crate::object::Exc, object: &Obj, name: &Str) -> crate::object::Exc {
    use crate::types::exceptions::field;
    if error.matches(&ATTRIBUTE_ERROR) {
        let instance = error.instance();
        if instance.peek_extra(field::NAME).is_none() && instance.peek_extra(field::OBJ).is_none() {
            instance.extra(field::NAME).set(name.to_ref().into_obj());
            instance.extra(field::OBJ).set(object.to_ref());
        }
    }
    error
}

/// `object.name` with the name as text.
pub fn getattr_text(object: &Obj, name: &'static str) -> PyResult {
    getattr(object, crate::types::str::intern::literal(name))
}

/// `object.name`, `None` when there is no such attribute.
///
/// # Errors
/// Everything but `AttributeError`.
pub fn getattr_opt(object: &Obj, name: &Str) -> PyResult<Option<Ref>> {
    crate::types::object_attributes::getattr_opt(object, name)
}

/// [`getattr_opt`] with the name as text.
pub fn getattr_opt_text(object: &Obj, name: &'static str) -> PyResult<Option<Ref>> {
    getattr_opt(object, crate::types::str::intern::literal(name))
}

/// `object.name = value`, or `del object.name` when the value is `None`.
///
/// # Errors
/// `AttributeError` or `TypeError` when it cannot be set; what descriptors raise.
pub fn setattr(object: &Obj, name: &Str, value: Option<&Obj>) -> PyResult<()> {
    match object.ty().slots().setattr {
        Some(slot) => slot(object, name, value),
        None => Err(type_error(format!(
            "'{}' object has no attributes ({} .{name})",
            object.ty().tp_name(),
            if value.is_some() { "assign to" } else { "del" },
        ))),
    }
}

/// [`setattr`] with the name as text.
pub fn setattr_text(object: &Obj, name: &'static str, value: &Obj) -> PyResult<()> {
    setattr(
        object,
        crate::types::str::intern::literal(name),
        Some(value),
    )
}

// ---- text

/// `repr(object)`
///
/// # Errors
/// What `__repr__` raises; `TypeError` when it gives no string.
pub fn repr(object: &Obj) -> PyResult<Ref<Str>> {
    check_stack(" while getting the repr of an object")?;
    let Some(slot) = object.ty().slots().repr else {
        return Ok(Str::from_str(&format!(
            "<{} object at {:#x}>",
            object.ty().tp_name(),
            object.address()
        )));
    };
    text_result(slot(object)?, "__repr__")
}

/// `str(object)`
///
/// # Errors
/// What `__str__` raises; `TypeError` when it gives no string.
pub fn str(object: &Obj) -> PyResult<Ref<Str>> {
    if object.is_exact(&STR_TYPE) {
        // SAFETY: just checked.
        return Ok(unsafe { object.to_ref().cast_into_unchecked() });
    }
    let Some(slot) = object.ty().slots().str else {
        return repr(object);
    };
    check_stack(" while getting the str of an object")?;
    text_result(slot(object)?, "__str__")
}

fn text_result(result: Ref, method: &str) -> PyResult<Ref<Str>> {
    result.downcast_into::<Str>().map_err(|other| {
        type_error(format!(
            "{method} returned non-string (type {})",
            other.ty().tp_name()
        ))
    })
}

/// `repr` as Rust text, for messages; a failure is the error.
pub fn repr_text(object: &Obj) -> PyResult<String> {
    Ok(repr(object)?.to_string_lossy())
}

/// `format(object, spec)`
///
/// # Errors
/// What `__format__` raises; `TypeError` when it gives no string.
pub fn format(object: &Obj, spec: &Str) -> PyResult<Ref<Str>> {
    if spec.is_empty() && object.is_exact(&STR_TYPE) {
        // SAFETY: just checked.
        return Ok(unsafe { object.to_ref().cast_into_unchecked() });
    }
    let result = call_special(object, "__format__", &[spec.as_obj()])?.ok_or_else(|| {
        type_error(format!(
            "Type {} doesn't define __format__",
            object.ty().tp_name()
        ))
    })?;
    result.downcast_into::<Str>().map_err(|other| {
        type_error(format!(
            "__format__ must return a str, not {}",
            other.ty().tp_name()
        ))
    })
}

// ---- comparison

/// `hash(object)`
///
/// # Errors
/// `TypeError` for unhashable types; what `__hash__` raises.
#[inline]
pub fn hash(object: &Obj) -> PyResult<i64> {
    if let Some(text) = object.downcast_exact::<Str>() {
        return Ok(text.hash());
    }
    match object.ty().slots().hash {
        Some(slot) => slot(object),
        None => Err(type_error(format!(
            "unhashable type: '{}'",
            object.ty().tp_name()
        ))),
    }
}

/// Hash by identity (`_Py_HashPointer`).
pub fn hash_pointer(object: &Obj) -> i64 {
    match (object.address() as u64).rotate_right(4) as i64 {
        -1 => -2,
        hash => hash,
    }
}

/// `left op right` as an object.
///
/// # Errors
/// `TypeError` when neither side supports it; what the comparison raises.
pub fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    check_stack(" in comparison")?;
    let (left_ty, right_ty) = (left.ty(), right.ty());
    let mut tried_right = false;
    if !left_ty.is_type(right_ty)
        && right_ty.is_subtype(left_ty)
        && let Some(slot) = right_ty.slots().richcompare
    {
        tried_right = true;
        let result = slot(right, left, op.swapped())?;
        if !is_not_implemented(&result) {
            return Ok(result);
        }
    }
    if let Some(slot) = left_ty.slots().richcompare {
        let result = slot(left, right, op)?;
        if !is_not_implemented(&result) {
            return Ok(result);
        }
    }
    if !tried_right && let Some(slot) = right_ty.slots().richcompare {
        let result = slot(right, left, op.swapped())?;
        if !is_not_implemented(&result) {
            return Ok(result);
        }
    }
    match op {
        CompareOp::Eq => Ok(crate::types::int::bool_ref(left.is(right))),
        CompareOp::Ne => Ok(crate::types::int::bool_ref(!left.is(right))),
        _ => Err(type_error(format!(
            "'{}' not supported between instances of '{}' and '{}'",
            op.symbol(),
            left_ty.tp_name(),
            right_ty.tp_name()
        ))),
    }
}

/// Truth of a comparison; identity counts as equality (`PyObject_RichCompareBool`).
///
/// # Errors
/// As [`compare`].
pub fn compare_bool(left: &Obj, right: &Obj, op: CompareOp) -> PyResult<bool> {
    if left.is(right) {
        match op {
            CompareOp::Eq => return Ok(true),
            CompareOp::Ne => return Ok(false),
            _ => {}
        }
    }
    let result = compare(left, right, op)?;
    is_true(&result)
}

/// `left is right or left == right`
///
/// # Errors
/// As [`compare`].
#[inline]
pub fn eq(left: &Obj, right: &Obj) -> PyResult<bool> {
    compare_bool(left, right, CompareOp::Eq)
}

/// `bool(object)`
///
/// # Errors
/// What `__bool__` or `__len__` raises.
#[inline]
pub fn is_true(object: &Obj) -> PyResult<bool> {
    if object.is(crate::types::int::bool_obj(true)) {
        return Ok(true);
    }
    if object.is(crate::types::int::bool_obj(false)) || crate::types::none::is_none(object) {
        return Ok(false);
    }
    let slots = object.ty().slots();
    if let Some(slot) = slots.nb_bool {
        return slot(object);
    }
    match slots.mp_length.or(slots.sq_length) {
        Some(slot) => Ok(slot(object)? > 0),
        None => Ok(true),
    }
}

// ---- iteration

/// `iter(object)`
///
/// # Errors
/// `TypeError` when the object is not iterable; what `__iter__` raises.
pub fn iter(object: &Obj) -> PyResult {
    let slots = object.ty().slots();
    if let Some(slot) = slots.iter {
        let iterator = slot(object)?;
        if iterator.ty().slots().next.is_none() {
            return Err(type_error(format!(
                "iter() returned non-iterator of type '{}'",
                iterator.ty().tp_name()
            )));
        }
        return Ok(iterator);
    }
    if slots.sq_item.is_some() && !object.is_instance(&crate::types::dict::DICT_TYPE) {
        return Ok(crate::types::iterators::SequenceIterator::new(object.to_ref()).into_obj());
    }
    Err(type_error(format!(
        "'{}' object is not iterable",
        object.ty().tp_name()
    )))
}

/// The next value; `None` when exhausted (a raised `StopIteration` counts as that).
///
/// # Errors
/// What `__next__` raises otherwise.
#[inline]
pub fn next(iterator: &Obj) -> PyResult<Option<Ref>> {
    match iterator.ty().slots().next {
        Some(slot) => match slot(iterator) {
            Err(error) if error.matches(&STOP_ITERATION) => Ok(None),
            result => result,
        },
        None => Err(type_error(format!(
            "'{}' object is not an iterator",
            iterator.ty().tp_name()
        ))),
    }
}

/// Calls `each` with every value of an iterable.
///
/// # Errors
/// What iterating or `each` raises.
pub fn for_each(iterable: &Obj, mut each: impl FnMut(Ref) -> PyResult<()>) -> PyResult<()> {
    let iterator = iter(iterable)?;
    while let Some(value) = next(&iterator)? {
        each(value)?;
    }
    Ok(())
}

/// All values of an iterable.
///
/// # Errors
/// What iterating raises.
pub fn collect(iterable: &Obj) -> PyResult<Vec<Ref>> {
    if let Some(list) = iterable.downcast_exact::<crate::types::list::List>() {
        return Ok(list.to_vec());
    }
    if let Some(tuple) = iterable.downcast_exact::<crate::types::tuple::Tuple>() {
        return Ok(tuple.iter().collect());
    }
    let mut values = Vec::new();
    for_each(iterable, |value| {
        values.push(value);
        Ok(())
    })?;
    Ok(values)
}

/// `operator.length_hint(object, default)`
///
/// # Errors
/// What `__len__` or `__length_hint__` raises but `TypeError`.
pub fn length_hint(object: &Obj, default: usize) -> PyResult<usize> {
    let slots = object.ty().slots();
    if let Some(slot) = slots.sq_length.or(slots.mp_length)
        && let Some(length) = slot(object).catch(&crate::types::exceptions::TYPE_ERROR)?
    {
        return Ok(length);
    }
    let hint = call_special(object, "__length_hint__", &[])
        .catch(&crate::types::exceptions::TYPE_ERROR)?
        .flatten();
    let Some(hint) = hint.filter(|hint| !is_not_implemented(hint)) else {
        return Ok(default);
    };
    let Some(hint) = hint.downcast::<crate::types::int::Int>() else {
        return Err(type_error(format!(
            "__length_hint__ must be an integer, not {}",
            hint.ty().tp_name()
        )));
    };
    match hint.as_i64() {
        Some(value) if value >= 0 => Ok(value as usize),
        _ => Err(crate::object::error::value_error(
            "__length_hint__() should return >= 0",
        )),
    }
}

// ---- classes

/// `isinstance(object, class)`, with `__instancecheck__`, tuples and unions.
///
/// # Errors
/// `TypeError` when `class` is none; what `__instancecheck__` raises.
pub fn is_instance(object: &Obj, class: &Obj) -> PyResult<bool> {
    crate::types::typeobj::checks::is_instance(object, class)
}

/// `issubclass(derived, class)`
///
/// # Errors
/// As [`is_instance`].
pub fn is_subclass(derived: &Obj, class: &Obj) -> PyResult<bool> {
    crate::types::typeobj::checks::is_subclass(derived, class)
}

/// `AttributeError` about an attribute, with its `name` and `obj` set for suggestions.
#[cold]
pub fn no_attribute(object: &Obj, name: &Str) -> crate::object::Exc {
    let message = match object.downcast::<Type>() {
        Some(ty) => format!("type object '{}' has no attribute '{name}'", ty.name()),
        None => format!(
            "'{}' object has no attribute '{name}'",
            object.ty().tp_name()
        ),
    };
    attribute_error(object, name, &message)
}

/// `AttributeError` with this message and its `name` and `obj` set.
#[cold]
pub fn attribute_error(object: &Obj, name: &Str, message: &str) -> crate::object::Exc {
    let error = crate::object::Exc::with_message(&ATTRIBUTE_ERROR, message);
    error
        .instance()
        .extra(crate::types::exceptions::field::NAME)
        .set(name.to_ref().into_obj());
    error
        .instance()
        .extra(crate::types::exceptions::field::OBJ)
        .set(object.to_ref());
    error
}

/// `ascii(object)`: `repr` with everything beyond ASCII escaped.
///
/// # Errors
/// As [`repr`].
pub fn ascii(object: &Obj) -> PyResult<Ref<Str>> {
    let text = repr(object)?;
    if text.is_ascii() {
        return Ok(text);
    }
    let mut escaped = String::new();
    for point in text.iter() {
        match point {
            0..=0x7F => escaped.push(char::from(point as u8)),
            0x80..=0xFF => escaped.push_str(&format!("\\x{point:02x}")),
            0x100..=0xFFFF => escaped.push_str(&format!("\\u{point:04x}")),
            _ => escaped.push_str(&format!("\\U{point:08x}")),
        }
    }
    Ok(Str::from_str(&escaped))
}

/// Appends every value of an iterable to a list, growing it as `list.extend` does.
///
/// # Errors
/// What iterating raises.
pub fn extend_list(list: &crate::types::list::List, iterable: &Obj) -> PyResult<()> {
    crate::types::list::methods::extend(list, iterable)
}
