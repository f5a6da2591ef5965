//! `TextIOWrapper`: text over a binary stream.
//!
//! UTF-8, ASCII and Latin-1 are coded here; other encodings by the incremental coders
//! of `codecs`. Written text waits as bytes in `pending`; read bytes become a chunk of
//! text of which `used` code points were given out.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::codecs;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Exc, Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec,
    Visitor, args, protocol,
};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::{LOOKUP_ERROR, OS_ERROR};
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::str::{Points, Str};

use super::base::{self, FLAGS, SLOTS, TEXT_IO_BASE_TYPE};
use super::newline::{Newline, Seen, translate};
use super::{buffered, unsupported};
use crate::builtins::import::import_module;
use crate::native;

/// Bytes that wait before they are written to the buffer, and bytes read at a time.
const CHUNK: usize = 8192;

/// Who codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Utf8,
    Ascii,
    Latin1,
    /// By `codecs`.
    Other,
}

pub struct TextIoWrapper {
    buffer: Field,
    encoding: RefCell<String>,
    errors: RefCell<String>,
    coding: Cell<Coding>,
    newline: Cell<Newline>,
    line_buffering: Cell<bool>,
    write_through: Cell<bool>,
    pending: RefCell<Vec<u8>>,
    /// Text decoded and not given out yet starts at `used`.
    chunk: Field<Str>,
    used: Cell<usize>,
    /// Bytes of an incomplete character, and a `\r` whose `\n` may follow.
    left: RefCell<Vec<u8>>,
    pending_cr: Cell<bool>,
    /// The bytes that the chunk was decoded from.
    chunk_bytes: RefCell<Vec<u8>>,
    seen: Cell<Seen>,
    decoder: Field,
    encoder: Field,
    detached: Cell<bool>,
    telling: Cell<bool>,
}

impl NativeType for TextIoWrapper {
    fn type_object() -> &'static Type {
        &TEXT_IO_WRAPPER_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.buffer);
        visit.field(&self.chunk);
        visit.field(&self.decoder);
        visit.field(&self.encoder);
    }
}

pub static TEXT_IO_WRAPPER_TYPE: Type = Type::builtin(&TEXT_SPEC);
static TEXT_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "TextIOWrapper(buffer, encoding=None, errors=None, newline=None,\n              line_buffering=False, write_through=False)\n--\n\nCharacter and line based layer over a BufferedIOBase object, buffer.",
    ),
    base: Some(&TEXT_IO_BASE_TYPE),
    flags: FLAGS,
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        next: Some(next),
        ..SLOTS
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::of::<Native<TextIoWrapper>>("_io.TextIOWrapper")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new("write", "($self, text, /)", "", NativeFn::One(write)),
    NativeDef::new("read", "($self, size=-1, /)", "", NativeFn::Bound(read)),
    NativeDef::new(
        "readline",
        "($self, size=-1, /)",
        "",
        NativeFn::Bound(readline),
    ),
    NativeDef::new("flush", "($self, /)", "", NativeFn::NoArgs(flush)),
    NativeDef::new("close", "($self, /)", "", NativeFn::NoArgs(close)),
    NativeDef::new("detach", "($self, /)", "", NativeFn::NoArgs(detach)),
    NativeDef::new(
        "reconfigure",
        "($self, /, *, encoding=None, errors=None, newline=None,\n            line_buffering=None, write_through=None)",
        "Reconfigure the text stream with new parameters.",
        NativeFn::Bound(reconfigure),
    ),
    NativeDef::new(
        "fileno",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| forward(this, "fileno")),
    ),
    NativeDef::new(
        "isatty",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| forward(this, "isatty")),
    ),
    NativeDef::new(
        "seekable",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| forward(this, "seekable")),
    ),
    NativeDef::new(
        "readable",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| forward(this, "readable")),
    ),
    NativeDef::new(
        "writable",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| forward(this, "writable")),
    ),
    NativeDef::new(
        "seek",
        "($self, cookie, whence=os.SEEK_SET, /)",
        "Set the stream position, and return the new stream position.",
        NativeFn::Bound(seek),
    ),
    NativeDef::new(
        "tell",
        "($self, /)",
        "Return the stream position as an opaque number.",
        NativeFn::NoArgs(tell),
    ),
    NativeDef::new(
        "truncate",
        "($self, pos=None, /)",
        "",
        NativeFn::Bound(truncate),
    ),
    super::GETSTATE,
];

static GETSET: &[GetSet] = &[
    GetSet::readonly("buffer", buffer),
    GetSet::readonly("encoding", |this| {
        native::text(&*wrapper(this)?.encoding.borrow())
    }),
    GetSet::readonly("errors", |this| {
        native::text(&*wrapper(this)?.errors.borrow())
    }),
    GetSet::readonly("newlines", |this| Ok(wrapper(this)?.seen.get().to_object())),
    GetSet::readonly("line_buffering", |this| {
        native::bool(wrapper(this)?.line_buffering.get())
    }),
    GetSet::readonly("write_through", |this| {
        native::bool(wrapper(this)?.write_through.get())
    }),
    GetSet::readonly("closed", |this| {
        protocol::getattr_text(&*buffer(this)?, "closed")
    }),
    GetSet::readonly("name", |this| {
        protocol::getattr_text(&*buffer(this)?, "name")
    }),
    GetSet::new("_CHUNK_SIZE", |_| native::int(CHUNK as i64), |_, _| Ok(())),
];

fn new(ty: &Type, _: Args<'_>) -> PyResult {
    Ok(Native::of_type(
        ty,
        TextIoWrapper {
            buffer: Field::empty(),
            encoding: RefCell::new("utf-8".to_owned()),
            errors: RefCell::new("strict".to_owned()),
            coding: Cell::new(Coding::Utf8),
            newline: Cell::new(Newline::Universal),
            line_buffering: Cell::new(false),
            write_through: Cell::new(false),
            pending: RefCell::new(Vec::new()),
            chunk: Field::empty(),
            used: Cell::new(0),
            left: RefCell::new(Vec::new()),
            pending_cr: Cell::new(false),
            chunk_bytes: RefCell::new(Vec::new()),
            seen: Cell::new(Seen::default()),
            decoder: Field::empty(),
            encoder: Field::empty(),
            detached: Cell::new(false),
            telling: Cell::new(true),
        },
    )
    .into_obj())
}

fn wrapper(this: &Obj) -> PyResult<&TextIoWrapper> {
    let own = this
        .downcast::<Native<TextIoWrapper>>()
        .map(|wrapper| &wrapper.data)
        .ok_or_else(|| type_error("not a TextIOWrapper object"))?;
    if !own.buffer.is_some() {
        return Err(value_error(if own.detached.get() {
            "underlying buffer has been detached"
        } else {
            "I/O operation on uninitialized object"
        }));
    }
    Ok(own)
}

fn buffer(this: &Obj) -> PyResult {
    buffer_of(wrapper(this)?)
}

fn buffer_of(own: &TextIoWrapper) -> PyResult {
    own.buffer
        .get()
        .ok_or_else(|| value_error("underlying buffer has been detached"))
}

fn forward(this: &Obj, method: &'static str) -> PyResult {
    protocol::call_method(&*buffer(this)?, method, &[])
}

/// The wrapper, its buffer open.
fn open(this: &Obj) -> PyResult<&TextIoWrapper> {
    let own = wrapper(this)?;
    if base::closed(&*buffer_of(own)?)? {
        return Err(value_error("I/O operation on closed file."));
    }
    Ok(own)
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let text = "(buffer, encoding=None, errors=None, newline=None, line_buffering=False, \
                write_through=False)";
    let bound = args::parsed(text).bind("TextIOWrapper", args)?;
    let Some(own) = this.downcast::<Native<TextIoWrapper>>() else {
        return Err(type_error("not a TextIOWrapper object"));
    };
    let Some(buffer) = bound[0] else {
        return Ok(());
    };
    let newline = Newline::from_argument(
        bound[3].unwrap_or(&none()),
        "TextIOWrapper() argument 'newline' must be str or None",
    )?;
    let encoding = match native::given(bound[1]) {
        Some(encoding) => {
            native::str_arg("TextIOWrapper", "argument 'encoding'", encoding)?.to_string_lossy()
        }
        None => "utf-8".to_owned(),
    };
    let encoding = if encoding == "locale" {
        "utf-8".to_owned()
    } else {
        encoding
    };
    let errors = match native::given(bound[2]) {
        Some(errors) => {
            native::str_arg("TextIOWrapper", "argument 'errors'", errors)?.to_string_lossy()
        }
        None => "strict".to_owned(),
    };
    set_coding(own, &encoding, &errors)?;
    own.newline.set(newline);
    own.line_buffering.set(native::truth(bound[4], false)?);
    own.write_through.set(native::truth(bound[5], false)?);
    own.detached.set(false);
    own.pending.borrow_mut().clear();
    own.seen.set(Seen::default());
    forget_chunk(own);
    own.buffer.set(buffer.to_ref());
    skip_written_mark(own);
    Ok(())
}

/// An encoding whose encoder writes a mark first must not do so in the middle of a file.
fn skip_written_mark(own: &TextIoWrapper) {
    if own.coding.get() != Coding::Other {
        return;
    }
    let at = buffer_of(own).and_then(|buffer| protocol::call_method(&buffer, "tell", &[]));
    let at = at.ok().and_then(|at| native::size(&at).ok()).unwrap_or(0);
    if at != 0
        && let Ok(encoder) = encoder(own)
    {
        let zero = Int::new(0);
        let _ = protocol::call_method(&encoder, "setstate", &[zero.as_obj()]);
    }
}

fn set_coding(own: &TextIoWrapper, encoding: &str, errors: &str) -> PyResult<()> {
    let normal = encoding.to_ascii_lowercase().replace(['-', ' '], "_");
    let coding = match normal.as_str() {
        "utf_8" | "utf8" => Coding::Utf8,
        "ascii" | "us_ascii" => Coding::Ascii,
        "latin_1" | "latin1" | "iso_8859_1" | "iso8859_1" => Coding::Latin1,
        _ => Coding::Other,
    };
    if coding == Coding::Other {
        check_text_encoding(encoding)?;
    }
    own.coding.set(coding);
    *own.encoding.borrow_mut() = encoding.to_owned();
    *own.errors.borrow_mut() = errors.to_owned();
    own.decoder.set(None);
    own.encoder.set(None);
    Ok(())
}

fn check_text_encoding(encoding: &str) -> PyResult<()> {
    let codecs = import_module("codecs")?;
    let name = Str::from_str(encoding);
    let info = protocol::call_method(&codecs, "lookup", &[name.as_obj()])?;
    let is_text = match protocol::getattr_opt_text(&info, "_is_text_encoding")? {
        Some(flag) => protocol::is_true(&flag)?,
        None => true,
    };
    if is_text {
        return Ok(());
    }
    Err(Exc::with_message(
        &LOOKUP_ERROR,
        &format!(
            "'{encoding}' is not a text encoding; use codecs.open() to handle arbitrary codecs"
        ),
    ))
}

fn incremental(own: &TextIoWrapper, kind: &'static str) -> PyResult {
    let codecs = import_module("codecs")?;
    let name = Str::from_str(&own.encoding.borrow());
    let errors = Str::from_str(&own.errors.borrow());
    let class = protocol::call_method(&codecs, kind, &[name.as_obj()])?;
    protocol::call(&class, &[errors.as_obj()])
}

fn decoder(own: &TextIoWrapper) -> PyResult {
    if let Some(decoder) = own.decoder.get() {
        return Ok(decoder);
    }
    let decoder = incremental(own, "getincrementaldecoder")?;
    own.decoder.set(decoder.clone());
    Ok(decoder)
}

fn encoder(own: &TextIoWrapper) -> PyResult {
    if let Some(encoder) = own.encoder.get() {
        return Ok(encoder);
    }
    let encoder = incremental(own, "getincrementalencoder")?;
    own.encoder.set(encoder.clone());
    Ok(encoder)
}

// ---- writing

fn encode(own: &TextIoWrapper, text: &Str) -> PyResult<Vec<u8>> {
    if let (Some(ascii), Coding::Utf8 | Coding::Ascii | Coding::Latin1) =
        (text.as_ascii(), own.coding.get())
    {
        return Ok(ascii.as_bytes().to_vec());
    }
    let errors = own.errors.borrow().clone();
    let name = match own.coding.get() {
        Coding::Utf8 => return codecs::utf8::encode(text, &errors),
        Coding::Ascii => "ascii",
        Coding::Latin1 => "latin-1",
        Coding::Other => {
            let encoded = protocol::call_method(&*encoder(own)?, "encode", &[text.as_obj()])?;
            return match encoded.downcast::<Bytes>() {
                Some(bytes) => Ok(bytes.as_slice().to_vec()),
                None => Err(type_error(format!(
                    "encoder should return a bytes object, not '{}'",
                    encoded.ty().tp_name()
                ))),
            };
        }
    };
    let encoded = codecs::encode_str(text, name, &errors)?;
    Ok(encoded
        .downcast::<Bytes>()
        .map(|bytes| bytes.as_slice().to_vec())
        .unwrap_or_default())
}

fn contains(text: &Str, byte: u8) -> bool {
    match text.points() {
        Points::One(data) => data.contains(&byte),
        Points::Two(data) => data.contains(&u16::from(byte)),
        Points::Four(data) => data.contains(&u32::from(byte)),
    }
}

/// The text with `\n` as the stream writes it.
fn with_endings(own: &TextIoWrapper, text: &Str) -> Ref<Str> {
    match own.newline.get().written_as() {
        Some(ending) if contains(text, b'\n') => Str::from_points(text.iter().flat_map(|point| {
            if point == 10 {
                ending.bytes().map(u32::from).collect::<Vec<_>>()
            } else {
                vec![point]
            }
        })),
        _ => text.to_ref(),
    }
}

fn write(this: &Obj, text: &Obj) -> PyResult {
    let own = open(this)?;
    let Some(string) = text.downcast::<Str>() else {
        return Err(type_error(format!(
            "write() argument must be str, not {}",
            serpentarium_runtime::object::args::type_in_message(text)
        )));
    };
    check_writable(own)?;
    let has_newline = contains(string, b'\n');
    let encoded = encode(own, &with_endings(own, string))?;
    let flush_after = own.line_buffering.get() && (has_newline || contains(string, b'\r'));
    own.pending.borrow_mut().extend_from_slice(&encoded);
    let full = own.pending.borrow().len() >= CHUNK;
    if full || own.write_through.get() || flush_after {
        write_pending(own)?;
    }
    if flush_after {
        protocol::call_method(&*buffer_of(own)?, "flush", &[])?;
    }
    forget_chunk(own);
    if let Some(decoder) = own.decoder.get() {
        protocol::call_method(&decoder, "reset", &[])?;
    }
    Ok(Int::from_usize(string.len()).into_obj())
}

fn write_pending(own: &TextIoWrapper) -> PyResult<()> {
    let data = std::mem::take(&mut *own.pending.borrow_mut());
    if data.is_empty() {
        return Ok(());
    }
    let buffer = buffer_of(own)?;
    if buffer.ty().is_type(&buffered::BUFFERED_WRITER_TYPE)
        && let Some(written) = buffered::write_bytes(&buffer, &data)
    {
        return written;
    }
    protocol::call_method(&buffer, "write", &[Bytes::new(&data).as_obj()]).map(drop)
}

fn flush(this: &Obj) -> PyResult {
    let own = open(this)?;
    own.telling.set(true);
    write_pending(own)?;
    protocol::call_method(&*buffer_of(own)?, "flush", &[])
}

fn close(this: &Obj) -> PyResult {
    let own = wrapper(this)?;
    let buffer = buffer_of(own)?;
    if base::closed(&buffer)? {
        return native::none();
    }
    if let Some(raw) = protocol::getattr_opt_text(&buffer, "raw")? {
        let _ = raw;
    }
    let flushed = protocol::call_method(this, "flush", &[]);
    let closed = protocol::call_method(&buffer, "close", &[]);
    flushed?;
    closed
}

fn detach(this: &Obj) -> PyResult {
    protocol::call_method(this, "flush", &[])?;
    let own = wrapper(this)?;
    own.detached.set(true);
    own.buffer
        .take()
        .ok_or_else(|| value_error("underlying buffer has been detached"))
}

// ---- reading

fn forget_chunk(own: &TextIoWrapper) {
    own.chunk.set(None);
    own.used.set(0);
    own.left.borrow_mut().clear();
    own.chunk_bytes.borrow_mut().clear();
    own.pending_cr.set(false);
}

/// Bytes for the next chunk; empty at the end.
fn read_bytes(own: &TextIoWrapper) -> PyResult<Vec<u8>> {
    let buffer = buffer_of(own)?;
    if buffer.ty().is_type(&buffered::BUFFERED_READER_TYPE)
        && let Some(read) = buffered::read_chunk(&buffer, CHUNK)
    {
        return read;
    }
    let method = if protocol::getattr_opt_text(&buffer, "read1")?.is_some() {
        "read1"
    } else {
        "read"
    };
    let size = Int::from_usize(CHUNK);
    let read = protocol::call_method(&buffer, method, &[size.as_obj()])?;
    if is_none(&read) {
        return Ok(Vec::new());
    }
    if let Some(bytes) = read.downcast::<Bytes>() {
        return Ok(bytes.as_slice().to_vec());
    }
    if read.ty().slots().bf_getbuffer.is_some() {
        return Ok(serpentarium_runtime::types::buffer::get(&read, 0)?.to_vec());
    }
    Err(type_error(format!(
        "underlying {method}() should have returned a bytes-like object, not '{}'",
        read.ty().tp_name()
    )))
}

/// Decodes bytes; what is incomplete waits for more unless `last`.
fn decode(own: &TextIoWrapper, bytes: &[u8], last: bool) -> PyResult<Ref<Str>> {
    let errors = own.errors.borrow().clone();
    let text = match own.coding.get() {
        Coding::Utf8 => {
            let mut data = std::mem::take(&mut *own.left.borrow_mut());
            data.extend_from_slice(bytes);
            let (text, taken) = codecs::utf8::decode(&data, &errors, last)?;
            *own.left.borrow_mut() = data[taken..].to_vec();
            text
        }
        Coding::Ascii => codecs::decode_bytes(bytes, "ascii", &errors)?,
        Coding::Latin1 => codecs::decode_bytes(bytes, "latin-1", &errors)?,
        Coding::Other => {
            let data = Bytes::new(bytes);
            let decoded = protocol::call_method(
                &*decoder(own)?,
                "decode",
                &[data.as_obj(), &bool_ref(last)],
            )?;
            decoded.downcast_into::<Str>().map_err(|other| {
                type_error(format!(
                    "decoder should return a string result, not '{}'",
                    other.ty().tp_name()
                ))
            })?
        }
    };
    Ok(translated(own, text, last))
}

/// The text with endings as the stream reads them.
fn translated(own: &TextIoWrapper, text: Ref<Str>, last: bool) -> Ref<Str> {
    let newline = own.newline.get();
    if !matches!(newline, Newline::Universal | Newline::Keep) {
        return text;
    }
    if !own.pending_cr.get() && !contains(&text, b'\r') {
        if contains(&text, b'\n') && !own.seen.get().lf {
            let mut seen = own.seen.get();
            seen.lf = true;
            own.seen.set(seen);
        }
        return text;
    }
    let mut points: Vec<u32> = Vec::with_capacity(text.len() + 1);
    if own.pending_cr.get() && (!text.is_empty() || last) {
        points.push(13);
        own.pending_cr.set(false);
    }
    points.extend(text.iter());
    if !last && points.last() == Some(&13) {
        points.pop();
        own.pending_cr.set(true);
    }
    let mut seen = own.seen.get();
    let points = translate(&points, newline == Newline::Universal, &mut seen);
    own.seen.set(seen);
    Str::from_points_slice(&points)
}

/// Reads and decodes a chunk; false at the end.
fn read_chunk(own: &TextIoWrapper) -> PyResult<bool> {
    let bytes = read_bytes(own)?;
    let last = bytes.is_empty();
    let text = decode(own, &bytes, last)?;
    let any = !text.is_empty();
    own.chunk.set(text);
    own.used.set(0);
    *own.chunk_bytes.borrow_mut() = bytes;
    Ok(any || !last)
}

/// Takes up to `size` code points of the chunk.
fn take(own: &TextIoWrapper, size: usize) -> Ref<Str> {
    let Some(chunk) = own.chunk.get() else {
        return Str::from_str("");
    };
    let start = own.used.get().min(chunk.len());
    let end = start.saturating_add(size).min(chunk.len());
    own.used.set(end);
    chunk.slice(start..end)
}

fn check_writable(own: &TextIoWrapper) -> PyResult<()> {
    if buffer_of(own)?
        .ty()
        .is_type(&buffered::BUFFERED_READER_TYPE)
    {
        return Err(unsupported("not writable"));
    }
    Ok(())
}

fn check_readable(own: &TextIoWrapper) -> PyResult<()> {
    let buffer = buffer_of(own)?;
    if buffer.ty().is_type(&buffered::BUFFERED_WRITER_TYPE) {
        return Err(unsupported("not readable"));
    }
    Ok(())
}

fn read(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let size = native::given(args[0]).map_or(Ok(-1), native::size)?;
    let own = open(this)?;
    check_readable(own)?;
    write_pending(own)?;
    let Ok(size) = usize::try_from(size) else {
        let start = take(own, usize::MAX);
        let rest = protocol::call_method(&*buffer_of(own)?, "read", &[])?;
        let rest = match rest.downcast::<Bytes>() {
            Some(bytes) => bytes.as_slice().to_vec(),
            None if is_none(&rest) => Vec::new(),
            None => return Err(type_error("read() should return bytes")),
        };
        let text = decode(own, &rest, true)?;
        own.chunk.set(None);
        own.used.set(0);
        own.chunk_bytes.borrow_mut().clear();
        return Ok(start.concat(&text).into_obj());
    };
    let mut text = take(own, size);
    while text.len() < size && read_chunk(own)? {
        text = text.concat(&take(own, size - text.len()));
    }
    Ok(text.into_obj())
}

/// Where the line that starts at `from` ends inside the chunk.
fn line_end(own: &TextIoWrapper, chunk: &Str, from: usize) -> Option<usize> {
    let newline = own.newline.get();
    if let (Points::One(data), Newline::Universal | Newline::Lf) = (chunk.points(), newline) {
        let at = data[from..].iter().position(|byte| *byte == b'\n')?;
        return Some(from + at + 1);
    }
    let points: Vec<u32> = (from..chunk.len())
        .map(|index| chunk.points().at(index))
        .collect();
    let end = super::newline::line_end(&points, newline)?;
    Some(from + end)
}

fn line(own: &TextIoWrapper, limit: Option<usize>) -> PyResult<Ref<Str>> {
    let mut line = Str::from_str("");
    loop {
        if own
            .chunk
            .peek()
            .is_none_or(|chunk| own.used.get() >= chunk.len())
            && !read_chunk(own)?
        {
            return Ok(line);
        }
        let Some(chunk) = own.chunk.get() else {
            return Ok(line);
        };
        let start = own.used.get();
        // With `\r\n` endings, the pair may be split between two chunks.
        if own.newline.get() == Newline::CrLf
            && !line.is_empty()
            && line.points().at(line.len() - 1) == 13
            && chunk.len() > start
            && chunk.points().at(start) == 10
        {
            own.used.set(start + 1);
            return Ok(line.concat(&Str::from_str("\n")));
        }
        let end = line_end(own, &chunk, start);
        let room = limit.map_or(usize::MAX, |limit| limit - line.len());
        let stop = end.unwrap_or(chunk.len()).min(start.saturating_add(room));
        let part = take(own, stop - start);
        line = if line.is_empty() {
            part
        } else {
            line.concat(&part)
        };
        if end.is_some_and(|end| end == stop) || limit.is_some_and(|limit| line.len() >= limit) {
            return Ok(line);
        }
    }
}

fn readline(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let size = native::given(args[0]).map_or(Ok(-1), native::size)?;
    let own = open(this)?;
    check_readable(own)?;
    write_pending(own)?;
    Ok(line(own, usize::try_from(size).ok())?.into_obj())
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    if !this.is_exact(&TEXT_IO_WRAPPER_TYPE) {
        let line = protocol::call_method(this, "readline", &[])?;
        return Ok((protocol::sequence::len(&line)? > 0).then_some(line));
    }
    let own = open(this)?;
    check_readable(own)?;
    write_pending(own)?;
    own.telling.set(false);
    let line = line(own, None)?;
    if line.is_empty() {
        own.telling.set(true);
        return Ok(None);
    }
    Ok(Some(line.into_obj()))
}

// ---- position

fn failed(message: &str) -> Exc {
    Exc::with_message(&OS_ERROR, message)
}

fn check_seekable(own: &TextIoWrapper) -> PyResult<()> {
    let seekable = protocol::call_method(&*buffer_of(own)?, "seekable", &[])?;
    if protocol::is_true(&seekable)? {
        Ok(())
    } else {
        Err(unsupported("underlying stream is not seekable"))
    }
}

fn tell(this: &Obj) -> PyResult {
    let own = open(this)?;
    check_seekable(own)?;
    if !own.telling.get() {
        return Err(failed("telling position disabled by next() call"));
    }
    write_pending(own)?;
    let buffer = buffer_of(own)?;
    protocol::call_method(this, "flush", &[])?;
    let position = native::size(&*protocol::call_method(&buffer, "tell", &[])?)? as i64;
    let Some(chunk) = own.chunk.get() else {
        return native::int(position);
    };
    if own.used.get() >= chunk.len() && own.left.borrow().is_empty() {
        return native::int(position - i64::from(own.pending_cr.get()));
    }
    let rest = own.chunk_bytes.borrow();
    native::int(position - rest.len() as i64 + consumed(own, &rest)? as i64)
}

/// How many of the chunk's bytes the code points given out come from.
fn consumed(own: &TextIoWrapper, bytes: &[u8]) -> PyResult<usize> {
    let (wanted, mut points, mut index) = (own.used.get(), 0, 0);
    let joined = own.newline.get() == Newline::Universal;
    while points < wanted && index < bytes.len() {
        let width = match own.coding.get() {
            Coding::Utf8 => match bytes[index] {
                0..=0x7F => 1,
                0xC0..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF7 => 4,
                _ => 1,
            },
            Coding::Ascii | Coding::Latin1 => 1,
            Coding::Other => return consumed_by_decoder(own, bytes),
        };
        let pair = joined && bytes[index] == b'\r' && bytes.get(index + 1) == Some(&b'\n');
        index += if pair { 2 } else { width };
        points += 1;
    }
    Ok(index.min(bytes.len()))
}

/// [`consumed`] for encodings that only their decoder knows: by trying lengths.
fn consumed_by_decoder(own: &TextIoWrapper, bytes: &[u8]) -> PyResult<usize> {
    let wanted = own.used.get();
    for end in 0..=bytes.len() {
        let decoder = incremental(own, "getincrementaldecoder")?;
        let data = Bytes::new(&bytes[..end]);
        let text = protocol::call_method(&decoder, "decode", &[data.as_obj()])?;
        if protocol::sequence::len(&text)? >= wanted {
            return Ok(end);
        }
    }
    Ok(bytes.len())
}

fn seek(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let own = open(this)?;
    let whence = args[1].map_or(Ok(0), native::c_int)?;
    let cookie = args[0].map_or(Ok(0), native::size)? as i64;
    check_seekable(own)?;
    let target = match whence {
        0 => {
            if cookie < 0 {
                return Err(value_error(format!("negative seek position {cookie}")));
            }
            Int::new(cookie).into_obj()
        }
        1 => {
            if cookie != 0 {
                return Err(unsupported("can't do nonzero cur-relative seeks"));
            }
            protocol::call_method(this, "tell", &[])?
        }
        2 => {
            if cookie != 0 {
                return Err(unsupported("can't do nonzero end-relative seeks"));
            }
            Int::new(0).into_obj()
        }
        _ => {
            return Err(value_error(format!(
                "invalid whence ({whence}, should be 0, 1 or 2)"
            )));
        }
    };
    protocol::call_method(this, "flush", &[])?;
    forget_chunk(own);
    own.decoder.set(None);
    let whence = Int::new(if whence == 2 { 2 } else { 0 });
    let position = protocol::call_method(&*buffer_of(own)?, "seek", &[&target, whence.as_obj()])?;
    if let Some(encoder) = own.encoder.get() {
        let at_start = native::size(&position)? == 0;
        let method = if at_start { "reset" } else { "setstate" };
        let zero = Int::new(0);
        let arguments: &[&Obj] = if at_start { &[] } else { &[zero.as_obj()] };
        protocol::call_method(&encoder, method, arguments)?;
    }
    Ok(position)
}

fn truncate(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    protocol::call_method(this, "flush", &[])?;
    let size = match native::given(args[0]) {
        Some(size) => size.to_ref(),
        None => protocol::call_method(this, "tell", &[])?,
    };
    protocol::call_method(&*buffer(this)?, "truncate", &[&size])
}

fn reconfigure(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let own = wrapper(this)?;
    let (encoding, errors) = (native::given(args[0]), native::given(args[1]));
    if own.chunk.is_some() && (encoding.is_some() || errors.is_some() || args[2].is_some()) {
        return Err(unsupported(
            "It is not possible to set the encoding or newline of stream after the first read",
        ));
    }
    let newline = match args[2] {
        Some(newline) => Some(Newline::from_argument(
            newline,
            "reconfigure() argument 'newline' must be str or None",
        )?),
        None => None,
    };
    protocol::call_method(this, "flush", &[])?;
    if encoding.is_some() || errors.is_some() {
        let name = match encoding {
            Some(encoding) => {
                native::str_arg("reconfigure", "argument 'encoding'", encoding)?.to_string_lossy()
            }
            None => own.encoding.borrow().clone(),
        };
        let name = if name == "locale" {
            "utf-8".to_owned()
        } else {
            name
        };
        let handler = match errors {
            Some(errors) => {
                native::str_arg("reconfigure", "argument 'errors'", errors)?.to_string_lossy()
            }
            None if encoding.is_some() => "strict".to_owned(),
            None => own.errors.borrow().clone(),
        };
        set_coding(own, &name, &handler)?;
    }
    if let Some(newline) = newline {
        own.newline.set(newline);
    }
    if let Some(line_buffering) = native::given(args[3]) {
        own.line_buffering.set(protocol::is_true(line_buffering)?);
    }
    if let Some(write_through) = native::given(args[4]) {
        own.write_through.set(protocol::is_true(write_through)?);
    }
    native::none()
}

fn repr(this: &Obj) -> PyResult {
    let own = wrapper(this)?;
    let mut text = Str::from_str(&format!("<{}", this.ty().tp_name()));
    for name in ["name", "mode"] {
        if let Some(value) = protocol::getattr_opt_text(this, name)? {
            text = text
                .concat(&Str::from_str(&format!(" {name}=")))
                .concat(&*protocol::repr(&value)?);
        }
    }
    let encoding = Str::from_str(&own.encoding.borrow());
    Ok(text
        .concat(&Str::from_str(" encoding="))
        .concat(&*protocol::repr(encoding.as_obj())?)
        .concat(&Str::from_str(">"))
        .into_obj())
}
