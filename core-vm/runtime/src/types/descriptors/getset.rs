//! `getset_descriptor`: attributes that native code computes.

use crate::object::error::attribute_error_plain;
use crate::object::native::GetSet;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::descriptors::check_instance;
use crate::types::str::Str;

#[repr(C)]
pub struct GetSetDescriptor {
    head: Obj,
    owner: Field<Type>,
    pub def: &'static GetSet,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for GetSetDescriptor {
    fn type_object() -> &'static Type {
        &GETSET_DESCRIPTOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.owner);
    }
}

impl GetSetDescriptor {
    pub fn new(owner: &Type, def: &'static GetSet) -> Ref<GetSetDescriptor> {
        object::alloc(
            &GETSET_DESCRIPTOR_TYPE,
            GetSetDescriptor {
                head: object::header(0),
                owner: Field::new(owner.to_ref()),
                def,
            },
        )
    }

    pub fn owner(&self) -> &Type {
        self.owner.peek().expect("a descriptor keeps its owner")
    }
}

fn refused(this: &GetSetDescriptor, what: &str) -> crate::object::Exc {
    attribute_error_plain(format!(
        "attribute '{}' of '{}' objects is not {what}",
        this.def.name,
        this.owner().tp_name()
    ))
}

fn get(this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
    let Some(instance) = instance else {
        return Ok(this.to_ref());
    };
    // SAFETY: the slot belongs to this type.
    let this = unsafe { this.cast_unchecked::<GetSetDescriptor>() };
    check_instance(this.owner(), this.def.name, instance)?;
    match this.def.get {
        Some(get) => get(instance),
        None => Err(refused(this, "readable")),
    }
}

fn set(this: &Obj, instance: &Obj, value: Option<&Obj>) -> PyResult<()> {
    // SAFETY: the slot belongs to this type.
    let this = unsafe { this.cast_unchecked::<GetSetDescriptor>() };
    check_instance(this.owner(), this.def.name, instance)?;
    match this.def.set {
        Some(set) => set(instance, value),
        None => Err(refused(this, "writable")),
    }
}

fn repr(this: &Obj) -> PyResult {
    // SAFETY: the slot belongs to this type.
    let this = unsafe { this.cast_unchecked::<GetSetDescriptor>() };
    Ok(Str::from_str(&format!(
        "<attribute '{}' of '{}' objects>",
        this.def.name,
        this.owner().tp_name()
    ))
    .into_obj())
}

pub static GETSET_DESCRIPTOR_TYPE: Type = Type::builtin(&GETSET_DESCRIPTOR_SPEC);
static GETSET_DESCRIPTOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (48, 0),
    slots: Slots {
        repr: Some(repr),
        descr_get: Some(get),
        descr_set: Some(set),
        ..Slots::NONE
    },
    members: &[super::OWNER_MEMBER, super::NAME_MEMBER],
    getset: &[super::DOC, super::QUALNAME],
    ..TypeSpec::of::<GetSetDescriptor>("getset_descriptor")
};
