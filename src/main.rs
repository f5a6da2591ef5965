//! The command line of Serpentarium.
#![forbid(unsafe_code)]

fn main() {}
