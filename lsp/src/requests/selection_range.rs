//! `textDocument/selectionRange`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Position, SelectionRange, SelectionRangeParams};

use crate::analysis::selection;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

/// How many ranges around each other are told: readers of JSON have their limits, too.
const MAX_PARENTS: usize = 50;

pub async fn handle(
    backend: &Backend,
    params: SelectionRangeParams,
) -> Result<Option<Vec<SelectionRange>>> {
    let uri = params.text_document.uri;
    let positions = params.positions;
    backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            positions.iter().map(|&at| around(read, at)).collect()
        })
        .await
}

fn around(read: &Read, position: Position) -> SelectionRange {
    let ranges = selection::ranges(read.file(), read.offset(position));
    let mut found: Option<SelectionRange> = None;
    for range in ranges.into_iter().take(MAX_PARENTS).rev() {
        found = Some(SelectionRange {
            range: read.range(range),
            parent: found.map(Box::new),
        });
    }
    found.unwrap_or(SelectionRange {
        range: Default::default(),
        parent: None,
    })
}
