//! `stat` and its result.

use serpentarium_runtime::host::{Stat, host};
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::struct_sequence::{self, Shape};

use super::{failed, failed_at, no_dir_fd};
use crate::{files, native};

pub(super) static STAT_RESULT: Shape = Shape {
    name: "os.stat_result",
    doc: "stat_result: Result from stat, fstat, or lstat.\n\nThis object may be accessed either as a tuple of\n  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)\nor via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.\n\nPosix/windows: If your platform supports st_blksize, st_blocks, st_rdev,\nor st_flags, they are available as attributes only.\n\nSee os.stat for more information.",
    fields: &[
        ("st_mode", "protection bits"),
        ("st_ino", "inode"),
        ("st_dev", "device"),
        ("st_nlink", "number of hard links"),
        ("st_uid", "user ID of owner"),
        ("st_gid", "group ID of owner"),
        ("st_size", "total size, in bytes"),
        ("", "integer time of last access"),
        ("", "integer time of last modification"),
        ("", "integer time of last change"),
        ("st_atime", "time of last access"),
        ("st_mtime", "time of last modification"),
        ("st_ctime", "time of last change"),
        ("st_atime_ns", "time of last access in nanoseconds"),
        ("st_mtime_ns", "time of last modification in nanoseconds"),
        ("st_ctime_ns", "time of last change in nanoseconds"),
        ("st_blksize", "blocksize for filesystem I/O"),
        ("st_blocks", "number of blocks allocated"),
        ("st_rdev", "device type (if inode device)"),
    ],
    visible: 10,
};

fn int(value: impl Into<i128>) -> Ref {
    let value: i128 = value.into();
    Int::from_big(num_bigint::BigInt::from(value)).into_obj()
}

/// An `os.stat_result`.
pub fn stat_object(stat: &Stat) -> Ref {
    let times = [stat.atime_ns, stat.mtime_ns, stat.ctime_ns];
    let mut values = vec![
        int(stat.mode),
        int(stat.ino),
        int(stat.dev),
        int(stat.nlink),
        int(stat.uid),
        int(stat.gid),
        int(stat.size),
    ];
    values.extend(times.iter().map(|time| int(time.div_euclid(1_000_000_000))));
    values.extend(times.iter().map(|time| {
        let (seconds, nanos) = (
            time.div_euclid(1_000_000_000),
            time.rem_euclid(1_000_000_000),
        );
        Float::new(seconds as f64 + 1e-9 * nanos as f64).into_obj()
    }));
    values.extend(times.iter().map(|time| int(*time)));
    values.extend([int(stat.blksize), int(stat.blocks), int(stat.rdev)]);
    struct_sequence::define(&STAT_RESULT).make(values)
}

fn by_path(value: &Obj, function: &str, follow: bool) -> PyResult {
    let is_number = value.ty().slots().nb_index.is_some();
    if is_number && function == "stat" {
        let fd = native::c_int(value)?;
        return Ok(stat_object(
            &host().fstat(fd).map_err(|errno| failed_at(errno, value))?,
        ));
    }
    let wanted = if function == "stat" {
        "string, bytes, os.PathLike or integer"
    } else {
        "string, bytes or os.PathLike"
    };
    let path = files::path_from(value, function, "path", wanted)?;
    let stat = host()
        .stat(&path.bytes, follow)
        .map_err(|errno| failed_at(errno, &path.object))?;
    Ok(stat_object(&stat))
}

pub(super) fn stat(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    no_dir_fd("stat", args[1])?;
    let follow = native::truth(args[2], true)?;
    match args[0] {
        Some(path) => by_path(path, "stat", follow),
        None => native::none(),
    }
}

pub(super) fn lstat(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    no_dir_fd("lstat", args[1])?;
    match args[0] {
        Some(path) => by_path(path, "lstat", false),
        None => native::none(),
    }
}

pub(super) fn fstat(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let fd = args[0].map_or(Ok(-1), native::c_int)?;
    Ok(stat_object(&host().fstat(fd).map_err(failed)?))
}
