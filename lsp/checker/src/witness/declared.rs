//! A name that was declared as something and got a value that may be anything: what it was declared
//! as still holds, since nothing else may be put into it.

use super::*;
use crate::names::is_part;

/// What is declared of a name, where that says more than the type of the value that it has.
pub fn declared<'db>(
    model: &SemanticModel<'db>,
    expression: ExprRef<'_>,
    ty: Type<'db>,
) -> Option<Witness<'db>> {
    let ExprRef::Name(name) = expression else {
        return None;
    };
    let db = model.db();
    if !may_be_anything(model, ty) {
        return None;
    }
    let reaching = reaching_definitions(model, name).into_iter();
    let mut places = reaching.flat_map(|definition| family::same_place(db, definition));
    let file = model.program_file();
    let parsed = parsed_module(db, model.python_file()).load(db);
    let annotation = places.find_map(|definition| match definition.kind(db) {
        DefinitionKind::AnnotatedAssignment(it) => Some(it.annotation(&parsed)),
        _ => None,
    })?;
    let declared = annotation.inferred_type(model)?;
    (!may_be_anything(model, declared)).then(|| Witness::Value {
        file,
        expression: annotation.clone(),
        ty: declared,
        items: Vec::new(),
    })
}

/// Whether a type leaves open what something in it is.
fn may_be_anything<'db>(model: &SemanticModel<'db>, ty: Type<'db>) -> bool {
    if is_open(model.db(), ty) {
        return true;
    }
    let env = model.program_environment();
    let text = shown::line(model.db(), &env, ty);
    let mut words = text.split(|letter| !is_part(letter));
    words.any(|word| matches!(word, "Any" | "Unknown"))
}

/// How far it is followed what is made of what.
const MAX_LINKS: usize = 6;

/// Whether the type of an expression says less than what is declared of a name that it starts with.
pub fn is_vague<'db>(model: &SemanticModel<'db>, expression: ExprRef<'_>, ty: Type<'db>) -> bool {
    declared(model, expression, ty).is_some() || is_of_vague(model, expression, ty)
}

/// Whether something is made of such a name, and so may be anything as far as the checker knows.
pub(super) fn is_of_vague<'db>(
    model: &SemanticModel<'db>,
    expression: ExprRef<'_>,
    ty: Type<'db>,
) -> bool {
    is_made_of_vague(model, expression, ty, MAX_LINKS)
}

/// Whether a type is `Any`, or what a test has left of it.
fn may_be_any(model: &SemanticModel<'_>, ty: Type<'_>) -> bool {
    let is_any = |ty: Type<'_>| matches!(ty, Type::Dynamic(DynamicType::Any));
    match ty {
        Type::Intersection(intersection) => intersection.iter_positive(model.db()).all(is_any),
        ty => is_any(ty),
    }
}

fn is_made_of_vague<'db>(
    model: &SemanticModel<'db>,
    expression: ExprRef<'_>,
    ty: Type<'db>,
    links: usize,
) -> bool {
    if links == 0 || !may_be_any(model, ty) {
        return false;
    }
    let is_vague = |value: &Expr| {
        value.inferred_type(model).is_some_and(|ty| {
            declared(model, value.into(), ty).is_some()
                || is_made_of_vague(model, value.into(), ty, links - 1)
        })
    };
    match expression {
        ExprRef::Attribute(attribute) => is_vague(&attribute.value),
        ExprRef::Subscript(subscript) => is_vague(&subscript.value),
        ExprRef::Call(call) => is_vague(&call.func),
        ExprRef::Name(name) => {
            let db = model.db();
            let parsed = parsed_module(db, model.python_file()).load(db);
            let mut reaching = reaching_definitions(model, name).into_iter();
            reaching.any(|definition| match definition.kind(db) {
                DefinitionKind::For(it) => is_vague(it.iterable(&parsed)),
                DefinitionKind::Comprehension(it) => is_vague(it.iterable(&parsed)),
                DefinitionKind::Assignment(it) => is_vague(it.value(&parsed)),
                _ => false,
            })
        }
        _ => false,
    }
}
