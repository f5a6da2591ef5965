//! `zip`, `map` and `filter`.

use std::cell::Cell;

use crate::object::error::{type_error, value_error};
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::int::bool_obj;
use crate::types::none::{is_none, none};
use crate::types::tuple::Tuple;

/// The layout of all three: a function (none for `zip`) and iterators.
#[repr(C)]
pub struct Combined {
    head: Obj,
    function: Field,
    iterators: Field<Tuple>,
    strict: Cell<bool>,
    /// The tuple that `zip` gave last: used again when nobody else has it.
    result: Field<Tuple>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Combined {
    fn type_object() -> &'static Type {
        &ZIP_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.function);
        visit.field(&self.iterators);
        visit.field(&self.result);
    }
}

fn this(object: &Obj) -> &Combined {
    // SAFETY: called with objects of the three types only.
    unsafe { object.cast_unchecked() }
}

fn make(ty: &Type, function: Option<&Obj>, iterables: &[&Obj], strict: bool) -> PyResult {
    let iterators = iterables
        .iter()
        .map(|iterable| protocol::iter(iterable))
        .collect::<PyResult<Vec<_>>>()?;
    Ok(object::alloc(
        ty,
        Combined {
            head: object::header(0),
            function: Field::new(function.map(|function| function.to_ref())),
            iterators: Field::new(Tuple::new(iterators)),
            strict: Cell::new(strict),
            result: Field::empty(),
        },
    )
    .into_obj())
}

/// The `strict` keyword of `zip` and `map`.
fn strict_keyword(args: Args<'_>, name: &str) -> PyResult<bool> {
    if args.keyword_count() > 1 {
        return Err(type_error(format!(
            "{name}() takes at most 1 keyword argument ({} given)",
            args.keyword_count()
        )));
    }
    let Some((keyword, value)) = args.keywords().next() else {
        return Ok(false);
    };
    if !keyword.eq_str("strict") {
        return Err(type_error(format!(
            "{name}() got an unexpected keyword argument '{keyword}'"
        )));
    }
    protocol::is_true(value)
}

fn zip_new(ty: &Type, args: Args<'_>) -> PyResult {
    let strict = strict_keyword(args, "zip")?;
    make(ty, None, args.positional(), strict)
}

fn map_new(ty: &Type, args: Args<'_>) -> PyResult {
    let strict = strict_keyword(args, "map")?;
    let [function, iterables @ ..] = args.positional() else {
        return Err(type_error("map() must have at least two arguments."));
    };
    if iterables.is_empty() {
        return Err(type_error("map() must have at least two arguments."));
    }
    make(ty, Some(function), iterables, strict)
}

fn filter_new(ty: &Type, args: Args<'_>) -> PyResult {
    let args = args.keywords_to_init(ty, "filter")?;
    object::args::check_positional("filter", args.values.len(), 2, 2)?;
    make(ty, Some(args.values[0]), &args.values[1..], false)
}

/// Values of the iterators, most often few.
type Values = smallvec::SmallVec<[Ref; 4]>;

/// One value of each iterator; `None` when the first of them is exhausted.
fn next_of_all(combined: &Combined, name: &str) -> PyResult<Option<Values>> {
    let Some(iterators) = combined.iterators.get() else {
        return Ok(None);
    };
    let mut values = Values::with_capacity(iterators.len());
    for (index, iterator) in iterators.as_slice().iter().enumerate() {
        match protocol::next(iterator)? {
            Some(value) => values.push(value),
            None if combined.strict.get() => return check_lengths(&iterators, index, name),
            None => return Ok(None),
        }
    }
    Ok(Some(values))
}

/// An iterator ended: with `strict` all have to.
fn check_lengths(iterators: &Tuple, ended: usize, name: &str) -> PyResult<Option<Values>> {
    let others = |count: usize| {
        if count == 1 {
            " 1".to_owned()
        } else {
            format!("s 1-{count}")
        }
    };
    if ended > 0 {
        return Err(value_error(format!(
            "{name}() argument {} is shorter than argument{}",
            ended + 1,
            others(ended)
        )));
    }
    for (index, iterator) in iterators.as_slice().iter().enumerate().skip(1) {
        if protocol::next(iterator)?.is_some() {
            return Err(value_error(format!(
                "{name}() argument {} is longer than argument{}",
                index + 1,
                others(index)
            )));
        }
    }
    Ok(None)
}

fn zip_next(object: &Obj) -> PyResult<Option<Ref>> {
    let combined = this(object);
    if combined.iterators.peek().is_none_or(Tuple::is_empty) {
        return Ok(None);
    }
    let values = next_of_all(combined, "zip")?;
    Ok(values.map(|values| Tuple::reusing(&combined.result, values).into_obj()))
}

fn map_next(object: &Obj) -> PyResult<Option<Ref>> {
    let combined = this(object);
    let Some(function) = combined.function.get() else {
        return Ok(None);
    };
    if let Some(iterators) = combined.iterators.peek()
        && let [only] = iterators.as_slice()
    {
        let only = only.to_ref();
        return match protocol::next(&only)? {
            Some(value) => protocol::call(&function, &[&value]).map(Some),
            None => Ok(None),
        };
    }
    let Some(values) = next_of_all(combined, "map")? else {
        return Ok(None);
    };
    let values: smallvec::SmallVec<[&Obj; 4]> = values.iter().map(|value| &**value).collect();
    protocol::call(&function, &values).map(Some)
}

fn filter_next(object: &Obj) -> PyResult<Option<Ref>> {
    let combined = this(object);
    let (Some(function), Some(iterators)) = (combined.function.get(), combined.iterators.get())
    else {
        return Ok(None);
    };
    let Some(iterator) = iterators.get(0) else {
        return Ok(None);
    };
    let by_truth = is_none(&function) || function.is(crate::types::int::BOOL_TYPE.as_obj());
    while let Some(value) = protocol::next(&iterator)? {
        let keep = if by_truth {
            protocol::is_true(&value)?
        } else {
            protocol::is_true(&*protocol::call(&function, &[&value])?)?
        };
        if keep {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// `(type, (function, iterators...)[, True])`
fn reduce(object: &Obj) -> PyResult {
    let combined = this(object);
    let mut arguments: Vec<Ref> = combined.function.get().into_iter().collect();
    if let Some(iterators) = combined.iterators.get() {
        arguments.extend(iterators.iter());
    }
    let mut parts = vec![
        object.ty().to_ref().into_obj(),
        Tuple::new(arguments).into_obj(),
    ];
    if combined.strict.get() {
        parts.push(bool_obj(true).to_ref());
    }
    Ok(Tuple::new(parts).into_obj())
}

fn setstate(object: &Obj, state: &Obj) -> PyResult {
    this(object).strict.set(protocol::is_true(state)?);
    Ok(none())
}

const REDUCE: NativeDef = NativeDef::new(
    "__reduce__",
    "($self, /)",
    "Return state information for pickling.",
    NativeFn::NoArgs(reduce),
);
const SETSTATE: NativeDef = NativeDef::new(
    "__setstate__",
    "($self, object, /)",
    "Set state information for unpickling.",
    NativeFn::One(setstate),
);

const fn slots(new: object::slots::NewFn, next: object::slots::NextFn) -> Slots {
    Slots {
        new: Some(new),
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(next),
        ..Slots::NONE
    }
}

const FLAGS: u32 = flags::BASETYPE | flags::HAVE_GC;

pub static ZIP_TYPE: Type = Type::builtin(&ZIP_SPEC);
static ZIP_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "zip(*iterables, strict=False)\n--\n\nThe zip object yields n-length tuples, where n is the number of\niterables passed as positional arguments to zip().  The i-th element\nin every tuple comes from the i-th iterable argument to zip().  This\ncontinues until the shortest argument is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the\nothers, raise a ValueError.\n\n   >>> list(zip('abcdefg', range(3), range(4)))\n   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]",
    ),
    flags: FLAGS,
    reported: (48, 0),
    slots: slots(zip_new, zip_next),
    methods: &[REDUCE, SETSTATE],
    ..TypeSpec::of::<Combined>("zip")
};

pub static MAP_TYPE: Type = Type::builtin(&MAP_SPEC);
static MAP_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "map(function, iterable, /, *iterables, strict=False)\n--\n\nMake an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the\nothers, raise a ValueError.",
    ),
    flags: FLAGS,
    reported: (40, 0),
    slots: slots(map_new, map_next),
    methods: &[REDUCE, SETSTATE],
    ..TypeSpec::of::<Combined>("map")
};

pub static FILTER_TYPE: Type = Type::builtin(&FILTER_SPEC);
static FILTER_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "filter(function, iterable, /)\n--\n\nReturn an iterator yielding those items of iterable for which\nfunction(item) is true.  If function is None, return the items that\nare true.",
    ),
    flags: FLAGS,
    reported: (32, 0),
    slots: slots(filter_new, filter_next),
    methods: &[REDUCE],
    ..TypeSpec::of::<Combined>("filter")
};
