//! `complex`: layout and construction.

use crate::object::{self, Obj, Object, PyResult, Ref, Type};

pub mod arith;
pub mod convert;
mod types;

pub use arith::power;
pub use types::COMPLEX_TYPE;

#[repr(C)]
pub struct Complex {
    head: Obj,
    pub re: f64,
    pub im: f64,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Complex {
    fn type_object() -> &'static Type {
        &COMPLEX_TYPE
    }
}

impl Complex {
    pub fn new(re: f64, im: f64) -> Ref<Complex> {
        Self::of_type(&COMPLEX_TYPE, re, im)
    }

    pub(crate) fn of_type(ty: &Type, re: f64, im: f64) -> Ref<Complex> {
        object::alloc(
            ty,
            Complex {
                head: object::header(0),
                re,
                im,
            },
        )
    }

    pub fn parts(&self) -> (f64, f64) {
        (self.re, self.im)
    }
}

fn receiver(this: &Obj) -> PyResult<&Complex> {
    this.downcast::<Complex>()
        .ok_or_else(|| crate::types::wrong_receiver(this, "complex"))
}

const COMPLEX_DOC: &str = "complex(real=0, imag=0)\n--\n\nCreate a complex number from a string or numbers.\n\nIf a string is given, parse it as a complex number.\nIf a single number is given, convert it to a complex number.\nIf the 'real' or 'imag' arguments are given, create a complex number\nwith the specified real and imaginary components.";
