//! The witnesses of what a definition binds, and of what a function gives when it is called.

use super::variable::Known;
use super::*;
use crate::names::last_name;
use crate::witness::body::{Body, Yield, can_end};

impl<'db> Search<'db> {
    /// What a definition binds; `receiver` is what an attribute was looked up on.
    pub(super) fn of_definition(
        &mut self,
        definition: Definition<'db>,
        receiver: &[Witness<'db>],
    ) -> Vec<Witness<'db>> {
        let db = self.db;
        if definition.kind(db).is_function_def() {
            return match decoration(db, definition).is_property {
                true => self.of_body(definition, receiver.to_vec(), Vec::new()),
                false => vec![Witness::Function {
                    definition,
                    receiver: receiver.to_vec(),
                }],
            };
        }
        let file = definition.program_file(db);
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        match definition.kind(db) {
            DefinitionKind::Class(class) => {
                let model = SemanticModel::new(db, file);
                let ty = class.node(&parsed).inferred_type(&model);
                ty.map(Witness::Type).into_iter().collect()
            }
            DefinitionKind::Assignment(assignment) => match assignment.unpack() {
                None => self.of_expression(file, assignment.value(&parsed)),
                Some(unpack) => {
                    let whole = unpack.target(db, &parsed);
                    let values = self.of_expression(file, assignment.value(&parsed));
                    self.unpacked(values, whole, assignment.target(&parsed).range())
                }
            },
            DefinitionKind::AnnotatedAssignment(assignment) => {
                let annotation = assignment.annotation(&parsed);
                let found = self.annotated(file, annotation, receiver);
                if !found.is_empty() {
                    return found;
                }
                let known = Known::of_class(self.class_variables(definition, receiver));
                self.said(&SemanticModel::new(db, file), annotation, &known)
            }
            DefinitionKind::NamedExpression(named) => {
                self.of_expression(file, &named.node(&parsed).value)
            }
            DefinitionKind::AugmentedAssignment(it) => {
                // `x += y` keeps the type of `x` nearly always.
                match &*it.node(&parsed).target {
                    Expr::Name(name) => self.before_augmented(file, name),
                    _ => Vec::new(),
                }
            }
            DefinitionKind::For(it) => {
                let items = self.items(file, it.iterable(&parsed), it.is_async());
                self.unpacked_target(items, it.target_kind(), it.target(&parsed), &parsed)
            }
            DefinitionKind::Comprehension(it) => {
                let items = self.items(file, it.iterable(&parsed), it.is_async());
                self.unpacked_target(items, it.target_kind(), it.target(&parsed), &parsed)
            }
            DefinitionKind::WithItem(it) => {
                let entered = self.entered(file, it.context_expr(&parsed), it.is_async());
                self.unpacked_target(entered, it.target_kind(), it.target(&parsed), &parsed)
            }
            DefinitionKind::Parameter(_) => self.of_parameter(definition),
            DefinitionKind::LambdaParameter(it) => {
                let lambda = it.lambda.node(&parsed).range;
                let index = it.index as usize;
                match self.of_lambda_parameter(file, lambda, index) {
                    Some(given) => given,
                    None => self.of_lambda_argument(file, lambda, index),
                }
            }
            _ => Vec::new(),
        }
    }

    /// What the other definitions of a name bind that is the target of an augmented assignment.
    fn before_augmented(
        &mut self,
        file: ProgramFile<'db>,
        name: &ast::ExprName,
    ) -> Vec<Witness<'db>> {
        let model = SemanticModel::new(self.db, file);
        let aliases = ImportAliasResolution::ResolveAliases;
        let all = definitions_for_name(&model, &name.id, name.into(), aliases);
        let all = all.iter().filter_map(ResolvedDefinition::definition);
        let is_other = |definition: &Definition<'db>| {
            !matches!(
                definition.kind(self.db),
                DefinitionKind::AugmentedAssignment(_)
            )
        };
        let others: Vec<Definition<'db>> = all.filter(is_other).collect();
        let others = others.into_iter();
        others
            .flat_map(|definition| self.of_definition(definition, &[]))
            .collect()
    }

    /// What an annotation says; `Self` is the receiver.
    pub(super) fn annotated(
        &mut self,
        file: ProgramFile<'db>,
        annotation: &Expr,
        receiver: &[Witness<'db>],
    ) -> Vec<Witness<'db>> {
        let model = SemanticModel::new(self.db, file);
        let env = model.program_environment();
        let Some(ty) = annotation.inferred_type(&model) else {
            return Vec::new();
        };
        match ty {
            Type::TypeVar(variable) if is_self(self.db, variable) => {
                if !receiver.is_empty() {
                    let receiver = receiver.iter().cloned();
                    return receiver.map(|it| self.instance(it)).collect();
                }
            }
            _ if is_dark(self.db, ty) => {
                return self
                    .wrongly_applied(&model, annotation)
                    .into_iter()
                    .collect();
            }
            // What a type variable stands for, the call would say.
            _ if ty.display(self.db, &env).to_string().contains('@') => return Vec::new(),
            _ => {}
        }
        vec![Witness::Value {
            file,
            expression: annotation.clone(),
            ty,
            items: Vec::new(),
        }]
    }

    /// An instance of a class that is applied to something in an annotation, though it is not
    /// generic as far as the source says: `Formatter[str]` where only stubs know of that.
    pub(super) fn wrongly_applied(
        &self,
        model: &SemanticModel<'db>,
        annotation: &Expr,
    ) -> Option<Witness<'db>> {
        let applied = annotation.as_subscript_expr()?;
        match applied.value.inferred_type(model)? {
            ty @ Type::ClassLiteral(_) => family::class_of(self.db, model, ty),
            _ => None,
        }
        .map(Witness::instance_of)
    }

    /// The argument that the followed call gives for a parameter, or its default.
    fn of_parameter(&mut self, definition: Definition<'db>) -> Vec<Witness<'db>> {
        let db = self.db;
        let Some(frame) = self.frames.last() else {
            return self.of_callers(definition);
        };
        let function = frame.function;
        if function.file(db) != definition.file(db) {
            return Vec::new();
        }
        let parsed = parsed_module(db, function.python_file(db)).load(db);
        let DefinitionKind::Function(node) = function.kind(db) else {
            return Vec::new();
        };
        let wanted = definition.full_range(db, &parsed).range();
        let is_bound = !frame.receiver.is_empty();
        match given(node.node(&parsed), wanted, is_bound, &frame.arguments) {
            Given::Receiver => frame.receiver.clone(),
            Given::Argument(argument) => {
                let (file, value) = (argument.file, argument.value.clone());
                // The argument belongs to the caller.
                let Some(frame) = self.frames.pop() else {
                    return Vec::new();
                };
                let found = self.of_expression(file, &value);
                self.frames.push(frame);
                found
            }
            Given::Default(default) => {
                let default = default.clone();
                self.of_expression(function.program_file(db), &default)
            }
            Given::Nothing => Vec::new(),
        }
    }

    /// What calling a function gives.
    pub(super) fn of_body(
        &mut self,
        definition: Definition<'db>,
        receiver: Vec<Witness<'db>>,
        arguments: Vec<Argument<'db>>,
    ) -> Vec<Witness<'db>> {
        let db = self.db;
        let DefinitionKind::Function(node) = definition.kind(db) else {
            return vec![Witness::Unknown];
        };
        let is_active = |frame: &Frame<'db>| frame.function == definition;
        if self.frames.len() >= MAX_DEPTH || self.frames.iter().any(is_active) {
            // What a recursive call gives, the other returns say.
            return Vec::new();
        }
        let file = definition.program_file(db);
        let parsed = parsed_module(db, definition.python_file(db)).load(db);
        let function = node.node(&parsed);
        let receiver = match is_static(function) {
            true => Vec::new(),
            false => receiver,
        };
        if let Some(annotation) = &function.returns {
            let annotated = match is_overload(db, definition) {
                true => Vec::new(),
                false => self.annotated(file, annotation, &receiver),
            };
            let annotated = match annotated.is_empty() {
                true => self.of_annotated(definition, &receiver, &arguments),
                false => annotated,
            };
            let is_generator = !Body::of(&function.body).yields.is_empty();
            return match function.is_async && !is_generator {
                true => vec![Witness::Coroutine(annotated)],
                false => annotated,
            };
        }
        if file.file(db).is_stub(db) {
            return vec![Witness::Unknown];
        }
        self.frames.push(Frame {
            function: definition,
            arguments,
            receiver,
        });
        let found = self.of_statements(file, function);
        self.frames.pop();
        found
    }

    fn of_statements(
        &mut self,
        file: ProgramFile<'db>,
        function: &ast::StmtFunctionDef,
    ) -> Vec<Witness<'db>> {
        let model = SemanticModel::new(self.db, file);
        let env = model.program_environment();
        let none = || Witness::Type(Type::none(self.db, &env));
        let body = Body::of(&function.body);
        let mut returns = Vec::new();
        let falls_off = can_end(&model, &function.body);
        if falls_off || body.returns.iter().any(Option::is_none) {
            returns.push(none());
        }
        if returns.is_empty() && body.returns.is_empty() && body.yields.is_empty() {
            // It only ever raises.
            return match body.is_unfinished {
                true => vec![Witness::Unknown],
                false => vec![Witness::Type(Type::Never)],
            };
        }
        let mut yields = Vec::new();
        for it in &body.yields {
            match it {
                Yield::One(None) => yields.push(none()),
                Yield::One(Some(value)) => yields.extend(self.of_expression(file, value)),
                Yield::From(value) => yields.extend(self.items(file, value, false)),
            }
        }
        for value in body.returns.iter().flatten() {
            returns.extend(self.of_expression(file, value));
        }
        match (body.yields.is_empty(), function.is_async) {
            (false, is_async) => vec![Witness::Generator {
                yields,
                returns,
                is_async,
            }],
            (true, true) => vec![Witness::Coroutine(returns)],
            (true, false) => returns,
        }
    }
}

/// What a call gives for a parameter.
pub(super) enum Given<'a, 'db> {
    /// It is the first one of a method.
    Receiver,
    Argument(&'a Argument<'db>),
    Default(&'a Expr),
    Nothing,
}

/// What a call with these arguments gives for the parameter at a range.
pub(super) fn given<'a, 'db>(
    function: &'a ast::StmtFunctionDef,
    wanted: TextRange,
    is_bound: bool,
    arguments: &'a [Argument<'db>],
) -> Given<'a, 'db> {
    let parameters = &function.parameters;
    let positional: Vec<_> = (parameters.posonlyargs.iter())
        .chain(&parameters.args)
        .collect();
    let is_wanted = |parameter: &ast::ParameterWithDefault| {
        wanted.contains_range(parameter.parameter.name.range())
    };
    let index = positional.iter().position(|parameter| is_wanted(parameter));
    let found = (positional.iter().copied())
        .chain(&parameters.kwonlyargs)
        .find(|parameter| is_wanted(parameter));
    let Some(found) = found else {
        return Given::Nothing;
    };
    if is_bound && index == Some(0) {
        return Given::Receiver;
    }
    let named = |argument: &&Argument<'db>| argument.name.as_deref() == Some(found.name().as_str());
    let plain = || {
        let index = index? - usize::from(is_bound);
        let argument = arguments.get(index)?;
        let is_plain = argument.name.is_none()
            && (arguments[..=index].iter()).all(|argument| !argument.value.is_starred_expr());
        is_plain.then_some(argument)
    };
    match arguments.iter().find(named).or_else(plain) {
        Some(argument) => Given::Argument(argument),
        None => found.default().map_or(Given::Nothing, Given::Default),
    }
}

fn decorators(function: &ast::StmtFunctionDef) -> impl Iterator<Item = &str> {
    function.decorator_list.iter().filter_map(|decorator| {
        let callee = match &decorator.expression {
            Expr::Call(call) => &*call.func,
            other => other,
        };
        last_name(callee)
    })
}

/// What the names of a function's decorators say.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, salsa::SalsaValue)]
struct Decoration {
    is_overload: bool,
    /// Read as an attribute, not called.
    is_property: bool,
}

/// Known longer than the tree.
#[salsa::tracked]
fn decoration<'db>(db: &'db dyn ty_python_semantic::Db, definition: Definition<'db>) -> Decoration {
    let DefinitionKind::Function(node) = definition.kind(db) else {
        return Decoration::default();
    };
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    let function = node.node(&parsed);
    let is_property = |name: &str| name.ends_with("property") || name == "getter";
    Decoration {
        is_overload: decorators(function).any(|name| name == "overload"),
        is_property: decorators(function).any(is_property),
    }
}

/// Whether a definition is one of several signatures of a function.
pub fn is_overload<'db>(db: &'db dyn ty_python_semantic::Db, definition: Definition<'db>) -> bool {
    definition.kind(db).is_function_def() && decoration(db, definition).is_overload
}

pub(super) fn is_static(function: &ast::StmtFunctionDef) -> bool {
    decorators(function).any(|name| name == "staticmethod")
}

/// Whether calling it gives a context manager around what it yields.
pub fn is_context_manager(function: &ast::StmtFunctionDef) -> bool {
    decorators(function).any(|name| name == "contextmanager" || name == "asynccontextmanager")
}
