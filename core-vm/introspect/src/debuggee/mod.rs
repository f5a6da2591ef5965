//! The debuggee's side of the window: answers commands with what is in the machine.
//!
//! The machine has one thread, and everything here runs on it: while the program is
//! stopped, [`session`] reads commands and blocks in between; while it runs, a thread that
//! only waits for the control connection asks the machine to stop by (its eval breaker).
//! Marks in the code ([`marks`]) bring the program to [`session`] at breakpoints and steps.
//!
//! | where | what |
//! |---|---|
//! | `connection` | the control connection |
//! | `session` | states, commands, stops |
//! | `marks` | at which instructions to look, and why |
//! | `lines` | at which instructions lines begin |
//! | `breakpoints` | what was asked for, and where it ended up |
//! | `stepping` | when a step is done |
//! | `codes`, `sources` | code objects and their texts |
//! | `frames`, `places`, `children`, `values` | views of the stack and of objects |
//! | `evaluate`, `forks` | running expressions, in the program or in a copy |
//! | `live` | running a text once, watched, for the language server |
//! | `exceptions`, `generators`, `heap`, `classes` | views of those |

mod breakpoints;
mod callables;
mod children;
mod classes;
mod codes;
mod connection;
mod evaluate;
mod exceptions;
mod forks;
mod frames;
mod generators;
mod handlers;
mod handling;
mod heap;
mod lines;
mod live;
mod marks;
mod places;
mod session;
mod sources;
mod stepping;
mod tasks;
mod values;

pub use connection::{Connection, StartError};
pub use live::{Limits, run as run_live};
pub use session::{Program, WhenLost, exited, serve};
pub use sources::remember as remember_source;
