//! `wrapper_descriptor` and `method-wrapper`: slots as special methods.

use crate::object::error::type_error;
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol::hash_pointer;
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::descriptors::check_instance;
use crate::types::int::bool_ref;
use crate::types::none::not_implemented;
use crate::types::str::Str;
use crate::types::typeobj::slot_defs::SlotDef;

#[repr(C)]
pub struct WrapperDescriptor {
    head: Obj,
    owner: Field<Type>,
    pub def: &'static SlotDef,
    /// The slots that the owner itself defines.
    pub slots: &'static Slots,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for WrapperDescriptor {
    fn type_object() -> &'static Type {
        &WRAPPER_DESCRIPTOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.owner);
    }
}

impl WrapperDescriptor {
    pub fn new(
        owner: &Type,
        def: &'static SlotDef,
        slots: &'static Slots,
    ) -> Ref<WrapperDescriptor> {
        object::alloc(
            &WRAPPER_DESCRIPTOR_TYPE,
            WrapperDescriptor {
                head: object::header(0),
                owner: Field::new(owner.to_ref()),
                def,
                slots,
            },
        )
    }

    /// The type whose slot this is.
    pub fn owner(&self) -> &Type {
        self.owner.peek().expect("a descriptor keeps its owner")
    }

    /// Address of the slot function behind the descriptor.
    pub fn address(&self) -> usize {
        (self.def.address)(self.slots)
    }

    fn call_on(&self, instance: &Obj, args: Args<'_>) -> PyResult {
        (self.def.wrap)(self.def, self.slots, instance, args)
    }
}

fn call(this: &Obj, args: Args<'_>) -> PyResult {
    // SAFETY: the slot belongs to this type.
    let this = unsafe { this.cast_unchecked::<WrapperDescriptor>() };
    if args.positional().is_empty() {
        return Err(type_error(format!(
            "descriptor '{}' of '{}' object needs an argument",
            this.def.name,
            this.owner().tp_name()
        )));
    }
    let instance = args.values[0];
    if !instance.is_instance(this.owner()) {
        return Err(type_error(format!(
            "descriptor '{}' requires a '{}' object but received a '{}'",
            this.def.name,
            this.owner().tp_name(),
            instance.ty().tp_name()
        )));
    }
    let rest = Args {
        values: &args.values[1..],
        names: args.names,
    };
    this.call_on(instance, rest)
}

fn get(this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
    let Some(instance) = instance else {
        return Ok(this.to_ref());
    };
    // SAFETY: the slot belongs to this type.
    let wrapper = unsafe { this.cast_unchecked::<WrapperDescriptor>() };
    check_instance(wrapper.owner(), wrapper.def.name, instance)?;
    Ok(MethodWrapper::new(wrapper.to_ref(), instance.to_ref()).into_obj())
}

fn repr(this: &Obj) -> PyResult {
    // SAFETY: the slot belongs to this type.
    let this = unsafe { this.cast_unchecked::<WrapperDescriptor>() };
    Ok(Str::from_str(&format!(
        "<slot wrapper '{}' of '{}' objects>",
        this.def.name,
        this.owner().tp_name()
    ))
    .into_obj())
}

pub static WRAPPER_DESCRIPTOR_TYPE: Type = Type::builtin(&WRAPPER_DESCRIPTOR_SPEC);
static WRAPPER_DESCRIPTOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::METHOD_DESCRIPTOR,
    reported: (72, 0),
    slots: Slots {
        repr: Some(repr),
        call: Some(call),
        descr_get: Some(get),
        ..Slots::NONE
    },
    members: &[super::OWNER_MEMBER, super::NAME_MEMBER],
    getset: &[super::DOC, super::QUALNAME, super::TEXT_SIGNATURE],
    methods: &[NativeDef::new(
        "__reduce__",
        "",
        "",
        NativeFn::NoArgs(super::reduce),
    )],
    ..TypeSpec::of::<WrapperDescriptor>("wrapper_descriptor")
};

/// A wrapper descriptor bound to an instance: `[].__add__`.
#[repr(C)]
pub struct MethodWrapper {
    head: Obj,
    pub descriptor: Field<WrapperDescriptor>,
    pub this: Field,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for MethodWrapper {
    fn type_object() -> &'static Type {
        &METHOD_WRAPPER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.descriptor);
        visit.field(&self.this);
    }
}

impl MethodWrapper {
    pub fn new(descriptor: Ref<WrapperDescriptor>, this: Ref) -> Ref<MethodWrapper> {
        object::alloc(
            &METHOD_WRAPPER_TYPE,
            MethodWrapper {
                head: object::header(0),
                descriptor: Field::new(descriptor),
                this: Field::new(this),
            },
        )
    }

    fn parts(this: &Obj) -> (Ref<WrapperDescriptor>, Ref) {
        // SAFETY: called for objects of this type only.
        let this = unsafe { this.cast_unchecked::<MethodWrapper>() };
        (
            this.descriptor.get().expect("set at creation"),
            this.this.get().expect("set at creation"),
        )
    }
}

fn wrapper_call(this: &Obj, args: Args<'_>) -> PyResult {
    let (descriptor, instance) = MethodWrapper::parts(this);
    descriptor.call_on(&instance, args)
}

fn wrapper_repr(this: &Obj) -> PyResult {
    let (descriptor, instance) = MethodWrapper::parts(this);
    Ok(Str::from_str(&format!(
        "<method-wrapper '{}' of {} object at {:#x}>",
        descriptor.def.name,
        instance.ty().tp_name(),
        instance.address()
    ))
    .into_obj())
}

fn wrapper_hash(this: &Obj) -> PyResult<i64> {
    let (descriptor, instance) = MethodWrapper::parts(this);
    match hash_pointer(&instance) ^ hash_pointer(descriptor.as_obj()) {
        -1 => Ok(-2),
        hash => Ok(hash),
    }
}

fn wrapper_compare(this: &Obj, other: &Obj, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !other.is_exact(&METHOD_WRAPPER_TYPE) {
        return Ok(not_implemented());
    }
    let (a, b) = (MethodWrapper::parts(this), MethodWrapper::parts(other));
    let equal = a.0.as_obj().is(b.0.as_obj()) && a.1.is(&b.1);
    Ok(bool_ref(equal == (op == CompareOp::Eq)))
}

fn wrapper_self(this: &Obj) -> PyResult {
    Ok(MethodWrapper::parts(this).1)
}

/// Attributes that are those of the descriptor.
macro_rules! delegate {
    ($($function:ident $to:path,)*) => {$(
        fn $function(this: &Obj) -> PyResult {
            $to(MethodWrapper::parts(this).0.as_obj())
        }
    )*};
}

delegate! {
    wrapper_owner super::get_owner, wrapper_name super::get_name,
    wrapper_qualname super::get_qualname, wrapper_doc super::get_doc,
    wrapper_signature super::get_signature,
}

fn wrapper_reduce(this: &Obj) -> PyResult {
    let (descriptor, instance) = MethodWrapper::parts(this);
    crate::types::object_reduce::getattr_call(&instance, descriptor.def.name)
}

pub static METHOD_WRAPPER_TYPE: Type = Type::builtin(&METHOD_WRAPPER_SPEC);
static METHOD_WRAPPER_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        repr: Some(wrapper_repr),
        hash: Some(wrapper_hash),
        call: Some(wrapper_call),
        richcompare: Some(wrapper_compare),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "",
        "",
        NativeFn::NoArgs(wrapper_reduce),
    )],
    members: &[Member::readonly("__self__", wrapper_self)],
    getset: &[
        GetSet::readonly("__objclass__", wrapper_owner),
        GetSet::readonly("__name__", wrapper_name),
        GetSet::readonly("__qualname__", wrapper_qualname),
        GetSet::readonly("__doc__", wrapper_doc),
        GetSet::readonly("__text_signature__", wrapper_signature),
    ],
    ..TypeSpec::of::<MethodWrapper>("method-wrapper")
};
