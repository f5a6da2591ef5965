//! A client and an adapter on one thread, and a debuggee that does as a test says.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use serde_json::{Value, json};
use serpentarium_introspect::protocol::view::*;
use serpentarium_introspect::protocol::*;
use tokio::io::{DuplexStream, ReadHalf, WriteHalf};
use tokio::sync::mpsc;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::timeout;

use crate::client::{Client, ClientError};
use crate::error::RequestError;
use crate::launch::{
    AttachPlan, Console, Exit, Incoming, LaunchPlan, Launched, Launcher, LocalFuture,
    ProcessControl, Terminal,
};
use crate::message::{Event as DapEvent, Message, Response as DapResponse};

/// What the debuggee does on a command.
pub enum Act {
    /// Answers.
    Reply(Reply),
    /// Answers, then tells something.
    Then(Reply, Vec<Event>),
    /// Fails.
    Fail(FailureKind, &'static str),
    /// Says nothing.
    Hang,
    /// Ends without an answer.
    Die(Exit),
}

type Script = Rc<dyn Fn(&Command) -> Act>;

/// Gives out scripted debuggees and notes what they were told.
pub struct Scripted {
    script: Script,
    pub commands: RefCell<Vec<Command>>,
    pub plans: RefCell<Vec<LaunchPlan>>,
    pub killed: Cell<u32>,
}

struct Control(Rc<Scripted>, mpsc::UnboundedSender<Incoming>);

impl ProcessControl for Control {
    fn kill(&self) {
        self.0.killed.set(self.0.killed.get() + 1);
        let _ = self.1.send(Incoming::Ended(Exit::Signal {
            number: 9,
            name: " (SIGKILL)",
        }));
    }
}

struct Shared(Rc<Scripted>);

impl Shared {
    fn run(&self, ours: bool) -> Launched {
        let (commands, mut received) = mpsc::unbounded_channel::<Request>();
        let (sender, incoming) = mpsc::unbounded_channel();
        let scripted = self.0.clone();
        let control = ours.then(|| {
            Box::new(Control(scripted.clone(), sender.clone())) as Box<dyn ProcessControl>
        });
        spawn_local(async move {
            while let Some(Request { id, command }) = received.recv().await {
                let act = (scripted.script)(&command);
                scripted.commands.borrow_mut().push(command);
                let respond = |result| {
                    let message = DebuggeeMessage::Response(Response { id, result });
                    let _ = sender.send(Incoming::Message(Box::new(message)));
                };
                match act {
                    Act::Reply(reply) => respond(Ok(reply)),
                    Act::Then(reply, events) => {
                        respond(Ok(reply));
                        for event in events {
                            let _ = sender
                                .send(Incoming::Message(Box::new(DebuggeeMessage::Event(event))));
                        }
                    }
                    Act::Fail(kind, message) => respond(Err(Failure::new(kind, message))),
                    Act::Hang => {}
                    Act::Die(exit) => {
                        let _ = sender.send(Incoming::Ended(exit));
                        return;
                    }
                }
            }
        });
        Launched {
            commands,
            incoming,
            control,
            pid: Some(7),
        }
    }
}

impl Launcher for Shared {
    fn launch(
        &self,
        plan: LaunchPlan,
        terminal: Rc<dyn Terminal>,
    ) -> LocalFuture<Result<Launched, RequestError>> {
        let in_terminal = plan.console != Console::Internal;
        self.0.plans.borrow_mut().push(plan);
        let shared = Shared(self.0.clone());
        Box::pin(async move {
            if in_terminal {
                terminal
                    .run(json!({"args": ["serpentarium"], "cwd": "/"}))
                    .await?;
            }
            Ok(shared.run(true))
        })
    }

    fn attach(&self, _: AttachPlan) -> LocalFuture<Result<Launched, RequestError>> {
        let shared = Shared(self.0.clone());
        Box::pin(async move { Ok(shared.run(false)) })
    }
}

/// A client that fails a test on what it does not expect.
pub struct Tester {
    pub client: Client<ReadHalf<DuplexStream>, WriteHalf<DuplexStream>>,
    pub debuggee: Rc<Scripted>,
}

/// Runs a session with a debuggee that follows `script`.
pub fn session<F: Future<Output = ()>>(
    script: impl Fn(&Command) -> Act + 'static,
    test: impl FnOnce(Tester) -> F,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let debuggee = Rc::new(Scripted {
        script: Rc::new(script),
        commands: RefCell::default(),
        plans: RefCell::default(),
        killed: Cell::new(0),
    });
    LocalSet::new().block_on(&runtime, async {
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        let (reader, writer) = tokio::io::split(theirs);
        let launcher = Rc::new(Shared(debuggee.clone()));
        let serving = spawn_local(crate::serve(reader, writer, launcher));
        let (reader, writer) = tokio::io::split(ours);
        let tester = Tester {
            client: Client::new(reader, writer),
            debuggee,
        };
        let limit = Duration::from_secs(20);
        timeout(limit, test(tester)).await.expect("the test hangs");
        timeout(limit, serving)
            .await
            .expect("the session outlives its client")
            .unwrap();
    });
}

impl Tester {
    /// A request that has to be carried out.
    #[track_caller]
    pub fn ok(&mut self, command: &'static str, arguments: Value) -> impl Future<Output = Value> {
        let answer = self.client.request(command, arguments);
        async move {
            answer
                .await
                .unwrap_or_else(|error| panic!("{command}: {error}"))
        }
    }

    /// A request that has to be refused: its error id and whole text.
    pub async fn refused(&mut self, command: &str, arguments: Value) -> (u64, String) {
        match self.client.request(command, arguments).await {
            Err(ClientError::Refused(response)) => refusal(&response),
            other => panic!("{command}: {other:?}"),
        }
    }

    /// The next message, an event of this name.
    pub async fn event(&mut self, name: &str) -> Value {
        match self.client.next().await.unwrap() {
            Message::Event(DapEvent { event, body, .. }) if event == name => body,
            other => panic!("instead of the event {name}: {other:?}"),
        }
    }

    /// `initialize` and `launch` of some text.
    pub async fn launch(&mut self, more: Value) {
        self.ok("initialize", initialize()).await;
        let mut arguments = json!({"code": "pass"});
        arguments
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        self.ok("launch", arguments).await;
        self.event("process").await;
        self.event("initialized").await;
    }

    /// Ends the session; nothing may be left unread.
    pub async fn finish(mut self) {
        self.ok("disconnect", json!({})).await;
        match self.client.next().await {
            Err(ClientError::Closed) => {}
            other => panic!("left unread: {other:?}"),
        }
    }
}

/// Error id and text of a response.
pub fn refusal(response: &DapResponse) -> (u64, String) {
    (
        response.body["error"]["id"].as_u64().unwrap(),
        crate::client::error_text(response),
    )
}

/// Arguments of `initialize` as VS Code sends them.
pub fn initialize() -> Value {
    json!({
        "clientID": "vscode", "adapterID": "serpentarium", "pathFormat": "path",
        "linesStartAt1": true, "columnsStartAt1": true, "supportsVariableType": true,
        "supportsVariablePaging": true, "supportsRunInTerminalRequest": true,
    })
}

/// A stop of the main thread.
pub fn stop(reason: StopReason) -> Event {
    Event::Stopped {
        reason,
        thread: ThreadId(1),
        description: None,
        text: None,
        hit_breakpoints: vec![],
    }
}

/// A debuggee that stops at once, at every step and after `continue`, and knows nothing else.
pub fn stops(command: &Command) -> Act {
    match command {
        Command::Start { .. } => Act::Then(Reply::Done, vec![stop(StopReason::Entry)]),
        Command::Step { .. } => Act::Then(Reply::Done, vec![stop(StopReason::Step)]),
        Command::Continue => Act::Then(Reply::Done, vec![stop(StopReason::Breakpoint)]),
        Command::SetBreakpoints { breakpoints, .. } => Act::Reply(Reply::Breakpoints(
            breakpoints
                .iter()
                .map(|spec| verified(spec.id, spec.line))
                .collect(),
        )),
        Command::SetExceptionFilters(_) | Command::Detach | Command::Terminate => {
            Act::Reply(Reply::Done)
        }
        _ => Act::Fail(FailureKind::Unsupported, "not in this script"),
    }
}

/// A breakpoint that was set.
pub fn verified(id: u64, line: u32) -> BreakpointView {
    BreakpointView {
        id,
        verified: true,
        message: None,
        pending: false,
        source: Some(source()),
        line: Some(line),
        instruction: None,
    }
}

/// A source.
pub fn source() -> SourceView {
    SourceView {
        path: "/a/b.py".into(),
        name: "b.py".into(),
        kind: SourceKind::File,
        user_code: true,
    }
}

/// A list variable.
pub fn list(name: &str, items: u64) -> VariableView {
    VariableView {
        name: name.into(),
        value: "[...]".into(),
        type_name: "list".into(),
        refcount: Some(RefCount::Count(2)),
        size: 72,
        id: Some(ObjectId(0x1000)),
        step: Step::Name(name.into()),
        named: 0,
        indexed: items,
        evaluate_name: Some(name.into()),
        kind: VariableKind::Data,
        read_only: false,
        lazy: false,
        code: None,
    }
}
