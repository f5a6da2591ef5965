//! `__annotations__`, `__annotate__` and `__type_params__` of classes (PEP 649, PEP 695).

use crate::object::error::{attribute_error_plain, type_error};
use crate::object::protocol::{self, no_attribute};
use crate::object::{Obj, Object, PyResult, Ref, Type};
use crate::types::dict::Dict;
use crate::types::int::Int;
use crate::types::none::{is_none, none};
use crate::types::str::{Str, intern};
use crate::types::tuple::Tuple;
use crate::types::typeobj::{names, type_names};
use crate::vm;

fn class_and_dict(object: &Obj) -> Option<(&Type, Ref<Dict>)> {
    let ty = object.downcast::<Type>()?;
    ty.dict.get().map(|dict| (ty, dict))
}

/// The class's own value, bound as a descriptor would be.
fn own(object: &Obj, dict: &Dict, name: &Str) -> PyResult<Option<Ref>> {
    let Some(found) = dict.get_str(name) else {
        return Ok(None);
    };
    match found.ty().slots().descr_get {
        Some(get) => get(&found, None, Some(object)).map(Some),
        None => Ok(Some(found)),
    }
}

pub(crate) fn get_annotate(object: &Obj) -> PyResult {
    let Some((ty, dict)) = class_and_dict(object) else {
        return Ok(none());
    };
    if !ty.is_heap() {
        return Err(no_attribute(object, &vm::names().dunder_annotate));
    }
    if let Some(found) = own(object, &dict, &type_names().annotate_func)? {
        return Ok(found);
    }
    if let Some(found) = own(object, &dict, &vm::names().dunder_annotate)? {
        return Ok(found);
    }
    ty.modified();
    dict.set_str(&type_names().annotate_func, none());
    Ok(none())
}

pub(crate) fn set_annotate(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some((ty, dict)) = class_and_dict(object) else {
        return Ok(());
    };
    let Some(value) = value else {
        return Err(type_error("cannot delete __annotate__ attribute"));
    };
    names::check_set_special(ty, Some(value), "__annotate__")?;
    if !is_none(value) && value.ty().slots().call.is_none() {
        return Err(type_error("__annotate__ must be callable or None"));
    }
    ty.modified();
    dict.set_str(&type_names().annotate_func, value.to_ref());
    if !is_none(value) {
        dict.remove(type_names().annotations_cache.as_obj())?;
    }
    Ok(())
}

/// Calls an `__annotate__` function for values (format 1).
///
/// # Errors
/// What it raises; `TypeError` when it gives no dictionary.
pub(crate) fn call_annotate(annotate: &Obj) -> PyResult {
    let format = Int::new(1);
    let result = protocol::call(annotate, &[format.as_obj()])?;
    if result.downcast::<Dict>().is_none() {
        return Err(type_error(format!(
            "__annotate__ returned non-dict of type '{}'",
            result.ty().tp_name()
        )));
    }
    Ok(result)
}

pub(crate) fn get_annotations(object: &Obj) -> PyResult {
    let Some((ty, dict)) = class_and_dict(object) else {
        return Ok(none());
    };
    if !ty.is_heap() {
        return Err(no_attribute(object, &vm::names().dunder_annotations));
    }
    if let Some(found) = own(object, &dict, &vm::names().dunder_annotations)? {
        return Ok(found);
    }
    if let Some(found) = own(object, &dict, &type_names().annotations_cache)? {
        return Ok(found);
    }
    let annotate = protocol::getattr(object, &vm::names().dunder_annotate)?;
    let annotations = if annotate.ty().slots().call.is_some() {
        call_annotate(&annotate)?
    } else {
        Dict::new().into_obj()
    };
    ty.modified();
    dict.set_str(&type_names().annotations_cache, annotations.clone());
    Ok(annotations)
}

pub(crate) fn set_annotations(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some((ty, dict)) = class_and_dict(object) else {
        return Ok(());
    };
    names::check_set_special(ty, Some(object), "__annotations__")?;
    ty.modified();
    let direct = &vm::names().dunder_annotations;
    let cache = &type_names().annotations_cache;
    match value {
        Some(value) => {
            let name = if dict.get_str(direct).is_some() {
                direct
            } else {
                cache
            };
            dict.set_str(name, value.to_ref());
        }
        None => {
            let removed =
                dict.remove(direct.as_obj())?.is_some() || dict.remove(cache.as_obj())?.is_some();
            if !removed {
                return Err(attribute_error_plain("__annotations__"));
            }
        }
    }
    dict.remove(type_names().annotate_func.as_obj())?;
    dict.remove(vm::names().dunder_annotate.as_obj())?;
    Ok(())
}

pub(crate) fn get_type_params(object: &Obj) -> PyResult {
    let empty = || Ok(Tuple::empty().into_obj());
    match class_and_dict(object) {
        Some((ty, dict)) if ty.is_heap() => match dict.get_str(&vm::names().dunder_type_params) {
            Some(found) => Ok(found),
            None => empty(),
        },
        _ => empty(),
    }
}

pub(crate) fn set_type_params(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some((ty, dict)) = class_and_dict(object) else {
        return Ok(());
    };
    names::check_set_special(ty, value, "__type_params__")?;
    ty.modified();
    if let Some(value) = value {
        dict.set_str(&intern::intern_str("__type_params__"), value.to_ref());
    }
    Ok(())
}
