//! `builtin_function_or_method`: a native function bound to its module or instance.

use std::cell::Cell;

use crate::object::native::{Binding, GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol::hash_pointer;
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Type, TypeSpec, Visitor, flags,
};
use crate::types::int::bool_ref;
use crate::types::none::{none, not_implemented};
use crate::types::str::{Str, intern};

#[repr(C)]
pub struct NativeFunction {
    head: Obj,
    pub def: &'static NativeDef,
    /// Module for functions, instance for methods, type for class methods.
    pub this: Field,
    /// `__module__`.
    pub module: Field,
    pub weaklist: Cell<*mut crate::types::weakref::WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for NativeFunction {
    fn type_object() -> &'static Type {
        &NATIVE_FUNCTION_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.this);
        visit.field(&self.module);
    }

    fn clear(&self) {
        self.this.set(None);
        self.module.set(None);
    }
}

impl NativeFunction {
    pub fn new(
        def: &'static NativeDef,
        this: Option<Ref>,
        module: Option<Ref>,
    ) -> Ref<NativeFunction> {
        object::alloc(
            &NATIVE_FUNCTION_TYPE,
            NativeFunction {
                head: object::header(0),
                def,
                this: Field::new(this),
                module: Field::new(module),
                weaklist: Cell::new(std::ptr::null_mut()),
            },
        )
    }

    /// Calls the function.
    #[inline]
    pub fn call(&self, args: Args<'_>) -> PyResult {
        let none = crate::types::none::none();
        let this = self.this.peek().unwrap_or(&none);
        self.def.call(&|| self.message_name(), this, args)
    }

    /// The name in messages: `list.append` for methods, `len` for functions.
    pub fn message_name(&self) -> String {
        match self.this.peek() {
            Some(this) if !this.is_instance(&crate::types::module::MODULE_TYPE) => {
                let owner = match this.downcast::<Type>() {
                    Some(ty) => ty.name(),
                    None => this.ty().name(),
                };
                format!("{owner}.{}", self.def.name)
            }
            _ => match self
                .module
                .peek()
                .and_then(|m| m.downcast::<crate::types::str::Str>())
            {
                Some(module) if !module.eq_str("builtins") => {
                    format!("{}.{}", module.display(), self.def.name)
                }
                _ => self.def.name.to_owned(),
            },
        }
    }
}

fn call(this: &Obj, args: Args<'_>) -> PyResult {
    // SAFETY: the slot belongs to this type.
    unsafe { this.cast_unchecked::<NativeFunction>() }.call(args)
}

fn this(object: &Obj) -> &NativeFunction {
    // SAFETY: called with native functions only.
    unsafe { object.cast_unchecked() }
}

/// The receiver, unless it is the module of a function.
fn receiver(object: &Obj) -> Option<Ref> {
    let function = this(object);
    function
        .this
        .get()
        .filter(|receiver| !receiver.is_instance(&crate::types::module::MODULE_TYPE))
}

fn repr(object: &Obj) -> PyResult {
    let name = this(object).def.name;
    let text = match receiver(object) {
        Some(receiver) => format!(
            "<built-in method {name} of {} object at {:#x}>",
            receiver.ty().tp_name(),
            receiver.address()
        ),
        None => format!("<built-in function {name}>"),
    };
    Ok(Str::from_str(&text).into_obj())
}

fn hash(object: &Obj) -> PyResult<i64> {
    let function = this(object);
    let receiver = function.this.get().map_or(0, |this| hash_pointer(&this));
    match receiver ^ std::ptr::from_ref(function.def) as i64 {
        -1 => Ok(-2),
        hash => Ok(hash),
    }
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let Some(other) = right.downcast_exact::<NativeFunction>() else {
        return Ok(not_implemented());
    };
    let function = this(left);
    let same_receiver = match (function.this.get(), other.this.get()) {
        (Some(a), Some(b)) => a.is(&b),
        (None, None) => true,
        _ => false,
    };
    let equal = same_receiver && std::ptr::eq(function.def, other.def);
    match op {
        CompareOp::Eq => Ok(bool_ref(equal)),
        CompareOp::Ne => Ok(bool_ref(!equal)),
        _ => Ok(not_implemented()),
    }
}

/// A function is found again by its qualified name, a method by its receiver.
fn reduce(object: &Obj) -> PyResult {
    let name = this(object).def.name;
    match receiver(object) {
        Some(receiver) => crate::types::object_reduce::getattr_call(&receiver, name),
        None => Ok(intern::intern_str(name).into_obj()),
    }
}

fn get_name(object: &Obj) -> PyResult {
    Ok(intern::intern_str(this(object).def.name).into_obj())
}

fn get_qualname(object: &Obj) -> PyResult {
    let name = this(object).def.name;
    let Some(receiver) = receiver(object) else {
        return get_name(object);
    };
    let owner = match receiver.downcast::<Type>() {
        Some(ty) => ty.to_ref(),
        None => receiver.ty().to_ref(),
    };
    let owner = crate::types::typeobj::names::qualname_text(&owner);
    Ok(Str::from_str(&format!("{owner}.{name}")).into_obj())
}

/// Static methods show no receiver.
fn get_self(object: &Obj) -> PyResult {
    let function = this(object);
    if function.def.binding == Binding::Static {
        return Ok(none());
    }
    Ok(function.this.get().unwrap_or_else(none))
}

fn optional(text: &'static str) -> PyResult {
    Ok(if text.is_empty() {
        none()
    } else {
        Str::from_str(text).into_obj()
    })
}

fn get_module(object: &Obj) -> PyResult {
    Ok(this(object).module.get().unwrap_or_else(none))
}

fn set_module(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    this(object).module.set(value.map(|value| value.to_ref()));
    Ok(())
}

pub static NATIVE_FUNCTION_TYPE: Type = Type::builtin(&NATIVE_FUNCTION_SPEC);
static NATIVE_FUNCTION_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::HAVE_VECTORCALL,
    reported: (56, 0),
    weaklist_offset: std::mem::offset_of!(NativeFunction, weaklist),
    slots: object::Slots {
        repr: Some(repr),
        hash: Some(hash),
        call: Some(call),
        richcompare: Some(compare),
        ..object::Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "($self, /)",
        "",
        NativeFn::NoArgs(reduce),
    )],
    members: &[Member {
        name: "__module__",
        get: get_module,
        set: Some(set_module),
        doc: None,
    }],
    getset: &[
        GetSet::readonly("__doc__", |object| optional(this(object).def.doc)),
        GetSet::readonly("__name__", get_name),
        GetSet::readonly("__qualname__", get_qualname),
        GetSet::readonly("__self__", get_self),
        GetSet::readonly("__text_signature__", |object| {
            optional(this(object).def.signature)
        }),
    ],
    ..TypeSpec::of::<NativeFunction>("builtin_function_or_method")
};
