//! `continue`, `next`, `stepIn`, `stepOut`, `pause`.

use std::rc::Rc;

use dap_types::{
    ContinueArguments, ContinueResponse, NextArguments, PauseArguments, StepInArguments,
    StepOutArguments, SteppingGranularity,
};
use serpentarium_introspect::protocol::{Command, Granularity, StepKind, ThreadId};

use crate::error::RequestError;
use crate::session::{Phase, Session};
use crate::table::{Followed, When};
use crate::types::NoBody;

/// Answers, then lets the program run: its next stop must not overtake the answer.
fn run<T>(session: Rc<Session>, body: T, command: Command) -> Result<Followed<T>, RequestError> {
    session.set_running(true);
    let then = async move {
        if let Err(error) = session.ask(command).await {
            // It was not resumed after all, unless it has ended, which is told by itself.
            if session.phase.get() == Phase::Running {
                session.set_running(false);
            }
            session.complain(&error);
        }
    };
    Ok(Followed(body, Box::pin(then)))
}

/// Handles `continue`.
pub async fn continue_(
    session: Rc<Session>,
    _: ContinueArguments,
) -> Result<Followed<ContinueResponse>, RequestError> {
    run(
        session,
        ContinueResponse {
            all_threads_continued: Some(true),
        },
        Command::Continue,
    )
}

fn step(
    session: Rc<Session>,
    thread: u64,
    kind: StepKind,
    granularity: Option<SteppingGranularity>,
) -> Result<Followed<NoBody>, RequestError> {
    let granularity = match granularity {
        None | Some(SteppingGranularity::Line) => Granularity::Line,
        // The specification's default is "statement", and what clients mean by it is the
        // step of their button: to another line.
        Some(SteppingGranularity::Statement) => Granularity::Line,
        Some(SteppingGranularity::Instruction) => Granularity::Instruction,
    };
    run(
        session,
        NoBody,
        Command::Step {
            thread: ThreadId(thread),
            kind,
            granularity,
        },
    )
}

/// Handles `next`.
pub async fn next(
    session: Rc<Session>,
    arguments: NextArguments,
) -> Result<Followed<NoBody>, RequestError> {
    step(
        session,
        arguments.thread_id,
        StepKind::Over,
        arguments.granularity,
    )
}

/// Handles `stepIn`.
pub async fn step_in(
    session: Rc<Session>,
    arguments: StepInArguments,
) -> Result<Followed<NoBody>, RequestError> {
    step(
        session,
        arguments.thread_id,
        StepKind::In,
        arguments.granularity,
    )
}

/// Handles `stepOut`.
pub async fn step_out(
    session: Rc<Session>,
    arguments: StepOutArguments,
) -> Result<Followed<NoBody>, RequestError> {
    step(
        session,
        arguments.thread_id,
        StepKind::Out,
        arguments.granularity,
    )
}

/// Handles `pause`: of the program, or of what is being evaluated in it.
pub async fn pause(session: Rc<Session>, _: PauseArguments) -> Result<NoBody, RequestError> {
    let phase = session.phase.get();
    if phase != Phase::Running && session.evaluating.get() == 0 {
        return Err(When::Running.refuse("pause", phase));
    }
    session.ask(Command::Pause).await?;
    Ok(NoBody)
}
