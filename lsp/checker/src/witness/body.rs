//! What the body of a function gives: its `return` and `yield` expressions, and whether it can end
//! without either.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{self as ast, Expr, Stmt};
use ty_python_semantic::types::Type;
use ty_python_semantic::{HasType, SemanticModel};

#[derive(Default)]
pub struct Body<'a> {
    /// The values of the `return` statements; `None` for a bare `return`.
    pub returns: Vec<Option<&'a Expr>>,
    pub yields: Vec<Yield<'a>>,
    /// It raises `NotImplementedError`: what calling it gives is up to subclasses.
    pub is_unfinished: bool,
}

pub enum Yield<'a> {
    One(Option<&'a Expr>),
    /// `yield from`.
    From(&'a Expr),
}

impl<'a> Body<'a> {
    pub fn of(body: &'a [Stmt]) -> Self {
        let mut found = Self::default();
        found.visit_body(body);
        found
    }
}

impl<'a> Visitor<'a> for Body<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            // Inner functions return for themselves.
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Return(ast::StmtReturn { value, .. }) => {
                self.returns.push(value.as_deref());
                walk_stmt(self, statement);
            }
            Stmt::Raise(ast::StmtRaise { exc: Some(exc), .. }) => {
                let raised = match &**exc {
                    Expr::Call(call) => &call.func,
                    other => other,
                };
                let is_it = matches!(raised, Expr::Name(name) if name.id == "NotImplementedError");
                self.is_unfinished |= is_it;
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Lambda(_) => return,
            Expr::Yield(it) => self.yields.push(Yield::One(it.value.as_deref())),
            Expr::YieldFrom(it) => self.yields.push(Yield::From(&it.value)),
            _ => {}
        }
        walk_expr(self, expression);
    }
}

/// Whether control can come to the end of these statements.
pub fn can_end(model: &SemanticModel<'_>, body: &[Stmt]) -> bool {
    !body.iter().any(|statement| leaves(model, statement))
}

/// Whether control never comes behind a statement.
fn leaves(model: &SemanticModel<'_>, statement: &Stmt) -> bool {
    match statement {
        Stmt::Return(_) | Stmt::Raise(_) | Stmt::Continue(_) | Stmt::Break(_) => true,
        Stmt::If(branches) => {
            let others = &branches.elif_else_clauses;
            let has_else = others.last().is_some_and(|clause| clause.test.is_none());
            has_else
                && !can_end(model, &branches.body)
                && others.iter().all(|clause| !can_end(model, &clause.body))
        }
        Stmt::While(it) => is_always_true(&it.test) && !breaks(&it.body),
        Stmt::With(it) => {
            let swallows = it.items.iter().any(|item| may_swallow(&item.context_expr));
            !swallows && !can_end(model, &it.body)
        }
        Stmt::Try(it) => {
            if !it.finalbody.is_empty() && !can_end(model, &it.finalbody) {
                return true;
            }
            let body_ends = can_end(model, &it.body) && can_end(model, &it.orelse);
            let handler_ends = it.handlers.iter().any(|handler| {
                let ast::ExceptHandler::ExceptHandler(handler) = handler;
                can_end(model, &handler.body)
            });
            !body_ends && !handler_ends
        }
        Stmt::Match(it) => {
            let has_rest = it
                .cases
                .iter()
                .any(|case| case.guard.is_none() && case.pattern.is_irrefutable());
            has_rest && it.cases.iter().all(|case| !can_end(model, &case.body))
        }
        Stmt::Assert(it) => matches!(&*it.test, Expr::BooleanLiteral(test) if !test.value),
        // A call that never returns, as `sys.exit()`.
        Stmt::Expr(it) => match &*it.value {
            Expr::Call(call) => call.inferred_type(model) == Some(Type::Never),
            _ => false,
        },
        _ => false,
    }
}

fn is_always_true(test: &Expr) -> bool {
    match test {
        Expr::BooleanLiteral(literal) => literal.value,
        Expr::NumberLiteral(literal) => {
            matches!(&literal.value, ast::Number::Int(value) if *value != 0)
        }
        _ => false,
    }
}

/// `with suppress(...)` goes on behind a `raise` in its body.
fn may_swallow(context: &Expr) -> bool {
    let callee = match context {
        Expr::Call(call) => &*call.func,
        other => other,
    };
    match callee {
        Expr::Name(name) => name.id == "suppress",
        Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "suppress" | "raises"),
        _ => false,
    }
}

/// Whether a `break` of this loop's own is in its body.
fn breaks(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Break(_) => true,
        Stmt::If(it) => {
            breaks(&it.body)
                || it
                    .elif_else_clauses
                    .iter()
                    .any(|clause| breaks(&clause.body))
        }
        Stmt::With(it) => breaks(&it.body),
        Stmt::Try(it) => {
            breaks(&it.body)
                || breaks(&it.orelse)
                || breaks(&it.finalbody)
                || it.handlers.iter().any(|handler| {
                    let ast::ExceptHandler::ExceptHandler(handler) = handler;
                    breaks(&handler.body)
                })
        }
        Stmt::Match(it) => it.cases.iter().any(|case| breaks(&case.body)),
        // The `else` of an inner loop is outside of that loop.
        Stmt::For(it) => breaks(&it.orelse),
        Stmt::While(it) => breaks(&it.orelse),
        _ => false,
    })
}
