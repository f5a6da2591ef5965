//! The built-in error handlers as Python functions, which get the exception.

use crate::codecs::handlers::{DecodeFailure, EncodeFailure, Substitute, escaped};
use crate::object::error::{Exc, type_error};
use crate::object::native::{NativeDef, NativeFn};
use crate::object::{Obj, Object, PyResult, Ref, protocol};
use crate::types::bytes::Bytes;
use crate::types::exceptions::{
    BASE_EXCEPTION, BaseException, UNICODE_DECODE_ERROR, UNICODE_ENCODE_ERROR,
    UNICODE_TRANSLATE_ERROR,
};
use crate::types::int::Int;
use crate::types::native_function::NativeFunction;
use crate::types::str::Str;
use crate::types::str::writer::StrWriter;
use crate::types::tuple::Tuple;

macro_rules! handlers {
    ($($handler:literal, $function:ident, $name:literal, $doc:literal;)*) => {
        $(fn $function(_this: &Obj, error: &Obj) -> PyResult {
            run($handler, error)
        })*

        static HANDLERS: &[(&str, NativeDef)] = &[
            $(($handler, NativeDef::new($name, "", $doc, NativeFn::One($function))),)*
        ];
    };
}

handlers! {
    "strict", strict, "strict_errors", "Implements the 'strict' error handling, which raises a UnicodeError on coding errors.";
    "ignore", ignore, "ignore_errors", "Implements the 'ignore' error handling, which ignores malformed data and continues.";
    "replace", replace, "replace_errors", "Implements the 'replace' error handling, which replaces malformed data with a replacement marker.";
    "xmlcharrefreplace", xmlcharrefreplace, "xmlcharrefreplace_errors", "Implements the 'xmlcharrefreplace' error handling, which replaces an unencodable character with the appropriate XML character reference.";
    "backslashreplace", backslashreplace, "backslashreplace_errors", "Implements the 'backslashreplace' error handling, which replaces malformed data with a backslashed escape sequence.";
    "namereplace", namereplace, "namereplace_errors", "Implements the 'namereplace' error handling, which replaces an unencodable character with a \\N{...} escape sequence.";
    "surrogatepass", surrogatepass, "surrogatepass", "";
    "surrogateescape", surrogateescape, "surrogateescape", "";
}

/// The function of a built-in handler.
pub fn function(name: &str) -> Option<Ref> {
    HANDLERS
        .iter()
        .find(|(handler, _)| *handler == name)
        .map(|(_, def)| NativeFunction::new(def, None, None).into_obj())
}

/// Whether a handler is built in.
pub fn is_builtin(name: &str) -> bool {
    HANDLERS.iter().any(|(handler, _)| *handler == name)
}

/// What an exception says of its failure.
struct Failure {
    object: Ref,
    encoding: String,
    reason: String,
    start: usize,
    end: usize,
}

fn read(error: &Obj) -> PyResult<Failure> {
    let text = |name: &'static str| -> PyResult<String> {
        match protocol::getattr_opt_text(error, name)? {
            Some(value) => Ok(value
                .downcast::<Str>()
                .map_or_else(String::new, Str::to_string_lossy)),
            None => Ok(String::new()),
        }
    };
    let object = protocol::getattr_text(error, "object")?;
    let len = match object.downcast::<Str>() {
        Some(text) => text.len(),
        None => protocol::sequence::len(&object)?,
    };
    let position = |name: &'static str| -> PyResult<usize> {
        let value = protocol::getattr_text(error, name)?;
        let value = protocol::number::index_as_isize(&value, None)?;
        Ok(usize::try_from(value).unwrap_or(0))
    };
    let start = position("start")?.min(len.saturating_sub(1));
    let end = position("end")?.clamp(start, len);
    Ok(Failure {
        encoding: text("encoding")?,
        reason: text("reason")?,
        object,
        start,
        end,
    })
}

fn refused(error: &Obj) -> Exc {
    type_error(format!(
        "don't know how to handle {} in error callback",
        error.ty().tp_name()
    ))
}

fn raised(error: &Obj) -> Exc {
    match error.to_ref().downcast_into::<BaseException>() {
        Ok(instance) => Exc::from_instance(instance),
        Err(_) => type_error("codec must pass exception instance"),
    }
}

fn run(handler: &str, error: &Obj) -> PyResult {
    if handler == "strict" {
        if !error.is_instance(&BASE_EXCEPTION) {
            return Err(type_error("codec must pass exception instance"));
        }
        return Err(raised(error));
    }
    let (text, position) = if error.is_instance(&UNICODE_ENCODE_ERROR) {
        on_encoding(handler, error)?
    } else if error.is_instance(&UNICODE_DECODE_ERROR) {
        on_decoding(handler, error)?
    } else if error.is_instance(&UNICODE_TRANSLATE_ERROR) {
        on_translating(handler, error)?
    } else {
        return Err(refused(error));
    };
    let position = Int::from_usize(position).into_obj();
    Ok(Tuple::new(vec![text, position]).into_obj())
}

fn on_encoding(handler: &str, error: &Obj) -> PyResult<(Ref, usize)> {
    let failure = read(error)?;
    let Some(text) = failure.object.downcast::<Str>() else {
        return Err(type_error("object attribute must be str"));
    };
    if handler == "ignore" {
        return Ok((Str::from_str("").into_obj(), failure.end));
    }
    if handler == "namereplace" {
        let points = text.points().slice(failure.start..failure.end);
        return Ok((with_names(points.iter()).into_obj(), failure.end));
    }
    let plain = EncodeFailure {
        encoding: &failure.encoding,
        text,
        start: failure.start,
        end: failure.end,
        reason: &failure.reason,
    };
    // Where the handler does not help, the given exception itself is raised.
    let (substitute, position) = plain.handle(handler).map_err(|_| raised(error))?;
    let substitute = match substitute {
        Substitute::Text(text) => text.into_obj(),
        Substitute::Bytes(bytes) => Bytes::new(&bytes).into_obj(),
    };
    Ok((substitute, position))
}

fn on_decoding(handler: &str, error: &Obj) -> PyResult<(Ref, usize)> {
    if matches!(handler, "xmlcharrefreplace" | "namereplace") {
        return Err(refused(error));
    }
    let failure = read(error)?;
    let bytes = crate::types::bytes::from_object(&failure.object)?;
    let plain = DecodeFailure {
        encoding: &failure.encoding,
        bytes: bytes.as_slice(),
        start: failure.start,
        end: failure.end,
        reason: &failure.reason,
    };
    let (text, position) = plain.handle(handler).map_err(|_| raised(error))?;
    Ok((text.into_obj(), position))
}

fn on_translating(handler: &str, error: &Obj) -> PyResult<(Ref, usize)> {
    let failure = read(error)?;
    let Some(text) = failure.object.downcast::<Str>() else {
        return Err(type_error("object attribute must be str"));
    };
    let points = text.points().slice(failure.start..failure.end);
    let substitute = match handler {
        "ignore" => Str::from_str(""),
        "replace" => Str::from_points(points.iter().map(|_| 0xFFFD)),
        "backslashreplace" => escaped(points.iter()),
        _ => return Err(refused(error)),
    };
    Ok((substitute.into_obj(), failure.end))
}

/// `\N{NAME}`, or an escape for characters without a name.
pub(super) fn with_names(points: impl Iterator<Item = u32>) -> Ref<Str> {
    let mut out = StrWriter::new();
    for point in points {
        match crate::types::str::names::name(point) {
            Some(name) => out.push_text(&format!("\\N{{{name}}}")),
            None => out.push_text(&crate::types::str::repr::escape(point)),
        }
    }
    out.finish()
}
