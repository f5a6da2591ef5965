//! What calls give: of functions by their bodies or annotations, of classes instances.

use super::applied::{has_variables, instance_class};
use super::*;
use crate::family;
use crate::super_members::{class_around, is_super};

impl<'db> Search<'db> {
    pub(super) fn of_call(
        &mut self,
        file: ProgramFile<'db>,
        call: &ast::ExprCall,
    ) -> Vec<Witness<'db>> {
        let callees = self.callees_of(file, call);
        let callees = callees.into_iter();
        callees
            .flat_map(|callee| self.called(callee, arguments(file, call)))
            .collect()
    }

    /// The values that a call may call.
    fn callees_of(&mut self, file: ProgramFile<'db>, call: &ast::ExprCall) -> Vec<Witness<'db>> {
        let model = SemanticModel::new(self.db, file);
        match functions_of(&model, &call.func) {
            Some(functions) => {
                let receiver = match &*call.func {
                    Expr::Attribute(attribute) if is_super(&attribute.value) => {
                        self.of_super(&model, &attribute.value)
                    }
                    Expr::Attribute(attribute) => self.of_expression(file, &attribute.value),
                    _ => Vec::new(),
                };
                // A function of a module, or of a class, takes its first argument from the call.
                let function = |(definition, is_bound)| Witness::Function {
                    definition,
                    receiver: if is_bound {
                        receiver.clone()
                    } else {
                        Vec::new()
                    },
                };
                functions.into_iter().map(function).collect()
            }
            None => self.of_expression(file, &call.func),
        }
    }

    /// The functions that a call calls, of a class its constructor.
    pub(super) fn callees(
        &mut self,
        file: ProgramFile<'db>,
        call: &ast::ExprCall,
    ) -> Vec<Witness<'db>> {
        let model = self.model();
        let mut found = Vec::new();
        for callee in self.callees_of(file, call) {
            let class = match callee.ty() {
                Some(ty @ (Type::ClassLiteral(_) | Type::GenericAlias(_))) => {
                    family::class_of(self.db, &model, ty)
                }
                _ => None,
            };
            let Some(class) = class else {
                found.push(callee);
                continue;
            };
            let constructors = ["__init__", "__new__"].into_iter();
            let constructors = constructors
                .filter_map(|name| family::in_body(self.db, class, name).first().copied());
            found.extend(constructors.map(|definition| Witness::Function {
                definition,
                // It is bound, but nothing is known of the instance yet.
                receiver: vec![Witness::Unknown],
            }));
        }
        found
    }

    /// What calling a value gives.
    pub(super) fn called(
        &mut self,
        callee: Witness<'db>,
        arguments: Vec<Argument<'db>>,
    ) -> Vec<Witness<'db>> {
        match callee {
            Witness::Function {
                definition,
                receiver,
            } => {
                let found = self.of_body(definition, receiver, arguments);
                self.without_variables(definition, found)
            }
            Witness::Value {
                file,
                expression: Expr::Lambda(lambda),
                ..
            } => self.of_expression(file, &lambda.body),
            any if is_any(&any) => vec![any],
            Witness::Value { .. } | Witness::Type(_) | Witness::Instance { .. } => {
                self.called_value(&callee, &arguments)
            }
            _ => vec![Witness::Unknown],
        }
    }

    /// What calling a class or an object gives.
    fn called_value(
        &mut self,
        callee: &Witness<'db>,
        arguments: &[Argument<'db>],
    ) -> Vec<Witness<'db>> {
        let model = self.model();
        let class = match callee.ty() {
            Some(ty @ (Type::ClassLiteral(_) | Type::GenericAlias(_) | Type::SubclassOf(_))) => {
                family::class_of(self.db, &model, ty)
            }
            Some(ty) if instance_class(&model, ty).is_none() => return vec![Witness::Unknown],
            _ => None,
        };
        if let Some(class) = class {
            return self.constructed(class, arguments);
        }
        let methods = self.of_member(std::slice::from_ref(callee), "__call__");
        let methods = methods.into_iter();
        let methods = methods.filter(|witness| matches!(witness, Witness::Function { .. }));
        let methods: Vec<_> = methods.collect();
        let methods = methods.into_iter();
        methods
            .flat_map(|method| self.called(method, arguments.to_vec()))
            .collect()
    }

    /// What `super()` stands for.
    fn of_super(&self, model: &SemanticModel<'db>, value: &Expr) -> Vec<Witness<'db>> {
        if let Some(frame) = self.frames.last()
            && !frame.receiver.is_empty()
        {
            return frame.receiver.clone();
        }
        let class = class_around(self.db, model, value.into());
        class.map(Witness::instance_of).into_iter().collect()
    }

    /// What a call gives does not depend on the type variables of the function any more; where it
    /// still does, it is not known.
    fn without_variables(
        &self,
        function: Definition<'db>,
        found: Vec<Witness<'db>>,
    ) -> Vec<Witness<'db>> {
        let db = self.db;
        let env = SemanticModel::new(db, function.program_file(db)).program_environment();
        let Some(name) = family::name(db, function) else {
            return found;
        };
        let binder = format!("@{name}");
        let is_left = |witness: &Witness<'db>| match witness {
            Witness::Value { ty, items, .. } if items.is_empty() => {
                ty.display(db, &env).to_string().contains(&binder)
            }
            _ => false,
        };
        let found = found.into_iter();
        found
            .map(|witness| match is_left(&witness) {
                true => Witness::Unknown,
                false => witness,
            })
            .collect()
    }

    /// Whether a type depends on a type variable that the arguments of the call that is followed
    /// settle.
    pub(super) fn is_variable(&self, model: &SemanticModel<'db>, ty: Type<'db>) -> bool {
        let has_arguments = |frame: &Frame<'db>| !frame.arguments.is_empty();
        self.frames.last().is_some_and(has_arguments) && has_variables(model, ty)
    }
}

/// The functions that a callee is, where the checker knows it, and whether they are bound.
pub(super) fn functions_of<'db>(
    model: &SemanticModel<'db>,
    callee: &Expr,
) -> Option<Vec<(Definition<'db>, bool)>> {
    let db = model.db();
    let env = model.program_environment();
    let ty = callee.inferred_type(model)?;
    let parts = match ty {
        Type::Union(union) => union.elements(db).to_vec(),
        _ => vec![ty],
    };
    let mut functions = Vec::new();
    for part in parts {
        match part {
            Type::FunctionLiteral(_) | Type::BoundMethod(_) => {
                let definition = *part.definition(db, &env)?.definition()?;
                functions.push((definition, matches!(part, Type::BoundMethod(_))));
            }
            _ => return None,
        }
    }
    Some(functions)
}

pub(super) fn arguments<'db>(file: ProgramFile<'db>, call: &ast::ExprCall) -> Vec<Argument<'db>> {
    let positional = call.arguments.args.iter();
    let positional = positional.map(|value| argument(file, value));
    let keywords = call.arguments.keywords.iter();
    let keywords = keywords.filter_map(|keyword| {
        let name = keyword.arg.as_ref()?;
        Some(Argument {
            name: Some(name.to_string()),
            ..argument(file, &keyword.value)
        })
    });
    positional.chain(keywords).collect()
}

/// An argument without a name.
pub(super) fn argument<'db>(file: ProgramFile<'db>, value: &Expr) -> Argument<'db> {
    Argument {
        name: None,
        file,
        value: value.clone(),
    }
}
