//! Memory that is mapped from files or shared with other processes.

use super::system::{check, errno};
use super::{Fd, HostResult};

/// What is to be mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// -1 with `MAP_ANONYMOUS`.
    pub fd: Fd,
    pub length: usize,
    pub protection: i32,
    pub flags: i32,
    pub offset: i64,
}

/// A mapping; unmapped when dropped.
#[derive(Debug)]
pub struct Mapping {
    address: *mut u8,
    length: usize,
    protection: i32,
}

impl Mapping {
    /// Maps memory of the real operating system.
    ///
    /// # Errors
    /// An errno.
    pub(super) fn new(wanted: Wanted) -> HostResult<Mapping> {
        // SAFETY: the kernel chooses the address, so that nothing else is touched.
        let address = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                wanted.length,
                wanted.protection,
                wanted.flags,
                wanted.fd,
                wanted.offset,
            )
        };
        if address == libc::MAP_FAILED {
            return Err(errno());
        }
        Ok(Mapping {
            address: address.cast(),
            length: wanted.length,
            protection: wanted.protection,
        })
    }

    pub fn len(&self) -> usize {
        self.length
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(crate) fn address(&self) -> *mut u8 {
        self.address
    }

    /// Lets `f` read the bytes; it must not run Python code.
    ///
    /// # Panics
    /// When the memory cannot be read.
    pub fn with_bytes<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R {
        assert!(
            self.protection & (libc::PROT_READ | libc::PROT_WRITE) != 0,
            "memory that cannot be read"
        );
        // SAFETY: mapped for reading, for as long as `self` lives.
        f(unsafe { std::slice::from_raw_parts(self.address, self.length) })
    }

    /// Whether the memory may be read at all.
    pub fn is_readable(&self) -> bool {
        self.protection & (libc::PROT_READ | libc::PROT_WRITE) != 0
    }

    /// Copies bytes to an offset.
    ///
    /// # Panics
    /// When they do not fit or the memory cannot be written.
    pub fn write(&self, offset: usize, bytes: &[u8]) {
        assert!(
            self.protection & libc::PROT_WRITE != 0
                && offset <= self.length
                && bytes.len() <= self.length - offset,
            "write outside a mapping"
        );
        // SAFETY: just checked; the bytes may lie in the mapping itself.
        unsafe { std::ptr::copy(bytes.as_ptr(), self.address.add(offset), bytes.len()) }
    }

    /// Writes changes back to the file.
    ///
    /// # Errors
    /// An errno.
    pub fn flush(&self, offset: usize, length: usize) -> HostResult<()> {
        let length = length.min(self.length.saturating_sub(offset));
        let start = self.address.wrapping_add(offset);
        // SAFETY: a part of the mapping.
        check(unsafe { libc::msync(start.cast(), length, libc::MS_SYNC) }).map(drop)
    }

    /// Tells the kernel how the memory will be used.
    ///
    /// # Errors
    /// An errno.
    pub fn advise(&self, offset: usize, length: usize, advice: i32) -> HostResult<()> {
        let length = length.min(self.length.saturating_sub(offset));
        let start = self.address.wrapping_add(offset);
        // SAFETY: a part of the mapping, which no one holds references into.
        check(unsafe { libc::madvise(start.cast(), length, advice) }).map(drop)
    }

    /// Makes the mapping larger or smaller; it may move.
    ///
    /// # Errors
    /// An errno.
    pub fn resize(&mut self, length: usize) -> HostResult<()> {
        // SAFETY: the whole mapping; `&mut` says that no one holds references into it.
        let address = unsafe {
            libc::mremap(
                self.address.cast(),
                self.length,
                length,
                libc::MREMAP_MAYMOVE,
            )
        };
        if address == libc::MAP_FAILED {
            return Err(errno());
        }
        self.address = address.cast();
        self.length = length;
        Ok(())
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: the mapping was made here and is not used afterwards.
        unsafe { libc::munmap(self.address.cast(), self.length) };
    }
}
