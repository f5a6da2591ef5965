//! Code objects and their constants.
//!
//! Field names are those of CPython's `code` type (`co_` dropped). The
//! attributes that CPython derives (`co_varnames`, `co_cellvars`, `co_freevars`,
//! `co_nlocals`) are methods here too.

use std::sync::Arc;

use num_bigint::BigInt;

use crate::wtf8::Wtf8Buf;

/// A constant of a code object: what `marshal` can hold inside `co_consts`.
///
/// Equality is that of values with their types; a float compares by bits, so
/// that `0.0` and `-0.0` are different constants, as they are to CPython.
#[derive(Debug, Clone)]
pub enum Constant {
    None,
    Ellipsis,
    Bool(bool),
    Int(BigInt),
    Float(f64),
    Complex {
        re: f64,
        im: f64,
    },
    Str(Wtf8Buf),
    Bytes(Vec<u8>),
    Tuple(Vec<Constant>),
    FrozenSet(Vec<Constant>),
    /// `slice(start, stop, step)`, folded by the compiler since 3.14.
    Slice(Box<[Constant; 3]>),
    Code(Arc<CodeObject>),
}

impl PartialEq for Constant {
    fn eq(&self, other: &Self) -> bool {
        use Constant::*;
        match (self, other) {
            (None, None) | (Ellipsis, Ellipsis) => true,
            (Bool(a), Bool(b)) => a == b,
            (Int(a), Int(b)) => a == b,
            (Float(a), Float(b)) => a.to_bits() == b.to_bits(),
            (Complex { re: a, im: b }, Complex { re: c, im: d }) => {
                a.to_bits() == c.to_bits() && b.to_bits() == d.to_bits()
            }
            (Str(a), Str(b)) => a == b,
            (Bytes(a), Bytes(b)) => a == b,
            (Tuple(a), Tuple(b)) | (FrozenSet(a), FrozenSet(b)) => a == b,
            (Slice(a), Slice(b)) => a == b,
            (Code(a), Code(b)) => a == b,
            _ => false,
        }
    }
}

/// The bits of `co_flags` (CPython: `Include/cpython/code.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CodeFlags(pub u32);

impl CodeFlags {
    pub const OPTIMIZED: u32 = 0x0001;
    pub const NEWLOCALS: u32 = 0x0002;
    pub const VARARGS: u32 = 0x0004;
    pub const VARKEYWORDS: u32 = 0x0008;
    pub const NESTED: u32 = 0x0010;
    pub const GENERATOR: u32 = 0x0020;
    pub const COROUTINE: u32 = 0x0080;
    pub const ITERABLE_COROUTINE: u32 = 0x0100;
    pub const ASYNC_GENERATOR: u32 = 0x0200;
    pub const FUTURE_ANNOTATIONS: u32 = 0x0100_0000;
    pub const NO_MONITORING_EVENTS: u32 = 0x0200_0000;
    pub const HAS_DOCSTRING: u32 = 0x0400_0000;
    pub const METHOD: u32 = 0x0800_0000;

    /// Whether any bit of `mask` is set.
    pub const fn has(self, mask: u32) -> bool {
        self.0 & mask != 0
    }
}

/// The kind bits of one fast local (`co_localspluskinds`).
pub mod local_kind {
    pub const ARG_POS: u8 = 0x02;
    pub const ARG_KW: u8 = 0x04;
    pub const ARG_VAR: u8 = 0x08;
    pub const HIDDEN: u8 = 0x10;
    pub const LOCAL: u8 = 0x20;
    pub const CELL: u8 = 0x40;
    pub const FREE: u8 = 0x80;
}

/// One code object: what a function body, class body, module or comprehension
/// compiles to.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeObject {
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    /// Depth of the value stack, without locals, cells and free variables.
    pub stacksize: u32,
    pub flags: CodeFlags,
    /// Code units: two bytes each, inline caches included and zero.
    pub code: Vec<u8>,
    pub consts: Vec<Constant>,
    pub names: Vec<Wtf8Buf>,
    /// Locals, then cells that are not arguments, then free variables.
    pub localsplusnames: Vec<Wtf8Buf>,
    /// One byte of [`local_kind`] bits for each of `localsplusnames`.
    pub localspluskinds: Vec<u8>,
    pub filename: Wtf8Buf,
    pub name: Wtf8Buf,
    pub qualname: Wtf8Buf,
    pub firstlineno: i32,
    pub linetable: Vec<u8>,
    pub exceptiontable: Vec<u8>,
}

impl CodeObject {
    fn names_of_kind(&self, mask: u8) -> impl Iterator<Item = &Wtf8Buf> {
        self.localsplusnames
            .iter()
            .zip(&self.localspluskinds)
            .filter(move |(_, kind)| **kind & mask != 0)
            .map(|(name, _)| name)
    }

    /// `co_varnames`: arguments first, then the other locals.
    pub fn varnames(&self) -> impl Iterator<Item = &Wtf8Buf> {
        self.names_of_kind(local_kind::LOCAL)
    }

    /// `co_cellvars`: locals that an inner function uses.
    pub fn cellvars(&self) -> impl Iterator<Item = &Wtf8Buf> {
        self.names_of_kind(local_kind::CELL)
    }

    /// `co_freevars`: variables of an enclosing function.
    pub fn freevars(&self) -> impl Iterator<Item = &Wtf8Buf> {
        self.names_of_kind(local_kind::FREE)
    }

    /// `co_nlocals`.
    pub fn nlocals(&self) -> usize {
        self.varnames().count()
    }

    /// Number of arguments of every kind, `*args` and `**kwargs` included.
    pub fn total_args(&self) -> usize {
        self.argcount as usize
            + self.kwonlyargcount as usize
            + usize::from(self.flags.has(CodeFlags::VARARGS))
            + usize::from(self.flags.has(CodeFlags::VARKEYWORDS))
    }
}
