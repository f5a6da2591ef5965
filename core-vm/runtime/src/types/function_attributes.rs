//! What Python sees of a function: attributes, `types.FunctionType(...)`, binding.

use crate::object::error::{type_error, value_error};
use crate::object::native::{GetSet, Member};
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type, args};
use crate::types::cell::Cell;
use crate::types::code::Code;
use crate::types::dict::Dict;
use crate::types::function::Function;
use crate::types::none::{is_none, none};
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::typeobj::annotations::call_annotate;

fn this(object: &Obj) -> &Function {
    // SAFETY: called with functions only.
    unsafe { object.cast_unchecked() }
}

// ---- creation

/// An optional argument that may be `None`.
fn optional<T: Object>(value: Option<&Obj>, message: &str) -> PyResult<Option<Ref<T>>> {
    let Some(value) = value.filter(|value| !is_none(value)) else {
        return Ok(None);
    };
    match value.downcast::<T>() {
        Some(value) => Ok(Some(value.to_ref())),
        None => Err(type_error(message)),
    }
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str =
        "(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)";
    let bound = args::parsed(SIGNATURE).bind("function", args)?;
    let required = |index: usize, name: &str, wanted: &str| {
        type_error(format!(
            "function() argument '{name}' must be {wanted}, not {}",
            bound[index].map_or_else(String::new, |given| {
                crate::types::typeobj::names::argument_type(given)
            })
        ))
    };
    let Some(code) = bound[0].and_then(|code| code.downcast::<Code>()) else {
        return Err(required(0, "code", "code"));
    };
    let Some(globals) = bound[1].and_then(|globals| globals.downcast::<Dict>()) else {
        return Err(required(1, "globals", "dict"));
    };
    let name = optional::<Str>(bound[2], "arg 3 (name) must be None or string")?;
    let defaults = optional::<Tuple>(bound[3], "arg 4 (defaults) must be None or tuple")?;
    let closure = check_closure(code, bound[4])?;
    let kwdefaults = optional::<Dict>(bound[5], "arg 6 (kwdefaults) must be None or dict")?;
    let function = Function::new(&code.to_ref(), &globals.to_ref(), None);
    if let Some(name) = name {
        function.name.set(name);
    }
    function.defaults.set(defaults);
    function.kwdefaults.set(kwdefaults);
    function.closure.set(closure);
    Ok(function.into_obj())
}

fn check_closure(code: &Code, value: Option<&Obj>) -> PyResult<Option<Ref<Tuple>>> {
    let wanted = code.nfrees as usize;
    let message = if wanted > 0 {
        "arg 5 (closure) must be tuple"
    } else {
        "arg 5 (closure) must be None or tuple"
    };
    let closure = optional::<Tuple>(value, message)?;
    if wanted > 0 && closure.is_none() {
        return Err(type_error(message));
    }
    let given = closure.as_ref().map_or(0, |closure| closure.len());
    if given != wanted {
        return Err(value_error(format!(
            "{} requires closure of length {wanted}, not {given}",
            code.name
                .peek()
                .map_or_else(String::new, Str::to_string_lossy)
        )));
    }
    for cell in closure.iter().flat_map(|closure| closure.as_slice()) {
        if cell.downcast::<Cell>().is_none() {
            return Err(type_error(format!(
                "arg 5 (closure) expected cell, found {}",
                cell.ty().tp_name()
            )));
        }
    }
    Ok(closure)
}

// ---- behaviour

fn repr(object: &Obj) -> PyResult {
    let name = this(object).qualname.get();
    let name = name.map_or_else(String::new, |name| name.to_string_lossy());
    Ok(Str::from_str(&format!("<function {name} at {:#x}>", object.address())).into_obj())
}

fn descr_get(object: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
    match instance.filter(|instance| !is_none(instance)) {
        Some(instance) => {
            Ok(crate::types::method::Method::new(object.to_ref(), instance.to_ref()).into_obj())
        }
        None => Ok(object.to_ref()),
    }
}

/// `function.__call__` goes through the interpreter, which runs functions.
fn call(object: &Obj, args: Args<'_>) -> PyResult {
    crate::interp::call_function(this(object), args)
}

// ---- attributes

fn or_none<T: Object>(value: Option<Ref<T>>) -> PyResult {
    Ok(value.map_or_else(none, Ref::into_obj))
}

/// Specialised calls of the function are no longer valid.
fn changed(function: &Function) {
    function.version.set(0);
}

fn get_code(object: &Obj) -> PyResult {
    or_none(this(object).code.get())
}

fn set_code(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(code) = value.and_then(|value| value.downcast::<Code>()) else {
        return Err(type_error("__code__ must be set to a code object"));
    };
    let function = this(object);
    let wanted = function.closure.peek().map_or(0, Tuple::len);
    if code.nfrees as usize != wanted {
        return Err(value_error(format!(
            "{}() requires a code object with {wanted} free vars, not {}",
            function
                .name
                .peek()
                .map_or_else(String::new, Str::to_string_lossy),
            code.nfrees
        )));
    }
    changed(function);
    function.code.set(code.to_ref());
    Ok(())
}

fn get_defaults(object: &Obj) -> PyResult {
    or_none(this(object).defaults.get())
}

fn set_defaults(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let defaults = optional(value, "__defaults__ must be set to a tuple object")?;
    changed(this(object));
    this(object).defaults.set(defaults);
    Ok(())
}

fn get_kwdefaults(object: &Obj) -> PyResult {
    or_none(this(object).kwdefaults.get())
}

fn set_kwdefaults(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let kwdefaults = optional(value, "__kwdefaults__ must be set to a dict object")?;
    changed(this(object));
    this(object).kwdefaults.set(kwdefaults);
    Ok(())
}

fn text(value: Option<&Obj>, name: &str) -> PyResult<Ref<Str>> {
    match value.and_then(|value| value.downcast::<Str>()) {
        Some(text) => Ok(text.to_ref()),
        None => Err(type_error(format!("{name} must be set to a string object"))),
    }
}

fn set_name(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    this(object).name.set(text(value, "__name__")?);
    Ok(())
}

fn set_qualname(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    this(object).qualname.set(text(value, "__qualname__")?);
    Ok(())
}

fn get_annotate(object: &Obj) -> PyResult {
    or_none(this(object).annotate.get())
}

fn set_annotate(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("__annotate__ cannot be deleted"));
    };
    let function = this(object);
    if is_none(value) {
        function.annotate.set(None);
        return Ok(());
    }
    if value.ty().slots().call.is_none() {
        return Err(type_error("__annotate__ must be callable or None"));
    }
    function.annotate.set(value.to_ref());
    function.annotations.set(None);
    Ok(())
}

/// The annotations, computed on first use by `__annotate__`. The compiler may also have
/// left a flat tuple of names and values.
fn get_annotations(object: &Obj) -> PyResult {
    let function = this(object);
    if let Some(found) = function.annotations.get() {
        let Some(pairs) = found.downcast::<Tuple>() else {
            return Ok(found);
        };
        let dict = Dict::new();
        for pair in pairs.as_slice().chunks_exact(2) {
            dict.set(pair[0], pair[1].to_ref())?;
        }
        function.annotations.set(dict.clone().into_obj());
        return Ok(dict.into_obj());
    }
    let annotations = match function.annotate.get() {
        Some(annotate) => call_annotate(&annotate)?,
        None => Dict::new().into_obj(),
    };
    function.annotations.set(annotations.clone());
    Ok(annotations)
}

fn set_annotations(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let annotations = optional::<Dict>(value, "__annotations__ must be set to a dict object")?;
    let function = this(object);
    function.annotations.set(annotations.map(Ref::into_obj));
    function.annotate.set(None);
    Ok(())
}

fn get_type_params(object: &Obj) -> PyResult {
    Ok(this(object)
        .type_params
        .get()
        .unwrap_or_else(|| Tuple::empty().into_obj()))
}

fn set_type_params(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(params) = value.and_then(|value| value.downcast::<Tuple>()) else {
        return Err(type_error("__type_params__ must be set to a tuple"));
    };
    this(object).type_params.set(params.to_ref().into_obj());
    Ok(())
}

fn set_dict(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    match value {
        Some(_) => crate::types::typeobj::class_slots::set_dict(object, value),
        None => Err(type_error("cannot delete __dict__")),
    }
}

/// A member that can be set to anything, and deleted: it then shows `None`.
macro_rules! any_member {
    ($name:literal, $field:ident) => {
        Member {
            name: $name,
            get: |object| or_none(this(object).$field.get()),
            set: Some(|object, value| {
                this(object).$field.set(value.map(|value| value.to_ref()));
                Ok(())
            }),
            doc: None,
        }
    };
}

pub(crate) static MEMBERS: &[Member] = &[
    Member::readonly("__closure__", |object| or_none(this(object).closure.get())),
    Member::readonly("__globals__", |object| or_none(this(object).globals.get())),
    any_member!("__module__", module),
    Member::readonly("__builtins__", |object| {
        or_none(this(object).builtins.get())
    }),
];

pub(crate) static GETSET: &[GetSet] = &[
    GetSet::new("__code__", get_code, set_code),
    GetSet::new("__defaults__", get_defaults, set_defaults),
    GetSet::new("__kwdefaults__", get_kwdefaults, set_kwdefaults),
    GetSet::new("__annotations__", get_annotations, set_annotations)
        .doc("Dict of annotations in a function object."),
    GetSet::new("__annotate__", get_annotate, set_annotate)
        .doc("Get the code object for a function."),
    GetSet::new(
        "__dict__",
        crate::types::typeobj::class_slots::get_dict,
        set_dict,
    ),
    GetSet::new(
        "__doc__",
        |object| or_none(this(object).doc.get()),
        |object, value| {
            this(object).doc.set(value.map(Obj::to_ref));
            Ok(())
        },
    ),
    GetSet::new(
        "__name__",
        |object| or_none(this(object).name.get()),
        set_name,
    ),
    GetSet::new(
        "__qualname__",
        |object| or_none(this(object).qualname.get()),
        set_qualname,
    ),
    GetSet::new("__type_params__", get_type_params, set_type_params)
        .doc("Get the declared type parameters for a function."),
];

pub(crate) const SLOTS: Slots = Slots {
    new: Some(new),
    repr: Some(repr),
    call: Some(call),
    descr_get: Some(descr_get),
    ..Slots::NONE
};
