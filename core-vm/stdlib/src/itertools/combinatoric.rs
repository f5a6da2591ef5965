//! `combinations`, `combinations_with_replacement` and `permutations`.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, Object, PyResult, Ref, Type, Visitor,
};
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::tuple::Tuple;

use super::{data, iterator_type, pool};

/// Items to choose from and the indices chosen last.
struct Choice {
    pool: Vec<Ref>,
    indices: RefCell<Vec<usize>>,
    count: usize,
    started: Cell<bool>,
    done: Cell<bool>,
}

impl Choice {
    fn new(pool: Vec<Ref>, indices: Vec<usize>, count: usize, done: bool) -> Choice {
        Choice {
            pool,
            indices: RefCell::new(indices),
            count,
            started: Cell::new(false),
            done: Cell::new(done),
        }
    }

    /// The chosen items; `advance` moves the indices on and says whether it could.
    fn next(&self, advance: impl FnOnce(&mut Vec<usize>) -> bool) -> Option<Ref> {
        if self.done.get() {
            return None;
        }
        let mut indices = self.indices.borrow_mut();
        if self.started.replace(true) && !advance(&mut indices) {
            self.done.set(true);
            return None;
        }
        let values = indices[..self.count]
            .iter()
            .map(|index| self.pool[*index].clone())
            .collect();
        Some(Tuple::new(values).into_obj())
    }
}

macro_rules! choice_type {
    ($name:ident, $type:ident, $doc:literal) => {
        #[doc = $doc]
        pub struct $name(Choice);

        impl NativeType for $name {
            fn type_object() -> &'static Type {
                &$type
            }

            fn traverse(&self, visit: &mut Visitor<'_>) {
                for item in &self.0.pool {
                    visit.obj(item);
                }
            }
        }
    };
}

choice_type!(
    Combinations,
    COMBINATIONS_TYPE,
    "`combinations(iterable, r)`"
);
choice_type!(
    WithReplacement,
    COMBINATIONS_WITH_REPLACEMENT_TYPE,
    "`combinations_with_replacement(iterable, r)`"
);

/// `(iterable, r)` bound: the pool and how many are chosen.
fn bind(name: &str, args: Args<'_>) -> PyResult<(Vec<Ref>, usize)> {
    static SIGNATURE: &str = "(iterable, r)";
    let bound = parsed(SIGNATURE).bind(name, args)?;
    let (Some(iterable), Some(count)) = (bound[0], bound[1]) else {
        return Err(type_error(format!("{name}() takes two arguments")));
    };
    let count = number::index_as_isize(count, Some(&OVERFLOW_ERROR))?;
    let items = pool(iterable)?;
    usize::try_from(count)
        .map(|count| (items, count))
        .map_err(|_| value_error("r must be non-negative"))
}

fn combinations_new(ty: &Type, args: Args<'_>) -> PyResult {
    let (items, count) = bind("combinations", args)?;
    let done = count > items.len();
    let choice = Choice::new(
        items,
        (0..if done { 0 } else { count }).collect(),
        count,
        done,
    );
    Ok(Native::of_type(ty, Combinations(choice)).into_obj())
}

fn combinations_next(this: &Native<Combinations>) -> PyResult<Option<Ref>> {
    let choice = &this.0;
    let (total, count) = (choice.pool.len(), choice.count);
    Ok(choice.next(|indices| {
        let movable = (0..count)
            .rev()
            .find(|at| indices[*at] != at + total - count);
        let Some(at) = movable else { return false };
        indices[at] += 1;
        for following in at + 1..count {
            indices[following] = indices[following - 1] + 1;
        }
        true
    }))
}

/// Size of the struct, the result's items and the indices.
fn sizeof(choice: &Choice, size: usize) -> PyResult {
    Ok(Int::from_usize(size + choice.count * 8).into_obj())
}

fn combinations_sizeof(object: &Obj) -> PyResult {
    sizeof(&data::<Combinations>(object)?.0, 56)
}

fn with_replacement_sizeof(object: &Obj) -> PyResult {
    sizeof(&data::<WithReplacement>(object)?.0, 56)
}

const fn sizeof_def(function: fn(&Obj) -> PyResult) -> NativeDef {
    NativeDef::new(
        "__sizeof__",
        "($self, /)",
        "Returns size in memory, in bytes.",
        NativeFn::NoArgs(function),
    )
}

iterator_type!(
    COMBINATIONS_TYPE,
    COMBINATIONS_SPEC,
    Combinations,
    "combinations",
    56,
    "combinations(iterable, r)\n--\n\nReturn successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
    combinations_new,
    combinations_next,
    methods: &[sizeof_def(combinations_sizeof)]
);

fn with_replacement_new(ty: &Type, args: Args<'_>) -> PyResult {
    let (items, count) = bind("combinations_with_replacement", args)?;
    let done = items.is_empty() && count > 0;
    let choice = Choice::new(items, vec![0; count], count, done);
    Ok(Native::of_type(ty, WithReplacement(choice)).into_obj())
}

fn with_replacement_next(this: &Native<WithReplacement>) -> PyResult<Option<Ref>> {
    let choice = &this.0;
    let (total, count) = (choice.pool.len(), choice.count);
    Ok(choice.next(|indices| {
        let movable = (0..count).rev().find(|at| indices[*at] + 1 != total);
        let Some(at) = movable else { return false };
        let index = indices[at] + 1;
        indices[at..count].fill(index);
        true
    }))
}

iterator_type!(
    COMBINATIONS_WITH_REPLACEMENT_TYPE,
    COMBINATIONS_WITH_REPLACEMENT_SPEC,
    WithReplacement,
    "combinations_with_replacement",
    56,
    "combinations_with_replacement(iterable, r)\n--\n\nReturn successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\ncombinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), ('B','C'), ('C','C')",
    with_replacement_new,
    with_replacement_next,
    methods: &[sizeof_def(with_replacement_sizeof)]
);

/// `permutations(iterable, r)`: the first `r` indices are chosen, all are rotated.
pub struct Permutations {
    choice: Choice,
    cycles: RefCell<Vec<usize>>,
}

impl NativeType for Permutations {
    fn type_object() -> &'static Type {
        &PERMUTATIONS_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for item in &self.choice.pool {
            visit.obj(item);
        }
    }
}

fn permutations_new(ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(iterable, r=None)";
    let bound = parsed(SIGNATURE).bind("permutations", args)?;
    let Some(iterable) = bound[0] else {
        return Err(type_error("permutations() takes an iterable"));
    };
    let items = pool(iterable)?;
    let count = match bound[1].filter(|count| !is_none(count)) {
        None => items.len() as isize,
        Some(count) if count.downcast::<Int>().is_none() => {
            return Err(type_error("Expected int as r"));
        }
        Some(count) => number::index_as_isize(count, Some(&OVERFLOW_ERROR))?,
    };
    let Ok(count) = usize::try_from(count) else {
        return Err(value_error("r must be non-negative"));
    };
    let total = items.len();
    let done = count > total;
    let cycles = if done {
        Vec::new()
    } else {
        (0..count).map(|at| total - at).collect()
    };
    Ok(Native::of_type(
        ty,
        Permutations {
            choice: Choice::new(items, (0..total).collect(), count, done),
            cycles: RefCell::new(cycles),
        },
    )
    .into_obj())
}

fn permutations_next(this: &Native<Permutations>) -> PyResult<Option<Ref>> {
    let (total, count) = (this.choice.pool.len(), this.choice.count);
    let mut cycles = this.cycles.borrow_mut();
    Ok(this.choice.next(|indices| {
        for at in (0..count).rev() {
            cycles[at] -= 1;
            if cycles[at] > 0 {
                indices.swap(at, total - cycles[at]);
                return true;
            }
            indices[at..].rotate_left(1);
            cycles[at] = total - at;
        }
        false
    }))
}

fn permutations_sizeof(object: &Obj) -> PyResult {
    let this = data::<Permutations>(object)?;
    let size = 64 + (this.choice.pool.len() + this.choice.count) * 8;
    Ok(Int::from_usize(size).into_obj())
}

iterator_type!(
    PERMUTATIONS_TYPE,
    PERMUTATIONS_SPEC,
    Permutations,
    "permutations",
    64,
    "permutations(iterable, r=None)\n--\n\nReturn successive r-length permutations of elements in the iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
    permutations_new,
    permutations_next,
    methods: &[sizeof_def(permutations_sizeof)]
);
