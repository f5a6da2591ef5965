//! `marshal`: the format of `.pyc` files, versions 0 to 5.
//!
//! [`read`] turns bytes into values of any kind through a [`Build`] trait and
//! [`write`] the reverse through an [`Inspect`] trait, so that a runtime makes
//! its own objects without a detour. [`constant`] has both for [`Constant`] and
//! [`CodeObject`], here as [`loads`] and [`dumps`].
//!
//! Neither side recurses: nesting is kept in a vector and limited as CPython
//! limits it. Malformed data gives CPython's exception and message.
//!
//! [`Constant`]: crate::Constant
//! [`CodeObject`]: crate::CodeObject

pub mod constant;
pub mod read;
pub mod write;

use std::fmt;

pub use constant::{dumps, dumps_code, loads, loads_code};
pub use read::{Build, Input, Reader};
pub use write::{Inspect, View, Writer};

/// `marshal.version`: what CPython 3.14 writes.
pub const VERSION: u32 = 5;

/// Nesting beyond this is refused in both directions.
pub const MAX_DEPTH: usize = 2000;

/// The type bytes.
pub(crate) mod tag {
    pub const NULL: u8 = b'0';
    pub const NONE: u8 = b'N';
    pub const FALSE: u8 = b'F';
    pub const TRUE: u8 = b'T';
    pub const STOP_ITERATION: u8 = b'S';
    pub const ELLIPSIS: u8 = b'.';
    pub const INT: u8 = b'i';
    pub const INT64: u8 = b'I';
    pub const LONG: u8 = b'l';
    pub const FLOAT: u8 = b'f';
    pub const BINARY_FLOAT: u8 = b'g';
    pub const COMPLEX: u8 = b'x';
    pub const BINARY_COMPLEX: u8 = b'y';
    pub const BYTES: u8 = b's';
    pub const UNICODE: u8 = b'u';
    pub const INTERNED: u8 = b't';
    pub const ASCII: u8 = b'a';
    pub const ASCII_INTERNED: u8 = b'A';
    pub const SHORT_ASCII: u8 = b'z';
    pub const SHORT_ASCII_INTERNED: u8 = b'Z';
    pub const TUPLE: u8 = b'(';
    pub const SMALL_TUPLE: u8 = b')';
    pub const LIST: u8 = b'[';
    pub const DICT: u8 = b'{';
    pub const SET: u8 = b'<';
    pub const FROZEN_SET: u8 = b'>';
    pub const SLICE: u8 = b':';
    pub const CODE: u8 = b'c';
    pub const REF: u8 = b'r';
    /// Or-ed to the type byte of an object that a later `REF` may name.
    pub const FLAG_REF: u8 = 0x80;
}

/// Objects without contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Singleton {
    None,
    False,
    True,
    Ellipsis,
    StopIteration,
}

/// The fields of a code object as `marshal` orders them; its objects are `V`.
#[derive(Debug, Clone)]
pub struct CodeParts<V> {
    pub argcount: i32,
    pub posonlyargcount: i32,
    pub kwonlyargcount: i32,
    pub stacksize: i32,
    pub flags: i32,
    pub code: V,
    pub consts: V,
    pub names: V,
    pub localsplusnames: V,
    pub localspluskinds: V,
    pub filename: V,
    pub name: V,
    pub qualname: V,
    pub firstlineno: i32,
    pub linetable: V,
    pub exceptiontable: V,
}

/// The Python exception that a [`MarshalError`] is to become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    EofError,
    ValueError,
    TypeError,
    UnicodeDecodeError,
}

/// Why data could not be read or a value not be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarshalError {
    pub kind: ErrorKind,
    /// CPython's message.
    pub message: String,
}

impl MarshalError {
    pub fn eof(message: &str) -> Self {
        MarshalError {
            kind: ErrorKind::EofError,
            message: message.to_owned(),
        }
    }

    pub fn value(message: impl Into<String>) -> Self {
        MarshalError {
            kind: ErrorKind::ValueError,
            message: message.into(),
        }
    }

    pub fn type_error(message: impl Into<String>) -> Self {
        MarshalError {
            kind: ErrorKind::TypeError,
            message: message.into(),
        }
    }

    /// `ValueError: bad marshal data (what)`.
    pub fn bad_data(what: &str) -> Self {
        MarshalError::value(format!("bad marshal data ({what})"))
    }

    fn null_in(what: &str) -> Self {
        MarshalError::type_error(format!("NULL object in marshal data for {what}"))
    }
}

impl fmt::Display for MarshalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            ErrorKind::EofError => "EOFError",
            ErrorKind::ValueError => "ValueError",
            ErrorKind::TypeError => "TypeError",
            ErrorKind::UnicodeDecodeError => "UnicodeDecodeError",
        };
        write!(f, "{kind}: {}", self.message)
    }
}

impl std::error::Error for MarshalError {}
