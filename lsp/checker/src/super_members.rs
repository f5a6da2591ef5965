//! What stands behind `super().`: the members of the classes after a class in its order, which the
//! checker does not list.

use ruff_python_ast::{self as ast, AnyNodeRef};
use ty_python_core::definition::Definition;
use ty_python_semantic::{Completion as Found, Db, HasType, ResolvedDefinition, SemanticModel};

use crate::database::Database;
use crate::family;
use crate::union_members::not_yet_known;

/// Whether an expression is `super()` or `super(C, self)`.
pub(crate) fn is_super(value: &ast::Expr) -> bool {
    super_call(value).is_some()
}

fn super_call(value: &ast::Expr) -> Option<&ast::ExprCall> {
    let call = value.as_call_expr()?;
    let name = call.func.as_name_expr()?;
    (name.id == "super").then_some(call)
}

/// The classes in which a `super()` looks, nearest first: the bases of the class that is given, or
/// of the one whose method it stands in.
fn classes<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    value: &ast::Expr,
) -> Vec<Definition<'db>> {
    let Some(call) = super_call(value) else {
        return Vec::new();
    };
    let class = match call.arguments.args.first() {
        Some(class) => {
            let ty = class.inferred_type(model);
            ty.and_then(|ty| family::class_of(db, model, ty))
        }
        None => class_around(db, model, value.into()),
    };
    let Some(class) = class else {
        return Vec::new();
    };
    let mut found = family::ancestors(db, class);
    found.remove(0);
    let object = family::object(model);
    found.retain(|class| Some(*class) != object);
    found.extend(object);
    found
}

/// The class whose method a node is in.
pub(crate) fn class_around<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    node: AnyNodeRef<'_>,
) -> Option<Definition<'db>> {
    let file = model.program_file();
    model
        .ancestor_scopes(node)
        .find_map(|(id, _)| id.to_scope_id(db, file).class_definition_of_method(db))
}

/// What `super().name` finds: the nearest definition.
pub(crate) fn definitions<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    attribute: &ast::ExprAttribute,
) -> Vec<ResolvedDefinition<'db>> {
    let classes = classes(db, model, &attribute.value).into_iter();
    let mut members = classes.map(|class| family::members(db, class, &attribute.attr));
    let nearest = members.find(|members| !members.is_empty());
    let nearest = nearest.unwrap_or_default().into_iter();
    nearest.map(ResolvedDefinition::Definition).collect()
}

/// The names behind `super().` that are not among `known`: what is set on instances only is not
/// found there.
pub(crate) fn more<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    value: &ast::Expr,
    known: &[Found<'db>],
) -> Vec<Found<'db>> {
    let classes = classes(db, model, value).into_iter();
    let names = classes.flat_map(|class| family::body_names(db, class));
    let names = names.map(|(name, definition)| (name, Some(definition)));
    not_yet_known(db, known, names)
}
