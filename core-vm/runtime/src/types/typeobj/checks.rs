//! `isinstance` and `issubclass`.

use crate::object::error::type_error;
use crate::object::protocol::{self, check_stack};
use crate::object::{Obj, Object, PyResult, Ref, Type};
use crate::types::tuple::Tuple;
use crate::types::typeobj::{TYPE_TYPE, type_names};
use crate::vm::names;

const NOT_A_CLASS: &str = "isinstance() arg 2 must be a type, a tuple of types, or a union";
const NOT_CLASSES: &str = "issubclass() arg 2 must be a class, a tuple of classes, or a union";

/// See [`crate::object::protocol::is_instance`].
pub fn is_instance(object: &Obj, class: &Obj) -> PyResult<bool> {
    if object.ty().as_obj().is(class) {
        return Ok(true);
    }
    if class.is_exact(&TYPE_TYPE) {
        return real_is_instance(object, class);
    }
    if let Some(arguments) = crate::types::union_type::arguments(class) {
        return any(&arguments, |class| is_instance(object, class));
    }
    if let Some(classes) = class.downcast::<Tuple>() {
        check_stack(" in __instancecheck__")?;
        return any(classes, |class| is_instance(object, class));
    }
    match call_check(class, object, &type_names().instancecheck)? {
        Some(answer) => Ok(answer),
        None => real_is_instance(object, class),
    }
}

/// See [`crate::object::protocol::is_subclass`].
pub fn is_subclass(derived: &Obj, class: &Obj) -> PyResult<bool> {
    if class.is_exact(&TYPE_TYPE) {
        if derived.is(class) {
            return Ok(true);
        }
        return real_is_subclass(derived, class);
    }
    if let Some(arguments) = crate::types::union_type::arguments(class) {
        return any(&arguments, |class| is_subclass(derived, class));
    }
    if let Some(classes) = class.downcast::<Tuple>() {
        check_stack(" in __subclasscheck__")?;
        return any(classes, |class| is_subclass(derived, class));
    }
    match call_check(class, derived, &type_names().subclasscheck)? {
        Some(answer) => Ok(answer),
        None => real_is_subclass(derived, class),
    }
}

fn any(classes: &Tuple, mut check: impl FnMut(&Obj) -> PyResult<bool>) -> PyResult<bool> {
    for class in classes.as_slice() {
        if check(class)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The answer of `__instancecheck__` or `__subclasscheck__`, when the class has one.
fn call_check(class: &Obj, subject: &Obj, name: &crate::types::str::Str) -> PyResult<Option<bool>> {
    check_stack(" in __instancecheck__")?;
    let Some(method) = class.ty().lookup(name) else {
        return Ok(None);
    };
    // `type`'s own check needs no call.
    if let Some(default) = TYPE_TYPE.lookup(name)
        && default.is(&method)
    {
        return Ok(None);
    }
    let answer = protocol::call_special_named(class, name, &[subject])?;
    match answer {
        Some(answer) => protocol::is_true(&answer).map(Some),
        None => Ok(None),
    }
}

/// `type.__instancecheck__`: by the type, then by the `__class__` that it claims.
pub(crate) fn real_is_instance(object: &Obj, class: &Obj) -> PyResult<bool> {
    let claimed = || protocol::getattr_opt(object, &names().dunder_class);
    if let Some(class) = class.downcast::<Type>() {
        if object.ty().is_subtype(class) {
            return Ok(true);
        }
        let Some(claimed) = claimed()? else {
            return Ok(false);
        };
        return Ok(match claimed.downcast::<Type>() {
            Some(claimed) => !claimed.is_type(object.ty()) && claimed.is_subtype(class),
            None => false,
        });
    }
    check_class(class, NOT_A_CLASS)?;
    match claimed()? {
        Some(claimed) => abstract_is_subclass(&claimed, class),
        None => Ok(false),
    }
}

/// `type.__subclasscheck__`
pub(crate) fn real_is_subclass(derived: &Obj, class: &Obj) -> PyResult<bool> {
    if let (Some(derived), Some(class)) = (derived.downcast::<Type>(), class.downcast::<Type>()) {
        return Ok(derived.is_subtype(class));
    }
    check_class(derived, "issubclass() arg 1 must be a class")?;
    check_class(class, NOT_CLASSES)?;
    abstract_is_subclass(derived, class)
}

/// `__bases__` of an object that stands for a class; `None` when it has no tuple there.
fn abstract_bases(class: &Obj) -> PyResult<Option<Ref<Tuple>>> {
    let found = protocol::getattr_opt(class, &type_names().bases)?;
    Ok(found.and_then(|bases| bases.downcast_into::<Tuple>().ok()))
}

fn check_class(class: &Obj, message: &str) -> PyResult<()> {
    if class.downcast::<Type>().is_some() || abstract_bases(class)?.is_some() {
        return Ok(());
    }
    Err(type_error(message))
}

/// Walks `__bases__` of objects that only look like classes.
fn abstract_is_subclass(derived: &Obj, class: &Obj) -> PyResult<bool> {
    check_stack(" in __issubclass__")?;
    if derived.is(class) {
        return Ok(true);
    }
    let Some(bases) = abstract_bases(derived)? else {
        return Ok(false);
    };
    for base in bases.as_slice() {
        if abstract_is_subclass(base, class)? {
            return Ok(true);
        }
    }
    Ok(false)
}
