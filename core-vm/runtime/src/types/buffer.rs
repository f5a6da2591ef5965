//! The buffer protocol: a view of an exporter's bytes.

use crate::object::error::buffer_error;
use crate::object::{Obj, PyResult, Ref};
use crate::types::buffer_lease;

/// Request flags (`PyBUF_*`).
pub mod request {
    pub const SIMPLE: u32 = 0;
    pub const WRITABLE: u32 = 1;
    pub const FORMAT: u32 = 4;
    pub const ND: u32 = 8;
    pub const STRIDES: u32 = 0x10 | ND;
    pub const FULL_RO: u32 = 0x100 | STRIDES | FORMAT;
}

/// A view of memory that `owner` exports; released when dropped.
pub struct Buffer {
    pub(crate) data: *mut u8,
    pub len: usize,
    pub readonly: bool,
    pub item_size: usize,
    /// `struct` format; `None`: unsigned bytes.
    pub format: Option<String>,
    pub shape: Vec<isize>,
    pub strides: Vec<isize>,
    pub owner: Ref,
    /// Tells the exporter that the view is gone.
    pub(crate) release: Option<fn(&Obj)>,
}

impl Buffer {
    /// The bytes, copied: the exporter may change them at any time.
    pub fn to_vec(&self) -> Vec<u8> {
        // SAFETY: an exporter keeps `len` bytes at `data` valid until the release.
        unsafe { std::slice::from_raw_parts(self.data, self.len) }.to_vec()
    }

    /// Lets `f` read the bytes; it must not run Python code.
    pub fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R {
        // SAFETY: as in `to_vec`; nothing changes the bytes during `f`.
        f(unsafe { std::slice::from_raw_parts(self.data, self.len) })
    }

    /// Copies `bytes` to `offset`; the caller checked that the view is writable.
    ///
    /// # Panics
    /// When the bytes do not fit or the view is read-only.
    pub fn write(&self, offset: usize, bytes: &[u8]) {
        assert!(
            !self.readonly && offset + bytes.len() <= self.len,
            "write outside a buffer"
        );
        // SAFETY: just checked; the exporter keeps the memory valid.
        unsafe { std::ptr::copy(bytes.as_ptr(), self.data.add(offset), bytes.len()) }
    }
}

impl Buffer {
    /// Number of dimensions.
    pub fn dimensions(&self) -> usize {
        self.shape.len()
    }

    /// Whether the items stand one after the other in C order.
    pub fn is_c_contiguous(&self) -> bool {
        let mut expected = self.item_size as isize;
        for (length, stride) in self.shape.iter().zip(&self.strides).rev() {
            if *length > 1 && *stride != expected {
                return false;
            }
            expected *= length;
        }
        true
    }

    /// The bytes in C order, whatever the strides.
    pub fn contiguous(&self) -> Vec<u8> {
        if self.is_c_contiguous() {
            return self.to_vec();
        }
        let mut out = Vec::with_capacity(self.len);
        self.gather(0, 0, &mut out);
        out
    }

    fn gather(&self, dimension: usize, offset: isize, out: &mut Vec<u8>) {
        let Some(length) = self.shape.get(dimension) else {
            // SAFETY: the offset is that of an item within the exporter's memory.
            out.extend_from_slice(unsafe {
                std::slice::from_raw_parts(self.data.offset(offset), self.item_size)
            });
            return;
        };
        for index in 0..*length {
            self.gather(dimension + 1, offset + index * self.strides[dimension], out);
        }
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            release(&self.owner);
        }
    }
}

/// What stands in the slot of built-in exporters, whose buffers say themselves that they are
/// given back.
///
/// # Errors
/// None.
pub fn hears_itself(_exporter: &Obj, _view: &Obj) -> PyResult<()> {
    Ok(())
}

/// Asks an object for a view (`PyObject_GetBuffer`).
///
/// # Errors
/// `TypeError` when the type exports none; `BufferError` when it refuses.
pub fn get(object: &Obj, flags: u32) -> PyResult<Buffer> {
    match object.ty().slots().bf_getbuffer {
        Some(getbuffer) => {
            let buffer = getbuffer(object, flags)?;
            if buffer_lease::is_wanted(object) {
                return Ok(buffer_lease::lend(object, buffer));
            }
            Ok(buffer)
        }
        None => Err(crate::object::error::type_error(format!(
            "a bytes-like object is required, not '{}'",
            object.ty().tp_name()
        ))),
    }
}

/// A view of mapped memory; `release` tells the owner that it is gone.
///
/// # Errors
/// As [`simple`].
pub fn of_mapping(
    owner: &Obj,
    mapping: &crate::host::mapping::Mapping,
    readonly: bool,
    request: u32,
    release: fn(&Obj),
) -> PyResult<Buffer> {
    let (address, length) = (mapping.address(), mapping.len());
    simple(owner, address, length, readonly, request, Some(release))
}

/// A view of plain bytes, for exporters of one dimension.
///
/// # Errors
/// `BufferError` when a writable view of read-only bytes is asked for.
pub(crate) fn simple(
    owner: &Obj,
    data: *mut u8,
    len: usize,
    readonly: bool,
    request: u32,
    release: Option<fn(&Obj)>,
) -> PyResult<Buffer> {
    if readonly && request & request::WRITABLE != 0 {
        return Err(buffer_error("Object is not writable."));
    }
    Ok(Buffer {
        data,
        len,
        readonly,
        item_size: 1,
        format: (request & request::FORMAT != 0).then(|| "B".to_owned()),
        shape: vec![len as isize],
        strides: vec![1],
        owner: owner.into(),
        release,
    })
}
