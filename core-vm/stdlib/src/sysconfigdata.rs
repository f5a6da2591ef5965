//! `_sysconfigdata__linux_x86_64-linux-gnu`: what `sysconfig` knows of the build.

use serpentarium_runtime::object::native::NativeModule;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::str::Str;

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "_sysconfigdata__linux_x86_64-linux-gnu",
    doc: "",
    functions: &[],
    exec: |module| {
        let variables = Dict::new();
        for (name, value) in TEXTS {
            variables.set_text(name, Str::from_str(value).into_obj());
        }
        for (name, value) in NUMBERS {
            variables.set_text(name, Int::new(*value).into_obj());
        }
        native::set(module, "build_time_vars", variables.into_obj());
        Ok(())
    },
};

const TEXTS: &[(&str, &str)] = &[
    ("ABIFLAGS", ""),
    ("CONFIG_ARGS", ""),
    ("EXE", ""),
    ("EXT_SUFFIX", ".cpython-314-x86_64-linux-gnu.so"),
    ("INSTSONAME", ""),
    ("LDVERSION", "3.14"),
    ("LIBDEST", "/serpentarium/lib/python3.14"),
    ("LIBDIR", "/serpentarium/lib"),
    ("BINLIBDEST", "/serpentarium/lib/python3.14"),
    ("BINDIR", "/serpentarium/bin"),
    ("INCLUDEDIR", "/serpentarium/include"),
    ("INCLUDEPY", "/serpentarium/include/python3.14"),
    ("MACHDEP", "linux"),
    ("MULTIARCH", "x86_64-linux-gnu"),
    ("PLATLIBDIR", "lib"),
    ("SHLIB_SUFFIX", ".so"),
    ("SOABI", "cpython-314-x86_64-linux-gnu"),
    (
        "TZPATH",
        "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
    ),
    ("VERSION", "3.14"),
    ("exec_prefix", "/serpentarium"),
    ("prefix", "/serpentarium"),
];

const NUMBERS: &[(&str, i64)] = &[
    ("Py_DEBUG", 0),
    ("Py_ENABLE_SHARED", 0),
    ("Py_GIL_DISABLED", 0),
    ("Py_TRACE_REFS", 0),
    ("WITH_DOC_STRINGS", 1),
    ("WITH_PYMALLOC", 1),
    ("SIZEOF_VOID_P", 8),
    ("HAVE_FORK", 1),
];
