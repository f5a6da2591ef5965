//! The attributes that methods give to their instances: `self.name = value`.

use std::sync::Arc;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprAttribute, ExprContext, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use crate::analysis::function_facts::{Receiver, receiver_kind};
use crate::analysis::infer::Node;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceAttribute {
    pub name: String,
    pub name_range: TextRange,
    /// The statement that assigns it.
    pub node: TextRange,
    pub value: Option<TextRange>,
    pub annotation: Option<TextRange>,
}

/// All assignments to attributes of the first parameter, in the order of the text.
pub fn of_instances(class: &Node) -> Arc<[InstanceAttribute]> {
    let kept = class.file.kept();
    kept.attributes(class.range, || assigned(class))
}

/// The same, if they were asked for before.
pub fn known_of_instances(class: &Node) -> Option<Arc<[InstanceAttribute]>> {
    class.file.kept().known_attributes(class.range)
}

fn assigned(class: &Node) -> Vec<InstanceAttribute> {
    class.with_class(in_methods).unwrap_or_default()
}

fn in_methods(def: &StmtClassDef) -> Vec<InstanceAttribute> {
    let mut found = Vec::new();
    for function in methods(&def.body) {
        if receiver_kind(function) != Receiver::Instance {
            continue;
        }
        let Some(first) = function.parameters.iter_non_variadic_params().next() else {
            continue;
        };
        let mut collector = Collector {
            receiver: first.name().as_str(),
            found: &mut found,
            statement: TextRange::default(),
            value: None,
            annotation: None,
        };
        collector.visit_body(&function.body);
    }
    found
}

/// The functions directly in a class body, conditional ones included.
pub fn methods(body: &[Stmt]) -> Vec<&StmtFunctionDef> {
    let mut found = Vec::new();
    for stmt in body {
        match stmt {
            Stmt::FunctionDef(def) => found.push(def),
            Stmt::If(node) => {
                found.extend(methods(&node.body));
                for clause in &node.elif_else_clauses {
                    found.extend(methods(&clause.body));
                }
            }
            Stmt::Try(node) => {
                found.extend(methods(&node.body));
                found.extend(methods(&node.orelse));
            }
            _ => {}
        }
    }
    found
}

struct Collector<'a> {
    receiver: &'a str,
    found: &'a mut Vec<InstanceAttribute>,
    statement: TextRange,
    value: Option<TextRange>,
    annotation: Option<TextRange>,
}

impl Collector<'_> {
    fn attribute(&mut self, attribute: &ExprAttribute) {
        let is_receiver =
            matches!(&*attribute.value, Expr::Name(name) if name.id.as_str() == self.receiver);
        if is_receiver && attribute.ctx == ExprContext::Store && attribute.attr.is_valid() {
            self.found.push(InstanceAttribute {
                name: attribute.attr.to_string(),
                name_range: attribute.attr.range(),
                node: self.statement,
                value: self.value,
                annotation: self.annotation,
            });
        }
    }
}

impl<'a> Visitor<'a> for Collector<'_> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        self.statement = stmt.range();
        (self.value, self.annotation) = (None, None);
        match stmt {
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => return,
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    let whole = matches!(target, Expr::Attribute(_));
                    self.value = whole.then(|| assign.value.range());
                    self.visit_expr(target);
                }
                return;
            }
            Stmt::AnnAssign(assign) => {
                self.value = assign.value.as_ref().map(|value| value.range());
                self.annotation = Some(assign.annotation.range());
            }
            // An augmented assignment does not make the attribute.
            Stmt::AugAssign(_) => return,
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Attribute(attribute) = expr {
            self.attribute(attribute);
        }
        walk_expr(self, expr);
    }
}
