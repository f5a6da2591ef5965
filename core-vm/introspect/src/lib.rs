//! The window: plain-data views of a running program and the commands that drive it.
//!
//! [`protocol`] is the data: views, commands, events and how they travel between
//! the debugged process and whoever watches it. It holds no pointer into a virtual
//! machine and depends on none, so a client builds it alone
//! (`default-features = false`).
#![forbid(unsafe_code)]

#[cfg(all(feature = "debuggee", unix))]
pub mod debuggee;
pub mod protocol;
