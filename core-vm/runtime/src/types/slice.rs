//! `slice`: layout and construction.

use crate::object::{self, Field, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};

#[repr(C)]
pub struct Slice {
    head: Obj,
    pub start: Field,
    pub stop: Field,
    pub step: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Slice {
    fn type_object() -> &'static Type {
        &SLICE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.start);
        visit.field(&self.stop);
        visit.field(&self.step);
    }
}

impl Slice {
    pub fn new(start: Ref, stop: Ref, step: Ref) -> Ref<Slice> {
        object::alloc(
            &SLICE_TYPE,
            Slice {
                head: object::header(0),
                start: Field::new(start),
                stop: Field::new(stop),
                step: Field::new(step),
            },
        )
    }
}

pub static SLICE_TYPE: Type = Type::builtin(&SLICE_SPEC);
static SLICE_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    ..TypeSpec::of::<Slice>("slice")
};
