//! Structural pattern matching (PEP 634).

use crate::interp::dispatch::{check, go, op, push, raise, save};
use crate::interp::slot::Slot;
use crate::object::error::type_error;
use crate::object::flags;
use crate::object::protocol;
use crate::object::{Obj, Object, PyResult, Ref, Type};
use crate::types::dict::Dict;
use crate::types::int::{Int, bool_obj};
use crate::types::set::Set;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

op!(GET_LEN, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let len = check!(
        protocol::sequence::len((*sp.sub(1)).obj()),
        ip,
        sp,
        frame,
        th
    );
    push!(sp, Slot::own(Int::from_usize(len).into_obj()));
    go!(ip, 1, sp, frame, th)
});

op!(MATCH_MAPPING, |ip, sp, frame, th, arg| {
    let matches = (*sp.sub(1)).obj().ty().has_flag(flags::MAPPING);
    push!(sp, Slot::borrow(bool_obj(matches)));
    go!(ip, 1, sp, frame, th)
});

op!(MATCH_SEQUENCE, |ip, sp, frame, th, arg| {
    let matches = (*sp.sub(1)).obj().ty().has_flag(flags::SEQUENCE);
    push!(sp, Slot::borrow(bool_obj(matches)));
    go!(ip, 1, sp, frame, th)
});

op!(MATCH_KEYS, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let values = check!(
        match_keys((*sp.sub(2)).obj(), (*sp.sub(1)).obj()),
        ip,
        sp,
        frame,
        th
    );
    push!(sp, Slot::own(values));
    go!(ip, 1, sp, frame, th)
});

/// The values of all keys as a tuple, or `None` when one is missing.
#[inline(never)]
fn match_keys(subject: &Obj, keys: &Obj) -> PyResult {
    let Some(keys) = keys.downcast::<Tuple>() else {
        return Err(type_error("match keys must be a tuple"));
    };
    if keys.is_empty() {
        return Ok(Tuple::empty().into_obj());
    }
    let get = protocol::getattr_text(subject, "get")?;
    let missing = crate::interp::shim::new_plain();
    let seen = Set::new();
    let mut values = Vec::with_capacity(keys.len());
    for key in keys.as_slice() {
        if seen.contains(key)? {
            return Err(crate::object::error::value_error(format!(
                "mapping pattern checks duplicate key ({})",
                protocol::repr_text(key)?
            )));
        }
        seen.add(key)?;
        let value = protocol::call(&get, &[key, &missing])?;
        if value.is(&missing) {
            return Ok(crate::types::none::none());
        }
        values.push(value);
    }
    Ok(Tuple::new(values).into_obj())
}

op!(MATCH_CLASS, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let result = check!(
        match_class(
            (*sp.sub(3)).obj(),
            (*sp.sub(2)).obj(),
            arg,
            (*sp.sub(1)).obj()
        ),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 3, frame);
    push!(sp, Slot::own(result));
    go!(ip, 1, sp, frame, th)
});

/// The attributes that the patterns of `Class(…)` match, or `None`.
#[inline(never)]
fn match_class(subject: &Obj, class: &Obj, positional: usize, keywords: &Obj) -> PyResult {
    let none = crate::types::none::none;
    let Some(ty) = class.downcast::<Type>() else {
        return Err(type_error("called match pattern must be a class"));
    };
    let names = keywords
        .downcast::<Tuple>()
        .map(Tuple::to_ref)
        .unwrap_or_else(Tuple::empty);
    if !protocol::is_instance(subject, class)? {
        return Ok(none());
    }
    let seen = Set::new();
    let mut values: Vec<Ref> = Vec::new();
    if positional > 0 {
        let match_args = protocol::getattr_opt(class, &crate::vm::names().dunder_match_args)?;
        let (args, match_self) = match match_args {
            Some(args) => match args.downcast_into::<Tuple>() {
                Ok(args) => (args, false),
                Err(other) => {
                    return Err(type_error(format!(
                        "{}.__match_args__ must be a tuple (got {})",
                        ty.tp_name(),
                        other.ty().tp_name()
                    )));
                }
            },
            None => (Tuple::empty(), ty.has_flag(flags::MATCH_SELF)),
        };
        let allowed = if match_self { 1 } else { args.len() };
        if allowed < positional {
            let plural = if allowed == 1 { "" } else { "s" };
            return Err(type_error(format!(
                "{}() accepts {allowed} positional sub-pattern{plural} ({positional} given)",
                ty.tp_name()
            )));
        }
        if match_self {
            values.push(subject.to_ref());
        } else {
            for name in args.as_slice().iter().take(positional) {
                let Some(name) = name.downcast::<Str>() else {
                    return Err(type_error(format!(
                        "__match_args__ elements must be strings (got {})",
                        name.ty().tp_name()
                    )));
                };
                match matched_attribute(subject, ty, name, &seen)? {
                    Some(value) => values.push(value),
                    None => return Ok(none()),
                }
            }
        }
    }
    for name in names.as_slice() {
        let Some(name) = name.downcast::<Str>() else {
            return Ok(none());
        };
        match matched_attribute(subject, ty, name, &seen)? {
            Some(value) => values.push(value),
            None => return Ok(none()),
        }
    }
    Ok(Tuple::new(values).into_obj())
}

#[inline(never)]
fn matched_attribute(subject: &Obj, ty: &Type, name: &Str, seen: &Set) -> PyResult<Option<Ref>> {
    if seen.contains(name.as_obj())? {
        return Err(type_error(format!(
            "{}() got multiple sub-patterns for attribute {}",
            ty.tp_name(),
            protocol::repr_text(name.as_obj())?
        )));
    }
    seen.add(name.as_obj())?;
    protocol::getattr_opt(subject, name)
}

#[allow(unused_imports)]
use Dict as _;
