//! What the objects of `_bz2` and `_lzma` have in common: output that grows, input that waits.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::PyResult;

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

/// The input of a decompressor.
pub struct Waiting {
    pending: RefCell<Vec<u8>>,
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
