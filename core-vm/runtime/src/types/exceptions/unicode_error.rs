//! `UnicodeEncodeError`, `UnicodeDecodeError`, `UnicodeTranslateError`: which part of
//! which text, and why.

use super::{self as exc, BaseException, Part, base, member, this};
use crate::object::args::type_in_message;
use crate::object::error::{Exc, type_error};
use crate::object::native::Member;
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type, protocol};
use crate::types::buffer;
use crate::types::bytes::Bytes;
use crate::types::int::Int;
use crate::types::str::Str;

pub const ENCODING: usize = 0;
pub const OBJECT: usize = 1;
pub const START: usize = 2;
pub const END: usize = 3;
pub const REASON: usize = 4;

pub(super) const ENCODE: Part = Part {
    slots: Slots {
        new: Some(base::new),
        init: Some(init_encode),
        str: Some(str_encode),
        ..Slots::NONE
    },
    members: MEMBERS,
    ..Part::NONE
};

pub(super) const DECODE: Part = Part {
    slots: Slots {
        new: Some(base::new),
        init: Some(init_decode),
        str: Some(str_decode),
        ..Slots::NONE
    },
    members: MEMBERS,
    ..Part::NONE
};

pub(super) const TRANSLATE: Part = Part {
    slots: Slots {
        new: Some(base::new),
        init: Some(init_translate),
        str: Some(str_translate),
        ..Slots::NONE
    },
    members: MEMBERS,
    ..Part::NONE
};

static MEMBERS: &[Member] = &[
    member::<ENCODING>("encoding", "exception encoding"),
    member::<OBJECT>("object", "exception object"),
    position_member::<START>("start", "exception start"),
    position_member::<END>("end", "exception end"),
    member::<REASON>("reason", "exception reason"),
];

const fn position_member<const INDEX: usize>(name: &'static str, doc: &'static str) -> Member {
    Member {
        name,
        get: |object| {
            let set = this(object).peek_extra(INDEX);
            Ok(set.unwrap_or_else(|| Int::new(0).into_obj()))
        },
        set: Some(set_position::<INDEX>),
        doc: Some(doc),
    }
}

fn set_position<const INDEX: usize>(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("can't delete numeric/char attribute"));
    };
    if value.downcast::<Int>().is_none() {
        return Err(type_error("an integer is required"));
    }
    let position = protocol::number::index_as_isize(value, Some(&exc::OVERFLOW_ERROR))?;
    this(object)
        .extra(INDEX)
        .set(Int::new(position as i64).into_obj());
    Ok(())
}

/// What the parser of `__init__` arguments wants in a place.
#[derive(Clone, Copy)]
enum Want {
    Text(usize),
    Any(usize),
    Position(usize),
}

fn init_encode(object: &Obj, args: Args<'_>) -> PyResult<()> {
    init(
        object,
        args,
        &[
            Want::Text(ENCODING),
            Want::Text(OBJECT),
            Want::Position(START),
            Want::Position(END),
            Want::Text(REASON),
        ],
    )
}

fn init_decode(object: &Obj, args: Args<'_>) -> PyResult<()> {
    init(
        object,
        args,
        &[
            Want::Text(ENCODING),
            Want::Any(OBJECT),
            Want::Position(START),
            Want::Position(END),
            Want::Text(REASON),
        ],
    )?;
    let error = this(object);
    if let Some(data) = error.peek_extra(OBJECT)
        && data.downcast::<Bytes>().is_none()
    {
        let copy = buffer::get(&data, buffer::request::SIMPLE)?.to_vec();
        error.extra(OBJECT).set(Bytes::new(&copy).into_obj());
    }
    Ok(())
}

fn init_translate(object: &Obj, args: Args<'_>) -> PyResult<()> {
    init(
        object,
        args,
        &[
            Want::Text(OBJECT),
            Want::Position(START),
            Want::Position(END),
            Want::Text(REASON),
        ],
    )
}

fn init(object: &Obj, args: Args<'_>, wants: &[Want]) -> PyResult<()> {
    base::init(object, args)?;
    let given = args.positional();
    if given.len() != wants.len() {
        return Err(type_error(format!(
            "function takes exactly {} arguments ({} given)",
            wants.len(),
            given.len()
        )));
    }
    let mut values: Vec<(usize, Ref)> = Vec::with_capacity(wants.len());
    for (place, (value, want)) in given.iter().zip(wants).enumerate() {
        values.push(match *want {
            Want::Any(index) => (index, value.to_ref()),
            Want::Text(index) if value.downcast::<Str>().is_some() => (index, value.to_ref()),
            Want::Text(_) => {
                return Err(type_error(format!(
                    "argument {} must be str, not {}",
                    place + 1,
                    type_in_message(value)
                )));
            }
            Want::Position(index) => {
                let at = protocol::number::index_as_isize(value, Some(&exc::OVERFLOW_ERROR))?;
                (index, Int::new(at as i64).into_obj())
            }
        });
    }
    for (index, value) in values {
        this(object).extra(index).set(value);
    }
    Ok(())
}

/// A position field.
pub fn position(error: &BaseException, index: usize) -> i64 {
    let value = error.peek_extra(index);
    value
        .as_deref()
        .and_then(|value| value.downcast::<Int>())
        .and_then(Int::as_i64)
        .unwrap_or(0)
}

fn text_of(error: &BaseException, index: usize) -> PyResult<Ref<Str>> {
    protocol::str(
        &error
            .peek_extra(index)
            .unwrap_or_else(crate::types::none::none),
    )
}

fn wrong_object(wanted: &str) -> Exc {
    type_error(format!(
        "UnicodeError 'object' attribute must be a {wanted}"
    ))
}

/// The subject as text.
fn text_object(error: &BaseException) -> PyResult<Ref<Str>> {
    error
        .peek_extra(OBJECT)
        .and_then(|object| object.downcast_into::<Str>().ok())
        .ok_or_else(|| wrong_object("string"))
}

/// The single item at fault: the range covers exactly one that exists.
fn single(error: &BaseException, len: usize) -> Option<usize> {
    let (start, end) = (position(error, START), position(error, END));
    let index = usize::try_from(start).ok()?;
    (index < len && end == start + 1).then_some(index)
}

fn escaped(point: u32) -> String {
    match point {
        0..=0xFF => format!("\\x{point:02x}"),
        0x100..=0xFFFF => format!("\\u{point:04x}"),
        _ => format!("\\U{point:08x}"),
    }
}

/// The codec's name and the reason as texts. Making them may run code that changes the
/// error, so that its subject is looked at only afterwards.
struct Texts {
    encoding: Option<Ref<Str>>,
    reason: Ref<Str>,
}

impl Texts {
    fn of(error: &BaseException, codec: bool) -> PyResult<Texts> {
        let encoding = codec.then(|| text_of(error, ENCODING)).transpose()?;
        let reason = text_of(error, REASON)?;
        if error.peek_extra(OBJECT).is_none() {
            return Err(type_error("UnicodeError 'object' attribute is not set"));
        }
        Ok(Texts { encoding, reason })
    }
}

fn message(
    error: &BaseException,
    texts: &Texts,
    verb: &str,
    one: Option<String>,
    many: &str,
) -> PyResult {
    let (start, end) = (position(error, START), position(error, END));
    let front = match &texts.encoding {
        Some(encoding) => Str::from_str("'")
            .concat(encoding)
            .concat(&Str::from_str("' codec ")),
        None => Str::from_str(""),
    };
    let middle = match one {
        Some(one) => format!("can't {verb} {one} in position {start}: "),
        None => format!("can't {verb} {many} in position {start}-{}: ", end - 1),
    };
    Ok(front
        .concat(&Str::from_str(&middle))
        .concat(&texts.reason)
        .into_obj())
}

fn str_encode(object: &Obj) -> PyResult {
    let error = this(object);
    if error.peek_extra(OBJECT).is_none() {
        return Ok(Str::from_str("").into_obj());
    }
    let texts = Texts::of(error, true)?;
    let text = text_object(error)?;
    let one = single(error, text.len())
        .map(|index| format!("character '{}'", escaped(text.points().at(index))));
    message(error, &texts, "encode", one, "characters")
}

fn str_translate(object: &Obj) -> PyResult {
    let error = this(object);
    if error.peek_extra(OBJECT).is_none() {
        return Ok(Str::from_str("").into_obj());
    }
    let texts = Texts::of(error, false)?;
    let text = text_object(error)?;
    let one = single(error, text.len())
        .map(|index| format!("character '{}'", escaped(text.points().at(index))));
    message(error, &texts, "translate", one, "characters")
}

fn str_decode(object: &Obj) -> PyResult {
    let error = this(object);
    if error.peek_extra(OBJECT).is_none() {
        return Ok(Str::from_str("").into_obj());
    }
    let texts = Texts::of(error, true)?;
    let data = error.peek_extra(OBJECT);
    let data = data
        .and_then(|data| data.downcast_into::<Bytes>().ok())
        .ok_or_else(|| wrong_object("bytes"))?;
    let one =
        single(error, data.len()).map(|index| format!("byte 0x{:02x}", data.as_slice()[index]));
    message(error, &texts, "decode", one, "bytes")
}

fn make(class: &Type, args: &[&Obj]) -> Exc {
    Exc::from_instance(BaseException::with_args(class, args))
}

/// Raises `UnicodeDecodeError` about `data[start..end]`.
#[cold]
pub fn decode_error(encoding: &str, data: &[u8], start: usize, end: usize, reason: &str) -> Exc {
    let (encoding, reason) = (Str::from_str(encoding), Str::from_str(reason));
    let data = Bytes::new(data);
    let (start, end) = (Int::from_usize(start), Int::from_usize(end));
    make(
        &exc::UNICODE_DECODE_ERROR,
        &[
            encoding.as_obj(),
            data.as_obj(),
            start.as_obj(),
            end.as_obj(),
            reason.as_obj(),
        ],
    )
}

/// Raises `UnicodeEncodeError` about `text[start..end]`.
#[cold]
pub fn encode_error(encoding: &str, text: &Str, start: usize, end: usize, reason: &str) -> Exc {
    let (encoding, reason) = (Str::from_str(encoding), Str::from_str(reason));
    let (start, end) = (Int::from_usize(start), Int::from_usize(end));
    make(
        &exc::UNICODE_ENCODE_ERROR,
        &[
            encoding.as_obj(),
            text.as_obj(),
            start.as_obj(),
            end.as_obj(),
            reason.as_obj(),
        ],
    )
}
