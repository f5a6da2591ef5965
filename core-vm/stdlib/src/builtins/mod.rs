//! The `builtins` module.

use serpentarium_runtime::object::native::NativeModule;
use serpentarium_runtime::object::{Obj, Object, PyResult, Type};
use serpentarium_runtime::types::int::bool_ref;
use serpentarium_runtime::types::none::{ellipsis, none, not_implemented};
use serpentarium_runtime::types::{self, exceptions};

use crate::native;

mod attributes;
mod class;
pub mod import;
mod iteration;
mod minmax;
mod numbers;
pub mod run_code;
mod table;
mod text;

pub static MODULE: NativeModule = NativeModule {
    name: "builtins",
    doc: "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct \
          access to all 'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full \
          name for the built-in function len().\n\nThis module is not normally accessed explicitly \
          by most\napplications, but can be useful in modules that provide\nobjects with the same \
          name as a builtin and need to\nreference the original.",
    functions: table::FUNCTIONS,
    exec,
};

/// Types with a public name here.
const TYPES: &[&str] = &[
    "bool",
    "memoryview",
    "bytearray",
    "bytes",
    "classmethod",
    "complex",
    "dict",
    "enumerate",
    "filter",
    "float",
    "frozenset",
    "property",
    "int",
    "list",
    "map",
    "object",
    "range",
    "reversed",
    "set",
    "slice",
    "staticmethod",
    "str",
    "super",
    "tuple",
    "type",
    "zip",
];

fn exec(module: &Obj) -> PyResult<()> {
    let set = |name: &str, value: &Obj| native::set(module, name, value.to_ref());
    set("None", &none());
    set("Ellipsis", &ellipsis());
    set("NotImplemented", &not_implemented());
    native::set(module, "False", bool_ref(false));
    native::set(module, "True", bool_ref(true));
    for name in TYPES {
        if let Some(ty) = type_named(name) {
            set(name, ty.as_obj());
        }
    }
    native::set(module, "__debug__", bool_ref(true));
    for class in exceptions::ALL {
        set(&class.name(), class.as_obj());
    }
    set("EnvironmentError", exceptions::OS_ERROR.as_obj());
    set("IOError", exceptions::OS_ERROR.as_obj());
    Ok(())
}

fn type_named(name: &str) -> Option<&'static Type> {
    types::ALL.iter().copied().find(|ty| ty.tp_name() == name)
}
