//! The exception classes: one layout, one table of classes.

use std::cell::{Cell, OnceCell};

use crate::object::{self, Field, Obj, Object, Ref, Type, TypeSpec, Visitor, flags};
use crate::types::dict::Dict;
use crate::types::str::Str;
use crate::types::traceback::Traceback;
use crate::types::tuple::Tuple;

mod classes;
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
        if let Some(init) = class.slots().init {
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

/// Description of an exception class without attributes of its own.
const fn spec(
    name: &'static str,
    base: &'static Type,
    doc: &'static str,
    reported: usize,
) -> TypeSpec {
    TypeSpec {
        doc: Some(doc),
        base: Some(base),
        flags: FLAGS,
        reported: (reported, 0),
        dict_offset: std::mem::offset_of!(BaseException, dict),
        ..TypeSpec::of::<BaseException>(name)
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
