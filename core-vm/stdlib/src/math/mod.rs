//! `math`: the functions of the C standard, and exact integer mathematics.

use serpentarium_runtime::object::native::NativeModule;
use serpentarium_runtime::types::float::Float;

use crate::value::set;

mod elementary;
mod gamma;
mod integer;
pub(crate) mod sums;
mod table;

pub static MODULE: NativeModule = NativeModule {
    name: "math",
    doc: "This module provides access to the mathematical functions\ndefined by the C standard.",
    functions: table::FUNCTIONS,
    exec: |module| {
        let constants = [
            ("pi", std::f64::consts::PI),
            ("e", std::f64::consts::E),
            ("tau", std::f64::consts::TAU),
            ("inf", f64::INFINITY),
            ("nan", f64::NAN),
        ];
        for (name, value) in constants {
            set(module, name, Float::new(value).into_obj());
        }
        Ok(())
    },
};
