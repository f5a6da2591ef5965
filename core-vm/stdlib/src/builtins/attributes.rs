//! `getattr` and its kin, `dir`, `vars`, `isinstance`, `hash`, `id`, `callable`.

use serpentarium_runtime::interp::current;
use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::{Catch, Exc, system_error, type_error};
use serpentarium_runtime::object::{Args, Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::exceptions::ATTRIBUTE_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::{Str, intern};

use crate::native;

/// An attribute's name.
fn name_of(value: &Obj) -> PyResult<Ref<Str>> {
    match value.downcast::<Str>() {
        Some(name) => Ok(intern(name.to_ref())),
        None => Err(not_a_name(value)),
    }
}

fn not_a_name(value: &Obj) -> Exc {
    type_error(format!(
        "attribute name must be string, not '{}'",
        value.ty().tp_name()
    ))
}

pub(super) fn getattr(_: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("getattr")?;
    check_positional("getattr", args.values.len(), 2, 3)?;
    let name = name_of(args.values[1])?;
    match args.values.get(2) {
        Some(default) => {
            Ok(protocol::getattr_opt(args.values[0], &name)?.unwrap_or_else(|| default.to_ref()))
        }
        None => protocol::getattr(args.values[0], &name),
    }
}

pub(super) fn hasattr(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(object), Some(name)) = (args[0], args[1]) else {
        return native::bool(false);
    };
    let name = name_of(name)?;
    native::bool(protocol::getattr_opt(object, &name)?.is_some())
}

pub(super) fn setattr(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    if let (Some(object), Some(name), value) = (args[0], args[1], args[2]) {
        protocol::setattr(object, &*name_of(name)?, value)?;
    }
    native::none()
}

pub(super) fn delattr(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    if let (Some(object), Some(name)) = (args[0], args[1]) {
        protocol::setattr(object, &*name_of(name)?, None)?;
    }
    native::none()
}

pub(super) fn callable(_: &Obj, object: &Obj) -> PyResult {
    native::bool(object.ty().slots().call.is_some())
}

pub(super) fn id(_: &Obj, object: &Obj) -> PyResult {
    Ok(Int::from_usize(object.address()).into_obj())
}

pub(super) fn hash(_: &Obj, object: &Obj) -> PyResult {
    native::int(protocol::hash(object)?)
}

pub(super) fn isinstance(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    match (args[0], args[1]) {
        (Some(object), Some(class)) => native::bool(protocol::is_instance(object, class)?),
        _ => native::bool(false),
    }
}

pub(super) fn issubclass(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    match (args[0], args[1]) {
        (Some(derived), Some(class)) => native::bool(protocol::is_subclass(derived, class)?),
        _ => native::bool(false),
    }
}

pub(super) fn globals(_: &Obj) -> PyResult {
    Ok(current::globals().map_or_else(none, Ref::into_obj))
}

pub(super) fn locals(_: &Obj) -> PyResult {
    current::locals()?.ok_or_else(|| system_error("frame does not exist"))
}

pub(super) fn vars(module: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("vars")?;
    check_positional("vars", args.values.len(), 0, 1)?;
    let Some(object) = args.values.first() else {
        return locals(module);
    };
    protocol::getattr_opt_text(object, "__dict__")?
        .ok_or_else(|| type_error("vars() argument must have __dict__ attribute"))
}

pub(super) fn dir(module: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("dir")?;
    check_positional("dir", args.values.len(), 0, 1)?;
    let names = match args.values.first() {
        None => {
            let namespace = locals(module)?;
            match namespace.downcast::<Dict>() {
                Some(dict) => dict.items().into_iter().map(|(key, _)| key).collect(),
                None => protocol::collect(&*protocol::call_method(&namespace, "keys", &[])?)?,
            }
        }
        Some(object) => dir_of(object)?,
    };
    let list = List::new(names).into_obj();
    protocol::call_method(&list, "sort", &[])?;
    Ok(list)
}

fn dir_of(object: &Obj) -> PyResult<Vec<Ref>> {
    match protocol::call_special(object, "__dir__", &[])
        .catch(&ATTRIBUTE_ERROR)?
        .flatten()
    {
        Some(names) => protocol::collect(&names),
        None => Err(type_error("object does not provide __dir__")),
    }
}
