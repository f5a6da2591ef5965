//! What can be imported.

use std::collections::HashSet;

use crate::analysis::completion::{Completer, Item, ItemKind, Source, item_of, rank};

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
        self.add(Item::new("*", ItemKind::Keyword, rank::DUNDER));
    }

    fn written_names(&self) -> HashSet<String> {
        let path = self.context.file.nodes_at(self.cursor.statement);
        let statement = path.iter().find_map(|node| match node {
            ruff_python_ast::AnyNodeRef::StmtImportFrom(statement) => Some(*statement),
            _ => None,
        });
        let Some(statement) = statement else {
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
