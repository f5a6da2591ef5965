//! `_json`: the scanner and the encoder of the `json` package.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Args, Obj, Object, PyResult, args, protocol};
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::str::Str;

use crate::types_support::ready_type;
use crate::value::{set, tuple};

mod encoder;
mod scanner;
mod text;

pub static MODULE: NativeModule = NativeModule {
    name: "_json",
    doc: "json speedups\n",
    functions: &[
        ENCODE_ASCII,
        ENCODE,
        NativeDef::new(
            "scanstring",
            "",
            "scanstring(string, end, strict=True) -> (string, end)\n\nScan the string s for a JSON string. End is the index of the\ncharacter in s after the quote that started the JSON string.\nUnescapes all valid JSON string escape sequences and raises ValueError\non attempt to decode an invalid string. If strict is False then literal\ncontrol characters are allowed in the string.\n\nReturns a tuple of the decoded string and the index of the character in s\nafter the end quote.",
            NativeFn::Raw(scanstring),
        ),
    ],
    exec: |module| {
        ready_type(&scanner::SCANNER_TYPE);
        set(
            module,
            "make_scanner",
            scanner::SCANNER_TYPE.as_obj().to_ref(),
        );
        ready_type(&encoder::ENCODER_TYPE);
        set(
            module,
            "make_encoder",
            encoder::ENCODER_TYPE.as_obj().to_ref(),
        );
        Ok(())
    },
};

const ENCODE_ASCII: NativeDef = NativeDef::new(
    "encode_basestring_ascii",
    "($self, object, /)",
    "Return an ASCII-only JSON representation of a Python string",
    NativeFn::One(encode_basestring_ascii),
);

const ENCODE: NativeDef = NativeDef::new(
    "encode_basestring",
    "($self, object, /)",
    "Return a JSON representation of a Python string",
    NativeFn::One(encode_basestring),
);

fn str_argument(object: &Obj) -> PyResult<&Str> {
    object.downcast::<Str>().ok_or_else(|| {
        type_error(format!(
            "first argument must be a string, not {}",
            object.ty().tp_name()
        ))
    })
}

fn encode_basestring_ascii(_module: &Obj, object: &Obj) -> PyResult {
    Ok(text::quoted(str_argument(object)?, true).into_obj())
}

fn encode_basestring(_module: &Obj, object: &Obj) -> PyResult {
    Ok(text::quoted(str_argument(object)?, false).into_obj())
}

fn scanstring(_module: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("_json.scanstring")?;
    args::check_positional("scanstring", args.values.len(), 2, 3)?;
    let end = protocol::number::index_as_isize(args.values[1], Some(&OVERFLOW_ERROR))?;
    let strict = match args.values.get(2) {
        Some(strict) => protocol::is_true(strict)?,
        None => true,
    };
    let string = str_argument(args.values[0])?;
    let (value, end) = text::scan(string, end, strict)?;
    tuple(vec![value.into_obj(), Int::from_usize(end).into_obj()])
}
