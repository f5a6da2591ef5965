//! How messages are cut out of a byte stream: a 4-byte big-endian length, then that
//! many bytes of JSON.
//!
//! The blocking pair [`read_frame`]/[`write_frame`] serves the debuggee, which has
//! no other thread to wait in; [`FrameDecoder`] serves a client that is handed
//! bytes as they arrive.

use std::fmt;
use std::io::{self, Read, Write};

use serde::{Serialize, de::DeserializeOwned};

/// The longest frame either side accepts, in bytes. A longer one is taken for a
/// peer that speaks another protocol, before anything is allocated for it.
pub const MAX_FRAME: usize = 256 << 20;

const HEADER: usize = 4;

/// Why a frame could not be read or written.
#[derive(Debug)]
pub enum FrameError {
    /// The stream failed.
    Io(io::Error),
    /// The peer closed the stream between two frames: the ordinary end.
    Closed,
    /// The peer closed the stream inside a frame.
    Truncated,
    /// The announced length (bytes) is above [`MAX_FRAME`].
    TooLong(usize),
    /// The frame's content is not the message that was expected.
    Malformed(serde_json::Error),
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FrameError::Io(error) => write!(f, "the control connection failed: {error}"),
            FrameError::Closed => f.write_str("the control connection was closed"),
            FrameError::Truncated => {
                f.write_str("the control connection was closed inside a message")
            }
            FrameError::TooLong(length) => {
                write!(
                    f,
                    "a message of {length} bytes is longer than the limit of {MAX_FRAME}"
                )
            }
            FrameError::Malformed(error) => write!(f, "a malformed message: {error}"),
        }
    }
}

impl std::error::Error for FrameError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FrameError::Io(error) => Some(error),
            FrameError::Malformed(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for FrameError {
    fn from(error: io::Error) -> Self {
        FrameError::Io(error)
    }
}

/// The bytes of one frame holding `message`.
///
/// # Errors
/// [`FrameError::TooLong`] when the message exceeds [`MAX_FRAME`];
/// [`FrameError::Malformed`] when it cannot be written as JSON.
pub fn encode_frame<T: Serialize>(message: &T) -> Result<Vec<u8>, FrameError> {
    let mut frame = vec![0; HEADER];
    serde_json::to_writer(&mut frame, message).map_err(FrameError::Malformed)?;
    let length = frame.len() - HEADER;
    if length > MAX_FRAME {
        return Err(FrameError::TooLong(length));
    }
    // MAX_FRAME fits in 32 bits.
    frame[..HEADER].copy_from_slice(&(length as u32).to_be_bytes());
    Ok(frame)
}

/// Writes `message` as one frame and flushes.
///
/// # Errors
/// As [`encode_frame`], and [`FrameError::Io`].
pub fn write_frame<T: Serialize>(stream: &mut impl Write, message: &T) -> Result<(), FrameError> {
    stream.write_all(&encode_frame(message)?)?;
    stream.flush()?;
    Ok(())
}

/// Reads the next frame, blocking until it is complete.
///
/// # Errors
/// [`FrameError::Closed`] at the end of the stream, otherwise what went wrong. After
/// [`FrameError::Malformed`] the stream stands at the next frame and can be read on.
pub fn read_frame<T: DeserializeOwned>(stream: &mut impl Read) -> Result<T, FrameError> {
    let mut header = [0; HEADER];
    read_header(stream, &mut header)?;
    let length = checked_length(header)?;
    let mut content = vec![0; length];
    stream
        .read_exact(&mut content)
        .map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => FrameError::Truncated,
            _ => FrameError::Io(error),
        })?;
    serde_json::from_slice(&content).map_err(FrameError::Malformed)
}

fn read_header(stream: &mut impl Read, header: &mut [u8; HEADER]) -> Result<(), FrameError> {
    let mut filled = 0;
    while filled < HEADER {
        match stream.read(&mut header[filled..]) {
            Ok(0) if filled == 0 => return Err(FrameError::Closed),
            Ok(0) => return Err(FrameError::Truncated),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(FrameError::Io(error)),
        }
    }
    Ok(())
}

fn checked_length(header: [u8; HEADER]) -> Result<usize, FrameError> {
    let length = u32::from_be_bytes(header) as usize;
    if length > MAX_FRAME {
        return Err(FrameError::TooLong(length));
    }
    Ok(length)
}

/// Collects bytes as they arrive and gives out whole messages.
#[derive(Debug, Default)]
pub struct FrameDecoder {
    buffer: Vec<u8>,
    start: usize,
}

impl FrameDecoder {
    /// An empty decoder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes read from the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.start > 0 && self.start == self.buffer.len() {
            self.buffer.clear();
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next complete message, `None` while it is incomplete.
    ///
    /// # Errors
    /// [`FrameError::Malformed`] (the frame is skipped, decoding can go on) and
    /// [`FrameError::TooLong`] (the stream is lost).
    pub fn next_frame<T: DeserializeOwned>(&mut self) -> Result<Option<T>, FrameError> {
        let pending = &self.buffer[self.start..];
        let Some((header, rest)) = pending.split_first_chunk::<HEADER>() else {
            return Ok(None);
        };
        let length = checked_length(*header)?;
        let Some(content) = rest.get(..length) else {
            return Ok(None);
        };
        let message = serde_json::from_slice(content).map_err(FrameError::Malformed);
        self.start += HEADER + length;
        if self.start > (1 << 16) {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        message.map(Some)
    }

    /// Whether bytes of an incomplete message are waiting.
    pub fn is_partial(&self) -> bool {
        self.start < self.buffer.len()
    }
}
