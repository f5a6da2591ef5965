//! What is wrong with each open text, as it was last found out completely.
//!
//! Until a newer version is looked at as thoroughly, a person is shown that, moved to where its lines
//! are now, with what shows at once.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use ropey::Rope;
use tower_lsp::lsp_types::{Diagnostic, Url};

use crate::server::documents::Document;

/// The diagnostics of one version of a text.
#[derive(Debug, Clone)]
pub struct Complete {
    pub version: i32,
    pub rope: Rope,
    pub found: Arc<Vec<Diagnostic>>,
}

#[derive(Debug)]
struct Entry {
    complete: Complete,
    /// The version about which a client that pulls was told what shows at once.
    early: Option<i32>,
}

/// All open texts'.
#[derive(Debug, Clone, Default)]
pub struct Told(Arc<Mutex<HashMap<Url, Entry>>>);

impl Told {
    fn entries(&self) -> MutexGuard<'_, HashMap<Url, Entry>> {
        self.0.lock()
    }

    pub fn urls(&self) -> Vec<Url> {
        self.entries().keys().cloned().collect()
    }

    /// Keeps what was found; false if the same was known already.
    pub fn keep(&self, document: &Document, found: &[Diagnostic]) -> bool {
        let complete = Complete {
            version: document.version,
            rope: document.rope.clone(),
            found: Arc::new(found.to_vec()),
        };
        let early = None;
        let entry = Entry { complete, early };
        let old = self.entries().insert(document.url.clone(), entry);
        old.is_none_or(|old| *old.complete.found != found)
    }

    /// Forgets a text; false if nothing was known of it.
    pub fn forget(&self, url: &Url) -> bool {
        self.entries().remove(url).is_some()
    }

    /// What a first look at a version compares with; `None` if that version was looked at already,
    /// or the text never was.
    pub fn before(&self, document: &Document) -> Option<Complete> {
        let entries = self.entries();
        let entry = entries.get(&document.url)?;
        let version = document.version;
        let is_new = entry.complete.version != version && entry.early != Some(version);
        is_new.then(|| entry.complete.clone())
    }

    /// A client was told what shows at once of a version.
    pub fn told_early(&self, document: &Document) {
        if let Some(entry) = self.entries().get_mut(&document.url) {
            entry.early = Some(document.version);
        }
    }
}
