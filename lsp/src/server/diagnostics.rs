//! Pushing diagnostics: at once when a text is opened, shortly after the last keystroke.

use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tower_lsp::Client;
use tower_lsp::lsp_types::Url;

use crate::analysis::cancel::Cancel;
use crate::requests::diagnostics;
use crate::server::documents::{Document, Documents, Listener};
use crate::server::reads::read_of;
use crate::server::workers::{Failure, Workers};

/// How long after an edit the text is checked, if no other edit comes.
const PAUSE: Duration = Duration::from_millis(60);

/// What the owner of the documents tells about changes to.
pub fn listener(
    client: Client,
    workers: Arc<Workers>,
    documents: Arc<OnceLock<Documents>>,
) -> Listener {
    Box::new(move |url, document| {
        let client = client.clone();
        match document {
            Some(document) => {
                let Some(documents) = documents.get().cloned() else {
                    return;
                };
                tokio::spawn(publish(client, Arc::clone(&workers), documents, document));
            }
            None => {
                let url = url.clone();
                tokio::spawn(
                    async move { client.publish_diagnostics(url, Vec::new(), None).await },
                );
            }
        }
    })
}

async fn publish(
    client: Client,
    workers: Arc<Workers>,
    documents: Documents,
    document: Arc<Document>,
) {
    tokio::time::sleep(PAUSE).await;
    while !document.superseded.load(Ordering::Relaxed) {
        let Some(snapshot) = documents.snapshot(Some(document.url.clone())).await else {
            return;
        };
        let cancel = Cancel::with_edit_flag(Arc::clone(&document.superseded));
        let read = read_of(snapshot, Arc::clone(&document.file), cancel.clone());
        match workers.run(cancel, move |_| diagnostics::of(&read)).await {
            Ok(found) => {
                if !document.superseded.load(Ordering::Relaxed) {
                    let url: Url = document.url.clone();
                    client
                        .publish_diagnostics(url, found, Some(document.version))
                        .await;
                }
                return;
            }
            // Another text was edited: the same again.
            Err(Failure::Cancelled) => {}
            Err(Failure::Panicked(reason)) => {
                eprintln!(
                    "serpentarium lsp: diagnostics of {}: {reason}",
                    document.url
                );
                return;
            }
        }
    }
}
