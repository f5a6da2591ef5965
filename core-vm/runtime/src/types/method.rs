//! `method`: a function bound to an instance.

use std::cell::Cell;

use crate::object::{self, Field, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};

#[repr(C)]
pub struct Method {
    head: Obj,
    pub function: Field,
    pub this: Field,
    pub weaklist: Cell<*mut crate::types::weakref::WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Method {
    fn type_object() -> &'static Type {
        &METHOD_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.function);
        visit.field(&self.this);
    }
}

impl Method {
    pub fn new(function: Ref, this: Ref) -> Ref<Method> {
        object::alloc(
            &METHOD_TYPE,
            Method {
                head: object::header(0),
                function: Field::new(function),
                this: Field::new(this),
                weaklist: Cell::new(std::ptr::null_mut()),
            },
        )
    }
}

pub static METHOD_TYPE: Type = Type::builtin(&METHOD_SPEC);
static METHOD_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::HAVE_VECTORCALL,
    reported: (48, 0),
    weaklist_offset: std::mem::offset_of!(Method, weaklist),
    ..TypeSpec::of::<Method>("method")
};
