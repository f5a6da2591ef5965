//! Which branches of an `if` run: `TYPE_CHECKING`, `sys.version_info`, `sys.platform`.
//!
//! Decided from the tests alone. The checker could say what never runs, but only after it has
//! inferred the whole file.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{self as ast, AnyNodeRef, Expr};
use ruff_text_size::{Ranged, TextRange};
use ty_python_semantic::types::Type;
use ty_python_semantic::{HasType, SemanticModel};

use crate::names::last_name;

/// What a test gives, if the checker knows.
fn outcome(model: &SemanticModel<'_>, test: &Expr) -> Option<bool> {
    match test {
        Expr::UnaryOp(not) if not.op == ast::UnaryOp::Not => {
            outcome(model, &not.operand).map(|outcome| !outcome)
        }
        Expr::BoolOp(both) => {
            // One that gives this decides; if none does, all have to be known.
            let decides = both.op == ast::BoolOp::Or;
            let values = both.values.iter();
            let outcomes: Vec<_> = values.map(|value| outcome(model, value)).collect();
            if outcomes.contains(&Some(decides)) {
                Some(decides)
            } else if outcomes.contains(&None) {
                None
            } else {
                Some(!decides)
            }
        }
        _ if last_name(test) == Some("TYPE_CHECKING") => Some(true),
        Expr::Call(_) | Expr::Named(_) | Expr::Await(_) => None,
        _ => {
            let ty = test.inferred_type(model)?;
            [true, false]
                .into_iter()
                .find(|value| ty == Type::bool_literal(*value))
        }
    }
}

/// The branches that may be taken.
pub fn taken<'a>(model: &SemanticModel<'_>, node: &'a ast::StmtIf) -> Vec<&'a [ast::Stmt]> {
    let first = (Some(&*node.test), node.body.as_slice());
    let others = node.elif_else_clauses.iter();
    let others = others.map(|clause| (clause.test.as_ref(), clause.body.as_slice()));
    let mut taken = Vec::new();
    for (test, body) in std::iter::once(first).chain(others) {
        let outcome = test.map_or(Some(true), |test| outcome(model, test));
        if outcome != Some(false) {
            taken.push(body);
        }
        if outcome == Some(true) {
            break;
        }
    }
    taken
}

/// The outermost `if` statements of a file, in its order: what is in none of them is not asked about
/// branches. A name that is bound thousands of times is then looked at once for each.
pub fn conditions(body: &[ast::Stmt]) -> Vec<TextRange> {
    let mut found = Conditions(Vec::new());
    found.visit_body(body);
    found.0
}

struct Conditions(Vec<TextRange>);

impl<'a> Visitor<'a> for Conditions {
    fn visit_stmt(&mut self, stmt: &'a ast::Stmt) {
        match stmt {
            ast::Stmt::If(_) => self.0.push(stmt.range()),
            _ => walk_stmt(self, stmt),
        }
    }

    /// There are no statements in it.
    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// Whether a range lies in one of [`conditions`].
pub fn is_in(conditions: &[TextRange], range: TextRange) -> bool {
    let before = conditions.partition_point(|condition| condition.start() <= range.start());
    let last = conditions[..before].last();
    last.is_some_and(|condition| condition.contains_range(range))
}

/// Whether what stands at a range runs, as far as the tests around it (`ancestors` of it) say.
pub fn may_run<'a>(
    model: &SemanticModel<'_>,
    mut ancestors: impl Iterator<Item = AnyNodeRef<'a>>,
    range: TextRange,
) -> bool {
    let is_in = |body: &&[ast::Stmt]| body.iter().any(|it| it.range().contains_range(range));
    ancestors.all(|node| match node {
        AnyNodeRef::StmtIf(node) => {
            let tests = node
                .elif_else_clauses
                .iter()
                .filter_map(|it| it.test.as_ref());
            let is_in_test = std::iter::once(&*node.test)
                .chain(tests)
                .any(|test| test.range().contains_range(range));
            is_in_test || taken(model, node).iter().any(is_in)
        }
        _ => true,
    })
}
