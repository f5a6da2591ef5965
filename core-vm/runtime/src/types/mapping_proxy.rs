//! `mappingproxy`: a read-only view of a mapping, as `__dict__` of classes is.

use crate::object::error::type_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::{self, call_method, number, sequence};
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::none::none;
use crate::types::str::Str;

#[repr(C)]
pub struct MappingProxy {
    head: Obj,
    mapping: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for MappingProxy {
    fn type_object() -> &'static Type {
        &MAPPING_PROXY_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.mapping);
    }
}

impl MappingProxy {
    pub fn new(mapping: Ref) -> Ref<MappingProxy> {
        object::alloc(
            &MAPPING_PROXY_TYPE,
            MappingProxy {
                head: object::header(0),
                mapping: Field::new(mapping),
            },
        )
    }
}

/// The mapping behind a proxy.
fn mapping(this: &Obj) -> Ref {
    // SAFETY: called for objects of this type only.
    unsafe { this.cast_unchecked::<MappingProxy>() }
        .mapping
        .get()
        .unwrap_or_else(none)
}

/// The mapping, when `object` is a proxy; the object itself otherwise.
fn unwrap(object: &Obj) -> Ref {
    if object.is_exact(&MAPPING_PROXY_TYPE) {
        mapping(object)
    } else {
        object.to_ref()
    }
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(mapping)";
    let bound = object::args::parsed(SIGNATURE).bind("mappingproxy", args)?;
    let Some(source) = bound[0] else {
        return Ok(none());
    };
    let slots = source.ty().slots();
    let is_sequence = source.is_instance(&crate::types::list::LIST_TYPE)
        || source.is_instance(&crate::types::tuple::TUPLE_TYPE);
    if slots.mp_subscript.is_none() || is_sequence {
        return Err(type_error(format!(
            "mappingproxy() argument must be a mapping, not {}",
            source.ty().tp_name()
        )));
    }
    Ok(MappingProxy::new(source.to_ref()).into_obj())
}

fn repr(this: &Obj) -> PyResult {
    let inner = protocol::repr(&mapping(this))?;
    Ok(Str::from_str("mappingproxy(")
        .concat(&inner)
        .concat(&Str::from_str(")"))
        .into_obj())
}

fn or(left: &Obj, right: &Obj) -> PyResult {
    number::binary(&unwrap(left), &unwrap(right), number::OR)
}

fn inplace_or(this: &Obj, _other: &Obj) -> PyResult {
    Err(type_error(format!(
        "'|=' is not supported by {}; use '|' instead",
        this.ty().tp_name()
    )))
}

fn compare(this: &Obj, other: &Obj, op: CompareOp) -> PyResult {
    protocol::compare(&mapping(this), &unwrap(other), op)
}

fn get(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let none = none();
    let key = args[0].unwrap_or(&none);
    call_method(&mapping(this), "get", &[key, args[1].unwrap_or(&none)])
}

fn class_getitem(class: &Obj, key: &Obj) -> PyResult {
    crate::types::generic_alias::make(class, key)
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "get",
        "($self, key, default=None, /)",
        "Return the value for key if key is in the mapping, else default.",
        NativeFn::Bound(get),
    ),
    NativeDef::new(
        "keys",
        "($self, /)",
        "D.keys() -> a set-like object providing a view on D's keys",
        NativeFn::NoArgs(|this| call_method(&mapping(this), "keys", &[])),
    ),
    NativeDef::new(
        "values",
        "($self, /)",
        "D.values() -> an object providing a view on D's values",
        NativeFn::NoArgs(|this| call_method(&mapping(this), "values", &[])),
    ),
    NativeDef::new(
        "items",
        "($self, /)",
        "D.items() -> a set-like object providing a view on D's items",
        NativeFn::NoArgs(|this| call_method(&mapping(this), "items", &[])),
    ),
    NativeDef::new(
        "copy",
        "($self, /)",
        "D.copy() -> a shallow copy of D",
        NativeFn::NoArgs(|this| call_method(&mapping(this), "copy", &[])),
    ),
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "mappingproxy objects are generic over two types, signifying (respectively) the types of their keys and values",
        NativeFn::One(class_getitem),
    )
    .class(),
    NativeDef::new(
        "__reversed__",
        "($self, /)",
        "D.__reversed__() -> reverse iterator",
        NativeFn::NoArgs(|this| call_method(&mapping(this), "__reversed__", &[])),
    ),
];

pub static MAPPING_PROXY_TYPE: Type = Type::builtin(&MAPPING_PROXY_SPEC);
static MAPPING_PROXY_SPEC: TypeSpec = TypeSpec {
    doc: Some("mappingproxy(mapping)\n--\n\nRead-only proxy of a mapping."),
    flags: flags::HAVE_GC | flags::MAPPING,
    reported: (24, 0),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        str: Some(|this| Ok(protocol::str(&mapping(this))?.into_obj())),
        hash: Some(|this| protocol::hash(&mapping(this))),
        iter: Some(|this| protocol::iter(&mapping(this))),
        richcompare: Some(compare),
        nb_or: Some(or),
        nb_inplace_or: Some(inplace_or),
        mp_length: Some(|this| sequence::len(&mapping(this))),
        mp_subscript: Some(|this, key| sequence::getitem(&mapping(this), key)),
        sq_contains: Some(|this, key| sequence::contains(&mapping(this), key)),
        ..Slots::NONE
    },
    methods: METHODS,
    ..TypeSpec::of::<MappingProxy>("mappingproxy")
};
