//! `chain`, `zip_longest` and `product`.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Type, Visitor,
};
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::tuple::Tuple;

use super::{data, iterator_type, pool};

/// `chain(*iterables)`
pub struct Chain {
    /// Iterator over the iterables; empty once exhausted.
    sources: Field,
    active: Field,
}

impl NativeType for Chain {
    fn type_object() -> &'static Type {
        &CHAIN_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.sources);
        visit.field(&self.active);
    }
}

fn make_chain(ty: &Type, sources: Ref) -> PyResult {
    Ok(Native::of_type(
        ty,
        Chain {
            sources: Field::new(sources),
            active: Field::empty(),
        },
    )
    .into_obj())
}

fn chain_new(ty: &Type, args: Args<'_>) -> PyResult {
    let args = args.keywords_to_init(ty, "chain")?;
    let iterables = Tuple::from_slice(args.values);
    make_chain(ty, protocol::iter(iterables.as_obj())?)
}

fn from_iterable(class: &Obj, iterable: &Obj) -> PyResult {
    let Some(ty) = class.downcast::<Type>() else {
        return Err(type_error("from_iterable() is a class method"));
    };
    make_chain(ty, protocol::iter(iterable)?)
}

fn chain_next(this: &Native<Chain>) -> PyResult<Option<Ref>> {
    while let Some(sources) = this.sources.get() {
        let active = match this.active.get() {
            Some(active) => active,
            None => {
                let opened = match protocol::next(&sources)? {
                    Some(iterable) => protocol::iter(&iterable),
                    None => {
                        this.sources.set(None);
                        return Ok(None);
                    }
                };
                match opened {
                    Ok(iterator) => {
                        this.active.set(iterator.clone());
                        iterator
                    }
                    Err(error) => {
                        this.sources.set(None);
                        return Err(error);
                    }
                }
            }
        };
        if let Some(value) = protocol::next(&active)? {
            return Ok(Some(value));
        }
        this.active.set(None);
    }
    Ok(None)
}

fn class_getitem(class: &Obj, key: &Obj) -> PyResult {
    serpentarium_runtime::types::generic_alias::make(class, key)
}

iterator_type!(
    CHAIN_TYPE,
    CHAIN_SPEC,
    Chain,
    "chain",
    32,
    "chain(*iterables)\n--\n\nReturn a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.",
    chain_new,
    chain_next,
    methods: &[
        NativeDef::new(
            "from_iterable",
            "($type, iterable, /)",
            "Alternative chain() constructor taking a single iterable argument that evaluates lazily.",
            NativeFn::One(from_iterable),
        )
        .class(),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            "chain is generic over the type of its contents.\nThis is the union of the types of the input iterable contents.",
            NativeFn::One(class_getitem),
        )
        .class(),
    ]
);

/// `zip_longest(*iterables, fillvalue=None)`
pub struct ZipLongest {
    /// Exhausted ones are empty.
    iterators: RefCell<Vec<Option<Ref>>>,
    active: Cell<usize>,
    fill: Field,
}

impl NativeType for ZipLongest {
    fn type_object() -> &'static Type {
        &ZIP_LONGEST_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for iterator in self.iterators.borrow().iter().flatten() {
            visit.obj(iterator);
        }
        visit.field(&self.fill);
    }

    fn clear(&self) {
        drop(self.iterators.take());
        self.fill.set(None);
    }
}

fn zip_longest_new(ty: &Type, args: Args<'_>) -> PyResult {
    let fill = args.keyword("fillvalue");
    if args.keyword_count() > usize::from(fill.is_some()) {
        return Err(type_error(
            "zip_longest() got an unexpected keyword argument",
        ));
    }
    let mut iterators = Vec::new();
    for iterable in args.positional() {
        iterators.push(Some(protocol::iter(iterable)?));
    }
    let active = iterators.len();
    Ok(Native::of_type(
        ty,
        ZipLongest {
            iterators: RefCell::new(iterators),
            active: Cell::new(active),
            fill: Field::new(fill.map_or_else(none, |fill| fill.to_ref())),
        },
    )
    .into_obj())
}

fn zip_longest_next(this: &Native<ZipLongest>) -> PyResult<Option<Ref>> {
    let count = this.iterators.borrow().len();
    if count == 0 || this.active.get() == 0 {
        return Ok(None);
    }
    let mut values = Vec::with_capacity(count);
    for index in 0..count {
        let iterator = this.iterators.borrow().get(index).cloned().flatten();
        let value = match iterator {
            Some(iterator) => match protocol::next(&iterator) {
                Ok(Some(value)) => Some(value),
                Ok(None) => {
                    this.active.set(this.active.get().saturating_sub(1));
                    if this.active.get() == 0 {
                        return Ok(None);
                    }
                    let old = this
                        .iterators
                        .borrow_mut()
                        .get_mut(index)
                        .and_then(Option::take);
                    drop(old);
                    None
                }
                Err(error) => {
                    this.active.set(0);
                    return Err(error);
                }
            },
            None => None,
        };
        values.push(value.unwrap_or_else(|| this.fill.get().unwrap_or_else(none)));
    }
    Ok(Some(Tuple::new(values).into_obj()))
}

iterator_type!(
    ZIP_LONGEST_TYPE,
    ZIP_LONGEST_SPEC,
    ZipLongest,
    "zip_longest",
    56,
    "zip_longest(*iterables, fillvalue=None)\n--\n\nReturn a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.  The .__next__()\nmethod continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.\n",
    zip_longest_new,
    zip_longest_next
);

/// `product(*iterables, repeat=1)`
pub struct Product {
    pools: Vec<Vec<Ref>>,
    /// Empty before the first result.
    indices: RefCell<Vec<usize>>,
    started: Cell<bool>,
    done: Cell<bool>,
}

impl NativeType for Product {
    fn type_object() -> &'static Type {
        &PRODUCT_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        for item in self.pools.iter().flatten() {
            visit.obj(item);
        }
    }
}

fn product_new(ty: &Type, args: Args<'_>) -> PyResult {
    let mut repeat = 1;
    for (name, value) in args.keywords() {
        if !name.eq_str("repeat") {
            return Err(type_error(format!(
                "product() got an unexpected keyword argument '{name}'"
            )));
        }
        repeat = number::index_as_isize(value, Some(&OVERFLOW_ERROR))?;
    }
    let Ok(repeat) = usize::try_from(repeat) else {
        return Err(value_error("repeat argument cannot be negative"));
    };
    let mut once = Vec::new();
    if repeat > 0 {
        for iterable in args.positional() {
            once.push(pool(iterable)?);
        }
    }
    let total = once
        .len()
        .checked_mul(repeat)
        .filter(|total| *total <= isize::MAX as usize / 32);
    if total.is_none() {
        return Err(serpentarium_runtime::object::error::overflow_error(
            "repeat argument too large",
        ));
    }
    let mut pools = Vec::new();
    for _ in 0..repeat {
        pools.extend(once.iter().cloned());
    }
    let count = pools.len();
    Ok(Native::of_type(
        ty,
        Product {
            pools,
            indices: RefCell::new(vec![0; count]),
            started: Cell::new(false),
            done: Cell::new(false),
        },
    )
    .into_obj())
}

fn product_next(this: &Native<Product>) -> PyResult<Option<Ref>> {
    if this.done.get() {
        return Ok(None);
    }
    let mut indices = this.indices.borrow_mut();
    if !this.started.replace(true) {
        if this.pools.iter().any(Vec::is_empty) {
            this.done.set(true);
            return Ok(None);
        }
    } else {
        // The rightmost position moves on; a full one starts again and carries.
        let mut at = this.pools.len();
        loop {
            if at == 0 {
                this.done.set(true);
                return Ok(None);
            }
            at -= 1;
            indices[at] += 1;
            if indices[at] < this.pools[at].len() {
                break;
            }
            indices[at] = 0;
        }
    }
    let values = this
        .pools
        .iter()
        .zip(indices.iter())
        .map(|(pool, index)| pool[*index].clone())
        .collect();
    Ok(Some(Tuple::new(values).into_obj()))
}

fn product_sizeof(object: &Obj) -> PyResult {
    let count = data::<Product>(object)?.pools.len();
    Ok(Int::from_usize(48 + count * 8).into_obj())
}

iterator_type!(
    PRODUCT_TYPE,
    PRODUCT_SPEC,
    Product,
    "product",
    48,
    "product(*iterables, repeat=1)\n--\n\nCartesian product of input iterables.  Equivalent to nested for-loops.\n\nFor example, product(A, B) returns the same as:  ((x,y) for x in A for y in B).\nThe leftmost iterators are in the outermost for-loop, so the output tuples\ncycle in a manner similar to an odometer (with the rightmost element changing\non every iteration).\n\nTo compute the product of an iterable with itself, specify the number\nof repetitions with the optional repeat keyword argument. For example,\nproduct(A, repeat=4) means the same as product(A, A, A, A).\n\nproduct('ab', range(3)) --> ('a',0) ('a',1) ('a',2) ('b',0) ('b',1) ('b',2)\nproduct((0,1), (0,1), (0,1)) --> (0,0,0) (0,0,1) (0,1,0) (0,1,1) (1,0,0) ...",
    product_new,
    product_next,
    methods: &[NativeDef::new(
        "__sizeof__",
        "($self, /)",
        "Returns size in memory, in bytes.",
        NativeFn::NoArgs(product_sizeof),
    )]
);
