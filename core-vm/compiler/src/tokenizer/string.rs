//! String literals, and f- and t-strings piece by piece.

use super::{MAX_FIELDS, MAX_STRINGS, OpenString, Token, TokenKind, Tokenizer};

/// The letters before a quote.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Prefix {
    pub b: bool,
    pub r: bool,
    pub u: bool,
    pub f: bool,
    pub t: bool,
}

impl Prefix {
    /// Takes one more letter, if a prefix can have it.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let slot = match byte.to_ascii_lowercase() {
            b'b' => &mut self.b,
            b'r' => &mut self.r,
            b'u' => &mut self.u,
            b'f' => &mut self.f,
            b't' => &mut self.t,
            _ => return false,
        };
        !std::mem::replace(slot, true)
    }

    fn conflict(self) -> Option<(char, char)> {
        [
            (self.u && self.b, 'u', 'b'),
            (self.u && self.r, 'u', 'r'),
            (self.u && self.f, 'u', 'f'),
            (self.u && self.t, 'u', 't'),
            (self.b && self.f, 'b', 'f'),
            (self.b && self.t, 'b', 't'),
            (self.f && self.t, 'f', 't'),
        ]
        .into_iter()
        .find_map(|(both, one, other)| both.then_some((one, other)))
    }
}

impl Tokenizer<'_> {
    /// A literal whose prefix and first quote have been read.
    pub(super) fn string(&mut self, prefix: Prefix, quote: u8) -> Token {
        if let Some((one, other)) = prefix.conflict() {
            let start = self.start.unwrap_or(self.cur);
            let from = (start + 1 - self.line_start) as i64;
            let to = (self.cur - self.line_start) as i64;
            let message = format!("'{one}' and '{other}' prefixes are incompatible");
            return self.error_at(message, Some(from), Some(to));
        }
        if prefix.f || prefix.t {
            return self.interpolated_start(prefix, quote);
        }
        self.plain_string(quote)
    }

    fn plain_string(&mut self, quote: u8) -> Token {
        self.first_lineno = self.lineno;
        self.multi_line_start = self.line_start;
        let mut quote_size = 1;
        let mut closing = 0;
        let mut c = self.next_byte();
        if c == Some(quote) {
            c = self.next_byte();
            if c == Some(quote) {
                quote_size = 3;
            } else {
                closing = 1;
            }
        }
        if c != Some(quote) {
            self.back(c);
        }
        let mut escaped_quote = false;
        while closing != quote_size {
            c = self.next_byte();
            if c.is_none() || (quote_size == 1 && c == Some(b'\n')) {
                return self.unterminated(quote, quote_size, escaped_quote);
            }
            if c == Some(quote) {
                closing += 1;
                continue;
            }
            closing = 0;
            if c == Some(b'\\') {
                c = self.next_byte();
                if c == Some(b'\r') {
                    c = self.next_byte();
                }
                escaped_quote |= c == Some(quote);
            }
        }
        self.plain(TokenKind::STRING)
    }

    /// Reports an unterminated literal at its first quote.
    fn unterminated(&mut self, quote: u8, quote_size: usize, escaped_quote: bool) -> Token {
        let detected = self.lineno;
        self.cur = self.start.unwrap_or(self.cur) + 1;
        self.line_start = self.multi_line_start;
        self.lineno = self.first_lineno;
        if let Some(open) = self.strings.last()
            && open.quote == quote
            && open.quote_size == quote_size
        {
            let letter = open.letter;
            return self.error(format!("{letter}-string: expecting '}}'"));
        }
        if quote_size == 3 {
            return self.error(format!(
                "unterminated triple-quoted string literal (detected at line {detected})"
            ));
        }
        let hint = if escaped_quote {
            "; perhaps you escaped the end quote"
        } else {
            ""
        };
        self.error(format!(
            "unterminated string literal (detected at line {detected}){hint}"
        ))
    }

    fn interpolated_start(&mut self, prefix: Prefix, quote: u8) -> Token {
        self.first_lineno = self.lineno;
        self.multi_line_start = self.line_start;
        let mut quote_size = 1;
        if self.bytes[self.cur..].starts_with(&[quote, quote]) {
            self.cur += 2;
            quote_size = 3;
        }
        if self.strings.len() + 1 >= MAX_STRINGS {
            return self.error("too many nested f-strings or t-strings");
        }
        self.strings.push(OpenString {
            in_expression: false,
            letter: if prefix.t { 't' } else { 'f' },
            quote,
            quote_size,
            raw: prefix.r,
            start: self.start.unwrap_or(self.cur),
            line_start: self.line_start,
            first_line: self.lineno,
            brackets: 0,
            field: -1,
            in_format_spec: false,
        });
        self.plain(if prefix.t {
            TokenKind::TSTRING_START
        } else {
            TokenKind::FSTRING_START
        })
    }

    /// The next piece of the innermost f- or t-string.
    pub(super) fn string_piece(&mut self, index: usize) -> Token {
        let open = &self.strings[index];
        let (quote, quote_size, letter) = (open.quote, open.quote_size, open.letter);
        self.start = Some(self.cur);
        self.first_lineno = self.lineno;
        self.multi_line_start = self.line_start;
        let rest = &self.bytes[self.cur..];
        if rest.first() == Some(&b'{') && rest.get(1) != Some(&b'{') {
            self.refresh_line();
            let open = &mut self.strings[index];
            open.field += 1;
            if open.field >= MAX_FIELDS {
                return self.error(format!("{letter}-string: expressions nested too deeply"));
            }
            self.strings[index].in_expression = true;
            return self.expression_token();
        }
        if rest.len() >= quote_size && rest[..quote_size].iter().all(|byte| *byte == quote) {
            for _ in 0..quote_size {
                self.next_byte();
            }
            self.strings.pop();
            self.multi_line_start = self.line_start;
            return self.plain(if letter == 't' {
                TokenKind::TSTRING_END
            } else {
                TokenKind::FSTRING_END
            });
        }
        self.literal_piece(index)
    }

    /// Makes the line of the next byte the current one, as reading it does.
    fn refresh_line(&mut self) {
        let c = self.next_byte();
        self.back(c);
    }

    /// Literal text up to a replacement field or the closing quote.
    fn literal_piece(&mut self, index: usize) -> Token {
        let (quote, quote_size, raw, letter) = {
            let open = &self.strings[index];
            (open.quote, open.quote_size, open.raw, open.letter)
        };
        let kind = if letter == 't' {
            TokenKind::TSTRING_MIDDLE
        } else {
            TokenKind::FSTRING_MIDDLE
        };
        self.refresh_line();
        self.multi_line_start = self.line_start;
        self.first_lineno = self.lineno;
        let mut closing = 0;
        let mut in_named_escape = false;
        while closing != quote_size {
            let c = self.next_byte();
            let open = &self.strings[index];
            let in_spec = open.in_format_spec && open.field >= 0;
            let depth = open.brackets;
            match c {
                Some(b'\n') if quote_size == 1 && in_spec => {
                    return self.error(format!(
                        "{letter}-string: newlines are not allowed in format specifiers \
                         for single quoted {letter}-strings"
                    ));
                }
                None | Some(b'\n') if c.is_none() || quote_size == 1 => {
                    return self.unterminated_interpolated(index);
                }
                Some(byte) if byte == quote => {
                    closing += 1;
                    continue;
                }
                _ => closing = 0,
            }
            match c {
                Some(b'{') => {
                    let peek = self.next_byte();
                    if peek == Some(b'{') && !in_spec {
                        return self.piece(kind, self.cur - 1);
                    }
                    self.back(peek);
                    self.back(c);
                    let open = &mut self.strings[index];
                    open.field += 1;
                    if open.field >= MAX_FIELDS {
                        return self
                            .error(format!("{letter}-string: expressions nested too deeply"));
                    }
                    open.in_expression = true;
                    return self.piece(kind, self.cur);
                }
                Some(b'}') if in_named_escape => return self.piece(kind, self.cur),
                Some(b'}') => {
                    let peek = self.next_byte();
                    if peek == Some(b'}') && !in_spec && depth == 0 {
                        return self.piece(kind, self.cur - 1);
                    }
                    self.back(peek);
                    self.back(c);
                    self.strings[index].in_expression = true;
                    return self.piece(kind, self.cur);
                }
                Some(b'\\') => in_named_escape |= self.escape_in_piece(raw),
                _ => {}
            }
        }
        self.cur -= quote_size;
        self.piece(kind, self.cur)
    }

    /// What follows a backslash; whether a `\N{` begins.
    fn escape_in_piece(&mut self, raw: bool) -> bool {
        let peek = self.next_byte();
        if matches!(peek, Some(b'{' | b'}')) {
            if !raw {
                self.warn_escape(char::from(peek.unwrap_or(b'{')));
            }
            self.back(peek);
            return false;
        }
        if raw || peek != Some(b'N') {
            return false;
        }
        let brace = self.next_byte();
        if brace == Some(b'{') {
            return true;
        }
        self.back(brace);
        false
    }

    fn warn_escape(&mut self, c: char) {
        self.warnings.push((
            self.lineno,
            crate::grammar::invalid_escape_message(&c.to_string()),
        ));
    }

    fn piece(&self, kind: TokenKind, end: usize) -> Token {
        self.token(kind, Some((self.start.unwrap_or(end), end)))
    }

    fn unterminated_interpolated(&mut self, index: usize) -> Token {
        let detected = self.lineno;
        let open = &self.strings[index];
        let (letter, triple) = (open.letter, open.quote_size == 3);
        self.cur = open.start + 1;
        self.line_start = open.line_start;
        self.lineno = open.first_line;
        let quoted = if triple { "triple-quoted " } else { "" };
        self.error(format!(
            "unterminated {quoted}{letter}-string literal (detected at line {detected})"
        ))
    }
}
