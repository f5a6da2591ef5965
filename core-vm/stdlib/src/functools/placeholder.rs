//! `Placeholder`: stands for a positional argument that a `partial` still wants.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Native, NativeType, Obj, PyResult, Ref, Slots, Type, TypeSpec, flags,
};

use crate::native;

pub(super) struct Placeholder;

impl NativeType for Placeholder {
    fn type_object() -> &'static Type {
        &PLACEHOLDER_TYPE
    }
}

pub(super) static PLACEHOLDER_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments.",
    ),
    flags: flags::HAVE_GC,
    reported: (16, 0),
    slots: Slots {
        new: Some(|_, args| {
            if args.values.is_empty() {
                return Ok(placeholder());
            }
            Err(type_error("PlaceholderType takes no arguments"))
        }),
        repr: Some(|_| native::text("Placeholder")),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        "",
        NativeFn::NoArgs(|_| native::text("Placeholder")),
    )],
    ..TypeSpec::of::<Native<Placeholder>>("functools._PlaceholderType")
};

thread_local! {
    static SINGLETON: Ref = {
        let made = Native::new(Placeholder).into_obj();
        made.make_immortal();
        made
    };
}

/// The one placeholder.
pub(super) fn placeholder() -> Ref {
    SINGLETON.with(Ref::clone)
}

pub(super) fn is_placeholder(object: &Obj) -> bool {
    object.is_exact(&PLACEHOLDER_TYPE)
}

/// How many of some arguments are placeholders; none may come last.
pub(super) fn count<'a>(args: impl DoubleEndedIterator<Item = &'a Obj>) -> PyResult<usize> {
    let mut args = args.rev();
    let Some(last) = args.next() else {
        return Ok(0);
    };
    if is_placeholder(last) {
        return Err(type_error("trailing Placeholders are not allowed"));
    }
    Ok(args.filter(|arg| is_placeholder(arg)).count())
}
