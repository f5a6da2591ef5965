//! The type object `dict`.

use crate::object::{Type, TypeSpec, flags};
use crate::types::dict::Dict;

pub static DICT_TYPE: Type = Type::builtin(&DICT_SPEC);
static DICT_SPEC: TypeSpec = TypeSpec {
    reported: (48, 0),
    flags: flags::BASETYPE
        | flags::HAVE_GC
        | flags::DICT_SUBCLASS
        | flags::MATCH_SELF
        | flags::MAPPING,
    none_attributes: &["__hash__"],
    ..TypeSpec::of::<Dict>("dict")
};
