//! `_functools`: `partial`, `cmp_to_key`, `reduce` and the cache behind `lru_cache`.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{Field, Obj, Object, PyResult, Ref};
use serpentarium_runtime::types::dict::{DICT_TYPE, Dict};
use serpentarium_runtime::types::exceptions::TYPE_ERROR;

use crate::native;
use crate::types_support::{add_type, ready_type};

mod key;
mod link;
mod lru_cache;
mod partial;
mod placeholder;

pub static MODULE: NativeModule = NativeModule {
    name: "_functools",
    doc: "Tools that operate on functions.",
    functions: &[
        NativeDef::new(
            "cmp_to_key",
            "($module, /, mycmp)",
            "Convert a cmp= function into a key= function.\n\n  mycmp\n    Function that compares two objects.",
            NativeFn::Bound(key::cmp_to_key),
        ),
        NativeDef::new(
            "reduce",
            "($module, function, iterable, /, initial=<unrepresentable>)",
            "Apply a function of two arguments cumulatively to the items of an iterable, from left to right.\n\nThis effectively reduces the iterable to a single value.  If initial is\npresent, it is placed before the items of the iterable in the\ncalculation, and serves as a default when the iterable is empty.\n\nFor example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5])\ncalculates ((((1 + 2) + 3) + 4) + 5).",
            NativeFn::Bound(reduce),
        ),
    ],
    exec: |module| {
        add_type(module, &placeholder::PLACEHOLDER_TYPE);
        native::set(module, "Placeholder", placeholder::placeholder());
        add_type(module, &partial::PARTIAL_TYPE);
        add_type(module, &lru_cache::LRU_CACHE_TYPE);
        ready_type(&key::KEY_TYPE);
        Ok(())
    },
};

fn reduce(_: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let [Some(function), Some(iterable), initial] = *bound else {
        return Err(type_error("reduce() takes at least 2 positional arguments"));
    };
    let iterator = protocol::iter(iterable).map_err(|error| {
        if error.matches(&TYPE_ERROR) {
            return type_error("reduce() arg 2 must support iteration");
        }
        error
    })?;
    let mut result = initial.map(Object::to_ref);
    while let Some(item) = protocol::next(&iterator)? {
        result = Some(match result {
            None => item,
            Some(so_far) => protocol::call(function, &[&so_far, &item])?,
        });
    }
    result.ok_or_else(|| type_error("reduce() of empty iterable with no initial value"))
}

/// Stores an instance's `__dict__`.
fn set_dict(field: &Field<Dict>, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("cannot delete __dict__"));
    };
    let Some(dict) = value.downcast::<Dict>() else {
        return Err(type_error(format!(
            "__dict__ must be set to a dictionary, not a '{}'",
            value.ty().tp_name()
        )));
    };
    field.set(dict.to_ref());
    Ok(())
}

/// The instance's `__dict__`, made when it is first asked for.
fn get_dict(field: &Field<Dict>) -> Ref {
    if !field.is_some() {
        field.set(Dict::new());
    }
    field.get().unwrap_or_else(Dict::new).into_obj()
}

/// A dictionary that nobody else changes.
fn copy_of(dict: &Dict) -> PyResult<Ref<Dict>> {
    if dict.as_obj().is_exact(&DICT_TYPE) {
        return Ok(dict.copy());
    }
    let copy = Dict::new();
    copy.merge(dict)?;
    Ok(copy)
}
