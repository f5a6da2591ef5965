//! Symbols of the whole workspace by a part of their name.
//!
//! What a file defines is kept until the file changes on disk; open texts are looked at as they
//! are. So a question costs one look at each file's time and a walk over the names.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use ruff_text_size::TextRange;
use serpentarium_checker::Address;

use crate::analysis::Context;
use crate::analysis::disk::Stamp;
use crate::analysis::parallel;
use crate::analysis::source::SourceFile;
use crate::analysis::stdlib::read_source;
use crate::analysis::symbols::{Symbol, SymbolKind};
use crate::analysis::workspace_files;

/// How many answers there are at most.
const MAX_ANSWERS: usize = 512;

/// A class, function or variable of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: String,
    pub kind: SymbolKind,
    pub name_range: TextRange,
    /// The class or function around it.
    pub container: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Found {
    pub path: PathBuf,
    pub symbol: Entry,
}

/// What the files on disk define.
#[derive(Debug, Default)]
pub struct Index(Mutex<HashMap<PathBuf, Indexed>>);

#[derive(Debug, Clone)]
struct Indexed {
    stamp: Stamp,
    entries: Arc<Entries>,
}

/// What one file defines, in the order of the text. There are many of these: all names of a file are
/// one text.
#[derive(Debug, Default)]
struct Entries {
    names: Box<str>,
    entries: Box<[Compact]>,
}

#[derive(Debug)]
struct Compact {
    /// Where the name ends in [`Entries::names`]; it starts where the one before ends.
    end: u32,
    kind: SymbolKind,
    name_range: TextRange,
    /// The index of the class or function around it.
    container: Option<NonZeroU32>,
}

impl Entries {
    fn of(file: &SourceFile) -> Self {
        let (mut names, mut entries) = (String::new(), Vec::new());
        flatten(file.outline(), None, &mut names, &mut entries);
        Self {
            names: names.into(),
            entries: entries.into(),
        }
    }

    fn name(&self, index: usize) -> &str {
        let before = index.checked_sub(1);
        let start = before.map_or(0, |before| self.entries[before].end);
        &self.names[start as usize..self.entries[index].end as usize]
    }

    fn ranges_of(&self, name: &str) -> impl Iterator<Item = TextRange> {
        let found = (0..self.entries.len()).filter(move |&index| self.name(index) == name);
        found.map(|index| self.entries[index].name_range)
    }

    fn hits(&self, query: &Query) -> impl Iterator<Item = (u32, Entry)> {
        (0..self.entries.len()).filter_map(|index| {
            let score = query.score(self.name(index))?;
            Some((score, self.entry(index)))
        })
    }

    fn entry(&self, index: usize) -> Entry {
        let entry = &self.entries[index];
        let container = entry.container.map(|after| after.get() as usize - 1);
        Entry {
            name: self.name(index).to_owned(),
            kind: entry.kind,
            name_range: entry.name_range,
            container: container.map(|index| self.name(index).to_owned()),
        }
    }
}

impl Index {
    fn entries(&self, path: &Path) -> Option<Arc<Entries>> {
        let stamp = Stamp::of(path)?;
        let known = self.0.lock();
        if let Some(known) = known.get(path)
            && known.stamp == stamp
        {
            return Some(Arc::clone(&known.entries));
        }
        drop(known);
        let file = SourceFile::from_text(read_source(path)?, Some(path.to_owned()));
        let entries = Arc::new(Entries::of(&file));
        let indexed = Indexed {
            stamp,
            entries: Arc::clone(&entries),
        };
        let mut known = self.0.lock();
        known.insert(path.to_owned(), indexed);
        Some(entries)
    }
}

fn flatten(
    symbols: &[Symbol],
    container: Option<NonZeroU32>,
    names: &mut String,
    entries: &mut Vec<Compact>,
) {
    for symbol in symbols {
        names.push_str(&symbol.name);
        entries.push(Compact {
            end: names.len() as u32,
            kind: symbol.kind,
            name_range: symbol.name_range,
            container,
        });
        let around = NonZeroU32::new(entries.len() as u32);
        flatten(&symbol.children, around, names, entries);
    }
}

/// The symbols in whose names the letters of the query occur in order, the best first.
pub fn find(context: &Context, query: &str) -> Vec<Found> {
    let mut addresses: Vec<Address> = workspace_files::paths(context)
        .into_iter()
        .chain(context.world.open.keys().cloned())
        .map(Address::Path)
        .collect();
    addresses.sort_by(|a, b| path_of(a).cmp(&path_of(b)));
    addresses.dedup();
    let index = &context.world.project.symbols;
    let (world, query) = (&context.world, Query::new(query));
    let found = parallel::map_files(&context.cancel, &addresses, |address| {
        let path = path_of(address)?;
        let entries = match world.open.get(path) {
            Some(file) => Arc::new(Entries::of(file)),
            None => index.entries(path)?,
        };
        let hits: Vec<(u32, Entry)> = entries.hits(&query).collect();
        Some((path.to_owned(), hits))
    });
    let mut hits: Vec<(u32, PathBuf, Entry)> = found
        .into_iter()
        .flatten()
        .flat_map(|(path, hits)| {
            let with_path = move |(score, hit)| (score, path.clone(), hit);
            hits.into_iter().map(with_path)
        })
        .collect();
    hits.sort_by(|a, b| (a.0, a.2.name.len(), &a.1).cmp(&(b.0, b.2.name.len(), &b.1)));
    hits.truncate(MAX_ANSWERS);
    let hits = hits.into_iter();
    hits.map(|(_, path, symbol)| Found { path, symbol })
        .collect()
}

/// Where a symbol is now that was found at a place before: the nearest of its name.
pub fn again(file: &SourceFile, name: &str, before: TextRange) -> Option<TextRange> {
    let entries = Entries::of(file);
    let ranges = entries.ranges_of(name);
    ranges.min_by_key(|range| range.start().to_u32().abs_diff(before.start().to_u32()))
}

fn path_of(address: &Address) -> Option<&Path> {
    match address {
        Address::Path(path) => Some(path),
        _ => None,
    }
}

struct Query {
    letters: Vec<char>,
    text: String,
}

impl Query {
    fn new(text: &str) -> Self {
        // `Class.method` is looked for by its last part.
        let last = text.rsplit('.').next().unwrap_or_default();
        let text = last.trim().to_lowercase();
        Self {
            letters: text.chars().collect(),
            text,
        }
    }

    /// The better the lower; `None` if the name does not have the letters in order.
    fn score(&self, name: &str) -> Option<u32> {
        let lower = name.to_lowercase();
        if lower == self.text {
            return Some(0);
        }
        if lower.starts_with(&self.text) {
            return Some(1);
        }
        if let Some(at) = lower.find(&self.text) {
            let after_break = lower[..at].ends_with('_');
            return Some(if after_break { 2 } else { 3 });
        }
        let mut wanted = self.letters.iter().peekable();
        let mut gaps = 0;
        for letter in lower.chars() {
            match wanted.peek() {
                None => break,
                Some(next) if **next == letter => {
                    wanted.next();
                }
                Some(_) => gaps += 1,
            }
        }
        wanted.peek().is_none().then_some(4 + gaps)
    }
}
