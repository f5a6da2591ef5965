//! What crosses crates: differential, protocol and end-to-end tests.
#![forbid(unsafe_code)]

pub mod corpus;
pub mod dap;
pub mod interpreter;
pub mod lsp_client;
