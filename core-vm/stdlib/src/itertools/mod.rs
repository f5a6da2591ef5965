//! `itertools`.

use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::native_type::NativeType;
use serpentarium_runtime::object::{Native, Obj, PyResult, Ref, Type, protocol};

mod combinatoric;
mod group;
mod infinite;
mod merge;
mod select;
mod tee;

pub static MODULE: NativeModule = NativeModule {
    name: "itertools",
    doc: "Functional tools for creating and using iterators.\n\nInfinite iterators:\ncount(start=0, step=1) --> start, start+step, start+2*step, ...\ncycle(p) --> p0, p1, ... plast, p0, p1, ...\nrepeat(elem [,n]) --> elem, elem, elem, ... endlessly or up to n times\n\nIterators terminating on the shortest input sequence:\naccumulate(p[, func]) --> p0, p0+p1, p0+p1+p2\nbatched(p, n) --> [p0, p1, ..., p_n-1], [p_n, p_n+1, ..., p_2n-1], ...\nchain(p, q, ...) --> p0, p1, ... plast, q0, q1, ...\nchain.from_iterable([p, q, ...]) --> p0, p1, ... plast, q0, q1, ...\ncompress(data, selectors) --> (d[0] if s[0]), (d[1] if s[1]), ...\ndropwhile(predicate, seq) --> seq[n], seq[n+1], starting when predicate fails\ngroupby(iterable[, keyfunc]) --> sub-iterators grouped by value of keyfunc(v)\nfilterfalse(predicate, seq) --> elements of seq where predicate(elem) is False\nislice(seq, [start,] stop [, step]) --> elements from\n       seq[start:stop:step]\npairwise(s) --> (s[0],s[1]), (s[1],s[2]), (s[2], s[3]), ...\nstarmap(fun, seq) --> fun(*seq[0]), fun(*seq[1]), ...\ntee(it, n=2) --> (it1, it2 , ... itn) splits one iterator into n\ntakewhile(predicate, seq) --> seq[0], seq[1], until predicate fails\nzip_longest(p, q, ...) --> (p[0], q[0]), (p[1], q[1]), ...\n\nCombinatoric generators:\nproduct(p, q, ... [repeat=1]) --> cartesian product\npermutations(p[, r])\ncombinations(p, r)\ncombinations_with_replacement(p, r)\n",
    functions: &[NativeDef::new(
        "tee",
        "($module, iterable, n=2, /)",
        "Returns a tuple of n independent iterators.",
        NativeFn::Positional(1, 2, tee::tee),
    )],
    exec,
};

static TYPES: &[&Type] = &[
    &group::ACCUMULATE_TYPE,
    &group::BATCHED_TYPE,
    &combinatoric::COMBINATIONS_TYPE,
    &combinatoric::COMBINATIONS_WITH_REPLACEMENT_TYPE,
    &infinite::CYCLE_TYPE,
    &select::DROPWHILE_TYPE,
    &select::TAKEWHILE_TYPE,
    &select::ISLICE_TYPE,
    &group::STARMAP_TYPE,
    &merge::CHAIN_TYPE,
    &select::COMPRESS_TYPE,
    &select::FILTERFALSE_TYPE,
    &infinite::COUNT_TYPE,
    &merge::ZIP_LONGEST_TYPE,
    &group::PAIRWISE_TYPE,
    &combinatoric::PERMUTATIONS_TYPE,
    &merge::PRODUCT_TYPE,
    &infinite::REPEAT_TYPE,
    &group::GROUPBY_TYPE,
    &group::GROUPER_TYPE,
    &tee::TEE_TYPE,
];

fn exec(module: &Obj) -> PyResult<()> {
    serpentarium_runtime::types::typeobj::ready::ready(&tee::LINK_TYPE);
    for ty in TYPES {
        crate::types_support::add_type(module, ty);
    }
    Ok(())
}

/// The data of an iterator of this module.
fn data<T: NativeType>(object: &Obj) -> PyResult<&Native<T>> {
    object.downcast::<Native<T>>().ok_or_else(|| {
        type_error(format!(
            "'{}' object is no iterator of this kind",
            object.ty().tp_name()
        ))
    })
}

/// An iterator type of this module: its data, constructor and step.
macro_rules! iterator_type {
    ($static:ident, $spec:ident, $data:ty, $name:literal, $size:literal, $doc:expr, $new:path, $next:path
     $(, $field:ident: $value:expr)*) => {
        pub static $static: serpentarium_runtime::object::Type =
            serpentarium_runtime::object::Type::builtin(&$spec);
        static $spec: serpentarium_runtime::object::TypeSpec =
            serpentarium_runtime::object::TypeSpec {
                doc: Some($doc),
                flags: serpentarium_runtime::object::flags::BASETYPE
                    | serpentarium_runtime::object::flags::HAVE_GC,
                reported: ($size, 0),
                slots: serpentarium_runtime::object::Slots {
                    new: Some($new),
                    iter: Some(|object| Ok(object.to_ref())),
                    next: Some(|object| $next($crate::itertools::data::<$data>(object)?)),
                    ..serpentarium_runtime::object::Slots::NONE
                },
                $($field: $value,)*
                ..serpentarium_runtime::object::TypeSpec::of::<
                    serpentarium_runtime::object::Native<$data>,
                >(concat!("itertools.", $name))
            };
    };
}
use iterator_type;

/// The next value of an iterator kept in a field; the field is emptied at the end.
fn next_of(field: &serpentarium_runtime::object::Field) -> PyResult<Option<Ref>> {
    let Some(iterator) = field.get() else {
        return Ok(None);
    };
    let next = protocol::next(&iterator)?;
    if next.is_none() {
        field.set(None);
    }
    Ok(next)
}

/// The items of a pool: what the combinatoric iterators choose from.
fn pool(iterable: &Obj) -> PyResult<Vec<Ref>> {
    protocol::collect(iterable)
}
