//! Compression objects.

use std::cell::RefCell;

use serpentarium_runtime::object::error::{memory_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Native, NativeType, Obj, PyResult, Slots, Type, TypeSpec, flags,
};
use serpentarium_runtime::types::bytes_like::{argument, is_bytes_like};
use serpentarium_runtime::zlib as library;
use serpentarium_runtime::zlib::Stream;

use super::{DICTIONARY_WANTED, MAX_WINDOW_BITS, drive, failure, optional_int};
use crate::value::bytes;

/// `None` once the stream has ended.
pub(super) struct Compress(RefCell<Option<Stream>>);

impl NativeType for Compress {
    fn type_object() -> &'static Type {
        &COMPRESS_TYPE
    }
}

pub(super) static COMPRESS_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    flags: flags::DISALLOW_INSTANTIATION,
    reported: (168, 0),
    slots: Slots::NONE,
    methods: &[
        NativeDef::new(
            "compress",
            "($self, data, /)",
            "Returns a bytes object containing compressed data.\n\n  data\n    Binary data to be compressed.\n\nAfter calling this function, some of the input data may still\nbe stored in internal buffers for later processing.\nCall the flush() method to clear these buffers.",
            NativeFn::One(compress),
        ),
        NativeDef::new(
            "flush",
            "($self, mode=zlib.Z_FINISH, /)",
            "Return a bytes object containing any remaining compressed data.\n\n  mode\n    One of the constants Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH.\n    If mode == Z_FINISH, the compressor object can no longer be\n    used after calling the flush() method.  Otherwise, more data\n    can still be compressed.",
            NativeFn::Positional(0, 1, flush),
        ),
        NativeDef::new(
            "copy",
            "($self, /)",
            "Return a copy of the compression object.",
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
    ..TypeSpec::of::<Native<Compress>>("zlib.Compress")
};

fn data(object: &Obj) -> PyResult<&RefCell<Option<Stream>>> {
    object
        .downcast::<Native<Compress>>()
        .map(|object| &object.data.0)
        .ok_or_else(|| type_error("a zlib.Compress is required"))
}

pub(super) fn make(_: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let level = optional_int(bound[0], -1)?;
    let method = optional_int(bound[1], 8)?;
    let window_bits = optional_int(bound[2], MAX_WINDOW_BITS)?;
    let memory = optional_int(bound[3], 8)?;
    let strategy = optional_int(bound[4], 0)?;
    let dictionary = match bound[5] {
        // The words are those of Argument Clinic: the parameter is bytes-like itself.
        Some(given) => Some(argument(given)?),
        None => None,
    };
    let mut stream = Stream::deflate(level, method, window_bits, memory, strategy).map_err(
        |code| match code {
            library::MEM_ERROR => memory_error("Can't allocate memory for compression object"),
            library::STREAM_ERROR => value_error("Invalid initialization option"),
            code => failure(None, code, "while creating compression object"),
        },
    )?;
    if let Some(dictionary) = dictionary {
        match stream.set_dictionary(&dictionary) {
            library::OK => {}
            library::STREAM_ERROR => return Err(value_error("Invalid dictionary")),
            _ => return Err(value_error("deflateSetDictionary()")),
        }
    }
    Ok(Native::new(Compress(RefCell::new(Some(stream)))).into_obj())
}

fn compress(this: &Obj, input: &Obj) -> PyResult {
    let input = argument(input)?;
    let mut stream = data(this)?.borrow_mut();
    let doing = "while compressing data";
    let Some(stream) = stream.as_mut() else {
        return Err(failure(None, library::STREAM_ERROR, doing));
    };
    let output = drive(stream, &input, library::NO_FLUSH, None, None);
    if output.code == library::STREAM_ERROR {
        return Err(failure(Some(stream), output.code, doing));
    }
    bytes(&output.bytes)
}

fn flush(this: &Obj, args: &[&Obj]) -> PyResult {
    let mode = optional_int(args.first().copied(), library::FINISH)?;
    // Nothing is to be flushed: that is no work.
    if mode == library::NO_FLUSH {
        return bytes(b"");
    }
    let mut stream = data(this)?.borrow_mut();
    let Some(live) = stream.as_mut() else {
        return Err(failure(None, library::STREAM_ERROR, "while flushing"));
    };
    let output = drive(live, &[], mode, None, None);
    if output.code == library::STREAM_ERROR {
        return Err(failure(Some(live), output.code, "while flushing"));
    }
    if mode == library::FINISH {
        if output.code == library::STREAM_END {
            *stream = None;
        } else if output.code != library::OK && output.code != library::BUF_ERROR {
            return Err(failure(Some(live), output.code, "while flushing"));
        }
    }
    bytes(&output.bytes)
}

fn copy(this: &Obj) -> PyResult {
    let stream = data(this)?.borrow();
    let copied = match stream.as_ref().map(Stream::copy) {
        Some(Ok(copied)) => copied,
        None | Some(Err(library::STREAM_ERROR)) => {
            return Err(value_error("Inconsistent stream state"));
        }
        Some(Err(library::MEM_ERROR)) => {
            return Err(memory_error("Can't allocate memory for compression object"));
        }
        Some(Err(code)) => return Err(failure(None, code, "while copying compression object")),
    };
    Ok(Native::new(Compress(RefCell::new(Some(copied)))).into_obj())
}

/// The bytes of a preset dictionary.
pub(super) fn dictionary(given: &Obj) -> PyResult<Vec<u8>> {
    if !is_bytes_like(given) {
        return Err(type_error(DICTIONARY_WANTED));
    }
    argument(given)
}
