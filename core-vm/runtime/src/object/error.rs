//! Raised exceptions as Rust errors.
//!
//! A function that can raise returns [`PyResult`]. Constructors of the common
//! exceptions are at the bottom: `return Err(type_error("..."))`.

use crate::object::{Obj, Object, Ref, Type};
use crate::types::exceptions::{self as exc, BaseException};

/// A raised exception: an owned reference to a `BaseException` instance.
#[derive(Debug)]
#[must_use]
pub struct Exc(Ref<BaseException>);

/// What a fallible runtime function returns.
pub type PyResult<T = Ref> = Result<T, Exc>;

impl Exc {
    /// Raises an existing exception instance.
    pub fn from_instance(instance: Ref<BaseException>) -> Exc {
        Exc(instance)
    }

    /// Raises a new instance of `class` with one string argument.
    pub fn with_message(class: &Type, message: &str) -> Exc {
        Exc(BaseException::new(class, message))
    }

    /// The instance.
    pub fn instance(&self) -> &Ref<BaseException> {
        &self.0
    }

    pub fn into_instance(self) -> Ref<BaseException> {
        self.0
    }

    /// Whether the exception is an instance of the built-in class `class`.
    pub fn matches(&self, class: &Type) -> bool {
        self.0.as_obj().is_instance(class)
    }

    pub fn as_obj(&self) -> &Obj {
        Object::as_obj(&*self.0)
    }
}

/// Extension of [`PyResult`] to treat one exception class as an answer.
pub trait Catch<T> {
    /// `Ok(None)` instead of an error of class `class`.
    fn catch(self, class: &Type) -> PyResult<Option<T>>;
}

impl<T> Catch<T> for PyResult<T> {
    fn catch(self, class: &Type) -> PyResult<Option<T>> {
        match self {
            Ok(value) => Ok(Some(value)),
            Err(e) if e.matches(class) => Ok(None),
            Err(e) => Err(e),
        }
    }
}

macro_rules! constructors {
    ($($name:ident => $class:ident,)*) => {$(
        #[doc = concat!("Raises `", stringify!($class), "` with a message.")]
        #[cold]
        pub fn $name(message: impl AsRef<str>) -> Exc {
            Exc::with_message(&exc::$class, message.as_ref())
        }
    )*};
}

constructors! {
    type_error => TYPE_ERROR,
    value_error => VALUE_ERROR,
    attribute_error_plain => ATTRIBUTE_ERROR,
    index_error => INDEX_ERROR,
    overflow_error => OVERFLOW_ERROR,
    zero_division_error => ZERO_DIVISION_ERROR,
    runtime_error => RUNTIME_ERROR,
    not_implemented_error => NOT_IMPLEMENTED_ERROR,
    recursion_error => RECURSION_ERROR,
    system_error => SYSTEM_ERROR,
    buffer_error => BUFFER_ERROR,
    eof_error => EOF_ERROR,
    import_error_plain => IMPORT_ERROR,
    memory_error => MEMORY_ERROR,
    lookup_error => LOOKUP_ERROR,
    assertion_error => ASSERTION_ERROR,
    unbound_local_error => UNBOUND_LOCAL_ERROR,
    reference_error => REFERENCE_ERROR,
}

/// Raises `KeyError` with the key itself as its argument.
#[cold]
#[inline(never)]
pub fn key_error(key: &Obj) -> Exc {
    Exc(BaseException::with_args(&exc::KEY_ERROR, &[key]))
}

/// Raises `StopIteration`, with its value unless that is `None`.
#[cold]
#[inline(never)]
pub fn stop_iteration(value: Option<&Obj>) -> Exc {
    let args: &[&Obj] = match value {
        Some(value) => &[value],
        None => &[],
    };
    Exc(BaseException::with_args(&exc::STOP_ITERATION, args))
}
