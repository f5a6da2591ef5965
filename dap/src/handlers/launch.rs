//! `launch`, `attach`, `configurationDone`: getting a program, and letting it go.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use dap_types::{ProcessEvent, ProcessEventStartMethod};
use serde_json::Value;
use serpentarium_introspect::protocol::Command;

use super::breakpoints;
use crate::debuggee::Debuggee;
use crate::error::RequestError;
use crate::events;
use crate::launch::{AttachArguments, Configuration, LaunchArguments, Terminal};
use crate::session::{Phase, Session};
use crate::table::Followed;
use crate::types::{NoArguments, NoBody};

/// Handles `launch`.
pub async fn launch(
    session: Rc<Session>,
    arguments: LaunchArguments,
) -> Result<Followed<NoBody>, RequestError> {
    let plan = arguments.into_plan()?;
    first_start(session, Configuration::Launch(plan)).await
}

/// Handles `attach`.
pub async fn attach(
    session: Rc<Session>,
    arguments: AttachArguments,
) -> Result<Followed<NoBody>, RequestError> {
    let plan = arguments.into_plan()?;
    first_start(session, Configuration::Attach(plan)).await
}

async fn first_start(
    session: Rc<Session>,
    configuration: Configuration,
) -> Result<Followed<NoBody>, RequestError> {
    session.phase.set(Phase::Starting);
    if let Err(error) = start(&session, configuration).await {
        session.phase.set(Phase::Ready);
        return Err(error);
    }
    Ok(Followed(
        NoBody,
        Box::pin(async move { session.event("initialized", &NoBody) }),
    ))
}

/// Starts or reaches the program of a configuration. Afterwards it waits to be
/// configured and told to run.
///
/// # Errors
/// When it cannot be had; the session then has no program.
pub async fn start(
    session: &Rc<Session>,
    configuration: Configuration,
) -> Result<(), RequestError> {
    session.apply(&configuration.options());
    *session.configuration.borrow_mut() = Some(configuration.clone());
    let name = configuration.name();
    let launched = matches!(configuration, Configuration::Launch(_));
    let reached = match configuration {
        Configuration::Launch(plan) => {
            let terminal = Rc::new(ClientTerminal(session.clone()));
            session.launcher.launch(plan, terminal).await?
        }
        Configuration::Attach(plan) => session.launcher.attach(plan).await?,
    };
    let debuggee = Rc::new(Debuggee::new(reached.commands, reached.control, launched));
    session.set_debuggee(Some(debuggee.clone()));
    session.phase.set(Phase::Configuring);
    tokio::task::spawn_local(events::pump(session.clone(), debuggee, reached.incoming));
    let method = if launched {
        ProcessEventStartMethod::Launch
    } else {
        ProcessEventStartMethod::Attach
    };
    let process = ProcessEvent {
        name,
        system_process_id: reached.pid.map(u64::from),
        is_local_process: Some(true),
        start_method: Some(method),
        pointer_size: Some(usize::BITS.into()),
    };
    session.event("process", &process);
    breakpoints::send_all(session).await;
    Ok(())
}

/// The client's terminal, behind `runInTerminal`.
struct ClientTerminal(Rc<Session>);

impl Terminal for ClientTerminal {
    fn run(&self, arguments: Value) -> Pin<Box<dyn Future<Output = Result<(), RequestError>>>> {
        let session = self.0.clone();
        Box::pin(async move {
            if !session.client.borrow().run_in_terminal {
                return Err(RequestError::new(
                    crate::error::ErrorId::ClientUnable,
                    "this client has no terminal for the program: use \"console\": \"internalConsole\"",
                )
                .shown());
            }
            session
                .ask_client("runInTerminal", arguments)
                .await
                .map(drop)
        })
    }
}

/// Handles `configurationDone`.
pub async fn configuration_done(
    session: Rc<Session>,
    _: NoArguments,
) -> Result<Followed<NoBody>, RequestError> {
    session.set_running(true);
    Ok(Followed(
        NoBody,
        Box::pin(async move { run(&session).await }),
    ))
}

/// Lets a program that was reached run, or run on.
pub async fn run(session: &Session) {
    session.set_running(true);
    let options = session
        .configuration
        .borrow()
        .as_ref()
        .map(Configuration::options);
    let Some(options) = options else { return };
    let command = Command::Start {
        stop_on_entry: options.stop_on_entry && !options.no_debug,
        just_my_code: options.just_my_code,
    };
    if let Err(error) = session.ask(command).await {
        session.complain(&error);
    }
}
