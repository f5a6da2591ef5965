//! How deep a program may nest before CPython gives up.

/// Depth of the syntax tree that the compiler's passes walk.
pub(crate) const TREE_DEPTH: usize = 36_000;
