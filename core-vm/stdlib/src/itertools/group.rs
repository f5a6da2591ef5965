//! `accumulate`, `batched`, `groupby`, `pairwise` and `starmap`.

use std::cell::Cell;

use serpentarium_runtime::object::args::{check_positional, parsed};
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::tuple::Tuple;

use super::{data, iterator_type, next_of};

/// `accumulate(iterable, func=None, *, initial=None)`
pub struct Accumulate {
    iterator: Field,
    function: Field,
    total: Field,
    /// Given first, once.
    initial: Field,
}

impl NativeType for Accumulate {
    fn type_object() -> &'static Type {
        &ACCUMULATE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.iterator);
        visit.field(&self.function);
        visit.field(&self.total);
        visit.field(&self.initial);
    }
}

fn given(value: Option<&Obj>) -> Option<&Obj> {
    value.filter(|value| !is_none(value))
}

fn required<'a>(value: Option<&'a Obj>, name: &str) -> PyResult<&'a Obj> {
    value.ok_or_else(|| type_error(format!("{name}() missing a required argument")))
}

fn accumulate_new(ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(iterable, func=None, *, initial=None)";
    let bound = parsed(SIGNATURE).bind("accumulate", args)?;
    let iterator = protocol::iter(required(bound[0], "accumulate")?)?;
    Ok(Native::of_type(
        ty,
        Accumulate {
            iterator: Field::new(iterator),
            function: Field::new(given(bound[1]).map(|function| function.to_ref())),
            total: Field::empty(),
            initial: Field::new(given(bound[2]).map(|initial| initial.to_ref())),
        },
    )
    .into_obj())
}

fn accumulate_next(this: &Native<Accumulate>) -> PyResult<Option<Ref>> {
    if let Some(initial) = this.initial.take() {
        this.total.set(initial.clone());
        return Ok(Some(initial));
    }
    let Some(iterator) = this.iterator.get() else {
        return Ok(None);
    };
    let Some(value) = protocol::next(&iterator)? else {
        return Ok(None);
    };
    let total = match this.total.get() {
        None => value,
        Some(total) => match this.function.get() {
            Some(function) => protocol::call(&function, &[&total, &value])?,
            None => number::binary(&total, &value, number::ADD)?,
        },
    };
    this.total.set(total.clone());
    Ok(Some(total))
}

iterator_type!(
    ACCUMULATE_TYPE,
    ACCUMULATE_SPEC,
    Accumulate,
    "accumulate",
    56,
    "accumulate(iterable, func=None, *, initial=None)\n--\n\nReturn series of accumulated sums (or other binary function results).",
    accumulate_new,
    accumulate_next
);

/// `batched(iterable, n, *, strict=False)`
pub struct Batched {
    iterator: Field,
    size: usize,
    strict: bool,
}

impl NativeType for Batched {
    fn type_object() -> &'static Type {
        &BATCHED_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.iterator);
    }
}

fn batched_new(ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(iterable, n, *, strict=False)";
    let bound = parsed(SIGNATURE).bind("batched", args)?;
    let size = number::index_as_isize(required(bound[1], "batched")?, Some(&OVERFLOW_ERROR))?;
    let strict = bound[2].map_or(Ok(false), protocol::is_true)?;
    if size < 1 {
        return Err(value_error("n must be at least one"));
    }
    let iterator = protocol::iter(required(bound[0], "batched")?)?;
    Ok(Native::of_type(
        ty,
        Batched {
            iterator: Field::new(iterator),
            size: size as usize,
            strict,
        },
    )
    .into_obj())
}

fn batched_next(this: &Native<Batched>) -> PyResult<Option<Ref>> {
    let mut batch = Vec::new();
    while batch.len() < this.size {
        match next_of(&this.iterator)? {
            Some(value) => batch.push(value),
            None => break,
        }
    }
    if batch.is_empty() {
        return Ok(None);
    }
    if batch.len() < this.size && this.strict {
        return Err(value_error("batched(): incomplete batch"));
    }
    Ok(Some(Tuple::new(batch).into_obj()))
}

iterator_type!(
    BATCHED_TYPE,
    BATCHED_SPEC,
    Batched,
    "batched",
    40,
    "batched(iterable, n, *, strict=False)\n--\n\nBatch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable and accumulates data into tuples\nup to size n.  The input is consumed lazily, just enough to\nfill a batch.  The result is yielded as soon as a batch is full\nor when the input iterable is exhausted.\n\n    >>> for batch in batched('ABCDEFG', 3):\n    ...     print(batch)\n    ...\n    ('A', 'B', 'C')\n    ('D', 'E', 'F')\n    ('G',)\n\nIf \"strict\" is True, raises a ValueError if the final batch is shorter\nthan n.",
    batched_new,
    batched_next
);

/// `pairwise(iterable)`
pub struct Pairwise {
    iterator: Field,
    previous: Field,
}

impl NativeType for Pairwise {
    fn type_object() -> &'static Type {
        &PAIRWISE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.iterator);
        visit.field(&self.previous);
    }
}

fn pairwise_new(ty: &Type, args: Args<'_>) -> PyResult {
    let args = args.keywords_to_init(ty, "pairwise")?;
    check_positional("pairwise", args.values.len(), 1, 1)?;
    Ok(Native::of_type(
        ty,
        Pairwise {
            iterator: Field::new(protocol::iter(args.values[0])?),
            previous: Field::empty(),
        },
    )
    .into_obj())
}

fn pairwise_next(this: &Native<Pairwise>) -> PyResult<Option<Ref>> {
    if !this.previous.is_some() {
        this.previous.set(next_of(&this.iterator)?);
    }
    let Some(previous) = this.previous.get() else {
        return Ok(None);
    };
    match next_of(&this.iterator)? {
        Some(value) => {
            this.previous.set(value.clone());
            Ok(Some(Tuple::new(vec![previous, value]).into_obj()))
        }
        None => {
            this.previous.set(None);
            Ok(None)
        }
    }
}

iterator_type!(
    PAIRWISE_TYPE,
    PAIRWISE_SPEC,
    Pairwise,
    "pairwise",
    40,
    "pairwise(iterable, /)\n--\n\nReturn an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ...",
    pairwise_new,
    pairwise_next
);

/// `starmap(function, iterable)`
pub struct Starmap {
    function: Field,
    iterator: Field,
}

impl NativeType for Starmap {
    fn type_object() -> &'static Type {
        &STARMAP_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.function);
        visit.field(&self.iterator);
    }
}

fn starmap_new(ty: &Type, args: Args<'_>) -> PyResult {
    let args = args.keywords_to_init(ty, "starmap")?;
    check_positional("starmap", args.values.len(), 2, 2)?;
    Ok(Native::of_type(
        ty,
        Starmap {
            function: Field::new(args.values[0].to_ref()),
            iterator: Field::new(protocol::iter(args.values[1])?),
        },
    )
    .into_obj())
}

fn starmap_next(this: &Native<Starmap>) -> PyResult<Option<Ref>> {
    let (Some(function), Some(iterator)) = (this.function.get(), this.iterator.get()) else {
        return Ok(None);
    };
    let Some(arguments) = protocol::next(&iterator)? else {
        return Ok(None);
    };
    let values = protocol::collect(&arguments)?;
    let values: Vec<&Obj> = values.iter().map(|value| &**value).collect();
    protocol::call(&function, &values).map(Some)
}

iterator_type!(
    STARMAP_TYPE,
    STARMAP_SPEC,
    Starmap,
    "starmap",
    32,
    "starmap(function, iterable, /)\n--\n\nReturn an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.",
    starmap_new,
    starmap_next
);

/// `groupby(iterable, key=None)`
pub struct GroupBy {
    iterator: Field,
    key_function: Field,
    /// Key of the group given out last, key and value of the item read last.
    target: Field,
    key: Field,
    value: Field,
    /// Counts groups: an older group that is asked again is over.
    serial: Cell<u64>,
}

impl NativeType for GroupBy {
    fn type_object() -> &'static Type {
        &GROUPBY_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for field in [
            &self.iterator,
            &self.key_function,
            &self.target,
            &self.key,
            &self.value,
        ] {
            visit.field(field);
        }
    }
}

fn groupby_new(ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(iterable, key=None)";
    let bound = parsed(SIGNATURE).bind("groupby", args)?;
    let iterator = protocol::iter(required(bound[0], "groupby")?)?;
    Ok(Native::of_type(
        ty,
        GroupBy {
            iterator: Field::new(iterator),
            key_function: Field::new(given(bound[1]).map(|key| key.to_ref())),
            target: Field::empty(),
            key: Field::empty(),
            value: Field::empty(),
            serial: Cell::new(0),
        },
    )
    .into_obj())
}

impl GroupBy {
    /// Reads the next item and its key; `false` at the end.
    fn step(&self) -> PyResult<bool> {
        let Some(iterator) = self.iterator.get() else {
            return Ok(false);
        };
        let Some(value) = protocol::next(&iterator)? else {
            return Ok(false);
        };
        let key = match self.key_function.get() {
            Some(function) => protocol::call(&function, &[&value])?,
            None => value.clone(),
        };
        self.value.set(value);
        self.key.set(key);
        Ok(true)
    }
}

fn groupby_next(this: &Native<GroupBy>) -> PyResult<Option<Ref>> {
    this.serial.set(this.serial.get() + 1);
    // Skips what is left of the current group.
    loop {
        match (this.key.get(), this.target.get()) {
            (Some(key), Some(target)) => {
                if !protocol::eq(&target, &key)? {
                    break;
                }
            }
            (Some(_), None) => break,
            (None, _) => {}
        }
        if !this.step()? {
            return Ok(None);
        }
    }
    this.target.set(this.key.get());
    let Some(key) = this.key.get() else {
        return Ok(None);
    };
    let group = Native::new(Grouper {
        parent: Field::new(this.to_ref()),
        target: Field::new(key.clone()),
        serial: this.serial.get(),
    });
    Ok(Some(Tuple::new(vec![key, group.into_obj()]).into_obj()))
}

iterator_type!(
    GROUPBY_TYPE,
    GROUPBY_SPEC,
    GroupBy,
    "groupby",
    72,
    "groupby(iterable, key=None)\n--\n\nmake an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to divide into groups according to the key function.\n  key\n    A function for computing the group category for each element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping.",
    groupby_new,
    groupby_next
);

/// One group of a `groupby`.
pub struct Grouper {
    parent: Field<Native<GroupBy>>,
    target: Field,
    serial: u64,
}

impl NativeType for Grouper {
    fn type_object() -> &'static Type {
        &GROUPER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.parent);
        visit.field(&self.target);
    }
}

fn grouper_next(this: &Native<Grouper>) -> PyResult<Option<Ref>> {
    let (Some(parent), Some(target)) = (this.parent.get(), this.target.get()) else {
        return Ok(None);
    };
    if parent.serial.get() != this.serial {
        return Ok(None);
    }
    if !parent.value.is_some() && !parent.step()? {
        return Ok(None);
    }
    let Some(key) = parent.key.get() else {
        return Ok(None);
    };
    if !protocol::eq(&target, &key)? {
        return Ok(None);
    }
    Ok(parent.value.take())
}

pub static GROUPER_TYPE: Type = Type::builtin(&GROUPER_SPEC);
static GROUPER_SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(|object| grouper_next(data::<Grouper>(object)?)),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<Grouper>>("itertools._grouper")
};
