//! Pushing diagnostics in two steps: what does not compile at once, types when they are known.
//!
//! A client that pulls diagnostics (`textDocument/diagnostic`) is told nothing.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tower_lsp::Client;
use tower_lsp::lsp_types::{Diagnostic, Url};

use crate::analysis::cancel::Cancel;
use crate::requests::diagnostics;
use crate::server::documents::{Document, Documents, Listener};
use crate::server::reads::{Read, read_of};
use crate::server::workers::{Failure, Workers};

/// How long after an edit the text is checked, if no other edit comes.
const PAUSE: Duration = Duration::from_millis(20);
/// How long after that the other open texts are, since an edit may change what they mean.
const LONG_PAUSE: Duration = Duration::from_millis(400);
/// How long after it was opened a text is looked at that nobody has asked about.
const BEFORE_PREPARING: Duration = Duration::from_millis(100);

#[derive(Debug)]
struct Publisher {
    client: Client,
    workers: Arc<Workers>,
    documents: Documents,
    /// What the client was told last.
    told: Arc<Mutex<HashMap<Url, Vec<Diagnostic>>>>,
    prepared: Prepared,
}

/// The texts of a client that pulls which were looked at when they were opened, one at a time.
#[derive(Debug, Clone, Default)]
struct Prepared(Arc<tokio::sync::Mutex<HashSet<Url>>>);

/// What the owner of the documents tells about changes to.
pub fn listener(
    client: Client,
    workers: Arc<Workers>,
    documents: Arc<OnceLock<Documents>>,
) -> Listener {
    let told: Arc<Mutex<HashMap<Url, Vec<Diagnostic>>>> = Arc::default();
    let prepared = Prepared::default();
    Arc::new(move |url: &Url, document: Option<Arc<Document>>| {
        let Some(documents) = documents.get().cloned() else {
            return;
        };
        let publisher = Publisher {
            client: client.clone(),
            workers: Arc::clone(&workers),
            documents,
            told: Arc::clone(&told),
            prepared: prepared.clone(),
        };
        match document {
            Some(document) => {
                tokio::spawn(async move { publisher.document(document).await });
            }
            None => {
                let url = url.clone();
                tokio::spawn(async move { publisher.forget(url).await });
            }
        }
    })
}

impl Publisher {
    fn told(&self) -> MutexGuard<'_, HashMap<Url, Vec<Diagnostic>>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn forget(&self, url: Url) {
        self.prepared.0.lock().await.remove(&url);
        if self.told().remove(&url).is_some() {
            self.client.publish_diagnostics(url, Vec::new(), None).await;
        }
    }

    async fn document(&self, document: Arc<Document>) {
        tokio::time::sleep(PAUSE).await;
        let is_old = || document.superseded.load(Ordering::Relaxed);
        // A text whose types were told keeps them until they are known again, unless it is broken:
        // the person should see that at once.
        let Some(broken) = self.compute(&document, diagnostics::syntax).await else {
            return self.prepare(&document).await;
        };
        if is_old() {
            return;
        }
        let was_told = self.told().contains_key(&document.url);
        if !was_told || !broken.is_empty() {
            self.publish(&document, broken).await;
        }
        let Some(found) = self.compute(&document, diagnostics::all).await else {
            return;
        };
        if is_old() {
            return;
        }
        self.publish(&document, found).await;
        tokio::time::sleep(LONG_PAUSE).await;
        if !is_old() {
            self.others(&document).await;
        }
    }

    /// Infers what a text that was just opened holds, so that the first questions about it are
    /// answered at once. A client that is told its diagnostics had that done by them.
    async fn prepare(&self, document: &Document) {
        tokio::time::sleep(BEFORE_PREPARING).await;
        let mut prepared = self.prepared.0.lock().await;
        if !prepared.insert(document.url.clone()) {
            return;
        }
        while !document.superseded.load(Ordering::Relaxed) {
            let url = document.url.clone();
            let Some(snapshot) = self.documents.snapshot(Some(url)).await else {
                return;
            };
            let cancel = Cancel::with_edit_flag(Arc::clone(&document.superseded));
            let read = read_of(snapshot, Arc::clone(&document.file), cancel.clone());
            let work = move |_: &Cancel| drop(diagnostics::all(&read));
            match self.workers.run(cancel, work).await {
                Err(Failure::Cancelled) => {}
                Ok(()) | Err(Failure::Panicked(_)) => return,
            }
        }
    }

    /// What `what` finds in a text; `None` if the text is gone or the client pulls.
    async fn compute(
        &self,
        document: &Arc<Document>,
        what: fn(&Read) -> Vec<Diagnostic>,
    ) -> Option<Vec<Diagnostic>> {
        while !document.superseded.load(Ordering::Relaxed) {
            let url = document.url.clone();
            let snapshot = self.documents.snapshot(Some(url)).await?;
            if snapshot.world.project.options.diagnostics.are_pulled {
                return None;
            }
            let cancel = Cancel::with_edit_flag(Arc::clone(&document.superseded));
            let read = read_of(snapshot, Arc::clone(&document.file), cancel.clone());
            match self.workers.run(cancel, move |_| what(&read)).await {
                Ok(found) => return Some(found),
                // Another text was edited: the same again.
                Err(Failure::Cancelled) => {}
                Err(Failure::Panicked(_)) => return None,
            }
        }
        None
    }

    async fn publish(&self, document: &Document, found: Vec<Diagnostic>) {
        let (url, version) = (document.url.clone(), document.version);
        self.told().insert(url.clone(), found.clone());
        self.client
            .publish_diagnostics(url, found, Some(version))
            .await;
    }

    /// The other open texts, which may use what was edited; told only where something changed.
    async fn others(&self, edited: &Document) {
        let others: Vec<Url> = {
            let told = self.told();
            told.keys()
                .filter(|url| **url != edited.url)
                .cloned()
                .collect()
        };
        for url in others {
            if edited.superseded.load(Ordering::Relaxed) {
                return;
            }
            let snapshot = self.documents.snapshot(Some(url.clone())).await;
            let Some(document) = snapshot.and_then(|snapshot| snapshot.document) else {
                continue;
            };
            let Some(found) = self.compute(&document, diagnostics::all).await else {
                continue;
            };
            let is_new = self.told().get(&url) != Some(&found);
            if is_new && !document.superseded.load(Ordering::Relaxed) {
                self.publish(&document, found).await;
            }
        }
    }
}
