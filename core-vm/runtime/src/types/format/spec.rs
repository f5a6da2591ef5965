//! Reading a format specification.

use crate::object::error::value_error;
use crate::object::{Exc, Obj, PyResult};
use crate::types::str::{Str, unicode};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
    Center,
    /// Padding between the sign and the digits.
    AfterSign,
}

impl Align {
    fn of(point: u32) -> Option<Align> {
        match char::from_u32(point)? {
            '<' => Some(Align::Left),
            '>' => Some(Align::Right),
            '^' => Some(Align::Center),
            '=' => Some(Align::AfterSign),
            _ => None,
        }
    }
}

/// A specification as written; what it means depends on the value.
#[derive(Debug, Clone)]
pub struct Spec {
    pub fill: u32,
    pub align: Align,
    /// `+`, `-` or a space.
    pub sign: Option<char>,
    /// `z`: negative zero loses its sign.
    pub no_negative_zero: bool,
    pub alternate: bool,
    pub width: Option<usize>,
    /// `,` or `_`, in the integer part.
    pub grouping: Option<char>,
    /// `,` or `_`, in the fractional part.
    pub fraction_grouping: Option<char>,
    pub precision: Option<usize>,
    /// The presentation type, as a code point.
    pub kind: Option<u32>,
}

struct Reader<'a> {
    text: &'a Str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<u32> {
        let at = self.at + ahead;
        (at < self.text.len()).then(|| self.text.points().at(at))
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek(0) == Some(u32::from(wanted));
        self.at += usize::from(found);
        found
    }

    fn take_any(&mut self, wanted: &[char]) -> Option<char> {
        let found = char::from_u32(self.peek(0)?)?;
        wanted.contains(&found).then(|| {
            self.at += 1;
            found
        })
    }

    fn integer(&mut self) -> PyResult<Option<usize>> {
        let mut value: Option<usize> = None;
        while let Some(digit) = self.peek(0).and_then(unicode::decimal) {
            let next = value.unwrap_or(0) as u128 * 10 + u128::from(digit);
            if next > isize::MAX as u128 {
                return Err(value_error("Too many decimal digits in format string"));
            }
            value = Some(next as usize);
            self.at += 1;
        }
        Ok(value)
    }

    fn grouping(&mut self) -> PyResult<Option<char>> {
        let both = || value_error("Cannot specify both ',' and '_'.");
        let first = self.take_any(&[',', '_']);
        match (first, self.peek(0).and_then(char::from_u32)) {
            (Some(','), Some('_')) | (Some('_'), Some(',')) => Err(both()),
            _ => Ok(first),
        }
    }
}

impl Spec {
    /// Reads `text`, for `object` in messages.
    ///
    /// # Errors
    /// `ValueError` in CPython's words.
    pub fn parse(text: &Str, object: &Obj, default_align: Align) -> PyResult<Spec> {
        let mut reader = Reader { text, at: 0 };
        let mut spec = Spec {
            fill: u32::from(' '),
            align: default_align,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: None,
            grouping: None,
            fraction_grouping: None,
            precision: None,
            kind: None,
        };
        let (fill_given, align_given) = spec.read_fill(&mut reader);
        spec.sign = reader.take_any(&['+', '-', ' ']);
        spec.no_negative_zero = reader.take('z');
        spec.alternate = reader.take('#');
        if !fill_given && reader.take('0') {
            spec.fill = u32::from('0');
            if !align_given && default_align == Align::Right {
                spec.align = Align::AfterSign;
            }
        }
        spec.width = reader.integer()?;
        spec.grouping = reader.grouping()?;
        if reader.take('.') {
            spec.precision = reader.integer()?;
            spec.fraction_grouping = reader.grouping()?;
            if spec.precision.is_none() && spec.fraction_grouping.is_none() {
                return Err(value_error("Format specifier missing precision"));
            }
        }
        spec.kind = reader.peek(0);
        if reader.peek(1).is_some() {
            return Err(value_error(format!(
                "Invalid format specifier '{text}' for object of type '{}'",
                object.ty().tp_name()
            )));
        }
        spec.check_grouping()?;
        Ok(spec)
    }

    fn read_fill(&mut self, reader: &mut Reader<'_>) -> (bool, bool) {
        if let (Some(fill), Some(align)) = (reader.peek(0), reader.peek(1).and_then(Align::of)) {
            (self.fill, self.align) = (fill, align);
            reader.at += 2;
            return (true, true);
        }
        if let Some(align) = reader.peek(0).and_then(Align::of) {
            self.align = align;
            reader.at += 1;
            return (false, true);
        }
        (false, false)
    }

    fn check_grouping(&self) -> PyResult<()> {
        let Some(separator) = self.grouping else {
            return Ok(());
        };
        match self.kind_char() {
            None | Some('d' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F') => Ok(()),
            Some('b' | 'o' | 'x' | 'X') if separator == '_' => Ok(()),
            Some(kind) => Err(invalid_grouping(separator, u32::from(kind))),
        }
    }

    /// The presentation type as a character.
    pub fn kind_char(&self) -> Option<char> {
        self.kind
            .map(|kind| char::from_u32(kind).unwrap_or('\u{FFFD}'))
    }
}

fn invalid_grouping(separator: char, kind: u32) -> Exc {
    if (33..128).contains(&kind) {
        let kind = kind as u8 as char;
        value_error(format!("Cannot specify '{separator}' with '{kind}'."))
    } else {
        value_error(format!("Cannot specify '{separator}' with '\\x{kind:x}'."))
    }
}

/// `Unknown format code 'd' for object of type 'str'`
#[cold]
pub fn unknown_kind(kind: u32, object: &Obj) -> Exc {
    let shown = if (33..128).contains(&kind) {
        (kind as u8 as char).to_string()
    } else {
        format!("\\x{kind:x}")
    };
    value_error(format!(
        "Unknown format code '{shown}' for object of type '{}'",
        object.ty().tp_name()
    ))
}
