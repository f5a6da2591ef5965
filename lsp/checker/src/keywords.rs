//! What a keyword argument names: a parameter, or the field of a generated constructor.

use ruff_db::parsed::parsed_module;
use ruff_python_ast as ast;
use ty_module_resolver::file_to_module;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::types::ide_support::{
    definitions_for_keyword_argument, resolved_call_signature,
};
use ty_python_semantic::types::{Type, TypeDefinition};
use ty_python_semantic::{
    HasDefinition, HasType, ImportAliasResolution, ResolvedDefinition, SemanticModel,
    definitions_for_attribute, definitions_for_name,
};

use crate::database::Database;
use crate::definitions::inherited_member;
use crate::family;

/// The parameter that a keyword argument of a call names; of a generated constructor, the field.
pub fn of_call<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    keyword: &ast::Keyword,
    call: &ast::ExprCall,
) -> Vec<ResolvedDefinition<'db>> {
    let Some(name) = &keyword.arg else {
        return Vec::new();
    };
    let found = definitions_for_keyword_argument(model, keyword, call);
    if let Some(chosen) = of_chosen_overload(db, model, &found, name, call) {
        return vec![chosen];
    }
    if !found.is_empty() {
        return found;
    }
    let class = family::constructed_class(db, model, call);
    let passed_on = class.is_some_and(|class| is_partial(db, class));
    match (class, call.arguments.args.first()) {
        // `partial(function, name=...)` keeps the argument for the function.
        (Some(_), Some(function)) if passed_on => of_callable(db, model, function, name),
        (Some(class), _) => inherited_member(db, class, name),
        _ => Vec::new(),
    }
}

/// The one of several parameters that is the overload's that the call's arguments fit.
fn of_chosen_overload<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    found: &[ResolvedDefinition<'db>],
    name: &str,
    call: &ast::ExprCall,
) -> Option<ResolvedDefinition<'db>> {
    if found.len() < 2 {
        return None;
    }
    let chosen = resolved_call_signature(model, call)?;
    let chosen = parameter(db, chosen.definition?, name)?;
    found.contains(&chosen).then_some(chosen)
}

fn is_partial(db: &Database, class: Definition<'_>) -> bool {
    let name = family::name(db, class);
    let file = class.program_file(db).resolver_file(db);
    let module = file_to_module(db, file);
    matches!(name.as_deref(), Some("partial" | "partialmethod"))
        && module.is_some_and(|module| module.name(db).as_str() == "functools")
}

/// The parameter of a name that a call of an expression's value would fill.
fn of_callable<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    callable: &ast::Expr,
    name: &str,
) -> Vec<ResolvedDefinition<'db>> {
    let Some(ty) = callable.inferred_type(model) else {
        return Vec::new();
    };
    let functions = match ty {
        Type::ClassLiteral(_) | Type::GenericAlias(_) => {
            let Some(class) = family::class_of(db, model, ty) else {
                return Vec::new();
            };
            let found = inherited_member(db, class, "__init__");
            let found: Vec<_> = found.iter().filter_map(|it| it.definition()).collect();
            if found.iter().all(|it| parameter(db, *it, name).is_none()) {
                return inherited_member(db, class, name);
            }
            found
        }
        _ => match ty.definition(db, &model.program_environment()) {
            Some(TypeDefinition::Function(function)) => vec![function],
            _ => decorated(model, callable),
        },
    };
    let parameters = functions.into_iter();
    parameters
        .filter_map(|function| parameter(db, function, name))
        .collect()
}

/// The functions that a name stands for whose decorators made something else of them, which as a
/// rule takes the same arguments.
fn decorated<'db>(model: &SemanticModel<'db>, callable: &ast::Expr) -> Vec<Definition<'db>> {
    let aliases = ImportAliasResolution::ResolveAliases;
    let found = match callable {
        ast::Expr::Name(name) => definitions_for_name(model, &name.id, name.into(), aliases),
        ast::Expr::Attribute(attribute) => definitions_for_attribute(model, attribute),
        _ => Vec::new(),
    };
    found
        .iter()
        .filter_map(ResolvedDefinition::definition)
        .collect()
}

/// The parameter of a class's `__init_subclass__`, or of its metaclass, that a keyword of the
/// class statement names.
pub fn of_class<'db>(
    db: &'db Database,
    model: &SemanticModel<'db>,
    keyword: &ast::Keyword,
    class: &ast::StmtClassDef,
) -> Vec<ResolvedDefinition<'db>> {
    let Some(name) = &keyword.arg else {
        return Vec::new();
    };
    let all = family::ancestors(db, class.definition(model));
    let in_bases = (all.iter().skip(1)).map(|class| (*class, "__init_subclass__"));
    let metaclasses = all
        .iter()
        .filter_map(|class| family::explicit_metaclass(db, *class));
    let in_metaclasses = metaclasses
        .flat_map(|metaclass| family::ancestors(db, metaclass))
        .flat_map(|class| ["__new__", "__init__", "__prepare__"].map(|hook| (class, hook)));
    // A hook that takes the rest passes it on to the next.
    let mut parameters = in_bases.chain(in_metaclasses).map(|(class, hook)| {
        let hooks = family::in_body(db, class, hook).into_iter();
        let found = hooks.filter_map(|hook| parameter(db, hook, name));
        found.collect::<Vec<_>>()
    });
    let found = parameters.find(|found| !found.is_empty());
    found.unwrap_or_default()
}

/// The parameter of a name that a function has.
fn parameter<'db>(
    db: &'db Database,
    function: Definition<'db>,
    name: &str,
) -> Option<ResolvedDefinition<'db>> {
    let DefinitionKind::Function(node) = function.kind(db) else {
        return None;
    };
    let parsed = parsed_module(db, function.python_file(db)).load(db);
    let model = SemanticModel::new(db, function.program_file(db));
    let parameters = &node.node(&parsed).parameters;
    let named = parameters.args.iter().chain(&parameters.kwonlyargs);
    let found = named.into_iter().find(|it| it.name().as_str() == name)?;
    Some(ResolvedDefinition::Definition(
        found.parameter.definition(&model),
    ))
}
