//! Imports that the text makes no use of.
//!
//! A doubt counts as a use: a name that a string mentions may stand in an annotation or `__all__`,
//! an import under `try` may be there to see whether it works.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Alias, Stmt};
use ruff_text_size::{Ranged, TextRange};
use serpentarium_checker::names::words;

use crate::analysis::scopes::{BindingKind, Role, Target};
use crate::analysis::source::SourceFile;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedImport {
    /// The name that is bound.
    pub name: String,
    /// The alias: `a as b`.
    pub alias: TextRange,
    pub statement: TextRange,
}

pub fn unused_imports(file: &SourceFile) -> Vec<UnusedImport> {
    let is_package = file
        .path()
        .is_some_and(|path| path.file_stem().is_some_and(|stem| stem == "__init__"));
    let is_stub = file
        .path()
        .is_some_and(|path| path.extension().is_some_and(|extension| extension == "pyi"));
    if is_package || is_stub {
        return Vec::new();
    }
    let mut finder = Finder {
        file,
        found: Vec::new(),
    };
    for statement in &file.module().body {
        finder.visit_stmt(statement);
    }
    finder.found
}

struct Finder<'a> {
    file: &'a SourceFile,
    found: Vec<UnusedImport>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    self.alias(alias, statement.range());
                }
            }
            Stmt::ImportFrom(from) if from.module.as_deref() != Some("__future__") => {
                for alias in &from.names {
                    self.alias(alias, statement.range());
                }
            }
            // What is tried may fail: the name is there to be asked for.
            Stmt::Try(node) if !node.handlers.is_empty() => {
                for inner in node.orelse.iter().chain(&node.finalbody) {
                    self.visit_stmt(inner);
                }
            }
            _ => walk_stmt(self, statement),
        }
    }
}

impl Finder<'_> {
    fn alias(&mut self, alias: &Alias, statement: TextRange) {
        let is_reexport = alias
            .asname
            .as_ref()
            .is_some_and(|asname| asname.as_str() == alias.name.as_str());
        if is_reexport || alias.name.is_empty() || alias.name.as_str() == "*" {
            return;
        }
        let line = self.file.lines().line_of(alias.start());
        if self
            .file
            .lines()
            .line(line, self.file.text())
            .contains("noqa")
        {
            return;
        }
        let table = self.file.scopes();
        let binding = table.bindings.iter().find(|binding| {
            alias.range().contains_range(binding.range)
                && matches!(
                    binding.kind,
                    BindingKind::Import { .. } | BindingKind::ImportFrom { .. }
                )
        });
        let Some(binding) = binding else {
            return;
        };
        let is_used = table.occurrences.iter().any(|occurrence| {
            occurrence.name == binding.name
                && matches!(occurrence.role, Role::Read | Role::Delete)
                && occurrence.target == Target::Scope(binding.scope)
        });
        let is_global = table
            .scope(binding.scope)
            .names
            .get(&binding.name)
            .is_some_and(|name| name.is_declared_global || name.is_declared_nonlocal);
        if !is_used && !is_global && !self.is_in_a_string(&binding.name) {
            self.found.push(UnusedImport {
                name: binding.name.to_string(),
                alias: alias.range(),
                statement,
            });
        }
    }

    fn is_in_a_string(&self, name: &str) -> bool {
        let tokens = self.file.syntax().parsed.tokens();
        tokens
            .iter()
            .filter(|token| token.kind() == TokenKind::String)
            .any(|token| {
                let text = self.file.slice(token.range());
                words(text, name).next().is_some()
            })
    }
}
