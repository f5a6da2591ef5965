//! `enumerate`.

use num_bigint::BigInt;

use crate::object::error::type_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::{self, number};
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::int::Int;
use crate::types::none::none;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct Enumerate {
    head: Obj,
    iterator: Field,
    index: Field<Int>,
    /// The pair that was given last: used again when nobody else has it.
    result: Field<Tuple>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Enumerate {
    fn type_object() -> &'static Type {
        &ENUMERATE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.iterator);
        visit.field(&self.index);
        visit.field(&self.result);
    }
}

fn this(object: &Obj) -> &Enumerate {
    // SAFETY: called with `enumerate` objects only.
    unsafe { object.cast_unchecked() }
}

/// Binds `(iterable, start=0)` in the words of its hand-written parser.
fn bind<'a>(args: Args<'a>) -> PyResult<(&'a Obj, Option<&'a Obj>)> {
    let given = args.values.len();
    if given > 2 {
        return Err(type_error(format!(
            "enumerate() takes at most 2 arguments ({given} given)"
        )));
    }
    let mut bound = [None, None];
    for (place, value) in bound.iter_mut().zip(args.positional()) {
        *place = Some(*value);
    }
    for (name, value) in args.keywords() {
        let place = ["iterable", "start"]
            .iter()
            .position(|known| name.eq_str(known));
        match place {
            Some(place) if bound[place].is_none() => bound[place] = Some(value),
            _ => {
                return Err(type_error(format!(
                    "'{name}' is an invalid keyword argument for enumerate()"
                )));
            }
        }
    }
    match bound[0] {
        Some(iterable) => Ok((iterable, bound[1])),
        None => Err(type_error(
            "enumerate() missing required argument 'iterable'",
        )),
    }
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let (iterable, start) = bind(args)?;
    let index = match start {
        Some(start) => number::index(start)?,
        None => Int::new(0),
    };
    let iterator = protocol::iter(iterable)?;
    Ok(object::alloc(
        ty,
        Enumerate {
            head: object::header(0),
            iterator: Field::new(iterator),
            index: Field::new(index),
            result: Field::empty(),
        },
    )
    .into_obj())
}

fn next(object: &Obj) -> PyResult<Option<Ref>> {
    let enumerate = this(object);
    let Some(iterator) = enumerate.iterator.get() else {
        return Ok(None);
    };
    let Some(value) = protocol::next(&iterator)? else {
        return Ok(None);
    };
    let index = enumerate.index.get().unwrap_or_else(|| Int::new(0));
    let following = match index.as_i64().and_then(|index| index.checked_add(1)) {
        Some(following) => Int::new(following),
        None => Int::from_big(index.to_big().as_ref() + BigInt::from(1)),
    };
    enumerate.index.set(following);
    let pair = smallvec::SmallVec::from_buf([index.into_obj(), value]);
    Ok(Some(Tuple::reusing(&enumerate.result, pair).into_obj()))
}

fn reduce(object: &Obj) -> PyResult {
    let enumerate = this(object);
    let iterator = enumerate.iterator.get().unwrap_or_else(none);
    let index = enumerate.index.get().map_or_else(none, Ref::into_obj);
    let arguments = Tuple::new(vec![iterator, index]);
    Ok(Tuple::new(vec![object.ty().to_ref().into_obj(), arguments.into_obj()]).into_obj())
}

pub static ENUMERATE_TYPE: Type = Type::builtin(&ENUMERATE_SPEC);
static ENUMERATE_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "enumerate(iterable, start=0)\n--\n\nReturn an enumerate object.\n\n  iterable\n    an object supporting iteration\n\nThe enumerate object yields pairs containing a count (from start, which\ndefaults to zero) and a value yielded by the iterable argument.\n\nenumerate is useful for obtaining an indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (56, 0),
    slots: Slots {
        new: Some(new),
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "__reduce__",
            "($self, /)",
            "Return state information for pickling.",
            NativeFn::NoArgs(reduce),
        ),
        NativeDef::new(
            "__class_getitem__",
            "($type, object, /)",
            "'enumerate' objects are generic over the type of their values",
            NativeFn::One(crate::types::generic_alias::make),
        )
        .class(),
    ],
    ..TypeSpec::of::<Enumerate>("enumerate")
};
