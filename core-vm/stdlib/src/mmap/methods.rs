//! Methods of mappings: as files, searching, flushing, resizing.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::error::{buffer_error, overflow_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn};
use serpentarium_runtime::object::{Obj, Object, PyResult};
use serpentarium_runtime::types::buffer::{self, request};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::int::convert::{as_c_int, as_long, as_ssize};

use super::{Access, Mmap, failed, mmap};
use crate::native;

pub(super) static METHODS: &[NativeDef] = &[
    NativeDef::new("__enter__", "($self, /)", "", NativeFn::NoArgs(enter)),
    NativeDef::new(
        "__exit__",
        "($self, exc_type, exc_value, traceback, /)",
        "",
        NativeFn::Positional(3, 3, exit),
    ),
    NativeDef::new("close", "($self, /)", "", NativeFn::NoArgs(close)),
    NativeDef::new(
        "find",
        "($self, view, start=None, end=None, /)",
        "",
        NativeFn::Bound(find),
    ),
    NativeDef::new(
        "flush",
        "($self, offset=0, size=None, /)",
        "",
        NativeFn::Bound(flush),
    ),
    NativeDef::new(
        "madvise",
        "($self, option, start=0, length=None, /)",
        "",
        NativeFn::Bound(madvise),
    ),
    NativeDef::new(
        "move",
        "($self, dest, src, count, /)",
        "",
        NativeFn::Bound(r#move),
    ),
    NativeDef::new("read", "($self, n=None, /)", "", NativeFn::Bound(read)),
    NativeDef::new("read_byte", "($self, /)", "", NativeFn::NoArgs(read_byte)),
    NativeDef::new("readline", "($self, /)", "", NativeFn::NoArgs(readline)),
    NativeDef::new("resize", "($self, newsize, /)", "", NativeFn::One(resize)),
    NativeDef::new(
        "rfind",
        "($self, view, start=None, end=None, /)",
        "",
        NativeFn::Bound(rfind),
    ),
    NativeDef::new(
        "seek",
        "($self, pos, whence=0, /)",
        "",
        NativeFn::Bound(seek),
    ),
    NativeDef::new("seekable", "($self, /)", "", NativeFn::NoArgs(seekable)),
    NativeDef::new("size", "($self, /)", "", NativeFn::NoArgs(file_size)),
    NativeDef::new("tell", "($self, /)", "", NativeFn::NoArgs(tell)),
    NativeDef::new("write", "($self, bytes, /)", "", NativeFn::One(write)),
    NativeDef::new(
        "write_byte",
        "($self, byte, /)",
        "",
        NativeFn::One(write_byte),
    ),
];

/// An argument that was given; the signatures say which must be.
fn size(value: Option<&Obj>, default: isize) -> PyResult<isize> {
    native::given(value).map_or(Ok(default), as_ssize)
}

fn given_bytes(value: Option<&Obj>) -> PyResult<Vec<u8>> {
    Ok(buffer::get(native::required(value), request::SIMPLE)?.to_vec())
}

pub(super) fn repr(this: &Obj) -> PyResult {
    let object = mmap(this)?;
    let name = this.ty().tp_name();
    let length = match &*object.mapping.borrow() {
        Some(mapping) => mapping.len(),
        None => return native::text(format!("<{name} closed=True>")),
    };
    native::text(format!(
        "<{name} closed=False, access={}, length={length}, pos={}, offset={}>",
        object.access.name(),
        object.position.get(),
        object.offset
    ))
}

fn enter(this: &Obj) -> PyResult {
    mmap(this)?.len()?;
    Ok(this.to_ref())
}

fn exit(this: &Obj, _: &[&Obj]) -> PyResult {
    close(this)
}

fn close(this: &Obj) -> PyResult {
    let object = mmap(this)?;
    if object.exports.get() > 0 {
        return Err(buffer_error("cannot close exported pointers exist"));
    }
    object.close_file();
    drop(object.mapping.take());
    native::none()
}

impl Mmap {
    /// What is left behind the position.
    fn remaining(&self) -> PyResult<usize> {
        Ok(self.len()?.saturating_sub(self.position.get()))
    }

    fn take(&self, count: usize) -> PyResult {
        let start = self.position.get();
        let taken = self.with(|mapping| {
            Ok(mapping.with_bytes(|bytes| {
                let end = bytes.len().min(start.saturating_add(count));
                bytes.get(start..end).unwrap_or_default().to_vec()
            }))
        })?;
        self.position.set(start + taken.len());
        Ok(Bytes::new(&taken).into_obj())
    }
}

fn read(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let object = mmap(this)?;
    object.len()?;
    let wanted = match native::given(args[0]) {
        None => -1,
        Some(value) if value.ty().slots().nb_index.is_some() => native::size(value)?,
        Some(value) => {
            return Err(type_error(format!(
                "argument should be integer or None, not '{}'",
                value.ty().tp_name()
            )));
        }
    };
    let remaining = object.remaining()?;
    let count = usize::try_from(wanted).map_or(remaining, |wanted| wanted.min(remaining));
    object.take(count)
}

fn read_byte(this: &Obj) -> PyResult {
    let object = mmap(this)?;
    let at = object.position.get();
    let byte = object.with(|mapping| Ok(mapping.with_bytes(|bytes| bytes.get(at).copied())))?;
    let byte = byte.ok_or_else(|| value_error("read byte out of range"))?;
    object.position.set(at + 1);
    native::int(i64::from(byte))
}

fn readline(this: &Obj) -> PyResult {
    let object = mmap(this)?;
    let start = object.position.get();
    let length = object.with(|mapping| {
        Ok(mapping.with_bytes(|bytes| {
            let rest = bytes.get(start..).unwrap_or_default();
            let newline = rest.iter().position(|byte| *byte == b'\n');
            newline.map_or(rest.len(), |newline| newline + 1)
        }))
    })?;
    object.take(length)
}

/// A position that may count from the end, within the mapping.
fn bounded(value: isize, length: usize) -> usize {
    let value = if value < 0 {
        value + length as isize
    } else {
        value
    };
    usize::try_from(value).unwrap_or(0).min(length)
}

fn search(
    this: &Obj,
    args: &[Option<&Obj>],
    found: impl FnOnce(&[u8], &[u8]) -> Option<usize>,
) -> PyResult {
    let object = mmap(this)?;
    let length = object.len()?;
    let needle = given_bytes(args[0])?;
    let start = size(args[1], object.position.get() as isize)?;
    let end = size(args[2], length as isize)?;
    let length = object.len()?;
    let (start, end) = (bounded(start, length), bounded(end, length));
    let found = object.with(|mapping| {
        Ok(mapping.with_bytes(|bytes| {
            let part = bytes.get(start..end)?;
            found(part, &needle).map(|at| start + at)
        }))
    })?;
    native::int(found.map_or(-1, |at| at as i64))
}

fn find(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    search(this, args, |bytes, needle| {
        if needle.is_empty() {
            return Some(0);
        }
        bytes.windows(needle.len()).position(|part| part == needle)
    })
}

fn rfind(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    search(this, args, |bytes, needle| {
        if needle.is_empty() {
            return Some(bytes.len());
        }
        bytes.windows(needle.len()).rposition(|part| part == needle)
    })
}

fn write(this: &Obj, data: &Obj) -> PyResult {
    let object = mmap(this)?;
    object.len()?;
    let data = given_bytes(Some(data))?;
    object.check_writable()?;
    if object.remaining()? < data.len() {
        return Err(value_error("data out of range"));
    }
    let at = object.position.get();
    object.with(|mapping| {
        mapping.write(at, &data);
        Ok(())
    })?;
    object.position.set(at + data.len());
    native::int(data.len() as i64)
}

fn write_byte(this: &Obj, byte: &Obj) -> PyResult {
    let object = mmap(this)?;
    object.len()?;
    let byte = as_long(byte)?;
    let byte = u8::try_from(byte).map_err(|_| {
        overflow_error(if byte < 0 {
            "unsigned byte integer is less than minimum"
        } else {
            "unsigned byte integer is greater than maximum"
        })
    })?;
    object.check_writable()?;
    if object.remaining()? == 0 {
        return Err(value_error("write byte out of range"));
    }
    let at = object.position.get();
    object.with(|mapping| {
        mapping.write(at, &[byte]);
        Ok(())
    })?;
    object.position.set(at + 1);
    native::none()
}

fn seek(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let object = mmap(this)?;
    let length = object.len()? as isize;
    let distance = as_ssize(native::required(args[0]))?;
    let base = match args[1].map_or(Ok(0), as_c_int)? {
        0 => 0,
        1 => object.position.get() as isize,
        2 => length,
        _ => return Err(value_error("unknown seek type")),
    };
    let target = base
        .checked_add(distance)
        .filter(|target| (0..=length).contains(target))
        .ok_or_else(|| value_error("seek out of range"))?;
    object.position.set(target as usize);
    native::int(target as i64)
}

fn seekable(_: &Obj) -> PyResult {
    native::bool(true)
}

fn tell(this: &Obj) -> PyResult {
    let object = mmap(this)?;
    object.len()?;
    native::int(object.position.get() as i64)
}

/// The size of the file, which may differ from the mapping's.
fn file_size(this: &Obj) -> PyResult {
    let object = mmap(this)?;
    object.len()?;
    match object.fd.get() {
        -1 => Err(failed(libc::EBADF)),
        fd => native::int(host().fstat(fd).map_err(failed)?.size),
    }
}

fn r#move(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let object = mmap(this)?;
    object.len()?;
    let number = |index: usize| as_ssize(native::required(args[index]));
    let (to, from, count) = (number(0)?, number(1)?, number(2)?);
    object.check_writable()?;
    let length = object.len()?;
    let inside = |start: isize| {
        let start = usize::try_from(start).ok()?;
        let count = usize::try_from(count).ok()?;
        (start <= length && length - start >= count).then_some((start, count))
    };
    let (Some((to, count)), Some((from, _))) = (inside(to), inside(from)) else {
        return Err(value_error("source, destination, or count out of range"));
    };
    object.with(|mapping| {
        let part = mapping.with_bytes(|bytes| bytes[from..from + count].to_vec());
        mapping.write(to, &part);
        Ok(())
    })?;
    native::none()
}

fn flush(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let object = mmap(this)?;
    let length = object.len()?;
    let offset = size(args[0], 0)?;
    let count = size(args[1], length as isize)?;
    let part = (usize::try_from(offset).ok(), usize::try_from(count).ok());
    let (offset, count) = match part {
        (Some(offset), Some(count)) if offset.saturating_add(count) <= object.len()? => {
            (offset, count)
        }
        _ => return Err(value_error("flush values out of range")),
    };
    if !matches!(object.access, Access::Read | Access::Copy) {
        object.with(|mapping| mapping.flush(offset, count).map_err(failed))?;
    }
    native::none()
}

fn madvise(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let object = mmap(this)?;
    let length = object.len()?;
    let advice = as_c_int(native::required(args[0]))?;
    let start = size(args[1], 0)?;
    let count = size(args[2], length as isize)?;
    let start = usize::try_from(start)
        .ok()
        .filter(|start| *start < length)
        .ok_or_else(|| value_error("madvise start out of bounds"))?;
    let count = usize::try_from(count).map_err(|_| value_error("madvise length invalid"))?;
    if start + count > isize::MAX as usize {
        return Err(overflow_error("madvise length too large"));
    }
    object.with(|mapping| mapping.advise(start, count, advice).map_err(failed))?;
    native::none()
}

fn resize(this: &Obj, new: &Obj) -> PyResult {
    let object = mmap(this)?;
    object.len()?;
    let new = as_ssize(new)?;
    if object.exports.get() > 0 {
        return Err(buffer_error(
            "mmap can't resize with extant buffers exported.",
        ));
    }
    if !object.tracks_file {
        return Err(value_error("mmap can't resize with trackfd=False."));
    }
    if !matches!(object.access, Access::Write | Access::Default) {
        return Err(type_error(
            "mmap can't resize a readonly or copy-on-write memory map.",
        ));
    }
    let Ok(new) = usize::try_from(new) else {
        return Err(value_error("new size out of range"));
    };
    let end = i64::try_from(new)
        .ok()
        .and_then(|new| new.checked_add(object.offset));
    let end = end.ok_or_else(|| value_error("new size out of range"))?;
    let fd = object.fd.get();
    if fd == -1 && object.flags & libc::MAP_PRIVATE == 0 && new > object.len()? {
        return Err(value_error("mmap: can't expand a shared anonymous mapping"));
    }
    if fd >= 0 {
        host().truncate(fd, end).map_err(failed)?;
    }
    match &mut *object.mapping.borrow_mut() {
        Some(mapping) => mapping.resize(new).map_err(failed)?,
        None => return Err(value_error("mmap closed or invalid")),
    }
    native::none()
}
