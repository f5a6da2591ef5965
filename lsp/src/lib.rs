//! The language server.
#![forbid(unsafe_code)]
