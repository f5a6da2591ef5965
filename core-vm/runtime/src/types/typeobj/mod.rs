//! `type`: creation of classes, MRO, lookup, slots.

pub mod checks;

use crate::object::{Object, Type, TypeSpec, flags};

pub static TYPE_TYPE: Type = Type::builtin(&TYPE_SPEC);
static TYPE_SPEC: TypeSpec = TypeSpec {
    flags: flags::BASETYPE | flags::HAVE_GC | flags::TYPE_SUBCLASS | flags::HAVE_VECTORCALL,
    reported: (936, 40),
    weaklist_offset: std::mem::offset_of!(Type, weaklist),
    ..TypeSpec::of::<Type>("type")
};

/// Drops what a dying class owns (`type_clear`).
pub(crate) fn clear(ty: &Type) {
    ty.version.set(0);
    if let Some(dict) = ty.dict.peek() {
        dict.to_ref().clear_items();
    }
    ty.mro.set(None);
}

impl Type {
    /// The attribute `name` in the first class of the MRO that has it, without
    /// binding (`_PyType_Lookup`).
    pub fn lookup(&self, name: &crate::types::str::Str) -> Option<crate::object::Ref> {
        let mro = self.mro.get()?;
        for class in mro.as_slice() {
            // SAFETY: an MRO holds types only.
            let class = unsafe { class.cast_unchecked::<Type>() };
            if let Some(found) = class.dict.peek().and_then(|dict| dict.get_str(name)) {
                return Some(found);
            }
        }
        None
    }
}

/// `class[key]` (`__class_getitem__`, and `type[int]`).
///
/// # Errors
/// `TypeError` when the class is not subscriptable.
pub fn class_getitem(class: &Type, _key: &crate::object::Obj) -> crate::object::PyResult {
    Err(crate::object::error::type_error(format!(
        "type '{}' is not subscriptable",
        class.name()
    )))
}
