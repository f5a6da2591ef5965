//! `isinstance` and `issubclass`.

use crate::object::error::type_error;
use crate::object::{Obj, PyResult, Type};

/// See [`crate::object::protocol::is_instance`].
pub fn is_instance(object: &Obj, class: &Obj) -> PyResult<bool> {
    match class.downcast::<Type>() {
        Some(class) => Ok(object.is_instance(class)),
        None => Err(type_error(
            "isinstance() arg 2 must be a type, a tuple of types, or a union",
        )),
    }
}

/// See [`crate::object::protocol::is_subclass`].
pub fn is_subclass(derived: &Obj, class: &Obj) -> PyResult<bool> {
    match (derived.downcast::<Type>(), class.downcast::<Type>()) {
        (Some(derived), Some(class)) => Ok(derived.is_subtype(class)),
        (None, _) => Err(type_error("issubclass() arg 1 must be a class")),
        _ => Err(type_error(
            "issubclass() arg 2 must be a class, a tuple of classes, or a union",
        )),
    }
}
