//! `scopes`.

use std::rc::Rc;

use dap_types::{Scope, ScopePresentationHint, ScopesArguments, ScopesResponse};
use serpentarium_introspect::protocol::view::ScopeView;
use serpentarium_introspect::protocol::{Command, FrameId, Place, Reply, ScopeKind};

use crate::error::RequestError;
use crate::session::{Session, ask};

/// Handles `scopes`.
pub async fn scopes(
    session: Rc<Session>,
    arguments: ScopesArguments,
) -> Result<ScopesResponse, RequestError> {
    let frame = FrameId(arguments.frame_id);
    let views = ask!(session, Command::Scopes { frame }, Reply::Scopes(views) => views);
    let scopes = views.iter().map(|view| client_scope(&session, frame, view));
    Ok(ScopesResponse {
        scopes: scopes.collect(),
    })
}

fn client_scope(session: &Session, frame: FrameId, view: &ScopeView) -> Scope {
    let place = Place::scope(frame, view.kind);
    Scope {
        name: view.name.clone(),
        presentation_hint: match view.kind {
            ScopeKind::Locals => Some(ScopePresentationHint::Locals),
            ScopeKind::ValueStack => Some(ScopePresentationHint::Registers),
            _ => None,
        },
        variables_reference: session.handles.borrow_mut().number(place, Some(frame)),
        named_variables: Some(view.named),
        indexed_variables: Some(view.indexed),
        expensive: view.expensive,
        source: None,
        line: None,
        column: None,
        end_line: None,
        end_column: None,
    }
}
