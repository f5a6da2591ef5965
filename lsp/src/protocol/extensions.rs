//! Our own requests; `lsp/PROTOCOL.md` describes them for clients.

use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::{Range, TextDocumentIdentifier};

pub const AST: &str = "serpentarium/ast";
pub const BYTECODE: &str = "serpentarium/bytecode";
pub const SYMTABLE: &str = "serpentarium/symtable";
pub const CONTROL_FLOW: &str = "serpentarium/controlFlow";
pub const CLASSES: &str = "serpentarium/classes";
pub const LIVE: &str = "serpentarium/live";
pub const DOCUMENT_TEXT: &str = "serpentarium/documentText";
/// What `workspace/symbol` is called behind the gate: the crate's own handler of that name can
/// only answer as in version 3.16 of the protocol.
pub const WORKSPACE_SYMBOL: &str = "serpentarium/workspaceSymbol";

/// A document, or a part of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentParams {
    pub text_document: TextDocumentIdentifier,
    #[serde(default)]
    pub range: Option<Range>,
}

/// A document, or a part of it, whose control flow is wanted.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlFlowParams {
    #[serde(flatten)]
    pub document: DocumentParams,
    /// Show instructions in the blocks instead of source lines.
    #[serde(default)]
    pub with_bytecode: bool,
}

#[derive(Debug, Serialize)]
pub struct ControlFlowResult {
    pub version: Option<i32>,
    pub complete: bool,
    pub error: Option<String>,
    pub functions: Vec<ControlFlowJson>,
}

#[derive(Debug, Serialize)]
pub struct ControlFlowJson {
    pub name: String,
    pub qualname: String,
    pub range: Range,
    pub blocks: Vec<BlockJson>,
    pub edges: Vec<FlowJson>,
    pub mermaid: String,
    pub dot: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockJson {
    pub start: usize,
    pub end: usize,
    pub lines: Vec<usize>,
    pub range: Option<Range>,
    pub is_handler: bool,
}

#[derive(Debug, Serialize)]
pub struct FlowJson {
    pub from: usize,
    pub to: usize,
    pub kind: &'static str,
}

#[derive(Debug, Serialize)]
pub struct ClassesResult {
    pub version: Option<i32>,
    pub classes: Vec<AnatomyJson>,
    pub mermaid: String,
    pub dot: String,
}

#[derive(Debug, Serialize)]
pub struct AnatomyJson {
    pub name: String,
    pub range: Option<Range>,
    pub bases: Vec<String>,
    pub mro: Vec<String>,
    /// Why there is no method resolution order.
    pub error: Option<String>,
    pub metaclass: Option<String>,
    pub slots: Option<Vec<String>>,
    pub members: Vec<MemberJson>,
}

#[derive(Debug, Serialize)]
pub struct MemberJson {
    pub kind: &'static str,
    pub name: String,
}

/// A document whose live values are to be turned on or off.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveParams {
    pub text_document: TextDocumentIdentifier,
    pub enabled: bool,
}

#[derive(Debug, Serialize)]
pub struct LiveResult {
    pub enabled: bool,
}

#[derive(Debug, Serialize)]
pub struct TextResult {
    pub version: i32,
    pub text: String,
}

#[derive(Debug, Serialize)]
pub struct SymtableResult {
    pub version: Option<i32>,
    pub table: TableJson,
}

#[derive(Debug, Serialize)]
pub struct TableJson {
    pub name: String,
    pub kind: &'static str,
    pub lineno: usize,
    pub range: Range,
    pub symbols: Vec<SymbolJson>,
    pub children: Vec<TableJson>,
}

#[derive(Debug, Serialize)]
pub struct SymbolJson {
    pub name: String,
    pub scope: &'static str,
    pub is: Vec<&'static str>,
    pub bindings: Vec<Range>,
}

/// The bytecode of a document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BytecodeResult {
    pub version: Option<i32>,
    /// False while the document has errors; the code is then that of the rest.
    pub complete: bool,
    pub error: Option<String>,
    /// First and last line (from 0) of each part that was left out.
    pub left_out: Vec<[u32; 2]>,
    pub codes: Vec<CodeJson>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeJson {
    pub name: String,
    pub qualname: String,
    pub first_line: i32,
    pub flags: Vec<&'static str>,
    pub locals: Vec<String>,
    pub cells: Vec<String>,
    pub frees: Vec<String>,
    pub stack_size: u32,
    pub size: usize,
    pub range: Range,
    pub instructions: Vec<InstructionJson>,
    pub exception_table: Vec<ExceptionJson>,
    pub text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InstructionJson {
    pub offset: usize,
    pub opname: &'static str,
    pub arg: Option<i32>,
    pub argrepr: String,
    pub label: Option<usize>,
    pub jump_target: Option<usize>,
    pub line: Option<i32>,
    pub range: Option<Range>,
    pub text_line: Option<usize>,
}

#[derive(Debug, Serialize)]
pub struct ExceptionJson {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub depth: u32,
    pub lasti: bool,
}

/// The syntax tree of a document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AstResult {
    pub version: Option<i32>,
    /// False while the document has errors; the tree is then that of the rest.
    pub complete: bool,
    pub error: Option<String>,
    pub left_out: Vec<[u32; 2]>,
    pub nodes: Vec<NodeJson>,
    pub dump: String,
}

#[derive(Debug, Serialize)]
pub struct NodeJson {
    pub class: &'static str,
    pub parent: Option<usize>,
    pub field: String,
    pub summary: String,
    pub range: Option<Range>,
}
