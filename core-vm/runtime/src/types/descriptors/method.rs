//! `method_descriptor` and `classmethod_descriptor`: native methods in a type's dictionary.

use crate::object::error::type_error;
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::descriptors::{About, check_instance};
use crate::types::native_function::NativeFunction;
use crate::types::str::Str;

#[repr(C)]
pub struct MethodDescriptor {
    head: Obj,
    pub(crate) owner: Field<Type>,
    pub def: &'static NativeDef,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for MethodDescriptor {
    fn type_object() -> &'static Type {
        &METHOD_DESCRIPTOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.owner);
    }
}

/// The same layout as a class method.
#[repr(transparent)]
pub struct ClassMethodDescriptor(pub(crate) MethodDescriptor);

// SAFETY: `#[repr(transparent)]` over a struct that starts with a header.
unsafe impl Object for ClassMethodDescriptor {
    fn type_object() -> &'static Type {
        &CLASS_METHOD_DESCRIPTOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.0.traverse(visit);
    }
}

impl MethodDescriptor {
    pub fn new(owner: &Type, def: &'static NativeDef) -> Ref<MethodDescriptor> {
        object::alloc(&METHOD_DESCRIPTOR_TYPE, Self::payload(owner, def))
    }

    fn payload(owner: &Type, def: &'static NativeDef) -> MethodDescriptor {
        MethodDescriptor {
            head: object::header(0),
            owner: Field::new(owner.to_ref()),
            def,
        }
    }

    /// The type whose dictionary the method is in.
    #[inline(always)]
    pub fn owner(&self) -> &Type {
        self.owner.peek().expect("a descriptor keeps its owner")
    }

    /// Whether `instance` is one of the owner's.
    #[inline(always)]
    pub fn accepts(&self, instance: &Obj) -> bool {
        instance.is_instance(self.owner())
    }

    pub(crate) fn about(&self) -> About<'_> {
        About {
            owner: self.owner(),
            name: self.def.name.to_owned(),
            doc: (!self.def.doc.is_empty()).then(|| self.def.doc.to_owned()),
            signature: (!self.def.signature.is_empty()).then(|| self.def.signature.to_owned()),
        }
    }

    fn qualified(&self) -> String {
        format!("{}.{}", self.owner().name(), self.def.name)
    }
}

impl ClassMethodDescriptor {
    pub fn new(owner: &Type, def: &'static NativeDef) -> Ref<ClassMethodDescriptor> {
        object::alloc(
            &CLASS_METHOD_DESCRIPTOR_TYPE,
            ClassMethodDescriptor(MethodDescriptor::payload(owner, def)),
        )
    }
}

/// Calls the method with `self` in front of the arguments.
fn call(this: &Obj, args: Args<'_>) -> PyResult {
    // SAFETY: the slot belongs to this type.
    let this = unsafe { this.cast_unchecked::<MethodDescriptor>() };
    let [instance, rest @ ..] = args.values else {
        return Err(needs_argument(this));
    };
    if args.values.len() == args.keyword_count() {
        return Err(needs_argument(this));
    }
    check_instance(this.owner(), this.def.name, instance)?;
    let rest = Args {
        values: rest,
        names: args.names,
    };
    this.def.call(&|| this.qualified(), instance, rest)
}

#[cold]
fn needs_argument(this: &MethodDescriptor) -> crate::object::Exc {
    type_error(format!(
        "unbound method {}() needs an argument",
        this.qualified()
    ))
}

fn get(this: &Obj, instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
    let Some(instance) = instance else {
        return Ok(this.to_ref());
    };
    // SAFETY: the slot belongs to this type.
    let this = unsafe { this.cast_unchecked::<MethodDescriptor>() };
    check_instance(this.owner(), this.def.name, instance)?;
    Ok(NativeFunction::new(this.def, Some(instance.to_ref()), None).into_obj())
}

fn repr(this: &Obj) -> PyResult {
    let about = super::about(this).expect("called with a descriptor");
    Ok(Str::from_str(&format!(
        "<method '{}' of '{}' objects>",
        about.name,
        about.owner.tp_name()
    ))
    .into_obj())
}

/// The class to bind to: the owner given, or the type of the instance.
fn class_get(this: &Obj, instance: Option<&Obj>, owner: Option<&Obj>) -> PyResult {
    // SAFETY: the slot belongs to this type.
    let this = &unsafe { this.cast_unchecked::<ClassMethodDescriptor>() }.0;
    let own = this.owner();
    let class = match (owner, instance) {
        (Some(owner), _) => owner,
        (None, Some(instance)) => instance.ty().as_obj(),
        (None, None) => {
            return Err(type_error(format!(
                "descriptor '{}' for type '{}' needs either an object or a type",
                this.def.name,
                own.tp_name()
            )));
        }
    };
    let Some(class) = class.downcast::<Type>() else {
        return Err(type_error(format!(
            "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2",
            this.def.name,
            own.tp_name(),
            class.ty().tp_name()
        )));
    };
    if !class.is_subtype(own) {
        return Err(type_error(format!(
            "descriptor '{}' requires a subtype of '{}' but received '{}'",
            this.def.name,
            own.tp_name(),
            class.tp_name()
        )));
    }
    Ok(NativeFunction::new(this.def, Some(class.to_ref().into_obj()), None).into_obj())
}

fn class_call(this: &Obj, args: Args<'_>) -> PyResult {
    // SAFETY: the slot belongs to this type.
    let own = &unsafe { this.cast_unchecked::<ClassMethodDescriptor>() }.0;
    if args.positional().is_empty() {
        return Err(type_error(format!(
            "descriptor '{}' of '{}' object needs an argument",
            own.def.name,
            own.owner().tp_name()
        )));
    }
    let bound = class_get(this, None, Some(args.values[0]))?;
    object::protocol::call_args(
        &bound,
        Args {
            values: &args.values[1..],
            names: args.names,
        },
    )
}

static MEMBERS: &[Member] = &[super::OWNER_MEMBER, super::NAME_MEMBER];
static GETSET: &[GetSet] = &[super::DOC, super::QUALNAME, super::TEXT_SIGNATURE];
static METHODS: &[NativeDef] = &[NativeDef::new(
    "__reduce__",
    "",
    "",
    NativeFn::NoArgs(super::reduce),
)];

pub static METHOD_DESCRIPTOR_TYPE: Type = Type::builtin(&METHOD_DESCRIPTOR_SPEC);
static METHOD_DESCRIPTOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::METHOD_DESCRIPTOR | flags::HAVE_VECTORCALL,
    reported: (64, 0),
    slots: Slots {
        repr: Some(repr),
        call: Some(call),
        descr_get: Some(get),
        ..Slots::NONE
    },
    members: MEMBERS,
    getset: GETSET,
    methods: METHODS,
    ..TypeSpec::of::<MethodDescriptor>("method_descriptor")
};

pub static CLASS_METHOD_DESCRIPTOR_TYPE: Type = Type::builtin(&CLASS_METHOD_DESCRIPTOR_SPEC);
static CLASS_METHOD_DESCRIPTOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (64, 0),
    slots: Slots {
        repr: Some(repr),
        call: Some(class_call),
        descr_get: Some(class_get),
        ..Slots::NONE
    },
    members: MEMBERS,
    getset: GETSET,
    methods: METHODS,
    ..TypeSpec::of::<ClassMethodDescriptor>("classmethod_descriptor")
};
