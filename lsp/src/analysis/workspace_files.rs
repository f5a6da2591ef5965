//! Which files belong to the workspace.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::overrides::{Override, OverrideBuilder};
use memchr::memmem::Finder;
use serpentarium_checker::Address;

use crate::analysis::Context;

/// How many files are looked through at most.
const MAX_FILES: usize = 50_000;
/// How deep folders are looked into.
const MAX_DEPTH: usize = 64;
/// Folders that hold no code of the person whose workspace it is.
const SKIPPED: &[&str] = &[
    "node_modules",
    "__pycache__",
    "venv",
    "site-packages",
    "target",
];
/// Larger files are not looked through: no person wrote them.
const MAX_SIZE: u64 = 16 << 20;

/// How the checker calls the files of the workspace, the one that is asked about first.
pub fn addresses(context: &Context) -> Vec<Address> {
    let own = context.address();
    let open = context.world.open.keys().cloned();
    let mut found = vec![own.clone()];
    let mut rest: Vec<PathBuf> = open.chain(paths(context)).collect();
    rest.sort();
    rest.dedup();
    let others = rest.into_iter().map(Address::Path);
    found.extend(others.filter(|address| *address != own));
    found
}

/// The files of the workspace in whose texts a name occurs, the one that is asked about first.
pub fn mentioning(context: &Context, name: &str) -> Vec<Address> {
    // Letters outside of ASCII can be written in several ways that are the same name.
    let spelling = name.is_ascii().then(|| Finder::new(name.as_bytes()));
    let mentions = |address: &Address| {
        context.cancel.check();
        let (Some(spelling), Address::Path(path)) = (&spelling, address) else {
            return true;
        };
        match context.world.open.get(path) {
            Some(file) => spelling.find(file.text().as_bytes()).is_some(),
            None => is_small(path) && reads_as(path, spelling),
        }
    };
    let own = context.address();
    let mut found = addresses(context);
    found.retain(|address| *address == own || mentions(address));
    found
}

fn is_small(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.len() <= MAX_SIZE)
}

/// Whether a file's bytes hold the name. What cannot be read mentions nothing.
fn reads_as(path: &Path, spelling: &Finder<'_>) -> bool {
    std::fs::read(path).is_ok_and(|bytes| spelling.find(&bytes).is_some())
}

/// Whether a path is one of the workspace's own, which may be edited.
pub fn is_ours(context: &Context, path: &Path) -> bool {
    let is_within = |root: &PathBuf| {
        path.strip_prefix(root).is_ok_and(|rest| {
            let mut names = rest.components().map(|name| name.as_os_str());
            !names.any(|name| SKIPPED.iter().any(|skipped| name == *skipped))
        })
    };
    context.world.project.roots.iter().any(is_within) || context.world.open.contains_key(path)
}

/// The source files in the workspace's folders, in order.
pub fn paths(context: &Context) -> Vec<PathBuf> {
    let project = &context.world.project;
    let mut paths = Vec::new();
    for root in &project.roots {
        collect(context, root, &project.excludes, &mut paths);
    }
    paths.sort();
    paths.dedup();
    paths
}

/// What `.gitignore` and the configuration name is left out; symbolic links to folders are not
/// followed, since they could lead in circles; what cannot be read is passed over.
fn collect(context: &Context, root: &Path, excludes: &[String], paths: &mut Vec<PathBuf>) {
    let mut walk = WalkBuilder::new(root);
    walk.max_depth(Some(MAX_DEPTH))
        .require_git(false)
        .git_global(false)
        .overrides(overrides(root, excludes))
        .filter_entry(|entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.depth() == 0 || !is_folder || !is_skipped(entry.path())
        });
    for entry in walk.build().flatten() {
        context.cancel.check();
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        if is_file && is_source(entry.path()) {
            paths.push(entry.into_path());
            if paths.len() >= MAX_FILES {
                return;
            }
        }
    }
}

pub fn is_source(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("py" | "pyi"))
}

fn is_skipped(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    SKIPPED.iter().any(|skipped| name == *skipped) || folder.join("pyvenv.cfg").is_file()
}

fn overrides(root: &Path, excludes: &[String]) -> Override {
    let mut builder = OverrideBuilder::new(root);
    for pattern in excludes {
        // Patterns were looked at when the configuration was read.
        let _ = builder.add(&format!("!{pattern}"));
    }
    builder.build().unwrap_or_else(|_| Override::empty())
}

/// Why a pattern cannot be used to exclude files.
pub fn wrong_pattern(pattern: &str) -> Option<String> {
    let mut builder = OverrideBuilder::new("/");
    let error = builder.add(&format!("!{pattern}")).err()?;
    Some(error.to_string())
}
