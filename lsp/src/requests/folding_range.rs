//! `textDocument/foldingRange`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{FoldingRange, FoldingRangeKind, FoldingRangeParams};

use crate::analysis::folding::{Fold, FoldKind, folds};
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(
    backend: &Backend,
    params: FoldingRangeParams,
) -> Result<Option<Vec<FoldingRange>>> {
    let uri = params.text_document.uri;
    backend
        .read(&uri, OnEdit::Again, |read| {
            folds(read.file()).into_iter().map(range).collect()
        })
        .await
}

fn range(fold: Fold) -> FoldingRange {
    FoldingRange {
        start_line: fold.start_line as u32,
        end_line: fold.end_line as u32,
        kind: match fold.kind {
            FoldKind::Block => None,
            FoldKind::Comment => Some(FoldingRangeKind::Comment),
            FoldKind::Imports => Some(FoldingRangeKind::Imports),
            FoldKind::Region => Some(FoldingRangeKind::Region),
        },
        ..FoldingRange::default()
    }
}
