//! `complex`: layout and construction.

use crate::object::{self, Obj, Object, Ref, Type, TypeSpec, flags};

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
        object::alloc(
            &COMPLEX_TYPE,
            Complex {
                head: object::header(0),
                re,
                im,
            },
        )
    }
}

pub static COMPLEX_TYPE: Type = Type::builtin(&COMPLEX_SPEC);
static COMPLEX_SPEC: TypeSpec = TypeSpec {
    flags: flags::BASETYPE,
    ..TypeSpec::of::<Complex>("complex")
};
