//! Which files belong to the workspace.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serpentarium_checker::Address;

use crate::analysis::Context;
use crate::analysis::source::SourceFile;

/// How many files are looked through at most.
const MAX_FILES: usize = 20_000;
/// How deep folders are looked into.
const MAX_DEPTH: u32 = 32;
/// Folders that hold no code of the person whose workspace it is.
const SKIPPED: &[&str] = &[
    "node_modules",
    "__pycache__",
    "venv",
    "site-packages",
    "target",
];

/// The open texts and the files of the workspace's folders.
pub fn files(context: &Context) -> Vec<Arc<SourceFile>> {
    let world = &context.world;
    let mut found: Vec<Arc<SourceFile>> = world.open.values().map(Arc::clone).collect();
    for path in paths(context) {
        context.cancel.check();
        if !world.open.contains_key(&path) {
            found.extend(world.project.file(&path));
        }
    }
    found
}

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

fn paths(context: &Context) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for root in &context.world.project.roots {
        collect(context, root, 0, &mut paths);
    }
    paths.sort();
    paths.dedup();
    paths
}

fn collect(context: &Context, folder: &Path, depth: u32, paths: &mut Vec<PathBuf>) {
    context.cancel.check();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        // A symbolic link could lead in circles.
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        let is_source = name.ends_with(".py") || name.ends_with(".pyi");
        if kind.is_dir() {
            let is_ours = !name.starts_with('.') && !SKIPPED.contains(&&*name);
            if is_ours && depth < MAX_DEPTH {
                collect(context, &entry.path(), depth + 1, paths);
            }
        } else if kind.is_file() && is_source && paths.len() < MAX_FILES {
            paths.push(entry.path());
        }
    }
}
