//! The window: plain-data views of a running program and the commands that drive it.
#![forbid(unsafe_code)]
