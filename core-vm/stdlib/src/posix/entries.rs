//! `scandir` and `DirEntry`.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::host::{DirEntry, EntryKind, Stat, host};
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{
    Field, Native, NativeType, Obj, Object, PyResult, Ref, Slots, Type, TypeSpec, Visitor, flags,
    protocol,
};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::Str;

use super::directory::directory_arg;
use super::failed_at;
use crate::native;

pub struct Entry {
    name: Field,
    path: Field,
    bytes: Vec<u8>,
    kind: EntryKind,
    ino: u64,
    stat: Cell<Option<Stat>>,
    link_stat: Cell<Option<Stat>>,
}

impl NativeType for Entry {
    fn type_object() -> &'static Type {
        &DIR_ENTRY_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.name);
        visit.field(&self.path);
    }
}

pub static DIR_ENTRY_TYPE: Type = Type::builtin(&ENTRY_SPEC);
static ENTRY_SPEC: TypeSpec = TypeSpec {
    flags: flags::DISALLOW_INSTANTIATION | flags::HAVE_GC,
    slots: Slots {
        repr: Some(|this| {
            let name = protocol::repr_text(&entry(this)?.name.get().unwrap_or_else(none))?;
            native::text(format!("<DirEntry {name}>"))
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new(
            "is_dir",
            "($self, /, *, follow_symlinks=True)",
            "Return True if the entry is a directory; cached per entry.",
            NativeFn::Bound(|this, args| is_kind(this, args, EntryKind::Directory, libc::S_IFDIR)),
        ),
        NativeDef::new(
            "is_file",
            "($self, /, *, follow_symlinks=True)",
            "Return True if the entry is a file; cached per entry.",
            NativeFn::Bound(|this, args| is_kind(this, args, EntryKind::File, libc::S_IFREG)),
        ),
        NativeDef::new(
            "is_symlink",
            "($self, /)",
            "Return True if the entry is a symbolic link; cached per entry.",
            NativeFn::NoArgs(is_symlink),
        ),
        NativeDef::new(
            "is_junction",
            "($self, /)",
            "Return True if the entry is a junction; cached per entry.",
            NativeFn::NoArgs(|_| native::bool(false)),
        ),
        NativeDef::new(
            "stat",
            "($self, /, *, follow_symlinks=True)",
            "Return stat_result object for the entry; cached per entry.",
            NativeFn::Bound(stat),
        ),
        NativeDef::new(
            "inode",
            "($self, /)",
            "Return inode of the entry; cached per entry.",
            NativeFn::NoArgs(|this| Ok(Int::from_usize(entry(this)?.ino as usize).into_obj())),
        ),
        NativeDef::new(
            "__fspath__",
            "($self, /)",
            "Returns the path for the entry.",
            NativeFn::NoArgs(|this| Ok(entry(this)?.path.get().unwrap_or_else(none))),
        ),
    ],
    getset: &[
        GetSet::readonly("name", |this| {
            Ok(entry(this)?.name.get().unwrap_or_else(none))
        }),
        GetSet::readonly("path", |this| {
            Ok(entry(this)?.path.get().unwrap_or_else(none))
        }),
    ],
    ..TypeSpec::of::<Native<Entry>>("posix.DirEntry")
};

fn entry(this: &Obj) -> PyResult<&Entry> {
    this.downcast::<Native<Entry>>()
        .map(|entry| &entry.data)
        .ok_or_else(|| type_error("not a DirEntry object"))
}

/// The entry's status, asked once.
fn status(this: &Obj, follow: bool) -> PyResult<Result<Stat, i32>> {
    let entry = entry(this)?;
    let cache = if follow {
        &entry.stat
    } else {
        &entry.link_stat
    };
    if let Some(stat) = cache.get() {
        return Ok(Ok(stat));
    }
    let result = host().stat(&entry.bytes, follow);
    cache.set(result.ok());
    Ok(result)
}

fn is_kind(this: &Obj, args: &[Option<&Obj>], kind: EntryKind, mode: u32) -> PyResult {
    let follow = native::truth(args[0], true)?;
    let own = entry(this)?;
    let unsure = matches!(own.kind, EntryKind::Unknown | EntryKind::Other)
        || (own.kind == EntryKind::Symlink && follow);
    if !unsure {
        return native::bool(own.kind == kind);
    }
    match status(this, follow)? {
        Ok(stat) => native::bool(stat.mode & libc::S_IFMT == mode),
        Err(libc::ENOENT) => native::bool(false),
        Err(errno) => Err(failed_at(errno, &own.path.get().unwrap_or_else(none))),
    }
}

fn is_symlink(this: &Obj) -> PyResult {
    let own = entry(this)?;
    if own.kind != EntryKind::Unknown {
        return native::bool(own.kind == EntryKind::Symlink);
    }
    let stat = status(this, false)?;
    native::bool(stat.is_ok_and(|stat| stat.mode & libc::S_IFMT == libc::S_IFLNK))
}

fn stat(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let follow = native::truth(args[0], true)?;
    match status(this, follow)? {
        Ok(stat) => Ok(super::stat_object(&stat)),
        Err(errno) => Err(failed_at(
            errno,
            &entry(this)?.path.get().unwrap_or_else(none),
        )),
    }
}

pub struct ScandirIterator {
    entries: RefCell<std::collections::VecDeque<DirEntry>>,
    directory: Vec<u8>,
    given_bytes: bool,
}

impl NativeType for ScandirIterator {
    fn type_object() -> &'static Type {
        &SCANDIR_ITERATOR_TYPE
    }
}

pub static SCANDIR_ITERATOR_TYPE: Type = Type::builtin(&SCANDIR_SPEC);
static SCANDIR_SPEC: TypeSpec = TypeSpec {
    flags: flags::DISALLOW_INSTANTIATION,
    slots: Slots {
        iter: Some(|this| Ok(this.to_ref())),
        next: Some(next),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("close", "($self, /)", "", NativeFn::NoArgs(close)),
        NativeDef::new(
            "__enter__",
            "($self, /)",
            "",
            NativeFn::NoArgs(|this| Ok(this.to_ref())),
        ),
        NativeDef::new(
            "__exit__",
            "($self, /, *exc_info)",
            "",
            NativeFn::Raw(|this, _| close(this)),
        ),
    ],
    ..TypeSpec::of::<Native<ScandirIterator>>("posix.ScandirIterator")
};

fn close(this: &Obj) -> PyResult {
    if let Some(iterator) = this.downcast::<Native<ScandirIterator>>() {
        iterator.entries.borrow_mut().clear();
    }
    native::none()
}

fn next(this: &Obj) -> PyResult<Option<Ref>> {
    let Some(iterator) = this.downcast::<Native<ScandirIterator>>() else {
        return Ok(None);
    };
    let Some(found) = iterator.entries.borrow_mut().pop_front() else {
        return Ok(None);
    };
    let separator: &[u8] = if iterator.directory.ends_with(b"/") {
        b""
    } else {
        b"/"
    };
    let bytes = [iterator.directory.as_slice(), separator, &found.name].concat();
    let name = |bytes: &[u8]| -> Ref {
        if iterator.given_bytes {
            serpentarium_runtime::types::bytes::Bytes::new(bytes).into_obj()
        } else {
            crate::files::decode(bytes).into_obj()
        }
    };
    Ok(Some(
        Native::new(Entry {
            name: Field::new(name(&found.name)),
            path: Field::new(name(&bytes)),
            bytes,
            kind: found.kind,
            ino: found.ino,
            stat: Cell::new(None),
            link_stat: Cell::new(None),
        })
        .into_obj(),
    ))
}

pub(super) fn scandir(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let path = directory_arg(args[0], "scandir")?;
    let entries = host()
        .list_directory(&path.bytes)
        .map_err(|errno| failed_at(errno, &path.object))?;
    Ok(Native::new(ScandirIterator {
        entries: RefCell::new(entries.into()),
        directory: path.bytes.clone(),
        given_bytes: path.given_bytes,
    })
    .into_obj())
}

#[allow(unused_imports)]
use Str as _;
