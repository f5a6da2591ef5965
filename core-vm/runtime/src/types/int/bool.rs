//! `bool`: what differs from `int`.

use crate::object::{Args, Obj, PyResult, Slots, Type};
use crate::types::exceptions::DEPRECATION_WARNING;
use crate::types::int::{Int, arith, bool_ref};
use crate::types::none::not_implemented;

pub(super) const SLOTS: Slots = Slots {
    new: Some(new),
    repr: Some(repr),
    nb_invert: Some(invert),
    nb_and: Some(and),
    nb_or: Some(or),
    nb_xor: Some(xor),
    ..Slots::NONE
};

fn new(_ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("bool")?;
    crate::object::args::check_positional("bool", args.values.len(), 0, 1)?;
    match args.values.first() {
        Some(value) => Ok(bool_ref(crate::object::protocol::is_true(value)?)),
        None => Ok(bool_ref(false)),
    }
}

fn is_true(this: &Obj) -> bool {
    this.downcast::<Int>().is_some_and(|int| !int.is_zero())
}

fn repr(this: &Obj) -> PyResult {
    let text = if is_true(this) { "True" } else { "False" };
    Ok(crate::types::str::intern::intern_str(text).into_obj())
}

fn invert(this: &Obj) -> PyResult {
    crate::warn::warn(
        &DEPRECATION_WARNING,
        "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. \
         This returns the bitwise inversion of the underlying int object and is usually \
         not what you expect from negating a bool. Use the 'not' operator for boolean \
         negation or ~int(x) if you really want the bitwise inversion of the underlying int.",
        1,
    )?;
    Ok(arith::int_invert(arith::receiver(this)?))
}

macro_rules! logical {
    ($($name:ident, $op:tt, $function:path;)*) => {$(
        fn $name(left: &Obj, right: &Obj) -> PyResult {
            let boolean = |side: &Obj| side.is_exact(&super::BOOL_TYPE);
            if boolean(left) && boolean(right) {
                return Ok(bool_ref(is_true(left) $op is_true(right)));
            }
            match (left.downcast::<Int>(), right.downcast::<Int>()) {
                (Some(a), Some(b)) => Ok($function(a, b)),
                _ => Ok(not_implemented()),
            }
        }
    )*};
}

logical! {
    and, &, arith::int_and;
    or, |, arith::int_or;
    xor, ^, arith::int_xor;
}
