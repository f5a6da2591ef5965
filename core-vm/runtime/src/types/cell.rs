//! `cell`: the box of a variable that inner functions share.

use crate::object::error::value_error;
use crate::object::native::GetSet;
use crate::object::protocol;
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::int::bool_ref;
use crate::types::none::not_implemented;
use crate::types::str::Str;

#[repr(C)]
pub struct Cell {
    head: Obj,
    pub contents: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Cell {
    fn type_object() -> &'static Type {
        &CELL_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.contents);
    }

    fn clear(&self) {
        self.contents.set(None);
    }
}

impl Cell {
    pub fn new(contents: Option<Ref>) -> Ref<Cell> {
        object::alloc(
            &CELL_TYPE,
            Cell {
                head: object::header(0),
                contents: Field::new(contents),
            },
        )
    }
}

fn this(object: &Obj) -> &Cell {
    // SAFETY: called with cells only.
    unsafe { object.cast_unchecked() }
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("cell")?;
    object::args::check_positional("cell", args.values.len(), 0, 1)?;
    Ok(Cell::new(args.values.first().map(|value| value.to_ref())).into_obj())
}

fn repr(object: &Obj) -> PyResult {
    let address = object.address();
    let text = match this(object).contents.get() {
        Some(value) => format!(
            "<cell at {address:#x}: {} object at {:#x}>",
            value.ty().tp_name(),
            value.address()
        ),
        None => format!("<cell at {address:#x}: empty>"),
    };
    Ok(Str::from_str(&text).into_obj())
}

/// Cells compare by their contents; an empty one is less than any other.
fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let Some(right) = right.downcast::<Cell>() else {
        return Ok(not_implemented());
    };
    match (this(left).contents.get(), right.contents.get()) {
        (Some(a), Some(b)) => protocol::compare(&a, &b, op),
        (a, b) => Ok(bool_ref(op.holds(a.is_some().cmp(&b.is_some())))),
    }
}

fn get_contents(object: &Obj) -> PyResult {
    this(object)
        .contents
        .get()
        .ok_or_else(|| value_error("Cell is empty"))
}

fn set_contents(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    this(object).contents.set(value.map(|value| value.to_ref()));
    Ok(())
}

pub static CELL_TYPE: Type = Type::builtin(&CELL_SPEC);
static CELL_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "cell([contents])\n--\n\nCreate a new cell object.\n\n  contents\n    the contents of the cell. If not specified, the cell will be empty,\n    and further attempts to access its cell_contents attribute will\n    raise a ValueError.",
    ),
    flags: flags::HAVE_GC,
    reported: (24, 0),
    slots: Slots {
        new: Some(new),
        repr: Some(repr),
        richcompare: Some(compare),
        ..Slots::NONE
    },
    getset: &[GetSet::new("cell_contents", get_contents, set_contents)],
    ..TypeSpec::of::<Cell>("cell")
};
