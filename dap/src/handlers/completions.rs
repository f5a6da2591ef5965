//! `completions`: names for the debug console.

use std::rc::Rc;

use dap_types::{CompletionItem, CompletionItemType, CompletionsArguments, CompletionsResponse};
use serpentarium_introspect::protocol::{Command, Completion, CompletionKind, FrameId, Reply};

use crate::columns;
use crate::error::RequestError;
use crate::session::{Session, ask};

/// Handles `completions`.
pub async fn completions(
    session: Rc<Session>,
    arguments: CompletionsArguments,
) -> Result<CompletionsResponse, RequestError> {
    let line = arguments
        .line
        .map_or(1, |line| session.own_line(line))
        .max(1);
    let text = arguments
        .text
        .split('\n')
        .nth(line as usize - 1)
        .unwrap_or_default()
        .to_owned();
    let cursor = session.own_column(arguments.column);
    let command = Command::Completions {
        text: text.clone(),
        column: columns::to_bytes(&text, cursor),
        frame: arguments.frame_id.map(FrameId),
    };
    let found = ask!(session, command, Reply::Completions(found) => found);
    let targets = found
        .iter()
        .map(|completion| client_completion(&text, cursor, completion));
    Ok(CompletionsResponse {
        targets: targets.collect(),
    })
}

fn client_completion(text: &str, cursor: u32, completion: &Completion) -> CompletionItem {
    // The specification counts `start` from 0 whatever the client's columns count from.
    let start = columns::to_utf16(text, completion.start).min(cursor);
    CompletionItem {
        label: completion.label.clone(),
        text: None,
        sort_text: None,
        detail: None,
        type_: Some(match completion.kind {
            CompletionKind::Variable => CompletionItemType::Variable,
            CompletionKind::Function => CompletionItemType::Function,
            CompletionKind::Class => CompletionItemType::Class,
            CompletionKind::Module => CompletionItemType::Module,
            CompletionKind::Property => CompletionItemType::Property,
            CompletionKind::Field => CompletionItemType::Field,
            CompletionKind::Keyword => CompletionItemType::Keyword,
        }),
        start: Some(start.into()),
        length: Some((cursor - start).into()),
        selection_start: None,
        selection_length: None,
    }
}
