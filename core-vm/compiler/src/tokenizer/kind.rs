//! Token types, numbered as CPython's `token` module numbers them.

/// A token type: `token.NAME` and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenKind(pub u8);

macro_rules! kinds {
    ($($name:ident = $number:literal),* $(,)?) => {
        impl TokenKind {
            $(pub const $name: TokenKind = TokenKind($number);)*
        }
        const NAMES: &[(u8, &str)] = &[$(($number, stringify!($name))),*];
    };
}

kinds! {
    ENDMARKER = 0, NAME = 1, NUMBER = 2, STRING = 3, NEWLINE = 4, INDENT = 5, DEDENT = 6, LPAR = 7,
    RPAR = 8, LSQB = 9, RSQB = 10, COLON = 11, COMMA = 12, SEMI = 13, PLUS = 14, MINUS = 15,
    STAR = 16, SLASH = 17, VBAR = 18, AMPER = 19, LESS = 20, GREATER = 21, EQUAL = 22, DOT = 23,
    PERCENT = 24, LBRACE = 25, RBRACE = 26, EQEQUAL = 27, NOTEQUAL = 28, LESSEQUAL = 29,
    GREATEREQUAL = 30, TILDE = 31, CIRCUMFLEX = 32, LEFTSHIFT = 33, RIGHTSHIFT = 34,
    DOUBLESTAR = 35, PLUSEQUAL = 36, MINEQUAL = 37, STAREQUAL = 38, SLASHEQUAL = 39,
    PERCENTEQUAL = 40, AMPEREQUAL = 41, VBAREQUAL = 42, CIRCUMFLEXEQUAL = 43, LEFTSHIFTEQUAL = 44,
    RIGHTSHIFTEQUAL = 45, DOUBLESTAREQUAL = 46, DOUBLESLASH = 47, DOUBLESLASHEQUAL = 48, AT = 49,
    ATEQUAL = 50, RARROW = 51, ELLIPSIS = 52, COLONEQUAL = 53, EXCLAMATION = 54, OP = 55,
    TYPE_IGNORE = 56, TYPE_COMMENT = 57, SOFT_KEYWORD = 58, FSTRING_START = 59,
    FSTRING_MIDDLE = 60, FSTRING_END = 61, TSTRING_START = 62, TSTRING_MIDDLE = 63,
    TSTRING_END = 64, COMMENT = 65, NL = 66, ERRORTOKEN = 67, ENCODING = 68,
}

/// Operators and delimiters by their text, longest first for each first byte.
const OPERATORS: &[(&str, TokenKind)] = &[
    ("**=", TokenKind::DOUBLESTAREQUAL),
    ("//=", TokenKind::DOUBLESLASHEQUAL),
    ("<<=", TokenKind::LEFTSHIFTEQUAL),
    (">>=", TokenKind::RIGHTSHIFTEQUAL),
    ("...", TokenKind::ELLIPSIS),
    ("!=", TokenKind::NOTEQUAL),
    ("%=", TokenKind::PERCENTEQUAL),
    ("&=", TokenKind::AMPEREQUAL),
    ("**", TokenKind::DOUBLESTAR),
    ("*=", TokenKind::STAREQUAL),
    ("+=", TokenKind::PLUSEQUAL),
    ("-=", TokenKind::MINEQUAL),
    ("->", TokenKind::RARROW),
    ("//", TokenKind::DOUBLESLASH),
    ("/=", TokenKind::SLASHEQUAL),
    (":=", TokenKind::COLONEQUAL),
    ("<<", TokenKind::LEFTSHIFT),
    ("<=", TokenKind::LESSEQUAL),
    ("<>", TokenKind::NOTEQUAL),
    ("==", TokenKind::EQEQUAL),
    (">=", TokenKind::GREATEREQUAL),
    (">>", TokenKind::RIGHTSHIFT),
    ("@=", TokenKind::ATEQUAL),
    ("^=", TokenKind::CIRCUMFLEXEQUAL),
    ("|=", TokenKind::VBAREQUAL),
    ("!", TokenKind::EXCLAMATION),
    ("%", TokenKind::PERCENT),
    ("&", TokenKind::AMPER),
    ("(", TokenKind::LPAR),
    (")", TokenKind::RPAR),
    ("*", TokenKind::STAR),
    ("+", TokenKind::PLUS),
    (",", TokenKind::COMMA),
    ("-", TokenKind::MINUS),
    (".", TokenKind::DOT),
    ("/", TokenKind::SLASH),
    (":", TokenKind::COLON),
    (";", TokenKind::SEMI),
    ("<", TokenKind::LESS),
    ("=", TokenKind::EQUAL),
    (">", TokenKind::GREATER),
    ("@", TokenKind::AT),
    ("[", TokenKind::LSQB),
    ("]", TokenKind::RSQB),
    ("^", TokenKind::CIRCUMFLEX),
    ("{", TokenKind::LBRACE),
    ("|", TokenKind::VBAR),
    ("}", TokenKind::RBRACE),
    ("~", TokenKind::TILDE),
];

impl TokenKind {
    /// The name in the `token` module.
    pub fn name(self) -> &'static str {
        NAMES
            .iter()
            .find(|(number, _)| *number == self.0)
            .map_or("OP", |(_, name)| name)
    }

    /// The operator or delimiter written exactly so.
    pub fn of_operator(text: &str) -> Option<TokenKind> {
        OPERATORS
            .iter()
            .find(|(known, _)| *known == text)
            .map(|(_, kind)| *kind)
    }

    /// The operator or delimiter that `rest` begins with, and its length.
    pub(super) fn operator_at(rest: &[u8]) -> Option<(TokenKind, usize)> {
        OPERATORS
            .iter()
            .find(|(text, _)| rest.starts_with(text.as_bytes()))
            .map(|(text, kind)| (*kind, text.len()))
    }

    /// Whether `tokenize` calls the token `OP`.
    pub fn is_operator(self) -> bool {
        (Self::LPAR.0..=Self::OP.0).contains(&self.0)
    }

    /// Strings and the pieces of f- and t-strings: what can span lines.
    pub(crate) fn is_string_piece(self) -> bool {
        self == Self::STRING || (Self::FSTRING_START.0..=Self::TSTRING_END.0).contains(&self.0)
    }
}
