//! `code`: a code object ready to run.
//!
//! The instructions are a private, writable copy: the interpreter specialises and
//! instruments them in place; [`Code::original`] gives the compiled ones back.

use std::cell::{Cell, OnceCell, UnsafeCell};
use std::rc::Rc;

use serpentarium_bytecode::linetable::{LineIndex, LineTable};
use serpentarium_bytecode::{self as bytecode, CodeFlags, CodeObject, Constant};

use crate::object::{self, Field, Obj, Object, PyResult, Ref, Type, TypeSpec, Visitor};
use crate::types::code_attributes;
use crate::types::str::{Str, intern};
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct Code {
    head: Obj,
    /// Code units: opcode in the low byte, argument in the high byte.
    pub(crate) units: Box<[Cell<u16>]>,
    pub consts: Field<Tuple>,
    pub names: Field<Tuple>,
    pub localsplusnames: Field<Tuple>,
    pub filename: Field<Str>,
    pub name: Field<Str>,
    pub qualname: Field<Str>,
    pub flags: CodeFlags,
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stacksize: u32,
    pub firstlineno: i32,
    /// Fast locals of every kind.
    pub nlocalsplus: u32,
    pub nlocals: u32,
    pub ncells: u32,
    pub nfrees: u32,
    /// Words of a frame: locals and value stack.
    pub framesize: u32,
    pub kinds: Box<[u8]>,
    pub linetable: Box<[u8]>,
    pub exceptiontable: Box<[u8]>,
    /// Original units, as compiled.
    original: Rc<[u16]>,
    pub weaklist: Cell<*mut crate::types::weakref::WeakRef>,
    /// Version of the monitoring state that the units are instrumented for.
    pub(crate) monitoring_version: Cell<u64>,
    /// What instrumentation replaced (`interp/instrument`).
    pub(crate) instrumented: UnsafeCell<Option<Box<crate::interp::instrument::CodeMonitoring>>>,
    /// Caches of attributes that build tuples (`co_varnames`, …).
    pub(crate) cached: [Field; 6],
    hash: Cell<i64>,
    /// Lines by offset, made when first asked for.
    lines: OnceCell<LineIndex>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Code {
    fn type_object() -> &'static Type {
        &CODE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.consts);
        visit.field(&self.names);
        visit.field(&self.localsplusnames);
        visit.field(&self.filename);
        visit.field(&self.name);
        visit.field(&self.qualname);
        for field in &self.cached {
            visit.field(field);
        }
    }
}

/// The object of a compile-time constant; identifier-like strings are interned as
/// CPython does.
pub fn constant_to_object(constant: &Constant) -> Ref {
    use crate::types;
    let all = |items: &[Constant]| items.iter().map(constant_to_object).collect::<Vec<_>>();
    match constant {
        Constant::None => types::none::none(),
        Constant::Ellipsis => types::none::ellipsis(),
        Constant::Bool(value) => types::int::bool_ref(*value),
        Constant::Int(value) => types::int::Int::from_big(value.clone()).into_obj(),
        Constant::Float(value) => types::float::Float::new(*value).into_obj(),
        Constant::Complex { re, im } => types::complex::Complex::new(*re, *im).into_obj(),
        Constant::Str(value) => {
            let text = Str::from_wtf8(value);
            let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
            if value.as_bytes().iter().all(is_name) {
                intern(text).into_obj()
            } else {
                text.into_obj()
            }
        }
        Constant::Bytes(value) => types::bytes::Bytes::new(value).into_obj(),
        Constant::Tuple(items) => Tuple::new(all(items)).into_obj(),
        Constant::FrozenSet(items) => types::set::frozen_from(all(items))
            .expect("constants are hashable")
            .into_obj(),
        Constant::Slice(parts) => {
            let [start, stop, step] = &**parts;
            types::slice::Slice::new(
                constant_to_object(start),
                constant_to_object(stop),
                constant_to_object(step),
            )
            .into_obj()
        }
        Constant::Code(code) => Code::from_compiled(code).into_obj(),
    }
}

/// The fields of a code object that is being made (`code.__new__`'s, with the variables
/// as `co_localsplusnames` and kinds).
pub struct CodeFields<'a> {
    pub argcount: u32,
    pub posonlyargcount: u32,
    pub kwonlyargcount: u32,
    pub stacksize: u32,
    pub flags: CodeFlags,
    /// Little-endian units, caches zero, nothing specialised.
    pub code: &'a [u8],
    pub consts: Ref<Tuple>,
    /// Interned strings, as are the variables' names.
    pub names: Ref<Tuple>,
    pub localsplusnames: Ref<Tuple>,
    pub localspluskinds: &'a [u8],
    pub filename: Ref<Str>,
    pub name: Ref<Str>,
    pub qualname: Ref<Str>,
    pub firstlineno: i32,
    pub linetable: &'a [u8],
    pub exceptiontable: &'a [u8],
}

impl Code {
    /// The runtime form of a compiled code object, inner ones included.
    pub fn from_compiled(code: &CodeObject) -> Ref<Code> {
        let strings = |names: &[bytecode::Wtf8Buf]| {
            Tuple::new(
                names
                    .iter()
                    .map(|n| intern(Str::from_wtf8(n)).into_obj())
                    .collect(),
            )
        };
        let consts = Tuple::new(code.consts.iter().map(constant_to_object).collect());
        let string = |text| intern(Str::from_wtf8(text));
        Self::assemble(CodeFields {
            argcount: code.argcount,
            posonlyargcount: code.posonlyargcount,
            kwonlyargcount: code.kwonlyargcount,
            stacksize: code.stacksize,
            flags: code.flags,
            code: &code.code,
            consts,
            names: strings(&code.names),
            localsplusnames: strings(&code.localsplusnames),
            localspluskinds: &code.localspluskinds,
            filename: string(&code.filename),
            name: string(&code.name),
            qualname: string(&code.qualname),
            firstlineno: code.firstlineno,
            linetable: &code.linetable,
            exceptiontable: &code.exceptiontable,
        })
    }

    /// A code object of its fields.
    pub fn assemble(code: CodeFields<'_>) -> Ref<Code> {
        use bytecode::code::local_kind;
        let original: Rc<[u16]> = code
            .code
            .as_chunks::<2>()
            .0
            .iter()
            .map(|unit| u16::from_le_bytes(*unit))
            .collect();
        let count = |mask: u8| {
            code.localspluskinds
                .iter()
                .filter(|k| **k & mask != 0)
                .count() as u32
        };
        let nlocalsplus = code.localspluskinds.len() as u32;
        let this = object::alloc(
            &CODE_TYPE,
            Code {
                head: object::header(0),
                units: original.iter().map(|unit| Cell::new(*unit)).collect(),
                consts: Field::new(code.consts),
                names: Field::new(code.names),
                localsplusnames: Field::new(code.localsplusnames),
                filename: Field::new(code.filename),
                name: Field::new(code.name),
                qualname: Field::new(code.qualname),
                flags: code.flags,
                argcount: code.argcount,
                posonlyargcount: code.posonlyargcount,
                kwonlyargcount: code.kwonlyargcount,
                stacksize: code.stacksize,
                firstlineno: code.firstlineno,
                nlocalsplus,
                nlocals: count(local_kind::LOCAL),
                ncells: count(local_kind::CELL),
                nfrees: count(local_kind::FREE),
                framesize: nlocalsplus + code.stacksize,
                kinds: code.localspluskinds.into(),
                linetable: code.linetable.into(),
                exceptiontable: code.exceptiontable.into(),
                original,
                weaklist: Cell::new(std::ptr::null_mut()),
                monitoring_version: Cell::new(0),
                instrumented: UnsafeCell::new(None),
                cached: [const { Field::empty() }; 6],
                lines: OnceCell::new(),
                hash: Cell::new(-1),
            },
        );
        crate::interp::specialize::quicken(&this);
        this
    }

    /// The units as compiled: no specialisation, no instrumentation, caches zero.
    pub fn original(&self) -> &[u16] {
        &self.original
    }

    /// The code object as plain data.
    pub fn to_compiled(&self) -> PyResult<CodeObject> {
        crate::types::code_attributes::to_compiled(self)
    }

    /// The docstring, if the code has one.
    pub fn docstring(&self) -> Option<Ref> {
        let has = self.flags.has(CodeFlags::HAS_DOCSTRING);
        has.then(|| self.consts.peek().and_then(|consts| consts.get(0)))
            .flatten()
    }

    pub fn name_at(&self, index: usize) -> &Str {
        let names = self.names.peek().expect("a code object has names");
        // SAFETY: names are strings; the compiler's indices are in range.
        unsafe { names.as_slice()[index].cast_unchecked::<Str>() }
    }

    /// Name of fast local `index`.
    pub fn local_name(&self, index: usize) -> &Str {
        let names = self
            .localsplusnames
            .peek()
            .expect("a code object has local names");
        // SAFETY: names are strings.
        unsafe { names.as_slice()[index].cast_unchecked::<Str>() }
    }

    /// Line of the instruction at unit `index`, if it has one.
    pub fn line_at(&self, index: usize) -> Option<i32> {
        self.line_index().line_of(index as u32 * 2)
    }

    /// The lines of the instructions, by byte offset.
    pub fn line_index(&self) -> &LineIndex {
        self.lines
            .get_or_init(|| LineIndex::new(LineTable::new(&self.linetable, self.firstlineno)))
    }

    pub(crate) fn hash_cell(&self) -> &Cell<i64> {
        &self.hash
    }
}

pub static CODE_TYPE: Type = Type::builtin(&CODE_SPEC);
static CODE_SPEC: TypeSpec = TypeSpec {
    doc: Some("Create a code object.  Not for the faint of heart."),
    reported: (208, 2),
    slots: code_attributes::SLOTS,
    methods: code_attributes::METHODS,
    getset: code_attributes::GETSET,
    members: code_attributes::MEMBERS,
    weaklist_offset: std::mem::offset_of!(Code, weaklist),
    ..TypeSpec::of::<Code>("code")
};
