//! What is done when nobody waits for anything: forgetting what can be made again.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::analysis::Context;
use crate::analysis::cancel::Cancel;
use crate::server::documents::Documents;
use crate::server::reads::read_of;
use crate::server::workers::Workers;

/// How long nothing has been asked before memory is looked after.
const QUIET: Duration = Duration::from_millis(250);

/// How long nothing has been asked before what is too much is forgotten, so that the next question
/// does not share the processors with that, and how long it is waited for that in vain.
const PAUSE: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_millis(100);

/// Looks after memory for as long as the server runs.
#[derive(Debug, Default)]
pub struct Housekeeping {
    too_much: Arc<Notify>,
}

impl Housekeeping {
    pub fn start(documents: &Documents, workers: &Arc<Workers>) -> Self {
        let too_much = Arc::new(Notify::new());
        tokio::spawn(when_quiet(documents.clone(), Arc::clone(workers)));
        tokio::spawn(when_much(
            Arc::clone(&too_much),
            documents.clone(),
            Arc::clone(workers),
        ));
        Self { too_much }
    }

    /// Something was read: if much is kept by now, some of it is forgotten soon.
    pub fn look(&self, context: &Context) {
        if context.has_much() {
            self.too_much.notify_one();
        }
    }
}

async fn when_quiet(documents: Documents, workers: Arc<Workers>) {
    loop {
        workers.activity.quiet(QUIET).await;
        forget(&documents, |context| {
            context.world.memo.forget();
            context.forget();
        })
        .await;
    }
}

async fn when_much(too_much: Arc<Notify>, documents: Documents, workers: Arc<Workers>) {
    loop {
        too_much.notified().await;
        workers.activity.idle(PAUSE, PATIENCE).await;
        forget(&documents, Context::forget).await;
    }
}

async fn forget(documents: &Documents, work: impl FnOnce(&Context) + Send + 'static) {
    let Some(snapshot) = documents.snapshot(None).await else {
        // Not yet configured.
        return;
    };
    // An edit makes this unwind, too; the next moment comes.
    let work = tokio::task::spawn_blocking(move || {
        work(&read_of(snapshot, Arc::default(), Cancel::default()).context);
    });
    drop(work.await);
}
