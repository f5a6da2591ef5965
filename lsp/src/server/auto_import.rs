//! Building the index of names that could be imported, in the background.

use std::sync::Arc;
use std::time::Duration;

use crate::analysis::cancel::Cancel;
use crate::server::documents::Documents;
use crate::server::workers::{Failure, Workers};

/// It takes a processor for a while, so what a person asks for comes first, for so long at most.
const PAUSE: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(2);

/// Brings the index up to date with what is on disk.
pub fn refresh(documents: Documents, workers: Arc<Workers>) {
    tokio::spawn(async move {
        workers.activity.idle(PAUSE, PATIENCE).await;
        loop {
            let Some(snapshot) = documents.snapshot(None).await else {
                return;
            };
            let project = Arc::clone(&snapshot.world.project);
            let listed = workers
                .run(Cancel::default(), move || snapshot.checker.modules())
                .await;
            // The snapshot is gone: the long part keeps no edit waiting.
            let modules = match listed {
                Ok(modules) => modules,
                Err(Failure::Cancelled) => continue,
                Err(Failure::Panicked(_)) => return,
            };
            let scan = move || project.auto_import.refresh(&modules, &project.roots);
            // A failure is logged; what was found before stays.
            drop(workers.run(Cancel::default(), scan).await);
            return;
        }
    });
}
