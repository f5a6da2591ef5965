//! Iterators over strings: `str_ascii_iterator` and `str_iterator`.

use std::cell::Cell;

use crate::object::error::type_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::int::Int;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct StrIterator {
    head: Obj,
    /// Empty once exhausted.
    string: Field<Str>,
    index: Cell<usize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for StrIterator {
    fn type_object() -> &'static Type {
        &STR_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.string);
    }
}

/// `iter(string)`
pub(super) fn iter(this: &Obj) -> PyResult {
    let string = super::index::receiver(this)?;
    let ty = if string.is_ascii() {
        &STR_ASCII_ITERATOR_TYPE
    } else {
        &STR_ITERATOR_TYPE
    };
    let iterator = object::alloc(
        ty,
        StrIterator {
            head: object::header(0),
            string: Field::new(string.to_ref()),
            index: Cell::new(0),
        },
    );
    Ok(iterator.into_obj())
}

fn receiver(this: &Obj) -> PyResult<&StrIterator> {
    if this.is_exact(&STR_ITERATOR_TYPE) || this.is_exact(&STR_ASCII_ITERATOR_TYPE) {
        // SAFETY: both types have this layout.
        return Ok(unsafe { this.cast_unchecked() });
    }
    Err(crate::types::wrong_receiver(this, "str_iterator"))
}

impl StrIterator {
    /// The next character; the string is let go at the end.
    #[inline]
    pub fn advance(&self) -> Option<Ref<Str>> {
        let string = self.string.peek()?;
        let index = self.index.get();
        match string.char_at(index) {
            Some(char) => {
                self.index.set(index + 1);
                Some(char)
            }
            None => {
                self.string.set(None);
                None
            }
        }
    }
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    Ok(receiver(this)?.advance().map(Ref::into_obj))
}

fn length_hint(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let left = this
        .string
        .peek()
        .map_or(0, |string| string.len().saturating_sub(this.index.get()));
    Ok(Int::from_usize(left).into_obj())
}

fn reduce(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let iter = crate::vm::builtins().get_str(&super::intern::intern_str("iter"));
    let iter = iter.unwrap_or_else(crate::types::none::none);
    let parts = match this.string.get() {
        Some(string) => vec![
            iter,
            Tuple::new(vec![string.into_obj()]).into_obj(),
            Int::from_usize(this.index.get()).into_obj(),
        ],
        None => vec![
            iter,
            Tuple::new(vec![Str::from_str("").into_obj()]).into_obj(),
        ],
    };
    Ok(Tuple::new(parts).into_obj())
}

fn setstate(this: &Obj, state: &Obj) -> PyResult {
    let this = receiver(this)?;
    let Some(index) = state.downcast::<Int>() else {
        return Err(type_error("an integer is required"));
    };
    let index = index.as_i64().unwrap_or(i64::MAX).max(0) as usize;
    if let Some(string) = this.string.peek() {
        this.index.set(index.min(string.len()));
    }
    object::native::none()
}

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__length_hint__",
        "($self, /)",
        "Private method returning an estimate of len(list(it)).",
        NativeFn::NoArgs(length_hint),
    ),
    NativeDef::new(
        "__reduce__",
        "($self, /)",
        "Return state information for pickling.",
        NativeFn::NoArgs(reduce),
    ),
    NativeDef::new(
        "__setstate__",
        "($self, object, /)",
        "Set state information for unpickling.",
        NativeFn::One(setstate),
    ),
];

const fn spec(name: &'static str) -> TypeSpec {
    TypeSpec {
        flags: flags::HAVE_GC,
        reported: (32, 0),
        slots: Slots {
            iter: Some(|this| Ok(this.to_ref())),
            next: Some(next),
            ..Slots::NONE
        },
        methods: METHODS,
        ..TypeSpec::of::<StrIterator>(name)
    }
}

pub static STR_ITERATOR_TYPE: Type = Type::builtin(&STR_ITERATOR_SPEC);
static STR_ITERATOR_SPEC: TypeSpec = spec("str_iterator");
pub static STR_ASCII_ITERATOR_TYPE: Type = Type::builtin(&STR_ASCII_ITERATOR_SPEC);
static STR_ASCII_ITERATOR_SPEC: TypeSpec = spec("str_ascii_iterator");
