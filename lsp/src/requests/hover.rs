//! `textDocument/hover`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use crate::analysis::hover::{self, Hover as Found};
use crate::requests::live;
use crate::server::backend::Backend;
use crate::server::reads::OnEdit;

pub async fn handle(backend: &Backend, params: HoverParams) -> Result<Option<Hover>> {
    let at = params.text_document_position_params;
    let markdown = backend.features().hover_markdown;
    let found = backend
        .read(&at.text_document.uri, OnEdit::GiveUp, move |read| {
            let mut found = hover::hover(&read.context, read.offset(at.position))?;
            if let Some(outcome) = &read.live {
                let seen = live::facts(read, outcome, at.position.line);
                found
                    .facts
                    .extend(seen.into_iter().map(|seen| ("Live", seen)));
            }
            let range = Some(read.range(found.range));
            Some(Hover {
                contents: contents(&found, markdown),
                range,
            })
        })
        .await?;
    Ok(found.flatten())
}

pub fn contents(hover: &Found, markdown: bool) -> HoverContents {
    let (kind, value) = match markdown {
        true => (MarkupKind::Markdown, markdown_of(hover)),
        false => (MarkupKind::PlainText, plain_text_of(hover)),
    };
    HoverContents::Markup(MarkupContent { kind, value })
}

fn markdown_of(hover: &Found) -> String {
    let mut parts = vec![format!("```python\n{}\n```", hover.code)];
    if let Some(docstring) = &hover.docstring {
        parts.push(escape(docstring));
    }
    if !hover.facts.is_empty() {
        parts.push("---".to_owned());
        let facts: Vec<String> = hover
            .facts
            .iter()
            .map(|(label, text)| format!("- **{label}**: {}", escape_inline(text)))
            .collect();
        parts.push(facts.join("\n"));
    }
    parts.join("\n\n")
}

fn plain_text_of(hover: &Found) -> String {
    let mut parts = vec![hover.code.clone()];
    parts.extend(hover.docstring.clone());
    let facts: Vec<String> = hover
        .facts
        .iter()
        .map(|(label, text)| format!("{label}: {text}"))
        .collect();
    if !facts.is_empty() {
        parts.push(facts.join("\n"));
    }
    parts.join("\n\n")
}

/// A docstring is plain text: its lines stay lines and its stars stay stars.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut is_fresh_paragraph = true;
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            // Two blanks before a line end keep it.
            out.push_str(if line.is_empty() || is_fresh_paragraph {
                "\n"
            } else {
                "  \n"
            });
        }
        let indentation = line.len() - line.trim_start().len();
        out.push_str(&"\u{a0}".repeat(indentation));
        out.push_str(&escape_inline(&line[indentation..]));
        is_fresh_paragraph = line.is_empty();
    }
    out
}

fn escape_inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~'
        ) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}
