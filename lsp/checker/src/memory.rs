//! What can be forgotten, because it is made again when it is needed.

use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use ruff_db::Db as _;
use ruff_db::files::{File, vendored_path_to_file};
use ruff_db::parsed::parsed_module;
use ruff_db::source::source_text;
use ruff_db::system::SystemPath;
use rustc_hash::FxHashMap;
use ty_python_semantic::Db as _;

use crate::outline::Outline;
use crate::{Snapshot, parses};

/// So many bytes of text are kept as trees, those that were made last; when there are twice as many,
/// the older ones go. A tree takes some fifteen times its text, and one that is needed again costs a
/// millisecond or two. Those that are held outside do not count.
const KEPT: usize = 256 << 10;

/// Trees are not looked at before so many were made: each has a few kilobytes of text at least.
const LOOK: u64 = 8;

/// How the checker displays the paths of the files that came with it.
const VENDORED: &str = "vendored://";

/// The trees that may be dropped, and what is kept of those that were. Clones of a database share
/// one.
#[derive(Debug, Default)]
pub struct Trees {
    made: Mutex<Made>,
    /// Those that somebody outside of the checker holds, and how often: to drop them would free
    /// nothing, and have them made a second time.
    held: Mutex<FxHashMap<File, usize>>,
    outlines: Mutex<FxHashMap<File, Arc<Outline>>>,
}

/// The trees that were made and not dropped again.
#[derive(Debug, Default)]
struct Made {
    /// How far [`parses`] was read.
    looked: u64,
    files: FxHashMap<File, Tree>,
}

#[derive(Debug, Clone, Copy)]
struct Tree {
    /// As a value of [`parses::count`].
    when: u64,
    /// Bytes of text.
    size: usize,
}

/// Lets others run now and then. A thread that is woken for a question may be put behind one that is
/// busy with what nobody waits for, and stays there for as long as the system lets that go on.
#[derive(Debug)]
pub struct Pace {
    since: Instant,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            since: Instant::now(),
        }
    }
}

impl Pace {
    const AT_ONCE: Duration = Duration::from_micros(200);
    const PAUSE: Duration = Duration::from_micros(100);

    /// A piece of the work is done.
    pub fn step(&mut self) {
        if self.since.elapsed() >= Self::AT_ONCE {
            std::thread::sleep(Self::PAUSE);
            *self = Self::default();
        }
    }
}

impl Trees {
    /// Somebody holds the tree of a file until [`Self::release`].
    pub fn hold(&self, file: File) {
        *self.held.lock().entry(file).or_default() += 1;
    }

    pub fn release(&self, file: File) {
        if let Entry::Occupied(mut holders) = self.held.lock().entry(file) {
            *holders.get_mut() -= 1;
            if *holders.get() == 0 {
                holders.remove();
            }
        }
    }

    pub fn outline(&self, file: File) -> Option<Arc<Outline>> {
        self.outlines.lock().get(&file).map(Arc::clone)
    }

    pub fn keep_outline(&self, file: File, outline: Arc<Outline>) {
        self.outlines.lock().insert(file, outline);
    }
}

impl Snapshot {
    /// Whether so many trees were made that [`Self::forget_trees`] would look at them; not while
    /// somebody does. Never waits.
    pub fn has_new_trees(&self) -> bool {
        let made = self.db.trees().made.try_lock();
        made.is_some_and(|made| parses::count() >= made.looked + LOOK)
    }

    /// Drops the trees of the files that are not open, if they are many. What was inferred from
    /// them stays, and where their definitions stand. Returns how many it dropped.
    pub fn forget_trees(&self) -> usize {
        let trees = self.db.trees();
        let mut made = trees.made.lock();
        let now = parses::count();
        if now < made.looked + LOOK {
            return 0;
        }
        for (path, when) in parses::since(made.looked) {
            if let Some((file, size)) = self.made(&path) {
                made.files.insert(file, Tree { when, size });
            }
        }
        made.looked = now;
        let held = trees.held.lock().clone();
        let is_free = |file: &File| !held.contains_key(file) && !self.db.is_open_file(*file);
        let free = made.files.iter().filter(|(file, _)| is_free(file));
        let mut free: Vec<(File, Tree)> = free.map(|(file, tree)| (*file, *tree)).collect();
        let mut size: usize = free.iter().map(|(_, tree)| tree.size).sum();
        if size < 2 * KEPT {
            return 0;
        }
        free.sort_unstable_by_key(|(_, tree)| tree.when);
        let mut pace = Pace::default();
        let mut dropped = 0;
        for (file, tree) in free {
            if size < KEPT {
                break;
            }
            size -= tree.size;
            dropped += 1;
            made.files.remove(&file);
            self.drop_tree(file);
            pace.step();
        }
        dropped
    }

    fn drop_tree(&self, file: File) {
        let python_file = self.db.program_file(file).python_file(&self.db);
        let parsed = parsed_module(&self.db, python_file);
        self.db
            .remember_outline(file, parsed.load(&self.db).syntax());
        parsed.clear();
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
