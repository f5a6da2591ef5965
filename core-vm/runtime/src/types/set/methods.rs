//! Methods and slots of `set` and `frozenset`.

use crate::object::error::key_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::slots::CompareOp;
use crate::object::{self, Args, Obj, Object, PyResult, Ref, Slots, Type};
use crate::types::dict::Dict;
use crate::types::exceptions::{KEY_ERROR, TYPE_ERROR};
use crate::types::int::{Int, bool_ref};
use crate::types::list::List;
use crate::types::none::{none, not_implemented};
use crate::types::repr_guard::ReprGuard;
use crate::types::set::iter::SetIterator;
use crate::types::set::{FROZENSET_TYPE, SET_TYPE, Set, any_set, hash_element};
use crate::types::str::Str;
use crate::types::tuple::Tuple;

fn this(object: &Obj) -> &Set {
    // SAFETY: called with sets of either kind only.
    unsafe { object.cast_unchecked() }
}

/// The built-in type that a set of this type derives from: results have it.
fn base_type(object: &Obj) -> &'static Type {
    if object.is_instance(&FROZENSET_TYPE) {
        &FROZENSET_TYPE
    } else {
        &SET_TYPE
    }
}

// ---- creation

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(Set::empty_of(ty).into_obj())
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    args.no_keywords("set")?;
    object::args::check_positional("set", args.values.len(), 0, 1)?;
    let set = this(object);
    set.clear_elements();
    match args.values {
        [iterable] => update(set, iterable),
        _ => Ok(()),
    }
}

fn frozen_new(ty: &Type, args: Args<'_>) -> PyResult {
    let own_init = ty.slots().init.is_some_and(|init| {
        !std::ptr::fn_addr_eq(
            init,
            crate::types::object::object_init as object::slots::InitFn,
        )
    });
    if ty.is_type(&FROZENSET_TYPE) || !own_init {
        args.no_keywords("frozenset")?;
    }
    let positional = args.positional();
    object::args::check_positional("frozenset", positional.len(), 0, 1)?;
    if let ([iterable], true) = (positional, ty.is_type(&FROZENSET_TYPE))
        && iterable.is_exact(&FROZENSET_TYPE)
    {
        return Ok(iterable.to_ref());
    }
    let set = Set::empty_of(ty);
    if let [iterable] = positional {
        update(&set, iterable)?;
    }
    Ok(set.into_obj())
}

/// A new set of a built-in type with the elements of an iterable.
fn make(ty: &'static Type, iterable: Option<&Obj>) -> PyResult<Ref<Set>> {
    let set = Set::empty_of(ty);
    if let Some(iterable) = iterable {
        update(&set, iterable)?;
    }
    Ok(set)
}

/// Adds the elements of an iterable.
pub(super) fn update(set: &Set, iterable: &Obj) -> PyResult<()> {
    if let Some(other) = any_set(iterable) {
        return set.merge(other);
    }
    if let Some(dict) = iterable.downcast_exact::<Dict>() {
        set.reserve(dict.len());
        let mut position = 0;
        while let Some((key, _, hash)) = dict.next_hashed(&mut position) {
            set.add_hashed(&key, hash)?;
        }
        return Ok(());
    }
    protocol::for_each(iterable, |element| set.add(&element))
}

fn copied(object: &Obj) -> PyResult<Ref<Set>> {
    make(base_type(object), Some(object))
}

// ---- text, comparison, hash

fn repr(object: &Obj) -> PyResult {
    let name = object.ty().name();
    let Some(_guard) = ReprGuard::enter(object) else {
        return Ok(Str::from_str(&format!("{name}(...)")).into_obj());
    };
    let set = this(object);
    if set.is_empty() {
        return Ok(Str::from_str(&format!("{name}()")).into_obj());
    }
    let parts = set
        .elements()
        .iter()
        .map(|element| protocol::repr(element))
        .collect::<PyResult<Vec<_>>>()?;
    let (open, close) = if object.is_exact(&SET_TYPE) {
        ("{".to_owned(), "}")
    } else {
        (format!("{name}({{"), "})")
    };
    Ok(crate::types::str_join::join(&open, &parts, ", ", close).into_obj())
}

fn frozen_hash(object: &Obj) -> PyResult<i64> {
    Ok(this(object).frozen_hash())
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let Some(other) = any_set(right) else {
        return Ok(not_implemented());
    };
    let set = this(left);
    let answer = match op {
        CompareOp::Eq | CompareOp::Ne => {
            let known = set.hash.get() != -1 && other.hash.get() != -1;
            let equal = set.len() == other.len()
                && !(known && set.hash.get() != other.hash.get())
                && is_subset(set, other)?;
            equal == (op == CompareOp::Eq)
        }
        CompareOp::Le => is_subset(set, other)?,
        CompareOp::Ge => is_subset(other, set)?,
        CompareOp::Lt => set.len() < other.len() && is_subset(set, other)?,
        CompareOp::Gt => set.len() > other.len() && is_subset(other, set)?,
    };
    Ok(bool_ref(answer))
}

fn is_subset(set: &Set, other: &Set) -> PyResult<bool> {
    if set.len() > other.len() {
        return Ok(false);
    }
    for (element, hash) in set.hashed_elements() {
        if !other.contains_hashed(&element, hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}

// ---- membership

/// Runs `f` with the element; a `set` among unhashable ones stands for its `frozenset`.
fn with_element<T>(element: &Obj, f: impl Fn(&Obj, i64) -> PyResult<T>) -> PyResult<T> {
    let error = match hash_element(element) {
        Ok(hash) => return f(element, hash),
        Err(error) => error,
    };
    match any_set(element) {
        Some(_) if error.matches(&TYPE_ERROR) => {
            let frozen = make(&FROZENSET_TYPE, Some(element))?;
            let hash = frozen.frozen_hash();
            f(frozen.as_obj(), hash)
        }
        _ => Err(error),
    }
}

fn contains(object: &Obj, element: &Obj) -> PyResult<bool> {
    let set = this(object);
    with_element(element, |element, hash| set.contains_hashed(element, hash))
}

fn contains_method(object: &Obj, element: &Obj) -> PyResult {
    Ok(bool_ref(contains(object, element)?))
}

fn add(object: &Obj, element: &Obj) -> PyResult {
    this(object).add(element)?;
    Ok(none())
}

fn remove(object: &Obj, element: &Obj) -> PyResult {
    let set = this(object);
    match with_element(element, |element, hash| set.discard_hashed(element, hash))? {
        Some(_) => Ok(none()),
        None => Err(key_error(element)),
    }
}

fn discard(object: &Obj, element: &Obj) -> PyResult {
    let set = this(object);
    drop(with_element(element, |element, hash| {
        set.discard_hashed(element, hash)
    })?);
    Ok(none())
}

fn pop(object: &Obj) -> PyResult {
    this(object)
        .pop()
        .ok_or_else(|| object::Exc::with_message(&KEY_ERROR, "pop from an empty set"))
}

fn clear(object: &Obj) -> PyResult {
    this(object).clear_elements();
    Ok(none())
}

fn copy(object: &Obj) -> PyResult {
    Ok(copied(object)?.into_obj())
}

fn frozen_copy(object: &Obj) -> PyResult {
    if object.is_exact(&FROZENSET_TYPE) {
        return Ok(object.to_ref());
    }
    copy(object)
}

// ---- algebra

fn intersection_of(object: &Obj, other: &Obj) -> PyResult<Ref<Set>> {
    if object.is(other) {
        return copied(object);
    }
    let result = Set::empty_of(base_type(object));
    let set = this(object);
    if let Some(other) = any_set(other) {
        let (small, large) = if other.len() > set.len() {
            (set, other)
        } else {
            (other, set)
        };
        for (element, hash) in small.hashed_elements() {
            if large.contains_hashed(&element, hash)? {
                result.add_hashed(&element, hash)?;
            }
        }
        return Ok(result);
    }
    protocol::for_each(other, |element| {
        let hash = hash_element(&element)?;
        if set.contains_hashed(&element, hash)? {
            result.add_hashed(&element, hash)?;
        }
        Ok(())
    })?;
    Ok(result)
}

/// Removes the elements of an iterable.
fn subtract(set: &Set, other: &Obj) -> PyResult<()> {
    if let Some(other_set) = any_set(other) {
        if std::ptr::eq(set, other_set) {
            set.clear_elements();
            return Ok(());
        }
        for (element, hash) in other_set.hashed_elements() {
            drop(set.discard_hashed(&element, hash)?);
        }
        return Ok(());
    }
    protocol::for_each(other, |element| {
        drop(set.discard_hashed(&element, hash_element(&element)?)?);
        Ok(())
    })
}

fn difference_of(object: &Obj, other: &Obj) -> PyResult<Ref<Set>> {
    let set = this(object);
    let dict = other.downcast_exact::<Dict>();
    let other_set = any_set(other);
    let other_len = match (dict, other_set) {
        (Some(dict), _) => dict.len(),
        (None, Some(other)) => other.len(),
        (None, None) => usize::MAX,
    };
    // Few elements to remove: cheaper to look each of them up.
    if other_len == usize::MAX || set.len() >> 2 > other_len {
        let result = copied(object)?;
        subtract(&result, other)?;
        return Ok(result);
    }
    let result = Set::empty_of(base_type(object));
    for (element, hash) in set.hashed_elements() {
        let there = match (dict, other_set) {
            (Some(dict), _) => dict.get_with_hash(&element, hash)?.is_some(),
            (None, Some(other)) => other.contains_hashed(&element, hash)?,
            (None, None) => false,
        };
        if !there {
            result.add_hashed(&element, hash)?;
        }
    }
    Ok(result)
}

/// Keeps the elements that are in one of the two only.
fn toggle(set: &Set, object: &Obj, other: &Obj) -> PyResult<()> {
    if object.is(other) {
        set.clear_elements();
        return Ok(());
    }
    let elements = match (any_set(other), other.downcast_exact::<Dict>()) {
        (Some(other), _) => other.hashed_elements(),
        (None, Some(dict)) => dict.hashed_keys(),
        (None, None) => make(base_type(object), Some(other))?.hashed_elements(),
    };
    for (element, hash) in elements {
        if set.discard_hashed(&element, hash)?.is_none() {
            set.add_hashed(&element, hash)?;
        }
    }
    Ok(())
}

fn symmetric_difference(object: &Obj, other: &Obj) -> PyResult {
    let result = make(base_type(object), Some(other))?;
    toggle(&result, result.as_obj(), object)?;
    Ok(result.into_obj())
}

fn operands(left: &Obj, right: &Obj) -> bool {
    any_set(left).is_some() && any_set(right).is_some()
}

fn or(left: &Obj, right: &Obj) -> PyResult {
    if !operands(left, right) {
        return Ok(not_implemented());
    }
    let result = copied(left)?;
    if !left.is(right) {
        update(&result, right)?;
    }
    Ok(result.into_obj())
}

fn and(left: &Obj, right: &Obj) -> PyResult {
    if !operands(left, right) {
        return Ok(not_implemented());
    }
    Ok(intersection_of(left, right)?.into_obj())
}

fn sub(left: &Obj, right: &Obj) -> PyResult {
    if !operands(left, right) {
        return Ok(not_implemented());
    }
    Ok(difference_of(left, right)?.into_obj())
}

fn xor(left: &Obj, right: &Obj) -> PyResult {
    if !operands(left, right) {
        return Ok(not_implemented());
    }
    symmetric_difference(left, right)
}

/// An in-place operator: only sets are taken.
fn inplace(object: &Obj, other: &Obj, f: impl FnOnce() -> PyResult<()>) -> PyResult {
    if any_set(other).is_none() {
        return Ok(not_implemented());
    }
    f()?;
    Ok(object.to_ref())
}

fn inplace_or(object: &Obj, other: &Obj) -> PyResult {
    inplace(object, other, || update(this(object), other))
}

fn inplace_and(object: &Obj, other: &Obj) -> PyResult {
    inplace(object, other, || keep_common(object, other))
}

fn inplace_sub(object: &Obj, other: &Obj) -> PyResult {
    inplace(object, other, || subtract(this(object), other))
}

fn inplace_xor(object: &Obj, other: &Obj) -> PyResult {
    inplace(object, other, || toggle(this(object), object, other))
}

fn keep_common(object: &Obj, other: &Obj) -> PyResult<()> {
    let common = intersection_of(object, other)?;
    this(object).swap(&common);
    Ok(())
}

// ---- methods with any number of others

fn positional<'a>(object: &Obj, name: &str, args: Args<'a>) -> PyResult<&'a [&'a Obj]> {
    args.no_keywords(&format!("{}.{name}", base_type(object).name()))?;
    Ok(args.values)
}

fn union(object: &Obj, args: Args<'_>) -> PyResult {
    let others = positional(object, "union", args)?;
    let result = copied(object)?;
    for other in others.iter().filter(|other| !other.is(object)) {
        update(&result, other)?;
    }
    Ok(result.into_obj())
}

fn update_method(object: &Obj, args: Args<'_>) -> PyResult {
    for other in positional(object, "update", args)? {
        update(this(object), other)?;
    }
    Ok(none())
}

fn intersection(object: &Obj, args: Args<'_>) -> PyResult {
    let others = positional(object, "intersection", args)?;
    let Some((first, rest)) = others.split_first() else {
        return copy(object);
    };
    let mut result = intersection_of(object, first)?;
    for other in rest {
        result = intersection_of(result.as_obj(), other)?;
    }
    Ok(result.into_obj())
}

fn intersection_update(object: &Obj, args: Args<'_>) -> PyResult {
    positional(object, "intersection_update", args)?;
    let common = intersection(object, args)?;
    this(object).swap(this(&common));
    Ok(none())
}

fn difference(object: &Obj, args: Args<'_>) -> PyResult {
    let others = positional(object, "difference", args)?;
    let Some((first, rest)) = others.split_first() else {
        return copy(object);
    };
    let result = difference_of(object, first)?;
    for other in rest {
        subtract(&result, other)?;
    }
    Ok(result.into_obj())
}

fn difference_update(object: &Obj, args: Args<'_>) -> PyResult {
    for other in positional(object, "difference_update", args)? {
        subtract(this(object), other)?;
    }
    Ok(none())
}

fn symmetric_difference_update(object: &Obj, other: &Obj) -> PyResult {
    toggle(this(object), object, other)?;
    Ok(none())
}

fn isdisjoint(object: &Obj, other: &Obj) -> PyResult {
    let set = this(object);
    if object.is(other) {
        return Ok(bool_ref(set.is_empty()));
    }
    if let Some(other) = any_set(other) {
        let (small, large) = if other.len() > set.len() {
            (set, other)
        } else {
            (other, set)
        };
        for (element, hash) in small.hashed_elements() {
            if large.contains_hashed(&element, hash)? {
                return Ok(bool_ref(false));
            }
        }
        return Ok(bool_ref(true));
    }
    let iterator = protocol::iter(other)?;
    while let Some(element) = protocol::next(&iterator)? {
        if set.contains(&element)? {
            return Ok(bool_ref(false));
        }
    }
    Ok(bool_ref(true))
}

fn issubset(object: &Obj, other: &Obj) -> PyResult {
    let set = this(object);
    let answer = match any_set(other) {
        Some(other) => is_subset(set, other)?,
        None => is_subset(set, &*make(&SET_TYPE, Some(other))?)?,
    };
    Ok(bool_ref(answer))
}

fn issuperset(object: &Obj, other: &Obj) -> PyResult {
    let set = this(object);
    if let Some(other) = any_set(other) {
        return Ok(bool_ref(is_subset(other, set)?));
    }
    let iterator = protocol::iter(other)?;
    while let Some(element) = protocol::next(&iterator)? {
        if !set.contains(&element)? {
            return Ok(bool_ref(false));
        }
    }
    Ok(bool_ref(true))
}

fn reduce(object: &Obj) -> PyResult {
    let elements = List::new(this(object).elements());
    let arguments = Tuple::new(vec![elements.into_obj()]);
    let state = protocol::call_method(object, "__getstate__", &[])?;
    Ok(Tuple::new(vec![
        object.ty().to_ref().into_obj(),
        arguments.into_obj(),
        state,
    ])
    .into_obj())
}

fn sizeof(object: &Obj) -> PyResult {
    let set = this(object);
    let mut size = crate::types::object::basic_sizeof(object);
    if set.has_large_table() {
        size += (set.mask.get() + 1) * 16;
    }
    Ok(Int::from_usize(size).into_obj())
}

const COMMON_SLOTS: Slots = Slots {
    repr: Some(repr),
    richcompare: Some(compare),
    iter: Some(|object| Ok(SetIterator::new(this(object).to_ref()).into_obj())),
    nb_subtract: Some(sub),
    nb_and: Some(and),
    nb_xor: Some(xor),
    nb_or: Some(or),
    sq_length: Some(|object| Ok(this(object).len())),
    sq_contains: Some(contains),
    ..Slots::NONE
};

pub(super) const SET_SLOTS: Slots = Slots {
    new: Some(new),
    init: Some(init),
    nb_inplace_subtract: Some(inplace_sub),
    nb_inplace_and: Some(inplace_and),
    nb_inplace_xor: Some(inplace_xor),
    nb_inplace_or: Some(inplace_or),
    ..COMMON_SLOTS
};

pub(super) const FROZENSET_SLOTS: Slots = Slots {
    new: Some(frozen_new),
    hash: Some(frozen_hash),
    ..COMMON_SLOTS
};

const fn method(
    name: &'static str,
    signature: &'static str,
    doc: &'static str,
    function: NativeFn,
) -> NativeDef {
    NativeDef::new(name, signature, doc, function)
}

const SELF: &str = "($self, /)";
const OBJECT: &str = "($self, object, /)";
const OTHER: &str = "($self, other, /)";
const OTHERS: &str = "($self, /, *others)";

const CONTAINS: NativeDef = method(
    "__contains__",
    OBJECT,
    "x.__contains__(y) <==> y in x.",
    NativeFn::One(contains_method),
);
const DIFFERENCE: NativeDef = method(
    "difference",
    OTHERS,
    "Return a new set with elements in the set that are not in the others.",
    NativeFn::Raw(difference),
);
const INTERSECTION: NativeDef = method(
    "intersection",
    OTHERS,
    "Return a new set with elements common to the set and all others.",
    NativeFn::Raw(intersection),
);
const ISDISJOINT: NativeDef = method(
    "isdisjoint",
    OTHER,
    "Return True if two sets have a null intersection.",
    NativeFn::One(isdisjoint),
);
const ISSUBSET: NativeDef = method(
    "issubset",
    OTHER,
    "Report whether another set contains this set.",
    NativeFn::One(issubset),
);
const ISSUPERSET: NativeDef = method(
    "issuperset",
    OTHER,
    "Report whether this set contains another set.",
    NativeFn::One(issuperset),
);
const REDUCE: NativeDef = method(
    "__reduce__",
    SELF,
    "Return state information for pickling.",
    NativeFn::NoArgs(reduce),
);
const SIZEOF: NativeDef = method(
    "__sizeof__",
    SELF,
    "S.__sizeof__() -> size of S in memory, in bytes.",
    NativeFn::NoArgs(sizeof),
);
const SYMMETRIC_DIFFERENCE: NativeDef = method(
    "symmetric_difference",
    OTHER,
    "Return a new set with elements in either the set or other but not both.",
    NativeFn::One(symmetric_difference),
);
const UNION: NativeDef = method(
    "union",
    OTHERS,
    "Return a new set with elements from the set and all others.",
    NativeFn::Raw(union),
);
const CLASS_GETITEM: NativeFn = NativeFn::One(crate::types::generic_alias::make);
const COPY_DOC: &str = "Return a shallow copy of a set.";

pub(super) static SET_METHODS: &[NativeDef] = &[
    CONTAINS,
    method(
        "add",
        OBJECT,
        "Add an element to a set.\n\nThis has no effect if the element is already present.",
        NativeFn::One(add),
    ),
    method(
        "clear",
        SELF,
        "Remove all elements from this set.",
        NativeFn::NoArgs(clear),
    ),
    method("copy", SELF, COPY_DOC, NativeFn::NoArgs(copy)),
    method(
        "discard",
        OBJECT,
        "Remove an element from a set if it is a member.\n\nUnlike set.remove(), the discard() method does not raise\nan exception when an element is missing from the set.",
        NativeFn::One(discard),
    ),
    DIFFERENCE,
    method(
        "difference_update",
        OTHERS,
        "Update the set, removing elements found in others.",
        NativeFn::Raw(difference_update),
    ),
    INTERSECTION,
    method(
        "intersection_update",
        OTHERS,
        "Update the set, keeping only elements found in it and all others.",
        NativeFn::Raw(intersection_update),
    ),
    ISDISJOINT,
    ISSUBSET,
    ISSUPERSET,
    method(
        "pop",
        SELF,
        "Remove and return an arbitrary set element.\n\nRaises KeyError if the set is empty.",
        NativeFn::NoArgs(pop),
    ),
    REDUCE,
    method(
        "remove",
        OBJECT,
        "Remove an element from a set; it must be a member.\n\nIf the element is not a member, raise a KeyError.",
        NativeFn::One(remove),
    ),
    SIZEOF,
    SYMMETRIC_DIFFERENCE,
    method(
        "symmetric_difference_update",
        OTHER,
        "Update the set, keeping only elements found in either set, but not in both.",
        NativeFn::One(symmetric_difference_update),
    ),
    UNION,
    method(
        "update",
        OTHERS,
        "Update the set, adding elements from all others.",
        NativeFn::Raw(update_method),
    ),
    method(
        "__class_getitem__",
        "($type, object, /)",
        "sets are generic over the type of their elements",
        CLASS_GETITEM,
    )
    .class(),
];

pub(super) static FROZENSET_METHODS: &[NativeDef] = &[
    CONTAINS,
    method("copy", SELF, COPY_DOC, NativeFn::NoArgs(frozen_copy)),
    DIFFERENCE,
    INTERSECTION,
    ISDISJOINT,
    ISSUBSET,
    ISSUPERSET,
    REDUCE,
    SIZEOF,
    SYMMETRIC_DIFFERENCE,
    UNION,
    method(
        "__class_getitem__",
        "($type, object, /)",
        "frozensets are generic over the type of their elements",
        CLASS_GETITEM,
    )
    .class(),
];
