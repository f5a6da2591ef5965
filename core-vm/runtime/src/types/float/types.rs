//! The type object `float`.

use crate::object::native::{GetSet, NativeDef, NativeFn};
use crate::object::{Type, TypeSpec, flags};
use crate::types::float::{Float, hex, methods, number, round};

pub static FLOAT_TYPE: Type = Type::builtin(&FLOAT_SPEC);
static FLOAT_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "float(x=0, /)\n--\n\nConvert a string or number to a floating-point number, if possible.",
    ),
    flags: flags::BASETYPE | flags::MATCH_SELF,
    slots: number::SLOTS,
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::of::<Float>("float")
};

static GETSET: &[GetSet] = &[
    GetSet::readonly("real", methods::conjugate).doc("the real part of a complex number"),
    GetSet::readonly("imag", methods::imag).doc("the imaginary part of a complex number"),
];

static METHODS: &[NativeDef] = &[
    NativeDef::new("from_number", "($type, number, /)", "Convert real number to a floating-point number.", NativeFn::One(methods::from_number)).class(),
    NativeDef::new("conjugate", "($self, /)", "Return self, the complex conjugate of any float.", NativeFn::NoArgs(methods::conjugate)),
    NativeDef::new("__trunc__", "($self, /)", "Return the Integral closest to x between 0 and x.", NativeFn::NoArgs(methods::trunc)),
    NativeDef::new("__floor__", "($self, /)", "Return the floor as an Integral.", NativeFn::NoArgs(methods::floor)),
    NativeDef::new("__ceil__", "($self, /)", "Return the ceiling as an Integral.", NativeFn::NoArgs(methods::ceil)),
    NativeDef::new("__round__", "($self, ndigits=None, /)", "Return the Integral closest to x, rounding half toward even.\n\nWhen an argument is passed, work like built-in round(x, ndigits).", NativeFn::Positional(0, 1, round::method)),
    NativeDef::new("as_integer_ratio", "($self, /)", "Return a pair of integers, whose ratio is exactly equal to the original float.\n\nThe ratio is in lowest terms and has a positive denominator.  Raise\nOverflowError on infinities and a ValueError on NaNs.\n\n>>> (10.0).as_integer_ratio()\n(10, 1)\n>>> (0.0).as_integer_ratio()\n(0, 1)\n>>> (-.25).as_integer_ratio()\n(-1, 4)", NativeFn::NoArgs(methods::as_integer_ratio)),
    NativeDef::new("fromhex", "($type, string, /)", "Create a floating-point number from a hexadecimal string.\n\n>>> float.fromhex('0x1.ffffp10')\n2047.984375\n>>> float.fromhex('-0x1p-1074')\n-5e-324", NativeFn::One(hex::fromhex)).class(),
    NativeDef::new("hex", "($self, /)", "Return a hexadecimal representation of a floating-point number.\n\n>>> (-0.1).hex()\n'-0x1.999999999999ap-4'\n>>> 3.14159.hex()\n'0x1.921f9f01b866ep+1'", NativeFn::NoArgs(hex::hex)),
    NativeDef::new("is_integer", "($self, /)", "Return True if the float is an integer.", NativeFn::NoArgs(methods::is_integer)),
    NativeDef::new("__getnewargs__", "($self, /)", "", NativeFn::NoArgs(methods::getnewargs)),
    NativeDef::new("__getformat__", "($type, typestr, /)", "You probably don't want to use this function.\n\n  typestr\n    Must be 'double' or 'float'.\n\nIt exists mainly to be used in Python's test suite.\n\nThis function returns whichever of 'unknown', 'IEEE, big-endian' or\n'IEEE, little-endian' best describes the format of floating-point\nnumbers used by the C type named by typestr.", NativeFn::One(methods::getformat)).class(),
    NativeDef::new("__format__", "($self, format_spec, /)", "Formats the float according to format_spec.", NativeFn::One(methods::format)),
];
