//! `LZMACompressor`.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::args::parsed;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, PyResult, Slots, Type, TypeSpec,
};
use serpentarium_runtime::types::bytes_like::argument;
use serpentarium_runtime::types::int::convert::as_c_int;
use xz::stream::{Action, Error, LzmaOptions, Status, Stream};

use super::filters::{Filter, LZMA1, chain, to_filters, uint32};
use super::{FORMAT_ALONE, FORMAT_RAW, FORMAT_XZ, check_of, error, failure};
use crate::native::given;
use crate::streams::{Step, compress_all, compressor_methods};
use crate::value::bytes;

pub(super) struct Compressor {
    stream: RefCell<Stream>,
    flushed: Cell<bool>,
}

impl NativeType for Compressor {
    fn type_object() -> &'static Type {
        &COMPRESSOR_TYPE
    }
}

pub(super) static COMPRESSOR_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    doc: Some(
        "LZMACompressor(format=FORMAT_XZ, check=-1, preset=None, filters=None)\n\nCreate a compressor object for compressing data incrementally.\n\nformat specifies the container format to use for the output. This can\nbe FORMAT_XZ (default), FORMAT_ALONE, or FORMAT_RAW.\n\ncheck specifies the integrity check to use. For FORMAT_XZ, the default\nis CHECK_CRC64. FORMAT_ALONE and FORMAT_RAW do not support integrity\nchecks; for these formats, check must be omitted, or be CHECK_NONE.\n\nThe settings used by the compressor can be specified either as a\npreset compression level (with the 'preset' argument), or in detail\nas a custom filter chain (with the 'filters' argument). For FORMAT_XZ\nand FORMAT_ALONE, the default is to use the PRESET_DEFAULT preset\nlevel. For FORMAT_RAW, the caller must always specify a filter chain;\nthe raw compressor does not support preset compression levels.\n\npreset (if provided) should be an integer in the range 0-9, optionally\nOR-ed with the constant PRESET_EXTREME.\n\nfilters (if provided) should be a sequence of dicts. Each dict should\nhave an entry for \"id\" indicating the ID of the filter, plus\nadditional entries for options to the filter.\n\nFor one-shot compression, use the compress() function instead.\n",
    ),
    reported: (192, 0),
    slots: Slots {
        new: Some(new),
        ..Slots::NONE
    },
    methods: &compressor_methods(compress, flush),
    ..TypeSpec::of::<Native<Compressor>>("_lzma.LZMACompressor")
};

fn data(object: &Obj) -> PyResult<&Native<Compressor>> {
    object
        .downcast::<Native<Compressor>>()
        .ok_or_else(|| type_error("an LZMACompressor is required"))
}

const DEFAULT_PRESET: u32 = 6;

fn new(ty: &Type, args: Args<'_>) -> PyResult {
    let bound = parsed("(format=1, check=1, preset=1, filters=1)").bind("LZMACompressor", args)?;
    let format = bound[0].map_or(Ok(FORMAT_XZ), as_c_int)?;
    let check = bound[1].map_or(Ok(-1), as_c_int)?;
    let (preset, filters) = (given(bound[2]), given(bound[3]));
    if preset.is_some() && filters.is_some() {
        return Err(value_error("Cannot specify both preset and filter chain"));
    }
    let preset = preset.map_or(Ok(DEFAULT_PRESET), uint32)?;
    if format != FORMAT_XZ && check != -1 && check != 0 {
        return Err(value_error(
            "Integrity checks are only supported by FORMAT_XZ",
        ));
    }
    let filters = filters.map(chain);
    let stream = match format {
        FORMAT_XZ => xz(
            if check == -1 { 4 } else { check },
            preset,
            filters.transpose()?,
        ),
        FORMAT_ALONE => alone(preset, filters.transpose()?),
        FORMAT_RAW => match filters {
            None => Err(value_error("Must specify filters for FORMAT_RAW")),
            Some(filters) => to_filters(&filters?)
                .and_then(|filters| Stream::new_raw_encoder(&filters))
                .map_err(failure),
        },
        other => Err(value_error(format!("Invalid container format: {other}"))),
    }?;
    let made = Compressor {
        stream: RefCell::new(stream),
        flushed: Cell::new(false),
    };
    Ok(Native::of_type(ty, made).into_obj())
}

fn xz(check: i32, preset: u32, filters: Option<Vec<Filter>>) -> PyResult<Stream> {
    let Some(filters) = filters else {
        // A wrong preset is found before a check that is not supported.
        LzmaOptions::new_preset(preset).map_err(|_| failure(Error::Options))?;
        return Stream::new_easy_encoder(preset, check_of(check)?).map_err(failure);
    };
    if filters.is_empty() {
        return Err(failure(Error::Program));
    }
    let check = check_of(check)?;
    to_filters(&filters)
        .and_then(|filters| Stream::new_stream_encoder(&filters, check))
        .map_err(failure)
}

fn alone(preset: u32, filters: Option<Vec<Filter>>) -> PyResult<Stream> {
    let options = match filters.as_deref() {
        None => {
            let wrong = |_| error(format!("Invalid compression preset: {preset}"));
            Ok(LzmaOptions::new_preset(preset).map_err(wrong)?)
        }
        Some([Filter::Lzma(LZMA1, options)]) => options.to_options(),
        Some(_) => {
            return Err(value_error(
                "Invalid filter chain for FORMAT_ALONE - must be a single LZMA1 filter",
            ));
        }
    };
    options
        .and_then(|options| Stream::new_lzma_encoder(&options))
        .map_err(failure)
}

fn run(stream: &mut Stream, input: &[u8], action: Action) -> PyResult<Vec<u8>> {
    let finish = matches!(action, Action::Finish);
    compress_all(input, finish, |input, output| {
        let before = (stream.total_in(), stream.total_out());
        let status = stream.process(input, output, action).map_err(failure)?;
        Ok(Step {
            taken: (stream.total_in() - before.0) as usize,
            written: (stream.total_out() - before.1) as usize,
            ended: matches!(status, Status::StreamEnd),
        })
    })
}

fn compress(this: &Obj, input: &Obj) -> PyResult {
    let this = data(this)?;
    let input = argument(input)?;
    if this.flushed.get() {
        return Err(value_error("Compressor has been flushed"));
    }
    bytes(&run(&mut this.stream.borrow_mut(), &input, Action::Run)?)
}

fn flush(this: &Obj) -> PyResult {
    let this = data(this)?;
    if this.flushed.replace(true) {
        return Err(value_error("Repeated call to flush()"));
    }
    bytes(&run(&mut this.stream.borrow_mut(), &[], Action::Finish)?)
}
