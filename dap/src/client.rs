//! A client of the adapter in Rust, for the terminal session and for tests.
//!
//! It speaks the same bytes as an editor does, over any stream.

use std::collections::VecDeque;
use std::fmt;
use std::io;

use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::codec::{Decoder, Fault, encode};
use crate::message::{Event, Message, Request, Response};

/// Why a client gets no answer.
#[derive(Debug)]
pub enum ClientError {
    /// The stream failed.
    Io(io::Error),
    /// The adapter closed the stream.
    Closed,
    /// The adapter sent something that is no message.
    Malformed(String),
    /// The adapter did not carry the request out.
    Refused(Response),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClientError::Io(error) => write!(f, "the debug adapter cannot be reached: {error}"),
            ClientError::Closed => f.write_str("the debug adapter has gone"),
            ClientError::Malformed(why) => write!(f, "the debug adapter sent nonsense: {why}"),
            ClientError::Refused(response) => f.write_str(&error_text(response)),
        }
    }
}

impl std::error::Error for ClientError {}

impl From<io::Error> for ClientError {
    fn from(error: io::Error) -> Self {
        ClientError::Io(error)
    }
}

impl From<Fault> for ClientError {
    fn from(fault: Fault) -> Self {
        ClientError::Malformed(fault.to_string())
    }
}

/// The text of a response that reports an error.
pub fn error_text(response: &Response) -> String {
    let error = &response.body["error"];
    let Some(format) = error["format"].as_str() else {
        return response.message.clone().unwrap_or_default();
    };
    let mut text = format.to_owned();
    for (name, value) in error["variables"].as_object().into_iter().flatten() {
        text = text.replace(&format!("{{{name}}}"), value.as_str().unwrap_or_default());
    }
    text
}

/// A connection to an adapter.
pub struct Client<R, W> {
    reader: R,
    writer: W,
    decoder: Decoder,
    seq: u64,
    waiting: VecDeque<Message>,
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Client<R, W> {
    /// A client on a stream.
    pub fn new(reader: R, writer: W) -> Self {
        Client {
            reader,
            writer,
            decoder: Decoder::new(),
            seq: 0,
            waiting: VecDeque::new(),
        }
    }

    /// Sends a request and gives its number.
    ///
    /// # Errors
    /// When the stream fails.
    pub async fn send(&mut self, command: &str, arguments: Value) -> Result<u64, ClientError> {
        self.seq += 1;
        let seq = self.seq;
        let message = Message::Request(Request {
            seq,
            command: command.to_owned(),
            arguments,
        });
        self.write(&message).await?;
        Ok(seq)
    }

    /// Sends a request and waits for its body. Events that come before stay to be read.
    ///
    /// # Errors
    /// [`ClientError::Refused`] if it is not carried out.
    pub async fn request(&mut self, command: &str, arguments: Value) -> Result<Value, ClientError> {
        let seq = self.send(command, arguments).await?;
        let mut passed = VecDeque::new();
        let response = loop {
            match self.next().await? {
                Message::Response(response) if response.request_seq == seq => break response,
                other => passed.push_back(other),
            }
        };
        passed.append(&mut self.waiting);
        self.waiting = passed;
        if response.success {
            Ok(response.body)
        } else {
            Err(ClientError::Refused(response))
        }
    }

    /// Answers a request of the adapter's.
    ///
    /// # Errors
    /// When the stream fails.
    pub async fn answer(&mut self, request: &Request, body: Value) -> Result<(), ClientError> {
        self.seq += 1;
        let response = Response {
            seq: self.seq,
            request_seq: request.seq,
            success: true,
            command: request.command.clone(),
            message: None,
            body,
        };
        self.write(&Message::Response(response)).await
    }

    /// The next message.
    ///
    /// # Errors
    /// When there is none any more.
    pub async fn next(&mut self) -> Result<Message, ClientError> {
        match self.waiting.pop_front() {
            Some(message) => Ok(message),
            None => self.receive().await,
        }
    }

    /// The next event. Answers to requests that were only [sent](Client::send) are passed
    /// over; requests of the adapter are refused.
    ///
    /// # Errors
    /// When there is none any more.
    pub async fn event(&mut self) -> Result<Event, ClientError> {
        loop {
            match self.next().await? {
                Message::Event(event) => return Ok(event),
                Message::Response(_) => {}
                Message::Request(request) => self.refuse(&request).await?,
            }
        }
    }

    /// The next event that has arrived already.
    pub fn waiting_event(&mut self) -> Option<Event> {
        let position = self
            .waiting
            .iter()
            .position(|message| matches!(message, Message::Event(_)))?;
        match self.waiting.remove(position) {
            Some(Message::Event(event)) => Some(event),
            _ => None,
        }
    }

    async fn refuse(&mut self, request: &Request) -> Result<(), ClientError> {
        self.seq += 1;
        let response = json!({
            "seq": self.seq, "type": "response", "request_seq": request.seq, "success": false,
            "command": request.command, "message": "not supported",
        });
        self.writer.write_all(&encode(&response)).await?;
        Ok(self.writer.flush().await?)
    }

    async fn receive(&mut self) -> Result<Message, ClientError> {
        let mut buffer = [0; 16 << 10];
        loop {
            if let Some(content) = self.decoder.decode() {
                let content = content?;
                return serde_json::from_value(content.clone())
                    .map_err(|error| ClientError::Malformed(format!("{error}: {content}")));
            }
            match self.reader.read(&mut buffer).await? {
                0 => return Err(ClientError::Closed),
                count => self.decoder.push(&buffer[..count]),
            }
        }
    }

    async fn write(&mut self, message: &Message) -> Result<(), ClientError> {
        let content =
            serde_json::to_value(message).map_err(|e| ClientError::Malformed(e.to_string()))?;
        self.writer.write_all(&encode(&content)).await?;
        Ok(self.writer.flush().await?)
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// When the stream fails.
    pub async fn raw(&mut self, bytes: &[u8]) -> Result<(), ClientError> {
        self.writer.write_all(bytes).await?;
        Ok(self.writer.flush().await?)
    }
}
