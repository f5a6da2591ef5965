//! Tokens as `tokenize` and `_tokenize.TokenizerIter` give them.

use std::collections::VecDeque;

use crate::tokenizer::{Token, TokenKind, TokenOptions, Tokenizer};
use crate::{CompileError, grammar, source};

/// One token. Lines count from 1, columns are characters from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonToken {
    /// `OP` for operators; [`PythonToken::exact_kind`] tells them apart.
    pub kind: TokenKind,
    pub exact_kind: TokenKind,
    pub string: String,
    pub start: (usize, usize),
    pub end: (usize, usize),
    /// The line or lines that the token stands in.
    pub line: String,
}

/// The tokens of a text, comments and blank line breaks included, up to
/// `ENDMARKER` or the first error.
pub fn tokenize(text: &str) -> Vec<Result<PythonToken, CompileError>> {
    let text = source::universal_newlines(text);
    let mut state = Tokens::new(&text);
    let mut all = Vec::new();
    while let Some(item) = state.next() {
        let stop = item.is_err();
        all.push(item);
        if stop {
            break;
        }
    }
    all
}

struct Tokens<'a> {
    text: &'a str,
    tokenizer: Tokenizer<'a>,
    /// Byte offset at which each line begins.
    lines: Vec<usize>,
    ready: VecDeque<PythonToken>,
    last: Option<TokenKind>,
    done: bool,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str) -> Self {
        let mut lines = vec![0];
        lines.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, b)| *b == b'\n')
                .map(|(at, _)| at + 1),
        );
        let options = TokenOptions {
            extra_tokens: true,
            ..TokenOptions::default()
        };
        Tokens {
            text,
            tokenizer: Tokenizer::new(text, options),
            lines,
            ready: VecDeque::new(),
            last: None,
            done: false,
        }
    }

    fn next(&mut self) -> Option<Result<PythonToken, CompileError>> {
        if let Some(token) = self.ready.pop_front() {
            return Some(Ok(token));
        }
        if self.done {
            return None;
        }
        let token = self.tokenizer.next_token();
        if token.kind == TokenKind::ERRORTOKEN {
            self.done = true;
            return Some(Err(grammar::token_error(self.text, &self.tokenizer, token)));
        }
        let at_end = token.start >= self.text.len();
        if token.kind == TokenKind::ENDMARKER || (at_end && token.kind == TokenKind::DEDENT) {
            self.end_of_text(token);
        } else {
            let shown = self.shown(token);
            self.last = Some(token.kind);
            self.ready.push_back(shown);
        }
        self.ready.pop_front().map(Ok)
    }

    /// The line that tokens after the last one count as theirs.
    fn end_line(&self) -> usize {
        let lines = self.lines.len();
        if self.text.ends_with('\n') || self.text.is_empty() {
            lines
        } else {
            lines + 1
        }
    }

    fn end_of_text(&mut self, token: Token) {
        let needs_break = !matches!(
            self.last,
            None | Some(TokenKind::NEWLINE | TokenKind::NL | TokenKind::DEDENT)
        );
        if needs_break && !self.text.ends_with('\n') {
            let line = self.lines.len();
            let start = self.text[self.lines[line - 1]..].chars().count();
            let kind = if self.last == Some(TokenKind::COMMENT) && self.only_comment(line) {
                TokenKind::NL
            } else {
                TokenKind::NEWLINE
            };
            self.ready.push_back(PythonToken {
                kind,
                exact_kind: kind,
                string: String::new(),
                start: (line, start),
                end: (line, start + 1),
                line: self.text[self.lines[line - 1]..].to_owned(),
            });
        }
        self.last = Some(token.kind);
        let line = self.end_line();
        self.ready.push_back(PythonToken {
            kind: token.kind,
            exact_kind: token.kind,
            string: String::new(),
            start: (line, 0),
            end: (line, 0),
            line: String::new(),
        });
        self.done = token.kind == TokenKind::ENDMARKER;
    }

    fn only_comment(&self, line: usize) -> bool {
        self.text[self.lines[line - 1]..]
            .trim_start()
            .starts_with('#')
    }

    fn place(&self, line: usize, at: usize) -> (usize, usize) {
        let start = self.lines[line - 1].min(at);
        (line, self.text[start..at].chars().count())
    }

    fn line_of(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at)
    }

    fn shown(&self, token: Token) -> PythonToken {
        let first = self.line_of(token.start.min(self.text.len()));
        let (mut start, mut end) = (token.start, token.end);
        let mut string = self.text[start..end].to_owned();
        match token.kind {
            TokenKind::NEWLINE | TokenKind::NL => {
                if token.kind == TokenKind::NL {
                    start = token.end - 1;
                }
                end = start + 1;
                string = "\n".to_owned();
            }
            TokenKind::DEDENT => start = end,
            TokenKind::INDENT => {
                start = self.lines[first - 1];
                string = self.text[start..end].to_owned();
            }
            _ => {}
        }
        let first = self.line_of(start);
        let last = match token.kind {
            TokenKind::NEWLINE | TokenKind::NL => first,
            _ if end > start => self.line_of(end - 1).max(first),
            _ => first,
        };
        let last_start = self.lines[last - 1];
        let end_place = if end > last_start
            && self.text[last_start..end.min(self.text.len())].ends_with('\n')
            && token.kind != TokenKind::NEWLINE
            && token.kind != TokenKind::NL
        {
            (last + 1, 0)
        } else if matches!(token.kind, TokenKind::NEWLINE | TokenKind::NL) {
            let (line, column) = self.place(first, start);
            (line, column + 1)
        } else {
            self.place(last, end)
        };
        let line_end = self.lines.get(last).copied().unwrap_or(self.text.len());
        PythonToken {
            kind: if token.kind.is_operator() {
                TokenKind::OP
            } else {
                token.kind
            },
            exact_kind: token.kind,
            string,
            start: self.place(first, start),
            end: end_place,
            line: self.text[self.lines[first - 1]..line_end].to_owned(),
        }
    }
}
