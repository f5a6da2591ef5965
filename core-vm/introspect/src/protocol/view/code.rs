//! Code objects and their instructions.

use serde::{Deserialize, Serialize};

use super::super::CodeId;
use super::source::SourceView;

/// A range of source text, as one entry of `co_positions()`. Each part may be missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionView {
    /// First line, from 1.
    pub line: Option<u32>,
    /// Last line, from 1.
    pub end_line: Option<u32>,
    /// First column, from 0, in bytes of UTF-8.
    pub column: Option<u32>,
    /// Column after the last, from 0, in bytes of UTF-8.
    pub end_column: Option<u32>,
}

/// One instruction with its inline caches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstructionView {
    /// Byte offset of the instruction itself, after any `EXTENDED_ARG`.
    pub offset: u32,
    /// The bytes of instruction and caches.
    pub bytes: Vec<u8>,
    /// The opcode's name as compiled (`LOAD_ATTR`).
    pub name: String,
    /// The specialised or instrumented form that now stands there, if another.
    pub adaptive: Option<String>,
    /// The operand, `EXTENDED_ARG` included; `None` if the opcode takes none.
    pub arg: Option<u32>,
    /// The operand as `dis` explains it (`x`, `+`, `to L2`), or empty.
    pub argrepr: String,
    /// Where it comes from.
    pub position: PositionView,
    /// The line that begins here, if one does.
    pub starts_line: Option<u32>,
    /// Where it may jump to, as a byte offset.
    pub jump_target: Option<u32>,
    /// Its label's number as in `dis` (`L1` is 1), if something jumps here.
    pub label: Option<u32>,
}

/// The identity of a code object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSummary {
    /// Its number.
    pub id: CodeId,
    /// `co_name`.
    pub name: String,
    /// `co_qualname`.
    pub qualname: String,
    /// Its source.
    pub source: SourceView,
    /// `co_firstlineno`.
    pub first_line: u32,
    /// Length of `co_code` in bytes.
    pub size: u32,
}

/// A window of instructions of one code object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisassemblyView {
    /// The code object.
    pub code: CodeSummary,
    /// How many of the instructions asked for lie before the first one of the code.
    pub missing_before: u32,
    /// The instructions there are; those asked for beyond the end are left out.
    pub instructions: Vec<InstructionView>,
}

/// A code object, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeView {
    /// Who it is.
    pub summary: CodeSummary,
    /// `co_flags`.
    pub flags: u32,
    /// `co_argcount`.
    pub argcount: u32,
    /// `co_posonlyargcount`.
    pub posonlyargcount: u32,
    /// `co_kwonlyargcount`.
    pub kwonlyargcount: u32,
    /// `co_stacksize`, in values.
    pub stacksize: u32,
    /// `co_varnames`.
    pub varnames: Vec<String>,
    /// `co_cellvars`.
    pub cellvars: Vec<String>,
    /// `co_freevars`.
    pub freevars: Vec<String>,
    /// `co_names`.
    pub names: Vec<String>,
    /// `co_consts`, each as its `repr`.
    pub consts: Vec<String>,
    /// Code objects among the constants.
    pub children: Vec<CodeSummary>,
    /// Every instruction, in order.
    pub instructions: Vec<InstructionView>,
    /// The exception table.
    pub exception_table: Vec<ExceptionEntryView>,
}

/// An entry of the exception table; offsets in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionEntryView {
    /// First offset covered.
    pub start: u32,
    /// First offset after those covered.
    pub end: u32,
    /// Offset of the handler.
    pub target: u32,
    /// Values that stay on the stack.
    pub depth: u32,
    /// Whether the offset of the failing instruction is pushed.
    pub lasti: bool,
}
