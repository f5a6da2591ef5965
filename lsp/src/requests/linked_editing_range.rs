//! `textDocument/linkedEditingRange`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{LinkedEditingRangeParams, LinkedEditingRanges};

use crate::analysis::rename::linked;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(
    backend: &Backend,
    params: LinkedEditingRangeParams,
) -> Result<Option<LinkedEditingRanges>> {
    let at = params.text_document_position_params;
    let uri = at.text_document.uri.clone();
    let found = backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let ranges = linked(read.file(), read.offset(at.position))?;
            Some(LinkedEditingRanges {
                ranges: ranges.into_iter().map(|range| read.range(range)).collect(),
                word_pattern: None,
            })
        })
        .await?;
    Ok(found.flatten())
}
