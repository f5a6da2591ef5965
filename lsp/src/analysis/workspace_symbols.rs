//! Symbols of the whole workspace by a part of their name.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::Context;
use crate::analysis::source::SourceFile;
use crate::analysis::symbols::{Symbol, symbols};

/// How many answers there are at most.
const MAX_ANSWERS: usize = 512;
/// How many files are read at most.
const MAX_FILES: usize = 20_000;

#[derive(Debug, Clone)]
pub struct Found {
    pub file: Arc<SourceFile>,
    pub symbol: Symbol,
    /// The class or function around it.
    pub container: Option<String>,
}

/// The symbols in whose names the letters of the query occur in order, without regard to case.
pub fn find(context: &Context, query: &str) -> Vec<Found> {
    let mut search = Search {
        query: query.to_lowercase(),
        found: Vec::new(),
    };
    for file in files(context) {
        context.cancel.check();
        for symbol in symbols(&file) {
            search.symbol(&file, symbol, None);
        }
        if search.found.len() >= MAX_ANSWERS {
            break;
        }
    }
    let exact = search.query.clone();
    search.found.sort_by_key(|found| {
        let name = found.symbol.name.to_lowercase();
        (name != exact, !name.starts_with(&exact), name.len())
    });
    search.found.truncate(MAX_ANSWERS);
    search.found
}

struct Search {
    query: String,
    found: Vec<Found>,
}

impl Search {
    fn symbol(&mut self, file: &Arc<SourceFile>, mut symbol: Symbol, container: Option<&str>) {
        let children = std::mem::take(&mut symbol.children);
        let name = symbol.name.clone();
        if matches(&self.query, &symbol.name) {
            let container = container.map(str::to_owned);
            self.found.push(Found {
                file: Arc::clone(file),
                symbol,
                container,
            });
        }
        for child in children {
            self.symbol(file, child, Some(&name));
        }
    }
}

fn matches(query: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    let mut letters = name.chars();
    query
        .chars()
        .all(|wanted| letters.any(|letter| letter == wanted))
}

/// The open texts and the files of the workspace's folders.
fn files(context: &Context) -> Vec<Arc<SourceFile>> {
    let world = &context.world;
    let mut found: Vec<Arc<SourceFile>> = world.open.values().map(Arc::clone).collect();
    let mut paths = Vec::new();
    for root in &world.project.roots {
        collect(context, root, 0, &mut paths);
    }
    paths.sort();
    paths.dedup();
    for path in paths {
        context.cancel.check();
        if !world.open.contains_key(&path) {
            found.extend(world.project.file(&path));
        }
    }
    found
}

fn collect(context: &Context, folder: &Path, depth: u32, paths: &mut Vec<PathBuf>) {
    const SKIPPED: &[&str] = &[
        "node_modules",
        "__pycache__",
        "venv",
        "site-packages",
        "target",
    ];
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
        if kind.is_dir() && depth < 32 && !name.starts_with('.') && !SKIPPED.contains(&&*name) {
            collect(context, &entry.path(), depth + 1, paths);
        } else if kind.is_file() && name.ends_with(".py") && paths.len() < MAX_FILES {
            paths.push(entry.path());
        }
    }
}
