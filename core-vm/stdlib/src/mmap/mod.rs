//! `mmap`: files and shared memory as mutable bytes.

mod create;
mod items;
mod methods;

use std::cell::{Cell, RefCell};

use serpentarium_runtime::host::host;
use serpentarium_runtime::host::mapping::Mapping;
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{GetSet, NativeModule};
use serpentarium_runtime::object::{
    Exc, Native, NativeType, Obj, Object, PyResult, Slots, Type, TypeSpec, flags,
};
use serpentarium_runtime::types::buffer::{self, Buffer};
use serpentarium_runtime::types::exceptions::{OS_ERROR, os_error};

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "mmap",
    doc: "",
    functions: &[],
    exec: |module| {
        native::set(module, "error", OS_ERROR.as_obj().to_ref());
        native::set(module, "mmap", MMAP_TYPE.as_obj().to_ref());
        for (name, value) in CONSTANTS {
            native::set_int(module, name, *value);
        }
        Ok(())
    },
};

/// What may be done with a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Access {
    Default,
    Read,
    Write,
    Copy,
}

impl Access {
    fn name(self) -> &'static str {
        match self {
            Access::Default => "ACCESS_DEFAULT",
            Access::Read => "ACCESS_READ",
            Access::Write => "ACCESS_WRITE",
            Access::Copy => "ACCESS_COPY",
        }
    }
}

pub(crate) struct Mmap {
    /// `None` once closed.
    mapping: RefCell<Option<Mapping>>,
    position: Cell<usize>,
    offset: i64,
    /// A duplicate of the file's descriptor; -1: none.
    fd: Cell<i32>,
    flags: i32,
    access: Access,
    tracks_file: bool,
    /// Views of the memory that others hold.
    exports: Cell<usize>,
}

impl NativeType for Mmap {
    fn type_object() -> &'static Type {
        &MMAP_TYPE
    }
}

impl Drop for Mmap {
    fn drop(&mut self) {
        self.close_file();
    }
}

static MMAP_TYPE: Type = Type::builtin(&MMAP_SPEC);
static MMAP_SPEC: TypeSpec = TypeSpec {
    doc: Some(DOC),
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_WEAKREF,
    reported: (88, 0),
    slots: Slots {
        new: Some(create::new),
        repr: Some(methods::repr),
        sq_length: Some(items::length),
        sq_item: Some(items::item),
        mp_length: Some(items::length),
        mp_subscript: Some(items::subscript),
        mp_ass_subscript: Some(items::assign),
        bf_getbuffer: Some(lend),
        bf_releasebuffer: Some(buffer::hears_itself),
        ..Slots::NONE
    },
    methods: methods::METHODS,
    getset: &[GetSet::readonly("closed", |this| {
        native::bool(mmap(this)?.mapping.borrow().is_none())
    })],
    ..TypeSpec::of::<Native<Mmap>>("mmap.mmap")
};

const DOC: &str = "Windows: mmap(fileno, length[, tagname[, access[, offset]]])\n\nMaps length bytes from the file specified by the file handle fileno,\nand returns a mmap object.  If length is larger than the current size\nof the file, the file is extended to contain length bytes.  If length\nis 0, the maximum length of the map is the current size of the file,\nexcept that if the file is empty Windows raises an exception (you cannot\ncreate an empty mapping on Windows).\n\nUnix: mmap(fileno, length[, flags[, prot[, access[, offset[, trackfd]]]]])\n\nMaps length bytes from the file specified by the file descriptor fileno,\nand returns a mmap object.  If length is 0, the maximum length of the map\nwill be the current size of the file when mmap is called.\nflags specifies the nature of the mapping. MAP_PRIVATE creates a\nprivate copy-on-write mapping, so changes to the contents of the mmap\nobject will be private to this process, and MAP_SHARED creates a mapping\nthat's shared with all other processes mapping the same areas of the file.\nThe default value is MAP_SHARED.\n\nTo map anonymous memory, pass -1 as the fileno (both versions).";

fn mmap(object: &Obj) -> PyResult<&Mmap> {
    Native::<Mmap>::by_layout(object)
        .map(|mmap| &mmap.data)
        .ok_or_else(|| type_error("an mmap.mmap object is required"))
}

fn failed(errno: i32) -> Exc {
    os_error::from_errno(errno, None, None)
}

impl Mmap {
    /// Lets `f` use the mapping; it must not run Python code.
    fn with<R>(&self, f: impl FnOnce(&Mapping) -> PyResult<R>) -> PyResult<R> {
        match &*self.mapping.borrow() {
            Some(mapping) if mapping.is_readable() => f(mapping),
            Some(_) => Err(failed(libc::EACCES)),
            None => Err(value_error("mmap closed or invalid")),
        }
    }

    fn len(&self) -> PyResult<usize> {
        match &*self.mapping.borrow() {
            Some(mapping) => Ok(mapping.len()),
            None => Err(value_error("mmap closed or invalid")),
        }
    }

    fn check_writable(&self) -> PyResult<()> {
        match self.access {
            Access::Read => Err(type_error("mmap can't modify a readonly memory map.")),
            _ => Ok(()),
        }
    }

    fn close_file(&self) {
        let fd = self.fd.replace(-1);
        if fd >= 0 {
            // Nothing was written through it.
            let _ = host().close(fd);
        }
    }
}

fn lend(this: &Obj, request: u32) -> PyResult<Buffer> {
    let object = mmap(this)?;
    let readonly = object.access == Access::Read;
    let lent = object.with(|mapping| {
        buffer::of_mapping(this, mapping, readonly, request, |owner| {
            if let Ok(object) = mmap(owner) {
                object.exports.set(object.exports.get().saturating_sub(1));
            }
        })
    })?;
    object.exports.set(object.exports.get() + 1);
    Ok(lent)
}

const CONSTANTS: &[(&str, i64)] = &[
    ("PROT_EXEC", 4),
    ("PROT_READ", 1),
    ("PROT_WRITE", 2),
    ("MAP_SHARED", 1),
    ("MAP_PRIVATE", 2),
    ("MAP_DENYWRITE", 2048),
    ("MAP_EXECUTABLE", 4096),
    ("MAP_ANON", 32),
    ("MAP_ANONYMOUS", 32),
    ("MAP_POPULATE", 32768),
    ("MAP_STACK", 131072),
    ("MAP_NORESERVE", 16384),
    ("MAP_32BIT", 64),
    ("PAGESIZE", 4096),
    ("ALLOCATIONGRANULARITY", 4096),
    ("ACCESS_DEFAULT", 0),
    ("ACCESS_READ", 1),
    ("ACCESS_WRITE", 2),
    ("ACCESS_COPY", 3),
    ("MADV_NORMAL", 0),
    ("MADV_RANDOM", 1),
    ("MADV_SEQUENTIAL", 2),
    ("MADV_WILLNEED", 3),
    ("MADV_DONTNEED", 4),
    ("MADV_REMOVE", 9),
    ("MADV_DONTFORK", 10),
    ("MADV_DOFORK", 11),
    ("MADV_HWPOISON", 100),
    ("MADV_MERGEABLE", 12),
    ("MADV_UNMERGEABLE", 13),
    ("MADV_HUGEPAGE", 14),
    ("MADV_NOHUGEPAGE", 15),
    ("MADV_DONTDUMP", 16),
    ("MADV_DODUMP", 17),
    ("MADV_FREE", 8),
];

/// Types that must be readied before use.
pub fn ready() {
    serpentarium_runtime::types::typeobj::ready::ready(&MMAP_TYPE);
}
