//! Pushing diagnostics: at once when a text is opened, shortly after the last keystroke.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tower_lsp::Client;
use tower_lsp::lsp_types::Url;

use crate::analysis::cancel::Cancel;
use crate::requests::diagnostics;
use crate::server::documents::{Listener, Snapshot};
use crate::server::reads::read_of;
use crate::server::workers::{Failure, Workers};

/// How long after an edit the text is checked, if no other edit comes.
const PAUSE: Duration = Duration::from_millis(60);

/// What the owner of the documents tells about changes to.
pub fn listener(client: Client, workers: Arc<Workers>) -> Listener {
    Box::new(move |url, snapshot| {
        let client = client.clone();
        match snapshot {
            Some(snapshot) => {
                tokio::spawn(publish(client, Arc::clone(&workers), snapshot));
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

async fn publish(client: Client, workers: Arc<Workers>, snapshot: Snapshot) {
    let Some(document) = snapshot.document.clone() else {
        return;
    };
    tokio::time::sleep(PAUSE).await;
    if document.superseded.load(Ordering::Relaxed) {
        return;
    }
    let cancel = Cancel::with_edit_flag(Arc::clone(&document.superseded));
    let read = read_of(snapshot, Arc::clone(&document.file), cancel.clone());
    match workers.run(cancel, move |_| diagnostics::of(&read)).await {
        Ok(found) if !document.superseded.load(Ordering::Relaxed) => {
            let url: Url = document.url.clone();
            client
                .publish_diagnostics(url, found, Some(document.version))
                .await;
        }
        Ok(_) | Err(Failure::Cancelled) => {}
        Err(Failure::Panicked(reason)) => {
            eprintln!(
                "serpentarium lsp: diagnostics of {}: {reason}",
                document.url
            );
        }
    }
}
