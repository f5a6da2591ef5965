//! The platform's mathematical library, as far as Rust's standard one has no name for it.
//!
//! CPython takes the same functions from the same place, so results agree to the bit.

macro_rules! functions {
    ($($name:ident($($argument:ident),*) -> $c:ident;)*) => {
        #[allow(unsafe_code)]
        mod c {
            unsafe extern "C" {
                $(pub fn $c($($argument: f64),*) -> f64;)*
            }
        }

        $(
            #[doc = concat!("C's `", stringify!($c), "`.")]
            pub fn $name($($argument: f64),*) -> f64 {
                // SAFETY: a pure function of its numbers.
                unsafe { c::$c($($argument),*) }
            }
        )*
    };
}

functions! {
    erf(x) -> erf;
    erfc(x) -> erfc;
    exp2(x) -> exp2;
    cbrt(x) -> cbrt;
    expm1(x) -> expm1;
    log1p(x) -> log1p;
    fmod(x, y) -> fmod;
    remainder(x, y) -> remainder;
    next_after(x, y) -> nextafter;
    pow(x, y) -> pow;
    hypot(x, y) -> hypot;
    atan2(x, y) -> atan2;
    sin(x) -> sin;
    cos(x) -> cos;
    tan(x) -> tan;
    asin(x) -> asin;
    acos(x) -> acos;
    atan(x) -> atan;
    sinh(x) -> sinh;
    cosh(x) -> cosh;
    tanh(x) -> tanh;
    asinh(x) -> asinh;
    acosh(x) -> acosh;
    atanh(x) -> atanh;
    exp(x) -> exp;
    log(x) -> log;
    log2(x) -> log2;
    log10(x) -> log10;
    fma(x, y, z) -> fma;
}

/// `value * 2**exponent`, rounded once.
pub fn ldexp(value: f64, exponent: i32) -> f64 {
    unsafe extern "C" {
        fn ldexp(value: f64, exponent: i32) -> f64;
    }
    // SAFETY: a pure function of its numbers.
    unsafe { ldexp(value, exponent) }
}

/// `(fraction, exponent)` with `value == fraction * 2**exponent` and `0.5 <= |fraction| < 1`.
pub fn frexp(value: f64) -> (f64, i32) {
    unsafe extern "C" {
        fn frexp(value: f64, exponent: *mut i32) -> f64;
    }
    let mut exponent = 0;
    // SAFETY: the exponent is written to a local.
    let fraction = unsafe { frexp(value, &mut exponent) };
    (fraction, exponent)
}
