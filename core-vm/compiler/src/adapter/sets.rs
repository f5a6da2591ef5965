//! Set constants hold an element once: the first of those that are equal to
//! Python, as `1`, `True` and `1.0` are.

use std::collections::HashSet;
use std::fmt::Write;

use num_bigint::BigInt;
use serpentarium_bytecode::Constant;

/// The elements without those that are equal to an earlier one.
pub(super) fn distinct(elements: Vec<Constant>) -> Vec<Constant> {
    let mut seen = HashSet::new();
    elements
        .into_iter()
        .filter(|element| {
            let mut name = String::new();
            write_name(element, &mut name);
            seen.insert(name)
        })
        .collect()
}

/// A text that is the same for equal constants only.
fn write_name(value: &Constant, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = match value {
        Constant::Bool(value) => write!(out, "n{}", u8::from(*value)),
        Constant::Int(value) => write!(out, "n{value}"),
        Constant::Float(value) => write_float(*value, out),
        Constant::Complex { re, im } if *im == 0.0 => write_float(*re, out),
        Constant::Tuple(items) => {
            out.push('(');
            for item in items {
                write_name(item, out);
                out.push(',');
            }
            write!(out, ")")
        }
        other => write!(out, "{other:?}"),
    };
}

fn write_float(value: f64, out: &mut String) -> std::fmt::Result {
    match integer(value) {
        Some(value) => write!(out, "n{value}"),
        None => write!(out, "f{:x}", value.to_bits()),
    }
}

/// The integer that a float equals.
fn integer(value: f64) -> Option<BigInt> {
    if !value.is_finite() || value.fract() != 0.0 {
        return None;
    }
    if value.abs() < 9e18 {
        return Some(BigInt::from(value as i64));
    }
    // An integer this large is its mantissa, shifted.
    let bits = value.to_bits();
    let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
    let shift = ((bits >> 52) & 0x7ff) as usize - 1075;
    let number = BigInt::from(mantissa) << shift;
    Some(if value < 0.0 { -number } else { number })
}
