//! UTF-16 and UTF-32.

use crate::codecs::handlers::{DecodeFailure, EncodeFailure, Substitute};
use crate::object::{PyResult, Ref};
use crate::types::str::Str;
use crate::types::str::writer::StrWriter;

/// Byte order of the units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Little,
    Big,
    /// The platform's, with a byte order mark.
    Marked,
}

impl Order {
    /// From CPython's number: negative little, positive big, zero marked.
    pub fn of(number: i32) -> Order {
        match number {
            0 => Order::Marked,
            1.. => Order::Big,
            _ => Order::Little,
        }
    }

    fn is_big(self) -> bool {
        match self {
            Order::Little => false,
            Order::Big => true,
            Order::Marked => cfg!(target_endian = "big"),
        }
    }
}

fn name(width: usize, order: Order) -> &'static str {
    match (width, order) {
        (2, Order::Little) => "utf-16-le",
        (2, Order::Big) => "utf-16-be",
        (2, Order::Marked) => "utf-16",
        (_, Order::Little) => "utf-32-le",
        (_, Order::Big) => "utf-32-be",
        (_, Order::Marked) => "utf-32",
    }
}

fn push_unit(out: &mut Vec<u8>, unit: u32, width: usize, big: bool) {
    match (width, big) {
        (2, false) => out.extend_from_slice(&(unit as u16).to_le_bytes()),
        (2, true) => out.extend_from_slice(&(unit as u16).to_be_bytes()),
        (_, false) => out.extend_from_slice(&unit.to_le_bytes()),
        (_, true) => out.extend_from_slice(&unit.to_be_bytes()),
    }
}

fn push_point(out: &mut Vec<u8>, point: u32, width: usize, big: bool) {
    if width == 2 && point > 0xFFFF {
        let rest = point - 0x1_0000;
        push_unit(out, 0xD800 | rest >> 10, 2, big);
        push_unit(out, 0xDC00 | rest & 0x3FF, 2, big);
    } else {
        push_unit(out, point, width, big);
    }
}

/// Text in units of `width` bytes.
///
/// # Errors
/// `UnicodeEncodeError` for surrogates, or what the handler raises.
pub fn encode(text: &Str, errors: &str, width: usize, order: Order) -> PyResult<Vec<u8>> {
    let big = order.is_big();
    let mut out = Vec::with_capacity((text.len() + 1) * width);
    if order == Order::Marked {
        push_unit(&mut out, 0xFEFF, width, big);
    }
    let points = text.points();
    let surrogate = |point: u32| (0xD800..=0xDFFF).contains(&point);
    let mut at = 0;
    while at < points.len() {
        let point = points.at(at);
        if !surrogate(point) {
            push_point(&mut out, point, width, big);
            at += 1;
            continue;
        }
        let run = (at..points.len())
            .take_while(|i| surrogate(points.at(*i)))
            .count();
        let failure = EncodeFailure {
            encoding: name(width, order),
            text,
            start: at,
            end: at + run,
            reason: "surrogates not allowed",
        };
        let (substitute, next) = failure.handle(errors)?;
        match substitute {
            Substitute::Bytes(bytes) if bytes.len() % width == 0 => out.extend_from_slice(&bytes),
            Substitute::Bytes(_) => return Err(failure.error()),
            Substitute::Text(text) => {
                if text.iter().any(surrogate) {
                    return Err(failure.error());
                }
                text.iter()
                    .for_each(|point| push_point(&mut out, point, width, big));
            }
        }
        at = next;
    }
    Ok(out)
}

/// What decoding gave.
pub struct Decoded {
    pub text: Ref<Str>,
    pub consumed: usize,
    /// The byte order that was used, as CPython numbers it.
    pub order: i32,
}

/// Text of units of `width` bytes. With [`Order::Marked`], a byte order mark is taken;
/// without `last`, an incomplete unit at the end is left for later.
///
/// # Errors
/// `UnicodeDecodeError` or what the handler raises.
pub fn decode(
    bytes: &[u8],
    errors: &str,
    width: usize,
    order: Order,
    last: bool,
) -> PyResult<Decoded> {
    let (mut at, mut big, mut number) = (0, order.is_big(), 0);
    match order {
        Order::Little => number = -1,
        Order::Big => number = 1,
        Order::Marked => {
            if let Some(mark) = bytes.get(..width) {
                match (width, mark) {
                    (2, [0xFF, 0xFE]) | (4, [0xFF, 0xFE, 0, 0]) => {
                        (at, big, number) = (width, false, -1)
                    }
                    (2, [0xFE, 0xFF]) | (4, [0, 0, 0xFE, 0xFF]) => {
                        (at, big, number) = (width, true, 1)
                    }
                    _ => {}
                }
            }
        }
    }
    // Messages name the order that was settled on.
    let encoding = name(width, if big { Order::Big } else { Order::Little });
    let mut out = StrWriter::with_capacity(bytes.len() / width);
    while at < bytes.len() {
        let (end, reason) = match step(&bytes[at..], width, big) {
            Step::Point(point, used) => {
                out.push(point);
                at += used;
                continue;
            }
            Step::Incomplete(_) if !last => break,
            Step::Incomplete(reason) => (bytes.len(), reason),
            Step::Wrong(reason) => (at + width, reason),
        };
        let failure = DecodeFailure {
            encoding,
            bytes,
            start: at,
            end,
            reason,
        };
        let (text, next) = failure.handle(errors)?;
        out.push_str(&text);
        at = next;
    }
    Ok(Decoded {
        text: out.finish(),
        consumed: at,
        order: number,
    })
}

enum Step {
    Point(u32, usize),
    Incomplete(&'static str),
    Wrong(&'static str),
}

fn unit(bytes: &[u8], width: usize, big: bool) -> Option<u32> {
    let bytes = bytes.get(..width)?;
    let fold = |value: u32, byte: &u8| value << 8 | u32::from(*byte);
    Some(if big {
        bytes.iter().fold(0, fold)
    } else {
        bytes.iter().rev().fold(0, fold)
    })
}

fn step(bytes: &[u8], width: usize, big: bool) -> Step {
    let Some(first) = unit(bytes, width, big) else {
        return Step::Incomplete("truncated data");
    };
    if width == 4 {
        return match first {
            0xD800..=0xDFFF => {
                Step::Wrong("code point in surrogate code point range(0xd800, 0xe000)")
            }
            0..=0x10_FFFF => Step::Point(first, 4),
            _ => Step::Wrong("code point not in range(0x110000)"),
        };
    }
    match first {
        0xD800..=0xDBFF => match unit(&bytes[2..], 2, big) {
            None => Step::Incomplete("unexpected end of data"),
            Some(second @ 0xDC00..=0xDFFF) => {
                Step::Point(0x1_0000 + ((first & 0x3FF) << 10 | second & 0x3FF), 4)
            }
            Some(_) => Step::Wrong("illegal UTF-16 surrogate"),
        },
        0xDC00..=0xDFFF => Step::Wrong("illegal encoding"),
        _ => Step::Point(first, 2),
    }
}
