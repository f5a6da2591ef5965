//! `serpentarium/symtable`

use tower_lsp::jsonrpc::Result;

use crate::analysis::symtable_view::{TableView, view};
use crate::protocol::extensions::{DocumentParams, SymbolJson, SymtableResult, TableJson};
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub async fn handle(backend: &Backend, params: DocumentParams) -> Result<Option<SymtableResult>> {
    backend
        .read(&params.text_document.uri, OnEdit::Again, |read| {
            SymtableResult {
                version: read.document.as_ref().map(|document| document.version),
                table: convert(read, &view(read.file())),
            }
        })
        .await
}

fn convert(read: &Read, table: &TableView) -> TableJson {
    TableJson {
        name: table.name.clone(),
        kind: table.kind,
        lineno: table.lineno,
        range: read.range(table.range),
        symbols: table
            .symbols
            .iter()
            .map(|symbol| SymbolJson {
                name: symbol.name.clone(),
                scope: symbol.scope,
                is: symbol.is.clone(),
                bindings: symbol
                    .bindings
                    .iter()
                    .map(|&range| read.range(range))
                    .collect(),
            })
            .collect(),
        children: table
            .children
            .iter()
            .map(|child| convert(read, child))
            .collect(),
    }
}
