//! Feature tests: a text with `$0` at the cursor, and what is expected of it.

mod class;
mod code;
mod completion;
mod definition;
mod diagnostics;
mod graph;
mod hover;
mod outline;
mod references;
mod scopes;
mod signature;
