//! `weakref.proxy`: every operation goes to the referent.

use crate::object::error::{reference_error, type_error};
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::{self, number, sequence};
use crate::object::slots::CompareOp;
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, flags};
use crate::types::str::Str;
use crate::types::weakref::WeakRef;

fn is_proxy(object: &Obj) -> bool {
    object.is_exact(&PROXY_TYPE) || object.is_exact(&CALLABLE_PROXY_TYPE)
}

/// A proxy's referent; other objects stand for themselves.
///
/// # Errors
/// `ReferenceError` when the referent is dead.
fn unwrap(object: &Obj) -> PyResult {
    if !is_proxy(object) {
        return Ok(object.to_ref());
    }
    // SAFETY: both proxy types have the layout `WeakRef`.
    unsafe { object.cast_unchecked::<WeakRef>() }
        .get()
        .ok_or_else(|| reference_error("weakly-referenced object no longer exists"))
}

/// A weak proxy, callable when the object is.
///
/// # Errors
/// `TypeError` when the object's type does not support weak references.
pub fn proxy(object: &Obj, callback: Option<Ref>) -> PyResult<Ref<WeakRef>> {
    let ty = if object.ty().slots().call.is_some() {
        &CALLABLE_PROXY_TYPE
    } else {
        &PROXY_TYPE
    };
    WeakRef::new(ty, object, callback)
}

fn repr(object: &Obj) -> PyResult {
    let address = object.address();
    let text = match unwrap(object) {
        Ok(referent) => format!(
            "<weakproxy at {address:#x}; to '{}' at {:#x}>",
            crate::types::typeobj::names::fully_qualified(referent.ty()),
            referent.address()
        ),
        Err(_) => format!("<weakproxy at {address:#x}; dead>"),
    };
    Ok(Str::from_str(&text).into_obj())
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    protocol::compare(&*unwrap(left)?, &*unwrap(right)?, op)
}

fn next(object: &Obj) -> PyResult<Option<Ref>> {
    let referent = unwrap(object)?;
    if referent.ty().slots().next.is_none() {
        return Err(type_error(format!(
            "Weakref proxy referenced a non-iterator '{}' object",
            referent.ty().tp_name()
        )));
    }
    protocol::next(&referent)
}

fn call(object: &Obj, args: Args<'_>) -> PyResult {
    protocol::call_args(&*unwrap(object)?, args)
}

fn setattr(object: &Obj, name: &Str, value: Option<&Obj>) -> PyResult<()> {
    protocol::setattr(&*unwrap(object)?, name, value)
}

fn power(base: &Obj, exponent: &Obj, modulus: &Obj) -> PyResult {
    number::power(&*unwrap(base)?, &*unwrap(exponent)?, &*unwrap(modulus)?)
}

fn inplace_power(base: &Obj, exponent: &Obj, _modulus: &Obj) -> PyResult {
    number::inplace_power(&*unwrap(base)?, &*unwrap(exponent)?)
}

macro_rules! binary {
    ($operator:ident) => {
        Some(|left, right| number::binary(&*unwrap(left)?, &*unwrap(right)?, number::$operator))
    };
}

macro_rules! inplace {
    ($operator:ident) => {
        Some(|left, right| number::inplace(&*unwrap(left)?, &*unwrap(right)?, number::$operator))
    };
}

macro_rules! unary {
    ($function:path) => {
        Some(|object| $function(&*unwrap(object)?))
    };
}

fn int(object: &Obj) -> PyResult {
    protocol::call(crate::types::int::INT_TYPE.as_obj(), &[object])
}

fn float(object: &Obj) -> PyResult {
    protocol::call(crate::types::float::FLOAT_TYPE.as_obj(), &[object])
}

fn index(object: &Obj) -> PyResult {
    Ok(number::index(object)?.into_obj())
}

fn str(object: &Obj) -> PyResult {
    Ok(protocol::str(object)?.into_obj())
}

const SLOTS: Slots = Slots {
    repr: Some(repr),
    str: unary!(str),
    getattr: Some(|object, name| protocol::getattr(&*unwrap(object)?, name)),
    setattr: Some(setattr),
    richcompare: Some(compare),
    iter: unary!(protocol::iter),
    next: Some(next),
    nb_add: binary!(ADD),
    nb_subtract: binary!(SUBTRACT),
    nb_multiply: binary!(MULTIPLY),
    nb_remainder: binary!(REMAINDER),
    nb_divmod: Some(|left, right| number::divmod(&*unwrap(left)?, &*unwrap(right)?)),
    nb_power: Some(power),
    nb_negative: unary!(number::negative),
    nb_positive: unary!(number::positive),
    nb_absolute: unary!(number::absolute),
    nb_bool: Some(|object| protocol::is_true(&*unwrap(object)?)),
    nb_invert: unary!(number::invert),
    nb_lshift: binary!(LSHIFT),
    nb_rshift: binary!(RSHIFT),
    nb_and: binary!(AND),
    nb_xor: binary!(XOR),
    nb_or: binary!(OR),
    nb_int: unary!(int),
    nb_float: unary!(float),
    nb_index: unary!(index),
    nb_floor_divide: binary!(FLOOR_DIVIDE),
    nb_true_divide: binary!(TRUE_DIVIDE),
    nb_matrix_multiply: binary!(MATRIX_MULTIPLY),
    nb_inplace_add: inplace!(ADD),
    nb_inplace_subtract: inplace!(SUBTRACT),
    nb_inplace_multiply: inplace!(MULTIPLY),
    nb_inplace_remainder: inplace!(REMAINDER),
    nb_inplace_power: Some(inplace_power),
    nb_inplace_lshift: inplace!(LSHIFT),
    nb_inplace_rshift: inplace!(RSHIFT),
    nb_inplace_and: inplace!(AND),
    nb_inplace_xor: inplace!(XOR),
    nb_inplace_or: inplace!(OR),
    nb_inplace_floor_divide: inplace!(FLOOR_DIVIDE),
    nb_inplace_true_divide: inplace!(TRUE_DIVIDE),
    nb_inplace_matrix_multiply: inplace!(MATRIX_MULTIPLY),
    sq_contains: Some(|object, value| sequence::contains(&*unwrap(object)?, value)),
    mp_length: Some(|object| sequence::len(&*unwrap(object)?)),
    mp_subscript: Some(|object, key| sequence::getitem(&*unwrap(object)?, key)),
    mp_ass_subscript: Some(|object, key, value| sequence::setitem(&*unwrap(object)?, key, value)),
    ..Slots::NONE
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__bytes__",
        "($self, /)",
        "",
        NativeFn::NoArgs(|object| protocol::call_method(&*unwrap(object)?, "__bytes__", &[])),
    ),
    NativeDef::new(
        "__reversed__",
        "($self, /)",
        "",
        NativeFn::NoArgs(|object| protocol::call_method(&*unwrap(object)?, "__reversed__", &[])),
    ),
];

pub static PROXY_TYPE: Type = Type::builtin(&PROXY_SPEC);
static PROXY_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (64, 0),
    slots: SLOTS,
    methods: METHODS,
    ..TypeSpec::of::<WeakRef>("weakref.ProxyType")
};

pub static CALLABLE_PROXY_TYPE: Type = Type::builtin(&CALLABLE_PROXY_SPEC);
static CALLABLE_PROXY_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (64, 0),
    slots: Slots {
        call: Some(call),
        ..SLOTS
    },
    ..TypeSpec::of::<WeakRef>("weakref.CallableProxyType")
};
