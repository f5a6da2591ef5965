//! `odict_keys`, `odict_values`, `odict_items` and their iterator.

use std::cell::Cell;

use crate::object::error::runtime_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::sequence;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::dict::iter::{Direction, What, pick};
use crate::types::dict::ordered::{ORDERED_DICT_TYPE, ordered};
use crate::types::dict::views::{ITEMS_TYPE, KEYS_TYPE, VALUES_TYPE, View};
use crate::types::list::List;
use crate::types::list::iter::reduce_call;

#[repr(C)]
pub struct OrderedIterator {
    head: Obj,
    /// Empty once exhausted.
    dict: Field,
    /// Size and version of the dictionary when iteration began.
    used: usize,
    version: u64,
    position: Cell<usize>,
    what: What,
    direction: Direction,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for OrderedIterator {
    fn type_object() -> &'static Type {
        &ITERATOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.dict);
    }

    fn clear(&self) {
        self.dict.set(None);
    }
}

impl OrderedIterator {
    /// An iterator over an ordered dictionary.
    pub(super) fn make(of: &Obj, what: What, direction: Direction) -> Ref {
        let (used, version, position) = match ordered(of) {
            Some(dict) => {
                let position = match direction {
                    Direction::Forward => dict.start(),
                    Direction::Backward => dict.as_dict().end_position(),
                };
                (dict.as_dict().len(), dict.as_dict().version.get(), position)
            }
            None => (0, 0, 0),
        };
        object::alloc(
            &ITERATOR_TYPE,
            OrderedIterator {
                head: object::header(0),
                dict: Field::new(of.to_ref()),
                used,
                version,
                position: Cell::new(position),
                what,
                direction,
            },
        )
        .into_obj()
    }

    fn step(&self) -> PyResult<Option<Ref>> {
        let Some(object) = self.dict.get() else {
            return Ok(None);
        };
        let Some(dict) = ordered(&object).map(|dict| dict.as_dict()) else {
            return Ok(None);
        };
        if dict.version.get() != self.version {
            self.dict.set(None);
            return Err(runtime_error("OrderedDict mutated during iteration"));
        }
        if dict.len() != self.used {
            self.dict.set(None);
            return Err(runtime_error("OrderedDict changed size during iteration"));
        }
        let mut position = self.position.get();
        let found = match self.direction {
            Direction::Forward => dict.next(&mut position),
            Direction::Backward => dict.previous(&mut position),
        };
        self.position.set(position);
        let Some((key, mut value)) = found else {
            self.dict.set(None);
            return Ok(None);
        };
        // A subclass may have something to say about its values.
        if self.what != What::Keys && !object.is_exact(&ORDERED_DICT_TYPE) {
            value = sequence::getitem(&object, &key)?;
        }
        Ok(Some(pick(self.what, key, value)))
    }
}

fn iterator(object: &Obj) -> &OrderedIterator {
    // SAFETY: called with iterators only.
    unsafe { object.cast_unchecked() }
}

/// What is left, as a list; the iterator itself stays where it is.
fn reduce(object: &Obj) -> PyResult {
    let this = iterator(object);
    let copy = object::alloc(
        &ITERATOR_TYPE,
        OrderedIterator {
            head: object::header(0),
            dict: Field::new(this.dict.get()),
            used: this.used,
            version: this.version,
            position: Cell::new(this.position.get()),
            what: this.what,
            direction: this.direction,
        },
    );
    let mut left = Vec::new();
    while let Some(item) = copy.step()? {
        left.push(item);
    }
    reduce_call("iter", List::new(left).into_obj(), None)
}

pub static ITERATOR_TYPE: Type = Type::builtin(&ITERATOR_SPEC);
static ITERATOR_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    reported: (72, 0),
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(|this| iterator(this).step()),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__reduce__",
        "",
        "Return state information for pickling",
        NativeFn::NoArgs(reduce),
    )],
    ..TypeSpec::of::<OrderedIterator>("odict_iterator")
};

/// A view of an ordered dictionary.
pub(super) fn view(of: &Obj, what: What) -> Ref {
    let ty = match what {
        What::Keys => &ORDERED_KEYS_TYPE,
        What::Values => &ORDERED_VALUES_TYPE,
        What::Items => &ORDERED_ITEMS_TYPE,
    };
    View::of_type(ty, of, what)
}

fn iter(object: &Obj) -> PyResult {
    let (dict, what) = crate::types::dict::views::parts(object);
    Ok(OrderedIterator::make(
        dict.as_obj(),
        what,
        Direction::Forward,
    ))
}

fn reversed(object: &Obj) -> PyResult {
    let (dict, what) = crate::types::dict::views::parts(object);
    Ok(OrderedIterator::make(
        dict.as_obj(),
        what,
        Direction::Backward,
    ))
}

static VIEW_METHODS: &[NativeDef] = &[NativeDef::new(
    "__reversed__",
    "",
    "",
    NativeFn::NoArgs(reversed),
)];

macro_rules! views {
    ($($ty:ident, $spec:ident, $base:ident, $name:literal;)*) => {$(
        pub static $ty: Type = Type::builtin(&$spec);
        static $spec: TypeSpec = TypeSpec {
            base: Some(&$base),
            flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
            reported: (24, 0),
            slots: Slots {
                iter: Some(iter),
                ..Slots::NONE
            },
            methods: VIEW_METHODS,
            ..TypeSpec::of::<View>($name)
        };
    )*};
}

views! {
    ORDERED_KEYS_TYPE, ORDERED_KEYS_SPEC, KEYS_TYPE, "odict_keys";
    ORDERED_VALUES_TYPE, ORDERED_VALUES_SPEC, VALUES_TYPE, "odict_values";
    ORDERED_ITEMS_TYPE, ORDERED_ITEMS_SPEC, ITEMS_TYPE, "odict_items";
}
