//! The descriptors that a program in the sandbox has: the standard streams, and what it opened.
//!
//! All others are the process's own, which talk to whoever watches the program: they are
//! answered as not open.

use std::cell::RefCell;
use std::collections::HashMap;

use super::super::{Fd, HostResult};

/// What a descriptor is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A standard stream, or a copy of it.
    Stream(Fd),
    /// The program's own.
    Own,
}

#[derive(Debug, Default)]
pub struct Descriptors {
    opened: RefCell<HashMap<Fd, Kind>>,
}

impl Descriptors {
    pub fn add(&self, fd: Fd, kind: Kind) {
        self.opened.borrow_mut().insert(fd, kind);
    }

    /// Forgets a descriptor; whether it is to be closed.
    ///
    /// # Errors
    /// `EBADF` for one that the program does not have.
    pub fn remove(&self, fd: Fd) -> HostResult<bool> {
        self.kind(fd)?;
        Ok(self.opened.borrow_mut().remove(&fd).is_some())
    }

    /// # Errors
    /// `EBADF` for one that the program does not have.
    pub fn kind(&self, fd: Fd) -> HostResult<Kind> {
        match fd {
            libc::STDIN_FILENO..=libc::STDERR_FILENO => Ok(Kind::Stream(fd)),
            _ => self.opened.borrow().get(&fd).copied().ok_or(libc::EBADF),
        }
    }

    /// One that is no standard stream.
    ///
    /// # Errors
    /// `EBADF` for a standard stream, and for one that the program does not have.
    pub fn own(&self, fd: Fd) -> HostResult<Fd> {
        match self.kind(fd)? {
            Kind::Own => Ok(fd),
            Kind::Stream(_) => Err(libc::EBADF),
        }
    }
}
