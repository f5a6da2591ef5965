//! The gamma function and its logarithm, by Lanczos' approximation with the
//! coefficients for g = 6.024680040776729583740234375 and 13 terms.

use serpentarium_runtime::types::float_math as c;

const TERMS: usize = 13;
#[allow(clippy::excessive_precision)]
const G: f64 = 6.024_680_040_776_729_583_740_234_375;
#[allow(clippy::excessive_precision)]
const G_MINUS_HALF: f64 = 5.524_680_040_776_729_583_740_234_375;

#[allow(clippy::excessive_precision)]
const NUMERATOR: [f64; TERMS] = [
    23531376880.410759688572007674451636754734846804940,
    42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843,
    17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708,
    1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801,
    31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768,
    186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024,
    210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408,
];

/// Coefficients of x(x+1)...(x+11).
const DENOMINATOR: [f64; TERMS] = [
    0.0,
    39916800.0,
    120543840.0,
    150917976.0,
    105258076.0,
    45995730.0,
    13339535.0,
    2637558.0,
    357423.0,
    32670.0,
    1925.0,
    66.0,
    1.0,
];

/// The rational part of the approximation; for large `x` in powers of `1/x`.
fn lanczos_sum(x: f64) -> f64 {
    let (mut numerator, mut denominator) = (0.0, 0.0);
    if x < 5.0 {
        for index in (0..TERMS).rev() {
            numerator = numerator * x + NUMERATOR[index];
            denominator = denominator * x + DENOMINATOR[index];
        }
    } else {
        for index in 0..TERMS {
            numerator = numerator / x + NUMERATOR[index];
            denominator = denominator / x + DENOMINATOR[index];
        }
    }
    numerator / denominator
}

/// `sin(pi * x)`, accurate near the zeros.
fn sin_pi(x: f64) -> f64 {
    use std::f64::consts::PI;
    let y = c::fmod(x.abs(), 2.0);
    let magnitude = match (2.0 * y).round() as i32 {
        0 => c::sin(PI * y),
        1 => c::cos(PI * (y - 0.5)),
        2 => c::sin(PI * (1.0 - y)),
        3 => -c::cos(PI * (y - 1.5)),
        _ => c::sin(PI * (y - 2.0)),
    };
    1f64.copysign(x) * magnitude
}

/// Gamma of a number; `None` at its poles and at minus infinity.
pub fn gamma(x: f64) -> Option<f64> {
    if x.is_nan() || x == f64::INFINITY {
        return Some(x);
    }
    if x == f64::NEG_INFINITY || x == 0.0 {
        return None;
    }
    if x == x.floor() {
        if x < 0.0 {
            return None;
        }
        if x <= 23.0 {
            return Some((2..x as u64).map(|n| n as f64).product());
        }
    }
    let magnitude = x.abs();
    if magnitude < 1e-20 {
        return Some(1.0 / x);
    }
    if magnitude > 200.0 {
        return Some(if x < 0.0 {
            0.0 / sin_pi(x)
        } else {
            f64::INFINITY
        });
    }
    let y = magnitude + G_MINUS_HALF;
    // The rounding error of `y`, to correct the power for.
    let z = if magnitude > G_MINUS_HALF {
        (y - magnitude) - G_MINUS_HALF
    } else {
        (y - G_MINUS_HALF) - magnitude
    };
    let z = z * G / y;
    Some(if x < 0.0 {
        let mut result = -std::f64::consts::PI / sin_pi(magnitude) / magnitude * c::exp(y)
            / lanczos_sum(magnitude);
        result -= z * result;
        if magnitude < 140.0 {
            result / c::pow(y, magnitude - 0.5)
        } else {
            let root = c::pow(y, magnitude / 2.0 - 0.25);
            result / root / root
        }
    } else {
        let mut result = lanczos_sum(magnitude) / c::exp(y);
        result += z * result;
        if magnitude < 140.0 {
            result * c::pow(y, magnitude - 0.5)
        } else {
            let root = c::pow(y, magnitude / 2.0 - 0.25);
            result * root * root
        }
    })
}

/// The logarithm of the absolute value of gamma; `None` at the poles.
pub fn lgamma(x: f64) -> Option<f64> {
    if x.is_nan() {
        return Some(x);
    }
    if x.is_infinite() {
        return Some(f64::INFINITY);
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { None } else { Some(0.0) };
    }
    let magnitude = x.abs();
    if magnitude < 1e-20 {
        return Some(-c::log(magnitude));
    }
    let mut result = c::log(lanczos_sum(magnitude)) - G;
    result += (magnitude - 0.5) * (c::log(magnitude + G - 0.5) - 1.0);
    if x < 0.0 {
        #[allow(clippy::excessive_precision)]
        let log_pi = 1.144_729_885_849_400_174_143_427_351_353_058_711_647;
        result = log_pi - c::log(sin_pi(magnitude).abs()) - c::log(magnitude) - result;
    }
    Some(result)
}
