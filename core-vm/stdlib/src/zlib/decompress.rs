//! Decompression objects.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::error::{memory_error, type_error, value_error};
use serpentarium_runtime::object::native::{Member, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Field, Native, NativeType, Obj, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::bytes_like::argument;
use serpentarium_runtime::types::int::bool_ref;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::zlib as library;
use serpentarium_runtime::zlib::Stream;

use super::compress::dictionary;
use super::{FIRST_BLOCK, MAX_WINDOW_BITS, Output, drive, failure, optional_int};
use crate::native;
use crate::value::bytes;

pub(super) struct Decompress {
    /// `None` once the stream has ended.
    stream: RefCell<Option<Stream>>,
    dictionary: Option<Vec<u8>>,
    unused: Field<Bytes>,
    tail: Field<Bytes>,
    eof: Cell<bool>,
}

impl NativeType for Decompress {
    fn type_object() -> &'static Type {
        &DECOMPRESS_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.unused);
        visit.field(&self.tail);
    }
}

pub(super) static DECOMPRESS_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    flags: flags::DISALLOW_INSTANTIATION,
    reported: (168, 0),
    slots: Slots::NONE,
    methods: &[
        NativeDef::new(
            "decompress",
            "($self, data, /, max_length=0)",
            "Return a bytes object containing the decompressed version of the data.\n\n  data\n    The binary data to decompress.\n  max_length\n    The maximum allowable length of the decompressed data.\n    Unconsumed input data will be stored in\n    the unconsumed_tail attribute.\n\nAfter calling this function, some of the input data may still be\nstored in internal buffers for later processing.\nCall the flush() method to clear these buffers.",
            NativeFn::Bound(decompress),
        ),
        NativeDef::new(
            "flush",
            "($self, length=zlib.DEF_BUF_SIZE, /)",
            "Return a bytes object containing any remaining decompressed data.\n\n  length\n    the initial size of the output buffer.",
            NativeFn::Positional(0, 1, flush),
        ),
        NativeDef::new(
            "copy",
            "($self, /)",
            "Return a copy of the decompression object.",
            NativeFn::NoArgs(copy),
        ),
        NativeDef::new("__copy__", "($self, /)", "", NativeFn::NoArgs(copy)),
        NativeDef::new(
            "__deepcopy__",
            "($self, memo, /)",
            "",
            NativeFn::One(|this, _| copy(this)),
        ),
    ],
    members: &[
        Member::readonly("unused_data", |this| Ok(held(&data(this)?.unused))),
        Member::readonly("unconsumed_tail", |this| Ok(held(&data(this)?.tail))),
        Member::readonly("eof", |this| Ok(bool_ref(data(this)?.eof.get()))),
    ],
    ..TypeSpec::of::<Native<Decompress>>("zlib.Decompress")
};

fn held(field: &Field<Bytes>) -> Ref {
    field.get().map_or_else(none, Ref::into_obj)
}

fn data(object: &Obj) -> PyResult<&Native<Decompress>> {
    object
        .downcast::<Native<Decompress>>()
        .ok_or_else(|| type_error("a zlib.Decompress is required"))
}

fn new_object(stream: Stream, dictionary: Option<Vec<u8>>) -> Decompress {
    Decompress {
        stream: RefCell::new(Some(stream)),
        dictionary,
        unused: Field::new(Bytes::new(b"")),
        tail: Field::new(Bytes::new(b"")),
        eof: Cell::new(false),
    }
}

/// A stream that decompresses; a raw one gets its dictionary at once.
pub(super) fn open(window_bits: i32, dictionary: Option<&[u8]>) -> PyResult<Stream> {
    let mut stream = Stream::inflate(window_bits).map_err(|code| match code {
        library::MEM_ERROR => memory_error("Can't allocate memory for decompression object"),
        library::STREAM_ERROR => value_error("Invalid initialization option"),
        code => failure(None, code, "while creating decompression object"),
    })?;
    if let Some(dictionary) = dictionary.filter(|_| window_bits < 0) {
        set_dictionary(&mut stream, dictionary)?;
    }
    Ok(stream)
}

pub(super) fn set_dictionary(stream: &mut Stream, dictionary: &[u8]) -> PyResult<()> {
    match stream.set_dictionary(dictionary) {
        library::OK => Ok(()),
        code => Err(failure(Some(stream), code, "while setting zdict")),
    }
}

/// [`drive`] where the stream asks for its dictionary on the way.
pub(super) fn drive_with_dictionary(
    stream: &mut Stream,
    input: &[u8],
    flush: i32,
    first: Option<usize>,
    max: Option<usize>,
    dictionary: Option<&[u8]>,
) -> PyResult<Output> {
    let mut output = drive(stream, input, flush, first, max);
    if output.code == library::NEED_DICT
        && let Some(dictionary) = dictionary
    {
        set_dictionary(stream, dictionary)?;
        let rest = drive(stream, &input[output.taken..], flush, first, max);
        output.taken += rest.taken;
        output.bytes.extend(rest.bytes);
        output.code = rest.code;
    }
    Ok(output)
}

pub(super) fn make(_: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let window_bits = optional_int(bound[0], MAX_WINDOW_BITS)?;
    let dictionary = bound[1].map(dictionary).transpose()?;
    let stream = open(window_bits, dictionary.as_deref())?;
    Ok(Native::new(new_object(stream, dictionary)).into_obj())
}

impl Decompress {
    /// Keeps what a run left of its input.
    fn keep_rest(&self, rest: &[u8], code: i32) {
        if code == library::STREAM_END {
            if !rest.is_empty() {
                let mut unused = self
                    .unused
                    .peek()
                    .map_or_else(Vec::new, |old| old.as_slice().to_vec());
                unused.extend_from_slice(rest);
                self.unused.set(Bytes::new(&unused));
            }
            self.tail.set(Bytes::new(b""));
            return;
        }
        let had_tail = self
            .tail
            .peek()
            .is_some_and(|tail| !tail.as_slice().is_empty());
        if !rest.is_empty() || had_tail {
            self.tail.set(Bytes::new(rest));
        }
    }
}

fn decompress(this: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let this = data(this)?;
    let input = bound[0].map_or_else(|| Ok(Vec::new()), argument)?;
    let max = bound[1].map_or(Ok(0), native::size)?;
    let Ok(max) = usize::try_from(max) else {
        return Err(value_error("max_length must be non-negative"));
    };
    let doing = "while decompressing data";
    let mut stream = this.stream.borrow_mut();
    let Some(stream) = stream.as_mut() else {
        return Err(failure(None, library::STREAM_ERROR, doing));
    };
    let max = Some(max).filter(|max| *max > 0);
    let output = drive_with_dictionary(
        stream,
        &input,
        library::SYNC_FLUSH,
        None,
        max,
        this.dictionary.as_deref(),
    )?;
    this.keep_rest(&input[output.taken..], output.code);
    match output.code {
        library::STREAM_END => this.eof.set(true),
        library::OK | library::BUF_ERROR => {}
        code => return Err(failure(Some(stream), code, doing)),
    }
    bytes(&output.bytes)
}

fn flush(this: &Obj, args: &[&Obj]) -> PyResult {
    let this = data(this)?;
    let length = args
        .first()
        .map_or(Ok(FIRST_BLOCK as isize), |length| native::size(length))?;
    if length <= 0 {
        return Err(value_error("length must be greater than zero"));
    }
    let input = this
        .tail
        .peek()
        .map_or_else(Vec::new, |tail| tail.as_slice().to_vec());
    let mut stream = this.stream.borrow_mut();
    let Some(live) = stream.as_mut() else {
        return bytes(b"");
    };
    let output = drive_with_dictionary(
        live,
        &input,
        library::FINISH,
        Some(length as usize),
        None,
        this.dictionary.as_deref(),
    )?;
    this.keep_rest(&input[output.taken..], output.code);
    match output.code {
        library::STREAM_END => {
            this.eof.set(true);
            *stream = None;
        }
        library::OK | library::BUF_ERROR => {}
        code => return Err(failure(Some(live), code, "while decompressing data")),
    }
    bytes(&output.bytes)
}

fn copy(this: &Obj) -> PyResult {
    let this = data(this)?;
    let stream = this.stream.borrow();
    let copied = match stream.as_ref().map(Stream::copy) {
        Some(Ok(copied)) => copied,
        None | Some(Err(library::STREAM_ERROR)) => {
            return Err(value_error("Inconsistent stream state"));
        }
        Some(Err(library::MEM_ERROR)) => {
            return Err(memory_error(
                "Can't allocate memory for decompression object",
            ));
        }
        Some(Err(code)) => return Err(failure(None, code, "while copying decompression object")),
    };
    let copy = new_object(copied, this.dictionary.clone());
    copy.unused.set(this.unused.get());
    copy.tail.set(this.tail.get());
    copy.eof.set(this.eof.get());
    Ok(Native::new(copy).into_obj())
}
