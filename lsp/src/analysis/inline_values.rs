//! What an editor shows the values of beside the lines of a stopped function.

use std::collections::HashSet;

use ruff_python_ast::visitor::source_order::{self, SourceOrderVisitor};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};

use crate::analysis::Context;
use crate::analysis::scopes::{BindingKind, Role, ScopeId, ScopeTable, Target};

/// A name or `self.attribute` to evaluate in the stopped frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineValue {
    pub range: TextRange,
    pub expression: String,
    pub is_name: bool,
}

/// The names of the scope that holds the stopped place, in `within` and not after that place.
pub fn values(context: &Context, within: TextRange, stopped: TextSize) -> Vec<InlineValue> {
    let file = &context.file;
    let table = file.scopes();
    let scope = table.scope_at(stopped);
    let last_line = file.lines().line_of(stopped);
    let mut seen = HashSet::new();
    let mut is_new = |range: TextRange, text: &str| {
        let line = file.lines().line_of(range.start());
        let is_shown = within.contains_range(range) && line <= last_line;
        is_shown && seen.insert((line, text.to_owned()))
    };
    let mut found = Vec::new();
    for occurrence in &table.occurrences {
        let is_value = occurrence.scope == scope
            && matches!(occurrence.role, Role::Read | Role::Write)
            && !occurrence.is_deferred
            && holds_value(table, occurrence.target, &occurrence.name);
        let text = file.slice(occurrence.range);
        if is_value && is_new(occurrence.range, text) {
            found.push(InlineValue {
                range: occurrence.range,
                expression: text.to_owned(),
                is_name: true,
            });
        }
    }
    let mut attributes = Attributes {
        table,
        scope,
        found: Vec::new(),
    };
    attributes.visit_body(&file.module().body);
    for range in attributes.found {
        let text = file.slice(range);
        if is_new(range, text) {
            found.push(InlineValue {
                range,
                expression: text.to_owned(),
                is_name: false,
            });
        }
    }
    found.sort_by_key(|value| value.range.start());
    found
}

/// Functions, classes and modules say nothing by their values.
fn holds_value(table: &ScopeTable, target: Target, name: &str) -> bool {
    let Target::Scope(scope) = target else {
        return false;
    };
    let mut bindings = table.bindings_of(scope, name);
    bindings.any(|binding| {
        !matches!(
            binding.kind,
            BindingKind::Function
                | BindingKind::Class
                | BindingKind::Import { .. }
                | BindingKind::ImportFrom { .. }
                | BindingKind::TypeParameter
                | BindingKind::TypeAlias { .. }
        )
    })
}

/// Attributes of names, which can be read without running anything but a property.
struct Attributes<'a> {
    table: &'a ScopeTable,
    scope: ScopeId,
    found: Vec<TextRange>,
}

impl<'a> SourceOrderVisitor<'a> for Attributes<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        source_order::walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            // A method that is called is no value.
            Expr::Call(call) if call.func.is_attribute_expr() => {
                self.visit_arguments(&call.arguments);
            }
            Expr::Attribute(attribute) => {
                if let Expr::Name(name) = &*attribute.value
                    && let Some(occurrence) = self.table.occurrence_at(name.start())
                    && occurrence.scope == self.scope
                    && holds_value(self.table, occurrence.target, &occurrence.name)
                {
                    self.found.push(attribute.range());
                }
                source_order::walk_expr(self, expr);
            }
            _ => source_order::walk_expr(self, expr),
        }
    }
}
