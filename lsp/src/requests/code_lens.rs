//! `textDocument/codeLens`: Run and Debug.
//!
//! The commands are the client's (`serpentarium.run`, `serpentarium.debug`, with the document's
//! address as argument): the server runs nothing.

use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{CodeLens, CodeLensParams, Command};

use crate::analysis::code_lens::{LensKind, lenses};
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(backend: &Backend, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
    let uri = params.text_document.uri;
    let address = uri.clone();
    backend
        .read(&uri, OnEdit::Again, move |read| {
            let command = |kind| {
                let (title, command) = match kind {
                    LensKind::Run => ("▶ Run", "serpentarium.run"),
                    LensKind::Debug => ("Debug", "serpentarium.debug"),
                };
                Command::new(
                    title.to_owned(),
                    command.to_owned(),
                    Some(vec![json!(address)]),
                )
            };
            lenses(read.file())
                .into_iter()
                .map(|lens| CodeLens {
                    range: read.range(lens.range),
                    command: Some(command(lens.kind)),
                    data: None,
                })
                .collect()
        })
        .await
}
