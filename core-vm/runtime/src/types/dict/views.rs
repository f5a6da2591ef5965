//! `dict_keys`, `dict_values` and `dict_items`.

use crate::object::native::{GetSet, NativeDef, NativeFn};
use crate::object::protocol::{self, sequence};
use crate::object::slots::CompareOp;
use crate::object::{
    self, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::dict::Dict;
use crate::types::dict::iter::{DictIterator, Direction, What};
use crate::types::int::bool_ref;
use crate::types::list::List;
use crate::types::mapping_proxy::MappingProxy;
use crate::types::none::not_implemented;
use crate::types::repr_guard::ReprGuard;
use crate::types::set::{Set, any_set};
use crate::types::str::Str;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct View {
    head: Obj,
    dict: Field<Dict>,
    what: What,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for View {
    fn type_object() -> &'static Type {
        &KEYS_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.dict);
    }
}

impl View {
    pub fn new(dict: Ref<Dict>, what: What) -> Ref<View> {
        let ty = match what {
            What::Keys => &KEYS_TYPE,
            What::Values => &VALUES_TYPE,
            What::Items => &ITEMS_TYPE,
        };
        object::alloc(
            ty,
            View {
                head: object::header(0),
                dict: Field::new(dict),
                what,
            },
        )
    }
}

impl View {
    /// A view of another class.
    pub(super) fn of_type(ty: &'static Type, of: &Obj, what: What) -> Ref {
        let dict = of.downcast::<Dict>().map(Object::to_ref);
        let view = View {
            head: object::header(0),
            dict: Field::new(dict),
            what,
        };
        object::alloc(ty, view).into_obj()
    }
}

/// The dictionary of a view and what the view shows.
pub(super) fn parts(object: &Obj) -> (Ref<Dict>, What) {
    // SAFETY: called with views only.
    let view = unsafe { object.cast_unchecked::<View>() };
    (view.dict.get().unwrap_or_else(Dict::new), view.what)
}

fn repr(object: &Obj) -> PyResult {
    let Some(_guard) = ReprGuard::enter(object) else {
        return Ok(Str::from_str("...").into_obj());
    };
    let items = List::new(protocol::collect(object)?);
    let inner = protocol::repr(items.as_obj())?;
    Ok(Str::from_str(&format!("{}(", object.ty().name()))
        .concat(&inner)
        .concat(&Str::from_str(")"))
        .into_obj())
}

fn iter(object: &Obj) -> PyResult {
    let (dict, what) = parts(object);
    Ok(DictIterator::new(dict, what, Direction::Forward).into_obj())
}

fn reversed(object: &Obj) -> PyResult {
    let (dict, what) = parts(object);
    Ok(DictIterator::new(dict, what, Direction::Backward).into_obj())
}

fn length(object: &Obj) -> PyResult<usize> {
    Ok(parts(object).0.len())
}

fn keys_contain(object: &Obj, key: &Obj) -> PyResult<bool> {
    parts(object).0.contains(key)
}

fn items_contain(object: &Obj, item: &Obj) -> PyResult<bool> {
    let Some(pair) = item.downcast::<Tuple>() else {
        return Ok(false);
    };
    let [key, value] = pair.as_slice() else {
        return Ok(false);
    };
    match parts(object).0.get(key)? {
        Some(found) => protocol::eq(&found, value),
        None => Ok(false),
    }
}

fn is_set_view(object: &Obj) -> bool {
    object.ty().is_subtype(&KEYS_TYPE) || object.ty().is_subtype(&ITEMS_TYPE)
}

/// Whether everything in the first is in the second.
fn all_contained(inner: &Obj, outer: &Obj) -> PyResult<bool> {
    let iterator = protocol::iter(inner)?;
    while let Some(item) = protocol::next(&iterator)? {
        if !sequence::contains(outer, &item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn compare(object: &Obj, other: &Obj, op: CompareOp) -> PyResult {
    if any_set(other).is_none() && !is_set_view(other) {
        return Ok(not_implemented());
    }
    let (own, theirs) = (length(object)?, sequence::len(other)?);
    let answer = match op {
        CompareOp::Eq => own == theirs && all_contained(object, other)?,
        CompareOp::Ne => !(own == theirs && all_contained(object, other)?),
        CompareOp::Lt => own < theirs && all_contained(object, other)?,
        CompareOp::Le => own <= theirs && all_contained(object, other)?,
        CompareOp::Gt => own > theirs && all_contained(other, object)?,
        CompareOp::Ge => own >= theirs && all_contained(other, object)?,
    };
    Ok(bool_ref(answer))
}

/// A set of what the iterable gives.
fn set_of(iterable: &Obj) -> PyResult<Ref<Set>> {
    let set = Set::new();
    if let Some(other) = any_set(iterable) {
        set.merge(other)?;
        return Ok(set);
    }
    protocol::for_each(iterable, |item| set.add(&item))?;
    Ok(set)
}

/// `set(left)` changed by a method of `set` with the other side.
fn by_method(left: &Obj, method: &'static str, right: &Obj) -> PyResult {
    let result = set_of(left)?;
    protocol::call_method(result.as_obj(), method, &[right])?;
    Ok(result.into_obj())
}

fn sub(left: &Obj, right: &Obj) -> PyResult {
    by_method(left, "difference_update", right)
}

fn or(left: &Obj, right: &Obj) -> PyResult {
    by_method(left, "update", right)
}

fn xor(left: &Obj, right: &Obj) -> PyResult {
    by_method(left, "symmetric_difference_update", right)
}

/// Keeps what is in both; walks the smaller side when both are sets.
fn and(left: &Obj, right: &Obj) -> PyResult {
    let (mut view, mut other) = (left, right);
    if !is_set_view(view) {
        (view, other) = (other, view);
    }
    if other.is_exact(set_type()) && length(view)? <= sequence::len(other)? {
        return protocol::call_method(other, "intersection", &[view]);
    }
    if is_set_view(other) && length(other)? > length(view)? {
        (view, other) = (other, view);
    }
    let result = Set::new();
    protocol::for_each(other, |item| {
        if sequence::contains(view, &item)? {
            result.add(&item)?;
        }
        Ok(())
    })?;
    Ok(result.into_obj())
}

fn set_type() -> &'static Type {
    &crate::types::set::SET_TYPE
}

fn isdisjoint(object: &Obj, other: &Obj) -> PyResult {
    if object.is(other) {
        return Ok(bool_ref(length(object)? == 0));
    }
    let (mut inner, mut outer) = (other, object);
    if (any_set(other).is_some() || is_set_view(other)) && sequence::len(other)? > length(object)? {
        (inner, outer) = (object, other);
    }
    let iterator = protocol::iter(inner)?;
    while let Some(item) = protocol::next(&iterator)? {
        if sequence::contains(outer, &item)? {
            return Ok(bool_ref(false));
        }
    }
    Ok(bool_ref(true))
}

fn mapping(object: &Obj) -> PyResult {
    Ok(MappingProxy::new(parts(object).0.into_obj()).into_obj())
}

const COMMON: Slots = Slots {
    repr: Some(repr),
    iter: Some(iter),
    sq_length: Some(length),
    ..Slots::NONE
};

const SET_LIKE: Slots = Slots {
    richcompare: Some(compare),
    nb_subtract: Some(sub),
    nb_and: Some(and),
    nb_xor: Some(xor),
    nb_or: Some(or),
    ..COMMON
};

const ISDISJOINT: NativeDef = NativeDef::new(
    "isdisjoint",
    "($self, object, /)",
    "Return True if the view and the given iterable have a null intersection.",
    NativeFn::One(isdisjoint),
);

const fn reversed_def(doc: &'static str) -> NativeDef {
    NativeDef::new(
        "__reversed__",
        "($self, /)",
        doc,
        NativeFn::NoArgs(reversed),
    )
}

static GETSET: &[GetSet] =
    &[GetSet::readonly("mapping", mapping).doc("dictionary that this view refers to")];

pub static KEYS_TYPE: Type = Type::builtin(&KEYS_SPEC);
static KEYS_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (24, 0),
    slots: Slots {
        sq_contains: Some(keys_contain),
        ..SET_LIKE
    },
    methods: &[
        ISDISJOINT,
        reversed_def("Return a reverse iterator over the dict keys."),
    ],
    getset: GETSET,
    ..TypeSpec::of::<View>("dict_keys")
};

pub static VALUES_TYPE: Type = Type::builtin(&VALUES_SPEC);
static VALUES_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (24, 0),
    slots: COMMON,
    methods: &[reversed_def(
        "Return a reverse iterator over the dict values.",
    )],
    getset: GETSET,
    ..TypeSpec::of::<View>("dict_values")
};

pub static ITEMS_TYPE: Type = Type::builtin(&ITEMS_SPEC);
static ITEMS_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (24, 0),
    slots: Slots {
        sq_contains: Some(items_contain),
        ..SET_LIKE
    },
    methods: &[
        ISDISJOINT,
        reversed_def("Return a reverse iterator over the dict items."),
    ],
    getset: GETSET,
    ..TypeSpec::of::<View>("dict_items")
};
