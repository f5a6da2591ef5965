//! `textDocument/documentHighlight`

use serpentarium_checker::references::Use;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams};

use crate::analysis::references;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(
    backend: &Backend,
    params: DocumentHighlightParams,
) -> Result<Option<Vec<DocumentHighlight>>> {
    let at = params.text_document_position_params;
    let uri = at.text_document.uri.clone();
    backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            references::in_file(&read.context, read.offset(at.position))
                .into_iter()
                .map(|(place, how)| DocumentHighlight {
                    range: read.range(place.focus_range()),
                    kind: Some(match how {
                        Use::Read => DocumentHighlightKind::READ,
                        Use::Write | Use::Declaration | Use::Import => DocumentHighlightKind::WRITE,
                    }),
                })
                .collect()
        })
        .await
}
