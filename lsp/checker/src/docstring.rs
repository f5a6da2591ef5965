//! The documentation of definitions.

use ruff_db::parsed::parsed_module;
use ruff_db::source::source_text;
use ruff_python_ast::visitor::{Visitor, walk_body, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use ruff_python_parser::parse_expression;
use ruff_text_size::{Ranged, TextRange};
use ty_python_core::ProgramFile;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::{Db, ResolvedDefinition};

use crate::Snapshot;
use crate::place;
use crate::sources;

impl Snapshot {
    /// The docstring of definitions, or of the function that the first is another name of.
    pub(crate) fn docstring_or_aliased(
        &self,
        definitions: &[ResolvedDefinition<'_>],
    ) -> Option<String> {
        self.docstring(definitions).or_else(|| {
            let function = self.aliased(definitions.first()?.definition()?)?;
            self.docstring(&[ResolvedDefinition::Definition(function)])
        })
    }

    /// The first docstring among definitions, looked for behind stubs, too.
    pub(crate) fn docstring<'db>(
        &'db self,
        definitions: &[ResolvedDefinition<'db>],
    ) -> Option<String> {
        definitions.iter().find_map(|definition| {
            self.own_docstring(definition).or_else(|| {
                let sources = sources::mapped(&self.db, definition)?;
                sources.iter().find_map(|it| self.own_docstring(it))
            })
        })
    }

    /// The docstring of a definition, or of the function that it is an overload of.
    fn own_docstring<'db>(&'db self, resolved: &ResolvedDefinition<'db>) -> Option<String> {
        if let Some(definition) = resolved.definition() {
            let known = self.db.known(definition);
            let file = definition.file(&self.db);
            if let Some(settled) = known.and_then(|known| known.docstring(&self.db, file)) {
                return settled;
            }
            if !may_have_docstring(definition.kind(&self.db)) || self.is_bare(definition) {
                return None;
            }
        }
        if let ResolvedDefinition::Module(module) = resolved {
            return of_module(&self.db, *module).clone();
        }
        let own = resolved.docstring(&self.db);
        own.or_else(|| resolved.implementation_docstring(&self.db))
    }

    /// Whether a definition is an assignment that no string follows. The checker would look for the
    /// statement through all of the file, for each definition of a name that may have thousands.
    fn is_bare<'db>(&'db self, definition: Definition<'db>) -> bool {
        let db = &self.db;
        let kind = definition.kind(db);
        if !matches!(
            kind,
            DefinitionKind::Assignment(_) | DefinitionKind::AnnotatedAssignment(_)
        ) {
            return false;
        }
        let file = definition.program_file(db);
        let name = place::known_name(db, definition);
        documented(db, file).string_behind(name).is_none()
    }
}

/// The documented assignments of a file, known longer than its tree.
#[salsa::tracked(returns(ref))]
fn documented<'db>(db: &'db dyn Db, file: ProgramFile<'db>) -> Documented {
    let tree = parsed_module(db, file.python_file(db)).load(db);
    Documented::of(tree.suite())
}

/// Whether the checker looks for a docstring.
fn may_have_docstring(kind: &DefinitionKind<'_>) -> bool {
    matches!(
        kind,
        DefinitionKind::Function(_)
            | DefinitionKind::Class(_)
            | DefinitionKind::Assignment(_)
            | DefinitionKind::AnnotatedAssignment(_)
    )
}

/// The docstring of a module, known longer than its tree.
#[salsa::tracked(returns(ref))]
fn of_module<'db>(db: &'db dyn Db, module: ProgramFile<'db>) -> Option<String> {
    match at_the_top(source_text(db, module.file(db)).as_str()) {
        Some(known) => known,
        None => ResolvedDefinition::Module(module).docstring(db),
    }
}

/// The docstring of a module, read without a tree of it; `None` where only that can say, the inner
/// one where there is none.
pub fn at_the_top(text: &str) -> Option<Option<String>> {
    let text = first_statement(text);
    let prefix = usize::from(text.starts_with(['r', 'R', 'u', 'U']));
    let quote = text[prefix..].chars().next();
    let Some(quote) = quote.filter(|it| matches!(it, '"' | '\'')) else {
        return Some(None);
    };
    let closing: String = [quote; 3].iter().collect();
    let is_triple = text[prefix..].starts_with(&closing);
    let closing = if is_triple { &*closing } else { &closing[..1] };
    let mut end = prefix + closing.len();
    while !text[end..].starts_with(closing) {
        let mut rest = text[end..].chars();
        let next = rest.next()?;
        if matches!(next, '\n' | '\r') && !is_triple {
            return None;
        }
        let escaped = (next == '\\').then(|| rest.next()).flatten();
        end += next.len_utf8() + escaped.map_or(0, char::len_utf8);
    }
    end += closing.len();
    let behind = text[end..].trim_start_matches(SPACE);
    if !(behind.is_empty() || behind.starts_with(['\n', '\r', '#'])) {
        return None;
    }
    let parsed = parse_expression(&text[..end]).ok()?;
    let literal = parsed.expr().as_string_literal_expr()?;
    Some(Some(literal.value.to_str().to_owned()))
}

const SPACE: [char; 3] = [' ', '\t', '\x0c'];

/// A text without the comments and empty lines that it begins with.
fn first_statement(text: &str) -> &str {
    let mut text = text.strip_prefix('\u{feff}').unwrap_or(text);
    loop {
        let line = text.trim_start_matches(SPACE);
        let end = match line.as_bytes().first() {
            Some(b'#') => line.find(['\n', '\r']).unwrap_or(line.len()),
            Some(b'\n' | b'\r') => 1,
            _ => return line,
        };
        text = &line[end..];
    }
}

/// The assignments of a file that a string follows, in its order, and the strings.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Documented(Vec<(TextRange, TextRange)>);

impl Documented {
    pub fn of(body: &[Stmt]) -> Self {
        let mut found = Self(Vec::new());
        found.visit_body(body);
        found
            .0
            .sort_unstable_by_key(|(assignment, _)| assignment.start());
        found
    }

    /// The string behind the assignment that a range lies in.
    pub fn string_behind(&self, range: TextRange) -> Option<TextRange> {
        let before = (self.0).partition_point(|(it, _)| it.start() <= range.start());
        let (assignment, string) = self.0[..before].last()?;
        assignment.contains_range(range).then_some(*string)
    }
}

impl<'a> Visitor<'a> for Documented {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        for (statement, next) in body.iter().zip(body.iter().skip(1)) {
            if let Stmt::Expr(next) = next
                && next.value.is_string_literal_expr()
                && matches!(statement, Stmt::Assign(_) | Stmt::AnnAssign(_))
            {
                self.0.push((statement.range(), next.value.range()));
            }
        }
        walk_body(self, body);
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        walk_stmt(self, stmt);
    }

    /// There are no statements in it.
    fn visit_expr(&mut self, _: &'a Expr) {}
}

#[cfg(test)]
mod tests {
    use super::at_the_top;

    #[test]
    fn a_docstring_is_read_at_the_top_where_it_can_be_told() {
        let found = |text: &str| at_the_top(text).map(|found| found.unwrap_or("none".to_owned()));
        let cases = [
            ("", "none"),
            ("x = 1\n", "none"),
            ("rest = 1\n", "none"),
            ("b'no'\n", "none"),
            ("#!/usr/bin/python\r\n\r\n  # more\n'one'\n", "one"),
            ("\u{feff}\"\"\"a \\\"\"\" \n b\"\"\"  # c", "a \"\"\" \n b"),
            ("r'''a\\n'''\n", "a\\n"),
            ("''", ""),
        ];
        for (text, docstring) in cases {
            assert_eq!(found(text).as_deref(), Some(docstring), "{text}");
        }
        // Several literals, an expression, and some that are not closed.
        for text in ["'a' 'b'\n", "'a'.x\n", "'a\n", "'''a\n", "'\\"] {
            assert_eq!(at_the_top(text), None, "{text}");
        }
    }
}
