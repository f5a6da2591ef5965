//! What is said to the client: whole messages, at once as long as the client reads.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::sync::Arc;

use parking_lot::Mutex;
use serde::Serialize;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

/// Where messages go.
pub struct Stream {
    /// The same without waiting, if it can be had: a write fails where it would have to wait.
    pub at_once: Option<File>,
    pub waiting: Box<dyn AsyncWrite + Unpin + Send>,
}

/// Any number of threads may say something.
#[derive(Clone)]
pub struct Output(Arc<Shared>);

struct Shared {
    at_once: Option<File>,
    later: UnboundedSender<Vec<u8>>,
    /// How many messages wait for their turn.
    waiting: Arc<Mutex<usize>>,
}

impl Output {
    /// The task ends once nothing more can be said, or nobody reads.
    pub fn start(stream: Stream) -> (Self, JoinHandle<()>) {
        let (later, messages) = unbounded_channel();
        let waiting = Arc::new(Mutex::new(0));
        let writer = write(stream.waiting, messages, Arc::clone(&waiting));
        let shared = Shared {
            at_once: stream.at_once,
            later,
            waiting,
        };
        (Self(Arc::new(shared)), tokio::spawn(writer))
    }

    pub fn say(&self, message: &impl Serialize) {
        match serde_json::to_vec(message) {
            Ok(body) => self.0.put(framed(&body)),
            Err(error) => eprintln!("serpentarium lsp: cannot encode a message: {error}"),
        }
    }
}

fn framed(body: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(body.len() + 32);
    frame.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    frame.extend_from_slice(body);
    frame
}

impl Shared {
    fn put(&self, mut frame: Vec<u8>) {
        let mut waiting = self.waiting.lock();
        let written = match &self.at_once {
            Some(file) if *waiting == 0 => write_at_once(file, &frame),
            _ => 0,
        };
        if written < frame.len() {
            frame.drain(..written);
            *waiting += 1;
            // A closed channel means that the client is gone; there is nobody to tell.
            drop(self.later.send(frame));
        }
    }
}

/// How much of it could be written. What goes wrong goes wrong again for who waits.
fn write_at_once(mut file: &File, frame: &[u8]) -> usize {
    let mut written = 0;
    while written < frame.len() {
        match file.write(&frame[written..]) {
            Ok(0) => break,
            Ok(more) => written += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    written
}

async fn write(
    mut stream: impl AsyncWrite + Unpin,
    mut messages: UnboundedReceiver<Vec<u8>>,
    waiting: Arc<Mutex<usize>>,
) {
    while let Some(frame) = messages.recv().await {
        if stream.write_all(&frame).await.is_err() || stream.flush().await.is_err() {
            return;
        }
        *waiting.lock() -= 1;
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read;
    use std::os::fd::OwnedFd;

    use tokio::net::unix::pipe::Sender;

    use super::{Output, Stream, framed};

    /// Four threads say things that a pipe cannot hold all at once to somebody who reads late.
    #[tokio::test(flavor = "multi_thread")]
    async fn messages_stay_whole_and_in_order() {
        let (mut reader, writer) = std::io::pipe().expect("a pipe");
        let writer = OwnedFd::from(writer);
        let at_once = writer.try_clone().expect("a file").into();
        let waiting = Sender::from_owned_fd(writer).expect("a pipe");
        let (output, task) = Output::start(Stream {
            at_once: Some(at_once),
            waiting: Box::new(waiting),
        });
        let speakers = (0..4).map(|speaker| {
            let output = output.clone();
            std::thread::spawn(move || {
                for number in 0..200 {
                    output.say(&(speaker, number, "x".repeat(number * 10)));
                }
            })
        });
        let speakers: Vec<_> = speakers.collect();
        drop(output);
        let mut said = Vec::new();
        let read = tokio::task::spawn_blocking(move || {
            reader.read_to_end(&mut said).expect("it can be read");
            said
        });
        for speaker in speakers {
            speaker.join().expect("it does not panic");
        }
        task.await.expect("it does not panic");
        let said = String::from_utf8(read.await.expect("it does not panic")).expect("it is text");
        let bodies = said.split("Content-Length: ").skip(1).map(|frame| {
            let (length, body) = frame.split_once("\r\n\r\n").expect("a header");
            assert_eq!(length.parse(), Ok(body.len()));
            serde_json::from_str::<(usize, usize, String)>(body).expect("a message")
        });
        let bodies: Vec<_> = bodies.collect();
        for speaker in 0..4 {
            let numbers = bodies.iter().filter(|it| it.0 == speaker).map(|it| it.1);
            assert!(numbers.eq(0..200), "of {speaker}");
        }
        assert_eq!(framed(b"{}"), b"Content-Length: 2\r\n\r\n{}");
    }
}
