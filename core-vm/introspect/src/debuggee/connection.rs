//! The control connection.

use std::fmt;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use serpentarium_runtime::debug;

use crate::protocol::{
    DebuggeeMessage, Event, Failure, FrameError, Hello, Reply, Request, Response, Welcome,
    read_frame, write_frame,
};

/// Why there is no conversation.
#[derive(Debug)]
pub enum StartError {
    /// The debugger cannot be reached.
    Io(io::Error),
    /// It speaks something else.
    Frame(FrameError),
    /// It does not want to talk to us.
    Refused(String),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Io(error) => write!(f, "cannot reach the debugger: {error}"),
            StartError::Frame(error) => error.fmt(f),
            StartError::Refused(reason) => {
                write!(f, "the debugger refused the connection: {reason}")
            }
        }
    }
}

impl std::error::Error for StartError {}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        StartError::Io(error)
    }
}

impl From<FrameError> for StartError {
    fn from(error: FrameError) -> Self {
        StartError::Frame(error)
    }
}

/// A connection to a debugger.
pub struct Connection {
    stream: TcpStream,
    watch: Arc<Watch>,
}

/// What the waiting thread and the machine share: whether waiting is wanted.
#[derive(Default)]
struct Watch {
    wanted: Mutex<bool>,
    changed: Condvar,
}

impl Connection {
    /// Connects to a debugger that listens and knows `token`.
    ///
    /// # Errors
    /// When it cannot be reached or refuses.
    pub fn connect(address: &str, token: &str) -> Result<Self, StartError> {
        let mut stream = TcpStream::connect(address)?;
        write_frame(&mut stream, &Hello::new(token))?;
        match read_frame(&mut stream)? {
            Welcome::Accepted { .. } => Ok(Connection::new(stream)?),
            Welcome::Refused { reason } => Err(StartError::Refused(reason)),
        }
    }

    /// Waits for a debugger that knows `token`; others are turned away.
    ///
    /// # Errors
    /// When the listener fails.
    pub fn accept(listener: &TcpListener, token: &str) -> Result<Self, StartError> {
        loop {
            let (mut stream, _) = listener.accept()?;
            let Ok(hello) = read_frame::<Hello>(&mut stream) else {
                continue;
            };
            let answer = hello.answer(token);
            let accepted = matches!(answer, Welcome::Accepted { .. });
            if write_frame(&mut stream, &answer).is_ok() && accepted {
                return Ok(Connection::new(stream)?);
            }
        }
    }

    fn new(stream: TcpStream) -> io::Result<Self> {
        // Answers are small and waited for.
        stream.set_nodelay(true)?;
        let watch = Arc::new(Watch::default());
        let (waiting, shared) = (stream.try_clone()?, watch.clone());
        // It owns nothing of the machine's: it may only ask for attention. It ends with the
        // connection or the process, whichever is first.
        thread::Builder::new()
            .name("control".into())
            .spawn(move || watch_for_commands(&waiting, &shared))?;
        Ok(Connection { stream, watch })
    }

    /// The next command; waits for it.
    pub fn read(&mut self) -> Result<Request, FrameError> {
        self.stop_watching();
        read_frame(&mut self.stream)
    }

    /// Whether a command (or the end of the connection) can be read without waiting.
    pub fn has_command(&self) -> bool {
        self.stop_watching();
        let mut byte = [0];
        let ready = self
            .stream
            .set_nonblocking(true)
            .and_then(|()| self.stream.peek(&mut byte));
        let _ = self.stream.set_nonblocking(false);
        !matches!(ready, Err(error) if error.kind() == io::ErrorKind::WouldBlock)
    }

    /// From now on commands interrupt the machine.
    pub fn watch(&self) {
        self.set_watching(true);
    }

    fn stop_watching(&self) {
        self.set_watching(false);
    }

    fn set_watching(&self, wanted: bool) {
        if let Ok(mut now) = self.watch.wanted.lock() {
            *now = wanted;
            self.watch.changed.notify_one();
        }
    }

    /// Answers a command.
    pub fn respond(&mut self, id: u64, result: Result<Reply, Failure>) -> Result<(), FrameError> {
        write_frame(
            &mut self.stream,
            &DebuggeeMessage::Response(Response { id, result }),
        )
    }

    /// Tells something.
    pub fn tell(&mut self, event: Event) -> Result<(), FrameError> {
        write_frame(&mut self.stream, &DebuggeeMessage::Event(event))
    }
}

fn watch_for_commands(stream: &TcpStream, watch: &Watch) {
    loop {
        let Ok(mut wanted) = watch.wanted.lock() else {
            return;
        };
        while !*wanted {
            match watch.changed.wait(wanted) {
                Ok(now) => wanted = now,
                Err(_) => return,
            }
        }
        drop(wanted);
        let readable = stream.peek(&mut [0]);
        match readable {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
            _ => {}
        }
        if let Ok(mut wanted) = watch.wanted.lock()
            && *wanted
        {
            *wanted = false;
            debug::request_control();
        }
        if !matches!(readable, Ok(count) if count > 0) {
            return;
        }
    }
}
