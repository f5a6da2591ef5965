//! Making modules from their descriptions, and small helpers that all of them use.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::NativeModule;
use serpentarium_runtime::object::protocol;
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::module::Module;
use serpentarium_runtime::types::native_function::NativeFunction;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::Str;

/// Creates a module with its functions; `exec` has not run yet.
pub fn create(definition: &'static NativeModule) -> Ref<Module> {
    create_in(definition, None)
}

/// [`create`] with a namespace that exists already (`sys`, `builtins`).
pub fn create_in(definition: &'static NativeModule, namespace: Option<Ref<Dict>>) -> Ref<Module> {
    let doc = Some(definition.doc).filter(|doc| !doc.is_empty());
    let module = Module::new(definition.name, doc);
    if let Some(namespace) = namespace {
        for (key, value) in module.namespace().items() {
            if let Some(key) = key.downcast::<Str>() {
                namespace.set_str(key, value);
            }
        }
        module.dict.set(namespace);
    }
    let name = Str::from_str(definition.name).into_obj();
    for def in definition.functions {
        let function =
            NativeFunction::new(def, Some(module.clone().into_obj()), Some(name.clone()));
        module.set(def.name, function.into_obj());
    }
    module
}

/// Sets a module attribute.
pub fn set(module: &Obj, name: &str, value: Ref) {
    if let Some(module) = module.downcast::<Module>() {
        module.set(name, value);
    }
}

/// Sets an integer constant.
pub fn set_int(module: &Obj, name: &str, value: i64) {
    set(module, name, Int::new(value).into_obj());
}

/// Sets a text constant.
pub fn set_str(module: &Obj, name: &str, value: &str) {
    set(module, name, Str::from_str(value).into_obj());
}

/// A `str` object.
pub fn text(value: impl AsRef<str>) -> PyResult {
    Ok(Str::from_str(value.as_ref()).into_obj())
}

/// An `int` object.
pub fn int(value: i64) -> PyResult {
    Ok(Int::new(value).into_obj())
}

/// A `bool` object.
pub fn bool(value: bool) -> PyResult {
    Ok(serpentarium_runtime::types::int::bool_ref(value))
}

/// `None`.
pub fn none() -> PyResult {
    Ok(serpentarium_runtime::types::none::none())
}

/// An argument that the signature requires, so that there is one.
pub fn required(value: Option<&Obj>) -> &Obj {
    value.unwrap_or_else(|| unreachable!("required"))
}

/// An optional argument, where `None` counts as left out.
pub fn given(value: Option<&Obj>) -> Option<&Obj> {
    value.filter(|value| !is_none(value))
}

/// An argument that must be a `str`.
///
/// # Errors
/// `TypeError` in Argument Clinic's words.
pub fn str_arg<'a>(function: &str, place: &str, value: &'a Obj) -> PyResult<&'a Str> {
    value.downcast::<Str>().ok_or_else(|| {
        type_error(format!(
            "{function}() {place} must be str, not {}",
            serpentarium_runtime::object::args::type_in_message(value)
        ))
    })
}

/// An argument as a C `int`.
///
/// # Errors
/// `TypeError` for anything but integers, `OverflowError` out of range.
pub fn c_int(value: &Obj) -> PyResult<i32> {
    let int = protocol::number::index(value)?;
    match int.as_i64().map(i32::try_from) {
        Some(Ok(value)) => Ok(value),
        _ => Err(serpentarium_runtime::object::error::overflow_error(
            if int.is_negative() {
                "signed integer is less than minimum"
            } else {
                "signed integer is greater than maximum"
            },
        )),
    }
}

/// An argument as `Py_ssize_t`.
///
/// # Errors
/// As [`c_int`].
pub fn size(value: &Obj) -> PyResult<isize> {
    protocol::number::index_as_isize(
        value,
        Some(&serpentarium_runtime::types::exceptions::OVERFLOW_ERROR),
    )
}

/// An argument's truth.
///
/// # Errors
/// What `__bool__` raises.
pub fn truth(value: Option<&Obj>, default: bool) -> PyResult<bool> {
    value.map_or(Ok(default), protocol::is_true)
}
