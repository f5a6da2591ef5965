//! The documentation of definitions.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::visitor::{Visitor, walk_body, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextRange};
use rustc_hash::FxHashMap;
use ty_python_core::ProgramFile;
use ty_python_core::definition::{Definition, DefinitionKind};
use ty_python_semantic::{Db, ResolvedDefinition};

use crate::Snapshot;
use crate::place;
use crate::sources;

impl Snapshot {
    /// The docstring of definitions, or of the function that the first is another name of.
    pub(crate) fn docstring_or_aliased(
        &self,
        definitions: &[ResolvedDefinition<'_>],
    ) -> Option<String> {
        self.docstring(definitions).or_else(|| {
            let function = self.aliased(definitions.first()?.definition()?)?;
            self.docstring(&[ResolvedDefinition::Definition(function)])
        })
    }

    /// The first docstring among definitions, looked for behind stubs, too.
    pub(crate) fn docstring<'db>(
        &'db self,
        definitions: &[ResolvedDefinition<'db>],
    ) -> Option<String> {
        let mut documented = FxHashMap::default();
        let mut own = |definition: &_| self.own_docstring(&mut documented, definition);
        definitions.iter().find_map(|definition| {
            own(definition).or_else(|| {
                let sources = sources::mapped(&self.db, definition)?;
                sources.iter().find_map(&mut own)
            })
        })
    }

    /// The docstring of a definition, or of the function that it is an overload of.
    fn own_docstring<'db>(
        &'db self,
        documented: &mut FxHashMap<ProgramFile<'db>, Documented>,
        resolved: &ResolvedDefinition<'db>,
    ) -> Option<String> {
        if let Some(definition) = resolved.definition() {
            let known = self.db.known(definition);
            let file = definition.file(&self.db);
            if let Some(settled) = known.and_then(|known| known.docstring(&self.db, file)) {
                return settled;
            }
            if self.is_bare(documented, definition) {
                return None;
            }
        }
        if let ResolvedDefinition::Module(module) = resolved {
            return of_module(&self.db, *module).clone();
        }
        let own = resolved.docstring(&self.db);
        own.or_else(|| resolved.implementation_docstring(&self.db))
    }

    /// Whether a definition is an assignment that no string follows. The checker would look for the
    /// statement through all of the file, for each definition of a name that may have thousands.
    fn is_bare<'db>(
        &'db self,
        documented: &mut FxHashMap<ProgramFile<'db>, Documented>,
        definition: Definition<'db>,
    ) -> bool {
        let db = &self.db;
        let kind = definition.kind(db);
        if !matches!(
            kind,
            DefinitionKind::Assignment(_) | DefinitionKind::AnnotatedAssignment(_)
        ) {
            return false;
        }
        let file = definition.program_file(db);
        let documented = documented.entry(file).or_insert_with(|| {
            let tree = parsed_module(db, file.python_file(db)).load(db);
            Documented::of(tree.suite())
        });
        !documented.contains(place::name_of_definition(db, definition).range())
    }
}

/// The docstring of a module, known longer than its tree.
#[salsa::tracked(returns(ref))]
fn of_module<'db>(db: &'db dyn Db, module: ProgramFile<'db>) -> Option<String> {
    ResolvedDefinition::Module(module).docstring(db)
}

/// The assignments of a file that a string follows, in its order.
#[derive(Debug, Default)]
pub struct Documented(Vec<TextRange>);

impl Documented {
    pub fn of(body: &[Stmt]) -> Self {
        let mut found = Self(Vec::new());
        found.visit_body(body);
        found.0.sort_unstable_by_key(|range| range.start());
        found
    }

    /// Whether a range lies in one of them.
    pub fn contains(&self, range: TextRange) -> bool {
        let before = (self.0).partition_point(|it| it.start() <= range.start());
        let last = self.0[..before].last();
        last.is_some_and(|assignment| assignment.contains_range(range))
    }
}

impl<'a> Visitor<'a> for Documented {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        for (statement, next) in body.iter().zip(body.iter().skip(1)) {
            let is_string = matches!(next, Stmt::Expr(it) if it.value.is_string_literal_expr());
            if is_string && matches!(statement, Stmt::Assign(_) | Stmt::AnnAssign(_)) {
                self.0.push(statement.range());
            }
        }
        walk_body(self, body);
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        walk_stmt(self, stmt);
    }

    /// There are no statements in it.
    fn visit_expr(&mut self, _: &'a Expr) {}
}
