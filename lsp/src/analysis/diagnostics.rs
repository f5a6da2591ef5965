//! Errors and warnings of the compiler, with ranges.

use ruff_text_size::TextRange;
use serpentarium_compiler::{CompileError, CompileWarning, ErrorKind};

use crate::analysis::Context;
use crate::analysis::source::SourceFile;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub range: TextRange,
    pub severity: Severity,
    /// The exception or warning class.
    pub class: &'static str,
    /// In CPython's words.
    pub message: String,
}

pub fn diagnostics(context: &Context) -> Vec<Diagnostic> {
    let file = &*context.file;
    let compilation = file.compilation();
    context.cancel.check();
    let errors = compilation.errors.iter().map(|error| of_error(file, error));
    let warnings = compilation
        .warnings
        .iter()
        .map(|warning| of_warning(file, warning));
    errors.chain(warnings).collect()
}

/// An error as it is told.
pub fn of_error(file: &SourceFile, error: &CompileError) -> Diagnostic {
    Diagnostic {
        range: range_of(file, error),
        severity: Severity::Error,
        class: class_name(error.kind),
        message: error.message.clone(),
    }
}

fn class_name(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::SyntaxError | ErrorKind::UnicodeDecodeError => "SyntaxError",
        ErrorKind::IndentationError => "IndentationError",
        ErrorKind::TabError => "TabError",
        ErrorKind::IncompleteInput => "_IncompleteInputError",
        ErrorKind::MemoryError => "MemoryError",
        ErrorKind::RecursionError => "RecursionError",
        ErrorKind::OverflowError => "OverflowError",
        ErrorKind::ValueError => "ValueError",
        ErrorKind::TypeError => "TypeError",
    }
}

/// Lines and columns as a `SyntaxError` carries them: from 1, in characters, the end column after
/// the last character; zero or nothing where CPython knows none.
fn range_of(file: &SourceFile, error: &CompileError) -> TextRange {
    let Some(line) = positive(error.lineno) else {
        return TextRange::default();
    };
    let Some(column) = positive(error.offset) else {
        return line_range(file, line);
    };
    let start = file.offset_of_char_column(line, column - 1);
    let end = match (positive(error.end_lineno), positive(error.end_offset)) {
        (Some(end_line), Some(end_column)) => file.offset_of_char_column(end_line, end_column - 1),
        _ => start,
    };
    if end > start {
        return TextRange::new(start, end);
    }
    // An empty range shows nothing: take the character, or what stands before the line's end.
    let rest = line_range(file, line);
    match file.text()[start.to_usize()..].chars().next() {
        Some(character) if start < rest.end() => {
            TextRange::at(start, ruff_text_size::TextSize::of(character))
        }
        _ => TextRange::new(start, start.max(rest.end())),
    }
}

fn positive(value: Option<i64>) -> Option<usize> {
    value
        .and_then(|value| usize::try_from(value).ok())
        .filter(|&value| value > 0)
}

fn of_warning(file: &SourceFile, warning: &CompileWarning) -> Diagnostic {
    let line = usize::try_from(warning.lineno).unwrap_or(1).max(1);
    Diagnostic {
        range: line_range(file, line),
        severity: Severity::Warning,
        class: warning.category,
        message: warning.message.clone(),
    }
}

/// A line (from 1) without its indentation and trailing space.
fn line_range(file: &SourceFile, line: usize) -> TextRange {
    let text = file.lines().line(line - 1, file.text());
    let start = file.lines().start_of(line - 1, file.text()).to_usize();
    let indentation = text.len() - text.trim_start().len();
    let from = start + indentation;
    let to = (start + text.trim_end().len()).max(from);
    TextRange::new((from as u32).into(), (to as u32).into())
}
