//! Keeps the server going whatever becomes of the process that does the work.
//!
//! The client talks to this process, which passes every message on to a worker and back. Should the
//! worker end - a stack overflow, no memory, a signal -, the requests it was at are answered with an
//! error, another one is started and told what the last one knew ([`session`]), and the client only
//! reads of it in its log. A text at which workers end more than once is left out, which the person
//! is told ([`suspects`]). Start with [`run`].

mod frames;
mod session;
mod suspects;

use std::collections::VecDeque;
use std::io::{self, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, MutexGuard};
use serde_json::{Value, json};
use tower_lsp::lsp_types::Url;

use frames::{Frames, Piece, framed};
use session::{Head, Passing, Session, notification};

/// A worker that ends so often in so short a time would end again.
const MOST_STARTS: usize = 5;
const IN_SO_LONG: Duration = Duration::from_secs(180);
/// The number under which a new worker is asked to begin.
const BEGIN: &str = "serpentarium/begin";

/// What a worker's environment tells the program's allocator (jemalloc), unless it says something
/// already: all threads share what is free, and keep little of it to themselves. Threads that each
/// hold on to memory cost a server, which is idle most of its time, some megabytes.
pub const ALLOCATOR: (&str, &str) = ("_RJEM_MALLOC_CONF", "narenas:1,tcache_max:4096");

/// Serves standard input and output through workers that `command` makes.
pub fn run(command: impl Fn() -> Command) -> ExitCode {
    let relay = Arc::new(Relay::new());
    let mut worker = match relay.start(&command) {
        Ok(worker) => worker,
        Err(error) => return failed(&error),
    };
    let of_client = Arc::clone(&relay);
    std::thread::spawn(move || of_client.pass_on_from_client());
    let mut starts = VecDeque::new();
    loop {
        relay.pass_on_from_worker(&mut worker.output);
        let status = match worker.process.wait() {
            Ok(status) => status,
            Err(error) => return failed(&error),
        };
        if relay.session().is_ending {
            return exit_code(status);
        }
        starts.push_back(Instant::now());
        starts.retain(|start| start.elapsed() < IN_SO_LONG);
        if starts.len() > MOST_STARTS {
            drop(relay.answer_what_was_lost());
            relay.log(&format!(
                "the worker ended again ({status}); it is not started any more"
            ));
            return exit_code(status);
        }
        worker = match relay.start_again(&command, status) {
            Ok(worker) => worker,
            Err(error) => return failed(&error),
        };
    }
}

fn failed(error: &io::Error) -> ExitCode {
    eprintln!("serpentarium lsp: cannot start the worker: {error}");
    ExitCode::FAILURE
}

fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(101))
}

struct Worker {
    process: Child,
    output: Frames<BufReader<ChildStdout>>,
}

/// What the two directions share. Whoever takes both locks takes that of the input first.
struct Relay {
    input: Mutex<Input>,
    session: Mutex<Session>,
    output: Mutex<Box<dyn Write + Send>>,
}

#[derive(Default)]
struct Input {
    /// The worker's; `None` once the client has hung up.
    pipe: Option<ChildStdin>,
    /// How many workers there were before this one.
    generation: u32,
}

impl Relay {
    fn new() -> Self {
        Self {
            input: Mutex::default(),
            session: Mutex::default(),
            output: Mutex::new(client()),
        }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.session.lock()
    }

    fn input(&self) -> MutexGuard<'_, Input> {
        self.input.lock()
    }

    fn start(&self, command: &impl Fn() -> Command) -> io::Result<Worker> {
        let (worker, pipe) = spawn(command)?;
        self.input().pipe = Some(pipe);
        Ok(worker)
    }

    fn pass_on_from_client(&self) {
        let mut frames = Frames::of_client(io::stdin().lock());
        loop {
            let piece = frames.next().unwrap_or(Piece::End);
            let mut input = self.input();
            let bytes = match piece {
                Piece::Message { bytes, body } => self.note(&input, bytes, body),
                Piece::Other(bytes) => Some(bytes),
                Piece::End => {
                    self.session().is_ending = true;
                    input.pipe = None;
                    return;
                }
            };
            if let (Some(bytes), Some(pipe)) = (bytes, &mut input.pipe) {
                // A worker that is gone is told everything again when it is started again.
                drop(pipe.write_all(&bytes).and_then(|()| pipe.flush()));
            }
        }
    }

    /// What is passed on of a message of the client's: nothing of an answer to a worker that is
    /// gone.
    fn note(&self, input: &Input, bytes: Vec<u8>, body: usize) -> Option<Vec<u8>> {
        let Ok(head) = serde_json::from_slice::<Head>(&bytes[body..]) else {
            return Some(bytes);
        };
        if head.method.is_none() && input.generation > 0 {
            let asked = head.id.as_ref().and_then(Value::as_str).unwrap_or_default();
            let id = asked.strip_prefix(&prefix(input.generation))?;
            let mut answer: Value = serde_json::from_slice(&bytes[body..]).ok()?;
            answer["id"] = serde_json::from_str(id).ok()?;
            return Some(framed(answer.to_string().as_bytes()));
        }
        let passing = self.session().sent(&head, &bytes[body..]);
        match passing {
            Passing::AsItIs => Some(bytes),
            Passing::Instead(messages) => {
                let messages = messages.iter().map(Value::to_string);
                Some(messages.flat_map(|it| framed(it.as_bytes())).collect())
            }
            Passing::Answered(messages) => {
                messages.iter().for_each(|message| self.say(message));
                None
            }
        }
    }

    /// Until the worker's output ends.
    fn pass_on_from_worker(&self, output: &mut Frames<BufReader<ChildStdout>>) {
        let generation = self.input().generation;
        loop {
            match output.next().unwrap_or(Piece::End) {
                Piece::Message { bytes, body } => self.pass_on_message(generation, &bytes, body),
                // The frame that it was writing when it ended.
                Piece::Other(_) => {}
                Piece::End => return,
            }
        }
    }

    fn pass_on_message(&self, generation: u32, bytes: &[u8], body: usize) {
        // What the answer to `initialize` says holds for what the client says next, and a later
        // worker's requests are changed; everything else is told before it is looked at.
        let is_plain = generation == 0 && self.session().is_initialized();
        if is_plain {
            self.tell(bytes);
        }
        let mut instead = None;
        if let Ok(head) = serde_json::from_slice::<Head>(&bytes[body..]) {
            self.session().answered(&head, &bytes[body..]);
            instead = self.asked_again(generation, &head, &bytes[body..]);
        }
        if !is_plain {
            self.tell(instead.as_deref().unwrap_or(bytes));
        }
    }

    /// A later worker's request under a number that no earlier one used; empty if the client has
    /// agreed to it before.
    fn asked_again(&self, generation: u32, head: &Head, body: &[u8]) -> Option<Vec<u8>> {
        let (Some(method), Some(id)) = (&head.method, &head.id) else {
            return None;
        };
        if generation == 0 {
            return None;
        }
        if method == "client/registerCapability" {
            let agreed = json!({"jsonrpc": "2.0", "id": id, "result": null});
            if let Some(pipe) = &mut self.input().pipe {
                drop(write(pipe, &agreed));
            }
            return Some(Vec::new());
        }
        let mut request: Value = serde_json::from_slice(body).ok()?;
        request["id"] = format!("{}{id}", prefix(generation)).into();
        Some(framed(request.to_string().as_bytes()))
    }

    /// Gives the texts that are left out from now on.
    fn answer_what_was_lost(&self) -> Vec<Url> {
        let (lost, left_out) = self.session().ended();
        for id in lost {
            let error = json!({
                "code": -32603,
                "message": "the language server's worker ended while it was at this",
            });
            self.say(&json!({"jsonrpc": "2.0", "id": id, "error": error}));
        }
        left_out
    }

    fn start_again(
        &self,
        command: &impl Fn() -> Command,
        status: ExitStatus,
    ) -> io::Result<Worker> {
        // What comes from here on waits for the new worker.
        let mut input = self.input();
        let left_out = self.answer_what_was_lost();
        let (mut worker, mut pipe) = spawn(command)?;
        let mut session = self.session();
        if let Some(begin) = session.begin(BEGIN) {
            // Should this one end at once, its output ends, too, and that is seen to like any end.
            let told = write(&mut pipe, &begin).and_then(|()| {
                self.wait_for_beginning(&mut worker.output);
                let messages = session.go_on();
                messages
                    .iter()
                    .try_for_each(|message| write(&mut pipe, message))
            });
            if let Err(error) = told {
                eprintln!("serpentarium lsp: the new worker does not listen: {error}");
            }
        }
        let told = left_out
            .iter()
            .flat_map(|text| session.telling_left_out(text));
        let messages: Vec<Value> = told.collect();
        drop(session);
        // The client may have hung up meanwhile.
        let is_ending = self.session().is_ending;
        input.pipe = (!is_ending).then_some(pipe);
        input.generation += 1;
        self.log(&format!(
            "the worker ended ({status}) and was started again"
        ));
        for message in messages {
            self.say(&message);
        }
        Ok(worker)
    }

    fn wait_for_beginning(&self, output: &mut Frames<BufReader<ChildStdout>>) {
        while let Ok(Piece::Message { bytes, body }) = output.next() {
            let head = serde_json::from_slice::<Head>(&bytes[body..]);
            let is_answer = head.is_ok_and(|head| head.id == Some(BEGIN.into()));
            if is_answer {
                return;
            }
            self.tell(&bytes);
        }
    }

    fn log(&self, message: &str) {
        eprintln!("serpentarium lsp: {message}");
        let params = json!({"type": 1, "message": message});
        self.say(&notification("window/logMessage", params));
    }

    fn say(&self, message: &Value) {
        self.tell(&framed(message.to_string().as_bytes()));
    }

    fn tell(&self, bytes: &[u8]) {
        let mut output = self.output.lock();
        // A client that reads no more has hung up, which its own end of the pipe tells.
        drop(output.write_all(bytes).and_then(|()| output.flush()));
    }
}

/// Where the client reads. Rust's own standard output writes a message in two parts, the first up to
/// its last line break, and a client that reads the first waits for the second.
#[cfg(unix)]
fn client() -> Box<dyn Write + Send> {
    use std::os::fd::AsFd;

    match io::stdout().as_fd().try_clone_to_owned() {
        Ok(output) => Box::new(std::fs::File::from(output)),
        Err(_) => Box::new(io::stdout()),
    }
}

#[cfg(not(unix))]
fn client() -> Box<dyn Write + Send> {
    Box::new(io::stdout())
}

fn prefix(generation: u32) -> String {
    format!("serpentarium/{generation}/")
}

fn spawn(command: &impl Fn() -> Command) -> io::Result<(Worker, ChildStdin)> {
    let mut command = command();
    let (name, value) = ALLOCATOR;
    if std::env::var_os(name).is_none() {
        command.env(name, value);
    }
    let mut process = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let closed = || io::Error::other("its pipes are closed");
    let pipe = process.stdin.take().ok_or_else(closed)?;
    let output = process.stdout.take().ok_or_else(closed)?;
    let output = Frames::of_worker(BufReader::new(output));
    Ok((Worker { process, output }, pipe))
}

fn write(pipe: &mut ChildStdin, message: &Value) -> io::Result<()> {
    pipe.write_all(&framed(message.to_string().as_bytes()))?;
    pipe.flush()
}
