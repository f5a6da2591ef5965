//! Reads what a text imports beside whatever is asked about it: most of the first answer's time goes
//! into the modules that the text names.

use ruff_db::parsed::parsed_module;
use ruff_python_ast::{Identifier, Stmt, StmtImportFrom};
use ty_python_core::global_scope;
use ty_python_semantic::{Db, ResolvedDefinition, SemanticModel};

use crate::imports;
use crate::names::last_name;
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
        // The text itself is being read by whoever was asked about it.
        EVERYWHERE
            .iter()
            .for_each(|name| read(&model, Some(name), 0));
        let parsed = parsed_module(&self.db, file.python_file(&self.db)).load(&self.db);
        read_imports(&model, &parsed.syntax().body);
    }
}

fn read(model: &SemanticModel<'_>, name: Option<&str>, level: u32) {
    let module = model.resolve_module(name, level);
    if let Some(file) = module.and_then(|module| imports::file_of(model, module)) {
        global_scope(model.db(), file);
    }
}

fn read_imports(model: &SemanticModel<'_>, body: &[Stmt]) {
    for statement in body {
        match statement {
            Stmt::Import(import) => {
                let names = import.names.iter();
                names.for_each(|it| read(model, Some(&it.name), 0));
            }
            Stmt::ImportFrom(import) => {
                read(model, import.module.as_deref(), import.level);
                for name in import.names.iter().filter(|it| &it.name != "*") {
                    read_symbol(model, import, &name.name);
                }
            }
            Stmt::If(only) if last_name(&only.test) == Some("TYPE_CHECKING") => {
                read_imports(model, &only.body);
            }
            _ => {}
        }
    }
}

/// To see where a package has a name from, the module is read that defines it.
fn read_symbol(model: &SemanticModel<'_>, import: &StmtImportFrom, name: &Identifier) {
    for found in imports::of_symbol(model, import, name) {
        if let ResolvedDefinition::Module(file) = found {
            global_scope(model.db(), file);
        }
    }
}
