//! `_collections`: deque, defaultdict, and helpers of `collections`.

use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule, none};
use serpentarium_runtime::object::protocol::{self, number, sequence};
use serpentarium_runtime::object::{Obj, Object, PyResult};
use serpentarium_runtime::types::dict::default_dict::DEFAULT_DICT_TYPE;
use serpentarium_runtime::types::dict::ordered::ORDERED_DICT_TYPE;
use serpentarium_runtime::types::dict::{DICT_TYPE, Dict};
use serpentarium_runtime::types::int::Int;

use crate::types_support::add_type;

mod deque;
mod deque_iterator;
mod tuplegetter;

pub static MODULE: NativeModule = NativeModule {
    name: "_collections",
    doc: "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory\n",
    functions: &[NativeDef::new(
        "_count_elements",
        "($module, mapping, iterable, /)",
        "Count elements in the iterable, updating the mapping",
        NativeFn::Positional(2, 2, count_elements),
    )],
    exec,
};

fn exec(module: &Obj) -> PyResult<()> {
    add_type(module, &deque::DEQUE_TYPE);
    add_type(module, &DEFAULT_DICT_TYPE);
    add_type(module, &ORDERED_DICT_TYPE);
    add_type(module, &deque_iterator::FORWARD_TYPE);
    add_type(module, &deque_iterator::BACKWARD_TYPE);
    add_type(module, &tuplegetter::TUPLE_GETTER_TYPE);
    Ok(())
}

/// Adds one to the count of every element.
fn count_elements(_module: &Obj, args: &[&Obj]) -> PyResult {
    let (mapping, iterable) = (args[0], args[1]);
    let one = Int::new(1);
    let plain = mapping
        .downcast::<Dict>()
        .filter(|_| uses_dict_methods(mapping));
    let zero = Int::new(0);
    protocol::for_each(iterable, |key| {
        let old = match plain {
            Some(dict) => dict.get(&key)?,
            None => Some(protocol::call_method(
                mapping,
                "get",
                &[&key, zero.as_obj()],
            )?),
        };
        let new = match old {
            Some(old) => number::binary(&old, one.as_obj(), number::ADD)?,
            None => one.clone().into_obj(),
        };
        match plain {
            Some(dict) => dict.set(&key, new),
            None => sequence::setitem(mapping, &key, Some(&new)),
        }
    })?;
    none()
}

/// Whether a dictionary's `get` and `__setitem__` are those of `dict`.
fn uses_dict_methods(mapping: &Obj) -> bool {
    ["get", "__setitem__"].iter().all(|name| {
        let name = serpentarium_runtime::types::str::intern::intern_str(name);
        match (mapping.ty().lookup(&name), DICT_TYPE.lookup(&name)) {
            (Some(own), Some(base)) => own.is(&base),
            _ => false,
        }
    })
}
