//! Iterators over deques.

use std::cell::Cell;

use serpentarium_runtime::object::error::{runtime_error, type_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    args, flags,
};
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::tuple::Tuple;

use super::deque::Deque;

/// Walks a deque in one direction.
pub struct Iter {
    deque: Field<Native<Deque>>,
    /// State of the deque when iteration began.
    state: u64,
    done: Cell<usize>,
    left: Cell<usize>,
}

/// The same, backwards.
pub struct ReverseIter(Iter);

impl NativeType for Iter {
    fn type_object() -> &'static Type {
        &FORWARD_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.deque);
    }
}

impl NativeType for ReverseIter {
    fn type_object() -> &'static Type {
        &BACKWARD_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.0.deque);
    }
}

impl Iter {
    fn over(deque: Ref<Native<Deque>>) -> Iter {
        Iter {
            state: deque.state(),
            done: Cell::new(0),
            left: Cell::new(deque.len()),
            deque: Field::new(deque),
        }
    }

    fn next(&self, backwards: bool) -> PyResult<Option<Ref>> {
        let Some(deque) = self.deque.get() else {
            return Ok(None);
        };
        if deque.state() != self.state {
            self.left.set(0);
            return Err(runtime_error("deque mutated during iteration"));
        }
        if self.left.get() == 0 {
            return Ok(None);
        }
        let done = self.done.get();
        self.done.set(done + 1);
        self.left.set(self.left.get() - 1);
        let index = if backwards {
            deque.len() - 1 - done
        } else {
            done
        };
        Ok(deque.get(index))
    }
}

/// `iter(deque)`
pub fn forward(deque: Ref<Native<Deque>>) -> Ref {
    Native::new(Iter::over(deque)).into_obj()
}

/// `reversed(deque)`
pub fn backward(deque: Ref<Native<Deque>>) -> Ref {
    Native::new(ReverseIter(Iter::over(deque))).into_obj()
}

/// The iterator inside an object of either type.
fn data(object: &Obj) -> PyResult<&Iter> {
    if let Some(iter) = object.downcast::<Native<Iter>>() {
        return Ok(&iter.data);
    }
    match object.downcast::<Native<ReverseIter>>() {
        Some(iter) => Ok(&iter.data.0),
        None => Err(type_error("not a deque iterator")),
    }
}

/// `(deque, index=0)`: an iterator that skipped some items.
fn bind(args: Args<'_>) -> PyResult<(Ref<Native<Deque>>, usize)> {
    args.no_keywords("_deque_iterator")?;
    args::check_positional("_deque_iterator", args.values.len(), 1, 2)?;
    let Some(deque) = args.values[0].downcast::<Native<Deque>>() else {
        return Err(type_error(format!(
            "argument 1 must be collections.deque, not {}",
            args.values[0].ty().tp_name()
        )));
    };
    let skip = match args.values.get(1) {
        Some(skip) => number::index_as_isize(skip, Some(&OVERFLOW_ERROR))?.max(0) as usize,
        None => 0,
    };
    Ok((deque.to_ref(), skip))
}

fn skipped(deque: Ref<Native<Deque>>, skip: usize) -> Iter {
    let iter = Iter::over(deque);
    let skip = skip.min(iter.left.get());
    iter.done.set(skip);
    iter.left.set(iter.left.get() - skip);
    iter
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    let (deque, skip) = bind(args)?;
    Ok(Native::new(skipped(deque, skip)).into_obj())
}

fn reverse_new(_ty: &Type, args: Args<'_>) -> PyResult {
    let (deque, skip) = bind(args)?;
    Ok(Native::new(ReverseIter(skipped(deque, skip))).into_obj())
}

fn length_hint(object: &Obj) -> PyResult {
    Ok(Int::from_usize(data(object)?.left.get()).into_obj())
}

fn reduce(object: &Obj) -> PyResult {
    let iter = data(object)?;
    let deque = iter.deque.get().map_or_else(none, Ref::into_obj);
    let done = Int::from_usize(iter.done.get()).into_obj();
    Ok(Tuple::new(vec![
        object.ty().to_ref().into_obj(),
        Tuple::new(vec![deque, done]).into_obj(),
    ])
    .into_obj())
}

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

pub static FORWARD_TYPE: Type = Type::builtin(&FORWARD_SPEC);
static FORWARD_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (56, 0),
    slots: Slots {
        new: Some(new),
        getattr: Some(serpentarium_runtime::types::object_attributes::generic_getattr),
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(|object| data(object)?.next(false)),
        ..Slots::NONE
    },
    methods: METHODS,
    ..TypeSpec::of::<Native<Iter>>("collections._deque_iterator")
};

pub static BACKWARD_TYPE: Type = Type::builtin(&BACKWARD_SPEC);
static BACKWARD_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (56, 0),
    slots: Slots {
        new: Some(reverse_new),
        getattr: Some(serpentarium_runtime::types::object_attributes::generic_getattr),
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(|object| data(object)?.next(true)),
        ..Slots::NONE
    },
    methods: METHODS,
    ..TypeSpec::of::<Native<ReverseIter>>("collections._deque_reverse_iterator")
};
