//! `None`, `NotImplemented` and `Ellipsis`.

use crate::object::native::NativeDef;
use crate::object::{Obj, Object, PyResult, Ref, Slots, Type, TypeSpec};

/// An object without fields.
#[repr(C)]
pub struct Singleton(Obj);

// SAFETY: immortal and without mutable fields.
unsafe impl Sync for Singleton {}

// SAFETY: `#[repr(C)]`, header first. Only the three statics below exist.
unsafe impl Object for Singleton {
    fn type_object() -> &'static Type {
        &NONE_TYPE
    }
}

macro_rules! singleton {
    ($static:ident, $type:ident, $spec:ident, $getter:ident, $is:ident, $name:literal, $doc:literal, $methods:expr, $slots:expr) => {
        pub static $type: Type = Type::builtin(&$spec);
        static $spec: TypeSpec = TypeSpec {
            doc: Some($doc),
            methods: $methods,
            slots: $slots,
            reported: (16, 0),
            ..TypeSpec::of::<Singleton>($name)
        };
        static $static: Singleton = Singleton(Obj::immortal(&raw const $type));

        #[doc = concat!("The one object of type `", $name, "`.")]
        #[inline(always)]
        pub fn $getter() -> Ref {
            $static.0.to_ref()
        }

        #[doc = concat!("Whether `object` is the one of type `", $name, "`.")]
        #[inline(always)]
        pub fn $is(object: &Obj) -> bool {
            std::ptr::eq(object, &$static.0)
        }
    };
}

singleton!(
    NONE,
    NONE_TYPE,
    NONE_SPEC,
    none,
    is_none,
    "NoneType",
    "The type of the None singleton.",
    &[],
    Slots {
        repr: Some(|_| Ok(crate::types::str::Str::from_str("None").into_obj())),
        nb_bool: Some(|_| Ok(false)),
        new: Some(|ty, args| singleton_new(ty, args, "NoneType", none)),
        hash: Some(|_| Ok(0xFCA8_6420)),
        ..Slots::NONE
    }
);
singleton!(
    NOT_IMPLEMENTED,
    NOT_IMPLEMENTED_TYPE,
    NOT_IMPLEMENTED_SPEC,
    not_implemented,
    is_not_implemented,
    "NotImplementedType",
    "The type of the NotImplemented singleton.",
    &[NativeDef::new(
        "__reduce__",
        "",
        "",
        crate::object::native::NativeFn::NoArgs(|_| Ok(crate::types::str::Str::from_str(
            "NotImplemented"
        )
        .into_obj())),
    )],
    Slots {
        repr: Some(|_| Ok(crate::types::str::Str::from_str("NotImplemented").into_obj())),
        nb_bool: Some(|_| Err(crate::object::error::type_error(
            "NotImplemented should not be used in a boolean context"
        ))),
        new: Some(|ty, args| singleton_new(ty, args, "NotImplementedType", not_implemented)),
        ..Slots::NONE
    }
);
singleton!(
    ELLIPSIS,
    ELLIPSIS_TYPE,
    ELLIPSIS_SPEC,
    ellipsis,
    is_ellipsis,
    "ellipsis",
    "The type of the Ellipsis singleton.",
    &[NativeDef::new(
        "__reduce__",
        "",
        "",
        crate::object::native::NativeFn::NoArgs(|_| Ok(crate::types::str::Str::from_str(
            "Ellipsis"
        )
        .into_obj())),
    )],
    Slots {
        repr: Some(|_| Ok(crate::types::str::Str::from_str("Ellipsis").into_obj())),
        new: Some(|ty, args| singleton_new(ty, args, "EllipsisType", ellipsis)),
        ..Slots::NONE
    }
);

/// `type(None)()` gives `None`; arguments are refused.
fn singleton_new(
    _ty: &Type,
    args: crate::object::Args<'_>,
    name: &str,
    get: fn() -> Ref,
) -> PyResult {
    if !args.values.is_empty() {
        return Err(crate::object::error::type_error(format!(
            "{name} takes no arguments"
        )));
    }
    Ok(get())
}
