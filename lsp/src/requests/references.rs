//! `textDocument/references`

use serpentarium_checker::references::Use;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Location, ReferenceParams};

use crate::analysis::references;
use crate::requests::definition::location;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(backend: &Backend, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
    let at = params.text_document_position;
    let with_declaration = params.context.include_declaration;
    let uri = at.text_document.uri.clone();
    let token = params.work_done_progress_params.work_done_token;
    let work = backend.read(&uri, OnEdit::GiveUp, move |read| {
        references::in_workspace(&read.context, read.offset(at.position))
            .into_iter()
            .filter(|(_, how)| with_declaration || *how != Use::Declaration)
            .filter_map(|(place, _)| location(read, &place))
            .collect()
    });
    backend
        .with_progress(token, "Finding references", work)
        .await
}
