//! `_typing`: what `typing` has from the runtime.

use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, Object, PyResult};
use serpentarium_runtime::types::type_params::{
    alias, generic, no_default, paramspec, typevar, typevartuple,
};
use serpentarium_runtime::types::union_type::UNION_TYPE;

use crate::native;
use crate::types_support::add_type;

pub static MODULE: NativeModule = NativeModule {
    name: "_typing",
    doc: "Primitives and accelerators for the typing module.\n",
    functions: &[NativeDef::new(
        "_idfunc",
        "($module, x, /)",
        "",
        NativeFn::One(|_, value| Ok(value.to_ref())),
    )],
    exec,
};

fn exec(module: &Obj) -> PyResult<()> {
    for ty in [
        &typevar::TYPE_VAR_TYPE,
        &typevartuple::TYPE_VAR_TUPLE_TYPE,
        &paramspec::PARAM_SPEC_TYPE,
        &paramspec::PARAM_SPEC_ARGS_TYPE,
        &paramspec::PARAM_SPEC_KWARGS_TYPE,
        &generic::GENERIC_TYPE,
        &alias::TYPE_ALIAS_TYPE,
        &UNION_TYPE,
    ] {
        add_type(module, ty);
    }
    native::set(module, "NoDefault", no_default::no_default());
    Ok(())
}
