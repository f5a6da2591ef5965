//! Everything around one text: the other open texts, the workspace, the standard library.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::disk;
use crate::analysis::kept::Kept;
use crate::analysis::memo::Memo;
use crate::analysis::native;
use crate::analysis::project::Project;
use crate::analysis::source::SourceFile;
use crate::analysis::stdlib::children_in_folder;
use crate::analysis::traced::{self, Version};

/// A consistent view of all texts at one moment.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// Texts open in the editor, which count instead of what is on disk.
    pub open: HashMap<PathBuf, Arc<SourceFile>>,
    /// Texts open in the editor that are no files, by their addresses.
    pub unsaved: HashMap<String, Arc<SourceFile>>,
    pub project: Arc<Project>,
    pub memo: Arc<Memo>,
}

/// What an import leads to.
#[derive(Debug, Clone)]
pub enum Module {
    Source(Arc<SourceFile>),
    /// A module that CPython implements in C.
    Native(&'static str),
    /// A folder without `__init__.py` (PEP 420).
    Namespace(PathBuf),
}

impl World {
    pub fn file(&self, path: &Path) -> Option<Arc<SourceFile>> {
        match self.open.get(path) {
            Some(file) => Some(opened(file, path)),
            None => self.project.file(path),
        }
    }

    /// What is kept of a file that is not open: it is not read.
    pub fn kept(&self, path: &Path) -> Option<Arc<Kept>> {
        let is_closed = !self.open.contains_key(path);
        is_closed.then(|| self.project.kept(path)).flatten()
    }

    /// Writes down that a text is read which is at hand already.
    pub fn note(&self, file: &SourceFile) {
        let Some(path) = file.path() else {
            return;
        };
        if let Some(open) = self.open.get(path) {
            traced::note(path, || Version::Open(Arc::downgrade(open)));
        } else if let Some(version) = Version::on_disk(path) {
            traced::note(path, || version);
        }
    }

    /// A module by its absolute name, as the import statement of a file would find it.
    pub fn module(&self, name: &str, from: &SourceFile) -> Option<Module> {
        // What is written in C and always there cannot be shadowed by a file.
        if matches!(
            name,
            "builtins" | "sys" | "time" | "gc" | "itertools" | "marshal" | "_thread"
        ) {
            return native_module(name);
        }
        if let Some(path) = self.find_module(name, from.path()) {
            return self.file(&path).map(Module::Source);
        }
        if let Some(file) = self.project.library_module(name) {
            let path = file.path();
            let open = path.and_then(|path| Some((self.open.get(path)?, path)));
            if let Some(path) = path.filter(|_| open.is_none()) {
                traced::note(path, || Version::Library);
            }
            let open = open.map(|(open, path)| opened(open, path));
            return Some(Module::Source(open.unwrap_or(file)));
        }
        native_module(name).or_else(|| self.namespace(name, from))
    }

    /// The file of a module in the search path; one that is only open in the editor counts, too.
    fn find_module(&self, name: &str, from: Option<&Path>) -> Option<PathBuf> {
        self.memo.module(name, folder_of(from), || {
            let relative = name.replace('.', "/");
            self.search_path(from).iter().find_map(|folder| {
                let base = folder.join(&relative);
                let candidates = [
                    base.join("__init__.py"),
                    folder.join(format!("{relative}.py")),
                ];
                candidates
                    .into_iter()
                    .find(|path| self.open.contains_key(path) || path.is_file())
            })
        })
    }

    fn search_path(&self, from: Option<&Path>) -> Arc<[PathBuf]> {
        self.memo
            .search_path(folder_of(from), || self.project.search_path(from))
    }

    /// A text became another one.
    pub fn edited(&mut self) {
        self.memo = Arc::new(self.memo.after_edit());
    }

    /// Files may have come, changed or gone: what was found out holds no longer.
    pub fn changed(&mut self) {
        self.memo = Arc::default();
    }

    fn namespace(&self, name: &str, from: &SourceFile) -> Option<Module> {
        let relative = name.replace('.', "/");
        let folders = self.search_path(from.path());
        let folder = folders
            .iter()
            .map(|root| root.join(&relative))
            .find(|path| path.is_dir())?;
        Some(Module::Namespace(folder))
    }

    /// What `from ..package import` names with its dots: the absolute name of the package.
    pub fn absolute_name(&self, level: u32, module: &str, from: &SourceFile) -> Option<String> {
        if level == 0 {
            return Some(module.to_owned());
        }
        let (own, is_package) = self.name_of(from)?;
        let mut parts: Vec<&str> = own.split('.').collect();
        let up = level as usize - usize::from(is_package);
        if up > parts.len() {
            return None;
        }
        parts.truncate(parts.len() - up);
        if !module.is_empty() {
            parts.push(module);
        }
        Some(parts.join("."))
    }

    /// The dotted name under which a file is imported, and whether it is a package.
    pub fn name_of(&self, file: &SourceFile) -> Option<(String, bool)> {
        if let Some(module) = file.stdlib_module() {
            return Some((module.name.clone(), module.is_package));
        }
        let path = file.path()?;
        let mut folder = path.parent()?.to_owned();
        let stem = path.file_stem()?.to_str()?;
        let is_package = stem == "__init__";
        let mut parts = if is_package {
            Vec::new()
        } else {
            vec![stem.to_owned()]
        };
        let is_there = |path: &Path| disk::is_file(path) || self.open.contains_key(path);
        while is_there(&folder.join("__init__.py")) {
            parts.push(folder.file_name()?.to_str()?.to_owned());
            if !folder.pop() {
                break;
            }
        }
        parts.reverse();
        (!parts.is_empty()).then(|| (parts.join("."), is_package))
    }

    /// The modules that lie directly in a package, or at the top of the search path.
    pub fn submodules(&self, package: Option<&Module>, from: &SourceFile) -> Vec<String> {
        match package {
            Some(Module::Source(file)) => match (file.stdlib_module(), file.path()) {
                (Some(module), _) if module.is_package => {
                    self.project.stdlib.children(Some(&module.name))
                }
                (None, Some(path)) if path.ends_with("__init__.py") => {
                    path.parent().map(children_in_folder).unwrap_or_default()
                }
                _ => Vec::new(),
            },
            Some(Module::Namespace(folder)) => children_in_folder(folder),
            Some(Module::Native(_)) => Vec::new(),
            None => self.top_level_modules(from),
        }
    }

    fn top_level_modules(&self, from: &SourceFile) -> Vec<String> {
        let mut names: Vec<String> = self
            .search_path(from.path())
            .iter()
            .flat_map(|folder| children_in_folder(folder))
            .collect();
        names.extend(self.project.stdlib.children(None));
        names.extend(native::modules().map(str::to_owned));
        names.sort();
        names.dedup();
        names
    }
}

fn opened(file: &Arc<SourceFile>, path: &Path) -> Arc<SourceFile> {
    traced::note(path, || Version::Open(Arc::downgrade(file)));
    Arc::clone(file)
}

fn folder_of(file: Option<&Path>) -> PathBuf {
    file.and_then(Path::parent)
        .unwrap_or(Path::new(""))
        .to_owned()
}

fn native_module(name: &str) -> Option<Module> {
    native::modules()
        .find(|&known| known == name && native::is_module(name))
        .map(Module::Native)
}
