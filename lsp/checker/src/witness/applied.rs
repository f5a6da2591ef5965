//! Instances of classes, and what the classes are applied to: `int` in `list[int]`.
//!
//! A type of the checker does not show its arguments, but the text that it is written as says of each
//! name which class is meant.

use ty_python_semantic::types::{KnownClass, KnownInstanceType, TypeDetail};

use super::text::{class_of_literal, split};
use super::variable::Known;
use super::*;
use crate::declaration::bracketed;
use crate::family;
use crate::names::last_name;
use crate::super_members::class_around;

/// What type variables stand for.
pub(super) type Variables<'db> = Vec<(String, Vec<Witness<'db>>)>;

/// How many classes are gone through to a base.
const MAX_BASES: usize = 40;

/// What a value that can be unpacked consists of.
pub(super) enum Items<'db> {
    /// A tuple: the witnesses of each item.
    Each(Vec<Vec<Witness<'db>>>),
    /// Any number of one kind.
    All(Vec<Witness<'db>>),
}

impl<'db> Search<'db> {
    /// The class that a witness is an instance of, and what it is applied to.
    pub(super) fn applied(
        &self,
        witness: &Witness<'db>,
    ) -> Option<(Definition<'db>, Vec<Vec<Witness<'db>>>)> {
        let (ty, items) = match witness {
            Witness::Instance { class, arguments } => return Some((*class, arguments.clone())),
            Witness::Value { ty, items, .. } => (*ty, items.as_slice()),
            Witness::Type(ty) => (*ty, &[][..]),
            _ => return None,
        };
        let Some(class) = instance_class(&self.model(), ty) else {
            return self.class_around(witness).map(|class| (class, Vec::new()));
        };
        match items.is_empty() {
            true => Some((class, self.arguments_of(ty))),
            false => Some((class, items.to_vec())),
        }
    }

    /// The class in whose method `self` is said.
    fn class_around(&self, witness: &Witness<'db>) -> Option<Definition<'db>> {
        let Witness::Value {
            file,
            expression,
            ty: Type::TypeVar(variable),
            ..
        } = witness
        else {
            return None;
        };
        if !is_self(self.db, *variable) {
            return None;
        }
        let model = SemanticModel::new(self.db, *file);
        class_around(self.db, &model, expression.into())
    }

    /// A model of the file that is asked about, for what is the same in all files.
    pub(super) fn model(&self) -> SemanticModel<'db> {
        SemanticModel::new(self.db, self.home)
    }

    /// The one value or, of several that a union says, each but `None`.
    pub(super) fn alternatives(&self, witness: &Witness<'db>) -> Vec<Witness<'db>> {
        match witness.ty() {
            Some(Type::Union(union)) => {
                let parts = union.elements(self.db).iter().copied();
                let parts = parts.filter(|part| !part.is_none(self.db));
                parts
                    .map(|part| match is_dark(self.db, part) {
                        true => Witness::Unknown,
                        false => Witness::Type(part),
                    })
                    .collect()
            }
            Some(ty) if ty.is_none(self.db) => Vec::new(),
            _ => vec![witness.clone()],
        }
    }

    /// What the class of a type is applied to.
    fn arguments_of(&self, ty: Type<'db>) -> Vec<Vec<Witness<'db>>> {
        let shown = ty
            .display(self.db, &self.model().program_environment())
            .to_string_parts();
        let Some((head, rest)) = shown.label.split_once('[') else {
            return Vec::new();
        };
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        if head == "Literal" || !head.chars().all(is_name) || !rest.ends_with(']') {
            return Vec::new();
        }
        let text = Shown {
            label: &shown.label,
            parts: shown.targets.iter().copied().zip(&shown.details).collect(),
        };
        self.parsed_arguments(&text, &rest[..rest.len() - 1])
    }

    fn parsed_arguments(&self, shown: &Shown<'_, 'db>, arguments: &str) -> Vec<Vec<Witness<'db>>> {
        let (parts, _) = bracketed(arguments);
        let parts = parts.into_iter();
        parts
            .map(|part| match part {
                "..." => Vec::new(),
                _ => self.parsed(shown, part),
            })
            .collect()
    }

    /// The witnesses of a part of a type as it is written.
    fn parsed(&self, shown: &Shown<'_, 'db>, text: &str) -> Vec<Witness<'db>> {
        let alternatives = split(text, '|');
        if alternatives.len() > 1 {
            let alternatives = alternatives.into_iter();
            return alternatives
                .flat_map(|alternative| self.parsed(shown, alternative))
                .collect();
        }
        let env = self.model().program_environment();
        if let Some(ty) = shown.detail(text, text.len()) {
            return vec![match ty {
                Type::ClassLiteral(_) => match family::class_of(self.db, &self.model(), ty) {
                    Some(class) => Witness::instance_of(class),
                    None => Witness::Unknown,
                },
                _ if text == "LiteralString" => {
                    Witness::Type(KnownClass::Str.to_instance(self.db, &env))
                }
                _ if is_dark(self.db, ty) || has_variables(&self.model(), ty) => Witness::Unknown,
                _ => Witness::Type(ty),
            }];
        }
        let Some((head, rest)) = text.split_once('[') else {
            return vec![Witness::Unknown];
        };
        let Some(inner) = rest.strip_suffix(']') else {
            return vec![Witness::Unknown];
        };
        if head == "Literal" {
            let known = match class_of_literal(inner) {
                Some("bytes") => KnownClass::Bytes,
                Some("str") => KnownClass::Str,
                Some("int") => KnownClass::Int,
                Some("bool") => KnownClass::Bool,
                _ => return vec![Witness::Unknown],
            };
            return vec![Witness::Type(known.to_instance(self.db, &env))];
        }
        let class = shown
            .detail(text, head.len())
            .filter(|ty| matches!(ty, Type::ClassLiteral(_)))
            .and_then(|ty| family::class_of(self.db, &self.model(), ty));
        match class {
            Some(class) => vec![Witness::Instance {
                class,
                arguments: self.parsed_arguments(shown, inner),
            }],
            None => vec![Witness::Unknown],
        }
    }

    /// What the type variables of `wanted` stand for in a value of that class, or of one that
    /// inherits from it.
    pub(super) fn variables_of(
        &mut self,
        value: &Witness<'db>,
        wanted: impl Fn(Definition<'db>) -> bool,
    ) -> Option<Variables<'db>> {
        let (class, arguments) = self.applied(value)?;
        let mut pending = vec![(class, arguments)];
        let mut next = 0;
        while let Some((class, arguments)) = pending.get(next).cloned() {
            next += 1;
            let variables = self.bound(class, arguments);
            if wanted(class) {
                return Some(variables);
            }
            if next > MAX_BASES {
                return None;
            }
            pending.extend(self.applied_bases(class, variables));
        }
        None
    }

    /// The bases of a class, and what they are applied to.
    fn applied_bases(
        &mut self,
        class: Definition<'db>,
        variables: Variables<'db>,
    ) -> Vec<(Definition<'db>, Vec<Vec<Witness<'db>>>)> {
        let db = self.db;
        let DefinitionKind::Class(node) = class.kind(db) else {
            return Vec::new();
        };
        let parsed = parsed_module(db, class.python_file(db)).load(db);
        let model = SemanticModel::new(db, class.program_file(db));
        let known = Known::of_class(variables);
        let mut found = Vec::new();
        for base in node.node(&parsed).bases() {
            let Some(ty) = base.inferred_type(&model) else {
                continue;
            };
            let Some(base_class) = family::class_of(db, &model, ty) else {
                continue;
            };
            let arguments = match base {
                Expr::Subscript(applied) => {
                    let slices = slices(applied).into_iter();
                    slices
                        .map(|slice| self.said(&model, slice, &known))
                        .collect()
                }
                _ => Vec::new(),
            };
            found.push((base_class, arguments));
        }
        found
    }

    /// The type variables of a class with what stands for them.
    fn bound(
        &self,
        class: Definition<'db>,
        mut arguments: Vec<Vec<Witness<'db>>>,
    ) -> Variables<'db> {
        let names = parameters_of(self.db, class);
        if let ([_], Some("tuple")) = (names.as_slice(), class.name(self.db).as_deref()) {
            arguments = vec![arguments.into_iter().flatten().collect()];
        }
        names.into_iter().zip(arguments).collect()
    }

    /// What a value consists of that is unpacked or taken items of.
    pub(super) fn items_in(&mut self, value: &Witness<'db>) -> Items<'db> {
        if let Some((class, arguments)) = self.applied(value)
            && class.name(self.db).as_deref() == Some("tuple")
        {
            return match arguments.as_slice() {
                [one, rest] if rest.is_empty() => Items::All(one.clone()),
                _ => Items::Each(arguments),
            };
        }
        Items::All(self.iterated(value))
    }

    /// A list of what these are.
    pub(super) fn list_of(&self, items: Vec<Witness<'db>>) -> Vec<Witness<'db>> {
        let Some(class) = family::builtin(&self.model(), "list") else {
            return Vec::new();
        };
        let items = match items.is_empty() {
            true => vec![Witness::Unknown],
            false => items,
        };
        vec![Witness::Instance {
            class,
            arguments: vec![items],
        }]
    }

    /// An instance where a class was found that a method is called on: what `Self` means there.
    pub(super) fn instance(&self, witness: Witness<'db>) -> Witness<'db> {
        let class = match witness.ty() {
            Some(ty @ (Type::ClassLiteral(_) | Type::GenericAlias(_) | Type::SubclassOf(_))) => {
                family::class_of(self.db, &self.model(), ty)
            }
            _ => None,
        };
        match class {
            Some(class) => Witness::instance_of(class),
            None => witness,
        }
    }
}

/// A type as it is written, with what is known of the ranges of the text.
struct Shown<'a, 'db> {
    label: &'a str,
    parts: Vec<(TextRange, &'a TypeDetail<'db>)>,
}

impl<'db> Shown<'_, 'db> {
    /// The type that the first bytes of a part of the label stand for.
    fn detail(&self, part: &str, length: usize) -> Option<Type<'db>> {
        let start = part.as_ptr() as usize - self.label.as_ptr() as usize;
        let is_here = |range: &TextRange| {
            range.start().to_usize() == start && range.len().to_usize() == length
        };
        let found = self
            .parts
            .iter()
            .find(|(range, detail)| is_here(range) && matches!(detail, TypeDetail::Type(_)));
        match found?.1 {
            TypeDetail::Type(ty) => Some(*ty),
            _ => None,
        }
    }
}

/// The class of which a type is that of instances.
pub(super) fn instance_class<'db>(
    model: &SemanticModel<'db>,
    ty: Type<'db>,
) -> Option<Definition<'db>> {
    let is_instance = matches!(
        ty,
        Type::NominalInstance(_) | Type::ProtocolInstance(_) | Type::LiteralValue(_)
    );
    is_instance
        .then(|| family::class_of(model.db(), model, ty))
        .flatten()
}

/// What a class is applied to in an expression.
pub(super) fn slices(applied: &ast::ExprSubscript) -> Vec<&Expr> {
    match &*applied.slice {
        Expr::Tuple(slices) => slices.elts.iter().collect(),
        one => vec![one],
    }
}

/// The names of the type variables of a class, in order.
pub(super) fn parameters_of<'db>(
    db: &'db dyn ty_python_semantic::Db,
    class: Definition<'db>,
) -> Vec<String> {
    let DefinitionKind::Class(node) = class.kind(db) else {
        return Vec::new();
    };
    let parsed = parsed_module(db, class.python_file(db)).load(db);
    let class_node = node.node(&parsed);
    if let Some(parameters) = &class_node.type_params {
        let names = parameters.iter().map(|parameter| parameter.name());
        return names.map(ToString::to_string).collect();
    }
    let model = SemanticModel::new(db, class.program_file(db));
    let mut found = VariablesIn {
        model: &model,
        names: Vec::new(),
    };
    for base in class_node.bases() {
        let Expr::Subscript(applied) = base else {
            continue;
        };
        // What these name are all variables, in their order.
        if matches!(last_name(&applied.value), Some("Generic" | "Protocol")) {
            found.names.clear();
            found.visit_expr(&applied.slice);
            break;
        }
        found.visit_expr(&applied.slice);
    }
    found.names
}

/// The type variables that an expression names.
struct VariablesIn<'a, 'db> {
    model: &'a SemanticModel<'db>,
    names: Vec<String>,
}

impl<'a> Visitor<'a> for VariablesIn<'_, '_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Name(name) = expression
            && name.inferred_type(self.model).is_some_and(is_variable)
            && !self.names.iter().any(|known| *known == *name.id)
        {
            self.names.push(name.id.to_string());
        }
        walk_expr(self, expression);
    }
}

/// Whether a type is that of the name of a type variable.
pub(super) fn is_variable(ty: Type<'_>) -> bool {
    matches!(
        ty,
        Type::TypeVar(_) | Type::KnownInstance(KnownInstanceType::TypeVar(_))
    )
}

/// Whether a type depends on type variables.
pub(super) fn has_variables<'db>(model: &SemanticModel<'db>, ty: Type<'db>) -> bool {
    let env = model.program_environment();
    ty.display(model.db(), &env).to_string().contains('@')
}
