//! Reading format strings: `text{field!conversion:spec}text`, and field names:
//! `first.attribute[item]`.

use std::ops::Range;

use crate::object::error::value_error;
use crate::object::{PyResult, Ref};
use crate::types::str::{Points, Str, unicode};

/// Literal text and the replacement field after it.
#[derive(Debug)]
pub struct Piece {
    pub literal: Range<usize>,
    pub field: Option<Field>,
}

/// A replacement field.
#[derive(Debug)]
pub struct Field {
    pub name: Range<usize>,
    pub conversion: Option<u32>,
    pub spec: Range<usize>,
    /// The specification has fields of its own.
    pub nested: bool,
}

/// Reads pieces one by one.
pub struct Markup<'a> {
    points: Points<'a>,
    at: usize,
    end: usize,
}

const OPEN: u32 = '{' as u32;
const CLOSE: u32 = '}' as u32;
const BANG: u32 = '!' as u32;
const COLON: u32 = ':' as u32;

impl<'a> Markup<'a> {
    pub fn new(points: Points<'a>, range: Range<usize>) -> Markup<'a> {
        Markup {
            points,
            at: range.start,
            end: range.end,
        }
    }

    /// Where the next piece starts.
    pub fn position(&self) -> usize {
        self.at
    }

    fn take(&mut self) -> Option<u32> {
        let point = (self.at < self.end).then(|| self.points.at(self.at))?;
        self.at += 1;
        Some(point)
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// `ValueError` for unbalanced braces.
    pub fn next(&mut self) -> PyResult<Option<Piece>> {
        let start = self.at;
        let mut last = None;
        while let Some(point) = self.take() {
            if point == OPEN || point == CLOSE {
                last = Some(point);
                break;
            }
        }
        if self.at == start {
            return Ok(None);
        }
        let Some(brace) = last else {
            return Ok(Some(literal(start..self.at)));
        };
        let following = (self.at < self.end).then(|| self.points.at(self.at));
        if brace == CLOSE && following != Some(CLOSE) {
            return Err(value_error("Single '}' encountered in format string"));
        }
        match following {
            None => Err(value_error("Single '{' encountered in format string")),
            Some(next) if next == brace => {
                let piece = literal(start..self.at);
                self.at += 1;
                Ok(Some(piece))
            }
            Some(_) => {
                let literal = start..self.at - 1;
                let field = Some(self.field()?);
                Ok(Some(Piece { literal, field }))
            }
        }
    }

    fn field(&mut self) -> PyResult<Field> {
        let start = self.at;
        let mut last = None;
        while let Some(point) = self.take() {
            last = Some(point);
            match char::from_u32(point) {
                Some('{') => return Err(value_error("unexpected '{' in field name")),
                Some('[') => {
                    while self.at < self.end && self.points.at(self.at) != u32::from(']') {
                        self.at += 1;
                    }
                }
                Some('}' | ':' | '!') => break,
                _ => {}
            }
        }
        let name = start..self.at.saturating_sub(1).max(start);
        match last {
            Some(CLOSE) => Ok(Field {
                name,
                conversion: None,
                spec: self.at..self.at,
                nested: false,
            }),
            Some(BANG) => self.conversion(name),
            Some(COLON) => self.spec(name, None),
            _ => Err(value_error("expected '}' before end of string")),
        }
    }

    fn conversion(&mut self, name: Range<usize>) -> PyResult<Field> {
        let Some(conversion) = self.take() else {
            return Err(value_error(
                "end of string while looking for conversion specifier",
            ));
        };
        match self.take() {
            Some(CLOSE) => Ok(Field {
                name,
                conversion: Some(conversion),
                spec: self.at..self.at,
                nested: false,
            }),
            Some(COLON) | None => self.spec(name, Some(conversion)),
            Some(_) => Err(value_error("expected ':' after conversion specifier")),
        }
    }

    fn spec(&mut self, name: Range<usize>, conversion: Option<u32>) -> PyResult<Field> {
        let start = self.at;
        let (mut depth, mut nested) = (1usize, false);
        while let Some(point) = self.take() {
            if point == OPEN {
                nested = true;
                depth += 1;
            } else if point == CLOSE {
                depth -= 1;
                if depth == 0 {
                    return Ok(Field {
                        name,
                        conversion,
                        spec: start..self.at - 1,
                        nested,
                    });
                }
            }
        }
        Err(value_error("unmatched '{' in format spec"))
    }
}

fn literal(range: Range<usize>) -> Piece {
    Piece {
        literal: range,
        field: None,
    }
}

/// A name or a number.
#[derive(Debug)]
pub enum Key {
    Index(usize),
    Name(Ref<Str>),
}

/// One step from a value to a part of it.
#[derive(Debug)]
pub enum Step {
    Attribute(Ref<Str>),
    Item(Key),
}

/// The number that the code points spell; `None` when they are no decimal digits.
///
/// # Errors
/// `ValueError` when it is too large.
fn integer(points: Points<'_>) -> PyResult<Option<usize>> {
    if points.is_empty() {
        return Ok(None);
    }
    let mut value: usize = 0;
    for point in points.iter() {
        let Some(digit) = unicode::decimal(point) else {
            return Ok(None);
        };
        if value > (isize::MAX as usize - digit as usize) / 10 {
            return Err(value_error("Too many decimal digits in format string"));
        }
        value = value * 10 + digit as usize;
    }
    Ok(Some(value))
}

fn key(points: Points<'_>) -> PyResult<Key> {
    Ok(match integer(points)? {
        Some(index) => Key::Index(index),
        None => Key::Name(Str::from_any(points)),
    })
}

/// A field name's first part, and the path that follows it.
///
/// # Errors
/// `ValueError` for a number too large.
pub fn split_field(points: Points<'_>) -> PyResult<(Key, FieldPath<'_>)> {
    let end = points
        .iter()
        .position(|point| point == u32::from('.') || point == u32::from('['))
        .unwrap_or(points.len());
    let first = key(points.slice(0..end))?;
    Ok((first, FieldPath { points, at: end }))
}

/// The steps of a field name.
pub struct FieldPath<'a> {
    points: Points<'a>,
    at: usize,
}

impl<'a> FieldPath<'a> {
    /// Continues at a position that [`FieldPath::position`] gave.
    pub fn resume(points: Points<'a>, at: usize) -> FieldPath<'a> {
        FieldPath { points, at }
    }

    pub fn position(&self) -> usize {
        self.at
    }

    /// The next step; `None` at the end.
    ///
    /// # Errors
    /// `ValueError` for a malformed name.
    pub fn next(&mut self) -> PyResult<Option<Step>> {
        if self.at >= self.points.len() {
            return Ok(None);
        }
        let opener = self.points.at(self.at);
        self.at += 1;
        let step = if opener == u32::from('.') {
            Step::Attribute(Str::from_any(self.attribute()))
        } else if opener == u32::from('[') {
            Step::Item(key(self.item()?)?)
        } else {
            return Err(value_error(
                "Only '.' or '[' may follow ']' in format field specifier",
            ));
        };
        let empty = match &step {
            Step::Attribute(name) | Step::Item(Key::Name(name)) => name.is_empty(),
            Step::Item(Key::Index(_)) => false,
        };
        if empty {
            return Err(value_error("Empty attribute in format string"));
        }
        Ok(Some(step))
    }

    fn attribute(&mut self) -> Points<'a> {
        let start = self.at;
        while self.at < self.points.len()
            && !matches!(char::from_u32(self.points.at(self.at)), Some('.' | '['))
        {
            self.at += 1;
        }
        self.points.slice(start..self.at)
    }

    fn item(&mut self) -> PyResult<Points<'a>> {
        let start = self.at;
        while self.at < self.points.len() {
            self.at += 1;
            if self.points.at(self.at - 1) == u32::from(']') {
                return Ok(self.points.slice(start..self.at - 1));
            }
        }
        Err(value_error("Missing ']' in format string"))
    }
}
