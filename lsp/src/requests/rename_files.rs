//! `workspace/willRenameFiles`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{RenameFilesParams, Url, WorkspaceEdit};

use crate::analysis::rename_files;
use crate::protocol::convert;
use crate::requests::rename::workspace_edit;
use crate::server::backend::Backend;

pub async fn handle(backend: &Backend, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
    let path = |address: &str| convert::path_of(&Url::parse(address).ok()?);
    let renames = params.files.iter();
    let renames: Vec<_> = renames
        .filter_map(|file| Some((path(&file.old_uri)?, path(&file.new_uri)?)))
        .collect();
    let with_versions = backend.features().document_changes;
    let edits = backend
        .read_workspace(move |read| {
            let edits = rename_files::edits(&read.context, &renames);
            workspace_edit(&edits, read.encoding, with_versions)
        })
        .await?;
    Ok(Some(edits))
}
