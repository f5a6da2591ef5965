//! The sources of the standard library: a folder if one is configured, else what the binary
//! carries.

use std::path::{Path, PathBuf};

use crate::analysis::source::{SourceFile, StdlibModule};

#[derive(Debug, Clone, Default)]
pub struct Stdlib {
    folder: Option<PathBuf>,
}

impl Stdlib {
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// A module's text, by its dotted name.
    pub fn load(&self, name: &str) -> Option<SourceFile> {
        self.folder.as_deref().and_then(|folder| from_folder(folder, name))
    }

    /// The modules directly in a package, or at the top.
    pub fn children(&self, package: Option<&str>) -> Vec<String> {
        match &self.folder {
            Some(folder) => children_in_folder(&folder.join(package.unwrap_or("").replace('.', "/"))),
            None => Vec::new(),
        }
    }
}

fn from_folder(folder: &Path, name: &str) -> Option<SourceFile> {
    let (path, is_package) = module_in_folder(folder, name)?;
    let text = read_source(&path)?;
    let module = StdlibModule { name: name.to_owned(), is_package };
    Some(SourceFile::from_stdlib(text, module, Some(path)))
}

/// The file of a dotted module name under a folder, and whether it is a package's `__init__`.
pub fn module_in_folder(folder: &Path, name: &str) -> Option<(PathBuf, bool)> {
    let base = folder.join(name.replace('.', "/"));
    let init = base.join("__init__.py");
    if init.is_file() {
        return Some((init, true));
    }
    let file = base.with_extension("py");
    // A dot in the last part would have `with_extension` cut it off; names have none by now.
    file.is_file().then_some((file, false))
}

/// The names that can be imported from a folder.
pub fn children_in_folder(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| module_name(&entry.path())).collect();
    names.sort();
    names.dedup();
    names
}

fn module_name(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    let is_module = path.extension().is_some_and(|extension| extension == "py");
    let is_package = path.is_dir() && path.join("__init__.py").is_file();
    let is_name = stem.chars().all(|c| c.is_alphanumeric() || c == '_');
    (is_name && stem != "__init__" && (is_module || is_package)).then(|| stem.to_owned())
}

/// A source file's text; `None` if it cannot be read or is not UTF-8 text.
pub fn read_source(path: &Path) -> Option<String> {
    const MAX_SIZE: u64 = 64 << 20;
    if std::fs::metadata(path).ok()?.len() > MAX_SIZE {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
