//! Numbers.

use super::chars::may_continue_name;
use super::{Token, TokenKind, Tokenizer};

/// What may follow a number without a blank for now: the rest of a keyword
/// after its first letter.
const KEYWORD_TAILS: &[(u8, &[&str])] = &[
    (b'a', &["nd"]),
    (b'e', &["lse"]),
    (b'f', &["or"]),
    (b'i', &["f", "n", "s"]),
    (b'o', &["r"]),
    (b'n', &["ot"]),
];

/// An error found within a number.
type Step<T> = Result<T, Token>;

impl Tokenizer<'_> {
    /// A number that begins with digit `first`, which has been read.
    pub(super) fn number(&mut self, first: u8) -> Token {
        let end = if first == b'0' {
            self.after_zero()
        } else {
            self.decimal()
        };
        match end {
            Ok(()) => self.plain(TokenKind::NUMBER),
            Err(error) => error,
        }
    }

    /// A number that begins with a point; the point and the digit `c` are read.
    pub(super) fn fraction_number(&mut self, c: Option<u8>) -> Token {
        match self.fraction(c) {
            Ok(()) => self.plain(TokenKind::NUMBER),
            Err(error) => error,
        }
    }

    fn after_zero(&mut self) -> Step<()> {
        let c = self.next_byte();
        match c {
            Some(b'x' | b'X') => self.radix(c, "hexadecimal", |b| b.is_ascii_hexdigit()),
            Some(b'o' | b'O') => self.radix(c, "octal", |b| (b'0'..=b'7').contains(&b)),
            Some(b'b' | b'B') => self.radix(c, "binary", |b| matches!(b, b'0' | b'1')),
            _ => self.leading_zeros(c),
        }
    }

    fn radix(&mut self, _marker: Option<u8>, name: &str, is_digit: fn(u8) -> bool) -> Step<()> {
        loop {
            let mut c = self.next_byte();
            if c == Some(b'_') {
                c = self.next_byte();
            }
            if !c.is_some_and(is_digit) {
                return Err(self.bad_radix_digit(c, name));
            }
            while c.is_some_and(is_digit) {
                c = self.next_byte();
            }
            if c == Some(b'_') {
                self.back(c);
                continue;
            }
            if name != "hexadecimal"
                && let Some(digit) = c.filter(u8::is_ascii_digit)
            {
                return Err(self.error(format!(
                    "invalid digit '{}' in {name} literal",
                    char::from(digit)
                )));
            }
            return self.end_of_number(c, name);
        }
    }

    fn bad_radix_digit(&mut self, c: Option<u8>, name: &str) -> Token {
        if name != "hexadecimal"
            && let Some(digit) = c.filter(u8::is_ascii_digit)
        {
            return self.error(format!(
                "invalid digit '{}' in {name} literal",
                char::from(digit)
            ));
        }
        self.back(c);
        self.error(format!("invalid {name} literal"))
    }

    /// Zeros, which other digits may follow only in a float or imaginary number.
    fn leading_zeros(&mut self, mut c: Option<u8>) -> Step<()> {
        loop {
            if c == Some(b'_') {
                c = self.next_byte();
                if !c.is_some_and(|b| b.is_ascii_digit()) {
                    self.back(c);
                    return Err(self.error("invalid decimal literal"));
                }
            }
            if c != Some(b'0') {
                break;
            }
            c = self.next_byte();
        }
        let zeros_end = if c.is_some() { self.cur } else { self.cur + 1 };
        let mut nonzero = false;
        if c.is_some_and(|b| b.is_ascii_digit()) {
            nonzero = true;
            c = self.digits()?;
        }
        match c {
            Some(b'.') => {
                let c = self.next_byte();
                self.fraction(c)
            }
            Some(b'e' | b'E') => self.exponent(c),
            Some(b'j' | b'J') => self.imaginary(),
            _ if nonzero && !self.options.extra_tokens => {
                self.back(c);
                let start = self.start.unwrap_or(self.cur);
                Err(self.error_at(
                    "leading zeros in decimal integer literals are not permitted; \
                     use an 0o prefix for octal integers",
                    Some((start + 1 - self.line_start) as i64),
                    Some((zeros_end - self.line_start) as i64),
                ))
            }
            _ => self.end_of_number(c, "decimal"),
        }
    }

    /// Further digits after one; returns the byte after them.
    fn digits(&mut self) -> Step<Option<u8>> {
        loop {
            let mut c = self.next_byte();
            while c.is_some_and(|b| b.is_ascii_digit()) {
                c = self.next_byte();
            }
            if c != Some(b'_') {
                return Ok(c);
            }
            c = self.next_byte();
            if !c.is_some_and(|b| b.is_ascii_digit()) {
                self.back(c);
                return Err(self.error("invalid decimal literal"));
            }
        }
    }

    fn decimal(&mut self) -> Step<()> {
        let c = self.digits()?;
        match c {
            Some(b'.') => {
                let c = self.next_byte();
                self.fraction(c)
            }
            Some(b'e' | b'E') => self.exponent(c),
            Some(b'j' | b'J') => self.imaginary(),
            _ => self.end_of_number(c, "decimal"),
        }
    }

    fn fraction(&mut self, mut c: Option<u8>) -> Step<()> {
        if c.is_some_and(|b| b.is_ascii_digit()) {
            c = self.digits()?;
        }
        match c {
            Some(b'e' | b'E') => self.exponent(c),
            Some(b'j' | b'J') => self.imaginary(),
            _ => self.end_of_number(c, "decimal"),
        }
    }

    fn exponent(&mut self, letter: Option<u8>) -> Step<()> {
        let mut c = self.next_byte();
        if matches!(c, Some(b'+' | b'-')) {
            c = self.next_byte();
            if !c.is_some_and(|b| b.is_ascii_digit()) {
                self.back(c);
                return Err(self.error("invalid decimal literal"));
            }
        } else if !c.is_some_and(|b| b.is_ascii_digit()) {
            self.back(c);
            self.end_of_number(letter, "decimal")?;
            // The letter belongs to what follows.
            return Ok(());
        }
        let c = self.digits()?;
        match c {
            Some(b'j' | b'J') => self.imaginary(),
            _ => self.end_of_number(c, "decimal"),
        }
    }

    fn imaginary(&mut self) -> Step<()> {
        let c = self.next_byte();
        self.end_of_number(c, "imaginary")
    }

    /// Gives back `c`, the byte after a number, and refuses a name right there.
    fn end_of_number(&mut self, c: Option<u8>, name: &str) -> Step<()> {
        self.back(c);
        let Some(byte) = c.filter(|_| !self.options.extra_tokens) else {
            return Ok(());
        };
        let rest = &self.bytes[self.cur + 1..];
        let is_keyword = KEYWORD_TAILS.iter().any(|(first, tails)| {
            *first == byte && tails.iter().any(|tail| rest.starts_with(tail.as_bytes()))
        });
        if is_keyword {
            self.warnings
                .push((self.lineno, format!("invalid {name} literal")));
        } else if byte < 0x80 && may_continue_name(byte) {
            return Err(self.error(format!("invalid {name} literal")));
        }
        Ok(())
    }
}
