//! Symbols of the whole workspace by a part of their name.

use std::sync::Arc;

use crate::analysis::Context;
use crate::analysis::source::SourceFile;
use crate::analysis::symbols::{Symbol, symbols};
use crate::analysis::workspace_files::files;

/// How many answers there are at most.
const MAX_ANSWERS: usize = 512;

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
