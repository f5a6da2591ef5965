//! Iterator over sets.

use std::cell::Cell;

use crate::object::error::runtime_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::int::Int;
use crate::types::list::List;
use crate::types::list::iter::reduce_call;
use crate::types::set::Set;

#[repr(C)]
pub struct SetIterator {
    head: Obj,
    /// Empty once exhausted.
    set: Field<Set>,
    /// Size of the set when iteration began; `usize::MAX` once it changed.
    used: Cell<usize>,
    place: Cell<usize>,
    left: Cell<usize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for SetIterator {
    fn type_object() -> &'static Type {
        &SET_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.set);
    }
}

impl SetIterator {
    pub fn new(set: Ref<Set>) -> Ref<SetIterator> {
        let used = set.len();
        object::alloc(
            &SET_ITERATOR_TYPE,
            SetIterator {
                head: object::header(0),
                set: Field::new(set),
                used: Cell::new(used),
                place: Cell::new(0),
                left: Cell::new(used),
            },
        )
    }

    /// The next element.
    ///
    /// # Errors
    /// `RuntimeError` when the set changed its size.
    pub fn next_item(&self) -> PyResult<Option<Ref>> {
        let Some(set) = self.set.get() else {
            return Ok(None);
        };
        if self.used.get() != set.len() {
            self.used.set(usize::MAX);
            return Err(runtime_error("Set changed size during iteration"));
        }
        let mut place = self.place.get();
        let found = set.next(&mut place);
        self.place.set(place);
        match found {
            Some(element) => {
                self.left.set(self.left.get().saturating_sub(1));
                Ok(Some(element))
            }
            None => {
                self.set.set(None);
                Ok(None)
            }
        }
    }
}

fn this(object: &Obj) -> &SetIterator {
    // SAFETY: called for set iterators only.
    unsafe { object.cast_unchecked() }
}

fn length_hint(object: &Obj) -> PyResult {
    let iterator = this(object);
    let same = iterator
        .set
        .peek()
        .is_some_and(|set| set.len() == iterator.used.get());
    let left = if same { iterator.left.get() } else { 0 };
    Ok(Int::from_usize(left).into_obj())
}

/// What is left, as a list: the iterator itself does not move.
fn reduce(object: &Obj) -> PyResult {
    let iterator = this(object);
    let mut items = Vec::new();
    if let Some(set) = iterator.set.get() {
        if set.len() != iterator.used.get() {
            iterator.used.set(usize::MAX);
            return Err(runtime_error("Set changed size during iteration"));
        }
        let mut place = iterator.place.get();
        while let Some(element) = set.next(&mut place) {
            items.push(element);
        }
    }
    reduce_call("iter", List::new(items).into_obj(), None)
}

pub static SET_ITERATOR_TYPE: Type = Type::builtin(&SET_ITERATOR_SPEC);
static SET_ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (48, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(|object| this(object).next_item()),
        ..Slots::NONE
    },
    methods: &[
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
    ],
    ..TypeSpec::of::<SetIterator>("set_iterator")
};
