//! `type`: what classes are and do. The struct is in [`crate::object::typeobj`].
//!
//! | where | what |
//! |---|---|
//! | `ready` | built-in types become usable: dictionary, MRO, inherited slots |
//! | `create`, `class_slots`, `layout`, `mro` | `type.__new__` |
//! | `slot_defs` | the one table of special methods |
//! | `slot_wrap`, `slot_dispatch`, `slot_update` | slots as methods, methods as slots |
//! | `lookup` | attribute lookup, its cache, versions |
//! | `attributes`, `methods`, `names` | attributes and methods of `type` |
//! | `assign` | `__bases__` and `__class__` assignment |
//! | `checks` | `isinstance`, `issubclass` |

pub(crate) mod annotations;
pub(crate) mod assign;
pub(crate) mod attributes;
pub mod checks;
pub(crate) mod class_slots;
pub(crate) mod create;
pub(crate) mod layout;
pub(crate) mod lookup;
pub(crate) mod methods;
pub(crate) mod mro;
pub(crate) mod names;
pub(crate) mod new_wrapper;
pub mod ready;
pub mod slot_defs;
pub(crate) mod slot_dispatch;
pub(crate) mod slot_update;
pub(crate) mod slot_wrap;

use crate::object::error::type_error;
use crate::object::{Exc, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, flags};
use crate::types::str::{Str, intern};

pub(crate) use flags::READY;

pub static TYPE_TYPE: Type = Type::builtin(&TYPE_SPEC);
static TYPE_SPEC: TypeSpec = TypeSpec {
    doc: Some("type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type"),
    flags: flags::BASETYPE
        | flags::HAVE_GC
        | flags::TYPE_SUBCLASS
        | flags::HAVE_VECTORCALL
        | flags::ITEMS_AT_END,
    reported: (936, 40),
    dict_offset: std::mem::offset_of!(Type, dict),
    weaklist_offset: std::mem::offset_of!(Type, weaklist),
    slots: Slots {
        new: Some(create::type_new),
        init: Some(methods::init),
        call: Some(create::type_call),
        repr: Some(methods::repr),
        getattr: Some(attributes::type_getattr),
        setattr: Some(attributes::type_setattr),
        nb_or: Some(methods::union_or),
        ..Slots::NONE
    },
    methods: methods::METHODS,
    members: attributes::MEMBERS,
    getset: attributes::GETSET,
    ..TypeSpec::of::<Type>("type")
};

macro_rules! type_names {
    ($($name:ident = $text:literal,)*) => {
        /// Interned names that only types need.
        pub(crate) struct TypeNames { $(pub $name: Ref<Str>,)* }

        impl TypeNames {
            fn new() -> TypeNames {
                TypeNames { $($name: intern::literal($text).to_ref(),)* }
            }
        }
    };
}

type_names! {
    mro = "mro",
    weakref = "__weakref__",
    classdictcell = "__classdictcell__",
    abstractmethods = "__abstractmethods__",
    annotate_func = "__annotate_func__",
    annotations_cache = "__annotations_cache__",
    instancecheck = "__instancecheck__",
    subclasscheck = "__subclasscheck__",
    bases = "__bases__",
    getattr = "getattr",
}

struct Global(std::cell::OnceCell<TypeNames>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Global {}
static NAMES: Global = Global(std::cell::OnceCell::new());

/// The interned names.
pub(crate) fn type_names() -> &'static TypeNames {
    NAMES.0.get_or_init(TypeNames::new)
}

/// Drops what a dying class owns (`type_clear`).
pub(crate) fn clear(ty: &Type) {
    ty.modified();
    if let Some(dict) = ty.dict.peek() {
        dict.to_ref().clear_items();
    }
    ty.mro.set(None);
}

impl Type {
    /// The type's own dictionary.
    pub fn namespace(&self) -> Option<Ref<crate::types::dict::Dict>> {
        self.dict.get()
    }
}

/// A class is being freed: its bases forget it, its shared keys go.
pub(crate) fn forget(ty: &Type) {
    ty.modified();
    let bases = ty.bases.get();
    for base in bases.iter().flat_map(|bases| bases.as_slice()) {
        if let Some(base) = base.downcast::<Type>() {
            base.remove_subclass(ty);
        }
    }
    crate::types::dict::inline::release_class(ty);
}

/// Whether `found` is `object.__getattribute__` itself.
pub(crate) fn is_object_getattribute(found: &Obj) -> bool {
    found
        .downcast_exact::<crate::types::descriptors::wrapper::WrapperDescriptor>()
        .is_some_and(|wrapper| {
            wrapper.def.name == "__getattribute__"
                && wrapper.owner().is_type(&crate::types::object::OBJECT_TYPE)
        })
}

/// `__module__` for a class made by a call of `type`: the name of the calling module.
pub(crate) fn caller_module() -> Option<Ref> {
    let globals = crate::vm::caller_globals()?;
    globals.get_str(&crate::vm::names().dunder_name)
}

/// Adds a note to a raised exception, as `BaseException.add_note` does.
pub(crate) fn add_note(error: &Exc, note: &str) -> PyResult<()> {
    let note = Str::from_str(note);
    crate::object::protocol::call_method(error.as_obj(), "add_note", &[note.as_obj()])?;
    Ok(())
}

/// `__buffer__` of a built-in exporter: a `memoryview`.
pub(crate) fn buffer_view(
    this: &Obj,
    getbuffer: crate::object::slots::BufferFn,
    request: &Obj,
) -> PyResult {
    let flags = crate::object::protocol::number::index(request)?;
    let flags = flags.as_i64().and_then(|flags| u32::try_from(flags).ok());
    let flags = flags.unwrap_or(0) | crate::types::buffer::request::FULL_RO;
    let buffer = getbuffer(this, flags)?;
    Ok(crate::types::memoryview::MemoryView::of_buffer(buffer).into_obj())
}

/// `__release_buffer__` of a built-in exporter: releases the view.
pub(crate) fn release_view(this: &Obj, view: &Obj) -> PyResult<()> {
    let Some(view) = view.downcast::<crate::types::memoryview::MemoryView>() else {
        return Err(type_error("expected a memoryview object"));
    };
    if view.is_released() {
        return Err(crate::object::error::value_error(
            "memoryview's buffer has already been released",
        ));
    }
    if !view.is_of(this) {
        return Err(crate::object::error::value_error(
            "memoryview's buffer is not this object",
        ));
    }
    view.release()
}

/// The buffer that a Python-defined `__buffer__` answered with.
pub(crate) fn buffer_from_dunder(
    this: &Obj,
    view: Ref,
    flags: u32,
) -> PyResult<crate::types::buffer::Buffer> {
    if view.ty().name() != "memoryview" {
        return Err(type_error("__buffer__ returned non-memoryview object"));
    }
    let _ = this;
    crate::types::buffer::get(&view, flags)
}

/// `class[key]` (`__class_getitem__`, and `type[int]`).
///
/// # Errors
/// `TypeError` when the class is not subscriptable.
pub fn class_getitem(class: &Type, key: &Obj) -> PyResult {
    if class.is_type(&TYPE_TYPE) {
        return crate::types::generic_alias::make(class.as_obj(), key);
    }
    let name = &crate::vm::names().dunder_class_getitem;
    if let Some(method) = crate::object::protocol::getattr_opt(class.as_obj(), name)? {
        return crate::object::protocol::call(&method, &[key]);
    }
    Err(type_error(format!(
        "type '{}' is not subscriptable",
        class.name()
    )))
}
