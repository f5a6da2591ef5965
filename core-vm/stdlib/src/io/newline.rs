//! Newlines: what they are on reading and writing, and `IncrementalNewlineDecoder`.

use std::cell::Cell;

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
    args, flags, protocol,
};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

const LF: u32 = 10;
const CR: u32 = 13;

/// The `newline` argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newline {
    /// `None`: every ending is read as `\n`.
    Universal,
    /// `''`: every ending ends a line and is kept.
    Keep,
    Lf,
    Cr,
    CrLf,
}

impl Newline {
    /// From the argument.
    ///
    /// # Errors
    /// `TypeError`, `ValueError`.
    pub fn from_argument(value: &Obj, wanted: &str) -> PyResult<Newline> {
        if is_none(value) {
            return Ok(Newline::Universal);
        }
        let Some(text) = value.downcast::<Str>() else {
            return Err(type_error(format!(
                "{wanted}, not {}",
                value.ty().tp_name()
            )));
        };
        Ok(match text.to_string_lossy().as_str() {
            "" => Newline::Keep,
            "\n" => Newline::Lf,
            "\r" => Newline::Cr,
            "\r\n" => Newline::CrLf,
            _ => {
                // Only `StringIO` shows it quoted.
                let shown = match wanted.starts_with("newline must") {
                    true => protocol::repr_text(value)?,
                    false => text.to_string_lossy(),
                };
                return Err(value_error(format!("illegal newline value: {shown}")));
            }
        })
    }

    /// The argument that gives this.
    pub fn to_object(self) -> Ref {
        match self {
            Newline::Universal => none(),
            Newline::Keep => Str::from_str("").into_obj(),
            Newline::Lf => Str::from_str("\n").into_obj(),
            Newline::Cr => Str::from_str("\r").into_obj(),
            Newline::CrLf => Str::from_str("\r\n").into_obj(),
        }
    }

    /// What `\n` becomes on writing, when it becomes something else.
    pub fn written_as(self) -> Option<&'static str> {
        match self {
            Newline::Cr => Some("\r"),
            Newline::CrLf => Some("\r\n"),
            _ => None,
        }
    }
}

/// Endings met so far (the `newlines` attribute).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    pub cr: bool,
    pub lf: bool,
    pub crlf: bool,
}

impl Seen {
    /// `None`, one ending, or a tuple of them.
    pub fn to_object(self) -> Ref {
        let mut all = Vec::new();
        for (seen, text) in [(self.cr, "\r"), (self.lf, "\n"), (self.crlf, "\r\n")] {
            if seen {
                all.push(Str::from_str(text).into_obj());
            }
        }
        match all.len() {
            0 => none(),
            1 => all.remove(0),
            _ => Tuple::new(all).into_obj(),
        }
    }
}

/// Notes the endings and, when `convert`, makes each a `\n`.
pub fn translate(points: &[u32], convert: bool, seen: &mut Seen) -> Vec<u32> {
    let mut out = Vec::with_capacity(points.len());
    let mut index = 0;
    while index < points.len() {
        match points[index] {
            CR if points.get(index + 1) == Some(&LF) => {
                seen.crlf = true;
                if !convert {
                    out.push(CR);
                }
                out.push(LF);
                index += 2;
                continue;
            }
            CR => {
                seen.cr = true;
                out.push(if convert { LF } else { CR });
            }
            LF => {
                seen.lf = true;
                out.push(LF);
            }
            point => out.push(point),
        }
        index += 1;
    }
    out
}

/// Where the first line ends, its ending included.
pub fn line_end(points: &[u32], newline: Newline) -> Option<usize> {
    let after = |wanted: u32| {
        points
            .iter()
            .position(|point| *point == wanted)
            .map(|at| at + 1)
    };
    match newline {
        Newline::Universal | Newline::Lf => after(LF),
        Newline::Cr => after(CR),
        Newline::CrLf => points
            .windows(2)
            .position(|pair| pair == [CR, LF])
            .map(|at| at + 2),
        Newline::Keep => {
            let at = points.iter().position(|point| matches!(*point, LF | CR))?;
            let pair = points[at] == CR && points.get(at + 1) == Some(&LF);
            Some(at + 1 + usize::from(pair))
        }
    }
}

pub struct IncrementalNewlineDecoder {
    decoder: Field,
    translate: Cell<bool>,
    pending_cr: Cell<bool>,
    seen: Cell<Seen>,
}

impl NativeType for IncrementalNewlineDecoder {
    fn type_object() -> &'static Type {
        &INCREMENTAL_NEWLINE_DECODER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.decoder);
    }
}

pub static INCREMENTAL_NEWLINE_DECODER_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "IncrementalNewlineDecoder(decoder, translate, errors='strict')\n--\n\nCodec used when reading a file in universal newlines mode.",
    ),
    flags: flags::BASETYPE | flags::HAVE_GC,
    slots: Slots {
        new: Some(|ty, _| {
            Ok(Native::of_type(
                ty,
                IncrementalNewlineDecoder {
                    decoder: Field::empty(),
                    translate: Cell::new(false),
                    pending_cr: Cell::new(false),
                    seen: Cell::new(Seen::default()),
                },
            )
            .into_obj())
        }),
        init: Some(init),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "decode",
            "($self, /, input, final=False)",
            "",
            NativeFn::Bound(decode),
        ),
        NativeDef::new("getstate", "($self, /)", "", NativeFn::NoArgs(getstate)),
        NativeDef::new("setstate", "($self, state, /)", "", NativeFn::One(setstate)),
        NativeDef::new("reset", "($self, /)", "", NativeFn::NoArgs(reset)),
    ],
    getset: &[GetSet::readonly("newlines", |this| {
        Ok(decoder(this)?.seen.get().to_object())
    })],
    ..TypeSpec::of::<Native<IncrementalNewlineDecoder>>("_io.IncrementalNewlineDecoder")
};

fn decoder(this: &Obj) -> PyResult<&IncrementalNewlineDecoder> {
    this.downcast::<Native<IncrementalNewlineDecoder>>()
        .map(|decoder| &decoder.data)
        .ok_or_else(|| type_error("not an IncrementalNewlineDecoder object"))
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let bound = args::parsed("(decoder, translate, errors='strict')")
        .bind("IncrementalNewlineDecoder", args)?;
    let own = decoder(this)?;
    own.decoder.set(native::given(bound[0]).map(Object::to_ref));
    own.translate.set(native::truth(bound[1], false)?);
    own.pending_cr.set(false);
    own.seen.set(Seen::default());
    Ok(())
}

fn decode(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let own = decoder(this)?;
    let Some(input) = args[0] else {
        return native::none();
    };
    let last = native::truth(args[1], false)?;
    let text = match own.decoder.get() {
        Some(inner) => protocol::call_method(&inner, "decode", &[input, &bool_ref(last)])?,
        None => input.to_ref(),
    };
    let Some(text) = text.downcast::<Str>() else {
        return Err(type_error(format!(
            "decoder should return a string result, not '{}'",
            text.ty().tp_name()
        )));
    };
    let mut points: Vec<u32> = Vec::with_capacity(text.len() + 1);
    if own.pending_cr.get() && (!text.is_empty() || last) {
        points.push(CR);
        own.pending_cr.set(false);
    }
    points.extend(text.iter());
    if !last && points.last() == Some(&CR) {
        points.pop();
        own.pending_cr.set(true);
    }
    let mut seen = own.seen.get();
    let points = translate(&points, own.translate.get(), &mut seen);
    own.seen.set(seen);
    Ok(Str::from_points_slice(&points).into_obj())
}

fn getstate(this: &Obj) -> PyResult {
    let own = decoder(this)?;
    let (buffer, flag) = match own.decoder.get() {
        Some(inner) => {
            let state = protocol::call_method(&inner, "getstate", &[])?;
            let items = protocol::collect(&state)?;
            let [buffer, flag] = items.as_slice() else {
                return Err(type_error("illegal decoder state"));
            };
            (buffer.clone(), native::size(flag)? as i64)
        }
        None => (Bytes::new(b"").into_obj(), 0),
    };
    let flag = (flag << 1) | i64::from(own.pending_cr.get());
    Ok(Tuple::new(vec![buffer, Int::new(flag).into_obj()]).into_obj())
}

fn setstate(this: &Obj, state: &Obj) -> PyResult {
    let own = decoder(this)?;
    let items = protocol::collect(state)?;
    let [buffer, flag] = items.as_slice() else {
        return Err(type_error("state argument must be a tuple"));
    };
    let flag = native::size(flag)? as i64;
    own.pending_cr.set(flag & 1 != 0);
    if let Some(inner) = own.decoder.get() {
        let inner_state =
            Tuple::new(vec![buffer.clone(), Int::new(flag >> 1).into_obj()]).into_obj();
        protocol::call_method(&inner, "setstate", &[&inner_state])?;
    }
    native::none()
}

fn reset(this: &Obj) -> PyResult {
    let own = decoder(this)?;
    own.seen.set(Seen::default());
    own.pending_cr.set(false);
    if let Some(inner) = own.decoder.get() {
        protocol::call_method(&inner, "reset", &[])?;
    }
    native::none()
}
