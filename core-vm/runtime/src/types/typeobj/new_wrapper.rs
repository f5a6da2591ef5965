//! `__new__` of built-in types: a built-in function that checks the class it is to make.

use crate::object::error::type_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::slots::NewFn;
use crate::object::{Args, Obj, Object, PyResult, Type};

/// Shared by all built-in types; `self` is the type whose `__new__` it is.
pub(crate) static NEW: NativeDef = NativeDef::new(
    "__new__",
    "($type, *args, **kwargs)",
    "Create and return a new object.  See help(type) for accurate signature.",
    NativeFn::Raw(call_new),
);

fn call_new(this: &Obj, args: Args<'_>) -> PyResult {
    let Some(ty) = this.downcast::<Type>() else {
        return Err(type_error("__new__() called with non-type 'self'"));
    };
    let Some(first) = args.positional().first() else {
        return Err(type_error(format!(
            "{}.__new__(): not enough arguments",
            ty.tp_name()
        )));
    };
    let Some(class) = first.downcast::<Type>() else {
        return Err(type_error(format!(
            "{}.__new__(X): X is not a type object ({})",
            ty.tp_name(),
            first.ty().tp_name()
        )));
    };
    if !class.is_subtype(ty) {
        return Err(type_error(format!(
            "{0}.__new__({1}): {1} is not a subtype of {0}",
            ty.tp_name(),
            class.tp_name()
        )));
    }
    let Some(new) = ty.slots().new else {
        return Err(type_error(format!(
            "cannot create '{}' instances",
            ty.tp_name()
        )));
    };
    check_safe(ty, class, new)?;
    // The class stays alive: the caller holds it in its arguments.
    let class = class.to_ref();
    new(
        &class,
        Args {
            values: &args.values[1..],
            names: args.names,
        },
    )
}

/// `object.__new__(int)` would make an `int` without a value: the nearest native
/// `__new__` of the class has to be this one.
fn check_safe(ty: &Type, class: &Type, new: NewFn) -> PyResult<()> {
    let generic = super::slot_dispatch::slot_new as NewFn;
    let mut base = class.to_ref();
    while base
        .slots()
        .new
        .is_some_and(|slot| std::ptr::fn_addr_eq(slot, generic))
    {
        match base.base.get() {
            Some(next) => base = next,
            None => return Ok(()),
        }
    }
    if base
        .slots()
        .new
        .is_some_and(|slot| std::ptr::fn_addr_eq(slot, new))
    {
        return Ok(());
    }
    Err(type_error(format!(
        "{}.__new__({}) is not safe, use {}.__new__()",
        ty.tp_name(),
        class.tp_name(),
        base.tp_name()
    )))
}
