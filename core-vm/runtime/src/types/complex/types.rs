//! The type object `complex`.

use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::{Obj, Object, PyResult, Type, TypeSpec, flags};
use crate::types::complex::{COMPLEX_DOC, Complex, arith, convert, receiver};
use crate::types::float::Float;
use crate::types::tuple::Tuple;

pub static COMPLEX_TYPE: Type = Type::builtin(&COMPLEX_SPEC);
static COMPLEX_SPEC: TypeSpec = TypeSpec {
    doc: Some(COMPLEX_DOC),
    flags: flags::BASETYPE,
    slots: arith::SLOTS,
    methods: METHODS,
    members: MEMBERS,
    ..TypeSpec::of::<Complex>("complex")
};

static MEMBERS: &[Member] = &[
    Member {
        doc: Some("the real part of a complex number"),
        ..Member::readonly("real", |this| Ok(Float::new(receiver(this)?.re).into_obj()))
    },
    Member {
        doc: Some("the imaginary part of a complex number"),
        ..Member::readonly("imag", |this| Ok(Float::new(receiver(this)?.im).into_obj()))
    },
];

fn conjugate(this: &Obj) -> PyResult {
    let (re, im) = receiver(this)?.parts();
    Ok(Complex::new(re, -im).into_obj())
}

/// `complex.__complex__`: an exact `complex`.
fn complex(this: &Obj) -> PyResult {
    if this.is_exact(&COMPLEX_TYPE) {
        return Ok(this.to_ref());
    }
    let (re, im) = receiver(this)?.parts();
    Ok(Complex::new(re, im).into_obj())
}

fn getnewargs(this: &Obj) -> PyResult {
    let (re, im) = receiver(this)?.parts();
    let parts = vec![Float::new(re).into_obj(), Float::new(im).into_obj()];
    Ok(Tuple::new(parts).into_obj())
}

fn format(this: &Obj, spec: &Obj) -> PyResult {
    let spec = crate::types::str::format_argument(spec)?;
    let (re, im) = receiver(this)?.parts();
    Ok(crate::types::format::complex::format_complex(re, im, spec, this)?.into_obj())
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "from_number",
        "($type, number, /)",
        "Convert number to a complex floating-point number.",
        NativeFn::One(convert::from_number),
    )
    .class(),
    NativeDef::new(
        "conjugate",
        "($self, /)",
        "Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j.",
        NativeFn::NoArgs(conjugate),
    ),
    NativeDef::new(
        "__complex__",
        "($self, /)",
        "Convert this value to exact type complex.",
        NativeFn::NoArgs(complex),
    ),
    NativeDef::new(
        "__getnewargs__",
        "($self, /)",
        "",
        NativeFn::NoArgs(getnewargs),
    ),
    NativeDef::new(
        "__format__",
        "($self, format_spec, /)",
        "Convert to a string according to format_spec.",
        NativeFn::One(format),
    ),
];
