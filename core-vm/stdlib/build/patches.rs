//! Where the published library differs from CPython's for the sake of another virtual
//! machine, the difference is taken out again.
//!
//! Each patch names a file and replaces one passage; a passage that is not there any more
//! fails the build, so that a new version of the library cannot slip by unseen.

struct Patch {
    file: &'static str,
    old: &'static str,
    new: &'static str,
}

const PATCHES: &[Patch] = &[
    Patch {
        file: "io.py",
        old: "open, open_code, BytesIO,",
        new: "open, open_code, FileIO, BytesIO,",
    },
    Patch {
        file: "io.py",
        old: "# XXX: RUSTPYTHON; FileIO needs host_env, optional without it\ntry:\n    \
              from _io import FileIO\nexcept ImportError:\n    FileIO = None\n",
        new: "",
    },
    Patch {
        file: "io.py",
        old: "if FileIO is not None:  # XXX: RUSTPYTHON; see the try/except above\n    \
              RawIOBase.register(FileIO)\n",
        new: "RawIOBase.register(FileIO)\n",
    },
];

/// The file's bytes with its patches applied.
pub fn apply(name: &str, bytes: Vec<u8>) -> Vec<u8> {
    let mut bytes = bytes;
    for patch in PATCHES.iter().filter(|patch| patch.file == name) {
        let text = String::from_utf8(bytes).expect("patched files are UTF-8");
        assert!(
            text.contains(patch.old),
            "library: {name} has changed: {:?} is not in it",
            patch.old
        );
        bytes = text.replacen(patch.old, patch.new, 1).into_bytes();
    }
    bytes
}
