//! The requests, one file per topic. `crate::table` says which is which.

pub mod breakpoints;
pub mod cancel;
pub mod completions;
pub mod disassemble;
pub mod evaluate;
pub mod exceptions;
pub mod initialize;
pub mod launch;
pub mod lifecycle;
pub mod scopes;
pub mod set_value;
pub mod sources;
pub mod stack;
pub mod stepping;
pub mod threads;
pub mod variables;
pub mod window;
