//! `SyntaxError`: where in which text.

use serpentarium_compiler::{CompileError, ErrorKind};

use super::{self as exc, BaseException, Part, base, member, this};
use crate::object::error::{Exc, type_error};
use crate::object::native::Member;
use crate::object::{Args, Obj, Object, PyResult, Ref, Slots, Type, protocol};
use crate::types::int::{INT_TYPE, Int};
use crate::types::none::none;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

const MSG: usize = 0;
const FILENAME: usize = 1;
const LINENO: usize = 2;
const OFFSET: usize = 3;
const TEXT: usize = 4;
const END_LINENO: usize = 5;
const END_OFFSET: usize = 6;
const METADATA: usize = 7;
const PRINT_FILE_AND_LINE: usize = 8;

pub(super) const SYNTAX_ERROR: Part = Part {
    slots: Slots {
        init: Some(init),
        str: Some(str),
        ..Slots::NONE
    },
    members: MEMBERS,
    ..Part::NONE
};

static MEMBERS: &[Member] = &[
    member::<MSG>("msg", "exception msg"),
    member::<FILENAME>("filename", "exception filename"),
    member::<LINENO>("lineno", "exception lineno"),
    member::<OFFSET>("offset", "exception offset"),
    member::<TEXT>("text", "exception text"),
    member::<END_LINENO>("end_lineno", "exception end lineno"),
    member::<END_OFFSET>("end_offset", "exception end offset"),
    member::<PRINT_FILE_AND_LINE>("print_file_and_line", "exception print_file_and_line"),
    member::<METADATA>("_metadata", "exception private metadata"),
];

fn init(object: &Obj, args: Args<'_>) -> PyResult<()> {
    base::init(object, args)?;
    let error = this(object);
    let given = args.positional();
    if let Some(message) = given.first() {
        error.extra(MSG).set(message.to_ref());
    }
    if let [_, details] = given {
        let details = protocol::collect(details)?;
        let count = details.len();
        if !(4..=7).contains(&count) {
            let (how, limit) = if count < 4 { ("least", 4) } else { ("most", 7) };
            return Err(type_error(format!(
                "function takes at {how} {limit} arguments ({count} given)"
            )));
        }
        let missing_end = count == 5;
        for index in [END_LINENO, END_OFFSET, METADATA] {
            error.extra(index).set(None);
        }
        for (index, value) in (FILENAME..=METADATA).zip(details) {
            error.extra(index).set(value);
        }
        if missing_end {
            return Err(type_error(
                "end_offset must be provided when end_lineno is provided",
            ));
        }
    }
    Ok(())
}

fn str(object: &Obj) -> PyResult {
    let error = this(object);
    let message = protocol::str(&error.peek_extra(MSG).unwrap_or_else(none))?;
    let filename = error
        .peek_extra(FILENAME)
        .and_then(|name| name.downcast_into::<Str>().ok())
        .map(|name| basename(&name));
    let line = error
        .peek_extra(LINENO)
        .filter(|line| line.is_exact(&INT_TYPE));
    let line = line
        .as_deref()
        .and_then(|line| line.downcast::<Int>())
        .map(|line| line.as_i64().unwrap_or(-1));
    let place = match (filename, line) {
        (None, None) => return Ok(message.into_obj()),
        (Some(name), Some(line)) => name.concat(&Str::from_str(&format!(", line {line}"))),
        (Some(name), None) => name,
        (None, Some(line)) => Str::from_str(&format!("line {line}")),
    };
    Ok(message
        .concat(&Str::from_str(" ("))
        .concat(&place)
        .concat(&Str::from_str(")"))
        .into_obj())
}

/// The part after the last slash.
fn basename(name: &Str) -> Ref<Str> {
    let start = name
        .iter()
        .rposition(|point| point == u32::from('/'))
        .map_or(0, |slash| slash + 1);
    name.slice(start..name.len())
}

/// The exception class of a compilation error.
fn class_of(kind: ErrorKind) -> &'static Type {
    match kind {
        ErrorKind::SyntaxError => &exc::SYNTAX_ERROR,
        ErrorKind::IndentationError => &exc::INDENTATION_ERROR,
        ErrorKind::TabError => &exc::TAB_ERROR,
        ErrorKind::IncompleteInput => &exc::_INCOMPLETE_INPUT_ERROR,
        ErrorKind::MemoryError => &exc::MEMORY_ERROR,
        ErrorKind::RecursionError => &exc::RECURSION_ERROR,
        ErrorKind::OverflowError => &exc::OVERFLOW_ERROR,
        ErrorKind::ValueError => &exc::VALUE_ERROR,
        ErrorKind::TypeError => &exc::TYPE_ERROR,
        ErrorKind::UnicodeDecodeError => &exc::SYNTAX_ERROR,
    }
}

/// Raises what a failed compilation of `filename` raises. `text` is the line shown,
/// when the error itself has none.
#[cold]
pub fn from_compile_error(error: &CompileError, filename: &Str, text: Option<Ref<Str>>) -> Exc {
    from_compile_error_of(error, Some(filename), text)
}

/// [`from_compile_error`] for what may have no name.
pub fn from_compile_error_of(
    error: &CompileError,
    filename: Option<&Str>,
    text: Option<Ref<Str>>,
) -> Exc {
    let class = class_of(error.kind);
    let message = Str::from_str(&error.message);
    if !class.is_subtype(&exc::SYNTAX_ERROR) {
        return Exc::with_message(class, &error.message);
    }
    let number = |value: Option<i64>| value.map_or_else(none, |value| Int::new(value).into_obj());
    if error.lineno.is_none() && error.text.is_none() && text.is_none() {
        return Exc::from_instance(BaseException::with_args(class, &[message.as_obj()]));
    }
    let shown = match &error.text {
        Some(text) => Str::from_wtf8(text).into_obj(),
        None => text.map_or_else(none, Ref::into_obj),
    };
    let mut details = vec![
        filename.map_or_else(none, |filename| filename.to_ref().into_obj()),
        number(error.lineno),
        number(error.offset),
        shown,
    ];
    if error.end_lineno.is_some() || error.end_offset.is_some() {
        details.extend([number(error.end_lineno), number(error.end_offset)]);
    }
    let details = Tuple::new(details);
    Exc::from_instance(BaseException::with_args(
        class,
        &[message.as_obj(), details.as_obj()],
    ))
}
