//! `repr()` of constants, as CPython prints it.

mod printable;
mod set_order;

use num_bigint::BigInt;

use crate::{CodeObject, Constant, Wtf8Buf};

pub use printable::is_printable;
pub use set_order::{hash, set_order};

/// What a `repr` cannot know from the constant alone.
pub trait Surroundings {
    /// The address that the `repr` of a code object shows.
    fn code_address(&self, code: &CodeObject) -> u64;

    /// The order in which the elements of a frozen set are shown, as indexes
    /// into `items`. Unless a runtime says otherwise it is CPython's under
    /// `PYTHONHASHSEED=0`, which for numbers is its order always.
    fn set_order(&self, items: &[Constant]) -> Vec<usize> {
        set_order(items, (0, 0))
    }
}

/// Shows every code object at one address.
#[derive(Debug, Clone, Copy)]
pub struct FixedAddress(pub u64);

impl Surroundings for FixedAddress {
    fn code_address(&self, _code: &CodeObject) -> u64 {
        self.0
    }
}

/// `repr()` of a constant.
pub fn constant(value: &Constant, surroundings: &dyn Surroundings) -> String {
    let mut output = String::new();
    write_constant(&mut output, value, surroundings);
    output
}

fn write_constant(output: &mut String, value: &Constant, surroundings: &dyn Surroundings) {
    match value {
        Constant::None => output.push_str("None"),
        Constant::Ellipsis => output.push_str("Ellipsis"),
        Constant::Bool(true) => output.push_str("True"),
        Constant::Bool(false) => output.push_str("False"),
        Constant::Int(value) => output.push_str(&int(value)),
        Constant::Float(value) => output.push_str(&float(*value)),
        Constant::Complex { re, im } => output.push_str(&complex(*re, *im)),
        Constant::Str(text) => output.push_str(&str(text)),
        Constant::Bytes(value) => output.push_str(&bytes(value)),
        Constant::Tuple(items) => {
            output.push('(');
            write_list(output, items.iter(), surroundings);
            output.push_str(if items.len() == 1 { ",)" } else { ")" });
        }
        Constant::FrozenSet(items) if items.is_empty() => output.push_str("frozenset()"),
        Constant::FrozenSet(items) => {
            let order = surroundings.set_order(items);
            output.push_str("frozenset({");
            write_list(
                output,
                order.iter().filter_map(|index| items.get(*index)),
                surroundings,
            );
            output.push_str("})");
        }
        Constant::Slice(parts) => {
            output.push_str("slice(");
            write_list(output, parts.iter(), surroundings);
            output.push(')');
        }
        Constant::Code(value) => output.push_str(&code(value, surroundings)),
    }
}

fn write_list<'c>(
    output: &mut String,
    items: impl Iterator<Item = &'c Constant>,
    surroundings: &dyn Surroundings,
) {
    for (index, item) in items.enumerate() {
        if index > 0 {
            output.push_str(", ");
        }
        write_constant(output, item, surroundings);
    }
}

/// `<code object f at 0x7f0123456789, file "x.py", line 1>`.
pub fn code(code: &CodeObject, surroundings: &dyn Surroundings) -> String {
    let (name, address, file) = (&code.name, surroundings.code_address(code), &code.filename);
    let line = match code.firstlineno {
        0 => -1,
        line => line,
    };
    format!("<code object {name} at {address:#x}, file \"{file}\", line {line}>")
}

pub fn int(value: &BigInt) -> String {
    value.to_string()
}

/// `repr` of a float: the shortest digits that read back as the same number.
pub fn float(value: f64) -> String {
    let mut text = shortest(value);
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        text.push_str(".0");
    }
    text
}

pub fn complex(re: f64, im: f64) -> String {
    let imaginary = shortest(im);
    if re == 0.0 && re.is_sign_positive() {
        return format!("{imaginary}j");
    }
    let sign = if imaginary.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{imaginary}j)", shortest(re))
}

fn special(value: f64) -> Option<&'static str> {
    match value {
        _ if value.is_nan() => Some("nan"),
        f64::INFINITY => Some("inf"),
        f64::NEG_INFINITY => Some("-inf"),
        _ => None,
    }
}

/// Python's format code `r`.
fn shortest(value: f64) -> String {
    if let Some(text) = special(value) {
        return text.to_owned();
    }
    let scientific = format!("{value:e}");
    let digits = scientific
        .bytes()
        .take_while(|byte| *byte != b'e')
        .filter(u8::is_ascii_digit)
        .count();
    if digits < DIGITS_OF_TIES {
        return place(&scientific, 16);
    }
    // Two texts this short may be equally near; CPython takes the even one,
    // which is what rounding the exact value gives.
    let exact = format!("{value:.*e}", digits - 1);
    match exact.parse() == Ok(value) {
        true => place(&exact, 16),
        false => place(&scientific, 16),
    }
}

/// Fewer digits lie too far apart for two texts of one number.
const DIGITS_OF_TIES: usize = 16;

/// Python's format code `g` with this many significant digits.
pub fn float_general(value: f64, digits: usize) -> String {
    if let Some(text) = special(value) {
        return text.to_owned();
    }
    let scientific = format!("{value:.*e}", digits.max(1) - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let mantissa = match mantissa.contains('.') {
        true => mantissa.trim_end_matches('0').trim_end_matches('.'),
        false => mantissa,
    };
    place(&format!("{mantissa}e{exponent}"), digits as i32)
}

/// Rust's `-1.25e-7` with an exponent only where Python shows one.
fn place(scientific: &str, largest: i32) -> String {
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if exponent < -4 || exponent >= largest {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{mantissa}e{sign}{:02}", exponent.abs());
    }
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let point = exponent + 1;
    if point <= 0 {
        return format!(
            "{sign}0.{}{digits}",
            "0".repeat(point.unsigned_abs() as usize)
        );
    }
    let point = point as usize;
    match digits.split_at_checked(point) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{digits}{}", "0".repeat(point - digits.len())),
    }
}

fn quote_for(single: bool, double: bool) -> char {
    if single && !double { '"' } else { '\'' }
}

/// The escape that `repr` gives an ASCII character, if it does.
fn ascii_escape(output: &mut String, byte: u8, quote: char) {
    match byte {
        b'\\' => output.push_str("\\\\"),
        b'\t' => output.push_str("\\t"),
        b'\n' => output.push_str("\\n"),
        b'\r' => output.push_str("\\r"),
        _ if char::from(byte) == quote => output.extend(['\\', quote]),
        b' '..=b'~' => output.push(char::from(byte)),
        _ => output.push_str(&format!("\\x{byte:02x}")),
    }
}

pub fn str(text: &Wtf8Buf) -> String {
    let raw = text.as_bytes();
    let quote = quote_for(raw.contains(&b'\''), raw.contains(&b'"'));
    let mut output = String::with_capacity(raw.len() + 2);
    output.push(quote);
    for point in text.code_points() {
        match char::from_u32(point) {
            Some(c) if c.is_ascii() => ascii_escape(&mut output, c as u8, quote),
            Some(c) if is_printable(point) => output.push(c),
            _ if point <= 0xFF => output.push_str(&format!("\\x{point:02x}")),
            _ if point <= 0xFFFF => output.push_str(&format!("\\u{point:04x}")),
            _ => output.push_str(&format!("\\U{point:08x}")),
        }
    }
    output.push(quote);
    output
}

pub fn bytes(value: &[u8]) -> String {
    let quote = quote_for(value.contains(&b'\''), value.contains(&b'"'));
    let mut output = String::with_capacity(value.len() + 3);
    output.push('b');
    output.push(quote);
    for byte in value {
        ascii_escape(&mut output, *byte, quote);
    }
    output.push(quote);
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats() {
        let cases = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1, "0.1"),
            (123456.789, "123456.789"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e16, "1.5e+16"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (-1.25e-7, "-1.25e-07"),
            (5e-324, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (2.0f64.powi(-25), "2.9802322387695312e-08"),
            (2.0f64.powi(-44), "5.684341886080802e-14"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
        ];
        for (value, expected) in cases {
            assert_eq!(float(value), expected);
        }
        assert_eq!(float_general(0.1, 17), "0.10000000000000001");
        assert_eq!(float_general(1e30, 17), "1e+30");
        assert_eq!(float_general(-1.5, 17), "-1.5");
    }

    #[test]
    fn complex_numbers() {
        assert_eq!(complex(0.0, 2.0), "2j");
        assert_eq!(complex(-0.0, 2.0), "(-0+2j)");
        assert_eq!(complex(1.5, -0.0), "(1.5-0j)");
        assert_eq!(complex(0.0, 1e16), "1e+16j");
        assert_eq!(complex(f64::NAN, f64::NAN), "(nan+nanj)");
        assert_eq!(complex(0.0, f64::NEG_INFINITY), "-infj");
    }

    #[test]
    fn strings() {
        let cases = [
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("it's \"q\"", "'it\\'s \"q\"'"),
            ("\t\n\r\\\0\x7f", "'\\t\\n\\r\\\\\\x00\\x7f'"),
            ("é\u{a0}\u{ad}€\u{200b}", "'é\\xa0\\xad€\\u200b'"),
            ("😀\u{e0001}\u{10ffff}", "'😀\\U000e0001\\U0010ffff'"),
        ];
        for (text, expected) in cases {
            assert_eq!(str(&text.into()), expected);
        }
        let surrogate = Wtf8Buf::from_code_points([0xD800, 0x61]);
        assert_eq!(
            surrogate.map(|text| str(&text)).as_deref(),
            Some("'\\ud800a'")
        );
        assert_eq!(bytes(b"a'\xff\0\n"), "b\"a'\\xff\\x00\\n\"");
    }

    #[test]
    fn containers() {
        let one = Constant::Int(1.into());
        let show = |value: Constant| constant(&value, &FixedAddress(0));
        assert_eq!(show(Constant::Tuple(vec![])), "()");
        assert_eq!(show(Constant::Tuple(vec![one.clone()])), "(1,)");
        assert_eq!(
            show(Constant::Tuple(vec![one.clone(), Constant::None])),
            "(1, None)"
        );
        assert_eq!(show(Constant::FrozenSet(vec![])), "frozenset()");
        assert_eq!(
            show(Constant::FrozenSet(vec![one.clone()])),
            "frozenset({1})"
        );
        let slice = Constant::Slice(Box::new([one, Constant::None, Constant::Ellipsis]));
        assert_eq!(show(slice), "slice(1, None, Ellipsis)");
    }
}
