//! `typing.NoDefault`: what `__default__` is when there is none.

use crate::object::native::{NativeDef, NativeFn};
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec};
use crate::types::str::Str;

#[repr(C)]
pub struct NoDefault(Obj);

// SAFETY: immortal and without fields.
unsafe impl Sync for NoDefault {}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for NoDefault {
    fn type_object() -> &'static Type {
        &NO_DEFAULT_TYPE
    }
}

static NO_DEFAULT: NoDefault = NoDefault(Obj::immortal(&raw const NO_DEFAULT_TYPE));

/// The one object.
pub fn no_default() -> Ref {
    NO_DEFAULT.0.to_ref()
}

/// Whether `object` is the one object.
pub fn is_no_default(object: &Obj) -> bool {
    std::ptr::eq(object, &NO_DEFAULT.0)
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    if args.values.is_empty() {
        return Ok(no_default());
    }
    Err(crate::object::error::type_error(
        "NoDefaultType takes no arguments",
    ))
}

pub static NO_DEFAULT_TYPE: Type = Type::builtin(&NO_DEFAULT_SPEC);
static NO_DEFAULT_SPEC: TypeSpec = TypeSpec {
    doc: Some("NoDefaultType()\n--\n\nThe type of the NoDefault singleton."),
    reported: (16, 0),
    slots: Slots {
        new: Some(new),
        repr: Some(|_| Ok(Str::from_str("typing.NoDefault").into_obj())),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        "",
        NativeFn::NoArgs(|_| Ok(Str::from_str("NoDefault").into_obj())),
    )],
    ..TypeSpec::of::<NoDefault>("NoDefaultType")
};
