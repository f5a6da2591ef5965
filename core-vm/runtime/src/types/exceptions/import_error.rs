//! `ImportError`: which module, from where.

use super::{Part, attribute_error, base, member, this};
use crate::object::error::Exc;
use crate::object::native::{Member, NativeDef, NativeFn};
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type};
use crate::types::dict::Dict;
use crate::types::str::{STR_TYPE, Str};

const MSG: usize = 0;
const NAME: usize = 1;
const PATH: usize = 2;
const NAME_FROM: usize = 3;

pub(super) const IMPORT_ERROR: Part = Part {
    slots: Slots {
        init: Some(init),
        str: Some(str),
        ..Slots::NONE
    },
    methods: METHODS,
    members: MEMBERS,
    ..Part::NONE
};

static METHODS: &[NativeDef] = &[NativeDef::new(
    "__reduce__",
    "($self, /)",
    "",
    NativeFn::NoArgs(reduce),
)];
static MEMBERS: &[Member] = &[
    member::<MSG>("msg", "exception message"),
    member::<NAME>("name", "module name"),
    member::<PATH>("path", "module path"),
    member::<NAME_FROM>("name_from", "name imported from module"),
];
const KEYWORDS: &[(&str, usize)] = &[("name", NAME), ("path", PATH), ("name_from", NAME_FROM)];

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    attribute_error::init_with_keywords(object, args, "ImportError", KEYWORDS)?;
    let message = match args.positional() {
        [message] => Some(message.to_ref()),
        _ => None,
    };
    this(object).extra(MSG).set(message);
    Ok(())
}

fn str(object: &Obj) -> PyResult {
    match this(object).peek_extra(MSG) {
        Some(message) if message.is_exact(&STR_TYPE) => Ok(message),
        _ => base::str(object),
    }
}

fn reduce(object: &Obj) -> PyResult {
    let error = this(object);
    let set: Vec<(&str, Ref)> = KEYWORDS
        .iter()
        .filter_map(|(name, index)| Some((*name, error.peek_extra(*index)?)))
        .collect();
    let state = match error.dict.peek() {
        None if set.is_empty() => None,
        Some(dict) if set.is_empty() => Some(dict.to_ref()),
        dict => {
            let state = dict.map_or_else(Dict::new, Dict::copy);
            for (name, value) in set {
                state.set_text(name, value);
            }
            Some(state)
        }
    };
    Ok(base::reduced(
        object,
        base::args_of(object),
        state.map(Ref::into_obj),
    ))
}

/// Raises `class` (`ImportError` or `ModuleNotFoundError`) with its attributes set.
#[cold]
pub fn import_error(
    class: &Type,
    message: &Str,
    name: Option<&Obj>,
    path: Option<&Obj>,
    name_from: Option<&Obj>,
) -> Exc {
    let instance = super::BaseException::with_args(class, &[message.as_obj()]);
    for (index, value) in [(NAME, name), (PATH, path), (NAME_FROM, name_from)] {
        if let Some(value) = value {
            instance.extra(index).set(value.to_ref());
        }
    }
    Exc::from_instance(instance)
}
