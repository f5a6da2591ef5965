//! Iterators over lists, forwards and backwards.

use std::cell::Cell;

use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::number;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::exceptions::OVERFLOW_ERROR;
use crate::types::int::Int;
use crate::types::list::List;
use crate::types::none::none;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct ListIterator {
    head: Obj,
    /// Empty once exhausted.
    list: Field<List>,
    index: Cell<usize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for ListIterator {
    fn type_object() -> &'static Type {
        &LIST_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.list);
    }
}

impl ListIterator {
    pub fn new(list: Ref<List>) -> Ref<ListIterator> {
        object::alloc(
            &LIST_ITERATOR_TYPE,
            ListIterator {
                head: object::header(0),
                list: Field::new(list),
                index: Cell::new(0),
            },
        )
    }

    /// The next item; the list is let go at the end.
    #[inline(always)]
    pub fn next_item(&self) -> Option<Ref> {
        let list = self.list.peek()?;
        let index = self.index.get();
        match list.get(index) {
            Some(item) => {
                self.index.set(index + 1);
                Some(item)
            }
            None => {
                self.list.set(None);
                None
            }
        }
    }
}

/// Walks a list from its end.
#[repr(C)]
pub struct ListReverseIterator {
    head: Obj,
    list: Field<List>,
    /// The next position; -1 at the end.
    index: Cell<isize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for ListReverseIterator {
    fn type_object() -> &'static Type {
        &LIST_REVERSE_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.list);
    }
}

impl ListReverseIterator {
    pub fn new(list: Ref<List>) -> Ref<ListReverseIterator> {
        let last = list.len() as isize - 1;
        object::alloc(
            &LIST_REVERSE_ITERATOR_TYPE,
            ListReverseIterator {
                head: object::header(0),
                list: Field::new(list),
                index: Cell::new(last),
            },
        )
    }

    fn next_item(&self) -> Option<Ref> {
        let list = self.list.peek()?;
        let index = self.index.get();
        let found = usize::try_from(index)
            .ok()
            .and_then(|index| list.get(index));
        match found {
            Some(item) => {
                self.index.set(index - 1);
                Some(item)
            }
            None => {
                self.index.set(-1);
                self.list.set(None);
                None
            }
        }
    }
}

fn forward(object: &Obj) -> &ListIterator {
    // SAFETY: called for list iterators only.
    unsafe { object.cast_unchecked() }
}

fn backward(object: &Obj) -> &ListReverseIterator {
    // SAFETY: called for reverse list iterators only.
    unsafe { object.cast_unchecked() }
}

/// `(function of builtins, (argument,)[, state])` for `__reduce__` of iterators.
pub(crate) fn reduce_call(function: &str, argument: Ref, state: Option<i64>) -> PyResult {
    let function = crate::vm::builtins()
        .get_text(function)
        .ok_or_else(|| object::error::runtime_error("lost a built-in function"))?;
    let mut parts = vec![function, Tuple::new(vec![argument]).into_obj()];
    if let Some(state) = state {
        parts.push(Int::new(state).into_obj());
    }
    Ok(Tuple::new(parts).into_obj())
}

/// An empty list or tuple for exhausted iterators.
fn empty() -> Ref {
    List::new(Vec::new()).into_obj()
}

fn length_hint(object: &Obj) -> PyResult {
    let iterator = forward(object);
    let left = iterator
        .list
        .peek()
        .map_or(0, |list| list.len().saturating_sub(iterator.index.get()));
    Ok(Int::from_usize(left).into_obj())
}

fn reduce(object: &Obj) -> PyResult {
    let iterator = forward(object);
    match iterator.list.get() {
        Some(list) => reduce_call("iter", list.into_obj(), Some(iterator.index.get() as i64)),
        None => reduce_call("iter", empty(), None),
    }
}

fn setstate(object: &Obj, state: &Obj) -> PyResult {
    let iterator = forward(object);
    let index = number::index_as_isize(state, Some(&OVERFLOW_ERROR))?;
    if let Some(list) = iterator.list.peek() {
        iterator.index.set((index.max(0) as usize).min(list.len()));
    }
    Ok(none())
}

fn reverse_length_hint(object: &Obj) -> PyResult {
    let iterator = backward(object);
    let left = (iterator.index.get() + 1).max(0) as usize;
    let known = iterator.list.peek().is_some_and(|list| list.len() >= left);
    Ok(Int::from_usize(if known { left } else { 0 }).into_obj())
}

fn reverse_reduce(object: &Obj) -> PyResult {
    let iterator = backward(object);
    match iterator.list.get() {
        Some(list) => reduce_call(
            "reversed",
            list.into_obj(),
            Some(iterator.index.get() as i64),
        ),
        None => reduce_call("iter", empty(), None),
    }
}

fn reverse_setstate(object: &Obj, state: &Obj) -> PyResult {
    let iterator = backward(object);
    let index = number::index_as_isize(state, Some(&OVERFLOW_ERROR))?;
    if let Some(list) = iterator.list.peek() {
        iterator.index.set(index.clamp(-1, list.len() as isize - 1));
    }
    Ok(none())
}

/// The three methods that sequence iterators share.
macro_rules! state_methods {
    ($hint:path, $reduce:path, $setstate:path) => {
        &[
            NativeDef::new(
                "__length_hint__",
                "($self, /)",
                "Private method returning an estimate of len(list(it)).",
                NativeFn::NoArgs($hint),
            ),
            NativeDef::new(
                "__reduce__",
                "($self, /)",
                "Return state information for pickling.",
                NativeFn::NoArgs($reduce),
            ),
            NativeDef::new(
                "__setstate__",
                "($self, object, /)",
                "Set state information for unpickling.",
                NativeFn::One($setstate),
            ),
        ]
    };
}
pub(crate) use state_methods;

pub static LIST_ITERATOR_TYPE: Type = Type::builtin(&LIST_ITERATOR_SPEC);
static LIST_ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(|this| Ok(forward(this).next_item())),
        ..Slots::NONE
    },
    methods: state_methods!(length_hint, reduce, setstate),
    ..TypeSpec::of::<ListIterator>("list_iterator")
};

pub static LIST_REVERSE_ITERATOR_TYPE: Type = Type::builtin(&LIST_REVERSE_ITERATOR_SPEC);
static LIST_REVERSE_ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(|this| Ok(backward(this).next_item())),
        ..Slots::NONE
    },
    methods: state_methods!(reverse_length_hint, reverse_reduce, reverse_setstate),
    ..TypeSpec::of::<ListReverseIterator>("list_reverseiterator")
};
