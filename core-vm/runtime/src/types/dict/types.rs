//! The type object `dict`.

use crate::object::{Type, TypeSpec, flags};
use crate::types::dict::{Dict, methods};

pub static DICT_TYPE: Type = Type::builtin(&DICT_SPEC);
static DICT_SPEC: TypeSpec = TypeSpec {
    reported: (48, 0),
    flags: flags::BASETYPE
        | flags::HAVE_GC
        | flags::DICT_SUBCLASS
        | flags::MATCH_SELF
        | flags::MAPPING,
    doc: Some(
        "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)",
    ),
    slots: methods::SLOTS,
    none_attributes: &["__hash__"],
    methods: methods::METHODS,
    ..TypeSpec::of::<Dict>("dict")
};
