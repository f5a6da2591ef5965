//! Source bytes as text: PEP 263 with every codec that Python knows.

use serpentarium_compiler::source::detect_encoding;
use serpentarium_compiler::{CompileError, decode_source};
use serpentarium_runtime::codecs;
use serpentarium_runtime::object::{Object, PyResult, protocol};
use serpentarium_runtime::types::exceptions::syntax_error;
use serpentarium_runtime::types::str::Str;

/// Where source bytes come from.
#[derive(Clone, Copy)]
pub enum Origin<'a> {
    File(&'a Str),
    /// An argument of `compile()` and its kin, with the name it was given.
    Memory(&'a Str),
}

/// Decodes source bytes.
///
/// # Errors
/// `SyntaxError` for an unknown encoding and for bytes that are not valid in it.
pub fn decode(bytes: &[u8], origin: Origin<'_>) -> PyResult<String> {
    let error = match decode_source(bytes) {
        Ok((text, _)) => return Ok(text),
        Err(error) => error,
    };
    if let Some(text) = by_registry(bytes, &error) {
        return Ok(text);
    }
    let (error, filename) = match origin {
        Origin::File(filename) => (naming(error, filename), Some(filename)),
        Origin::Memory(filename) if is_not_utf8(&error) => {
            // The tokenizer did not know the name yet.
            let raised = syntax_error::from_compile_error_of(&error, None, None);
            protocol::setattr_text(raised.as_obj(), "filename", filename.as_obj())?;
            return Err(raised);
        }
        Origin::Memory(filename) => (error, Some(filename)),
    };
    Err(syntax_error::from_compile_error_of(&error, filename, None))
}

/// The text by a codec that is written in Python, if there is one.
fn by_registry(bytes: &[u8], error: &CompileError) -> Option<String> {
    let name = error.message.strip_prefix("unknown encoding: ")?;
    let (declared, _) = detect_encoding(bytes);
    let declared = declared.filter(|declared| declared == name)?;
    let text = codecs::decode_bytes(bytes, &declared, "strict").ok()?;
    text.as_str().map(str::to_owned)
}

fn is_not_utf8(error: &CompileError) -> bool {
    error.message.starts_with(NOT_UTF8)
}

const NOT_UTF8: &str = "Non-UTF-8 code starting with";

/// The error with the name of the file in its message.
fn naming(mut error: CompileError, filename: &Str) -> CompileError {
    if is_not_utf8(&error) {
        let file = format!(" in file {} on line ", filename.to_string_lossy());
        error.message = error.message.replacen(" on line ", &file, 1);
    }
    error
}
