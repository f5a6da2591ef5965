//! Code that never runs, or not on this system or version: the checker gives no types there, but what
//! the names are bound to says where most of them lead.

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::TextRange;
use ty_python_core::definition::DefinitionKind;
use ty_python_semantic::types::Type;
use ty_python_semantic::types::ide_support::unreachable_ranges;
use ty_python_semantic::{
    HasType, ImportAliasResolution, ResolvedDefinition, SemanticModel, definitions_for_name,
};

use crate::database::Database;
use crate::definitions::inherited_member;
use crate::imports;

/// Whether what stands at a range never runs, as far as the checker knows.
pub(crate) fn never_runs(model: &SemanticModel<'_>, range: TextRange) -> bool {
    let ranges = unreachable_ranges(model.db(), model.program_file());
    ranges.iter().any(|it| it.range.contains_range(range))
}

/// The definitions of an attribute of a module or a class.
pub(crate) fn definitions<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    attribute: &ast::ExprAttribute,
) -> Vec<ResolvedDefinition<'db>> {
    let ty = attribute.value.inferred_type(model);
    if !ty.is_none_or(|ty| matches!(ty, Type::Never)) {
        return Vec::new();
    }
    let values = match &*attribute.value {
        Expr::Name(name) => {
            let aliases = ImportAliasResolution::ResolveAliases;
            definitions_for_name(model, &name.id, name.into(), aliases)
        }
        Expr::Attribute(value) => definitions(db, model, value),
        _ => Vec::new(),
    };
    let values = values.into_iter();
    values
        .flat_map(|value| member(db, value, &attribute.attr))
        .collect()
}

fn member<'db>(
    db: &'db Database,
    value: ResolvedDefinition<'db>,
    name: &str,
) -> Vec<ResolvedDefinition<'db>> {
    match value {
        ResolvedDefinition::Module(module) => imports::of_member(db, module, name),
        ResolvedDefinition::Definition(class)
            if matches!(class.kind(db), DefinitionKind::Class(_)) =>
        {
            inherited_member(db, class, name)
        }
        _ => Vec::new(),
    }
}
