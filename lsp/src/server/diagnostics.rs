//! Pushing diagnostics in two steps: what does not compile at once, types when they are known.
//!
//! A client that pulls diagnostics (`textDocument/diagnostic`) is told nothing.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tower_lsp::Client;
use tower_lsp::lsp_types::{Diagnostic, Url};

use crate::analysis::cancel::Cancel;
use crate::analysis::look_ahead::look_ahead;
use crate::analysis::project::Project;
use crate::analysis::sharing::with_trees_of;
use crate::requests::diagnostics::{self, first_look};
use crate::server::documents::{Document, Documents, Listener};
use crate::server::reads::{Read, read_of};
use crate::server::told::Told;
use crate::server::workers::{Failure, Workers};

/// How long after an edit the text is checked, if no other edit comes.
const PAUSE: Duration = Duration::from_millis(20);
/// How long after that the other open texts are, since an edit may change what they mean.
const LONG_PAUSE: Duration = Duration::from_millis(400);
/// How long after it was opened a text is looked at that nobody has asked about.
const BEFORE_PREPARING: Duration = Duration::from_millis(100);
/// The same while there is always something else to do.
const AT_LATEST: Duration = Duration::from_secs(1);

/// For how long questions that nobody has asked are looked into.
const LOOKING_AHEAD: Duration = Duration::from_secs(2);

#[derive(Debug, Clone)]
struct Publisher {
    client: Client,
    workers: Arc<Workers>,
    documents: Documents,
    told: Told,
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
    told: Told,
) -> Listener {
    let prepared = Prepared::default();
    let is_first = AtomicBool::new(true);
    Arc::new(move |url: &Url, document: Option<Arc<Document>>| {
        let Some(documents) = documents.get().cloned() else {
            return;
        };
        let publisher = Publisher {
            client: client.clone(),
            workers: Arc::clone(&workers),
            documents,
            told: told.clone(),
            prepared: prepared.clone(),
        };
        match document {
            Some(document) => {
                if is_first.swap(false, Ordering::Relaxed) {
                    let (publisher, document) = (publisher.clone(), Arc::clone(&document));
                    tokio::spawn(async move { publisher.import_ahead(&document).await });
                }
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
    async fn forget(&self, url: Url) {
        self.prepared.0.lock().await.remove(&url);
        if !self.told.forget(&url) {
            return;
        }
        let snapshot = self.documents.snapshot(None).await;
        let is_pushed = |project: &Project| !project.options.diagnostics.are_pulled;
        if snapshot.is_some_and(|snapshot| is_pushed(&snapshot.world.project)) {
            self.client.publish_diagnostics(url, Vec::new(), None).await;
        }
    }

    async fn document(&self, document: Arc<Document>) {
        tokio::time::sleep(PAUSE).await;
        let is_old = || document.superseded.load(Ordering::Relaxed);
        let before = self.told.before(&document);
        let is_new = before.is_none();
        let look = move |read: &Read| match &before {
            Some(before) => first_look::diagnostics(read, before),
            None => Some(diagnostics::syntax(read)),
        };
        let Some(early) = self.compute(&document, look).await else {
            return self.prepare(&document).await;
        };
        if is_old() {
            return;
        }
        if let Some(early) = early {
            if is_new {
                self.told.keep(&document, &early);
            }
            self.publish(&document, early).await;
        }
        let Some(found) = self.compute(&document, diagnostics::all).await else {
            return;
        };
        if is_old() {
            return;
        }
        self.told.keep(&document, &found);
        self.publish(&document, found).await;
        if is_new {
            self.look_ahead(&document).await;
        }
        tokio::time::sleep(LONG_PAUSE).await;
        if !is_old() {
            self.others(&document).await;
        }
    }

    /// Infers what a text that was just opened holds, so that the first questions about it are
    /// answered at once. For a client that is told its diagnostics they have done that.
    async fn prepare(&self, document: &Arc<Document>) {
        self.workers
            .activity
            .idle(BEFORE_PREPARING, AT_LATEST)
            .await;
        let mut prepared = self.prepared.0.lock().await;
        if !prepared.insert(document.url.clone()) {
            return;
        }
        let (told, looked_at) = (self.told.clone(), Arc::clone(document));
        let look = move |read: &Read| {
            told.keep(&looked_at, &diagnostics::all(read));
        };
        compute(&self.documents, &self.workers, document, Arc::new(look)).await;
        self.look_ahead(document).await;
    }

    /// Reads what the first text imports while the client's first question is worked on.
    async fn import_ahead(&self, document: &Arc<Document>) {
        let look = |read: &Read| {
            let context = &read.context;
            context.checker.import_ahead(&context.address());
        };
        compute(&self.documents, &self.workers, document, Arc::new(look)).await;
    }

    /// Finds out what a person will probably ask about a text that was just opened.
    async fn look_ahead(&self, document: &Arc<Document>) {
        let look = |read: &Read| {
            let context = &read.context;
            context
                .checker
                .look_ahead(&context.address(), LOOKING_AHEAD);
            look_ahead(context, LOOKING_AHEAD);
            context.forget();
        };
        self.workers
            .activity
            .idle(BEFORE_PREPARING, AT_LATEST)
            .await;
        compute(&self.documents, &self.workers, document, Arc::new(look)).await;
    }

    /// What `what` finds in a text; `None` if the text is gone or the client pulls.
    async fn compute<R: Send + 'static>(
        &self,
        document: &Arc<Document>,
        what: impl Fn(&Read) -> R + Send + Sync + 'static,
    ) -> Option<R> {
        let what = Arc::new(move |read: &Read| {
            let options = &read.context.world.project.options.diagnostics;
            (!options.are_pulled).then(|| what(read))
        });
        compute(&self.documents, &self.workers, document, what)
            .await
            .flatten()
    }

    async fn publish(&self, document: &Document, found: Vec<Diagnostic>) {
        let (url, version) = (document.url.clone(), document.version);
        self.client
            .publish_diagnostics(url, found, Some(version))
            .await;
    }

    /// The other open texts, which may use what was edited; told only where something changed.
    async fn others(&self, edited: &Document) {
        for url in self.told.urls() {
            if edited.superseded.load(Ordering::Relaxed) {
                return;
            }
            if url == edited.url {
                continue;
            }
            let snapshot = self.documents.snapshot(Some(url.clone())).await;
            let Some(document) = snapshot.and_then(|snapshot| snapshot.document) else {
                continue;
            };
            let Some(found) = self.compute(&document, diagnostics::all).await else {
                continue;
            };
            let is_old = document.superseded.load(Ordering::Relaxed);
            if !is_old && self.told.keep(&document, &found) {
                self.publish(&document, found).await;
            }
        }
    }
}

/// What `what` finds in a text, for which no request asked; `None` if the text is gone.
pub async fn compute<R: Send + 'static>(
    documents: &Documents,
    workers: &Workers,
    document: &Arc<Document>,
    what: Arc<impl Fn(&Read) -> R + Send + Sync + 'static>,
) -> Option<R> {
    while !document.superseded.load(Ordering::Relaxed) {
        let url = document.url.clone();
        let snapshot = documents.snapshot(Some(url)).await?;
        let cancel = Cancel::default().or_edit(Arc::clone(&document.superseded));
        let read = read_of(snapshot, Arc::clone(&document.file), cancel.clone());
        let what = Arc::clone(&what);
        let work = move || with_trees_of(&read.context.checker, || what(&read));
        match workers.run(cancel, work).await {
            Ok(found) => return Some(found),
            // Another text was edited: the same again.
            Err(Failure::Cancelled) => {}
            Err(Failure::Panicked(_)) => return None,
        }
    }
    None
}
