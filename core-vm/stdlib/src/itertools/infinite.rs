//! `count`, `cycle` and `repeat`.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::args::{check_positional, parsed};
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::protocol::{self, number};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    flags,
};
use serpentarium_runtime::types::complex::Complex;
use serpentarium_runtime::types::exceptions::OVERFLOW_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;

use super::{data, iterator_type, next_of};

/// `count(start, step)`
pub struct Count {
    value: Field,
    step: Field,
}

impl NativeType for Count {
    fn type_object() -> &'static Type {
        &COUNT_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.value);
        visit.field(&self.step);
    }
}

/// Whether the object counts as a number (`PyNumber_Check`).
fn is_number(object: &Obj) -> bool {
    let slots = object.ty().slots();
    slots.nb_index.is_some()
        || slots.nb_int.is_some()
        || slots.nb_float.is_some()
        || object.downcast::<Complex>().is_some()
}

fn count_new(ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(start=0, step=1)";
    let bound = parsed(SIGNATURE).bind("count", args)?;
    for given in bound.iter().flatten() {
        if !is_number(given) {
            return Err(type_error("a number is required"));
        }
    }
    let part = |index: usize, default: i64| {
        bound[index].map_or_else(|| Int::new(default).into_obj(), |value| value.to_ref())
    };
    let start = match part(0, 0).downcast::<Int>() {
        // A bool counts on as the integer it is.
        Some(start) => match start.as_i64() {
            Some(word) => Int::new(word).into_obj(),
            None => start.to_ref().into_obj(),
        },
        None => part(0, 0),
    };
    Ok(Native::of_type(
        ty,
        Count {
            value: Field::new(start),
            step: Field::new(part(1, 1)),
        },
    )
    .into_obj())
}

fn count_next(this: &Native<Count>) -> PyResult<Option<Ref>> {
    let (value, step) = (
        this.value.get().unwrap_or_else(none),
        this.step.get().unwrap_or_else(none),
    );
    let following = number::binary(&value, &step, number::ADD)?;
    this.value.set(following);
    Ok(Some(value))
}

fn count_repr(object: &Obj) -> PyResult {
    let this = data::<Count>(object)?;
    let (value, step) = (
        this.value.get().unwrap_or_else(none),
        this.step.get().unwrap_or_else(none),
    );
    let name = Str::from_str(&format!("{}(", object.ty().name()));
    let text = name.concat(&*protocol::repr(&value)?);
    let one = step
        .downcast::<Int>()
        .is_some_and(|step| step.as_i64() == Some(1));
    let text = if one {
        text
    } else {
        text.concat(&Str::from_str(", "))
            .concat(&*protocol::repr(&step)?)
    };
    Ok(text.concat(&Str::from_str(")")).into_obj())
}

pub static COUNT_TYPE: Type = Type::builtin(&COUNT_SPEC);
static COUNT_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "count(start=0, step=1)\n--\n\nReturn a count object whose .__next__() method returns consecutive values.\n\nEquivalent to:\n    def count(firstval=0, step=1):\n        x = firstval\n        while 1:\n            yield x\n            x += step",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (40, 0),
    slots: Slots {
        new: Some(count_new),
        repr: Some(count_repr),
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(|object| count_next(data::<Count>(object)?)),
        ..Slots::NONE
    },
    ..TypeSpec::of::<Native<Count>>("itertools.count")
};

/// `cycle(iterable)`
pub struct Cycle {
    /// Empty after the first round.
    iterator: Field,
    saved: RefCell<Vec<Ref>>,
    index: Cell<usize>,
}

impl NativeType for Cycle {
    fn type_object() -> &'static Type {
        &CYCLE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.iterator);
        for item in self.saved.borrow().iter() {
            visit.obj(item);
        }
    }

    fn clear(&self) {
        self.iterator.set(None);
        drop(self.saved.take());
    }
}

fn cycle_new(ty: &Type, args: Args<'_>) -> PyResult {
    let args = args.keywords_to_init(ty, "cycle")?;
    check_positional("cycle", args.values.len(), 1, 1)?;
    Ok(Native::of_type(
        ty,
        Cycle {
            iterator: Field::new(protocol::iter(args.values[0])?),
            saved: RefCell::new(Vec::new()),
            index: Cell::new(0),
        },
    )
    .into_obj())
}

fn cycle_next(this: &Native<Cycle>) -> PyResult<Option<Ref>> {
    if let Some(value) = next_of(&this.iterator)? {
        this.saved.borrow_mut().push(value.clone());
        return Ok(Some(value));
    }
    let saved = this.saved.borrow();
    let index = this.index.get();
    let value = saved.get(index).cloned();
    if !saved.is_empty() {
        this.index.set((index + 1) % saved.len());
    }
    Ok(value)
}

iterator_type!(
    CYCLE_TYPE,
    CYCLE_SPEC,
    Cycle,
    "cycle",
    40,
    "cycle(iterable, /)\n--\n\nReturn elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
    cycle_new,
    cycle_next
);

/// `repeat(object, times)`
pub struct Repeat {
    object: Field,
    /// How often still; negative: for ever.
    left: Cell<isize>,
}

impl NativeType for Repeat {
    fn type_object() -> &'static Type {
        &REPEAT_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.object);
    }
}

fn repeat_new(ty: &Type, args: Args<'_>) -> PyResult {
    static SIGNATURE: &str = "(object, times=None)";
    let bound = parsed(SIGNATURE).bind("repeat", args)?;
    let left = match bound[1] {
        Some(times) => number::index_as_isize(times, Some(&OVERFLOW_ERROR))?.max(0),
        None => -1,
    };
    Ok(Native::of_type(
        ty,
        Repeat {
            object: Field::new(bound[0].map(|object| object.to_ref())),
            left: Cell::new(left),
        },
    )
    .into_obj())
}

fn repeat_next(this: &Native<Repeat>) -> PyResult<Option<Ref>> {
    match this.left.get() {
        0 => Ok(None),
        left => {
            if left > 0 {
                this.left.set(left - 1);
            }
            Ok(this.object.get())
        }
    }
}

fn repeat_repr(object: &Obj) -> PyResult {
    let this = data::<Repeat>(object)?;
    let inner = protocol::repr(&this.object.get().unwrap_or_else(none))?;
    let end = match this.left.get() {
        left if left < 0 => ")".to_owned(),
        left => format!(", {left})"),
    };
    Ok(Str::from_str(&format!("{}(", object.ty().name()))
        .concat(&inner)
        .concat(&Str::from_str(&end))
        .into_obj())
}

fn repeat_hint(object: &Obj) -> PyResult {
    match data::<Repeat>(object)?.left.get() {
        left if left < 0 => Err(type_error("len() of unsized object")),
        left => Ok(Int::new(left as i64).into_obj()),
    }
}

pub static REPEAT_TYPE: Type = Type::builtin(&REPEAT_SPEC);
static REPEAT_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        new: Some(repeat_new),
        repr: Some(repeat_repr),
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(|object| repeat_next(data::<Repeat>(object)?)),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "__length_hint__",
        "($self, /)",
        "Private method returning an estimate of len(list(it)).",
        NativeFn::NoArgs(repeat_hint),
    )],
    ..TypeSpec::of::<Native<Repeat>>("itertools.repeat")
};
