//! Python's grammar: text to syntax tree, or the error CPython gives for it.
//!
//! A text is parsed once. Where that fails it is parsed again with the rules
//! for common mistakes, as the order in which CPython finds errors is part of
//! what it says.

mod actions;
mod first;
mod literals;
mod load;
mod machine;
mod mistakes;
mod scan;
mod strings;
mod tree;

pub(crate) use literals::invalid_escape_message;
pub(crate) use machine::Start;
pub(crate) use scan::{Scan, scan};

use machine::Machine;

use crate::ast::{Field, Node};
use crate::tokenizer::{TokenKind, TokenOptions};
use crate::{CompileError, CompileWarning, ErrorKind};

/// How a text is parsed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ParseFlags {
    pub type_comments: bool,
    pub allow_incomplete: bool,
    /// `from __future__ import barry_as_FLUFL` holds from the start.
    pub barry: bool,
}

/// Parses a text whose line breaks are all `\n`.
pub(crate) fn parse(
    text: &str,
    start: Start,
    flags: ParseFlags,
) -> Result<(Node, Vec<CompileWarning>), CompileError> {
    if text.contains('\0') {
        let message = "source code string cannot contain null bytes";
        return Err(CompileError::without_position(
            ErrorKind::SyntaxError,
            message,
        ));
    }
    let with_newline;
    let text = if start == Start::File && !text.is_empty() && !text.ends_with('\n') {
        with_newline = format!("{text}\n");
        &with_newline
    } else {
        text
    };
    let options = TokenOptions {
        type_comments: flags.type_comments,
        ..TokenOptions::default()
    };
    let mut machine = Machine::new(text, start, options);
    machine.allow_incomplete = flags.allow_incomplete;
    machine.barry = flags.barry;
    let tree = machine.parse();
    if machine.error.is_none() && tree.is_some() {
        machine.check_single();
    }
    match (tree, machine.error.is_none()) {
        (Some(tree), true) => {
            let warnings = warnings(&machine);
            match machine.arena.finish(tree) {
                Field::Node(node) => Ok((*node, warnings)),
                _ => Err(unknown()),
            }
        }
        _ => Err(error(machine, flags)),
    }
}

fn unknown() -> CompileError {
    CompileError::without_position(ErrorKind::SyntaxError, "invalid syntax")
}

fn error(mut machine: Machine<'_>, flags: ParseFlags) -> CompileError {
    if flags.allow_incomplete && machine.is_end_of_text() {
        machine.error = None;
        let index = machine.tokens.len().saturating_sub(1);
        machine.error_at_token(ErrorKind::IncompleteInput, index, "incomplete input");
        return machine.error.unwrap_or_else(unknown);
    }
    let Some(last) = machine.tokens.last().map(|token| token.token) else {
        let message = "error at start before reading any input";
        return CompileError::without_position(ErrorKind::SyntaxError, message);
    };
    let is_limit = machine
        .error
        .as_ref()
        .is_some_and(|e| e.kind == ErrorKind::MemoryError);
    if !is_limit {
        // An error that the first pass met stands; only a place to look
        // further is needed.
        if machine.error.is_none() {
            machine.reset_for_mistakes();
            machine.parse();
        }
        machine.settle_error(last);
    }
    let metadata = machine
        .tokens
        .last()
        .map(|token| token.token)
        .filter(|token| token.kind != TokenKind::ERRORTOKEN);
    let mut error = machine.error.unwrap_or_else(unknown);
    error.metadata = metadata.map(|token| (token.lineno as i64, i64::from(token.col_offset)));
    error
}

fn warnings(machine: &Machine<'_>) -> Vec<CompileWarning> {
    as_warnings(
        machine
            .tokenizer
            .warnings
            .iter()
            .chain(&machine.warnings)
            .cloned()
            .collect(),
    )
}

fn as_warnings(mut found: Vec<(usize, String)>) -> Vec<CompileWarning> {
    found.sort_by_key(|(line, _)| *line);
    found.dedup();
    found
        .into_iter()
        .map(|(line, message)| CompileWarning {
            category: "SyntaxWarning",
            message,
            lineno: line as i64,
        })
        .collect()
}
