//! Attributes that are `None` in the body of a class until methods set them.
//!
//! The checker takes `None` for all that is known of such an attribute if it does not know what it is
//! set to; code without annotations says it this way.

use super::*;
use crate::family;
use crate::super_members::class_around;

/// The assignments in methods to an attribute that a class's body binds to `None`, where the checker
/// knows no more of it.
pub(super) fn assignments<'db>(
    db: &'db dyn ty_python_semantic::Db,
    model: &SemanticModel<'db>,
    attribute: &ast::ExprAttribute,
    ty: Type<'db>,
) -> Vec<Definition<'db>> {
    let says_nothing = |ty: Type<'db>| ty.is_none(db) || is_dark(db, ty);
    let is_none_at_most = match ty {
        Type::Union(union) => union.elements(db).iter().all(|part| says_nothing(*part)),
        _ => says_nothing(ty),
    };
    if !is_none_at_most {
        return Vec::new();
    }
    let Some(class) = class_of(db, model, &attribute.value) else {
        return Vec::new();
    };
    let (in_body, in_methods): (Vec<_>, Vec<_>) = family::members(db, class, &attribute.attr)
        .into_iter()
        .partition(|found| found.place(db).is_symbol());
    let is_none_at_first = !in_body.is_empty() && in_body.iter().all(|found| is_none(db, *found));
    match is_none_at_first {
        true => in_methods
            .into_iter()
            .filter(|found| !is_none(db, *found))
            .collect(),
        false => Vec::new(),
    }
}

/// Whether an expression is such an attribute.
pub fn is_set_later(model: &SemanticModel<'_>, expression: ExprRef<'_>) -> bool {
    let ExprRef::Attribute(attribute) = expression else {
        return false;
    };
    let ty = attribute.inferred_type(model);
    ty.is_some_and(|ty| !assignments(model.db(), model, attribute, ty).is_empty())
}

/// The class whose instance a value is.
fn class_of<'db>(
    db: &'db dyn ty_python_semantic::Db,
    model: &SemanticModel<'db>,
    value: &Expr,
) -> Option<Definition<'db>> {
    match value.inferred_type(model)? {
        Type::TypeVar(variable) if is_self(db, variable) => class_around(db, model, value.into()),
        ty @ Type::NominalInstance(_) => family::class_of(db, model, ty),
        _ => None,
    }
}

/// Whether a definition is an assignment of `None`.
fn is_none(db: &dyn ty_python_semantic::Db, definition: Definition<'_>) -> bool {
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    match definition.kind(db) {
        DefinitionKind::Assignment(assignment) => {
            assignment.unpack().is_none() && assignment.value(&parsed).is_none_literal_expr()
        }
        _ => false,
    }
}
