//! `zlib`: compression, decompression and checksums.

use serpentarium_runtime::object::error::{memory_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Exc, Obj, PyResult, Type, TypeSpec};
use serpentarium_runtime::types::bytes_like::argument;
use serpentarium_runtime::types::exceptions::{EXCEPTION, module_exception};
use serpentarium_runtime::types::int::convert::{as_bitwise_u64, as_c_int};
use serpentarium_runtime::zlib as library;
use serpentarium_runtime::zlib::Stream;

use crate::native;
use crate::types_support::{add_type, ready_type};
use crate::value::bytes;

mod compress;
mod decompress;
mod decompressor;

const MAX_WINDOW_BITS: i32 = 15;

/// What `zdict` says when it is no bytes.
const DICTIONARY_WANTED: &str = "zdict argument must support the buffer protocol";

pub static MODULE: NativeModule = NativeModule {
    name: "zlib",
    doc: DOC,
    functions: FUNCTIONS,
    exec: |module| {
        add_type(module, &ERROR);
        ready_type(&compress::COMPRESS_TYPE);
        ready_type(&decompress::DECOMPRESS_TYPE);
        add_type(module, &decompressor::DECOMPRESSOR_TYPE);
        for (name, value) in CONSTANTS {
            native::set_int(module, name, *value);
        }
        native::set_str(module, "ZLIB_VERSION", &library::version());
        native::set_str(module, "ZLIB_RUNTIME_VERSION", &library::version());
        native::set_str(module, "__version__", "1.0");
        Ok(())
    },
};

const DOC: &str = "The functions in this module allow compression and decompression using the\nzlib library, which is based on GNU zip.\n\nadler32(string[, start]) -- Compute an Adler-32 checksum.\ncompress(data[, level]) -- Compress data, with compression level 0-9 or -1.\ncompressobj([level[, ...]]) -- Return a compressor object.\ncrc32(string[, start]) -- Compute a CRC-32 checksum.\ndecompress(string,[wbits],[bufsize]) -- Decompresses a compressed string.\ndecompressobj([wbits[, zdict]]) -- Return a decompressor object.\n\n'wbits' is window buffer size and container format.\nCompressor objects support compress() and flush() methods; decompressor\nobjects support decompress() and flush().";

static CONSTANTS: &[(&str, i64)] = &[
    ("MAX_WBITS", MAX_WINDOW_BITS as i64),
    ("DEFLATED", 8),
    ("DEF_MEM_LEVEL", 8),
    ("DEF_BUF_SIZE", 16384),
    ("Z_NO_COMPRESSION", 0),
    ("Z_BEST_SPEED", 1),
    ("Z_BEST_COMPRESSION", 9),
    ("Z_DEFAULT_COMPRESSION", -1),
    ("Z_FILTERED", 1),
    ("Z_HUFFMAN_ONLY", 2),
    ("Z_RLE", 3),
    ("Z_FIXED", 4),
    ("Z_DEFAULT_STRATEGY", 0),
    ("Z_FINISH", 4),
    ("Z_NO_FLUSH", 0),
    ("Z_PARTIAL_FLUSH", 1),
    ("Z_SYNC_FLUSH", 2),
    ("Z_FULL_FLUSH", 3),
    ("Z_BLOCK", 5),
    ("Z_TREES", 6),
];

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "compress",
        "($module, data, /, level=Z_DEFAULT_COMPRESSION, wbits=MAX_WBITS)",
        "Returns a bytes object containing compressed data.\n\n  data\n    Binary data to be compressed.\n  level\n    Compression level, in 0-9 or -1.\n  wbits\n    The window buffer size and container format.",
        NativeFn::Bound(compress_all),
    ),
    NativeDef::new(
        "decompress",
        "($module, data, /, wbits=MAX_WBITS, bufsize=DEF_BUF_SIZE)",
        "Returns a bytes object containing the uncompressed data.\n\n  data\n    Compressed data.\n  wbits\n    The window buffer size and container format.\n  bufsize\n    The initial output buffer size.",
        NativeFn::Bound(decompress_all),
    ),
    NativeDef::new(
        "compressobj",
        "($module, /, level=Z_DEFAULT_COMPRESSION, method=DEFLATED,\n            wbits=MAX_WBITS, memLevel=DEF_MEM_LEVEL,\n            strategy=Z_DEFAULT_STRATEGY, zdict=<unrepresentable>)",
        "Return a compressor object.\n\n  level\n    The compression level (an integer in the range 0-9 or -1; default is\n    currently equivalent to 6).  Higher compression levels are slower,\n    but produce smaller results.\n  method\n    The compression algorithm.  If given, this must be DEFLATED.\n  wbits\n    +9 to +15: The base-two logarithm of the window size.  Include a zlib\n        container.\n    -9 to -15: Generate a raw stream.\n    +25 to +31: Include a gzip container.\n  memLevel\n    Controls the amount of memory used for internal compression state.\n    Valid values range from 1 to 9.  Higher values result in higher memory\n    usage, faster compression, and smaller output.\n  strategy\n    Used to tune the compression algorithm.  Possible values are\n    Z_DEFAULT_STRATEGY, Z_FILTERED, and Z_HUFFMAN_ONLY.\n  zdict\n    The predefined compression dictionary - a sequence of bytes\n    containing subsequences that are likely to occur in the input data.",
        NativeFn::Bound(compress::make),
    ),
    NativeDef::new(
        "decompressobj",
        "($module, /, wbits=MAX_WBITS, zdict=b'')",
        "Return a decompressor object.\n\n  wbits\n    The window buffer size and container format.\n  zdict\n    The predefined compression dictionary.  This must be the same\n    dictionary as used by the compressor that produced the input data.",
        NativeFn::Bound(decompress::make),
    ),
    NativeDef::new(
        "adler32",
        "($module, data, value=1, /)",
        "Compute an Adler-32 checksum of data.\n\n  value\n    Starting value of the checksum.\n\nThe returned checksum is an integer.",
        NativeFn::Positional(1, 2, |_, args| checksum(args, 1, library::adler32)),
    ),
    NativeDef::new(
        "crc32",
        "($module, data, value=0, /)",
        "Compute a CRC-32 checksum of data.\n\n  value\n    Starting value of the checksum.\n\nThe returned checksum is an integer.",
        NativeFn::Positional(1, 2, |_, args| checksum(args, 0, library::crc32)),
    ),
];

static ERROR: Type = Type::builtin(&ERROR_SPEC);
static ERROR_SPEC: TypeSpec = module_exception("zlib.error", &EXCEPTION);

fn error(message: impl AsRef<str>) -> Exc {
    Exc::with_message(&ERROR, message.as_ref())
}

/// The exception of a code of the library.
fn failure(stream: Option<&Stream>, code: i32, doing: &str) -> Exc {
    let said = if code == library::VERSION_ERROR {
        Some("library version mismatch".to_owned())
    } else {
        stream.and_then(Stream::message)
    };
    let said = said.or_else(|| {
        let reason = match code {
            library::BUF_ERROR => "incomplete or truncated stream",
            library::STREAM_ERROR => "inconsistent stream state",
            library::DATA_ERROR => "invalid input data",
            _ => return None,
        };
        Some(reason.to_owned())
    });
    error(match said {
        None => format!("Error {code} {doing}"),
        Some(reason) => format!("Error {code} {doing}: {reason}"),
    })
}

fn optional_int(value: Option<&Obj>, default: i32) -> PyResult<i32> {
    value.map_or(Ok(default), as_c_int)
}

fn checksum(args: &[&Obj], start: u32, sum: fn(u32, &[u8]) -> u32) -> PyResult {
    let start = match args.get(1) {
        Some(value) => as_bitwise_u64(value)? as u32,
        None => start,
    };
    native::int(sum(start, &argument(args[0])?).into())
}

/// What a run through a stream gave.
struct Output {
    bytes: Vec<u8>,
    taken: usize,
    code: i32,
}

/// Sizes in KiB by which CPython's output grows. With stored blocks they show in the result.
const GROWTH: [usize; 17] = [
    32, 64, 256, 1024, 4096, 8192, 16384, 16384, 32768, 32768, 32768, 32768, 65536, 65536, 131072,
    131072, 262144,
];

/// Runs input through a stream until it is used up, the stream ends or fails, or `max` bytes
/// are there. The first block of output has `first` bytes when that is said.
fn drive(
    stream: &mut Stream,
    input: &[u8],
    flush: i32,
    first: Option<usize>,
    max: Option<usize>,
) -> Output {
    let mut output = Output {
        bytes: Vec::new(),
        taken: 0,
        code: library::OK,
    };
    let mut filled = 0;
    for block in 0.. {
        let grown = GROWTH[block.min(GROWTH.len() - 1)] * 1024;
        let room = first.filter(|_| block == 0).unwrap_or(grown).max(1);
        let room = max.map_or(room, |max| room.min(max - filled));
        if room == 0 {
            break;
        }
        output.bytes.resize(filled + room, 0);
        let mut left = room;
        let mut stuck = false;
        // A block is filled before the next one comes.
        while left > 0 && !stuck {
            let rest = &input[output.taken..];
            let progress = stream.run(rest, &mut output.bytes[filled..], flush);
            output.code = progress.code;
            output.taken += progress.taken;
            filled += progress.written;
            left -= progress.written;
            let goes_on = matches!(progress.code, library::OK | library::BUF_ERROR);
            let more_input = output.taken < input.len() && progress.taken > 0;
            stuck = !goes_on || !more_input;
        }
        let goes_on = matches!(output.code, library::OK | library::BUF_ERROR);
        if !goes_on || left > 0 {
            break;
        }
    }
    output.bytes.truncate(filled);
    output
}

const FIRST_BLOCK: usize = 16 * 1024;

fn compress_all(_: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let level = optional_int(bound[1], -1)?;
    let window_bits = optional_int(bound[2], MAX_WINDOW_BITS)?;
    let data = bound[0].map_or_else(|| Ok(Vec::new()), argument)?;
    let mut stream = Stream::deflate(level, 8, window_bits, 8, 0).map_err(|code| match code {
        library::MEM_ERROR => memory_error("Out of memory while compressing data"),
        library::STREAM_ERROR => error("Bad compression level"),
        code => failure(None, code, "while compressing data"),
    })?;
    let output = drive(&mut stream, &data, library::FINISH, None, None);
    if output.code != library::STREAM_END {
        return Err(failure(
            Some(&stream),
            output.code,
            "while compressing data",
        ));
    }
    bytes(&output.bytes)
}

fn decompress_all(_: &Obj, bound: &[Option<&Obj>]) -> PyResult {
    let data = bound[0].map_or_else(|| Ok(Vec::new()), argument)?;
    let window_bits = optional_int(bound[1], MAX_WINDOW_BITS)?;
    let size = bound[2].map_or(Ok(FIRST_BLOCK as isize), native::size)?;
    if size < 0 {
        return Err(value_error("bufsize must be non-negative"));
    }
    let mut stream = Stream::inflate(window_bits).map_err(|code| match code {
        library::MEM_ERROR => memory_error("Out of memory while decompressing data"),
        code => failure(None, code, "while preparing to decompress data"),
    })?;
    let output = drive(
        &mut stream,
        &data,
        library::FINISH,
        Some(size as usize),
        None,
    );
    if output.code != library::STREAM_END {
        return Err(failure(
            Some(&stream),
            output.code,
            "while decompressing data",
        ));
    }
    bytes(&output.bytes)
}
