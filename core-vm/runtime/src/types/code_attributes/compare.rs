//! Equality and hash of code objects: by everything that decides what they do and
//! where they come from, but for file and qualified names.

use crate::object::protocol;
use crate::object::slots::CompareOp;
use crate::object::{Field, Obj, Object, PyResult, Ref};
use crate::types::bytes::Bytes;
use crate::types::code::Code;
use crate::types::code_attributes::{co_code, code_of};
use crate::types::complex::Complex;
use crate::types::float::Float;
use crate::types::int::bool_ref;
use crate::types::none::not_implemented;
use crate::types::set::{FROZENSET_TYPE, Set};
use crate::types::tuple::Tuple;

pub(super) fn compare(this: &Obj, other: &Obj, op: CompareOp) -> PyResult {
    let (Some(left), Some(right)) = (this.downcast::<Code>(), other.downcast::<Code>()) else {
        return Ok(not_implemented());
    };
    match op {
        CompareOp::Eq => Ok(bool_ref(equal(left, right)?)),
        CompareOp::Ne => Ok(bool_ref(!equal(left, right)?)),
        _ => Ok(not_implemented()),
    }
}

fn same_field<T: Object>(left: &Field<T>, right: &Field<T>) -> PyResult<bool> {
    match (left.get(), right.get()) {
        (Some(left), Some(right)) => protocol::eq(left.as_obj(), right.as_obj()),
        _ => Ok(true),
    }
}

fn equal(left: &Code, right: &Code) -> PyResult<bool> {
    let plain = |code: &Code| {
        (
            code.argcount,
            code.posonlyargcount,
            code.kwonlyargcount,
            code.flags,
            code.firstlineno,
        )
    };
    Ok(plain(left) == plain(right)
        && left.original() == right.original()
        && left.linetable == right.linetable
        && left.exceptiontable == right.exceptiontable
        && same_field(&left.name, &right.name)?
        && same_field(&left.names, &right.names)?
        && same_field(&left.localsplusnames, &right.localsplusnames)?
        && same_constants(left, right)?)
}

fn same_constants(left: &Code, right: &Code) -> PyResult<bool> {
    match (left.consts.get(), right.consts.get()) {
        (Some(left), Some(right)) => same_constant(left.as_obj(), right.as_obj()),
        _ => Ok(true),
    }
}

/// Whether two constants are interchangeable: equal, of one type, floats by their bits
/// (`_PyCode_ConstantKey`).
fn same_constant(left: &Obj, right: &Obj) -> PyResult<bool> {
    protocol::check_stack(" in comparison")?;
    if left.is(right) {
        return Ok(true);
    }
    if !left.ty().is_type(right.ty()) {
        return Ok(false);
    }
    if let (Some(left), Some(right)) = (left.downcast::<Float>(), right.downcast::<Float>()) {
        return Ok(left.value().to_bits() == right.value().to_bits());
    }
    if let (Some(left), Some(right)) = (left.downcast::<Complex>(), right.downcast::<Complex>()) {
        return Ok(
            left.re.to_bits() == right.re.to_bits() && left.im.to_bits() == right.im.to_bits()
        );
    }
    if let (Some(left), Some(right)) = (left.downcast::<Tuple>(), right.downcast::<Tuple>()) {
        return all_same(left, right);
    }
    if left.is_exact(&FROZENSET_TYPE)
        && let (Some(left_set), Some(right_set)) = (left.downcast::<Set>(), right.downcast::<Set>())
    {
        return same_elements(left_set, right_set);
    }
    protocol::eq(left, right)
}

fn all_same(left: &Tuple, right: &Tuple) -> PyResult<bool> {
    if left.len() != right.len() {
        return Ok(false);
    }
    for (left, right) in left.iter().zip(right.iter()) {
        if !same_constant(&left, &right)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn same_elements(left: &Set, right: &Set) -> PyResult<bool> {
    if left.len() != right.len() {
        return Ok(false);
    }
    for element in left.elements() {
        let mut found = false;
        for other in right.elements() {
            found = found || same_constant(&element, &other)?;
        }
        if !found {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `hash(code)`: mixes the hashes of the compared parts.
pub(super) fn hash(this: &Obj) -> PyResult<i64> {
    let code = code_of(this);
    let known = code.hash_cell().get();
    if known != -1 {
        return Ok(known);
    }
    let mut parts: Vec<Ref> = Vec::new();
    parts.extend(code.name.get().map(Ref::into_obj));
    parts.extend(code.consts.get().map(Ref::into_obj));
    parts.extend(code.names.get().map(Ref::into_obj));
    parts.extend(code.localsplusnames.get().map(Ref::into_obj));
    parts.push(Bytes::new(&code.linetable).into_obj());
    parts.push(Bytes::new(&code.exceptiontable).into_obj());
    parts.push(co_code(code));
    let mut mixed = 20_221_211u64;
    let mut mix = |value: i64| mixed = (mixed ^ value as u64).wrapping_mul(1_000_003);
    for part in &parts {
        mix(protocol::hash(part)?);
    }
    for number in [code.argcount, code.posonlyargcount, code.kwonlyargcount] {
        mix(i64::from(number));
    }
    mix(i64::from(code.flags.0));
    mix(i64::from(code.firstlineno));
    let hash = if mixed as i64 == -1 { -2 } else { mixed as i64 };
    code.hash_cell().set(hash);
    Ok(hash)
}
