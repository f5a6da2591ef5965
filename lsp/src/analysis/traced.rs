//! Which texts something was found out from, so that it can be kept for as long as they stay as they
//! are. Start at [`recorded`].
//!
//! What the search for a module has not found is not written down: that something lies in its place
//! now is told by the editor, as a change of everything.

use std::cell::RefCell;
use std::path::Path;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::disk::{self, Stamp};
use crate::analysis::source::SourceFile;
use crate::analysis::world::World;

/// One version of a text.
#[derive(Debug, Clone)]
pub enum Version {
    /// What the editor shows: no other text has its place in memory for as long as this is kept.
    Open(Weak<SourceFile>),
    Disk(Stamp),
    /// A library that comes with us.
    Library,
}

impl Version {
    /// `None` if there is no such file.
    pub fn on_disk(path: &Path) -> Option<Self> {
        disk::stamp(path).map(Self::Disk)
    }

    fn is_current(&self, world: &World, path: &Path) -> bool {
        match (self, world.open.get(path)) {
            (Self::Open(known), Some(file)) => std::ptr::eq(known.as_ptr(), Arc::as_ptr(file)),
            (Self::Open(_), None) | (_, Some(_)) => false,
            (Self::Library, None) => true,
            (Self::Disk(known), None) => disk::stamp(path).is_some_and(|it| it == *known),
        }
    }
}

/// The texts that were read, by their paths.
pub type Reads = FxHashMap<Arc<Path>, Version>;

/// Each path once: what is kept names the same ones again and again.
static PATHS: Mutex<Option<FxHashSet<Arc<Path>>>> = Mutex::new(None);

thread_local! {
    /// Those that are being written down, the innermost last.
    static READS: RefCell<Vec<Reads>> = const { RefCell::new(Vec::new()) };
}

/// Does something and says which texts it read. What is kept from before counts as read, too, if
/// [`note_all`] says so.
pub fn recorded<T>(work: impl FnOnce() -> T) -> (T, Reads) {
    /// Takes the list away again, also where the work is cancelled.
    struct Open(usize);
    impl Drop for Open {
        fn drop(&mut self) {
            READS.with_borrow_mut(|all| all.truncate(self.0));
        }
    }
    let depth = READS.with_borrow_mut(|all| {
        all.push(Reads::default());
        all.len()
    });
    let open = Open(depth - 1);
    let result = work();
    let reads = READS.with_borrow_mut(|all| all.pop().unwrap_or_default());
    drop(open);
    note_all(&reads);
    (result, reads)
}

/// A text was read.
pub fn note(path: &Path, version: impl FnOnce() -> Version) {
    READS.with_borrow_mut(|all| {
        if let Some(reads) = all.last_mut()
            && !reads.contains_key(path)
        {
            reads.insert(interned(path), version());
        }
    });
}

/// Texts were read when something was found out that is used now.
pub fn note_all(reads: &Reads) {
    READS.with_borrow_mut(|all| {
        if let Some(outer) = all.last_mut() {
            let reads = reads.iter();
            outer.extend(reads.map(|(path, version)| (Arc::clone(path), version.clone())));
        }
    });
}

/// The path, shared with all that name the same one.
pub fn interned(path: &Path) -> Arc<Path> {
    let mut paths = PATHS.lock();
    let paths = paths.get_or_insert_default();
    if let Some(known) = paths.get(path) {
        return Arc::clone(known);
    }
    let path: Arc<Path> = path.into();
    paths.insert(Arc::clone(&path));
    path
}

/// Whether the texts are still what they were.
pub fn are_current(world: &World, reads: &Reads) -> bool {
    let mut reads = reads.iter();
    reads.all(|(path, version)| version.is_current(world, path))
}
