//! `traceback`: one entry per frame that an exception passed.

use std::cell::Cell;

use crate::object::{self, Field, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};
use crate::types::frame::Frame;

#[repr(C)]
pub struct Traceback {
    head: Obj,
    pub next: Field<Traceback>,
    pub frame: Field<Frame>,
    /// Byte offset of the instruction.
    pub lasti: Cell<i32>,
    /// Line; 0 until asked for, then computed from `lasti`.
    pub lineno: Cell<i32>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Traceback {
    fn type_object() -> &'static Type {
        &TRACEBACK_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.next);
        visit.field(&self.frame);
    }

    fn clear(&self) {
        self.next.set(None);
        self.frame.set(None);
    }
}

impl Traceback {
    pub fn new(
        next: Option<Ref<Traceback>>,
        frame: Ref<Frame>,
        lasti: i32,
        lineno: i32,
    ) -> Ref<Traceback> {
        object::alloc(
            &TRACEBACK_TYPE,
            Traceback {
                head: object::header(0),
                next: Field::new(next),
                frame: Field::new(frame),
                lasti: Cell::new(lasti),
                lineno: Cell::new(lineno),
            },
        )
    }
}

pub static TRACEBACK_TYPE: Type = Type::builtin(&TRACEBACK_SPEC);
static TRACEBACK_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (48, 0),
    ..TypeSpec::of::<Traceback>("traceback")
};
