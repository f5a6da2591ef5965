//! Attribute lookup as `object` does it (`PyObject_GenericGetAttr` and its kin).

use crate::object::error::{Catch, attribute_error_plain};
use crate::object::native::GetSet;
use crate::object::protocol::{getattr, no_attribute};
use crate::object::typeobj::flags;
use crate::object::{Field, Obj, Object, PyResult, Ref, Type};
use crate::types::dict::{Dict, inline};
use crate::types::exceptions::ATTRIBUTE_ERROR;
use crate::types::str::Str;
use crate::types::typeobj::class_slots;

/// The `Field<Dict>` of an object whose struct has one.
pub(crate) fn dict_field(object: &Obj) -> Option<&Field<Dict>> {
    match object.ty().dict_offset.get() {
        0 => None,
        // SAFETY: the offset comes from the type's layout.
        offset => Some(unsafe { &*std::ptr::from_ref(object).cast::<u8>().add(offset).cast() }),
    }
}

/// Whether instances have a `__dict__`.
pub fn has_dict(object: &Obj) -> bool {
    object.ty().has_flag(flags::MANAGED_DICT) || object.ty().dict_offset.get() != 0
}

/// The instance's own attribute, without descriptors.
#[inline]
pub fn instance_attribute(object: &Obj, name: &Str) -> Option<Ref> {
    if object.ty().has_flag(flags::MANAGED_DICT) {
        return inline::get(object, name);
    }
    dict_field(object)?.peek()?.get_str(name)
}

/// [`instance_attribute`], asking also keys of the dictionary that are no texts.
fn own_attribute(object: &Obj, name: &Str) -> PyResult<Option<Ref>> {
    let dict = if object.ty().has_flag(flags::MANAGED_DICT) {
        inline::made_dict(object)
    } else {
        dict_field(object).and_then(Field::peek)
    };
    match dict {
        Some(dict) if !dict.only_str_keys() => dict.to_ref().get(name.as_obj()),
        _ => Ok(instance_attribute(object, name)),
    }
}

/// The instance's `__dict__`, made on first use; `None` when it cannot have one.
pub fn instance_dict(object: &Obj) -> Option<Ref<Dict>> {
    if object.ty().has_flag(flags::MANAGED_DICT) {
        return Some(inline::dict_of(object));
    }
    let field = dict_field(object)?;
    if !field.is_some() {
        field.set(Dict::new());
    }
    field.get()
}

/// Gives an instance another `__dict__`; it must be able to have one.
pub fn replace_dict(object: &Obj, dict: Ref<Dict>) {
    if object.ty().has_flag(flags::MANAGED_DICT) {
        inline::set_dict(object, dict);
    } else if let Some(field) = dict_field(object) {
        field.set(dict);
    }
}

/// A built-in type's `__dict__` that can be replaced but not deleted.
pub const REPLACEABLE_DICT: GetSet = GetSet::new(
    "__dict__",
    class_slots::get_dict,
    |object, value| match value {
        Some(_) => class_slots::set_dict(object, value),
        None => Err(crate::object::error::type_error("cannot delete __dict__")),
    },
);

/// `object.__getattribute__`
///
/// # Errors
/// `AttributeError`; what descriptors raise.
pub fn generic_getattr(object: &Obj, name: &Str) -> PyResult {
    match lookup(object, name)? {
        Some(value) => Ok(value),
        None => Err(no_attribute(object, name)),
    }
}

/// [`generic_getattr`] that makes no error for a missing attribute.
pub fn lookup(object: &Obj, name: &Str) -> PyResult<Option<Ref>> {
    let ty: &Type = object.ty();
    let found = ty.lookup(name);
    if let Some(descriptor) = &found {
        let slots = descriptor.ty().slots();
        if let Some(get) = slots.descr_get
            && slots.descr_set.is_some()
        {
            return get(descriptor, Some(object), Some(ty.as_obj())).map(Some);
        }
    }
    if let Some(value) = own_attribute(object, name)? {
        return Ok(Some(value));
    }
    let Some(descriptor) = found else {
        return Ok(None);
    };
    match descriptor.ty().slots().descr_get {
        Some(get) => get(&descriptor, Some(object), Some(ty.as_obj())).map(Some),
        None => Ok(Some(descriptor)),
    }
}

/// `object.__setattr__` and `__delattr__`
///
/// # Errors
/// `AttributeError`; what descriptors raise.
pub fn generic_setattr(object: &Obj, name: &Str, value: Option<&Obj>) -> PyResult<()> {
    let found = object.ty().lookup(name);
    if let Some(descriptor) = &found
        && let Some(set) = descriptor.ty().slots().descr_set
    {
        return set(descriptor, object, value);
    }
    if object.ty().has_flag(flags::MANAGED_DICT) {
        match value {
            Some(value) => inline::set(object, name, value.to_ref()),
            None if inline::delete(object, name) => {}
            // Without the context for suggestions, as CPython has it here.
            None => {
                return Err(attribute_error_plain(format!(
                    "'{}' object has no attribute '{name}'",
                    object.ty().tp_name()
                )));
            }
        }
        return Ok(());
    }
    let Some(dict) = instance_dict(object) else {
        return Err(cannot_set(object, name, found.is_some()));
    };
    match value {
        Some(value) => dict.set_str(name, value.to_ref()),
        None if dict.remove(name.as_obj())?.is_some() => {}
        None => return Err(no_attribute(object, name)),
    }
    Ok(())
}

#[cold]
fn cannot_set(object: &Obj, name: &Str, on_type: bool) -> crate::object::Exc {
    let ty = object.ty();
    if on_type {
        return attribute_error_plain(format!(
            "'{}' object attribute '{name}' is read-only",
            ty.tp_name()
        ));
    }
    let generic = ty.slots().setattr.is_some_and(|slot| {
        std::ptr::fn_addr_eq(
            slot,
            generic_setattr as fn(&Obj, &Str, Option<&Obj>) -> PyResult<()>,
        )
    });
    let message = if generic {
        format!(
            "'{}' object has no attribute '{name}' and no __dict__ for setting new attributes",
            ty.tp_name()
        )
    } else {
        format!("'{}' object has no attribute '{name}'", ty.tp_name())
    };
    crate::object::protocol::attribute_error(object, name, &message)
}

/// See [`crate::object::protocol::getattr_opt`].
pub fn getattr_opt(object: &Obj, name: &Str) -> PyResult<Option<Ref>> {
    let generic = object.ty().slots().getattr.is_some_and(|slot| {
        std::ptr::fn_addr_eq(slot, generic_getattr as fn(&Obj, &Str) -> PyResult)
    });
    if generic {
        return match lookup(object, name) {
            Err(error) if error.matches(&ATTRIBUTE_ERROR) => Ok(None),
            result => result,
        };
    }
    getattr(object, name).catch(&ATTRIBUTE_ERROR)
}

/// See [`crate::object::protocol::get_method`].
pub fn get_method(object: &Obj, name: &Str) -> PyResult<(Ref, bool)> {
    let ty: &Type = object.ty();
    let generic = ty.slots().getattr.is_some_and(|slot| {
        std::ptr::fn_addr_eq(slot, generic_getattr as fn(&Obj, &Str) -> PyResult)
    });
    if !generic {
        return Ok((getattr(object, name)?, false));
    }
    let found = ty.lookup(name);
    if let Some(descriptor) = &found {
        let method_type: &Type = descriptor.ty();
        if method_type.has_flag(flags::METHOD_DESCRIPTOR) {
            if let Some(value) = instance_attribute(object, name) {
                return Ok((value, false));
            }
            return Ok((descriptor.clone(), true));
        }
        let slots = method_type.slots();
        if let Some(get) = slots.descr_get {
            if slots.descr_set.is_some() {
                return Ok((get(descriptor, Some(object), Some(ty.as_obj()))?, false));
            }
            if let Some(value) = instance_attribute(object, name) {
                return Ok((value, false));
            }
            return Ok((get(descriptor, Some(object), Some(ty.as_obj()))?, false));
        }
    }
    if let Some(value) = instance_attribute(object, name) {
        return Ok((value, false));
    }
    match found {
        Some(value) => Ok((value, false)),
        None => Err(no_attribute(object, name)),
    }
}
