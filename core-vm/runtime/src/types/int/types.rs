//! The type objects `int` and `bool`.

use crate::object::{Type, TypeSpec, flags};
use crate::types::int::Int;

pub static INT_TYPE: Type = Type::builtin(&INT_SPEC);
static INT_SPEC: TypeSpec = TypeSpec {
    reported: (24, 4),
    flags: flags::BASETYPE | flags::LONG_SUBCLASS | flags::MATCH_SELF,
    ..TypeSpec::of::<Int>("int")
};

pub static BOOL_TYPE: Type = Type::builtin(&BOOL_SPEC);
static BOOL_SPEC: TypeSpec = TypeSpec {
    base: Some(&INT_TYPE),
    reported: (24, 4),
    flags: flags::LONG_SUBCLASS | flags::MATCH_SELF,
    ..TypeSpec::of::<Int>("bool")
};
