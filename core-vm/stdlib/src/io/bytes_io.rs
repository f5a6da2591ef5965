//! `BytesIO`: a binary stream in memory.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, args, protocol,
};
use serpentarium_runtime::types::buffer;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::object_attributes::instance_dict;
use serpentarium_runtime::types::tuple::Tuple;

use super::base::{BUFFERED_IO_BASE_TYPE, FLAGS, SLOTS};
use crate::native;

pub struct BytesIo {
    data: RefCell<Vec<u8>>,
    position: Cell<usize>,
    closed: Cell<bool>,
}

impl NativeType for BytesIo {
    fn type_object() -> &'static Type {
        &BYTES_IO_TYPE
    }
}

pub static BYTES_IO_TYPE: Type = Type::builtin(&BYTES_IO_SPEC);
static BYTES_IO_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "BytesIO(initial_bytes=b'')\n--\n\nBuffered I/O implementation using an in-memory bytes buffer.",
    ),
    base: Some(&BUFFERED_IO_BASE_TYPE),
    flags: FLAGS,
    slots: Slots {
        new: Some(|ty, _| {
            Ok(Native::of_type(
                ty,
                BytesIo {
                    data: RefCell::new(Vec::new()),
                    position: Cell::new(0),
                    closed: Cell::new(false),
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
        GetSet::readonly("closed", |this| native::bool(stream(this)?.closed.get()))
            .doc("True if the file is closed."),
    ],
    ..TypeSpec::of::<Native<BytesIo>>("_io.BytesIO")
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
        "Does nothing.",
        NativeFn::NoArgs(|this| open(this).and_then(|_| native::none())),
    ),
    NativeDef::new(
        "isatty",
        "($self, /)",
        "Always returns False.",
        NativeFn::NoArgs(|this| open(this).and_then(|_| native::bool(false))),
    ),
    NativeDef::new(
        "close",
        "($self, /)",
        "Disable all I/O operations.",
        NativeFn::NoArgs(|this| {
            let stream = stream(this)?;
            stream.closed.set(true);
            stream.data.take();
            native::none()
        }),
    ),
    NativeDef::new(
        "getvalue",
        "($self, /)",
        "Retrieve the entire contents of the BytesIO object.",
        NativeFn::NoArgs(|this| Ok(Bytes::new(&open(this)?.data.borrow()).into_obj())),
    ),
    NativeDef::new(
        "getbuffer",
        "($self, /)",
        "Get a read-write view over the contents of the BytesIO object.",
        NativeFn::NoArgs(getbuffer),
    ),
    NativeDef::new(
        "tell",
        "($self, /)",
        "Current file position, an integer.",
        NativeFn::NoArgs(|this| Ok(Int::from_usize(open(this)?.position.get()).into_obj())),
    ),
    NativeDef::new(
        "read",
        "($self, size=-1, /)",
        "Read at most size bytes, returned as a bytes object.",
        NativeFn::Bound(read),
    ),
    NativeDef::new(
        "read1",
        "($self, size=-1, /)",
        "Read at most size bytes, returned as a bytes object.",
        NativeFn::Bound(read),
    ),
    NativeDef::new(
        "readline",
        "($self, size=-1, /)",
        "Next line from the file, as a bytes object.",
        NativeFn::Bound(readline),
    ),
    NativeDef::new(
        "readlines",
        "($self, size=None, /)",
        "List of bytes objects, each a line from the file.",
        NativeFn::Bound(readlines),
    ),
    NativeDef::new(
        "readinto",
        "($self, buffer, /)",
        "Read bytes into buffer.",
        NativeFn::One(|this, target| super::base::read_into(this, target, "read")),
    ),
    NativeDef::new(
        "write",
        "($self, b, /)",
        "Write bytes to file.",
        NativeFn::One(write),
    ),
    NativeDef::new(
        "writelines",
        "($self, lines, /)",
        "Write lines to the file.",
        NativeFn::One(|this, lines| {
            open(this)?;
            protocol::for_each(lines, |line| write(this, &line).map(drop))?;
            native::none()
        }),
    ),
    NativeDef::new(
        "seek",
        "($self, pos, whence=0, /)",
        "Change stream position.",
        NativeFn::Bound(seek),
    ),
    NativeDef::new(
        "truncate",
        "($self, size=None, /)",
        "Truncate the file to at most size bytes.",
        NativeFn::Bound(truncate),
    ),
    NativeDef::new("__getstate__", "($self, /)", "", NativeFn::NoArgs(getstate)),
    NativeDef::new(
        "__setstate__",
        "($self, state, /)",
        "",
        NativeFn::One(setstate),
    ),
];

fn stream(this: &Obj) -> PyResult<&BytesIo> {
    this.downcast::<Native<BytesIo>>()
        .map(|stream| &stream.data)
        .ok_or_else(|| type_error("not a BytesIO object"))
}

fn open(this: &Obj) -> PyResult<&BytesIo> {
    let stream = stream(this)?;
    if stream.closed.get() {
        return Err(value_error("I/O operation on closed file."));
    }
    Ok(stream)
}

fn yes(this: &Obj) -> PyResult {
    open(this)?;
    native::bool(true)
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let bound = args::parsed("(initial_bytes=b'')").bind("BytesIO", args)?;
    let stream = stream(this)?;
    let data = match native::given(bound[0]) {
        Some(initial) => buffer::get(initial, buffer::request::SIMPLE)?.to_vec(),
        None => Vec::new(),
    };
    stream.closed.set(false);
    stream.position.set(0);
    *stream.data.borrow_mut() = data;
    Ok(())
}

/// A view cannot share our memory without `unsafe`, so it shows a copy.
fn getbuffer(this: &Obj) -> PyResult {
    let copy = protocol::call(
        serpentarium_runtime::types::bytearray::BYTEARRAY_TYPE.as_obj(),
        &[Bytes::new(&open(this)?.data.borrow()).as_obj()],
    )?;
    let view = serpentarium_runtime::vm::builtins().get_text("memoryview");
    match view {
        Some(view) => protocol::call(&view, &[&copy]),
        None => Ok(copy),
    }
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

fn take(stream: &BytesIo, end: usize) -> Ref {
    let data = stream.data.borrow();
    let start = stream.position.get().min(data.len());
    let end = end.clamp(start, data.len());
    if end > start {
        stream.position.set(end);
    }
    Bytes::new(&data[start..end]).into_obj()
}

fn read(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let stream = open(this)?;
    let end = match size_arg(args[0])? {
        Some(size) => stream.position.get().saturating_add(size),
        None => usize::MAX,
    };
    Ok(take(stream, end))
}

/// The end of the line at the current position.
fn line_end(stream: &BytesIo, limit: Option<usize>) -> usize {
    let data = stream.data.borrow();
    let start = stream.position.get().min(data.len());
    let newline = data[start..].iter().position(|byte| *byte == b'\n');
    let end = newline.map_or(data.len(), |at| start + at + 1);
    limit.map_or(end, |limit| end.min(start.saturating_add(limit)))
}

fn readline(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let stream = open(this)?;
    let end = line_end(stream, size_arg(args[0])?);
    Ok(take(stream, end))
}

fn readlines(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let stream = open(this)?;
    let hint = size_arg(args[0])?.filter(|hint| *hint > 0);
    let list = List::new(Vec::new());
    let mut total = 0;
    loop {
        let before = stream.position.get();
        let end = line_end(stream, None);
        if end <= before {
            break;
        }
        list.push(take(stream, end));
        total += end - before;
        if hint.is_some_and(|hint| total >= hint) {
            break;
        }
    }
    Ok(list.into_obj())
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let stream = open(this)?;
    let (start, end) = (stream.position.get(), line_end(stream, None));
    Ok((end > start).then(|| take(stream, end)))
}

fn write(this: &Obj, source: &Obj) -> PyResult {
    let stream = open(this)?;
    let bytes = buffer::get(source, buffer::request::SIMPLE)?.to_vec();
    if !bytes.is_empty() {
        let mut data = stream.data.borrow_mut();
        let (start, end) = (stream.position.get(), stream.position.get() + bytes.len());
        if data.len() < end {
            data.resize(end, 0);
        }
        data[start..end].copy_from_slice(&bytes);
        stream.position.set(end);
    }
    Ok(Int::from_usize(bytes.len()).into_obj())
}

fn seek(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let stream = open(this)?;
    let offset = args[0].map_or(Ok(0), native::size)? as i64;
    let whence = args[1].map_or(Ok(0), native::c_int)?;
    let base = match whence {
        0 if offset < 0 => return Err(value_error(format!("negative seek value {offset}"))),
        0 => 0,
        1 => stream.position.get() as i64,
        2 => stream.data.borrow().len() as i64,
        _ => {
            return Err(value_error(format!(
                "invalid whence ({whence}, should be 0, 1 or 2)"
            )));
        }
    };
    let position = base.saturating_add(offset).max(0);
    stream.position.set(position as usize);
    native::int(position)
}

fn truncate(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let stream = open(this)?;
    let size = match native::given(args[0]) {
        Some(size) => {
            let size = native::size(size)?;
            usize::try_from(size).map_err(|_| value_error(format!("negative size value {size}")))?
        }
        None => stream.position.get(),
    };
    let mut data = stream.data.borrow_mut();
    if size < data.len() {
        data.truncate(size);
    }
    Ok(Int::from_usize(size).into_obj())
}

fn getstate(this: &Obj) -> PyResult {
    let stream = open(this)?;
    let dict = instance_dict(this).filter(|dict| !dict.is_empty());
    Ok(Tuple::new(vec![
        Bytes::new(&stream.data.borrow()).into_obj(),
        Int::from_usize(stream.position.get()).into_obj(),
        dict.map_or_else(none, |dict| dict.copy().into_obj()),
    ])
    .into_obj())
}

fn setstate(this: &Obj, state: &Obj) -> PyResult {
    let stream = open(this)?;
    let items = protocol::collect(state)?;
    let [data, position, attributes] = items.as_slice() else {
        return Err(type_error(format!(
            "{}.__setstate__ argument should be 3-tuple, got {}",
            this.ty().name(),
            state.ty().name()
        )));
    };
    *stream.data.borrow_mut() = buffer::get(data, buffer::request::SIMPLE)?.to_vec();
    stream.position.set(native::size(position)?.max(0) as usize);
    if let (Some(own), Some(given)) = (instance_dict(this), attributes.downcast::<Dict>()) {
        own.merge(given)?;
    }
    native::none()
}
