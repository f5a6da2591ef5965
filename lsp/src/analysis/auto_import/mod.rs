//! The names that could be imported, found by a cheap look at every module's top level.
//!
//! The index is built in the background and kept by the project; texts that are open in the editor
//! are looked at when somebody asks, so that it is never behind them.

mod insert;
mod scan;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use parking_lot::Mutex;
use ruff_python_parser::parse_unchecked_source;
use serpentarium_checker::PlaceFile;
use serpentarium_checker::completion::ModuleSymbol;

use crate::analysis::Context;
use crate::analysis::depth;
use crate::analysis::stdlib::read_source;

pub use insert::{Import, Importer, group_of, import_edit, line_ending};
pub use scan::ExportKind;
use scan::Found;

/// How many modules are looked at; the workspace's come first.
const MAX_MODULES: usize = 20_000;
/// Larger files hold data.
const MAX_FILE_SIZE: u64 = 2 << 20;

/// A name that a module defines for others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    pub name: Arc<str>,
    pub kind: ExportKind,
    /// The module's dotted name; that of the package above for a module.
    pub module: Arc<str>,
    pub file: Option<Arc<PlaceFile>>,
    /// 0 for the workspace, 1 for the library, 2 for everything else.
    pub distance: u8,
}

#[derive(Debug, Default)]
pub struct Index {
    /// In the order of [`key`].
    exports: Mutex<Arc<Vec<Export>>>,
    files: Mutex<HashMap<PlaceFile, Scanned>>,
    is_ready: AtomicBool,
}

#[derive(Debug)]
struct Scanned {
    modified: Option<SystemTime>,
    found: Arc<Vec<Found>>,
}

fn key(name: &str) -> String {
    name.to_lowercase()
}

impl Index {
    /// Whether it was built at least once.
    pub fn is_ready(&self) -> bool {
        self.is_ready.load(Ordering::Relaxed)
    }

    /// Looks at the modules that changed since the last time.
    pub fn refresh(&self, modules: &[ModuleSymbol], roots: &[std::path::PathBuf]) {
        let mut exports = Vec::new();
        let mut old = std::mem::take(&mut *self.files.lock());
        let mut files = HashMap::new();
        for module in modules.iter().take(MAX_MODULES) {
            let Some(file) = &module.file else {
                continue;
            };
            let distance = distance(module, roots);
            if is_test(&module.name) || (is_private(&module.name) && distance > 0) {
                continue;
            }
            let (name, shared) = (Arc::from(module.name.as_str()), Arc::new(file.clone()));
            if !module.name.contains('.') {
                exports.push(Export {
                    name: Arc::clone(&name),
                    kind: ExportKind::Module,
                    module: Arc::from(""),
                    file: Some(Arc::clone(&shared)),
                    distance,
                });
            }
            let scanned = scan_file(file, old.remove(file));
            for found in scanned.found.iter() {
                exports.push(Export {
                    name: found.name.clone(),
                    kind: found.kind,
                    module: Arc::clone(&name),
                    file: Some(Arc::clone(&shared)),
                    distance,
                });
            }
            files.insert(file.clone(), scanned);
        }
        exports.shrink_to_fit();
        exports.sort_by_cached_key(|export| (key(&export.name), export.distance));
        *self.exports.lock() = Arc::new(exports);
        *self.files.lock() = files;
        self.is_ready.store(true, Ordering::Relaxed);
    }

    fn exports(&self) -> Arc<Vec<Export>> {
        Arc::clone(&self.exports.lock())
    }
}

/// Modules whose names say that others should leave them alone are offered to files of the same
/// top-level package only.
fn is_private(module: &str) -> bool {
    module.split('.').any(|part| part.starts_with('_'))
}

/// Tests are not offered.
fn is_test(module: &str) -> bool {
    module.split('.').any(|part| {
        part.starts_with("test_")
            || matches!(part, "test" | "tests" | "conftest" | "this" | "antigravity")
    })
}

/// Who may import what is private.
struct Asking {
    package: Option<String>,
}

impl Asking {
    fn of(context: &Context) -> Self {
        let name = context.world.name_of(&context.file);
        let package = name.and_then(|(name, _)| Some(name.split('.').next()?.to_owned()));
        Self { package }
    }

    fn may_use(&self, module: &str) -> bool {
        !is_private(module) || module.split('.').next() == self.package.as_deref()
    }
}

fn distance(module: &ModuleSymbol, roots: &[std::path::PathBuf]) -> u8 {
    match &module.file {
        _ if module.is_stdlib => 1,
        Some(PlaceFile::Disk(path)) => {
            let is_own = roots.iter().any(|root| path.starts_with(root))
                && !path.iter().any(|part| part == "site-packages");
            if is_own { 0 } else { 2 }
        }
        Some(PlaceFile::Virtual(_)) => 0,
        _ => 2,
    }
}

fn scan_file(file: &PlaceFile, old: Option<Scanned>) -> Scanned {
    let modified = match file {
        PlaceFile::Disk(path) => std::fs::metadata(path)
            .ok()
            .and_then(|metadata| metadata.modified().ok()),
        _ => None,
    };
    if let Some(old) = old
        && old.modified == modified
    {
        return old;
    }
    let text = match file {
        PlaceFile::Disk(path) => {
            let size = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
            (size <= MAX_FILE_SIZE).then(|| read_source(path)).flatten()
        }
        PlaceFile::Stub(name) => serpentarium_checker::stub_text(name),
        PlaceFile::Virtual(_) => None,
    };
    let found = text
        .filter(|text| depth::is_walkable(text))
        .map(|text| {
            let parsed = parse_unchecked_source(&text, ruff_python_ast::PySourceType::Python);
            let is_package = match file {
                PlaceFile::Disk(path) => path.file_stem().is_some_and(|stem| stem == "__init__"),
                PlaceFile::Stub(name) => name.ends_with("__init__.pyi"),
                PlaceFile::Virtual(_) => false,
            };
            scan::exports(parsed.syntax(), is_package)
        })
        .unwrap_or_default();
    Scanned {
        modified,
        found: Arc::new(found),
    }
}

/// Names that begin with what is typed, whatever their case, at most `limit`; and whether these
/// are all.
pub fn search(context: &Context, typed: &str, limit: usize) -> (Vec<Export>, bool) {
    let typed = key(typed);
    let with_private = typed.starts_with('_');
    let asking = Asking::of(context);
    let index = context.world.project.auto_import.exports();
    let start = index.partition_point(|export| key(&export.name) < typed);
    let mut found = from_open_texts(context, &|name| key(name).starts_with(&typed));
    let matching = index[start..]
        .iter()
        .take_while(|export| key(&export.name).starts_with(&typed));
    let closed = matching
        .filter(|export| !is_open(context, export) && asking.may_use(&export.module))
        .filter(|export| with_private || !export.name.starts_with('_'));
    found.extend(closed.take(limit * 20).cloned());
    found.sort_by_key(|export| {
        let is_private = is_private(&export.module);
        (
            export.distance,
            is_private,
            export.name.len(),
            export.module.len(),
        )
    });
    let is_all = found.len() <= limit;
    found.truncate(limit);
    (found, is_all)
}

/// What defines exactly a name, the best first.
pub fn exact(context: &Context, name: &str) -> Vec<Export> {
    let lower = key(name);
    let asking = Asking::of(context);
    let index = context.world.project.auto_import.exports();
    let start = index.partition_point(|export| key(&export.name) < lower);
    let mut found = from_open_texts(context, &|other| other == name);
    let matching = index[start..]
        .iter()
        .take_while(|export| key(&export.name) == lower)
        .filter(|export| &*export.name == name && !is_open(context, export))
        .filter(|export| asking.may_use(&export.module));
    found.extend(matching.cloned());
    found.sort_by_key(|export| {
        let is_typing = !matches!(&*export.module, "typing" | "collections.abc");
        let dots = export.module.matches('.').count();
        let is_private = is_private(&export.module);
        (
            export.distance,
            is_private,
            is_typing,
            dots,
            export.module.len(),
        )
    });
    found.dedup_by(|a, b| a.module == b.module);
    found
}

fn is_open(context: &Context, export: &Export) -> bool {
    match export.file.as_deref() {
        Some(PlaceFile::Disk(path)) => context.world.open.contains_key(path),
        _ => false,
    }
}

fn from_open_texts(context: &Context, wanted: &dyn Fn(&str) -> bool) -> Vec<Export> {
    let asking = Asking::of(context);
    let mut found = Vec::new();
    for (path, file) in &context.world.open {
        if Some(path.as_path()) == context.file.path() {
            continue;
        }
        let Some((module, is_package)) = context.world.name_of(file) else {
            continue;
        };
        if !asking.may_use(&module) {
            continue;
        }
        for export in scan::exports(file.module(), is_package) {
            if wanted(&export.name) {
                found.push(Export {
                    name: export.name,
                    kind: export.kind,
                    module: Arc::from(module.as_str()),
                    file: Some(Arc::new(PlaceFile::Disk(path.clone()))),
                    distance: 0,
                });
            }
        }
    }
    found.sort_by(|a, b| (&a.name, &a.module).cmp(&(&b.name, &b.module)));
    found
}
