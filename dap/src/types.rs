//! DAP types of our own where `dap_types` is wrong or behind the specification.

use dap_types::{Source, VariablePresentationHint};
use serde::{Deserialize, Serialize};

/// No arguments, or ones that do not matter. (`dap_types` has unit structs here, which
/// refuse the `{}` that clients send.)
#[derive(Debug, Clone, Default, Deserialize)]
pub struct NoArguments {}

/// No body.
#[derive(Debug, Clone, Serialize)]
pub struct NoBody;

/// `disassemble`. (In `dap_types` the offsets cannot be negative.)
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DisassembleArguments {
    /// An `instructionPointerReference` or `memoryReference` of ours.
    pub memory_reference: String,
    /// Bytes to add to it.
    #[serde(default)]
    pub offset: Option<i64>,
    /// Instructions to go on from there, then.
    #[serde(default)]
    pub instruction_offset: Option<i64>,
    /// Instructions to give: exactly that many.
    pub instruction_count: u32,
}

/// `setInstructionBreakpoints`. (Same reason.)
#[derive(Debug, Clone, Deserialize)]
pub struct SetInstructionBreakpointsArguments {
    /// All of them.
    pub breakpoints: Vec<InstructionBreakpoint>,
}

/// A breakpoint on an instruction.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstructionBreakpoint {
    /// A reference of ours.
    pub instruction_reference: String,
    /// Bytes to add to it.
    #[serde(default)]
    pub offset: Option<i64>,
    /// Stop only if true.
    #[serde(default)]
    pub condition: Option<String>,
    /// Stop only at these hits.
    #[serde(default)]
    pub hit_condition: Option<String>,
}

/// A variable. (`dap_types` lacks the menu context, by which VS Code tells our kinds of
/// variables apart in a variable's menu.)
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value as text.
    pub value: String,
    /// Its type as text.
    #[serde(rename = "type")]
    pub type_: Option<String>,
    /// How to draw it.
    pub presentation_hint: Option<VariablePresentationHint>,
    /// An expression for it.
    pub evaluate_name: Option<String>,
    /// A handle to its children, 0 for none.
    pub variables_reference: u64,
    /// How many named children.
    pub named_variables: Option<u64>,
    /// How many indexed children.
    pub indexed_variables: Option<u64>,
    /// Where its code can be disassembled.
    pub memory_reference: Option<String>,
    /// What it is, for VS Code's `debugProtocolVariableMenuContext`.
    #[serde(rename = "__vscodeVariableMenuContext")]
    pub menu_context: Option<&'static str>,
}

/// An event `source` with the rest of an `output` body.
#[derive(Debug, Clone, Serialize)]
pub struct Output {
    /// `console`, `stdout`, `stderr` or `important`.
    pub category: &'static str,
    /// The text.
    pub output: String,
    /// Where it was written.
    pub source: Option<Source>,
    /// The line that wrote it.
    pub line: Option<u64>,
}
