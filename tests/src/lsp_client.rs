//! A language client for tests: a real process, real frames, no knowledge of the server's insides.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::interpreter::find_serpentarium;

/// How long an answer may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running `serpentarium lsp`.
pub struct LspClient {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Messages that came while another one was waited for.
    waiting: VecDeque<Value>,
    next_id: i64,
}

impl LspClient {
    /// Starts a server without a word to it.
    pub fn start() -> Self {
        Self::start_as(|_| {})
    }

    /// The same, in an environment or a folder of its own.
    pub fn start_as(change: impl FnOnce(&mut Command)) -> Self {
        let binary = find_serpentarium().expect("a built serpentarium");
        let mut command = Command::new(binary);
        change(&mut command);
        let mut child = command
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("serpentarium lsp starts");
        let output = child.stdout.take().expect("a pipe");
        let (sender, messages) = channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let input = child.stdin.take();
        Self {
            child,
            input,
            messages,
            waiting: VecDeque::new(),
            next_id: 0,
        }
    }

    /// Starts a server and initializes it with a position encoding.
    pub fn initialized(encoding: &str) -> Self {
        Self::initialized_with(encoding, json!({}))
    }

    /// The same with what else `initialize` says (`rootUri`, `initializationOptions`); what it has
    /// of `capabilities` comes to the usual ones.
    pub fn initialized_with(encoding: &str, params: Value) -> Self {
        Self::start().initialize(encoding, params)
    }

    /// What [`Self::initialized_with`] says to a server that was started.
    pub fn initialize(self, encoding: &str, mut params: Value) -> Self {
        let mut client = self;
        let capabilities = json!({
            "general": {"positionEncodings": [encoding]},
            "textDocument": {
                "hover": {"contentFormat": ["markdown"]},
                "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            },
        });
        merge(&mut params["capabilities"], capabilities);
        let answer = client.request("initialize", params);
        assert_eq!(
            answer["result"]["capabilities"]["positionEncoding"],
            encoding
        );
        client.notify("initialized", json!({}));
        client
    }

    /// The number of the server's process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What a client says of itself in `initialize` that can be asked for its settings and lets the
    /// server register for what changes.
    pub fn registering() -> Value {
        let dynamic = json!({"dynamicRegistration": true});
        let workspace = json!({
            "configuration": true,
            "didChangeWatchedFiles": dynamic,
            "didChangeConfiguration": dynamic,
        });
        json!({"capabilities": {"workspace": workspace}})
    }

    pub fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("standard input is open");
        input
            .write_all(bytes)
            .and_then(|()| input.flush())
            .expect("the server reads");
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and gives its number.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        let mut message = json!({"jsonrpc": "2.0", "id": id, "method": method});
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        id
    }

    /// The whole response to a request.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.response(id)
    }

    pub fn response(&mut self, id: i64) -> Value {
        self.wait_for(|message| message["id"] == id && message.get("method").is_none())
    }

    /// The next message that fulfils a condition; others are kept.
    pub fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(&wanted) {
            return self.waiting.remove(at).expect("just found");
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            let rest = deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(rest) {
                Ok(message) if wanted(&message) => return message,
                Ok(message) => self.waiting.push_back(message),
                Err(RecvTimeoutError::Timeout) => panic!("no answer in {PATIENCE:?}"),
                Err(RecvTimeoutError::Disconnected) => panic!("the server closed its output"),
            }
        }
    }

    /// Answers a request of the server's.
    pub fn respond(&mut self, request: &Value, result: Value) {
        let id = request["id"].clone();
        self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
    }

    /// The messages of one kind that have come so far, without waiting for any.
    pub fn take_all(&mut self, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        self.waiting.extend(self.messages.try_iter());
        let (taken, kept) = self.waiting.drain(..).partition(wanted);
        self.waiting = kept;
        Vec::from(taken)
    }

    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "python", "version": 1, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// The diagnostics that are published for a version of a document.
    pub fn diagnostics(&mut self, uri: &str, version: i64) -> Vec<Value> {
        let message = self.wait_for(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        message["params"]["diagnostics"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    }

    /// Closes standard input.
    pub fn hang_up(&mut self) {
        self.input = None;
    }

    /// The exit code, once the server has ended.
    pub fn wait_for_exit(mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().expect("a child to wait for") {
                return status.code();
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the server does not end");
    }

    /// `shutdown` and `exit`; the exit code.
    pub fn shut_down(mut self) -> Option<i32> {
        let answer = self.request("shutdown", Value::Null);
        assert_eq!(answer["result"], Value::Null, "{answer}");
        self.notify("exit", Value::Null);
        self.wait_for_exit()
    }
}

impl Drop for LspClient {
    fn drop(&mut self) {
        // A server that has ended already cannot be killed, which is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Adds what a value says to another that says nothing of it.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) if into.is_null() => *into = from,
        _ => {}
    }
}

fn read_message(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
