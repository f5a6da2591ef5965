//! What a call gives that a type variable stands for: `max(values)` one of the values.
//!
//! The checker settles type variables by the types of the arguments, so one argument that it knows
//! nothing of leaves the whole call open. Here the witnesses of the arguments settle them.

use ty_python_semantic::types::ide_support::definitions_and_overloads_for_function;

use super::*;

/// Generic types whose only argument is what iterating over a value gives.
const OF_ITEMS: &[&str] = &[
    "Iterable",
    "Iterator",
    "Collection",
    "Sequence",
    "MutableSequence",
    "Reversible",
    "SupportsNext",
    "SupportsLenAndGetItem",
    "AbstractSet",
    "list",
    "set",
    "frozenset",
    "deque",
];

impl<'db> Search<'db> {
    /// The witnesses of a call by the arguments for those parameters that share a type variable
    /// with the return annotation; nothing if the annotation says more than variables.
    pub(super) fn settled(
        &mut self,
        definition: Definition<'db>,
        receiver: &[Witness<'db>],
        arguments: &[Argument<'db>],
    ) -> Vec<Witness<'db>> {
        let db = self.db;
        let has_spread = arguments.iter().any(|it| it.value.is_starred_expr());
        if arguments.is_empty() || has_spread {
            return Vec::new();
        }
        let DefinitionKind::Function(node) = definition.kind(db) else {
            return Vec::new();
        };
        let file = definition.program_file(db);
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let model = SemanticModel::new(db, file);
        let all = definitions_and_overloads_for_function(&model, node.node(&parsed));
        let mut overloads: Vec<Definition<'db>> = all
            .iter()
            .filter_map(ResolvedDefinition::definition)
            .filter(|overload| overload.program_file(db) == file)
            .collect();
        overloads.sort_by_key(|overload| overload.focus_range(db, &parsed).range().start());
        for overload in overloads {
            let DefinitionKind::Function(node) = overload.kind(db) else {
                continue;
            };
            let function = node.node(&parsed);
            let Some(pairs) = paired(function, !receiver.is_empty(), arguments) else {
                continue;
            };
            return self.of_variables(&model, function, &pairs);
        }
        Vec::new()
    }

    /// The witnesses for the variables that the return annotation consists of.
    fn of_variables(
        &mut self,
        model: &SemanticModel<'db>,
        function: &ast::StmtFunctionDef,
        pairs: &[(&Expr, &Argument<'db>)],
    ) -> Vec<Witness<'db>> {
        let mut found = Vec::new();
        let mut leaves = Vec::new();
        alternatives(function.returns.as_deref(), &mut leaves);
        for leaf in leaves {
            if leaf.is_none_literal_expr() {
                let env = model.program_environment();
                found.push(Witness::Type(Type::none(self.db, &env)));
                continue;
            }
            let Some(witnesses) = self.of_leaf(model, leaf, pairs) else {
                return Vec::new();
            };
            found.extend(witnesses);
        }
        found
    }

    /// The witnesses of a type variable, or of a class that is applied to variables: `list[T]`.
    fn of_leaf(
        &mut self,
        model: &SemanticModel<'db>,
        leaf: &Expr,
        pairs: &[(&Expr, &Argument<'db>)],
    ) -> Option<Vec<Witness<'db>>> {
        let Expr::Subscript(applied) = leaf else {
            let found = self.of_variable(model, leaf, pairs);
            return (!found.is_empty()).then_some(found);
        };
        let slices = match &*applied.slice {
            Expr::Tuple(slices) => slices.elts.iter().collect(),
            one => vec![one],
        };
        let items: Vec<Vec<Witness<'db>>> = slices
            .into_iter()
            .map(|slice| self.of_variable(model, slice, pairs))
            .collect();
        let is_settled = !items.iter().any(Vec::is_empty);
        is_settled.then(|| {
            vec![Witness::Value {
                file: model.program_file(),
                expression: leaf.clone(),
                ty: leaf.inferred_type(model).unwrap_or(Type::unknown()),
                items,
            }]
        })
    }

    /// The witnesses of what is given for a type variable.
    fn of_variable(
        &mut self,
        model: &SemanticModel<'db>,
        variable: &Expr,
        pairs: &[(&Expr, &Argument<'db>)],
    ) -> Vec<Witness<'db>> {
        if !matches!(variable.inferred_type(model), Some(Type::TypeVar(_))) {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (annotation, argument) in pairs {
            if is_same_name(annotation, variable) {
                found.extend(self.of_expression(argument.file, &argument.value));
            } else if is_of_items(annotation, variable) {
                found.extend(self.items(argument.file, &argument.value, false));
            }
        }
        found
    }
}

/// The members of a union that is written with `|`.
fn alternatives<'a>(annotation: Option<&'a Expr>, found: &mut Vec<&'a Expr>) {
    match annotation {
        Some(Expr::BinOp(union)) if union.op == ast::Operator::BitOr => {
            alternatives(Some(&union.left), found);
            alternatives(Some(&union.right), found);
        }
        Some(other) => found.push(other),
        None => {}
    }
}

fn is_same_name(annotation: &Expr, variable: &Expr) -> bool {
    match (annotation, variable) {
        (Expr::Name(annotation), Expr::Name(variable)) => annotation.id == variable.id,
        _ => false,
    }
}

fn is_of_items(annotation: &Expr, variable: &Expr) -> bool {
    let Expr::Subscript(subscript) = annotation else {
        return false;
    };
    let name = match &*subscript.value {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    OF_ITEMS.contains(&name) && is_same_name(&subscript.slice, variable)
}

/// The annotations of parameters with the arguments that they take; `None` if the call does not fit.
fn paired<'a, 'b, 'db>(
    function: &'a ast::StmtFunctionDef,
    is_bound: bool,
    arguments: &'b [Argument<'db>],
) -> Option<Vec<(&'a Expr, &'b Argument<'db>)>> {
    let parameters = &function.parameters;
    let positional: Vec<&ast::ParameterWithDefault> = (parameters.posonlyargs.iter())
        .chain(&parameters.args)
        .skip(usize::from(is_bound))
        .collect();
    let mut is_given = vec![false; positional.len() + parameters.kwonlyargs.len()];
    let mut pairs = Vec::new();
    let mut next = 0;
    for argument in arguments {
        let (index, parameter) = match &argument.name {
            None if next < positional.len() => {
                next += 1;
                (Some(next - 1), &positional[next - 1].parameter)
            }
            None => (None, parameters.vararg.as_deref()?),
            Some(name) => {
                let mut named = positional.iter().copied().chain(&parameters.kwonlyargs);
                match named.position(|it| it.name().as_str() == name) {
                    Some(index) => {
                        let found = positional.get(index).copied();
                        let rest = || &parameters.kwonlyargs[index - positional.len()];
                        (Some(index), &found.unwrap_or_else(rest).parameter)
                    }
                    None => (None, parameters.kwarg.as_deref()?),
                }
            }
        };
        if let Some(index) = index {
            is_given[index] = true;
        }
        if let Some(annotation) = parameter.annotation() {
            pairs.push((annotation, argument));
        }
    }
    let all = positional.iter().copied().chain(&parameters.kwonlyargs);
    let is_complete = all
        .zip(is_given)
        .all(|(parameter, is_given)| is_given || parameter.default().is_some());
    is_complete.then_some(pairs)
}
