//! What a call gives by its annotations: `max(values)` one of the values, `pattern.match(text)` a
//! `Match[str] | None`.
//!
//! The checker settles type variables by the types of the arguments, so one argument that it knows
//! nothing of leaves the whole call open. Here the witnesses of the arguments, and of the value whose
//! method it is, settle them.

use super::applied::{
    Items, Variables, has_variables, instance_class, is_variable, parameters_of, slices,
};
use super::*;
use crate::family;
use crate::names::{head_name, last_name};

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

/// What is known of the type variables in an annotation.
pub(super) struct Known<'a, 'db> {
    /// Those of the class whose member it is.
    pub(super) variables: Variables<'db>,
    /// What `Self` means.
    pub(super) receiver: &'a [Witness<'db>],
    /// The annotations of parameters with the arguments that they take.
    pub(super) pairs: Vec<(&'a Expr, &'a Argument<'db>)>,
}

impl<'db> Known<'_, 'db> {
    pub(super) fn of_class(variables: Variables<'db>) -> Self {
        Self {
            variables,
            receiver: &[],
            pairs: Vec::new(),
        }
    }
}

impl<'db> Search<'db> {
    /// What calling a function gives that has a return annotation.
    pub(super) fn of_annotated(
        &mut self,
        definition: Definition<'db>,
        receiver: &[Witness<'db>],
        arguments: &[Argument<'db>],
    ) -> Vec<Witness<'db>> {
        let db = self.db;
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let file = definition.program_file(db);
        let model = SemanticModel::new(db, file);
        for overload in self.overloads(definition) {
            let DefinitionKind::Function(node) = overload.kind(db) else {
                continue;
            };
            let function = node.node(&parsed);
            let has_spread = arguments.iter().any(|it| it.value.is_starred_expr());
            let takes_all = function.parameters.vararg.is_some();
            let pairs = match has_spread {
                true if !takes_all && is_overload(db, overload) => None,
                true => Some(spread(function, arguments)),
                false => paired(function, !receiver.is_empty(), arguments),
            };
            let is_chosen = pairs.as_ref().is_some_and(|pairs| {
                !self.refuses_receiver(&model, function, receiver)
                    && !(pairs.iter())
                        .any(|(annotation, argument)| self.refuses(&model, annotation, argument))
            });
            if !is_chosen {
                continue;
            }
            let Some(returns) = function.returns.as_deref() else {
                continue;
            };
            let known = Known {
                variables: self.class_variables(overload, receiver),
                receiver,
                pairs: pairs.unwrap_or_default(),
            };
            return self.said(&model, returns, &known);
        }
        vec![Witness::Unknown]
    }

    /// The overloads of a function in their order; of one that has none, itself.
    pub(super) fn overloads(&self, definition: Definition<'db>) -> Vec<Definition<'db>> {
        let db = self.db;
        // The type of one of them knows only those before it.
        let mut overloads = family::same_place(db, definition);
        overloads.retain(|it| is_overload(db, *it));
        if overloads.is_empty() {
            return vec![definition];
        }
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        overloads.sort_by_key(|overload| overload.focus_range(db, &parsed).range().start());
        overloads.dedup();
        overloads
    }

    /// What the type variables of the class stand for whose member a definition is.
    pub(super) fn class_variables(
        &mut self,
        member: Definition<'db>,
        receiver: &[Witness<'db>],
    ) -> Variables<'db> {
        let Some(class) = family::member_class(self.db, member) else {
            return Variables::new();
        };
        if parameters_of(self.db, class).is_empty() {
            return Variables::new();
        }
        let mut found = Variables::new();
        for value in receiver {
            for value in self.alternatives(value) {
                found.extend(
                    self.variables_of(&value, |it| it == class)
                        .into_iter()
                        .flatten(),
                );
            }
        }
        found
    }

    /// Whether an overload is for other values than this one: `self: Pattern[str]`.
    fn refuses_receiver(
        &self,
        model: &SemanticModel<'db>,
        function: &ast::StmtFunctionDef,
        receiver: &[Witness<'db>],
    ) -> bool {
        let [receiver] = receiver else {
            return false;
        };
        let mut parameters = function.parameters.iter_non_variadic_params();
        let annotation = parameters.next().and_then(|first| first.annotation());
        let Some(ty) = annotation.and_then(|it| it.inferred_type(model)) else {
            return false;
        };
        if has_variables(model, ty) || receiver.ty().is_some_and(|ty| matches!(ty, Type::Union(_)))
        {
            return false;
        }
        let env = model.program_environment();
        if ty.display(self.db, &env).to_string() == "LiteralString" {
            return true;
        }
        let wanted = Inferred::of(self.db, &env, &[Witness::Type(ty)]);
        let given = Inferred::of(self.db, &env, std::slice::from_ref(receiver));
        match (wanted, given) {
            (Some(wanted), _) if wanted.text.starts_with("type[") => false,
            (Some(wanted), Some(given)) => {
                let is_applied = wanted.text.contains('[') && given.text.contains('[');
                is_applied && !given.text.contains("Unknown") && wanted.text != given.text
            }
            _ => false,
        }
    }

    /// Whether an argument certainly does not fit a parameter: only plain built-in types tell.
    pub(super) fn refuses(
        &mut self,
        model: &SemanticModel<'db>,
        annotation: &Expr,
        argument: &Argument<'db>,
    ) -> bool {
        if argument.value.is_starred_expr() {
            return false;
        }
        let Some(ty) = annotation.inferred_type(model) else {
            return false;
        };
        let env = model.program_environment();
        let wanted = ty.display(self.db, &env).to_string();
        let is_guard = wanted.contains("TypeGuard[") || wanted.contains("TypeIs[");
        if is_guard && argument.value.is_lambda_expr()
            || self.is_bound_otherwise(model, annotation, argument)
        {
            return true;
        }
        if argument.value.is_slice_expr() {
            return !wanted.contains("slice");
        }
        if let Type::ProtocolInstance(_) = ty
            && self.lacks_members(model, ty, argument)
        {
            return true;
        }
        let caller = SemanticModel::new(self.db, argument.file);
        let Some(given) = argument.value.inferred_type(&caller) else {
            return wanted.starts_with("slice");
        };
        let given = promoted(self.db, &env, given)
            .display(self.db, &env)
            .to_string();
        let mut alternatives = wanted.split(" | ");
        alternatives.all(|alternative| does_not_take(alternative, &given))
    }

    /// Whether an argument is certainly none of the class that a type variable is bound to.
    fn is_bound_otherwise(
        &mut self,
        model: &SemanticModel<'db>,
        annotation: &Expr,
        argument: &Argument<'db>,
    ) -> bool {
        let db = self.db;
        let Expr::Name(name) = annotation else {
            return false;
        };
        if !annotation.inferred_type(model).is_some_and(is_variable) {
            return false;
        }
        let aliases = ImportAliasResolution::ResolveAliases;
        let found = definitions_for_name(model, &name.id, name.into(), aliases);
        let Some(definition) = found.first().and_then(ResolvedDefinition::definition) else {
            return false;
        };
        let DefinitionKind::Assignment(assignment) = definition.kind(db) else {
            return false;
        };
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let Expr::Call(call) = assignment.value(&parsed) else {
            return false;
        };
        let bound = call.arguments.find_keyword("bound");
        let there = SemanticModel::new(db, definition.program_file(db));
        let class = bound
            .and_then(|bound| bound.value.inferred_type(&there))
            .and_then(|ty| family::class_of(db, &there, ty));
        let Some(class) = class else {
            return false;
        };
        let values = self.of_expression(argument.file, &argument.value);
        values.iter().any(|value| match value {
            Witness::Coroutine(_) | Witness::Generator { .. } => true,
            value => {
                let classes = value.classes(model);
                let is_it = |it: &Definition<'db>| family::ancestors(db, *it).contains(&class);
                !classes.is_empty() && !classes.iter().any(is_it) && !self.is_protocol(class)
            }
        })
    }

    /// Whether a class is one that others follow without naming it.
    fn is_protocol(&self, class: Definition<'db>) -> bool {
        let DefinitionKind::Class(node) = class.kind(self.db) else {
            return false;
        };
        let parsed = parsed_module(self.db, class.python_file(self.db)).load(self.db);
        let mut bases = node.node(&parsed).bases().iter();
        bases.any(|base| head_name(base) == Some("Protocol"))
    }

    /// Whether an argument certainly lacks a method that a protocol asks for.
    fn lacks_members(
        &mut self,
        model: &SemanticModel<'db>,
        protocol: Type<'db>,
        argument: &Argument<'db>,
    ) -> bool {
        let db = self.db;
        let Some(protocol) = family::class_of(db, model, protocol) else {
            return false;
        };
        let wanted = family::body_names(db, protocol);
        let values = self.of_expression(argument.file, &argument.value);
        values.iter().any(|value| {
            let classes = value.classes(model);
            let is_known = !classes.is_empty() || matches!(value, Witness::Generator { .. });
            let has = |name: &str| {
                let of_class =
                    |class: &Definition<'db>| !family::inherited(db, *class, name).is_empty();
                let of_generator = match value {
                    Witness::Generator { .. } => matches!(name, "__iter__" | "__next__"),
                    _ => false,
                };
                name == "__slots__" || of_generator || classes.iter().any(of_class)
            };
            is_known && !wanted.iter().all(|(name, _)| has(name))
        })
    }

    /// What an annotation says, with what is known put for its type variables.
    pub(super) fn said(
        &mut self,
        model: &SemanticModel<'db>,
        annotation: &Expr,
        known: &Known<'_, 'db>,
    ) -> Vec<Witness<'db>> {
        let Some(ty) = annotation.inferred_type(model) else {
            return vec![Witness::Unknown];
        };
        if let Expr::Name(name) = annotation
            && is_variable(ty)
            && !matches!(ty, Type::TypeVar(variable) if is_self(self.db, variable))
        {
            return self.of_variable(model, &name.id, known);
        }
        if let Type::TypeVar(variable) = ty
            && is_self(self.db, variable)
        {
            let instances = known.receiver.iter().cloned();
            let instances: Vec<_> = instances.map(|it| self.instance(it)).collect();
            return match instances.is_empty() {
                true => vec![Witness::Unknown],
                false => instances,
            };
        }
        if is_dark(self.db, ty) {
            let instance = self.wrongly_applied(model, annotation);
            return vec![instance.unwrap_or(Witness::Unknown)];
        }
        if !has_variables(model, ty) {
            return vec![Witness::Value {
                file: model.program_file(),
                expression: annotation.clone(),
                ty,
                items: Vec::new(),
            }];
        }
        match annotation {
            Expr::BinOp(union) if union.op == ast::Operator::BitOr => {
                let mut found = self.said(model, &union.left, known);
                found.extend(self.said(model, &union.right, known));
                found
            }
            Expr::Subscript(applied) => self.said_of_class(model, applied, ty, known),
            _ => vec![Witness::Unknown],
        }
    }

    fn said_of_class(
        &mut self,
        model: &SemanticModel<'db>,
        applied: &ast::ExprSubscript,
        ty: Type<'db>,
        known: &Known<'_, 'db>,
    ) -> Vec<Witness<'db>> {
        let slices = slices(applied).into_iter();
        match (last_name(&applied.value), instance_class(model, ty)) {
            (Some("Optional"), _) => {
                let mut found = self.said(model, &applied.slice, known);
                let env = model.program_environment();
                found.push(Witness::Type(Type::none(self.db, &env)));
                found
            }
            (Some("Union"), _) => slices
                .flat_map(|slice| self.said(model, slice, known))
                .collect(),
            (_, Some(class)) => {
                let arguments = slices
                    .map(|slice| match slice.is_ellipsis_literal_expr() {
                        true => Vec::new(),
                        false => self.said(model, slice, known),
                    })
                    .collect();
                vec![Witness::Instance { class, arguments }]
            }
            _ => vec![Witness::Unknown],
        }
    }

    /// The witnesses of what a type variable stands for.
    pub(super) fn of_variable(
        &mut self,
        model: &SemanticModel<'db>,
        variable: &str,
        known: &Known<'_, 'db>,
    ) -> Vec<Witness<'db>> {
        let of_class = known.variables.iter().filter(|(name, _)| name == variable);
        let mut found: Vec<_> = of_class
            .flat_map(|(_, stands_for)| stands_for.clone())
            .collect();
        if found.is_empty() {
            for (annotation, argument) in &known.pairs {
                found.extend(self.of_pair(model, annotation, argument, variable, known));
            }
        }
        match found.is_empty() {
            true => vec![Witness::Unknown],
            false => found,
        }
    }

    /// What an argument says of a type variable in the annotation of its parameter.
    fn of_pair(
        &mut self,
        model: &SemanticModel<'db>,
        annotation: &Expr,
        argument: &Argument<'db>,
        variable: &str,
        known: &Known<'_, 'db>,
    ) -> Vec<Witness<'db>> {
        if !names_variable(annotation, variable) {
            return Vec::new();
        }
        match annotation {
            Expr::BinOp(union) if union.op == ast::Operator::BitOr => {
                let found = self.of_pair(model, &union.left, argument, variable, known);
                match found.iter().any(|it| !matches!(it, Witness::Unknown)) {
                    true => found,
                    false => self.of_pair(model, &union.right, argument, variable, known),
                }
            }
            Expr::Subscript(applied) if last_name(&applied.value) == Some("Callable") => {
                match slices(applied)[..] {
                    [parameters, result] if is_name(result, variable) => {
                        let given = self.of_callable(model, parameters, variable, known);
                        self.called_back(argument, given)
                    }
                    _ => Vec::new(),
                }
            }
            _ => {
                let values = match &argument.value {
                    Expr::Starred(starred) => self.items(argument.file, &starred.value, false),
                    value => self.of_expression(argument.file, value),
                };
                self.of_values(model, annotation, values, variable)
            }
        }
    }

    /// What a type variable in an annotation stands for if these values have been annotated so.
    fn of_values(
        &mut self,
        model: &SemanticModel<'db>,
        annotation: &Expr,
        values: Vec<Witness<'db>>,
        variable: &str,
    ) -> Vec<Witness<'db>> {
        let applied = match annotation {
            Expr::Name(name) if name.id == variable => return values,
            Expr::Subscript(applied) => applied,
            _ => return Vec::new(),
        };
        let slices = slices(applied);
        let at = slices
            .iter()
            .position(|slice| names_variable(slice, variable));
        let Some(index) = at else {
            return Vec::new();
        };
        let parts = match last_name(&applied.value) {
            Some("type" | "Type") => values.into_iter().map(|it| self.instance(it)).collect(),
            Some("tuple" | "Tuple") => {
                let mut found = Vec::new();
                let alternatives = values.iter().flat_map(|value| self.alternatives(value));
                for value in alternatives.collect::<Vec<_>>() {
                    found.extend(match self.items_in(&value) {
                        Items::Each(items) => items.into_iter().nth(index).unwrap_or_default(),
                        Items::All(items) => items,
                    });
                }
                found
            }
            Some(name) if OF_ITEMS.contains(&name) => self.items_of(values, false),
            _ => self.of_applied(model, applied, index, values),
        };
        self.of_values(model, slices[index], parts, variable)
    }

    /// What the class is applied to that values are instances of.
    fn of_applied(
        &mut self,
        model: &SemanticModel<'db>,
        applied: &ast::ExprSubscript,
        index: usize,
        values: Vec<Witness<'db>>,
    ) -> Vec<Witness<'db>> {
        let count = slices(applied).len();
        let is_last = index + 1 == count;
        let ty = applied.inferred_type(model);
        let class = ty.and_then(|ty| instance_class(model, ty));
        let mut found = Vec::new();
        for value in values {
            match value {
                Witness::Coroutine(awaited) if is_last => found.extend(awaited),
                value => {
                    let of_class =
                        class.and_then(|class| self.variables_of(&value, |it| it == class));
                    // The name stands for several classes, or for a protocol that classes follow
                    // without naming it: a future is applied to one thing, as what is said here.
                    let own = |own: &Variables<'db>| own.len() == count;
                    let variables =
                        of_class.or_else(|| self.variables_of(&value, |_| true).filter(own));
                    let stands_for = variables.unwrap_or_default().into_iter().nth(index);
                    found.extend(stands_for.map(|(_, it)| it).unwrap_or_default());
                }
            }
        }
        found
    }

    /// What a callable is given by the function that it is an argument of.
    fn of_callable(
        &mut self,
        model: &SemanticModel<'db>,
        parameters: &Expr,
        variable: &str,
        known: &Known<'_, 'db>,
    ) -> Vec<Vec<Witness<'db>>> {
        let Expr::List(parameters) = parameters else {
            return Vec::new();
        };
        if self.settling.iter().any(|settling| settling == variable) {
            return Vec::new();
        }
        self.settling.push(variable.to_owned());
        let parameters = parameters.elts.iter();
        let found = parameters
            .map(|parameter| match parameter {
                Expr::Name(name) if name.id == variable => vec![Witness::Unknown],
                parameter => self.said(model, parameter, known),
            })
            .collect();
        self.settling.pop();
        found
    }

    /// What a callable gives that is an argument.
    fn called_back(
        &mut self,
        argument: &Argument<'db>,
        given: Vec<Vec<Witness<'db>>>,
    ) -> Vec<Witness<'db>> {
        if let Expr::Lambda(lambda) = &argument.value {
            self.lambdas.push(Lambda {
                file: argument.file,
                range: lambda.range,
                given,
            });
            let found = self.of_expression(argument.file, &lambda.body);
            self.lambdas.pop();
            return found;
        }
        let callees = self.of_expression(argument.file, &argument.value);
        let callees = callees.into_iter();
        callees
            .flat_map(|callee| self.called(callee, Vec::new()))
            .collect()
    }

    /// What the parameter of a lambda is given that is called at the moment.
    pub(super) fn of_lambda_parameter(
        &self,
        file: ProgramFile<'db>,
        lambda: TextRange,
        index: usize,
    ) -> Option<Vec<Witness<'db>>> {
        let mut called = self.lambdas.iter().rev();
        let found = called.find(|called| called.file == file && called.range == lambda);
        let given = found.and_then(|called| called.given.get(index));
        given.cloned()
    }

    /// What constructing a class gives.
    pub(super) fn constructed(
        &mut self,
        class: Definition<'db>,
        arguments: &[Argument<'db>],
    ) -> Vec<Witness<'db>> {
        let db = self.db;
        let names = parameters_of(db, class);
        let plain = |arguments| vec![Witness::Instance { class, arguments }];
        if names.is_empty() {
            return plain(Vec::new());
        }
        let unknown = || names.iter().map(|_| vec![Witness::Unknown]).collect();
        let constructor = ["__init__", "__new__"]
            .iter()
            .find_map(|name| {
                let own = family::in_body(db, class, name);
                own.first().copied()
            })
            // The variables of a base are called as those of the class are.
            .or_else(|| family::inherited(db, class, "__init__").first().copied());
        let (Some(constructor), false) = (
            constructor,
            arguments.iter().any(|it| it.value.is_starred_expr()),
        ) else {
            return plain(unknown());
        };
        let model = SemanticModel::new(db, constructor.program_file(db));
        let parsed = parsed_module(db, constructor.python_file(db)).load(db);
        for overload in self.overloads(constructor) {
            let DefinitionKind::Function(node) = overload.kind(db) else {
                continue;
            };
            let function = node.node(&parsed);
            // `-> T` is no instance of the class.
            let returns = function.returns.as_deref();
            let is_other = returns.is_some_and(|it| {
                let ty = it.inferred_type(&model);
                let is_self = |ty| matches!(ty, Type::TypeVar(it) if is_self(db, it));
                it.is_name_expr() && ty.is_some_and(|ty| is_variable(ty) && !is_self(ty))
            });
            let (false, Some(pairs)) = (is_other, paired(function, true, arguments)) else {
                continue;
            };
            if (pairs.iter()).any(|(annotation, it)| self.refuses(&model, annotation, it)) {
                continue;
            }
            let known = Known {
                variables: Variables::new(),
                receiver: &[],
                pairs,
            };
            // `self: dict[str, _VT]`, `-> zip[tuple[_T1, _T2]]`
            let first = function.parameters.iter_non_variadic_params().next();
            let said = (function.returns.as_deref().into_iter())
                .chain(first.and_then(|first| first.annotation()))
                .find(|said| said.is_subscript_expr());
            return match said {
                Some(said) => self.said(&model, said, &known),
                None => {
                    let items = names.iter();
                    let mut items: Vec<_> = items
                        .map(|name| self.of_variable(&model, name, &known))
                        .collect();
                    if family::name(db, class).as_deref() == Some("tuple") {
                        // `tuple[int, ...]`
                        items.push(Vec::new());
                    }
                    plain(items)
                }
            };
        }
        plain(unknown())
    }
}

/// Whether a parameter of a built-in type does not take values of another one.
fn does_not_take(wanted: &str, given: &str) -> bool {
    const PLAIN: &[&str] = &["str", "bytes", "int", "float", "bool", "None", "slice"];
    let is_plain = |name: &str| PLAIN.contains(&name);
    match wanted {
        "float" | "float*" | "complex" => {
            is_plain(given) && !matches!(given, "int" | "bool" | "float")
        }
        "int" | "SupportsIndex" => is_plain(given) && !matches!(given, "int" | "bool"),
        "LiteralString" => is_plain(given) && given != "str",
        "None" => !matches!(given, "None" | "Unknown") && !given.contains("None"),
        _ if wanted.starts_with("slice") => !given.starts_with("slice"),
        _ => is_plain(wanted) && is_plain(given) && wanted != given,
    }
}

/// Whether a type variable is somewhere in an annotation.
fn names_variable(annotation: &Expr, variable: &str) -> bool {
    struct Finds<'a>(&'a str, bool);
    impl Visitor<'_> for Finds<'_> {
        fn visit_expr(&mut self, expression: &Expr) {
            self.1 |= is_name(expression, self.0);
            walk_expr(self, expression);
        }
    }
    let mut finds = Finds(variable, false);
    finds.visit_expr(annotation);
    finds.1
}

fn is_name(expression: &Expr, name: &str) -> bool {
    matches!(expression, Expr::Name(it) if it.id == name)
}

/// The annotation of `*args` with the arguments that are spread into it.
fn spread<'a, 'b, 'db>(
    function: &'a ast::StmtFunctionDef,
    arguments: &'b [Argument<'db>],
) -> Vec<(&'a Expr, &'b Argument<'db>)> {
    let vararg = function.parameters.vararg.as_deref();
    let annotation = vararg.and_then(|vararg| vararg.annotation());
    let spread = arguments.iter().filter(|it| it.value.is_starred_expr());
    annotation
        .map(|annotation| spread.map(|it| (annotation, it)).collect())
        .unwrap_or_default()
}

/// The annotations of parameters with the arguments that they take; `None` if the call does not fit.
pub(super) fn paired<'a, 'b, 'db>(
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
