//! `cancel`: a client no longer wants an answer.

use std::rc::Rc;

use dap_types::CancelArguments;
use serpentarium_introspect::protocol::Command;

use crate::error::RequestError;
use crate::session::{Phase, Session};
use crate::types::NoBody;

/// Handles `cancel`. A request that has been answered already is no error, as the
/// specification has it; a live evaluation is interrupted in the program too.
pub async fn cancel(
    session: Rc<Session>,
    arguments: CancelArguments,
) -> Result<NoBody, RequestError> {
    let Some(request) = arguments.request_id else {
        return Ok(NoBody);
    };
    let Some(cancel) = session.cancellable.borrow_mut().remove(&request) else {
        return Ok(NoBody);
    };
    let interrupt = session.evaluating.get() > 0 && session.phase.get() == Phase::Stopped;
    let _ = cancel.send(());
    if interrupt {
        session.ask(Command::Pause).await?;
    }
    Ok(NoBody)
}
