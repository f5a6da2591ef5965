//! The names of a module, also where the checker cannot list them.
//!
//! `ty_python_semantic` 0.0.10 panics on a module in which a name is declared and never bound
//! (`name: int` alone). Its names are then those of its global scope.

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_stmt};
use ruff_python_ast::{self as ast, AnyNodeRef, Stmt};
use ty_module_resolver::{ImportingFile, Module, ModuleName, resolve_module};
use ty_python_semantic::types::Type;
use ty_python_semantic::{Completion as Found, HasType};

use crate::database::Database;
use crate::{Opened, guard};

/// What every module object has.
const OF_EVERY_MODULE: [&str; 8] = [
    "__dict__",
    "__doc__",
    "__file__",
    "__loader__",
    "__name__",
    "__package__",
    "__path__",
    "__spec__",
];

/// The members of the value of an attribute expression.
pub(crate) fn of_attribute<'db>(
    db: &'db Database,
    opened: &Opened<'db>,
    attribute: &ast::ExprAttribute,
) -> Vec<Found<'db>> {
    let model = &opened.model;
    guard::attempt(|| model.attribute_completions(attribute)).unwrap_or_else(|| {
        let Some(Type::ModuleLiteral(module)) = attribute.value.inferred_type(model) else {
            return Vec::new();
        };
        let module = module.module(db);
        let mut found = in_scope(db, module);
        found.extend(imported_submodules(opened, module));
        found
    })
}

/// What can follow `from module import`.
pub(crate) fn of_import<'db>(
    db: &'db Database,
    opened: &Opened<'db>,
    statement: &ast::StmtImportFrom,
) -> Vec<Found<'db>> {
    let model = &opened.model;
    guard::attempt(|| model.from_import_completions(statement)).unwrap_or_else(|| {
        let environment = model.program_environment();
        let from = ImportingFile::File(model.file(), environment.resolver_environment(db));
        let module = ModuleName::from_import_statement(db, from, statement)
            .ok()
            .and_then(|name| resolve_module(db, from, &name));
        let Some(module) = module else {
            return Vec::new();
        };
        let mut found = in_scope(db, module);
        found.extend(model.import_submodule_completions_for_name(module.name(db)));
        found
    })
}

/// The names that a module's own scope binds or declares.
fn in_scope<'db>(db: &'db Database, module: Module<'db>) -> Vec<Found<'db>> {
    let of_module = |name: &&str| Found {
        name: (*name).into(),
        ty: None,
        builtin: false,
        is_type_check_only: false,
    };
    let mut found: Vec<Found<'db>> = OF_EVERY_MODULE.iter().map(of_module).collect();
    if let Some(file) = module.file(db) {
        let there = Opened::new(db, file);
        let root = AnyNodeRef::from(there.parsed.syntax());
        let names = there.model.scoped_completions(root);
        found.extend(names.into_iter().filter(|name| !name.builtin));
    }
    found
}

/// The submodules of a package that the file imports by their full names.
fn imported_submodules<'db>(opened: &Opened<'db>, package: Module<'db>) -> Vec<Found<'db>> {
    let name = package.name(opened.model.db());
    let mut imports = Imports {
        package: format!("{name}."),
        submodules: Vec::new(),
    };
    for statement in &opened.parsed.syntax().body {
        imports.visit_stmt(statement);
    }
    let mut found = opened.model.import_submodule_completions_for_name(name);
    found.retain(|found| imports.submodules.iter().any(|name| *name == found.name));
    found
}

/// Collects the submodules of a package that `import` statements name.
struct Imports {
    /// The package's name and a dot.
    package: String,
    submodules: Vec<String>,
}

impl<'a> SourceOrderVisitor<'a> for Imports {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if let Stmt::Import(import) = statement {
            let names = import.names.iter();
            self.submodules.extend(names.filter_map(|alias| {
                let rest = alias.name.as_str().strip_prefix(&self.package)?;
                rest.split('.').next().map(str::to_owned)
            }));
        }
        walk_stmt(self, statement);
    }
}
