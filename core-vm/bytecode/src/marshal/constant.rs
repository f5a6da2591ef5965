//! [`Constant`] and [`CodeObject`] from and to `marshal` data.

mod graph;

use std::sync::Arc;

use num_bigint::BigInt;

use self::graph::Graph;
use super::read::{Build, Container, Reader, Text};
use super::write::Writer;
use super::{CodeParts, ErrorKind, MarshalError, Singleton};
use crate::{CodeFlags, CodeObject, Constant, Wtf8Buf};

/// Reads one constant and says how many bytes it took.
pub fn loads_prefix(data: &[u8]) -> Result<(Constant, usize), MarshalError> {
    let mut builder = ConstantBuilder {
        budget: COPIES_BASE + COPIES_PER_BYTE * data.len(),
    };
    let mut reader = Reader::new(&mut builder, data);
    let value = reader.read()?;
    Ok((value, data.len() - reader.into_input().len()))
}

/// Reads one constant; as in CPython, what follows it is ignored.
pub fn loads(data: &[u8]) -> Result<Constant, MarshalError> {
    Ok(loads_prefix(data)?.0)
}

/// Reads one code object.
pub fn loads_code(data: &[u8]) -> Result<Arc<CodeObject>, MarshalError> {
    match loads(data)? {
        Constant::Code(code) => Ok(code),
        _ => Err(MarshalError::type_error(
            "marshal data is not a code object",
        )),
    }
}

/// The data of a constant, in the format's newest version.
///
/// CPython marks an object as shared when its reference count says so; here
/// equal constants count as one object, which is what its compiler makes of
/// them, so that the data of a freshly compiled module are the same bytes.
pub fn dumps(constant: &Constant) -> Result<Vec<u8>, MarshalError> {
    let mut graph = Graph::default();
    if let Constant::Code(code) = constant {
        graph.intern_class_names(code);
    }
    let root = graph.constant(constant);
    Writer::new(&graph, super::VERSION).write(root)
}

/// The data of a code object: what stands behind the header of a `.pyc`. It is
/// marked as shared, because `py_compile` and `importlib` hold it in a variable.
pub fn dumps_code(code: &CodeObject) -> Result<Vec<u8>, MarshalError> {
    let mut graph = Graph::default();
    graph.intern_class_names(code);
    let root = graph.code(code);
    graph.hold(root);
    Writer::new(&graph, super::VERSION).write(root)
}

/// A few bytes of references to references can stand for any number of
/// constants, and constants are trees; so copies are limited. What a compiler
/// writes stays far below.
const COPIES_BASE: usize = 100_000;
const COPIES_PER_BYTE: usize = 64;

struct ConstantBuilder {
    /// How many constants may still be copied.
    budget: usize,
}

/// Takes from `budget` one for the constant and each one in it.
fn pay(constant: &Constant, budget: &mut usize) -> Option<()> {
    let size = match constant {
        Constant::Str(text) => text.as_bytes().len() / 64,
        Constant::Bytes(bytes) => bytes.len() / 64,
        _ => 0,
    };
    *budget = budget.checked_sub(1 + size)?;
    match constant {
        Constant::Tuple(items) | Constant::FrozenSet(items) => {
            items.iter().try_for_each(|item| pay(item, budget))
        }
        Constant::Slice(parts) => parts.iter().try_for_each(|item| pay(item, budget)),
        _ => Some(()),
    }
}

impl Build for ConstantBuilder {
    type Value = Constant;
    type Error = MarshalError;

    fn singleton(&mut self, which: Singleton) -> Result<Constant, MarshalError> {
        Ok(match which {
            Singleton::None => Constant::None,
            Singleton::False => Constant::Bool(false),
            Singleton::True => Constant::Bool(true),
            Singleton::Ellipsis => Constant::Ellipsis,
            Singleton::StopIteration => return Err(no_constant("StopIteration")),
        })
    }

    fn int(&mut self, value: i64) -> Result<Constant, MarshalError> {
        Ok(Constant::Int(BigInt::from(value)))
    }

    fn big_int(&mut self, value: BigInt) -> Result<Constant, MarshalError> {
        Ok(Constant::Int(value))
    }

    fn float(&mut self, value: f64) -> Result<Constant, MarshalError> {
        Ok(Constant::Float(value))
    }

    fn complex(&mut self, re: f64, im: f64) -> Result<Constant, MarshalError> {
        Ok(Constant::Complex { re, im })
    }

    fn bytes(&mut self, value: &[u8]) -> Result<Constant, MarshalError> {
        Ok(Constant::Bytes(value.to_vec()))
    }

    fn text(&mut self, text: Text<'_>, _interned: bool) -> Result<Constant, MarshalError> {
        Ok(Constant::Str(match text {
            Text::Latin1(bytes) if bytes.is_ascii() => decode(bytes)?,
            Text::Latin1(bytes) => bytes
                .iter()
                .copied()
                .map(char::from)
                .collect::<String>()
                .into(),
            Text::Utf8(bytes) => decode(bytes)?,
        }))
    }

    fn code(&mut self, parts: CodeParts<Constant>) -> Result<Constant, MarshalError> {
        Ok(Constant::Code(Arc::new(code_object(parts)?)))
    }

    fn close(
        &mut self,
        kind: Container,
        _opened: Option<Constant>,
        items: Vec<Constant>,
    ) -> Result<Constant, MarshalError> {
        match kind {
            Container::Tuple => Ok(Constant::Tuple(items)),
            Container::FrozenSet => Ok(Constant::FrozenSet(items)),
            Container::Slice => match <[Constant; 3]>::try_from(items) {
                Ok(parts) => Ok(Constant::Slice(Box::new(parts))),
                Err(_) => Err(MarshalError::null_in("object")),
            },
            Container::List => Err(no_constant("list")),
            Container::Set => Err(no_constant("set")),
            Container::Dict => Err(no_constant("dict")),
        }
    }

    fn share(&mut self, value: &Constant) -> Result<Constant, MarshalError> {
        match pay(value, &mut self.budget) {
            Some(()) => Ok(value.clone()),
            None => Err(MarshalError::bad_data("too many references to constants")),
        }
    }
}

fn no_constant(kind: &str) -> MarshalError {
    MarshalError::value(format!(
        "bad marshal data ({kind} is no constant of a code object)"
    ))
}

fn code_object(parts: CodeParts<Constant>) -> Result<CodeObject, MarshalError> {
    Ok(CodeObject {
        argcount: count(parts.argcount, "argcount")?,
        posonlyargcount: count(parts.posonlyargcount, "posonlyargcount")?,
        kwonlyargcount: count(parts.kwonlyargcount, "kwonlyargcount")?,
        stacksize: count(parts.stacksize, "stacksize")?,
        flags: CodeFlags(parts.flags as u32),
        code: bytes(parts.code, "code")?,
        consts: tuple(parts.consts, "consts")?,
        names: names(parts.names, "names")?,
        localsplusnames: names(parts.localsplusnames, "localsplusnames")?,
        localspluskinds: bytes(parts.localspluskinds, "localspluskinds")?,
        filename: text(parts.filename, "filename")?,
        name: text(parts.name, "name")?,
        qualname: text(parts.qualname, "qualname")?,
        firstlineno: parts.firstlineno,
        linetable: bytes(parts.linetable, "linetable")?,
        exceptiontable: bytes(parts.exceptiontable, "exceptiontable")?,
    })
}

fn count(value: i32, field: &str) -> Result<u32, MarshalError> {
    u32::try_from(value)
        .map_err(|_| MarshalError::value(format!("code: co_{field} must not be negative")))
}

fn wrong(field: &str, wanted: &str) -> MarshalError {
    MarshalError::type_error(format!("code: co_{field} must be {wanted}"))
}

fn bytes(value: Constant, field: &str) -> Result<Vec<u8>, MarshalError> {
    match value {
        Constant::Bytes(bytes) => Ok(bytes),
        _ => Err(wrong(field, "bytes")),
    }
}

fn text(value: Constant, field: &str) -> Result<Wtf8Buf, MarshalError> {
    match value {
        Constant::Str(text) => Ok(text),
        _ => Err(wrong(field, "a string")),
    }
}

fn tuple(value: Constant, field: &str) -> Result<Vec<Constant>, MarshalError> {
    match value {
        Constant::Tuple(items) => Ok(items),
        _ => Err(wrong(field, "a tuple")),
    }
}

fn names(value: Constant, field: &str) -> Result<Vec<Wtf8Buf>, MarshalError> {
    tuple(value, field)?
        .into_iter()
        .map(|item| text(item, field))
        .collect()
}

fn decode(bytes: &[u8]) -> Result<Wtf8Buf, MarshalError> {
    Wtf8Buf::from_bytes(bytes.to_vec()).ok_or_else(|| decode_error(bytes))
}

/// The message of CPython's UTF-8 decoder for the first bytes that are wrong.
fn decode_error(bytes: &[u8]) -> MarshalError {
    let mut position = 0;
    let (len, reason) = loop {
        let rest = &bytes[position..];
        let Err(error) = std::str::from_utf8(rest) else {
            break (1, "invalid start byte");
        };
        position += error.valid_up_to();
        match (&bytes[position..], error.error_len()) {
            ([0xED, 0xA0..=0xBF, 0x80..=0xBF, ..], _) => position += 3,
            (wrong, None) => break (wrong.len(), "unexpected end of data"),
            ([0xC2..=0xF4, ..], Some(len)) => break (len, "invalid continuation byte"),
            _ => break (1, "invalid start byte"),
        }
    };
    let what = match len {
        1 => {
            let byte = bytes.get(position).copied().unwrap_or_default();
            format!("byte 0x{byte:02x} in position {position}")
        }
        _ => format!("bytes in position {position}-{}", position + len - 1),
    };
    MarshalError {
        kind: ErrorKind::UnicodeDecodeError,
        message: format!("'utf-8' codec can't decode {what}: {reason}"),
    }
}
