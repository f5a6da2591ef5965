//! What can be forgotten, because it is made again when it is needed.

use std::sync::{Mutex, PoisonError};

use ruff_db::Db as _;
use ruff_db::files::{File, vendored_path_to_file};
use ruff_db::parsed::parsed_module;
use ruff_db::source::source_text;
use ruff_db::system::SystemPath;
use ty_python_semantic::Db as _;

use crate::{Snapshot, parses};

/// So many bytes of text are kept as trees, those that were made last; when there are twice as many,
/// the older ones go. A tree takes some fifteen times its text, and one that is needed again costs a
/// millisecond or two.
const KEPT: usize = 768 << 10;

/// Trees are not looked at before so many were made: each has a few kilobytes of text at least.
const LOOK: u64 = 8;

/// How the checker displays the paths of the files that came with it.
const VENDORED: &str = "vendored://";

/// How far the trees were looked at, as values of [`parses::count`]. Clones of a database share
/// one.
#[derive(Debug, Default)]
pub struct Trees(Mutex<Marks>);

#[derive(Debug, Default)]
struct Marks {
    /// What was made until then was dropped.
    dropped: u64,
    looked: u64,
}

impl Snapshot {
    /// Drops the trees of the files that are not open, if they are many. What was inferred from
    /// them stays. Returns how many it dropped.
    pub fn forget_trees(&self) -> usize {
        let mut marks = self
            .db
            .trees()
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let now = parses::count();
        if now < marks.looked + LOOK {
            return 0;
        }
        marks.looked = now;
        let mut made: Vec<(u64, File, usize)> = parses::since(marks.dropped)
            .iter()
            .filter_map(|(path, when)| self.made(path).map(|(file, size)| (*when, file, size)))
            .collect();
        let mut size: usize = made.iter().map(|(_, _, size)| size).sum();
        if size < 2 * KEPT {
            return 0;
        }
        made.sort_unstable_by_key(|(when, ..)| *when);
        let mut dropped = 0;
        for (when, file, its) in made {
            if size < KEPT {
                break;
            }
            size -= its;
            dropped += 1;
            marks.dropped = when;
            let python_file = self.db.program_file(file).python_file(&self.db);
            parsed_module(&self.db, python_file).clear();
        }
        dropped
    }

    /// The file with this path and the size of its text, unless it is open or none of this
    /// database.
    fn made(&self, path: &str) -> Option<(File, usize)> {
        let file = match path.strip_prefix(VENDORED) {
            Some(path) => vendored_path_to_file(&self.db, path).ok()?,
            None => self
                .db
                .files()
                .try_system(&self.db, SystemPath::new(path))?,
        };
        if self.db.is_open_file(file) {
            return None;
        }
        Some((file, source_text(&self.db, file).as_str().len()))
    }
}
