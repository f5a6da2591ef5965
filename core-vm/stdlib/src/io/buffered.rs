//! `BufferedReader`, `BufferedWriter`, `BufferedRandom`: one buffer in front of a raw stream.
//!
//! Bytes read ahead and bytes not written yet are never both there: a read writes out
//! first, a write gives back what was read ahead.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Exc, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec,
    Visitor, args, protocol,
};
use serpentarium_runtime::types::buffer;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::{BLOCKING_IO_ERROR, OS_ERROR};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::Str;

use super::GETSTATE;
use super::base::{self, BUFFERED_IO_BASE_TYPE, FLAGS, SLOTS};
use super::file::{self, FileIo};
use super::unsupported;
use crate::native;

pub struct Buffered {
    pub raw: Field,
    /// Bytes read ahead; those before `position` were given out.
    ahead: RefCell<Vec<u8>>,
    position: Cell<usize>,
    /// Bytes to be written.
    pending: RefCell<Vec<u8>>,
    size: Cell<usize>,
    reads: Cell<bool>,
    writes: Cell<bool>,
    detached: Cell<bool>,
}

impl NativeType for Buffered {
    fn type_object() -> &'static Type {
        &BUFFERED_READER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.raw);
    }
}

const fn spec(
    name: &'static str,
    doc: &'static str,
    init: fn(&Obj, Args<'_>) -> PyResult<()>,
    methods: &'static [NativeDef],
) -> TypeSpec {
    TypeSpec {
        doc: Some(doc),
        base: Some(&BUFFERED_IO_BASE_TYPE),
        flags: FLAGS,
        slots: Slots {
            new: Some(new),
            init: Some(init),
            repr: Some(repr),
            next: Some(next),
            ..SLOTS
        },
        methods,
        getset: GETSET,
        ..TypeSpec::of::<Native<Buffered>>(name)
    }
}

pub static BUFFERED_READER_TYPE: Type = Type::builtin(&READER_SPEC);
static READER_SPEC: TypeSpec = spec(
    "_io.BufferedReader",
    "BufferedReader(raw, buffer_size=131072)\n--\n\nCreate a new buffered reader using the given readable raw IO object.",
    |this, args| init(this, args, true, false),
    READER_METHODS,
);
pub static BUFFERED_WRITER_TYPE: Type = Type::builtin(&WRITER_SPEC);
static WRITER_SPEC: TypeSpec = spec(
    "_io.BufferedWriter",
    "BufferedWriter(raw, buffer_size=131072)\n--\n\nA buffer for a writeable sequential RawIO object.",
    |this, args| init(this, args, false, true),
    WRITER_METHODS,
);
pub static BUFFERED_RANDOM_TYPE: Type = Type::builtin(&RANDOM_SPEC);
static RANDOM_SPEC: TypeSpec = spec(
    "_io.BufferedRandom",
    "BufferedRandom(raw, buffer_size=131072)\n--\n\nA buffered interface to random access streams.",
    |this, args| init(this, args, true, true),
    RANDOM_METHODS,
);

const READ: NativeDef = NativeDef::new("read", "($self, size=-1, /)", "", NativeFn::Bound(read));
const READ1: NativeDef = NativeDef::new("read1", "($self, size=-1, /)", "", NativeFn::Bound(read1));
const PEEK: NativeDef = NativeDef::new("peek", "($self, size=0, /)", "", NativeFn::Bound(peek));
const READINTO: NativeDef = NativeDef::new(
    "readinto",
    "($self, buffer, /)",
    "",
    NativeFn::One(|this, target| {
        open(this, "readinto")?;
        base::read_into(this, target, "read")
    }),
);
const READINTO1: NativeDef = NativeDef::new(
    "readinto1",
    "($self, buffer, /)",
    "",
    NativeFn::One(|this, target| base::read_into(this, target, "read1")),
);
const READLINE: NativeDef = NativeDef::new(
    "readline",
    "($self, size=-1, /)",
    "",
    NativeFn::Bound(readline),
);
const WRITE: NativeDef = NativeDef::new(
    "write",
    "($self, buffer, /)",
    "Write buffer b to the IO stream.",
    NativeFn::One(write),
);
const FLUSH: NativeDef = NativeDef::new("flush", "($self, /)", "", NativeFn::NoArgs(flush));
const CLOSE: NativeDef = NativeDef::new("close", "($self, /)", "", NativeFn::NoArgs(close));
const DETACH: NativeDef = NativeDef::new("detach", "($self, /)", "", NativeFn::NoArgs(detach));
const SEEK: NativeDef = NativeDef::new(
    "seek",
    "($self, target, whence=0, /)",
    "",
    NativeFn::Bound(seek),
);
const TELL: NativeDef = NativeDef::new("tell", "($self, /)", "", NativeFn::NoArgs(tell));
const TRUNCATE: NativeDef = NativeDef::new(
    "truncate",
    "($self, pos=None, /)",
    "",
    NativeFn::Bound(truncate),
);
const SEEKABLE: NativeDef = NativeDef::new(
    "seekable",
    "($self, /)",
    "",
    NativeFn::NoArgs(|this| forward(this, "seekable")),
);
const READABLE: NativeDef = NativeDef::new(
    "readable",
    "($self, /)",
    "",
    NativeFn::NoArgs(|this| {
        if buffered(this)?.reads.get() {
            forward(this, "readable")
        } else {
            native::bool(false)
        }
    }),
);
const WRITABLE: NativeDef = NativeDef::new(
    "writable",
    "($self, /)",
    "",
    NativeFn::NoArgs(|this| {
        if buffered(this)?.writes.get() {
            forward(this, "writable")
        } else {
            native::bool(false)
        }
    }),
);
const FILENO: NativeDef = NativeDef::new(
    "fileno",
    "($self, /)",
    "",
    NativeFn::NoArgs(|this| forward(this, "fileno")),
);
const ISATTY: NativeDef = NativeDef::new(
    "isatty",
    "($self, /)",
    "",
    NativeFn::NoArgs(|this| forward(this, "isatty")),
);

/// Of streams that are read.
static READER_METHODS: &[NativeDef] = &[
    READ, READ1, PEEK, READINTO, READINTO1, READLINE, FLUSH, CLOSE, DETACH, SEEK, TELL, TRUNCATE,
    SEEKABLE, READABLE, WRITABLE, FILENO, ISATTY, GETSTATE,
];

/// Of streams that are written.
static WRITER_METHODS: &[NativeDef] = &[
    WRITE, FLUSH, CLOSE, DETACH, SEEK, TELL, TRUNCATE, SEEKABLE, READABLE, WRITABLE, FILENO,
    ISATTY, GETSTATE,
];

/// Of streams that are both.
static RANDOM_METHODS: &[NativeDef] = &[
    READ, READ1, PEEK, READINTO, READINTO1, READLINE, WRITE, FLUSH, CLOSE, DETACH, SEEK, TELL,
    TRUNCATE, SEEKABLE, READABLE, WRITABLE, FILENO, ISATTY, GETSTATE,
];

static GETSET: &[GetSet] = &[
    GetSet::readonly("raw", raw),
    GetSet::readonly("closed", |this| {
        protocol::getattr_text(&*raw(this)?, "closed")
    }),
    GetSet::readonly("name", |this| protocol::getattr_text(&*raw(this)?, "name")),
    GetSet::readonly("mode", |this| protocol::getattr_text(&*raw(this)?, "mode")),
];

fn new(ty: &Type, _: Args<'_>) -> PyResult {
    Ok(Native::of_type(
        ty,
        Buffered {
            raw: Field::empty(),
            ahead: RefCell::new(Vec::new()),
            position: Cell::new(0),
            pending: RefCell::new(Vec::new()),
            size: Cell::new(super::DEFAULT_BUFFER_SIZE),
            reads: Cell::new(false),
            writes: Cell::new(false),
            detached: Cell::new(false),
        },
    )
    .into_obj())
}

fn init(this: &Obj, args: Args<'_>, reads: bool, writes: bool) -> PyResult<()> {
    let bound = args::parsed("(raw, buffer_size=131072)").bind(&this.ty().name(), args)?;
    let Some(raw) = bound[0] else { return Ok(()) };
    let size = match bound[1] {
        Some(size) => native::size(size)?,
        None => super::DEFAULT_BUFFER_SIZE as isize,
    };
    if size <= 0 {
        return Err(value_error("buffer size must be strictly positive"));
    }
    let require = |method: &'static str, message: &str| -> PyResult<()> {
        if raw
            .downcast::<Native<FileIo>>()
            .is_some_and(|file| match method {
                "readable" => file.readable.get(),
                "writable" => file.writable.get(),
                _ => false,
            })
        {
            return Ok(());
        }
        let answer = protocol::call_method(raw, method, &[])?;
        if protocol::is_true(&answer)? {
            Ok(())
        } else {
            Err(unsupported(message))
        }
    };
    if reads && writes {
        require("seekable", "File or stream is not seekable.")?;
    }
    if reads {
        require("readable", "File or stream is not readable.")?;
    }
    if writes {
        require("writable", "File or stream is not writable.")?;
    }
    let own = buffered_raw(this)?;
    own.size.set(size as usize);
    own.reads.set(reads);
    own.writes.set(writes);
    own.detached.set(false);
    own.raw.set(raw.to_ref());
    Ok(())
}

fn buffered_raw(this: &Obj) -> PyResult<&Buffered> {
    downcast(this).ok_or_else(|| type_error("not a buffered stream"))
}

/// All three types have one layout.
fn downcast(this: &Obj) -> Option<&Buffered> {
    Native::<Buffered>::by_layout(this).map(|stream| &stream.data)
}

fn buffered(this: &Obj) -> PyResult<&Buffered> {
    let own = buffered_raw(this)?;
    if !own.raw.is_some() {
        return Err(value_error(if own.detached.get() {
            "raw stream has been detached"
        } else {
            "I/O operation on uninitialized object"
        }));
    }
    Ok(own)
}

fn raw(this: &Obj) -> PyResult {
    buffered(this)?
        .raw
        .get()
        .ok_or_else(|| value_error("raw stream has been detached"))
}

fn forward(this: &Obj, method: &'static str) -> PyResult {
    protocol::call_method(&*raw(this)?, method, &[])
}

/// The stream, open for `what`.
fn open<'a>(this: &'a Obj, what: &str) -> PyResult<&'a Buffered> {
    let own = buffered(this)?;
    let closed = match own
        .raw
        .peek()
        .and_then(|raw| raw.downcast_exact::<Native<FileIo>>())
    {
        Some(file) => file.fd.get() < 0,
        None => base::closed(&*raw(this)?)?,
    };
    if closed {
        return Err(value_error(format!("{what} of closed file")));
    }
    Ok(own)
}

/// The stream, open for something that says nothing of itself.
fn open_for_all(this: &Obj) -> PyResult<&Buffered> {
    open(this, "").map_err(|error| {
        if error.matches(&serpentarium_runtime::types::exceptions::VALUE_ERROR) {
            value_error("I/O operation on closed file")
        } else {
            error
        }
    })
}

fn for_reading(this: &Obj) -> PyResult<&Buffered> {
    let own = open(this, "read")?;
    if !own.reads.get() {
        return Err(unsupported("read"));
    }
    write_out(own)?;
    Ok(own)
}

/// Reads from the raw stream once; `None` when it would block.
fn raw_read(own: &Buffered, size: usize) -> PyResult<Option<Vec<u8>>> {
    let raw = own
        .raw
        .get()
        .ok_or_else(|| value_error("raw stream has been detached"))?;
    if let Some(file) = raw.downcast_exact::<Native<FileIo>>() {
        let mut target = vec![0; size];
        return Ok(file::read_some(file, &mut target)?.map(|count| {
            target.truncate(count);
            target
        }));
    }
    let target = base::byte_array(size)?;
    let count = protocol::call_method(&raw, "readinto", &[&target])?;
    if is_none(&count) {
        return Ok(None);
    }
    let count = native::size(&count)?;
    if count < 0 || count as usize > size {
        return Err(Exc::with_message(
            &OS_ERROR,
            &format!(
                "raw readinto() returned invalid length {count} (should have been between 0 and {size})"
            ),
        ));
    }
    let mut data = buffer::get(&target, buffer::request::SIMPLE)?.to_vec();
    data.truncate(count as usize);
    Ok(Some(data))
}

/// Fills the buffer when it is empty; whether there is anything to read.
fn fill(own: &Buffered) -> PyResult<Option<bool>> {
    if own.position.get() < own.ahead.borrow().len() {
        return Ok(Some(true));
    }
    let data = raw_read(own, own.size.get())?;
    own.position.set(0);
    let Some(data) = data else {
        own.ahead.borrow_mut().clear();
        return Ok(None);
    };
    let any = !data.is_empty();
    *own.ahead.borrow_mut() = data;
    Ok(Some(any))
}

/// Takes up to `size` bytes of what was read ahead.
fn take(own: &Buffered, size: usize) -> Vec<u8> {
    let ahead = own.ahead.borrow();
    let start = own.position.get();
    let end = start.saturating_add(size).min(ahead.len());
    own.position.set(end);
    ahead[start..end].to_vec()
}

fn bytes(data: &[u8]) -> PyResult {
    Ok(Bytes::new(data).into_obj())
}

fn read(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let size = native::given(args[0]).map_or(Ok(-1), native::size)?;
    if size < -1 {
        return Err(value_error("read length must be non-negative or -1"));
    }
    let own = for_reading(this)?;
    let Ok(size) = usize::try_from(size) else {
        return read_all(own);
    };
    let mut data = take(own, size);
    while data.len() < size {
        let missing = size - data.len();
        if missing >= own.size.get() {
            match raw_read(own, missing)? {
                Some(part) if !part.is_empty() => data.extend(part),
                None if data.is_empty() => return Ok(none()),
                _ => break,
            }
            continue;
        }
        match fill(own)? {
            Some(true) => data.extend(take(own, missing)),
            None if data.is_empty() => return Ok(none()),
            _ => break,
        }
    }
    bytes(&data)
}

fn read_all(own: &Buffered) -> PyResult {
    let mut data = take(own, usize::MAX);
    let raw = own
        .raw
        .get()
        .ok_or_else(|| value_error("raw stream has been detached"))?;
    let rest = match protocol::getattr_opt_text(&raw, "readall")? {
        Some(readall) => protocol::call(&readall, &[])?,
        None => loop {
            match raw_read(own, own.size.get())? {
                Some(part) if !part.is_empty() => data.extend(part),
                None if data.is_empty() => return Ok(none()),
                _ => return bytes(&data),
            }
        },
    };
    if is_none(&rest) {
        return if data.is_empty() {
            Ok(rest)
        } else {
            bytes(&data)
        };
    }
    match rest.downcast::<Bytes>() {
        Some(rest) => {
            data.extend_from_slice(rest.as_slice());
            bytes(&data)
        }
        None => Err(type_error("readall() should return bytes")),
    }
}

fn read1(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let size = native::given(args[0]).map_or(Ok(-1), native::size)?;
    let own = for_reading(this)?;
    let size = usize::try_from(size).unwrap_or(own.size.get());
    if size == 0 {
        return bytes(b"");
    }
    fill(own)?;
    bytes(&take(own, size))
}

/// `read1` for the text layer, without making objects in between.
pub fn read_chunk(this: &Obj, size: usize) -> Option<PyResult<Vec<u8>>> {
    downcast(this)?;
    Some(for_reading(this).and_then(|own| {
        fill(own)?;
        Ok(take(own, size))
    }))
}

fn peek(this: &Obj, _: &[Option<&Obj>]) -> PyResult {
    let own = open(this, "peek")?;
    write_out(own)?;
    fill(own)?;
    let ahead = own.ahead.borrow();
    bytes(&ahead[own.position.get().min(ahead.len())..])
}

fn line(own: &Buffered, limit: Option<usize>) -> PyResult<Vec<u8>> {
    let mut line = Vec::new();
    loop {
        let room = limit.map_or(usize::MAX, |limit| limit - line.len());
        if room == 0 || fill(own)? != Some(true) {
            return Ok(line);
        }
        let end = {
            let ahead = own.ahead.borrow();
            let rest = &ahead[own.position.get()..];
            let newline = rest.iter().position(|byte| *byte == b'\n');
            newline.map(|at| at + 1)
        };
        let wanted = end.unwrap_or(usize::MAX).min(room);
        line.extend(take(own, wanted));
        if line.last() == Some(&b'\n') {
            return Ok(line);
        }
    }
}

fn readline(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    open(this, "readline")?;
    let size = native::given(args[0]).map_or(Ok(-1), native::size)?;
    let own = for_reading(this)?;
    bytes(&line(own, usize::try_from(size).ok())?)
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let own = open(this, "readline")?;
    if !own.reads.get() {
        return Err(unsupported("not readable"));
    }
    write_out(own)?;
    let line = line(own, None)?;
    Ok((!line.is_empty()).then(|| Bytes::new(&line).into_obj()))
}

/// Puts the raw stream where the program thinks it is, forgetting what was read ahead.
fn give_back(own: &Buffered) -> PyResult<()> {
    let unread = own.ahead.borrow().len() - own.position.get().min(own.ahead.borrow().len());
    own.ahead.borrow_mut().clear();
    own.position.set(0);
    if unread > 0 {
        let raw = own
            .raw
            .get()
            .ok_or_else(|| value_error("raw stream has been detached"))?;
        let (offset, whence) = (Int::new(-(unread as i64)), Int::new(1));
        protocol::call_method(&raw, "seek", &[offset.as_obj(), whence.as_obj()])?;
    }
    Ok(())
}

/// Writes everything that is pending.
fn write_out(own: &Buffered) -> PyResult<()> {
    while !own.pending.borrow().is_empty() {
        let data = own.pending.borrow().clone();
        match raw_write(own, &data)? {
            Some(count) => {
                own.pending.borrow_mut().drain(..count.min(data.len()));
            }
            None => {
                let errno = Int::new(i64::from(libc::EAGAIN));
                let text = Str::from_str("write could not complete without blocking");
                let written = Int::new(0);
                return Err(Exc::from_instance(
                    serpentarium_runtime::types::exceptions::BaseException::with_args(
                        &BLOCKING_IO_ERROR,
                        &[errno.as_obj(), text.as_obj(), written.as_obj()],
                    ),
                ));
            }
        }
    }
    Ok(())
}

fn raw_write(own: &Buffered, data: &[u8]) -> PyResult<Option<usize>> {
    let raw = own
        .raw
        .get()
        .ok_or_else(|| value_error("raw stream has been detached"))?;
    if let Some(file) = raw.downcast_exact::<Native<FileIo>>()
        && file.fd.get() >= 0
    {
        return file::write_some(file, data);
    }
    let view = Bytes::new(data);
    let count = protocol::call_method(&raw, "write", &[view.as_obj()])?;
    if is_none(&count) {
        return Ok(None);
    }
    let count = native::size(&count)?;
    if count < 0 || count as usize > data.len() {
        return Err(Exc::with_message(
            &OS_ERROR,
            &format!(
                "raw write() returned invalid length {count} (should have been between 0 and {})",
                data.len()
            ),
        ));
    }
    Ok(Some(count as usize))
}

/// Adds bytes to what is to be written; writes out when the buffer is full.
fn put(own: &Buffered, data: &[u8]) -> PyResult<()> {
    give_back(own)?;
    if own.pending.borrow().len() + data.len() > own.size.get() {
        write_out(own)?;
    }
    own.pending.borrow_mut().extend_from_slice(data);
    if own.pending.borrow().len() > own.size.get() {
        write_out(own)?;
    }
    Ok(())
}

/// `write` for the text layer, without making objects in between; `None` when the
/// stream is not one of ours.
pub fn write_bytes(this: &Obj, data: &[u8]) -> Option<PyResult<()>> {
    downcast(this)?;
    Some(for_writing(this).and_then(|own| put(own, data)))
}

fn for_writing(this: &Obj) -> PyResult<&Buffered> {
    let own = buffered(this)?;
    if !own.writes.get() {
        return Err(unsupported("write"));
    }
    open(this, "write").map_err(|error| {
        if error.matches(&serpentarium_runtime::types::exceptions::VALUE_ERROR) {
            value_error("write to closed file")
        } else {
            error
        }
    })
}

fn write(this: &Obj, source: &Obj) -> PyResult {
    let data = buffer::get(source, buffer::request::SIMPLE)?.to_vec();
    put(for_writing(this)?, &data)?;
    Ok(Int::from_usize(data.len()).into_obj())
}

/// The stream, open for `flush`, which readers leave to the raw stream.
fn open_to_flush(this: &Obj) -> PyResult<&Buffered> {
    let only_read = !buffered(this)?.writes.get();
    open(this, "flush").map_err(|error| {
        let closed = error.matches(&serpentarium_runtime::types::exceptions::VALUE_ERROR);
        match only_read && closed {
            true => value_error("I/O operation on closed file."),
            false => error,
        }
    })
}

fn flush(this: &Obj) -> PyResult {
    let own = open_to_flush(this)?;
    write_out(own)?;
    if own.reads.get() && own.writes.get() {
        give_back(own)?;
    }
    forward(this, "flush")
}

fn close(this: &Obj) -> PyResult {
    let own = buffered(this)?;
    let raw = raw(this)?;
    if base::closed(&raw)? {
        return native::none();
    }
    let flushed = protocol::call_method(this, "flush", &[]);
    let closed = protocol::call_method(&raw, "close", &[]);
    own.ahead.borrow_mut().clear();
    own.pending.borrow_mut().clear();
    flushed?;
    closed
}

fn detach(this: &Obj) -> PyResult {
    protocol::call_method(this, "flush", &[])?;
    let own = buffered(this)?;
    own.detached.set(true);
    own.raw
        .take()
        .ok_or_else(|| value_error("raw stream has been detached"))
}

/// Where the program is: the raw position less what was read ahead, plus what is pending.
fn position(own: &Buffered) -> PyResult<i64> {
    let raw = own
        .raw
        .get()
        .ok_or_else(|| value_error("raw stream has been detached"))?;
    let at = native::size(&*protocol::call_method(&raw, "tell", &[])?)? as i64;
    let unread = own.ahead.borrow().len() as i64 - own.position.get() as i64;
    Ok(at - unread.max(0) + own.pending.borrow().len() as i64)
}

fn tell(this: &Obj) -> PyResult {
    let own = open_for_all(this)?;
    native::int(position(own)?)
}

fn seek(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let whence = args[1].map_or(Ok(0), native::c_int)?;
    let own = open(this, "seek")?;
    let offset = args[0].map_or(Ok(0), native::size)? as i64;
    if !(0..=4).contains(&whence) {
        return Err(value_error(format!("whence value {whence} unsupported")));
    }
    let raw = raw(this)?;
    let seekable = protocol::call_method(&raw, "seekable", &[])?;
    if !protocol::is_true(&seekable)? {
        return Err(unsupported("File or stream is not seekable."));
    }
    write_out(own)?;
    let (offset, whence) = if whence == 1 {
        (position(own)? + offset, 0)
    } else {
        (offset, whence)
    };
    own.ahead.borrow_mut().clear();
    own.position.set(0);
    let (offset, whence) = (Int::new(offset), Int::new(i64::from(whence)));
    protocol::call_method(&raw, "seek", &[offset.as_obj(), whence.as_obj()])
}

fn truncate(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let own = open(this, "truncate")?;
    if !own.writes.get() {
        return Err(unsupported("truncate"));
    }
    write_out(own)?;
    give_back(own)?;
    let raw = raw(this)?;
    let size = match native::given(args[0]) {
        Some(size) => size.to_ref(),
        None => Int::new(position(own)?).into_obj(),
    };
    protocol::call_method(&raw, "truncate", &[&size])
}

fn repr(this: &Obj) -> PyResult {
    let class = this.ty().tp_name();
    let name = match raw(this) {
        Ok(raw) => protocol::getattr_opt_text(&raw, "name")?,
        Err(_) => None,
    };
    match name {
        Some(name) => Ok(Str::from_str(&format!("<{class} name="))
            .concat(&*protocol::repr(&name)?)
            .concat(&Str::from_str(">"))
            .into_obj()),
        None => native::text(format!("<{class}>")),
    }
}
