//! What the parameters of a lambda are given by the function that it is an argument of:
//! `sorted(values, key=lambda value: ...)`.

use ruff_python_ast::AnyNodeRef;
use ruff_python_ast::find_node::covering_node;

use super::applied::slices;
use super::variable::{Known, paired};
use super::*;
use crate::names::last_name;

impl<'db> Search<'db> {
    /// What the parameter of a lambda gets.
    pub(super) fn of_lambda_argument(
        &mut self,
        file: ProgramFile<'db>,
        lambda: TextRange,
        index: usize,
    ) -> Vec<Witness<'db>> {
        let parsed = parsed_module(self.db, file.python_file(self.db)).load(self.db);
        let covering = covering_node(AnyNodeRef::from(parsed.syntax()), lambda);
        let call = covering.ancestors().find_map(|node| match node {
            AnyNodeRef::ExprCall(call) => Some(call),
            _ => None,
        });
        let Some(call) = call else {
            return Vec::new();
        };
        let arguments = arguments(file, call);
        let is_it = |argument: &Argument<'db>| argument.value.range() == lambda;
        let is_spread = |argument: &Argument<'db>| argument.value.is_starred_expr();
        if !arguments.iter().any(is_it) || arguments.iter().any(is_spread) {
            return Vec::new();
        }
        for callee in self.callees(file, call) {
            let Witness::Function {
                definition,
                receiver,
            } = callee
            else {
                continue;
            };
            let found = self.given_to_lambda(definition, &receiver, &arguments, lambda, index);
            if found.iter().any(|it| !matches!(it, Witness::Unknown)) {
                return found;
            }
        }
        Vec::new()
    }

    /// What a function gives a parameter of the lambda among its arguments.
    fn given_to_lambda(
        &mut self,
        definition: Definition<'db>,
        receiver: &[Witness<'db>],
        arguments: &[Argument<'db>],
        lambda: TextRange,
        index: usize,
    ) -> Vec<Witness<'db>> {
        let db = self.db;
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let model = SemanticModel::new(db, definition.program_file(db));
        for overload in self.overloads(definition) {
            let DefinitionKind::Function(node) = overload.kind(db) else {
                continue;
            };
            let Some(pairs) = paired(node.node(&parsed), !receiver.is_empty(), arguments) else {
                continue;
            };
            let own = pairs.iter().find(|(_, it)| it.value.range() == lambda);
            let parameter = own.and_then(|(annotation, _)| parameter_of(annotation, index));
            let is_refused =
                (pairs.iter()).any(|(annotation, it)| self.refuses(&model, annotation, it));
            if let (Some(parameter), false) = (parameter, is_refused) {
                let known = Known {
                    variables: self.class_variables(overload, receiver),
                    receiver,
                    pairs,
                };
                return self.said(&model, parameter, &known);
            }
        }
        Vec::new()
    }
}

/// The annotation of a parameter of what is annotated as a callable.
fn parameter_of(annotation: &Expr, index: usize) -> Option<&Expr> {
    match annotation {
        Expr::BinOp(union) if union.op == ast::Operator::BitOr => {
            parameter_of(&union.left, index).or_else(|| parameter_of(&union.right, index))
        }
        Expr::Subscript(applied) if last_name(&applied.value) == Some("Callable") => {
            match slices(applied)[..] {
                [Expr::List(parameters), _] => parameters.elts.get(index),
                _ => None,
            }
        }
        _ => None,
    }
}
