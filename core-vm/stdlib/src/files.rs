//! Paths and whole files, for modules that take paths as arguments.

use serpentarium_bytecode::Wtf8Buf;
use serpentarium_runtime::host::{HostResult, host};
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::str::Str;

/// Reads a file to its end.
///
/// # Errors
/// An errno.
pub fn read_whole(path: &[u8]) -> HostResult<Vec<u8>> {
    let fd = host().open(path, libc::O_RDONLY | libc::O_CLOEXEC, 0)?;
    let result = read_to_end(fd);
    let closed = host().close(fd);
    let data = result?;
    closed?;
    Ok(data)
}

/// Reads a descriptor to its end.
///
/// # Errors
/// An errno.
pub fn read_to_end(fd: i32) -> HostResult<Vec<u8>> {
    let mut data = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match host().read(fd, &mut buffer) {
            Ok(0) => return Ok(data),
            Ok(count) => data.extend_from_slice(&buffer[..count]),
            Err(libc::EINTR) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Operating-system bytes as text, undecodable ones as surrogates (`os.fsdecode`).
pub fn decode(bytes: &[u8]) -> Ref<Str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Str::from_str(text);
    }
    let mut points = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        points.extend(chunk.valid().chars().map(u32::from));
        points.extend(chunk.invalid().iter().map(|byte| 0xDC00 + u32::from(*byte)));
    }
    Str::from_points(points)
}

/// Text as operating-system bytes (`os.fsencode`).
///
/// # Errors
/// `UnicodeEncodeError` for surrogates that stand for no byte.
pub fn encode(text: &Str) -> PyResult<Vec<u8>> {
    if let Some(text) = text.as_str() {
        return Ok(text.as_bytes().to_vec());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for (index, point) in text.iter().enumerate() {
        match point {
            0xDC80..=0xDCFF => bytes.push((point - 0xDC00) as u8),
            0xD800..=0xDFFF => {
                return Err(
                    serpentarium_runtime::types::exceptions::unicode_error::encode_error(
                        "utf-8",
                        text,
                        index,
                        index + 1,
                        "surrogates not allowed",
                    ),
                );
            }
            _ => {
                let one = Wtf8Buf::from_code_points([point]).unwrap_or_else(|| "".into());
                bytes.extend_from_slice(one.as_bytes());
            }
        }
    }
    Ok(bytes)
}

/// A path argument: the bytes for the system, and whether the program gave bytes.
pub struct Path {
    pub bytes: Vec<u8>,
    pub given_bytes: bool,
    /// What was given, for `OSError.filename`.
    pub object: Ref,
}

/// Converts a `str`, `bytes` or `os.PathLike` argument (`path_converter`).
///
/// # Errors
/// `TypeError` for other types, `ValueError` for embedded NULs.
pub fn path(value: &Obj, function: &str, argument: &str) -> PyResult<Path> {
    path_from(value, function, argument, "string, bytes or os.PathLike")
}

/// [`path`] with the words for what is accepted.
///
/// # Errors
/// As [`path`].
pub fn path_from(value: &Obj, function: &str, argument: &str, wanted: &str) -> PyResult<Path> {
    let wrong = || {
        type_error(format!(
            "{function}{}{argument} should be {wanted}, not {}",
            if function.is_empty() { "" } else { ": " },
            value.ty().tp_name()
        ))
    };
    let plain = if value.downcast::<Str>().is_some() || value.downcast::<Bytes>().is_some() {
        value.to_ref()
    } else {
        protocol::call_special(value, "__fspath__", &[])?.ok_or_else(wrong)?
    };
    let (bytes, given_bytes) = if let Some(text) = plain.downcast::<Str>() {
        (encode(text)?, false)
    } else if let Some(bytes) = plain.downcast::<Bytes>() {
        (bytes.as_slice().to_vec(), true)
    } else {
        return Err(type_error(format!(
            "expected {}.__fspath__() to return str or bytes, not {}",
            value.ty().tp_name(),
            plain.ty().tp_name()
        )));
    };
    if bytes.contains(&0) {
        let prefix = if function.is_empty() {
            String::new()
        } else {
            format!("{function}: ")
        };
        return Err(value_error(format!(
            "{prefix}embedded null {}{}",
            if given_bytes { "byte" } else { "character" },
            if function.is_empty() {
                String::new()
            } else {
                format!(" in {argument}")
            },
        )));
    }
    Ok(Path {
        bytes,
        given_bytes,
        object: value.to_ref(),
    })
}

impl Path {
    /// A name found by the system, in the type that the program uses.
    pub fn name(&self, bytes: &[u8]) -> Ref {
        if self.given_bytes {
            Bytes::new(bytes).into_obj()
        } else {
            decode(bytes).into_obj()
        }
    }
}

/// A path argument as text.
///
/// # Errors
/// As [`path`].
pub fn path_text(value: &Obj, _function: &str) -> PyResult<Ref<Str>> {
    match value.to_ref().downcast_into::<Str>() {
        Ok(text) => Ok(text),
        Err(other)
            if other.downcast::<Bytes>().is_none()
                && other
                    .ty()
                    .lookup(serpentarium_runtime::types::str::intern::literal(
                        "__fspath__",
                    ))
                    .is_none() =>
        {
            Err(type_error(format!(
                "expected str, bytes or os.PathLike object, not {}",
                other.ty().tp_name()
            )))
        }
        Err(other) => {
            let path = path_from(&other, "", "path", "string, bytes or os.PathLike")?;
            Ok(decode(&path.bytes))
        }
    }
}

#[allow(unused_imports)]
use Object as _;
