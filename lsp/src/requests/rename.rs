//! `textDocument/rename` and `textDocument/prepareRename`

use tower_lsp::jsonrpc::{Error, ErrorCode, Result};
use tower_lsp::lsp_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, PrepareRenameResponse,
    RenameParams, TextDocumentEdit, TextDocumentPositionParams, TextEdit, Url, WorkspaceEdit,
};

use crate::analysis::rename::{self, Edit};
use crate::protocol::convert;
use crate::protocol::position::Encoding;
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
    let with_versions = backend.features().document_changes;
    let token = params.work_done_progress_params.work_done_token;
    let work = backend.read(&uri, OnEdit::GiveUp, move |read| {
        let edits = rename::rename(&read.context, read.offset(at.position), &params.new_name)?;
        Ok(workspace_edit(&edits, read.encoding, with_versions))
    });
    let edit = backend.with_progress(token, "Renaming", work).await?;
    edit.transpose().map_err(refused)
}

/// Edits in the form that the client takes: with the versions of open texts if it can.
pub fn workspace_edit(edits: &[Edit], encoding: Encoding, with_versions: bool) -> WorkspaceEdit {
    let mut by_file: Vec<(Url, Option<i32>, Vec<TextEdit>)> = Vec::new();
    for edit in edits {
        let Some(url) = convert::url_of(&edit.file) else {
            continue;
        };
        let range = convert::range(&edit.file, edit.range, encoding);
        let text = TextEdit::new(range, edit.text.clone());
        match by_file.iter_mut().find(|(known, ..)| *known == url) {
            Some((_, _, edits)) => edits.push(text),
            None => by_file.push((url, edit.file.version(), vec![text])),
        }
    }
    if !with_versions {
        let changes = by_file.into_iter().map(|(url, _, edits)| (url, edits));
        return WorkspaceEdit::new(changes.collect());
    }
    let documents = by_file.into_iter().map(|(uri, version, edits)| {
        let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
        let edits = edits.into_iter().map(OneOf::Left).collect();
        TextDocumentEdit {
            text_document,
            edits,
        }
    });
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Edits(documents.collect())),
        ..WorkspaceEdit::default()
    }
}
