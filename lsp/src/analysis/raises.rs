//! The exceptions that a function's own statements can raise and that it does not catch itself.

use std::sync::Arc;

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{
    ExceptHandler, ExceptHandlerExceptHandler, Expr, ExprRef, Stmt, StmtRaise, StmtTry,
};
use ruff_text_size::{Ranged, TextSize};

use crate::analysis::class_facts;
use crate::analysis::infer::{Class, Entity, Inference};
use crate::analysis::native;
use crate::analysis::nodes::dotted_name;
use crate::analysis::source::SourceFile;
use crate::analysis::unparse;

/// An exception that leaves the function.
#[derive(Debug, Clone, PartialEq)]
pub struct Raised {
    /// As it is named where it is raised.
    pub name: String,
    class: Option<Class>,
    pub line: usize,
    pub how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Raise,
    Assert,
    /// Caught and raised once more.
    Again,
}

impl Raised {
    /// `ValueError (line 3)`, the lines of each exception together.
    pub fn text(all: &[Self]) -> String {
        let mut found: Vec<(&str, Vec<String>)> = Vec::new();
        for it in all {
            let place = match it.how {
                How::Raise => it.line.to_string(),
                How::Assert => format!("{} by assert", it.line),
                How::Again => format!("{} again", it.line),
            };
            match found.iter_mut().find(|(name, _)| *name == it.name) {
                Some((_, places)) if places.contains(&place) => {}
                Some((_, places)) => places.push(place),
                None => found.push((&it.name, vec![place])),
            }
        }
        let parts: Vec<String> = found
            .into_iter()
            .map(|(name, places)| {
                let word = if places.len() == 1 { "line" } else { "lines" };
                format!("{name} ({word} {})", places.join(", "))
            })
            .collect();
        parts.join(", ")
    }
}

/// What the statements of a function's body raise.
pub fn of(inference: &Inference, file: &Arc<SourceFile>, body: &[Stmt]) -> Vec<Raised> {
    let mut search = Search {
        inference,
        file,
        raised: Vec::new(),
        handling: Vec::new(),
    };
    search.visit_body(body);
    search.raised
}

/// A handler that the search is inside of.
struct Handling {
    name: Option<String>,
    /// The classes that it is for, with what the `try` raises of them.
    caught: Vec<Raised>,
}

struct Search<'a> {
    inference: &'a Inference<'a>,
    file: &'a Arc<SourceFile>,
    raised: Vec<Raised>,
    handling: Vec<Handling>,
}

impl Search<'_> {
    fn line(&self, offset: TextSize) -> usize {
        self.file.line_number(offset)
    }

    fn class(&self, expression: &Expr) -> Option<Class> {
        match self
            .inference
            .expression(self.file, ExprRef::from(expression))?
        {
            Entity::Class(class) | Entity::Instance(class) => Some(class),
            _ => None,
        }
    }

    fn raise(&mut self, statement: &StmtRaise) {
        let line = self.line(statement.start());
        let Some(raised) = statement.exc.as_deref() else {
            // The innermost handler's exception, once more.
            if let Some(handling) = self.handling.last() {
                let again = handling.caught.iter().cloned();
                self.raised.extend(again.map(|it| Raised {
                    line,
                    how: How::Again,
                    ..it
                }));
            }
            return;
        };
        if let Expr::Name(name) = raised {
            let same = |handling: &&Handling| handling.name.as_deref() == Some(name.id.as_str());
            if let Some(handling) = self.handling.iter().rev().find(same) {
                let again = handling.caught.clone().into_iter();
                self.raised.extend(again.map(|it| Raised {
                    line,
                    how: How::Again,
                    ..it
                }));
                return;
            }
        }
        let called = match raised {
            Expr::Call(call) => &*call.func,
            other => other,
        };
        let class = self.class(raised).or_else(|| self.class(called));
        let is_variable = called.is_name_expr() && !raised.is_call_expr() && class.is_none();
        let name = match &class {
            Some(class) => class_facts::short_name(class),
            None if is_variable => format!(
                "what {} holds",
                unparse::expression(called, self.file.text())
            ),
            None => unparse::expression(called, self.file.text()),
        };
        self.raised.push(Raised {
            name,
            class,
            line,
            how: How::Raise,
        });
    }

    fn try_statement(&mut self, statement: &StmtTry) {
        let outer = std::mem::take(&mut self.raised);
        self.visit_body(&statement.body);
        let mut open = std::mem::take(&mut self.raised);
        let mut after = Vec::new();
        for handler in &statement.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            let caught = self.caught_by(handler, &mut open, statement.is_star);
            self.handling.push(Handling {
                name: handler.name.as_ref().map(ToString::to_string),
                caught,
            });
            self.visit_body(&handler.body);
            self.handling.pop();
            after.append(&mut self.raised);
        }
        self.visit_body(&statement.orelse);
        open.append(&mut after);
        open.append(&mut self.raised);
        // Whoever leaves in `finally` drops the exception.
        if leaves(&statement.finalbody) {
            open.clear();
        }
        self.raised = outer;
        self.raised.append(&mut open);
        self.visit_body(&statement.finalbody);
    }

    /// Takes out of `open` what a handler catches; the answer is what it has in hand, which is
    /// also what calls in the `try` may have raised.
    fn caught_by(
        &self,
        handler: &ExceptHandlerExceptHandler,
        open: &mut Vec<Raised>,
        is_star: bool,
    ) -> Vec<Raised> {
        let line = self.line(handler.start());
        let Some(kinds) = handler.type_.as_deref() else {
            open.clear();
            return vec![self.named("BaseException", line)];
        };
        let kinds = match kinds {
            Expr::Tuple(tuple) => tuple.elts.iter().collect(),
            other => vec![other],
        };
        let mut caught = Vec::new();
        for kind in kinds {
            let class = self.class(kind);
            if let Some(class) = &class {
                let is_caught = |it: &Raised| {
                    it.class.as_ref().is_some_and(|raised| {
                        class_facts::is_subclass(self.inference, raised, class)
                    })
                };
                open.retain(|it| !is_caught(it));
            }
            let name = match &class {
                Some(class) => class_facts::short_name(class),
                None => unparse::expression(kind, self.file.text()),
            };
            caught.push(Raised {
                name: if is_star {
                    format!("group of {name}")
                } else {
                    name
                },
                class,
                line,
                how: How::Again,
            });
        }
        caught
    }

    fn named(&self, name: &str, line: usize) -> Raised {
        Raised {
            name: name.to_owned(),
            class: native::find("builtins", name).map(Class::Native),
            line,
            how: How::Again,
        }
    }
}

impl<'a> Visitor<'a> for Search<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            Stmt::Raise(it) => self.raise(it),
            Stmt::Assert(it) => {
                let line = self.line(it.start());
                let mut raised = self.named("AssertionError", line);
                raised.how = How::Assert;
                self.raised.push(raised);
            }
            Stmt::Try(it) => self.try_statement(it),
            Stmt::With(it) => {
                let before = self.raised.len();
                walk_stmt(self, statement);
                for item in &it.items {
                    self.suppressed(&item.context_expr, before);
                }
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, _: &'a Expr) {}
}

impl Search<'_> {
    /// `with contextlib.suppress(...)` swallows what its block raises.
    fn suppressed(&mut self, context: &Expr, before: usize) {
        let Expr::Call(call) = context else {
            return;
        };
        if dotted_name(&call.func).is_none_or(|parts| parts.last() != Some(&"suppress")) {
            return;
        }
        let classes: Vec<Class> = (call.arguments.args.iter())
            .filter_map(|argument| self.class(argument))
            .collect();
        let inside = self.raised.split_off(before);
        let inference = self.inference;
        let is_swallowed = |it: &Raised| {
            it.class.as_ref().is_some_and(|raised| {
                classes
                    .iter()
                    .any(|class| class_facts::is_subclass(inference, raised, class))
            })
        };
        self.raised
            .extend(inside.into_iter().filter(|it| !is_swallowed(it)));
    }
}

/// Whether a block always leaves by `return`, `break` or `continue`.
fn leaves(body: &[Stmt]) -> bool {
    body.iter().any(|statement| {
        matches!(
            statement,
            Stmt::Return(_) | Stmt::Break(_) | Stmt::Continue(_)
        )
    })
}
