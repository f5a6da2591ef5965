//! `stderrprinter`: what `sys.stderr` is until `io` can be imported, so that the import
//! system can say what it does (`-v`) and early errors are seen.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::native::{GetSet, NativeDef, NativeFn};
use serpentarium_runtime::object::{Native, NativeType, Obj, PyResult, Ref, Slots, Type, TypeSpec};
use serpentarium_runtime::types::exceptions::os_error;
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::typeobj::ready;

use crate::native;

/// Standard error.
const FD: i32 = 2;

struct StderrPrinter;

impl NativeType for StderrPrinter {
    fn type_object() -> &'static Type {
        &STDERR_PRINTER_TYPE
    }
}

static STDERR_PRINTER_TYPE: Type = Type::builtin(&SPEC);
static SPEC: TypeSpec = TypeSpec {
    slots: Slots {
        repr: Some(|this| {
            native::text(format!(
                "<stderrprinter(fd={FD}) object at {:#x}>",
                this.address()
            ))
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("close", "", "", NativeFn::NoArgs(|_| native::none())),
        NativeDef::new("flush", "", "", NativeFn::NoArgs(|_| native::none())),
        NativeDef::new(
            "fileno",
            "",
            "",
            NativeFn::NoArgs(|_| Ok(Int::new(i64::from(FD)).into_obj())),
        ),
        NativeDef::new(
            "isatty",
            "",
            "",
            NativeFn::NoArgs(|_| Ok(bool_ref(host().is_terminal(FD)))),
        ),
        NativeDef::new("write", "", "", NativeFn::One(write)),
    ],
    getset: &[
        GetSet::readonly("closed", |_| Ok(bool_ref(false))).doc("True if the file is closed"),
        GetSet::readonly("encoding", |_| native::none()).doc("Encoding of the file"),
        GetSet::readonly("mode", |_| native::text("w")).doc("String giving the file mode"),
    ],
    ..TypeSpec::of::<Native<StderrPrinter>>("stderrprinter")
};

fn write(_: &Obj, text: &Obj) -> PyResult {
    let Some(text) = text.downcast::<Str>() else {
        return native::none();
    };
    let text = text.to_string_lossy();
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let count = host()
            .write(FD, rest)
            .map_err(|errno| os_error::from_errno(errno, None, None))?;
        rest = &rest[count..];
    }
    Ok(Int::from_usize(text.chars().count()).into_obj())
}

/// The preliminary `sys.stderr`.
pub(super) fn make() -> Ref {
    ready::ready(&STDERR_PRINTER_TYPE);
    Native::new(StderrPrinter).into_obj()
}
