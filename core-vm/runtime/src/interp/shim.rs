//! Seams to parts of the object model.

use crate::object::native::NativeDef;
use crate::object::{Obj, Object, PyResult, Ref, Type};
use crate::types::str::Str;

pub(crate) fn method_def<'a>(_o: &'a Obj) -> Option<(&'static NativeDef, &'a Type)> {
    None
}
pub(crate) fn slot_offset(_o: &Obj) -> Option<usize> {
    None
}
pub(crate) fn simple_getter(_o: &Obj) -> Option<*const Obj> {
    None
}
pub(crate) fn is_super(_o: &Obj) -> bool {
    false
}
pub(crate) fn super_lookup(_c: &Type, _r: &Obj, _n: &Str, _m: bool) -> PyResult<(Ref, bool)> {
    unreachable!()
}
pub(crate) fn list_next(_o: &Obj) -> Option<Option<Ref>> {
    None
}
pub(crate) fn uses_type_getattr(_m: &Type) -> bool {
    false
}

use crate::object::error::not_implemented_error;
pub(crate) fn interpolation(_v: &Obj, _s: &Obj, _c: usize, _f: Option<&Obj>) -> PyResult {
    Err(not_implemented_error("template strings"))
}
pub(crate) fn template(_v: &Obj, _s: &Obj) -> PyResult {
    Err(not_implemented_error("template strings"))
}
pub(crate) fn group_match(_v: &Obj, _s: &Obj) -> PyResult<(Ref, Ref)> {
    Err(not_implemented_error("except*"))
}
pub(crate) fn prep_reraise_star(_v: &Obj, _s: &Obj) -> PyResult {
    Err(not_implemented_error("except*"))
}
pub(crate) fn intrinsic_1(_w: usize, _s: &Obj) -> PyResult {
    Err(not_implemented_error("type parameters"))
}
pub(crate) fn intrinsic_2(_w: usize, _s: &Obj, _t: &Obj) -> PyResult {
    Err(not_implemented_error("type parameters"))
}
pub(crate) fn new_plain() -> Ref {
    crate::object::alloc(&crate::types::object::OBJECT_TYPE, crate::object::header(0))
}
pub(crate) fn wrap_value(v: &Obj) -> Ref {
    v.to_ref()
}
pub(crate) fn suggest(_n: &str, _p: &[String]) -> Option<String> {
    None
}
pub(crate) fn run_gc() {}
pub(crate) fn version_tag(_t: &Type) -> u32 {
    0
}
