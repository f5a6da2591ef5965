//! Requests that are not carried out: numbered, and each saying whether it is for the
//! person's eyes.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use serpentarium_introspect::protocol::{Failure, FailureKind};

/// The number of an error, as it stands in a response's `body.error.id`. Numbers are
/// never given to another meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum ErrorId {
    /// The message is no DAP message, or its arguments do not fit.
    Malformed = 1000,
    /// There is no such request.
    UnknownRequest = 1001,
    /// The request came in a state that does not allow it.
    WrongTime = 1002,
    /// The client took the request back.
    Cancelled = 1003,
    /// The client cannot do what the request needs of it.
    ClientUnable = 1004,
    /// The launch or attach configuration is wrong.
    Configuration = 2000,
    /// The debuggee could not be started or reached.
    Start = 2001,
    /// The debuggee ended or broke off while a request was under way.
    DebuggeeGone = 2002,
    /// A reference, frame, thread or source that does not exist (any more).
    NotFound = 3000,
    /// The expression raised an exception.
    Raised = 3001,
    /// The expression does not compile.
    Syntax = 3002,
    /// The evaluation was interrupted.
    Interrupted = 3003,
    /// The target cannot be assigned to.
    ReadOnly = 3004,
    /// The debuggee does not offer this.
    Unsupported = 3005,
    /// A fault of ours.
    Internal = 9000,
}

/// Why a request is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError {
    /// Its number.
    pub id: ErrorId,
    /// The text, with `{name}` for [`RequestError::variables`].
    pub format: &'static str,
    /// What to put in.
    pub variables: BTreeMap<&'static str, String>,
    /// Whether the client should show it to the person.
    pub show_user: bool,
}

impl RequestError {
    /// An error for the client's log.
    pub fn new(id: ErrorId, format: &'static str) -> Self {
        RequestError {
            id,
            format,
            variables: BTreeMap::new(),
            show_user: false,
        }
    }

    /// An error whose whole text is only known now.
    pub fn text(id: ErrorId, text: impl Into<String>) -> Self {
        RequestError::new(id, "{text}").with("text", text)
    }

    /// Fills a `{name}` of the text.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.insert(name, value.into());
        self
    }

    /// Makes it one to show.
    pub fn shown(mut self) -> Self {
        self.show_user = true;
        self
    }

    /// A variables reference, frame, thread or source of the client's that names nothing.
    pub fn not_found(what: &'static str, name: impl ToString) -> Self {
        RequestError::new(ErrorId::NotFound, "no {what} '{name}'")
            .with("what", what)
            .with("name", name.to_string())
    }

    /// The text with everything put in.
    pub fn message(&self) -> String {
        self.variables
            .iter()
            .fold(self.format.to_owned(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            })
    }

    /// The short form for a response's `message`; the specification names two.
    pub fn code(&self) -> String {
        match self.id {
            ErrorId::Cancelled => "cancelled".to_owned(),
            ErrorId::WrongTime if self.variables.get("needed").is_some_and(|n| n == "stopped") => {
                "notStopped".to_owned()
            }
            _ => self.message(),
        }
    }

    /// The response's `body`.
    pub fn body(&self) -> Value {
        json!({"error": {
            "id": self.id as u64,
            "format": self.format,
            "variables": self.variables,
            "showUser": self.show_user,
        }})
    }
}

impl From<Failure> for RequestError {
    fn from(failure: Failure) -> Self {
        let id = match failure.kind {
            FailureKind::WrongState => ErrorId::WrongTime,
            FailureKind::NotFound => ErrorId::NotFound,
            FailureKind::Raised => ErrorId::Raised,
            FailureKind::Syntax => ErrorId::Syntax,
            FailureKind::Interrupted => ErrorId::Interrupted,
            FailureKind::ReadOnly => ErrorId::ReadOnly,
            FailureKind::Unsupported => ErrorId::Unsupported,
            FailureKind::Malformed | FailureKind::Internal => ErrorId::Internal,
        };
        RequestError::text(id, failure.message)
    }
}
