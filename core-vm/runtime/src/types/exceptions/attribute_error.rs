//! `AttributeError` and `NameError`: what was looked for, for suggestions.

use super::{Part, base, field, member, suggestions, this};
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots};
use crate::types::dict::Dict;

pub(super) const ATTRIBUTE_ERROR: Part = Part {
    slots: Slots {
        init: Some(init_attribute_error),
        ..Slots::NONE
    },
    methods: METHODS,
    members: ATTRIBUTE_ERROR_MEMBERS,
    ..Part::NONE
};

pub(super) const NAME_ERROR: Part = Part {
    slots: Slots {
        init: Some(init_name_error),
        ..Slots::NONE
    },
    members: NAME_ERROR_MEMBERS,
    ..Part::NONE
};

static METHODS: &[NativeDef] = &[
    NativeDef::new("__getstate__", "($self, /)", "", NativeFn::NoArgs(getstate)),
    NativeDef::new("__reduce__", "($self, /)", "", NativeFn::NoArgs(reduce)),
];
static ATTRIBUTE_ERROR_MEMBERS: &[Member] = &[
    member::<{ field::NAME }>("name", "attribute name"),
    member::<{ field::OBJ }>("obj", "object"),
];
static NAME_ERROR_MEMBERS: &[Member] = &[member::<{ field::NAME }>("name", "name")];

fn init_attribute_error(object: &Obj, args: Args<'_>) -> PyResult<()> {
    init_with_keywords(
        object,
        args,
        "AttributeError",
        &[("name", field::NAME), ("obj", field::OBJ)],
    )
}

fn init_name_error(object: &Obj, args: Args<'_>) -> PyResult<()> {
    init_with_keywords(object, args, "NameError", &[("name", field::NAME)])
}

/// Stores the positional arguments, and keyword arguments in the fields they name.
pub(super) fn init_with_keywords(
    object: &Obj,
    args: Args<'_>,
    function: &str,
    keywords: &[(&str, usize)],
) -> PyResult<()> {
    base::set_positional(object, args.positional());
    for (_, index) in keywords {
        if this(object).peek_extra(*index).is_some() {
            this(object).extra(*index).set(None);
        }
    }
    for (name, value) in args.keywords() {
        let Some((_, index)) = keywords.iter().find(|(known, _)| name.eq_str(known)) else {
            let known: Vec<&str> = keywords.iter().map(|(known, _)| *known).collect();
            return Err(suggestions::unexpected_keyword(function, name, &known));
        };
        this(object).extra(*index).set(value.to_ref());
    }
    Ok(())
}

fn state(object: &Obj) -> Ref {
    let error = this(object);
    let state = error.dict.peek().map_or_else(Dict::new, Dict::copy);
    if let Some(name) = error.peek_extra(field::NAME) {
        state.set_text("name", name);
    }
    state.set_text("args", base::args_of(object).into_obj());
    state.into_obj()
}

fn getstate(object: &Obj) -> PyResult {
    Ok(state(object))
}

fn reduce(object: &Obj) -> PyResult {
    Ok(base::reduced(
        object,
        base::args_of(object),
        Some(state(object)),
    ))
}
