//! `object`: the base of every type. Methods for copying and pickling are in
//! `object_reduce`, attribute lookup is in `object_attributes`.

use crate::object::error::type_error;
use crate::object::native::{GetSet, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::slots::{CompareOp, InitFn, NewFn};
use crate::object::{self, Args, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, flags};
use crate::types::dict::Dict;
use crate::types::int::{Int, bool_ref};
use crate::types::list::List;
use crate::types::none::{is_not_implemented, none, not_implemented};
use crate::types::str::Str;
use crate::types::typeobj::{assign, layout, names, type_names};
use crate::types::{object_attributes, object_reduce};

/// An instance of a class with `object`'s layout, `__init__` not called.
pub fn new_instance(class: &Type) -> Ref {
    object::alloc(class, object::header(0))
}

/// `object()`
pub fn new_plain() -> Ref {
    new_instance(&OBJECT_TYPE)
}

/// `object.__new__`
pub(crate) fn object_new(class: &Type, args: Args<'_>) -> PyResult {
    if !args.values.is_empty() {
        check_excess_new(class)?;
    }
    if class.has_flag(flags::IS_ABSTRACT) {
        return Err(abstract_error(class));
    }
    Ok(new_instance(class))
}

/// Arguments are an error unless `__init__` is there to take them.
fn check_excess_new(class: &Type) -> PyResult<()> {
    let own_new = class
        .slots()
        .new
        .is_none_or(|new| !std::ptr::fn_addr_eq(new, object_new as NewFn));
    if own_new {
        return Err(type_error(
            "object.__new__() takes exactly one argument (the type to instantiate)",
        ));
    }
    let own_init = class
        .slots()
        .init
        .is_none_or(|init| !std::ptr::fn_addr_eq(init, object_init as InitFn));
    if own_init {
        return Ok(());
    }
    Err(type_error(format!(
        "{}() takes no arguments",
        class.tp_name()
    )))
}

#[cold]
fn abstract_error(class: &Type) -> crate::object::Exc {
    let methods = class
        .dict
        .get()
        .and_then(|dict| dict.get_str(&type_names().abstractmethods));
    let list = match methods.map(|methods| protocol::collect(&methods)) {
        Some(Ok(list)) => list,
        Some(Err(error)) => return error,
        None => Vec::new(),
    };
    let mut names: Vec<String> = list
        .iter()
        .filter_map(|name| name.downcast::<Str>())
        .map(|name| format!("'{name}'"))
        .collect();
    names.sort();
    let plural = if names.len() == 1 { "" } else { "s" };
    type_error(format!(
        "Can't instantiate abstract class {} without an implementation for abstract method{plural} {}",
        class.tp_name(),
        names.join(", ")
    ))
}

/// `object.__init__`
pub(crate) fn object_init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    if args.values.is_empty() {
        return Ok(());
    }
    let ty = this.ty();
    let own_init = ty
        .slots()
        .init
        .is_none_or(|init| !std::ptr::fn_addr_eq(init, object_init as InitFn));
    if own_init {
        return Err(type_error(
            "object.__init__() takes exactly one argument (the instance to initialize)",
        ));
    }
    let plain_new = ty
        .slots()
        .new
        .is_some_and(|new| std::ptr::fn_addr_eq(new, object_new as NewFn));
    if plain_new {
        return Err(type_error(format!(
            "{}.__init__() takes exactly one argument (the instance to initialize)",
            ty.tp_name()
        )));
    }
    Ok(())
}

/// `object.__repr__`: `<module.Qualified object at 0x…>`
fn repr(this: &Obj) -> PyResult {
    let ty: &Type = this.ty();
    let qualname = names::qualname_text(ty);
    let name = match names::module(ty) {
        Some(module) if !module.eq_str("builtins") => format!("{module}.{qualname}"),
        Some(_) => ty.tp_name(),
        None => ty.tp_name(),
    };
    Ok(Str::from_str(&format!("<{name} object at {:#x}>", this.address())).into_obj())
}

fn str(this: &Obj) -> PyResult {
    match this.ty().slots().repr {
        Some(slot) => slot(this),
        None => repr(this),
    }
}

fn hash(this: &Obj) -> PyResult<i64> {
    Ok(protocol::hash_pointer(this))
}

fn compare(this: &Obj, other: &Obj, op: CompareOp) -> PyResult {
    match op {
        CompareOp::Eq if this.is(other) => Ok(bool_ref(true)),
        CompareOp::Ne => {
            // The opposite of `__eq__`, whichever that is.
            let Some(slot) = this.ty().slots().richcompare else {
                return Ok(not_implemented());
            };
            let equal = slot(this, other, CompareOp::Eq)?;
            if is_not_implemented(&equal) {
                return Ok(equal);
            }
            Ok(bool_ref(!protocol::is_true(&equal)?))
        }
        _ => Ok(not_implemented()),
    }
}

fn get_class(this: &Obj) -> PyResult {
    Ok(this.ty().to_ref().into_obj())
}

fn format(this: &Obj, spec: &Obj) -> PyResult {
    let Some(spec) = spec.downcast::<Str>() else {
        return Err(type_error(format!(
            "__format__() argument must be str, not {}",
            names::argument_type(spec)
        )));
    };
    if !spec.is_empty() {
        return Err(type_error(format!(
            "unsupported format string passed to {}.__format__",
            this.ty().tp_name()
        )));
    }
    Ok(protocol::str(this)?.into_obj())
}

/// Size without what the object only points to: the basic size, items, inline values.
pub(crate) fn basic_sizeof(this: &Obj) -> usize {
    let (size, items) = layout::reported_sizes(this.ty());
    if items == 0 {
        return size;
    }
    let spec = native_spec(this.ty());
    let len = spec
        .and_then(|spec| spec.variable_size)
        .map_or(0, |len| len(this));
    size + items * len
}

/// The description of the nearest built-in base.
fn native_spec(ty: &Type) -> Option<&'static TypeSpec> {
    let mut ty = ty.to_ref();
    loop {
        if let Some(spec) = ty.spec.get() {
            return Some(spec);
        }
        ty = ty.base.get()?;
    }
}

fn sizeof(this: &Obj) -> PyResult {
    Ok(Int::from_usize(basic_sizeof(this)).into_obj())
}

fn dir(this: &Obj) -> PyResult {
    let names = Dict::new();
    if let Some(own) = protocol::getattr_opt(this, &crate::vm::names().dunder_dict)?
        && let Some(own) = own.downcast::<Dict>()
    {
        names.merge(own)?;
    }
    if let Some(class) = protocol::getattr_opt(this, &crate::vm::names().dunder_class)? {
        crate::types::typeobj::methods::merge_class_names(&class, &names)?;
    }
    let keys = names.items().into_iter().map(|(key, _)| key).collect();
    Ok(List::new(keys).into_obj())
}

fn subclass_hook(_class: &Obj, _args: Args<'_>) -> PyResult {
    Ok(not_implemented())
}

fn init_subclass(_class: &Obj) -> PyResult {
    Ok(none())
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__reduce_ex__",
        "($self, protocol, /)",
        "Helper for pickle.",
        NativeFn::One(object_reduce::reduce_ex),
    ),
    NativeDef::new(
        "__reduce__",
        "($self, /)",
        "Helper for pickle.",
        NativeFn::NoArgs(object_reduce::reduce),
    ),
    NativeDef::new(
        "__getstate__",
        "($self, /)",
        "Helper for pickle.",
        NativeFn::NoArgs(object_reduce::getstate),
    ),
    NativeDef::new(
        "__subclasshook__",
        "($type, object, /)",
        "Abstract classes can override this to customize issubclass().\n\nThis is invoked early on by abc.ABCMeta.__subclasscheck__().\nIt should return True, False or NotImplemented.  If it returns\nNotImplemented, the normal algorithm is used.  Otherwise, it\noverrides the normal algorithm (and the outcome is cached).\n",
        NativeFn::Raw(subclass_hook),
    )
    .class(),
    NativeDef::new(
        "__init_subclass__",
        "($type, /)",
        "This method is called when a class is subclassed.\n\nThe default implementation does nothing. It may be\noverridden to extend subclasses.\n",
        NativeFn::NoArgs(init_subclass),
    )
    .class(),
    NativeDef::new(
        "__format__",
        "($self, format_spec, /)",
        "Default object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError otherwise.",
        NativeFn::One(format),
    ),
    NativeDef::new(
        "__sizeof__",
        "($self, /)",
        "Size of object in memory, in bytes.",
        NativeFn::NoArgs(sizeof),
    ),
    NativeDef::new(
        "__dir__",
        "($self, /)",
        "Default dir() implementation.",
        NativeFn::NoArgs(dir),
    ),
];

pub static OBJECT_TYPE: Type = Type::builtin(&OBJECT_SPEC);
static OBJECT_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "object()\n--\n\nThe base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
    ),
    flags: flags::BASETYPE,
    reported: (16, 0),
    slots: Slots {
        new: Some(object_new),
        init: Some(object_init),
        repr: Some(repr),
        str: Some(str),
        hash: Some(hash),
        getattr: Some(object_attributes::generic_getattr),
        setattr: Some(object_attributes::generic_setattr),
        richcompare: Some(compare),
        ..Slots::NONE
    },
    methods: METHODS,
    getset: &[GetSet::new("__class__", get_class, assign::set_class).doc("the object's class")],
    ..TypeSpec::of::<Obj>("object")
};
