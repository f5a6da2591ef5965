//! `_ZlibDecompressor`: decompression in the manner of `bz2` and `lzma`.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::{eof_error, type_error};
use serpentarium_runtime::object::native::{Member, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
};
use serpentarium_runtime::types::bytes_like::argument;
use serpentarium_runtime::types::int::bool_ref;
use serpentarium_runtime::zlib as library;
use serpentarium_runtime::zlib::Stream;

use super::compress::dictionary;
use super::decompress::{drive_with_dictionary, open};
use super::{MAX_WINDOW_BITS, failure, optional_int};
use crate::native;
use crate::value::bytes;

pub(super) struct Decompressor {
    stream: RefCell<Stream>,
    /// Looked at when the stream asks for it.
    dictionary: Option<Ref>,
    /// Input that waits, or after the end what follows the stream.
    pending: RefCell<Vec<u8>>,
    eof: Cell<bool>,
    needs_input: Cell<bool>,
}

impl NativeType for Decompressor {
    fn type_object() -> &'static Type {
        &DECOMPRESSOR_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        if let Some(dictionary) = &self.dictionary {
            visit.obj(dictionary);
        }
    }
}

pub(super) static DECOMPRESSOR_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "_ZlibDecompressor(wbits=15, zdict=b'')\n--\n\nCreate a decompressor object for decompressing data incrementally.\n\n  wbits = 15\n  zdict\n     The predefined compression dictionary. This is a sequence of bytes\n     (such as a bytes object) containing subsequences that are expected\n     to occur frequently in the data that is to be compressed. Those\n     subsequences that are expected to be most common should come at the\n     end of the dictionary. This must be the same dictionary as used by the\n     compressor that produced the input data.\n\n",
    ),
    flags: 0,
    reported: (184, 0),
    slots: Slots {
        new: Some(new),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "decompress",
        "($self, /, data, max_length=-1)",
        "Decompress *data*, returning uncompressed data as bytes.\n\nIf *max_length* is nonnegative, returns at most *max_length* bytes\nof decompressed data.  If this limit is reached and further output\ncan be produced, *self.needs_input* will be set to ``False``.  In\nthis case, the next call to *decompress()* may provide *data* as b''\nto obtain more of the output.\n\nIf all of the input data was decompressed and returned (either\nbecause this was less than *max_length* bytes, or because\n*max_length* was negative), *self.needs_input* will be set to True.\n\nAttempting to decompress data after the end of stream is reached\nraises an EOFError.  Any data found after the end of the stream is\nignored and saved in the unused_data attribute.",
        NativeFn::Bound(decompress),
    )],
    members: &[
        Member {
            name: "eof",
            get: |this| Ok(bool_ref(data(this)?.eof.get())),
            set: None,
            doc: Some("True if the end-of-stream marker has been reached."),
        },
        Member {
            name: "unused_data",
            get: |this| {
                let this = data(this)?;
                if this.eof.get() {
                    return bytes(&this.pending.borrow());
                }
                bytes(b"")
            },
            set: None,
            doc: Some("Data found after the end of the compressed stream."),
        },
        Member {
            name: "needs_input",
            get: |this| Ok(bool_ref(data(this)?.needs_input.get())),
            set: None,
            doc: Some(
                "True if more input is needed before more decompressed data can be produced.",
            ),
        },
    ],
    ..TypeSpec::of::<Native<Decompressor>>("zlib._ZlibDecompressor")
};

fn data(object: &Obj) -> PyResult<&Native<Decompressor>> {
    object
        .downcast::<Native<Decompressor>>()
        .ok_or_else(|| type_error("a zlib._ZlibDecompressor is required"))
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let bound = parsed("(wbits=15, zdict=b'')").bind("_ZlibDecompressor", args)?;
    let window_bits = optional_int(bound[0], MAX_WINDOW_BITS)?;
    let at_once = bound[1].filter(|_| window_bits < 0);
    let stream = open(window_bits, at_once.map(dictionary).transpose()?.as_deref())?;
    let made = Decompressor {
        stream: RefCell::new(stream),
        dictionary: bound[1].map(Object::to_ref),
        pending: RefCell::new(Vec::new()),
        eof: Cell::new(false),
        needs_input: Cell::new(true),
    };
    Ok(Native::of_type(ty, made).into_obj())
}

fn decompress(this: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let this = data(this)?;
    let input = bound[0].map_or_else(|| Ok(Vec::new()), argument)?;
    let max = bound[1].map_or(Ok(-1), native::size)?;
    if this.eof.get() {
        return Err(eof_error("End of stream already reached"));
    }
    let mut pending = this.pending.borrow_mut();
    pending.extend(input);
    if max == 0 {
        this.needs_input.set(pending.is_empty());
        return bytes(b"");
    }
    let mut stream = this.stream.borrow_mut();
    let preset = this.dictionary.as_deref().map(dictionary).transpose();
    let output = drive_with_dictionary(
        &mut stream,
        &pending,
        library::SYNC_FLUSH,
        None,
        usize::try_from(max).ok(),
        preset.as_ref().ok().and_then(Option::as_deref),
    )?;
    if output.code == library::NEED_DICT {
        preset?;
    }
    pending.drain(..output.taken);
    match output.code {
        library::STREAM_END => this.eof.set(true),
        library::OK | library::BUF_ERROR => {}
        code => return Err(failure(Some(&stream), code, "while decompressing data")),
    }
    this.needs_input.set(!this.eof.get() && pending.is_empty());
    bytes(&output.bytes)
}
