//! The type object `str`.

use crate::object::{Type, TypeSpec, flags};
use crate::types::str::{Str, index, table};

const DOC: &str = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from the given object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will be decoded using the given encoding and error handler.\nOtherwise, returns the result of object.__str__() (if defined)\nor repr(object).\nencoding defaults to 'utf-8'.\nerrors defaults to 'strict'.";

pub static STR_TYPE: Type = Type::builtin(&STR_SPEC);
static STR_SPEC: TypeSpec = TypeSpec {
    doc: Some(DOC),
    reported: (64, 0),
    flags: flags::BASETYPE | flags::UNICODE_SUBCLASS | flags::MATCH_SELF,
    slots: index::SLOTS,
    methods: table::METHODS,
    ..TypeSpec::of::<Str>("str")
};
