//! `textDocument/semanticTokens/full`, `/full/delta` and `/range`

use std::collections::HashMap;

use parking_lot::Mutex;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    Range, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens,
    SemanticTokensDelta, SemanticTokensDeltaParams, SemanticTokensEdit,
    SemanticTokensFullDeltaResult, SemanticTokensLegend, SemanticTokensParams,
    SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult, Url,
};

use crate::analysis::semantic_tokens::{self, KINDS, MODIFIERS};
use crate::protocol::convert;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: KINDS
            .iter()
            .map(|name| SemanticTokenType::from(*name))
            .collect(),
        token_modifiers: MODIFIERS
            .iter()
            .map(|name| SemanticTokenModifier::from(*name))
            .collect(),
    }
}

/// The last tokens sent for each text, so that the next answer need only say what changed.
#[derive(Debug, Default)]
pub struct Sent(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    next_id: u64,
    by_url: HashMap<Url, SemanticTokens>,
}

/// How many texts' tokens are remembered.
const MAX_REMEMBERED: usize = 256;

impl Sent {
    /// Gives tokens their id and remembers them; also gives what was sent before them.
    fn replace(
        &self,
        url: Url,
        data: Vec<SemanticToken>,
    ) -> (Option<SemanticTokens>, SemanticTokens) {
        let mut state = self.0.lock();
        state.next_id += 1;
        let tokens = SemanticTokens {
            result_id: Some(state.next_id.to_string()),
            data,
        };
        if state.by_url.len() >= MAX_REMEMBERED && !state.by_url.contains_key(&url) {
            state.by_url.clear();
        }
        let before = state.by_url.insert(url, tokens.clone());
        (before, tokens)
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
    Ok(found.map(|data| SemanticTokensResult::Tokens(backend.sent_tokens.replace(uri, data).1)))
}

pub async fn delta(
    backend: &Backend,
    params: SemanticTokensDeltaParams,
) -> Result<Option<SemanticTokensFullDeltaResult>> {
    let uri = params.text_document.uri;
    let found = backend
        .read(&uri, OnEdit::Again, |read| encode(read, None))
        .await?;
    let Some(data) = found else {
        return Ok(None);
    };
    let (before, tokens) = backend.sent_tokens.replace(uri, data);
    let known =
        before.filter(|before| before.result_id.as_ref() == Some(&params.previous_result_id));
    Ok(Some(match known {
        Some(before) => SemanticTokensFullDeltaResult::TokensDelta(SemanticTokensDelta {
            edits: difference(&before.data, &tokens.data).into_iter().collect(),
            result_id: tokens.result_id,
        }),
        None => SemanticTokensFullDeltaResult::Tokens(tokens),
    }))
}

/// The one stretch in which two lists of tokens differ; an edit counts in numbers, five a token.
fn difference(before: &[SemanticToken], after: &[SemanticToken]) -> Option<SemanticTokensEdit> {
    let same = |(a, b): &(&SemanticToken, &SemanticToken)| a == b;
    let start = before.iter().zip(after).take_while(same).count();
    let (rest_before, rest_after) = (&before[start..], &after[start..]);
    let reversed = rest_before.iter().rev().zip(rest_after.iter().rev());
    let end = reversed.take_while(same).count();
    let deleted = rest_before.len() - end;
    let inserted = &rest_after[..rest_after.len() - end];
    (deleted > 0 || !inserted.is_empty()).then(|| SemanticTokensEdit {
        start: start as u32 * 5,
        delete_count: deleted as u32 * 5,
        data: Some(inserted.to_vec()),
    })
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
    Ok(found.map(|data| {
        SemanticTokensRangeResult::Tokens(SemanticTokens {
            result_id: None,
            data,
        })
    }))
}

/// Each token relative to the one before it.
fn encode(read: &Read, range: Option<Range>) -> Vec<SemanticToken> {
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
    data
}
