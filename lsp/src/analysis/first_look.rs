//! What is wrong with a text as far as that shows at once: the first syntax error, and names in
//! edited lines that nothing binds. Types take several times as long.
//!
//! It says less than a full look, never more: where a name could yet be found, it is left out.

use std::ops::Range;

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal};
use ruff_python_ast::{AnyNodeRef, Expr, ModModule, Stmt};
use ruff_text_size::{Ranged, TextRange, TextSize};
use serpentarium_checker::{Problem, Severity};

use crate::analysis::Context;
use crate::analysis::problems;
use crate::analysis::scopes::{Occurrence, Role, ScopeTable, Target};
use crate::analysis::source::SourceFile;

/// The checker's rule for names that nothing binds.
const UNRESOLVED: &str = "unresolved-reference";

/// Names that are none of the interpreter's but of the checker's stub of `builtins`.
const IN_STUB: &[&str] = &[
    "reveal_type",
    "reveal_locals",
    "WindowsError",
    "ellipsis",
    "function",
];

/// The names in some lines (from 0) that nothing binds, as the checker tells them.
pub fn undefined_names(context: &Context, lines: Range<usize>) -> Vec<Problem> {
    let file = &*context.file;
    let table = file.scopes();
    let has_star = table
        .scopes
        .iter()
        .any(|scope| !scope.star_imports.is_empty());
    if has_star || !problems::are_told(context) {
        return Vec::new();
    }
    let start = file.lines().start_of(lines.start, file.text());
    let end = file.lines().start_of(lines.end, file.text());
    let found: Vec<Problem> = occurrences(table, start, end)
        .iter()
        .filter(|occurrence| {
            is_undefined(occurrence) && is_reached(file.module(), occurrence.range)
        })
        .map(|occurrence| problem(file, occurrence))
        .collect();
    // What is told of none takes looking at all classes, and comes with each key.
    match found.is_empty() {
        true => found,
        false => problems::as_told(context, found),
    }
}

fn occurrences(table: &ScopeTable, start: TextSize, end: TextSize) -> &[Occurrence] {
    let index = |offset| {
        table
            .occurrences
            .partition_point(|occurrence| occurrence.range.start() < offset)
    };
    &table.occurrences[index(start)..index(end).max(index(start))]
}

fn is_undefined(occurrence: &Occurrence) -> bool {
    occurrence.role == Role::Read
        && occurrence.target == Target::Unresolved
        // Modules and classes have names of this form without binding them.
        && !occurrence.name.starts_with("__")
        && !IN_STUB.contains(&&*occurrence.name)
}

fn problem(file: &SourceFile, occurrence: &Occurrence) -> Problem {
    Problem {
        range: occurrence.range,
        severity: Severity::Error,
        code: Some(UNRESOLVED.to_owned()),
        url: Some(format!("https://ty.dev/rules#{UNRESOLVED}")),
        message: format!(
            "Name `{}` used when not defined",
            file.slice(occurrence.range)
        ),
        tags: Vec::new(),
        related: Vec::new(),
        fix: None,
        is_syntax: false,
    }
}

/// Whether a place is reached as far as its surroundings say, and its failure not expected there.
fn is_reached(module: &ModModule, range: TextRange) -> bool {
    let mut way = Way {
        to: range,
        is_reached: true,
    };
    way.visit_body(&module.body);
    way.is_reached
}

struct Way {
    to: TextRange,
    is_reached: bool,
}

impl<'a> SourceOrderVisitor<'a> for Way {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        if !node.range().contains_range(self.to) {
            return TraversalSignal::Skip;
        }
        let is_doubtful = match node {
            AnyNodeRef::StmtIf(node) => {
                is_known_beforehand(&node.test)
                    || (node.elif_else_clauses.iter())
                        .filter_map(|clause| clause.test.as_ref())
                        .any(is_known_beforehand)
            }
            AnyNodeRef::StmtWhile(node) => is_known_beforehand(&node.test),
            AnyNodeRef::ExprIf(node) => is_known_beforehand(&node.test),
            AnyNodeRef::ExprBoolOp(node) => node.values.iter().any(is_known_beforehand),
            AnyNodeRef::StmtTry(node) => !node.handlers.is_empty(),
            AnyNodeRef::StmtMatch(_) => true,
            _ => false,
        };
        self.is_reached &= !is_doubtful;
        TraversalSignal::Traverse
    }

    fn visit_body(&mut self, body: &'a [Stmt]) {
        for statement in body {
            if statement.range().contains_range(self.to) {
                return self.visit_stmt(statement);
            }
            let ends = matches!(
                statement,
                Stmt::Return(_) | Stmt::Raise(_) | Stmt::Continue(_) | Stmt::Break(_)
            );
            let comes_before = statement.end() <= self.to.start();
            self.is_reached &= !(ends && comes_before);
        }
    }
}

/// Whether a test may be decided without running it: constants, versions, platforms.
fn is_known_beforehand(test: &Expr) -> bool {
    let mut constants = Constants(false);
    constants.visit_expr(test);
    constants.0
}

struct Constants(bool);

impl<'a> SourceOrderVisitor<'a> for Constants {
    fn visit_expr(&mut self, expression: &'a Expr) {
        self.0 |= match expression {
            Expr::BooleanLiteral(_) => true,
            Expr::Name(name) => matches!(&*name.id, "TYPE_CHECKING" | "__debug__"),
            Expr::Attribute(node) => matches!(
                &*node.attr,
                "TYPE_CHECKING" | "version_info" | "platform" | "name"
            ),
            _ => false,
        };
        ruff_python_ast::visitor::source_order::walk_expr(self, expression);
    }
}
