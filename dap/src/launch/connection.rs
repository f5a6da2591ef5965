//! The control connection: greeting, then messages both ways beside the program's output.

use std::io;
use std::process::ExitStatus;
use std::rc::Rc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serpentarium_introspect::protocol::{
    FrameDecoder, FrameError, Hello, OutputStream, Request, Welcome, encode_frame,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, ChildStderr, ChildStdout};
use tokio::sync::{Notify, mpsc};
use tokio::task::spawn_local;
use tokio::time::timeout;

use super::output::TextDecoder;
use super::{Exit, Incoming, Launched, ProcessControl};

/// How long a peer may take to greet.
const GREETING: Duration = Duration::from_secs(10);

/// How long output is waited for after the process has ended: a child of its own may hold
/// the pipes open for ever.
const LAST_OUTPUT: Duration = Duration::from_millis(500);

/// A greeted connection.
pub struct Connection {
    stream: TcpStream,
    decoder: FrameDecoder,
    /// The debuggee's process id.
    pub pid: u32,
}

/// Waits for the debuggee that knows `token` to connect; others are turned away.
pub async fn accept(listener: &TcpListener, token: &str) -> io::Result<Connection> {
    loop {
        let (mut stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let mut decoder = FrameDecoder::new();
        let Ok(Ok(hello)) = timeout(GREETING, receive::<Hello>(&mut stream, &mut decoder)).await
        else {
            continue;
        };
        let answer = hello.answer(token);
        let accepted = matches!(answer, Welcome::Accepted { .. });
        if send(&mut stream, &answer).await.is_ok() && accepted {
            return Ok(Connection {
                stream,
                decoder,
                pid: hello.pid,
            });
        }
    }
}

/// Connects to a debuggee that listens.
pub async fn connect(host: &str, port: u16, token: &str) -> Result<Connection, String> {
    let mut stream = TcpStream::connect((host, port))
        .await
        .map_err(|error| error.to_string())?;
    stream
        .set_nodelay(true)
        .map_err(|error| error.to_string())?;
    let mut decoder = FrameDecoder::new();
    let greeting = async {
        send(&mut stream, &Hello::new(token)).await?;
        receive::<Welcome>(&mut stream, &mut decoder).await
    };
    match timeout(GREETING, greeting).await {
        Ok(Ok(Welcome::Accepted { pid, .. })) => Ok(Connection {
            stream,
            decoder,
            pid,
        }),
        Ok(Ok(Welcome::Refused { reason })) => Err(format!("it refused: {reason}")),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("it did not answer".to_owned()),
    }
}

async fn send(stream: &mut TcpStream, message: &impl Serialize) -> Result<(), FrameError> {
    stream.write_all(&encode_frame(message)?).await?;
    Ok(())
}

async fn receive<T: DeserializeOwned>(
    stream: &mut TcpStream,
    decoder: &mut FrameDecoder,
) -> Result<T, FrameError> {
    let mut buffer = [0; 4096];
    loop {
        if let Some(message) = decoder.next_frame()? {
            return Ok(message);
        }
        match stream.read(&mut buffer).await? {
            0 => return Err(FrameError::Closed),
            count => decoder.push(&buffer[..count]),
        }
    }
}

/// Puts a connection, and the child process at its other end if it is ours, to work.
pub fn run(connection: Connection, child: Option<Child>, ours: bool) -> Launched {
    let (commands, outgoing) = mpsc::unbounded_channel();
    let (sender, incoming) = mpsc::unbounded_channel();
    let stop = Rc::new(Notify::new());
    let pid = Some(connection.pid);
    let (reader, writer) = connection.stream.into_split();
    spawn_local(write_commands(writer, outgoing));
    let control = ours.then(|| Box::new(Control(stop.clone())) as Box<dyn ProcessControl>);
    spawn_local(Pump::new(reader, connection.decoder, child, sender).run(stop));
    Launched {
        commands,
        incoming,
        control,
        pid,
    }
}

struct Control(Rc<Notify>);

impl ProcessControl for Control {
    fn kill(&self) {
        self.0.notify_one();
    }
}

async fn write_commands(
    mut writer: OwnedWriteHalf,
    mut commands: mpsc::UnboundedReceiver<Request>,
) {
    while let Some(command) = commands.recv().await {
        let Ok(frame) = encode_frame(&command) else {
            continue;
        };
        if writer.write_all(&frame).await.is_err() {
            // The pump sees the end of the connection and tells it.
            return;
        }
    }
}

/// Merges a program's output, its messages and its end into one order: output that was
/// written before a message is told before it.
struct Pump {
    messages: Option<OwnedReadHalf>,
    decoder: FrameDecoder,
    stdout: Pipe<ChildStdout>,
    stderr: Pipe<ChildStderr>,
    child: Option<Child>,
    sender: mpsc::UnboundedSender<Incoming>,
}

impl Pump {
    fn new(
        messages: OwnedReadHalf,
        decoder: FrameDecoder,
        mut child: Option<Child>,
        sender: mpsc::UnboundedSender<Incoming>,
    ) -> Self {
        let stdout = child.as_mut().and_then(|child| child.stdout.take());
        let stderr = child.as_mut().and_then(|child| child.stderr.take());
        Pump {
            messages: Some(messages),
            decoder,
            stdout: Pipe::new(stdout),
            stderr: Pipe::new(stderr),
            child,
            sender,
        }
    }

    fn tell(&self, incoming: Incoming) {
        // Without a receiver the session is over, and so is this soon.
        let _ = self.sender.send(incoming);
    }

    fn tell_output(&self, stream: OutputStream, text: String) {
        if !text.is_empty() {
            self.tell(Incoming::Output(stream, text));
        }
    }

    async fn run(mut self, stop: Rc<Notify>) {
        let exit = self.follow(&stop).await;
        let rest = async {
            while self.stdout.is_open() || self.stderr.is_open() {
                tokio::select! {
                    text = self.stdout.read() => tell_output(&self.sender, OutputStream::Stdout, text),
                    text = self.stderr.read() => tell_output(&self.sender, OutputStream::Stderr, text),
                }
            }
        };
        let _ = timeout(LAST_OUTPUT, rest).await;
        self.tell(Incoming::Ended(exit));
    }

    /// Passes on what comes until the process (or, if it is not our child, its connection)
    /// has ended.
    async fn follow(&mut self, stop: &Notify) -> Exit {
        let mut buffer = vec![0; 64 << 10];
        loop {
            tokio::select! {
                biased;
                text = self.stdout.read(), if self.stdout.is_open() => {
                    self.tell_output(OutputStream::Stdout, text);
                }
                text = self.stderr.read(), if self.stderr.is_open() => {
                    self.tell_output(OutputStream::Stderr, text);
                }
                count = read(&mut self.messages, &mut buffer), if self.messages.is_some() => {
                    if count == 0 || !self.take_in(&buffer[..count]) {
                        self.messages = None;
                        if self.child.is_none() {
                            return Exit::Unknown;
                        }
                    }
                }
                () = stop.notified() => match &mut self.child {
                    // Fails only if it has ended already.
                    Some(child) => drop(child.start_kill()),
                    // A debuggee in a terminal ends when it loses its connection.
                    None => return Exit::Unknown,
                },
                exit = wait(&mut self.child), if self.child.is_some() => {
                    self.last_messages().await;
                    return exit;
                }
            }
        }
    }

    /// Messages that arrived before the end of the process was noticed.
    async fn last_messages(&mut self) {
        let mut buffer = vec![0; 64 << 10];
        while self.messages.is_some() {
            let count = timeout(LAST_OUTPUT, read(&mut self.messages, &mut buffer))
                .await
                .unwrap_or(0);
            if count == 0 || !self.take_in(&buffer[..count]) {
                self.messages = None;
            }
        }
    }

    /// Passes on messages; false if the stream is lost.
    fn take_in(&mut self, bytes: &[u8]) -> bool {
        self.decoder.push(bytes);
        loop {
            match self.decoder.next_frame() {
                Ok(Some(message)) => self.tell(Incoming::Message(Box::new(message))),
                Ok(None) => return true,
                Err(error) => {
                    let text = format!("serpentarium dap: from the program's process: {error}\n");
                    self.tell(Incoming::Output(OutputStream::Console, text));
                    if !matches!(error, FrameError::Malformed(_)) {
                        return false;
                    }
                }
            }
        }
    }
}

fn tell_output(sender: &mpsc::UnboundedSender<Incoming>, stream: OutputStream, text: String) {
    if !text.is_empty() {
        let _ = sender.send(Incoming::Output(stream, text));
    }
}

async fn read(messages: &mut Option<OwnedReadHalf>, buffer: &mut [u8]) -> usize {
    match messages {
        Some(stream) => stream.read(buffer).await.unwrap_or(0),
        None => std::future::pending().await,
    }
}

async fn wait(child: &mut Option<Child>) -> Exit {
    let Some(process) = child else {
        return std::future::pending().await;
    };
    match process.wait().await {
        Ok(status) => exit_of(status),
        Err(_) => Exit::Unknown,
    }
}

/// How a process ended, from the system's status.
pub fn exit_of(status: ExitStatus) -> Exit {
    if let Some(code) = status.code() {
        return Exit::Code(code);
    }
    #[cfg(unix)]
    if let Some(number) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Exit::Signal {
            number,
            name: signal_name(number),
        };
    }
    Exit::Unknown
}

#[cfg(unix)]
fn signal_name(number: i32) -> &'static str {
    match number {
        1 => " (SIGHUP)",
        2 => " (SIGINT)",
        3 => " (SIGQUIT)",
        4 => " (SIGILL)",
        6 => " (SIGABRT)",
        8 => " (SIGFPE)",
        9 => " (SIGKILL)",
        11 => " (SIGSEGV)",
        13 => " (SIGPIPE)",
        15 => " (SIGTERM)",
        _ => "",
    }
}

/// One of the program's output streams.
struct Pipe<R> {
    stream: Option<R>,
    decoder: TextDecoder,
    buffer: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Pipe<R> {
    fn new(stream: Option<R>) -> Self {
        Pipe {
            stream,
            decoder: TextDecoder::default(),
            buffer: vec![0; 16 << 10],
        }
    }

    fn is_open(&self) -> bool {
        self.stream.is_some()
    }

    /// The next text. It may be empty. At the end the pipe closes.
    async fn read(&mut self) -> String {
        let Some(stream) = &mut self.stream else {
            return std::future::pending().await;
        };
        match stream.read(&mut self.buffer).await {
            Ok(count) if count > 0 => self.decoder.push(&self.buffer[..count]),
            _ => {
                self.stream = None;
                self.decoder.finish()
            }
        }
    }
}
