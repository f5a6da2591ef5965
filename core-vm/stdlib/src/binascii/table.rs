//! The function table of `binascii`.

use serpentarium_runtime::object::native::{NativeDef, NativeFn};

use super::*;

pub(super) static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "a2b_uu",
        "($module, data, /)",
        "Decode a line of uuencoded data.",
        NativeFn::One(a2b_uu),
    ),
    NativeDef::new(
        "b2a_uu",
        "($module, data, /, *, backtick=False)",
        "Uuencode line of data.",
        NativeFn::Bound(b2a_uu),
    ),
    NativeDef::new(
        "a2b_base64",
        "($module, data, /, *, strict_mode=False)",
        "Decode a line of base64 data.\n\n  strict_mode\n    When set to True, bytes that are not part of the base64 standard are not allowed.\n    The same applies to excess data after padding (= / ==).",
        NativeFn::Bound(a2b_base64),
    ),
    NativeDef::new(
        "b2a_base64",
        "($module, data, /, *, newline=True)",
        "Base64-code line of data.",
        NativeFn::Bound(b2a_base64),
    ),
    NativeDef::new(
        "a2b_hex",
        "($module, hexstr, /)",
        "Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).\nThis function is also available as \"unhexlify()\".",
        NativeFn::One(a2b_hex),
    ),
    NativeDef::new(
        "b2a_hex",
        "($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)",
        "Hexadecimal representation of binary data.\n\n  sep\n    An optional single character or byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values count from the\n    right, negative values count from the left.\n\nThe return value is a bytes object.  This function is also\navailable as \"hexlify()\".\n\nExample:\n>>> binascii.b2a_hex(b'\\xb9\\x01\\xef')\nb'b901ef'\n>>> binascii.hexlify(b'\\xb9\\x01\\xef', ':')\nb'b9:01:ef'\n>>> binascii.b2a_hex(b'\\xb9\\x01\\xef', b'_', 2)\nb'b9_01ef'",
        NativeFn::Bound(b2a_hex),
    ),
    NativeDef::new(
        "hexlify",
        "($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)",
        "Hexadecimal representation of binary data.\n\n  sep\n    An optional single character or byte to separate hex bytes.\n  bytes_per_sep\n    How many bytes between separators.  Positive values count from the\n    right, negative values count from the left.\n\nThe return value is a bytes object.  This function is also\navailable as \"b2a_hex()\".",
        NativeFn::Bound(b2a_hex),
    ),
    NativeDef::new(
        "unhexlify",
        "($module, hexstr, /)",
        "Binary data of hexadecimal representation.\n\nhexstr must contain an even number of hex digits (upper or lower case).",
        NativeFn::One(a2b_hex),
    ),
    NativeDef::new(
        "crc_hqx",
        "($module, data, crc, /)",
        "Compute CRC-CCITT incrementally.",
        NativeFn::Positional(2, 2, crc_hqx),
    ),
    NativeDef::new(
        "crc32",
        "($module, data, crc=0, /)",
        "Compute CRC-32 incrementally.",
        NativeFn::Positional(1, 2, crc32_function),
    ),
    NativeDef::new(
        "a2b_qp",
        "($module, /, data, header=False)",
        "Decode a string of qp-encoded data.",
        NativeFn::Bound(a2b_qp),
    ),
    NativeDef::new(
        "b2a_qp",
        "($module, /, data, quotetabs=False, istext=True, header=False)",
        "Encode a string using quoted-printable encoding.\n\nOn encoding, when istext is set, newlines are not encoded, and white\nspace at end of lines is.  When istext is not set, \\r and \\n (CR/LF)\nare both encoded.  When quotetabs is set, space and tabs are encoded.",
        NativeFn::Bound(b2a_qp),
    ),
];
