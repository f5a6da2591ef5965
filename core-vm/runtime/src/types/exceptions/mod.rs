//! The exception classes: one layout, one table of classes.

use std::cell::{Cell, OnceCell};

use crate::object::native::{GetSet, Member, NativeDef};
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::dict::Dict;
use crate::types::none::none;
use crate::types::str::Str;
use crate::types::traceback::Traceback;
use crate::types::tuple::Tuple;

mod attribute_error;
mod base;
mod classes;
pub mod except_star;
pub mod group;
pub mod import_error;
pub mod os_error;
pub mod raise;
mod simple;
pub mod suggestions;
pub mod syntax_error;
pub mod unicode_error;

pub use classes::*;

/// How many fields the class with the most has (`SyntaxError`).
pub const EXTRA_FIELDS: usize = 11;

/// Every exception instance. What single classes add (`StopIteration.value`,
/// `OSError.errno`, …) is in `extra`, allocated when first set.
#[repr(C)]
pub struct BaseException {
    head: Obj,
    pub dict: Field<Dict>,
    pub args: Field<Tuple>,
    pub notes: Field,
    pub traceback: Field<Traceback>,
    pub context: Field<BaseException>,
    pub cause: Field<BaseException>,
    pub suppress_context: Cell<bool>,
    extra: OnceCell<Box<[Field; EXTRA_FIELDS]>>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for BaseException {
    fn type_object() -> &'static Type {
        &BASE_EXCEPTION
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.dict);
        visit.field(&self.args);
        visit.field(&self.notes);
        visit.field(&self.traceback);
        visit.field(&self.cause);
        visit.field(&self.context);
        for field in self.extra.get().into_iter().flat_map(|extra| extra.iter()) {
            visit.field(field);
        }
    }

    fn clear(&self) {
        self.dict.set(None);
        self.args.set(None);
        self.notes.set(None);
        self.traceback.set(None);
        self.cause.set(None);
        self.context.set(None);
        for field in self.extra.get().into_iter().flat_map(|extra| extra.iter()) {
            field.set(None);
        }
    }
}

impl BaseException {
    /// A bare instance of `class` holding `args`; class-specific fields are not set.
    pub(crate) fn bare(class: &Type, args: Ref<Tuple>) -> Ref<BaseException> {
        object::alloc(
            class,
            BaseException {
                head: object::header(0),
                dict: Field::empty(),
                args: Field::new(args),
                notes: Field::empty(),
                traceback: Field::empty(),
                context: Field::empty(),
                cause: Field::empty(),
                suppress_context: Cell::new(false),
                extra: OnceCell::new(),
            },
        )
    }

    /// An instance of a built-in class with these arguments.
    pub fn with_args(class: &Type, args: &[&Obj]) -> Ref<BaseException> {
        let instance = Self::bare(class, Tuple::from_slice(args));
        if let Some(init) = class.slots().init
            && !std::ptr::fn_addr_eq(init, base::init as object::slots::InitFn)
        {
            let done = init(
                instance.as_obj(),
                crate::object::Args::positional_only(args),
            );
            debug_assert!(
                done.is_ok(),
                "initialising a built-in exception with positional arguments"
            );
            drop(done);
        }
        instance
    }

    /// An instance of a built-in class with one string argument.
    pub fn new(class: &Type, message: &str) -> Ref<BaseException> {
        let message = Str::from_str(message);
        Self::with_args(class, &[message.as_obj()])
    }

    /// A class-specific field.
    pub fn extra(&self, index: usize) -> &Field {
        &self
            .extra
            .get_or_init(|| Box::new([const { Field::empty() }; EXTRA_FIELDS]))[index]
    }

    /// A class-specific field, when any was ever set.
    pub fn peek_extra(&self, index: usize) -> Option<Ref> {
        self.extra.get().and_then(|extra| extra[index].get())
    }
}

const FLAGS: u32 = flags::BASETYPE | flags::HAVE_GC | flags::BASE_EXC_SUBCLASS;

/// What a class has beyond its base.
pub(crate) struct Part {
    slots: Slots,
    methods: &'static [NativeDef],
    getset: &'static [GetSet],
    members: &'static [Member],
    extra: Option<fn(&Type)>,
}

impl Part {
    pub(crate) const NONE: Part = Part {
        slots: Slots::NONE,
        methods: &[],
        getset: &[],
        members: &[],
        extra: None,
    };
}

/// Description of an exception class.
const fn spec(
    name: &'static str,
    base: &'static Type,
    doc: &'static str,
    reported: usize,
    part: Part,
) -> TypeSpec {
    TypeSpec {
        doc: if doc.is_empty() { None } else { Some(doc) },
        base: Some(base),
        flags: FLAGS,
        reported: (reported, 0),
        dict_offset: std::mem::offset_of!(BaseException, dict),
        slots: part.slots,
        methods: part.methods,
        getset: part.getset,
        members: part.members,
        extra: part.extra,
        ..TypeSpec::of::<BaseException>(name)
    }
}

/// Description of an exception class that a native module defines.
pub const fn module_exception(name: &'static str, base: &'static Type) -> TypeSpec {
    spec(name, base, "", size_of::<[usize; 9]>(), Part::NONE)
}

/// The exception behind `self` of a slot or method of an exception class.
fn this(object: &Obj) -> &BaseException {
    debug_assert!(object.is_instance(&BASE_EXCEPTION));
    // SAFETY: slots and methods of these classes are only reached with their instances.
    unsafe { object.cast_unchecked() }
}

/// Reads a class-specific field; unset is `None`.
fn get_field<const INDEX: usize>(object: &Obj) -> PyResult {
    Ok(this(object).peek_extra(INDEX).unwrap_or_else(none))
}

fn set_field<const INDEX: usize>(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    this(object).extra(INDEX).set(value.map(Object::to_ref));
    Ok(())
}

/// A writable attribute stored in class-specific field `INDEX` (`_Py_T_OBJECT`).
const fn member<const INDEX: usize>(name: &'static str, doc: &'static str) -> Member {
    Member {
        name,
        get: get_field::<INDEX>,
        set: Some(set_field::<INDEX>),
        doc: Some(doc),
    }
}

/// Indices of class-specific fields in [`BaseException::extra`].
pub mod field {
    /// `AttributeError.name`, `NameError.name`.
    pub const NAME: usize = 0;
    /// `AttributeError.obj`.
    pub const OBJ: usize = 1;
    /// `StopIteration.value`, `SystemExit.code`.
    pub const VALUE: usize = 0;
}
