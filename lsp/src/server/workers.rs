//! Work on snapshots: in threads with large stacks, a panic contained, cancellation by unwinding.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use serpentarium_checker::guard;
use tokio::sync::{Semaphore, oneshot, watch};

use crate::analysis::cancel::{Cancel, Cancelled};
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
    /// How many pieces of work are under way.
    running: watch::Sender<usize>,
    log: Log,
}

impl Workers {
    pub fn new(log: Log) -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            slots: Semaphore::new(threads.clamp(2, 8)),
            running: watch::Sender::new(0),
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
        let _running = Running::begin(&self.running);
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

    /// Resolves when something was done and then nothing for a while.
    pub async fn quiet(&self, pause: Duration) {
        let mut running = self.running.subscribe();
        if running.changed().await.is_err() {
            return;
        }
        loop {
            let event = tokio::time::timeout(pause, running.changed()).await;
            if event.is_err() && *running.borrow() == 0 {
                return;
            }
        }
    }

    /// Resolves when nothing has been done for a while, or after a longer one in any case.
    pub async fn idle(&self, pause: Duration, patience: Duration) {
        let mut running = self.running.subscribe();
        let idle = async {
            loop {
                let event = tokio::time::timeout(pause, running.changed()).await;
                if event.is_err() && *running.borrow() == 0 {
                    return;
                }
            }
        };
        // To have waited in vain is as good.
        let _ = tokio::time::timeout(patience, idle).await;
    }

    fn panicked(&self, reason: String) -> Failure {
        self.log.error(format!("internal error: {reason}"));
        Failure::Panicked(reason)
    }
}

/// Counts one piece of work as under way.
struct Running<'a>(&'a watch::Sender<usize>);

impl<'a> Running<'a> {
    fn begin(running: &'a watch::Sender<usize>) -> Self {
        running.send_modify(|count| *count += 1);
        Self(running)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

fn is_cancellation(payload: &(dyn std::any::Any + Send)) -> bool {
    payload.is::<Cancelled>() || serpentarium_checker::is_cancelled(payload)
}
