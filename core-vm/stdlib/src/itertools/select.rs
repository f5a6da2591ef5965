//! `compress`, `dropwhile`, `takewhile`, `filterfalse` and `islice`.

use std::cell::Cell;

use serpentarium_runtime::object::args::{check_positional, parsed};
use serpentarium_runtime::object::error::value_error;
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Type, Visitor,
};
use serpentarium_runtime::types::int::BOOL_TYPE;
use serpentarium_runtime::types::none::is_none;

use super::{iterator_type, next_of};

/// A function (or second iterator) and an iterator.
macro_rules! pair_data {
    ($name:ident, $type:ident, $doc:literal) => {
        #[doc = $doc]
        pub struct $name {
            function: Field,
            iterator: Field,
            /// The condition has failed once, of those that end or begin there.
            #[allow(dead_code, reason = "`compress` and `filterfalse` have no such point")]
            done: Cell<bool>,
        }

        impl NativeType for $name {
            fn type_object() -> &'static Type {
                &$type
            }

            fn traverse(&self, visit: &mut Visitor<'_>) {
                visit.field(&self.function);
                visit.field(&self.iterator);
            }
        }

        impl $name {
            fn make(ty: &Type, function: Ref, iterator: Ref) -> PyResult {
                Ok(Native::of_type(
                    ty,
                    $name {
                        function: Field::new(function),
                        iterator: Field::new(iterator),
                        done: Cell::new(false),
                    },
                )
                .into_obj())
            }
        }
    };
}

pair_data!(Compress, COMPRESS_TYPE, "`compress(data, selectors)`");
pair_data!(
    DropWhile,
    DROPWHILE_TYPE,
    "`dropwhile(predicate, iterable)`"
);
pair_data!(
    TakeWhile,
    TAKEWHILE_TYPE,
    "`takewhile(predicate, iterable)`"
);
pair_data!(
    FilterFalse,
    FILTERFALSE_TYPE,
    "`filterfalse(function, iterable)`"
);

/// The two positional arguments of a constructor, the second as an iterator.
fn function_and_iterator(ty: &Type, name: &str, args: Args<'_>) -> PyResult<(Ref, Ref)> {
    let args = args.keywords_to_init(ty, name)?;
    check_positional(name, args.values.len(), 2, 2)?;
    Ok((args.values[0].to_ref(), protocol::iter(args.values[1])?))
}

fn holds(function: &Field, value: &Obj) -> PyResult<bool> {
    match function.get() {
        Some(function) => protocol::is_true(&*protocol::call(&function, &[value])?),
        None => Ok(false),
    }
}

fn compress_new(ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(data, selectors)";
    let bound = parsed(SIGNATURE).bind("compress", args)?;
    let mut iterators = Vec::new();
    for iterable in bound.into_iter().flatten() {
        iterators.push(protocol::iter(iterable)?);
    }
    let [data, selectors] = <[Ref; 2]>::try_from(iterators)
        .map_err(|_| value_error("compress() takes two iterables"))?;
    Compress::make(ty, selectors, data)
}

fn compress_next(this: &Native<Compress>) -> PyResult<Option<Ref>> {
    let (Some(data), Some(selectors)) = (this.iterator.get(), this.function.get()) else {
        return Ok(None);
    };
    loop {
        let Some(value) = protocol::next(&data)? else {
            return Ok(None);
        };
        let Some(selector) = protocol::next(&selectors)? else {
            return Ok(None);
        };
        if protocol::is_true(&selector)? {
            return Ok(Some(value));
        }
    }
}

iterator_type!(
    COMPRESS_TYPE,
    COMPRESS_SPEC,
    Compress,
    "compress",
    32,
    "compress(data, selectors)\n--\n\nReturn data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data elements using the selectors\nto choose the data elements.",
    compress_new,
    compress_next
);

fn dropwhile_new(ty: &Type, args: Args<'_>) -> PyResult {
    let (function, iterator) = function_and_iterator(ty, "dropwhile", args)?;
    DropWhile::make(ty, function, iterator)
}

fn dropwhile_next(this: &Native<DropWhile>) -> PyResult<Option<Ref>> {
    let Some(iterator) = this.iterator.get() else {
        return Ok(None);
    };
    while let Some(value) = protocol::next(&iterator)? {
        if this.done.get() || !holds(&this.function, &value)? {
            this.done.set(true);
            return Ok(Some(value));
        }
    }
    Ok(None)
}

iterator_type!(
    DROPWHILE_TYPE,
    DROPWHILE_SPEC,
    DropWhile,
    "dropwhile",
    40,
    "dropwhile(predicate, iterable, /)\n--\n\nDrop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the iterable is exhausted.",
    dropwhile_new,
    dropwhile_next
);

fn takewhile_new(ty: &Type, args: Args<'_>) -> PyResult {
    let (function, iterator) = function_and_iterator(ty, "takewhile", args)?;
    TakeWhile::make(ty, function, iterator)
}

fn takewhile_next(this: &Native<TakeWhile>) -> PyResult<Option<Ref>> {
    if this.done.get() {
        return Ok(None);
    }
    let Some(iterator) = this.iterator.get() else {
        return Ok(None);
    };
    let Some(value) = protocol::next(&iterator)? else {
        return Ok(None);
    };
    if holds(&this.function, &value)? {
        return Ok(Some(value));
    }
    this.done.set(true);
    Ok(None)
}

iterator_type!(
    TAKEWHILE_TYPE,
    TAKEWHILE_SPEC,
    TakeWhile,
    "takewhile",
    40,
    "takewhile(predicate, iterable, /)\n--\n\nReturn successive entries from an iterable as long as the predicate evaluates to true for each entry.",
    takewhile_new,
    takewhile_next
);

fn filterfalse_new(ty: &Type, args: Args<'_>) -> PyResult {
    let (function, iterator) = function_and_iterator(ty, "filterfalse", args)?;
    FilterFalse::make(ty, function, iterator)
}

fn filterfalse_next(this: &Native<FilterFalse>) -> PyResult<Option<Ref>> {
    let (Some(iterator), Some(function)) = (this.iterator.get(), this.function.get()) else {
        return Ok(None);
    };
    let by_truth = is_none(&function) || function.is(BOOL_TYPE.as_obj());
    while let Some(value) = protocol::next(&iterator)? {
        let keep = if by_truth {
            !protocol::is_true(&value)?
        } else {
            !holds(&this.function, &value)?
        };
        if keep {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

iterator_type!(
    FILTERFALSE_TYPE,
    FILTERFALSE_SPEC,
    FilterFalse,
    "filterfalse",
    32,
    "filterfalse(function, iterable, /)\n--\n\nReturn those items of iterable for which function(item) is false.\n\nIf function is None, return the items that are false.",
    filterfalse_new,
    filterfalse_next
);

/// `islice(iterable, start, stop, step)`
pub struct Slice {
    /// Empty once exhausted.
    iterator: Field,
    /// Position of the next value to give, where to end, and the distance.
    next: Cell<usize>,
    stop: Option<usize>,
    step: usize,
    /// How many values were taken from the iterator.
    taken: Cell<usize>,
}

impl NativeType for Slice {
    fn type_object() -> &'static Type {
        &ISLICE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.iterator);
    }
}

const STOP: &str = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
const INDICES: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
const STEP: &str = "Step for islice() must be a positive integer or None.";

/// An index argument; `None` when it is `None` or left out.
fn bound(value: Option<&&Obj>, message: &str) -> PyResult<Option<usize>> {
    let Some(value) = value.filter(|value| !is_none(value)) else {
        return Ok(None);
    };
    let index = match number::index_as_isize(
        value,
        Some(&serpentarium_runtime::types::exceptions::OVERFLOW_ERROR),
    ) {
        Ok(index) => index,
        Err(_) => return Err(value_error(message)),
    };
    usize::try_from(index)
        .map(Some)
        .map_err(|_| value_error(message))
}

fn islice_new(ty: &Type, args: Args<'_>) -> PyResult {
    let args = args.keywords_to_init(ty, "islice")?;
    check_positional("islice", args.values.len(), 2, 4)?;
    let rest = &args.values[1..];
    let (start, stop) = if rest.len() == 1 {
        (None, bound(rest.first(), STOP)?)
    } else {
        let stop = bound(rest.get(1), STOP)?;
        (bound(rest.first(), INDICES)?, stop)
    };
    let step = match bound(rest.get(2), STEP)? {
        Some(0) => return Err(value_error(STEP)),
        step => step.unwrap_or(1),
    };
    Ok(Native::of_type(
        ty,
        Slice {
            iterator: Field::new(protocol::iter(args.values[0])?),
            next: Cell::new(start.unwrap_or(0)),
            stop,
            step,
            taken: Cell::new(0),
        },
    )
    .into_obj())
}

fn islice_next(this: &Native<Slice>) -> PyResult<Option<Ref>> {
    let next = this.next.get();
    // What lies before the next position is skipped, up to the end.
    let skip_to = this.stop.map_or(next, |stop| next.min(stop));
    while this.taken.get() < skip_to {
        if next_of(&this.iterator)?.is_none() {
            return Ok(None);
        }
        this.taken.set(this.taken.get() + 1);
    }
    if this.stop.is_some_and(|stop| this.taken.get() >= stop) {
        this.iterator.set(None);
        return Ok(None);
    }
    let value = next_of(&this.iterator)?;
    if value.is_some() {
        this.taken.set(this.taken.get() + 1);
        let following = next.saturating_add(this.step);
        this.next
            .set(this.stop.map_or(following, |stop| following.min(stop)));
    }
    Ok(value)
}

iterator_type!(
    ISLICE_TYPE,
    ISLICE_SPEC,
    Slice,
    "islice",
    56,
    "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\nReturn an iterator whose next() method returns selected values from an\niterable.  If start is specified, will skip all preceding elements;\notherwise, start defaults to zero.  Step defaults to one.  If\nspecified as another value, step determines how many values are\nskipped between successive calls.  Works like a slice() on a list\nbut returns an iterator.",
    islice_new,
    islice_next
);
