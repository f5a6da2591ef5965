//! `_codecs`: the registry, the built-in encodings and their stateless functions.

use serpentarium_runtime::codecs::wide::{self, Order};
use serpentarium_runtime::codecs::{
    builtin_handlers, charmap, charset, escape, registry, utf7, utf8,
};
use serpentarium_runtime::object::args::type_in_message;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeModule, none as answer_none};
use serpentarium_runtime::object::{Obj, PyResult, Ref, protocol};
use serpentarium_runtime::types::bytes_like::argument;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::int::convert::as_c_int;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::Str;

use crate::value::{boolean, bytes, tuple};

mod table;

pub static MODULE: NativeModule = NativeModule {
    name: "_codecs",
    doc: "",
    functions: table::FUNCTIONS,
    exec: |_| Ok(()),
};

fn str_argument<'a>(function: &str, number: usize, object: &'a Obj) -> PyResult<&'a Str> {
    object.downcast::<Str>().ok_or_else(|| {
        let place = if number == 0 {
            String::from("argument")
        } else {
            format!("argument {number}")
        };
        type_error(format!(
            "{function}() {place} must be str, not {}",
            type_in_message(object)
        ))
    })
}

/// The optional `errors` argument.
fn errors_of(function: &str, args: &[&Obj]) -> PyResult<String> {
    match args.get(1).filter(|errors| !is_none(errors)) {
        None => Ok("strict".to_owned()),
        Some(errors) => match errors.downcast::<Str>() {
            Some(errors) => Ok(errors.to_string_lossy()),
            None => Err(type_error(format!(
                "{function}() argument 2 must be str or None, not {}",
                errors.ty().tp_name()
            ))),
        },
    }
}

fn flag(args: &[&Obj], index: usize, default: bool) -> PyResult<bool> {
    args.get(index)
        .map_or(Ok(default), |flag| protocol::is_true(flag))
}

/// The answer of an encoder: the bytes and how much text they are of.
fn encoded(data: &[u8], text: &Str) -> PyResult {
    tuple(vec![bytes(data)?, Int::from_usize(text.len()).into_obj()])
}

/// The answer of a decoder: the text and how many bytes were used.
fn decoded(text: Ref<Str>, used: usize) -> PyResult {
    tuple(vec![text.into_obj(), Int::from_usize(used).into_obj()])
}

macro_rules! encoders {
    ($($name:ident: |$text:ident, $errors:ident| $encode:expr;)*) => {$(
        fn $name(_module: &Obj, args: &[&Obj]) -> PyResult {
            let $text = str_argument(stringify!($name), 1, args[0])?;
            let $errors = &*errors_of(stringify!($name), args)?;
            let _ = $errors;
            encoded(&$encode, $text)
        }
    )*};
}

encoders! {
    utf_8_encode: |text, errors| utf8::encode(text, errors)?;
    utf_7_encode: |text, errors| utf7::encode(text);
    ascii_encode: |text, errors| charset::encode(text, &charset::ASCII, errors)?;
    latin_1_encode: |text, errors| charset::encode(text, &charset::LATIN_1, errors)?;
    utf_16_le_encode: |text, errors| wide::encode(text, errors, 2, Order::Little)?;
    utf_16_be_encode: |text, errors| wide::encode(text, errors, 2, Order::Big)?;
    utf_32_le_encode: |text, errors| wide::encode(text, errors, 4, Order::Little)?;
    utf_32_be_encode: |text, errors| wide::encode(text, errors, 4, Order::Big)?;
    unicode_escape_encode: |text, errors| escape::encode_unicode(text);
    raw_unicode_escape_encode: |text, errors| escape::encode_raw_unicode(text);
}

fn encode_in_order(function: &str, args: &[&Obj], width: usize) -> PyResult {
    let text = str_argument(function, 1, args[0])?;
    let errors = errors_of(function, args)?;
    let order = args.get(2).map_or(Ok(0), |order| as_c_int(order))?;
    encoded(&wide::encode(text, &errors, width, Order::of(order))?, text)
}

fn utf_16_encode(_module: &Obj, args: &[&Obj]) -> PyResult {
    encode_in_order("utf_16_encode", args, 2)
}

fn utf_32_encode(_module: &Obj, args: &[&Obj]) -> PyResult {
    encode_in_order("utf_32_encode", args, 4)
}

macro_rules! wide_decoders {
    ($($name:ident: $width:literal, $order:expr;)*) => {$(
        fn $name(_module: &Obj, args: &[&Obj]) -> PyResult {
            let errors = errors_of(stringify!($name), args)?;
            let last = flag(args, 2, false)?;
            let result = wide::decode(&argument(args[0])?, &errors, $width, $order, last)?;
            decoded(result.text, result.consumed)
        }
    )*};
}

wide_decoders! {
    utf_16_decode: 2, Order::Marked;
    utf_16_le_decode: 2, Order::Little;
    utf_16_be_decode: 2, Order::Big;
    utf_32_decode: 4, Order::Marked;
    utf_32_le_decode: 4, Order::Little;
    utf_32_be_decode: 4, Order::Big;
}

fn decode_with_order(function: &str, args: &[&Obj], width: usize) -> PyResult {
    let errors = errors_of(function, args)?;
    let order = args.get(2).map_or(Ok(0), |order| as_c_int(order))?;
    let last = flag(args, 3, false)?;
    let data = argument(args[0])?;
    let result = wide::decode(&data, &errors, width, Order::of(order), last)?;
    tuple(vec![
        result.text.into_obj(),
        Int::from_usize(result.consumed).into_obj(),
        Int::new(i64::from(result.order)).into_obj(),
    ])
}

fn utf_16_ex_decode(_module: &Obj, args: &[&Obj]) -> PyResult {
    decode_with_order("utf_16_ex_decode", args, 2)
}

fn utf_32_ex_decode(_module: &Obj, args: &[&Obj]) -> PyResult {
    decode_with_order("utf_32_ex_decode", args, 4)
}

fn utf_8_decode(_module: &Obj, args: &[&Obj]) -> PyResult {
    let errors = errors_of("utf_8_decode", args)?;
    let (text, used) = utf8::decode(&argument(args[0])?, &errors, flag(args, 2, false)?)?;
    decoded(text, used)
}

fn utf_7_decode(_module: &Obj, args: &[&Obj]) -> PyResult {
    let errors = errors_of("utf_7_decode", args)?;
    let (text, used) = utf7::decode(&argument(args[0])?, &errors, flag(args, 2, false)?)?;
    decoded(text, used)
}

fn ascii_decode(_module: &Obj, args: &[&Obj]) -> PyResult {
    let data = argument(args[0])?;
    let text = charset::decode_ascii(&data, &errors_of("ascii_decode", args)?)?;
    decoded(text, data.len())
}

fn latin_1_decode(_module: &Obj, args: &[&Obj]) -> PyResult {
    let data = argument(args[0])?;
    errors_of("latin_1_decode", args)?;
    decoded(charset::decode_latin_1(&data), data.len())
}

/// Bytes, or text taken as UTF-8 (`s*` of argument parsing).
fn bytes_or_text(object: &Obj) -> PyResult<Vec<u8>> {
    match object.downcast::<Str>() {
        Some(text) => utf8::encode(text, "strict"),
        None => argument(object),
    }
}

fn unicode_escape_decode(_module: &Obj, args: &[&Obj]) -> PyResult {
    let errors = errors_of("unicode_escape_decode", args)?;
    let data = bytes_or_text(args[0])?;
    let (text, used) = escape::decode_unicode(&data, &errors, flag(args, 2, true)?)?;
    decoded(text, used)
}

fn raw_unicode_escape_decode(_module: &Obj, args: &[&Obj]) -> PyResult {
    let errors = errors_of("raw_unicode_escape_decode", args)?;
    let data = bytes_or_text(args[0])?;
    let (text, used) = escape::decode_raw_unicode(&data, &errors, flag(args, 2, true)?)?;
    decoded(text, used)
}

fn escape_decode(_module: &Obj, args: &[&Obj]) -> PyResult {
    let errors = errors_of("escape_decode", args)?;
    let data = bytes_or_text(args[0])?;
    let result = escape::decode_bytes(&data, &errors)?;
    tuple(vec![
        bytes(&result)?,
        Int::from_usize(data.len()).into_obj(),
    ])
}

fn escape_encode(_module: &Obj, args: &[&Obj]) -> PyResult {
    use serpentarium_runtime::types::bytes::Bytes;
    let Some(data) = args[0].downcast::<Bytes>() else {
        return Err(type_error(format!(
            "escape_encode() argument 1 must be bytes, not {}",
            type_in_message(args[0])
        )));
    };
    let result = escape::encode_bytes(data.as_slice());
    tuple(vec![
        bytes(&result)?,
        Int::from_usize(data.len()).into_obj(),
    ])
}

fn readbuffer_encode(_module: &Obj, args: &[&Obj]) -> PyResult {
    let data = bytes_or_text(args[0])?;
    tuple(vec![bytes(&data)?, Int::from_usize(data.len()).into_obj()])
}

fn charmap_encode(_module: &Obj, args: &[&Obj]) -> PyResult {
    let text = str_argument("charmap_encode", 1, args[0])?;
    let errors = errors_of("charmap_encode", args)?;
    let result = match args.get(2).filter(|mapping| !is_none(mapping)) {
        Some(mapping) => charmap::encode(text, &errors, mapping)?,
        None => charset::encode(text, &charset::LATIN_1, &errors)?,
    };
    encoded(&result, text)
}

fn charmap_decode(_module: &Obj, args: &[&Obj]) -> PyResult {
    let data = argument(args[0])?;
    let errors = errors_of("charmap_decode", args)?;
    let text = match args.get(2).filter(|mapping| !is_none(mapping)) {
        Some(mapping) => charmap::decode(&data, &errors, mapping)?,
        None => charset::decode_latin_1(&data),
    };
    decoded(text, data.len())
}

fn charmap_build(_module: &Obj, map: &Obj) -> PyResult {
    charmap::build(str_argument("charmap_build", 0, map)?)
}

fn register(_module: &Obj, search: &Obj) -> PyResult {
    registry::register(search)?;
    answer_none()
}

fn unregister(_module: &Obj, search: &Obj) -> PyResult {
    registry::unregister(search);
    answer_none()
}

fn lookup(_module: &Obj, encoding: &Obj) -> PyResult {
    let encoding = str_argument("lookup", 0, encoding)?.to_string_lossy();
    Ok(registry::lookup(&encoding)?.into_obj())
}

/// `encode` and `decode` with any codec, text or not.
fn convert(args: &[Option<&Obj>], function: &str, part: usize) -> PyResult {
    let text = |argument: Option<&Obj>, name: &str, default: &str| match argument {
        None => Ok(default.to_owned()),
        Some(argument) => match argument.downcast::<Str>() {
            Some(text) => Ok(text.to_string_lossy()),
            None => Err(type_error(format!(
                "{function}() argument '{name}' must be str, not {}",
                type_in_message(argument)
            ))),
        },
    };
    let encoding = text(args[1], "encoding", "utf-8")?;
    let errors = text(args[2], "errors", "strict")?;
    let codec = registry::lookup(&encoding)?;
    let function = codec.get(part).ok_or_else(|| type_error("bad codec"))?;
    let object = args[0].ok_or_else(|| type_error("missing object"))?;
    let kind = if part == 0 { "encoder" } else { "decoder" };
    serpentarium_runtime::codecs::call_codec(&function, object, &errors, kind)
}

fn encode(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    convert(args, "encode", 0)
}

fn decode(_module: &Obj, args: &[Option<&Obj>]) -> PyResult {
    convert(args, "decode", 1)
}

fn register_error(_module: &Obj, args: &[&Obj]) -> PyResult {
    let name = str_argument("register_error", 1, args[0])?.to_string_lossy();
    registry::register_error(&name, args[1])?;
    answer_none()
}

fn unregister_error(_module: &Obj, name: &Obj) -> PyResult {
    let name = str_argument("_unregister_error", 0, name)?.to_string_lossy();
    if builtin_handlers::is_builtin(&name) {
        return Err(value_error(format!(
            "cannot un-register built-in error handler '{name}'"
        )));
    }
    boolean(registry::unregister_error(&name))
}

fn lookup_error(_module: &Obj, name: &Obj) -> PyResult {
    registry::lookup_error(&str_argument("lookup_error", 0, name)?.to_string_lossy())
}
