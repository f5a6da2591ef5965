//! `LZMADecompressor`.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::{eof_error, type_error, value_error};
use serpentarium_runtime::object::native::{Member, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, PyResult, Slots, Type, TypeSpec,
};
use serpentarium_runtime::types::bytes_like::argument;
use serpentarium_runtime::types::int::convert::as_c_int;
use xz::stream::{Action, Status, Stream};

use super::filters::{chain, to_filters, uint64};
use super::{CHECK_UNKNOWN, FORMAT_ALONE, FORMAT_AUTO, FORMAT_RAW, FORMAT_XZ, failure};
use crate::native::{self, given};
use crate::streams::{Decompressing, Step, Waiting, eof, needs_input, unused_data};
use crate::value::bytes;

pub(super) struct Decompressor {
    stream: RefCell<Stream>,
    waiting: Waiting,
    /// The stream's first bytes, which say what check it has.
    header: RefCell<Vec<u8>>,
    check: Cell<i32>,
}

/// Bytes of an `.xz` stream's header.
const HEADER: usize = 12;

impl NativeType for Decompressor {
    fn type_object() -> &'static Type {
        &DECOMPRESSOR_TYPE
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
        "LZMADecompressor(format=FORMAT_AUTO, memlimit=None, filters=None)\n--\n\nCreate a decompressor object for decompressing data incrementally.\n\n  format\n    Specifies the container format of the input stream.  If this is\n    FORMAT_AUTO (the default), the decompressor will automatically detect\n    whether the input is FORMAT_XZ or FORMAT_ALONE.  Streams created with\n    FORMAT_RAW cannot be autodetected.\n  memlimit\n    Limit the amount of memory used by the decompressor.  This will cause\n    decompression to fail if the input cannot be decompressed within the\n    given limit.\n  filters\n    A custom filter chain.  This argument is required for FORMAT_RAW, and\n    not accepted with any other format.  When provided, this should be a\n    sequence of dicts, each indicating the ID and options for a single\n    filter.\n\nFor one-shot decompression, use the decompress() function instead.",
    ),
    reported: (224, 0),
    slots: Slots {
        new: Some(new),
        ..Slots::NONE
    },
    methods: &[NativeDef::new(
        "decompress",
        "($self, /, data, max_length=-1)",
        "Decompress *data*, returning uncompressed data as bytes.\n\nIf *max_length* is nonnegative, returns at most *max_length* bytes\nof decompressed data. If this limit is reached and further output\ncan be produced, *self.needs_input* will be set to ``False``.  In\nthis case, the next call to *decompress()* may provide *data* as b''\nto obtain more of the output.\n\nIf all of the input data was decompressed and returned (either\nbecause this was less than *max_length* bytes, or because\n*max_length* was negative), *self.needs_input* will be set to True.\n\nAttempting to decompress data after the end of stream is reached\nraises an EOFError.  Any data found after the end of the stream is\nignored and saved in the unused_data attribute.",
        NativeFn::Bound(decompress),
    )],
    members: &[
        Member {
            name: "check",
            get: |this| native::int(data(this)?.check.get().into()),
            set: None,
            doc: Some("ID of the integrity check used by the input stream."),
        },
        eof::<Decompressor>(),
        unused_data::<Decompressor>(),
        needs_input::<Decompressor>(),
    ],
    ..TypeSpec::of::<Native<Decompressor>>("_lzma.LZMADecompressor")
};

fn data(object: &Obj) -> PyResult<&Native<Decompressor>> {
    object
        .downcast::<Native<Decompressor>>()
        .ok_or_else(|| type_error("an LZMADecompressor is required"))
}

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let bound = parsed("(format=1, memlimit=1, filters=1)").bind("LZMADecompressor", args)?;
    let format = bound[0].map_or(Ok(FORMAT_AUTO), as_c_int)?;
    let (memory, filters) = (given(bound[1]), given(bound[2]));
    if memory.is_some() && format == FORMAT_RAW {
        return Err(value_error("Cannot specify memory limit with FORMAT_RAW"));
    }
    let memory = memory.map_or(Ok(u64::MAX), uint64)?;
    if format == FORMAT_RAW && filters.is_none() {
        return Err(value_error("Must specify filters for FORMAT_RAW"));
    }
    if format != FORMAT_RAW && filters.is_some() {
        return Err(value_error("Cannot specify filters except with FORMAT_RAW"));
    }
    let stream = match (format, filters) {
        (FORMAT_AUTO, _) => Stream::new_auto_decoder(memory, 0),
        (FORMAT_XZ, _) => Stream::new_stream_decoder(memory, 0),
        (FORMAT_ALONE, _) => Stream::new_lzma_decoder(memory),
        (FORMAT_RAW, Some(filters)) => {
            to_filters(&chain(filters)?).and_then(|filters| Stream::new_raw_decoder(&filters))
        }
        (other, _) => return Err(value_error(format!("Invalid container format: {other}"))),
    };
    let known = matches!(format, FORMAT_ALONE | FORMAT_RAW);
    let made = Decompressor {
        stream: RefCell::new(stream.map_err(failure)?),
        waiting: Waiting::default(),
        header: RefCell::new(Vec::new()),
        check: Cell::new(if known { 0 } else { CHECK_UNKNOWN }),
    };
    Ok(Native::of_type(ty, made).into_obj())
}

impl Decompressor {
    /// Looks for the stream's check in input that was taken.
    fn look(&self, taken: &[u8]) {
        if self.check.get() != CHECK_UNKNOWN {
            return;
        }
        let mut header = self.header.borrow_mut();
        let missing = HEADER - header.len();
        header.extend(taken.iter().take(missing));
        match header.first() {
            // The old format has no checks.
            Some(first) if *first != 0xFD => self.check.set(0),
            _ if header.len() == HEADER => self.check.set(i32::from(header[7] & 15)),
            _ => {}
        }
    }
}

fn decompress(this: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let this = data(this)?;
    let input = bound[0].map_or_else(|| Ok(Vec::new()), argument)?;
    let max = bound[1].map_or(Ok(-1), native::size)?;
    if this.waiting.eof.get() {
        return Err(eof_error("Already at end of stream"));
    }
    let mut stream = this.stream.borrow_mut();
    let max = usize::try_from(max).ok();
    let output = this
        .waiting
        .decompress(&input, max, true, |input, output| {
            let before = (stream.total_in(), stream.total_out());
            let status = stream
                .process(input, output, Action::Run)
                .map_err(failure)?;
            let taken = (stream.total_in() - before.0) as usize;
            this.look(&input[..taken]);
            Ok(Step {
                taken,
                written: (stream.total_out() - before.1) as usize,
                ended: matches!(status, Status::StreamEnd),
            })
        })?;
    bytes(&output)
}
