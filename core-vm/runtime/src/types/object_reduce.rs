//! `__reduce_ex__`, `__reduce__` and `__getstate__` of `object`: how instances are
//! copied and pickled.

use crate::object::error::{type_error, value_error};
use crate::object::protocol::{self, call, call_method_str, getattr_opt_text, getattr_text};
use crate::object::{Obj, Object, PyResult, Ref, Type, flags};
use crate::types::dict::Dict;
use crate::types::int::Int;
use crate::types::list::{LIST_TYPE, List};
use crate::types::none::{is_none, none};
use crate::types::object_attributes;
use crate::types::str::{Str, intern};
use crate::types::tuple::Tuple;
use crate::types::typeobj::layout;

/// `(getattr, (object, name))`
pub(crate) fn getattr_call(object: &Obj, name: &str) -> PyResult {
    let getattr = crate::vm::builtins()
        .get_str(&crate::types::typeobj::type_names().getattr)
        .ok_or_else(|| crate::object::error::runtime_error("lost builtins.getattr"))?;
    let name = Str::from_str(name);
    let arguments = Tuple::from_slice(&[object, name.as_obj()]);
    Ok(Tuple::from_slice(&[&getattr, arguments.as_obj()]).into_obj())
}

fn copyreg(name: &'static str) -> PyResult {
    let module = crate::vm::import("copyreg")?;
    getattr_text(&module, name)
}

/// `object.__reduce_ex__`: a `__reduce__` of the class's own, or the usual answer.
pub(crate) fn reduce_ex(this: &Obj, version: &Obj) -> PyResult {
    let version =
        protocol::number::index_as_isize(version, Some(&crate::types::exceptions::OVERFLOW_ERROR))?;
    let name = intern::intern_str("__reduce__");
    if let Some(own) = protocol::getattr_opt(this, &name)? {
        let class = getattr_text(this, "__class__")?;
        let on_class = protocol::getattr(&class, &name)?;
        let on_object = protocol::getattr(crate::types::object::OBJECT_TYPE.as_obj(), &name)?;
        if !on_class.is(&on_object) {
            return call(&own, &[]);
        }
    }
    reduce_by(this, version)
}

pub(crate) fn reduce(this: &Obj) -> PyResult {
    reduce_by(this, 0)
}

fn reduce_by(this: &Obj, version: isize) -> PyResult {
    if version >= 2 {
        return reduce_new(this);
    }
    let version = Int::new(version as i64);
    call(&*copyreg("_reduce_ex")?, &[this, version.as_obj()])
}

/// What `__getnewargs_ex__` or `__getnewargs__` gives for `__new__`.
struct NewArguments {
    positional: Option<Ref<Tuple>>,
    keywords: Option<Ref<Dict>>,
}

fn new_arguments(this: &Obj) -> PyResult<NewArguments> {
    let special = |name: &'static str| protocol::call_special(this, name, &[]);
    if let Some(both) = special("__getnewargs_ex__")? {
        return split_new_arguments(&both);
    }
    let Some(positional) = special("__getnewargs__")? else {
        return Ok(NewArguments {
            positional: None,
            keywords: None,
        });
    };
    match positional.downcast_into::<Tuple>() {
        Ok(positional) => Ok(NewArguments {
            positional: Some(positional),
            keywords: None,
        }),
        Err(other) => Err(type_error(format!(
            "__getnewargs__ should return a tuple, not '{}'",
            other.ty().tp_name()
        ))),
    }
}

fn split_new_arguments(both: &Obj) -> PyResult<NewArguments> {
    let Some(pair) = both.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "__getnewargs_ex__ should return a tuple, not '{}'",
            both.ty().tp_name()
        )));
    };
    let [positional, keywords] = pair.as_slice() else {
        return Err(value_error(format!(
            "__getnewargs_ex__ should return a tuple of length 2, not {}",
            pair.len()
        )));
    };
    let Some(positional) = positional.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{}'",
            positional.ty().tp_name()
        )));
    };
    let Some(keywords) = keywords.downcast::<Dict>() else {
        return Err(type_error(format!(
            "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{}'",
            keywords.ty().tp_name()
        )));
    };
    Ok(NewArguments {
        positional: Some(positional.to_ref()),
        keywords: Some(keywords.to_ref()),
    })
}

/// Protocol 2 and above: `copyreg.__newobj__` with state, list items and dict items.
fn reduce_new(this: &Obj) -> PyResult {
    let class: &Type = this.ty();
    if class.slots().new.is_none() {
        return Err(type_error(format!(
            "cannot pickle '{}' object",
            class.tp_name()
        )));
    }
    let arguments = new_arguments(this)?;
    let has_arguments = arguments.positional.is_some();
    let class = class.to_ref().into_obj();
    let (function, function_arguments) = match arguments.keywords {
        Some(keywords) if !keywords.is_empty() => {
            let Some(positional) = arguments.positional else {
                return Err(crate::object::error::system_error("bad new arguments"));
            };
            let values = Tuple::from_slice(&[&class, positional.as_obj(), keywords.as_obj()]);
            (copyreg("__newobj_ex__")?, values)
        }
        _ => {
            let mut values = vec![class];
            if let Some(positional) = arguments.positional {
                values.extend(positional.iter());
            }
            (copyreg("__newobj__")?, Tuple::new(values))
        }
    };
    let is_list = this.is_instance(&LIST_TYPE);
    let is_dict = this.is_instance(&crate::types::dict::DICT_TYPE);
    let required = !has_arguments && !is_list && !is_dict;
    let state = state_of(this, required)?;
    let list_items = if is_list {
        protocol::iter(this)?
    } else {
        none()
    };
    let dict_items = if is_dict {
        let items = call_method_str(this, &intern::intern_str("items"), &[])?;
        protocol::iter(&items)?
    } else {
        none()
    };
    Ok(Tuple::new(vec![
        function,
        function_arguments.into_obj(),
        state,
        list_items,
        dict_items,
    ])
    .into_obj())
}

/// The state by `__getstate__`, a Python one or `object`'s.
fn state_of(this: &Obj, required: bool) -> PyResult {
    let name = intern::intern_str("__getstate__");
    let method = protocol::getattr(this, &name)?;
    let own = method
        .downcast_exact::<crate::types::native_function::NativeFunction>()
        .is_some_and(|function| {
            function.def.name == "__getstate__"
                && function
                    .this
                    .peek()
                    .is_some_and(|receiver| receiver.is(this))
                && matches!(
                    function.def.function,
                    crate::object::native::NativeFn::NoArgs(f)
                        if std::ptr::fn_addr_eq(f, getstate as fn(&Obj) -> PyResult)
                )
        });
    if own {
        default_state(this, required)
    } else {
        call(&method, &[])
    }
}

pub(crate) fn getstate(this: &Obj) -> PyResult {
    default_state(this, false)
}

/// Names that `copyreg` says are the slots of a class and its bases.
fn slot_names(class: &Type) -> PyResult<Option<Ref<List>>> {
    let names = call(&*copyreg("_slotnames")?, &[class.as_obj()])?;
    if is_none(&names) {
        return Ok(None);
    }
    match names.downcast_into::<List>() {
        Ok(names) => Ok(Some(names)),
        Err(other) => Err(type_error(format!(
            "copyreg._slotnames should return a list or None, not '{}'",
            other.ty().tp_name()
        ))),
    }
}

/// `__dict__`, or a pair of it and the values of slots; `None` when there is neither.
fn default_state(this: &Obj, required: bool) -> PyResult {
    let class: &Type = this.ty();
    if required && layout::reported_sizes(class).1 != 0 {
        return Err(cannot_pickle(class));
    }
    let state = if object_attributes::has_dict(this) {
        match getattr_opt_text(this, "__dict__")? {
            Some(dict) if dict.downcast::<Dict>().is_some_and(Dict::is_empty) => none(),
            Some(dict) => dict,
            None => none(),
        }
    } else {
        none()
    };
    let slots = slot_names(class)?;
    if required && !is_plain_layout(this, slots.as_ref().map_or(0, |slots| slots.len())) {
        return Err(cannot_pickle(class));
    }
    let Some(slots) = slots.filter(|slots| !slots.is_empty()) else {
        return Ok(state);
    };
    let values = Dict::new();
    for name in slots.to_vec() {
        let Some(name) = name.downcast::<Str>() else {
            continue;
        };
        if let Some(value) = protocol::getattr_opt(this, name)? {
            values.set(name.as_obj(), value)?;
        }
    }
    if values.is_empty() {
        return Ok(state);
    }
    Ok(Tuple::from_slice(&[&state, values.as_obj()]).into_obj())
}

fn cannot_pickle(class: &Type) -> crate::object::Exc {
    type_error(format!("cannot pickle '{}' object", class.tp_name()))
}

/// Whether the slots are all there is beside the header: native fields cannot be copied.
fn is_plain_layout(this: &Obj, slots: usize) -> bool {
    let class: &Type = this.ty();
    let expected = 16 + slots * 8;
    layout::reported_sizes(class).0 <= expected
        && (class.has_flag(flags::HEAPTYPE) || class.is_type(&crate::types::object::OBJECT_TYPE))
}
