//! Methods and slots of `dict`.

use crate::object::error::{key_error, type_error, value_error};
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::{self, sequence};
use crate::object::slots::CompareOp;
use crate::object::{self, Args, Exc, Obj, Object, PyResult, Ref, Slots, Type};
use crate::types::dict::iter::{DictIterator, Direction, What};
use crate::types::dict::views::View;
use crate::types::dict::{DICT_TYPE, Dict};
use crate::types::exceptions::{KEY_ERROR, TYPE_ERROR};
use crate::types::int::{Int, bool_ref};
use crate::types::none::{none, not_implemented};
use crate::types::repr_guard::ReprGuard;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

fn this(object: &Obj) -> &Dict {
    // SAFETY: called with dictionaries only.
    unsafe { object.cast_unchecked() }
}

/// The hash of a key.
///
/// # Errors
/// `TypeError` that names the key when it is unhashable.
#[inline]
pub(crate) fn hash_key(key: &Obj) -> PyResult<i64> {
    object::protocol::hash(key).map_err(|error| unhashable(key, error))
}

#[cold]
fn unhashable(key: &Obj, error: Exc) -> Exc {
    if !error.as_obj().is_exact(&TYPE_ERROR) {
        return error;
    }
    match protocol::str(error.as_obj()) {
        Ok(reason) => type_error(format!(
            "cannot use '{}' as a dict key ({reason})",
            crate::types::typeobj::names::fully_qualified(key.ty())
        )),
        Err(error) => error,
    }
}

// ---- creation and update

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(Dict::empty_of(ty).into_obj())
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    update_with_args(object, args, "dict")
}

fn update_with_args(object: &Obj, args: Args<'_>, name: &str) -> PyResult<()> {
    let positional = args.positional();
    object::args::check_positional(name, positional.len(), 0, 1)?;
    let dict = this(object);
    if let [source] = positional {
        update(dict, source)?;
    }
    for (name, value) in args.keywords() {
        dict.set(name.as_obj(), value.to_ref())?;
    }
    Ok(())
}

/// `dict.update(source)`: a mapping when it has `keys`, pairs otherwise.
///
/// # Errors
/// What the source, hashing or comparing raises.
pub(crate) fn update(target: &Dict, source: &Obj) -> PyResult<()> {
    if source.is_exact(&DICT_TYPE)
        || protocol::getattr_opt(source, &crate::vm::names().keys)?.is_some()
    {
        return update_from(target, source);
    }
    update_from_pairs(target, source)
}

/// Copies the entries of a mapping (`dict.update` of something with `keys`).
///
/// # Errors
/// What the mapping's methods, hashing or comparing raise.
pub(crate) fn update_from(target: &Dict, source: &Obj) -> PyResult<()> {
    if let Some(source) = source.downcast::<Dict>()
        && iterates_as_dict(source.as_obj())
    {
        if std::ptr::eq(source, target) {
            return Ok(());
        }
        return target.merge(source);
    }
    let keys = protocol::call_method_str(source, &crate::vm::names().keys, &[])?;
    protocol::for_each(&keys, |key| {
        let value = sequence::getitem(source, &key)?;
        target.set(&key, value)
    })
}

/// Whether a dictionary's `__iter__` is that of `dict`.
fn iterates_as_dict(object: &Obj) -> bool {
    object.is_exact(&DICT_TYPE)
        || object
            .ty()
            .slots()
            .iter
            .is_some_and(|slot| std::ptr::fn_addr_eq(slot, iter as crate::object::slots::UnaryFn))
}

fn update_from_pairs(target: &Dict, source: &Obj) -> PyResult<()> {
    let iterator = protocol::iter(source)?;
    let mut index = 0usize;
    while let Some(item) = protocol::next(&iterator)? {
        let pair = match item.downcast::<Tuple>() {
            Some(tuple) => tuple.iter().collect(),
            None => pair_items(&item, index)?,
        };
        let [key, value] = pair.as_slice() else {
            return Err(value_error(format!(
                "dictionary update sequence element #{index} has length {}; 2 is required",
                pair.len()
            )));
        };
        target.set(key, value.clone())?;
        index += 1;
    }
    Ok(())
}

fn pair_items(item: &Obj, index: usize) -> PyResult<Vec<Ref>> {
    let slots = item.ty().slots();
    let result = if slots.iter.is_none() && slots.sq_item.is_none() {
        Err(type_error("object is not iterable"))
    } else {
        protocol::collect(item)
    };
    let error = match result {
        Err(error) if error.matches(&TYPE_ERROR) => error,
        result => return result,
    };
    let note = format!("Cannot convert dictionary update sequence element #{index} to a sequence");
    crate::types::typeobj::add_note(&error, &note)?;
    Err(error)
}

fn fromkeys(class: &Obj, args: &[&Obj]) -> PyResult {
    let none = none();
    let value = args.get(1).copied().unwrap_or(&none);
    let dict = protocol::call(class, &[])?;
    if let Some(target) = dict.downcast_exact::<Dict>() {
        let hashed = match args[0].downcast_exact::<Dict>() {
            Some(keys) => Some(keys.hashed_keys()),
            None => crate::types::set::exact_elements(args[0]),
        };
        if let Some(hashed) = hashed {
            for (key, hash) in hashed {
                target.set_with_hash(&key, hash, value.to_ref())?;
            }
            return Ok(dict);
        }
        protocol::for_each(args[0], |key| target.set(&key, value.to_ref()))?;
        return Ok(dict);
    }
    protocol::for_each(args[0], |key| sequence::setitem(&dict, &key, Some(value)))?;
    Ok(dict)
}

// ---- text and comparison

fn repr(object: &Obj) -> PyResult {
    let dict = this(object);
    let Some(_guard) = ReprGuard::enter(object) else {
        return Ok(Str::from_str("{...}").into_obj());
    };
    if dict.is_empty() {
        return Ok(Str::from_str("{}").into_obj());
    }
    let colon = Str::from_str(": ");
    let mut parts = Vec::new();
    let mut position = 0;
    while let Some((key, value)) = dict.next(&mut position) {
        let key = protocol::repr(&key)?;
        let value = protocol::repr(&value)?;
        parts.push(key.concat(&colon).concat(&value));
    }
    Ok(crate::types::str_join::join("{", &parts, ", ", "}").into_obj())
}

/// Equality of contents.
fn equal(left: &Dict, right: &Dict) -> PyResult<bool> {
    if left.len() != right.len() {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((key, value)) = left.next(&mut position) {
        match right.get(&key)? {
            Some(other) if protocol::eq(&value, &other)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let Some(right) = right.downcast::<Dict>() else {
        return Ok(not_implemented());
    };
    match op {
        CompareOp::Eq => Ok(bool_ref(equal(this(left), right)?)),
        CompareOp::Ne => Ok(bool_ref(!equal(this(left), right)?)),
        _ => Ok(not_implemented()),
    }
}

// ---- operators

fn or(left: &Obj, right: &Obj) -> PyResult {
    let (Some(_), Some(_)) = (left.downcast::<Dict>(), right.downcast::<Dict>()) else {
        return Ok(not_implemented());
    };
    let result = copied(left)?;
    update_from(&result, right)?;
    Ok(result.into_obj())
}

/// An exact `dict` with the entries of a dictionary or a subclass's idea of them.
fn copied(object: &Obj) -> PyResult<Ref<Dict>> {
    if iterates_as_dict(object) {
        return Ok(this(object).copy());
    }
    let copy = Dict::new();
    update_from(&copy, object)?;
    Ok(copy)
}

fn inplace_or(object: &Obj, other: &Obj) -> PyResult {
    update(this(object), other)?;
    Ok(object.to_ref())
}

fn iter(object: &Obj) -> PyResult {
    Ok(DictIterator::new(this(object).to_ref(), What::Keys, Direction::Forward).into_obj())
}

fn contains(object: &Obj, key: &Obj) -> PyResult<bool> {
    this(object).contains(key)
}

/// `dict[key]`, with `__missing__` of subclasses.
fn subscript(object: &Obj, key: &Obj) -> PyResult {
    if let Some(value) = this(object).get(key)? {
        return Ok(value);
    }
    if !object.is_exact(&DICT_TYPE)
        && let Some(value) = protocol::call_special(object, "__missing__", &[key])?
    {
        return Ok(value);
    }
    Err(key_error(key))
}

fn assign(object: &Obj, key: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let dict = this(object);
    match value {
        Some(value) => dict.set(key, value.to_ref()),
        None => match dict.remove(key)? {
            Some(_) => Ok(()),
            None => Err(key_error(key)),
        },
    }
}

// ---- methods

fn contains_method(object: &Obj, key: &Obj) -> PyResult {
    Ok(bool_ref(contains(object, key)?))
}

fn sizeof(object: &Obj) -> PyResult {
    let size = crate::types::object::basic_sizeof(object) + this(object).table_size();
    Ok(Int::from_usize(size).into_obj())
}

fn get(object: &Obj, args: &[&Obj]) -> PyResult {
    match this(object).get(args[0])? {
        Some(value) => Ok(value),
        None => Ok(args.get(1).map_or_else(none, |default| default.to_ref())),
    }
}

fn setdefault(object: &Obj, args: &[&Obj]) -> PyResult {
    let dict = this(object);
    let hash = hash_key(args[0])?;
    if let Some(value) = dict.get_with_hash(args[0], hash)? {
        return Ok(value);
    }
    let default = args.get(1).map_or_else(none, |default| default.to_ref());
    dict.set_with_hash(args[0], hash, default.clone())?;
    Ok(default)
}

fn pop(object: &Obj, args: &[&Obj]) -> PyResult {
    let dict = this(object);
    if dict.is_empty() {
        // CPython does not hash the key here.
        return match args.get(1) {
            Some(default) => Ok(default.to_ref()),
            None => Err(key_error(args[0])),
        };
    }
    match (dict.remove(args[0])?, args.get(1)) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.to_ref()),
        (None, None) => Err(key_error(args[0])),
    }
}

fn popitem(object: &Obj) -> PyResult {
    match this(object).pop_last() {
        Some((key, value)) => Ok(Tuple::new(vec![key, value]).into_obj()),
        None => Err(Exc::with_message(
            &KEY_ERROR,
            "popitem(): dictionary is empty",
        )),
    }
}

fn update_method(object: &Obj, args: Args<'_>) -> PyResult {
    update_with_args(object, args, "update")?;
    Ok(none())
}

fn clear(object: &Obj) -> PyResult {
    this(object).clear_items();
    Ok(none())
}

fn copy(object: &Obj) -> PyResult {
    Ok(copied(object)?.into_obj())
}

fn reversed(object: &Obj) -> PyResult {
    Ok(DictIterator::new(this(object).to_ref(), What::Keys, Direction::Backward).into_obj())
}

fn view(object: &Obj, what: What) -> PyResult {
    Ok(View::new(this(object).to_ref(), what).into_obj())
}

pub(super) const SLOTS: Slots = Slots {
    new: Some(new),
    init: Some(init),
    repr: Some(repr),
    richcompare: Some(compare),
    iter: Some(iter),
    nb_or: Some(or),
    nb_inplace_or: Some(inplace_or),
    sq_contains: Some(contains),
    mp_length: Some(|object| Ok(this(object).len())),
    mp_subscript: Some(subscript),
    mp_ass_subscript: Some(assign),
    ..Slots::NONE
};

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__getitem__",
        "($self, key, /)",
        "Return self[key].",
        NativeFn::One(subscript),
    ),
    NativeDef::new(
        "__contains__",
        "($self, key, /)",
        "True if the dictionary has the specified key, else False.",
        NativeFn::One(contains_method),
    ),
    NativeDef::new(
        "__sizeof__",
        "($self, /)",
        "Return the size of the dict in memory, in bytes.",
        NativeFn::NoArgs(sizeof),
    ),
    NativeDef::new(
        "get",
        "($self, key, default=None, /)",
        "Return the value for key if key is in the dictionary, else default.",
        NativeFn::Positional(1, 2, get),
    ),
    NativeDef::new(
        "setdefault",
        "($self, key, default=None, /)",
        "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default.",
        NativeFn::Positional(1, 2, setdefault),
    ),
    NativeDef::new(
        "pop",
        "($self, key, default=<unrepresentable>, /)",
        "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return the default if given; otherwise,\nraise a KeyError.",
        NativeFn::Positional(1, 2, pop),
    ),
    NativeDef::new(
        "popitem",
        "($self, /)",
        "Remove and return a (key, value) pair as a 2-tuple.\n\nPairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is empty.",
        NativeFn::NoArgs(popitem),
    ),
    NativeDef::new(
        "keys",
        "($self, /)",
        "Return a set-like object providing a view on the dict's keys.",
        NativeFn::NoArgs(|object| view(object, What::Keys)),
    ),
    NativeDef::new(
        "items",
        "($self, /)",
        "Return a set-like object providing a view on the dict's items.",
        NativeFn::NoArgs(|object| view(object, What::Items)),
    ),
    NativeDef::new(
        "values",
        "($self, /)",
        "Return an object providing a view on the dict's values.",
        NativeFn::NoArgs(|object| view(object, What::Values)),
    ),
    NativeDef::new(
        "update",
        "",
        "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.\nIf E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]\nIf E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v\nIn either case, this is followed by: for k in F:  D[k] = F[k]",
        NativeFn::Raw(update_method),
    ),
    NativeDef::new(
        "fromkeys",
        "($type, iterable, value=None, /)",
        "Create a new dictionary with keys from iterable and values set to value.",
        NativeFn::Positional(1, 2, fromkeys),
    )
    .class(),
    NativeDef::new(
        "clear",
        "($self, /)",
        "Remove all items from the dict.",
        NativeFn::NoArgs(clear),
    ),
    NativeDef::new(
        "copy",
        "($self, /)",
        "Return a shallow copy of the dict.",
        NativeFn::NoArgs(copy),
    ),
    NativeDef::new(
        "__reversed__",
        "($self, /)",
        "Return a reverse iterator over the dict keys.",
        NativeFn::NoArgs(reversed),
    ),
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "dicts are generic over two types, signifying (respectively) the types of their keys and values",
        NativeFn::One(crate::types::generic_alias::make),
    )
    .class(),
];
