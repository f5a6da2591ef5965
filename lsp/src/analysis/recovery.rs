//! More than the first error, and code for the rest of a broken text.
//!
//! CPython stops at the first syntax error. Here the statement with the error is replaced by one
//! that does nothing, on the same lines, and the rest is compiled again. Further errors count only
//! where the error-tolerant parser sees one, too, so that a replacement makes none up.

use std::ops::RangeInclusive;
use std::sync::Arc;

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_node};
use ruff_python_ast::{AnyNodeRef, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_compiler::{CompileError, ErrorKind};

use crate::analysis::code_facts::{Compilation, compile_text};
use crate::analysis::source::Syntax;
use crate::protocol::position::LineIndex;

/// How many errors are looked for.
const MAX_ERRORS: usize = 20;
/// Larger texts get only their first error.
const MAX_SIZE: usize = 1 << 20;

/// Compiles what an error leaves of a text.
pub fn compile_the_rest(
    text: &str,
    syntax: &Syntax,
    filename: &str,
    error: CompileError,
) -> Compilation {
    let mut result = Compilation {
        code: None,
        errors: vec![error],
        warnings: Vec::new(),
        left_out: Vec::new(),
        mended: None,
    };
    let is_syntax = |error: &CompileError| {
        matches!(
            error.kind,
            ErrorKind::SyntaxError | ErrorKind::IndentationError | ErrorKind::TabError
        )
    };
    if text.len() > MAX_SIZE || text.contains('\0') || !is_syntax(&result.errors[0]) {
        return result;
    }
    if syntax.too_deep {
        return result;
    }
    let mut mender = Mender::new(text, syntax);
    let mut pending = result.errors[0].clone();
    for _ in 0..MAX_ERRORS {
        let Some(lines) = mender.mend(&pending) else {
            break;
        };
        result.left_out.push(lines);
        let mended = mender.text();
        match compile_text(&mended, filename) {
            Ok(compiled) => {
                result.code = Some(Arc::new(compiled.code));
                result.warnings = compiled.warnings;
                result.mended = Some(mended);
                break;
            }
            Err(error) if is_syntax(&error) => {
                if mender.confirms(&error) && !result.errors.contains(&error) {
                    result.errors.push(error.clone());
                }
                pending = error;
            }
            Err(_) => break,
        }
    }
    result
}

struct Mender<'a> {
    syntax: &'a Syntax,
    index: LineIndex,
    original: &'a str,
    lines: Vec<String>,
    /// How often each line was replaced.
    tries: Vec<u8>,
    /// Lines on which the error-tolerant parser found something.
    suspicious: Vec<usize>,
}

impl<'a> Mender<'a> {
    fn new(text: &'a str, syntax: &'a Syntax) -> Self {
        let index = LineIndex::new(text);
        let lines: Vec<String> = (0..index.len())
            .map(|line| index.line(line, text).to_owned())
            .collect();
        let parsed = &syntax.parsed;
        let errors = parsed.errors().iter().map(|error| error.location);
        let unsupported = parsed
            .unsupported_syntax_errors()
            .iter()
            .map(|error| error.range);
        let suspicious = errors
            .chain(unsupported)
            .map(|range| index.line_of(range.start()))
            .collect();
        let tries = vec![0; lines.len()];
        Self {
            syntax,
            index,
            original: text,
            lines,
            tries,
            suspicious,
        }
    }

    fn text(&self) -> String {
        self.lines.join("\n")
    }

    fn line_of(error: &CompileError) -> Option<usize> {
        usize::try_from(error.lineno?).ok()?.checked_sub(1)
    }

    fn confirms(&self, error: &CompileError) -> bool {
        let Some(line) = Self::line_of(error) else {
            return false;
        };
        let untouched = self.tries.get(line) == Some(&0);
        let statement = self.statement_lines(line).unwrap_or(line..=line);
        untouched
            && self
                .suspicious
                .iter()
                .any(|other| statement.contains(other))
    }

    /// Replaces the statement of an error; the lines (from 1) that are gone, or `None` if nothing
    /// more can be done.
    fn mend(&mut self, error: &CompileError) -> Option<RangeInclusive<usize>> {
        let line = Self::line_of(error)?.min(self.lines.len().saturating_sub(1));
        if error.message.starts_with("expected an indented block") {
            return self.fill_block(line);
        }
        if error.message.starts_with("unterminated triple-quoted") {
            let end = self.lines.len() - 1;
            return self.blank(line..=end);
        }
        let tries = *self.tries.get(line)?;
        match tries {
            0 if error.kind == ErrorKind::SyntaxError => {
                let range = self.statement_lines(line).unwrap_or(line..=line);
                self.replace(range)
            }
            0 | 1 => self.blank(line..=line),
            _ => None,
        }
    }

    /// The lines of the innermost statement around a line; of a compound one only the header.
    fn statement_lines(&self, line: usize) -> Option<RangeInclusive<usize>> {
        let text = self.index.line(line, self.original);
        let indentation = text.len() - text.trim_start().len();
        let offset = self.index.start_of(line, self.original) + TextSize::new(indentation as u32);
        let mut finder = StatementFinder {
            offset,
            innermost: None,
        };
        walk_node(&mut finder, AnyNodeRef::from(self.syntax.parsed.syntax()));
        let stmt = finder.innermost?;
        let start = self.index.line_of(stmt.start());
        let end = match first_of_body(stmt) {
            Some(body) if body > offset => self.index.line_of(body).saturating_sub(1).max(start),
            // The line is a later clause of a compound statement.
            Some(_) => return Some(line..=line),
            None => self.index.line_of(stmt.end()).max(start),
        };
        Some(start.min(line)..=end.max(line))
    }

    fn replace(&mut self, range: RangeInclusive<usize>) -> Option<RangeInclusive<usize>> {
        let first = *range.start();
        let text = self.lines.get(first)?;
        let content = text.trim_start();
        let indentation = text[..text.len() - content.len()].to_owned();
        let replacement = format!("{indentation}{}", self.stand_in(content, *range.end()));
        for line in range.clone() {
            self.lines[line].clear();
            self.tries[line] += 1;
        }
        self.lines[first] = replacement;
        Some(first + 1..=range.end() + 1)
    }

    /// A statement that keeps what follows it in place.
    fn stand_in(&self, content: &str, last_line: usize) -> &'static str {
        let has_block = self.block_follows(content, last_line);
        let keyword = content
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or("");
        match keyword {
            _ if !has_block => "pass",
            "def" | "async" => "def _():",
            "class" => "class _:",
            "for" | "while" => "while 1:",
            "else" | "elif" => "else:",
            "except" => "except BaseException:",
            "finally" => "finally:",
            "try" => "try:",
            "case" => "case _:",
            "match" => "match 0:",
            _ => "if 1:",
        }
    }

    fn block_follows(&self, content: &str, last_line: usize) -> bool {
        let width = |text: &str| text.len() - text.trim_start().len();
        let own = self.lines.get(last_line).map_or(0, |line| width(line));
        let own =
            own.min(self.lines[last_line].len() - content.len().min(self.lines[last_line].len()));
        let next = self.lines[last_line + 1..]
            .iter()
            .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        next.is_some_and(|next| width(next) > own)
    }

    fn blank(&mut self, range: RangeInclusive<usize>) -> Option<RangeInclusive<usize>> {
        for line in range.clone() {
            self.lines[line].clear();
            self.tries[line] = self.tries[line].saturating_add(1);
        }
        Some(range.start() + 1..=range.end() + 1)
    }

    /// Gives the header above a line the block that it lacks.
    fn fill_block(&mut self, line: usize) -> Option<RangeInclusive<usize>> {
        let header = (0..=line).rev().find(|&at| {
            self.lines[at].trim_end().ends_with(':') && at != line
                || self.lines[at].trim_end().ends_with(':')
        })?;
        if self.tries[header] > 1 {
            return None;
        }
        self.lines[header].push_str(" pass");
        self.tries[header] += 1;
        Some(header + 1..=header + 1)
    }
}

struct StatementFinder<'a> {
    offset: TextSize,
    innermost: Option<&'a Stmt>,
}

impl<'a> SourceOrderVisitor<'a> for StatementFinder<'a> {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        let range: TextRange = node.range();
        if range.contains_inclusive(self.offset) || node.is_mod_module() {
            TraversalSignal::Traverse
        } else {
            TraversalSignal::Skip
        }
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if stmt.range().contains_inclusive(self.offset) {
            let later = self.innermost.is_some_and(|old| {
                old.end() == self.offset
                    || stmt.start() <= self.offset && old.range().contains_range(stmt.range())
            });
            if self.innermost.is_none() || later {
                self.innermost = Some(stmt);
            }
        }
        ruff_python_ast::visitor::source_order::walk_stmt(self, stmt);
    }
}

fn first_of_body(stmt: &Stmt) -> Option<TextSize> {
    let body = match stmt {
        Stmt::FunctionDef(node) => &node.body,
        Stmt::ClassDef(node) => &node.body,
        Stmt::For(node) => &node.body,
        Stmt::While(node) => &node.body,
        Stmt::If(node) => &node.body,
        Stmt::With(node) => &node.body,
        Stmt::Try(node) => &node.body,
        Stmt::Match(node) => return node.cases.first().map(Ranged::start),
        _ => return None,
    };
    body.first().map(Ranged::start)
}
