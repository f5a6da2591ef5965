//! Feature tests: a text with `$0` at the cursor, and what is expected of it.

mod actions;
mod anatomy;
mod calls;
mod class;
mod classes;
mod code;
mod completion;
mod definition;
mod diagnostics;
mod first_look;
mod graph;
mod hover;
mod inferred;
mod memory;
mod outline;
mod problems;
mod references;
mod rename_files;
mod scopes;
mod signature;
