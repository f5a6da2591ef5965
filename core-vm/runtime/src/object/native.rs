//! Native functions, attributes and members as data.
//!
//! A built-in type or module lists its functions as [`NativeDef`]s. The text of the
//! signature is the one place that says what the parameters are: it is what
//! `inspect.signature` reads and what [`NativeFn::Bound`] arguments are bound by.

use crate::object::args::{Args, check_positional, parsed};
use crate::object::error::type_error;
use crate::object::{Obj, PyResult, Ref};

/// How a native function takes its arguments. The first parameter is `self`: the
/// instance for methods, the type for class methods, the module for functions.
#[derive(Clone, Copy)]
pub enum NativeFn {
    /// No argument (`METH_NOARGS`).
    NoArgs(fn(&Obj) -> PyResult),
    /// Exactly one positional argument (`METH_O`).
    One(fn(&Obj, &Obj) -> PyResult),
    /// Between `.0` and `.1` positional arguments, no keywords.
    Positional(usize, usize, fn(&Obj, &[&Obj]) -> PyResult),
    /// One optional value per parameter of the signature text.
    Bound(fn(&Obj, &[Option<&Obj>]) -> PyResult),
    /// The raw call: for `*args`, `**kwargs` and the unusual.
    Raw(fn(&Obj, Args<'_>) -> PyResult),
}

/// What `self` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    Instance,
    Class,
    Static,
}

/// One native function.
pub struct NativeDef {
    pub name: &'static str,
    /// `($self, key, default=None, /)`; empty when CPython publishes none.
    pub signature: &'static str,
    /// Docstring without the signature line.
    pub doc: &'static str,
    pub function: NativeFn,
    pub binding: Binding,
}

impl NativeDef {
    pub const fn new(
        name: &'static str,
        signature: &'static str,
        doc: &'static str,
        function: NativeFn,
    ) -> Self {
        let binding = Binding::Instance;
        NativeDef {
            name,
            signature,
            doc,
            function,
            binding,
        }
    }

    /// The same as a class method.
    pub const fn class(mut self) -> Self {
        self.binding = Binding::Class;
        self
    }

    /// The same as a static method.
    pub const fn static_method(mut self) -> Self {
        self.binding = Binding::Static;
        self
    }

    /// Calls the function. `qualified` is the name in messages (`list.append` for
    /// methods, the plain name for functions).
    #[inline]
    pub fn call(&self, qualified: &dyn Fn() -> String, this: &Obj, args: Args<'_>) -> PyResult {
        match self.function {
            NativeFn::NoArgs(function) => {
                if args.values.is_empty() {
                    return function(this);
                }
                Err(wrong_count(&qualified(), args, "takes no arguments"))
            }
            NativeFn::One(function) => {
                if let [value] = args.values
                    && args.keyword_count() == 0
                {
                    return function(this, value);
                }
                Err(wrong_count(
                    &qualified(),
                    args,
                    "takes exactly one argument",
                ))
            }
            NativeFn::Positional(low, high, function) => {
                if args.keyword_count() > 0 {
                    return Err(type_error(format!(
                        "{}() takes no keyword arguments",
                        qualified()
                    )));
                }
                check_positional(self.name, args.values.len(), low, high)?;
                function(this, args.values)
            }
            NativeFn::Bound(function) => {
                let bound = parsed(self.signature).bind(self.name, args)?;
                function(this, &bound)
            }
            NativeFn::Raw(function) => function(this, args),
        }
    }
}

#[cold]
fn wrong_count(function: &str, args: Args<'_>, wanted: &str) -> crate::object::Exc {
    if args.keyword_count() > 0 {
        return type_error(format!("{function}() takes no keyword arguments"));
    }
    type_error(format!(
        "{function}() {wanted} ({} given)",
        args.values.len()
    ))
}

/// A computed attribute of a built-in type (`getset_descriptor`).
pub struct GetSet {
    pub name: &'static str,
    pub get: Option<fn(&Obj) -> PyResult>,
    /// Stores, or deletes when the value is `None`.
    pub set: Option<fn(&Obj, Option<&Obj>) -> PyResult<()>>,
    pub doc: Option<&'static str>,
}

impl GetSet {
    pub const fn readonly(name: &'static str, get: fn(&Obj) -> PyResult) -> Self {
        GetSet {
            name,
            get: Some(get),
            set: None,
            doc: None,
        }
    }

    pub const fn new(
        name: &'static str,
        get: fn(&Obj) -> PyResult,
        set: fn(&Obj, Option<&Obj>) -> PyResult<()>,
    ) -> Self {
        GetSet {
            name,
            get: Some(get),
            set: Some(set),
            doc: None,
        }
    }

    pub const fn doc(mut self, doc: &'static str) -> Self {
        self.doc = Some(doc);
        self
    }
}

/// An attribute that CPython shows as a `member_descriptor`. It is computed the
/// same way as a [`GetSet`]; only its descriptor type differs.
pub struct Member {
    pub name: &'static str,
    pub get: fn(&Obj) -> PyResult,
    /// `None`: read-only.
    pub set: Option<fn(&Obj, Option<&Obj>) -> PyResult<()>>,
    pub doc: Option<&'static str>,
}

impl Member {
    pub const fn readonly(name: &'static str, get: fn(&Obj) -> PyResult) -> Self {
        Member {
            name,
            get,
            set: None,
            doc: None,
        }
    }
}

/// A native module: its functions and what else it defines when it is executed.
pub struct NativeModule {
    pub name: &'static str,
    pub doc: &'static str,
    pub functions: &'static [NativeDef],
    /// Adds constants and types; called with the new module once.
    pub exec: fn(&Obj) -> PyResult<()>,
}

/// Shorthand for a `None` answer.
pub fn none() -> PyResult {
    Ok(crate::types::none::none())
}

#[allow(unused_imports)]
use Ref as _;
