//! The requests under way, and how one is cancelled: the thread that works at an answer polls its
//! future, so that it has to look whether anybody still waits.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::future::{BoxFuture, FutureExt};
use parking_lot::Mutex;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

tokio::task_local! {
    static ASKED: Asked;
}

/// What is known of a message while it is answered.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The number of the last document message that came before it.
    pub arrived_after: u64,
    /// Set when nobody waits for the answer any more.
    pub is_cancelled: Arc<AtomicBool>,
}

impl Asked {
    /// Of the message that the current task answers; one of no particular time for others.
    pub fn current() -> Self {
        ASKED.try_get().unwrap_or_else(|_| Self {
            arrived_after: u64::MAX,
            is_cancelled: Arc::default(),
        })
    }

    pub fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::SeqCst)
    }
}

/// The requests that have no answer yet.
#[derive(Debug, Clone, Default)]
pub struct UnderWay(Arc<Mutex<HashMap<Id, Arc<AtomicBool>>>>);

impl UnderWay {
    /// Answers a message that came after so many about documents. A request that was cancelled has
    /// its answer already, and gets no second one.
    pub fn answer<E>(
        &self,
        id: Option<&Id>,
        arrived_after: u64,
        answer: impl Future<Output = Result<Option<Response>, E>> + Send + 'static,
    ) -> BoxFuture<'static, Result<Option<Response>, E>> {
        let is_cancelled = Arc::<AtomicBool>::default();
        let entry = id.and_then(|id| self.enter(id, &is_cancelled));
        let asked = Asked {
            arrived_after,
            is_cancelled,
        };
        let answer = async move {
            let answer = ASKED.scope(asked.clone(), answer).await?;
            drop(entry);
            Ok(answer.filter(|_| !asked.is_cancelled()))
        };
        answer.boxed()
    }

    /// `None` if another one with this number is under way, which the service refuses.
    fn enter(&self, id: &Id, is_cancelled: &Arc<AtomicBool>) -> Option<Registered> {
        match self.0.lock().entry(id.clone()) {
            Entry::Occupied(_) => None,
            Entry::Vacant(vacant) => {
                vacant.insert(Arc::clone(is_cancelled));
                Some(Registered(self.clone(), id.clone()))
            }
        }
    }

    /// What `$/cancelRequest` gives its request as an answer, if that has none yet.
    pub fn cancel(&self, notification: &Request) -> Option<Response> {
        let id = notification.params()?.get("id")?;
        let id: Id = serde_json::from_value(id.clone()).ok()?;
        let mut under_way = self.0.lock();
        // Before the lock is given back: who finds the request gone looks whether it was cancelled.
        under_way.remove(&id)?.store(true, Ordering::SeqCst);
        Some(Response::from_error(id, Error::request_cancelled()))
    }
}

/// Takes a request out when it is answered, or given up.
struct Registered(UnderWay, Id);

impl Drop for Registered {
    fn drop(&mut self) {
        self.0.0.lock().remove(&self.1);
    }
}
