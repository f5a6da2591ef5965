//! Functions about one or two paths.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::{Obj, Object, PyResult, protocol};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::os_error;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;

use super::{failed, failed_at, no_dir_fd};
use crate::{files, native};

/// A path argument of one of these functions.
fn path(value: Option<&Obj>, function: &str) -> PyResult<files::Path> {
    path_named(value, function, "path")
}

fn path_named(value: Option<&Obj>, function: &str, argument: &str) -> PyResult<files::Path> {
    match value {
        Some(value) => files::path(value, function, argument),
        None => Err(type_error(format!("{function}: {argument} is missing"))),
    }
}

pub(super) fn fspath(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(value) = args[0] else {
        return native::none();
    };
    if value.downcast::<Str>().is_some() || value.downcast::<Bytes>().is_some() {
        return Ok(value.to_ref());
    }
    let wrong = || {
        type_error(format!(
            "expected str, bytes or os.PathLike object, not {}",
            value.ty().tp_name()
        ))
    };
    let path = protocol::call_special(value, "__fspath__", &[])?.ok_or_else(wrong)?;
    if path.downcast::<Str>().is_some() || path.downcast::<Bytes>().is_some() {
        return Ok(path);
    }
    Err(type_error(format!(
        "expected {}.__fspath__() to return str or bytes, not {}",
        value.ty().tp_name(),
        path.ty().tp_name()
    )))
}

pub(super) fn mkdir(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    no_dir_fd("mkdir", args[2])?;
    let path = path(args[0], "mkdir")?;
    let mode = args[1].map_or(Ok(0o777), native::c_int)?;
    host()
        .make_directory(&path.bytes, mode as u32)
        .map_err(|errno| failed_at(errno, &path.object))?;
    native::none()
}

pub(super) fn rmdir(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    no_dir_fd("rmdir", args[1])?;
    let path = path(args[0], "rmdir")?;
    host()
        .remove_directory(&path.bytes)
        .map_err(|errno| failed_at(errno, &path.object))?;
    native::none()
}

fn remove_file(args: &[Option<&Obj>], function: &str) -> PyResult {
    no_dir_fd(function, args[1])?;
    let path = path(args[0], function)?;
    host()
        .unlink(&path.bytes)
        .map_err(|errno| failed_at(errno, &path.object))?;
    native::none()
}

pub(super) fn unlink(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    remove_file(args, "unlink")
}

pub(super) fn remove(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    remove_file(args, "remove")
}

fn move_file(args: &[Option<&Obj>], function: &str) -> PyResult {
    no_dir_fd(function, args[2])?;
    no_dir_fd(function, args[3])?;
    let from = path_named(args[0], function, "src")?;
    let to = path_named(args[1], function, "dst")?;
    host()
        .rename(&from.bytes, &to.bytes)
        .map_err(|errno| os_error::from_errno(errno, Some(&from.object), Some(&to.object)))?;
    native::none()
}

pub(super) fn rename(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    move_file(args, "rename")
}

pub(super) fn replace(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    move_file(args, "replace")
}

pub(super) fn link(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let from = path_named(args[0], "link", "src")?;
    let to = path_named(args[1], "link", "dst")?;
    host()
        .link(&from.bytes, &to.bytes)
        .map_err(|errno| os_error::from_errno(errno, Some(&from.object), Some(&to.object)))?;
    native::none()
}

pub(super) fn symlink(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    no_dir_fd("symlink", args[3])?;
    let from = path_named(args[0], "symlink", "src")?;
    let to = path_named(args[1], "symlink", "dst")?;
    host()
        .symlink(&from.bytes, &to.bytes)
        .map_err(|errno| os_error::from_errno(errno, Some(&from.object), Some(&to.object)))?;
    native::none()
}

pub(super) fn readlink(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    no_dir_fd("readlink", args[1])?;
    let path = path(args[0], "readlink")?;
    let target = host()
        .read_link(&path.bytes)
        .map_err(|errno| failed_at(errno, &path.object))?;
    Ok(path.name(&target))
}

pub(super) fn chmod(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    no_dir_fd("chmod", args[2])?;
    let path = path(args[0], "chmod")?;
    let mode = args[1].map_or(Ok(0), native::c_int)?;
    host()
        .change_mode(&path.bytes, mode as u32)
        .map_err(|errno| failed_at(errno, &path.object))?;
    native::none()
}

pub(super) fn access(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    no_dir_fd("access", args[2])?;
    let path = path(args[0], "access")?;
    let mode = args[1].map_or(Ok(0), native::c_int)?;
    native::bool(host().access(&path.bytes, mode))
}

pub(super) fn chdir(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let path = path(args[0], "chdir")?;
    host()
        .change_directory(&path.bytes)
        .map_err(|errno| failed_at(errno, &path.object))?;
    native::none()
}

pub(super) fn getcwd(_: &Obj) -> PyResult {
    let path = host().current_directory().map_err(failed)?;
    Ok(files::decode(&path).into_obj())
}

pub(super) fn getcwdb(_: &Obj) -> PyResult {
    let path = host().current_directory().map_err(failed)?;
    Ok(Bytes::new(&path).into_obj())
}

/// Seconds as nanoseconds.
fn nanoseconds(value: &Obj) -> PyResult<i128> {
    if let Some(int) = value.downcast::<Int>() {
        let seconds = int.as_i64().unwrap_or(i64::MAX);
        return Ok(i128::from(seconds) * 1_000_000_000);
    }
    let seconds = serpentarium_runtime::types::float::convert::as_f64(value)?;
    Ok((seconds * 1e9).floor() as i128)
}

pub(super) fn utime(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let path = path(args[0], "utime")?;
    let pair = |value: &Obj| -> PyResult<(
        serpentarium_runtime::object::Ref,
        serpentarium_runtime::object::Ref,
    )> {
        match value.downcast::<Tuple>().map(Tuple::as_slice) {
            Some([first, second]) => Ok((first.to_ref(), second.to_ref())),
            _ => Err(type_error(
                "utime: 'times' must be either a tuple of two ints or None",
            )),
        }
    };
    let (atime, mtime) = match (native::given(args[1]), native::given(args[2])) {
        (Some(_), Some(_)) => {
            return Err(serpentarium_runtime::object::error::value_error(
                "utime: you may specify either 'times' or 'ns' but not both",
            ));
        }
        (Some(times), None) => {
            let (atime, mtime) = pair(times)?;
            (nanoseconds(&atime)?, nanoseconds(&mtime)?)
        }
        (None, Some(ns)) => {
            let (atime, mtime) = pair(ns)?;
            let word = |value: &Obj| native::size(value).map(|value| value as i128);
            (word(&atime)?, word(&mtime)?)
        }
        (None, None) => {
            let now = host().clock(serpentarium_runtime::host::Clock::Realtime);
            (now, now)
        }
    };
    host()
        .set_times(&path.bytes, atime, mtime)
        .map_err(|errno| failed_at(errno, &path.object))?;
    native::none()
}

pub(super) fn umask(_: &Obj, mask: &Obj) -> PyResult {
    native::int(i64::from(host().set_umask(native::c_int(mask)? as u32)))
}

/// Splits off the root: drive (none), root, rest.
pub(super) fn splitroot_ex(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(value) = args[0] else {
        return native::none();
    };
    let path = files::path(value, "_path_splitroot_ex", "path")?;
    let slashes = path.bytes.iter().take_while(|byte| **byte == b'/').count();
    let root = match slashes {
        0 => 0,
        2 => 2,
        _ => 1,
    };
    Ok(Tuple::new(vec![
        path.name(b""),
        path.name(&path.bytes[..root]),
        path.name(&path.bytes[root..]),
    ])
    .into_obj())
}

/// `posixpath.normpath`
pub(super) fn normpath(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(value) = args[0] else {
        return native::none();
    };
    let path = files::path(value, "_path_normpath", "path")?;
    let bytes = &path.bytes;
    let root: &[u8] = if bytes.starts_with(b"//") && !bytes.starts_with(b"///") {
        b"//"
    } else if bytes.starts_with(b"/") {
        b"/"
    } else {
        b""
    };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in bytes.split(|byte| *byte == b'/') {
        let up = part == b"..";
        if part.is_empty() || part == b"." {
            continue;
        }
        if !up || (root.is_empty() && parts.last().is_none_or(|last| *last == b"..")) {
            parts.push(part);
        } else {
            parts.pop();
        }
    }
    let joined = [root, &parts.join(&b'/')].concat();
    Ok(path.name(if joined.is_empty() { b"." } else { &joined }))
}
