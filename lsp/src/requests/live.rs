//! `serpentarium/live`: turning live values on or off for a document.

use std::sync::Arc;

use serpentarium_checker::Address;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    Diagnostic, DiagnosticSeverity, InlayHint, InlayHintLabel, InlayHintTooltip, Position, Range,
};

use crate::live::{Outcome, show};
use crate::protocol::extensions::{LiveParams, LiveResult};
use crate::server::backend::Backend;
use crate::server::reads::Read;

pub async fn handle(backend: &Backend, params: LiveParams) -> Result<LiveResult> {
    let url = params.text_document.uri;
    let snapshot = backend.documents.snapshot(Some(url.clone())).await;
    let document = snapshot.and_then(|snapshot| snapshot.document);
    let Some(document) = document else {
        return Err(Error::invalid_params(format!("{url} is not open")));
    };
    if matches!(document.file.checker_address(), Address::Virtual(_)) && params.enabled {
        return Err(Error::invalid_params(format!(
            "{url} is no file: live values need one to run"
        )));
    }
    backend.live.turn(&document, params.enabled);
    Ok(LiveResult {
        enabled: backend.live.is_on(&url),
    })
}

/// The hints behind lines in a range of a text.
pub fn hints(read: &Read, outcome: &Arc<Outcome>, range: Range) -> Vec<InlayHint> {
    let file = read.file();
    let hint = |hint: show::LineHint| {
        let line = u32::try_from(hint.line).ok()?;
        if line < range.start.line || line > range.end.line {
            return None;
        }
        let content = file.lines().line(hint.line, file.text());
        let end = file.lines().start_of(hint.line, file.text())
            + ruff_text_size::TextSize::of(content.trim_end_matches(['\n', '\r']));
        Some(InlayHint {
            position: crate::protocol::convert::position(file, end, read.encoding),
            label: InlayHintLabel::String(hint.label),
            kind: None,
            text_edits: None,
            tooltip: Some(InlayHintTooltip::String(hint.details.join("\n"))),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        })
    };
    show::hints(outcome, file.text())
        .into_iter()
        .filter_map(hint)
        .collect()
}

/// What the run says about a line, for a hover there.
pub fn facts(read: &Read, outcome: &Arc<Outcome>, line: u32) -> Vec<String> {
    show::hints(outcome, read.file().text())
        .into_iter()
        .filter(|hint| hint.line == line as usize)
        .flat_map(|hint| hint.details)
        .collect()
}

/// The exception that ended the run, and limits that it met.
pub fn diagnostics(read: &Read, outcome: &Arc<Outcome>) -> Vec<Diagnostic> {
    let file = read.file();
    show::problems(outcome, file.text())
        .into_iter()
        .map(|problem| {
            let content = file.lines().line(problem.line, file.text());
            let indentation = content.len() - content.trim_start().len();
            let start = file.lines().start_of(problem.line, file.text());
            let at = |bytes: usize| -> Position {
                let offset = start + ruff_text_size::TextSize::new(bytes as u32);
                crate::protocol::convert::position(file, offset, read.encoding)
            };
            Diagnostic {
                range: Range::new(at(indentation), at(content.trim_end().len())),
                severity: Some(match problem.is_error {
                    true => DiagnosticSeverity::ERROR,
                    false => DiagnosticSeverity::INFORMATION,
                }),
                source: Some("serpentarium live".to_owned()),
                message: problem.message,
                ..Diagnostic::default()
            }
        })
        .collect()
}
