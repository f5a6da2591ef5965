//! Where modules are looked for, and the files read so far.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::auto_import;
use crate::analysis::disk::{self, Stamp};
use crate::analysis::kept::Kept;
use crate::analysis::options::Options;
use crate::analysis::source::SourceFile;
use crate::analysis::stdlib::{Stdlib, read_source};
use crate::analysis::traced::{self, Version};
use crate::analysis::workspace_symbols::Index;
use parking_lot::Mutex;

/// Folders and library of one workspace, with a cache of parsed files.
#[derive(Debug, Default)]
pub struct Project {
    pub roots: Vec<PathBuf>,
    pub extra_paths: Vec<PathBuf>,
    /// Patterns, as in `.gitignore`, of files that do not belong to the workspace.
    pub excludes: Vec<String>,
    pub stdlib: Stdlib,
    pub options: Options,
    pub auto_import: auto_import::Index,
    /// What the workspace's files define.
    pub symbols: Index,
    files: Mutex<Files>,
    library: Mutex<HashMap<String, Option<Arc<SourceFile>>>>,
    stubs: Mutex<HashMap<String, Option<Arc<SourceFile>>>>,
}

/// Files of the disk, until they are many.
#[derive(Debug, Default)]
struct Files {
    by_path: HashMap<PathBuf, CachedFile>,
    /// How often a file was asked for.
    clock: u64,
    /// Bytes of text that were read since it was looked whether there are too many.
    read: u64,
}

#[derive(Debug)]
struct CachedFile {
    stamp: Stamp,
    /// When it was asked for last.
    used: u64,
    /// `None` if it was dropped.
    file: Option<Arc<SourceFile>>,
    /// Its text was found to nest no deeper than can be walked.
    is_walkable: bool,
    /// What takes little beside the tree and leads through imports without it.
    kept: Option<Arc<Kept>>,
}

/// So many bytes may be taken by texts and what was made of them; the older ones go.
const KEPT: u64 = 8 << 20;

/// Files are not looked at before so many bytes of text were read.
const LOOK: u64 = 768 << 10;

/// So many bytes of text have their names outside of functions kept.
const KEPT_NAMES: u64 = 6 << 20;

impl Files {
    fn are_many(&self) -> bool {
        self.read >= LOOK
    }

    /// Takes out what was not asked for longest, if there is too much.
    fn forget(&mut self) -> Vec<Arc<SourceFile>> {
        if !self.are_many() {
            return Vec::new();
        }
        self.read = 0;
        let newest_dropped = self.newest_beyond(KEPT, |cached| {
            let file = cached.file.as_ref();
            file.map_or(0, |file| file.weight(cached.stamp.size))
        });
        let newest_unknown = self.newest_beyond(KEPT_NAMES, |cached| {
            let is_known = cached.file.is_some() || cached.kept.is_some();
            if is_known { cached.stamp.size } else { 0 }
        });
        let mut dropped = Vec::new();
        for cached in self.by_path.values_mut() {
            if cached.used <= newest_dropped
                && let Some(file) = cached.file.take()
            {
                cached.is_walkable = file.is_known_walkable();
                cached.kept = Some(Arc::clone(file.kept()));
                dropped.push(file);
            }
            if cached.used <= newest_unknown {
                cached.kept = None;
            }
        }
        dropped
    }

    /// When that was asked for which is too much with what was asked for later.
    fn newest_beyond(&self, limit: u64, weight: impl Fn(&CachedFile) -> u64) -> u64 {
        let mut newest: Vec<(u64, u64)> = (self.by_path.values())
            .map(|cached| (cached.used, weight(cached)))
            .collect();
        newest.sort_unstable_by(|one, other| other.cmp(one));
        // The last one stays in any case.
        let mut sum = newest.first().map_or(0, |(_, weight)| *weight);
        let beyond = newest.iter().skip(1).find(|(_, more)| {
            sum += more;
            sum > limit
        });
        beyond.map_or(0, |&(used, _)| used)
    }
}

impl Project {
    pub fn new(roots: Vec<PathBuf>, extra_paths: Vec<PathBuf>, stdlib: Stdlib) -> Self {
        Self {
            roots,
            extra_paths,
            stdlib,
            ..Self::default()
        }
    }

    /// The same without the files that some patterns name.
    pub fn excluding(self, excludes: Vec<String>) -> Self {
        Self { excludes, ..self }
    }

    /// Where a top-level module may lie, seen from a file: its own folder, the workspace's folders
    /// and their `src`, the configured ones, the site-packages of a virtual environment.
    pub fn search_path(&self, from: Option<&Path>) -> Vec<PathBuf> {
        let mut folders = Vec::new();
        for root in &self.roots {
            folders.extend([root.clone(), root.join("src")]);
        }
        folders.extend(from.and_then(Path::parent).map(outside_of_packages));
        folders.extend(self.extra_paths.iter().cloned());
        for root in &self.roots {
            folders.extend(site_packages(root));
        }
        folders.dedup();
        folders
    }

    /// A stub that comes with the checker, made once.
    pub fn stub(
        &self,
        name: &str,
        make: impl FnOnce() -> Option<Arc<SourceFile>>,
    ) -> Option<Arc<SourceFile>> {
        let mut stubs = self.stubs.lock();
        stubs.entry(name.to_owned()).or_insert_with(make).clone()
    }

    /// A file's current text from disk.
    pub fn file(&self, path: &Path) -> Option<Arc<SourceFile>> {
        let stamp = disk::stamp(path)?;
        traced::note(path, || Version::Disk(stamp));
        let mut files = self.files.lock();
        files.clock += 1;
        let used = files.clock;
        let mut is_walkable = false;
        let mut kept = None;
        if let Some(cached) = files.by_path.get_mut(path)
            && cached.stamp == stamp
        {
            cached.used = used;
            is_walkable = cached.is_walkable;
            if let Some(file) = &cached.file {
                return Some(Arc::clone(file));
            }
            kept = cached.kept.take();
        }
        let file = SourceFile::from_text(read_source(path)?, Some(path.to_owned()));
        let file = file.in_stdlib(self.stdlib.module_of_path(path));
        let file = file.with_kept(kept.unwrap_or_default());
        let file = Arc::new(file.known_walkable(is_walkable));
        let cached = CachedFile {
            stamp,
            used,
            file: Some(Arc::clone(&file)),
            is_walkable,
            kept: None,
        };
        files.read += stamp.size;
        files.by_path.insert(path.to_owned(), cached);
        Some(file)
    }

    /// What is kept of a file as it is on disk now: the file is not read.
    pub fn kept(&self, path: &Path) -> Option<Arc<Kept>> {
        let stamp = disk::stamp(path)?;
        let mut files = self.files.lock();
        files.clock += 1;
        let used = files.clock;
        let cached = files.by_path.get_mut(path)?;
        if cached.stamp != stamp {
            return None;
        }
        traced::note(path, || Version::Disk(stamp));
        cached.used = used;
        let file = cached.file.as_ref().map(|file| file.kept());
        file.or(cached.kept.as_ref()).map(Arc::clone)
    }

    /// Whether [`Self::forget_files`] would take any out; not while somebody is at them. Never waits.
    pub fn has_many_files(&self) -> bool {
        let files = self.files.try_lock();
        files.is_some_and(|files| files.are_many())
    }

    /// Takes out files that were not asked for lately, if there are many.
    pub fn forget_files(&self) -> Vec<Arc<SourceFile>> {
        let mut files = self.files.lock();
        files.forget()
    }

    /// A module of the standard library.
    pub fn library_module(&self, name: &str) -> Option<Arc<SourceFile>> {
        let mut library = self.library.lock();
        if let Some(known) = library.get(name) {
            return known.clone();
        }
        let loaded = self.stdlib.load(name).map(Arc::new);
        library.insert(name.to_owned(), loaded.clone());
        loaded
    }
}

/// The folder from which what is in a folder is imported: the nearest one that is not a package.
pub fn outside_of_packages(folder: &Path) -> PathBuf {
    let mut folder = folder.to_owned();
    while disk::is_file(&folder.join("__init__.py")) && folder.pop() {}
    folder
}

fn site_packages(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for environment in [".venv", "venv"] {
        let library = root.join(environment).join("lib");
        let Ok(entries) = std::fs::read_dir(library) else {
            continue;
        };
        found.extend(
            entries
                .flatten()
                .map(|entry| entry.path().join("site-packages")),
        );
        found.push(root.join(environment).join("Lib").join("site-packages"));
    }
    found.retain(|folder| folder.is_dir());
    found
}
