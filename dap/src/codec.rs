//! The framing of DAP: header lines, an empty line, `Content-Length` bytes of JSON.
//!
//! A broken message never ends the stream: what cannot be read is reported once as
//! a [`Fault`] and skipped, and decoding goes on behind it.

use std::fmt;

/// The longest content accepted, in bytes.
pub const MAX_CONTENT: usize = 64 << 20;

/// The longest header block accepted, in bytes; more without an empty line is no DAP.
const MAX_HEADER: usize = 16 << 10;

/// Something in the stream that is no message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A header block without a usable `Content-Length`.
    Header(String),
    /// Content longer than [`MAX_CONTENT`]; it is skipped.
    TooLong(usize),
    /// Content that is not JSON.
    Json(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Header(why) => write!(f, "malformed message header: {why}"),
            Fault::TooLong(length) => {
                write!(
                    f,
                    "a message of {length} bytes is longer than the limit of {MAX_CONTENT}"
                )
            }
            Fault::Json(why) => write!(f, "malformed message content: {why}"),
        }
    }
}

impl std::error::Error for Fault {}

/// Collects bytes and gives out the JSON of whole messages.
#[derive(Debug, Default)]
pub struct Decoder {
    buffer: Vec<u8>,
    /// Content bytes still to come that are not wanted.
    skip: usize,
}

impl Decoder {
    /// An empty decoder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes read from the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        let skipped = self.skip.min(bytes.len());
        self.skip -= skipped;
        self.buffer.extend_from_slice(&bytes[skipped..]);
    }

    /// The next message or fault; `None` when more bytes are needed.
    pub fn decode(&mut self) -> Option<Result<serde_json::Value, Fault>> {
        let Some(header_end) = find(&self.buffer, b"\r\n\r\n") else {
            return self.check_header_size().map(Err);
        };
        let content_start = header_end + 4;
        let length = match content_length(&self.buffer[..header_end]) {
            Ok(length) => length,
            Err(why) => {
                self.buffer.drain(..content_start);
                return Some(Err(Fault::Header(why)));
            }
        };
        if length > MAX_CONTENT {
            self.discard(content_start, length);
            return Some(Err(Fault::TooLong(length)));
        }
        let content = self.buffer.get(content_start..content_start + length)?;
        let message =
            serde_json::from_slice(content).map_err(|error| Fault::Json(error.to_string()));
        self.buffer.drain(..content_start + length);
        Some(message)
    }

    fn check_header_size(&mut self) -> Option<Fault> {
        if self.buffer.len() <= MAX_HEADER {
            return None;
        }
        // Keeps the last bytes: the separator may have arrived in part.
        self.buffer.drain(..self.buffer.len() - 3);
        Some(Fault::Header(format!(
            "no empty line within {MAX_HEADER} bytes"
        )))
    }

    fn discard(&mut self, content_start: usize, length: usize) {
        let here = (self.buffer.len() - content_start).min(length);
        self.buffer.drain(..content_start + here);
        self.skip = length - here;
    }
}

fn find(bytes: &[u8], pattern: &[u8]) -> Option<usize> {
    bytes
        .windows(pattern.len())
        .position(|window| window == pattern)
}

fn content_length(header: &[u8]) -> Result<usize, String> {
    let header = std::str::from_utf8(header).map_err(|_| "it is not text".to_owned())?;
    let mut length = None;
    for line in header.split("\r\n").filter(|line| !line.is_empty()) {
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| format!("'{}' has no colon", shorten(line)))?;
        // Ends with: a message whose length was too small leaves its tail before the next.
        if name.trim().to_ascii_lowercase().ends_with("content-length") {
            let value = value.trim();
            let number = value
                .parse()
                .map_err(|_| format!("'{}' is no length", shorten(value)))?;
            length = Some(number);
        }
    }
    length.ok_or_else(|| "there is no Content-Length".to_owned())
}

fn shorten(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The bytes of one message.
pub fn encode(message: &serde_json::Value) -> Vec<u8> {
    let content = message.to_string();
    let mut bytes = format!("Content-Length: {}\r\n\r\n", content.len()).into_bytes();
    bytes.extend_from_slice(content.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn decode_all(decoder: &mut Decoder) -> Vec<Result<serde_json::Value, Fault>> {
        std::iter::from_fn(|| decoder.decode()).collect()
    }

    #[test]
    fn messages_cut_anywhere() {
        let messages = [
            json!({"seq": 1, "text": "é\r\n\r\n🐍"}),
            json!({}),
            json!({"seq": 2}),
        ];
        let bytes: Vec<u8> = messages.iter().flat_map(encode).collect();
        for size in 1..bytes.len() {
            let mut decoder = Decoder::new();
            let mut found = Vec::new();
            for chunk in bytes.chunks(size) {
                decoder.push(chunk);
                found.extend(decode_all(&mut decoder));
            }
            assert_eq!(found, messages.clone().map(Ok), "chunks of {size}");
        }
    }

    #[test]
    fn headers_in_any_spelling() {
        let mut decoder = Decoder::new();
        decoder.push(b"content-type: x\r\nCONTENT-LENGTH:2\r\n\r\n{}");
        assert_eq!(decoder.decode(), Some(Ok(json!({}))));
        assert_eq!(decoder.decode(), None);
    }

    #[test]
    fn faults_are_skipped() {
        type Expected = fn(&Fault) -> bool;
        let cases: [(&[u8], Expected); 5] = [
            (b"Content-Type: x\r\n\r\n", |f| {
                matches!(f, Fault::Header(_))
            }),
            (b"garbage\r\n\r\n", |f| matches!(f, Fault::Header(_))),
            (b"Content-Length: -4\r\n\r\n", |f| {
                matches!(f, Fault::Header(_))
            }),
            (b"\xff\xfe: 1\r\n\r\n", |f| matches!(f, Fault::Header(_))),
            (b"Content-Length: 5\r\n\r\n{nope", |f| {
                matches!(f, Fault::Json(_))
            }),
        ];
        for (bytes, expected) in cases {
            let mut decoder = Decoder::new();
            decoder.push(bytes);
            decoder.push(&encode(&json!({"seq": 1})));
            let found = decode_all(&mut decoder);
            assert!(expected(found[0].as_ref().unwrap_err()), "{found:?}");
            assert_eq!(found[1..], [Ok(json!({"seq": 1}))]);
        }
    }

    #[test]
    fn too_much_is_skipped_without_being_kept() {
        let mut decoder = Decoder::new();
        let length = MAX_CONTENT + 1;
        decoder.push(format!("Content-Length: {length}\r\n\r\nxx").as_bytes());
        assert_eq!(decoder.decode(), Some(Err(Fault::TooLong(length))));
        let mut left = length - 2;
        let block = vec![b'x'; 1 << 20];
        while left > 0 {
            let count = left.min(block.len());
            decoder.push(&block[..count]);
            left -= count;
        }
        assert!(decoder.buffer.is_empty());
        decoder.push(&encode(&json!(1)));
        assert_eq!(decoder.decode(), Some(Ok(json!(1))));
    }

    #[test]
    fn a_stream_that_is_no_dap() {
        let mut decoder = Decoder::new();
        decoder.push(&vec![b'x'; MAX_HEADER + 1]);
        assert!(matches!(decoder.decode(), Some(Err(Fault::Header(_)))));
        assert_eq!(decoder.decode(), None);
        decoder.push(b"\r\n\r\n");
        assert!(matches!(decoder.decode(), Some(Err(Fault::Header(_)))));
        decoder.push(&encode(&json!(1)));
        assert_eq!(decoder.decode(), Some(Ok(json!(1))));
    }
}
