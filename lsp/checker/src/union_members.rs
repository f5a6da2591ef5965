//! The members of a value that may be one of several: those of each, not only what all have.
//!
//! The checker lists what is safe on any alternative. A person who types a dot means one of them,
//! and above all not `None`.

use std::collections::HashSet;

use ruff_db::parsed::parsed_module;
use ruff_python_ast::ExprRef;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::Type;
use ty_python_semantic::{Completion as Found, Db, HasType, SemanticModel};

use crate::database::Database;
use crate::{Opened, family};

/// What the alternatives of a union have besides `known`.
pub(crate) fn more<'db>(
    db: &'db Database,
    opened: &Opened<'db>,
    value: ExprRef<'_>,
    known: &[Found<'db>],
) -> Vec<Found<'db>> {
    let Some(Type::Union(union)) = value.inferred_type(&opened.model) else {
        return Vec::new();
    };
    let alternatives = union.elements(db).iter();
    let names = alternatives
        .filter(|alternative| !alternative.is_none(db))
        .filter_map(|alternative| family::class_of(db, &opened.model, *alternative))
        .flat_map(|class| family::ancestors(db, class))
        .flat_map(|ancestor| family::own_names(db, ancestor))
        .map(|(name, definition)| (name, Some(definition)));
    not_yet_known(db, known, names)
}

/// Completions of names that are not among those known, each name once; with what defines them, where
/// that is known.
pub(crate) fn not_yet_known<'db>(
    db: &'db dyn Db,
    known: &[Found<'db>],
    names: impl Iterator<Item = (String, Option<Definition<'db>>)>,
) -> Vec<Found<'db>> {
    let mut seen: HashSet<String> = known.iter().map(|known| known.name.to_string()).collect();
    names
        .filter(|(name, _)| seen.insert(name.clone()))
        .map(|(name, definition)| Found {
            name: name.into(),
            ty: definition.and_then(|definition| type_of(db, definition)),
            builtin: false,
            is_type_check_only: false,
        })
        .collect()
}

/// The type of a method or class that a class body defines.
pub(crate) fn type_of<'db>(db: &'db dyn Db, definition: Definition<'db>) -> Option<Type<'db>> {
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    let model = SemanticModel::new(db, definition.program_file(db));
    match definition.kind(db) {
        DefinitionKind::Function(node) => node.node(&parsed).inferred_type(&model),
        DefinitionKind::Class(node) => node.node(&parsed).inferred_type(&model),
        _ => None,
    }
}
