//! Work on snapshots: in threads with large stacks, a panic contained, cancellation by unwinding.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serpentarium_checker::guard;
use tokio::sync::{Semaphore, oneshot};

use crate::analysis::cancel::{Cancel, Cancelled};
use crate::server::activity::{Activity, Running};
use crate::server::log::Log;
use crate::server::tasks;

/// Why a piece of work gave no result.
#[derive(Debug)]
pub enum Failure {
    Cancelled,
    Panicked(String),
}

/// How many computations run at once; the threads themselves are tokio's blocking ones.
#[derive(Debug)]
pub struct Workers {
    slots: Semaphore,
    /// Whether there is anything to do.
    pub activity: Activity,
    log: Log,
}

impl Workers {
    pub fn new(log: Log) -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            slots: Semaphore::new(threads.clamp(2, 8)),
            activity: Activity::default(),
            log,
        }
    }

    /// Runs work in a thread with a large stack; a panic of it is contained and logged.
    pub async fn run<R: Send + 'static>(
        &self,
        cancel: Cancel,
        work: impl FnOnce(&Cancel) -> R + Send + 'static,
    ) -> Result<R, Failure> {
        // tower-lsp drops the future of a request that `$/cancelRequest` names.
        let _guard = cancel.guard();
        let _slot = self.slots.acquire().await.map_err(|_| Failure::Cancelled)?;
        let _running = Running::begin(&self.activity);
        let (sender, result) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let result = catch_unwind(AssertUnwindSafe(|| {
                cancel.check();
                work(&cancel)
            }));
            // A request that nobody waits for any more takes no result.
            drop(tasks::hands_over(|| sender.send(result)));
        });
        match result.await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(payload)) if is_cancellation(payload.as_ref()) => Err(Failure::Cancelled),
            Ok(Err(payload)) => Err(self.panicked(guard::message(payload.as_ref()).to_owned())),
            // The runtime is shut down.
            Err(_) => Err(Failure::Cancelled),
        }
    }

    fn panicked(&self, reason: String) -> Failure {
        self.log.error(format!("internal error: {reason}"));
        Failure::Panicked(reason)
    }
}

fn is_cancellation(payload: &(dyn std::any::Any + Send)) -> bool {
    payload.is::<Cancelled>() || serpentarium_checker::is_cancelled(payload)
}
