//! `textDocument/documentSymbol`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, SymbolInformation,
    SymbolKind as Kind, Url,
};

use crate::analysis::symbols::{Symbol, SymbolKind};
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub async fn handle(
    backend: &Backend,
    params: DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>> {
    let uri = params.text_document.uri;
    let nested = backend.features().nested_symbols;
    let address = uri.clone();
    backend
        .read(&uri, OnEdit::Again, move |read| {
            let found = read.file().outline();
            if nested {
                return DocumentSymbolResponse::Nested(
                    found.iter().map(|s| nested_symbol(read, s)).collect(),
                );
            }
            let mut flat = Vec::new();
            flatten(read, &address, found, None, &mut flat);
            DocumentSymbolResponse::Flat(flat)
        })
        .await
}

pub fn kind(kind: SymbolKind) -> Kind {
    match kind {
        SymbolKind::Class | SymbolKind::TypeAlias => Kind::CLASS,
        SymbolKind::Enum => Kind::ENUM,
        SymbolKind::EnumMember => Kind::ENUM_MEMBER,
        SymbolKind::Function => Kind::FUNCTION,
        SymbolKind::Method => Kind::METHOD,
        SymbolKind::Constructor => Kind::CONSTRUCTOR,
        SymbolKind::Property => Kind::PROPERTY,
        SymbolKind::Variable => Kind::VARIABLE,
        SymbolKind::Constant => Kind::CONSTANT,
        SymbolKind::Field => Kind::FIELD,
    }
}

#[expect(
    deprecated,
    reason = "the type has a field that the protocol replaced by tags"
)]
fn nested_symbol(read: &Read, symbol: &Symbol) -> DocumentSymbol {
    let children: Vec<_> = symbol
        .children
        .iter()
        .map(|child| nested_symbol(read, child))
        .collect();
    DocumentSymbol {
        name: symbol.name.clone(),
        detail: Some(symbol.detail.clone()).filter(|detail| !detail.is_empty()),
        kind: kind(symbol.kind),
        tags: None,
        deprecated: None,
        range: read.range(symbol.range),
        selection_range: read.range(symbol.name_range),
        children: Some(children).filter(|children| !children.is_empty()),
    }
}

#[expect(
    deprecated,
    reason = "the type has a field that the protocol replaced by tags"
)]
fn flatten(
    read: &Read,
    uri: &Url,
    symbols: &[Symbol],
    container: Option<&str>,
    flat: &mut Vec<SymbolInformation>,
) {
    for symbol in symbols {
        flat.push(SymbolInformation {
            name: symbol.name.clone(),
            kind: kind(symbol.kind),
            tags: None,
            deprecated: None,
            location: Location::new(uri.clone(), read.range(symbol.range)),
            container_name: container.map(str::to_owned),
        });
        flatten(read, uri, &symbol.children, Some(&symbol.name), flat);
    }
}
