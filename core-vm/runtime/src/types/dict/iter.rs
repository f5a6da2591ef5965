//! Iterators over dictionaries: keys, values, items, forwards and backwards.

use std::cell::Cell;

use crate::object::error::runtime_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::dict::Dict;
use crate::types::int::Int;
use crate::types::list::List;
use crate::types::list::iter::reduce_call;
use crate::types::tuple::Tuple;

/// What an iterator or view gives of each entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Keys,
    Values,
    Items,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Forward,
    Backward,
}

#[repr(C)]
pub struct DictIterator {
    head: Obj,
    /// Empty once exhausted.
    dict: Field<Dict>,
    /// Size of the dictionary when iteration began; `usize::MAX` once it changed.
    used: Cell<usize>,
    position: Cell<usize>,
    left: Cell<usize>,
    what: What,
    direction: Direction,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for DictIterator {
    fn type_object() -> &'static Type {
        &KEY_ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.dict);
    }
}

impl DictIterator {
    pub fn new(dict: Ref<Dict>, what: What, direction: Direction) -> Ref<DictIterator> {
        let ty = match (what, direction) {
            (What::Keys, Direction::Forward) => &KEY_ITERATOR_TYPE,
            (What::Values, Direction::Forward) => &VALUE_ITERATOR_TYPE,
            (What::Items, Direction::Forward) => &ITEM_ITERATOR_TYPE,
            (What::Keys, Direction::Backward) => &REVERSE_KEY_ITERATOR_TYPE,
            (What::Values, Direction::Backward) => &REVERSE_VALUE_ITERATOR_TYPE,
            (What::Items, Direction::Backward) => &REVERSE_ITEM_ITERATOR_TYPE,
        };
        let used = dict.len();
        let position = match direction {
            Direction::Forward => 0,
            Direction::Backward => dict.end_position(),
        };
        object::alloc(
            ty,
            DictIterator {
                head: object::header(0),
                dict: Field::new(dict),
                used: Cell::new(used),
                position: Cell::new(position),
                left: Cell::new(used),
                what,
                direction,
            },
        )
    }

    /// The next entry as what the iterator gives.
    ///
    /// # Errors
    /// `RuntimeError` when the dictionary changed.
    #[inline]
    pub fn next_item(&self) -> PyResult<Option<Ref>> {
        let Some(dict) = self.dict.peek() else {
            return Ok(None);
        };
        if self.used.get() != dict.len() {
            self.used.set(usize::MAX);
            return Err(runtime_error("dictionary changed size during iteration"));
        }
        let mut position = self.position.get();
        let found = match self.direction {
            Direction::Forward => dict.next(&mut position),
            Direction::Backward => dict.previous(&mut position),
        };
        let Some((key, value)) = found else {
            self.dict.set(None);
            return Ok(None);
        };
        if self.left.get() == 0 && self.direction == Direction::Forward {
            // As many keys, but others: some were removed and added.
            self.dict.set(None);
            return Err(runtime_error("dictionary keys changed during iteration"));
        }
        self.position.set(position);
        self.left.set(self.left.get().saturating_sub(1));
        Ok(Some(pick(self.what, key, value)))
    }
}

/// The part of an entry that is asked for.
pub(super) fn pick(what: What, key: Ref, value: Ref) -> Ref {
    match what {
        What::Keys => key,
        What::Values => value,
        What::Items => Tuple::new(vec![key, value]).into_obj(),
    }
}

fn this(object: &Obj) -> &DictIterator {
    // SAFETY: called with dictionary iterators only.
    unsafe { object.cast_unchecked() }
}

fn length_hint(object: &Obj) -> PyResult {
    let iterator = this(object);
    let same = iterator
        .dict
        .peek()
        .is_some_and(|dict| dict.len() == iterator.used.get());
    let left = if same { iterator.left.get() } else { 0 };
    Ok(Int::from_usize(left).into_obj())
}

/// What is left, as a list: the iterator itself does not move.
fn reduce(object: &Obj) -> PyResult {
    let iterator = this(object);
    let copy = object::alloc(
        object.ty(),
        DictIterator {
            head: object::header(0),
            dict: Field::new(iterator.dict.get()),
            used: iterator.used.clone(),
            position: iterator.position.clone(),
            left: iterator.left.clone(),
            what: iterator.what,
            direction: iterator.direction,
        },
    );
    let mut items = Vec::new();
    while let Some(item) = copy.next_item()? {
        items.push(item);
    }
    reduce_call("iter", List::new(items).into_obj(), None)
}

const SLOTS: Slots = Slots {
    iter: Some(|this| Ok(this.to_ref())),
    next: Some(|object| this(object).next_item()),
    ..Slots::NONE
};

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
];

const fn spec(name: &'static str) -> TypeSpec {
    TypeSpec {
        flags: flags::HAVE_GC,
        reported: (56, 0),
        slots: SLOTS,
        methods: METHODS,
        ..TypeSpec::of::<DictIterator>(name)
    }
}

macro_rules! iterator_types {
    ($($static:ident $spec:ident $name:literal,)*) => {
        $(
            pub static $static: Type = Type::builtin(&$spec);
            static $spec: TypeSpec = spec($name);
        )*

        /// The iterator types of `dict`.
        pub static TYPES: &[&Type] = &[$(&$static),*];
    };
}

iterator_types! {
    KEY_ITERATOR_TYPE KEY_SPEC "dict_keyiterator",
    VALUE_ITERATOR_TYPE VALUE_SPEC "dict_valueiterator",
    ITEM_ITERATOR_TYPE ITEM_SPEC "dict_itemiterator",
    REVERSE_KEY_ITERATOR_TYPE REVERSE_KEY_SPEC "dict_reversekeyiterator",
    REVERSE_VALUE_ITERATOR_TYPE REVERSE_VALUE_SPEC "dict_reversevalueiterator",
    REVERSE_ITEM_ITERATOR_TYPE REVERSE_ITEM_SPEC "dict_reverseitemiterator",
}
