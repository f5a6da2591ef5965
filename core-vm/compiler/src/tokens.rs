//! Tokens as `tokenize` and `_tokenize.TokenizerIter` give them.
//!
//! [`TokenReader`] takes a text line by line and reads no further than the token asked for.

use std::ops::Range;

use crate::tokenizer::{Fault, Token, TokenKind, TokenOptions, Tokenizer};
use crate::{CompileError, ErrorKind};

/// One token. Lines count from 1, columns are characters from 0 and -1 where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonToken {
    /// `OP` for operators when comments and the like are wanted too.
    pub kind: TokenKind,
    /// Where its characters stand in [`TokenReader::text`].
    pub string: Range<usize>,
    pub start: (usize, isize),
    pub end: (usize, isize),
    /// The line or lines that the token stands in.
    pub line: Range<usize>,
}

/// What [`TokenReader::read`] gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    Token(PythonToken),
    /// The token may go on in the next line: [`TokenReader::feed`] it or [`TokenReader::finish`].
    NeedsLine,
}

/// Reads tokens from lines that arrive one by one.
pub struct TokenReader {
    text: String,
    tokenizer: Tokenizer<'static>,
    extra_tokens: bool,
    /// No more lines will come.
    finished: bool,
    /// The last line's break is not in the text that was fed.
    implied_break: bool,
    last_end: usize,
    /// An error in a line that is reported when the line is reached.
    refused: Option<CompileError>,
}

impl TokenReader {
    /// `extra_tokens`: `COMMENT` and `NL` too, and every operator as `OP`.
    pub fn new(extra_tokens: bool) -> Self {
        let options = TokenOptions {
            extra_tokens,
            ..TokenOptions::default()
        };
        TokenReader {
            text: String::new(),
            tokenizer: Tokenizer::new("", options),
            extra_tokens,
            finished: false,
            implied_break: false,
            last_end: 0,
            refused: None,
        }
    }

    /// Everything fed so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a line. An empty one ends the text.
    pub fn feed(&mut self, line: &str) {
        if line.is_empty() {
            self.finished = true;
            return;
        }
        if let Some((shown, _)) = line.split_once('\0') {
            let lineno = Some(self.tokenizer.lineno as i64 + 1);
            self.refused = Some(CompileError {
                lineno,
                offset: Some(0),
                text: Some(shown.to_owned().into()),
                end_lineno: lineno,
                end_offset: Some(0),
                ..CompileError::without_position(
                    ErrorKind::SyntaxError,
                    "source code cannot contain null bytes",
                )
            });
        }
        self.text.push_str(line);
        self.implied_break = !line.ends_with('\n');
        if self.implied_break {
            self.text.push('\n');
        }
    }

    /// No more lines will come.
    pub fn finish(&mut self) {
        self.finished = true;
    }

    /// The next token, if the lines fed so far hold it.
    ///
    /// # Errors
    /// What CPython's `TokenizerIter` raises; reading goes on giving errors then.
    pub fn read(&mut self) -> Result<Read, CompileError> {
        if let Some(error) = &self.refused {
            return Err(error.clone());
        }
        let before = self.tokenizer.clone();
        let mut tokenizer = std::mem::replace(&mut self.tokenizer, before).with_text(&self.text);
        let token = tokenizer.next_token();
        if tokenizer.reached_end() && !self.finished {
            return Ok(Read::NeedsLine);
        }
        let result = if token.kind == TokenKind::ERRORTOKEN {
            Err(self.error(&tokenizer))
        } else {
            Ok(Read::Token(self.shown(&tokenizer, token)))
        };
        let mut tokenizer = tokenizer.with_text("");
        tokenizer.warnings.clear();
        self.last_end = token.end;
        self.tokenizer = tokenizer;
        result
    }

    /// Whether the token comes after the text.
    fn is_trailing(tokenizer: &Tokenizer<'_>, token: Token) -> bool {
        token.kind == TokenKind::ENDMARKER
            || (token.kind == TokenKind::DEDENT && tokenizer.reached_end())
    }

    fn shown(&self, tokenizer: &Tokenizer<'_>, token: Token) -> PythonToken {
        if self.extra_tokens && Self::is_trailing(tokenizer, token) {
            let place = (tokenizer.lineno + 1, 0);
            return PythonToken {
                kind: token.kind,
                string: token.end..token.end,
                start: place,
                end: place,
                line: 0..0,
            };
        }
        let (first_line, string) = match token.kind {
            kind if kind.is_string_piece() => (tokenizer.multi_line_start, token.start..token.end),
            TokenKind::INDENT if self.extra_tokens => {
                (tokenizer.line_start, tokenizer.line_start..token.end)
            }
            _ => (tokenizer.line_start, token.start..token.end),
        };
        let line_end = tokenizer.line_end - usize::from(self.implied_break);
        let line = first_line..line_end.max(first_line);
        let mut shown = PythonToken {
            kind: token.kind,
            start: (token.lineno, self.column(first_line, string.start)),
            end: (
                token.end_lineno,
                self.column(tokenizer.line_start, token.end),
            ),
            string,
            line,
        };
        if self.extra_tokens {
            if token.kind.is_operator() {
                shown.kind = TokenKind::OP;
            } else if matches!(token.kind, TokenKind::NEWLINE | TokenKind::NL) {
                shown.string.end -= usize::from(self.implied_break);
            }
        } else {
            self.without_extras(tokenizer, token, &mut shown);
        }
        shown
    }

    /// What differs when comments and layout are not wanted.
    fn without_extras(&self, tokenizer: &Tokenizer<'_>, token: Token, shown: &mut PythonToken) {
        match token.kind {
            TokenKind::NEWLINE => {
                // A comment counts as part of the line break.
                let skipped = &self.text[self.last_end.min(token.start)..token.start];
                if let Some(at) = skipped.find('#') {
                    shown.string.start = token.start - (skipped.len() - at);
                    shown.start.1 = self.column(tokenizer.line_start, shown.string.start);
                }
                shown.string.end -= 1;
                shown.end.1 -= 1;
            }
            TokenKind::INDENT | TokenKind::DEDENT | TokenKind::ENDMARKER => {
                (shown.start.1, shown.end.1) = (-1, -1);
                let text = &self.text[shown.line.clone()];
                let blank = text.trim_start_matches([' ', '\t', '\x0c']);
                if tokenizer.reached_end()
                    && (blank.trim_end().is_empty() || blank.starts_with('#'))
                {
                    shown.line = 0..0;
                }
            }
            _ => {}
        }
    }

    fn column(&self, line_start: usize, at: usize) -> isize {
        match self.text.get(line_start..at) {
            Some(before) => before.chars().count() as isize,
            None => -1,
        }
    }

    fn error(&self, tokenizer: &Tokenizer<'_>) -> CompileError {
        let (kind, message) = match &tokenizer.fault {
            Some(Fault::Error(error)) => return (**error).clone(),
            Some(Fault::EndOfText) | None => return end_of_text(tokenizer),
            Some(Fault::Dedent) => (
                ErrorKind::IndentationError,
                "unindent does not match any outer indentation level",
            ),
            Some(Fault::Tabs) => (
                ErrorKind::TabError,
                "inconsistent use of tabs and spaces in indentation",
            ),
            Some(Fault::TooDeep) => (
                ErrorKind::IndentationError,
                "too many levels of indentation",
            ),
            Some(Fault::Continuation) => (
                ErrorKind::SyntaxError,
                "unexpected character after line continuation character",
            ),
        };
        let line = &self.text[tokenizer.line_start..tokenizer.line_end];
        CompileError {
            lineno: Some(tokenizer.lineno as i64),
            offset: Some(line.chars().count() as i64),
            text: Some(line.trim_end_matches('\n').to_owned().into()),
            ..CompileError::without_position(kind, message)
        }
    }
}

/// The text ended inside brackets or after a line continuation.
fn end_of_text(tokenizer: &Tokenizer<'_>) -> CompileError {
    let offset = if tokenizer.brackets.is_empty() || tokenizer.in_interpolation() {
        tokenizer.line_end - tokenizer.line_start
    } else {
        0
    };
    CompileError {
        lineno: Some(tokenizer.lineno as i64),
        offset: Some(offset as i64),
        ..CompileError::without_position(
            ErrorKind::SyntaxError,
            "unexpected EOF in multi-line statement",
        )
    }
}
