//! `restart`, `terminate`, `disconnect`, and the end of a session without them.

use std::rc::Rc;

use dap_types::{DisconnectArguments, TerminateArguments};
use serde::Deserialize;
use serpentarium_introspect::protocol::Command;

use super::launch;
use crate::error::{ErrorId, RequestError};
use crate::launch::{Configuration, LaunchArguments};
use crate::session::{Phase, Session};
use crate::table::Followed;
use crate::types::NoBody;

/// Arguments of `restart`: the configuration as it is now, if the client sends it.
#[derive(Debug, Deserialize)]
pub struct RestartArguments {
    #[serde(default)]
    arguments: Option<LaunchArguments>,
}

/// Handles `restart`: a new process with the same breakpoints.
pub async fn restart(
    session: Rc<Session>,
    arguments: RestartArguments,
) -> Result<Followed<NoBody>, RequestError> {
    let configuration = session.configuration.borrow().clone();
    let configuration = match (configuration, arguments.arguments) {
        (Some(Configuration::Launch(_)), Some(arguments)) => {
            Configuration::Launch(arguments.into_plan()?)
        }
        (Some(configuration @ Configuration::Launch(_)), None) => configuration,
        _ => {
            return Err(RequestError::new(
                ErrorId::Unsupported,
                "only a launched program can be restarted",
            )
            .shown());
        }
    };
    if let Some(old) = session.set_debuggee(None) {
        // Its end is not the end of the session.
        old.end_told.set(true);
        old.kill();
    }
    session.phase.set(Phase::Starting);
    if let Err(error) = launch::start(&session, configuration).await {
        session.phase.set(Phase::Ended);
        session.event("terminated", &NoBody);
        return Err(error);
    }
    Ok(Followed(
        NoBody,
        Box::pin(async move { launch::run(&session).await }),
    ))
}

/// Handles `terminate`: asks the program to end; a second time, or before it runs, ends it.
pub async fn terminate(
    session: Rc<Session>,
    _: TerminateArguments,
) -> Result<NoBody, RequestError> {
    let debuggee = session.debuggee()?;
    if session.phase.get() == Phase::Configuring || debuggee.terminating.replace(true) {
        debuggee.kill();
        return Ok(NoBody);
    }
    debuggee.ask(Command::Terminate).await?;
    if session.phase.get() == Phase::Stopped {
        session.set_running(true);
    }
    Ok(NoBody)
}

/// Handles `disconnect`.
pub async fn disconnect(
    session: Rc<Session>,
    arguments: DisconnectArguments,
) -> Result<Followed<NoBody>, RequestError> {
    release(&session, arguments.terminate_debuggee).await;
    Ok(Followed(NoBody, Box::pin(async move { session.leave() })))
}

/// The session is over; its program goes as if it had been disconnected from.
pub async fn abandon(session: &Session) {
    release(session, None).await;
}

/// Ends the program or lets it go, by default according to where it came from.
async fn release(session: &Session, terminate: Option<bool>) {
    let Some(debuggee) = session.set_debuggee(None) else {
        return;
    };
    debuggee.end_told.set(true);
    if terminate.unwrap_or(debuggee.launched) {
        debuggee.kill();
    } else if session.phase.get() != Phase::Ended {
        // One that does not answer is gone, which is what was wanted.
        let _ = debuggee.ask(Command::Detach).await;
    }
    session.phase.set(Phase::Ended);
}
