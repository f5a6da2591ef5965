//! The language server: what Python makes of a text, told to an editor.
//!
//! Three layers, each knowing only the ones below it:
//! - [`analysis`] speaks byte offsets and plain structs; it knows no protocol type. One module per
//!   feature (`hover`, `symbols`, `rename`, ...) on top of [`analysis::source`] (a text and what is
//!   derived from it), [`analysis::scopes`] (Python's name binding) and [`analysis::infer`]
//!   (names and attributes to their definitions, across files).
//! - [`requests`] has one file per LSP request: convert in, one call to `analysis`, convert out.
//! - [`server`] owns the documents, orders changes, runs reads on snapshots in worker threads with
//!   large stacks, and cancels them.
//!
//! [`supervisor`] stands before all that, in a process of its own.
//!
//! No code of the user is ever run in this process. [`live`] runs a file in a sandboxed one of its
//! own when a person has asked for that.
#![forbid(unsafe_code)]

pub mod analysis;
pub mod live;
pub mod protocol;
pub mod requests;
pub mod server;
pub mod supervisor;

pub use analysis::stdlib::LibrarySource;
pub use server::run_stdio;
