//! Syntax trees equal to those of CPython's `ast` module, as plain data.

mod classes;
mod dump;
pub(crate) mod lower;
mod node;
pub(crate) mod validate;

pub use classes::{Arity, ClassInfo, FieldInfo, NodeClass, Position};
pub use dump::{DumpOptions, dump};
pub use node::{Field, Node};
