//! `_thread._local`: attributes of which every thread has its own.
//!
//! One thread runs, so that one dictionary is enough.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::{
    Args, Native, NativeType, PyResult, Slots, Type, TypeSpec, flags,
};
use serpentarium_runtime::types::object::OBJECT_TYPE;

pub struct Local;

impl NativeType for Local {
    fn type_object() -> &'static Type {
        &LOCAL_TYPE
    }
}

pub static LOCAL_TYPE: Type = Type::builtin(&LOCAL_SPEC);
static LOCAL_SPEC: TypeSpec = TypeSpec {
    doc: Some("_local()\n--\n\nThread-local data"),
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT | flags::MANAGED_WEAKREF,
    reported: (56, 0),
    slots: Slots {
        new: Some(new),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<Local>>("_thread._local")
};

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let has_init = match (ty.slots().init, OBJECT_TYPE.slots().init) {
        (Some(init), Some(default)) => init as usize != default as usize,
        (Some(_), None) => true,
        (None, _) => false,
    };
    if !args.values.is_empty() && !has_init {
        return Err(type_error("Initialization arguments are not supported"));
    }
    Ok(Native::of_type(ty, Local).into_obj())
}
