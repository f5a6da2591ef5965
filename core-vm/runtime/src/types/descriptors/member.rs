//! `member_descriptor`: fields of native structs, and `__slots__` of classes.

use std::cell::Cell;

use crate::object::error::attribute_error_plain;
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::protocol::attribute_error;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::descriptors::check_instance;
use crate::types::str::Str;

/// What a member reads and writes.
#[derive(Clone, Copy)]
pub enum Place {
    /// A field of a built-in type, by functions.
    Native(&'static Member),
    /// A word of an instance, made by `__slots__`.
    Slot(usize),
}

#[repr(C)]
pub struct MemberDescriptor {
    head: Obj,
    owner: Field<Type>,
    slot_name: Field<Str>,
    pub(crate) place: Place,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for MemberDescriptor {
    fn type_object() -> &'static Type {
        &MEMBER_DESCRIPTOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.owner);
        visit.field(&self.slot_name);
    }
}

impl MemberDescriptor {
    pub fn new(owner: &Type, member: &'static Member) -> Ref<MemberDescriptor> {
        Self::make(owner, None, Place::Native(member))
    }

    /// The descriptor of a name in `__slots__`, kept `offset` bytes into instances.
    pub(crate) fn of_slot(owner: &Type, name: Ref<Str>, offset: usize) -> Ref<MemberDescriptor> {
        Self::make(owner, Some(name), Place::Slot(offset))
    }

    fn make(owner: &Type, slot_name: Option<Ref<Str>>, place: Place) -> Ref<MemberDescriptor> {
        object::alloc(
            &MEMBER_DESCRIPTOR_TYPE,
            MemberDescriptor {
                head: object::header(0),
                owner: Field::new(owner.to_ref()),
                slot_name: Field::new(slot_name),
                place,
            },
        )
    }

    pub fn owner(&self) -> &Type {
        self.owner.peek().expect("a descriptor keeps its owner")
    }

    pub(crate) fn name(&self) -> String {
        match self.place {
            Place::Native(member) => member.name.to_owned(),
            Place::Slot(_) => self
                .slot_name
                .peek()
                .map_or_else(String::new, Str::to_string_lossy),
        }
    }

    pub(crate) fn doc(&self) -> Option<&'static str> {
        match self.place {
            Place::Native(member) => member.doc,
            Place::Slot(_) => None,
        }
    }

    /// Offset of a `__slots__` member in instances of `ty`, for specialised access.
    /// None when they have no such slot or it stands elsewhere in each.
    pub(crate) fn slot_offset(&self, ty: &Type) -> Option<usize> {
        match self.place {
            Place::Slot(offset)
                if ty.is_subtype(self.owner()) && !ty.has_flag(flags::UNICODE_SUBCLASS) =>
            {
                Some(offset)
            }
            _ => None,
        }
    }

    fn word<'a>(&self, instance: &'a Obj, offset: usize) -> &'a Cell<*mut Obj> {
        // SAFETY: the instance was checked; its class laid the word out.
        unsafe { object::dealloc::slot_word(instance, offset) }
    }
}

fn get(this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
    let Some(instance) = instance else {
        return Ok(this.to_ref());
    };
    // SAFETY: the slot belongs to this type.
    let this = unsafe { this.cast_unchecked::<MemberDescriptor>() };
    check_instance(this.owner(), &this.name(), instance)?;
    match this.place {
        Place::Native(member) => (member.get)(instance),
        Place::Slot(offset) => {
            // SAFETY: a non-null slot owns a live object.
            match unsafe { this.word(instance, offset).get().as_ref() } {
                Some(value) => Ok(value.to_ref()),
                None => Err(unset(this, instance)),
            }
        }
    }
}

#[cold]
fn unset(this: &MemberDescriptor, instance: &Obj) -> object::Exc {
    let name = this.name();
    attribute_error(
        instance,
        &Str::from_str(&name),
        &format!(
            "'{}' object has no attribute '{name}'",
            crate::types::typeobj::names::fully_qualified(instance.ty())
        ),
    )
}

fn set(this: &Obj, instance: &Obj, value: Option<&Obj>) -> PyResult<()> {
    // SAFETY: the slot belongs to this type.
    let this = unsafe { this.cast_unchecked::<MemberDescriptor>() };
    check_instance(this.owner(), &this.name(), instance)?;
    match this.place {
        Place::Native(member) => match member.set {
            Some(set) => set(instance, value),
            None => Err(attribute_error_plain("readonly attribute")),
        },
        Place::Slot(offset) => {
            let new = value.map_or(std::ptr::null_mut(), |value| value.to_ref().into_raw());
            let old = this.word(instance, offset).replace(new);
            if !old.is_null() {
                // SAFETY: the slot owned its old value.
                drop(unsafe { Ref::<Obj>::from_raw(old) });
            } else if value.is_none() {
                return Err(attribute_error_plain(this.name()));
            }
            Ok(())
        }
    }
}

fn repr(this: &Obj) -> PyResult {
    // SAFETY: the slot belongs to this type.
    let this = unsafe { this.cast_unchecked::<MemberDescriptor>() };
    Ok(Str::from_str(&format!(
        "<member '{}' of '{}' objects>",
        this.name(),
        this.owner().tp_name()
    ))
    .into_obj())
}

pub static MEMBER_DESCRIPTOR_TYPE: Type = Type::builtin(&MEMBER_DESCRIPTOR_SPEC);
static MEMBER_DESCRIPTOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (48, 0),
    slots: Slots {
        repr: Some(repr),
        descr_get: Some(get),
        descr_set: Some(set),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "",
        "",
        NativeFn::NoArgs(super::reduce),
    )],
    members: &[super::OWNER_MEMBER, super::NAME_MEMBER],
    getset: &[super::DOC, super::QUALNAME],
    ..TypeSpec::of::<MemberDescriptor>("member_descriptor")
};
