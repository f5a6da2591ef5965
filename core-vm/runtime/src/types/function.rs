//! `function`: what `def` and `lambda` make.

use std::cell::Cell;

use crate::object::{self, Field, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};
use crate::types::code::Code;
use crate::types::dict::Dict;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct Function {
    head: Obj,
    pub globals: Field<Dict>,
    pub builtins: Field<Dict>,
    pub name: Field<Str>,
    pub qualname: Field<Str>,
    pub code: Field<Code>,
    pub defaults: Field<Tuple>,
    pub kwdefaults: Field<Dict>,
    pub closure: Field<Tuple>,
    pub doc: Field,
    pub dict: Field<Dict>,
    pub weaklist: Cell<*mut crate::types::weakref::WeakRef>,
    pub module: Field,
    pub annotations: Field,
    pub annotate: Field,
    pub type_params: Field,
    /// For specialised calls; 0: none. Changes of code or defaults reset it.
    pub version: Cell<u32>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Function {
    fn type_object() -> &'static Type {
        &FUNCTION_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.code);
        visit.field(&self.globals);
        visit.field(&self.module);
        visit.field(&self.defaults);
        visit.field(&self.kwdefaults);
        visit.field(&self.doc);
        visit.field(&self.name);
        visit.field(&self.dict);
        visit.field(&self.closure);
        visit.field(&self.annotations);
        visit.field(&self.annotate);
        visit.field(&self.type_params);
        visit.field(&self.qualname);
        visit.field(&self.builtins);
    }

    fn clear(&self) {
        self.version.set(0);
        self.globals.set(None);
        self.module.set(None);
        self.defaults.set(None);
        self.kwdefaults.set(None);
        self.doc.set(None);
        self.dict.set(None);
        self.closure.set(None);
        self.annotations.set(None);
        self.annotate.set(None);
        self.type_params.set(None);
        self.builtins.set(None);
    }
}

impl Function {
    /// A function over `globals`; its builtins are found as CPython does, its module is
    /// the globals' `__name__`.
    pub fn new(code: &Ref<Code>, globals: &Ref<Dict>, qualname: Option<Ref<Str>>) -> Ref<Function> {
        let name = code.name.get();
        let doc = code.docstring().unwrap_or_else(crate::types::none::none);
        object::alloc(
            &FUNCTION_TYPE,
            Function {
                head: object::header(0),
                globals: Field::new(globals.clone()),
                builtins: Field::new(crate::vm::builtins_of(globals)),
                qualname: Field::new(qualname.or_else(|| code.qualname.get())),
                name: Field::new(name),
                code: Field::new(code.clone()),
                defaults: Field::empty(),
                kwdefaults: Field::empty(),
                closure: Field::empty(),
                doc: Field::new(doc),
                dict: Field::empty(),
                weaklist: Cell::new(std::ptr::null_mut()),
                module: Field::new(globals.get_str(&crate::vm::names().dunder_name)),
                annotations: Field::empty(),
                annotate: Field::empty(),
                type_params: Field::empty(),
                version: Cell::new(0),
            },
        )
    }

    /// Attaches the function that `def` made for its annotations, which is
    /// called after the function it belongs to.
    #[inline(never)]
    pub(crate) fn set_made_annotate(&self, annotate: Ref) {
        if let (Some(own), Some(inner)) = (self.qualname.get(), annotate.downcast::<Function>()) {
            let name = format!("{}.__annotate__", own.to_string_lossy());
            inner.qualname.set(Str::from_str(&name));
        }
        self.annotate.set(annotate);
    }

    /// The version for specialised calls, assigned on demand; 0 when versions ran out.
    pub fn version(&self) -> u32 {
        use std::sync::atomic::{AtomicU32, Ordering};
        static NEXT: AtomicU32 = AtomicU32::new(1);
        if self.version.get() == 0 {
            let next = NEXT.load(Ordering::Relaxed);
            if next != u32::MAX {
                NEXT.store(next + 1, Ordering::Relaxed);
                self.version.set(next);
            }
        }
        self.version.get()
    }
}

pub static FUNCTION_TYPE: Type = Type::builtin(&FUNCTION_SPEC);
static FUNCTION_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "function(code, globals, name=None, argdefs=None, closure=None,\n         kwdefaults=None)\n--\n\nCreate a function object.\n\n  code\n    a code object\n  globals\n    the globals dictionary\n  name\n    a string that overrides the name from the code object\n  argdefs\n    a tuple that specifies the default argument values\n  closure\n    a tuple that supplies the bindings for free variables\n  kwdefaults\n    a dictionary that specifies the default keyword argument values",
    ),
    slots: crate::types::function_attributes::SLOTS,
    members: crate::types::function_attributes::MEMBERS,
    getset: crate::types::function_attributes::GETSET,
    flags: flags::HAVE_GC | flags::METHOD_DESCRIPTOR | flags::HAVE_VECTORCALL,
    reported: (152, 0),
    dict_offset: std::mem::offset_of!(Function, dict),
    weaklist_offset: std::mem::offset_of!(Function, weaklist),
    ..TypeSpec::of::<Function>("function")
};
