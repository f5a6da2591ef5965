//! The debug adapter.
#![forbid(unsafe_code)]
