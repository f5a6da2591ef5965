//! `threads`.

use std::rc::Rc;

use dap_types::{Thread, ThreadsResponse};
use serpentarium_introspect::protocol::{Command, Reply};

use crate::error::RequestError;
use crate::session::{Phase, Session, ask};
use crate::types::NoArguments;

/// Handles `threads`. Clients ask at any time, also just after the end; no program has no
/// threads.
pub async fn threads(
    session: Rc<Session>,
    _: NoArguments,
) -> Result<ThreadsResponse, RequestError> {
    let has_program = matches!(
        session.phase.get(),
        Phase::Configuring | Phase::Running | Phase::Stopped
    );
    if !has_program {
        return Ok(ThreadsResponse {
            threads: Vec::new(),
        });
    }
    let views = ask!(session, Command::Threads, Reply::Threads(views) => views);
    let threads = views.into_iter().map(|view| Thread {
        id: view.id.0,
        name: view.name,
    });
    Ok(ThreadsResponse {
        threads: threads.collect(),
    })
}
