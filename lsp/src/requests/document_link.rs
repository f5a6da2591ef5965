//! `textDocument/documentLink`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{DocumentLink, DocumentLinkParams, Url};

use crate::analysis::links::{Goal, links};
use crate::protocol::convert;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(
    backend: &Backend,
    params: DocumentLinkParams,
) -> Result<Option<Vec<DocumentLink>>> {
    let uri = params.text_document.uri;
    backend
        .read(&uri, OnEdit::Again, |read| {
            let found = links(&read.context).into_iter().filter_map(|link| {
                let target = match &link.goal {
                    Goal::Url(url) => Url::parse(url).ok()?,
                    Goal::File(path) => convert::url_from_path(path)?,
                };
                Some(DocumentLink {
                    range: read.range(link.range),
                    target: Some(target),
                    tooltip: None,
                    data: None,
                })
            });
            found.collect()
        })
        .await
}
