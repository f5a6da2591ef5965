//! Objects, memory, garbage collection, frames and the interpreter.
