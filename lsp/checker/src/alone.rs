//! Statements parsed without the text around them, at the offsets that they have in it: what is asked
//! of one function need not take a tree of the whole text.

use std::cell::Cell;

use ruff_python_ast::{PySourceType, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_python_parser::parse_unchecked_source;
use ruff_text_size::{Ranged, TextRange};

/// The function whose statement spans exactly a range; `None` if it is broken, or stands behind
/// something else in its line.
pub fn function(text: &str, range: TextRange) -> Option<StmtFunctionDef> {
    match statement(text, range, "")? {
        Stmt::FunctionDef(def) if def.range() == range => Some(def),
        _ => None,
    }
}

/// The same of a class.
pub fn class(text: &str, range: TextRange) -> Option<StmtClassDef> {
    match statement(text, range, "")? {
        Stmt::ClassDef(def) if def.range() == range => Some(def),
        _ => None,
    }
}

/// A class statement with another body, up to which the range goes.
pub fn class_header(text: &str, header: TextRange) -> Option<StmtClassDef> {
    match statement(text, header, "pass")? {
        Stmt::ClassDef(def) if def.start() == header.start() => Some(def),
        _ => None,
    }
}

/// The statement at a range, and what is put behind it, at the offsets that it has in the text.
fn statement(text: &str, range: TextRange, behind: &str) -> Option<Stmt> {
    const AROUND: &str = "if 1:\n";
    let start = range.start().to_usize();
    let line = text[..start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    if !text[line..start].chars().all(char::is_whitespace) {
        return None;
    }
    let is_indented = line < start;
    let around = if is_indented { AROUND } else { "" };
    let comment = line.checked_sub(around.len())?.checked_sub(1);
    let parsed = behind_comment(comment, |alone| {
        *alone += around;
        *alone += &text[line..range.end().to_usize()];
        *alone += behind;
        parse_unchecked_source(alone, PySourceType::Python)
    });
    if parsed.has_invalid_syntax() {
        return None;
    }
    let mut body = parsed.into_syntax().body;
    if is_indented {
        body = match body.pop()? {
            Stmt::If(around) => around.body.into_iter().collect(),
            _ => return None,
        };
    }
    body.pop()
}

/// Works with a text that begins with a comment of some length, so that what is put behind it stands
/// where it does in the text that it is from.
fn behind_comment<R>(comment: Option<usize>, work: impl FnOnce(&mut String) -> R) -> R {
    /// The comment takes little longer to write than the statement, and its memory much longer to
    /// get: a thread keeps that.
    const KEPT: usize = 1 << 20;
    const PIECE: &str = "################################################################";
    thread_local! {
        static TEXT: Cell<String> = const { Cell::new(String::new()) };
    }
    let mut text = TEXT.take();
    // What is left of the last one is a comment.
    let length = comment.unwrap_or_default();
    text.truncate(length);
    text.reserve(length - text.len());
    while text.len() < length {
        text += &PIECE[..PIECE.len().min(length - text.len())];
    }
    text += if comment.is_some() { "\n" } else { "" };
    let result = work(&mut text);
    if text.capacity() <= KEPT {
        text.truncate(length);
        TEXT.set(text);
    }
    result
}
