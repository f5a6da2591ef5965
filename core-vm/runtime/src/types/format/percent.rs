//! printf-style formatting, shared by `str % args` and `bytes % args`.

use crate::object::error::{Catch, overflow_error, type_error, value_error};
use crate::object::protocol::number::index;
use crate::object::protocol::sequence::getitem;
use crate::object::{Exc, Obj, Object, PyResult, Ref};
use crate::types::exceptions::TYPE_ERROR;
use crate::types::format::{DoubleStyle, double_to_string};
use crate::types::int::convert::as_ssize;
use crate::types::int::{Int, digits, new::from_number};
use crate::types::str::Points;
use crate::types::tuple::Tuple;

/// What a conversion says, `%` to the letter.
#[derive(Debug, Clone, Default)]
pub struct Conversion {
    pub left: bool,
    pub plus: bool,
    pub blank: bool,
    pub alternate: bool,
    pub zero: bool,
    pub width: usize,
    pub precision: Option<usize>,
    pub letter: u32,
    /// Position of the letter, for messages.
    pub at: usize,
}

impl Conversion {
    pub fn letter_char(&self) -> char {
        char::from_u32(self.letter).unwrap_or('\u{FFFD}')
    }
}

/// The values that conversions take, in order or by key.
pub struct Values<'a> {
    args: &'a Obj,
    tuple: Option<&'a Tuple>,
    /// The mapping, where the arguments can be one.
    mapping: Option<&'a Obj>,
    next: usize,
    /// A key was used: the argument itself is not counted.
    by_key: bool,
    current: Option<Ref>,
}

impl<'a> Values<'a> {
    /// `text_type` is the type of the format, whose instances are no mappings.
    pub fn new(args: &'a Obj, is_text: bool) -> Values<'a> {
        let tuple = args.downcast::<Tuple>();
        let mapping = (tuple.is_none() && !is_text && args.ty().slots().mp_subscript.is_some())
            .then_some(args);
        Values {
            args,
            tuple,
            mapping,
            next: 0,
            by_key: false,
            current: None,
        }
    }

    fn select(&mut self, key: &Obj) -> PyResult<()> {
        let Some(mapping) = self.mapping else {
            return Err(type_error("format requires a mapping"));
        };
        self.current = Some(getitem(mapping, key)?);
        self.by_key = true;
        Ok(())
    }

    /// The next value.
    ///
    /// # Errors
    /// `TypeError` when there is none left.
    pub fn next(&mut self) -> PyResult<Ref> {
        if let Some(current) = &self.current {
            return Ok(current.clone());
        }
        let index = self.next;
        self.next += 1;
        let found = match self.tuple {
            Some(tuple) => tuple.get(index),
            None if self.by_key => None,
            None => (index == 0).then(|| self.args.to_ref()),
        };
        found.ok_or_else(|| type_error("not enough arguments for format string"))
    }

    /// Refuses left-over values; a mapping may have any.
    ///
    /// # Errors
    /// `TypeError`.
    pub fn finish(&self, kind: &str) -> PyResult<()> {
        let used = match self.tuple {
            Some(tuple) => self.next >= tuple.len(),
            None => self.next > 0 || self.by_key || self.mapping.is_some(),
        };
        if used {
            return Ok(());
        }
        Err(type_error(format!(
            "not all arguments converted during {kind} formatting"
        )))
    }
}

/// Reads conversions from a format.
pub struct Reader<'a> {
    points: Points<'a>,
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(points: Points<'a>) -> Reader<'a> {
        Reader { points, at: 0 }
    }

    fn peek(&self) -> PyResult<u32> {
        if self.at < self.points.len() {
            Ok(self.points.at(self.at))
        } else {
            Err(value_error("incomplete format"))
        }
    }

    /// The literal text up to the next `%`; `None` at the end.
    pub fn literal(&mut self) -> Option<std::ops::Range<usize>> {
        if self.at >= self.points.len() {
            return None;
        }
        let start = self.at;
        while self.at < self.points.len() && self.points.at(self.at) != u32::from('%') {
            self.at += 1;
        }
        Some(start..self.at)
    }

    /// Whether a conversion follows; a doubled `%` is taken and answered as `None`.
    ///
    /// # Errors
    /// `ValueError`, `TypeError`, and what looking up a key raises.
    pub fn conversion(
        &mut self,
        values: &mut Values<'_>,
        key: impl Fn(Points<'a>) -> Ref,
    ) -> PyResult<Option<Conversion>> {
        self.at += 1;
        if self.peek()? == u32::from('%') {
            self.at += 1;
            return Ok(None);
        }
        values.current = None;
        if self.peek()? == u32::from('(') {
            let name = self.key()?;
            values.select(&key(self.points.slice(name)))?;
        }
        let mut conversion = Conversion::default();
        self.flags(&mut conversion)?;
        self.width(&mut conversion, values)?;
        self.precision(&mut conversion, values)?;
        // One length modifier of C is passed over.
        if matches!(char::from_u32(self.peek()?), Some('h' | 'l' | 'L')) {
            self.at += 1;
        }
        conversion.letter = self.peek()?;
        conversion.at = self.at;
        self.at += 1;
        Ok(Some(conversion))
    }

    fn key(&mut self) -> PyResult<std::ops::Range<usize>> {
        let start = self.at + 1;
        let mut depth = 0usize;
        loop {
            if self.at >= self.points.len() {
                return Err(value_error("incomplete format key"));
            }
            let point = self.points.at(self.at);
            self.at += 1;
            if point == u32::from('(') {
                depth += 1;
            } else if point == u32::from(')') {
                depth -= 1;
                if depth == 0 {
                    return Ok(start..self.at - 1);
                }
            }
        }
    }

    fn flags(&mut self, conversion: &mut Conversion) -> PyResult<()> {
        loop {
            match char::from_u32(self.peek()?) {
                Some('-') => conversion.left = true,
                Some('+') => conversion.plus = true,
                Some(' ') => conversion.blank = true,
                Some('#') => conversion.alternate = true,
                Some('0') => conversion.zero = true,
                _ => return Ok(()),
            }
            self.at += 1;
        }
    }

    fn star(&mut self, values: &mut Values<'_>) -> PyResult<isize> {
        self.at += 1;
        let value = values.next()?;
        if value.downcast::<Int>().is_none() {
            return Err(type_error("* wants int"));
        }
        as_ssize(&value)
    }

    fn number(&mut self, what: &str, most: usize) -> PyResult<usize> {
        let mut number = 0usize;
        while let Some(digit) = char::from_u32(self.peek()?).and_then(|c| c.to_digit(10)) {
            if number > (most - digit as usize) / 10 {
                return Err(value_error(format!("{what} too big")));
            }
            number = number * 10 + digit as usize;
            self.at += 1;
        }
        Ok(number)
    }

    fn width(&mut self, conversion: &mut Conversion, values: &mut Values<'_>) -> PyResult<()> {
        if self.peek()? == u32::from('*') {
            let width = self.star(values)?;
            conversion.left |= width < 0;
            conversion.width = width.unsigned_abs();
        } else {
            conversion.width = self.number("width", isize::MAX as usize)?;
        }
        Ok(())
    }

    fn precision(&mut self, conversion: &mut Conversion, values: &mut Values<'_>) -> PyResult<()> {
        if self.peek()? != u32::from('.') {
            return Ok(());
        }
        self.at += 1;
        let precision = if self.peek()? == u32::from('*') {
            let value = self.star(values)?;
            if value > i32::MAX as isize {
                return Err(overflow_error("Python int too large to convert to C int"));
            }
            value.max(0) as usize
        } else {
            self.number("precision", i32::MAX as usize)?
        };
        conversion.precision = Some(precision);
        Ok(())
    }
}

/// A formatted number: sign, prefix and digits, for padding between them.
pub struct NumberText {
    pub sign: &'static str,
    pub prefix: &'static str,
    pub digits: String,
}

impl NumberText {
    /// The text with width, alignment and zero padding applied.
    pub fn padded(&self, conversion: &Conversion) -> String {
        let len = self.sign.len() + self.prefix.len() + self.digits.len();
        let padding = conversion.width.saturating_sub(len);
        let (sign, prefix, digits) = (self.sign, self.prefix, &self.digits);
        if conversion.left {
            format!("{sign}{prefix}{digits}{}", " ".repeat(padding))
        } else if conversion.zero {
            format!("{sign}{prefix}{}{digits}", "0".repeat(padding))
        } else {
            format!("{}{sign}{prefix}{digits}", " ".repeat(padding))
        }
    }
}

fn signed(text: &str, conversion: &Conversion) -> (&'static str, String) {
    match text.strip_prefix('-') {
        Some(rest) => ("-", rest.to_owned()),
        None if conversion.plus => ("+", text.to_owned()),
        None if conversion.blank => (" ", text.to_owned()),
        None => ("", text.to_owned()),
    }
}

/// `%d`, `%i`, `%u`, `%o`, `%x`, `%X`.
///
/// # Errors
/// `TypeError` when the value is no number; what its conversion raises.
pub fn integer(value: &Obj, conversion: &Conversion) -> PyResult<NumberText> {
    let letter = conversion.letter_char();
    let int = integer_value(value, letter)?;
    let (base, prefix) = match letter {
        'o' => (8, "0o"),
        'x' => (16, "0x"),
        'X' => (16, "0X"),
        _ => (10, ""),
    };
    let mut text = digits::to_text(&int, base)?;
    if letter == 'X' {
        text = text.to_ascii_uppercase();
    }
    let (sign, mut digits) = signed(&text, conversion);
    let least = conversion.precision.unwrap_or(0);
    if digits.len() < least {
        digits.insert_str(0, &"0".repeat(least - digits.len()));
    }
    Ok(NumberText {
        sign,
        prefix: if conversion.alternate { prefix } else { "" },
        digits,
    })
}

fn integer_value(value: &Obj, letter: char) -> PyResult<Ref<Int>> {
    if let Some(int) = value.downcast::<Int>() {
        return Ok(int.to_ref());
    }
    let whole_only = matches!(letter, 'o' | 'x' | 'X');
    let slots = value.ty().slots();
    let number = slots.nb_index.is_some() || slots.nb_int.is_some() || slots.nb_float.is_some();
    let converted = match (number, whole_only) {
        (false, _) => None,
        (true, true) => index(value).catch(&TYPE_ERROR)?,
        (true, false) => from_number(value).catch(&TYPE_ERROR)?,
    };
    converted.ok_or_else(|| {
        let wanted = if whole_only {
            "an integer is required"
        } else {
            "a real number is required"
        };
        type_error(format!(
            "%{letter} format: {wanted}, not {}",
            value.ty().tp_name()
        ))
    })
}

/// `%e`, `%f`, `%g` and their capitals.
pub fn float(value: f64, conversion: &Conversion) -> NumberText {
    let style = DoubleStyle {
        alternate: conversion.alternate,
        ..DoubleStyle::new(conversion.letter_char(), conversion.precision.unwrap_or(6))
    };
    let text = double_to_string(value, style);
    let (sign, digits) = signed(&text, conversion);
    NumberText {
        sign,
        prefix: "",
        digits,
    }
}

/// `unsupported format character 'z' (0x7a) at index 1`
#[cold]
pub fn unsupported(conversion: &Conversion) -> Exc {
    let shown = match conversion.letter {
        letter @ 0x20..=0x7E => letter as u8 as char,
        _ => '?',
    };
    value_error(format!(
        "unsupported format character '{shown}' (0x{:x}) at index {}",
        conversion.letter, conversion.at
    ))
}
