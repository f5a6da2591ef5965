//! Case conversion with Unicode's full mappings.

use crate::object::{Obj, PyResult, Ref};
use crate::types::str::index::receiver;
use crate::types::str::unicode::{Case, has, map, property};
use crate::types::str::writer::StrWriter;
use crate::types::str::{Points, Str};

const CAPITAL_SIGMA: u32 = 0x3A3;
const SMALL_SIGMA: u32 = 0x3C3;
const FINAL_SIGMA: u32 = 0x3C2;

fn convert(string: &Str, case: impl Fn(usize) -> Case) -> Ref<Str> {
    let mut out = StrWriter::with_capacity(string.len());
    let points = string.points();
    for (index, point) in string.iter().enumerate() {
        push_mapped(&mut out, points, index, point, case(index));
    }
    out.finish()
}

fn push_mapped(out: &mut StrWriter, points: Points<'_>, index: usize, point: u32, case: Case) {
    if point == CAPITAL_SIGMA && case == Case::Lower {
        let sigma = if is_final(points, index) {
            FINAL_SIGMA
        } else {
            SMALL_SIGMA
        };
        return out.push(sigma);
    }
    map(point, case, &mut |mapped| out.push(mapped));
}

/// Whether a sigma ends a word: a cased character before it and none after it.
fn is_final(points: Points<'_>, index: usize) -> bool {
    let ignorable = |point: &u32| has(*point, property::CASE_IGNORABLE);
    let cased = |point: Option<u32>| point.is_some_and(|point| has(point, property::CASED));
    let before = points.slice(0..index).iter().rev().find(|p| !ignorable(p));
    let after = points
        .slice(index + 1..points.len())
        .iter()
        .find(|p| !ignorable(p));
    cased(before) && !cased(after)
}

fn ascii_map(string: &Str, convert: impl Fn(&mut [u8])) -> Option<Ref<Str>> {
    let text = string.as_ascii()?.as_bytes();
    if text.len() >= 2 {
        return Some(Str::ascii_filled(text.len(), |bytes| {
            bytes.copy_from_slice(text);
            convert(bytes);
        }));
    }
    let mut bytes = text.to_vec();
    convert(&mut bytes);
    Some(Str::from_ascii(&bytes))
}

pub(super) fn lower(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let lowered = ascii_map(this, <[u8]>::make_ascii_lowercase)
        .unwrap_or_else(|| convert(this, |_| Case::Lower));
    Ok(lowered.into_obj())
}

pub(super) fn upper(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let raised = ascii_map(this, <[u8]>::make_ascii_uppercase)
        .unwrap_or_else(|| convert(this, |_| Case::Upper));
    Ok(raised.into_obj())
}

pub(super) fn casefold(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let folded = ascii_map(this, <[u8]>::make_ascii_lowercase)
        .unwrap_or_else(|| convert(this, |_| Case::Fold));
    Ok(folded.into_obj())
}

pub(super) fn capitalize(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let case = |index| if index == 0 { Case::Title } else { Case::Lower };
    Ok(convert(this, case).into_obj())
}

pub(super) fn swapcase(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let mut out = StrWriter::with_capacity(this.len());
    for (index, point) in this.iter().enumerate() {
        if has(point, property::UPPER) {
            push_mapped(&mut out, this.points(), index, point, Case::Lower);
        } else if has(point, property::LOWER) {
            map(point, Case::Upper, &mut |mapped| out.push(mapped));
        } else {
            out.push(point);
        }
    }
    Ok(out.finish().into_obj())
}

pub(super) fn title(this: &Obj) -> PyResult {
    let this = receiver(this)?;
    let mut out = StrWriter::with_capacity(this.len());
    let mut after_cased = false;
    for (index, point) in this.iter().enumerate() {
        let case = if after_cased {
            Case::Lower
        } else {
            Case::Title
        };
        push_mapped(&mut out, this.points(), index, point, case);
        after_cased = has(point, property::CASED)
            || has(point, property::LOWER)
            || has(point, property::UPPER);
    }
    Ok(out.finish().into_obj())
}
