//! Work on snapshots: in threads with large stacks, a panic contained, cancellation by unwinding.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serpentarium_checker::guard;
use tokio::sync::Semaphore;

use crate::analysis::cancel::{Cancel, Cancelled};

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
}

impl Default for Workers {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            slots: Semaphore::new(threads.clamp(2, 8)),
        }
    }
}

impl Workers {
    pub async fn run<R: Send + 'static>(
        &self,
        cancel: Cancel,
        work: impl FnOnce(&Cancel) -> R + Send + 'static,
    ) -> Result<R, Failure> {
        // tower-lsp drops the future of a request that `$/cancelRequest` names.
        let _guard = cancel.guard();
        let _slot = self.slots.acquire().await.map_err(|_| Failure::Cancelled)?;
        let joined = tokio::task::spawn_blocking(move || {
            catch_unwind(AssertUnwindSafe(|| {
                cancel.check();
                work(&cancel)
            }))
        });
        match joined.await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(payload)) if is_cancellation(payload.as_ref()) => Err(Failure::Cancelled),
            Ok(Err(payload)) => Err(Failure::Panicked(
                guard::message(payload.as_ref()).to_owned(),
            )),
            Err(error) => Err(Failure::Panicked(error.to_string())),
        }
    }
}

fn is_cancellation(payload: &(dyn std::any::Any + Send)) -> bool {
    payload.is::<Cancelled>() || serpentarium_checker::is_cancelled(payload)
}
