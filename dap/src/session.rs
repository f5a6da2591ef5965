//! What the handlers of one session share.
//!
//! One thread owns it; the cells are borrowed only between two waits. Topics with a
//! state of their own keep it in their own type ([`Breakpoints`], [`Handles`],
//! [`Sources`]).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use dap_types::InitializeRequestArguments;
use serde::Serialize;
use serde_json::Value;
use serpentarium_introspect::protocol::{Command, Reply};
use tokio::sync::{mpsc, oneshot};

use crate::debuggee::Debuggee;
use crate::error::{ErrorId, RequestError};
use crate::handlers::breakpoints::Breakpoints;
use crate::handles::Handles;
use crate::launch::{Configuration, LaunchOptions, Launcher};
use crate::message::{Event, Message, Request, Response, body};
use crate::show::ShowRefcounts;
use crate::sources::Sources;

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nothing has been said.
    Fresh,
    /// `initialize` was answered; there is no program.
    Ready,
    /// A program is being started or reached.
    Starting,
    /// The program is there and waits for `configurationDone`.
    Configuring,
    /// It runs.
    Running,
    /// It is stopped.
    Stopped,
    /// It has ended.
    Ended,
}

impl Phase {
    /// For messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Fresh => "not initialized",
            Phase::Ready => "initialized, without a program",
            Phase::Starting => "starting its program",
            Phase::Configuring => "waiting to be configured",
            Phase::Running => "running",
            Phase::Stopped => "stopped",
            Phase::Ended => "at its end: the program is gone",
        }
    }
}

/// What the client told of itself.
#[derive(Debug, Clone)]
pub struct Client {
    /// First line is 1 (else 0).
    pub lines_from_one: bool,
    /// First column is 1 (else 0).
    pub columns_from_one: bool,
    /// It wants variables' types.
    pub variable_type: bool,
    /// It fetches large containers in pieces.
    pub variable_paging: bool,
    /// It has a terminal for us.
    pub run_in_terminal: bool,
}

impl Default for Client {
    fn default() -> Self {
        Client {
            lines_from_one: true,
            columns_from_one: true,
            variable_type: false,
            variable_paging: false,
            run_in_terminal: false,
        }
    }
}

impl From<&InitializeRequestArguments> for Client {
    fn from(arguments: &InitializeRequestArguments) -> Self {
        Client {
            lines_from_one: arguments.lines_start_at1.unwrap_or(true),
            columns_from_one: arguments.columns_start_at1.unwrap_or(true),
            variable_type: arguments.supports_variable_type == Some(true),
            variable_paging: arguments.supports_variable_paging == Some(true),
            run_in_terminal: arguments.supports_run_in_terminal_request == Some(true),
        }
    }
}

/// One session.
pub struct Session {
    /// How far it is.
    pub phase: Cell<Phase>,
    /// What the client told of itself.
    pub client: RefCell<Client>,
    /// Where programs come from.
    pub launcher: Rc<dyn Launcher>,
    /// How the program was asked for, to restart it.
    pub configuration: RefCell<Option<Configuration>>,
    /// Where refcounts are shown.
    pub show_refcounts: Cell<ShowRefcounts>,
    /// The breakpoints wanted.
    pub breakpoints: RefCell<Breakpoints>,
    /// The references given out.
    pub handles: RefCell<Handles>,
    /// The sources seen.
    pub sources: RefCell<Sources>,
    /// Requests under way that can be taken back.
    pub cancellable: RefCell<HashMap<u64, oneshot::Sender<()>>>,
    /// Number of live evaluations under way.
    pub evaluating: Cell<u32>,
    debuggee: RefCell<Option<Rc<Debuggee>>>,
    outgoing: mpsc::UnboundedSender<Message>,
    seq: Cell<u64>,
    asked: RefCell<HashMap<u64, oneshot::Sender<Response>>>,
    leave: tokio::sync::Notify,
}

impl Session {
    /// A session that writes to `outgoing` and gets its programs from `launcher`.
    pub fn new(launcher: Rc<dyn Launcher>, outgoing: mpsc::UnboundedSender<Message>) -> Rc<Self> {
        Rc::new(Session {
            phase: Cell::new(Phase::Fresh),
            client: RefCell::default(),
            launcher,
            configuration: RefCell::default(),
            show_refcounts: Cell::default(),
            breakpoints: RefCell::default(),
            handles: RefCell::default(),
            sources: RefCell::default(),
            cancellable: RefCell::default(),
            evaluating: Cell::new(0),
            debuggee: RefCell::default(),
            outgoing,
            seq: Cell::new(0),
            asked: RefCell::default(),
            leave: tokio::sync::Notify::new(),
        })
    }

    fn next_seq(&self) -> u64 {
        self.seq.set(self.seq.get() + 1);
        self.seq.get()
    }

    fn send(&self, message: Message) {
        // Fails only when the client has gone, which ends the session by itself.
        let _ = self.outgoing.send(message);
    }

    /// Answers a request.
    pub fn respond(&self, request_seq: u64, command: &str, result: Result<Value, RequestError>) {
        let seq = self.next_seq();
        let command = command.to_owned();
        let response = match result {
            Ok(body) => Response {
                seq,
                request_seq,
                success: true,
                command,
                message: None,
                body,
            },
            Err(error) => Response {
                seq,
                request_seq,
                success: false,
                command,
                message: Some(error.code()),
                body: error.body(),
            },
        };
        self.send(Message::Response(response));
    }

    /// Tells the client something.
    pub fn event(&self, event: &str, content: &impl Serialize) {
        let seq = self.next_seq();
        self.send(Message::Event(Event {
            seq,
            event: event.to_owned(),
            body: body(content),
        }));
    }

    /// Asks the client for something and waits for its answer.
    ///
    /// # Errors
    /// When the client refuses or has gone.
    pub async fn ask_client(&self, command: &str, arguments: Value) -> Result<Value, RequestError> {
        let seq = self.next_seq();
        let (answer, answered) = oneshot::channel();
        self.asked.borrow_mut().insert(seq, answer);
        self.send(Message::Request(Request {
            seq,
            command: command.to_owned(),
            arguments,
        }));
        let gone = || RequestError::new(ErrorId::ClientUnable, "the client has gone");
        let response = answered.await.map_err(|_| gone())?;
        if response.success {
            return Ok(response.body);
        }
        let why = response.message.unwrap_or_default();
        Err(RequestError::new(
            ErrorId::ClientUnable,
            "the client refused '{command}': {why}",
        )
        .with("command", command)
        .with("why", why)
        .shown())
    }

    /// Takes in the client's answer to a request of ours; one to no request is ignored.
    pub fn answered(&self, response: Response) {
        if let Some(answer) = self.asked.borrow_mut().remove(&response.request_seq) {
            let _ = answer.send(response);
        }
    }

    /// The program's process.
    ///
    /// # Errors
    /// When there is none.
    pub fn debuggee(&self) -> Result<Rc<Debuggee>, RequestError> {
        let debuggee = self.debuggee.borrow().clone();
        debuggee.ok_or_else(|| RequestError::new(ErrorId::DebuggeeGone, "there is no program"))
    }

    /// Sets or takes away the program's process.
    pub fn set_debuggee(&self, debuggee: Option<Rc<Debuggee>>) -> Option<Rc<Debuggee>> {
        self.debuggee.replace(debuggee)
    }

    /// Sends a command and waits for its reply.
    ///
    /// # Errors
    /// What the debuggee reports, or that it has gone.
    pub async fn ask(&self, command: Command) -> Result<Reply, RequestError> {
        self.debuggee()?.ask(command).await
    }

    /// Notes that the program stopped or runs.
    pub fn set_running(&self, running: bool) {
        self.phase.set(if running {
            Phase::Running
        } else {
            Phase::Stopped
        });
    }

    /// Whether the program is to stop for anything.
    pub fn is_debugging(&self) -> bool {
        let configuration = self.configuration.borrow();
        configuration
            .as_ref()
            .is_some_and(|configuration| !configuration.options().no_debug)
    }

    /// Tells of an error that no response can carry any more.
    pub fn complain(&self, error: &RequestError) {
        let output = format!("{}\n", error.message());
        self.event(
            "output",
            &serde_json::json!({"category": "important", "output": output}),
        );
    }

    /// What the launch configuration asks of the session itself.
    pub fn apply(&self, options: &LaunchOptions) {
        self.show_refcounts.set(options.show_refcounts);
    }

    /// A line as the client counts.
    pub fn client_line(&self, line: u32) -> u64 {
        let from_one = self.client.borrow().lines_from_one;
        u64::from(line).saturating_sub(u64::from(!from_one))
    }

    /// A client's line, counted from 1.
    pub fn own_line(&self, line: u64) -> u32 {
        let from_one = self.client.borrow().lines_from_one;
        u32::try_from(line.saturating_add(u64::from(!from_one))).unwrap_or(u32::MAX)
    }

    /// A column from 0 as the client counts.
    pub fn client_column(&self, column: u32) -> u64 {
        u64::from(column) + u64::from(self.client.borrow().columns_from_one)
    }

    /// A client's column, counted from 0.
    pub fn own_column(&self, column: u64) -> u32 {
        let from_one = self.client.borrow().columns_from_one;
        u32::try_from(column.saturating_sub(u64::from(from_one))).unwrap_or(u32::MAX)
    }

    /// Ends the session, after what has been said is out.
    pub fn leave(&self) {
        self.leave.notify_one();
    }

    /// Waits for [`Session::leave`].
    pub async fn left(&self) {
        self.leave.notified().await;
    }
}

/// Sends a command and takes its reply apart; another kind of reply is a fault of the
/// debuggee.
macro_rules! ask {
    ($session:expr, $command:expr, $pattern:pat => $value:expr) => {
        match $session.ask($command).await? {
            $pattern => $value,
            other => return Err($crate::debuggee::unexpected(&other)),
        }
    };
}
pub(crate) use ask;
