//! Live values: files that are run, in a sandboxed process each, whenever they change.
//!
//! Off until a person turns it on for a file ([`Live::turn`]). The process is killed by the next
//! edit and by its limits; nothing it does can reach the server. [`show`] makes hints, hover facts
//! and diagnostics of what it reports.

pub mod show;
mod worker;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use serpentarium_introspect::protocol::live::Report;
use tokio::task::JoinHandle;
use tower_lsp::Client;
use tower_lsp::lsp_types::Url;

use crate::server::documents::{Document, Listener};

/// How long after an edit a file is run, if no other edit comes.
const PAUSE: Duration = Duration::from_millis(300);

/// What a file did when it was last run.
#[derive(Debug)]
pub struct Outcome {
    /// The text that was run.
    pub text: String,
    /// Or why it could not be run.
    pub report: Result<Report, String>,
}

#[derive(Debug, Default)]
struct Run {
    task: Option<JoinHandle<()>>,
    outcome: Option<Arc<Outcome>>,
}

impl Drop for Run {
    fn drop(&mut self) {
        // The process dies with the task.
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// The files that are run. Clones share them.
#[derive(Clone)]
pub struct Live {
    client: Client,
    /// Sends the diagnostics of a document again.
    publish: Listener,
    runs: Arc<Mutex<HashMap<Url, Run>>>,
}

impl std::fmt::Debug for Live {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Live").finish_non_exhaustive()
    }
}

impl Live {
    pub fn new(client: Client, publish: Listener) -> Self {
        Self {
            client,
            publish,
            runs: Arc::default(),
        }
    }

    pub fn is_on(&self, url: &Url) -> bool {
        self.runs().contains_key(url)
    }

    /// Turns a file on or off. Only a person's command may turn one on.
    pub fn turn(&self, document: &Arc<Document>, on: bool) {
        if on {
            self.runs().entry(document.url.clone()).or_default();
            self.start(document, Duration::ZERO);
        } else {
            self.close(&document.url);
            self.refresh(document);
        }
    }

    /// A text was edited: if it is on, it is run again.
    pub fn changed(&self, document: &Arc<Document>) {
        if self.is_on(&document.url) {
            self.start(document, PAUSE);
        }
    }

    pub fn close(&self, url: &Url) {
        self.runs().remove(url);
    }

    pub fn outcome(&self, url: &Url) -> Option<Arc<Outcome>> {
        self.runs().get(url)?.outcome.clone()
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<Url, Run>> {
        self.runs.lock()
    }

    fn start(&self, document: &Arc<Document>, pause: Duration) {
        let (live, document) = (self.clone(), Arc::clone(document));
        let url = document.url.clone();
        let task = tokio::spawn(async move {
            tokio::time::sleep(pause).await;
            let text = document.rope.to_string();
            let report = worker::run(&document, &text).await;
            let outcome = Arc::new(Outcome { text, report });
            if let Some(run) = live.runs().get_mut(&document.url) {
                run.outcome = Some(outcome);
            }
            live.refresh(&document);
        });
        let mut runs = self.runs();
        let run = runs.entry(url).or_default();
        if let Some(old) = run.task.replace(task) {
            old.abort();
        }
    }

    /// Makes the editor ask for hints and diagnostics again.
    fn refresh(&self, document: &Arc<Document>) {
        (self.publish)(&document.url, Some(Arc::clone(document)));
        let client = self.client.clone();
        tokio::spawn(async move {
            // A client that cannot says so; it asks when the text changes.
            let _ = client.inlay_hint_refresh().await;
            let _ = client.workspace_diagnostic_refresh().await;
        });
    }
}
