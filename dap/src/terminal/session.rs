//! What the commands do: requests to the adapter, and its events.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io::{self, Write};
use std::rc::Rc;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::io::{DuplexStream, ReadHalf, WriteHalf};

use super::command::{Command, HELP, Place, Stepping, parse};
use super::show::{self, text};
use crate::client::{Client, ClientError};
use crate::message::Event;

/// What ends a session before its time.
#[derive(Debug)]
pub enum Failure {
    /// The adapter does not answer, or refuses what has to work.
    Client(ClientError),
    /// The terminal.
    Io(io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Client(error) => error.fmt(f),
            Failure::Io(error) => error.fmt(f),
        }
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        Failure::Client(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Io(error)
    }
}

type Done = Result<(), Failure>;

/// A breakpoint as it was asked for.
#[derive(Debug, Clone)]
struct Breakpoint {
    number: u64,
    place: Place,
    condition: Option<String>,
    temporary: bool,
    /// The adapter's number for it.
    id: Option<u64>,
}

/// A session.
pub struct Session {
    client: Client<ReadHalf<DuplexStream>, WriteHalf<DuplexStream>>,
    thread: u64,
    frames: Vec<Value>,
    selected: usize,
    breakpoints: Vec<Breakpoint>,
    last_number: u64,
    sources: HashMap<String, Rc<Vec<String>>>,
    over: bool,
}

impl Session {
    /// Launches the program and waits for its first stop.
    pub async fn start(
        stream: DuplexStream,
        launch: Value,
        out: &mut dyn Write,
    ) -> Result<Session, Failure> {
        let (reader, writer) = tokio::io::split(stream);
        let mut session = Session {
            client: Client::new(reader, writer),
            thread: 1,
            frames: Vec::new(),
            selected: 0,
            breakpoints: Vec::new(),
            last_number: 0,
            sources: HashMap::new(),
            over: false,
        };
        let initialize = json!({
            "clientID": "terminal", "adapterID": "serpentarium", "supportsVariableType": true,
        });
        session.client.request("initialize", initialize).await?;
        session.client.request("launch", launch).await?;
        while session.client.event().await?.event != "initialized" {}
        session
            .client
            .request("setExceptionBreakpoints", json!({"filters": ["uncaught"]}))
            .await?;
        session
            .client
            .request("configurationDone", json!({}))
            .await?;
        session.wait(out).await?;
        Ok(session)
    }

    /// Whether the program or the person has ended it.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Takes leave of the adapter, which ends the program.
    pub async fn leave(&mut self) -> Done {
        self.client.request("disconnect", json!({})).await?;
        Ok(())
    }

    /// Does what a line says. What the adapter refuses is printed.
    pub async fn obey(&mut self, line: &str, out: &mut dyn Write) -> Done {
        let command = match parse(line) {
            Ok(command) => command,
            Err(why) => return Ok(writeln!(out, "{why}")?),
        };
        match self.carry_out(command, out).await {
            Err(Failure::Client(error @ ClientError::Refused(_))) => Ok(writeln!(out, "{error}")?),
            done => done,
        }
    }

    async fn carry_out(&mut self, command: Command, out: &mut dyn Write) -> Done {
        match command {
            Command::Step(stepping) => self.step(stepping, out).await,
            Command::Continue => {
                self.resume("continue", json!({"threadId": self.thread}), out)
                    .await
            }
            Command::Break { place: None, .. } => self.list_breakpoints(out),
            Command::Break {
                place: Some(place),
                condition,
                temporary,
            } => self.set_breakpoint(place, condition, temporary, out).await,
            Command::Delete(number) => self.delete(number, out).await,
            Command::Print(expression) => self.evaluate(&expression, "watch", out).await,
            Command::Execute(statement) => self.evaluate(&statement, "repl", out).await,
            Command::Locals => self.scope("Locals", out).await,
            Command::Globals => self.scope("Globals", out).await,
            Command::Stack => self.scope("Value Stack", out).await,
            Command::Generators => self.generators(out).await,
            Command::Disassemble => self.disassemble(out).await,
            Command::Backtrace => self.backtrace(out),
            Command::Move(by) => self.move_by(by, out).await,
            Command::List(line) => self.list(line, out).await,
            Command::Threads => self.threads(out).await,
            Command::Heap(limit) => self.heap(limit, out).await,
            Command::Help => Ok(write!(out, "{HELP}")?),
            Command::Quit => {
                self.over = true;
                Ok(())
            }
            Command::Nothing => Ok(()),
        }
    }

    async fn step(&mut self, stepping: Stepping, out: &mut dyn Write) -> Done {
        let granularity = if stepping.instruction {
            "instruction"
        } else {
            "line"
        };
        let arguments = json!({"threadId": self.thread, "granularity": granularity});
        self.resume(stepping.request, arguments, out).await
    }

    async fn resume(&mut self, request: &str, arguments: Value, out: &mut dyn Write) -> Done {
        self.client.request(request, arguments).await?;
        self.wait(out).await
    }

    /// Waits for the next stop or the end, passing on what the program writes. Ctrl+C
    /// pauses the program.
    async fn wait(&mut self, out: &mut dyn Write) -> Done {
        loop {
            let event = tokio::select! {
                event = self.client.event() => event?,
                Ok(()) = tokio::signal::ctrl_c() => {
                    self.client.send("pause", json!({"threadId": self.thread})).await?;
                    continue;
                }
            };
            match event.event.as_str() {
                "output" => write!(out, "{}", text(&event.body, "output"))?,
                "exited" => writeln!(
                    out,
                    "The program ended with exit code {}.",
                    event.body["exitCode"]
                )?,
                "terminated" => {
                    self.over = true;
                    return Ok(());
                }
                "stopped" => return self.stopped(&event, out).await,
                _ => {}
            }
            out.flush()?;
        }
    }

    async fn stopped(&mut self, event: &Event, out: &mut dyn Write) -> Done {
        self.thread = event.body["threadId"].as_u64().unwrap_or(1);
        let answer = self
            .client
            .request("stackTrace", json!({"threadId": self.thread}))
            .await?;
        self.frames = answer["stackFrames"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        self.selected = 0;
        self.drop_temporary(&event.body["hitBreakpointIds"]).await?;
        let reason = match text(&event.body, "description") {
            "" => text(&event.body, "reason"),
            description => description,
        };
        self.show_place(reason, out).await?;
        if !text(&event.body, "text").is_empty() {
            writeln!(out, "{}", text(&event.body, "text"))?;
        }
        self.show_frame(out).await
    }

    fn frame(&self) -> Option<&Value> {
        self.frames.get(self.selected)
    }

    async fn show_place(&mut self, reason: &str, out: &mut dyn Write) -> Done {
        let Some(frame) = self.frame() else {
            return Ok(writeln!(out, "[{reason}]")?);
        };
        let source = text(&frame["source"], "name");
        Ok(writeln!(
            out,
            "[{reason}] {} at {source}:{}",
            text(frame, "name"),
            frame["line"]
        )?)
    }

    /// Source, bytecode, value stack and locals of the selected frame.
    async fn show_frame(&mut self, out: &mut dyn Write) -> Done {
        let Some(frame) = self.frame().cloned() else {
            return Ok(());
        };
        let lines = self.lines(&frame["source"]).await;
        show::current_source(out, &lines, frame["line"].as_u64().unwrap_or(0))?;
        let address = &frame["instructionPointerReference"];
        let window =
            json!({"memoryReference": address, "instructionOffset": -2, "instructionCount": 6});
        let answer = self.client.request("disassemble", window).await?;
        let current = show::parse_address(address.as_str().unwrap_or_default()).unwrap_or_default();
        writeln!(out, "bytecode:")?;
        show::instructions(out, &answer["instructions"], current)?;
        self.scope("Value Stack", out).await?;
        self.scope("Locals", out).await
    }

    async fn lines(&mut self, source: &Value) -> Rc<Vec<String>> {
        let path = text(source, "path").to_owned();
        if let Some(lines) = self.sources.get(&path) {
            return lines.clone();
        }
        let reference = source["sourceReference"].as_u64().unwrap_or(0);
        let content = if reference > 0 {
            let arguments = json!({"source": source, "sourceReference": reference});
            let answer = self.client.request("source", arguments).await.ok();
            answer.map(|answer| text(&answer, "content").to_owned())
        } else {
            tokio::fs::read(&path)
                .await
                .ok()
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        };
        let content = content.unwrap_or_default();
        let lines: Rc<Vec<String>> = Rc::new(content.lines().map(str::to_owned).collect());
        self.sources.insert(path, lines.clone());
        lines
    }

    async fn scope(&mut self, name: &str, out: &mut dyn Write) -> Done {
        let Some(frame) = self.frame() else {
            return Ok(());
        };
        let scopes = json!({"frameId": frame["id"]});
        let answer = self.client.request("scopes", scopes).await?;
        let scopes = answer["scopes"].as_array().into_iter().flatten();
        let Some(scope) = scopes.into_iter().find(|scope| scope["name"] == name) else {
            return Ok(writeln!(out, "{}: none", name.to_lowercase())?);
        };
        let arguments = json!({"variablesReference": scope["variablesReference"]});
        let answer = self.client.request("variables", arguments).await?;
        Ok(show::variables(
            out,
            &name.to_lowercase(),
            &answer["variables"],
        )?)
    }

    async fn evaluate(&mut self, expression: &str, context: &str, out: &mut dyn Write) -> Done {
        let frame = self.frame().map(|frame| frame["id"].clone());
        let mut arguments = json!({"expression": expression, "context": context});
        if let Some(frame) = frame {
            arguments["frameId"] = frame;
        }
        let answer = self.client.request("evaluate", arguments).await?;
        self.pass_on_output(out).await?;
        match text(&answer, "result") {
            "" => Ok(()),
            result => Ok(writeln!(out, "{result}")?),
        }
    }

    /// Prints what a live evaluation made the program write. The adapter tells it in an event
    /// of its own; asking for something that needs no time waits for it.
    async fn pass_on_output(&mut self, out: &mut dyn Write) -> Done {
        self.client.request("threads", json!({})).await?;
        while let Some(event) = self.client.waiting_event() {
            if event.event == "output" {
                write!(out, "{}", text(&event.body, "output"))?;
            }
        }
        Ok(())
    }

    async fn ask<T: DeserializeOwned>(
        &mut self,
        request: &str,
        arguments: Value,
        member: &str,
    ) -> Result<T, Failure> {
        let mut answer = self.client.request(request, arguments).await?;
        let value = answer.get_mut(member).map(Value::take).unwrap_or_default();
        serde_json::from_value(value)
            .map_err(|error| Failure::Client(ClientError::Malformed(error.to_string())))
    }

    async fn generators(&mut self, out: &mut dyn Write) -> Done {
        let views: Vec<_> = self
            .ask("serpentarium/generators", json!({}), "generators")
            .await?;
        Ok(show::generators(out, &views)?)
    }

    async fn heap(&mut self, limit: u32, out: &mut dyn Write) -> Done {
        let view = self
            .ask("serpentarium/heap", json!({"limit": limit}), "heap")
            .await?;
        Ok(show::heap(out, &view)?)
    }

    async fn disassemble(&mut self, out: &mut dyn Write) -> Done {
        let Some(frame) = self.frame().cloned() else {
            return Ok(());
        };
        let address = text(&frame, "instructionPointerReference");
        let view = self
            .ask(
                "serpentarium/code",
                json!({"memoryReference": address}),
                "code",
            )
            .await?;
        let lines = self.lines(&frame["source"]).await;
        let current = show::parse_address(address).unwrap_or_default() & 0xff_ffff;
        Ok(show::code(out, &view, &lines, current as u32)?)
    }

    fn backtrace(&mut self, out: &mut dyn Write) -> Done {
        for (number, frame) in self.frames.iter().enumerate() {
            let arrow = if number == self.selected { "->" } else { "  " };
            let source = text(&frame["source"], "name");
            writeln!(
                out,
                "  {arrow} {number}  {} at {source}:{}",
                text(frame, "name"),
                frame["line"]
            )?;
        }
        Ok(())
    }

    async fn move_by(&mut self, by: i64, out: &mut dyn Write) -> Done {
        let wanted = self.selected as i64 + by;
        let last = self.frames.len() as i64 - 1;
        if wanted < 0 || wanted > last {
            let end = if wanted < 0 { "innermost" } else { "outermost" };
            return Ok(writeln!(out, "This is the {end} frame.")?);
        }
        self.selected = wanted as usize;
        self.show_place("frame", out).await?;
        self.show_frame(out).await
    }

    async fn list(&mut self, line: Option<u64>, out: &mut dyn Write) -> Done {
        let Some(frame) = self.frame().cloned() else {
            return Ok(());
        };
        let lines = self.lines(&frame["source"]).await;
        let current = frame["line"].as_u64();
        let line = line
            .or(current)
            .unwrap_or(1)
            .clamp(1, (lines.len() as u64).max(1));
        Ok(show::source(out, &lines, line, current, 5)?)
    }

    async fn threads(&mut self, out: &mut dyn Write) -> Done {
        let answer = self.client.request("threads", json!({})).await?;
        for thread in answer["threads"].as_array().into_iter().flatten() {
            let arrow = if thread["id"] == self.thread {
                "->"
            } else {
                "  "
            };
            writeln!(out, "  {arrow} {}  {}", thread["id"], text(thread, "name"))?;
        }
        Ok(())
    }

    fn list_breakpoints(&self, out: &mut dyn Write) -> Done {
        if self.breakpoints.is_empty() {
            return Ok(writeln!(out, "There are no breakpoints.")?);
        }
        for breakpoint in &self.breakpoints {
            write!(
                out,
                "  {}  {}",
                breakpoint.number,
                describe(&breakpoint.place)
            )?;
            if let Some(condition) = &breakpoint.condition {
                write!(out, " if {condition}")?;
            }
            writeln!(out, "{}", if breakpoint.temporary { " (once)" } else { "" })?;
        }
        Ok(())
    }

    async fn set_breakpoint(
        &mut self,
        place: Place,
        condition: Option<String>,
        temporary: bool,
        out: &mut dyn Write,
    ) -> Done {
        let place = self.resolve(place);
        self.last_number += 1;
        let number = self.last_number;
        self.breakpoints.push(Breakpoint {
            number,
            place: place.clone(),
            condition,
            temporary,
            id: None,
        });
        let answer = self.send_breakpoints(&place).await?;
        let Some(found) = answer.get(&number) else {
            return Ok(());
        };
        let line = found["line"].as_u64();
        let at = match (&place, line) {
            (Place::Line(Some(file), _), Some(line)) => {
                describe(&Place::Line(Some(file.clone()), line))
            }
            _ => describe(&place),
        };
        if found["verified"] == true {
            return Ok(writeln!(out, "Breakpoint {number} at {at}")?);
        }
        Ok(writeln!(
            out,
            "Breakpoint {number} at {at}: {}",
            text(found, "message")
        )?)
    }

    /// Gives a line its file: the one that is shown, or one of that name beside it.
    fn resolve(&self, place: Place) -> Place {
        let Place::Line(file, line) = place else {
            return place;
        };
        let shown = self
            .frame()
            .map(|frame| text(&frame["source"], "path"))
            .unwrap_or_default();
        let Some(file) = file else {
            return Place::Line(Some(shown.to_owned()), line);
        };
        let beside = std::path::Path::new(shown).with_file_name(&file);
        let path = if std::path::Path::new(&file).exists() {
            std::path::absolute(&file).ok()
        } else {
            Some(beside)
        };
        Place::Line(path.map(|path| path.to_string_lossy().into_owned()), line)
    }

    /// Sends the breakpoints of a place's kind or file; gives the answers by number.
    async fn send_breakpoints(&mut self, place: &Place) -> Result<BTreeMap<u64, Value>, Failure> {
        let same = |other: &Place| match (place, other) {
            (Place::Line(file, _), Place::Line(other, _)) => file == other,
            (Place::Function(_), Place::Function(_)) => true,
            _ => false,
        };
        let wanted: Vec<_> = self
            .breakpoints
            .iter()
            .filter(|b| same(&b.place))
            .cloned()
            .collect();
        let specs: Vec<_> = wanted.iter().map(spec).collect();
        let answer = match place {
            Place::Line(path, _) => {
                let arguments = json!({"source": {"path": path}, "breakpoints": specs});
                self.client.request("setBreakpoints", arguments).await?
            }
            Place::Function(_) => {
                self.client
                    .request("setFunctionBreakpoints", json!({"breakpoints": specs}))
                    .await?
            }
        };
        let answers = answer["breakpoints"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let answers: BTreeMap<_, _> = wanted.iter().map(|b| b.number).zip(answers).collect();
        for breakpoint in &mut self.breakpoints {
            if let Some(answer) = answers.get(&breakpoint.number) {
                breakpoint.id = answer["id"].as_u64();
            }
        }
        Ok(answers)
    }

    async fn delete(&mut self, number: Option<u64>, out: &mut dyn Write) -> Done {
        let goes =
            |breakpoint: &Breakpoint| number.is_none_or(|number| breakpoint.number == number);
        let gone: Vec<_> = self
            .breakpoints
            .iter()
            .filter(|b| goes(b))
            .cloned()
            .collect();
        if let (true, Some(number)) = (gone.is_empty(), number) {
            return Ok(writeln!(out, "There is no breakpoint {number}.")?);
        }
        self.breakpoints.retain(|breakpoint| !goes(breakpoint));
        for breakpoint in gone {
            self.send_breakpoints(&breakpoint.place).await?;
        }
        Ok(())
    }

    async fn drop_temporary(&mut self, hit: &Value) -> Done {
        let hit: Vec<u64> = hit
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_u64)
            .collect();
        let is_done = |b: &Breakpoint| b.temporary && b.id.is_some_and(|id| hit.contains(&id));
        let done: Vec<_> = self
            .breakpoints
            .iter()
            .filter(|b| is_done(b))
            .cloned()
            .collect();
        self.breakpoints.retain(|breakpoint| !is_done(breakpoint));
        for breakpoint in done {
            self.send_breakpoints(&breakpoint.place).await?;
        }
        Ok(())
    }
}

fn spec(breakpoint: &Breakpoint) -> Value {
    let condition = breakpoint.condition.as_deref().unwrap_or_default();
    match &breakpoint.place {
        Place::Line(_, line) => json!({"line": line, "condition": condition}),
        Place::Function(name) => json!({"name": name, "condition": condition}),
    }
}

fn describe(place: &Place) -> String {
    match place {
        Place::Line(file, line) => {
            let file = file.as_deref().unwrap_or_default();
            let name = std::path::Path::new(file).file_name().unwrap_or_default();
            format!("{}:{line}", name.to_string_lossy())
        }
        Place::Function(name) => name.clone(),
    }
}
