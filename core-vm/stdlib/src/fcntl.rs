//! `fcntl`: file control, device control, file locks.

use serpentarium_runtime::host::control::RecordLock;
use serpentarium_runtime::host::{Fd, HostResult, host};
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::threads::{self, blocking};
use serpentarium_runtime::types::buffer::{self, Buffer, request};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::os_error;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::int::convert::{as_bitwise_u64, as_c_int, as_long};
use serpentarium_runtime::types::str::Str;

use crate::select::descriptor;
use crate::{files, native, signal};

pub static MODULE: NativeModule = NativeModule {
    name: "fcntl",
    doc: "This module performs file control and I/O control on file\ndescriptors.  It is an interface to the fcntl() and ioctl() Unix\nroutines.  File descriptors can be obtained with the fileno() method of\na file or socket object.",
    functions: FUNCTIONS,
    exec: |module| {
        for (name, value) in CONSTANTS {
            native::set_int(module, name, *value);
        }
        Ok(())
    },
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "fcntl",
        "($module, fd, cmd, arg=0, /)",
        "Perform the operation cmd on file descriptor fd.\n\nThe values used for cmd are operating system dependent, and are\navailable as constants in the fcntl module, using the same names as used\nin the relevant C header files.  The argument arg is optional, and\ndefaults to 0; it may be an integer, a bytes-like object or a string.\nIf arg is given as a string, it will be encoded to binary using the\nUTF-8 encoding.\n\nIf the arg given is an integer or if none is specified, the result value\nis an integer corresponding to the return value of the fcntl() call in\nthe C code.\n\nIf arg is given as a bytes-like object, the return value of fcntl() is a\nbytes object of that length, containing the resulting value put in the\narg buffer by the operating system.  The length of the arg buffer is not\nallowed to exceed 1024 bytes.",
        NativeFn::Bound(fcntl),
    ),
    NativeDef::new(
        "flock",
        "($module, fd, operation, /)",
        "Perform the lock operation on file descriptor fd.\n\nSee the Unix manual page for flock(2) for details (On some systems, this\nfunction is emulated using fcntl()).",
        NativeFn::Bound(flock),
    ),
    NativeDef::new(
        "ioctl",
        "($module, fd, request, arg=0, mutate_flag=True, /)",
        "Perform the operation request on file descriptor fd.\n\nThe values used for request are operating system dependent, and are\navailable as constants in the fcntl or termios library modules, using\nthe same names as used in the relevant C header files.\n\nThe argument arg is optional, and defaults to 0; it may be an integer, a\nbytes-like object or a string.  If arg is given as a string, it will be\nencoded to binary using the UTF-8 encoding.\n\nIf the arg given is an integer or if none is specified, the result value\nis an integer corresponding to the return value of the ioctl() call in\nthe C code.\n\nIf the argument is a mutable buffer (such as a bytearray) and the\nmutate_flag argument is true (default) then the buffer is (in effect)\npassed to the operating system and changes made by the OS will be\nreflected in the contents of the buffer after the call has returned.\nThe return value is the integer returned by the ioctl() system call.\n\nIf the argument is a mutable buffer and the mutable_flag argument is\nfalse, the behavior is as if an immutable buffer had been passed.\n\nIf the argument is an immutable buffer then a copy of the buffer is\npassed to the operating system and the return value is a bytes object of\nthe same length containing whatever the operating system put in the\nbuffer.  The length of the arg buffer in this case is not allowed to\nexceed 1024 bytes.",
        NativeFn::Bound(ioctl),
    ),
    NativeDef::new(
        "lockf",
        "($module, fd, cmd, len=0, start=0, whence=0, /)",
        "A wrapper around the fcntl() locking calls.\n\nfd is the file descriptor of the file to lock or unlock, and operation\nis one of the following values:\n\n    LOCK_UN - unlock\n    LOCK_SH - acquire a shared lock\n    LOCK_EX - acquire an exclusive lock\n\nWhen operation is LOCK_SH or LOCK_EX, it can also be bitwise ORed with\nLOCK_NB to avoid blocking on lock acquisition.  If LOCK_NB is used and\nthe lock cannot be acquired, an OSError will be raised and the exception\nwill have an errno attribute set to EACCES or EAGAIN (depending on the\noperating system -- for portability, check for either value).\n\nlen is the number of bytes to lock, with the default meaning to lock to\nEOF.  start is the byte offset, relative to whence, to that the lock\nstarts.  whence is as with fileobj.seek(), specifically:\n\n    0 - relative to the start of the file (SEEK_SET)\n    1 - relative to the current buffer position (SEEK_CUR)\n    2 - relative to the end of the file (SEEK_END)",
        NativeFn::Bound(lockf),
    ),
];

/// Larger arguments than this are refused.
const MOST: usize = 1024;

/// Tries again after signals.
pub(crate) fn retried<T>(mut call: impl FnMut() -> HostResult<T>) -> PyResult<T> {
    loop {
        match call() {
            Err(libc::EINTR) => signal::run_handlers()?,
            Err(errno) => return Err(os_error::from_errno(errno, None, None)),
            Ok(value) => return Ok(value),
        }
    }
}

/// The argument of a call: a number, or data.
enum Argument {
    Number(u64),
    Data(Vec<u8>),
    /// Data to be changed in place.
    Changeable(Buffer),
}

fn argument(function: &str, value: &Obj, may_change: bool) -> PyResult<Argument> {
    if let Some(text) = value.downcast::<Str>() {
        return short(function, files::encode(text)?);
    }
    if value.ty().slots().bf_getbuffer.is_some() {
        if may_change && let Ok(lent) = buffer::get(value, request::WRITABLE) {
            return Ok(Argument::Changeable(lent));
        }
        let lent = buffer::get(value, request::SIMPLE)?;
        return short(function, lent.to_vec());
    }
    if value.downcast::<Int>().is_none() && value.ty().slots().nb_index.is_none() {
        return Err(type_error(format!(
            "{function}() argument 3 must be an integer, a bytes-like object, or a string, not {}",
            value.ty().name()
        )));
    }
    match function {
        "ioctl" => native::c_int(value).map(|number| Argument::Number(number as u64)),
        _ => as_bitwise_u64(value).map(Argument::Number),
    }
}

fn short(function: &str, data: Vec<u8>) -> PyResult<Argument> {
    if data.len() > MOST {
        return Err(value_error(format!("{function} argument 3 is too long")));
    }
    Ok(Argument::Data(data))
}

fn bytes(data: &[u8]) -> Ref {
    Bytes::new(data).into_obj()
}

fn fcntl(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = descriptor(native::required(args[0]))?;
    let command = as_c_int(native::required(args[1]))?;
    let given = match args[2] {
        Some(value) => argument("fcntl", value, false)?,
        None => Argument::Number(0),
    };
    let control = host().control();
    match given {
        Argument::Data(mut data) => {
            retried(|| control.fcntl_data(fd, command, &mut data))?;
            Ok(bytes(&data))
        }
        Argument::Number(number) => {
            let result = retried(|| control.fcntl(fd, command, number as i32))?;
            native::int(i64::from(result))
        }
        Argument::Changeable(_) => native::none(),
    }
}

fn ioctl(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = descriptor(native::required(args[0]))?;
    let request = native::required(args[1]);
    if request.downcast::<Int>().is_none() && request.ty().slots().nb_index.is_none() {
        return Err(type_error(format!(
            "ioctl() argument 2 must be int, not {}",
            request.ty().name()
        )));
    }
    let request = as_bitwise_u64(request)?;
    let may_change = native::truth(args[3], true)?;
    let given = match args[2] {
        Some(value) => argument("ioctl", value, may_change)?,
        None => Argument::Number(0),
    };
    let control = host().control();
    let result = match given {
        Argument::Data(mut data) => {
            retried(|| control.ioctl_data(fd, request, &mut data))?;
            return Ok(bytes(&data));
        }
        Argument::Changeable(lent) => {
            let mut data = lent.to_vec();
            let result = retried(|| control.ioctl_data(fd, request, &mut data))?;
            lent.write(0, &data);
            result
        }
        Argument::Number(number) => retried(|| control.ioctl(fd, request, number as i32))?,
    };
    native::int(i64::from(result))
}

/// Waits for a lock without holding up other threads.
fn patiently(waits: bool, mut lock: impl FnMut(bool) -> HostResult<()>) -> PyResult<()> {
    if !waits || threads::is_alone() {
        return retried(|| lock(waits));
    }
    retried(|| {
        blocking::repeatedly(|| match lock(false) {
            Err(libc::EAGAIN | libc::EACCES) => Ok(None),
            result => result.map(Some),
        })
    })
}

fn flock(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd: Fd = descriptor(native::required(args[0]))?;
    let operation = as_c_int(native::required(args[1]))?;
    patiently(operation & libc::LOCK_NB == 0, |waits| {
        let patience = if waits { 0 } else { libc::LOCK_NB };
        host().control().lock_file(fd, operation | patience)
    })?;
    native::none()
}

fn lockf(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = descriptor(native::required(args[0]))?;
    let operation = as_c_int(native::required(args[1]))?;
    let length = args[2].map_or(Ok(0), as_long)?;
    let start = args[3].map_or(Ok(0), as_long)?;
    let whence = args[4].map_or(Ok(0), as_c_int)?;
    let kind = if operation == libc::LOCK_UN {
        libc::F_UNLCK
    } else if operation & libc::LOCK_SH != 0 {
        libc::F_RDLCK
    } else if operation & libc::LOCK_EX != 0 {
        libc::F_WRLCK
    } else {
        return Err(value_error("unrecognized lockf argument"));
    };
    let lock = RecordLock {
        kind: kind as i16,
        whence: whence as i16,
        start,
        length,
    };
    patiently(operation & libc::LOCK_NB == 0, |waits| {
        host().control().lock_record(fd, waits, lock)
    })?;
    native::none()
}

const CONSTANTS: &[(&str, i64)] = &[
    ("LOCK_SH", 1),
    ("LOCK_EX", 2),
    ("LOCK_NB", 4),
    ("LOCK_UN", 8),
    ("LOCK_MAND", 32),
    ("LOCK_READ", 64),
    ("LOCK_WRITE", 128),
    ("LOCK_RW", 192),
    ("F_DUPFD", 0),
    ("F_DUPFD_CLOEXEC", 1030),
    ("F_GETFD", 1),
    ("F_SETFD", 2),
    ("F_GETFL", 3),
    ("F_SETFL", 4),
    ("F_GETLK", 5),
    ("F_SETLK", 6),
    ("F_SETLKW", 7),
    ("F_OFD_GETLK", 36),
    ("F_OFD_SETLK", 37),
    ("F_OFD_SETLKW", 38),
    ("F_GETOWN", 9),
    ("F_SETOWN", 8),
    ("F_GETSIG", 11),
    ("F_SETSIG", 10),
    ("F_RDLCK", 0),
    ("F_WRLCK", 1),
    ("F_UNLCK", 2),
    ("F_GETLK64", 5),
    ("F_SETLK64", 6),
    ("F_SETLKW64", 7),
    ("FASYNC", 8192),
    ("F_SETLEASE", 1024),
    ("F_GETLEASE", 1025),
    ("F_NOTIFY", 1026),
    ("F_DUPFD_QUERY", 1027),
    ("F_EXLCK", 4),
    ("F_SHLCK", 8),
    ("F_SETPIPE_SZ", 1031),
    ("F_GETPIPE_SZ", 1032),
    ("FICLONE", 1074041865),
    ("FICLONERANGE", 1075876877),
    ("F_GETOWN_EX", 16),
    ("F_SETOWN_EX", 15),
    ("F_OWNER_TID", 0),
    ("F_OWNER_PID", 1),
    ("F_OWNER_PGRP", 2),
    ("F_GET_RW_HINT", 1035),
    ("F_SET_RW_HINT", 1036),
    ("F_GET_FILE_RW_HINT", 1037),
    ("F_SET_FILE_RW_HINT", 1038),
    ("RWH_WRITE_LIFE_NOT_SET", 0),
    ("RWH_WRITE_LIFE_NONE", 1),
    ("RWH_WRITE_LIFE_SHORT", 2),
    ("RWH_WRITE_LIFE_MEDIUM", 3),
    ("RWH_WRITE_LIFE_LONG", 4),
    ("RWH_WRITE_LIFE_EXTREME", 5),
    ("FD_CLOEXEC", 1),
    ("DN_ACCESS", 1),
    ("DN_MODIFY", 2),
    ("DN_CREATE", 4),
    ("DN_DELETE", 8),
    ("DN_RENAME", 16),
    ("DN_ATTRIB", 32),
    ("DN_MULTISHOT", 2147483648),
    ("F_ADD_SEALS", 1033),
    ("F_GET_SEALS", 1034),
    ("F_SEAL_SEAL", 1),
    ("F_SEAL_SHRINK", 2),
    ("F_SEAL_GROW", 4),
    ("F_SEAL_WRITE", 8),
    ("F_SEAL_FUTURE_WRITE", 16),
];
