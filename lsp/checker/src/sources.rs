//! From a stub to the source that it describes: what is written there, and where that says less than
//! the stub. Start at [`of_stub`].

use ruff_db::files::{File, FileRange};
use ruff_db::parsed::parsed_module;
use ruff_python_ast::Expr;
use ruff_python_ast::name::UnqualifiedName;
use ruff_text_size::{Ranged, TextRange};
use ty_module_resolver::{ImportingFile, ModuleName, resolve_real_module};
use ty_python_core::ProgramFile;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::{ResolvedDefinition, map_stub_definition};

use crate::database::Database;
use crate::definitions::file_of;
use crate::imports;

/// Which place is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Where something is declared: the stub.
    Declaration,
    /// Where a person reads on: the source, as long as it has a statement for it.
    Definition,
    /// What there is when the program runs: the source.
    Runtime,
}

/// Where the source of a definition in a stub is; `None` if the stub is what is wanted, or the
/// definition is in none.
pub(crate) fn of_stub<'db>(
    db: &'db Database,
    definition: &ResolvedDefinition<'db>,
    wanted: Wanted,
) -> Option<Vec<ResolvedDefinition<'db>>> {
    if wanted == Wanted::Declaration {
        return None;
    }
    let mapped = mapped(db, definition)?;
    if mapped.is_empty() || is_import(db, &mapped) {
        return None;
    }
    if is_made_otherwise(db, definition, &mapped) {
        let aliased = aliased_class(db, &mapped);
        return match (aliased.is_empty(), wanted) {
            (false, _) => Some(aliased),
            (true, Wanted::Runtime) => Some(mapped),
            (true, _) => None,
        };
    }
    Some(without_passed_on(db, mapped))
}

/// What the checker takes for the source of a definition in a stub; `None` if it is in none.
pub(crate) fn mapped<'db>(
    db: &'db Database,
    definition: &ResolvedDefinition<'db>,
) -> Option<Vec<ResolvedDefinition<'db>>> {
    match definition {
        ResolvedDefinition::Definition(definition) => {
            let found = known_source(db, *definition).as_ref()?;
            Some(found.iter().map(Source::resolved).collect())
        }
        other => map_stub_definition(db, other, None),
    }
}

/// A [`ResolvedDefinition`] that can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, salsa::SalsaValue)]
pub(crate) enum Source<'db> {
    Definition(Definition<'db>),
    Module(ProgramFile<'db>),
    Range(File, u32, u32),
}

impl<'db> Source<'db> {
    pub(crate) fn of(resolved: ResolvedDefinition<'db>) -> Self {
        match resolved {
            ResolvedDefinition::Definition(definition) => Self::Definition(definition),
            ResolvedDefinition::Module(module) => Self::Module(module),
            ResolvedDefinition::FileWithRange(it) => Self::Range(
                it.file(),
                it.range().start().into(),
                it.range().end().into(),
            ),
        }
    }

    pub(crate) fn resolved(&self) -> ResolvedDefinition<'db> {
        match *self {
            Self::Definition(definition) => ResolvedDefinition::Definition(definition),
            Self::Module(module) => ResolvedDefinition::Module(module),
            Self::Range(file, start, end) => {
                let range = TextRange::new(start.into(), end.into());
                ResolvedDefinition::FileWithRange(FileRange::new(file, range))
            }
        }
    }
}

/// Known longer than the trees of the stub and the source.
#[salsa::tracked(returns(ref))]
fn known_source<'db>(
    db: &'db dyn ty_python_semantic::Db,
    definition: Definition<'db>,
) -> Option<Box<[Source<'db>]>> {
    let resolved = ResolvedDefinition::Definition(definition);
    let found = map_stub_definition(db, &resolved, None)?;
    Some(found.into_iter().map(Source::of).collect())
}

/// Of what a name is bound to in a source, what stands there, without what the same name is in a
/// module that everything is imported of before: `os.environ` is not the one of `posix`.
fn without_passed_on<'db>(
    db: &'db Database,
    mut found: Vec<ResolvedDefinition<'db>>,
) -> Vec<ResolvedDefinition<'db>> {
    let is_source = |it: &ResolvedDefinition<'db>| {
        file_of(db, it).is_some_and(|file| !file.file(db).is_stub(db))
    };
    if found.iter().any(is_source) {
        found.retain(is_source);
    }
    found
}

/// Whether the source only imports the name, as the library does with what is written in C: then
/// its stub says more.
fn is_import(db: &Database, found: &[ResolvedDefinition<'_>]) -> bool {
    let mut definitions = found.iter().map(ResolvedDefinition::definition);
    definitions.all(|definition| definition.is_some_and(|it| it.kind(db).is_import()))
}

/// Whether the source makes a class without a statement, as `Pattern = type(compile(''))`: the stub
/// says what is in it.
fn is_made_otherwise<'db>(
    db: &'db Database,
    stub: &ResolvedDefinition<'db>,
    found: &[ResolvedDefinition<'db>],
) -> bool {
    let kind = |it: &ResolvedDefinition<'db>| it.definition().map(|it| it.kind(db));
    let is_assigned = |it| matches!(kind(it), Some(DefinitionKind::Assignment(_)));
    matches!(kind(stub), Some(DefinitionKind::Class(_))) && found.iter().all(is_assigned)
}

/// The class statement behind `Sequence = _alias(collections.abc.Sequence, 1)` in `typing`.
fn aliased_class<'db>(
    db: &'db Database,
    found: &[ResolvedDefinition<'db>],
) -> Vec<ResolvedDefinition<'db>> {
    let [ResolvedDefinition::Definition(alias)] = found else {
        return Vec::new();
    };
    let behind = known_alias(db, *alias).iter().copied();
    behind.map(ResolvedDefinition::Definition).collect()
}

/// Known longer than the tree.
#[salsa::tracked(returns(ref))]
fn known_alias<'db>(
    db: &'db dyn ty_python_semantic::Db,
    alias: Definition<'db>,
) -> Box<[Definition<'db>]> {
    let behind = class_behind(db, alias).unwrap_or_default();
    let behind = behind.iter().filter_map(ResolvedDefinition::definition);
    let is_class = |it: &Definition<'db>| matches!(it.kind(db), DefinitionKind::Class(_));
    behind.filter(is_class).collect()
}

fn class_behind<'db>(
    db: &'db dyn ty_python_semantic::Db,
    alias: Definition<'db>,
) -> Option<Vec<ResolvedDefinition<'db>>> {
    let DefinitionKind::Assignment(assignment) = alias.kind(db) else {
        return None;
    };
    let parsed = parsed_module(db, alias.python_file(db)).load(db);
    let Expr::Call(call) = assignment.value(&parsed) else {
        return None;
    };
    if !matches!(&*call.func, Expr::Name(name) if name.id == "_alias") {
        return None;
    }
    let aliased = UnqualifiedName::from_expr(call.arguments.args.first()?)?;
    let (class, module) = aliased.segments().split_last()?;
    // The module puts the other one in this place itself.
    let module = match module.join(".").as_str() {
        "collections.abc" => "_collections_abc".to_owned(),
        module => module.to_owned(),
    };
    let file = alias.program_file(db);
    let importing = ImportingFile::ResolverFile(file.resolver_file(db));
    let source = resolve_real_module(db, importing, &ModuleName::new(&module)?)?;
    let source = ProgramFile::new(db, source.file(db)?, file.program(db));
    Some(imports::of_member(db, source, class))
}
