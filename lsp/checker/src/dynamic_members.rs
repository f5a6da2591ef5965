//! The members of classes that a call makes: `namedtuple(...)`, `NamedTuple(...)`, `type(...)`. The
//! checker knows them one by one, but does not list them.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{self as ast, Expr, ExprRef};
use ty_python_core::definition::DefinitionKind;
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{Completion as Found, HasType, SemanticModel};

use crate::database::Database;
use crate::union_members::not_yet_known;

/// What a value has, besides `known`, of such a class.
pub(crate) fn more<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    value: ExprRef<'_>,
    known: &[Found<'db>],
) -> Vec<Found<'db>> {
    let names: Vec<String> = match value.inferred_type(model) {
        Some(Type::Intersection(parts)) => {
            let parts = parts.iter_positive(db);
            parts.flat_map(|part| names_of(db, model, part)).collect()
        }
        Some(ty) => names_of(db, model, ty),
        None => Vec::new(),
    };
    not_yet_known(db, known, names.into_iter().map(|name| (name, None)))
}

fn names_of<'db>(db: &'db Database, model: &SemanticModel<'db>, ty: Type<'db>) -> Vec<String> {
    let definition = ty.definition(db, &model.program_environment());
    let Some(TypeDefinition::DynamicClass(definition)) = definition else {
        return Vec::new();
    };
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    match definition.kind(db) {
        DefinitionKind::Assignment(assignment) => match assignment.value(&parsed) {
            Expr::Call(call) => names_in(call),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The names that the call names.
fn names_in(call: &ast::ExprCall) -> Vec<String> {
    let keywords = ["field_names", "fields", "dict"];
    let named = keywords
        .iter()
        .find_map(|name| call.arguments.find_keyword(name));
    let named = named.map(|keyword| &keyword.value);
    let given = named.or_else(|| {
        // `type(name, bases, dict)`, the others `(name, fields)`.
        let arguments = &call.arguments.args;
        arguments
            .get(2)
            .filter(|it| it.is_dict_expr())
            .or(arguments.get(1))
    });
    match given {
        Some(Expr::StringLiteral(text)) => {
            let names = text.value.to_str().split([',', ' ', '\t', '\n']);
            names
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect()
        }
        Some(Expr::List(list)) => list.elts.iter().filter_map(name_of_item).collect(),
        Some(Expr::Tuple(tuple)) => tuple.elts.iter().filter_map(name_of_item).collect(),
        Some(Expr::Dict(dict)) => dict
            .iter_keys()
            .flatten()
            .filter_map(name_of_item)
            .collect(),
        _ => Vec::new(),
    }
}

/// `"name"` or `("name", type)`.
fn name_of_item(item: &Expr) -> Option<String> {
    match item {
        Expr::StringLiteral(name) => Some(name.value.to_str().to_owned()),
        Expr::Tuple(pair) => name_of_item(pair.elts.first()?),
        _ => None,
    }
}
