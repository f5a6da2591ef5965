//! What is said of a function as such: what calling it gives, whether it ever ends, what it is another
//! name of.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{Expr, Stmt};
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::SemanticModel;

use super::call::functions_of;
use super::{Inferred, Search, Witness, body};

/// What calling a function without a return annotation gives, by its body; awaited where it is a
/// coroutine. `None` for what is no such function.
fn returned<'db>(
    db: &'db dyn ty_python_semantic::Db,
    definition: Definition<'db>,
) -> Option<Vec<Witness<'db>>> {
    let DefinitionKind::Function(node) = definition.kind(db) else {
        return None;
    };
    if definition.file(db).is_stub(db) {
        return None;
    }
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    let function = node.node(&parsed);
    // A body that is left open says nothing of those that take its place.
    if function.returns.is_some() || is_left_open(&function.body) {
        return None;
    }
    let mut search = Search::new(db, definition.program_file(db));
    let called = search.of_body(definition, Vec::new(), Vec::new());
    Some(match <[Witness<'db>; 1]>::try_from(called) {
        Ok([Witness::Coroutine(awaited)]) => awaited,
        Ok([other]) => vec![other],
        Err(several) => several,
    })
}

/// Whether a body is `...` alone, behind a docstring.
fn is_left_open(body: &[Stmt]) -> bool {
    let value = |statement: &Stmt| statement.as_expr_stmt().map(|it| it.value.clone());
    let rest = match body {
        [first, rest @ ..] if value(first).is_some_and(|it| it.is_string_literal_expr()) => rest,
        body => body,
    };
    matches!(rest, [only] if value(only).is_some_and(|it| it.is_ellipsis_literal_expr()))
}

/// The same as text. It is kept until something that it depends on changes: it is asked for again and
/// again, and takes the trees of other files to find out.
#[salsa::tracked]
pub fn returned_text<'db>(
    db: &'db dyn ty_python_semantic::Db,
    definition: Definition<'db>,
) -> Option<Inferred> {
    let found = returned(db, definition)?;
    let model = SemanticModel::new(db, definition.program_file(db));
    Inferred::of(db, &model.program_environment(), &found)
}

/// The function that an assignment gives another name.
pub fn aliased<'db>(
    db: &'db dyn ty_python_semantic::Db,
    definition: Definition<'db>,
) -> Option<Definition<'db>> {
    let DefinitionKind::Assignment(assignment) = definition.kind(db) else {
        return None;
    };
    if assignment.unpack().is_some() {
        return None;
    }
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    let value = assignment.value(&parsed);
    if !matches!(value, Expr::Name(_) | Expr::Attribute(_)) {
        return None;
    }
    let model = SemanticModel::new(db, definition.program_file(db));
    match functions_of(&model, value)?.as_slice() {
        [(function, _)] => Some(*function),
        _ => None,
    }
}

/// Whether a function without a return annotation never comes to its end, not even where it is left
/// to subclasses what calling it gives.
pub fn only_raises<'db>(db: &'db dyn ty_python_semantic::Db, definition: Definition<'db>) -> bool {
    let DefinitionKind::Function(node) = definition.kind(db) else {
        return false;
    };
    if definition.file(db).is_stub(db) {
        return false;
    }
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    let function = node.node(&parsed);
    let model = SemanticModel::new(db, definition.program_file(db));
    let body = body::Body::of(&function.body);
    function.returns.is_none()
        && body.returns.is_empty()
        && body.yields.is_empty()
        && !body::can_end(&model, &function.body)
}
