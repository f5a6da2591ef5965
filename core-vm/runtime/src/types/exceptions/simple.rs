//! The exceptions with one attribute or one different method: `StopIteration`,
//! `SystemExit`, `KeyError`.

use super::{Part, base, field, member, this};
use crate::object::native::Member;
use crate::object::{Args, Obj, Object, PyResult, Slots, protocol};
use crate::types::none::none;

/// A class with its own `__new__` and nothing else.
pub(super) const SIMPLE: Part = Part {
    slots: Slots {
        new: Some(base::new),
        ..Slots::NONE
    },
    ..Part::NONE
};

pub(super) const STOP_ITERATION: Part = Part {
    slots: Slots {
        init: Some(init_stop_iteration),
        ..Slots::NONE
    },
    members: STOP_ITERATION_MEMBERS,
    ..Part::NONE
};
static STOP_ITERATION_MEMBERS: &[Member] = &[member::<{ field::VALUE }>(
    "value",
    "generator return value",
)];

pub(super) const SYSTEM_EXIT: Part = Part {
    slots: Slots {
        init: Some(init_system_exit),
        ..Slots::NONE
    },
    members: SYSTEM_EXIT_MEMBERS,
    ..Part::NONE
};
static SYSTEM_EXIT_MEMBERS: &[Member] = &[member::<{ field::VALUE }>("code", "exception code")];

pub(super) const KEY_ERROR: Part = Part {
    slots: Slots {
        str: Some(key_error_str),
        ..Slots::NONE
    },
    ..Part::NONE
};

fn init_stop_iteration(object: &Obj, args: Args<'_>) -> PyResult<()> {
    base::init(object, args)?;
    let value = args.positional().first().map(|value| value.to_ref());
    this(object)
        .extra(field::VALUE)
        .set(value.unwrap_or_else(none));
    Ok(())
}

fn init_system_exit(object: &Obj, args: Args<'_>) -> PyResult<()> {
    base::init(object, args)?;
    let code = match args.positional() {
        [] => return Ok(()),
        [code] => code.to_ref(),
        _ => base::args_of(object).into_obj(),
    };
    this(object).extra(field::VALUE).set(code);
    Ok(())
}

/// A missing key is shown by its `repr`, so that `''` and spaces can be seen.
fn key_error_str(object: &Obj) -> PyResult {
    match base::args_of(object).as_slice() {
        [key] => Ok(protocol::repr(key)?.into_obj()),
        _ => base::str(object),
    }
}
