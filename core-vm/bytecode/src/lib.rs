//! CPython 3.14 bytecode as plain data: instructions, code objects, their
//! tables, `marshal` and `dis`.
//!
//! Nothing here knows a Python object, a compiler or a file. Start at [`code`]
//! for the code object, at [`opcode`] for the instruction set.
#![forbid(unsafe_code)]

pub mod code;
pub mod dis;
pub mod exception_table;
pub mod instructions;
pub mod linetable;
pub mod marshal;
pub mod opcode;
pub mod pyc;
pub mod repr;
pub mod siphash;
pub mod validate;
pub mod wtf8;

pub use code::{CodeFlags, CodeObject, Constant};
pub use wtf8::Wtf8Buf;
