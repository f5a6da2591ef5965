//! `str.format` and `str.format_map`.

use crate::object::error::{index_error, key_error, value_error};
use crate::object::protocol::{self, sequence::getitem};
use crate::object::{Args, Obj, Object, PyResult, Ref};
use crate::types::int::Int;
use crate::types::str::index::receiver;
use crate::types::str::markup::{Field, FieldPath, Key, Markup, Step, split_field};
use crate::types::str::writer::StrWriter;
use crate::types::str::{Points, Str, repr};

/// How deep specifications may nest.
const DEPTH: u32 = 2;

/// Where fields find their values.
enum Source<'a> {
    Call(Args<'a>),
    Mapping(&'a Obj),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Undecided,
    Automatic(usize),
    Manual,
}

struct Formatter<'a> {
    source: Source<'a>,
    numbering: Numbering,
}

pub(super) fn format(this: &Obj, args: Args<'_>) -> PyResult {
    let this = receiver(this)?;
    Ok(format_args(this, args)?.into_obj())
}

/// `format.format(*args, **kwargs)`
///
/// # Errors
/// `ValueError`, `IndexError`, `KeyError` and what formatting the values raises.
pub fn format_args(format: &Str, args: Args<'_>) -> PyResult<Ref<Str>> {
    run(format, Source::Call(args))
}

pub(super) fn format_map(this: &Obj, mapping: &Obj) -> PyResult {
    Ok(run(receiver(this)?, Source::Mapping(mapping))?.into_obj())
}

fn run(format: &Str, source: Source<'_>) -> PyResult<Ref<Str>> {
    let mut formatter = Formatter {
        source,
        numbering: Numbering::Undecided,
    };
    formatter.build(format.points(), 0..format.len(), DEPTH)
}

impl Formatter<'_> {
    fn build(
        &mut self,
        points: Points<'_>,
        range: std::ops::Range<usize>,
        depth: u32,
    ) -> PyResult<Ref<Str>> {
        if depth == 0 {
            return Err(value_error("Max string recursion exceeded"));
        }
        let mut out = StrWriter::with_capacity(range.len());
        let mut markup = Markup::new(points, range);
        while let Some(piece) = markup.next()? {
            out.push_points(points.slice(piece.literal));
            if let Some(field) = piece.field {
                out.push_str(&*self.field(points, &field, depth)?);
            }
        }
        Ok(out.finish())
    }

    fn field(&mut self, points: Points<'_>, field: &Field, depth: u32) -> PyResult<Ref<Str>> {
        let value = self.value(points.slice(field.name.clone()))?;
        let value = match field.conversion {
            Some(conversion) => convert(&value, conversion)?,
            None => value,
        };
        let spec = if field.nested {
            self.build(points, field.spec.clone(), depth - 1)?
        } else {
            Str::from_any(points.slice(field.spec.clone()))
        };
        protocol::format(&value, &spec)
    }

    fn value(&mut self, name: Points<'_>) -> PyResult {
        let (first, mut path) = split_field(name)?;
        let first = self.number(first)?;
        let mut value = self.first(first)?;
        while let Some(step) = next_step(&mut path)? {
            value = match step {
                Step::Attribute(name) => protocol::getattr(&value, &name)?,
                Step::Item(Key::Name(name)) => getitem(&value, name.as_obj())?,
                Step::Item(Key::Index(index)) => getitem(&value, Int::from_usize(index).as_obj())?,
            };
        }
        Ok(value)
    }

    /// Gives an empty field name its number, and refuses mixing both kinds.
    fn number(&mut self, first: Key) -> PyResult<Key> {
        let automatic = matches!(&first, Key::Name(name) if name.is_empty());
        match (&first, self.numbering) {
            (Key::Name(_), _) if !automatic => Ok(first),
            (_, Numbering::Manual) if automatic => Err(value_error(
                "cannot switch from manual field specification to automatic field numbering",
            )),
            (_, Numbering::Automatic(_)) if !automatic => Err(value_error(
                "cannot switch from automatic field numbering to manual field specification",
            )),
            (_, numbering) if automatic => {
                let next = match numbering {
                    Numbering::Automatic(next) => next,
                    _ => 0,
                };
                self.numbering = Numbering::Automatic(next + 1);
                Ok(Key::Index(next))
            }
            _ => {
                self.numbering = Numbering::Manual;
                Ok(first)
            }
        }
    }

    fn first(&self, key: Key) -> PyResult {
        match (&self.source, key) {
            (Source::Call(args), Key::Index(index)) => {
                let found = args.positional().get(index).map(|value| value.to_ref());
                found.ok_or_else(|| {
                    index_error(format!(
                        "Replacement index {index} out of range for positional args tuple"
                    ))
                })
            }
            (Source::Call(args), Key::Name(name)) => args
                .keywords()
                .find(|(given, _)| given.eq(&name))
                .map(|(_, value)| value.to_ref())
                .ok_or_else(|| key_error(name.as_obj())),
            (Source::Mapping(_), Key::Index(_)) => {
                Err(value_error("Format string contains positional fields"))
            }
            (Source::Mapping(mapping), Key::Name(name)) => getitem(mapping, name.as_obj()),
        }
    }
}

fn next_step(path: &mut FieldPath<'_>) -> PyResult<Option<Step>> {
    path.next()
}

/// `!r`, `!s`, `!a`
fn convert(value: &Obj, conversion: u32) -> PyResult {
    let text = match char::from_u32(conversion) {
        Some('r') => protocol::repr(value)?,
        Some('s') => protocol::str(value)?,
        Some('a') => repr::ascii_of(&*protocol::repr(value)?),
        _ => {
            let shown = if conversion > 32 && conversion < 127 {
                (conversion as u8 as char).to_string()
            } else {
                format!("\\x{conversion:x}")
            };
            return Err(value_error(format!("Unknown conversion specifier {shown}")));
        }
    };
    Ok(text.into_obj())
}
