//! Python source to code objects and syntax trees, in CPython's words.
//!
//! The only crate that knows the published compiler; nothing outside sees one
//! of its types. [`compile`] gives a code object, [`parse`] a syntax tree.
#![forbid(unsafe_code)]

mod adapter;
pub mod ast;
mod grammar;
mod guard;
mod limits;
pub mod source;
pub mod tokenizer;
pub mod tokens;
mod warning_place;

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
    /// A tree to be compiled lacks something.
    TypeError,
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
    /// Line and column (bytes, from 0) of the last token read, for
    /// `SyntaxError._metadata`, with which `traceback` looks for misspelt keywords.
    pub metadata: Option<(i64, i64)>,
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
            metadata: None,
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

impl CompileWarning {
    /// The `SyntaxError` that the warning becomes where warnings are errors, with its place
    /// in the text that was compiled.
    pub fn as_error(&self, source: &str, mode: Mode) -> CompileError {
        warning_place::as_error(source, mode, self)
    }
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

/// The same for a thread of the operating system, not a coroutine: a small text is compiled on its
/// stack, if that is large enough, which saves getting another one.
///
/// # Errors
/// Those of [`compile`].
pub fn compile_in_thread(
    source: &str,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Compiled, CompileError> {
    adapter::compile_in_thread(source, filename, mode, options)
}

/// What a text is parsed as (`ast.parse`'s `mode`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParseMode {
    Exec,
    Eval,
    Single,
    /// A signature in a type comment: `(int, str) -> bool`.
    FuncType,
}

/// The optional arguments of `ast.parse`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ParseOptions {
    pub type_comments: bool,
    /// As in [`Options`].
    pub allow_incomplete_input: bool,
}

/// A parsed text.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    pub tree: ast::Node,
    pub warnings: Vec<CompileWarning>,
}

/// Parses a text (already decoded) to the tree that CPython's `ast.parse` gives.
///
/// # Errors
/// The exception that CPython raises, with its message and position.
pub fn parse(source: &str, mode: ParseMode, options: ParseOptions) -> Result<Parsed, CompileError> {
    let start = match mode {
        ParseMode::Exec => grammar::Start::File,
        ParseMode::Eval => grammar::Start::Eval,
        ParseMode::Single => grammar::Start::Interactive,
        ParseMode::FuncType => grammar::Start::FuncType,
    };
    let flags = grammar::ParseFlags {
        type_comments: options.type_comments || mode == ParseMode::FuncType,
        allow_incomplete: options.allow_incomplete_input,
        barry: false,
    };
    let text = source::universal_newlines(source);
    let outcome = guard::on_large_stack(|| grammar::parse(&text, start, flags));
    let (tree, warnings) = outcome.unwrap_or_else(|panic| {
        Err(CompileError::without_position(
            ErrorKind::SyntaxError,
            format!("the parser failed on this text: {}", panic.0),
        ))
    })?;
    Ok(Parsed { tree, warnings })
}

/// Compiles a syntax tree that Python code may have made or changed.
///
/// # Errors
/// `TypeError` and `ValueError` for a malformed tree, and what [`compile`] gives.
pub fn compile_tree(
    tree: &ast::Node,
    filename: &str,
    mode: Mode,
    options: Options,
) -> Result<Compiled, CompileError> {
    adapter::compile_tree(tree, filename, mode, options)
}
