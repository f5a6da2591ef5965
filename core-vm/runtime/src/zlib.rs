//! The zlib library: streams that compress and decompress, and its checksums.
//!
//! A safe door for the modules that need it; nothing here knows a Python object.

use std::ffi::{CStr, c_int, c_uint, c_void};
use std::ptr::null_mut;

use libz_sys as sys;

/// What a call of the library answered (`Z_OK`, …), and how far it came.
pub struct Progress {
    pub code: i32,
    /// Bytes of the input that were taken, and of the output that were written.
    pub taken: usize,
    pub written: usize,
}

pub const OK: i32 = sys::Z_OK;
pub const STREAM_END: i32 = sys::Z_STREAM_END;
pub const NEED_DICT: i32 = sys::Z_NEED_DICT;
pub const STREAM_ERROR: i32 = sys::Z_STREAM_ERROR;
pub const DATA_ERROR: i32 = sys::Z_DATA_ERROR;
pub const MEM_ERROR: i32 = sys::Z_MEM_ERROR;
pub const BUF_ERROR: i32 = sys::Z_BUF_ERROR;
pub const VERSION_ERROR: i32 = sys::Z_VERSION_ERROR;
pub const NO_FLUSH: i32 = sys::Z_NO_FLUSH;
pub const SYNC_FLUSH: i32 = sys::Z_SYNC_FLUSH;
pub const FINISH: i32 = sys::Z_FINISH;

/// The library's version.
pub fn version() -> String {
    // SAFETY: the library answers with a static string.
    unsafe { CStr::from_ptr(sys::zlibVersion()) }
        .to_string_lossy()
        .into_owned()
}

/// Which side a stream works on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Deflate,
    Inflate,
}

/// A stream. The library's state points back to it, so it stays where it is.
pub struct Stream {
    raw: *mut sys::z_stream,
    side: Side,
}

unsafe extern "C" fn allocate(_: *mut c_void, count: c_uint, size: c_uint) -> *mut c_void {
    // SAFETY: any count and size are allowed; null says that there is no memory.
    unsafe { libc::calloc(count as usize, size as usize) }
}

unsafe extern "C" fn release(_: *mut c_void, block: *mut c_void) {
    // SAFETY: the library gives back what `allocate` gave it.
    unsafe { libc::free(block) }
}

/// A stream that no init has seen yet; [`unused`] frees it.
fn blank() -> *mut sys::z_stream {
    Box::into_raw(Box::new(sys::z_stream {
        next_in: null_mut(),
        avail_in: 0,
        total_in: 0,
        next_out: null_mut(),
        avail_out: 0,
        total_out: 0,
        msg: null_mut(),
        state: null_mut(),
        zalloc: allocate,
        zfree: release,
        opaque: null_mut(),
        data_type: 0,
        adler: 0,
        reserved: 0,
    }))
}

/// Frees the struct of a stream that has no state.
fn unused(raw: *mut sys::z_stream) {
    // SAFETY: made by `blank`, and given up by the caller.
    drop(unsafe { Box::from_raw(raw) });
}

/// The stream when its init went well, or else the library's code.
fn started(raw: *mut sys::z_stream, side: Side, code: i32) -> Result<Stream, i32> {
    if code == OK {
        return Ok(Stream { raw, side });
    }
    unused(raw);
    Err(code)
}

fn size() -> c_int {
    size_of::<sys::z_stream>() as c_int
}

impl Stream {
    /// A stream that compresses.
    ///
    /// # Errors
    /// The library's code.
    pub fn deflate(
        level: i32,
        method: i32,
        window_bits: i32,
        memory: i32,
        strategy: i32,
    ) -> Result<Stream, i32> {
        let raw = blank();
        // SAFETY: a zeroed stream, and the version and size this was compiled with.
        let code = unsafe {
            sys::deflateInit2_(
                raw,
                level,
                method,
                window_bits,
                memory,
                strategy,
                sys::zlibVersion(),
                size(),
            )
        };
        started(raw, Side::Deflate, code)
    }

    /// A stream that decompresses.
    ///
    /// # Errors
    /// The library's code.
    pub fn inflate(window_bits: i32) -> Result<Stream, i32> {
        let raw = blank();
        // SAFETY: as in `deflate`.
        let code = unsafe { sys::inflateInit2_(raw, window_bits, sys::zlibVersion(), size()) };
        started(raw, Side::Inflate, code)
    }

    /// Works on some input. At most `u32::MAX` bytes of each slice are looked at.
    pub fn run(&mut self, input: &[u8], output: &mut [u8], flush: i32) -> Progress {
        let given = input.len().min(u32::MAX as usize);
        let room = output.len().min(u32::MAX as usize);
        // SAFETY: the stream was initialised for this side; its pointers and lengths are those
        // of live slices during the call only, and the library only reads the input.
        unsafe {
            (*self.raw).next_in = input.as_ptr().cast_mut();
            (*self.raw).avail_in = given as u32;
            (*self.raw).next_out = output.as_mut_ptr();
            (*self.raw).avail_out = room as u32;
            let code = match self.side {
                Side::Deflate => sys::deflate(self.raw, flush),
                Side::Inflate => sys::inflate(self.raw, flush),
            };
            let progress = Progress {
                code,
                taken: given - (*self.raw).avail_in as usize,
                written: room - (*self.raw).avail_out as usize,
            };
            (*self.raw).next_in = null_mut();
            (*self.raw).avail_in = 0;
            (*self.raw).next_out = null_mut();
            (*self.raw).avail_out = 0;
            progress
        }
    }

    /// Sets the preset dictionary; gives the library's code.
    pub fn set_dictionary(&mut self, dictionary: &[u8]) -> i32 {
        let length = dictionary.len().min(u32::MAX as usize) as u32;
        // SAFETY: an initialised stream and a live slice, which the library copies from.
        unsafe {
            match self.side {
                Side::Deflate => sys::deflateSetDictionary(self.raw, dictionary.as_ptr(), length),
                Side::Inflate => sys::inflateSetDictionary(self.raw, dictionary.as_ptr(), length),
            }
        }
    }

    /// A second stream in the same state.
    ///
    /// # Errors
    /// The library's code.
    pub fn copy(&self) -> Result<Stream, i32> {
        let raw = blank();
        // SAFETY: the source is initialised and the library does not change it.
        let code = unsafe {
            match self.side {
                Side::Deflate => sys::deflateCopy(raw, self.raw),
                Side::Inflate => sys::inflateCopy(raw, self.raw),
            }
        };
        started(raw, self.side, code)
    }

    /// What the library says about its last error.
    pub fn message(&self) -> Option<String> {
        // SAFETY: the stream is alive; what is not null is a static string of the library.
        unsafe {
            let message = (*self.raw).msg;
            (!message.is_null()).then(|| CStr::from_ptr(message).to_string_lossy().into_owned())
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: initialised for this side, ended once. The code only says whether
        // the stream was ended early.
        unsafe {
            match self.side {
                Side::Deflate => sys::deflateEnd(self.raw),
                Side::Inflate => sys::inflateEnd(self.raw),
            };
        }
        unused(self.raw);
    }
}

/// The Adler-32 checksum of more bytes.
pub fn adler32(start: u32, bytes: &[u8]) -> u32 {
    bytes.chunks(1 << 30).fold(start, |sum, part| {
        // SAFETY: a live slice of that length.
        (unsafe { sys::adler32(sum.into(), part.as_ptr(), part.len() as u32) }) as u32
    })
}

/// The CRC-32 checksum of more bytes.
pub fn crc32(start: u32, bytes: &[u8]) -> u32 {
    bytes.chunks(1 << 30).fold(start, |sum, part| {
        // SAFETY: a live slice of that length.
        (unsafe { sys::crc32(sum.into(), part.as_ptr(), part.len() as u32) }) as u32
    })
}
