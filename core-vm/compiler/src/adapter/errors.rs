//! The published compiler's errors to CPython's exceptions.

use rustpython_codegen::error::CodegenErrorType;
use rustpython_compiler::{CompileError as PublishedError, ParseError};

use crate::{CompileError, ErrorKind, Mode};

/// Converts an error, taking kind, words and position from it.
pub(super) fn compile_error(error: PublishedError, source: &str, mode: Mode) -> CompileError {
    let (line, column) = error.python_location();
    let end = error.python_end_location();
    match error {
        PublishedError::Parse(parse) => parse_error(&parse, (line, column), end, source, mode),
        PublishedError::Codegen(codegen) => {
            let kind = match codegen.error {
                CodegenErrorType::RecursionError => ErrorKind::RecursionError,
                _ => ErrorKind::SyntaxError,
            };
            if kind == ErrorKind::RecursionError {
                return CompileError::without_position(kind, codegen.to_string());
            }
            CompileError {
                kind,
                message: codegen.to_string(),
                lineno: codegen.location.map(|_| line as i64),
                offset: codegen.location.map(|_| column as i64),
                text: None,
                end_lineno: end.map(|(line, _)| line as i64),
                end_offset: end.map(|(_, column)| column as i64),
                text_from_file: true,
                metadata: None,
            }
        }
    }
}

fn parse_error(
    error: &ParseError,
    (line, column): (usize, usize),
    end: Option<(usize, usize)>,
    source: &str,
    _mode: Mode,
) -> CompileError {
    let message = error.to_string();
    let kind = kind_of(&message);
    CompileError {
        kind,
        lineno: Some(line as i64),
        offset: Some(column as i64),
        text: crate::source::line(source, line).map(Into::into),
        end_lineno: end.map(|(line, _)| line as i64),
        end_offset: end.map(|(_, column)| column as i64),
        message,
        text_from_file: false,
        metadata: None,
    }
}

fn kind_of(message: &str) -> ErrorKind {
    if message.starts_with("expected an indented block")
        || message.starts_with("unexpected indent")
        || message.starts_with("unindent does not match")
        || message.starts_with("too many levels of indentation")
    {
        ErrorKind::IndentationError
    } else if message.starts_with("inconsistent use of tabs") {
        ErrorKind::TabError
    } else {
        ErrorKind::SyntaxError
    }
}
