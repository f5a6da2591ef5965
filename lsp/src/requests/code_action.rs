//! `textDocument/codeAction` and `codeAction/resolve`

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::*;

use crate::analysis::actions::{self, Action, ActionKind, organize};
use crate::analysis::edit::Edit;
use crate::requests::diagnostics::of_problem;
use crate::server::backend::Backend;
use crate::server::reads::{OnEdit, Read};

/// The actions that are about a whole text, worked out when they are chosen.
const WHOLE: [ActionKind; 2] = [ActionKind::OrganizeImports, ActionKind::FixAll];

pub fn capability() -> CodeActionProviderCapability {
    CodeActionProviderCapability::Options(CodeActionOptions {
        code_action_kinds: Some(vec![
            CodeActionKind::QUICKFIX,
            CodeActionKind::REFACTOR_REWRITE,
            CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
            CodeActionKind::SOURCE_FIX_ALL,
        ]),
        resolve_provider: Some(true),
        work_done_progress_options: WorkDoneProgressOptions::default(),
    })
}

/// Whether the client asks for the edits of an action when it is chosen.
pub fn resolves_edits(capabilities: &ClientCapabilities) -> bool {
    capabilities
        .text_document
        .as_ref()
        .and_then(|text| text.code_action.as_ref())
        .and_then(|action| action.resolve_support.as_ref())
        .is_some_and(|support| support.properties.iter().any(|name| name == "edit"))
}

#[derive(Serialize, Deserialize)]
struct Data {
    uri: Url,
}

pub async fn handle(
    backend: &Backend,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    let uri = params.text_document.uri.clone();
    let is_lazy = backend.features().resolves_edits;
    backend
        .read(&uri, OnEdit::GiveUp, move |read| {
            let range =
                crate::protocol::convert::text_range(read.file(), params.range, read.encoding);
            let only = params.context.only.as_deref();
            let wants = |kind: ActionKind| is_wanted(only, &kind_of(kind));
            let uri = &params.text_document.uri;
            let mut found: Vec<CodeActionOrCommand> =
                actions::actions(&read.context, range, &wants)
                    .iter()
                    .map(|action| convert(read, uri, action).into())
                    .collect();
            for kind in WHOLE {
                // Asked for without `only`, they would stand in every menu.
                let is_asked = only.is_some() && wants(kind);
                if is_asked {
                    found.extend(whole(read, uri, kind, is_lazy).map(Into::into));
                }
            }
            found
        })
        .await
}

/// `refactor` asks for `refactor.rewrite`, too.
fn is_wanted(only: Option<&[CodeActionKind]>, kind: &CodeActionKind) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|wanted| {
            let rest = kind.as_str().strip_prefix(wanted.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                || wanted.as_str().is_empty()
        })
    })
}

fn kind_of(kind: ActionKind) -> CodeActionKind {
    match kind {
        ActionKind::QuickFix => CodeActionKind::QUICKFIX,
        ActionKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
        ActionKind::OrganizeImports => CodeActionKind::SOURCE_ORGANIZE_IMPORTS,
        ActionKind::FixAll => CodeActionKind::SOURCE_FIX_ALL,
    }
}

fn convert(read: &Read, uri: &Url, action: &Action) -> CodeAction {
    let diagnostics = action
        .problem
        .as_ref()
        .map(|problem| vec![of_problem(read, problem)]);
    CodeAction {
        title: action.title.clone(),
        kind: Some(kind_of(action.kind)),
        diagnostics,
        edit: Some(workspace_edit(read, uri, &action.edits)),
        is_preferred: action.is_preferred.then_some(true),
        ..CodeAction::default()
    }
}

fn workspace_edit(read: &Read, uri: &Url, edits: &[Edit]) -> WorkspaceEdit {
    let edits = edits
        .iter()
        .map(|edit| TextEdit::new(read.range(edit.range), edit.text.clone()))
        .collect();
    WorkspaceEdit::new(HashMap::from([(uri.clone(), edits)]))
}

fn whole_edits(read: &Read, kind: ActionKind) -> Vec<Edit> {
    match kind {
        ActionKind::OrganizeImports => organize::organize(&read.context),
        _ => actions::fix_all(&read.context),
    }
}

fn whole(read: &Read, uri: &Url, kind: ActionKind, is_lazy: bool) -> Option<CodeAction> {
    let title = match kind {
        ActionKind::OrganizeImports => "Organise imports",
        _ => "Remove all unused imports",
    };
    let mut action = CodeAction {
        title: title.to_owned(),
        kind: Some(kind_of(kind)),
        ..CodeAction::default()
    };
    if is_lazy {
        action.data = Some(json!(Data { uri: uri.clone() }));
        return Some(action);
    }
    let edits = whole_edits(read, kind);
    action.edit = Some(workspace_edit(read, uri, &edits));
    (!edits.is_empty()).then_some(action)
}

pub async fn resolve(backend: &Backend, mut action: CodeAction) -> Result<CodeAction> {
    let Some(Ok(data)) = action.data.clone().map(serde_json::from_value::<Data>) else {
        return Ok(action);
    };
    let kind = WHOLE
        .into_iter()
        .find(|kind| action.kind == Some(kind_of(*kind)));
    let Some(kind) = kind else {
        return Ok(action);
    };
    let uri = data.uri.clone();
    let edit = backend
        .read(&data.uri, OnEdit::Again, move |read| {
            workspace_edit(read, &uri, &whole_edits(read, kind))
        })
        .await?;
    action.edit = edit;
    Ok(action)
}
