//! What the objects of `_bz2`, `_lzma` and `zlib` have in common: output that grows, input that
//! waits, and the methods and members that show it.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::native::{Member, NativeDef, NativeFn};
use serpentarium_runtime::object::{Obj, PyResult};
use serpentarium_runtime::types::int::bool_ref;

use crate::value::bytes;

/// How far one call of a compression library came.
pub struct Step {
    pub taken: usize,
    pub written: usize,
    pub ended: bool,
}

const BLOCK: usize = 32 * 1024;

/// Calls `step` with rest and room until it ends, or its input is used up and its output has
/// room left.
///
/// # Errors
/// What `step` raises.
pub fn compress_all(
    input: &[u8],
    to_the_end: bool,
    mut step: impl FnMut(&[u8], &mut [u8]) -> PyResult<Step>,
) -> PyResult<Vec<u8>> {
    let (mut output, mut taken, mut filled) = (Vec::new(), 0, 0);
    loop {
        if taken == input.len() && !to_the_end {
            break;
        }
        output.resize(filled + BLOCK, 0);
        let done = step(&input[taken..], &mut output[filled..])?;
        taken += done.taken;
        filled += done.written;
        if done.ended {
            break;
        }
    }
    output.truncate(filled);
    Ok(output)
}

/// `compress` and `flush` of an object that compresses.
pub const fn compressor_methods(
    compress: fn(&Obj, &Obj) -> PyResult,
    flush: fn(&Obj) -> PyResult,
) -> [NativeDef; 2] {
    [
        NativeDef::new(
            "compress",
            "($self, data, /)",
            "Provide data to the compressor object.\n\nReturns a chunk of compressed data if possible, or b'' otherwise.\n\nWhen you have finished providing data to the compressor, call the\nflush() method to finish the compression process.",
            NativeFn::One(compress),
        ),
        NativeDef::new(
            "flush",
            "($self, /)",
            "Finish the compression process.\n\nReturns the compressed data left in internal buffers.\n\nThe compressor object may not be used after this method is called.",
            NativeFn::NoArgs(flush),
        ),
    ]
}

/// Documentation of `decompress` in `_bz2` and `zlib`; that of `_lzma` has other blanks.
pub const DECOMPRESS_DOC: &str = "Decompress *data*, returning uncompressed data as bytes.\n\nIf *max_length* is nonnegative, returns at most *max_length* bytes\nof decompressed data.  If this limit is reached and further output\ncan be produced, *self.needs_input* will be set to ``False``.  In\nthis case, the next call to *decompress()* may provide *data* as b''\nto obtain more of the output.\n\nIf all of the input data was decompressed and returned (either\nbecause this was less than *max_length* bytes, or because\n*max_length* was negative), *self.needs_input* will be set to True.\n\nAttempting to decompress data after the end of stream is reached\nraises an EOFError.  Any data found after the end of the stream is\nignored and saved in the unused_data attribute.";

/// An object that decompresses what it is given piece by piece.
pub trait Decompressing {
    /// The input of such an object.
    ///
    /// # Errors
    /// `TypeError` for any other.
    fn waiting(object: &Obj) -> PyResult<&Waiting>;
}

/// The member `eof`.
pub const fn eof<T: Decompressing>() -> Member {
    Member {
        name: "eof",
        get: |this| Ok(bool_ref(T::waiting(this)?.eof.get())),
        set: None,
        doc: Some("True if the end-of-stream marker has been reached."),
    }
}

/// The member `unused_data`.
pub const fn unused_data<T: Decompressing>() -> Member {
    Member {
        name: "unused_data",
        get: |this| bytes(&T::waiting(this)?.unused()),
        set: None,
        doc: Some("Data found after the end of the compressed stream."),
    }
}

/// The member `needs_input`.
pub const fn needs_input<T: Decompressing>() -> Member {
    Member {
        name: "needs_input",
        get: |this| Ok(bool_ref(T::waiting(this)?.needs_input.get())),
        set: None,
        doc: Some("True if more input is needed before more decompressed data can be produced."),
    }
}

/// The input of a decompressor.
pub struct Waiting {
    /// What was not used yet, or after the end what follows the stream.
    pub pending: RefCell<Vec<u8>>,
    pub eof: Cell<bool>,
    pub needs_input: Cell<bool>,
}

impl Default for Waiting {
    fn default() -> Waiting {
        Waiting {
            pending: RefCell::new(Vec::new()),
            eof: Cell::new(false),
            needs_input: Cell::new(true),
        }
    }
}

impl Waiting {
    /// What came after the end.
    pub fn unused(&self) -> Vec<u8> {
        if self.eof.get() {
            self.pending.borrow().clone()
        } else {
            Vec::new()
        }
    }

    /// Decompresses what waits and `input`, to at most `max` bytes. `drains`: the library may
    /// hold output when its input is used up.
    ///
    /// # Errors
    /// What `step` raises; the input is gone then.
    pub fn decompress(
        &self,
        input: &[u8],
        max: Option<usize>,
        drains: bool,
        mut step: impl FnMut(&[u8], &mut [u8]) -> PyResult<Step>,
    ) -> PyResult<Vec<u8>> {
        let mut pending = self.pending.take();
        pending.extend_from_slice(input);
        if max == Some(0) {
            self.needs_input.set(pending.is_empty());
            self.pending.replace(pending);
            return Ok(Vec::new());
        }
        let (mut output, mut taken, mut filled) = (Vec::new(), 0, 0);
        let mut full;
        loop {
            let room = max.map_or(BLOCK, |max| BLOCK.min(max - filled));
            output.resize(filled + room, 0);
            let done = step(&pending[taken..], &mut output[filled..])?;
            taken += done.taken;
            filled += done.written;
            full = filled == output.len();
            if done.ended {
                self.eof.set(true);
                break;
            }
            let used_up = taken == pending.len();
            if (used_up && !(drains && full)) || max == Some(filled) {
                break;
            }
        }
        output.truncate(filled);
        let used_up = taken == pending.len();
        self.needs_input
            .set(!self.eof.get() && used_up && !(drains && full));
        pending.drain(..taken);
        self.pending.replace(pending);
        Ok(output)
    }
}
