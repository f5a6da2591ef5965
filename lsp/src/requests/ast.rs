//! `serpentarium/ast`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::Range;

use crate::analysis::ast_view::{self, NodeView};
use crate::protocol::convert;
use crate::protocol::extensions::{AstResult, DocumentParams, NodeJson};
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub async fn handle(backend: &Backend, params: DocumentParams) -> Result<Option<AstResult>> {
    let range = params.range;
    backend
        .read(&params.text_document.uri, OnEdit::Again, move |read| {
            view(read, range)
        })
        .await
}

fn view(read: &Read, range: Option<Range>) -> AstResult {
    let within = range.map(|range| convert::text_range(read.file(), range, read.encoding));
    let found = ast_view::view(read.file(), within);
    AstResult {
        version: read.document.as_ref().map(|document| document.version),
        complete: found.is_complete,
        error: found.error,
        left_out: convert::left_out(&found.left_out),
        nodes: found
            .nodes
            .into_iter()
            .map(|node| node_json(read, node))
            .collect(),
        dump: found.dump,
    }
}

fn node_json(read: &Read, node: NodeView) -> NodeJson {
    NodeJson {
        class: node.class,
        parent: node.parent,
        field: node.field,
        summary: node.summary,
        range: node.range.map(|range| read.range(range)),
    }
}
