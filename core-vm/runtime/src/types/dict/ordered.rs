//! `collections.OrderedDict`: a dictionary whose order can be changed and compared.
//!
//! Dictionaries keep their order anyway. What is special: moving a key to an end, taking
//! items from both ends, an order that counts in comparisons, and iterators that notice any
//! change of the keys.

use std::cell::Cell;

use crate::object::error::key_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::{self, sequence};
use crate::object::slots::CompareOp;
use crate::object::{
    self, Args, Exc, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::dict::iter::{Direction, What};
use crate::types::dict::keys::Keys;
use crate::types::dict::ordered_views::{OrderedIterator, view};
use crate::types::dict::{DICT_TYPE, Dict, methods};
use crate::types::exceptions::KEY_ERROR;
use crate::types::int::{Int, bool_ref};
use crate::types::none::{none, not_implemented};
use crate::types::repr_guard::ReprGuard;
use crate::types::str::Str;
use crate::types::tuple::Tuple;
use crate::types::weakref::WeakRef;

#[repr(C)]
pub struct OrderedDict {
    dict: Dict,
    /// No entry in use stands before this one, as long as the table is `of`.
    first: Cell<usize>,
    of: Cell<*mut Keys>,
    attributes: Field<Dict>,
    weaklist: Cell<*mut WeakRef>,
}

// SAFETY: `#[repr(C)]`; starts with a dictionary, which starts with a header.
unsafe impl Object for OrderedDict {
    fn type_object() -> &'static Type {
        &ORDERED_DICT_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.dict.traverse(visit);
        visit.field(&self.attributes);
    }

    fn clear(&self) {
        self.attributes.set(None);
        self.dict.clear();
    }
}

impl OrderedDict {
    /// Where the first entry may stand.
    pub(super) fn start(&self) -> usize {
        let keys = self.dict.keys.get();
        let first = self.first.get();
        if keys.is_null() || !std::ptr::eq(keys, self.of.get()) || first == 0 {
            return 0;
        }
        // SAFETY: the table in use. A smaller or newer one at the same address has an entry in
        // use just before the mark, or ends before it.
        let still_holds = unsafe {
            first <= (*keys).entries_used.get() as usize
                && (*(*keys).entries().add(first - 1)).value.is_null()
        };
        if still_holds { first } else { 0 }
    }

    /// The first entry with its place.
    fn first_entry(&self) -> Option<(Ref, Ref)> {
        let mut position = self.start();
        let found = self.dict.next(&mut position)?;
        self.first.set(position - 1);
        self.of.set(self.dict.keys.get());
        Some(found)
    }

    fn last_entry(&self) -> Option<(Ref, Ref)> {
        let mut position = self.dict.end_position();
        self.dict.previous(&mut position)
    }

    pub(super) fn as_dict(&self) -> &Dict {
        &self.dict
    }
}

fn this(object: &Obj) -> &OrderedDict {
    // SAFETY: called with instances of this type only.
    unsafe { object.cast_unchecked() }
}

/// The object as an ordered dictionary, if it is one.
pub(super) fn ordered(object: &Obj) -> Option<&OrderedDict> {
    object
        .ty()
        .is_subtype(&ORDERED_DICT_TYPE)
        .then(|| this(object))
}

fn is_exact(object: &Obj) -> bool {
    object.is_exact(&ORDERED_DICT_TYPE)
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(empty_of(ty))
}

fn empty_of(ty: &Type) -> Ref {
    object::alloc(
        ty,
        OrderedDict {
            dict: Dict::payload(std::ptr::null_mut(), std::ptr::null_mut(), 0),
            first: Cell::new(0),
            of: Cell::new(std::ptr::null_mut()),
            attributes: Field::empty(),
            weaklist: Cell::new(std::ptr::null_mut()),
        },
    )
    .into_obj()
}

/// Stores pairs, through the `__setitem__` of a subclass.
fn add_pairs(target: &Obj, pairs: &Obj) -> PyResult<()> {
    protocol::for_each(pairs, |pair| {
        let items = protocol::collect(&pair)?;
        match &items[..] {
            [key, value] => sequence::setitem(target, key, Some(value)),
            [] => Err(crate::object::error::value_error(
                "need more than 0 values to unpack",
            )),
            [_] => Err(crate::object::error::value_error(
                "need more than 1 value to unpack",
            )),
            _ => Err(crate::object::error::value_error(
                "too many values to unpack (expected 2)",
            )),
        }
    })
}

fn update_from(target: &Obj, source: &Obj) -> PyResult<()> {
    if source.is_exact(&DICT_TYPE) {
        let items = protocol::call_method(source, "items", &[])?;
        return add_pairs(target, &items);
    }
    if let Some(keys) = protocol::getattr_opt_text(source, "keys")? {
        let keys = protocol::call(&keys, &[])?;
        return protocol::for_each(&keys, |key| {
            let value = sequence::getitem(source, &key)?;
            sequence::setitem(target, &key, Some(&value))
        });
    }
    if let Some(items) = protocol::getattr_opt_text(source, "items")? {
        let items = protocol::call(&items, &[])?;
        return add_pairs(target, &items);
    }
    add_pairs(target, source)
}

fn update_args(target: &Obj, args: Args<'_>) -> PyResult<()> {
    if let [source] = args.positional() {
        update_from(target, source)?;
    }
    for (name, value) in args.keywords() {
        sequence::setitem(target, name.as_obj(), Some(value))?;
    }
    Ok(())
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    let count = args.positional().len();
    if count > 1 {
        return Err(crate::object::error::type_error(format!(
            "expected at most 1 argument, got {count}"
        )));
    }
    update_args(object, args)
}

fn update(object: &Obj, args: Args<'_>) -> PyResult {
    let count = args.positional().len();
    if count > 1 {
        return Err(crate::object::error::type_error(format!(
            "update() takes at most 1 positional argument ({count} given)"
        )));
    }
    update_args(object, args)?;
    Ok(none())
}

fn repr(object: &Obj) -> PyResult {
    let name = object.ty().name();
    let dict = &this(object).dict;
    if dict.is_empty() {
        return Ok(Str::from_str(&format!("{name}()")).into_obj());
    }
    let Some(_guard) = ReprGuard::enter(object) else {
        return Ok(Str::from_str("...").into_obj());
    };
    let shown = if is_exact(object) {
        dict.copy()
    } else {
        let items = protocol::call_method(object, "items", &[])?;
        let shown = Dict::new();
        add_pairs(shown.as_obj(), &items)?;
        shown
    };
    let inner = protocol::repr(shown.as_obj())?;
    Ok(Str::from_str(&format!("{name}("))
        .concat(&inner)
        .concat(&Str::from_str(")"))
        .into_obj())
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let (Some(one), Some(other)) = (left.downcast::<Dict>(), right.downcast::<Dict>()) else {
        return Ok(not_implemented());
    };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(not_implemented());
    }
    let as_dicts = match DICT_TYPE.slots().richcompare {
        Some(compare) => compare(left, right, CompareOp::Eq)?,
        None => return Ok(not_implemented()),
    };
    let mut equal = protocol::is_true(&as_dicts)?;
    if equal && ordered(left).is_some() && ordered(right).is_some() {
        let (mut here, mut there) = (0, 0);
        while let (Some((a, _)), Some((b, _))) = (one.next(&mut here), other.next(&mut there)) {
            if !protocol::eq(&a, &b)? {
                equal = false;
                break;
            }
        }
    }
    Ok(bool_ref(equal == (op == CompareOp::Eq)))
}

fn or(left: &Obj, right: &Obj) -> PyResult {
    if left.downcast::<Dict>().is_none() || right.downcast::<Dict>().is_none() {
        return Ok(not_implemented());
    }
    let kind = if ordered(left).is_some() { left } else { right };
    let result = protocol::call(kind.ty().as_obj(), &[left])?;
    update_from(&result, right)?;
    Ok(result)
}

fn or_in_place(left: &Obj, right: &Obj) -> PyResult {
    update_from(left, right)?;
    Ok(left.to_ref())
}

fn nothing_left() -> Exc {
    Exc::with_message(&KEY_ERROR, "dictionary is empty")
}

fn popitem(object: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let last = args[0].map_or(Ok(true), protocol::is_true)?;
    let this = this(object);
    let found = if last {
        this.last_entry()
    } else {
        this.first_entry()
    };
    let (key, value) = found.ok_or_else(nothing_left)?;
    this.dict.remove(&key)?;
    Ok(Tuple::new(vec![key, value]).into_obj())
}

fn pop(object: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(key) = args[0] else {
        return Ok(none());
    };
    match (this(object).dict.remove(key)?, args[1]) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.to_ref()),
        (None, None) => Err(key_error(key)),
    }
}

fn setdefault(object: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(key) = args[0] else {
        return Ok(none());
    };
    let default = args[1].map_or_else(none, |default| default.to_ref());
    if is_exact(object) {
        let dict = &this(object).dict;
        if let Some(value) = dict.get(key)? {
            return Ok(value);
        }
        dict.set(key, default.clone())?;
        return Ok(default);
    }
    if sequence::contains(object, key)? {
        return sequence::getitem(object, key);
    }
    sequence::setitem(object, key, Some(&default))?;
    Ok(default)
}

fn move_to_end(object: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(key) = args[0] else {
        return Ok(none());
    };
    let last = args[1].map_or(Ok(true), protocol::is_true)?;
    let this = this(object);
    let hash = methods::hash_key(key)?;
    let Some(index) = this.dict.find(key, hash)? else {
        return Err(key_error(key));
    };
    let mut position = index;
    let Some((key, value)) = this.dict.next(&mut position) else {
        return Err(key_error(key));
    };
    if last {
        let end = this.last_entry();
        if end.is_some_and(|(end, _)| end.is(&key)) {
            return Ok(none());
        }
        drop(this.dict.remove_entry(index, hash));
        this.dict.set_with_hash(&key, hash, value)?;
        return Ok(none());
    }
    if this.first_entry().is_some_and(|(first, _)| first.is(&key)) {
        return Ok(none());
    }
    let rest = this.dict.items();
    this.dict.clear_items();
    this.dict.set_with_hash(&key, hash, value)?;
    for (other, value) in rest {
        if !other.is(&key) {
            this.dict.set(&other, value)?;
        }
    }
    Ok(none())
}

fn clear(object: &Obj) -> PyResult {
    this(object).dict.clear_items();
    Ok(none())
}

fn copy(object: &Obj) -> PyResult {
    if is_exact(object) {
        let copy = empty_of(&ORDERED_DICT_TYPE);
        self::this(&copy).dict.merge(&this(object).dict)?;
        return Ok(copy);
    }
    let copy = protocol::call(object.ty().as_obj(), &[])?;
    for (key, _) in this(object).dict.items() {
        let value = sequence::getitem(object, &key)?;
        sequence::setitem(&copy, &key, Some(&value))?;
    }
    Ok(copy)
}

fn fromkeys(class: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(iterable) = args[0] else {
        return Ok(none());
    };
    let value = args[1].map_or_else(none, |value| value.to_ref());
    let made = protocol::call(class, &[])?;
    let plain = is_exact(&made).then(|| &this(&made).dict);
    protocol::for_each(iterable, |key| match plain {
        Some(dict) => dict.set(&key, value.clone()),
        None => sequence::setitem(&made, &key, Some(&value)),
    })?;
    Ok(made)
}

fn reduce(object: &Obj) -> PyResult {
    let state = protocol::call_method(object, "__getstate__", &[])?;
    let items = protocol::call_method(object, "items", &[])?;
    Ok(Tuple::new(vec![
        object.ty().to_ref().into_obj(),
        Tuple::empty().into_obj(),
        state,
        none(),
        protocol::iter(&items)?,
    ])
    .into_obj())
}

/// As CPython counts it, with its list of keys beside the table.
fn sizeof(object: &Obj) -> PyResult {
    const NODE: usize = 32;
    let this = this(object);
    let table = this.dict.table_size();
    // SAFETY: the table in use.
    let slots = unsafe { this.dict.keys.get().as_ref() }.map_or(0, Keys::slots);
    let nodes = 8 * slots + NODE * this.dict.len();
    let size = crate::types::object::basic_sizeof(object) + table + nodes;
    Ok(Int::from_usize(size).into_obj())
}

fn iter(object: &Obj) -> PyResult {
    Ok(OrderedIterator::make(
        object,
        What::Keys,
        Direction::Forward,
    ))
}

fn reversed(object: &Obj) -> PyResult {
    Ok(OrderedIterator::make(
        object,
        What::Keys,
        Direction::Backward,
    ))
}

pub static ORDERED_DICT_TYPE: Type = Type::builtin(&ORDERED_DICT_SPEC);
static ORDERED_DICT_SPEC: TypeSpec = TypeSpec {
    doc: Some("Dictionary that remembers insertion order"),
    base: Some(&DICT_TYPE),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (112, 0),
    dict_offset: std::mem::offset_of!(OrderedDict, attributes),
    weaklist_offset: std::mem::offset_of!(OrderedDict, weaklist),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        iter: Some(iter),
        richcompare: Some(compare),
        nb_or: Some(or),
        nb_inplace_or: Some(or_in_place),
        ..Slots::NONE
    },
    none_attributes: &["__hash__"],
    methods: METHODS,
    getset: &[crate::types::object_attributes::REPLACEABLE_DICT],
    ..TypeSpec::of::<OrderedDict>("collections.OrderedDict")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__reduce__",
        "($self, /)",
        "Return state information for pickling",
        NativeFn::NoArgs(reduce),
    ),
    NativeDef::new("__sizeof__", "($self, /)", "", NativeFn::NoArgs(sizeof)),
    NativeDef::new(
        "clear",
        "($self, /)",
        "Remove all items from ordered dict.",
        NativeFn::NoArgs(clear),
    ),
    NativeDef::new(
        "copy",
        "($self, /)",
        "A shallow copy of ordered dict.",
        NativeFn::NoArgs(copy),
    ),
    NativeDef::new(
        "fromkeys",
        "($type, /, iterable, value=None)",
        "Create a new ordered dictionary with keys from iterable and values set to value.",
        NativeFn::Bound(fromkeys),
    )
    .class(),
    NativeDef::new(
        "items",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| Ok(view(this, What::Items))),
    ),
    NativeDef::new(
        "keys",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| Ok(view(this, What::Keys))),
    ),
    NativeDef::new(
        "move_to_end",
        "($self, /, key, last=True)",
        "Move an existing element to the end (or beginning if last is false).\n\nRaise KeyError if the element does not exist.",
        NativeFn::Bound(move_to_end),
    ),
    NativeDef::new(
        "pop",
        "($self, /, key, default=<unrepresentable>)",
        "od.pop(key[,default]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return the default if given; otherwise,\nraise a KeyError.",
        NativeFn::Bound(pop),
    ),
    NativeDef::new(
        "popitem",
        "($self, /, last=True)",
        "Remove and return a (key, value) pair from the dictionary.\n\nPairs are returned in LIFO order if last is true or FIFO order if\nfalse.",
        NativeFn::Bound(popitem),
    ),
    NativeDef::new(
        "setdefault",
        "($self, /, key, default=None)",
        "Insert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default.",
        NativeFn::Bound(setdefault),
    ),
    NativeDef::new("update", "", "", NativeFn::Raw(update)),
    NativeDef::new(
        "values",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| Ok(view(this, What::Values))),
    ),
    NativeDef::new(
        "__reversed__",
        "($self, /)",
        "od.__reversed__() <==> reversed(od)",
        NativeFn::NoArgs(reversed),
    ),
];
