//! `StringIO`: a text stream in memory.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, PyResult, Ref, Slots, Type, TypeSpec, args,
};
use serpentarium_runtime::types::exceptions::OS_ERROR;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::object_attributes::instance_dict;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use super::base::{FLAGS, SLOTS, TEXT_IO_BASE_TYPE};
use super::newline::{Newline, Seen, translate};
use crate::native;

pub struct StringIo {
    text: RefCell<Vec<u32>>,
    position: Cell<usize>,
    closed: Cell<bool>,
    newline: Cell<Newline>,
    seen: Cell<Seen>,
}

impl NativeType for StringIo {
    fn type_object() -> &'static Type {
        &STRING_IO_TYPE
    }
}

pub static STRING_IO_TYPE: Type = Type::builtin(&STRING_IO_SPEC);
static STRING_IO_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "StringIO(initial_value='', newline='\\n')\n--\n\nText I/O implementation using an in-memory buffer.",
    ),
    base: Some(&TEXT_IO_BASE_TYPE),
    flags: FLAGS,
    slots: Slots {
        new: Some(|ty, _| {
            Ok(Native::of_type(
                ty,
                StringIo {
                    text: RefCell::new(Vec::new()),
                    position: Cell::new(0),
                    closed: Cell::new(false),
                    newline: Cell::new(Newline::Lf),
                    seen: Cell::new(Seen::default()),
                },
            )
            .into_obj())
        }),
        init: Some(init),
        next: Some(next),
        finalize: Some(|_| {}),
        ..SLOTS
    },
    methods: METHODS,
    getset: &[
        GetSet::readonly("closed", |this| native::bool(stream(this)?.closed.get())),
        GetSet::readonly("line_buffering", |this| {
            open(this).and_then(|_| native::bool(false))
        }),
        GetSet::readonly("newlines", |this| Ok(open(this)?.seen.get().to_object())),
    ],
    ..TypeSpec::of::<Native<StringIo>>("_io.StringIO")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "readable",
        "($self, /)",
        "Returns True if the IO object can be read.",
        NativeFn::NoArgs(yes),
    ),
    NativeDef::new(
        "writable",
        "($self, /)",
        "Returns True if the IO object can be written.",
        NativeFn::NoArgs(yes),
    ),
    NativeDef::new(
        "seekable",
        "($self, /)",
        "Returns True if the IO object can be seeked.",
        NativeFn::NoArgs(yes),
    ),
    NativeDef::new(
        "flush",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| open(this).and_then(|_| native::none())),
    ),
    NativeDef::new(
        "close",
        "($self, /)",
        "Close the IO object.",
        NativeFn::NoArgs(|this| {
            let stream = stream(this)?;
            stream.closed.set(true);
            stream.text.take();
            native::none()
        }),
    ),
    NativeDef::new(
        "getvalue",
        "($self, /)",
        "Retrieve the entire contents of the object.",
        NativeFn::NoArgs(|this| Ok(Str::from_points_slice(&open(this)?.text.borrow()).into_obj())),
    ),
    NativeDef::new(
        "tell",
        "($self, /)",
        "Tell the current file position.",
        NativeFn::NoArgs(|this| Ok(Int::from_usize(open(this)?.position.get()).into_obj())),
    ),
    NativeDef::new(
        "read",
        "($self, size=-1, /)",
        "Read at most size characters, returned as a string.",
        NativeFn::Bound(read),
    ),
    NativeDef::new(
        "readline",
        "($self, size=-1, /)",
        "Read until newline or EOF.",
        NativeFn::Bound(readline),
    ),
    NativeDef::new(
        "write",
        "($self, s, /)",
        "Write string to file.",
        NativeFn::One(write),
    ),
    NativeDef::new(
        "seek",
        "($self, pos, whence=0, /)",
        "Change stream position.",
        NativeFn::Bound(seek),
    ),
    NativeDef::new(
        "truncate",
        "($self, pos=None, /)",
        "Truncate size to pos.",
        NativeFn::Bound(truncate),
    ),
    NativeDef::new("__getstate__", "($self, /)", "", NativeFn::NoArgs(getstate)),
];

fn stream(this: &Obj) -> PyResult<&StringIo> {
    this.downcast::<Native<StringIo>>()
        .map(|stream| &stream.data)
        .ok_or_else(|| type_error("not a StringIO object"))
}

fn open(this: &Obj) -> PyResult<&StringIo> {
    let stream = stream(this)?;
    if stream.closed.get() {
        return Err(value_error("I/O operation on closed file"));
    }
    Ok(stream)
}

fn yes(this: &Obj) -> PyResult {
    open(this)?;
    native::bool(true)
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let bound = args::parsed("(initial_value='', newline='\\n')").bind("StringIO", args)?;
    let stream = stream(this)?;
    stream.newline.set(match bound[1] {
        None => Newline::Lf,
        Some(newline) => Newline::from_argument(newline, "newline must be str or None")?,
    });
    stream.closed.set(false);
    stream.position.set(0);
    stream.seen.set(Seen::default());
    stream.text.borrow_mut().clear();
    if let Some(initial) = native::given(bound[0]) {
        let Some(text) = initial.downcast::<Str>() else {
            return Err(type_error(format!(
                "initial_value must be str or None, not {}",
                initial.ty().tp_name()
            )));
        };
        put(stream, text);
        stream.position.set(0);
    }
    Ok(())
}

/// Writes at the position, newlines translated.
fn put(stream: &StringIo, text: &Str) {
    let newline = stream.newline.get();
    let mut points: Vec<u32> = text.iter().collect();
    if matches!(newline, Newline::Universal | Newline::Keep) {
        let mut seen = stream.seen.get();
        points = translate(&points, newline == Newline::Universal, &mut seen);
        stream.seen.set(seen);
    }
    if let Some(ending) = newline.written_as() {
        points = points
            .iter()
            .flat_map(|point| {
                if *point == 10 {
                    ending.bytes().map(u32::from).collect()
                } else {
                    vec![*point]
                }
            })
            .collect();
    }
    let mut all = stream.text.borrow_mut();
    let start = stream.position.get();
    let end = start + points.len();
    if points.is_empty() {
        return;
    }
    if all.len() < end {
        all.resize(end, 0);
    }
    all[start..end].copy_from_slice(&points);
    stream.position.set(end);
}

fn write(this: &Obj, text: &Obj) -> PyResult {
    let Some(text) = text.downcast::<Str>() else {
        return Err(type_error(format!(
            "string argument expected, got '{}'",
            text.ty().tp_name()
        )));
    };
    put(open(this)?, text);
    Ok(Int::from_usize(text.len()).into_obj())
}

fn size_arg(value: Option<&Obj>) -> PyResult<Option<usize>> {
    let value = native::given(value);
    if let Some(wrong) = value.filter(|value| value.ty().slots().nb_index.is_none()) {
        return Err(type_error(format!(
            "argument should be integer or None, not '{}'",
            wrong.ty().tp_name()
        )));
    }
    let size = value.map_or(Ok(-1), native::size)?;
    Ok(usize::try_from(size).ok())
}

fn take(stream: &StringIo, end: usize) -> Ref {
    let all = stream.text.borrow();
    let start = stream.position.get().min(all.len());
    let end = end.clamp(start, all.len());
    if end > start {
        stream.position.set(end);
    }
    Str::from_points_slice(&all[start..end]).into_obj()
}

fn read(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let stream = open(this)?;
    let end = match size_arg(args[0])? {
        Some(size) => stream.position.get().saturating_add(size),
        None => usize::MAX,
    };
    Ok(take(stream, end))
}

fn line_end(stream: &StringIo, limit: Option<usize>) -> usize {
    let all = stream.text.borrow();
    let start = stream.position.get().min(all.len());
    let end = super::newline::line_end(&all[start..], stream.newline.get());
    let end = end.map_or(all.len(), |end| start + end);
    limit.map_or(end, |limit| end.min(start.saturating_add(limit)))
}

fn readline(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let stream = open(this)?;
    let end = line_end(stream, size_arg(args[0])?);
    Ok(take(stream, end))
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let stream = open(this)?;
    let (start, end) = (stream.position.get(), line_end(stream, None));
    Ok((end > start).then(|| take(stream, end)))
}

fn seek(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let stream = open(this)?;
    let offset = args[0].map_or(Ok(0), native::size)? as i64;
    let whence = args[1].map_or(Ok(0), native::c_int)?;
    if !(0..=2).contains(&whence) {
        return Err(value_error(format!(
            "Invalid whence ({whence}, should be 0, 1 or 2)"
        )));
    }
    if offset < 0 && whence == 0 {
        return Err(value_error(format!("Negative seek position {offset}")));
    }
    if whence != 0 && offset != 0 {
        return Err(serpentarium_runtime::object::Exc::with_message(
            &OS_ERROR,
            "Can't do nonzero cur-relative seeks",
        ));
    }
    let position = match whence {
        0 => offset as usize,
        1 => stream.position.get(),
        _ => stream.text.borrow().len(),
    };
    stream.position.set(position);
    Ok(Int::from_usize(position).into_obj())
}

fn truncate(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let stream = open(this)?;
    let size = match native::given(args[0]) {
        Some(size) => {
            let size = native::size(size)?;
            usize::try_from(size).map_err(|_| value_error(format!("Negative size value {size}")))?
        }
        None => stream.position.get(),
    };
    let mut all = stream.text.borrow_mut();
    if size < all.len() {
        all.truncate(size);
    }
    Ok(Int::from_usize(size).into_obj())
}

fn getstate(this: &Obj) -> PyResult {
    let stream = open(this)?;
    let dict = instance_dict(this).filter(|dict| !dict.is_empty());
    Ok(Tuple::new(vec![
        Str::from_points_slice(&stream.text.borrow()).into_obj(),
        stream.newline.get().to_object(),
        Int::from_usize(stream.position.get()).into_obj(),
        dict.map_or_else(none, |dict| dict.copy().into_obj()),
    ])
    .into_obj())
}
