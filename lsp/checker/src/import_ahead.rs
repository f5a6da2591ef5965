//! Reads what a text imports beside whatever is asked about it: most of the first answer's time goes
//! into the modules that the text names.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::Stmt;
use ty_python_core::global_scope;
use ty_python_semantic::{Db, SemanticModel};

use crate::{Address, Snapshot};

/// What the checker needs of nearly every text.
const EVERYWHERE: &[&str] = &[
    "builtins",
    "typing",
    "types",
    "typing_extensions",
    "_typeshed",
];

impl Snapshot {
    /// Finds out what those modules bind that nearly every text needs, and those that the statements
    /// of one import.
    pub fn import_ahead(&self, address: &Address) {
        let Some(file) = self.file(address) else {
            return;
        };
        let file = self.db.program_file(file);
        let model = SemanticModel::new(&self.db, file);
        let read = |name: Option<&str>, level| {
            let module = model.resolve_module(name, level);
            if let Some(file) = module.and_then(|module| module.file(&self.db)) {
                global_scope(&self.db, self.db.program_file(file));
            }
        };
        // The text itself is being read by whoever was asked about it.
        EVERYWHERE.iter().for_each(|name| read(Some(name), 0));
        let parsed = parsed_module(&self.db, file.python_file(&self.db)).load(&self.db);
        for statement in &parsed.syntax().body {
            match statement {
                Stmt::Import(import) => {
                    import.names.iter().for_each(|it| read(Some(&it.name), 0));
                }
                Stmt::ImportFrom(import) => read(import.module.as_deref(), import.level),
                _ => {}
            }
        }
    }
}
