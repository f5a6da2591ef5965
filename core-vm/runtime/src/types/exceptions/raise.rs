//! What `raise` and `except` do with their operands: normalisation, chaining, matching.

use super::{BASE_EXCEPTION, BaseException};
use crate::object::error::{Exc, type_error};
use crate::object::{Obj, Object, PyResult, Ref, Type, flags, protocol};
use crate::types::none::is_none;
use crate::types::tuple::Tuple;

/// The exception class that an object is, if it is one.
pub fn as_class(object: &Obj) -> Option<&Type> {
    object
        .downcast::<Type>()
        .filter(|class| class.has_flag(flags::BASE_EXC_SUBCLASS))
}

/// The instance that `raise OPERAND` raises: classes are called.
///
/// # Errors
/// `TypeError` when the operand is no exception; what the class raises when called.
pub fn instance_of(operand: &Obj) -> PyResult<Ref<BaseException>> {
    match normalise(operand)? {
        Some(instance) => Ok(instance),
        None => Err(type_error("exceptions must derive from BaseException")),
    }
}

/// An instance from an instance or a class; `None` for anything else.
fn normalise(operand: &Obj) -> PyResult<Option<Ref<BaseException>>> {
    if let Some(class) = as_class(operand) {
        let made = protocol::call(class.as_obj(), &[])?;
        return made
            .downcast_into::<BaseException>()
            .map(Some)
            .or_else(|other| {
                Err(type_error(format!(
                    "calling {} should have returned an instance of BaseException, not {}",
                    protocol::repr_text(class.as_obj())?,
                    protocol::repr_text(other.ty().as_obj())?
                )))
            });
    }
    Ok(operand.to_ref().downcast_into::<BaseException>().ok())
}

/// The exception that `raise OPERAND from CAUSE` raises, its cause set.
///
/// # Errors
/// As [`instance_of`], for the cause too.
pub fn with_cause(operand: &Obj, cause: Option<&Obj>) -> PyResult<Exc> {
    let instance = instance_of(operand)?;
    if let Some(cause) = cause {
        let fixed = if is_none(cause) {
            None
        } else {
            let normal = normalise(cause)?;
            if normal.is_none() {
                return Err(type_error(
                    "exception causes must derive from BaseException",
                ));
            }
            normal
        };
        set_cause(&instance, fixed);
    }
    Ok(Exc::from_instance(instance))
}

/// Sets `__cause__`, which also hides the context.
pub fn set_cause(error: &BaseException, cause: Option<Ref<BaseException>>) {
    error.cause.set(cause);
    error.suppress_context.set(true);
}

/// Makes `handled`, the exception being handled, the context of a newly raised one.
/// A chain that already leads to `raised` is cut there, so that no cycle arises.
pub fn chain_context(raised: &BaseException, handled: Option<&Ref<BaseException>>) {
    let Some(handled) = handled.filter(|handled| !handled.as_obj().is(raised.as_obj())) else {
        return;
    };
    let mut current = handled.clone();
    // A second walker at half the speed finds cycles that the program itself made.
    let mut slow = handled.clone();
    let mut move_slow = false;
    while let Some(context) = current.context.get() {
        if context.as_obj().is(raised.as_obj()) {
            current.context.set(None);
            break;
        }
        current = context;
        if current.as_obj().is(slow.as_obj()) {
            break;
        }
        if move_slow && let Some(next) = slow.context.get() {
            slow = next;
        }
        move_slow = !move_slow;
    }
    raised.context.set(handled.clone());
}

const NOT_AN_EXCEPTION: &str =
    "catching classes that do not inherit from BaseException is not allowed";

/// Checks the operand of `except`: exception classes, alone or in a tuple.
///
/// # Errors
/// `TypeError` for anything else.
pub fn check_except_type(operand: &Obj) -> PyResult<()> {
    let valid = match operand.downcast::<Tuple>() {
        Some(tuple) => tuple.as_slice().iter().all(|item| as_class(item).is_some()),
        None => as_class(operand).is_some(),
    };
    if valid {
        Ok(())
    } else {
        Err(type_error(NOT_AN_EXCEPTION))
    }
}

/// [`check_except_type`] for `except*`, which cannot catch groups.
///
/// # Errors
/// `TypeError`.
pub fn check_except_star_type(operand: &Obj) -> PyResult<()> {
    check_except_type(operand)?;
    let is_group = |item: &Obj| {
        as_class(item).is_some_and(|class| class.is_subtype(&super::BASE_EXCEPTION_GROUP))
    };
    let any = match operand.downcast::<Tuple>() {
        Some(tuple) => tuple.as_slice().iter().any(|item| is_group(item)),
        None => is_group(operand),
    };
    if any {
        return Err(type_error(
            "catching ExceptionGroup with except* is not allowed. Use except instead.",
        ));
    }
    Ok(())
}

/// Whether an exception (an instance or a class) matches the operand of `except`.
pub fn matches(error: &Obj, operand: &Obj) -> bool {
    if let Some(tuple) = operand.downcast::<Tuple>() {
        return tuple.as_slice().iter().any(|item| matches(error, item));
    }
    let class = if error.is_instance(&BASE_EXCEPTION) {
        Some(error.ty() as &Type)
    } else {
        as_class(error)
    };
    match (class, as_class(operand)) {
        (Some(class), Some(wanted)) => class.is_subtype(wanted),
        _ => error.is(operand),
    }
}

/// What `except OPERAND` answers.
///
/// # Errors
/// `TypeError` when the operand names no exception classes.
pub fn except_matches(error: &Obj, operand: &Obj) -> PyResult<bool> {
    check_except_type(operand)?;
    Ok(matches(error, operand))
}
