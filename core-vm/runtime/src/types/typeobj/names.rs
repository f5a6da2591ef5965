//! `__name__`, `__qualname__` and `__module__` of types, and names in messages.

use crate::object::error::{type_error, value_error};
use crate::object::{Obj, Object, PyResult, Ref, Type};
use crate::types::none::is_none;
use crate::types::str::{Str, intern};
use crate::vm::names;

fn this(object: &Obj) -> &Type {
    // SAFETY: called with type objects only.
    unsafe { object.cast_unchecked() }
}

/// `__qualname__` as text.
pub(crate) fn qualname(ty: &Type) -> PyResult<String> {
    Ok(qualname_text(ty))
}

pub(crate) fn qualname_text(ty: &Type) -> String {
    match ty.heap.get().and_then(|heap| heap.qualname.peek()) {
        Some(qualname) => qualname.to_string_lossy(),
        None => ty.name(),
    }
}

/// `module.qualname`, without the module for `builtins` and `__main__`.
pub(crate) fn fully_qualified(ty: &Type) -> String {
    let qualname = qualname_text(ty);
    match module(ty) {
        Some(module) if !module.eq_str("builtins") && !module.eq_str("__main__") => {
            format!("{module}.{qualname}")
        }
        _ => qualname,
    }
}

/// The module's name, when it is a string.
pub(crate) fn module(ty: &Type) -> Option<Ref<Str>> {
    get_module(ty.as_obj()).ok()?.downcast_into().ok()
}

/// How messages of Argument Clinic name the type of a wrong argument.
pub(crate) fn argument_type(object: &Obj) -> String {
    if is_none(object) {
        "None".to_owned()
    } else {
        object.ty().tp_name()
    }
}

pub(crate) fn get_name(object: &Obj) -> PyResult {
    let ty = this(object);
    match ty.heap.get().and_then(|heap| heap.name.get()) {
        Some(name) => Ok(name.into_obj()),
        None => Ok(intern::intern_str(&ty.name()).into_obj()),
    }
}

/// Refuses changes of built-in types and deletions.
pub(crate) fn check_set_special(ty: &Type, value: Option<&Obj>, name: &str) -> PyResult<()> {
    if !ty.is_heap() {
        return Err(type_error(format!(
            "cannot set '{name}' attribute of immutable type '{}'",
            ty.tp_name()
        )));
    }
    if value.is_none() {
        return Err(type_error(format!(
            "cannot delete '{name}' attribute of immutable type '{}'",
            ty.tp_name()
        )));
    }
    Ok(())
}

fn string_for(ty: &Type, value: Option<&Obj>, name: &str) -> PyResult<Ref<Str>> {
    check_set_special(ty, value, name)?;
    let value = value
        .map(Object::to_ref)
        .unwrap_or_else(crate::types::none::none);
    value.downcast_into::<Str>().map_err(|other| {
        type_error(format!(
            "can only assign string to {}.{name}, not '{}'",
            ty.tp_name(),
            other.ty().tp_name()
        ))
    })
}

pub(crate) fn set_name(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let ty = this(object);
    let name = string_for(ty, value, "__name__")?;
    if name.iter().any(|point| point == 0) {
        return Err(value_error("type name must not contain null characters"));
    }
    super::create::check_name(&name)?;
    if let Some(heap) = ty.heap.get() {
        ty.modified();
        heap.name.set(name);
    }
    Ok(())
}

pub(crate) fn get_qualname(object: &Obj) -> PyResult {
    let ty = this(object);
    match ty.heap.get().and_then(|heap| heap.qualname.get()) {
        Some(name) => Ok(name.into_obj()),
        None => get_name(object),
    }
}

pub(crate) fn set_qualname(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let ty = this(object);
    let name = string_for(ty, value, "__qualname__")?;
    if let Some(heap) = ty.heap.get() {
        heap.qualname.set(name);
    }
    Ok(())
}

pub(crate) fn get_module(object: &Obj) -> PyResult {
    let ty = this(object);
    if ty.is_heap() {
        let found = ty
            .dict
            .peek()
            .and_then(|dict| dict.get_str(&names().dunder_module));
        return found.ok_or_else(|| crate::object::error::attribute_error_plain("__module__"));
    }
    let name = ty.tp_name();
    let module = name
        .rsplit_once('.')
        .map_or("builtins", |(module, _)| module);
    Ok(intern::intern_str(module).into_obj())
}

pub(crate) fn set_module(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let ty = this(object);
    check_set_special(ty, value, "__module__")?;
    ty.modified();
    if let (Some(dict), Some(value)) = (ty.dict.get(), value) {
        dict.set_str(&names().dunder_module, value.to_ref());
        dict.remove(intern::intern_str("__firstlineno__").as_obj())?;
    }
    Ok(())
}
