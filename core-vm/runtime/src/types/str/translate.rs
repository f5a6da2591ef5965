//! `str.translate` and `str.maketrans`.

use crate::object::args::type_in_message;
use crate::object::error::{Catch, type_error, value_error};
use crate::object::protocol::sequence::getitem;
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::dict::Dict;
use crate::types::exceptions::LOOKUP_ERROR;
use crate::types::int::Int;
use crate::types::none::{is_none, none};
use crate::types::str::Str;
use crate::types::str::index::receiver;
use crate::types::str::writer::StrWriter;

pub(super) fn translate(this: &Obj, table: &Obj) -> PyResult {
    let this = receiver(this)?;
    let mut out = StrWriter::with_capacity(this.len());
    let mut latin: Vec<Option<Replacement>> = vec![None; 256];
    for point in this.iter() {
        let known = latin.get(point as usize).cloned().flatten();
        let replacement = match known {
            Some(known) => known,
            None => {
                let found = replacement(table, point)?;
                if let Some(slot) = latin.get_mut(point as usize) {
                    *slot = Some(found.clone());
                }
                found
            }
        };
        match replacement {
            Replacement::Same => out.push(point),
            Replacement::Nothing => {}
            Replacement::Char(point) => out.push(point),
            Replacement::Text(text) => out.push_str(&text),
        }
    }
    Ok(out.finish().into_obj())
}

#[derive(Clone)]
enum Replacement {
    Same,
    Nothing,
    Char(u32),
    Text(Ref<Str>),
}

fn replacement(table: &Obj, point: u32) -> PyResult<Replacement> {
    let key = Int::new(i64::from(point));
    let Some(found) = getitem(table, key.as_obj()).catch(&LOOKUP_ERROR)? else {
        return Ok(Replacement::Same);
    };
    if is_none(&found) {
        return Ok(Replacement::Nothing);
    }
    if let Some(int) = found.downcast::<Int>() {
        let mapped = int.as_i64().and_then(|value| u32::try_from(value).ok());
        return match mapped {
            Some(mapped) if mapped <= 0x10_FFFF => Ok(Replacement::Char(mapped)),
            _ => Err(value_error("character mapping must be in range(0x110000)")),
        };
    }
    found
        .downcast_into::<Str>()
        .map(Replacement::Text)
        .map_err(|_| type_error("character mapping must return integer, None or str"))
}

/// `str.maketrans`, a static method.
pub(super) fn maketrans(_this: &Obj, args: &[&Obj]) -> PyResult {
    let table = Dict::new();
    match args {
        [mapping] => from_mapping(mapping, &table)?,
        [from, to, rest @ ..] => from_texts(from, to, rest.first().copied(), &table)?,
        [] => {}
    }
    Ok(table.into_obj())
}

fn from_mapping(mapping: &Obj, table: &Dict) -> PyResult<()> {
    let Some(mapping) = mapping.downcast_exact::<Dict>() else {
        return Err(type_error(
            "if you give only one argument to maketrans it must be a dict",
        ));
    };
    for (key, value) in mapping.items() {
        let key = match key.downcast::<Str>() {
            Some(text) if text.len() == 1 => Int::new(i64::from(text.points().at(0))).into_obj(),
            Some(_) => {
                return Err(value_error(
                    "string keys in translatetable must be of length 1",
                ));
            }
            None if key.downcast::<Int>().is_some() => key,
            None => {
                return Err(type_error(
                    "keys in translate table mustbe strings or integers",
                ));
            }
        };
        table.set(&key, value)?;
    }
    Ok(())
}

fn text_argument(argument: &Obj, number: usize) -> PyResult<&Str> {
    argument.downcast::<Str>().ok_or_else(|| {
        type_error(format!(
            "maketrans() argument {number} must be str, not {}",
            type_in_message(argument)
        ))
    })
}

fn from_texts(from: &Obj, to: &Obj, deleted: Option<&Obj>, table: &Dict) -> PyResult<()> {
    let Some(from) = from.downcast::<Str>() else {
        return Err(type_error(
            "first maketrans argument must be a string if there is a second argument",
        ));
    };
    let to = text_argument(to, 2)?;
    let deleted = deleted.map(|text| text_argument(text, 3)).transpose()?;
    if from.len() != to.len() {
        return Err(value_error(
            "the first two maketrans arguments must have equal length",
        ));
    }
    for (from, to) in from.iter().zip(to.iter()) {
        let (from, to) = (Int::new(i64::from(from)), Int::new(i64::from(to)));
        table.set(from.as_obj(), to.into_obj())?;
    }
    for point in deleted.into_iter().flat_map(Str::iter) {
        table.set(Int::new(i64::from(point)).as_obj(), none())?;
    }
    Ok(())
}
