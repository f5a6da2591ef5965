//! What the operands of some instructions name: operators, intrinsics, constants.

/// Operators of `BINARY_OP`, indexed by its operand: CPython's name and the symbol.
pub const BINARY_OPERATORS: [(&str, &str); 27] = [
    ("NB_ADD", "+"),
    ("NB_AND", "&"),
    ("NB_FLOOR_DIVIDE", "//"),
    ("NB_LSHIFT", "<<"),
    ("NB_MATRIX_MULTIPLY", "@"),
    ("NB_MULTIPLY", "*"),
    ("NB_REMAINDER", "%"),
    ("NB_OR", "|"),
    ("NB_POWER", "**"),
    ("NB_RSHIFT", ">>"),
    ("NB_SUBTRACT", "-"),
    ("NB_TRUE_DIVIDE", "/"),
    ("NB_XOR", "^"),
    ("NB_INPLACE_ADD", "+="),
    ("NB_INPLACE_AND", "&="),
    ("NB_INPLACE_FLOOR_DIVIDE", "//="),
    ("NB_INPLACE_LSHIFT", "<<="),
    ("NB_INPLACE_MATRIX_MULTIPLY", "@="),
    ("NB_INPLACE_MULTIPLY", "*="),
    ("NB_INPLACE_REMAINDER", "%="),
    ("NB_INPLACE_OR", "|="),
    ("NB_INPLACE_POWER", "**="),
    ("NB_INPLACE_RSHIFT", ">>="),
    ("NB_INPLACE_SUBTRACT", "-="),
    ("NB_INPLACE_TRUE_DIVIDE", "/="),
    ("NB_INPLACE_XOR", "^="),
    ("NB_SUBSCR", "[]"),
];

/// Operands of `BINARY_OP`.
pub mod nb {
    pub const ADD: u32 = 0;
    pub const AND: u32 = 1;
    pub const FLOOR_DIVIDE: u32 = 2;
    pub const LSHIFT: u32 = 3;
    pub const MATRIX_MULTIPLY: u32 = 4;
    pub const MULTIPLY: u32 = 5;
    pub const REMAINDER: u32 = 6;
    pub const OR: u32 = 7;
    pub const POWER: u32 = 8;
    pub const RSHIFT: u32 = 9;
    pub const SUBTRACT: u32 = 10;
    pub const TRUE_DIVIDE: u32 = 11;
    pub const XOR: u32 = 12;
    pub const INPLACE_ADD: u32 = 13;
    pub const INPLACE_AND: u32 = 14;
    pub const INPLACE_FLOOR_DIVIDE: u32 = 15;
    pub const INPLACE_LSHIFT: u32 = 16;
    pub const INPLACE_MATRIX_MULTIPLY: u32 = 17;
    pub const INPLACE_MULTIPLY: u32 = 18;
    pub const INPLACE_REMAINDER: u32 = 19;
    pub const INPLACE_OR: u32 = 20;
    pub const INPLACE_POWER: u32 = 21;
    pub const INPLACE_RSHIFT: u32 = 22;
    pub const INPLACE_SUBTRACT: u32 = 23;
    pub const INPLACE_TRUE_DIVIDE: u32 = 24;
    pub const INPLACE_XOR: u32 = 25;
    pub const SUBSCR: u32 = 26;
}

/// Operators of `COMPARE_OP`, indexed by `oparg >> 5`.
pub const COMPARE_OPERATORS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];

/// Functions of `CALL_INTRINSIC_1`.
pub const INTRINSICS_1: [&str; 12] = [
    "INTRINSIC_1_INVALID",
    "INTRINSIC_PRINT",
    "INTRINSIC_IMPORT_STAR",
    "INTRINSIC_STOPITERATION_ERROR",
    "INTRINSIC_ASYNC_GEN_WRAP",
    "INTRINSIC_UNARY_POSITIVE",
    "INTRINSIC_LIST_TO_TUPLE",
    "INTRINSIC_TYPEVAR",
    "INTRINSIC_PARAMSPEC",
    "INTRINSIC_TYPEVARTUPLE",
    "INTRINSIC_SUBSCRIPT_GENERIC",
    "INTRINSIC_TYPEALIAS",
];

/// Functions of `CALL_INTRINSIC_2`.
pub const INTRINSICS_2: [&str; 6] = [
    "INTRINSIC_2_INVALID",
    "INTRINSIC_PREP_RERAISE_STAR",
    "INTRINSIC_TYPEVAR_WITH_BOUND",
    "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
    "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
    "INTRINSIC_SET_TYPEPARAM_DEFAULT",
];

/// Objects of `LOAD_COMMON_CONSTANT`.
pub const COMMON_CONSTANTS: [&str; 5] = [
    "AssertionError",
    "NotImplementedError",
    "tuple",
    "all",
    "any",
];

/// Methods of `LOAD_SPECIAL`.
pub const SPECIAL_METHODS: [&str; 4] = ["__enter__", "__exit__", "__aenter__", "__aexit__"];

/// Functions of `CONVERT_VALUE`; the first is unused.
pub const CONVERSIONS: [&str; 4] = ["", "str", "repr", "ascii"];

/// Meaning of the bits of `SET_FUNCTION_ATTRIBUTE`, lowest first.
pub const FUNCTION_ATTRIBUTES: [&str; 5] = [
    "defaults",
    "kwdefaults",
    "annotations",
    "closure",
    "annotate",
];
