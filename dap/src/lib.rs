//! The debug adapter: DAP on one side, the window's protocol on the other.
//!
//! A client (an editor, a test, the terminal session) sends requests over a byte
//! stream; [`serve`] answers them until the client leaves. What it knows of the
//! program it asks of the debuggee, another process, over
//! [`serpentarium_introspect::protocol`]. So a program that crashes takes nothing
//! with it.
//!
//! Where to start: [`table`] lists every request with the state it needs and its
//! handler, [`session`] is the state they share, [`events`] turns what the debuggee
//! tells into DAP events.
//!
//! Everything of a session runs on one thread. Each request is a task: handlers
//! begin in the order in which requests arrive, and one that waits for the debuggee
//! does not hold up the next.
#![forbid(unsafe_code)]

pub mod client;
pub mod codec;
mod columns;
mod debuggee;
mod error;
mod events;
mod handlers;
mod handles;
pub mod launch;
mod listen;
pub mod message;
mod serve;
mod session;
mod show;
mod sources;
mod table;
pub mod terminal;
mod types;

pub use error::{ErrorId, RequestError};
pub use listen::{ListenError, listen, parse_address, stdio};
pub use serve::serve;

#[cfg(test)]
mod tests;
