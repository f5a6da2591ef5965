//! The sources of the standard library: a folder if one is configured, else what whoever starts
//! the server brings along.
//!
//! An editor can only open files, so an embedded module that somebody goes to is written to the
//! user's cache folder first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use parking_lot::Mutex;
use serpentarium_checker::names::is_part;

use crate::analysis::depth::MAX_TEXT;
use crate::analysis::disk::{self, Stamp};
use crate::analysis::source::{SourceFile, StdlibModule};

/// The library that the binary carries, by paths relative to its root (`json/decoder.py`). The
/// language server does not know the crate that holds it.
#[derive(Debug, Clone, Copy)]
pub struct LibrarySource {
    pub read: fn(&str) -> Option<Vec<u8>>,
    pub paths: fn() -> Vec<&'static str>,
}

#[derive(Debug, Clone, Default)]
pub struct Stdlib {
    folder: Option<PathBuf>,
    embedded: Option<LibrarySource>,
}

impl Stdlib {
    pub fn new(folder: Option<PathBuf>, embedded: Option<LibrarySource>) -> Self {
        Self { folder, embedded }
    }

    /// A folder with the library's files, for tools that only read files: the configured one, or
    /// the embedded one written to the cache.
    pub fn folder_for_editors(&self) -> Option<PathBuf> {
        if let Some(folder) = &self.folder {
            return Some(folder.clone());
        }
        let (library, folder) = (self.embedded?, cache_folder()?);
        match write_library(library, &folder) {
            Ok(()) => Some(folder),
            Err(error) => {
                eprintln!(
                    "serpentarium lsp: cannot write {}: {error}",
                    folder.display()
                );
                None
            }
        }
    }

    /// A module's text, by its dotted name.
    pub fn load(&self, name: &str) -> Option<SourceFile> {
        match &self.folder {
            Some(folder) => from_folder(folder, name),
            None => embedded(self.embedded?, name),
        }
    }

    /// The modules directly in a package, or at the top.
    pub fn children(&self, package: Option<&str>) -> Vec<String> {
        match &self.folder {
            Some(folder) => {
                children_in_folder(&folder.join(package.unwrap_or("").replace('.', "/")))
            }
            None => self
                .embedded
                .map(|library| embedded_children(library, package))
                .unwrap_or_default(),
        }
    }

    /// The name of the module that a path is the source of, and whether it is a package.
    pub fn module_of_path(&self, path: &Path) -> Option<StdlibModule> {
        let root = match &self.folder {
            Some(folder) => folder.clone(),
            None => cache_folder()?,
        };
        let relative = path.strip_prefix(root).ok()?.with_extension("");
        let mut parts: Vec<&str> = relative
            .iter()
            .map(|part| part.to_str())
            .collect::<Option<_>>()?;
        let is_package = parts.last() == Some(&"__init__");
        if is_package {
            parts.pop();
        }
        (!parts.is_empty()).then(|| StdlibModule {
            name: parts.join("."),
            is_package,
        })
    }
}

fn embedded(library: LibrarySource, name: &str) -> Option<SourceFile> {
    let base = name.replace('.', "/");
    let candidates = [
        (format!("{base}/__init__.py"), true),
        (format!("{base}.py"), false),
    ];
    let (path, is_package, source) = candidates.into_iter().find_map(|(path, is_package)| {
        (library.read)(&path).map(|source| (path, is_package, source))
    })?;
    let text = String::from_utf8(source).ok()?;
    let path = cache_folder().map(|folder| folder.join(path));
    let module = StdlibModule {
        name: name.to_owned(),
        is_package,
    };
    Some(SourceFile::from_stdlib(text, module, path))
}

fn embedded_children(library: LibrarySource, package: Option<&str>) -> Vec<String> {
    let prefix = package.map_or(String::new(), |package| {
        format!("{}/", package.replace('.', "/"))
    });
    let mut names: Vec<String> = (library.paths)()
        .into_iter()
        .filter_map(|path| path.strip_prefix(&prefix)?.strip_suffix(".py"))
        .map(|rest| rest.strip_suffix("/__init__").unwrap_or(rest))
        .filter(|name| !name.contains('/') && *name != "__init__")
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Where embedded modules are put for editors.
fn cache_folder() -> Option<PathBuf> {
    Some(own_cache()?.join("library-3.14"))
}

/// Where a stub that comes with the checker is put for editors.
pub fn stub_path(name: &Path) -> Option<PathBuf> {
    Some(own_cache()?.join("stubs").join(name))
}

/// The name of a stub that was put at a path for editors.
pub fn stub_of_path(path: &Path) -> Option<String> {
    static STUBS: OnceLock<Option<PathBuf>> = OnceLock::new();
    let folder = STUBS.get_or_init(|| Some(own_cache()?.join("stubs")));
    let name = path.strip_prefix(folder.as_ref()?).ok()?.to_str()?;
    Some(name.replace('\\', "/"))
}

fn own_cache() -> Option<PathBuf> {
    let variable = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let base = variable("XDG_CACHE_HOME")
        .or_else(|| variable("LOCALAPPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))?;
    Some(base.join("serpentarium"))
}

/// Writes every file that is not there yet with the right size.
fn write_library(library: LibrarySource, folder: &Path) -> std::io::Result<()> {
    // The stamp is written last, so an interrupted run is done again.
    let stamp = folder.join(concat!(".complete-", env!("CARGO_PKG_VERSION")));
    if stamp.is_file() {
        return Ok(());
    }
    for path in (library.paths)() {
        let Some(content) = (library.read)(path) else {
            continue;
        };
        let target = folder.join(path);
        let is_there = target
            .metadata()
            .is_ok_and(|metadata| metadata.len() == content.len() as u64);
        if !is_there {
            if let Some(parent) = target.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(&target, content)?;
        }
    }
    std::fs::write(stamp, "")
}

/// Makes sure that a module's file is there for an editor to open.
pub fn materialise(file: &SourceFile) -> std::io::Result<()> {
    let (Some(_), Some(path)) = (file.stdlib_module(), file.path()) else {
        return Ok(());
    };
    write_if_different(path, file.text())
}

/// The files that were found to be as they should be, in the state in which they were.
static WRITTEN: Mutex<BTreeMap<PathBuf, Stamp>> = Mutex::new(BTreeMap::new());

/// Whether a file is as [`write_if_different`] has left it.
pub fn is_written(path: &Path) -> bool {
    let now = disk::stamp(path);
    now.is_some() && WRITTEN.lock().get(path) == now.as_ref()
}

/// Writes a file with its folders, unless it is there already.
pub fn write_if_different(path: &Path, text: &str) -> std::io::Result<()> {
    let before = Stamp::of(path).filter(|it| it.size == text.len() as u64);
    if before.is_some() && WRITTEN.lock().get(path) == before.as_ref() {
        return Ok(());
    }
    if !std::fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, text)?;
    }
    if let Some(now) = Stamp::of(path) {
        WRITTEN.lock().insert(path.to_owned(), now);
    }
    Ok(())
}

fn from_folder(folder: &Path, name: &str) -> Option<SourceFile> {
    let (path, is_package) = module_in_folder(folder, name)?;
    let text = read_source(&path)?;
    let module = StdlibModule {
        name: name.to_owned(),
        is_package,
    };
    Some(SourceFile::from_stdlib(text, module, Some(path)))
}

/// The file of a dotted module name under a folder, and whether it is a package's `__init__`.
pub fn module_in_folder(folder: &Path, name: &str) -> Option<(PathBuf, bool)> {
    let relative = name.replace('.', "/");
    let init = folder.join(&relative).join("__init__.py");
    if init.is_file() {
        return Some((init, true));
    }
    let file = folder.join(format!("{relative}.py"));
    file.is_file().then_some((file, false))
}

/// The names that can be imported from a folder.
pub fn children_in_folder(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| module_name(&entry.path()))
        .collect();
    names.sort();
    names.dedup();
    names
}

fn module_name(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    let is_module = path.extension().is_some_and(|extension| extension == "py");
    let is_package = path.is_dir() && path.join("__init__.py").is_file();
    let is_name = stem.chars().all(is_part);
    (is_name && stem != "__init__" && (is_module || is_package)).then(|| stem.to_owned())
}

/// A source file's text; `None` if it cannot be read or is not UTF-8 text.
pub fn read_source(path: &Path) -> Option<String> {
    let metadata = std::fs::metadata(path).ok()?;
    // Reading a pipe or a device might never end.
    if !metadata.is_file() || metadata.len() > MAX_TEXT as u64 {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(
        text.strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text),
    )
}
