//! `textDocument/inlayHint`

use serpentarium_checker::{Hint, HintKind};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams, TextEdit};

use crate::protocol::convert;
use crate::requests::live;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

pub async fn handle(backend: &Backend, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
    backend
        .read(&params.text_document.uri, OnEdit::Again, move |read| {
            let wanted = read.context.world.project.options.inlay_hints;
            let range = convert::text_range(read.file(), params.range, read.encoding);
            let hints = read
                .context
                .checker
                .hints_in(&read.context.address(), range);
            let hints = hints.into_iter().filter(|hint| match hint.kind {
                HintKind::Type => wanted.variable_types,
                HintKind::Return => wanted.return_types,
                HintKind::Parameter => wanted.parameter_names,
            });
            let mut found: Vec<InlayHint> = hints.map(|hint| shown(read, hint)).collect();
            if let Some(outcome) = &read.live {
                found.extend(live::hints(read, outcome, params.range));
            }
            found
        })
        .await
}

fn shown(read: &Read, hint: Hint) -> InlayHint {
    let position = convert::position(read.file(), hint.offset, read.encoding);
    let edit = hint.is_insertable.then(|| TextEdit {
        range: tower_lsp::lsp_types::Range::new(position, position),
        new_text: hint.label.clone(),
    });
    let is_parameter = hint.kind == HintKind::Parameter;
    InlayHint {
        position,
        label: InlayHintLabel::String(hint.label),
        kind: Some(match is_parameter {
            true => InlayHintKind::PARAMETER,
            false => InlayHintKind::TYPE,
        }),
        text_edits: edit.map(|edit| vec![edit]),
        tooltip: None,
        padding_left: Some(false),
        padding_right: Some(is_parameter),
        data: None,
    }
}
