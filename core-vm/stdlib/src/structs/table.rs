//! The tables of `_struct` and its type.

use serpentarium_runtime::object::native::{NativeDef, NativeFn};

use super::*;

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "_clearcache",
        "($module, /)",
        "Clear the internal cache.",
        NativeFn::NoArgs(clearcache),
    ),
    NativeDef::new(
        "calcsize",
        "($module, format, /)",
        "Return size in bytes of the struct described by the format string.",
        NativeFn::One(calcsize),
    ),
    NativeDef::new(
        "iter_unpack",
        "($module, format, buffer, /)",
        "Return an iterator yielding tuples unpacked from the given bytes.\n\nThe bytes are unpacked according to the format string, like\na repeated invocation of unpack_from().\n\nRequires that the bytes length be a multiple of the format struct size.",
        NativeFn::Positional(2, 2, iter_unpack),
    ),
    NativeDef::new(
        "pack",
        "",
        "pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed according\nto the format string.  See help(struct) for more on format strings.",
        NativeFn::Raw(pack),
    ),
    NativeDef::new(
        "pack_into",
        "",
        "pack_into(format, buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string and write\nthe packed bytes into the writable buffer buf starting at offset.  Note\nthat the offset is a required argument.  A negative offset counts from\nthe end of the buffer.  See help(struct) for more on format strings.",
        NativeFn::Raw(pack_into),
    ),
    NativeDef::new(
        "unpack",
        "($module, format, buffer, /)",
        "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size in bytes must be calcsize(format).\n\nSee help(struct) for more on format strings.",
        NativeFn::Positional(2, 2, unpack),
    ),
    NativeDef::new(
        "unpack_from",
        "($module, format, /, buffer, offset=0)",
        "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size, minus offset, must be at least calcsize(format).\nA negative offset counts from the end of the buffer.\n\nSee help(struct) for more on format strings.",
        NativeFn::Bound(unpack_from),
    ),
];

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "iter_unpack",
        "($self, buffer, /)",
        "Return an iterator yielding tuples.\n\nTuples are unpacked from the given bytes source, like a repeated\ninvocation of unpack_from().\n\nRequires that the bytes length be a multiple of the struct size.",
        NativeFn::One(method_iter_unpack),
    ),
    NativeDef::new(
        "pack",
        "",
        "S.pack(v1, v2, ...) -> bytes\n\nReturn a bytes object containing values v1, v2, ... packed according\nto the format string S.format.  See help(struct) for more on format\nstrings.",
        NativeFn::Raw(method_pack),
    ),
    NativeDef::new(
        "pack_into",
        "",
        "S.pack_into(buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string S.format\nand write the packed bytes into the writable buffer buf starting at\noffset.  Note that the offset is a required argument.  A negative\noffset counts from the end of the buffer.  See help(struct) for more\non format strings.",
        NativeFn::Raw(method_pack_into),
    ),
    NativeDef::new(
        "unpack",
        "($self, buffer, /)",
        "Return a tuple containing unpacked values.\n\nUnpack according to the format string Struct.format. The buffer's size\nin bytes must be Struct.size.\n\nSee help(struct) for more on format strings.",
        NativeFn::One(method_unpack),
    ),
    NativeDef::new(
        "unpack_from",
        "($self, /, buffer, offset=0)",
        "Return a tuple containing unpacked values.\n\nValues are unpacked according to the format string Struct.format.\n\nThe buffer's size in bytes, starting at position offset, must be\nat least Struct.size.  A negative offset counts from the end of the\nbuffer.\n\nSee help(struct) for more on format strings.",
        NativeFn::Bound(method_unpack_from),
    ),
    NativeDef::new(
        "__sizeof__",
        "($self, /)",
        "S.__sizeof__() -> size of S in memory, in bytes",
        NativeFn::NoArgs(method_sizeof),
    ),
];

pub(super) const DOC: &str = "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct.\nThe format string (explained below) describes the layout of data\nin the C struct.\n\nThe optional first format char indicates byte order, size and alignment:\n  @: native order, size & alignment (default)\n  =: native order, std. size & alignment\n  <: little-endian, std. size & alignment\n  >: big-endian, std. size & alignment\n  !: same as >\n\nThe remaining characters indicate types of args and must match exactly;\nthese can be preceded by a decimal repeat count:\n  x: pad byte (no data); c: char; b: signed byte; B: unsigned byte;\n  ?: _Bool; h: short; H: unsigned short; i: int; I: unsigned int;\n  l: long; L: unsigned long; q: long long; Q: unsigned long long;\n  f: float; d: double; e: half-float;\n  F: float complex; D: double complex.\nSpecial cases (preceding decimal count indicates length):\n  s: byte string (array of char); p: Pascal string (with count byte).\nSpecial cases (only available in native format):\n  n: ssize_t; N: size_t;\n  P: an integer type that is wide enough to hold a pointer.\nWhitespace between formats is ignored.\n\nThe variable struct.error is an exception raised on errors.\n";
