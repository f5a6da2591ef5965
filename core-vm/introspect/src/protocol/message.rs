//! The envelopes: who asks, who answers, what failed.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Command, Event, Reply};

/// A command with the number under which it is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Chosen by the client, unique among its unanswered requests.
    pub id: u64,
    /// What to do.
    pub command: Command,
}

/// The one answer to a [`Request`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The [`Request::id`] this answers.
    pub id: u64,
    /// The outcome.
    pub result: Result<Reply, Failure>,
}

/// What a client sends after the handshake.
pub type ClientMessage = Request;

/// What a debuggee sends after the handshake.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DebuggeeMessage {
    /// An answer.
    Response(Response),
    /// Something that happened.
    Event(Event),
}

/// A command that was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind of failure, for the client's program.
    pub kind: FailureKind,
    /// What happened, for a person. For [`FailureKind::Raised`] it is the last line of
    /// the traceback (`NameError: name 'x' is not defined`).
    pub message: String,
}

/// The kinds of [`Failure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The command needs a stopped program and it is running, or the reverse.
    WrongState,
    /// A frame, code object, thread, place or source that does not exist (any more).
    NotFound,
    /// The evaluated code raised an exception.
    Raised,
    /// The evaluated text does not compile.
    Syntax,
    /// The evaluation was cancelled or ran into its limit of time.
    Interrupted,
    /// The target cannot be assigned to.
    ReadOnly,
    /// This debuggee does not offer the command.
    Unsupported,
    /// The request was not understood.
    Malformed,
    /// A fault of the debuggee itself.
    Internal,
}

impl Failure {
    /// A failure of `kind`.
    pub fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Failure {
            kind,
            message: message.into(),
        }
    }

    /// Something asked for does not exist.
    pub fn not_found(message: impl Into<String>) -> Self {
        Failure::new(FailureKind::NotFound, message)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
