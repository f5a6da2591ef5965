//! `module`: layout and construction.

use std::cell::Cell;

use crate::object::{self, Field, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};
use crate::types::dict::Dict;
use crate::types::str::{Str, intern};

#[repr(C)]
pub struct Module {
    head: Obj,
    pub dict: Field<Dict>,
    pub weaklist: Cell<*mut crate::types::weakref::WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Module {
    fn type_object() -> &'static Type {
        &MODULE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.dict);
    }

    fn clear(&self) {
        self.dict.set(None);
    }
}

impl Module {
    /// A module with the attributes every module has (`__name__`, `__doc__`, …).
    pub fn new(name: &str, doc: Option<&str>) -> Ref<Module> {
        let dict = Dict::new();
        let none = crate::types::none::none;
        dict.set_text("__name__", Str::from_str(name).into_obj());
        dict.set_text(
            "__doc__",
            doc.map_or_else(none, |doc| Str::from_str(doc).into_obj()),
        );
        dict.set_text("__package__", none());
        dict.set_text("__loader__", none());
        dict.set_text("__spec__", none());
        object::alloc(
            &MODULE_TYPE,
            Module {
                head: object::header(0),
                dict: Field::new(dict),
                weaklist: Cell::new(std::ptr::null_mut()),
            },
        )
    }

    /// An instance of `ty` without attributes (`module.__new__`).
    pub(crate) fn bare(ty: &Type) -> Ref<Module> {
        object::alloc(
            ty,
            Module {
                head: object::header(0),
                dict: Field::new(Dict::new()),
                weaklist: Cell::new(std::ptr::null_mut()),
            },
        )
    }

    /// The module's namespace.
    pub fn namespace(&self) -> Ref<Dict> {
        self.dict.get().unwrap_or_else(Dict::new)
    }

    /// Sets an attribute.
    pub fn set(&self, name: &str, value: impl Into<Ref>) {
        self.namespace()
            .set_str(&intern::intern_str(name), value.into());
    }
}

pub static MODULE_TYPE: Type = Type::builtin(&MODULE_SPEC);
static MODULE_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "module(name, doc=None)\n--\n\nCreate a module object.\n\nThe name must be a string; the optional doc argument can have any type.",
    ),
    slots: crate::types::module_attributes::SLOTS,
    methods: crate::types::module_attributes::METHODS,
    members: crate::types::module_attributes::MEMBERS,
    getset: crate::types::module_attributes::GETSET,
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (56, 0),
    dict_offset: std::mem::offset_of!(Module, dict),
    weaklist_offset: std::mem::offset_of!(Module, weaklist),
    ..TypeSpec::of::<Module>("module")
};
