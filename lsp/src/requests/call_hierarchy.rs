//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `outgoingCalls`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams,
    SymbolKind,
};

use crate::analysis::calls::{self, Calls, Item};
use crate::protocol::convert;
use crate::requests::document_symbol;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub async fn prepare(
    backend: &Backend,
    params: CallHierarchyPrepareParams,
) -> Result<Option<Vec<CallHierarchyItem>>> {
    let at = params.text_document_position_params;
    let uri = at.text_document.uri.clone();
    let found = backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let items = calls::prepare(&read.context, read.offset(at.position));
            items
                .iter()
                .filter_map(|found| item(read, found))
                .collect::<Vec<_>>()
        })
        .await?;
    Ok(found.filter(|found| !found.is_empty()))
}

pub async fn incoming(
    backend: &Backend,
    params: CallHierarchyIncomingCallsParams,
) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
    let (uri, at) = (params.item.uri, params.item.selection_range.start);
    backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let found = calls::incoming(&read.context, read.offset(at));
            let calls = found.iter().filter_map(|calls| {
                Some(CallHierarchyIncomingCall {
                    from: item(read, &calls.item)?,
                    from_ranges: ranges_in_caller(read, calls),
                })
            });
            calls.collect()
        })
        .await
}

fn ranges_in_caller(read: &Read, calls: &Calls) -> Vec<tower_lsp::lsp_types::Range> {
    let range = |range: &_| convert::range(&calls.item.file, *range, read.encoding);
    calls.ranges.iter().map(range).collect()
}

pub async fn outgoing(
    backend: &Backend,
    params: CallHierarchyOutgoingCallsParams,
) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
    let (uri, at) = (params.item.uri, params.item.selection_range.start);
    backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let found = calls::outgoing(&read.context, read.offset(at));
            let calls = found.iter().filter_map(|calls| {
                Some(CallHierarchyOutgoingCall {
                    to: item(read, &calls.item)?,
                    from_ranges: calls
                        .ranges
                        .iter()
                        .map(|range| read.range(*range))
                        .collect(),
                })
            });
            calls.collect()
        })
        .await
}

fn item(read: &Read, item: &Item) -> Option<CallHierarchyItem> {
    let range = |range| convert::range(&item.file, range, read.encoding);
    Some(CallHierarchyItem {
        name: item.name.clone(),
        kind: item.kind.map_or(SymbolKind::MODULE, document_symbol::kind),
        tags: None,
        detail: Some(item.detail.clone()).filter(|detail| !detail.is_empty()),
        uri: convert::url_of(&item.file)?,
        range: range(item.range),
        selection_range: range(item.name_range),
        data: None,
    })
}
