//! `textDocument/completion` and `completionItem/resolve`

use ruff_text_size::TextRange;
use serde_json::Value;
use serpentarium_checker::names::is_part;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    ClientCapabilities, CompletionItem, CompletionItemKind, CompletionItemLabelDetails,
    CompletionItemTag, CompletionList, CompletionParams, CompletionResponse, CompletionTextEdit,
    Documentation, InsertReplaceEdit, InsertTextFormat, InsertTextMode, MarkupContent, MarkupKind,
    TextEdit, Url,
};

use crate::analysis::completion::resolve::{self as resolving, Resolved};
use crate::analysis::completion::{self, Completions, Item, ItemKind, Source, Wishes};
use crate::requests::hover::escape;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

/// What the client can take in a completion.
#[derive(Debug, Clone, Copy, Default)]
pub struct Features {
    snippets: bool,
    insert_replace: bool,
    label_details: bool,
    deprecated_tag: bool,
    insert_as_is: bool,
    plain_documentation: bool,
}

impl Features {
    pub fn of(capabilities: &ClientCapabilities) -> Self {
        let item = capabilities
            .text_document
            .as_ref()
            .and_then(|text| text.completion.as_ref())
            .and_then(|completion| completion.completion_item.as_ref());
        let Some(item) = item else {
            return Self::default();
        };
        let modes = item.insert_text_mode_support.as_ref();
        let formats = item.documentation_format.as_ref();
        let tags = item.tag_support.as_ref();
        Self {
            snippets: item.snippet_support.unwrap_or(false),
            insert_replace: item.insert_replace_support.unwrap_or(false),
            label_details: item.label_details_support.unwrap_or(false),
            deprecated_tag: tags
                .is_some_and(|tags| tags.value_set.contains(&CompletionItemTag::DEPRECATED)),
            insert_as_is: modes
                .is_some_and(|modes| modes.value_set.contains(&InsertTextMode::AS_IS)),
            plain_documentation: formats
                .is_some_and(|formats| !formats.contains(&MarkupKind::Markdown)),
        }
    }
}

pub async fn handle(
    backend: &Backend,
    params: CompletionParams,
) -> Result<Option<CompletionResponse>> {
    let at = params.text_document_position;
    let features = backend.features().completion;
    let uri = at.text_document.uri.clone();
    // Who types on waits for the list all the same: clients narrow it down by what is typed since.
    let found = backend
        .read(&uri, OnEdit::Again, move |read| {
            let options = &read.context.world.project.options.completion;
            let wishes = Wishes {
                snippets: features.snippets,
                parentheses: options.call_parentheses,
                no_auto_import: !options.auto_import,
            };
            let found = completion::complete(&read.context, read.offset(at.position), wishes);
            let items = found.items.iter();
            let word = read.file().slice(found.whole);
            let is_name = word.chars().all(is_part);
            CompletionList {
                is_incomplete: found.is_incomplete,
                items: items
                    .map(|item| convert(read, &found, item, is_name, features))
                    .collect(),
            }
        })
        .await?;
    Ok(found.map(CompletionResponse::List))
}

/// What comes back when a person looks at an item: the text that it is for, and where it comes from.
/// A list may have hundreds, so it is one string, with a space between the two.
fn data_of(url: &Url, source: &Source) -> Value {
    Value::String(format!("{url} {source}"))
}

fn of_data(data: &Value) -> Option<(Url, Source)> {
    let (url, source) = data.as_str()?.rsplit_once(' ')?;
    Some((Url::parse(url).ok()?, Source::parse(source)?))
}

fn convert(
    read: &Read,
    all: &Completions,
    item: &Item,
    is_name: bool,
    features: Features,
) -> CompletionItem {
    let text = item.insert.as_ref().unwrap_or(&item.label);
    let url = read.document.as_ref().map(|document| &document.url);
    let data = url.zip(item.source.as_ref());
    let data = data.map(|(url, source)| data_of(url, source));
    let origin = item.origin.clone();
    let (details, detail) = match (features.label_details, origin) {
        (true, Some(origin)) => {
            let details = CompletionItemLabelDetails {
                detail: None,
                description: Some(origin),
            };
            (Some(details), None)
        }
        (_, origin) => (None, origin),
    };
    let is_deprecated = item.is_deprecated;
    let is_long = text.contains('\n');
    // What a client does by itself, with the word at the cursor, need not be sent with each item.
    let is_plain = is_name && item.range.is_none() && item.insert.is_none() && !item.is_snippet;
    CompletionItem {
        label: item.label.clone(),
        label_details: details,
        detail,
        kind: Some(kind(item.kind)),
        tags: (is_deprecated && features.deprecated_tag)
            .then(|| vec![CompletionItemTag::DEPRECATED]),
        deprecated: (is_deprecated && !features.deprecated_tag).then_some(true),
        sort_text: Some(format!(
            "{:02}{}{}",
            item.rank,
            u8::from(is_deprecated),
            item.label
        )),
        filter_text: item.filter.clone(),
        insert_text_format: item.is_snippet.then_some(InsertTextFormat::SNIPPET),
        insert_text_mode: (is_long && features.insert_as_is).then_some(InsertTextMode::AS_IS),
        text_edit: (!is_plain).then(|| edit(read, all, item, text, features)),
        additional_text_edits: (!item.more_edits.is_empty()).then(|| {
            let edits = item.more_edits.iter();
            edits
                .map(|edit| TextEdit::new(read.range(edit.range), edit.text.clone()))
                .collect()
        }),
        data,
        ..CompletionItem::default()
    }
}

fn edit(
    read: &Read,
    all: &Completions,
    item: &Item,
    text: &str,
    features: Features,
) -> CompletionTextEdit {
    let typed = match item.range {
        // The part before the cursor; what comes behind is only replaced when asked for.
        Some(range) => TextRange::new(range.start(), all.typed.end().max(range.start())),
        None => all.typed,
    };
    let whole = item.range.unwrap_or(all.whole);
    if features.insert_replace && typed != whole {
        return CompletionTextEdit::InsertAndReplace(InsertReplaceEdit {
            new_text: text.to_owned(),
            insert: read.range(typed),
            replace: read.range(whole),
        });
    }
    let range = if item.range.is_some() { whole } else { typed };
    CompletionTextEdit::Edit(TextEdit::new(read.range(range), text.to_owned()))
}

fn kind(kind: ItemKind) -> CompletionItemKind {
    match kind {
        ItemKind::Module => CompletionItemKind::MODULE,
        ItemKind::Class => CompletionItemKind::CLASS,
        ItemKind::Function => CompletionItemKind::FUNCTION,
        ItemKind::Method => CompletionItemKind::METHOD,
        ItemKind::Property => CompletionItemKind::PROPERTY,
        ItemKind::Field => CompletionItemKind::FIELD,
        ItemKind::Constant => CompletionItemKind::CONSTANT,
        ItemKind::EnumMember => CompletionItemKind::ENUM_MEMBER,
        ItemKind::Variable | ItemKind::Argument => CompletionItemKind::VARIABLE,
        ItemKind::Keyword => CompletionItemKind::KEYWORD,
        ItemKind::TypeParameter => CompletionItemKind::TYPE_PARAMETER,
        ItemKind::Text => CompletionItemKind::VALUE,
    }
}

/// Adds type and docstring, asked for again from where the item came from.
pub async fn resolve(backend: &Backend, mut item: CompletionItem) -> Result<CompletionItem> {
    let Some((url, source)) = item.data.as_ref().and_then(of_data) else {
        return Ok(item);
    };
    let label = item.label.clone();
    let found = backend
        .read(&url, OnEdit::Again, move |read| {
            resolving::resolve(&read.context, &label, &source)
        })
        .await?;
    if let Some(found) = found.flatten() {
        let features = backend.features().completion;
        item.documentation = documentation(&found, features.plain_documentation);
        item.detail = Some(found.detail);
    }
    Ok(item)
}

fn documentation(found: &Resolved, is_plain: bool) -> Option<Documentation> {
    let text = found.docstring.as_ref()?;
    let (kind, value) = match is_plain {
        true => (MarkupKind::PlainText, text.clone()),
        false => (MarkupKind::Markdown, escape(text)),
    };
    Some(Documentation::MarkupContent(MarkupContent { kind, value }))
}
