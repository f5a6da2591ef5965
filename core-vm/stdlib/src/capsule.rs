//! `PyCapsule`: what C modules give each other. Nothing is inside, as nothing here is C.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::{
    Native, NativeType, Obj, PyResult, Ref, Slots, Type, TypeSpec, flags,
};
use serpentarium_runtime::types::typeobj::ready::ready;

use crate::native;

struct Capsule {
    name: &'static str,
}

impl NativeType for Capsule {
    fn type_object() -> &'static Type {
        &CAPSULE_TYPE
    }
}

pub static CAPSULE_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "Capsule objects let you wrap a C \"void *\" pointer in a Python\nobject.  They're a way of passing data through the Python interpreter\nwithout creating your own custom type.\n\nCapsules are used for communication between extension modules.\nThey provide a way for an extension module to export a C interface\nto other extension modules, so that extension modules can use the\nPython import mechanism to link to one another.\n",
    ),
    flags: flags::DISALLOW_INSTANTIATION,
    reported: (64, 0),
    slots: Slots {
        repr: Some(repr),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<Capsule>>("PyCapsule")
};

fn repr(this: &Obj) -> PyResult {
    let capsule = this
        .downcast::<Native<Capsule>>()
        .ok_or_else(|| type_error("a capsule is required"))?;
    native::text(format!(
        "<capsule object \"{}\" at {:#x}>",
        capsule.name,
        this.address()
    ))
}

/// The capsule that a module exports under a dotted name.
pub fn capsule(name: &'static str) -> Ref {
    ready(&CAPSULE_TYPE);
    Native::new(Capsule { name }).into_obj()
}
