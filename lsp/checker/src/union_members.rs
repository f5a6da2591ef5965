//! The members of a value that may be one of several: those of each, not only what all have.
//!
//! The checker lists what is safe on any alternative. A person who types a dot means one of them,
//! and above all not `None`.

use std::collections::HashSet;

use ruff_db::parsed::parsed_module;
use ruff_python_ast::ExprRef;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::Type;
use ty_python_semantic::{Completion as Found, HasType, SemanticModel};

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
    let mut seen: HashSet<String> = known.iter().map(|known| known.name.to_string()).collect();
    let mut found = Vec::new();
    let alternatives = union.elements(db).iter();
    for alternative in alternatives.filter(|alternative| !alternative.is_none(db)) {
        let Some(class) = family::class_of(db, &opened.model, *alternative) else {
            continue;
        };
        for ancestor in family::ancestors(db, class) {
            for (name, definition) in family::own_names(db, ancestor) {
                if seen.insert(name.clone()) {
                    found.push(Found {
                        name: name.into(),
                        ty: type_of(db, definition),
                        builtin: false,
                        is_type_check_only: false,
                    });
                }
            }
        }
    }
    found
}

/// The type of a method or class that a class body defines.
pub(crate) fn type_of<'db>(db: &'db Database, definition: Definition<'db>) -> Option<Type<'db>> {
    let parsed = parsed_module(db, definition.python_file(db)).load(db);
    let model = SemanticModel::new(db, definition.program_file(db));
    match definition.kind(db) {
        DefinitionKind::Function(node) => node.node(&parsed).inferred_type(&model),
        DefinitionKind::Class(node) => node.node(&parsed).inferred_type(&model),
        _ => None,
    }
}
