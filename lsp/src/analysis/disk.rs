//! What the disk says of files, asked once for each question: a question sees each file in one state,
//! and does not ask the system about the same one a hundred times. Start at [`once_each`].

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rustc_hash::FxHashMap;

/// What tells one state of a file from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    pub modified: Option<SystemTime>,
    pub size: u64,
    pub is_file: bool,
}

impl Stamp {
    /// As it is now; `None` if there is nothing with this path.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self {
            modified: metadata.modified().ok(),
            size: metadata.len(),
            is_file: metadata.is_file(),
        })
    }
}

type Seen = FxHashMap<PathBuf, Option<Stamp>>;

thread_local! {
    /// What was asked in the question that this thread works on.
    static SEEN: RefCell<Option<Seen>> = const { RefCell::new(None) };
}

/// Does something that sees each file in one state.
pub fn once_each<R>(work: impl FnOnce() -> R) -> R {
    /// Forgets, also where the work is cancelled.
    struct Restore(Option<Seen>);
    impl Drop for Restore {
        fn drop(&mut self) {
            SEEN.set(self.0.take());
        }
    }
    let _restore = Restore(SEEN.replace(Some(Seen::default())));
    work()
}

/// [`Stamp::of`] a file, as the question has seen it first.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let known = SEEN.with_borrow(|seen| seen.as_ref()?.get(path).copied());
    known.unwrap_or_else(|| {
        let stamp = Stamp::of(path);
        SEEN.with_borrow_mut(|seen| {
            if let Some(seen) = seen {
                seen.insert(path.to_owned(), stamp);
            }
        });
        stamp
    })
}

pub fn is_file(path: &Path) -> bool {
    stamp(path).is_some_and(|it| it.is_file)
}
