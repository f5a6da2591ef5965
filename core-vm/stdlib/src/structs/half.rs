//! Half-precision floats (IEEE 754 binary16).

/// The nearest half-precision float; `None` when it would be infinite.
pub fn from_f64(value: f64) -> Option<u16> {
    let sign = if value.is_sign_negative() { 0x8000 } else { 0 };
    if value.is_nan() {
        return Some(sign | 0x7E00);
    }
    if value.is_infinite() {
        return Some(sign | 0x7C00);
    }
    let magnitude = value.abs();
    if magnitude >= 65520.0 {
        return None;
    }
    // In units of the last place of the result, which rounds to even.
    let bits = if magnitude < 6.103_515_625e-5 {
        (magnitude * 16_777_216.0).round_ties_even() as u16
    } else {
        let exponent = (magnitude.to_bits() >> 52) as i32 - 1023;
        let scale = 2f64.powi(10 - exponent);
        let mantissa = (magnitude * scale).round_ties_even() as u32;
        ((exponent + 14) as u32 * 1024 + mantissa) as u16
    };
    Some(sign | bits)
}

/// The value of a half-precision float.
pub fn to_f64(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 0x1F);
    let fraction = f64::from(bits & 0x3FF);
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * 2f64.powi(exponent - 25),
    };
    sign * magnitude
}
