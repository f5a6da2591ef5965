//! `_bz2`: compression by bzip2.

use std::cell::{Cell, RefCell};

use bzip2::{Action, Compress, Compression, Decompress, Error, Status};
use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::{eof_error, runtime_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{
    Args, Exc, Native, NativeType, Obj, PyResult, Slots, Type, TypeSpec,
};
use serpentarium_runtime::types::bytes_like::argument;
use serpentarium_runtime::types::exceptions::OS_ERROR;
use serpentarium_runtime::types::int::convert::as_c_int;

use crate::native;
use crate::streams::{
    DECOMPRESS_DOC, Decompressing, Step, Waiting, compress_all, compressor_methods, eof,
    needs_input, unused_data,
};
use crate::types_support::add_type;
use crate::value::bytes;

pub static MODULE: NativeModule = NativeModule {
    name: "_bz2",
    doc: "",
    functions: &[],
    exec: |module| {
        add_type(module, &COMPRESSOR_TYPE);
        add_type(module, &DECOMPRESSOR_TYPE);
        Ok(())
    },
};

fn failure(error: Error) -> Exc {
    match error {
        Error::Data | Error::DataMagic => Exc::with_message(&OS_ERROR, "Invalid data stream"),
        Error::Param => value_error("Internal error - invalid parameters passed to libbzip2"),
        Error::Sequence => {
            runtime_error("Internal error - Invalid sequence of commands sent to libbzip2")
        }
    }
}

struct Compressor {
    stream: RefCell<Compress>,
    flushed: Cell<bool>,
}

impl NativeType for Compressor {
    fn type_object() -> &'static Type {
        &COMPRESSOR_TYPE
    }
}

static COMPRESSOR_TYPE: Type = Type::builtin(&COMPRESSOR_SPEC);
static COMPRESSOR_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "BZ2Compressor(compresslevel=9, /)\n--\n\nCreate a compressor object for compressing data incrementally.\n\n  compresslevel\n    Compression level, as a number between 1 and 9.\n\nFor one-shot compression, use the compress() function instead.",
    ),
    reported: (112, 0),
    slots: Slots {
        new: Some(new_compressor),
        ..Slots::NONE
    },
    methods: &compressor_methods(compress, flush),
    ..TypeSpec::of::<Native<Compressor>>("_bz2.BZ2Compressor")
};

fn compressor(object: &Obj) -> PyResult<&Native<Compressor>> {
    object
        .downcast::<Native<Compressor>>()
        .ok_or_else(|| type_error("a BZ2Compressor is required"))
}

fn new_compressor(ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("BZ2Compressor")?;
    check_positional("BZ2Compressor", args.values.len(), 0, 1)?;
    let level = args.values.first().map_or(Ok(9), |level| as_c_int(level))?;
    let Some(level) = u32::try_from(level)
        .ok()
        .filter(|level| (1..=9).contains(level))
    else {
        return Err(value_error("compresslevel must be between 1 and 9"));
    };
    let made = Compressor {
        stream: RefCell::new(Compress::new(Compression::new(level), 0)),
        flushed: Cell::new(false),
    };
    Ok(Native::of_type(ty, made).into_obj())
}

fn run_compressor(stream: &mut Compress, input: &[u8], action: Action) -> PyResult<Vec<u8>> {
    let finish = action == Action::Finish;
    compress_all(input, finish, |input, output| {
        let before = (stream.total_in(), stream.total_out());
        let status = stream.compress(input, output, action).map_err(failure)?;
        Ok(Step {
            taken: (stream.total_in() - before.0) as usize,
            written: (stream.total_out() - before.1) as usize,
            ended: status == Status::StreamEnd,
        })
    })
}

fn compress(this: &Obj, input: &Obj) -> PyResult {
    let this = compressor(this)?;
    let input = argument(input)?;
    if this.flushed.get() {
        return Err(value_error("Compressor has been flushed"));
    }
    let mut stream = this.stream.borrow_mut();
    bytes(&run_compressor(&mut stream, &input, Action::Run)?)
}

fn flush(this: &Obj) -> PyResult {
    let this = compressor(this)?;
    if this.flushed.replace(true) {
        return Err(value_error("Repeated call to flush()"));
    }
    let mut stream = this.stream.borrow_mut();
    bytes(&run_compressor(&mut stream, &[], Action::Finish)?)
}

struct Decompressor {
    stream: RefCell<Decompress>,
    waiting: Waiting,
    failed: Cell<bool>,
}

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

static DECOMPRESSOR_TYPE: Type = Type::builtin(&DECOMPRESSOR_SPEC);
static DECOMPRESSOR_SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "BZ2Decompressor()\n--\n\nCreate a decompressor object for decompressing data incrementally.\n\nFor one-shot decompression, use the decompress() function instead.",
    ),
    reported: (152, 0),
    slots: Slots {
        new: Some(new_decompressor),
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
    ..TypeSpec::of::<Native<Decompressor>>("_bz2.BZ2Decompressor")
};

fn data(object: &Obj) -> PyResult<&Native<Decompressor>> {
    object
        .downcast::<Native<Decompressor>>()
        .ok_or_else(|| type_error("a BZ2Decompressor is required"))
}

fn new_decompressor(ty: &Type, args: Args<'_>) -> PyResult {
    args.no_keywords("BZ2Decompressor")?;
    if !args.values.is_empty() {
        return Err(type_error(
            "BZ2Decompressor() takes no positional arguments",
        ));
    }
    let made = Decompressor {
        stream: RefCell::new(Decompress::new(false)),
        waiting: Waiting::default(),
        failed: Cell::new(false),
    };
    Ok(Native::of_type(ty, made).into_obj())
}

fn decompress(this: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let this = data(this)?;
    let input = bound[0].map_or_else(|| Ok(Vec::new()), argument)?;
    let max = bound[1].map_or(Ok(-1), native::size)?;
    if this.waiting.eof.get() {
        return Err(eof_error("End of stream already reached"));
    }
    if this.failed.get() {
        return Err(value_error(
            "Decompressor is unusable after a previous error",
        ));
    }
    let mut stream = this.stream.borrow_mut();
    let max = usize::try_from(max).ok();
    let result = this
        .waiting
        .decompress(&input, max, false, |input, output| {
            let before = (stream.total_in(), stream.total_out());
            let status = stream.decompress(input, output).map_err(failure)?;
            Ok(Step {
                taken: (stream.total_in() - before.0) as usize,
                written: (stream.total_out() - before.1) as usize,
                ended: status == Status::StreamEnd,
            })
        });
    this.failed.set(result.is_err());
    bytes(&result?)
}
