//! `cmath`: mathematics of complex numbers.

use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::{overflow_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Exc, Obj, PyResult};
use serpentarium_runtime::types::complex::Complex;
use serpentarium_runtime::types::complex::arith::quotient;
use serpentarium_runtime::types::complex::convert::as_complex;
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::float::convert::as_f64;
use serpentarium_runtime::types::float_math as c;

use crate::native;
use crate::value::{boolean, float, tuple};

mod elementary;

use elementary::{Failure, Outcome, Pair};

pub static MODULE: NativeModule = NativeModule {
    name: "cmath",
    doc: "This module provides access to mathematical functions for complex\nnumbers.",
    functions: FUNCTIONS,
    exec: |module| {
        let numbers = [
            ("pi", std::f64::consts::PI),
            ("e", std::f64::consts::E),
            ("tau", std::f64::consts::TAU),
            ("inf", f64::INFINITY),
            ("nan", f64::NAN),
        ];
        for (name, value) in numbers {
            native::set(module, name, Float::new(value).into_obj());
        }
        native::set(module, "infj", Complex::new(0.0, f64::INFINITY).into_obj());
        native::set(module, "nanj", Complex::new(0.0, f64::NAN).into_obj());
        Ok(())
    },
};

const ONE: &str = "($module, z, /)";

macro_rules! unary {
    ($name:literal, $function:path, $doc:literal) => {
        NativeDef::new(
            $name,
            ONE,
            $doc,
            NativeFn::One(|_, z| result($function(as_complex(z)?))),
        )
    };
}

macro_rules! asked {
    ($name:literal, $question:expr, $doc:literal) => {
        NativeDef::new(
            $name,
            ONE,
            $doc,
            NativeFn::One(|_, z| {
                let question: fn(Pair) -> bool = $question;
                boolean(question(as_complex(z)?))
            }),
        )
    };
}

static FUNCTIONS: &[NativeDef] = &[
    unary!("acos", elementary::acos, "Return the arc cosine of z."),
    unary!(
        "acosh",
        elementary::acosh,
        "Return the inverse hyperbolic cosine of z."
    ),
    unary!("asin", elementary::asin, "Return the arc sine of z."),
    unary!(
        "asinh",
        elementary::asinh,
        "Return the inverse hyperbolic sine of z."
    ),
    unary!("atan", elementary::atan, "Return the arc tangent of z."),
    unary!(
        "atanh",
        elementary::atanh,
        "Return the inverse hyperbolic tangent of z."
    ),
    unary!("cos", elementary::cos, "Return the cosine of z."),
    unary!(
        "cosh",
        elementary::cosh,
        "Return the hyperbolic cosine of z."
    ),
    unary!("exp", elementary::exp, "Return the exponential value e**z."),
    NativeDef::new(
        "isclose",
        "($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)",
        "Determine whether two complex numbers are close in value.\n\n  rel_tol\n    maximum difference for being considered \"close\", relative to the\n    magnitude of the input values\n  abs_tol\n    maximum difference for being considered \"close\", regardless of the\n    magnitude of the input values\n\nReturn True if a is close in value to b, and False otherwise.\n\nFor the values to be considered close, the difference between them must\nbe smaller than at least one of the tolerances.\n\n-inf, inf and NaN behave similarly to the IEEE 754 Standard.  That is,\nNaN is not close to anything, even itself. inf and -inf are only close\nto themselves.",
        NativeFn::Bound(isclose),
    ),
    asked!(
        "isfinite",
        |(x, y)| x.is_finite() && y.is_finite(),
        "Return True if both the real and imaginary parts of z are finite, else False."
    ),
    asked!(
        "isinf",
        |(x, y)| x.is_infinite() || y.is_infinite(),
        "Checks if the real or imaginary part of z is infinite."
    ),
    asked!(
        "isnan",
        |(x, y)| x.is_nan() || y.is_nan(),
        "Checks if the real or imaginary part of z not a number (NaN)."
    ),
    NativeDef::new(
        "log",
        "($module, z, base=<unrepresentable>, /)",
        "log(z[, base]) -> the logarithm of z to the given base.\n\nIf the base is not specified, returns the natural logarithm (base e)\nof z.",
        NativeFn::Positional(0, usize::MAX, log),
    ),
    unary!(
        "log10",
        elementary::log10,
        "Return the base-10 logarithm of z."
    ),
    NativeDef::new(
        "phase",
        ONE,
        "Return argument, also known as the phase angle, of a complex.",
        NativeFn::One(|_, z| {
            let (x, y) = as_complex(z)?;
            let phase = c::atan2(y, x);
            // What C reports as underflow.
            if phase == 0.0 && y != 0.0 && x.is_finite() {
                return Err(error(Failure::Range));
            }
            float(phase)
        }),
    ),
    NativeDef::new(
        "polar",
        ONE,
        "Convert a complex from rectangular coordinates to polar coordinates.\n\nr is the distance from 0 and phi the phase angle.",
        NativeFn::One(polar),
    ),
    NativeDef::new(
        "rect",
        "($module, r, phi, /)",
        "Convert from polar coordinates to rectangular coordinates.",
        NativeFn::Positional(2, 2, |_, args| {
            result(elementary::rect(as_f64(args[0])?, as_f64(args[1])?))
        }),
    ),
    unary!("sin", elementary::sin, "Return the sine of z."),
    unary!("sinh", elementary::sinh, "Return the hyperbolic sine of z."),
    unary!("sqrt", elementary::sqrt, "Return the square root of z."),
    unary!("tan", elementary::tan, "Return the tangent of z."),
    unary!(
        "tanh",
        elementary::tanh,
        "Return the hyperbolic tangent of z."
    ),
];

fn error(failure: Failure) -> Exc {
    match failure {
        Failure::Domain => value_error("math domain error"),
        Failure::Range => overflow_error("math range error"),
    }
}

fn result(outcome: Outcome) -> PyResult {
    let (re, im) = outcome.map_err(error)?;
    Ok(Complex::new(re, im).into_obj())
}

fn log(_: &Obj, args: &[&Obj]) -> PyResult {
    check_positional("log", args.len(), 1, 2)?;
    let z = as_complex(args[0])?;
    let Some(base) = args.get(1) else {
        return result(elementary::log(z));
    };
    let base = elementary::log(as_complex(base)?).map_err(error)?;
    result(quotient(elementary::log_unchecked(z), base).ok_or(Failure::Domain))
}

fn polar(_: &Obj, z: &Obj) -> PyResult {
    let (x, y) = as_complex(z)?;
    let size = elementary::magnitude((x, y)).map_err(error)?;
    tuple(vec![
        Float::new(size).into_obj(),
        Float::new(c::atan2(y, x)).into_obj(),
    ])
}

fn isclose(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let number = |index: usize| args[index].map_or(Ok((0.0, 0.0)), as_complex);
    let (a, b) = (number(0)?, number(1)?);
    let relative = args[2].map_or(Ok(1e-9), as_f64)?;
    let absolute = args[3].map_or(Ok(0.0), as_f64)?;
    if relative < 0.0 || absolute < 0.0 {
        return Err(value_error("tolerances must be non-negative"));
    }
    if a == b {
        return boolean(true);
    }
    if [a.0, a.1, b.0, b.1].iter().any(|part| part.is_infinite()) {
        return boolean(false);
    }
    let size = |(x, y): Pair| c::hypot(x, y);
    let difference = size((a.0 - b.0, a.1 - b.1));
    boolean(
        difference <= relative * size(b)
            || difference <= relative * size(a)
            || difference <= absolute,
    )
}
