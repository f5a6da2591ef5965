//! Iterator over tuples.

use std::cell::Cell;

use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::number;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::exceptions::OVERFLOW_ERROR;
use crate::types::int::Int;
use crate::types::list::iter::{reduce_call, state_methods};
use crate::types::none::none;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct TupleIterator {
    head: Obj,
    /// Empty once exhausted.
    tuple: Field<Tuple>,
    index: Cell<usize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for TupleIterator {
    fn type_object() -> &'static Type {
        &TUPLE_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.tuple);
    }
}

impl TupleIterator {
    pub fn new(tuple: Ref<Tuple>) -> Ref<TupleIterator> {
        object::alloc(
            &TUPLE_ITERATOR_TYPE,
            TupleIterator {
                head: object::header(0),
                tuple: Field::new(tuple),
                index: Cell::new(0),
            },
        )
    }

    /// The next item; the tuple is let go at the end.
    #[inline(always)]
    pub fn next_item(&self) -> Option<Ref> {
        let tuple = self.tuple.peek()?;
        let index = self.index.get();
        match tuple.get(index) {
            Some(item) => {
                self.index.set(index + 1);
                Some(item)
            }
            None => {
                self.tuple.set(None);
                None
            }
        }
    }
}

fn this(object: &Obj) -> &TupleIterator {
    // SAFETY: called for tuple iterators only.
    unsafe { object.cast_unchecked() }
}

fn length_hint(object: &Obj) -> PyResult {
    let iterator = this(object);
    let left = iterator
        .tuple
        .peek()
        .map_or(0, |tuple| tuple.len().saturating_sub(iterator.index.get()));
    Ok(Int::from_usize(left).into_obj())
}

fn reduce(object: &Obj) -> PyResult {
    let iterator = this(object);
    match iterator.tuple.get() {
        Some(tuple) => reduce_call("iter", tuple.into_obj(), Some(iterator.index.get() as i64)),
        None => reduce_call("iter", Tuple::empty().into_obj(), None),
    }
}

fn setstate(object: &Obj, state: &Obj) -> PyResult {
    let iterator = this(object);
    let index = number::index_as_isize(state, Some(&OVERFLOW_ERROR))?;
    if let Some(tuple) = iterator.tuple.peek() {
        iterator.index.set((index.max(0) as usize).min(tuple.len()));
    }
    Ok(none())
}

pub static TUPLE_ITERATOR_TYPE: Type = Type::builtin(&TUPLE_ITERATOR_SPEC);
static TUPLE_ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(|object| Ok(this(object).next_item())),
        ..Slots::NONE
    },
    methods: state_methods!(length_hint, reduce, setstate),
    ..TypeSpec::of::<TupleIterator>("tuple_iterator")
};
