//! Imports that are missing, and those that nobody needs.

use std::collections::HashSet;

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Alias, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_checker::Problem;

use crate::analysis::Context;
use crate::analysis::actions::{Action, ActionKind};
use crate::analysis::auto_import::{self, Import, import_edit};
use crate::analysis::edit::Edit;
use crate::analysis::problems::UNUSED_IMPORT;
use crate::analysis::source::SourceFile;
use crate::analysis::unused_imports::unused_imports;

/// How many modules are offered for one name.
const MAX_OFFERS: usize = 8;

pub fn fixes(context: &Context, problem: &Problem) -> Vec<Action> {
    match problem.code.as_deref() {
        Some("unresolved-reference") => missing(context, problem),
        Some(UNUSED_IMPORT) => unused(context, problem),
        _ => Vec::new(),
    }
}

fn missing(context: &Context, problem: &Problem) -> Vec<Action> {
    let name = context.file.slice(problem.range);
    let exports = auto_import::exact(context, name);
    let is_only = exports.len() == 1;
    let mut found = Vec::new();
    for export in exports.iter().take(MAX_OFFERS) {
        let import = Import::of(export);
        let edit = import_edit(context, &import);
        let title = format!("Add `{}`", import.statement());
        let action = Action::new(ActionKind::QuickFix, title, vec![edit]).mends(problem);
        found.push(if is_only { action.preferred() } else { action });
    }
    found
}

fn unused(context: &Context, problem: &Problem) -> Vec<Action> {
    let file = &context.file;
    let all = unused_imports(file);
    let Some(this) = all.iter().find(|import| import.alias == problem.range) else {
        return Vec::new();
    };
    let title = format!("Remove the import of `{}`", this.name);
    let edits = removals(file, &[this.alias].into());
    let mut found = vec![
        Action::new(ActionKind::QuickFix, title, edits)
            .mends(problem)
            .preferred(),
    ];
    if all.len() > 1 {
        let edits = remove_all_unused(context);
        let title = "Remove all unused imports";
        found.push(Action::new(ActionKind::QuickFix, title, edits).mends(problem));
    }
    found
}

pub fn remove_all_unused(context: &Context) -> Vec<Edit> {
    let unused = unused_imports(&context.file);
    let aliases: HashSet<TextRange> = unused.iter().map(|import| import.alias).collect();
    removals(&context.file, &aliases)
}

/// The changes that remove imported names, with their statements where nothing is left of them.
fn removals(file: &SourceFile, aliases: &HashSet<TextRange>) -> Vec<Edit> {
    let mut remover = Remover {
        file,
        aliases,
        edits: Vec::new(),
    };
    remover.body(&file.module().body, true);
    remover.edits
}

struct Remover<'a> {
    file: &'a SourceFile,
    aliases: &'a HashSet<TextRange>,
    edits: Vec<Edit>,
}

impl<'a> Visitor<'a> for Remover<'a> {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        self.body(body, false);
    }
}

impl<'a> Remover<'a> {
    fn body(&mut self, body: &'a [Stmt], is_module: bool) {
        let is_gone = |statement: &Stmt| {
            let names = names_of(statement);
            !names.is_empty()
                && names
                    .iter()
                    .all(|alias| self.aliases.contains(&alias.range()))
        };
        // A block needs a statement.
        let needs_pass = !is_module && body.iter().all(is_gone);
        for (index, statement) in body.iter().enumerate() {
            if is_gone(statement) {
                let edit = if needs_pass && index == 0 {
                    Edit::new(statement.range(), "pass")
                } else {
                    self.remove_statement(body, index)
                };
                self.edits.push(edit);
            } else if names_of(statement).is_empty() {
                walk_stmt(self, statement);
            } else {
                self.remove_names(names_of(statement));
            }
        }
    }

    /// A statement with its line, unless it shares the line with something.
    fn remove_statement(&self, body: &[Stmt], index: usize) -> Edit {
        let statement = &body[index];
        let (lines, text) = (self.file.lines(), self.file.text());
        let first = lines.start_of(lines.line_of(statement.start()), text);
        let next = lines.start_of(lines.line_of(statement.end()) + 1, text);
        let before = &text[first.to_usize()..statement.start().to_usize()];
        let after = text[statement.end().to_usize()..next.to_usize()].trim();
        if before.trim().is_empty() && (after.is_empty() || after.starts_with('#')) {
            // A comment that says more than why the import is unused is not ours to remove.
            let keeps_comment = after.starts_with('#') && !after.contains("noqa");
            if !keeps_comment {
                return Edit::delete(TextRange::new(first, next));
            }
            return Edit::delete(statement.range());
        }
        if let Some(following) = body.get(index + 1)
            && lines.line_of(following.start()) == lines.line_of(statement.end())
        {
            return Edit::delete(TextRange::new(statement.start(), following.start()));
        }
        let end = match index.checked_sub(1).and_then(|before| body.get(before)) {
            Some(previous) => TextRange::new(previous.end(), statement.end()),
            None => statement.range(),
        };
        Edit::delete(end)
    }

    /// Some of the names of a statement that keeps others.
    fn remove_names(&mut self, names: &[Alias]) {
        let is_gone = |alias: &Alias| self.aliases.contains(&alias.range());
        let Some(last_kept) = names.iter().rposition(|alias| !is_gone(alias)) else {
            return;
        };
        for (index, alias) in names[..last_kept].iter().enumerate() {
            if is_gone(alias) {
                self.remove_name(
                    TextRange::new(alias.start(), names[index + 1].start()),
                    alias,
                );
            }
        }
        if let Some(last) = names[last_kept + 1..].last() {
            let tail = TextRange::new(names[last_kept].end(), last.end());
            if self.file.slice(tail).contains('#') {
                for alias in &names[last_kept + 1..] {
                    self.remove_name(tail, alias);
                }
            } else {
                self.edits.push(Edit::delete(tail));
            }
        }
    }

    /// A range with one name in it; only the name and its comma where there are comments.
    fn remove_name(&mut self, range: TextRange, alias: &Alias) {
        if !self.file.slice(range).contains('#') {
            self.edits.push(Edit::delete(range));
            return;
        }
        let (lines, text) = (self.file.lines(), self.file.text());
        let line = lines.line_of(alias.start());
        let (start, next) = (lines.start_of(line, text), lines.start_of(line + 1, text));
        let before = &text[start.to_usize()..alias.start().to_usize()];
        let after = &text[alias.end().to_usize()..next.to_usize()];
        let is_own_line = before.trim().is_empty() && matches!(after.trim(), "" | ",");
        let comma = after.starts_with(',');
        let end = alias.end() + TextSize::new(u32::from(comma));
        self.edits.push(Edit::delete(if is_own_line {
            TextRange::new(start, next)
        } else {
            TextRange::new(alias.start(), end)
        }));
    }
}

fn names_of(statement: &Stmt) -> &[Alias] {
    match statement {
        Stmt::Import(import) => &import.names,
        Stmt::ImportFrom(from) => &from.names,
        _ => &[],
    }
}
