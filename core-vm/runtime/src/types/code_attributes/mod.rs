//! What Python sees of a code object: attributes, methods, comparison.

mod build;
mod compare;
mod compiled;
mod iterators;

use serpentarium_bytecode::code::local_kind;
use serpentarium_bytecode::{linetable::LineTable, opcode};

use crate::interp::shim;
use crate::object::error::{index_error, overflow_error, type_error};
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol::number;
use crate::object::{Field, Obj, Object, PyResult, Ref, Slots};
use crate::types::bytes::Bytes;
use crate::types::code::Code;
use crate::types::int::Int;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

pub(crate) use compiled::to_compiled;
pub use iterators::{BRANCHES_TYPE, LINES_TYPE, POSITIONS_TYPE};

/// Indexes into [`Code::cached`].
mod cache {
    pub const CODE: usize = 0;
    pub const VARNAMES: usize = 1;
    pub const CELLVARS: usize = 2;
    pub const FREEVARS: usize = 3;
    pub const LINETABLE: usize = 4;
    pub const EXCEPTIONTABLE: usize = 5;
}

/// `self` of a slot or attribute of the type.
fn code_of(this: &Obj) -> &Code {
    // SAFETY: attributes and slots of `code` are called with code objects only.
    unsafe { this.cast_unchecked::<Code>() }
}

/// The cached value of an attribute, made on first use.
fn cached(code: &Code, index: usize, make: impl FnOnce(&Code) -> Ref) -> Ref {
    let field: &Field = &code.cached[index];
    field.get().unwrap_or_else(|| {
        let value = make(code);
        field.set(value.clone());
        value
    })
}

fn int(value: i64) -> PyResult {
    Ok(Int::new(value).into_obj())
}

fn unit_bytes(units: impl Iterator<Item = u16>) -> Ref {
    let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    Bytes::new(&bytes).into_obj()
}

/// `co_code`: the instructions as compiled.
pub(crate) fn co_code(code: &Code) -> Ref {
    cached(code, cache::CODE, |code| {
        unit_bytes(code.original().iter().copied())
    })
}

/// `_co_code_adaptive`: the instructions as they stand, specialised and instrumented.
fn adaptive(code: &Code) -> Ref {
    unit_bytes(code.units.iter().map(std::cell::Cell::get))
}

/// The names of the fast locals of a kind.
pub(crate) fn names_of_kind(code: &Code, kind: u8) -> Ref<Tuple> {
    let names = (0..code.kinds.len())
        .filter(|index| code.kinds[*index] & kind != 0)
        .map(|index| code.local_name(index).to_ref().into_obj())
        .collect();
    Tuple::new(names)
}

fn varnames(code: &Code) -> Ref {
    cached(code, cache::VARNAMES, |code| {
        names_of_kind(code, local_kind::LOCAL).into_obj()
    })
}

fn cellvars(code: &Code) -> Ref {
    cached(code, cache::CELLVARS, |code| {
        names_of_kind(code, local_kind::CELL).into_obj()
    })
}

fn freevars(code: &Code) -> Ref {
    cached(code, cache::FREEVARS, |code| {
        names_of_kind(code, local_kind::FREE).into_obj()
    })
}

fn linetable(code: &Code) -> Ref {
    cached(code, cache::LINETABLE, |code| {
        Bytes::new(&code.linetable).into_obj()
    })
}

fn exceptiontable(code: &Code) -> Ref {
    cached(code, cache::EXCEPTIONTABLE, |code| {
        Bytes::new(&code.exceptiontable).into_obj()
    })
}

fn field<T: Object>(field: &Field<T>) -> PyResult {
    Ok(field
        .get()
        .map_or_else(crate::types::none::none, Ref::into_obj))
}

/// `co_lnotab`: the line table in the form of Python 3.9.
fn lnotab(this: &Obj) -> PyResult {
    shim::warn(
        &crate::types::exceptions::DEPRECATION_WARNING,
        "co_lnotab is deprecated, use co_lines instead.",
        1,
    )?;
    let code = code_of(this);
    let mut table: Vec<u8> = Vec::new();
    let (mut offset, mut line) = (0u32, code.firstlineno);
    for range in LineTable::new(&code.linetable, code.firstlineno).lines() {
        let Some(new) = range.line else { continue };
        if new == line {
            continue;
        }
        let (mut bytes, mut lines) = (range.start - offset, new - line);
        while bytes > 255 {
            table.extend([255, 0]);
            bytes -= 255;
        }
        while !(-128..=127).contains(&lines) {
            let step = lines.clamp(-128, 127);
            table.extend([bytes as u8, step as i8 as u8]);
            lines -= step;
            bytes = 0;
        }
        table.extend([bytes as u8, lines as i8 as u8]);
        (offset, line) = (range.start, new);
    }
    Ok(Bytes::new(&table).into_obj())
}

fn repr(this: &Obj) -> PyResult {
    let code = code_of(this);
    let text = |field: &Field<Str>| field.peek().map_or_else(String::new, Str::to_string_lossy);
    let line = if code.firstlineno == 0 {
        -1
    } else {
        code.firstlineno
    };
    Ok(Str::from_str(&format!(
        "<code object {} at {:#x}, file \"{}\", line {line}>",
        text(&code.name),
        this.address(),
        text(&code.filename),
    ))
    .into_obj())
}

/// `__sizeof__`: CPython's fixed part and the instructions, rounded to words.
fn size_of_code(this: &Obj) -> PyResult {
    let size = 208 + code_of(this).original().len() * 2;
    int(size.next_multiple_of(8) as i64)
}

fn varname_from_oparg(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let code = code_of(this);
    let index = args[0].map_or(Ok(0), c_int)?;
    let names = code.localsplusnames.get().unwrap_or_else(Tuple::empty);
    usize::try_from(index)
        .ok()
        .and_then(|index| names.get(index))
        .ok_or_else(|| index_error("tuple index out of range"))
}

macro_rules! numbers {
    ($($name:literal $field:ident)*) => {
        &[
            $(Member::readonly($name, |this| int(i64::from(code_of(this).$field))),)*
            Member::readonly("co_flags", |this| int(i64::from(code_of(this).flags.0))),
            Member::readonly("co_consts", |this| field(&code_of(this).consts)),
            Member::readonly("co_names", |this| field(&code_of(this).names)),
            Member::readonly("co_filename", |this| field(&code_of(this).filename)),
            Member::readonly("co_name", |this| field(&code_of(this).name)),
            Member::readonly("co_qualname", |this| field(&code_of(this).qualname)),
            Member::readonly("co_linetable", |this| Ok(linetable(code_of(this)))),
            Member::readonly("co_exceptiontable", |this| Ok(exceptiontable(code_of(this)))),
        ]
    };
}

pub(crate) static MEMBERS: &[Member] = numbers! {
    "co_argcount" argcount
    "co_posonlyargcount" posonlyargcount
    "co_kwonlyargcount" kwonlyargcount
    "co_stacksize" stacksize
    "co_nlocals" nlocals
    "co_firstlineno" firstlineno
};

pub(crate) static GETSET: &[GetSet] = &[
    GetSet::readonly("co_lnotab", lnotab),
    GetSet::readonly("_co_code_adaptive", |this| Ok(adaptive(code_of(this)))),
    GetSet::readonly("co_varnames", |this| Ok(varnames(code_of(this)))),
    GetSet::readonly("co_cellvars", |this| Ok(cellvars(code_of(this)))),
    GetSet::readonly("co_freevars", |this| Ok(freevars(code_of(this)))),
    GetSet::readonly("co_code", |this| Ok(co_code(code_of(this)))),
];

pub(crate) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__sizeof__",
        "($self, /)",
        "",
        NativeFn::NoArgs(size_of_code),
    ),
    NativeDef::new(
        "co_lines",
        "($self, /)",
        "",
        NativeFn::NoArgs(iterators::lines),
    ),
    NativeDef::new(
        "co_branches",
        "($self, /)",
        "",
        NativeFn::NoArgs(iterators::branches),
    ),
    NativeDef::new(
        "co_positions",
        "($self, /)",
        "",
        NativeFn::NoArgs(iterators::positions),
    ),
    NativeDef::new(
        "replace",
        "($self, /, **changes)",
        "Return a copy of the code object with new values for the specified fields.",
        NativeFn::Raw(build::replace),
    ),
    NativeDef::new(
        "_varname_from_oparg",
        "($self, /, oparg)",
        "(internal-only) Return the local variable name for the given oparg.\n\n\
         WARNING: this method is for internal use only and may change or go\naway.",
        NativeFn::Bound(varname_from_oparg),
    ),
    NativeDef::new(
        "__replace__",
        "($self, /, **changes)",
        "The same as replace().",
        NativeFn::Raw(build::replace),
    ),
];

pub(crate) static SLOTS: Slots = Slots {
    new: Some(build::new),
    repr: Some(repr),
    hash: Some(compare::hash),
    richcompare: Some(compare::compare),
    ..Slots::NONE
};

/// The opcode that the compiler put at a unit that holds any form of it.
pub(crate) fn base_opcode(code: &Code, index: usize) -> u8 {
    opcode::deopt((code.original()[index] & 0xFF) as u8)
}

/// An argument as a C `int`.
pub(crate) fn c_int(value: &Obj) -> PyResult<i32> {
    number::index(value)?
        .as_i64()
        .and_then(|value| i32::try_from(value).ok())
        .ok_or_else(|| overflow_error("Python int too large to convert to C int"))
}

fn wrong_type(wanted: &str, value: &Obj, place: &str) -> crate::object::Exc {
    type_error(format!(
        "{place} must be {wanted}, not {}",
        crate::object::args::type_in_message(value)
    ))
}
