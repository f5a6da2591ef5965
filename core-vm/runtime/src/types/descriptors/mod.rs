//! Descriptors of built-in types: what `list.append`, `int.__add__`, `type.__mro__` are.
//!
//! | file | Python type | made from |
//! |---|---|---|
//! | `method` | `method_descriptor`, `classmethod_descriptor` | [`NativeDef`](crate::object::native::NativeDef) |
//! | `wrapper` | `wrapper_descriptor`, `method-wrapper` | the slot table |
//! | `getset` | `getset_descriptor` | [`GetSet`](crate::object::native::GetSet) |
//! | `member` | `member_descriptor` | [`Member`](crate::object::native::Member), `__slots__` |

pub mod getset;
pub mod member;
pub mod method;
pub mod wrapper;

pub use method::MethodDescriptor;

use crate::object::error::type_error;
use crate::object::native::GetSet;
use crate::object::{Obj, Object, PyResult, Ref, Type};
use crate::types::none::none;
use crate::types::str::Str;

/// What every descriptor of a built-in type can say of itself.
pub(crate) struct About<'a> {
    pub owner: &'a Type,
    pub name: String,
    pub doc: Option<String>,
    pub signature: Option<String>,
}

/// The facts of any of the descriptor types.
pub(crate) fn about(this: &Obj) -> Option<About<'_>> {
    let text = |text: &'static str| (!text.is_empty()).then(|| text.to_owned());
    if let Some(method) = this.downcast::<method::MethodDescriptor>() {
        return Some(method.about());
    }
    if let Some(method) = this.downcast::<method::ClassMethodDescriptor>() {
        return Some(method.0.about());
    }
    if let Some(wrapper) = this.downcast::<wrapper::WrapperDescriptor>() {
        return Some(About {
            owner: wrapper.owner(),
            name: wrapper.def.name.to_owned(),
            doc: text(wrapper.def.doc),
            signature: text(wrapper.def.signature),
        });
    }
    if let Some(getset) = this.downcast::<getset::GetSetDescriptor>() {
        return Some(About {
            owner: getset.owner(),
            name: getset.def.name.to_owned(),
            doc: getset.def.doc.map(str::to_owned),
            signature: None,
        });
    }
    let member = this.downcast::<member::MemberDescriptor>()?;
    Some(About {
        owner: member.owner(),
        name: member.name(),
        doc: member.doc().map(str::to_owned),
        signature: None,
    })
}

/// Refuses an instance of another type, as `descr_check` does.
pub(crate) fn check_instance(owner: &Type, name: &str, instance: &Obj) -> PyResult<()> {
    if instance.is_instance(owner) {
        return Ok(());
    }
    Err(type_error(format!(
        "descriptor '{name}' for '{}' objects doesn't apply to a '{}' object",
        owner.tp_name(),
        instance.ty().tp_name()
    )))
}

fn with(this: &Obj, f: impl FnOnce(About<'_>) -> PyResult) -> PyResult {
    match about(this) {
        Some(about) => f(about),
        None => Err(type_error(format!(
            "'{}' object is no descriptor of a built-in type",
            this.ty().tp_name()
        ))),
    }
}

fn optional_text(text: Option<String>) -> Ref {
    text.map_or_else(none, |text| Str::from_str(&text).into_obj())
}

fn get_doc(this: &Obj) -> PyResult {
    with(this, |about| Ok(optional_text(about.doc)))
}

fn get_signature(this: &Obj) -> PyResult {
    with(this, |about| Ok(optional_text(about.signature)))
}

/// `__qualname__`: that of the owner, a dot, the name.
pub(crate) fn get_qualname(this: &Obj) -> PyResult {
    with(this, |about| {
        let owner = super::typeobj::names::qualname(about.owner)?;
        Ok(Str::from_str(&format!("{owner}.{}", about.name)).into_obj())
    })
}

pub(crate) fn get_name(this: &Obj) -> PyResult {
    with(this, |about| Ok(Str::from_str(&about.name).into_obj()))
}

pub(crate) fn get_owner(this: &Obj) -> PyResult {
    with(this, |about| Ok(about.owner.to_ref().into_obj()))
}

/// `(getattr, (owner, name))`, for copying and pickling.
pub(crate) fn reduce(this: &Obj) -> PyResult {
    with(this, |about| {
        super::object_reduce::getattr_call(about.owner.as_obj(), &about.name)
    })
}

pub(crate) const DOC: GetSet = GetSet::readonly("__doc__", get_doc);
pub(crate) const QUALNAME: GetSet = GetSet::readonly("__qualname__", get_qualname);
pub(crate) const TEXT_SIGNATURE: GetSet = GetSet::readonly("__text_signature__", get_signature);

/// `__name__` and `__objclass__`, which every descriptor type lists as members.
pub(crate) const NAME_MEMBER: crate::object::native::Member =
    crate::object::native::Member::readonly("__name__", get_name);
pub(crate) const OWNER_MEMBER: crate::object::native::Member =
    crate::object::native::Member::readonly("__objclass__", get_owner);
