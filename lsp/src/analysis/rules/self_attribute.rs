//! Attributes of `self` that a class reads and leaves to others to set: mixins, base classes whose
//! subclasses have them, classes that code outside furnishes.

use std::cell::OnceCell;
use std::collections::HashSet;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef};
use serpentarium_checker::Problem;

use crate::analysis::nodes;
use crate::analysis::options::RuleSeverity;
use crate::analysis::source::SourceFile;

/// The checker's name of the rule.
const NAME: &str = "unresolved-attribute";

/// What a file says about who has which attributes; worked out when it is first asked for.
pub struct Attributes<'a> {
    file: &'a SourceFile,
    found: OnceCell<Found<'a>>,
}

impl<'a> Attributes<'a> {
    pub fn new(file: &'a SourceFile) -> Self {
        Self {
            file,
            found: OnceCell::new(),
        }
    }

    /// The severity of a problem about an attribute of `self` that somebody else provides.
    pub fn severity(&self, problem: &Problem) -> Option<RuleSeverity> {
        if problem.code.as_deref() != Some(NAME) {
            return None;
        }
        let attribute = attribute_of_self(&problem.message)?;
        let path = nodes::covering(self.file.module(), problem.range);
        let class = path.iter().rev().find_map(|node| node.stmt_class_def())?;
        let is_provided =
            is_mixin(class) || self.found().is_provided(class.name.as_str(), attribute);
        is_provided.then_some(RuleSeverity::Hint)
    }

    fn found(&self) -> &Found<'a> {
        self.found.get_or_init(|| {
            let mut found = Found::default();
            found.visit_body(&self.file.module().body);
            found
        })
    }
}

/// The attribute that the checker misses on `self`, or on `cls`.
fn attribute_of_self(message: &str) -> Option<&str> {
    let rest = message.strip_prefix("Object of type `")?;
    let rest = rest.strip_prefix("type[").unwrap_or(rest);
    let (_, rest) = rest
        .strip_prefix("Self@")?
        .split_once("has no attribute `")?;
    rest.split('`').next()
}

/// `self` in a mixin is always of another class.
fn is_mixin(class: &StmtClassDef) -> bool {
    class.name.to_ascii_lowercase().contains("mixin")
}

struct Class<'a> {
    name: &'a str,
    bases: Vec<&'a str>,
    names: HashSet<&'a str>,
}

#[derive(Default)]
struct Found<'a> {
    classes: Vec<Class<'a>>,
    /// The classes around the statement that is looked at.
    around: Vec<usize>,
    /// Whether it is in a function of the innermost of them.
    in_function: bool,
    /// What is set on something that is not `self`.
    set_from_outside: HashSet<&'a str>,
}

impl<'a> Found<'a> {
    /// Whether a subclass of a class has an attribute, or code outside sets it.
    fn is_provided(&self, class: &str, attribute: &str) -> bool {
        if self.set_from_outside.contains(attribute) {
            return true;
        }
        let mut family = vec![class];
        let mut next = 0;
        while let Some(&base) = family.get(next) {
            next += 1;
            for subclass in &self.classes {
                if !subclass.bases.contains(&base) || family.contains(&subclass.name) {
                    continue;
                }
                if subclass.names.contains(attribute) {
                    return true;
                }
                family.push(subclass.name);
            }
        }
        false
    }

    fn bind(&mut self, name: &'a str) {
        if let Some(&class) = self.around.last() {
            self.classes[class].names.insert(name);
        }
    }

    fn target(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) if !self.in_function => self.bind(name.id.as_str()),
            Expr::Attribute(attribute) => {
                let is_self =
                    matches!(&*attribute.value, Expr::Name(name) if name.id.as_str() == "self");
                if is_self && !self.around.is_empty() {
                    self.bind(attribute.attr.as_str());
                } else {
                    self.set_from_outside.insert(attribute.attr.as_str());
                }
            }
            Expr::Tuple(tuple) => tuple.elts.iter().for_each(|target| self.target(target)),
            Expr::List(list) => list.elts.iter().for_each(|target| self.target(target)),
            _ => {}
        }
    }

    /// `setattr(value, "name", ...)`
    fn call(&mut self, call: &'a ExprCall) {
        let is_it = matches!(&*call.func, Expr::Name(name) if name.id.as_str() == "setattr");
        if let (true, Some(Expr::StringLiteral(name))) = (is_it, call.arguments.args.get(1)) {
            self.set_from_outside.insert(name.value.to_str());
        }
    }
}

impl<'a> Visitor<'a> for Found<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::ClassDef(class) => {
                let bases = class.bases().iter().filter_map(last_name).collect();
                self.bind(class.name.as_str());
                self.around.push(self.classes.len());
                self.classes.push(Class {
                    name: class.name.as_str(),
                    bases,
                    names: HashSet::new(),
                });
                let outer = std::mem::replace(&mut self.in_function, false);
                walk_stmt(self, statement);
                self.in_function = outer;
                self.around.pop();
            }
            Stmt::FunctionDef(function) => {
                if !self.in_function {
                    self.bind(function.name.as_str());
                }
                let outer = std::mem::replace(&mut self.in_function, true);
                walk_stmt(self, statement);
                self.in_function = outer;
            }
            Stmt::Assign(assign) => {
                assign.targets.iter().for_each(|target| self.target(target));
                walk_stmt(self, statement);
            }
            Stmt::AnnAssign(assign) => {
                self.target(&assign.target);
                walk_stmt(self, statement);
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.call(call);
        }
        walk_expr(self, expression);
    }
}

fn last_name(base: &Expr) -> Option<&str> {
    match base {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        Expr::Subscript(subscript) => last_name(&subscript.value),
        _ => None,
    }
}
