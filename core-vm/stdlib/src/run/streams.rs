//! `sys.stdin`, `stdout` and `stderr`.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::{Obj, PyResult, Ref, protocol};
use serpentarium_runtime::types::int::{Int, bool_ref};
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::vm;

use super::{config, import, text};
use crate::native;

/// Creates the streams.
pub(super) fn install() -> PyResult<()> {
    let io = import("io")?;
    // `open()` is the one of `io`.
    vm::builtins().set_text("open", protocol::getattr_text(&io, "open")?);
    let (encoding, errors) = encoding();
    for (fd, name, mode) in [(0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")] {
        let errors = if fd == 2 { "backslashreplace" } else { &errors };
        let stream = stream(&io, fd, name, mode, &encoding, errors)?;
        vm::sys().set_text(name, stream.clone());
        vm::sys().set_text(&format!("__{name}__"), stream);
    }
    Ok(())
}

/// Encoding and error handler of the streams: `PYTHONIOENCODING`, or UTF-8.
fn encoding() -> (String, String) {
    let wanted = super::environment("PYTHONIOENCODING").unwrap_or_default();
    let (encoding, errors) = wanted.split_once(':').unwrap_or((&wanted, ""));
    let or = |value: &str, default: &str| {
        if value.is_empty() {
            default.to_owned()
        } else {
            value.to_owned()
        }
    };
    // A C locale decodes what is not UTF-8 without loss; so does having none set.
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| {
            let all = host().environment();
            let found = all.into_iter().find(|(known, _)| known == name.as_bytes());
            found
                .map(|(_, value)| value)
                .filter(|value| !value.is_empty())
        })
        .unwrap_or_default();
    let plain = locale.is_empty() || locale == b"C" || locale == b"POSIX" || locale == b"C.UTF-8";
    let default = if plain { "surrogateescape" } else { "strict" };
    (or(encoding, "utf-8"), or(errors, default))
}

/// One stream; `None` when its descriptor is closed.
fn stream(io: &Obj, fd: i32, name: &str, mode: &str, encoding: &str, errors: &str) -> PyResult {
    if host().fstat(fd).is_err() {
        return Ok(none());
    }
    let unbuffered = config().unbuffered && fd != 0;
    let fd_object = Int::new(i64::from(fd)).into_obj();
    let binary_mode = text(&format!("{mode}b"));
    let buffering = Int::new(if unbuffered { 0 } else { -1 }).into_obj();
    let (nothing, no) = (none(), bool_ref(false));
    let open = protocol::getattr_text(io, "open")?;
    let buffer = protocol::call(
        &open,
        &[
            &fd_object,
            &binary_mode,
            &buffering,
            &nothing,
            &nothing,
            &nothing,
            &no,
        ],
    )?;
    let raw: Ref = if unbuffered {
        buffer.clone()
    } else {
        protocol::getattr_text(&buffer, "raw")?
    };
    protocol::setattr_text(&raw, "name", &text(&format!("<{name}>")))?;
    let line_buffering = bool_ref(fd == 2 || host().is_terminal(fd));
    let newline = text("\n");
    let class = protocol::getattr_text(io, "TextIOWrapper")?;
    let wrapper = protocol::call(
        &class,
        &[
            &buffer,
            &text(encoding),
            &text(errors),
            &newline,
            &line_buffering,
            &bool_ref(unbuffered),
        ],
    )?;
    protocol::setattr_text(&wrapper, "mode", &text(mode))?;
    let _ = native::none();
    Ok(wrapper)
}
