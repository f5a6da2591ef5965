//! Work on snapshots: in threads with large stacks, a panic contained, cancellation by unwinding.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serpentarium_checker::guard;
use tokio::sync::Semaphore;

use crate::analysis::cancel::{Cancel, Cancelled};
use crate::server::activity::{Activity, Running};
use crate::server::log::Log;
use crate::server::reading;

/// Why a piece of work gave no result.
#[derive(Debug)]
pub enum Failure {
    Cancelled,
    Panicked(String),
}

/// How many computations run at once; the threads themselves are those that read, or tokio's.
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
    ///
    /// The work of a request is done in the thread that has read it, if that has not waited since.
    pub async fn run<R: Send + 'static>(
        &self,
        cancel: Cancel,
        work: impl FnOnce() -> R + Send + 'static,
    ) -> Result<R, Failure> {
        let _slot = self.slots.acquire().await.map_err(|_| Failure::Cancelled)?;
        let _running = Running::begin(&self.activity);
        let work = move || contained(&cancel, work);
        let result = match reading::may_work_here() {
            true => work(),
            // What else ends it is the end of the runtime.
            false => {
                let elsewhere = tokio::task::spawn_blocking(work);
                elsewhere.await.unwrap_or(Err(Failure::Cancelled))
            }
        };
        if let Err(Failure::Panicked(reason)) = &result {
            self.log.error(format!("internal error: {reason}"));
        }
        result
    }
}

fn contained<R>(cancel: &Cancel, work: impl FnOnce() -> R) -> Result<R, Failure> {
    let result = catch_unwind(AssertUnwindSafe(|| {
        cancel.check();
        work()
    }));
    result.map_err(|payload| match is_cancellation(payload.as_ref()) {
        true => Failure::Cancelled,
        false => Failure::Panicked(guard::message(payload.as_ref()).to_owned()),
    })
}

fn is_cancellation(payload: &(dyn std::any::Any + Send)) -> bool {
    payload.is::<Cancelled>() || serpentarium_checker::is_cancelled(payload)
}
