//! Sessions with a scripted debuggee: what a real process cannot be made to do.

mod breakpoints;
mod harness;
mod inspection;
mod lifecycle;
mod protocol;
