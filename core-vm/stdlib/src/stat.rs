//! `_stat`: what the bits of a file's mode say.

use serpentarium_runtime::object::error::overflow_error;
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::protocol::number;
use serpentarium_runtime::object::{Obj, PyResult};

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "_stat",
    doc: "S_IFMT_: file type bits\nS_IFDIR: directory\nS_IFCHR: character device\nS_IFBLK: block device\nS_IFREG: regular file\nS_IFIFO: fifo (named pipe)\nS_IFLNK: symbolic link\nS_IFSOCK: socket file\nS_IFDOOR: door\nS_IFPORT: event port\nS_IFWHT: whiteout\n\nS_ISUID: set UID bit\nS_ISGID: set GID bit\nS_ENFMT: file locking enforcement\nS_ISVTX: sticky bit\nS_IREAD: Unix V7 synonym for S_IRUSR\nS_IWRITE: Unix V7 synonym for S_IWUSR\nS_IEXEC: Unix V7 synonym for S_IXUSR\nS_IRWXU: mask for owner permissions\nS_IRUSR: read by owner\nS_IWUSR: write by owner\nS_IXUSR: execute by owner\nS_IRWXG: mask for group permissions\nS_IRGRP: read by group\nS_IWGRP: write by group\nS_IXGRP: execute by group\nS_IRWXO: mask for others (not in group) permissions\nS_IROTH: read by others\nS_IWOTH: write by others\nS_IXOTH: execute by others\n\nUF_SETTABLE: mask of owner changeable flags\nUF_NODUMP: do not dump file\nUF_IMMUTABLE: file may not be changed\nUF_APPEND: file may only be appended to\nUF_OPAQUE: directory is opaque when viewed through a union stack\nUF_NOUNLINK: file may not be renamed or deleted\nUF_COMPRESSED: macOS: file is hfs-compressed\nUF_TRACKED: used for dealing with document IDs\nUF_DATAVAULT: entitlement required for reading and writing\nUF_HIDDEN: macOS: file should not be displayed\nSF_SETTABLE: mask of super user changeable flags\nSF_ARCHIVED: file may be archived\nSF_IMMUTABLE: file may not be changed\nSF_APPEND: file may only be appended to\nSF_RESTRICTED: entitlement required for writing\nSF_NOUNLINK: file may not be renamed or deleted\nSF_SNAPSHOT: file is a snapshot file\nSF_FIRMLINK: file is a firmlink\nSF_DATALESS: file is a dataless object\n\nOn macOS:\nSF_SUPPORTED: mask of super user supported flags\nSF_SYNTHETIC: mask of read-only synthetic flags\n\nST_MODE\nST_INO\nST_DEV\nST_NLINK\nST_UID\nST_GID\nST_SIZE\nST_ATIME\nST_MTIME\nST_CTIME\n\nFILE_ATTRIBUTE_*: Windows file attribute constants\n                   (only present on Windows)\n",
    functions: FUNCTIONS,
    exec: |module| {
        for (name, value) in CONSTANTS {
            native::set_int(module, name, *value);
        }
        Ok(())
    },
};

const fn def(
    name: &'static str,
    doc: &'static str,
    function: fn(&Obj, &Obj) -> PyResult,
) -> NativeDef {
    NativeDef::new(name, "($self, object, /)", doc, NativeFn::One(function))
}

static FUNCTIONS: &[NativeDef] = &[
    def(
        "S_ISDIR",
        "S_ISDIR(mode) -> bool\n\nReturn True if mode is from a directory.",
        |_, value| is_kind(value, 0o40000),
    ),
    def(
        "S_ISCHR",
        "S_ISCHR(mode) -> bool\n\nReturn True if mode is from a character special device file.",
        |_, value| is_kind(value, 0o20000),
    ),
    def(
        "S_ISBLK",
        "S_ISBLK(mode) -> bool\n\nReturn True if mode is from a block special device file.",
        |_, value| is_kind(value, 0o60000),
    ),
    def(
        "S_ISREG",
        "S_ISREG(mode) -> bool\n\nReturn True if mode is from a regular file.",
        |_, value| is_kind(value, 0o100000),
    ),
    def(
        "S_ISFIFO",
        "S_ISFIFO(mode) -> bool\n\nReturn True if mode is from a FIFO (named pipe).",
        |_, value| is_kind(value, 0o10000),
    ),
    def(
        "S_ISLNK",
        "S_ISLNK(mode) -> bool\n\nReturn True if mode is from a symbolic link.",
        |_, value| is_kind(value, 0o120000),
    ),
    def(
        "S_ISSOCK",
        "S_ISSOCK(mode) -> bool\n\nReturn True if mode is from a socket.",
        |_, value| is_kind(value, 0o140000),
    ),
    def(
        "S_ISDOOR",
        "S_ISDOOR(mode) -> bool\n\nReturn True if mode is from a door.",
        |_, value| mode(value).and_then(|_| native::bool(false)),
    ),
    def(
        "S_ISPORT",
        "S_ISPORT(mode) -> bool\n\nReturn True if mode is from an event port.",
        |_, value| mode(value).and_then(|_| native::bool(false)),
    ),
    def(
        "S_ISWHT",
        "S_ISWHT(mode) -> bool\n\nReturn True if mode is from a whiteout.",
        |_, value| mode(value).and_then(|_| native::bool(false)),
    ),
    def(
        "S_IMODE",
        "Return the portion of the file's mode that can be set by os.chmod().",
        |_, value| native::int(i64::from(mode(value)? & 0o7777)),
    ),
    def(
        "S_IFMT",
        "Return the portion of the file's mode that describes the file type.",
        |_, value| native::int(i64::from(mode(value)? & 0o170_000)),
    ),
    def(
        "filemode",
        "Convert a file's mode to a string of the form '-rwxrwxrwx'",
        |_, value| native::text(file_mode(mode(value)?)),
    ),
];

static CONSTANTS: &[(&str, i64)] = &[
    ("SF_APPEND", 262144),
    ("SF_ARCHIVED", 65536),
    ("SF_DATALESS", 1073741824),
    ("SF_FIRMLINK", 8388608),
    ("SF_IMMUTABLE", 131072),
    ("SF_NOUNLINK", 1048576),
    ("SF_SETTABLE", 4294901760),
    ("SF_SNAPSHOT", 2097152),
    ("ST_ATIME", 7),
    ("ST_CTIME", 9),
    ("ST_DEV", 2),
    ("ST_GID", 5),
    ("ST_INO", 1),
    ("ST_MODE", 0),
    ("ST_MTIME", 8),
    ("ST_NLINK", 3),
    ("ST_SIZE", 6),
    ("ST_UID", 4),
    ("S_ENFMT", 1024),
    ("S_IEXEC", 64),
    ("S_IFBLK", 24576),
    ("S_IFCHR", 8192),
    ("S_IFDIR", 16384),
    ("S_IFDOOR", 0),
    ("S_IFIFO", 4096),
    ("S_IFLNK", 40960),
    ("S_IFPORT", 0),
    ("S_IFREG", 32768),
    ("S_IFSOCK", 49152),
    ("S_IFWHT", 0),
    ("S_IREAD", 256),
    ("S_IRGRP", 32),
    ("S_IROTH", 4),
    ("S_IRUSR", 256),
    ("S_IRWXG", 56),
    ("S_IRWXO", 7),
    ("S_IRWXU", 448),
    ("S_ISGID", 1024),
    ("S_ISUID", 2048),
    ("S_ISVTX", 512),
    ("S_IWGRP", 16),
    ("S_IWOTH", 2),
    ("S_IWRITE", 128),
    ("S_IWUSR", 128),
    ("S_IXGRP", 8),
    ("S_IXOTH", 1),
    ("S_IXUSR", 64),
    ("UF_APPEND", 4),
    ("UF_COMPRESSED", 32),
    ("UF_DATAVAULT", 128),
    ("UF_HIDDEN", 32768),
    ("UF_IMMUTABLE", 2),
    ("UF_NODUMP", 1),
    ("UF_NOUNLINK", 16),
    ("UF_OPAQUE", 8),
    ("UF_SETTABLE", 65535),
    ("UF_TRACKED", 64),
];

fn mode(value: &Obj) -> PyResult<u32> {
    let int = number::index(value)?;
    if int.is_negative() {
        return Err(overflow_error(
            "can't convert negative value to unsigned int",
        ));
    }
    let mode = int.as_i64().and_then(|mode| u32::try_from(mode).ok());
    mode.ok_or_else(|| overflow_error("mode out of range"))
}

fn is_kind(value: &Obj, kind: u32) -> PyResult {
    native::bool(mode(value)? & 0o170_000 == kind)
}

/// Ten characters as `ls -l` shows them.
fn file_mode(mode: u32) -> String {
    let kind = match mode & 0o170_000 {
        0o100_000 => '-',
        0o040_000 => 'd',
        0o120_000 => 'l',
        0o060_000 => 'b',
        0o020_000 => 'c',
        0o010_000 => 'p',
        0o140_000 => 's',
        _ => '?',
    };
    let mut text = String::from(kind);
    // For each group: where its bits stand, its special bit, how that shows.
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift & 7;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        text.push(match (bits & 1 != 0, mode & special != 0) {
            (true, true) => letter,
            (false, true) => letter.to_ascii_uppercase(),
            (true, false) => 'x',
            (false, false) => '-',
        });
    }
    text
}
