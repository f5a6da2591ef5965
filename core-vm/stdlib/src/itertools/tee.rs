//! `tee`: several iterators over one source.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::{runtime_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::tuple::Tuple;

use super::data;

/// Values that a link of the shared chain keeps.
const LINK: usize = 57;

/// A link of the chain of values read from the source.
pub struct Link {
    source: Field,
    values: RefCell<Vec<Ref>>,
    next: Field<Native<Link>>,
    running: Cell<bool>,
}

impl NativeType for Link {
    fn type_object() -> &'static Type {
        &LINK_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.source);
        visit.field(&self.next);
        for value in self.values.borrow().iter() {
            visit.obj(value);
        }
    }

    fn clear(&self) {
        self.source.set(None);
        drop(self.values.take());
        self.next.set(None);
    }
}

impl Drop for Link {
    /// Long chains are let go one by one instead of recursing.
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(link) = next {
            if link.as_obj().refcount() > 1 {
                break;
            }
            next = link.next.take();
        }
    }
}

impl Link {
    fn new(source: Ref) -> Ref<Native<Link>> {
        Native::new(Link {
            source: Field::new(source),
            values: RefCell::new(Vec::new()),
            next: Field::empty(),
            running: Cell::new(false),
        })
    }

    /// The value at a place of this link, read from the source if need be.
    fn get(&self, index: usize) -> PyResult<Option<Ref>> {
        if let Some(known) = self.values.borrow().get(index) {
            return Ok(Some(known.clone()));
        }
        if self.running.replace(true) {
            return Err(runtime_error("cannot re-enter the tee iterator"));
        }
        let value = match self.source.get() {
            Some(source) => protocol::next(&source),
            None => Ok(None),
        };
        self.running.set(false);
        let value = value?;
        if let Some(value) = &value {
            self.values.borrow_mut().push(value.clone());
        }
        Ok(value)
    }

    fn following(&self) -> Ref<Native<Link>> {
        if let Some(next) = self.next.get() {
            return next;
        }
        let source = self
            .source
            .get()
            .unwrap_or_else(serpentarium_runtime::types::none::none);
        let next = Link::new(source);
        self.next.set(next.clone());
        next
    }
}

pub static LINK_TYPE: Type = Type::builtin(&LINK_SPEC);
static LINK_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "teedataobject(iterable, values, next, /)\n--\n\nData container common to multiple tee objects.",
    ),
    flags: flags::HAVE_GC,
    reported: (496, 0),
    ..TypeSpec::of::<Native<Link>>("itertools._tee_dataobject")
};

/// One of the iterators.
pub struct Tee {
    link: Field<Native<Link>>,
    index: Cell<usize>,
}

impl NativeType for Tee {
    fn type_object() -> &'static Type {
        &TEE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.link);
    }
}

fn copy_of(tee: &Tee) -> Ref<Native<Tee>> {
    Native::new(Tee {
        link: Field::new(tee.link.get()),
        index: Cell::new(tee.index.get()),
    })
}

fn from_iterable(iterable: &Obj) -> PyResult<Ref<Native<Tee>>> {
    let iterator = protocol::iter(iterable)?;
    if let Some(tee) = iterator.downcast::<Native<Tee>>() {
        return Ok(copy_of(tee));
    }
    Ok(Native::new(Tee {
        link: Field::new(Link::new(iterator)),
        index: Cell::new(0),
    }))
}

/// `tee(iterable, n=2)`
pub(super) fn tee(_module: &Obj, args: &[&Obj]) -> PyResult {
    let count = match args.get(1) {
        Some(count) => number::index_as_isize(count, Some(&OVERFLOW_ERROR))?,
        None => 2,
    };
    let Ok(count) = usize::try_from(count) else {
        return Err(value_error("n must be >= 0"));
    };
    if count == 0 {
        return Ok(Tuple::empty().into_obj());
    }
    let first = from_iterable(args[0])?;
    let mut iterators = Vec::with_capacity(count.min(1 << 16));
    for _ in 1..count {
        iterators.push(copy_of(&first).into_obj());
    }
    iterators.insert(0, first.into_obj());
    Ok(Tuple::new(iterators).into_obj())
}

fn next(this: &Native<Tee>) -> PyResult<Option<Ref>> {
    if this.index.get() >= LINK
        && let Some(link) = this.link.get()
    {
        this.link.set(link.following());
        this.index.set(0);
    }
    let Some(link) = this.link.get() else {
        return Ok(None);
    };
    let value = link.get(this.index.get())?;
    if value.is_some() {
        this.index.set(this.index.get() + 1);
    }
    Ok(value)
}

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("_tee")?;
    check_positional("_tee", args.values.len(), 1, 1)?;
    Ok(from_iterable(args.values[0])?.into_obj())
}

pub static TEE_TYPE: Type = Type::builtin(&TEE_SPEC);
static TEE_SPEC: TypeSpec = TypeSpec {
    doc: Some("_tee(iterable, /)\n--\n\nIterator wrapped to make it copyable."),
    flags: flags::HAVE_GC,
    reported: (48, 0),
    slots: Slots {
        new: Some(new),
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(|object| next(data::<Tee>(object)?)),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__copy__",
        "($self, /)",
        "Returns an independent iterator.",
        NativeFn::NoArgs(|object| Ok(copy_of(data::<Tee>(object)?).into_obj())),
    )],
    ..TypeSpec::of::<Native<Tee>>("itertools._tee")
};
