//! `collections.deque`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use serpentarium_runtime::object::error::{index_error, memory_error, type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn, none as done};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::slots::CompareOp;
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::{is_none, none, not_implemented};
use serpentarium_runtime::types::repr_guard::ReprGuard;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use super::deque_iterator;

pub struct Deque {
    items: RefCell<VecDeque<Ref>>,
    max_len: Cell<Option<usize>>,
    /// Changes with every change of the items.
    state: Cell<u64>,
}

impl NativeType for Deque {
    fn type_object() -> &'static Type {
        &DEQUE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for item in self.items.borrow().iter() {
            visit.obj(item);
        }
    }

    fn clear(&self) {
        drop(self.take_all());
    }
}

impl Deque {
    pub fn len(&self) -> usize {
        self.items.borrow().len()
    }

    pub fn state(&self) -> u64 {
        self.state.get()
    }

    pub fn get(&self, index: usize) -> Option<Ref> {
        self.items.borrow().get(index).cloned()
    }

    fn touch(&self) {
        self.state.set(self.state.get() + 1);
    }

    fn take_all(&self) -> VecDeque<Ref> {
        self.touch();
        self.items.take()
    }

    fn is_full(&self) -> bool {
        self.max_len.get().is_some_and(|max| self.len() >= max)
    }

    /// Adds at the right; what falls out at the left is dropped.
    fn push(&self, value: Ref) {
        self.touch();
        self.items.borrow_mut().push_back(value);
        if self.max_len.get().is_some_and(|max| self.len() > max) {
            let dropped = self.items.borrow_mut().pop_front();
            drop(dropped);
        }
    }

    /// Adds at the left; what falls out at the right is dropped.
    fn push_left(&self, value: Ref) {
        self.touch();
        self.items.borrow_mut().push_front(value);
        if self.max_len.get().is_some_and(|max| self.len() > max) {
            let dropped = self.items.borrow_mut().pop_back();
            drop(dropped);
        }
    }

    fn snapshot(&self) -> Vec<Ref> {
        self.items.borrow().iter().cloned().collect()
    }

    fn rotate(&self, steps: isize) {
        let len = self.len();
        if len > 1 {
            self.touch();
            let steps = steps.rem_euclid(len as isize) as usize;
            self.items.borrow_mut().rotate_right(steps);
        }
    }

    /// Bytes of CPython's struct and blocks of 64 items.
    fn reported_size(&self) -> usize {
        let blocks = self.len().div_ceil(64).max(1) + usize::from(self.len() % 64 > 31);
        216 + blocks.max(1) * 528
    }
}

fn data(object: &Obj) -> PyResult<&Native<Deque>> {
    object.downcast().ok_or_else(|| {
        type_error(format!(
            "descriptor requires a 'collections.deque' object but received a '{}'",
            object.ty().tp_name()
        ))
    })
}

fn new(ty: &Type, _args: Args<'_>) -> PyResult {
    Ok(Native::of_type(
        ty,
        Deque {
            items: RefCell::default(),
            max_len: Cell::new(None),
            state: Cell::new(0),
        },
    )
    .into_obj())
}

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    static SIGNATURE: &str = "(iterable=None, maxlen=None)";
    let bound = serpentarium_runtime::object::args::parsed(SIGNATURE).bind("deque", args)?;
    let max_len = match bound[1].filter(|max| !is_none(max)) {
        None => None,
        Some(max) => {
            if max.downcast::<Int>().is_none() {
                return Err(type_error("an integer is required"));
            }
            let max = number::index_as_isize(max, Some(&OVERFLOW_ERROR))?;
            Some(usize::try_from(max).map_err(|_| value_error("maxlen must be non-negative"))?)
        }
    };
    let deque = data(object)?;
    deque.max_len.set(max_len);
    drop(deque.take_all());
    match bound[0] {
        Some(iterable) => extend(deque, iterable),
        None => Ok(()),
    }
}

fn extend(deque: &Deque, iterable: &Obj) -> PyResult<()> {
    // Extending by itself adds what is there now.
    if let Some(other) = iterable.downcast::<Native<Deque>>()
        && std::ptr::eq(&raw const other.data, deque)
    {
        other
            .snapshot()
            .into_iter()
            .for_each(|item| deque.push(item));
        return Ok(());
    }
    protocol::for_each(iterable, |item| {
        deque.push(item);
        Ok(())
    })
}

fn extend_method(object: &Obj, iterable: &Obj) -> PyResult {
    extend(data(object)?, iterable)?;
    done()
}

fn extend_left(object: &Obj, iterable: &Obj) -> PyResult {
    let deque = data(object)?;
    let items = if object.is(iterable) {
        List::new(deque.snapshot()).into_obj()
    } else {
        iterable.to_ref()
    };
    protocol::for_each(&items, |item| {
        deque.push_left(item);
        Ok(())
    })?;
    done()
}

fn repr(object: &Obj) -> PyResult {
    let Some(_guard) = ReprGuard::enter(object) else {
        return Ok(Str::from_str("[...]").into_obj());
    };
    let deque = data(object)?;
    let items = List::new(deque.snapshot());
    let inner = protocol::repr(items.as_obj())?;
    let end = match deque.max_len.get() {
        Some(max) => format!(", maxlen={max})"),
        None => ")".to_owned(),
    };
    Ok(Str::from_str(&format!("{}(", object.ty().name()))
        .concat(&inner)
        .concat(&Str::from_str(&end))
        .into_obj())
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (
        left.downcast::<Native<Deque>>(),
        right.downcast::<Native<Deque>>(),
    ) else {
        return Ok(not_implemented());
    };
    if a.len() != b.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(bool_ref(op == CompareOp::Ne));
    }
    let (a, b) = (List::new(a.snapshot()), List::new(b.snapshot()));
    protocol::compare(a.as_obj(), b.as_obj(), op)
}

fn position(deque: &Deque, index: isize) -> PyResult<usize> {
    usize::try_from(index)
        .ok()
        .filter(|index| *index < deque.len())
        .ok_or_else(|| index_error("deque index out of range"))
}

fn item(object: &Obj, index: isize) -> PyResult {
    let deque = data(object)?;
    let index = position(deque, index)?;
    deque
        .get(index)
        .ok_or_else(|| index_error("deque index out of range"))
}

fn assign_item(object: &Obj, index: isize, value: Option<&Obj>) -> PyResult<()> {
    let deque = data(object)?;
    let index = position(deque, index)?;
    let old = match value {
        Some(value) => deque
            .items
            .borrow_mut()
            .get_mut(index)
            .map(|place| std::mem::replace(place, value.to_ref())),
        None => {
            deque.touch();
            deque.items.borrow_mut().remove(index)
        }
    };
    drop(old);
    Ok(())
}

/// Whether the deque changed while a comparison ran.
fn check_state(deque: &Deque, state: u64) -> PyResult<()> {
    if deque.state() == state {
        return Ok(());
    }
    Err(serpentarium_runtime::object::error::runtime_error(
        "deque mutated during iteration",
    ))
}

/// The first position in a range of an equal item.
fn find(deque: &Deque, value: &Obj, start: usize, stop: usize) -> PyResult<Option<usize>> {
    let state = deque.state();
    for index in start..stop.min(deque.len()) {
        let Some(item) = deque.get(index) else { break };
        if protocol::eq(&item, value)? {
            return Ok(Some(index));
        }
        check_state(deque, state)?;
    }
    Ok(None)
}

fn contains(object: &Obj, value: &Obj) -> PyResult<bool> {
    Ok(find(data(object)?, value, 0, usize::MAX)?.is_some())
}

/// A deque of the same class with the same bound and the given items.
fn like(object: &Obj, items: Vec<Ref>) -> PyResult {
    let deque = data(object)?;
    let items = List::new(items);
    let max = deque
        .max_len
        .get()
        .map_or_else(none, |max| Int::from_usize(max).into_obj());
    if deque.max_len.get().is_none() {
        return protocol::call(object.ty().as_obj(), &[items.as_obj()]);
    }
    protocol::call(object.ty().as_obj(), &[items.as_obj(), &max])
}

fn copy(object: &Obj) -> PyResult {
    like(object, data(object)?.snapshot())
}

fn concat(object: &Obj, other: &Obj) -> PyResult {
    let Some(right) = other.downcast::<Native<Deque>>() else {
        return Err(type_error(format!(
            "can only concatenate deque (not \"{}\") to deque",
            other.ty().tp_name()
        )));
    };
    let mut items = data(object)?.snapshot();
    items.extend(right.snapshot());
    like(object, items)
}

fn repeated(deque: &Deque, count: isize) -> PyResult<Vec<Ref>> {
    let once = deque.snapshot();
    let mut count = count.max(0) as usize;
    if let Some(max) = deque.max_len.get() {
        // More than fill the bound would be dropped again.
        let enough = max.div_ceil(once.len().max(1)) + 1;
        if count > enough && max % once.len().max(1) == 0 {
            count = enough;
        }
    }
    let total = once.len().checked_mul(count);
    if total.is_none_or(|total| total > isize::MAX as usize / 16) {
        return Err(memory_error(""));
    }
    Ok(std::iter::repeat_n(once, count).flatten().collect())
}

fn repeat(object: &Obj, count: isize) -> PyResult {
    like(object, repeated(data(object)?, count)?)
}

fn inplace_concat(object: &Obj, other: &Obj) -> PyResult {
    extend(data(object)?, other)?;
    Ok(object.to_ref())
}

fn inplace_repeat(object: &Obj, count: isize) -> PyResult {
    let deque = data(object)?;
    let items = repeated(deque, count)?;
    drop(deque.take_all());
    items.into_iter().for_each(|item| deque.push(item));
    Ok(object.to_ref())
}

// ---- methods

fn append(object: &Obj, value: &Obj) -> PyResult {
    data(object)?.push(value.to_ref());
    done()
}

fn append_left(object: &Obj, value: &Obj) -> PyResult {
    data(object)?.push_left(value.to_ref());
    done()
}

fn empty() -> serpentarium_runtime::object::Exc {
    index_error("pop from an empty deque")
}

fn pop(object: &Obj) -> PyResult {
    let deque = data(object)?;
    let value = deque.items.borrow_mut().pop_back().ok_or_else(empty)?;
    deque.touch();
    Ok(value)
}

fn pop_left(object: &Obj) -> PyResult {
    let deque = data(object)?;
    let value = deque.items.borrow_mut().pop_front().ok_or_else(empty)?;
    deque.touch();
    Ok(value)
}

fn clear(object: &Obj) -> PyResult {
    drop(data(object)?.take_all());
    done()
}

fn count(object: &Obj, value: &Obj) -> PyResult {
    let deque = data(object)?;
    let state = deque.state();
    let mut count = 0;
    for item in deque.snapshot() {
        count += usize::from(protocol::eq(&item, value)?);
        check_state(deque, state)?;
    }
    Ok(Int::from_usize(count).into_obj())
}

/// A bound of `index`, which may count from the end.
fn bound(value: Option<&&Obj>, default: usize, len: usize) -> PyResult<usize> {
    let Some(value) = value else {
        return Ok(default);
    };
    if value.ty().slots().nb_index.is_none() {
        return Err(type_error(
            "slice indices must be integers or have an __index__ method",
        ));
    }
    let index = number::index_as_isize(value, None)?;
    let index = if index < 0 {
        index.saturating_add(len as isize).max(0)
    } else {
        index
    };
    Ok(index as usize)
}

fn index(object: &Obj, args: &[&Obj]) -> PyResult {
    let deque = data(object)?;
    let len = deque.len();
    let start = bound(args.get(1), 0, len)?;
    let stop = bound(args.get(2), len, len)?;
    match find(deque, args[0], start, stop)? {
        Some(index) => Ok(Int::from_usize(index).into_obj()),
        None => Err(value_error("deque.index(x): x not in deque")),
    }
}

fn insert(object: &Obj, args: &[&Obj]) -> PyResult {
    let deque = data(object)?;
    let index = number::index_as_isize(args[0], Some(&OVERFLOW_ERROR))?;
    if deque.is_full() {
        return Err(index_error("deque already at its maximum size"));
    }
    let len = deque.len() as isize;
    let index = if index < 0 {
        (index + len).max(0)
    } else {
        index.min(len)
    };
    deque.touch();
    deque
        .items
        .borrow_mut()
        .insert(index as usize, args[1].to_ref());
    done()
}

fn remove(object: &Obj, value: &Obj) -> PyResult {
    let deque = data(object)?;
    match find(deque, value, 0, usize::MAX)? {
        Some(index) => {
            deque.touch();
            let removed = deque.items.borrow_mut().remove(index);
            drop(removed);
            done()
        }
        None => Err(value_error("deque.remove(x): x not in deque")),
    }
}

fn reverse(object: &Obj) -> PyResult {
    let deque = data(object)?;
    deque.items.borrow_mut().make_contiguous().reverse();
    done()
}

fn rotate(object: &Obj, args: &[&Obj]) -> PyResult {
    let steps = match args.first() {
        Some(steps) => number::index_as_isize(steps, Some(&OVERFLOW_ERROR))?,
        None => 1,
    };
    data(object)?.rotate(steps);
    done()
}

fn reduce(object: &Obj) -> PyResult {
    let deque = data(object)?;
    let arguments = match deque.max_len.get() {
        None => Tuple::empty(),
        Some(max) => Tuple::new(vec![
            Tuple::empty().into_obj(),
            Int::from_usize(max).into_obj(),
        ]),
    };
    let state = protocol::call_method(object, "__getstate__", &[])?;
    Ok(Tuple::new(vec![
        object.ty().to_ref().into_obj(),
        arguments.into_obj(),
        state,
        protocol::iter(object)?,
    ])
    .into_obj())
}

fn sizeof(object: &Obj) -> PyResult {
    Ok(Int::from_usize(data(object)?.reported_size()).into_obj())
}

fn max_len(object: &Obj) -> PyResult {
    Ok(data(object)?
        .max_len
        .get()
        .map_or_else(none, |max| Int::from_usize(max).into_obj()))
}

fn class_getitem(class: &Obj, key: &Obj) -> PyResult {
    serpentarium_runtime::types::generic_alias::make(class, key)
}

const fn def(
    name: &'static str,
    signature: &'static str,
    doc: &'static str,
    function: NativeFn,
) -> NativeDef {
    NativeDef::new(name, signature, doc, function)
}

static METHODS: &[NativeDef] = &[
    def(
        "append",
        "($self, item, /)",
        "Add an element to the right side of the deque.",
        NativeFn::One(append),
    ),
    def(
        "appendleft",
        "($self, item, /)",
        "Add an element to the left side of the deque.",
        NativeFn::One(append_left),
    ),
    def(
        "clear",
        "($self, /)",
        "Remove all elements from the deque.",
        NativeFn::NoArgs(clear),
    ),
    def(
        "__copy__",
        "($self, /)",
        "Return a shallow copy of a deque.",
        NativeFn::NoArgs(copy),
    ),
    def(
        "copy",
        "($self, /)",
        "Return a shallow copy of a deque.",
        NativeFn::NoArgs(copy),
    ),
    def(
        "count",
        "($self, value, /)",
        "Return number of occurrences of value.",
        NativeFn::One(count),
    ),
    def(
        "extend",
        "($self, iterable, /)",
        "Extend the right side of the deque with elements from the iterable.",
        NativeFn::One(extend_method),
    ),
    def(
        "extendleft",
        "($self, iterable, /)",
        "Extend the left side of the deque with elements from the iterable.",
        NativeFn::One(extend_left),
    ),
    def(
        "index",
        "($self, value, [start, [stop]])",
        "Return first index of value.\n\nRaises ValueError if the value is not present.",
        NativeFn::Positional(1, 3, index),
    ),
    def(
        "insert",
        "($self, index, value, /)",
        "Insert value before index.",
        NativeFn::Positional(2, 2, insert),
    ),
    def(
        "pop",
        "($self, /)",
        "Remove and return the rightmost element.",
        NativeFn::NoArgs(pop),
    ),
    def(
        "popleft",
        "($self, /)",
        "Remove and return the leftmost element.",
        NativeFn::NoArgs(pop_left),
    ),
    def(
        "__reduce__",
        "($self, /)",
        "Return state information for pickling.",
        NativeFn::NoArgs(reduce),
    ),
    def(
        "remove",
        "($self, value, /)",
        "Remove first occurrence of value.",
        NativeFn::One(remove),
    ),
    def(
        "__reversed__",
        "($self, /)",
        "Return a reverse iterator over the deque.",
        NativeFn::NoArgs(|object| Ok(deque_iterator::backward(data(object)?.to_ref()))),
    ),
    def(
        "reverse",
        "($self, /)",
        "Reverse *IN PLACE*.",
        NativeFn::NoArgs(reverse),
    ),
    def(
        "rotate",
        "($self, n=1, /)",
        "Rotate the deque n steps to the right.  If n is negative, rotates left.",
        NativeFn::Positional(0, 1, rotate),
    ),
    def(
        "__sizeof__",
        "($self, /)",
        "Return the size of the deque in memory, in bytes.",
        NativeFn::NoArgs(sizeof),
    ),
    def(
        "__class_getitem__",
        "($type, object, /)",
        "deques are generic over the type of their contents",
        NativeFn::One(class_getitem),
    )
    .class(),
];

pub static DEQUE_TYPE: Type = Type::builtin(&DEQUE_SPEC);
static DEQUE_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "deque([iterable[, maxlen]])\n--\n\nA list-like sequence optimized for data accesses near its endpoints.",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC | flags::SEQUENCE | flags::MANAGED_WEAKREF,
    reported: (216, 0),
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        getattr: Some(serpentarium_runtime::types::object_attributes::generic_getattr),
        richcompare: Some(compare),
        iter: Some(|object| Ok(deque_iterator::forward(data(object)?.to_ref()))),
        nb_bool: None,
        sq_length: Some(|object| Ok(data(object)?.len())),
        sq_concat: Some(concat),
        sq_repeat: Some(repeat),
        sq_item: Some(item),
        sq_ass_item: Some(assign_item),
        sq_contains: Some(contains),
        sq_inplace_concat: Some(inplace_concat),
        sq_inplace_repeat: Some(inplace_repeat),
        ..Slots::NONE
    },
    none_attributes: &["__hash__"],
    methods: METHODS,
    getset: &[
        GetSet::readonly("maxlen", max_len).doc("maximum size of a deque or None if unbounded")
    ],
    ..TypeSpec::of::<Native<Deque>>("collections.deque")
};
