//! Answering pulled diagnostics in two steps: what shows at once, then everything.

use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Diagnostic, Url};

use crate::requests::diagnostics::{all, first_look};
use crate::server::backend::Backend;
use crate::server::diagnostics::compute;
use crate::server::documents::Document;
use crate::server::reads::{OnEdit, Read};
use crate::server::told::Told;

impl Backend {
    /// Everything that is wrong with a text; `None` if there is no such text.
    pub async fn all_diagnostics(&self, url: &Url) -> Result<Option<Vec<Diagnostic>>> {
        let told = self.told.clone();
        let work = move |read: &Read| find(read, &told);
        self.read(url, OnEdit::Again, work).await
    }

    /// What shows at once of a text that was edited since everything was known; `None` if that is
    /// nothing new. The client is made to ask again as soon as more is known.
    pub async fn told_early(&self, url: &Url) -> Result<Option<Vec<Diagnostic>>> {
        if !self.features().refreshes_diagnostics {
            return Ok(None);
        }
        let told = self.told.clone();
        let look = move |read: &Read| {
            let document = read.document.as_ref()?;
            let before = told.before(document)?;
            let found = first_look::diagnostics(read, &before)?;
            Some((Arc::clone(document), found))
        };
        let looked = self.read(url, OnEdit::Again, look).await?;
        let Some((document, early)) = looked.flatten() else {
            return Ok(None);
        };
        self.told.told_early(&document);
        self.follow(document, early.clone());
        Ok(Some(early))
    }

    /// Finds out everything, and says so if it is more.
    fn follow(&self, document: Arc<Document>, early: Vec<Diagnostic>) {
        let (documents, workers) = (self.documents.clone(), Arc::clone(&self.workers));
        let (client, told) = (self.client.clone(), self.told.clone());
        tokio::spawn(async move {
            let work = Arc::new(move |read: &Read| find(read, &told));
            let found = compute(&documents, &workers, &document, work).await;
            if found.is_some_and(|found| found != early) {
                // The client has said that it can; should it fail, it asks at the next edit.
                drop(client.workspace_diagnostic_refresh().await);
            }
        });
    }
}

fn find(read: &Read, told: &Told) -> Vec<Diagnostic> {
    let found = all(read);
    if let Some(document) = &read.document {
        told.keep(document, &found);
    }
    found
}
