//! What is done when nobody waits for anything: forgetting what can be made again.

use std::sync::Arc;
use std::time::Duration;

use crate::analysis::cancel::Cancel;
use crate::server::documents::Documents;
use crate::server::reads::read_of;
use crate::server::workers::Workers;

/// How long nothing has been asked before memory is looked after.
const QUIET: Duration = Duration::from_millis(250);

/// Looks after memory for as long as the server runs.
pub fn start(documents: Documents, workers: Arc<Workers>) {
    tokio::spawn(async move {
        loop {
            workers.quiet(QUIET).await;
            let Some(snapshot) = documents.snapshot(None).await else {
                // Not yet configured.
                continue;
            };
            // An edit makes this unwind, too; the next quiet moment comes.
            let work = tokio::task::spawn_blocking(move || {
                let read = read_of(snapshot, Arc::default(), Cancel::default());
                read.context.world.memo.forget();
                read.context.forget();
            });
            drop(work.await);
        }
    });
}
