//! The `is…` methods of `str`.

use crate::object::{Obj, PyResult};
use crate::types::int::bool_ref;
use crate::types::str::index::receiver;
use crate::types::str::unicode::{has, property};
use crate::types::str::{Points, Str};

/// Whether the text is not empty and all characters have the property.
fn all_have(this: &Obj, wanted: u16) -> PyResult {
    let this = receiver(this)?;
    Ok(bool_ref(
        !this.is_empty() && this.iter().all(|point| has(point, wanted)),
    ))
}

macro_rules! predicates {
    ($($name:ident, $property:ident;)*) => {$(
        pub(super) fn $name(this: &Obj) -> PyResult {
            all_have(this, property::$property)
        }
    )*};
}

predicates! {
    isspace, SPACE;
    isdecimal, DECIMAL;
    isdigit, DIGIT;
    isnumeric, NUMERIC;
    isalpha, ALPHA;
    isalnum, ALNUM;
}

pub(super) fn isascii(this: &Obj) -> PyResult {
    Ok(bool_ref(receiver(this)?.is_ascii()))
}

pub(super) fn isprintable(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    Ok(bool_ref(
        this.iter().all(|point| has(point, property::PRINTABLE)),
    ))
}

/// Whether cased characters are there, and all have `wanted` and none `refused` or title case.
fn cased(this: &Obj, wanted: u16, refused: u16) -> PyResult {
    let this = receiver(this)?;
    let mut found = false;
    for point in this.iter() {
        if has(point, refused) || has(point, property::TITLE) {
            return Ok(bool_ref(false));
        }
        found |= has(point, wanted);
    }
    Ok(bool_ref(found))
}

pub(super) fn islower(this: &Obj) -> PyResult {
    cased(this, property::LOWER, property::UPPER)
}

pub(super) fn isupper(this: &Obj) -> PyResult {
    cased(this, property::UPPER, property::LOWER)
}

pub(super) fn istitle(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let (mut found, mut after_cased) = (false, false);
    for point in this.iter() {
        let upper = has(point, property::UPPER) || has(point, property::TITLE);
        let lower = has(point, property::LOWER);
        if (upper && after_cased) || (lower && !after_cased) {
            return Ok(bool_ref(false));
        }
        after_cased = upper || lower;
        found |= after_cased;
    }
    Ok(bool_ref(found))
}

pub(super) fn isidentifier(this: &Obj) -> PyResult {
    Ok(bool_ref(is_identifier(receiver(this)?)))
}

/// Whether the text is an identifier of the language.
pub fn is_identifier(string: &Str) -> bool {
    let points = string.points();
    let rest = |points: Points<'_>| {
        points
            .iter()
            .skip(1)
            .all(|point| has(point, property::XID_CONTINUE))
    };
    !points.is_empty() && has(points.at(0), property::XID_START) && rest(points)
}
