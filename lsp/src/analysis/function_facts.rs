//! What kind of callable a definition makes.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

use crate::analysis::nodes::dotted_name;

/// What the first parameter of a method receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    Instance,
    Class,
    None,
}

/// What calling the body gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Body {
    pub is_generator: bool,
    pub is_async: bool,
}

impl Body {
    /// `inspect`'s word for it; `None` for a plain function.
    pub fn word(self) -> Option<&'static str> {
        match (self.is_async, self.is_generator) {
            (false, false) => None,
            (false, true) => Some("generator"),
            (true, false) => Some("coroutine"),
            (true, true) => Some("async generator"),
        }
    }
}

pub fn has_decorator(def: &StmtFunctionDef, names: &[&str]) -> bool {
    def.decorator_list.iter().any(|decorator| {
        let called = match &decorator.expression {
            Expr::Call(call) => &call.func,
            other => other,
        };
        dotted_name(called)
            .and_then(|parts| parts.last().copied())
            .is_some_and(|last| names.contains(&last))
    })
}

pub fn receiver_kind(def: &StmtFunctionDef) -> Receiver {
    if has_decorator(def, &["staticmethod"]) {
        return Receiver::None;
    }
    let implicit = ["__new__", "__init_subclass__", "__class_getitem__"];
    if has_decorator(def, &["classmethod"]) || implicit.contains(&def.name.as_str()) {
        return Receiver::Class;
    }
    Receiver::Instance
}

/// Whether it is no more than `return self`, as a person writes `__enter__`.
pub fn returns_receiver(def: &StmtFunctionDef) -> bool {
    let first = def.parameters.iter_non_variadic_params().next();
    let (Some(first), Some(Stmt::Return(last))) = (first, def.body.last()) else {
        return false;
    };
    let is_first = matches!(last.value.as_deref(), Some(Expr::Name(name))
        if name.id.as_str() == first.name().as_str());
    is_first && def.returns.is_none() && def.body.len() <= 2
}

/// Read as an attribute, not called.
pub fn is_property(def: &StmtFunctionDef) -> bool {
    has_decorator(
        def,
        &["property", "cached_property", "abstractproperty", "getter"],
    )
}

/// `@x.setter` and the like.
pub fn is_accessor(def: &StmtFunctionDef) -> bool {
    has_decorator(def, &["setter", "deleter"])
}

/// The word for what the definition puts into its scope.
pub fn kind(def: &StmtFunctionDef, in_class: bool) -> &'static str {
    if !in_class {
        return "function";
    }
    if has_decorator(def, &["staticmethod"]) {
        "staticmethod"
    } else if has_decorator(def, &["classmethod"]) {
        "classmethod"
    } else if has_decorator(def, &["cached_property"]) {
        "cached_property"
    } else if is_property(def) || is_accessor(def) {
        "property"
    } else {
        match def.name.as_str() {
            "__new__" => "staticmethod (implicit)",
            "__init_subclass__" | "__class_getitem__" => "classmethod (implicit)",
            _ => "method",
        }
    }
}

pub fn kind_of_body(def: &StmtFunctionDef) -> Body {
    let mut finder = YieldFinder::default();
    finder.visit_body(&def.body);
    Body {
        is_generator: finder.found,
        is_async: def.is_async,
    }
}

/// Whether a lambda's body makes it a generator.
pub fn yields(body: &Expr) -> bool {
    let mut finder = YieldFinder::default();
    finder.visit_expr(body);
    finder.found
}

#[derive(Default)]
struct YieldFinder {
    found: bool,
}

impl<'a> Visitor<'a> for YieldFinder {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if self.found {
            return;
        }
        match stmt {
            // Only what the definition evaluates in this function could yield.
            Stmt::FunctionDef(def) => {
                for decorator in &def.decorator_list {
                    self.visit_decorator(decorator);
                }
                for parameter in def.parameters.iter_non_variadic_params() {
                    if let Some(default) = &parameter.default {
                        self.visit_expr(default);
                    }
                }
            }
            Stmt::ClassDef(def) => {
                for decorator in &def.decorator_list {
                    self.visit_decorator(decorator);
                }
                for base in def.bases() {
                    self.visit_expr(base);
                }
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Yield(_) | Expr::YieldFrom(_) => self.found = true,
            Expr::Lambda(_) => {}
            _ if self.found => {}
            _ => walk_expr(self, expr),
        }
    }
}
