//! The adapter's end of the conversation with a debuggee.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use serpentarium_introspect::protocol::{Command, Reply, Request, Response};
use tokio::sync::{mpsc, oneshot};

use crate::error::{ErrorId, RequestError};
use crate::launch::ProcessControl;

/// A debuggee that was reached.
pub struct Debuggee {
    commands: mpsc::UnboundedSender<Request>,
    pending: RefCell<HashMap<u64, oneshot::Sender<Response>>>,
    next_id: Cell<u64>,
    /// Its process, if we may end it.
    pub control: Option<Box<dyn ProcessControl>>,
    /// Whether it was launched by us, so that leaving ends it.
    pub launched: bool,
    /// Whether it was asked to end.
    pub terminating: Cell<bool>,
    /// The exit code it announced.
    pub exit_code: Cell<Option<i32>>,
    /// Whether its end has been told to the client.
    pub end_told: Cell<bool>,
}

impl Debuggee {
    /// A debuggee that takes `commands`.
    pub fn new(
        commands: mpsc::UnboundedSender<Request>,
        control: Option<Box<dyn ProcessControl>>,
        launched: bool,
    ) -> Self {
        Debuggee {
            commands,
            pending: RefCell::default(),
            next_id: Cell::new(1),
            control,
            launched,
            terminating: Cell::new(false),
            exit_code: Cell::new(None),
            end_told: Cell::new(false),
        }
    }

    /// Sends a command and waits for the reply.
    ///
    /// # Errors
    /// The failure it reports, or [`ErrorId::DebuggeeGone`].
    pub async fn ask(&self, command: Command) -> Result<Reply, RequestError> {
        let id = self.next_id.get();
        self.next_id.set(id + 1);
        let (reply, replied) = oneshot::channel();
        self.pending.borrow_mut().insert(id, reply);
        if self.commands.send(Request { id, command }).is_err() {
            self.pending.borrow_mut().remove(&id);
            return Err(gone());
        }
        let response = replied.await.map_err(|_| gone())?;
        Ok(response.result?)
    }

    /// Takes in a response. One that nobody waits for (its request was cancelled) is
    /// dropped.
    pub fn replied(&self, response: Response) {
        if let Some(reply) = self.pending.borrow_mut().remove(&response.id) {
            let _ = reply.send(response);
        }
    }

    /// Fails everything that still waits.
    pub fn broke_off(&self) {
        self.pending.borrow_mut().clear();
    }

    /// Ends the process at once, if it is ours to end.
    pub fn kill(&self) {
        if let Some(control) = &self.control {
            control.kill();
        }
    }
}

fn gone() -> RequestError {
    RequestError::new(ErrorId::DebuggeeGone, "the program has ended")
}

/// The error for a reply of the wrong kind.
pub fn unexpected(reply: &Reply) -> RequestError {
    let name = serde_json::to_value(reply).ok();
    let name = name
        .as_ref()
        .and_then(|reply| reply.get("name")?.as_str())
        .unwrap_or("?");
    RequestError::new(
        ErrorId::Internal,
        "the debuggee gave an unexpected reply '{name}'",
    )
    .with("name", name)
}
