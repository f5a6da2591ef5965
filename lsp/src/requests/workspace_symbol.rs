//! `workspace/symbol` and `workspaceSymbol/resolve`
//!
//! A client that can ask for the range of a symbol is not sent it: then a question reads none of
//! the files that nobody has open.

use ruff_text_size::{TextRange, TextSize};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    ClientCapabilities, OneOf, SymbolInformation, WorkDoneProgressOptions, WorkspaceLocation,
    WorkspaceSymbol, WorkspaceSymbolOptions, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use crate::analysis::workspace_symbols::{self, Found};
use crate::protocol::convert;
use crate::requests::document_symbol::kind;
use crate::server::backend::Backend;
use crate::server::reads::Read;

/// Where in its file a symbol was found, in bytes.
#[derive(Serialize, Deserialize)]
struct Data {
    start: u32,
    end: u32,
}

/// Whether a client asks for the ranges that it needs.
pub fn resolves_ranges(capabilities: &ClientCapabilities) -> bool {
    let symbol = (capabilities.workspace.as_ref()).and_then(|it| it.symbol.as_ref());
    let support = symbol.and_then(|it| it.resolve_support.as_ref());
    support.is_some_and(|it| it.properties.iter().any(|name| name == "location.range"))
}

pub fn capability(resolves_ranges: bool) -> OneOf<bool, WorkspaceSymbolOptions> {
    match resolves_ranges {
        true => OneOf::Right(WorkspaceSymbolOptions {
            resolve_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        false => OneOf::Left(true),
    }
}

pub async fn handle(
    backend: &Backend,
    params: WorkspaceSymbolParams,
) -> Result<WorkspaceSymbolResponse> {
    let is_lazy = backend.features().resolves_ranges;
    backend
        .read_workspace(move |read| {
            let found = workspace_symbols::find(&read.context, &params.query);
            let found = found.iter();
            match is_lazy {
                true => {
                    let symbols = found.filter_map(|found| lazy_symbol(read, found));
                    WorkspaceSymbolResponse::Nested(symbols.collect())
                }
                false => {
                    let symbols = found.filter_map(|found| symbol(read, found));
                    WorkspaceSymbolResponse::Flat(symbols.collect())
                }
            }
        })
        .await
}

pub async fn resolve(backend: &Backend, symbol: WorkspaceSymbol) -> Result<WorkspaceSymbol> {
    let OneOf::Right(place) = &symbol.location else {
        return Ok(symbol);
    };
    let uri = place.uri.clone();
    let data: Data = serde_json::from_value(symbol.data.clone().unwrap_or_default())
        .map_err(|error| Error::invalid_params(format!("data: {error}")))?;
    if data.start > data.end {
        return Err(Error::invalid_params(
            "data: a range that ends before it starts",
        ));
    }
    let range = TextRange::new(TextSize::new(data.start), TextSize::new(data.end));
    let path = uri
        .to_file_path()
        .map_err(|()| Error::invalid_params(format!("{uri} is no file")))?;
    let name = symbol.name.clone();
    let location = backend
        .read_workspace(move |read| {
            let file = read.context.world.file(&path)?;
            let range = workspace_symbols::again(&file, &name, range)?;
            convert::location(&file, range, read.encoding)
        })
        .await?;
    let location = location
        .ok_or_else(|| Error::invalid_params(format!("{uri} has no {} any more", symbol.name)))?;
    Ok(WorkspaceSymbol {
        location: OneOf::Left(location),
        ..symbol
    })
}

#[expect(
    deprecated,
    reason = "the type has a field that the protocol replaced by tags"
)]
fn symbol(read: &Read, found: &Found) -> Option<SymbolInformation> {
    let file = read.context.world.file(&found.path)?;
    Some(SymbolInformation {
        name: found.symbol.name.clone(),
        kind: kind(found.symbol.kind),
        tags: None,
        deprecated: None,
        location: convert::location(&file, found.symbol.name_range, read.encoding)?,
        container_name: found.symbol.container.clone(),
    })
}

/// With the range for a text that is open, which may be a notebook's.
fn lazy_symbol(read: &Read, found: &Found) -> Option<WorkspaceSymbol> {
    let range = found.symbol.name_range;
    let (location, data) = match read.context.world.open.get(&found.path) {
        Some(file) => {
            let location = convert::location(file, range, read.encoding)?;
            (OneOf::Left(location), None)
        }
        None => {
            let uri = convert::url_from_path(&found.path)?;
            let data = json!(Data {
                start: range.start().to_u32(),
                end: range.end().to_u32(),
            });
            (OneOf::Right(WorkspaceLocation { uri }), Some(data))
        }
    };
    Some(WorkspaceSymbol {
        name: found.symbol.name.clone(),
        kind: kind(found.symbol.kind),
        tags: None,
        container_name: found.symbol.container.clone(),
        location,
        data,
    })
}
