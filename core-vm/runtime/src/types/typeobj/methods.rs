//! Methods of `type`.

use crate::object::error::type_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::{Args, Obj, PyResult, Ref, Type};
use crate::types::dict::Dict;
use crate::types::int::{Int, bool_ref};
use crate::types::list::List;
use crate::types::str::Str;
use crate::types::typeobj::{checks, mro, names};

fn this(object: &Obj) -> &Type {
    // SAFETY: called with type objects only.
    unsafe { object.cast_unchecked() }
}

/// `type.__init__`: its arguments were used by `__new__`.
pub(crate) fn init(_this: &Obj, args: Args<'_>) -> PyResult<()> {
    let given = args.positional().len();
    if given == 1 && args.keyword_count() != 0 {
        return Err(type_error("type.__init__() takes no keyword arguments"));
    }
    if given != 1 && given != 3 {
        return Err(type_error("type.__init__() takes 1 or 3 arguments"));
    }
    Ok(())
}

pub(crate) fn repr(object: &Obj) -> PyResult {
    let ty = this(object);
    let qualname = names::qualname_text(ty);
    let text = match names::module(ty) {
        Some(module) if !module.eq_str("builtins") => format!("<class '{module}.{qualname}'>"),
        _ if ty.is_heap() => {
            let module = names::module(ty);
            match module {
                Some(_) => format!("<class '{qualname}'>"),
                None => format!("<class '{}'>", ty.tp_name()),
            }
        }
        _ => format!("<class '{qualname}'>"),
    };
    Ok(Str::from_str(&text).into_obj())
}

pub(crate) fn union_or(left: &Obj, right: &Obj) -> PyResult {
    crate::types::union_type::or(left, right)
}

fn call_mro(object: &Obj) -> PyResult {
    let order = mro::linearise(this(object))?;
    Ok(List::new(order.into_iter().map(Ref::into_obj).collect()).into_obj())
}

fn subclasses(object: &Obj) -> PyResult {
    let classes = this(object).direct_subclasses();
    Ok(List::new(classes.into_iter().map(Ref::into_obj).collect()).into_obj())
}

fn prepare(_class: &Obj, _args: Args<'_>) -> PyResult {
    Ok(Dict::new().into_obj())
}

fn instancecheck(object: &Obj, instance: &Obj) -> PyResult {
    Ok(bool_ref(checks::real_is_instance(instance, object)?))
}

fn subclasscheck(object: &Obj, derived: &Obj) -> PyResult {
    Ok(bool_ref(checks::real_is_subclass(derived, object)?))
}

/// Merges the names of a class and its bases, those of the bases first.
pub(crate) fn merge_class_names(class: &Obj, into: &Dict) -> PyResult<()> {
    if let Some(dict) =
        crate::object::protocol::getattr_opt(class, &crate::vm::names().dunder_dict)?
    {
        crate::types::dict::methods::update_from(into, &dict)?;
    }
    let Some(bases) = crate::object::protocol::getattr_opt(class, &super::type_names().bases)?
    else {
        return Ok(());
    };
    for base in crate::object::protocol::collect(&bases)? {
        merge_class_names(&base, into)?;
    }
    Ok(())
}

fn dir(object: &Obj) -> PyResult {
    let names = Dict::new();
    merge_class_names(object, &names)?;
    let keys = names.items().into_iter().map(|(key, _)| key).collect();
    Ok(List::new(keys).into_obj())
}

/// Bytes of CPython's `PyHeapTypeObject` and `PyTypeObject`.
const HEAP_TYPE_SIZE: usize = 936;
const STATIC_TYPE_SIZE: usize = 416;

fn sizeof(object: &Obj) -> PyResult {
    let ty = this(object);
    if !ty.is_heap() {
        return Ok(Int::from_usize(STATIC_TYPE_SIZE).into_obj());
    }
    // SAFETY: a non-null shared table is alive while its class is.
    let keys = unsafe { ty.cached_keys.get().as_ref() };
    let size = HEAP_TYPE_SIZE + keys.map_or(0, crate::types::dict::keys::Keys::reported_size);
    Ok(Int::from_usize(size).into_obj())
}

pub(crate) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "mro",
        "($self, /)",
        "Return a type's method resolution order.",
        NativeFn::NoArgs(call_mro),
    ),
    NativeDef::new(
        "__subclasses__",
        "($self, /)",
        "Return a list of immediate subclasses.",
        NativeFn::NoArgs(subclasses),
    ),
    NativeDef::new(
        "__prepare__",
        "($cls, name, bases, /, **kwds)",
        "Create the namespace for the class statement",
        NativeFn::Raw(prepare),
    )
    .class(),
    NativeDef::new(
        "__instancecheck__",
        "($self, instance, /)",
        "Check if an object is an instance.",
        NativeFn::One(instancecheck),
    ),
    NativeDef::new(
        "__subclasscheck__",
        "($self, subclass, /)",
        "Check if a class is a subclass.",
        NativeFn::One(subclasscheck),
    ),
    NativeDef::new(
        "__dir__",
        "($self, /)",
        "Specialized __dir__ implementation for types.",
        NativeFn::NoArgs(dir),
    ),
    NativeDef::new(
        "__sizeof__",
        "($self, /)",
        "Return memory consumption of the type object.",
        NativeFn::NoArgs(sizeof),
    ),
];
