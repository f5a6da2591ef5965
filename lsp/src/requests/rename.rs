//! `textDocument/rename` and `textDocument/prepareRename`

use std::collections::HashMap;

use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{
    PrepareRenameResponse, RenameParams, TextDocumentPositionParams, TextEdit, WorkspaceEdit,
};

use crate::analysis::rename;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

/// `RequestFailed`: the request was right, but cannot be done.
fn refused(reason: String) -> Error {
    Error {
        code: ErrorCode::ServerError(-32803),
        message: reason.into(),
        data: None,
    }
}

pub async fn prepare(
    backend: &Backend,
    params: TextDocumentPositionParams,
) -> Result<Option<PrepareRenameResponse>> {
    let uri = params.text_document.uri.clone();
    let found = backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let found = rename::prepare(&read.context, read.offset(params.position));
            found.map(
                |(range, placeholder)| PrepareRenameResponse::RangeWithPlaceholder {
                    range: read.range(range),
                    placeholder,
                },
            )
        })
        .await?;
    found.transpose().map_err(refused)
}

pub async fn handle(backend: &Backend, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
    let at = params.text_document_position;
    let uri = at.text_document.uri.clone();
    let edits = backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let edits = rename::rename(&read.context, read.offset(at.position), &params.new_name)?;
            let edit = |edit: rename::Edit| TextEdit::new(read.range(edit.range), edit.text);
            Ok(edits.into_iter().map(edit).collect::<Vec<_>>())
        })
        .await?;
    match edits {
        None => Ok(None),
        Some(Err(reason)) => Err(refused(reason)),
        Some(Ok(edits)) => Ok(Some(WorkspaceEdit::new(HashMap::from([(uri, edits)])))),
    }
}
