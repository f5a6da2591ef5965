//! `typing.Generic`.

use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::{Args, Obj, Object, PyResult, Slots, Type, TypeSpec, args, flags};
use crate::types::tuple::Tuple;
use crate::types::type_params::{add_module, unpack_all};

/// `Generic[params]` for a class with type parameters.
pub(super) fn subscript(params: &Obj) -> PyResult {
    let params = match params.downcast::<Tuple>() {
        Some(params) => unpack_all(params)?,
        None => Tuple::from_slice(&[params]),
    };
    super::call_typing("_GenericAlias", &[GENERIC_TYPE.as_obj(), params.as_obj()])
}

/// A class method that `typing` implements.
fn by_typing(function: &'static str, class: &Obj, args: Args<'_>) -> PyResult {
    let typing = crate::vm::import("typing")?;
    let function = protocol::getattr_text(&typing, function)?;
    protocol::call_args(
        &function,
        Args {
            values: &args::prepend(class, args.values),
            names: args.names,
        },
    )
}

/// `Generic` is instantiated as `object` is, without a `__new__` of its own that would
/// hide those of further bases.
fn finish(ty: &Type) {
    add_module(ty);
    let slots = Slots {
        new: Some(crate::types::object::object_new),
        ..*ty.slots()
    };
    ty.set_slots(slots);
    ty.flags
        .set(ty.flags.get() & !flags::DISALLOW_INSTANTIATION);
}

pub static GENERIC_TYPE: Type = Type::builtin(&GENERIC_SPEC);
static GENERIC_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "Abstract base class for generic types.\n\nOn Python 3.12 and newer, generic classes implicitly inherit from\nGeneric when they declare a parameter list after the class's name::\n\n    class Mapping[KT, VT]:\n        def __getitem__(self, key: KT) -> VT:\n            ...\n        # Etc.\n\nOn older versions of Python, however, generic classes have to\nexplicitly inherit from Generic.\n\nAfter a class has been declared to be generic, it can then be used as\nfollows::\n\n    def lookup_name[KT, VT](mapping: Mapping[KT, VT], key: KT, default: VT) -> VT:\n        try:\n            return mapping[key]\n        except KeyError:\n            return default\n",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (16, 0),
    methods: &[
        NativeDef::new(
            "__class_getitem__",
            "",
            "Parameterizes a generic class.\n\nAt least, parameterizing a generic class is the *main* thing this\nmethod does.  For example, for some generic class `Foo`, this is\ncalled when we do `Foo[int]` - there, with `cls=Foo` and\n`params=int`.\n\nHowever, note that this method is also called when defining generic\nclasses in the first place with `class Foo[T]: ...`.\n",
            NativeFn::Raw(|class, args| by_typing("_generic_class_getitem", class, args)),
        )
        .class(),
        NativeDef::new(
            "__init_subclass__",
            "",
            "Function to initialize subclasses.",
            NativeFn::Raw(|class, args| by_typing("_generic_init_subclass", class, args)),
        )
        .class(),
    ],
    extra: Some(finish),
    ..TypeSpec::of::<Obj>("typing.Generic")
};
