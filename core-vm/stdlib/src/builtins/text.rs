//! `print`, `input`, `repr`, `ascii`, `format`, `chr`, `ord`.

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::error::{runtime_error, type_error, value_error};
use serpentarium_runtime::object::{Args, Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::exceptions::suggestions::unexpected_keyword;
use serpentarium_runtime::types::exceptions::{EOF_ERROR, OVERFLOW_ERROR};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::vm;

use crate::native;

/// `sys.NAME`, when it is set.
fn sys_attribute(name: &str) -> Option<Ref> {
    vm::sys().get_text(name)
}

struct PrintOptions<'a> {
    separator: Option<&'a Obj>,
    end: Option<&'a Obj>,
    file: Option<&'a Obj>,
    flush: bool,
}

fn print_options<'a>(args: Args<'a>) -> PyResult<PrintOptions<'a>> {
    let mut options = PrintOptions {
        separator: None,
        end: None,
        file: None,
        flush: false,
    };
    for (name, value) in args.keywords() {
        let value_or_none = Some(value).filter(|value| !is_none(value));
        if name.eq_str("sep") {
            options.separator = value_or_none;
        } else if name.eq_str("end") {
            options.end = value_or_none;
        } else if name.eq_str("file") {
            options.file = value_or_none;
        } else if name.eq_str("flush") {
            options.flush = protocol::is_true(value)?;
        } else {
            return Err(unexpected_keyword(
                "print",
                name,
                &["sep", "end", "file", "flush"],
            ));
        }
    }
    for (what, value) in [("sep", options.separator), ("end", options.end)] {
        if let Some(value) = value.filter(|value| value.downcast::<Str>().is_none()) {
            return Err(type_error(format!(
                "{what} must be None or a string, not {}",
                value.ty().tp_name()
            )));
        }
    }
    Ok(options)
}

pub(super) fn print(_: &Obj, args: Args<'_>) -> PyResult {
    let options = print_options(args)?;
    let file = match options.file {
        Some(file) => file.to_ref(),
        None => match sys_attribute("stdout") {
            Some(stdout) if is_none(&stdout) => return native::none(),
            Some(stdout) => stdout,
            None => return Err(runtime_error("lost sys.stdout")),
        },
    };
    let write = protocol::getattr_text(&file, "write")?;
    let (space, newline) = (Str::from_str(" "), Str::from_str("\n"));
    let separator = options.separator.unwrap_or(space.as_obj());
    for (index, value) in args.positional().iter().enumerate() {
        if index > 0 {
            protocol::call(&write, &[separator])?;
        }
        let text = protocol::str(value)?;
        protocol::call(&write, &[text.as_obj()])?;
    }
    protocol::call(&write, &[options.end.unwrap_or(newline.as_obj())])?;
    if options.flush {
        protocol::call_method(&file, "flush", &[])?;
    }
    native::none()
}

/// A standard stream that `input` needs.
fn stream(name: &str) -> PyResult {
    sys_attribute(name)
        .filter(|stream| !is_none(stream))
        .ok_or_else(|| runtime_error(format!("input(): lost sys.{name}")))
}

pub(super) fn input(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let stdin = stream("stdin")?;
    let stdout = stream("stdout")?;
    let stderr = stream("stderr")?;
    protocol::call_method(&stderr, "flush", &[])?;
    if let Some(prompt) = args[0] {
        let text = protocol::str(prompt)?;
        protocol::call_method(&stdout, "write", &[text.as_obj()])?;
    }
    protocol::call_method(&stdout, "flush", &[])?;
    let _ = host();
    let line = protocol::call_method(&stdin, "readline", &[])?;
    let Some(line) = line.downcast::<Str>() else {
        return Err(type_error("object.readline() returned non-string"));
    };
    if line.is_empty() {
        return Err(serpentarium_runtime::object::Exc::with_message(
            &EOF_ERROR,
            "EOF when reading a line",
        ));
    }
    let ends = line.points().at(line.len() - 1) == u32::from('\n');
    let end = line.len() - usize::from(ends);
    Ok(line.slice(0..end).into_obj())
}

pub(super) fn repr(_: &Obj, object: &Obj) -> PyResult {
    Ok(protocol::repr(object)?.into_obj())
}

/// `repr` with everything beyond ASCII escaped.
pub(super) fn ascii(_: &Obj, object: &Obj) -> PyResult {
    let shown = protocol::repr(object)?;
    if shown.is_ascii() {
        return Ok(shown.into_obj());
    }
    let mut escaped = String::with_capacity(shown.len() * 2);
    for point in shown.iter() {
        match point {
            0..=0x7F => escaped.push(point as u8 as char),
            0x80..=0xFF => escaped.push_str(&format!("\\x{point:02x}")),
            0x100..=0xFFFF => escaped.push_str(&format!("\\u{point:04x}")),
            _ => escaped.push_str(&format!("\\U{point:08x}")),
        }
    }
    native::text(escaped)
}

pub(super) fn format(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(value) = args[0] else {
        return native::none();
    };
    let empty = Str::from_str("");
    let spec = match args[1] {
        Some(spec) => native::str_arg("format", "argument 2", spec)?,
        None => &*empty,
    };
    Ok(protocol::format(value, spec)?.into_obj())
}

pub(super) fn chr(_: &Obj, value: &Obj) -> PyResult {
    let point = protocol::number::index_as_isize(value, None)?;
    if value
        .downcast::<Int>()
        .is_some_and(|int| int.as_i64().is_none())
    {
        let _ = &OVERFLOW_ERROR;
    }
    match u32::try_from(point) {
        Ok(point) if point <= 0x10_FFFF => Ok(Str::from_char(point).into_obj()),
        _ => Err(value_error("chr() arg not in range(0x110000)")),
    }
}

pub(super) fn ord(_: &Obj, value: &Obj) -> PyResult {
    let length = if let Some(text) = value.downcast::<Str>() {
        if text.len() == 1 {
            return native::int(i64::from(text.points().at(0)));
        }
        return Err(type_error(format!(
            "ord() expected a character, but string of length {} found",
            text.len()
        )));
    } else if let Some(bytes) = value.downcast::<Bytes>() {
        if let [byte] = bytes.as_slice() {
            return native::int(i64::from(*byte));
        }
        bytes.len()
    } else if value.ty().tp_name() == "bytearray" {
        let data = serpentarium_runtime::types::buffer::get(value, 0)?.to_vec();
        if let [byte] = data.as_slice() {
            return native::int(i64::from(*byte));
        }
        data.len()
    } else {
        return Err(type_error(format!(
            "ord() expected string of length 1, but {} found",
            value.ty().tp_name()
        )));
    };
    Err(type_error(format!(
        "ord() expected a character, but string of length {length} found"
    )))
}
