//! `_statistics`: the inverse of the normal distribution function.

use serpentarium_runtime::object::error::value_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, PyResult};
use serpentarium_runtime::types::float::convert::as_f64;
use serpentarium_runtime::types::float_math as c;

use crate::value::float;

pub static MODULE: NativeModule = NativeModule {
    name: "_statistics",
    doc: "Accelerators for the statistics module.\n",
    functions: &[NativeDef::new(
        "_normal_dist_inv_cdf",
        "($module, p, mu, sigma, /)",
        "",
        NativeFn::Positional(3, 3, inverse),
    )],
    exec: |_| Ok(()),
};

/// A ratio of polynomials, coefficients from the highest power down.
fn ratio(x: f64, numerator: [f64; 8], denominator: [f64; 8]) -> f64 {
    let value = |coefficients: [f64; 8]| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    value(numerator) / value(denominator)
}

/// Wichura's algorithm AS241.
fn inverse(_module: &Obj, args: &[&Obj]) -> PyResult {
    let (p, mu, sigma) = (as_f64(args[0])?, as_f64(args[1])?, as_f64(args[2])?);
    if p <= 0.0 || p >= 1.0 || sigma < 0.0 {
        return Err(value_error("inv_cdf undefined for these parameters"));
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return float(mu + ratio(r, CENTRE.0, CENTRE.1) * q * sigma);
    }
    let tail = if q <= 0.0 { p } else { 1.0 - p };
    let r = (-c::log(tail)).sqrt();
    let x = if r <= 5.0 {
        ratio(r - 1.6, MIDDLE.0, MIDDLE.1)
    } else {
        ratio(r - 5.0, FAR.0, FAR.1)
    };
    let x = if q < 0.0 { -x } else { x };
    float(mu + x * sigma)
}

type Ratio = ([f64; 8], [f64; 8]);

#[allow(clippy::excessive_precision)]
const CENTRE: Ratio = (
    [
        2.5090809287301226727e+3,
        3.3430575583588128105e+4,
        6.7265770927008700853e+4,
        4.5921953931549871457e+4,
        1.3731693765509461125e+4,
        1.9715909503065514427e+3,
        1.3314166789178437745e+2,
        3.3871328727963666080e+0,
    ],
    [
        5.2264952788528545610e+3,
        2.8729085735721942674e+4,
        3.9307895800092710610e+4,
        2.1213794301586595867e+4,
        5.3941960214247511077e+3,
        6.8718700749205790830e+2,
        4.2313330701600911252e+1,
        1.0,
    ],
);

#[allow(clippy::excessive_precision)]
const MIDDLE: Ratio = (
    [
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e+0,
        3.64784832476320460504e+0,
        5.76949722146069140550e+0,
        4.63033784615654529590e+0,
        1.42343711074968357734e+0,
    ],
    [
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e+0,
        2.05319162663775882187e+0,
        1.0,
    ],
);

#[allow(clippy::excessive_precision)]
const FAR: Ratio = (
    [
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e+0,
        5.46378491116411436990e+0,
        6.65790464350110377720e+0,
    ],
    [
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ],
);
