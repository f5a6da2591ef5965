//! CPython's tokens: what the parser, `tokenize` and error messages see.
//!
//! [`Tokenizer`] reads one token at a time. It is as lazy as CPython's, because
//! which error a text gives depends on how far the parser has read.

mod chars;
mod kind;
mod number;
mod scan;
mod string;

pub use kind::TokenKind;

use crate::{CompileError, ErrorKind};

/// Deepest nesting of brackets.
const MAX_BRACKETS: usize = 200;
/// Deepest indentation.
const MAX_INDENTS: usize = 100;
/// Deepest nesting of f-strings in f-strings.
const MAX_STRINGS: usize = 150;
/// Deepest nesting of replacement fields in format specifications.
const MAX_FIELDS: i32 = 3;

/// One token. Columns are bytes in the line; `-1` where CPython has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    /// Byte range in the text.
    pub start: usize,
    pub end: usize,
    pub lineno: usize,
    pub col_offset: i32,
    pub end_lineno: usize,
    pub end_col_offset: i32,
    /// How many brackets are open after it.
    pub level: usize,
}

/// Why the tokenizer stopped, when it gave an `ERRORTOKEN`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// An exception with its place.
    Error(Box<CompileError>),
    /// End of text inside brackets or after a line continuation.
    EndOfText,
    /// A dedent to a column that no outer block has.
    Dedent,
    /// Tabs and spaces mixed so that the depth depends on the tab size.
    Tabs,
    TooDeep,
    /// Something other than a line break after a backslash.
    Continuation,
}

/// An open bracket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bracket {
    pub byte: u8,
    pub lineno: usize,
    pub column: usize,
}

/// An f- or t-string that is being read.
#[derive(Debug, Clone)]
struct OpenString {
    /// Between braces: tokens are those of an expression.
    in_expression: bool,
    /// `f` or `t`.
    letter: char,
    quote: u8,
    quote_size: usize,
    raw: bool,
    start: usize,
    line_start: usize,
    first_line: usize,
    brackets: i32,
    /// Bracket depth at which the innermost replacement field began, from 0.
    field: i32,
    in_format_spec: bool,
}

/// What the tokenizer is used for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TokenOptions {
    /// `COMMENT` and `NL` tokens, and brackets left unchecked, as `tokenize` has it.
    pub extra_tokens: bool,
    /// `TYPE_COMMENT` and `TYPE_IGNORE` tokens.
    pub type_comments: bool,
    /// A line break is implied at the end (`exec`).
    pub implied_newline: bool,
}

/// Reads tokens from a text whose line breaks are all `\n`, or `\r\n` in lines as fed.
#[derive(Clone)]
pub struct Tokenizer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    options: TokenOptions,
    /// Next byte to read.
    pub(crate) cur: usize,
    /// End of the line that has been read so far.
    pub(crate) line_end: usize,
    pub(crate) line_start: usize,
    pub(crate) lineno: usize,
    /// Start of the token being read.
    start: Option<usize>,
    /// First byte of the lines that an error shows.
    pub(crate) shown_from: usize,
    first_lineno: usize,
    pub(crate) multi_line_start: usize,
    at_line_start: bool,
    at_end: bool,
    comment_newline: bool,
    pub(crate) indents: Vec<(usize, usize)>,
    /// Indents (positive) or dedents (negative) still to be given.
    pub(crate) pending: i32,
    pub(crate) brackets: Vec<Bracket>,
    strings: Vec<OpenString>,
    pub(crate) fault: Option<Fault>,
    /// Line and message of each `SyntaxWarning`.
    pub(crate) warnings: Vec<(usize, String)>,
}

impl<'a> Tokenizer<'a> {
    pub fn new(text: &'a str, options: TokenOptions) -> Self {
        Tokenizer {
            text,
            bytes: text.as_bytes(),
            options,
            cur: 0,
            line_end: 0,
            line_start: 0,
            lineno: 0,
            start: None,
            shown_from: 0,
            first_lineno: 0,
            multi_line_start: 0,
            at_line_start: true,
            at_end: false,
            comment_newline: false,
            indents: Vec::new(),
            pending: 0,
            brackets: Vec::new(),
            strings: Vec::new(),
            fault: None,
            warnings: Vec::new(),
        }
    }

    /// The same tokenizer before another text, which begins as this one's does.
    pub(crate) fn with_text<'b>(self, text: &'b str) -> Tokenizer<'b> {
        Tokenizer {
            text,
            bytes: text.as_bytes(),
            ..self
        }
    }

    /// Whether an f- or t-string is open.
    pub(crate) fn in_interpolation(&self) -> bool {
        !self.strings.is_empty()
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Whether everything read so far was in order (`E_OK` or `E_DONE`).
    pub(crate) fn is_sound(&self) -> bool {
        self.fault.is_none() && !self.at_end
    }

    pub(crate) fn reached_end(&self) -> bool {
        self.at_end
    }

    /// What an error that ends here shows: everything since [`Self::shown_from`].
    pub(crate) fn shown_text(&self) -> &'a str {
        &self.text[self.shown_from..self.line_end.max(self.shown_from)]
    }

    pub(crate) fn has_read_anything(&self) -> bool {
        self.line_end > self.shown_from
    }

    /// The next byte, reading one more line where the current one is used up.
    fn next_byte(&mut self) -> Option<u8> {
        if self.cur == self.line_end {
            if self.line_end == self.bytes.len() {
                self.at_end = true;
                return None;
            }
            if self.start.is_none() {
                self.shown_from = self.cur;
            }
            let rest = &self.bytes[self.cur..];
            let length = memchr(rest).map_or(rest.len(), |at| at + 1);
            self.line_start = self.cur;
            self.lineno += 1;
            self.line_end = self.cur + length;
        }
        let byte = self.bytes[self.cur];
        self.cur += 1;
        Some(byte)
    }

    /// Takes back what [`Self::next_byte`] gave.
    fn back(&mut self, byte: Option<u8>) {
        if byte.is_some() {
            self.cur -= 1;
        }
    }

    fn token(&self, kind: TokenKind, range: Option<(usize, usize)>) -> Token {
        let (lineno, line_start) = if kind.is_string_piece() {
            (self.first_lineno, self.multi_line_start)
        } else {
            (self.lineno, self.line_start)
        };
        let (start, end) = range.unwrap_or((self.cur, self.cur));
        let column = |at: usize, line_start: usize| match range {
            Some(_) if at >= line_start => (at - line_start) as i32,
            _ => -1,
        };
        Token {
            kind,
            start,
            end,
            lineno,
            col_offset: column(start, line_start),
            end_lineno: self.lineno,
            end_col_offset: column(end, self.line_start),
            level: self.brackets.len(),
        }
    }

    /// An `ERRORTOKEN` for the fault that was just found.
    fn fail(&mut self, fault: Fault) -> Token {
        self.fault = Some(fault);
        self.token(TokenKind::ERRORTOKEN, None)
    }

    /// A `SyntaxError` at the last byte read.
    fn error(&mut self, message: impl Into<String>) -> Token {
        self.error_at(message, None, None)
    }

    /// A `SyntaxError` between two columns (from 1, in bytes).
    fn error_at(
        &mut self,
        message: impl Into<String>,
        from: Option<i64>,
        to: Option<i64>,
    ) -> Token {
        let line = &self.bytes[self.line_start..];
        let line = &line[..memchr(line).unwrap_or(line.len())];
        let shown = String::from_utf8_lossy(line).into_owned();
        // Columns of exceptions count characters.
        let characters = |bytes: usize| {
            let end = (self.line_start + bytes).min(self.bytes.len());
            let before = String::from_utf8_lossy(&self.bytes[self.line_start..end]);
            before.chars().count() as i64
        };
        let column = match from.and_then(|from| usize::try_from(from - 1).ok()) {
            Some(before) => characters(before) + 1,
            None => characters(self.cur - self.line_start),
        };
        let end = to.and_then(|to| usize::try_from(to).ok()).map(characters);
        let error = CompileError {
            lineno: Some(self.lineno as i64),
            offset: Some(column),
            text: Some(shown.into()),
            end_lineno: Some(self.lineno as i64),
            end_offset: Some(end.unwrap_or(column)),
            ..CompileError::without_position(ErrorKind::SyntaxError, message)
        };
        self.fail(Fault::Error(Box::new(error)))
    }
}

fn memchr(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| *byte == b'\n')
}
