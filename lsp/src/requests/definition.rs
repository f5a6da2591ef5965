//! `textDocument/definition` and `textDocument/declaration`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink,
    TextDocumentPositionParams,
};

use crate::analysis::definition::{self, Target};
use crate::protocol::convert;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub async fn handle(
    backend: &Backend,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>> {
    let at = params.text_document_position_params;
    let with_links = backend.client().definition_links;
    let uri = at.text_document.uri.clone();
    let found = backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            targets(read, &at, with_links)
        })
        .await?;
    Ok(found)
}

fn targets(
    read: &Read,
    at: &TextDocumentPositionParams,
    with_links: bool,
) -> GotoDefinitionResponse {
    let found = definition::targets(&read.context, read.offset(at.position));
    if with_links {
        GotoDefinitionResponse::Link(
            found
                .iter()
                .filter_map(|target| link(read, target))
                .collect(),
        )
    } else {
        let location =
            |target: &Target| convert::location(&target.file, target.name, read.encoding);
        let locations: Vec<Location> = found.iter().filter_map(location).collect();
        GotoDefinitionResponse::Array(locations)
    }
}

fn link(read: &Read, target: &Target) -> Option<LocationLink> {
    Some(LocationLink {
        origin_selection_range: None,
        target_uri: convert::url_of(&target.file)?,
        target_range: convert::range(&target.file, target.whole, read.encoding),
        target_selection_range: convert::range(&target.file, target.name, read.encoding),
    })
}
