//! The abstract bases: `_IOBase`, `_RawIOBase`, `_BufferedIOBase`, `_TextIOBase`.

use serpentarium_runtime::object::error::{stop_iteration, type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, flags, protocol,
};
use serpentarium_runtime::types::buffer;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::object_attributes::{
    generic_getattr, generic_setattr, instance_dict,
};
use serpentarium_runtime::types::str::Str;

use super::unsupported;
use crate::native;

/// Flags of every stream type.
pub const FLAGS: u32 =
    flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT | flags::MANAGED_WEAKREF;

/// Slots of every stream type.
pub const SLOTS: Slots = Slots {
    iter: Some(iter),
    next: Some(next),
    finalize: Some(finalize),
    getattr: Some(generic_getattr),
    setattr: Some(generic_setattr),
    ..Slots::NONE
};

pub static IO_BASE_TYPE: Type = Type::builtin(&IO_BASE_SPEC);
static IO_BASE_SPEC: TypeSpec = TypeSpec {
    doc: Some("The abstract base class for all I/O classes."),
    flags: FLAGS,
    slots: SLOTS,
    methods: IO_BASE_METHODS,
    getset: &[GetSet::readonly("closed", |this| {
        native::bool(is_closed_flag(this))
    })],
    ..TypeSpec::of::<Obj>("_io._IOBase")
};

static IO_BASE_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "seek",
        "($self, offset, whence=os.SEEK_SET, /)",
        "Change the stream position to the given byte offset.",
        NativeFn::Raw(|_, _| Err(unsupported("seek"))),
    ),
    NativeDef::new(
        "tell",
        "($self, /)",
        "Return current stream position.",
        NativeFn::NoArgs(tell),
    ),
    NativeDef::new(
        "truncate",
        "($self, size=None, /)",
        "Truncate file to size bytes.",
        NativeFn::Raw(|_, _| Err(unsupported("truncate"))),
    ),
    NativeDef::new(
        "flush",
        "($self, /)",
        "Flush write buffers, if applicable.",
        NativeFn::NoArgs(flush),
    ),
    NativeDef::new(
        "close",
        "($self, /)",
        "Flush and close the IO object.",
        NativeFn::NoArgs(close),
    ),
    NativeDef::new(
        "seekable",
        "($self, /)",
        "Return whether object supports random access.",
        NativeFn::NoArgs(|_| native::bool(false)),
    ),
    NativeDef::new(
        "readable",
        "($self, /)",
        "Return whether object was opened for reading.",
        NativeFn::NoArgs(|_| native::bool(false)),
    ),
    NativeDef::new(
        "writable",
        "($self, /)",
        "Return whether object was opened for writing.",
        NativeFn::NoArgs(|_| native::bool(false)),
    ),
    NativeDef::new(
        "_checkClosed",
        "",
        "",
        NativeFn::Raw(|this, _| check_closed(this).and_then(|()| native::none())),
    ),
    NativeDef::new(
        "_checkSeekable",
        "",
        "",
        NativeFn::Raw(|this, _| check_able(this, "seekable", "File or stream is not seekable.")),
    ),
    NativeDef::new(
        "_checkReadable",
        "",
        "",
        NativeFn::Raw(|this, _| check_able(this, "readable", "File or stream is not readable.")),
    ),
    NativeDef::new(
        "_checkWritable",
        "",
        "",
        NativeFn::Raw(|this, _| check_able(this, "writable", "File or stream is not writable.")),
    ),
    NativeDef::new(
        "fileno",
        "($self, /)",
        "Return underlying file descriptor if one exists.",
        NativeFn::NoArgs(|_| Err(unsupported("fileno"))),
    ),
    NativeDef::new(
        "isatty",
        "($self, /)",
        "Return whether this is an 'interactive' stream.",
        NativeFn::NoArgs(|this| check_closed(this).and_then(|()| native::bool(false))),
    ),
    NativeDef::new(
        "__enter__",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| check_closed(this).map(|()| this.to_ref())),
    ),
    NativeDef::new(
        "__exit__",
        "($self, /, *exc_info)",
        "",
        NativeFn::Raw(|this, _| protocol::call_method(this, "close", &[])),
    ),
    NativeDef::new(
        "readline",
        "($self, size=-1, /)",
        "Read and return a line from the stream.",
        NativeFn::Bound(readline),
    ),
    NativeDef::new(
        "readlines",
        "($self, hint=-1, /)",
        "Return a list of lines from the stream.",
        NativeFn::Bound(readlines),
    ),
    NativeDef::new(
        "writelines",
        "($self, lines, /)",
        "Write a list of lines to stream.",
        NativeFn::One(writelines),
    ),
];

const CLOSED: &str = "__IOBase_closed";

/// Whether `close()` of this base ran.
fn is_closed_flag(this: &Obj) -> bool {
    instance_dict(this).is_some_and(|dict| dict.get_text(CLOSED).is_some())
}

/// `stream.closed`, asked through Python.
///
/// # Errors
/// What the attribute raises.
pub fn closed(this: &Obj) -> PyResult<bool> {
    let closed = protocol::getattr_text(this, "closed")?;
    protocol::is_true(&closed)
}

/// Refuses a closed stream.
///
/// # Errors
/// `ValueError`.
pub fn check_closed(this: &Obj) -> PyResult<()> {
    if closed(this)? {
        return Err(value_error("I/O operation on closed file."));
    }
    Ok(())
}

fn check_able(this: &Obj, method: &'static str, message: &str) -> PyResult {
    let answer = protocol::call_method(this, method, &[])?;
    if protocol::is_true(&answer)? {
        Ok(answer)
    } else {
        Err(unsupported(message))
    }
}

fn tell(this: &Obj) -> PyResult {
    let (zero, current) = (Int::new(0), Int::new(1));
    protocol::call_method(this, "seek", &[zero.as_obj(), current.as_obj()])
}

fn flush(this: &Obj) -> PyResult {
    if is_closed_flag(this) {
        return Err(value_error("I/O operation on closed file."));
    }
    native::none()
}

fn close(this: &Obj) -> PyResult {
    if is_closed_flag(this) {
        return native::none();
    }
    let flushed = protocol::call_method(this, "flush", &[]);
    if let Some(dict) = instance_dict(this) {
        dict.set_text(CLOSED, serpentarium_runtime::types::int::bool_ref(true));
    }
    flushed?;
    native::none()
}

/// A stream that is dropped closes itself.
fn finalize(this: &Obj) {
    let is_closed = match protocol::getattr_opt_text(this, "closed") {
        Ok(Some(closed)) => protocol::is_true(&closed).unwrap_or(true),
        _ => return,
    };
    if is_closed {
        return;
    }
    super::file::warn_unclosed(this);
    if let Err(error) = protocol::call_method(this, "close", &[]) {
        serpentarium_runtime::vm::write_unraisable(
            error,
            Some("Exception ignored while finalizing file"),
            Some(this),
        );
    }
}

fn iter(this: &Obj) -> PyResult {
    check_closed(this)?;
    Ok(this.to_ref())
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let line = protocol::call_method(this, "readline", &[])?;
    Ok((protocol::sequence::len(&line)? > 0).then_some(line))
}

fn size_arg(value: Option<&Obj>) -> PyResult<isize> {
    native::given(value).map_or(Ok(-1), native::size)
}

fn readline(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let limit = size_arg(args[0])?;
    let peek = protocol::getattr_opt_text(this, "peek")?;
    let mut line: Vec<u8> = Vec::new();
    while limit < 0 || (line.len() as isize) < limit {
        let mut wanted = 1;
        if let Some(peek) = &peek {
            let ahead = protocol::call(peek, &[Int::new(1).as_obj()])?;
            let Some(ahead) = ahead.downcast::<Bytes>() else {
                return Err(serpentarium_runtime::object::Exc::with_message(
                    &serpentarium_runtime::types::exceptions::OS_ERROR,
                    &format!(
                        "peek() should have returned a bytes object, not '{}'",
                        ahead.ty().tp_name()
                    ),
                ));
            };
            if !ahead.is_empty() {
                let end = ahead.as_slice().iter().position(|byte| *byte == b'\n');
                wanted = end.map_or(ahead.len(), |end| end + 1);
                if limit >= 0 {
                    wanted = wanted.min(limit as usize - line.len());
                }
            }
        }
        let part = protocol::call_method(this, "read", &[Int::from_usize(wanted).as_obj()])?;
        let Some(part) = part.downcast::<Bytes>() else {
            return Err(serpentarium_runtime::object::Exc::with_message(
                &serpentarium_runtime::types::exceptions::OS_ERROR,
                &format!(
                    "read() should have returned a bytes object, not '{}'",
                    part.ty().tp_name()
                ),
            ));
        };
        if part.is_empty() {
            break;
        }
        line.extend_from_slice(part.as_slice());
        if line.last() == Some(&b'\n') {
            break;
        }
    }
    Ok(Bytes::new(&line).into_obj())
}

fn readlines(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let hint = size_arg(args[0])?;
    let list = List::new(Vec::new());
    let mut total = 0;
    let iterator = protocol::iter(this)?;
    while let Some(line) = protocol::next(&iterator)? {
        total += protocol::sequence::len(&line)? as isize;
        list.push(line);
        if hint > 0 && total >= hint {
            break;
        }
    }
    Ok(list.into_obj())
}

fn writelines(this: &Obj, lines: &Obj) -> PyResult {
    check_closed(this)?;
    protocol::for_each(lines, |line| {
        protocol::call_method(this, "write", &[&line]).map(drop)
    })?;
    native::none()
}

pub static RAW_IO_BASE_TYPE: Type = Type::builtin(&RAW_IO_BASE_SPEC);
static RAW_IO_BASE_SPEC: TypeSpec = TypeSpec {
    doc: Some("Base class for raw binary I/O."),
    base: Some(&IO_BASE_TYPE),
    flags: FLAGS,
    slots: SLOTS,
    methods: &[
        NativeDef::new("read", "($self, size=-1, /)", "", NativeFn::Bound(raw_read)),
        NativeDef::new(
            "readall",
            "($self, /)",
            "Read until EOF, using multiple read() call.",
            NativeFn::NoArgs(raw_readall),
        ),
        NativeDef::new("readinto", "", "", NativeFn::Raw(not_implemented)),
        NativeDef::new("write", "", "", NativeFn::Raw(not_implemented)),
    ],
    ..TypeSpec::of::<Obj>("_io._RawIOBase")
};

fn not_implemented(_: &Obj, _: Args<'_>) -> PyResult {
    Err(serpentarium_runtime::object::error::not_implemented_error(
        "",
    ))
}

/// A new `bytearray` of this many zero bytes.
///
/// # Errors
/// What making it raises.
pub fn byte_array(size: usize) -> PyResult {
    protocol::call(
        serpentarium_runtime::types::bytearray::BYTEARRAY_TYPE.as_obj(),
        &[Int::from_usize(size).as_obj()],
    )
}

fn raw_read(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let size = size_arg(args[0])?;
    if size < 0 {
        return protocol::call_method(this, "readall", &[]);
    }
    let target = byte_array(size as usize)?;
    let count = protocol::call_method(this, "readinto", &[&target])?;
    if is_none(&count) {
        return Ok(count);
    }
    let count = native::size(&count)?;
    if count < 0 || count > size {
        return Err(value_error(format!(
            "readinto returned {count} outside buffer size {size}"
        )));
    }
    let data = buffer::get(&target, buffer::request::SIMPLE)?.to_vec();
    Ok(Bytes::new(&data[..count as usize]).into_obj())
}

fn raw_readall(this: &Obj) -> PyResult {
    let mut all: Vec<u8> = Vec::new();
    let size = Int::from_usize(super::DEFAULT_BUFFER_SIZE);
    loop {
        let part = protocol::call_method(this, "read", &[size.as_obj()])?;
        if is_none(&part) {
            if all.is_empty() {
                return Ok(none());
            }
            break;
        }
        let Some(part) = part.downcast::<Bytes>() else {
            return Err(type_error("read() should return bytes"));
        };
        if part.is_empty() {
            break;
        }
        all.extend_from_slice(part.as_slice());
    }
    Ok(Bytes::new(&all).into_obj())
}

pub static BUFFERED_IO_BASE_TYPE: Type = Type::builtin(&BUFFERED_IO_BASE_SPEC);
static BUFFERED_IO_BASE_SPEC: TypeSpec = TypeSpec {
    doc: Some("Base class for buffered IO objects."),
    base: Some(&IO_BASE_TYPE),
    flags: FLAGS,
    slots: SLOTS,
    methods: &[
        NativeDef::new(
            "detach",
            "($self, /)",
            "",
            NativeFn::NoArgs(|_| Err(unsupported("detach"))),
        ),
        NativeDef::new(
            "read",
            "",
            "",
            NativeFn::Raw(|_, _| Err(unsupported("read"))),
        ),
        NativeDef::new(
            "read1",
            "",
            "",
            NativeFn::Raw(|_, _| Err(unsupported("read1"))),
        ),
        NativeDef::new(
            "write",
            "",
            "",
            NativeFn::Raw(|_, _| Err(unsupported("write"))),
        ),
        NativeDef::new(
            "readinto",
            "($self, buffer, /)",
            "",
            NativeFn::One(|this, target| read_into(this, target, "read")),
        ),
        NativeDef::new(
            "readinto1",
            "($self, buffer, /)",
            "",
            NativeFn::One(|this, target| read_into(this, target, "read1")),
        ),
    ],
    ..TypeSpec::of::<Obj>("_io._BufferedIOBase")
};

/// `readinto` by way of another method.
pub fn read_into(this: &Obj, target: &Obj, method: &'static str) -> PyResult {
    let view = buffer::get(target, buffer::request::WRITABLE)?;
    let read = protocol::call_method(this, method, &[Int::from_usize(view.len).as_obj()])?;
    if is_none(&read) {
        return Ok(read);
    }
    let Some(data) = read.downcast::<Bytes>() else {
        return Err(type_error("read() should return bytes"));
    };
    if data.len() > view.len {
        return Err(value_error(format!(
            "read() returned too much data: {} bytes requested, {} returned",
            view.len,
            data.len()
        )));
    }
    view.write(0, data.as_slice());
    Ok(Int::from_usize(data.len()).into_obj())
}

pub static TEXT_IO_BASE_TYPE: Type = Type::builtin(&TEXT_IO_BASE_SPEC);
static TEXT_IO_BASE_SPEC: TypeSpec = TypeSpec {
    doc: Some("Base class for text I/O."),
    base: Some(&IO_BASE_TYPE),
    flags: FLAGS,
    slots: SLOTS,
    methods: &[
        NativeDef::new(
            "detach",
            "($self, /)",
            "",
            NativeFn::NoArgs(|_| Err(unsupported("detach"))),
        ),
        NativeDef::new(
            "read",
            "",
            "",
            NativeFn::Raw(|_, _| Err(unsupported("read"))),
        ),
        NativeDef::new(
            "readline",
            "",
            "",
            NativeFn::Raw(|_, _| Err(unsupported("readline"))),
        ),
        NativeDef::new(
            "write",
            "",
            "",
            NativeFn::Raw(|_, _| Err(unsupported("write"))),
        ),
    ],
    getset: &[
        GetSet::readonly("encoding", |_| native::none()),
        GetSet::readonly("newlines", |_| native::none()),
        GetSet::readonly("errors", |_| native::none()),
    ],
    ..TypeSpec::of::<Obj>("_io._TextIOBase")
};

#[allow(unused_imports)]
use {Str as _, stop_iteration as _};
