//! What `sys` offers to the library about the interpreter itself: `_jit`, the flags of
//! `dlopen`, `_clear_type_descriptors`.

use std::cell::Cell;

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, PyResult, Type};
use serpentarium_runtime::types::int::bool_ref;

use crate::native;

/// There is no just-in-time compiler.
pub(super) static JIT: NativeModule = NativeModule {
    name: "sys._jit",
    doc: "",
    functions: JIT_FUNCTIONS,
    exec: |_| Ok(()),
};

static JIT_FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "is_available",
        "($module, /)",
        "Return True if the current Python executable supports JIT compilation, and False otherwise.",
        NativeFn::NoArgs(|_| Ok(bool_ref(false))),
    ),
    NativeDef::new(
        "is_enabled",
        "($module, /)",
        "Return True if JIT compilation is enabled for the current Python process (implies sys._jit.is_available()), and False otherwise.",
        NativeFn::NoArgs(|_| Ok(bool_ref(false))),
    ),
    NativeDef::new(
        "is_active",
        "($module, /)",
        "Return True if the topmost Python frame is currently executing JIT code (implies sys._jit.is_enabled()), and False otherwise.",
        NativeFn::NoArgs(|_| Ok(bool_ref(false))),
    ),
];

thread_local! {
    static DLOPEN_FLAGS: Cell<i32> = const { Cell::new(libc::RTLD_NOW) };
}

pub(super) fn getdlopenflags(_: &Obj) -> PyResult {
    native::int(i64::from(DLOPEN_FLAGS.with(Cell::get)))
}

pub(super) fn setdlopenflags(_: &Obj, flags: &Obj) -> PyResult {
    let flags = native::c_int(flags)?;
    DLOPEN_FLAGS.with(|known| known.set(flags));
    native::none()
}

/// Takes the descriptors of `__dict__` and `__weakref__` out of a class, as `dataclasses`
/// wants for the class that it replaces by one with slots.
pub(super) fn clear_type_descriptors(_: &Obj, class: &Obj) -> PyResult {
    let Some(class) = class.downcast::<Type>() else {
        return Err(type_error(format!(
            "_clear_type_descriptors() argument must be type, not {}",
            class.ty().tp_name()
        )));
    };
    if !class.is_heap() {
        return Err(type_error("argument is immutable"));
    }
    class.remove_own("__dict__")?;
    class.remove_own("__weakref__")?;
    native::none()
}
