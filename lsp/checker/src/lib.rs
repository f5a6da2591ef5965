//! Types, names and modules for the language server.
//!
//! The one place that knows the published type checker (`ty_*`, `ruff_db`, `salsa`): what leaves it
//! are byte offsets, texts and plain structs, so that a new version of the checker touches this
//! crate alone. Start with [`Checker`], which owns the state and is written to by one thread, and
//! [`Snapshot`], a consistent view that any thread can ask. [`locate`] finds what stands at an
//! offset, [`definitions`] where it comes from; each further module is one feature.
//!
//! A write waits until every snapshot is gone and makes their running queries unwind:
//! [`is_cancelled`] tells such an unwinding from a bug.
#![forbid(unsafe_code)]

mod database;
mod enum_values;
mod environment;
mod system;

mod definitions;
mod docstring;
mod dynamic_members;
mod family;
mod locate;
mod look_ahead;
mod memory;
mod place;
mod recursive;
pub mod tokens;

mod abstracts;
mod ahead;
pub mod alone;
mod bases;
mod branches;
mod check;
pub mod completion;
mod declaration;
mod expected;
pub mod guard;
pub mod hierarchy;
mod hover;
mod import_ahead;
mod imports;
mod inlay;
mod instance_members;
mod keywords;
mod module_members;
pub mod names;
mod outline;
mod parameters;
mod parses;
mod patterns;
pub mod references;
mod shown;
pub mod signature;
mod sources;
mod submodules;
mod super_members;
mod tree;
mod union_members;
mod unreachable;
mod witness;

use std::any::Any;
use std::path::PathBuf;
use std::sync::Arc;

use ruff_db::files::{File, system_path_to_file, vendored_path_to_file};
use ruff_db::parsed::{ParsedModuleRef, parsed_module};
use ruff_db::system::{SystemPathBuf, SystemVirtualPath};
use ruff_python_ast::find_node::covering_node;
use ruff_python_ast::{AnyNodeRef, ExprRef};
use ruff_text_size::{Ranged, TextRange};
use ty_python_semantic::{Db as _, SemanticModel};

pub use abstracts::AbstractCall;
pub use check::{Fix, Problem, Severity, Tag};

pub use docstring::at_the_top as docstring_at_the_top;
pub use environment::{Config, Report};
pub use expected::Expected;
pub use hover::{Hover, Subject};
pub use inlay::{Hint, HintKind};
pub use memory::Pace;
pub use place::{Place, PlaceFile};
pub use system::MAX_FILE_SIZE;
pub use tree::Tree;
pub use witness::Inferred;

use database::Database;
use environment::system_path;
use system::OverlaySystem;

/// How a text is called: its path, or the address under which the editor holds it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Address {
    Path(PathBuf),
    Virtual(String),
    /// A stub that comes with the checker, by its path there. It never changes.
    Stub(String),
}

/// The writable state. One thread owns it.
pub struct Checker {
    db: Database,
    report: Report,
}

impl std::fmt::Debug for Checker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checker").finish_non_exhaustive()
    }
}

impl Checker {
    /// A checker for a workspace. `walkable` says whether a text nests so little that recursion may
    /// walk its tree; what may not is taken for an empty text.
    pub fn new(config: &Config, walkable: fn(&str) -> bool) -> Self {
        let folder = config.roots.first().and_then(|root| system_path(root));
        let folder = folder
            .filter(|folder| folder.as_utf8_path().is_absolute())
            .unwrap_or_else(|| SystemPathBuf::from("/"));
        let mut checker = Self {
            db: Database::new(OverlaySystem::new(&folder, walkable)),
            report: Report::default(),
        };
        checker.configure(config);
        checker
    }

    /// Takes another configuration; everything that depended on the old one is worked out anew.
    pub fn configure(&mut self, config: &Config) {
        let (program, mut report) = environment::program(&self.db, config);
        let rules = environment::rules(config, &mut report);
        self.db.set_program(program, rules);
        self.report = report;
    }

    /// What the configuration led to.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// A text opened or changed in the editor.
    pub fn set_text(&mut self, address: &Address, text: Arc<str>) {
        match address {
            Address::Path(path) => {
                let Some(path) = system_path(path) else {
                    return;
                };
                self.db.overlay().set_buffer(&path, text);
                // Also the folders: a text that was never saved may be the first in them.
                for folder in path.ancestors() {
                    File::sync_path_only(&mut self.db, folder);
                }
                if let Ok(file) = system_path_to_file(&self.db, &path) {
                    self.db.set_open(file, true);
                }
            }
            Address::Virtual(address) => {
                self.db.overlay().set_virtual_buffer(address, text);
                let path = SystemVirtualPath::new(address);
                let file = match ruff_db::Db::files(&self.db).try_virtual_file(path) {
                    Some(file) => {
                        file.sync(&mut self.db);
                        file.file()
                    }
                    None => ruff_db::Db::files(&self.db)
                        .virtual_file(&self.db, path)
                        .file(),
                };
                self.db.set_open(file, true);
            }
            Address::Stub(_) => {}
        }
    }

    /// A text closed in the editor: what is on disk counts again.
    pub fn close(&mut self, address: &Address) {
        match address {
            Address::Path(path) => {
                let Some(path) = system_path(path) else {
                    return;
                };
                self.db.overlay().remove_buffer(&path);
                if let Ok(file) = system_path_to_file(&self.db, &path) {
                    self.db.set_open(file, false);
                }
                File::sync_path(&mut self.db, &path);
            }
            Address::Virtual(address) => {
                self.db.overlay().remove_virtual_buffer(address);
                let path = SystemVirtualPath::new(address);
                let file = ruff_db::Db::files(&self.db).try_virtual_file(path);
                if let Some(file) = file {
                    self.db.set_open(file.file(), false);
                    file.close(&mut self.db);
                }
            }
            Address::Stub(_) => {}
        }
    }

    /// Files that were made, changed or removed on disk.
    pub fn changed_on_disk(&mut self, paths: &[PathBuf]) {
        for path in paths.iter().filter_map(|path| system_path(path)) {
            if path.as_std_path().is_dir() {
                File::sync_path(&mut self.db, &path);
                ruff_db::files::Files::sync_all_recursive(&mut self.db, [path]);
            } else {
                File::sync_path(&mut self.db, &path);
            }
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            db: self.db.clone(),
        }
    }
}

/// A view of everything at one moment. Keep it no longer than the work lasts: writes wait for it.
pub struct Snapshot {
    db: Database,
}

impl Clone for Snapshot {
    fn clone(&self) -> Self {
        Self {
            db: self.db.clone(),
        }
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").finish_non_exhaustive()
    }
}

impl Snapshot {
    fn file(&self, address: &Address) -> Option<File> {
        match address {
            Address::Path(path) => system_path_to_file(&self.db, system_path(path)?).ok(),
            Address::Virtual(address) => {
                let path = SystemVirtualPath::new(address);
                let file = ruff_db::Db::files(&self.db).try_virtual_file(path)?;
                Some(file.file())
            }
            Address::Stub(name) => vendored_path_to_file(&self.db, name.as_str()).ok(),
        }
    }

    /// The tree and the semantic model of a file.
    fn open(&self, address: &Address) -> Option<Opened<'_>> {
        Some(Opened::new(&self.db, self.file(address)?))
    }
}

/// A file, ready to be asked about.
struct Opened<'db> {
    file: File,
    parsed: ParsedModuleRef,
    model: SemanticModel<'db>,
}

impl<'db> Opened<'db> {
    fn new(db: &'db Database, file: File) -> Self {
        let program_file = db.program_file(file);
        let python_file = program_file.python_file(db);
        Self {
            file,
            parsed: parsed_module(db, python_file).load(db),
            model: SemanticModel::new(db, program_file),
        }
    }

    /// The expression that spans exactly a range.
    fn expression(&self, range: TextRange) -> Option<ExprRef<'_>> {
        let root: AnyNodeRef<'_> = self.parsed.syntax().into();
        if !root.range().contains_range(range) {
            return None;
        }
        covering_node(root, range)
            .ancestors()
            .filter_map(AnyNodeRef::as_expr_ref)
            .find(|expression| expression.range() == range)
    }
}

/// Whether a panic's payload means that a write made the work pointless.
pub fn is_cancelled(payload: &(dyn Any + Send)) -> bool {
    payload.is::<salsa::Cancelled>()
}

/// The text of a stub that comes with the checker, by its path there (`stdlib/builtins.pyi`).
pub fn stub_text(path: &str) -> Option<String> {
    let path = ruff_db::vendored::VendoredPath::new(path);
    ty_vendored::file_system().read_to_string(path).ok()
}
