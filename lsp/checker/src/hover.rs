//! The type of what stands at an offset, its documentation, and where it comes from.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, AnyNodeRef, ExprRef};
use ruff_text_size::{TextRange, TextSize};
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::Type;
use ty_python_semantic::{HasType, ImportAliasResolution, ResolvedDefinition, SemanticModel};

use crate::declaration;
use crate::definitions::{of_target, reachable, type_of};
use crate::family;
use crate::locate::{self, Target};
use crate::parameters;
use crate::patterns;
use crate::place::Place;
use crate::shown;
use crate::sources::Wanted;
use crate::super_members::class_around;
use crate::unreachable::never_runs;
use crate::witness::{self, Inferred, Witness};
use crate::{Address, Snapshot};

/// What a hover is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Something with a name.
    Named,
    /// A module of an import statement.
    Module,
    Operator,
    /// The name of a keyword argument.
    Keyword,
    /// A value without a name, as a literal.
    Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    pub subject: Subject,
    pub name: Option<String>,
    /// What the hover is about: the name, or the expression.
    pub range: TextRange,
    /// The type as the checker writes it, over several lines where it is long.
    pub ty: String,
    /// The same with `int` for `Literal[1]`.
    pub promoted: String,
    /// For a function, a class or a module: how it is declared, each overload on a line.
    pub declaration: Option<String>,
    pub is_overloaded: bool,
    /// The docstring of the definition, of the source where the stub has none.
    pub docstring: Option<String>,
    pub definitions: Vec<Place>,
    /// The type is not known.
    pub is_unknown: bool,
    /// For a function without a return annotation: what its body gives.
    pub returns: Option<Inferred>,
}

fn subject(target: Target<'_>) -> Subject {
    match target {
        Target::Module { .. } | Target::FromModule { .. } => Subject::Module,
        Target::BinaryOperator(..) | Target::UnaryOperator(..) => Subject::Operator,
        Target::Keyword { .. } | Target::ClassKeyword { .. } => Subject::Keyword,
        Target::Expression(_) => Subject::Value,
        _ => Subject::Named,
    }
}

impl Snapshot {
    pub fn hover(&self, address: &Address, offset: TextSize) -> Option<Hover> {
        let opened = self.open(address)?;
        locate::at(&opened, offset, &mut |model, target| {
            self.hover_of(model, target)
        })
    }

    /// The type of the expression that spans exactly a range, as it can be put into the text:
    /// `None` where it cannot be written, or is not known.
    pub fn written_type(&self, address: &Address, range: TextRange) -> Option<String> {
        let opened = self.open(address)?;
        let ty = opened.expression(range)?.inferred_type(&opened.model)?;
        let env = opened.model.program_environment();
        let parts = ty.display(&self.db, &env).to_string_parts();
        let is_known = !ty.is_unknown() && !parts.label.contains("Unknown");
        (parts.is_valid_syntax && is_known).then_some(parts.label)
    }

    fn hover_of<'db>(&'db self, model: &SemanticModel<'db>, target: Target<'_>) -> Option<Hover> {
        let aliases = ImportAliasResolution::ResolveAliases;
        let definitions = of_target(&self.db, model, target, aliases);
        let definitions = reachable(&self.db, model, target, definitions);
        let ty = type_of(model, target);
        if ty.is_none() && definitions.is_empty() {
            return None;
        }
        let inferred = self.inferred_type(model, target, ty);
        let is_found_otherwise = |ty| match target {
            Target::Attribute(attribute) => {
                !definitions.is_empty() && witness::is_vague(model, attribute.into(), ty)
            }
            _ => false,
        };
        let env = model.program_environment();
        let known = ty.map(|ty| witness::known_part(&self.db, &env, ty));
        // That a value is `None` or something unknown says as little.
        let says_nothing = |known: Type<'db>| {
            witness::is_dark(&self.db, known) || ty != Some(known) && known.is_none(&self.db)
        };
        let is_unknown = inferred.is_none()
            && known.is_none_or(|known| says_nothing(known) || is_found_otherwise(known));
        let returns = self.returned(&definitions);
        let promoted = known.map(|ty| self.display(model, witness::promoted(&self.db, &env, ty)));
        let known = known
            .map(|ty| self.display_of(model, target, ty))
            .unwrap_or_default();
        let declaration = match inferred {
            Some(_) => None,
            None if is_unknown => self.member_declaration(target, &definitions),
            None => ty.and_then(|ty| declaration::of(&self.db, &env, ty, target.name())),
        };
        let texts = match inferred {
            Some(inferred) => (inferred.text.clone(), inferred.text),
            None => (known, promoted.unwrap_or_default()),
        };
        Some(Hover {
            subject: subject(target),
            name: target.name().map(str::to_owned),
            range: target.range(),
            ty: texts.0,
            promoted: texts.1,
            is_overloaded: declaration
                .as_ref()
                .is_some_and(|text| text.contains("\ndef ")),
            declaration,
            docstring: self.docstring_or_aliased(&definitions),
            definitions: self.places(&definitions, Wanted::Runtime),
            is_unknown,
            returns,
        })
    }

    /// How a method is declared that was found without the checker.
    fn member_declaration(
        &self,
        target: Target<'_>,
        definitions: &[ResolvedDefinition<'_>],
    ) -> Option<String> {
        let Target::Attribute(_) = target else {
            return None;
        };
        // Of several without overloads, the others are for older versions. The type of the last
        // overload knows all of them.
        let mut definitions = definitions
            .iter()
            .filter_map(ResolvedDefinition::definition);
        let first = definitions.next()?;
        let overloads = definitions.filter(|it| witness::is_overload(&self.db, *it));
        let definition = match witness::is_overload(&self.db, first) {
            true => overloads.last().unwrap_or(first),
            false => first,
        };
        let DefinitionKind::Function(node) = definition.kind(&self.db) else {
            return None;
        };
        let parsed = parsed_module(&self.db, definition.python_file(&self.db)).load(&self.db);
        let model = SemanticModel::new(&self.db, definition.program_file(&self.db));
        let ty = node.node(&parsed).inferred_type(&model)?;
        let env = model.program_environment();
        let declaration = declaration::of(&self.db, &env, ty, target.name())?;
        let class = family::member_class(&self.db, definition)?;
        let class = family::name(&self.db, class)?;
        let declaration = declaration.replace("def ", &format!("def {class}."));
        Some(witness::without_binders(&declaration))
    }

    /// What calling the function behind definitions gives, where that is not written down.
    pub(crate) fn returned<'db>(
        &'db self,
        definitions: &[ResolvedDefinition<'db>],
    ) -> Option<Inferred> {
        let mut functions = definitions
            .iter()
            .filter_map(ResolvedDefinition::definition);
        let first = functions.next()?;
        let first = self.aliased(first).unwrap_or(first);
        if functions.next().is_none()
            && self
                .db
                .known(first)
                .is_some_and(|it| it.returns_are_written)
        {
            return None;
        }
        let found = witness::returned_text(&self.db, first);
        found.clone().or_else(|| self.never(definitions))
    }

    /// The function that a definition is another name of.
    pub(crate) fn aliased<'db>(&'db self, definition: Definition<'db>) -> Option<Definition<'db>> {
        let is_no_alias = self.db.known(definition).is_some_and(|it| it.is_no_alias);
        match is_no_alias {
            true => None,
            false => witness::aliased(&self.db, definition),
        }
    }

    /// What a function gives that only raises.
    fn never(&self, definitions: &[ResolvedDefinition<'_>]) -> Option<Inferred> {
        let mut definitions = definitions
            .iter()
            .filter_map(ResolvedDefinition::definition);
        let only_raises = definitions.any(|it| witness::only_raises(&self.db, it));
        only_raises.then(|| Inferred {
            text: "Never".to_owned(),
            is_complete: true,
            is_insertable: false,
        })
    }

    /// The type of a target that the checker leaves open.
    fn inferred_type<'db>(
        &'db self,
        model: &SemanticModel<'db>,
        target: Target<'_>,
        ty: Option<Type<'db>>,
    ) -> Option<Inferred> {
        if let Target::Binding(name, _) = target
            && let Some(text) = patterns::captured(model, name)
            && !text.contains("Unknown")
        {
            return Some(Inferred {
                text,
                is_complete: true,
                is_insertable: false,
            });
        }
        let is_set_later = match target {
            Target::Attribute(attribute) => witness::is_set_later(model, attribute.into()),
            _ => false,
        };
        let is_narrowed = matches!(ty, Some(Type::Intersection(_)));
        let is_never_run = |ty| matches!(ty, Type::Never) && never_runs(model, target.range());
        let read = match target {
            Target::Name(name) => Some(ExprRef::from(name)),
            Target::Attribute(attribute) => Some(ExprRef::from(attribute)),
            _ => None,
        };
        if let (Some(read), Some(ty)) = (read, ty)
            && (witness::is_vague(model, read, ty) || is_never_run(ty))
        {
            let mut found = witness::witnesses(model, read);
            if is_narrowed {
                found = witness::without_none(&self.db, found);
            }
            let inferred = Inferred::of(&self.db, &model.program_environment(), &found);
            return inferred.filter(|inferred| !inferred.text.contains("Unknown"));
        }
        if !is_set_later && ty.is_some_and(|ty| !witness::says_unknown(model, ty)) {
            return None;
        }
        // What a test has made of a value says more than what it was bound to.
        if is_narrowed && ty.is_some_and(|ty| !witness::is_open(&self.db, ty)) {
            return None;
        }
        let expression = match target {
            Target::Parameter(parameter) => return self.parameter_type(model, parameter),
            Target::Name(name) => ExprRef::from(name),
            Target::Attribute(attribute) => ExprRef::from(attribute),
            Target::Expression(expression) => expression,
            _ => return None,
        };
        let mut found = witness::witnesses(model, expression);
        if is_narrowed {
            found = witness::without_none(&self.db, found);
        }
        let inferred = Inferred::of(&self.db, &model.program_environment(), &found);
        let known = ty.filter(|ty| !witness::is_open(&self.db, *ty));
        let known = known.map(|ty| self.display(model, ty));
        let unknowns = |text: &str| text.matches("Unknown").count();
        let says_more = |inferred: &Inferred| match &known {
            // `defaultdict[Unknown, list[Unknown]]` more than `defaultdict[Unknown, Unknown]`.
            Some(known) => {
                unknowns(&inferred.text) == 0
                    || unknowns(&inferred.text) <= unknowns(known)
                        && inferred.text.len() > known.len()
            }
            // Where nothing else is known, `None` is what it is until it gets a value.
            None => inferred.is_complete || inferred.text != "None",
        };
        inferred.filter(says_more)
    }

    /// The type of a parameter without an annotation.
    fn parameter_type<'db>(
        &'db self,
        model: &SemanticModel<'db>,
        parameter: &ast::Parameter,
    ) -> Option<Inferred> {
        let env = model.program_environment();
        if let Some(ty) = parameters::overridden_type(&self.db, model, parameter) {
            return Inferred::of(&self.db, &env, &[Witness::Type(ty)]);
        }
        let parsed = parsed_module(&self.db, model.python_file()).load(&self.db);
        let found = match parameters::default(&parsed, parameter) {
            Some(default) => witness::witnesses(model, default.into()),
            None => witness::of_parameter(model, parameter),
        };
        Inferred::of(&self.db, &env, &found).filter(|inferred| inferred.text != "None")
    }

    /// A type as it is shown of a target: `Self` in a method is that of its class.
    fn display_of<'db>(
        &'db self,
        model: &SemanticModel<'db>,
        target: Target<'_>,
        ty: Type<'db>,
    ) -> String {
        let node: Option<AnyNodeRef<'_>> = match target {
            Target::Name(name) => Some(name.into()),
            Target::Parameter(parameter) => Some(parameter.into()),
            _ => None,
        };
        if let (Type::TypeVar(variable), Some(node)) = (ty, node)
            && witness::is_self(&self.db, variable)
            && let Some(class) = class_around(&self.db, model, node)
            && let Some(name) = family::name(&self.db, class)
        {
            return format!("Self@{name}");
        }
        self.display(model, ty)
    }

    pub(crate) fn display<'db>(&'db self, model: &SemanticModel<'db>, ty: Type<'db>) -> String {
        let env = model.program_environment();
        let line = shown::line(&self.db, &env, ty);
        if line.len() <= declaration::MAX_LINE {
            return witness::plain(line);
        }
        witness::plain(shown::lines(&self.db, &env, ty))
    }
}
