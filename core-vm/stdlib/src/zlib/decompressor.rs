//! `_ZlibDecompressor`: decompression in the manner of `bz2` and `lzma`.

use std::cell::RefCell;

use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::{eof_error, type_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor,
};
use serpentarium_runtime::types::bytes_like::argument;
use serpentarium_runtime::zlib as library;
use serpentarium_runtime::zlib::Stream;

use super::compress::dictionary;
use super::decompress::{drive_with_dictionary, open};
use super::{MAX_WINDOW_BITS, failure, optional_int};
use crate::native;
use crate::streams::{DECOMPRESS_DOC, Decompressing, Waiting, eof, needs_input, unused_data};
use crate::value::bytes;

pub(super) struct Decompressor {
    stream: RefCell<Stream>,
    /// Looked at when the stream asks for it.
    dictionary: Option<Ref>,
    waiting: Waiting,
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

impl Decompressing for Decompressor {
    fn waiting(object: &Obj) -> PyResult<&Waiting> {
        Ok(&data(object)?.waiting)
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
        DECOMPRESS_DOC,
        NativeFn::Bound(decompress),
    )],
    members: &[
        eof::<Decompressor>(),
        unused_data::<Decompressor>(),
        needs_input::<Decompressor>(),
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
        waiting: Waiting::default(),
    };
    Ok(Native::of_type(ty, made).into_obj())
}

fn decompress(this: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let this = data(this)?;
    let waiting = &this.waiting;
    let input = bound[0].map_or_else(|| Ok(Vec::new()), argument)?;
    let max = bound[1].map_or(Ok(-1), native::size)?;
    if waiting.eof.get() {
        return Err(eof_error("End of stream already reached"));
    }
    let mut pending = waiting.pending.borrow_mut();
    pending.extend(input);
    if max == 0 {
        waiting.needs_input.set(pending.is_empty());
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
        library::STREAM_END => waiting.eof.set(true),
        library::OK | library::BUF_ERROR => {}
        code => return Err(failure(Some(&stream), code, "while decompressing data")),
    }
    waiting
        .needs_input
        .set(!waiting.eof.get() && pending.is_empty());
    bytes(&output.bytes)
}
