//! What is known of a parameter without an annotation: its default, and the method that its own
//! method overrides.

use ruff_db::parsed::{ParsedModuleRef, parsed_module};
use ruff_python_ast as ast;
use ruff_python_ast::find_node::covering_node;
use ruff_text_size::Ranged;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::Type;
use ty_python_semantic::{Db, HasDefinition, HasType, SemanticModel};

use crate::family;

/// The annotation of the same parameter in the nearest method that is overridden and has one.
pub(crate) fn overridden_type<'db>(
    db: &'db dyn Db,
    model: &SemanticModel<'db>,
    parameter: &ast::Parameter,
) -> Option<Type<'db>> {
    if parameter.annotation.is_some() {
        return None;
    }
    let parsed = parsed_module(db, model.python_file()).load(db);
    let function = enclosing(&parsed, parameter)?;
    let index = position(function, parameter)?;
    let own = function.definition(model);
    (family::overridden(db, own).into_iter())
        .find_map(|overridden| annotated(db, overridden, index, &parameter.name))
}

/// The function that a parameter belongs to.
fn enclosing<'a>(
    parsed: &'a ParsedModuleRef,
    parameter: &ast::Parameter,
) -> Option<&'a ast::StmtFunctionDef> {
    let root = ast::AnyNodeRef::from(parsed.syntax());
    covering_node(root, parameter.range())
        .ancestors()
        .find_map(ast::AnyNodeRef::stmt_function_def)
}

/// The default of a parameter.
pub(crate) fn default<'a>(
    parsed: &'a ParsedModuleRef,
    parameter: &ast::Parameter,
) -> Option<&'a ast::Expr> {
    let function = enclosing(parsed, parameter)?;
    let mut all = function.parameters.iter_non_variadic_params();
    all.find(|other| other.parameter.range() == parameter.range())?
        .default()
}

fn positional(function: &ast::StmtFunctionDef) -> Vec<&ast::ParameterWithDefault> {
    let parameters = &function.parameters;
    parameters
        .posonlyargs
        .iter()
        .chain(&parameters.args)
        .collect()
}

/// Where a parameter stands among those that are given by position; `None` inside for one that is
/// given by name only.
fn position(function: &ast::StmtFunctionDef, parameter: &ast::Parameter) -> Option<Option<usize>> {
    let is_it = |other: &&ast::ParameterWithDefault| other.parameter.range() == parameter.range();
    let all = positional(function);
    match all.iter().position(is_it) {
        // What the method is called on.
        Some(0) => None,
        Some(index) => Some(Some(index)),
        None => function
            .parameters
            .kwonlyargs
            .iter()
            .find(is_it)
            .map(|_| None),
    }
}

fn annotated<'db>(
    db: &'db dyn Db,
    overridden: Definition<'db>,
    index: Option<usize>,
    name: &str,
) -> Option<Type<'db>> {
    let DefinitionKind::Function(node) = overridden.kind(db) else {
        return None;
    };
    let parsed = parsed_module(db, overridden.python_file(db)).load(db);
    let function = node.node(&parsed);
    let same = match index {
        Some(index) => positional(function).get(index).copied(),
        None => (function.parameters.kwonlyargs.iter()).find(|other| other.name() == name),
    }?;
    same.annotation()?;
    let model = SemanticModel::new(db, overridden.program_file(db));
    same.parameter.inferred_type(&model)
}
