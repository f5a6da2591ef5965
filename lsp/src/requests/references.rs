//! `textDocument/references`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Location, ReferenceParams};

use crate::analysis::references;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(backend: &Backend, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
    let at = params.text_document_position;
    let with_declaration = params.context.include_declaration;
    let uri = at.text_document.uri.clone();
    backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            references::in_file(&read.context, read.offset(at.position))
                .into_iter()
                .filter(|reference| with_declaration || !reference.is_declaration)
                .map(|reference| {
                    Location::new(at.text_document.uri.clone(), read.range(reference.range))
                })
                .collect()
        })
        .await
}
