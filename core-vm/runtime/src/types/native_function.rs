//! `builtin_function_or_method`: a native function bound to its module or instance.

use std::cell::Cell;

use crate::object::native::NativeDef;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Type, TypeSpec, Visitor, flags,
};

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

pub static NATIVE_FUNCTION_TYPE: Type = Type::builtin(&NATIVE_FUNCTION_SPEC);
static NATIVE_FUNCTION_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::HAVE_VECTORCALL,
    reported: (56, 0),
    weaklist_offset: std::mem::offset_of!(NativeFunction, weaklist),
    slots: object::Slots {
        call: Some(call),
        ..object::Slots::NONE
    },
    ..TypeSpec::of::<NativeFunction>("builtin_function_or_method")
};
