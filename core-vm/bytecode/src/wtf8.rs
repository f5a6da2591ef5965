//! Text that may hold lone surrogates.
//!
//! Python strings are sequences of code points, `'\ud800'` among them, so
//! constants and names cannot be `String`s. WTF-8 is UTF-8 extended to
//! surrogates (<https://simonsapin.github.io/wtf-8/>), which is also what
//! `marshal` stores (`surrogatepass`).

use std::fmt;

/// Well-formed WTF-8. Unlike the specification's, a surrogate pair may stand as
/// two three-byte sequences, because Python keeps `'\ud83d\ude00'` apart from
/// `'\U0001f600'`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Wtf8Buf(Vec<u8>);

impl Wtf8Buf {
    /// Checks that `bytes` is UTF-8 but for surrogates.
    pub fn from_bytes(bytes: Vec<u8>) -> Option<Self> {
        let text = Wtf8Buf(bytes);
        let mut rest = text.0.as_slice();
        while !rest.is_empty() {
            match std::str::from_utf8(rest) {
                Ok(_) => break,
                Err(e) => {
                    rest = &rest[e.valid_up_to()..];
                    match rest {
                        [0xED, 0xA0..=0xBF, 0x80..=0xBF, tail @ ..] => rest = tail,
                        _ => return None,
                    }
                }
            }
        }
        Some(text)
    }

    /// Builds text from code points; values above `0x10FFFF` are refused.
    pub fn from_code_points(points: impl IntoIterator<Item = u32>) -> Option<Self> {
        let mut text = Wtf8Buf::default();
        for point in points {
            text.push(point)?;
        }
        Some(text)
    }

    /// Appends one code point, a surrogate or not.
    pub fn push(&mut self, point: u32) -> Option<()> {
        match char::from_u32(point) {
            Some(c) => {
                let mut buffer = [0; 4];
                self.0
                    .extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
            }
            None if point <= 0xDFFF => self.0.extend_from_slice(&[
                0xE0 | (point >> 12) as u8,
                0x80 | ((point >> 6) & 0x3F) as u8,
                0x80 | (point & 0x3F) as u8,
            ]),
            None => return None,
        }
        Some(())
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text as UTF-8, when it holds no surrogate.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The text with every surrogate replaced by U+FFFD.
    pub fn to_string_lossy(&self) -> String {
        self.code_points()
            .map(|p| char::from_u32(p).unwrap_or('\u{FFFD}'))
            .collect()
    }

    pub fn is_ascii(&self) -> bool {
        self.0.is_ascii()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The code points, surrogates included.
    pub fn code_points(&self) -> impl Iterator<Item = u32> + '_ {
        let mut bytes = self.0.iter().map(|b| u32::from(*b));
        std::iter::from_fn(move || {
            let first = bytes.next()?;
            let mut more = |high: u32, count: u32| {
                (0..count).fold(high, |point, _| {
                    point << 6 | (bytes.next().unwrap_or(0) & 0x3F)
                })
            };
            Some(match first {
                0..=0x7F => first,
                0x80..=0xDF => more(first & 0x1F, 1),
                0xE0..=0xEF => more(first & 0x0F, 2),
                _ => more(first & 0x07, 3),
            })
        })
    }
}

impl From<&str> for Wtf8Buf {
    fn from(text: &str) -> Self {
        Wtf8Buf(text.as_bytes().to_vec())
    }
}

impl From<String> for Wtf8Buf {
    fn from(text: String) -> Self {
        Wtf8Buf(text.into_bytes())
    }
}

impl fmt::Display for Wtf8Buf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string_lossy())
    }
}

impl fmt::Debug for Wtf8Buf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string_lossy(), f)
    }
}

impl PartialEq<str> for Wtf8Buf {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}
