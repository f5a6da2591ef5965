//! The type object `str`.

use crate::object::{Type, TypeSpec, flags};
use crate::types::str::Str;

pub static STR_TYPE: Type = Type::builtin(&STR_SPEC);
static STR_SPEC: TypeSpec = TypeSpec {
    reported: (64, 0),
    flags: flags::BASETYPE | flags::UNICODE_SUBCLASS | flags::MATCH_SELF,
    ..TypeSpec::of::<Str>("str")
};
