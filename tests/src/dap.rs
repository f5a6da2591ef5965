//! A DAP client of our own for tests: a real `serpentarium dap` process over stdio.
//!
//! A test reads as a session: [`Client::request`] for what has to work,
//! [`Client::refused`] for what must not, [`Client::event`] for the next event. Nothing is
//! skipped silently: an unexpected message fails the test, and so does one that is left
//! unread at the end ([`Client::finish`]). Events of no interest to a test are named once,
//! in [`Client::ignore`].
//!
//! Debuggees are files in `tests/debuggees` with markers: `# @name` at the end of a line
//! names that line, so that tests speak of `@loop` and not of line 27.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::interpreter::find_serpentarium;

/// How long a message may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program to debug.
pub struct Debuggee {
    /// Its file.
    pub path: PathBuf,
    markers: BTreeMap<String, u64>,
}

impl Debuggee {
    /// The program of this name in `tests/debuggees`.
    pub fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("debuggees")
            .join(name);
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let marked = text.lines().zip(1..).filter_map(|(line, number)| {
            let (_, marker) = line.rsplit_once("# @")?;
            Some((marker.trim().to_owned(), number))
        });
        Debuggee {
            markers: marked.collect(),
            path,
        }
    }

    /// The line of a marker.
    #[track_caller]
    pub fn line(&self, marker: &str) -> u64 {
        let line = self.markers.get(marker);
        *line.unwrap_or_else(|| panic!("no marker @{marker} in {}", self.path.display()))
    }

    /// A `source` of it.
    pub fn source(&self) -> Value {
        json!({"path": self.path})
    }
}

/// A client and its adapter process.
pub struct Client {
    adapter: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    waiting: VecDeque<Value>,
    ignored: Vec<&'static str>,
    seq: u64,
    /// What the program wrote to its standard output, as far as it was read.
    pub stdout: String,
    /// The same of standard error.
    pub stderr: String,
    /// What the debugger itself said.
    pub console: String,
}

impl Client {
    /// Starts an adapter.
    pub fn start() -> Self {
        let executable = find_serpentarium().unwrap_or_else(|why| panic!("{why}"));
        let mut adapter = Command::new(executable)
            .arg("dap")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("serpentarium dap can be started");
        let stdout = adapter.stdout.take().expect("it was asked for");
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            while let Some(message) = read_message(&mut reader) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let stdin = adapter.stdin.take();
        Client {
            adapter,
            stdin,
            messages,
            waiting: VecDeque::new(),
            ignored: vec!["output", "module", "loadedSource", "process", "thread"],
            seq: 0,
            stdout: String::new(),
            stderr: String::new(),
            console: String::new(),
        }
    }

    /// Starts an adapter and initializes it as VS Code does.
    pub fn initialized() -> Self {
        let mut client = Client::start();
        client.request(
            "initialize",
            json!({
                "clientID": "tests", "adapterID": "serpentarium", "pathFormat": "path",
                "linesStartAt1": true, "columnsStartAt1": true, "supportsVariableType": true,
                "supportsVariablePaging": true, "supportsRunInTerminalRequest": true,
            }),
        );
        client
    }

    /// Launches a debuggee, up to where it can be configured.
    pub fn launched(debuggee: &Debuggee, more: Value) -> Self {
        let mut client = Client::initialized();
        let mut arguments = json!({"program": debuggee.path});
        let more = more
            .as_object()
            .expect("more arguments are an object")
            .clone();
        arguments.as_object_mut().expect("an object").extend(more);
        client.request("launch", arguments);
        client.event("initialized");
        client
    }

    /// Launches a debuggee with breakpoints at its markers and goes to the first of them.
    pub fn stopped_at(debuggee: &Debuggee, markers: &[&str]) -> Self {
        let mut client = Client::launched(debuggee, json!({}));
        client.break_at(debuggee, markers);
        client.request("configurationDone", json!({}));
        client.stopped("breakpoint");
        client
    }

    /// Sets plain breakpoints at markers.
    pub fn break_at(&mut self, debuggee: &Debuggee, markers: &[&str]) {
        let lines: Vec<_> = markers
            .iter()
            .map(|marker| json!({"line": debuggee.line(marker)}))
            .collect();
        let arguments = json!({"source": debuggee.source(), "breakpoints": lines});
        let answer = self.request("setBreakpoints", arguments);
        for (marker, breakpoint) in markers.iter().zip(list(&answer["breakpoints"])) {
            assert_eq!(
                breakpoint["verified"],
                json!(true),
                "@{marker}: {breakpoint}"
            );
            assert_eq!(
                breakpoint["line"],
                json!(debuggee.line(marker)),
                "@{marker}: {breakpoint}"
            );
        }
    }

    /// Takes an event off the list of those that a test does not read (their texts are
    /// kept all the same), or puts one on it.
    pub fn ignore(&mut self, event: &'static str, ignore: bool) {
        self.ignored.retain(|ignored| *ignored != event);
        if ignore {
            self.ignored.push(event);
        }
    }

    /// Sends a request without waiting.
    pub fn send(&mut self, command: &str, arguments: Value) -> u64 {
        self.seq += 1;
        let seq = self.seq;
        let message =
            json!({"seq": seq, "type": "request", "command": command, "arguments": arguments});
        self.raw(&frame(&message.to_string()));
        seq
    }

    /// Sends bytes as they are.
    pub fn raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("the adapter's input is open");
        stdin
            .write_all(bytes)
            .and_then(|()| stdin.flush())
            .expect("the adapter reads");
    }

    /// Closes the adapter's input.
    pub fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// A request that has to be carried out; its body.
    #[track_caller]
    pub fn request(&mut self, command: &str, arguments: Value) -> Value {
        let seq = self.send(command, arguments);
        let response = self.response(seq);
        assert_eq!(response["success"], json!(true), "{command}: {response}");
        response["body"].clone()
    }

    /// A request that has to be refused; its error's id and text.
    #[track_caller]
    pub fn refused(&mut self, command: &str, arguments: Value) -> (u64, String) {
        let seq = self.send(command, arguments);
        let response = self.response(seq);
        assert_eq!(response["success"], json!(false), "{command}: {response}");
        refusal(&response)
    }

    /// The response to a request that was sent. Events that come before it stay to be read.
    #[track_caller]
    pub fn response(&mut self, seq: u64) -> Value {
        let mut passed = VecDeque::new();
        let response = loop {
            let message = self.next();
            if message["type"] == "response" && message["request_seq"] == seq {
                break message;
            }
            passed.push_back(message);
        };
        passed.append(&mut self.waiting);
        self.waiting = passed;
        response
    }

    /// The next message that is not ignored, which has to be this event; its body.
    #[track_caller]
    pub fn event(&mut self, name: &str) -> Value {
        let message = self.next();
        assert_eq!(
            message["type"],
            json!("event"),
            "instead of {name}: {message}"
        );
        assert_eq!(message["event"], json!(name), "{message}");
        message["body"].clone()
    }

    /// The next message, which has to be this request of the adapter's.
    #[track_caller]
    pub fn reverse_request(&mut self, command: &str) -> Value {
        let message = self.next();
        assert_eq!(message["type"], json!("request"), "{message}");
        assert_eq!(message["command"], json!(command), "{message}");
        message
    }

    /// Answers a request of the adapter's.
    pub fn answer(&mut self, request: &Value, body: Value) {
        self.seq += 1;
        let message = json!({
            "seq": self.seq, "type": "response", "request_seq": request["seq"], "success": true,
            "command": request["command"], "body": body,
        });
        self.raw(&frame(&message.to_string()));
    }

    /// A stop for this reason; its body.
    #[track_caller]
    pub fn stopped(&mut self, reason: &str) -> Value {
        let stopped = self.event("stopped");
        assert_eq!(stopped["reason"], json!(reason), "{stopped}");
        assert_eq!(stopped["allThreadsStopped"], json!(true), "{stopped}");
        stopped
    }

    /// The end of the program with this exit code.
    #[track_caller]
    pub fn ended(&mut self, code: u64) {
        let exited = self.event("exited");
        assert_eq!(exited["exitCode"], json!(code), "stderr: {}", self.stderr);
        self.event("terminated");
    }

    /// The frames of the main thread.
    #[track_caller]
    pub fn stack(&mut self) -> Vec<Value> {
        let answer = self.request(
            "stackTrace",
            json!({"threadId": 1, "startFrame": 0, "levels": 20}),
        );
        list(&answer["stackFrames"]).to_vec()
    }

    /// Name and line of the innermost frame.
    #[track_caller]
    pub fn place(&mut self) -> (String, u64) {
        let frame = self.stack().swap_remove(0);
        (
            text(&frame["name"]),
            frame["line"].as_u64().expect("a line"),
        )
    }

    /// The innermost frame has to stand at a marker.
    #[track_caller]
    pub fn at(&mut self, debuggee: &Debuggee, marker: &str) {
        let (name, line) = self.place();
        assert_eq!(
            line,
            debuggee.line(marker),
            "not at @{marker} but in {name}, line {line}"
        );
    }

    /// A scope of a frame.
    #[track_caller]
    pub fn scope(&mut self, frame: usize, name: &str) -> Value {
        let frame = self.stack()[frame]["id"].clone();
        let answer = self.request("scopes", json!({"frameId": frame}));
        let scopes = list(&answer["scopes"]);
        let found = scopes.iter().find(|scope| scope["name"] == name);
        found
            .unwrap_or_else(|| panic!("no scope {name}: {answer}"))
            .clone()
    }

    /// The children of something that can be expanded.
    #[track_caller]
    pub fn children(&mut self, parent: &Value) -> Vec<Value> {
        let reference = &parent["variablesReference"];
        assert!(reference.as_u64() > Some(0), "cannot be expanded: {parent}");
        let answer = self.request("variables", json!({"variablesReference": reference}));
        list(&answer["variables"]).to_vec()
    }

    /// A child by name.
    #[track_caller]
    pub fn child(&mut self, parent: &Value, name: &str) -> Value {
        let children = self.children(parent);
        let found = children.iter().find(|child| child["name"] == name);
        found
            .unwrap_or_else(|| panic!("no {name} among {children:#?}"))
            .clone()
    }

    /// A local variable of the innermost frame.
    #[track_caller]
    pub fn local(&mut self, name: &str) -> Value {
        let locals = self.scope(0, "Locals");
        self.child(&locals, name)
    }

    /// The value of an expression in the innermost frame.
    #[track_caller]
    pub fn evaluate(&mut self, expression: &str, context: &str) -> Value {
        let frame = self.stack()[0]["id"].clone();
        self.request(
            "evaluate",
            json!({"expression": expression, "context": context, "frameId": frame}),
        )
    }

    /// Lets the program run to its next stop.
    #[track_caller]
    pub fn resume(&mut self, command: &str, reason: &str) -> Value {
        self.request(command, json!({"threadId": 1}));
        self.stopped(reason)
    }

    /// One step of one instruction.
    #[track_caller]
    pub fn step_instruction(&mut self, command: &str) {
        self.request(
            command,
            json!({"threadId": 1, "granularity": "instruction"}),
        );
        self.stopped("step");
    }

    /// Lets the program run to its end.
    #[track_caller]
    pub fn run_out(&mut self, code: u64) {
        self.request("continue", json!({"threadId": 1}));
        self.ended(code);
    }

    /// Ends the session. The adapter has to end with it, well, and nothing may be unread.
    #[track_caller]
    pub fn finish(mut self) {
        self.request("disconnect", json!({}));
        let unread: Vec<_> = std::iter::from_fn(|| self.take(PATIENCE)).collect();
        assert!(unread.is_empty(), "unread: {unread:#?}");
        self.hang_up();
        let status = self.adapter.wait().expect("the adapter can be waited for");
        assert!(status.success(), "{status}");
    }

    /// The next message that is not ignored.
    #[track_caller]
    pub fn next(&mut self) -> Value {
        self.take(PATIENCE).unwrap_or_else(|| {
            panic!(
                "no message; stdout: {} stderr: {} console: {}",
                self.stdout, self.stderr, self.console
            )
        })
    }

    fn take(&mut self, patience: Duration) -> Option<Value> {
        if let Some(message) = self.waiting.pop_front() {
            return Some(message);
        }
        loop {
            let message = match self.messages.recv_timeout(patience) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("the adapter is silent; console: {}", self.console)
                }
                Err(RecvTimeoutError::Disconnected) => return None,
            };
            self.keep_output(&message);
            let is_ignored = self
                .ignored
                .iter()
                .any(|ignored| message["event"] == *ignored);
            if !is_ignored {
                return Some(message);
            }
        }
    }

    fn keep_output(&mut self, message: &Value) {
        if message["event"] == "output" {
            let kept = match message["body"]["category"].as_str() {
                Some("stdout") => &mut self.stdout,
                Some("stderr") => &mut self.stderr,
                _ => &mut self.console,
            };
            kept.push_str(message["body"]["output"].as_str().unwrap_or_default());
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Only when a test fails: a finished adapter has ended.
        let _ = self.adapter.kill();
        let _ = self.adapter.wait();
    }
}

/// Error id and whole text of a response.
pub fn refusal(response: &Value) -> (u64, String) {
    let error = &response["body"]["error"];
    let mut message = text(&error["format"]);
    for (name, value) in error["variables"].as_object().into_iter().flatten() {
        message = message.replace(&format!("{{{name}}}"), value.as_str().unwrap_or_default());
    }
    (
        error["id"]
            .as_u64()
            .unwrap_or_else(|| panic!("no error id: {response}")),
        message,
    )
}

/// A message with its header.
pub fn frame(content: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{content}", content.len()).into_bytes()
}

/// A string's text.
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

/// An array's elements.
pub fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .unwrap_or_else(|| panic!("no list: {value}"))
}

fn read_message(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line
            .split_once(": ")
            .expect("a header has a colon and a space");
        assert_eq!(name, "Content-Length", "an unexpected header: {line}");
        length = value.parse().ok();
    }
    let mut content = vec![0; length.expect("a message has a length")];
    reader.read_exact(&mut content).ok()?;
    Some(serde_json::from_slice(&content).expect("a message is JSON"))
}
