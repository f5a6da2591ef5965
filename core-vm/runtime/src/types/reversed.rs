//! `reversed`: over anything with a length and indices.

use std::cell::Cell;

use crate::object::error::type_error;
use crate::object::native::{NativeDef, NativeFn};
use crate::object::protocol::{self, number, sequence};
use crate::object::{
    self, Args, Field, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use crate::types::exceptions::{INDEX_ERROR, OVERFLOW_ERROR, STOP_ITERATION};
use crate::types::int::Int;
use crate::types::none::{is_none, none};
use crate::types::str::intern;
use crate::types::tuple::Tuple;

#[repr(C)]
pub struct Reversed {
    head: Obj,
    /// Empty once exhausted.
    sequence: Field,
    index: Cell<isize>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Reversed {
    fn type_object() -> &'static Type {
        &REVERSED_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.sequence);
    }
}

fn this(object: &Obj) -> &Reversed {
    // SAFETY: called with `reversed` objects only.
    unsafe { object.cast_unchecked() }
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let args = args.keywords_to_init(ty, "reversed")?;
    object::args::check_positional("reversed", args.positional().len(), 1, 1)?;
    let source = args.values[0];
    let not_reversible = || {
        type_error(format!(
            "'{}' object is not reversible",
            source.ty().tp_name()
        ))
    };
    if let Some(method) = source.ty().lookup(&intern::intern_str("__reversed__")) {
        if is_none(&method) {
            return Err(not_reversible());
        }
        if let Some(result) = protocol::call_special(source, "__reversed__", &[])? {
            return Ok(result);
        }
    }
    let is_sequence = source.ty().slots().sq_item.is_some()
        && !source.is_instance(&crate::types::dict::DICT_TYPE);
    if !is_sequence {
        return Err(not_reversible());
    }
    let length = sequence::len(source)?;
    Ok(object::alloc(
        ty,
        Reversed {
            head: object::header(0),
            sequence: Field::new(source.to_ref()),
            index: Cell::new(length as isize - 1),
        },
    )
    .into_obj())
}

fn next(object: &Obj) -> PyResult<Option<Ref>> {
    let reversed = this(object);
    let index = reversed.index.get();
    if let (Some(source), true) = (reversed.sequence.get(), index >= 0) {
        match sequence::get_index(&source, index) {
            Ok(item) => {
                reversed.index.set(index - 1);
                return Ok(Some(item));
            }
            Err(error) if error.matches(&INDEX_ERROR) || error.matches(&STOP_ITERATION) => {}
            Err(error) => return Err(error),
        }
    }
    reversed.index.set(-1);
    reversed.sequence.set(None);
    Ok(None)
}

fn length_hint(object: &Obj) -> PyResult {
    let reversed = this(object);
    let Some(source) = reversed.sequence.get() else {
        return Ok(Int::new(0).into_obj());
    };
    let length = sequence::len(&source)? as isize;
    let position = reversed.index.get() + 1;
    let left = if length < position { 0 } else { position };
    Ok(Int::new(left as i64).into_obj())
}

fn reduce(object: &Obj) -> PyResult {
    let reversed = this(object);
    let class = object.ty().to_ref().into_obj();
    let parts = match reversed.sequence.get() {
        Some(source) => vec![
            class,
            Tuple::new(vec![source]).into_obj(),
            Int::new(reversed.index.get() as i64).into_obj(),
        ],
        None => vec![
            class,
            Tuple::new(vec![Tuple::empty().into_obj()]).into_obj(),
        ],
    };
    Ok(Tuple::new(parts).into_obj())
}

fn setstate(object: &Obj, state: &Obj) -> PyResult {
    let reversed = this(object);
    let index = number::index_as_isize(state, Some(&OVERFLOW_ERROR))?;
    if let Some(source) = reversed.sequence.get() {
        let length = sequence::len(&source)? as isize;
        reversed.index.set(index.clamp(-1, length - 1));
    }
    Ok(none())
}

pub static REVERSED_TYPE: Type = Type::builtin(&REVERSED_SPEC);
static REVERSED_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "reversed(sequence, /)\n--\n\nReturn a reverse iterator over the values of the given sequence.",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    reported: (32, 0),
    slots: Slots {
        new: Some(new),
        iter: Some(|object| Ok(object.to_ref())),
        next: Some(next),
        ..Slots::NONE
    },
    methods: crate::types::list::iter::state_methods!(length_hint, reduce, setstate),
    ..TypeSpec::of::<Reversed>("reversed")
};
