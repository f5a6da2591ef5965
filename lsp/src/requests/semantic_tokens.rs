//! `textDocument/semanticTokens/full` and `/range`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend,
    SemanticTokensParams, SemanticTokensRangeParams, SemanticTokensRangeResult,
    SemanticTokensResult,
};

use crate::analysis::semantic_tokens::{self, MODIFIERS, TYPES};
use crate::protocol::convert;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: TYPES
            .iter()
            .map(|name| SemanticTokenType::from(*name))
            .collect(),
        token_modifiers: MODIFIERS
            .iter()
            .map(|name| SemanticTokenModifier::from(*name))
            .collect(),
    }
}

pub async fn full(
    backend: &Backend,
    params: SemanticTokensParams,
) -> Result<Option<SemanticTokensResult>> {
    let uri = params.text_document.uri;
    let found = backend
        .read(&uri, OnEdit::Again, |read| encode(read, None))
        .await?;
    Ok(found.map(SemanticTokensResult::Tokens))
}

pub async fn range(
    backend: &Backend,
    params: SemanticTokensRangeParams,
) -> Result<Option<SemanticTokensRangeResult>> {
    let uri = params.text_document.uri;
    let range = params.range;
    let found = backend
        .read(&uri, OnEdit::GiveUp, move |read| encode(read, Some(range)))
        .await?;
    Ok(found.map(SemanticTokensRangeResult::Tokens))
}

/// Each token relative to the one before it.
fn encode(read: &Read, range: Option<tower_lsp::lsp_types::Range>) -> SemanticTokens {
    let within = range.map(|range| convert::text_range(read.file(), range, read.encoding));
    let (mut line, mut column) = (0, 0);
    let mut data = Vec::new();
    for token in semantic_tokens::tokens(&read.context, within) {
        let range = read.range(token.range);
        let delta_line = range.start.line - line;
        let delta_start = if delta_line == 0 {
            range.start.character - column
        } else {
            range.start.character
        };
        (line, column) = (range.start.line, range.start.character);
        data.push(SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character - range.start.character,
            token_type: token.kind as u32,
            token_modifiers_bitset: token.modifiers,
        });
    }
    SemanticTokens {
        result_id: None,
        data,
    }
}
