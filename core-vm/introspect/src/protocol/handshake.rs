//! The first message in each direction.
//!
//! Whoever connects first says [`Hello`] with the token; the other side answers
//! [`Welcome`]. Which of the two is the debuggee depends on who listens: a launched
//! debuggee connects to its adapter, a debuggee to attach to listens itself.

use serde::{Deserialize, Serialize};

/// The version of this protocol. It changes with every incompatible change; both
/// sides come from one build, so there is no negotiation beyond "equal".
pub const PROTOCOL_VERSION: u32 = 1;

/// The environment variable that carries the token to a launched debuggee. A token is good
/// for one connection, so it is worth nothing by the time the program can read it.
pub const TOKEN_VARIABLE: &str = "SERPENTARIUM_DEBUGGEE_TOKEN";

/// Said by the side that connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`PROTOCOL_VERSION`] of the speaker.
    pub version: u32,
    /// The secret both sides were given outside the connection. A wrong one ends
    /// the connection with [`Welcome::Refused`].
    pub token: String,
    /// Operating-system process id of the speaker.
    pub pid: u32,
}

/// The answer to [`Hello`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "welcome", rename_all = "snake_case")]
pub enum Welcome {
    /// The connection is ready for requests.
    Accepted {
        /// [`PROTOCOL_VERSION`] of the answering side.
        version: u32,
        /// Its operating-system process id.
        pid: u32,
    },
    /// The connection is about to be closed.
    Refused {
        /// Why, as a sentence for a person.
        reason: String,
    },
}

impl Hello {
    /// This process's greeting.
    pub fn new(token: impl Into<String>) -> Self {
        Hello {
            version: PROTOCOL_VERSION,
            token: token.into(),
            pid: std::process::id(),
        }
    }

    /// What to answer to this greeting when `token` is the right secret.
    pub fn answer(&self, token: &str) -> Welcome {
        let refused = |reason: String| Welcome::Refused { reason };
        if !same_secret(self.token.as_bytes(), token.as_bytes()) {
            return refused("the token is wrong".into());
        }
        if self.version != PROTOCOL_VERSION {
            let theirs = self.version;
            return refused(format!(
                "protocol version {theirs} instead of {PROTOCOL_VERSION}"
            ));
        }
        Welcome::Accepted {
            version: PROTOCOL_VERSION,
            pid: std::process::id(),
        }
    }
}

/// Compares without stopping at the first difference, so that the time taken does
/// not tell how much of a guessed token was right.
fn same_secret(left: &[u8], right: &[u8]) -> bool {
    let differences = left
        .iter()
        .zip(right)
        .fold(0, |found, (a, b)| found | (a ^ b));
    left.len() == right.len() && differences == 0
}
