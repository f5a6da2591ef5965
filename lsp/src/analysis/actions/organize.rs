//! `source.organizeImports`: groups (library, others, own, relative), each sorted, a line between.
//!
//! Statements move as they are, with the comments directly above and behind them. A comment that
//! stands alone, or code between imports, ends a block: nothing moves across it.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Stmt, StmtImportFrom};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::Context;
use crate::analysis::auto_import::group_of;
use crate::analysis::auto_import::line_ending;
use crate::analysis::edit::Edit;
use crate::analysis::source::SourceFile;

/// The changes that put the imports at the top of the text into order.
pub fn organize(context: &Context) -> Vec<Edit> {
    let file = &context.file;
    if !file.syntax().parsed.errors().is_empty() {
        // What a broken statement means is a guess.
        return Vec::new();
    }
    blocks(context)
        .iter()
        .filter_map(|block| sorted(file, block))
        .collect()
}

/// One statement with what belongs to it.
struct Unit {
    /// Whole lines: comments above, the statement, the comment behind.
    range: TextRange,
    group: u8,
    key: (bool, String, String),
    text: String,
}

fn blocks(context: &Context) -> Vec<Vec<Unit>> {
    let file = &context.file;
    let mut blocks: Vec<Vec<Unit>> = vec![Vec::new()];
    for statement in &file.module().body {
        let unit = unit(context, statement);
        let Some(unit) = unit else {
            blocks.push(Vec::new());
            continue;
        };
        let is_apart = blocks
            .last()
            .and_then(|block| block.last())
            .is_some_and(|last| {
                let between = TextRange::new(last.range.end(), unit.range.start());
                !file.slice(between).trim().is_empty()
            });
        if is_apart {
            blocks.push(Vec::new());
        }
        if let Some(block) = blocks.last_mut() {
            block.push(unit);
        }
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// `None` for what is no import, or shares a line with something.
fn unit(context: &Context, statement: &Stmt) -> Option<Unit> {
    let file = &context.file;
    let (module, level, is_from) = match statement {
        Stmt::Import(import) if import.names.len() == 1 => {
            (import.names[0].name.to_string(), 0, false)
        }
        Stmt::ImportFrom(from) => {
            let module = from.module.as_ref().map(ToString::to_string);
            (module.unwrap_or_default(), from.level, true)
        }
        _ => return None,
    };
    let (lines, text) = (file.lines(), file.text());
    let first = lines.line_of(statement.start());
    let last = lines.line_of(statement.end());
    let start = lines.start_of(first, text);
    let end = lines.start_of(last + 1, text);
    let after = text[statement.end().to_usize()..end.to_usize()].trim();
    let is_alone = start == statement.start() && (after.is_empty() || after.starts_with('#'));
    if !is_alone {
        return None;
    }
    let start = comments_above(file, first);
    let range = TextRange::new(start, end);
    let own_group = group_of(context, &module, level);
    let dots = ".".repeat(level as usize);
    Some(Unit {
        range,
        group: own_group,
        key: (
            is_from,
            format!("{dots}{}", module.to_lowercase()),
            file.slice(statement.range()).to_lowercase(),
        ),
        text: with_sorted_names(file, statement, range),
    })
}

/// The start of the comment lines that touch a statement; those at the very top of the text, or
/// below an empty line that separates them from other comments, belong to the text.
fn comments_above(file: &SourceFile, line: usize) -> TextSize {
    let is_comment = |line: usize| file.lines().line(line, file.text()).starts_with('#');
    let mut first = line;
    while first > 0 && is_comment(first - 1) {
        first -= 1;
    }
    // A licence, a `#!` line.
    if first == 0 {
        first = line;
    }
    file.lines().start_of(first, file.text())
}

/// The unit's text, the names of `from m import c, a, b` in order where they are on one line.
fn with_sorted_names(file: &SourceFile, statement: &Stmt, range: TextRange) -> String {
    let text = file.slice(range).to_owned();
    let Stmt::ImportFrom(from) = statement else {
        return text;
    };
    match sorted_names(file, from) {
        Some((names, new)) => {
            let at = (names.start() - range.start()).to_usize();
            let end = (names.end() - range.start()).to_usize();
            format!("{}{new}{}", &text[..at], &text[end..])
        }
        None => text,
    }
}

fn sorted_names(file: &SourceFile, from: &StmtImportFrom) -> Option<(TextRange, String)> {
    let (first, last) = (from.names.first()?, from.names.last()?);
    let range = TextRange::new(first.start(), last.end());
    if file.slice(range).contains(['\n', '#', '\\']) {
        return None;
    }
    let mut names: Vec<(u8, String, &str)> = from
        .names
        .iter()
        .map(|alias| {
            let text = file.slice(alias.range());
            (rank_of(&alias.name), alias.name.to_lowercase(), text)
        })
        .collect();
    names.sort();
    names.dedup();
    let names: Vec<&str> = names.into_iter().map(|(_, _, text)| text).collect();
    Some((range, names.join(", ")))
}

/// Constants, then classes, then the rest, as the usual tools order names.
fn rank_of(name: &str) -> u8 {
    let has_lower = name.chars().any(char::is_lowercase);
    match name.chars().next() {
        Some(first) if first.is_uppercase() && !has_lower && name.len() > 1 => 0,
        Some(first) if first.is_uppercase() => 1,
        _ => 2,
    }
}

fn sorted(file: &SourceFile, block: &[Unit]) -> Option<Edit> {
    let (first, last) = (block.first()?, block.last()?);
    let range = TextRange::new(first.range.start(), last.range.end());
    let mut order: Vec<&Unit> = block.iter().collect();
    order.sort_by(|a, b| (a.group, &a.key).cmp(&(b.group, &b.key)));
    order.dedup_by(|a, b| a.text == b.text);
    let ending = line_ending(file);
    let mut text = String::new();
    let mut group = None;
    for unit in order {
        if group.is_some_and(|group| group != unit.group) {
            text.push_str(ending);
        }
        group = Some(unit.group);
        text.push_str(&unit.text);
        if !unit.text.ends_with('\n') {
            text.push_str(ending);
        }
    }
    // The last line of a text may lack its end.
    if !file.slice(range).ends_with('\n') {
        text.truncate(text.trim_end_matches(['\n', '\r']).len());
    }
    (text != file.slice(range) && !has_continuation(file, range)).then(|| Edit::new(range, text))
}

/// Backslashes would join lines that are moved apart.
fn has_continuation(file: &SourceFile, range: TextRange) -> bool {
    let tokens = file.syntax().parsed.tokens();
    let has_string = tokens
        .iter()
        .any(|token| token.kind() == TokenKind::String && range.contains_range(token.range()));
    has_string || file.slice(range).contains("\\\n") || file.slice(range).contains("\\\r\n")
}
