//! `object`: the base of every type.

use crate::object::{Obj, Type, TypeSpec, flags};

pub static OBJECT_TYPE: Type = Type::builtin(&OBJECT_SPEC);
static OBJECT_SPEC: TypeSpec = TypeSpec {
    flags: flags::BASETYPE,
    reported: (16, 0),
    ..TypeSpec::of::<Obj>("object")
};
