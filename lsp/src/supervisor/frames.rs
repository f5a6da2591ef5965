//! Frames of the base protocol, read so that they can be passed on to the byte.

use std::io::{self, BufRead, Read};

/// A longer body of the client's is passed on without being looked at.
const MAX_BODY: u64 = 64 << 20;
const MAX_HEADER: u64 = 64 << 10;
const CHUNK: u64 = 64 << 10;

/// A piece of a stream.
pub enum Piece {
    /// A frame, and where in it the body begins.
    Message {
        bytes: Vec<u8>,
        body: usize,
    },
    /// What is no frame, or too long a one.
    Other(Vec<u8>),
    End,
}

pub struct Frames<R> {
    input: R,
    max_body: u64,
    /// How many bytes still belong to a body that is too long.
    passing: u64,
}

impl<R: BufRead> Frames<R> {
    /// What a client says, who may say anything.
    pub fn of_client(input: R) -> Self {
        Self {
            input,
            max_body: MAX_BODY,
            passing: 0,
        }
    }

    /// What a worker says: frames, the last of which may be cut short by its end.
    pub fn of_worker(input: R) -> Self {
        Self {
            input,
            max_body: u64::MAX,
            passing: 0,
        }
    }

    pub fn next(&mut self) -> io::Result<Piece> {
        if self.passing > 0 {
            let mut bytes = Vec::new();
            let most = self.passing.min(CHUNK);
            (&mut self.input).take(most).read_to_end(&mut bytes)?;
            self.passing -= (bytes.len() as u64).min(self.passing);
            return Ok(or_end(bytes));
        }
        let mut bytes = Vec::new();
        let mut length = None;
        loop {
            let start = bytes.len();
            let rest = MAX_HEADER.saturating_sub(start as u64);
            (&mut self.input).take(rest).read_until(b'\n', &mut bytes)?;
            let line = &bytes[start..];
            if !line.ends_with(b"\n") {
                return Ok(or_end(bytes));
            }
            let line = line.trim_ascii();
            if line.is_empty() {
                break;
            }
            length = length.or_else(|| content_length(line));
        }
        let Some(length) = length else {
            return Ok(Piece::Other(bytes));
        };
        if length > self.max_body {
            self.passing = length;
            return Ok(Piece::Other(bytes));
        }
        let body = bytes.len();
        // Only what came counts: a length may be a lie.
        bytes.reserve_exact(length.min(CHUNK) as usize);
        let read = (&mut self.input).take(length).read_to_end(&mut bytes)?;
        Ok(match read as u64 == length {
            true => Piece::Message { bytes, body },
            false => Piece::Other(bytes),
        })
    }
}

fn or_end(bytes: Vec<u8>) -> Piece {
    match bytes.is_empty() {
        true => Piece::End,
        false => Piece::Other(bytes),
    }
}

fn content_length(line: &[u8]) -> Option<u64> {
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
    let is_it = name.trim().eq_ignore_ascii_case("content-length");
    is_it.then(|| value.trim().parse().ok()).flatten()
}

/// A body with its header.
pub fn framed(body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(input: &[u8]) -> Vec<(bool, Vec<u8>)> {
        let mut frames = Frames::of_client(input);
        let mut found = Vec::new();
        loop {
            match frames.next().expect("memory can be read") {
                Piece::Message { bytes, .. } => found.push((true, bytes)),
                Piece::Other(bytes) => found.push((false, bytes)),
                Piece::End => return found,
            }
        }
    }

    #[test]
    fn every_byte_is_passed_on() {
        let frame = framed(b"{}");
        let cases: &[&[u8]] = &[
            b"",
            b"nonsense",
            b"nonsense\r\n\r\n{}",
            b"Content-Length: 5\r\n\r\n{}",
            b"Content-Length: x\r\n\r\n{}",
            b"content-length:2\n\n{}rest",
            b"Content-Length: 99999999999\r\n\r\n{}",
        ];
        for case in cases {
            let whole = [*case, &frame, *case].concat();
            let joined: Vec<u8> = pieces(&whole).into_iter().flat_map(|it| it.1).collect();
            assert_eq!(joined, whole, "{}", String::from_utf8_lossy(case));
        }
    }

    #[test]
    fn frames_are_told_from_what_is_none() {
        let whole = [framed(b"{}"), b"\r\n".to_vec(), framed(b"[1]")].concat();
        let kinds: Vec<bool> = pieces(&whole).into_iter().map(|it| it.0).collect();
        assert_eq!(kinds, [true, false, true]);
    }
}
