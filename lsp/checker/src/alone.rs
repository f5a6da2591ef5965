//! Statements parsed without the text around them, at the offsets that they have in it: what is asked
//! of one function need not take a tree of the whole text.

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
    // A comment takes the place of what comes before, so that everything stands where it does.
    let mut alone = String::with_capacity(range.end().to_usize() + behind.len());
    if let Some(comment) = line.checked_sub(around.len())?.checked_sub(1) {
        alone.extend(std::iter::repeat_n('#', comment));
        alone.push('\n');
    }
    alone += around;
    alone += &text[line..range.end().to_usize()];
    alone += behind;
    let parsed = parse_unchecked_source(&alone, PySourceType::Python);
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
