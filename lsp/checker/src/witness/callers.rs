//! What a parameter is given that nothing is written about: as the method says that is overridden, or
//! the calls of a function that is private to its file.

use ty_python_core::scope::NodeWithScopeKind;

use super::definition::{Given, given, is_static};
use super::*;
use crate::parameters;

/// How many calls are looked at for one parameter.
const MAX_CALLS: usize = 8;
/// How far callers of callers are looked for: each takes a walk through the file.
const MAX_CALLERS: usize = 3;

impl<'db> Search<'db> {
    /// What a parameter is given, where no call is followed.
    pub(super) fn of_callers(&mut self, parameter: Definition<'db>) -> Vec<Witness<'db>> {
        if self.callers >= MAX_CALLERS {
            return vec![Witness::Unknown];
        }
        self.callers += 1;
        let found = self.of_calls(parameter);
        self.callers -= 1;
        found
    }

    fn of_calls(&mut self, parameter: Definition<'db>) -> Vec<Witness<'db>> {
        let db = self.db;
        let file = parameter.program_file(db);
        let model = SemanticModel::new(db, file);
        let parsed = parsed_module(db, parameter.python_file(db)).load(db);
        let NodeWithScopeKind::Function(function) = parameter.scope(db).node(db) else {
            return Vec::new();
        };
        let function = function.node(&parsed);
        let wanted = parameter.full_range(db, &parsed).range();
        let mut all = function.parameters.iter_non_variadic_params();
        let Some(node) = all.find(|it| wanted.contains_range(it.name().range())) else {
            return Vec::new();
        };
        if let Some(ty) = parameters::overridden_type(db, &model, &node.parameter) {
            return vec![Witness::Type(ty)];
        }
        let Some(callee) = private_callee(&model, function) else {
            return Vec::new();
        };
        let mut calls = Calls {
            callee: &callee,
            found: Vec::new(),
        };
        calls.visit_body(parsed.suite());
        let is_method = callee.class.is_some() && !is_static(function);
        let mut found = Vec::new();
        for call in calls.found {
            let arguments = arguments(file, call);
            match given(function, wanted, is_method, &arguments) {
                Given::Argument(argument) => {
                    found.extend(self.of_expression(file, &argument.value));
                }
                Given::Default(default) => found.extend(self.of_expression(file, default)),
                Given::Receiver => return Vec::new(),
                Given::Nothing => found.push(Witness::Unknown),
            }
        }
        found
    }
}

/// How a function is called that only its own file calls.
struct Callee {
    name: String,
    /// It is called by the name of its class, or as an attribute.
    class: Option<String>,
}

/// How a function is called that is private: one in a function, or whose name, or whose class's name,
/// begins with an underscore.
fn private_callee(model: &SemanticModel<'_>, function: &ast::StmtFunctionDef) -> Option<Callee> {
    let db = model.db();
    let file = model.program_file();
    let parsed = parsed_module(db, model.python_file()).load(db);
    let scopes: Vec<NodeWithScopeKind> = (model.ancestor_scopes(function.into()))
        .map(|(id, _)| id.to_scope_id(db, file).node(db).clone())
        .filter(|scope| {
            !matches!(scope, NodeWithScopeKind::Function(it) if it.node(&parsed).range == function.range)
        })
        .collect();
    let is_in_function = scopes
        .iter()
        .any(|scope| matches!(scope, NodeWithScopeKind::Function(_)));
    let class = match scopes.first() {
        Some(NodeWithScopeKind::Class(class)) => Some(class.node(&parsed).name.to_string()),
        _ => None,
    };
    let name = function.name.to_string();
    let is_private = |name: &str| name.starts_with('_') && !name.ends_with("__");
    let is_own = is_in_function || is_private(&name) || class.as_deref().is_some_and(is_private);
    let is_called = function.decorator_list.is_empty()
        && (name == "__init__" || !crate::family::is_special(&name));
    (is_own && is_called).then_some(Callee { name, class })
}

/// The calls in a file that could be of a function.
struct Calls<'a, 'b> {
    callee: &'b Callee,
    found: Vec<&'a ast::ExprCall>,
}

impl<'a> Visitor<'a> for Calls<'a, '_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if self.found.len() >= MAX_CALLS {
            return;
        }
        if let Expr::Call(call) = expression {
            let is_it = match (&*call.func, &self.callee.class) {
                (Expr::Name(name), None) => name.id == self.callee.name,
                (Expr::Name(name), Some(class)) => {
                    self.callee.name == "__init__" && name.id == *class
                }
                (Expr::Attribute(attribute), Some(_)) => {
                    self.callee.name != "__init__" && attribute.attr == *self.callee.name
                }
                _ => false,
            };
            if is_it {
                self.found.push(call);
            }
        }
        walk_expr(self, expression);
    }
}
