//! CPython 3.14 bytecode as plain data: instructions, code objects, their
//! tables, `marshal` and `dis`.
//!
//! Nothing here knows a Python object, a compiler or a file. Start at [`code`]
//! for the code object, at [`opcode`] for the instruction set.
#![forbid(unsafe_code)]

pub mod code;
pub mod opcode;
pub mod wtf8;

pub use code::{CodeFlags, CodeObject, Constant};
pub use wtf8::Wtf8Buf;
