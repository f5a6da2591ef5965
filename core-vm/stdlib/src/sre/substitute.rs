//! `sub`, `subn` and templates.

use serpentarium_runtime::object::error::{index_error, type_error};
use serpentarium_runtime::object::{
    Field, Native, NativeType, Obj, Object, PyResult, Ref, Type, TypeSpec, Visitor, flags, protocol,
};
use serpentarium_runtime::types::buffer;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::Str;

use super::matched::{self, Match};
use super::pattern::{each_match, pattern};
use super::subject::Subject;
use crate::builtins::import::import_module;
use crate::native;

/// A parsed replacement: a literal, then group numbers each followed by a literal.
pub struct Template {
    first: Field,
    items: Vec<(usize, Field)>,
}

impl NativeType for Template {
    fn type_object() -> &'static Type {
        &TEMPLATE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.first);
        for (_, literal) in &self.items {
            visit.field(literal);
        }
    }
}

pub static TEMPLATE_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    ..TypeSpec::of::<Native<Template>>("_sre.SRE_Template")
};

pub fn template(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(list) = args[1] else {
        return native::none();
    };
    let parts = protocol::collect(list)?;
    let Some((first, rest)) = parts.split_first() else {
        return Err(type_error("invalid template"));
    };
    let mut items = Vec::new();
    for pair in rest.chunks(2) {
        let number = native::size(&pair[0])?;
        let number = usize::try_from(number).map_err(|_| type_error("invalid template"))?;
        let literal = pair
            .get(1)
            .filter(|literal| protocol::is_true(literal).unwrap_or(false));
        items.push((number, Field::new(literal.cloned())));
    }
    Ok(Native::new(Template {
        first: Field::new(
            Some(first.clone()).filter(|first| protocol::is_true(first).unwrap_or(false)),
        ),
        items,
    })
    .into_obj())
}

/// The replacement that a compiled template gives for a match.
pub fn expand(found: &Obj, compiled: &Obj) -> PyResult {
    let Some(template) = compiled.downcast::<Native<Template>>() else {
        // A template without group references is its literal.
        return Ok(compiled.to_ref());
    };
    let mut parts: Vec<Ref> = template.first.get().into_iter().collect();
    for (number, literal) in &template.items {
        let text = matched::text_of(found, *number)?;
        parts.extend(text);
        parts.extend(literal.get());
    }
    let is_bytes = parts
        .first()
        .is_some_and(|part| part.downcast::<Str>().is_none());
    if parts.is_empty() {
        let whole = matched::text_of(found, 0)?;
        let bytes = whole.is_some_and(|whole| whole.downcast::<Str>().is_none());
        return Ok(if bytes {
            Bytes::new(b"").into_obj()
        } else {
            Str::from_str("").into_obj()
        });
    }
    let joiner = if is_bytes {
        Subject::Data(Vec::new())
    } else {
        Subject::Text(Str::from_str(""))
    };
    Ok(joiner.join(&parts))
}

/// How replacements are made.
enum Replacement {
    Literal(Ref),
    Template(Ref),
    Call(Ref),
}

fn replacement(this: &Obj, given: &Obj) -> PyResult<Replacement> {
    if given.ty().slots().call.is_some() {
        return Ok(Replacement::Call(given.to_ref()));
    }
    let literal = if let Some(text) = given.downcast::<Str>() {
        !text.iter().any(|point| point == u32::from('\\'))
    } else if let Some(bytes) = given.downcast::<Bytes>() {
        !bytes.as_slice().contains(&b'\\')
    } else if given.ty().slots().bf_getbuffer.is_some() {
        !buffer::get(given, buffer::request::SIMPLE)?
            .to_vec()
            .contains(&b'\\')
    } else {
        false
    };
    if literal {
        return Ok(Replacement::Literal(given.to_ref()));
    }
    let re = import_module("re")?;
    let compiled = protocol::call_method(&re, "_compile_template", &[this, given])?;
    Ok(if compiled.downcast::<Native<Template>>().is_some() {
        Replacement::Template(compiled)
    } else {
        Replacement::Literal(compiled)
    })
}

/// The text with replacements, and how many there were.
pub fn substitute(this: &Obj, args: &[Option<&Obj>]) -> PyResult<(Ref, usize)> {
    let (Some(given), Some(string)) = (args[0], args[1]) else {
        return Err(type_error("sub() needs a replacement and a string"));
    };
    let limit = args[2].map_or(Ok(0), native::size)?;
    let own = pattern(this)?;
    let how = replacement(this, given)?;
    let subject = Subject::new(own, string)?;
    let mut parts: Vec<Ref> = Vec::new();
    let (mut last, mut count) = (0, 0usize);
    if limit >= 0 {
        each_match(own, &subject, (0, subject.len()), |found| {
            let (from, to) = found.whole();
            if from > last {
                parts.push(subject.slice(last, from));
            }
            let make = || Match::make(this, string, found.clone(), 0, subject.len());
            let value = match &how {
                Replacement::Literal(literal) => literal.clone(),
                Replacement::Template(template) => expand(&make(), template)?,
                Replacement::Call(callable) => protocol::call(callable, &[&make()])?,
            };
            if !is_none(&value) {
                check_part(&subject, &value, parts.len())?;
                parts.push(value);
            }
            last = to;
            count += 1;
            Ok(limit == 0 || count < limit as usize)
        })?;
    }
    if count == 0 && parts.is_empty() {
        return Ok((subject.slice(0, subject.len()), 0));
    }
    parts.push(subject.slice(last, subject.len()));
    Ok((subject.join(&parts), count))
}

fn check_part(subject: &Subject, value: &Obj, index: usize) -> PyResult<()> {
    match subject {
        Subject::Text(_) if value.downcast::<Str>().is_none() => Err(type_error(format!(
            "sequence item {index}: expected str instance, {} found",
            value.ty().tp_name()
        ))),
        Subject::Data(_) if value.ty().slots().bf_getbuffer.is_none() => Err(type_error(format!(
            "sequence item {index}: expected a bytes-like object, {} found",
            value.ty().tp_name()
        ))),
        _ => Ok(()),
    }
}

#[allow(unused_imports)]
use index_error as _;
