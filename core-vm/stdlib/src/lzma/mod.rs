//! `_lzma`: compression by LZMA, and the `.xz` format.

use serpentarium_runtime::object::error::memory_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Exc, Obj, PyResult, Type, TypeSpec};
use serpentarium_runtime::types::exceptions::{EXCEPTION, module_exception};
use serpentarium_runtime::types::int::convert::as_c_int;
use xz::stream::{Check, Error};

use crate::native;
use crate::types_support::add_type;

mod compressor;
mod decompressor;
mod filters;

pub static MODULE: NativeModule = NativeModule {
    name: "_lzma",
    doc: "",
    functions: FUNCTIONS,
    exec: |module| {
        for (name, value) in CONSTANTS {
            native::set_int(module, name, *value);
        }
        add_type(module, &ERROR);
        add_type(module, &compressor::COMPRESSOR_TYPE);
        add_type(module, &decompressor::DECOMPRESSOR_TYPE);
        Ok(())
    },
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "is_check_supported",
        "($module, check_id, /)",
        "Test whether the given integrity check is supported.\n\nAlways returns True for CHECK_NONE and CHECK_CRC32.",
        NativeFn::One(is_check_supported),
    ),
    NativeDef::new(
        "_encode_filter_properties",
        "($module, filter, /)",
        "Return a bytes object encoding the options (properties) of the filter specified by *filter* (a dict).\n\nThe result does not include the filter ID itself, only the options.",
        NativeFn::One(filters::encode_properties),
    ),
    NativeDef::new(
        "_decode_filter_properties",
        "($module, filter_id, encoded_props, /)",
        "Return a bytes object encoding the options (properties) of the filter specified by *filter* (a dict).\n\nThe result does not include the filter ID itself, only the options.",
        NativeFn::Positional(2, 2, filters::decode_properties),
    ),
];

const FORMAT_AUTO: i32 = 0;
const FORMAT_XZ: i32 = 1;
const FORMAT_ALONE: i32 = 2;
const FORMAT_RAW: i32 = 3;
const CHECK_UNKNOWN: i32 = 16;

static CONSTANTS: &[(&str, i64)] = &[
    ("FORMAT_AUTO", FORMAT_AUTO as i64),
    ("FORMAT_XZ", FORMAT_XZ as i64),
    ("FORMAT_ALONE", FORMAT_ALONE as i64),
    ("FORMAT_RAW", FORMAT_RAW as i64),
    ("CHECK_NONE", 0),
    ("CHECK_CRC32", 1),
    ("CHECK_CRC64", 4),
    ("CHECK_SHA256", 10),
    ("CHECK_ID_MAX", 15),
    ("CHECK_UNKNOWN", CHECK_UNKNOWN as i64),
    ("FILTER_LZMA1", filters::LZMA1 as i64),
    ("FILTER_LZMA2", filters::LZMA2 as i64),
    ("FILTER_DELTA", filters::DELTA as i64),
    ("FILTER_X86", filters::X86 as i64),
    ("FILTER_IA64", filters::IA64 as i64),
    ("FILTER_ARM", filters::ARM as i64),
    ("FILTER_ARMTHUMB", filters::ARM_THUMB as i64),
    ("FILTER_SPARC", filters::SPARC as i64),
    ("FILTER_POWERPC", filters::POWERPC as i64),
    ("MF_HC3", 3),
    ("MF_HC4", 4),
    ("MF_BT2", 18),
    ("MF_BT3", 19),
    ("MF_BT4", 20),
    ("MODE_FAST", 1),
    ("MODE_NORMAL", 2),
    ("PRESET_DEFAULT", 6),
    ("PRESET_EXTREME", 1 << 31),
];

static ERROR: Type = Type::builtin(&ERROR_SPEC);
static ERROR_SPEC: TypeSpec = TypeSpec {
    doc: Some("Call to liblzma failed."),
    ..module_exception("_lzma.LZMAError", &EXCEPTION)
};

fn error(message: impl AsRef<str>) -> Exc {
    Exc::with_message(&ERROR, message.as_ref())
}

/// The exception of an error of the library.
fn failure(problem: Error) -> Exc {
    error(match problem {
        Error::Mem => return memory_error(""),
        Error::UnsupportedCheck => "Unsupported integrity check",
        Error::MemLimit => "Memory usage limit exceeded",
        Error::Format => "Input format not supported by decoder",
        Error::Options => "Invalid or unsupported options",
        Error::Data => "Corrupt input data",
        Error::NoCheck | Error::Program => "Internal error",
    })
}

/// The integrity check of a number.
fn check_of(number: i32) -> PyResult<Check> {
    match number {
        0 => Ok(Check::None),
        1 => Ok(Check::Crc32),
        4 => Ok(Check::Crc64),
        10 => Ok(Check::Sha256),
        2 | 3 | 5..=9 | 11..=15 => Err(failure(Error::UnsupportedCheck)),
        _ => Err(failure(Error::Program)),
    }
}

fn is_check_supported(_: &Obj, number: &Obj) -> PyResult {
    native::bool(matches!(as_c_int(number)?, 0 | 1 | 4 | 10))
}
