//! `cell`: the box of a variable that inner functions share.

use crate::object::{self, Field, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};

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

pub static CELL_TYPE: Type = Type::builtin(&CELL_SPEC);
static CELL_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    ..TypeSpec::of::<Cell>("cell")
};
