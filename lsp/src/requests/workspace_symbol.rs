//! `workspace/symbol`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{SymbolInformation, WorkspaceSymbolParams};

use crate::analysis::workspace_symbols::{self, Found};
use crate::protocol::convert;
use crate::requests::document_symbol::kind;
use crate::server::backend::Backend;
use crate::server::reads::Read;

pub async fn handle(
    backend: &Backend,
    params: WorkspaceSymbolParams,
) -> Result<Option<Vec<SymbolInformation>>> {
    let found = backend
        .read_workspace(move |read| {
            let found = workspace_symbols::find(&read.context, &params.query);
            found
                .iter()
                .filter_map(|found| symbol(read, found))
                .collect()
        })
        .await?;
    Ok(Some(found))
}

#[expect(
    deprecated,
    reason = "the type has a field that the protocol replaced by tags"
)]
fn symbol(read: &Read, found: &Found) -> Option<SymbolInformation> {
    Some(SymbolInformation {
        name: found.symbol.name.clone(),
        kind: kind(found.symbol.kind),
        tags: None,
        deprecated: None,
        location: convert::location(&found.file, found.symbol.name_range, read.encoding)?,
        container_name: found.symbol.container.as_deref().map(str::to_owned),
    })
}
