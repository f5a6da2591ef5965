//! What can be imported.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use ruff_python_ast::{AnyNodeRef, StmtImportFrom};
use serpentarium_checker::names::is_identifier;

use crate::analysis::completion::{Completer, Item, ItemKind, Source, item_of, rank};

/// The module that a file or folder is.
fn module_name(path: &Path) -> Option<String> {
    let name = match path.is_dir() {
        true => path.file_name(),
        false if path.extension().is_some_and(|it| it == "py" || it == "pyi") => path.file_stem(),
        false => None,
    }?;
    let name = name.to_str()?;
    (is_identifier(name) && name != "__pycache__").then(|| name.to_owned())
}

impl Completer<'_> {
    /// Modules at the top, or directly in a package.
    pub(super) fn modules(&mut self, level: u32, package: &str) {
        let context = self.context;
        let address = context.address();
        let base = context.world.absolute_name(level, package, &context.file);
        let (own_name, _) = context
            .world
            .name_of(&context.file)
            .unwrap_or((String::new(), false));
        let Some(base) = base else {
            return;
        };
        let within = (!base.is_empty()).then_some(base.as_str());
        let mut names = context.checker.submodules(&address, within);
        if let Some(package) = within.filter(|_| names.is_empty()) {
            names = self.modules_on_disk(package);
        }
        names.sort();
        for name in names {
            let full = match within {
                Some(package) => format!("{package}.{name}"),
                None => name.clone(),
            };
            // A module does not import itself.
            if name != "__init__" && full != own_name {
                let item = Item::new(name, ItemKind::Module, rank::LOCAL);
                self.add(item.from(Source::Module { name: full }));
            }
        }
        // `from . import`: nothing more of the module has to be named.
        if level > 0 && package.is_empty() {
            self.words(&["import"]);
        }
    }

    /// What a module defines, and its submodules; not again what the statement names already.
    pub(super) fn imported_names(&mut self) {
        let address = self.context.address();
        let statement = self.cursor.statement;
        let mut found = self.context.checker.importable(&address, statement);
        found.sort_by(|a, b| a.name.cmp(&b.name));
        let written = self.written_names();
        for name in found {
            if !written.contains(&name.name) && !name.is_type_check_only {
                let item = item_of(&name, rank::LOCAL);
                self.add(item.from(Source::Import(statement.to_u32())));
            }
        }
        for (full, name) in self.modules_of_namespace() {
            if !written.contains(&name) {
                let item = Item::new(name, ItemKind::Module, rank::LOCAL);
                self.add(item.from(Source::Module { name: full }));
            }
        }
        self.add(Item::new("*", ItemKind::Keyword, rank::DUNDER));
    }

    /// The modules of the package that a `from` statement names, if it has no `__init__`: what the
    /// checker lists of such a one is nothing but its object's attributes.
    fn modules_of_namespace(&self) -> Vec<(String, String)> {
        let context = self.context;
        let package = self.import_statement().and_then(|statement| {
            let module = statement.module.as_ref().map_or("", |name| name.as_str());
            let world = &context.world;
            world.absolute_name(statement.level, module, &context.file)
        });
        let Some(package) = package.filter(|package| !package.is_empty()) else {
            return Vec::new();
        };
        let modules = self.modules_on_disk(&package).into_iter();
        modules
            .map(|name| (format!("{package}.{name}"), name))
            .collect()
    }

    /// What lies in the folders of a package without an `__init__`.
    fn modules_on_disk(&self, package: &str) -> Vec<String> {
        let project = &self.context.world.project;
        let mut found = BTreeSet::new();
        for root in project.roots.iter().chain(&project.extra_paths) {
            let folder = root.join(package.replace('.', "/"));
            if ["__init__.py", "__init__.pyi"]
                .iter()
                .any(|file| folder.join(file).exists())
            {
                return Vec::new();
            }
            // A folder that is not there, or may not be read, has no modules.
            let Ok(entries) = std::fs::read_dir(&folder) else {
                continue;
            };
            found.extend(
                entries
                    .flatten()
                    .filter_map(|entry| module_name(&entry.path())),
            );
        }
        found.into_iter().collect()
    }

    /// The `from` statement that the cursor is in.
    fn import_statement(&self) -> Option<&StmtImportFrom> {
        let path = self.context.file.nodes_at(self.cursor.statement);
        path.into_iter().find_map(|node| match node {
            AnyNodeRef::StmtImportFrom(statement) => Some(statement),
            _ => None,
        })
    }

    fn written_names(&self) -> HashSet<String> {
        let Some(statement) = self.import_statement() else {
            return HashSet::new();
        };
        statement
            .names
            .iter()
            .filter(|alias| !alias.range.contains_inclusive(self.cursor.offset))
            .map(|alias| alias.name.to_string())
            .collect()
    }
}
