//! `serpentarium/bytecode`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::Range;

use crate::analysis::bytecode_view::{self, CodeView, InstructionView};
use crate::protocol::convert;
use crate::protocol::extensions::{
    BytecodeResult, CodeJson, DocumentParams, ExceptionJson, InstructionJson,
};
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub async fn handle(backend: &Backend, params: DocumentParams) -> Result<Option<BytecodeResult>> {
    let range = params.range;
    backend
        .read(&params.text_document.uri, OnEdit::Again, move |read| {
            view(read, range)
        })
        .await
}

fn view(read: &Read, range: Option<Range>) -> BytecodeResult {
    let within = range.map(|range| convert::text_range(read.file(), range, read.encoding));
    let found = bytecode_view::view(read.file(), within);
    BytecodeResult {
        version: read.document.as_ref().map(|document| document.version),
        complete: found.is_complete,
        error: found.error,
        left_out: convert::left_out(&found.left_out),
        codes: found
            .codes
            .into_iter()
            .map(|code| code_json(read, code))
            .collect(),
    }
}

fn code_json(read: &Read, code: CodeView) -> CodeJson {
    CodeJson {
        name: code.name,
        qualname: code.qualified_name,
        first_line: code.first_line,
        flags: code.facts.flags,
        locals: code.facts.locals,
        cells: code.facts.cells,
        frees: code.facts.frees,
        stack_size: code.facts.stack_size,
        size: code.facts.bytecode_size,
        range: read.range(code.range),
        instructions: code
            .instructions
            .into_iter()
            .map(|row| instruction_json(read, row))
            .collect(),
        exception_table: code
            .exceptions
            .into_iter()
            .map(|entry| ExceptionJson {
                start: entry.start,
                end: entry.end,
                target: entry.target,
                depth: entry.depth,
                lasti: entry.lasti,
            })
            .collect(),
        text: code.text,
    }
}

fn instruction_json(read: &Read, row: InstructionView) -> InstructionJson {
    InstructionJson {
        offset: row.offset,
        opname: row.opname,
        arg: row.arg,
        argrepr: row.argrepr,
        label: row.label,
        jump_target: row.jump_target,
        line: row.line,
        range: row.range.map(|range| read.range(range)),
        text_line: row.text_line,
    }
}
