//! Attributes of type objects: lookup through the metaclass, and what `type` defines.

use crate::object::error::{attribute_error_plain, type_error};
use crate::object::native::{GetSet, Member};
use crate::object::protocol::no_attribute;
use crate::object::{Obj, Object, PyResult, Ref, Type, flags};
use crate::types::int::Int;
use crate::types::mapping_proxy::MappingProxy;
use crate::types::none::none;
use crate::types::object_attributes;
use crate::types::str::Str;
use crate::types::typeobj::{annotations, assign, layout, names, slot_update, type_names};

fn this(object: &Obj) -> &Type {
    // SAFETY: called with type objects only.
    unsafe { object.cast_unchecked() }
}

/// `type.__getattribute__`: data descriptors of the metaclass, then the class and its
/// bases (bound to no instance), then the rest of the metaclass.
pub(crate) fn type_getattr(object: &Obj, name: &Str) -> PyResult {
    match type_lookup(object, name)? {
        Some(value) => Ok(value),
        None => Err(no_attribute(object, name)),
    }
}

/// [`type_getattr`] that makes no error for a missing attribute.
pub(crate) fn type_lookup(object: &Obj, name: &Str) -> PyResult<Option<Ref>> {
    let ty = this(object);
    let meta: &Type = object.ty();
    let on_meta = meta.lookup(name);
    if let Some(descriptor) = &on_meta {
        let slots = descriptor.ty().slots();
        if let (Some(get), Some(_)) = (slots.descr_get, slots.descr_set) {
            return get(descriptor, Some(object), Some(meta.as_obj())).map(Some);
        }
    }
    if let Some(attribute) = ty.lookup(name) {
        return match attribute.ty().slots().descr_get {
            Some(get) => get(&attribute, None, Some(object)).map(Some),
            None => Ok(Some(attribute)),
        };
    }
    let Some(descriptor) = on_meta else {
        return Ok(None);
    };
    match descriptor.ty().slots().descr_get {
        Some(get) => get(&descriptor, Some(object), Some(meta.as_obj())).map(Some),
        None => Ok(Some(descriptor)),
    }
}

/// `type.__setattr__` and `__delattr__`.
pub(crate) fn type_setattr(object: &Obj, name: &Str, value: Option<&Obj>) -> PyResult<()> {
    let ty = this(object);
    if ty.has_flag(flags::IMMUTABLETYPE) {
        return Err(type_error(format!(
            "cannot set {} attribute of immutable type '{}'",
            crate::object::protocol::repr_text(name.as_obj())?,
            ty.tp_name()
        )));
    }
    // Cached answers are borrowed: they go before the old value does.
    ty.modified();
    let name = crate::types::str::intern(name.to_ref());
    object_attributes::generic_setattr(object, &name, value)?;
    ty.modified();
    slot_update::update(ty, &name);
    Ok(())
}

/// Splits a docstring that starts with a signature (`name(…)\n--\n\n`) from it.
pub(crate) fn split_doc<'a>(name: &str, doc: &'a str) -> (Option<&'a str>, &'a str) {
    const END: &str = "\n--\n\n";
    let Some(rest) = doc.strip_prefix(name) else {
        return (None, doc);
    };
    match rest.find(END) {
        Some(end) if rest.starts_with('(') && rest[..end].ends_with(')') => {
            (Some(&rest[..end]), &rest[end + END.len()..])
        }
        _ => (None, doc),
    }
}

fn get_doc(object: &Obj) -> PyResult {
    let ty = this(object);
    // The dictionary of a built-in type may hold the descriptor for its instances.
    if let Some(doc) = ty.spec.get().and_then(|spec| spec.doc) {
        let own = ty.dict.peek();
        let own = own.and_then(|dict| dict.get_str(&crate::vm::names().dunder_doc));
        return Ok(match own.filter(|own| own.downcast::<Str>().is_some()) {
            Some(own) => own,
            None => Str::from_str(split_doc(&ty.name(), doc).1).into_obj(),
        });
    }
    let Some(found) = ty
        .dict
        .peek()
        .and_then(|dict| dict.get_str(&crate::vm::names().dunder_doc))
    else {
        return Ok(none());
    };
    if !ty.is_heap() {
        return Ok(found);
    }
    match found.ty().slots().descr_get {
        Some(get) => get(&found, None, Some(object)),
        None => Ok(found),
    }
}

fn set_doc(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let ty = this(object);
    names::check_set_special(ty, value, "__doc__")?;
    ty.modified();
    if let (Some(dict), Some(value)) = (ty.dict.get(), value) {
        dict.set_str(&crate::vm::names().dunder_doc, value.to_ref());
    }
    Ok(())
}

fn get_text_signature(object: &Obj) -> PyResult {
    let ty = this(object);
    let doc = ty.spec.get().and_then(|spec| spec.doc).unwrap_or_default();
    Ok(match split_doc(&ty.name(), doc).0 {
        Some(signature) => Str::from_str(signature).into_obj(),
        None => none(),
    })
}

fn get_dict(object: &Obj) -> PyResult {
    match this(object).dict.get() {
        Some(dict) => Ok(MappingProxy::new(dict.into_obj()).into_obj()),
        None => Ok(none()),
    }
}

fn get_bases(object: &Obj) -> PyResult {
    Ok(this(object).bases.get().map_or_else(none, Ref::into_obj))
}

fn get_mro(object: &Obj) -> PyResult {
    Ok(this(object).mro.get().map_or_else(none, Ref::into_obj))
}

fn get_base(object: &Obj) -> PyResult {
    Ok(this(object).base.get().map_or_else(none, Ref::into_obj))
}

fn get_abstract(object: &Obj) -> PyResult {
    let ty = this(object);
    let name = &type_names().abstractmethods;
    // `type` itself shows the descriptor, not an attribute of its own.
    let found = ty
        .dict
        .peek()
        .filter(|_| !ty.is_type(&super::TYPE_TYPE))
        .and_then(|dict| dict.get_str(name));
    found.ok_or_else(|| {
        crate::object::protocol::attribute_error(object, name, "__abstractmethods__")
    })
}

fn set_abstract(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let ty = this(object);
    let name = &type_names().abstractmethods;
    let abstract_now = match value {
        Some(value) => crate::object::protocol::is_true(value)?,
        None => false,
    };
    ty.modified();
    let Some(dict) = ty.dict.get() else {
        return Ok(());
    };
    match value {
        Some(value) => dict.set_str(name, value.to_ref()),
        None if dict.remove(name.as_obj())?.is_none() => {
            return Err(attribute_error_plain("__abstractmethods__"));
        }
        None => {}
    }
    let others = ty.flags.get() & !flags::IS_ABSTRACT;
    let flag = if abstract_now { flags::IS_ABSTRACT } else { 0 };
    ty.flags.set(others | flag);
    Ok(())
}

fn number(value: i64) -> PyResult {
    Ok(Int::new(value).into_obj())
}

fn get_basicsize(object: &Obj) -> PyResult {
    number(layout::reported_sizes(this(object)).0 as i64)
}

fn get_itemsize(object: &Obj) -> PyResult {
    number(layout::reported_sizes(this(object)).1 as i64)
}

fn get_flags(object: &Obj) -> PyResult {
    let ty = this(object);
    let mut all = ty.flags.get();
    if !ty.is_heap() && is_heap_type_of_a_module(&ty.tp_name()) {
        all |= flags::HEAPTYPE;
    }
    number(i64::from(all))
}

/// Modules whose types are static in CPython too, and single such types.
const STATIC_IN: &[&str] = &[
    "_contextvars",
    "datetime",
    "string.templatelib",
    "sys",
    "types",
    "weakref",
];
const STATIC: &[&str] = &[
    "collections.OrderedDict",
    "pickle.PickleBuffer",
    "typing.TypeAliasType",
    "typing.Union",
];

/// Whether CPython makes the type when its module is imported: programs (`copyreg`) tell
/// such types from static ones by their flags.
fn is_heap_type_of_a_module(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((module, _)) => !STATIC_IN.contains(&module) && !STATIC.contains(&name),
        None => name == "ExceptionGroup",
    }
}

/// `__dictoffset__` and `__weakrefoffset__` of CPython's structs.
const OFFSETS: &[(&str, usize, usize)] = &[
    ("type", 264, 368),
    ("set", 0, 192),
    ("frozenset", 0, 192),
    ("function", 88, 96),
    ("method", 0, 32),
    ("builtin_function_or_method", 0, 40),
    ("module", 16, 40),
    ("memoryview", 0, 136),
    ("BaseException", 16, 0),
    ("staticmethod", 24, 0),
    ("classmethod", 24, 0),
    ("types.SimpleNamespace", 16, 0),
    ("types.GenericAlias", 0, 40),
];

/// The offsets of the nearest built-in base that is listed.
fn reported_offsets(ty: &Type) -> Option<(usize, usize)> {
    let mro = ty.mro.get()?;
    mro.as_slice()
        .iter()
        .filter_map(|base| base.downcast::<Type>()?.spec.get())
        .find_map(|spec| {
            let (_, dict, weak) = OFFSETS.iter().find(|(name, ..)| *name == spec.name)?;
            Some((*dict, *weak))
        })
}

fn get_weakref_offset(object: &Obj) -> PyResult {
    let ty = this(object);
    if ty.has_flag(flags::MANAGED_WEAKREF) {
        return number(-32);
    }
    let reported = reported_offsets(ty).map(|offsets| offsets.1);
    number(reported.unwrap_or(ty.weaklist_offset.get()) as i64)
}

fn get_dict_offset(object: &Obj) -> PyResult {
    let ty = this(object);
    if ty.has_flag(flags::MANAGED_DICT) {
        return number(-1);
    }
    let reported = reported_offsets(ty).map(|offsets| offsets.0);
    number(reported.unwrap_or(ty.dict_offset.get()) as i64)
}

pub(crate) static MEMBERS: &[Member] = &[
    Member::readonly("__basicsize__", get_basicsize),
    Member::readonly("__itemsize__", get_itemsize),
    Member::readonly("__flags__", get_flags),
    Member::readonly("__weakrefoffset__", get_weakref_offset),
    Member::readonly("__base__", get_base),
    Member::readonly("__dictoffset__", get_dict_offset),
];

pub(crate) static GETSET: &[GetSet] = &[
    GetSet::new("__name__", names::get_name, names::set_name),
    GetSet::new("__qualname__", names::get_qualname, names::set_qualname),
    GetSet::new("__bases__", get_bases, assign::set_bases),
    GetSet::readonly("__mro__", get_mro),
    GetSet::new("__module__", names::get_module, names::set_module),
    GetSet::new("__abstractmethods__", get_abstract, set_abstract),
    GetSet::readonly("__dict__", get_dict),
    GetSet::new("__doc__", get_doc, set_doc),
    GetSet::readonly("__text_signature__", get_text_signature),
    GetSet::new(
        "__annotations__",
        annotations::get_annotations,
        annotations::set_annotations,
    ),
    GetSet::new(
        "__annotate__",
        annotations::get_annotate,
        annotations::set_annotate,
    ),
    GetSet::new(
        "__type_params__",
        annotations::get_type_params,
        annotations::set_type_params,
    ),
];
