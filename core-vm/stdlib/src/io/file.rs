//! `FileIO`: a descriptor as a raw stream.

use std::cell::Cell;

use serpentarium_runtime::host::{HostResult, host};
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Args, Exc, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, args,
    protocol,
};
use serpentarium_runtime::threads::blocking;
use serpentarium_runtime::types::buffer;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::os_error;
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;

use super::base::{FLAGS, RAW_IO_BASE_TYPE, SLOTS};
use super::unsupported;
use crate::{files, native};

pub struct FileIo {
    /// -1 once closed.
    pub fd: Cell<i32>,
    created: Cell<bool>,
    pub readable: Cell<bool>,
    pub writable: Cell<bool>,
    appending: Cell<bool>,
    seekable: Cell<Option<bool>>,
    close_fd: Cell<bool>,
    block_size: Cell<i64>,
}

impl NativeType for FileIo {
    fn type_object() -> &'static Type {
        &FILE_IO_TYPE
    }
}

pub static FILE_IO_TYPE: Type = Type::builtin(&FILE_IO_SPEC);
static FILE_IO_SPEC: TypeSpec = TypeSpec {
    doc: Some("FileIO(file, mode='r', closefd=True, opener=None)\n--\n\nOpen a file."),
    base: Some(&RAW_IO_BASE_TYPE),
    flags: FLAGS,
    slots: Slots {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        ..SLOTS
    },
    methods: METHODS,
    getset: GETSET,
    ..TypeSpec::of::<Native<FileIo>>("_io.FileIO")
};

static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "read",
        "($self, size=-1, /)",
        "Read at most size bytes, returned as bytes.",
        NativeFn::Bound(read),
    ),
    NativeDef::new(
        "readall",
        "($self, /)",
        "Read all data from the file, returned as bytes.",
        NativeFn::NoArgs(readall),
    ),
    NativeDef::new(
        "readinto",
        "($self, buffer, /)",
        "Same as RawIOBase.readinto().",
        NativeFn::One(readinto),
    ),
    NativeDef::new(
        "write",
        "($self, b, /)",
        "Write buffer b to file, return number of bytes written.",
        NativeFn::One(write),
    ),
    NativeDef::new(
        "seek",
        "($self, pos, whence=0, /)",
        "Move to new file position and return the file position.",
        NativeFn::Bound(seek),
    ),
    NativeDef::new(
        "tell",
        "($self, /)",
        "Current file position.",
        NativeFn::NoArgs(tell),
    ),
    NativeDef::new(
        "truncate",
        "($self, size=None, /)",
        "Truncate the file to at most size bytes and return the truncated size.",
        NativeFn::Bound(truncate),
    ),
    NativeDef::new(
        "close",
        "($self, /)",
        "Close the file.",
        NativeFn::NoArgs(close),
    ),
    NativeDef::new(
        "seekable",
        "($self, /)",
        "True if file supports random-access.",
        NativeFn::NoArgs(|this| native::bool(is_seekable(file(this)?)?)),
    ),
    NativeDef::new(
        "readable",
        "($self, /)",
        "True if file was opened in a read mode.",
        NativeFn::NoArgs(|this| native::bool(open_file(this)?.readable.get())),
    ),
    NativeDef::new(
        "writable",
        "($self, /)",
        "True if file was opened in a write mode.",
        NativeFn::NoArgs(|this| native::bool(open_file(this)?.writable.get())),
    ),
    NativeDef::new(
        "fileno",
        "($self, /)",
        "Return the underlying file descriptor (an integer).",
        NativeFn::NoArgs(|this| native::int(i64::from(open_file(this)?.fd.get()))),
    ),
    NativeDef::new(
        "isatty",
        "($self, /)",
        "True if the file is connected to a TTY device.",
        NativeFn::NoArgs(|this| native::bool(host().is_terminal(open_file(this)?.fd.get()))),
    ),
    NativeDef::new(
        "_isatty_open_only",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| native::bool(host().is_terminal(open_file(this)?.fd.get()))),
    ),
    super::GETSTATE,
];

static GETSET: &[GetSet] = &[
    GetSet::readonly("closed", |this| native::bool(file(this)?.fd.get() < 0))
        .doc("True if the file is closed"),
    GetSet::readonly("closefd", |this| native::bool(file(this)?.close_fd.get()))
        .doc("True if the file descriptor will be closed by close()."),
    GetSet::readonly("mode", |this| native::text(mode_of(file(this)?)))
        .doc("String giving the file mode"),
    GetSet::readonly("_blksize", |this| native::int(file(this)?.block_size.get())),
];

pub fn file(this: &Obj) -> PyResult<&FileIo> {
    this.downcast::<Native<FileIo>>()
        .map(|file| &file.data)
        .ok_or_else(|| type_error("not a FileIO object"))
}

/// The file, open.
fn open_file(this: &Obj) -> PyResult<&FileIo> {
    let file = file(this)?;
    if file.fd.get() < 0 {
        return Err(value_error("I/O operation on closed file"));
    }
    Ok(file)
}

fn new(ty: &Type, _: Args<'_>) -> PyResult {
    Ok(Native::of_type(
        ty,
        FileIo {
            fd: Cell::new(-1),
            created: Cell::new(false),
            readable: Cell::new(false),
            writable: Cell::new(false),
            appending: Cell::new(false),
            seekable: Cell::new(None),
            close_fd: Cell::new(true),
            block_size: Cell::new(super::DEFAULT_BUFFER_SIZE as i64),
        },
    )
    .into_obj())
}

/// Sets the file's abilities from a mode and gives the flags to open it with.
fn apply_mode(file: &FileIo, mode: &str) -> PyResult<i32> {
    let bad = || {
        value_error("Must have exactly one of create/read/write/append mode and at most one plus")
    };
    let (mut kinds, mut plus, mut flags) = (0, false, 0);
    for c in mode.chars() {
        match c {
            'x' => {
                kinds += 1;
                file.created.set(true);
                file.writable.set(true);
                flags |= libc::O_EXCL | libc::O_CREAT;
            }
            'r' => {
                kinds += 1;
                file.readable.set(true);
            }
            'w' => {
                kinds += 1;
                file.writable.set(true);
                flags |= libc::O_CREAT | libc::O_TRUNC;
            }
            'a' => {
                kinds += 1;
                file.writable.set(true);
                file.appending.set(true);
                flags |= libc::O_APPEND | libc::O_CREAT;
            }
            'b' => {}
            '+' if !plus => {
                plus = true;
                file.readable.set(true);
                file.writable.set(true);
            }
            '+' => return Err(bad()),
            _ => return Err(value_error(format!("invalid mode: {mode}"))),
        }
    }
    if kinds != 1 {
        return Err(bad());
    }
    flags |= match (file.readable.get(), file.writable.get()) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    Ok(flags | libc::O_CLOEXEC)
}

fn init(this: &Obj, args: Args<'_>) -> PyResult<()> {
    let bound = args::parsed("(file, mode='r', closefd=True, opener=None)").bind("FileIO", args)?;
    let Some(name) = bound[0] else {
        return Ok(());
    };
    let data = file(this)?;
    if data.fd.get() >= 0 {
        if data.close_fd.get() {
            close_descriptor(data)?;
        } else {
            data.fd.set(-1);
        }
    }
    for flag in [
        &data.readable,
        &data.writable,
        &data.created,
        &data.appending,
    ] {
        flag.set(false);
    }
    let mode = match bound[1] {
        Some(mode) => native::str_arg("FileIO", "argument 'mode'", mode)?.to_string_lossy(),
        None => "r".to_owned(),
    };
    let close_fd = native::truth(bound[2], true)?;
    let flags = apply_mode(data, &mode)?;
    let is_number = !name.is_exact(&serpentarium_runtime::types::str::STR_TYPE)
        && name.ty().slots().nb_index.is_some();
    if is_number {
        let fd = native::c_int(name)?;
        if fd < 0 {
            return Err(value_error("negative file descriptor"));
        }
        data.fd.set(fd);
        data.close_fd.set(close_fd);
    } else {
        if !close_fd {
            return Err(value_error("Cannot use closefd=False with file name"));
        }
        data.close_fd.set(true);
        open_named(data, name, flags, native::given(bound[3]))?;
    }
    if let Err(error) = check_opened(data, name) {
        if !is_number {
            let _ = host().close(data.fd.get());
        }
        data.fd.set(-1);
        return Err(error);
    }
    protocol::setattr_text(this, "name", name)?;
    if data.appending.get() {
        let _ = host().seek(data.fd.get(), 0, libc::SEEK_END);
    }
    Ok(())
}

fn open_named(data: &FileIo, name: &Obj, flags: i32, opener: Option<&Obj>) -> PyResult<()> {
    if let Some(opener) = opener {
        let flags = Int::new(i64::from(flags));
        let fd = protocol::call(opener, &[name, flags.as_obj()])?;
        if fd.downcast::<Int>().is_none() {
            return Err(type_error("expected integer from opener"));
        }
        let fd = native::c_int(&fd)?;
        if fd < 0 {
            return Err(value_error(format!("opener returned {fd}")));
        }
        data.fd.set(fd);
        return Ok(());
    }
    let path = files::path_from(name, "", "path", "str, bytes or os.PathLike object").map_err(
        |error| {
            let is_type = error.matches(&serpentarium_runtime::types::exceptions::TYPE_ERROR);
            if is_type
                && protocol::getattr_opt_text(name, "__fspath__")
                    .ok()
                    .flatten()
                    .is_none()
            {
                type_error(format!(
                    "expected str, bytes or os.PathLike object, not {}",
                    name.ty().tp_name()
                ))
            } else if error.matches(&serpentarium_runtime::types::exceptions::VALUE_ERROR) {
                // The name is encoded before it is looked at.
                value_error("embedded null byte")
            } else {
                error
            }
        },
    )?;
    let fd = retried(|| host().open(&path.bytes, flags, 0o666))
        .map_err(|errno| os_error::from_errno(errno, Some(name), None))?;
    data.fd.set(fd);
    Ok(())
}

/// A descriptor must exist and not be a directory.
fn check_opened(data: &FileIo, name: &Obj) -> PyResult<()> {
    match host().fstat(data.fd.get()) {
        Ok(stat) => {
            if stat.mode & libc::S_IFMT == libc::S_IFDIR {
                return Err(os_error::from_errno(libc::EISDIR, Some(name), None));
            }
            if stat.blksize > 1 {
                data.block_size.set(stat.blksize);
            }
            Ok(())
        }
        Err(libc::EBADF) => Err(os_error::from_errno(libc::EBADF, None, None)),
        Err(_) => Ok(()),
    }
}

/// Repeats a call that a signal interrupted.
pub fn retried<T>(mut call: impl FnMut() -> HostResult<T>) -> HostResult<T> {
    loop {
        match call() {
            Err(libc::EINTR) => {}
            result => return result,
        }
    }
}

/// Repeats a call that a signal interrupted, after its handlers ran.
fn with_signals<T>(mut call: impl FnMut() -> HostResult<T>) -> PyResult<HostResult<T>> {
    loop {
        match call() {
            Err(libc::EINTR) => crate::signal::run_handlers()?,
            result => return Ok(result),
        }
    }
}

fn failed(errno: i32) -> Exc {
    os_error::from_errno(errno, None, None)
}

fn check_readable(this: &Obj) -> PyResult<&FileIo> {
    let data = open_file(this)?;
    if !data.readable.get() {
        return Err(unsupported("File not open for reading"));
    }
    Ok(data)
}

/// Reads once; `None` when nothing is there yet on a non-blocking descriptor.
///
/// # Errors
/// `OSError`, what a signal handler raises.
pub fn read_some(data: &FileIo, target: &mut [u8]) -> PyResult<Option<usize>> {
    match with_signals(|| blocking::read(data.fd.get(), target))? {
        Ok(count) => Ok(Some(count)),
        Err(libc::EAGAIN) => Ok(None),
        Err(errno) => Err(failed(errno)),
    }
}

/// Writes once; `None` when a non-blocking descriptor takes nothing.
///
/// # Errors
/// As [`read_some`].
pub fn write_some(data: &FileIo, bytes: &[u8]) -> PyResult<Option<usize>> {
    match with_signals(|| blocking::write(data.fd.get(), bytes))? {
        Ok(count) => Ok(Some(count)),
        Err(libc::EAGAIN) => Ok(None),
        Err(errno) => Err(failed(errno)),
    }
}

fn read(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let data = check_readable(this)?;
    let size = native::given(args[0]).map_or(Ok(-1), native::size)?;
    if size < 0 {
        return readall(this);
    }
    let mut target = vec![0; size as usize];
    match read_some(data, &mut target)? {
        Some(count) => Ok(Bytes::new(&target[..count]).into_obj()),
        None => Ok(none()),
    }
}

fn readall(this: &Obj) -> PyResult {
    let data = open_file(this)?;
    let mut all = Vec::new();
    let mut part = vec![0; 64 * 1024];
    loop {
        match read_some(data, &mut part)? {
            Some(0) => break,
            Some(count) => all.extend_from_slice(&part[..count]),
            None if all.is_empty() => return Ok(none()),
            None => break,
        }
    }
    Ok(Bytes::new(&all).into_obj())
}

fn readinto(this: &Obj, target: &Obj) -> PyResult {
    let data = check_readable(this)?;
    let view = buffer::get(target, buffer::request::WRITABLE)?;
    let mut bytes = vec![0; view.len];
    match read_some(data, &mut bytes)? {
        Some(count) => {
            view.write(0, &bytes[..count]);
            Ok(Int::from_usize(count).into_obj())
        }
        None => Ok(none()),
    }
}

fn write(this: &Obj, source: &Obj) -> PyResult {
    let data = open_file(this)?;
    if !data.writable.get() {
        return Err(unsupported("File not open for writing"));
    }
    let bytes = buffer::get(source, buffer::request::SIMPLE)?.to_vec();
    match write_some(data, &bytes)? {
        Some(count) => Ok(Int::from_usize(count).into_obj()),
        None => Ok(none()),
    }
}

fn seek(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let data = open_file(this)?;
    let offset = args[0].map_or(Ok(0), native::size)? as i64;
    let whence = args[1].map_or(Ok(0), native::c_int)?;
    let position = host().seek(data.fd.get(), offset, whence).map_err(failed)?;
    native::int(position)
}

fn tell(this: &Obj) -> PyResult {
    let data = open_file(this)?;
    native::int(
        host()
            .seek(data.fd.get(), 0, libc::SEEK_CUR)
            .map_err(failed)?,
    )
}

fn is_seekable(data: &FileIo) -> PyResult<bool> {
    if data.fd.get() < 0 {
        return Err(value_error("I/O operation on closed file"));
    }
    if data.seekable.get().is_none() {
        let can = host().seek(data.fd.get(), 0, libc::SEEK_CUR).is_ok();
        data.seekable.set(Some(can));
    }
    Ok(data.seekable.get() == Some(true))
}

fn truncate(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let data = open_file(this)?;
    if !data.writable.get() {
        return Err(unsupported("File not open for writing"));
    }
    let size = match native::given(args[0]) {
        Some(size) => native::size(size)? as i64,
        None => host()
            .seek(data.fd.get(), 0, libc::SEEK_CUR)
            .map_err(failed)?,
    };
    host().truncate(data.fd.get(), size).map_err(failed)?;
    native::int(size)
}

fn close_descriptor(data: &FileIo) -> PyResult<()> {
    let fd = data.fd.replace(-1);
    if fd >= 0 {
        host().close(fd).map_err(failed)?;
    }
    Ok(())
}

fn close(this: &Obj) -> PyResult {
    let data = file(this)?;
    // The base's part: flush, and note that the stream is closed.
    let base = protocol::getattr_text(RAW_IO_BASE_TYPE.as_obj(), "close")?;
    let flushed = protocol::call(&base, &[this]);
    if data.close_fd.get() {
        close_descriptor(data)?;
    } else {
        data.fd.set(-1);
    }
    flushed?;
    native::none()
}

/// A raw file that is dropped open gives a `ResourceWarning`.
pub fn warn_unclosed(this: &Obj) {
    let Some(data) = this.downcast::<Native<FileIo>>() else {
        return;
    };
    if data.fd.get() < 0 || !data.close_fd.get() {
        return;
    }
    let shown = protocol::repr_text(this).unwrap_or_default();
    if let Err(error) = crate::warnings::warn_resource(&format!("unclosed file {shown}"), this) {
        serpentarium_runtime::vm::write_unraisable(error, None, Some(this));
    }
}

fn mode_of(data: &FileIo) -> &'static str {
    let readable = data.readable.get();
    if data.created.get() {
        if readable { "xb+" } else { "xb" }
    } else if data.appending.get() {
        if readable { "ab+" } else { "ab" }
    } else if readable {
        if data.writable.get() { "rb+" } else { "rb" }
    } else {
        "wb"
    }
}

fn repr(this: &Obj) -> PyResult {
    let data = file(this)?;
    let class = this.ty().tp_name();
    if data.fd.get() < 0 {
        return native::text(format!("<{class} [closed]>"));
    }
    let close_fd = if data.close_fd.get() { "True" } else { "False" };
    let mode = mode_of(data);
    match protocol::getattr_opt_text(this, "name")? {
        None => native::text(format!(
            "<{class} fd={} mode='{mode}' closefd={close_fd}>",
            data.fd.get()
        )),
        Some(name) => {
            let name = protocol::repr(&name)?;
            Ok(Str::from_str(&format!("<{class} name="))
                .concat(&name)
                .concat(&Str::from_str(&format!(
                    " mode='{mode}' closefd={close_fd}>"
                )))
                .into_obj())
        }
    }
}

#[allow(unused_imports)]
use {Ref as _, bool_ref as _};
