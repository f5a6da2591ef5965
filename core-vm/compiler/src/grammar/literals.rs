//! The values of names, numbers and string literals.

use num_bigint::BigInt;
use serpentarium_bytecode::{Constant, Wtf8Buf};
use unicode_normalization::{UnicodeNormalization, is_nfkc_quick};

/// CPython's limit on the digits of a decimal integer.
const MAX_DIGITS: usize = 4300;

/// A name as it is compared: in normalisation form KC.
pub(crate) fn identifier(text: &str) -> String {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
        return text.to_owned();
    }
    text.nfkc().collect()
}

/// The value of a number.
pub(crate) fn number(text: &str) -> Result<Constant, String> {
    let plain: String = text.chars().filter(|c| *c != '_').collect();
    let lower = plain.to_ascii_lowercase();
    let radix = match lower.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 10,
    };
    if radix != 10 {
        let value = BigInt::parse_bytes(&lower.as_bytes()[2..], radix);
        return value
            .map(Constant::Int)
            .ok_or_else(|| "invalid number".to_owned());
    }
    if let Some(imaginary) = lower.strip_suffix('j') {
        return Ok(Constant::Complex {
            re: 0.0,
            im: float(imaginary)?,
        });
    }
    if lower.contains(['.', 'e']) {
        return Ok(Constant::Float(float(&lower)?));
    }
    if lower.len() > MAX_DIGITS {
        return Err(format!(
            "Exceeds the limit ({MAX_DIGITS} digits) for integer string conversion: value has {} \
             digits; use sys.set_int_max_str_digits() to increase the limit - Consider \
             hexadecimal for huge integer literals to avoid decimal conversion limits.",
            lower.len()
        ));
    }
    let value = BigInt::parse_bytes(lower.as_bytes(), 10);
    value
        .map(Constant::Int)
        .ok_or_else(|| "invalid number".to_owned())
}

fn float(text: &str) -> Result<f64, String> {
    text.parse().map_err(|_| "invalid number".to_owned())
}

/// The letters before the quote, the text between the quotes.
pub(crate) struct Literal<'a> {
    pub raw: bool,
    pub bytes: bool,
    pub unicode: bool,
    pub body: &'a str,
}

/// Takes a string token apart.
pub(crate) fn literal(token: &str) -> Literal<'_> {
    let quote_at = token.find(['\'', '"']).unwrap_or(0);
    let (prefix, rest) = token.split_at(quote_at);
    let size = if rest.len() >= 6 && (rest.starts_with("'''") || rest.starts_with("\"\"\"")) {
        3
    } else {
        1
    };
    let has = |letter: char| prefix.chars().any(|c| c.eq_ignore_ascii_case(&letter));
    Literal {
        raw: has('r'),
        bytes: has('b'),
        unicode: prefix.starts_with('u'),
        body: rest
            .get(size..rest.len().saturating_sub(size))
            .unwrap_or(""),
    }
}

/// What was noticed while escapes were decoded.
#[derive(Default)]
pub(crate) struct Noticed {
    /// Line breaks before it, and the escape that is not one.
    pub invalid_escape: Option<(usize, String)>,
}

/// What CPython says of an escape sequence that is none.
pub(crate) fn invalid_escape_message(escape: &str) -> String {
    let is_octal = escape.starts_with(|c: char| c.is_ascii_digit());
    let kind = if is_octal {
        "octal escape sequence"
    } else {
        "escape sequence"
    };
    format!(
        "\"\\{escape}\" is an invalid {kind}. Such sequences will not work in the future. \
         Did you mean \"\\\\{escape}\"? A raw string is also an option."
    )
}

/// The value of text with escape sequences.
pub(crate) fn decode_text(body: &str, noticed: &mut Noticed) -> Result<Wtf8Buf, String> {
    if !body.contains('\\') {
        return Ok(body.into());
    }
    let mut decoder = Decoder {
        body,
        at: 0,
        lines: 0,
        position: 0,
        noticed,
    };
    let mut text = Wtf8Buf::default();
    while let Some(point) = decoder.next_text()? {
        if let Some(point) = point {
            text.push(point);
        }
    }
    Ok(text)
}

/// The value of bytes with escape sequences.
pub(crate) fn decode_bytes(body: &str, noticed: &mut Noticed) -> Result<Vec<u8>, String> {
    if !body.contains('\\') {
        return Ok(body.as_bytes().to_vec());
    }
    let mut decoder = Decoder {
        body,
        at: 0,
        lines: 0,
        position: 0,
        noticed,
    };
    let mut bytes = Vec::with_capacity(body.len());
    while let Some(byte) = decoder.next_byte()? {
        bytes.extend(byte);
    }
    Ok(bytes)
}

struct Decoder<'a, 'n> {
    body: &'a str,
    at: usize,
    /// Line breaks so far.
    lines: usize,
    /// Where the codec sees itself: it is handed the text with every
    /// character outside ASCII written as an escape of ten.
    position: usize,
    noticed: &'n mut Noticed,
}

impl Decoder<'_, '_> {
    fn next_char(&mut self) -> Option<char> {
        let c = self.body[self.at..].chars().next()?;
        self.at += c.len_utf8();
        self.position += if c.is_ascii() { 1 } else { 10 };
        self.lines += usize::from(c == '\n');
        Some(c)
    }

    fn digits(&mut self, most: usize, is_digit: fn(&u8) -> bool) -> &str {
        let rest = &self.body.as_bytes()[self.at..];
        let count = rest
            .iter()
            .take(most)
            .take_while(|byte| is_digit(byte))
            .count();
        let from = self.at;
        self.at += count;
        self.position += count;
        &self.body[from..from + count]
    }

    /// The next code point; the inner `None` stands for nothing at all.
    fn next_text(&mut self) -> Result<Option<Option<u32>>, String> {
        let start = self.position;
        let Some(c) = self.next_char() else {
            return Ok(None);
        };
        if c != '\\' {
            return Ok(Some(Some(c.into())));
        }
        let Some(escape) = self.next_char() else {
            return Err(undecodable(start, start + 1, "\\ at end of string"));
        };
        if let Some(simple) = simple_escape(escape) {
            return Ok(Some(simple));
        }
        Ok(Some(Some(match escape {
            '0'..='7' => self.octal(escape),
            'x' => self.hexadecimal(2, start, "truncated \\xXX escape")?,
            'u' => self.hexadecimal(4, start, "truncated \\uXXXX escape")?,
            'U' => self.hexadecimal(8, start, "truncated \\UXXXXXXXX escape")?,
            'N' => self.named(start)?,
            other => {
                self.notice(other.to_string());
                // The backslash stays, and the character is read again.
                self.at -= other.len_utf8();
                self.position -= if other.is_ascii() { 1 } else { 10 };
                self.lines -= usize::from(other == '\n');
                u32::from('\\')
            }
        })))
    }

    fn notice(&mut self, escape: String) {
        if self.noticed.invalid_escape.is_none() {
            self.noticed.invalid_escape = Some((self.lines, escape));
        }
    }

    fn octal(&mut self, first: char) -> u32 {
        let more = self.digits(2, |byte| (b'0'..=b'7').contains(byte));
        let text = format!("{first}{more}");
        let value = u32::from_str_radix(&text, 8).unwrap_or(0);
        if value > 0o377 {
            self.notice(text);
        }
        value
    }

    fn hexadecimal(&mut self, count: usize, start: usize, reason: &str) -> Result<u32, String> {
        let digits = self.digits(count, u8::is_ascii_hexdigit).to_owned();
        if digits.len() < count {
            return Err(undecodable(start, self.position, reason));
        }
        let value = u32::from_str_radix(&digits, 16).unwrap_or(u32::MAX);
        if value > 0x10FFFF {
            return Err(undecodable(
                start,
                self.position,
                "illegal Unicode character",
            ));
        }
        Ok(value)
    }

    fn named(&mut self, start: usize) -> Result<u32, String> {
        let rest = &self.body[self.at..];
        let name = rest
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            .map(|(n, _)| n);
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            let read = match rest.strip_prefix('{') {
                Some(inner) if inner.starts_with('}') => 1,
                Some(_) => rest.len(),
                None => 0,
            };
            let end = self.position + read;
            return Err(undecodable(
                start,
                end.max(start + 2),
                "malformed \\N character escape",
            ));
        };
        self.at += name.len() + 2;
        self.position += name.len() + 2;
        rustpython_unicode::data::lookup_character(name)
            .map(u32::from)
            .ok_or_else(|| undecodable(start, self.position, "unknown Unicode character name"))
    }

    /// The next bytes of a bytes literal, none for an escaped line break.
    fn next_byte(&mut self) -> Result<Option<Vec<u8>>, String> {
        let start = self.position;
        let Some(c) = self.next_char() else {
            return Ok(None);
        };
        if c != '\\' {
            return Ok(Some(c.to_string().into_bytes()));
        }
        let Some(escape) = self.next_char() else {
            return Err("Trailing \\ in string".to_owned());
        };
        if let Some(simple) = simple_escape(escape) {
            return Ok(Some(simple.map(|point| point as u8).into_iter().collect()));
        }
        Ok(Some(match escape {
            '0'..='7' => vec![self.octal(escape) as u8],
            'x' => {
                let digits = self.digits(2, u8::is_ascii_hexdigit).to_owned();
                if digits.len() < 2 {
                    return Err(format!("invalid \\x escape at position {start}"));
                }
                vec![u8::from_str_radix(&digits, 16).unwrap_or(0)]
            }
            other => {
                self.notice(other.to_string());
                format!("\\{other}").into_bytes()
            }
        }))
    }
}

/// The escapes of one letter; `Some(None)` is an escaped line break.
fn simple_escape(c: char) -> Option<Option<u32>> {
    Some(Some(u32::from(match c {
        '\n' => return Some(None),
        '\\' | '\'' | '"' => c,
        'b' => '\x08',
        'f' => '\x0c',
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        'v' => '\x0b',
        'a' => '\x07',
        _ => return None,
    })))
}

fn undecodable(start: usize, end: usize, reason: &str) -> String {
    if end == start + 1 {
        return format!(
            "'unicodeescape' codec can't decode byte 0x5c in position {start}: {reason}"
        );
    }
    format!(
        "'unicodeescape' codec can't decode bytes in position {start}-{}: {reason}",
        end - 1
    )
}
