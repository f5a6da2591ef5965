//! Functions about file descriptors.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::threads::blocking;
use serpentarium_runtime::types::buffer;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::struct_sequence::{self, Shape};
use serpentarium_runtime::types::tuple::Tuple;

use super::{failed, failed_at, no_dir_fd};
use crate::{files, native};

pub(super) static TERMINAL_SIZE: Shape = Shape {
    name: "os.terminal_size",
    doc: "A tuple of (columns, lines) for holding terminal window size",
    fields: &[
        ("columns", "width of the terminal window in characters"),
        ("lines", "height of the terminal window in characters"),
    ],
    visible: 2,
};

fn fd_of(value: Option<&Obj>) -> PyResult<i32> {
    value.map_or(Ok(-1), native::c_int)
}

pub(super) fn open(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    no_dir_fd("open", args[3])?;
    let Some(value) = args[0] else {
        return native::none();
    };
    let path = files::path(value, "open", "path")?;
    let flags = args[1].map_or(Ok(0), native::c_int)?;
    let mode = args[2].map_or(Ok(0o777), native::c_int)?;
    let fd = host()
        .open(&path.bytes, flags | libc::O_CLOEXEC, mode as u32)
        .map_err(|errno| failed_at(errno, &path.object))?;
    native::int(i64::from(fd))
}

pub(super) fn close(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    host().close(fd_of(args[0])?).map_err(failed)?;
    native::none()
}

pub(super) fn closerange(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    for fd in fd_of(args[0])?..fd_of(args[1])? {
        let _ = host().close(fd);
    }
    native::none()
}

pub(super) fn read(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = fd_of(args[0])?;
    let size = args[1].map_or(Ok(0), native::size)?;
    let size = usize::try_from(size).map_err(|_| failed(libc::EINVAL))?;
    let mut data = vec![0; size];
    loop {
        match blocking::read(fd, &mut data) {
            Ok(count) => return Ok(Bytes::new(&data[..count]).into_obj()),
            Err(libc::EINTR) => crate::signal::run_handlers()?,
            Err(errno) => return Err(failed(errno)),
        }
    }
}

pub(super) fn write(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = fd_of(args[0])?;
    let Some(data) = args[1] else {
        return native::none();
    };
    let data = buffer::get(data, buffer::request::SIMPLE)?.to_vec();
    loop {
        match blocking::write(fd, &data) {
            Ok(count) => return Ok(Int::from_usize(count).into_obj()),
            Err(libc::EINTR) => crate::signal::run_handlers()?,
            Err(errno) => return Err(failed(errno)),
        }
    }
}

pub(super) fn lseek(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let offset = args[1].map_or(Ok(0), native::size)? as i64;
    let whence = args[2].map_or(Ok(0), native::c_int)?;
    native::int(
        host()
            .seek(fd_of(args[0])?, offset, whence)
            .map_err(failed)?,
    )
}

pub(super) fn ftruncate(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let length = args[1].map_or(Ok(0), native::size)? as i64;
    host().truncate(fd_of(args[0])?, length).map_err(failed)?;
    native::none()
}

pub(super) fn fsync(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    host().sync(fd_of(args[0])?).map_err(failed)?;
    native::none()
}

pub(super) fn isatty(_: &Obj, fd: &Obj) -> PyResult {
    native::bool(host().is_terminal(native::c_int(fd)?))
}

pub(super) fn dup(_: &Obj, fd: &Obj) -> PyResult {
    let fd = host().duplicate(native::c_int(fd)?).map_err(failed)?;
    native::int(i64::from(fd))
}

pub(super) fn dup2(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let inheritable = native::truth(args[2], true)?;
    let fd = host()
        .duplicate_to(fd_of(args[0])?, fd_of(args[1])?, inheritable)
        .map_err(failed)?;
    native::int(i64::from(fd))
}

fn pair(first: i32, second: i32) -> Ref {
    let int = |value: i32| Int::new(i64::from(value)).into_obj();
    Tuple::new(vec![int(first), int(second)]).into_obj()
}

pub(super) fn pipe(_: &Obj) -> PyResult {
    let (reading, writing) = host().pipe().map_err(failed)?;
    Ok(pair(reading, writing))
}

pub(super) fn get_inheritable(_: &Obj, fd: &Obj) -> PyResult {
    native::bool(host().inheritable(native::c_int(fd)?).map_err(failed)?)
}

pub(super) fn set_inheritable(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let inheritable = native::truth(args[1], false)?;
    host()
        .set_inheritable(fd_of(args[0])?, inheritable)
        .map_err(failed)?;
    native::none()
}

pub(super) fn get_blocking(_: &Obj, fd: &Obj) -> PyResult {
    native::bool(host().blocking(native::c_int(fd)?).map_err(failed)?)
}

pub(super) fn set_blocking(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let blocking = native::truth(args[1], false)?;
    host()
        .set_blocking(fd_of(args[0])?, blocking)
        .map_err(failed)?;
    native::none()
}

pub(super) fn get_terminal_size(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = args[0].map_or(Ok(1), native::c_int)?;
    let (columns, lines) = host().terminal_size(fd).map_err(failed)?;
    let int = |value: u16| Int::new(i64::from(value)).into_obj();
    Ok(struct_sequence::define(&TERMINAL_SIZE).make(vec![int(columns), int(lines)]))
}

pub(super) fn urandom(_: &Obj, size: &Obj) -> PyResult {
    let size = native::size(size)?;
    let size = usize::try_from(size).map_err(|_| {
        serpentarium_runtime::object::error::value_error("negative argument not allowed")
    })?;
    let mut data = vec![0; size];
    host().random(&mut data).map_err(failed)?;
    Ok(Bytes::new(&data).into_obj())
}
