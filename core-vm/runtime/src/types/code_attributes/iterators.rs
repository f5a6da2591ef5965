//! The iterators that `co_lines()`, `co_positions()` and `co_branches()` give.

use std::cell::Cell;

use serpentarium_bytecode::linetable::LineTable;
use serpentarium_bytecode::opcode::op;

use crate::object::{self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor};
use crate::types::code::Code;
use crate::types::code_attributes::{base_opcode, code_of};
use crate::types::int::Int;
use crate::types::none::none;
use crate::types::tuple::Tuple;

/// An iterator over tuples of numbers; `None` for a missing one.
#[repr(C)]
pub struct CodeIterator {
    head: Obj,
    code: Field<Code>,
    rows: Box<[Row]>,
    next: Cell<usize>,
}

type Row = [Option<i32>; 4];

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for CodeIterator {
    fn type_object() -> &'static Type {
        &LINES_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.code);
    }
}

fn make(ty: &Type, code: &Code, rows: Vec<Row>) -> PyResult {
    let iterator = CodeIterator {
        head: object::header(0),
        code: Field::new(code.to_ref()),
        rows: rows.into(),
        next: Cell::new(0),
    };
    Ok(object::alloc(ty, iterator).into_obj())
}

/// `co_lines()`
pub(super) fn lines(this: &Obj) -> PyResult {
    let code = code_of(this);
    let rows = LineTable::new(&code.linetable, code.firstlineno)
        .lines()
        .map(|range| {
            [
                Some(range.start as i32),
                Some(range.end as i32),
                range.line,
                None,
            ]
        })
        .collect();
    make(&LINES_TYPE, code, rows)
}

/// `co_positions()`
pub(super) fn positions(this: &Obj) -> PyResult {
    let code = code_of(this);
    let rows = LineTable::new(&code.linetable, code.firstlineno)
        .positions()
        .map(|at| [at.line, at.end_line, at.column, at.end_column])
        .collect();
    make(&POSITIONS_TYPE, code, rows)
}

/// `co_branches()`: offsets of a branch, of its not-taken and of its taken side.
pub(super) fn branches(this: &Obj) -> PyResult {
    let code = code_of(this);
    let units = code.original();
    let mut rows = Vec::new();
    let (mut index, mut extended) = (0, 0u32);
    while index < units.len() {
        let opcode = base_opcode(code, index);
        let arg = extended << 8 | u32::from(units[index] >> 8);
        extended = if opcode == op::EXTENDED_ARG { arg } else { 0 };
        let next = index + 1 + usize::from(serpentarium_bytecode::opcode::cache_entries(opcode));
        let byte = |unit: usize| Some(unit as i32 * 2);
        match opcode {
            op::FOR_ITER => {
                // The exhausted side goes on behind the END_FOR.
                let target = next + arg as usize + 1;
                rows.push([byte(index), byte(next), byte(target), None]);
            }
            op::POP_JUMP_IF_FALSE
            | op::POP_JUMP_IF_TRUE
            | op::POP_JUMP_IF_NONE
            | op::POP_JUMP_IF_NOT_NONE => {
                let target = next + arg as usize;
                rows.push([byte(index), byte(next + 1), byte(target), None]);
            }
            op::END_ASYNC_FOR => {
                let source = next.saturating_sub(arg as usize);
                rows.push([byte(source), byte(source + 2), byte(next), None]);
            }
            _ => {}
        }
        index = next;
    }
    make(&BRANCHES_TYPE, code, rows)
}

fn next(this: &Obj, width: usize) -> PyResult<Option<Ref>> {
    // SAFETY: the slot belongs to types of this layout.
    let this = unsafe { this.cast_unchecked::<CodeIterator>() };
    let Some(row) = this.rows.get(this.next.get()) else {
        return Ok(None);
    };
    this.next.set(this.next.get() + 1);
    let items = row[..width]
        .iter()
        .map(|number| number.map_or_else(none, |number| Int::new(i64::from(number)).into_obj()))
        .collect();
    Ok(Some(Tuple::new(items).into_obj()))
}

macro_rules! iterator_type {
    ($ty:ident $spec:ident $name:literal $size:literal $width:literal) => {
        pub static $ty: Type = Type::builtin(&$spec);
        static $spec: TypeSpec = TypeSpec {
            reported: ($size, 0),
            slots: Slots {
                iter: Some(|this| Ok(this.to_ref())),
                next: Some(|this| next(this, $width)),
                ..Slots::NONE
            },
            ..TypeSpec::of::<CodeIterator>($name)
        };
    };
}

iterator_type!(LINES_TYPE LINES_SPEC "line_iterator" 64 3);
iterator_type!(POSITIONS_TYPE POSITIONS_SPEC "positions_iterator" 80 4);
iterator_type!(BRANCHES_TYPE BRANCHES_SPEC "line_iterator" 32 3);
