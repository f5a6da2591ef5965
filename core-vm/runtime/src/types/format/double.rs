//! A float as digits (CPython's `PyOS_double_to_string`).

/// How a float is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct DoubleStyle {
    /// `r` (shortest that reads back), `e`, `f` or `g`; upper case for capitals.
    pub code: char,
    pub precision: usize,
    /// Integral values end in `.0`.
    pub add_dot_0: bool,
    /// Keep the point and trailing zeros (`#`).
    pub alternate: bool,
    /// A result that rounds to zero has no sign (`z`).
    pub no_negative_zero: bool,
}

impl DoubleStyle {
    /// `repr` of a float.
    pub const REPR: DoubleStyle = DoubleStyle {
        code: 'r',
        precision: 0,
        add_dot_0: true,
        alternate: false,
        no_negative_zero: false,
    };

    pub const fn new(code: char, precision: usize) -> DoubleStyle {
        DoubleStyle {
            code,
            precision,
            add_dot_0: false,
            alternate: false,
            no_negative_zero: false,
        }
    }
}

/// No float has more significant decimal digits; beyond them there are zeros.
const MOST_DIGITS: usize = 1100;

/// Digits and the position of the decimal point after the first of them.
struct Decimal {
    digits: String,
    /// The value is `0.DIGITS * 10**point`.
    point: i64,
}

/// A float as text, `-` included.
pub fn double_to_string(value: f64, style: DoubleStyle) -> String {
    let upper = style.code.is_ascii_uppercase();
    let text = if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        if value < 0.0 { "-inf" } else { "inf" }.to_owned()
    } else {
        finite(value, style)
    };
    if upper {
        text.to_ascii_uppercase()
    } else {
        text
    }
}

fn finite(value: f64, style: DoubleStyle) -> String {
    let magnitude = value.abs();
    let body = match style.code.to_ascii_lowercase() {
        'e' => {
            let decimal = significant(magnitude, style.precision.saturating_add(1));
            exponential(&decimal, style)
        }
        'f' => fixed(magnitude, style),
        'g' => general(magnitude, style),
        _ => shortest(magnitude, style),
    };
    let zero = style.no_negative_zero && is_zero_text(&body);
    if value.is_sign_negative() && !zero {
        format!("-{body}")
    } else {
        body
    }
}

fn is_zero_text(body: &str) -> bool {
    body.split(['e', 'E'])
        .next()
        .is_some_and(|mantissa| !mantissa.contains(|c: char| ('1'..='9').contains(&c)))
}

/// The shortest digits that read back as the value.
pub(crate) fn shortest_digits(magnitude: f64) -> (String, i64) {
    split_scientific(&format!("{magnitude:e}"))
}

fn split_scientific(text: &str) -> (String, i64) {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let digits = mantissa.replace('.', "");
    (digits, exponent.parse::<i64>().unwrap_or(0) + 1)
}

/// `count` significant digits, correctly rounded.
fn significant(magnitude: f64, count: usize) -> Decimal {
    let asked = count.min(MOST_DIGITS);
    let (mut digits, point) = split_scientific(&format!("{magnitude:.*e}", asked - 1));
    digits.extend(std::iter::repeat_n('0', count - asked));
    Decimal { digits, point }
}

fn fixed(magnitude: f64, style: DoubleStyle) -> String {
    let asked = style.precision.min(MOST_DIGITS);
    let mut text = format!("{magnitude:.asked$}");
    text.extend(std::iter::repeat_n('0', style.precision - asked));
    if style.precision == 0 && style.alternate {
        text.push('.');
    }
    text
}

fn general(magnitude: f64, style: DoubleStyle) -> String {
    let precision = style.precision.max(1);
    let mut decimal = significant(magnitude, precision);
    let limit = precision as i64 - i64::from(style.add_dot_0);
    let use_exponent = decimal.point <= -4 || decimal.point > limit;
    if !style.alternate {
        let kept = decimal.digits.trim_end_matches('0').len().max(1);
        decimal.digits.truncate(kept);
    }
    if use_exponent {
        exponential(&decimal, style)
    } else {
        positional(&decimal, style)
    }
}

fn shortest(magnitude: f64, style: DoubleStyle) -> String {
    let (digits, point) = shortest_digits(magnitude);
    let decimal = Decimal { digits, point };
    if decimal.point <= -4 || decimal.point > 16 {
        exponential(&decimal, style)
    } else {
        positional(&decimal, style)
    }
}

fn exponential(decimal: &Decimal, style: DoubleStyle) -> String {
    let (first, rest) = decimal.digits.split_at(1);
    let dot = if rest.is_empty() && !style.alternate {
        ""
    } else {
        "."
    };
    let exponent = decimal.point - 1;
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{first}{dot}{rest}e{sign}{:02}", exponent.abs())
}

fn positional(decimal: &Decimal, style: DoubleStyle) -> String {
    let digits = &decimal.digits;
    if decimal.point <= 0 {
        let zeros = "0".repeat(decimal.point.unsigned_abs() as usize);
        return format!("0.{zeros}{digits}");
    }
    let point = decimal.point as usize;
    if digits.len() > point {
        return format!("{}.{}", &digits[..point], &digits[point..]);
    }
    let zeros = "0".repeat(point - digits.len());
    let end = match (style.add_dot_0, style.alternate) {
        (true, _) => ".0",
        (false, true) => ".",
        (false, false) => "",
    };
    format!("{digits}{zeros}{end}")
}
