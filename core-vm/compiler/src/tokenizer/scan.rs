//! The tokens of ordinary code: layout, names, operators, brackets.

use super::chars::{first_bad_character, is_printable, may_continue_name, may_start_name};
use super::string::Prefix;
use super::{Bracket, Fault, MAX_BRACKETS, MAX_INDENTS, Token, TokenKind, Tokenizer};

impl Tokenizer<'_> {
    /// The next token; `ERRORTOKEN` when [`Tokenizer::fault`] says why.
    pub fn next_token(&mut self) -> Token {
        match self.strings.last() {
            Some(open) if !open.in_expression => {
                let index = self.strings.len() - 1;
                self.string_piece(index)
            }
            _ => self.expression_token(),
        }
    }

    /// A token of kind `kind` from its start to the bytes read so far.
    pub(super) fn plain(&self, kind: TokenKind) -> Token {
        self.token(kind, Some((self.start.unwrap_or(self.cur), self.cur)))
    }

    pub(super) fn expression_token(&mut self) -> Token {
        let mut blank_line;
        loop {
            self.start = None;
            blank_line = false;
            if self.at_line_start {
                self.at_line_start = false;
                match self.indentation() {
                    Ok(blank) => blank_line = blank,
                    Err(fault) => return self.fail(fault),
                }
            }
            self.start = Some(self.cur);
            if self.pending != 0 {
                return self.pending_indent();
            }
            let c = self.next_byte();
            self.back(c);
            match self.after_indent(&mut blank_line) {
                Some(token) => return token,
                None => continue,
            }
        }
    }

    fn pending_indent(&mut self) -> Token {
        let kind = if self.pending < 0 {
            TokenKind::DEDENT
        } else {
            TokenKind::INDENT
        };
        self.pending -= self.pending.signum();
        if self.options.extra_tokens {
            return self.token(kind, Some((self.cur, self.cur)));
        }
        self.token(kind, None)
    }

    /// Reads the blanks at the start of a line; whether nothing else is in it.
    fn indentation(&mut self) -> Result<bool, Fault> {
        let (mut column, mut other) = (0, 0);
        let mut continued_at = 0;
        let c = loop {
            let c = self.next_byte();
            match c {
                Some(b' ') => (column, other) = (column + 1, other + 1),
                Some(b'\t') => (column, other) = ((column / 8 + 1) * 8, other + 1),
                Some(b'\x0c') => (column, other) = (0, 0),
                Some(b'\\') => {
                    // The first line's depth counts when blanks go on over lines.
                    if continued_at == 0 {
                        continued_at = column;
                    }
                    self.continuation()?;
                }
                _ => break c,
            }
        };
        self.back(c);
        if matches!(c, Some(b'#' | b'\n' | b'\r')) {
            return Ok(true);
        }
        if self.brackets.is_empty() {
            if continued_at != 0 {
                (column, other) = (continued_at, continued_at);
            }
            self.indent_to(column, other)?;
        }
        Ok(false)
    }

    fn indent_to(&mut self, column: usize, other: usize) -> Result<(), Fault> {
        let (current, current_other) = self.indents.last().copied().unwrap_or((0, 0));
        if column == current {
            return if other == current_other {
                Ok(())
            } else {
                Err(Fault::Tabs)
            };
        }
        if column > current {
            if self.indents.len() + 1 >= MAX_INDENTS {
                return Err(Fault::TooDeep);
            }
            if other <= current_other {
                return Err(Fault::Tabs);
            }
            self.pending += 1;
            self.indents.push((column, other));
            return Ok(());
        }
        while self
            .indents
            .last()
            .is_some_and(|(outer, _)| column < *outer)
        {
            self.pending -= 1;
            self.indents.pop();
        }
        let (outer, outer_other) = self.indents.last().copied().unwrap_or((0, 0));
        if column != outer {
            self.cur = self.line_end;
            return Err(Fault::Dedent);
        }
        if other != outer_other {
            return Err(Fault::Tabs);
        }
        Ok(())
    }

    /// What follows a backslash has to be a line break and another line.
    fn continuation(&mut self) -> Result<(), Fault> {
        let mut c = self.next_byte();
        if c == Some(b'\r') {
            c = self.next_byte();
        }
        if c != Some(b'\n') {
            return Err(Fault::Continuation);
        }
        let c = self.next_byte();
        if c.is_none() {
            self.cur = self.line_end;
            return Err(Fault::EndOfText);
        }
        self.back(c);
        Ok(())
    }

    /// One token after the indentation; `None` when the line held none.
    fn after_indent(&mut self, blank_line: &mut bool) -> Option<Token> {
        loop {
            self.start = None;
            let mut c = self.next_byte();
            while matches!(c, Some(b' ' | b'\t' | b'\x0c')) {
                c = self.next_byte();
            }
            self.start = Some(if c.is_some() { self.cur - 1 } else { self.cur });
            if c == Some(b'#') {
                if let Some(token) = self.comment(*blank_line) {
                    return Some(token);
                }
                c = self.next_byte();
                self.start = Some(if c.is_some() { self.cur - 1 } else { self.cur });
            }
            let Some(mut byte) = c else {
                return Some(self.end_of_text());
            };
            if byte == b'\r' {
                match self.next_byte() {
                    Some(b'\n') => byte = b'\n',
                    Some(other) => return Some(self.operator(other)),
                    None => return Some(self.end_of_text()),
                }
            }
            if byte == b'\n' {
                self.at_line_start = true;
                if *blank_line || !self.brackets.is_empty() {
                    self.comment_newline = false;
                    if self.options.extra_tokens {
                        return Some(self.plain(TokenKind::NL));
                    }
                    return None;
                }
                if self.comment_newline && self.options.extra_tokens {
                    self.comment_newline = false;
                    return Some(self.plain(TokenKind::NL));
                }
                return Some(self.plain(TokenKind::NEWLINE));
            }
            if byte == b'\\' {
                if let Err(fault) = self.continuation() {
                    return Some(self.fail(fault));
                }
                continue;
            }
            return Some(self.visible_token(byte));
        }
    }

    fn end_of_text(&mut self) -> Token {
        if !self.brackets.is_empty() {
            return self.fail(Fault::EndOfText);
        }
        self.token(TokenKind::ENDMARKER, None)
    }

    /// Skips a comment, or gives it where someone wants it.
    fn comment(&mut self, blank_line: bool) -> Option<Token> {
        let start = self.start.unwrap_or(self.cur);
        while self.cur < self.line_end && !matches!(self.bytes[self.cur], b'\n' | b'\r') {
            self.cur += 1;
        }
        if self.options.type_comments
            && let Some(token) = self.type_comment(start)
        {
            return Some(token);
        }
        if self.options.extra_tokens {
            self.comment_newline = blank_line;
            return Some(self.token(TokenKind::COMMENT, Some((start, self.cur))));
        }
        None
    }

    fn type_comment(&mut self, start: usize) -> Option<Token> {
        let comment = &self.text[start..self.cur];
        let rest = comment.strip_prefix('#')?.trim_start_matches([' ', '\t']);
        let value = rest.strip_prefix("type:")?.trim_start_matches([' ', '\t']);
        let value_start = self.cur - value.len();
        let after = value.strip_prefix("ignore");
        let is_ignore = after.is_some_and(|after| {
            !after.starts_with(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii())
        });
        if is_ignore {
            let token = self.token(
                TokenKind::TYPE_IGNORE,
                Some((value_start + "ignore".len(), self.cur)),
            );
            if value_start_is_line(self.bytes, self.line_start, start) {
                // A comment of its own line ends with it.
                self.at_line_start = true;
                self.next_byte();
            }
            return Some(token);
        }
        Some(self.token(TokenKind::TYPE_COMMENT, Some((value_start, self.cur))))
    }

    fn visible_token(&mut self, byte: u8) -> Token {
        if may_start_name(byte) {
            return self.name(byte);
        }
        if byte == b'.' {
            return self.point();
        }
        if byte.is_ascii_digit() {
            return self.number(byte);
        }
        if matches!(byte, b'\'' | b'"') {
            return self.string(Prefix::default(), byte);
        }
        self.operator(byte)
    }

    fn name(&mut self, first: u8) -> Token {
        let mut prefix = Prefix::default();
        let mut c = Some(first);
        while let Some(byte) = c.filter(|byte| prefix.take(*byte)) {
            let _ = byte;
            c = self.next_byte();
            if let Some(quote @ (b'\'' | b'"')) = c {
                return self.string(prefix, quote);
            }
        }
        let mut is_ascii = true;
        while let Some(byte) = c.filter(|byte| may_continue_name(*byte)) {
            is_ascii &= byte < 0x80;
            c = self.next_byte();
        }
        self.back(c);
        let start = self.start.unwrap_or(self.cur);
        if !is_ascii
            && !self.options.extra_tokens
            && let Some((at, bad)) = first_bad_character(&self.text[start..self.cur])
        {
            self.cur = start + at + bad.len_utf8();
            let code = u32::from(bad);
            return self.error(if is_printable(bad) {
                format!("invalid character '{bad}' (U+{code:04X})")
            } else {
                format!("invalid non-printable character U+{code:04X}")
            });
        }
        self.plain(TokenKind::NAME)
    }

    fn point(&mut self) -> Token {
        let c = self.next_byte();
        if c.is_some_and(|byte| byte.is_ascii_digit()) {
            return self.fraction_number(c);
        }
        if c == Some(b'.') {
            let third = self.next_byte();
            if third == Some(b'.') {
                return self.plain(TokenKind::ELLIPSIS);
            }
            self.back(third);
        }
        self.back(c);
        self.plain(TokenKind::DOT)
    }

    fn operator(&mut self, byte: u8) -> Token {
        if let Some(open) = self.strings.last_mut().filter(|open| open.field >= 0)
            && byte == b':'
            && open.brackets - 1 == open.field
        {
            open.in_expression = false;
            open.in_format_spec = true;
            return self.plain(TokenKind::COLON);
        }
        match TokenKind::operator_at(&self.bytes[self.cur - 1..]) {
            Some((kind, length)) if length > 1 => {
                self.cur += length - 1;
                return self.plain(kind);
            }
            _ => {}
        }
        let bracket = match byte {
            b'(' | b'[' | b'{' => self.open_bracket(byte),
            b')' | b']' | b'}' => self.close_bracket(byte),
            _ => None,
        };
        if let Some(error) = bracket {
            return error;
        }
        if byte < 0x20 || byte == 0x7F {
            return self.error(format!("invalid non-printable character U+{byte:04X}"));
        }
        match TokenKind::operator_at(&[byte]) {
            Some((kind, _)) => self.plain(kind),
            None => self.plain(TokenKind::OP),
        }
    }

    fn open_bracket(&mut self, byte: u8) -> Option<Token> {
        if self.brackets.len() >= MAX_BRACKETS {
            return Some(self.error("too many nested parentheses"));
        }
        let start = self.start.unwrap_or(self.cur);
        self.brackets.push(Bracket {
            byte,
            lineno: self.lineno,
            column: start.saturating_sub(self.line_start),
        });
        if let Some(open) = self.strings.last_mut() {
            open.brackets += 1;
        }
        None
    }

    fn close_bracket(&mut self, byte: u8) -> Option<Token> {
        let closing = char::from(byte);
        let string = self
            .strings
            .last()
            .map(|open| (open.letter, open.brackets, open.field));
        if let Some((letter, 0, _)) = string
            && byte == b'}'
        {
            return Some(self.error(format!("{letter}-string: single '}}' is not allowed")));
        }
        let checked = !self.options.extra_tokens;
        if checked && self.brackets.is_empty() {
            return Some(self.error(format!("unmatched '{closing}'")));
        }
        if let Some(opening) = self.brackets.pop()
            && checked
            && !matches!(
                (opening.byte, byte),
                (b'(', b')') | (b'[', b']') | (b'{', b'}')
            )
        {
            return Some(self.mismatched(opening, closing, string));
        }
        if let Some((letter, brackets, field)) = string {
            if brackets - 1 < 0 {
                return Some(self.error(format!("{letter}-string: unmatched '{closing}'")));
            }
            if let Some(open) = self.strings.last_mut() {
                open.brackets -= 1;
                if byte == b'}' && open.brackets == field {
                    open.field -= 1;
                    open.in_expression = false;
                    open.in_format_spec = false;
                }
            }
        }
        None
    }

    fn mismatched(
        &mut self,
        opening: Bracket,
        closing: char,
        string: Option<(char, i32, i32)>,
    ) -> Token {
        if let Some((letter, brackets, field)) = string
            && opening.byte == b'{'
            && brackets - 1 == field
        {
            return self.error(format!("{letter}-string: unmatched '{closing}'"));
        }
        let open = char::from(opening.byte);
        let line = if opening.lineno == self.lineno {
            String::new()
        } else {
            format!(" on line {}", opening.lineno)
        };
        self.error(format!(
            "closing parenthesis '{closing}' does not match opening parenthesis '{open}'{line}"
        ))
    }
}

fn value_start_is_line(bytes: &[u8], line_start: usize, start: usize) -> bool {
    bytes[line_start..start]
        .iter()
        .all(|byte| matches!(byte, b' ' | b'\t' | b'\x0c'))
}
