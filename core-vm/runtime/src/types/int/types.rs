//! The type objects `int` and `bool`.

use crate::object::native::{GetSet, NativeDef, NativeFn};
use crate::object::{Slots, Type, TypeSpec, flags};
use crate::types::int::{Int, arith, bool as boolean, methods, new};

pub static INT_TYPE: Type = Type::builtin(&INT_SPEC);
static INT_SPEC: TypeSpec = TypeSpec {
    doc: Some(INT_DOC),
    reported: (24, 4),
    flags: flags::BASETYPE | flags::LONG_SUBCLASS | flags::MATCH_SELF,
    slots: Slots {
        new: Some(new::new),
        repr: Some(methods::repr),
        ..arith::NUMBER_SLOTS
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::of::<Int>("int")
};

pub static BOOL_TYPE: Type = Type::builtin(&BOOL_SPEC);
static BOOL_SPEC: TypeSpec = TypeSpec {
    doc: Some(BOOL_DOC),
    base: Some(&INT_TYPE),
    reported: (24, 4),
    flags: flags::LONG_SUBCLASS | flags::MATCH_SELF,
    slots: boolean::SLOTS,
    ..TypeSpec::of::<Int>("bool")
};

static GETSET: &[GetSet] = &[
    GetSet::readonly("real", methods::conjugate).doc("the real part of a complex number"),
    GetSet::readonly("imag", methods::zero).doc("the imaginary part of a complex number"),
    GetSet::readonly("numerator", methods::conjugate)
        .doc("the numerator of a rational number in lowest terms"),
    GetSet::readonly("denominator", methods::one)
        .doc("the denominator of a rational number in lowest terms"),
];

const INT_DOC: &str = "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 if no arguments\nare given.  If x is a number, return x.__int__().  For floating-point\nnumbers, this truncates towards zero.\n\nIf x is not a number or if base is given, then x must be a string,\nbytes, or bytearray instance representing an integer literal in the\ngiven base.  The literal can be preceded by '+' or '-' and be surrounded\nby whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.\nBase 0 means to interpret the base from the string as an integer\niteral.\n>>> int('0b100', base=0)\n4";

const BOOL_DOC: &str = "bool(object=False, /)\n--\n\nReturns True when the argument is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.";

static METHODS: &[NativeDef] = &[
    NativeDef::new("conjugate", "($self, /)", "Returns self, the complex conjugate of any int.", NativeFn::NoArgs(methods::conjugate)),
    NativeDef::new("bit_length", "($self, /)", "Number of bits necessary to represent self in binary.\n\n>>> bin(37)\n'0b100101'\n>>> (37).bit_length()\n6", NativeFn::NoArgs(methods::bit_length)),
    NativeDef::new("bit_count", "($self, /)", "Number of ones in the binary representation of the absolute value of self.\n\nAlso known as the population count.\n\n>>> bin(13)\n'0b1101'\n>>> (13).bit_count()\n3", NativeFn::NoArgs(methods::bit_count)),
    NativeDef::new("to_bytes", "($self, /, length=1, byteorder='big', *, signed=False)", "Return an array of bytes representing an integer.\n\n  length\n    Length of bytes object to use.  An OverflowError is raised if\n    the integer is not representable with the given number of bytes.\n    Default is length 1.\n  byteorder\n    The byte order used to represent the integer.  If byteorder is\n    'big', the most significant byte is at the beginning of the byte\n    array.  If byteorder is 'little', the most significant byte is at\n    the end of the byte array.  To request the native byte order of\n    the host system, use sys.byteorder as the byte order value.\n    Default is to use 'big'.\n  signed\n    Determines whether two's complement is used to represent the\n    integer.  If signed is False and a negative integer is given,\n    an OverflowError is raised.", NativeFn::Bound(methods::to_bytes)),
    NativeDef::new("from_bytes", "($type, /, bytes, byteorder='big', *, signed=False)", "Return the integer represented by the given array of bytes.\n\n  bytes\n    Holds the array of bytes to convert.  The argument must either\n    support the buffer protocol or be an iterable object producing\n    bytes.  Bytes and bytearray are examples of built-in objects that\n    support the buffer protocol.\n  byteorder\n    The byte order used to represent the integer.  If byteorder is\n    'big', the most significant byte is at the beginning of the byte\n    array.  If byteorder is 'little', the most significant byte is at\n    the end of the byte array.  To request the native byte order of\n    the host system, use sys.byteorder as the byte order value.\n    Default is to use 'big'.\n  signed\n    Indicates whether two's complement is used to represent the\n    integer.", NativeFn::Bound(methods::from_bytes)).class(),
    NativeDef::new("as_integer_ratio", "($self, /)", "Return a pair of integers, whose ratio is equal to the original int.\n\nThe ratio is in lowest terms and has a positive denominator.\n\n>>> (10).as_integer_ratio()\n(10, 1)\n>>> (-10).as_integer_ratio()\n(-10, 1)\n>>> (0).as_integer_ratio()\n(0, 1)", NativeFn::NoArgs(methods::as_integer_ratio)),
    NativeDef::new("__trunc__", "($self, /)", "Truncating an Integral returns itself.", NativeFn::NoArgs(methods::conjugate)),
    NativeDef::new("__floor__", "($self, /)", "Flooring an Integral returns itself.", NativeFn::NoArgs(methods::conjugate)),
    NativeDef::new("__ceil__", "($self, /)", "Ceiling of an Integral returns itself.", NativeFn::NoArgs(methods::conjugate)),
    NativeDef::new("__round__", "($self, ndigits=None, /)", "Rounding an Integral returns itself.\n\nRounding with an ndigits argument also returns an integer.", NativeFn::Positional(0, 1, methods::round)),
    NativeDef::new("__getnewargs__", "($self, /)", "", NativeFn::NoArgs(methods::getnewargs)),
    NativeDef::new("__format__", "($self, format_spec, /)", "Convert to a string according to format_spec.", NativeFn::One(methods::format)),
    NativeDef::new("__sizeof__", "($self, /)", "Returns size in memory, in bytes.", NativeFn::NoArgs(methods::sizeof)),
    NativeDef::new("is_integer", "($self, /)", "Returns True. Exists for duck type compatibility with float.is_integer.", NativeFn::NoArgs(methods::is_integer)),
];
