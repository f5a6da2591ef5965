//! Methods and slots of `tuple`.

use crate::object::error::{index_error, memory_error, type_error, value_error};
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::{self, number};
use crate::object::slots::CompareOp;
use crate::object::{self, Args, Obj, Object, PyResult, Ref, Slots, Type};
use crate::types::exceptions::INDEX_ERROR;
use crate::types::int::{Int, bool_ref};
use crate::types::none::not_implemented;
use crate::types::repr_guard::ReprGuard;
use crate::types::slice::Slice;
use crate::types::str::Str;
use crate::types::tuple::iter::TupleIterator;
use crate::types::tuple::{TUPLE_TYPE, Tuple};

fn this(object: &Obj) -> &Tuple {
    // SAFETY: called with tuples only.
    unsafe { object.cast_unchecked() }
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    // A subclass with its own __init__ may take keywords.
    let plain_init = ty.slots().init.is_none_or(|init| {
        std::ptr::fn_addr_eq(
            init,
            crate::types::object::object_init as object::slots::InitFn,
        )
    });
    if ty.is_type(&TUPLE_TYPE) || args.keyword_count() > 0 && plain_init {
        args.no_keywords("tuple")?;
    }
    let positional = args.positional();
    object::args::check_positional("tuple", positional.len(), 0, 1)?;
    let Some(iterable) = positional.first() else {
        return Ok(Tuple::of_type(ty, Vec::new()).into_obj());
    };
    if ty.is_type(&TUPLE_TYPE) && iterable.is_exact(&TUPLE_TYPE) {
        return Ok(iterable.to_ref());
    }
    Ok(Tuple::of_type(ty, protocol::collect(iterable)?).into_obj())
}

fn repr(object: &Obj) -> PyResult {
    let tuple = this(object);
    if tuple.is_empty() {
        return Ok(Str::from_str("()").into_obj());
    }
    let Some(_guard) = ReprGuard::enter(object) else {
        return Ok(Str::from_str("(...)").into_obj());
    };
    let parts = tuple
        .as_slice()
        .iter()
        .map(|item| protocol::repr(item))
        .collect::<PyResult<Vec<_>>>()?;
    let close = if tuple.len() == 1 { ",)" } else { ")" };
    Ok(crate::types::str_join::join("(", &parts, ", ", close).into_obj())
}

const PRIME_1: u64 = 11_400_714_785_074_694_791;
const PRIME_2: u64 = 14_029_467_366_897_019_727;
const PRIME_5: u64 = 2_870_177_450_012_600_261;

/// The hash of a sequence of values (xxHash's mixing, as CPython uses it).
pub(crate) fn hash_of<'a>(items: impl Iterator<Item = &'a Obj>) -> PyResult<i64> {
    let (mut state, mut len) = (PRIME_5, 0u64);
    for item in items {
        let lane = protocol::hash(item)? as u64;
        state = state.wrapping_add(lane.wrapping_mul(PRIME_2));
        state = state.rotate_left(31).wrapping_mul(PRIME_1);
        len += 1;
    }
    state = state.wrapping_add(len ^ (PRIME_5 ^ 3_527_539));
    Ok(if state == u64::MAX {
        1_546_275_796
    } else {
        state as i64
    })
}

fn hash(object: &Obj) -> PyResult<i64> {
    let tuple = this(object);
    if tuple.cached_hash().get() != -1 {
        return Ok(tuple.cached_hash().get());
    }
    let hash = hash_of(tuple.as_slice().iter().copied())?;
    tuple.cached_hash().set(hash);
    Ok(hash)
}

fn compare(left: &Obj, right: &Obj, op: CompareOp) -> PyResult {
    let Some(right) = right.downcast::<Tuple>() else {
        return Ok(not_implemented());
    };
    let (left, right) = (this(left).as_slice(), right.as_slice());
    let mut differing = None;
    for (a, b) in left.iter().zip(right) {
        if !a.is(b) && !protocol::eq(a, b)? {
            differing = Some((a, b));
            break;
        }
    }
    match (differing, op) {
        (None, _) => Ok(bool_ref(op.holds(left.len().cmp(&right.len())))),
        (Some(_), CompareOp::Eq) => Ok(bool_ref(false)),
        (Some(_), CompareOp::Ne) => Ok(bool_ref(true)),
        (Some((a, b)), _) => protocol::compare(a, b, op),
    }
}

fn contains(object: &Obj, value: &Obj) -> PyResult<bool> {
    for item in this(object).as_slice() {
        if protocol::eq(item, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn concat(object: &Obj, other: &Obj) -> PyResult {
    if this(object).is_empty() && other.is_exact(&TUPLE_TYPE) {
        return Ok(other.to_ref());
    }
    let Some(right) = other.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "can only concatenate tuple (not \"{}\") to tuple",
            other.ty().tp_name()
        )));
    };
    if right.is_empty() && object.is_exact(&TUPLE_TYPE) {
        return Ok(object.to_ref());
    }
    Ok(Tuple::new(this(object).iter().chain(right.iter()).collect()).into_obj())
}

fn repeat(object: &Obj, count: isize) -> PyResult {
    let tuple = this(object);
    if (tuple.is_empty() || count == 1) && object.is_exact(&TUPLE_TYPE) {
        return Ok(object.to_ref());
    }
    let count = count.max(0) as usize;
    let total = tuple.len().checked_mul(count);
    let Some(total) = total.filter(|total| *total < isize::MAX as usize / 8) else {
        return Err(memory_error(""));
    };
    let mut items: Vec<Ref> = Vec::new();
    if items.try_reserve_exact(total).is_err() {
        return Err(memory_error(""));
    }
    for _ in 0..count {
        items.extend(tuple.iter());
    }
    Ok(Tuple::new(items).into_obj())
}

fn item(object: &Obj, index: isize) -> PyResult {
    let found = usize::try_from(index).ok();
    found
        .and_then(|index| this(object).get(index))
        .ok_or_else(|| index_error("tuple index out of range"))
}

fn subscript(object: &Obj, key: &Obj) -> PyResult {
    let tuple = this(object);
    if key.ty().slots().nb_index.is_some() {
        let index = number::index_as_isize(key, Some(&INDEX_ERROR))?;
        let index = if index < 0 {
            index + tuple.len() as isize
        } else {
            index
        };
        return item(object, index);
    }
    let Some(slice) = key.downcast::<Slice>() else {
        return Err(type_error(format!(
            "tuple indices must be integers or slices, not {}",
            key.ty().tp_name()
        )));
    };
    let indices = slice.indices(tuple.len())?;
    if indices.count == tuple.len() && indices.step == 1 && object.is_exact(&TUPLE_TYPE) {
        return Ok(object.to_ref());
    }
    let items = indices.positions().filter_map(|at| tuple.get(at)).collect();
    Ok(Tuple::new(items).into_obj())
}

fn getnewargs(object: &Obj) -> PyResult {
    let copy = Tuple::new(this(object).iter().collect());
    Ok(Tuple::new(vec![copy.into_obj()]).into_obj())
}

fn index(object: &Obj, args: &[&Obj]) -> PyResult {
    let tuple = this(object);
    let (start, stop) = crate::types::list::methods::search_bounds(args, tuple.len())?;
    for (at, item) in tuple.as_slice().iter().enumerate() {
        if at >= start && at < stop && protocol::eq(item, args[0])? {
            return Ok(Int::from_usize(at).into_obj());
        }
    }
    Err(value_error("tuple.index(x): x not in tuple"))
}

fn count(object: &Obj, value: &Obj) -> PyResult {
    let mut count = 0;
    for item in this(object).as_slice() {
        count += usize::from(protocol::eq(item, value)?);
    }
    Ok(Int::from_usize(count).into_obj())
}

pub(crate) const SLOTS: Slots = Slots {
    new: Some(new),
    repr: Some(repr),
    hash: Some(hash),
    richcompare: Some(compare),
    iter: Some(|object| Ok(TupleIterator::new(this(object).to_ref()).into_obj())),
    sq_length: Some(|object| Ok(this(object).len())),
    sq_concat: Some(concat),
    sq_repeat: Some(repeat),
    sq_item: Some(item),
    sq_contains: Some(contains),
    mp_length: Some(|object| Ok(this(object).len())),
    mp_subscript: Some(subscript),
    ..Slots::NONE
};

pub(crate) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "__getnewargs__",
        "($self, /)",
        "",
        NativeFn::NoArgs(getnewargs),
    ),
    NativeDef::new(
        "index",
        "($self, value, start=0, stop=sys.maxsize, /)",
        "Return first index of value.\n\nRaises ValueError if the value is not present.",
        NativeFn::Positional(1, 3, index),
    ),
    NativeDef::new(
        "count",
        "($self, value, /)",
        "Return number of occurrences of value.",
        NativeFn::One(count),
    ),
    NativeDef::new(
        "__class_getitem__",
        "($type, object, /)",
        "Tuples are generic over the types of their contents.\n\nFor example, use ``tuple[int, str]`` for a pair whose first element\nis an int and second element is a string.\n\nTuples also support the form ``tuple[T, ...]`` to indicate\nan arbitrary length tuple of elements of type T.",
        NativeFn::One(crate::types::generic_alias::make),
    )
    .class(),
];
