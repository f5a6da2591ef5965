//! Seams between the interpreter and the object model: what specialised instructions ask
//! of types, and what comes from other topics.

use crate::object::native::NativeDef;
use crate::object::slots::GetAttrFn;
use crate::object::{Obj, Object, PyResult, Ref, Type};
use crate::types::descriptors::MethodDescriptor;
use crate::types::descriptors::member::MemberDescriptor;
use crate::types::exceptions::except_star;
use crate::types::function::Function;
use crate::types::list::List;
use crate::types::none::none;
use crate::types::property::Property;
use crate::types::str::Str;

/// The native function of a method descriptor and the type it is for.
pub(crate) fn method_def(object: &Obj) -> Option<(&'static NativeDef, &Type)> {
    let method = object.downcast_exact::<MethodDescriptor>()?;
    Some((method.def, method.owner()))
}

/// The offset of a `__slots__` descriptor's word in instances of `ty`.
pub(crate) fn slot_offset(object: &Obj, ty: &Type) -> Option<usize> {
    object.downcast_exact::<MemberDescriptor>()?.slot_offset(ty)
}

/// The getter of a plain property, when it is a Python function of one argument.
pub(crate) fn simple_getter(object: &Obj) -> Option<*const Obj> {
    let property = object.downcast_exact::<Property>()?;
    let function = property.getter.peek()?.downcast_exact::<Function>()?;
    let code = function.code.peek()?;
    crate::interp::call::is_simple(code, 1).then(|| &raw const *function.as_obj())
}

pub(crate) fn is_super(object: &Obj) -> bool {
    object.is(crate::types::super_type::SUPER_TYPE.as_obj())
}

pub(crate) use crate::types::super_type::lookup as super_lookup;

/// Whether a metaclass looks attributes up as `type` does.
pub(crate) fn uses_type_getattr(meta: &Type) -> bool {
    meta.slots().getattr.is_some_and(|slot| {
        std::ptr::fn_addr_eq(
            slot,
            crate::types::typeobj::attributes::type_getattr as GetAttrFn,
        )
    })
}

pub(crate) fn interpolation(
    value: &Obj,
    expression: &Obj,
    conversion: usize,
    spec: Option<&Obj>,
) -> PyResult {
    Ok(crate::types::template::interpolation(
        value, expression, conversion, spec,
    ))
}

pub(crate) use crate::types::template::template;

/// `CHECK_EG_MATCH`: (rest, matched), `None` for nothing.
pub(crate) fn group_match(raised: &Obj, class: &Obj) -> PyResult<(Ref, Ref)> {
    let (matched, rest) = except_star::matching(
        &raised.to_ref(),
        class,
        crate::interp::current::traceback_here,
    )?;
    Ok((rest.unwrap_or_else(none), matched.unwrap_or_else(none)))
}

pub(crate) fn prep_reraise_star(original: &Obj, left: &Obj) -> PyResult {
    let left = left
        .downcast::<List>()
        .map(List::to_vec)
        .unwrap_or_default();
    Ok(except_star::prepare_reraise(original, &left)?.unwrap_or_else(none))
}

pub(crate) use crate::types::type_params::{intrinsic_1, intrinsic_2};

pub(crate) fn new_plain() -> Ref {
    crate::types::object::new_plain()
}

pub(crate) fn wrap_value(value: &Obj) -> Ref {
    crate::types::async_generator::wrap(value)
}

pub(crate) use crate::types::generic_alias::make as generic_alias;
pub(crate) use crate::warn::warn;

/// The known name closest to a mistyped one.
pub(crate) fn suggest(name: &str, known: &[String]) -> Option<String> {
    crate::types::exceptions::suggestions::closest(name, known.iter().map(String::as_str))
        .map(str::to_owned)
}

pub(crate) fn run_gc() {
    crate::memory::gc::run_pending();
}

pub(crate) fn version_tag(ty: &Type) -> u32 {
    ty.version_tag()
}

#[allow(unused_imports)]
use Str as _;
