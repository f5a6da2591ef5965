//! `staticmethod` and `classmethod`.

use crate::object::error::type_error;
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol::{self, getattr_opt};
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::dict::Dict;
use crate::types::int::bool_ref;
use crate::types::none::none;
use crate::types::str::{Str, intern};

#[repr(C)]
pub struct StaticMethod {
    head: Obj,
    pub function: Field,
    dict: Field<Dict>,
}

/// The same layout, bound to the class.
#[repr(transparent)]
pub struct ClassMethod(pub StaticMethod);

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for StaticMethod {
    fn type_object() -> &'static Type {
        &STATIC_METHOD_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.function);
        visit.field(&self.dict);
    }

    fn clear(&self) {
        self.function.set(None);
        self.dict.set(None);
    }
}

// SAFETY: `#[repr(transparent)]` over a struct that starts with a header.
unsafe impl Object for ClassMethod {
    fn type_object() -> &'static Type {
        &CLASS_METHOD_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.0.traverse(visit);
    }

    fn clear(&self) {
        self.0.clear();
    }
}

fn payload(function: Option<Ref>) -> StaticMethod {
    StaticMethod {
        head: object::header(0),
        function: Field::new(function),
        dict: Field::empty(),
    }
}

impl StaticMethod {
    pub fn new(function: Ref) -> Ref<StaticMethod> {
        object::alloc(&STATIC_METHOD_TYPE, payload(Some(function)))
    }
}

impl ClassMethod {
    pub fn new(function: Ref) -> Ref<ClassMethod> {
        object::alloc(&CLASS_METHOD_TYPE, ClassMethod(payload(Some(function))))
    }
}

/// The fields of either type.
fn fields(this: &Obj) -> &StaticMethod {
    // SAFETY: called for objects of the two types, which share their layout.
    unsafe { this.cast_unchecked() }
}

fn kind(this: &Obj) -> &'static str {
    if this.is_instance(&STATIC_METHOD_TYPE) {
        "staticmethod"
    } else {
        "classmethod"
    }
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(object::alloc(ty, payload(None)).into_obj())
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let name = kind(this);
    args.no_keywords(name)?;
    object::args::check_positional(name, args.values.len(), 1, 1)?;
    let function = args.values[0];
    fields(this).function.set(function.to_ref());
    copy_wrapped_attributes(this, function)
}

/// The attributes that `functools.wraps` would copy, but `__dict__` and `__wrapped__`.
fn copy_wrapped_attributes(this: &Obj, function: &Obj) -> PyResult<()> {
    for name in ["__module__", "__name__", "__qualname__", "__doc__"] {
        let name = intern::intern_str(name);
        if let Some(value) = getattr_opt(function, &name)? {
            protocol::setattr(this, &name, Some(&value))?;
        }
    }
    Ok(())
}

fn wrapped(this: &Obj) -> PyResult {
    fields(this)
        .function
        .get()
        .ok_or_else(|| object::error::runtime_error(format!("uninitialized {} object", kind(this))))
}

fn static_get(this: &Obj, _instance: Option<&Obj>, _owner: Option<&Obj>) -> PyResult {
    wrapped(this)
}

fn class_get(this: &Obj, instance: Option<&Obj>, owner: Option<&Obj>) -> PyResult {
    let function = wrapped(this)?;
    let class = match (owner, instance) {
        (Some(owner), _) => owner.to_ref(),
        (None, Some(instance)) => instance.ty().to_ref().into_obj(),
        (None, None) => return Err(type_error("__get__(None, None) is invalid")),
    };
    Ok(crate::types::method::Method::new(function, class).into_obj())
}

fn static_call(this: &Obj, args: Args<'_>) -> PyResult {
    protocol::call_args(&*wrapped(this)?, args)
}

fn repr(this: &Obj) -> PyResult {
    let function = fields(this).function.get().unwrap_or_else(none);
    let inner = protocol::repr(&function)?;
    Ok(Str::from_str(&format!("<{}(", kind(this)))
        .concat(&inner)
        .concat(&Str::from_str(")>"))
        .into_obj())
}

fn get_func(this: &Obj) -> PyResult {
    Ok(fields(this).function.get().unwrap_or_else(none))
}

fn is_abstract(this: &Obj) -> PyResult {
    let Some(function) = fields(this).function.get() else {
        return Ok(bool_ref(false));
    };
    Ok(bool_ref(is_abstract_method(&function)?))
}

/// Whether `__isabstractmethod__` of an object is true.
pub(crate) fn is_abstract_method(object: &Obj) -> PyResult<bool> {
    match protocol::getattr_opt_text(object, "__isabstractmethod__")? {
        Some(value) => protocol::is_true(&value),
        None => Ok(false),
    }
}

/// `__annotations__` and `__annotate__`: those of the function, kept in `__dict__`.
fn get_from_function(this: &Obj, name: &str) -> PyResult {
    let name = intern::intern_str(name);
    let this_fields = fields(this);
    if let Some(found) = this_fields.dict.peek().and_then(|dict| dict.get_str(&name)) {
        return Ok(found);
    }
    let value = protocol::getattr(&*get_func(this)?, &name)?;
    if !this_fields.dict.is_some() {
        this_fields.dict.set(Dict::new());
    }
    if let Some(dict) = this_fields.dict.get() {
        dict.set_str(&name, value.clone());
    }
    Ok(value)
}

fn set_in_dict(this: &Obj, name: &str, value: Option<&Obj>) -> PyResult<()> {
    let name = intern::intern_str(name);
    let this_fields = fields(this);
    if !this_fields.dict.is_some() {
        this_fields.dict.set(Dict::new());
    }
    let Some(dict) = this_fields.dict.get() else {
        return Ok(());
    };
    match value {
        Some(value) => dict.set_str(&name, value.to_ref()),
        None if dict.remove(name.as_obj())?.is_some() => {}
        None => {
            return Err(object::error::attribute_error_plain(name.to_string_lossy()));
        }
    }
    Ok(())
}

fn get_annotations(this: &Obj) -> PyResult {
    get_from_function(this, "__annotations__")
}

fn set_annotations(this: &Obj, value: Option<&Obj>) -> PyResult<()> {
    set_in_dict(this, "__annotations__", value)
}

fn get_annotate(this: &Obj) -> PyResult {
    get_from_function(this, "__annotate__")
}

fn set_annotate(this: &Obj, value: Option<&Obj>) -> PyResult<()> {
    set_in_dict(this, "__annotate__", value)
}

static MEMBERS: &[Member] = &[
    Member::readonly("__func__", get_func),
    Member::readonly("__wrapped__", get_func),
];

static GETSET: &[GetSet] = &[
    GetSet::readonly("__isabstractmethod__", is_abstract),
    GetSet::new(
        "__dict__",
        crate::types::typeobj::class_slots::get_dict,
        crate::types::typeobj::class_slots::set_dict,
    ),
    GetSet::new("__annotations__", get_annotations, set_annotations),
    GetSet::new("__annotate__", get_annotate, set_annotate),
];

static METHODS: &[NativeDef] = &[NativeDef::new(
    "__class_getitem__",
    "($type, object, /)",
    "",
    NativeFn::One(crate::types::generic_alias::make),
)
.class()];

pub static STATIC_METHOD_TYPE: Type = Type::builtin(&STATIC_METHOD_SPEC);
static STATIC_METHOD_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "staticmethod(function, /)\n--\n\nConvert a function to be a static method.\n\nA static method does not receive an implicit first argument.\nTo declare a static method, use this idiom:\n\n     class C:\n         @staticmethod\n         def f(arg1, arg2, argN):\n             ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()). Both the class and the instance are ignored, and\nneither is passed implicitly as the first argument to the method.\n\nStatic methods in Python are similar to those found in Java or C++.\nFor a more advanced concept, see the classmethod builtin.",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (32, 0),
    dict_offset: std::mem::offset_of!(StaticMethod, dict),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        call: Some(static_call),
        descr_get: Some(static_get),
        ..Slots::NONE
    },
    members: MEMBERS,
    getset: GETSET,
    methods: METHODS,
    ..TypeSpec::of::<StaticMethod>("staticmethod")
};

pub static CLASS_METHOD_TYPE: Type = Type::builtin(&CLASS_METHOD_SPEC);
static CLASS_METHOD_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "classmethod(function, /)\n--\n\nConvert a function to be a class method.\n\nA class method receives the class as implicit first argument,\njust like an instance method receives the instance.\nTo declare a class method, use this idiom:\n\n  class C:\n      @classmethod\n      def f(cls, arg1, arg2, argN):\n          ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()).  The instance is ignored except for its class.\nIf a class method is called for a derived class, the derived class\nobject is passed as the implied first argument.\n\nClass methods are different than C++ or Java static methods.\nIf you want those, see the staticmethod builtin.",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (32, 0),
    dict_offset: std::mem::offset_of!(StaticMethod, dict),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        descr_get: Some(class_get),
        ..Slots::NONE
    },
    members: MEMBERS,
    getset: GETSET,
    methods: METHODS,
    ..TypeSpec::of::<ClassMethod>("classmethod")
};
