//! `textDocument/completion` and `completionItem/resolve`

use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    CompletionItem, CompletionItemKind, CompletionParams, CompletionResponse, CompletionTextEdit,
    Documentation, MarkupContent, MarkupKind, TextEdit, Url,
};

use crate::analysis::completion::{self, Item, ItemKind};
use crate::analysis::hover;
use crate::analysis::infer::Inference;
use crate::requests::hover::escape;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub async fn handle(
    backend: &Backend,
    params: CompletionParams,
) -> Result<Option<CompletionResponse>> {
    let at = params.text_document_position;
    let uri = at.text_document.uri.clone();
    let found = backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let (typed, items) = completion::complete(&read.context, read.offset(at.position));
            let range = read.range(typed);
            let mut converted = Vec::with_capacity(items.len());
            for item in &items {
                let edit = TextEdit::new(range, item.label.clone());
                let data = json!({"uri": at.text_document.uri, "position": at.position});
                converted.push(convert(item, edit, data));
            }
            converted
        })
        .await?;
    Ok(found.map(CompletionResponse::Array))
}

fn convert(item: &Item, edit: TextEdit, data: serde_json::Value) -> CompletionItem {
    CompletionItem {
        label: item.label.clone(),
        kind: Some(kind(item.kind)),
        sort_text: Some(format!("{:02}{}", item.rank, item.label)),
        text_edit: Some(CompletionTextEdit::Edit(edit)),
        data: item.definition.is_some().then_some(data),
        ..CompletionItem::default()
    }
}

fn kind(kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Module => CompletionItemKind::MODULE,
        ItemKind::Class => CompletionItemKind::CLASS,
        ItemKind::Function => CompletionItemKind::FUNCTION,
        ItemKind::Method => CompletionItemKind::METHOD,
        ItemKind::Property => CompletionItemKind::PROPERTY,
        ItemKind::Field => CompletionItemKind::FIELD,
        ItemKind::Variable | ItemKind::Argument => CompletionItemKind::VARIABLE,
        ItemKind::Keyword => CompletionItemKind::KEYWORD,
        ItemKind::TypeParameter => CompletionItemKind::TYPE_PARAMETER,
    }
}

#[derive(serde::Deserialize)]
struct Data {
    uri: Url,
    position: tower_lsp::lsp_types::Position,
}

/// Adds signature and docstring, computed again from where the item came from.
pub async fn resolve(backend: &Backend, mut item: CompletionItem) -> Result<CompletionItem> {
    let Some(Ok(data)) = item.data.clone().map(serde_json::from_value::<Data>) else {
        return Ok(item);
    };
    let label = item.label.clone();
    let described = backend
        .read(&data.uri, OnEdit::Again, move |read| {
            describe(read, data.position, &label)
        })
        .await?;
    if let Some((detail, documentation)) = described.flatten() {
        item.detail = Some(detail);
        item.documentation = documentation;
    }
    Ok(item)
}

fn describe(
    read: &Read,
    position: tower_lsp::lsp_types::Position,
    label: &str,
) -> Option<(String, Option<Documentation>)> {
    let offset = read.offset(position);
    let (_, items) = completion::complete(&read.context, offset);
    let definition = items
        .into_iter()
        .find(|item| item.label == label)?
        .definition?;
    let inference = Inference::new(&read.context);
    let followed = inference.follow_imports(definition).pop()?;
    let hover = hover::of_definition(&inference, &followed, None, offset)?;
    let documentation = hover.docstring.map(|text| {
        Documentation::MarkupContent(MarkupContent {
            kind: MarkupKind::Markdown,
            value: escape(&text),
        })
    });
    Some((hover.code, documentation))
}
