//! Laying a number out: sign, prefix, grouped digits, fraction, padding.

use crate::object::Ref;
use crate::types::format::{Align, Spec};
use crate::types::str::Str;
use crate::types::str::writer::StrWriter;

/// The parts of a number as ASCII text.
#[derive(Debug, Default)]
pub struct Parts<'a> {
    pub negative: bool,
    /// `0x` and its kin.
    pub prefix: &'a str,
    /// The integer digits, which are grouped.
    pub digits: &'a str,
    /// From the decimal point on, or what else follows the digits.
    pub rest: &'a str,
}

/// Writes the number as the specification wants it.
pub fn write(out: &mut StrWriter, parts: &Parts<'_>, spec: &Spec, group_size: usize) {
    let sign = match (parts.negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    let rest = match spec.fraction_grouping {
        Some(separator) => group_fraction(parts.rest, separator),
        None => parts.rest.to_owned(),
    };
    let width = spec.width.unwrap_or(0);
    let fixed = sign.len() + parts.prefix.len() + rest.len();
    let zero_filled = spec.fill == u32::from('0') && spec.align == Align::AfterSign;
    let least = if zero_filled {
        width.saturating_sub(fixed)
    } else {
        0
    };
    let digits = if parts.digits.is_empty() {
        // `inf` and `nan` have none: they are not grouped, only padded.
        "0".repeat(least)
    } else {
        group(parts.digits, spec.grouping, group_size, least)
    };
    let padding = width.saturating_sub(fixed + digits.len());
    let (left, middle, right) = match spec.align {
        Align::Left => (0, 0, padding),
        Align::Right => (padding, 0, 0),
        Align::Center => (padding / 2, 0, padding - padding / 2),
        Align::AfterSign => (0, padding, 0),
    };
    out.fill(spec.fill, left);
    out.push_text(sign);
    out.push_text(parts.prefix);
    out.fill(spec.fill, middle);
    out.push_text(&digits);
    out.push_text(&rest);
    out.fill(spec.fill, right);
}

/// The number as a string of its own.
pub fn laid_out(parts: &Parts<'_>, spec: &Spec, group_size: usize) -> Ref<Str> {
    let mut out = StrWriter::new();
    write(&mut out, parts, spec, group_size);
    out.finish()
}

/// Inserts separators from the right and zeros on the left until `least` characters
/// are there; a separator never stands first.
pub fn group(digits: &str, separator: Option<char>, size: usize, least: usize) -> String {
    let Some(separator) = separator else {
        let zeros = least.saturating_sub(digits.len());
        return "0".repeat(zeros) + digits;
    };
    let (mut remaining, mut least) = (digits.len(), least as isize);
    let mut reversed: Vec<u8> = Vec::with_capacity(digits.len() * 4 / 3 + 1);
    loop {
        let wanted = (remaining as isize).max(least).max(1) as usize;
        let length = size.min(wanted);
        let taken = remaining.min(length);
        reversed.extend(digits.as_bytes()[remaining - taken..remaining].iter().rev());
        reversed.extend(std::iter::repeat_n(b'0', length - taken));
        remaining -= taken;
        least -= length as isize;
        if remaining == 0 && least <= 0 {
            break;
        }
        reversed.push(separator as u8);
        least -= 1;
    }
    reversed
        .iter()
        .rev()
        .map(|byte| char::from(*byte))
        .collect()
}

/// Inserts separators into the digits after a decimal point.
fn group_fraction(rest: &str, separator: char) -> String {
    let Some(fraction) = rest.strip_prefix('.') else {
        return rest.to_owned();
    };
    let end = fraction
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(fraction.len());
    let mut out = String::from(".");
    for (index, digit) in fraction[..end].chars().enumerate() {
        if index > 0 && index % 3 == 0 {
            out.push(separator);
        }
        out.push(digit);
    }
    out + &fraction[end..]
}
