//! One file per request: convert in, one call to the analysis, convert out.

pub mod ast;
pub mod bytecode;
pub mod code_lens;
pub mod completion;
pub mod definition;
pub mod diagnostics;
pub mod document_highlight;
pub mod document_symbol;
pub mod folding_range;
pub mod graphs;
pub mod hover;
pub mod live;
pub mod references;
pub mod rename;
pub mod selection_range;
pub mod semantic_tokens;
pub mod signature_help;
pub mod symtable;
pub mod workspace_symbol;
