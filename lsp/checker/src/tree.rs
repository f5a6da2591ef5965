//! The checker's tree of a text, for whoever would otherwise parse the same text once more.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use ruff_db::Db as _;
use ruff_db::files::{File, vendored_path_to_file};
use ruff_db::parsed::{ParsedModuleRef, parsed_module};
use ruff_db::source::source_text;
use ruff_db::system::SystemVirtualPath;
use ruff_python_ast::{ModModule, PySourceType};
use ruff_python_parser::Parsed;
use ty_python_semantic::Db as _;

use crate::environment::system_path;
use crate::memory::Trees;
use crate::{Address, Snapshot};

/// A syntax tree with its tokens and errors. It outlives the [`Snapshot`] that it comes from.
pub struct Tree {
    module: ParsedModuleRef,
    trees: Arc<Trees>,
}

impl Deref for Tree {
    type Target = Parsed<ModModule>;

    fn deref(&self) -> &Self::Target {
        &self.module
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        self.trees.release(self.module.module().file());
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tree").field(self.module.module()).finish()
    }
}

impl Snapshot {
    /// The tree of a text, if the checker knows the file already, with exactly this text in it, and
    /// reads it as plain Python.
    pub fn tree(&self, address: &Address, text: &str) -> Option<Tree> {
        let file = self.known_file(address)?;
        let is_same = source_text(&self.db, file).as_str() == text;
        if !is_same || file.source_type(&self.db) == PySourceType::Ipynb {
            return None;
        }
        let python_file = self.db.program_file(file).python_file(&self.db);
        let module = parsed_module(&self.db, python_file).load(&self.db);
        let trees = Arc::clone(self.db.trees());
        trees.hold(file);
        Some(Tree { module, trees })
    }

    /// A file that the checker has come across.
    fn known_file(&self, address: &Address) -> Option<File> {
        let files = self.db.files();
        match address {
            Address::Path(path) => files.try_system(&self.db, &system_path(path)?),
            Address::Virtual(address) => {
                let file = files.try_virtual_file(SystemVirtualPath::new(address))?;
                Some(file.file())
            }
            Address::Stub(name) => vendored_path_to_file(&self.db, name.as_str()).ok(),
        }
    }
}
