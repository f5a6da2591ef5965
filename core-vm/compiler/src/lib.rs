//! Python source to code objects and syntax trees, in CPython's words.
//!
//! The only crate that knows the published compiler; nothing outside sees one
//! of its types. [`compile`] gives a code object, [`parse`] a syntax tree.
#![forbid(unsafe_code)]

mod adapter;
mod guard;
mod limits;
pub mod source;

use serpentarium_bytecode::{CodeObject, Wtf8Buf};
pub use source::decode_source;

/// What a text is compiled as (`compile()`'s third argument).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Exec,
    Eval,
    Single,
}

/// The optional arguments of `compile()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// 0, 1 (`-O`: no asserts) or 2 (`-OO`: no docstrings either).
    pub optimize: u8,
    /// `CO_FUTURE_*` bits that hold from the start.
    pub future_flags: u32,
    /// `ast.PyCF_ALLOW_TOP_LEVEL_AWAIT`.
    pub allow_top_level_await: bool,
    /// `PyCF_DONT_IMPLY_DEDENT`/incomplete-input detection for interactive use.
    pub allow_incomplete_input: bool,
}

/// Which exception class a failed compilation raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    SyntaxError,
    IndentationError,
    TabError,
    /// `_IncompleteInputError`: more lines could complete the text.
    IncompleteInput,
    /// Nesting beyond CPython's limits.
    MemoryError,
    RecursionError,
    OverflowError,
    ValueError,
    /// Source bytes that are not valid in their declared encoding raise `SyntaxError`
    /// without a text line in CPython.
    UnicodeDecodeError,
}

/// A `SyntaxError`'s arguments, as CPython fills them in. Lines and columns count from 1,
/// columns in characters; `None` where CPython has `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompileError {
    pub kind: ErrorKind,
    pub message: String,
    pub lineno: Option<i64>,
    pub offset: Option<i64>,
    pub text: Option<Wtf8Buf>,
    pub end_lineno: Option<i64>,
    pub end_offset: Option<i64>,
    /// CPython reads `text` back from the file of that name, when there is one
    /// (errors found after parsing); whoever can read files fills it in then.
    pub text_from_file: bool,
}

impl CompileError {
    /// An error of the whole text.
    pub fn without_position(kind: ErrorKind, message: impl Into<String>) -> Self {
        CompileError {
            kind,
            message: message.into(),
            lineno: None,
            offset: None,
            text: None,
            end_lineno: None,
            end_offset: None,
            text_from_file: false,
        }
    }
}

/// A warning that compiling gives (`SyntaxWarning`, `DeprecationWarning`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompileWarning {
    /// Name of the warning category.
    pub category: &'static str,
    pub message: String,
    pub lineno: i64,
}

/// A compiled text.
#[derive(Debug, Clone, PartialEq)]
pub struct Compiled {
    pub code: CodeObject,
    pub warnings: Vec<CompileWarning>,
}

/// Compiles a text (already decoded; see PEP 263 for bytes) to a code object.
///
/// # Errors
/// The exception that CPython raises, with its message and position.
pub fn compile(
    source: &str,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Compiled, CompileError> {
    adapter::compile(source, filename, mode, options)
}
