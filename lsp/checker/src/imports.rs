//! What imports stand for, known longer than the trees of the modules that they lead through: to find
//! where a name comes from that a package passes on takes the tree of the package, and of whatever
//! that has it from.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::name::Name;
use ruff_python_ast::{self as ast, AnyNodeRef, Identifier, StmtImportFrom};
use ruff_text_size::TextRange;
use rustc_hash::FxHashSet;
use ty_module_resolver::Module;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_core::symbol::ScopedSymbolId;
use ty_python_core::{
    ProgramFile, UseDefMap, global_scope, place_table, semantic_index, use_def_map,
};
use ty_python_semantic::types::Type;
use ty_python_semantic::{
    Db, HasType, ImportAliasResolution, ResolvedDefinition, SemanticModel,
    definitions_for_imported_symbol, definitions_for_name,
};

use crate::family;
use crate::sources::Source;

const RESOLVE: ImportAliasResolution = ImportAliasResolution::ResolveAliases;

/// The definitions of a name that nothing but imports binds.
pub(crate) fn of_name<'db>(
    model: &SemanticModel<'db>,
    name: &ast::ExprName,
) -> Option<Vec<ResolvedDefinition<'db>>> {
    let index = semantic_index(model.db(), model.program_file());
    let scope = model.scope(name.into())?;
    for (scope, _) in index.visible_ancestor_scopes(scope) {
        let table = index.place_table(scope);
        let Some(symbol) = table.symbol_id(&name.id) else {
            continue;
        };
        if table.symbol(symbol).is_global() || table.symbol(symbol).is_nonlocal() {
            return None;
        }
        let found = definitions(index.use_def_map(scope), symbol);
        if !found.is_empty() {
            let found = found.into_iter().map(|it| of_definition(model, it));
            let found: Option<Vec<_>> = found.collect();
            return found.map(|found| found.concat());
        }
    }
    None
}

/// All that a place in a scope is bound to or declared as, each once.
fn definitions<'db>(map: &UseDefMap<'db>, symbol: ScopedSymbolId) -> Vec<Definition<'db>> {
    // A name may have thousands of them.
    let mut seen = FxHashSet::default();
    let all = family::of_place(map, symbol.into());
    all.filter(|it| seen.insert(*it)).collect()
}

/// What an import stands for, itself if that cannot be found; `None` of anything else.
fn of_definition<'db>(
    model: &SemanticModel<'db>,
    definition: Definition<'db>,
) -> Option<Vec<ResolvedDefinition<'db>>> {
    let db = model.db();
    let tree = || parsed_module(db, definition.python_file(db)).load(db);
    let found = match definition.kind(db) {
        DefinitionKind::Import(import) => {
            let tree = tree();
            let module = model.resolve_module(Some(&import.alias(&tree).name), 0);
            let file = module.and_then(|module| file_of(model, module));
            file.map(ResolvedDefinition::Module).into_iter().collect()
        }
        DefinitionKind::ImportFrom(import) => {
            let tree = tree();
            of_symbol(model, import.import(&tree), &import.alias(&tree).name)
        }
        _ => return None,
    };
    Some(match found.is_empty() {
        true => vec![ResolvedDefinition::Definition(definition)],
        false => found,
    })
}

/// What `from module import name` stands for.
pub(crate) fn of_symbol<'db>(
    model: &SemanticModel<'db>,
    statement: &StmtImportFrom,
    name: &Identifier,
) -> Vec<ResolvedDefinition<'db>> {
    let module = statement.module.as_ref().map(|module| module.id.clone());
    let file = model.program_file();
    let found = imported(model.db(), file, statement.level, module, name.id.clone());
    found.iter().map(Source::resolved).collect()
}

/// The same without the statement: it stays known when the importing text changes.
#[salsa::tracked(returns(ref))]
fn imported<'db>(
    db: &'db dyn Db,
    file: ProgramFile<'db>,
    level: u32,
    module: Option<Name>,
    name: Name,
) -> Box<[Source<'db>]> {
    let range = TextRange::default();
    let statement = StmtImportFrom {
        node_index: ast::AtomicNodeIndex::NONE,
        range,
        module: module.map(|module| Identifier::new(module, range)),
        names: Vec::new(),
        level,
        is_lazy: false,
    };
    let model = SemanticModel::new(db, file);
    let found = definitions_for_imported_symbol(&model, &statement, &name, RESOLVE);
    found.into_iter().map(Source::of).collect()
}

/// Whether a module binds any name otherwise than by an import.
pub(crate) fn binds_more(db: &dyn Db, module: ProgramFile<'_>) -> bool {
    let scope = global_scope(db, module);
    let (table, map) = (place_table(db, scope), use_def_map(db, scope));
    let mut symbols = table.symbols();
    symbols.any(|symbol| {
        let found = table.symbol_id(symbol.name());
        let found = found.map(|symbol| definitions(map, symbol));
        let mut found = found.into_iter().flatten();
        found.any(|it| it.kind(db).is_user_visible() && !it.kind(db).is_import())
    })
}

/// The definitions of `module.name`, as far as the module binds the name.
pub(crate) fn of_attribute<'db>(
    model: &SemanticModel<'db>,
    attribute: &ast::ExprAttribute,
) -> Vec<ResolvedDefinition<'db>> {
    let db = model.db();
    let Some(Type::ModuleLiteral(module)) = attribute.value.inferred_type(model) else {
        return Vec::new();
    };
    let file = file_of(model, module.module(db));
    file.map_or_else(Vec::new, |file| of_member(db, file, &attribute.attr))
}

/// `None` of a package without a file of its own.
pub(crate) fn file_of<'db>(
    model: &SemanticModel<'db>,
    module: Module<'db>,
) -> Option<ProgramFile<'db>> {
    let file = module.file(model.db())?;
    Some(ProgramFile::new(model.db(), file, model.program()))
}

/// The definitions of a name at the top of a module.
pub(crate) fn of_member<'db>(
    db: &'db dyn Db,
    module: ProgramFile<'db>,
    name: &str,
) -> Vec<ResolvedDefinition<'db>> {
    let found = member(db, module, Name::new(name));
    found.iter().map(Source::resolved).collect()
}

#[salsa::tracked(returns(ref))]
fn member<'db>(db: &'db dyn Db, module: ProgramFile<'db>, name: Name) -> Box<[Source<'db>]> {
    let scope = global_scope(db, module);
    let model = SemanticModel::new(db, module);
    let Some(symbol) = place_table(db, scope).symbol_id(&name) else {
        return Box::default();
    };
    let found = definitions(use_def_map(db, scope), symbol);
    // Of a name that it does not bind, it would be the built-in one.
    if !found.iter().any(|it| it.kind(db).is_user_visible()) {
        return Box::default();
    }
    let followed = |definition: &Definition<'db>| match definition.kind(db) {
        DefinitionKind::StarImport(_) | DefinitionKind::ImportFromSubmodule(_) => None,
        kind if !kind.is_user_visible() => None,
        _ => Some(
            of_definition(&model, *definition)
                .unwrap_or_else(|| vec![ResolvedDefinition::Definition(*definition)]),
        ),
    };
    let found: Option<Vec<_>> = found.iter().map(followed).collect();
    let found = found.map(|found| found.concat()).unwrap_or_else(|| {
        let tree = parsed_module(db, module.python_file(db)).load(db);
        definitions_for_name(&model, &name, AnyNodeRef::from(tree.syntax()), RESOLVE)
    });
    found.into_iter().map(Source::of).collect()
}
