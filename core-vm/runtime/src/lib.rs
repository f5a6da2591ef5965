//! Objects, memory, garbage collection, frames and the interpreter.
//!
//! Start at [`object`] for what an object is, at [`types`] for the built-in types, at
//! `interp` for how code runs, at [`vm`] for what a process has one of.
//!
//! This is the only crate with `unsafe` code. The rule behind most of it: one VM per
//! process, on one thread of the operating system.

pub mod codecs;
pub mod debug;
pub mod host;
pub mod interp;
pub mod memory;
pub mod object;
pub mod threads;
pub mod types;
pub mod unraisable;
pub mod vm;
pub mod warn;
pub mod zlib;
