//! What happens where text cannot be encoded or bytes cannot be decoded.
//!
//! The built-in handlers work on plain data; any other is a Python function that gets
//! the exception and answers a replacement and the position to go on from.

use crate::codecs::registry;
use crate::object::error::{index_error, type_error};
use crate::object::{Exc, Obj, Object, PyResult, Ref, Type, protocol};
use crate::types::bytes::Bytes;
use crate::types::exceptions::{self, BaseException};
use crate::types::int::Int;
use crate::types::str::{Str, repr};
use crate::types::tuple::Tuple;

/// A stretch of text that an encoding has no bytes for.
pub struct EncodeFailure<'a> {
    pub encoding: &'a str,
    pub text: &'a Str,
    pub start: usize,
    pub end: usize,
    pub reason: &'a str,
}

/// A stretch of bytes that an encoding has no text for.
pub struct DecodeFailure<'a> {
    pub encoding: &'a str,
    pub bytes: &'a [u8],
    pub start: usize,
    pub end: usize,
    pub reason: &'a str,
}

/// What stands for text that could not be encoded.
pub enum Substitute {
    /// To be encoded in turn.
    Text(Ref<Str>),
    Bytes(Vec<u8>),
}

fn exception(class: &Type, encoding: &str, object: &Obj, span: [usize; 2], reason: &str) -> Exc {
    let (encoding, reason) = (Str::from_str(encoding), Str::from_str(reason));
    let [start, end] = span.map(Int::from_usize);
    Exc::from_instance(BaseException::with_args(
        class,
        &[
            encoding.as_obj(),
            object,
            start.as_obj(),
            end.as_obj(),
            reason.as_obj(),
        ],
    ))
}

impl EncodeFailure<'_> {
    /// The exception of this failure.
    pub fn error(&self) -> Exc {
        exception(
            &exceptions::UNICODE_ENCODE_ERROR,
            self.encoding,
            self.text.as_obj(),
            [self.start, self.end],
            self.reason,
        )
    }

    /// The answer of the handler `errors`, and where to go on.
    ///
    /// # Errors
    /// The failure itself, when the handler does not help.
    pub fn handle(&self, errors: &str) -> PyResult<(Substitute, usize)> {
        let failed = || self.text.points().slice(self.start..self.end);
        let substitute = match errors {
            "strict" => return Err(self.error()),
            "ignore" => Substitute::Bytes(Vec::new()),
            "replace" => Substitute::Text(Str::from_ascii(&b"?".repeat(self.end - self.start))),
            "backslashreplace" => Substitute::Text(escaped(failed().iter())),
            "xmlcharrefreplace" => Substitute::Text(character_references(failed().iter())),
            "surrogateescape" => match escaped_bytes(failed().iter()) {
                Some(bytes) => Substitute::Bytes(bytes),
                None => return Err(self.error()),
            },
            "namereplace" => Substitute::Text(super::builtin_handlers::with_names(failed().iter())),
            "surrogatepass" => match self.surrogates() {
                Some(bytes) => Substitute::Bytes(bytes),
                None => return Err(self.error()),
            },
            _ => return self.call(errors),
        };
        Ok((substitute, self.end))
    }

    fn surrogates(&self) -> Option<Vec<u8>> {
        let unit = SurrogateUnit::of(self.encoding)?;
        let mut bytes = Vec::new();
        for point in self.text.points().slice(self.start..self.end).iter() {
            if !(0xD800..=0xDFFF).contains(&point) {
                return None;
            }
            unit.push(&mut bytes, point);
        }
        Some(bytes)
    }

    fn call(&self, errors: &str) -> PyResult<(Substitute, usize)> {
        let handler = lookup(errors)?;
        let answer = protocol::call(&handler, &[self.error().as_obj()])?;
        let wrong = || type_error("encoding error handler must return (str/bytes, int) tuple");
        let (substitute, position) = pair(&answer).ok_or_else(wrong)?;
        let position = resume(&position, self.text.len())?;
        if let Some(bytes) = substitute.downcast::<Bytes>() {
            return Ok((Substitute::Bytes(bytes.as_slice().to_vec()), position));
        }
        let text = substitute.downcast_into::<Str>().map_err(|_| wrong())?;
        Ok((Substitute::Text(text), position))
    }
}

impl DecodeFailure<'_> {
    /// The exception of this failure.
    pub fn error(&self) -> Exc {
        let bytes = Bytes::new(self.bytes);
        exception(
            &exceptions::UNICODE_DECODE_ERROR,
            self.encoding,
            bytes.as_obj(),
            [self.start, self.end],
            self.reason,
        )
    }

    /// The answer of the handler `errors`, and where to go on.
    ///
    /// # Errors
    /// The failure itself, when the handler does not help.
    pub fn handle(&self, errors: &str) -> PyResult<(Ref<Str>, usize)> {
        let failed = &self.bytes[self.start..self.end];
        let substitute = match errors {
            "strict" => return Err(self.error()),
            "ignore" => Str::from_str(""),
            "replace" => Str::from_char(0xFFFD),
            "backslashreplace" => {
                let text: String = failed.iter().map(|byte| format!("\\x{byte:02x}")).collect();
                Str::from_str(&text)
            }
            "surrogateescape" => {
                let high: Vec<u32> = failed
                    .iter()
                    .take(4)
                    .take_while(|byte| **byte >= 0x80)
                    .map(|byte| 0xDC00 + u32::from(*byte))
                    .collect();
                if high.is_empty() {
                    return Err(self.error());
                }
                let end = self.start + high.len();
                return Ok((Str::from_points_slice(&high), end));
            }
            "surrogatepass" => {
                let unit = SurrogateUnit::of(self.encoding).ok_or_else(|| self.error())?;
                let point = unit.read(&self.bytes[self.start..]);
                let point = point.ok_or_else(|| self.error())?;
                return Ok((Str::from_char(point), self.start + unit.width()));
            }
            _ => return self.call(errors),
        };
        Ok((substitute, self.end))
    }

    fn call(&self, errors: &str) -> PyResult<(Ref<Str>, usize)> {
        let handler = lookup(errors)?;
        let answer = protocol::call(&handler, &[self.error().as_obj()])?;
        let wrong = || type_error("decoding error handler must return (str, int) tuple");
        let (substitute, position) = pair(&answer).ok_or_else(wrong)?;
        let position = resume(&position, self.bytes.len())?;
        let text = substitute.downcast_into::<Str>().map_err(|_| wrong())?;
        Ok((text, position))
    }
}

/// A handler by name, for those that plain data is not enough for.
fn lookup(errors: &str) -> PyResult {
    registry::lookup_error(errors)
}

fn pair(answer: &Obj) -> Option<(Ref, Ref)> {
    let pair = answer.downcast::<Tuple>().filter(|pair| pair.len() == 2)?;
    let position = pair.get(1)?;
    position.downcast::<Int>()?;
    Some((pair.get(0)?, position))
}

fn resume(position: &Obj, len: usize) -> PyResult<usize> {
    let position = crate::types::int::convert::as_ssize(position)?;
    let absolute = if position < 0 {
        position.saturating_add(len as isize)
    } else {
        position
    };
    usize::try_from(absolute)
        .ok()
        .filter(|at| *at <= len)
        .ok_or_else(|| {
            index_error(format!(
                "position {position} from error handler out of bounds"
            ))
        })
}

/// `\x`, `\u` and `\U` escapes.
pub fn escaped(points: impl Iterator<Item = u32>) -> Ref<Str> {
    let text: String = points.map(repr::escape).collect();
    Str::from_ascii(text.as_bytes())
}

/// `&#NNN;` references.
pub fn character_references(points: impl Iterator<Item = u32>) -> Ref<Str> {
    let text: String = points.map(|point| format!("&#{point};")).collect();
    Str::from_ascii(text.as_bytes())
}

/// The bytes that lone surrogates stand for (PEP 383); `None` when others are there.
pub fn escaped_bytes(points: impl Iterator<Item = u32>) -> Option<Vec<u8>> {
    points
        .map(|point| match point {
            0xDC80..=0xDCFF => Some((point - 0xDC00) as u8),
            _ => None,
        })
        .collect()
}

/// How an encoding writes one surrogate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurrogateUnit {
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl SurrogateUnit {
    pub fn of(encoding: &str) -> Option<SurrogateUnit> {
        let name: String = encoding
            .chars()
            .filter(|c| !matches!(c, '-' | '_'))
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let big = cfg!(target_endian = "big");
        Some(match name.as_str() {
            "utf8" | "cputf8" => SurrogateUnit::Utf8,
            "utf16le" => SurrogateUnit::Utf16Le,
            "utf16be" => SurrogateUnit::Utf16Be,
            "utf16" if big => SurrogateUnit::Utf16Be,
            "utf16" => SurrogateUnit::Utf16Le,
            "utf32le" => SurrogateUnit::Utf32Le,
            "utf32be" => SurrogateUnit::Utf32Be,
            "utf32" if big => SurrogateUnit::Utf32Be,
            "utf32" => SurrogateUnit::Utf32Le,
            _ => return None,
        })
    }

    pub fn width(self) -> usize {
        match self {
            SurrogateUnit::Utf8 => 3,
            SurrogateUnit::Utf16Le | SurrogateUnit::Utf16Be => 2,
            SurrogateUnit::Utf32Le | SurrogateUnit::Utf32Be => 4,
        }
    }

    pub fn push(self, out: &mut Vec<u8>, point: u32) {
        match self {
            SurrogateUnit::Utf8 => out.extend_from_slice(&[
                0xE0 | (point >> 12) as u8,
                0x80 | (point >> 6 & 0x3F) as u8,
                0x80 | (point & 0x3F) as u8,
            ]),
            SurrogateUnit::Utf16Le => out.extend_from_slice(&(point as u16).to_le_bytes()),
            SurrogateUnit::Utf16Be => out.extend_from_slice(&(point as u16).to_be_bytes()),
            SurrogateUnit::Utf32Le => out.extend_from_slice(&point.to_le_bytes()),
            SurrogateUnit::Utf32Be => out.extend_from_slice(&point.to_be_bytes()),
        }
    }

    pub fn read(self, bytes: &[u8]) -> Option<u32> {
        let bytes = bytes.get(..self.width())?;
        let point = match (self, bytes) {
            (SurrogateUnit::Utf8, [a @ 0xE0..=0xEF, b @ 0x80..=0xBF, c @ 0x80..=0xBF]) => {
                u32::from(a & 0x0F) << 12 | u32::from(b & 0x3F) << 6 | u32::from(c & 0x3F)
            }
            (SurrogateUnit::Utf16Le, [a, b]) => u32::from(u16::from_le_bytes([*a, *b])),
            (SurrogateUnit::Utf16Be, [a, b]) => u32::from(u16::from_be_bytes([*a, *b])),
            (SurrogateUnit::Utf32Le, [a, b, c, d]) => u32::from_le_bytes([*a, *b, *c, *d]),
            (SurrogateUnit::Utf32Be, [a, b, c, d]) => u32::from_be_bytes([*a, *b, *c, *d]),
            _ => return None,
        };
        (0xD800..=0xDFFF).contains(&point).then_some(point)
    }
}
