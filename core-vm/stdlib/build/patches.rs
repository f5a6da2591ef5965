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
    Patch {
        file: "_compat_pickle.py",
        old: "# NOTE: RUSTPYTHON exceptions\ntry:\n    JitError\nexcept NameError:\n    \
              pass\nelse:\n    PYTHON2_EXCEPTIONS += (\"JitError\",)\n\n",
        new: "",
    },
    Patch {
        file: "json/decoder.py",
        old: "    # RUSTPYTHON SPECIFIC\n    @classmethod\n    \
              def _from_serde(cls, msg, doc, line, col):\n        pos = 0\n        \
              # 0-indexed\n        line -= 1\n        col -= 1\n        \
              while line > 0:\n            i = doc.index('\\n', pos)\n            \
              line -= 1\n            pos = i\n        pos += col\n        \
              return cls(msg, doc, pos)\n\n",
        new: "",
    },
    Patch {
        file: "unittest/__init__.py",
        old: "\n\n\n# XXX: RUSTPYTHON\n\
              # This is very useful to reduce platform difference boilerplates in tests.\n\
              def expectedFailureIf(condition, reason):\n    \
              assert reason.startswith(\"TODO: RUSTPYTHON\")\n    \
              if condition:\n        return expectedFailure\n    else:\n        \
              return lambda x: x\n\n# XXX: RUSTPYTHON\n\
              # Even more useful because most of them are windows only.\n\
              def expectedFailureIfWindows(reason):\n    import sys\n    \
              return expectedFailureIf(sys.platform == 'win32', reason)\n\n\
              # XXX: RUSTPYTHON\n\
              # For a rare case when the parent class test fails but the child pass.\n\
              def expectedSuccess(test_item):\n    \
              test_item.__unittest_expecting_failure__ = False\n    return test_item\n",
        new: "",
    },
    Patch {
        file: "site.py",
        old: "    return 'RustPython' # XXX: RUSTPYTHON; for site-packages\n",
        new: "    return 'Python'\n",
    },
    Patch {
        file: "site.py",
        old: "    # XXX: RUSTPYTHON\n    return f'{userbase}/lib/rustpython{",
        new: "    return f'{userbase}/lib/python{",
    },
    Patch {
        file: "sysconfig/__init__.py",
        old: "    return 'RustPython'  # XXX: RUSTPYTHON; For site-packages\n",
        new: "    return 'Python'\n",
    },
    Patch {
        file: "platform.py",
        old: "\n        # XXX: RUSTPYTHON support\n        \
              if \"RustPython\" in sys_version:\n            name = \"RustPython\"\n        \
              else:\n            name = 'CPython'\n",
        new: "        name = 'CPython'\n",
    },
    Patch {
        // The class that only printing a syntax error needs is imported there, as in 3.14.8.
        file: "traceback.py",
        old: "import codeop\n",
        new: "",
    },
    Patch {
        file: "traceback.py",
        old: "        assert self._is_syntax_error\n        try:\n            import _suggestions\n",
        new: "        assert self._is_syntax_error\n        import codeop\n        \
              try:\n            import _suggestions\n",
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
