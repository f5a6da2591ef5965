//! `marshal`: code and constants as bytes, both ways.

use num_bigint::BigInt;
use serpentarium_bytecode::marshal::read::{Container, Text};
use serpentarium_bytecode::marshal::{
    self as format, Build, CodeParts, ErrorKind, Inspect, MarshalError, Reader, Singleton, View,
    Writer,
};
use serpentarium_bytecode::{CodeFlags, Wtf8Buf};
use serpentarium_runtime::object::error::{Exc, eof_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types;
use serpentarium_runtime::types::buffer;
use serpentarium_runtime::types::bytes::Bytes;
use serpentarium_runtime::types::code::{Code, CodeFields};
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::{Int, Value};
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::slice::Slice;
use serpentarium_runtime::types::str::{Str, intern};
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "marshal",
    doc: "This module contains functions that can read and write Python values in\na binary format. \
          The format is specific to Python, but independent of\nmachine architecture issues.",
    functions: FUNCTIONS,
    exec: |module| {
        native::set_int(module, "version", i64::from(format::VERSION));
        Ok(())
    },
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "dump",
        "($module, value, file, version=version, /, *, allow_code=True)",
        "Write the value on the open file.",
        NativeFn::Bound(dump),
    ),
    NativeDef::new(
        "load",
        "($module, file, /, *, allow_code=True)",
        "Read one value from the open file and return it.",
        NativeFn::Bound(load),
    ),
    NativeDef::new(
        "dumps",
        "($module, value, version=version, /, *, allow_code=True)",
        "Return the bytes object that would be written to a file by dump(value, file).",
        NativeFn::Bound(dumps_function),
    ),
    NativeDef::new(
        "loads",
        "($module, bytes, /, *, allow_code=True)",
        "Convert the bytes-like object to a value.",
        NativeFn::Bound(loads_function),
    ),
];

/// A raised exception, as `marshal`'s reader and writer want it.
struct Failure(Exc);

impl From<MarshalError> for Failure {
    fn from(error: MarshalError) -> Self {
        Failure(match error.kind {
            ErrorKind::EofError => eof_error(error.message),
            ErrorKind::ValueError | ErrorKind::UnicodeDecodeError => value_error(error.message),
            ErrorKind::TypeError => type_error(error.message),
        })
    }
}

impl From<Exc> for Failure {
    fn from(error: Exc) -> Self {
        Failure(error)
    }
}

/// Makes objects.
struct Objects;

impl Build for Objects {
    type Value = Ref;
    type Error = Failure;

    fn singleton(&mut self, which: Singleton) -> Result<Ref, Failure> {
        Ok(match which {
            Singleton::None => types::none::none(),
            Singleton::False => types::int::bool_ref(false),
            Singleton::True => types::int::bool_ref(true),
            Singleton::Ellipsis => types::none::ellipsis(),
            Singleton::StopIteration => types::exceptions::STOP_ITERATION.as_obj().to_ref(),
        })
    }

    fn int(&mut self, value: i64) -> Result<Ref, Failure> {
        Ok(Int::new(value).into_obj())
    }

    fn big_int(&mut self, value: BigInt) -> Result<Ref, Failure> {
        Ok(Int::from_big(value).into_obj())
    }

    fn float(&mut self, value: f64) -> Result<Ref, Failure> {
        Ok(types::float::Float::new(value).into_obj())
    }

    fn complex(&mut self, re: f64, im: f64) -> Result<Ref, Failure> {
        Ok(types::complex::Complex::new(re, im).into_obj())
    }

    fn bytes(&mut self, value: &[u8]) -> Result<Ref, Failure> {
        Ok(Bytes::new(value).into_obj())
    }

    fn text(&mut self, text: Text<'_>, interned: bool) -> Result<Ref, Failure> {
        let string = match text {
            Text::Latin1(bytes) if bytes.is_ascii() && interned => {
                return Ok(intern::intern_ascii(bytes).into_obj());
            }
            Text::Latin1(bytes) if bytes.is_ascii() => Str::from_ascii(bytes),
            Text::Latin1(bytes) => Str::from_points(bytes.iter().map(|byte| u32::from(*byte))),
            Text::Utf8(bytes) => match Wtf8Buf::from_bytes(bytes.to_vec()) {
                Some(text) => Str::from_wtf8(&text),
                None => return Err(MarshalError::bad_data("string is not UTF-8").into()),
            },
        };
        Ok(if interned { intern(string) } else { string }.into_obj())
    }

    fn code(&mut self, parts: CodeParts<Ref>) -> Result<Ref, Failure> {
        code_from_parts(parts)
    }

    fn open(&mut self, kind: Container, _: usize) -> Result<Option<Ref>, Failure> {
        Ok(match kind {
            Container::List => Some(List::new(Vec::new()).into_obj()),
            Container::Dict => Some(Dict::new().into_obj()),
            _ => None,
        })
    }

    fn close(
        &mut self,
        kind: Container,
        opened: Option<Ref>,
        items: Vec<Ref>,
    ) -> Result<Ref, Failure> {
        match kind {
            Container::Tuple => Ok(Tuple::new(items).into_obj()),
            Container::Slice => {
                let [start, stop, step] = <[Ref; 3]>::try_from(items)
                    .map_err(|_| Failure::from(MarshalError::bad_data("slice")))?;
                Ok(Slice::new(start, stop, step).into_obj())
            }
            Container::List => {
                let list = opened.unwrap_or_else(|| List::new(Vec::new()).into_obj());
                if let Some(list) = list.downcast::<List>() {
                    items.into_iter().for_each(|item| list.push(item));
                }
                Ok(list)
            }
            Container::Set | Container::FrozenSet => {
                let class = if kind == Container::Set {
                    &types::set::SET_TYPE
                } else {
                    &types::set::FROZENSET_TYPE
                };
                let items = List::new(items);
                Ok(protocol::call(class.as_obj(), &[items.as_obj()])?)
            }
            Container::Dict => {
                let dict = opened.unwrap_or_else(|| Dict::new().into_obj());
                if let Some(dict) = dict.downcast::<Dict>() {
                    for pair in items.chunks_exact(2) {
                        dict.set(&pair[0], pair[1].clone())?;
                    }
                }
                Ok(dict)
            }
        }
    }
}

fn bytes_of(value: &Obj) -> Result<&[u8], Failure> {
    match value.downcast::<Bytes>() {
        Some(bytes) => Ok(bytes.as_slice()),
        None => Err(MarshalError::bad_data("code object field is not bytes").into()),
    }
}

fn text_of(value: &Ref) -> Result<Ref<Str>, Failure> {
    match value.clone().downcast_into::<Str>() {
        Ok(text) => Ok(intern(text)),
        Err(_) => Err(MarshalError::bad_data("code object field is not a string").into()),
    }
}

fn names_of(value: &Ref) -> Result<Ref<Tuple>, Failure> {
    let tuple = value
        .clone()
        .downcast_into::<Tuple>()
        .map_err(|_| Failure::from(MarshalError::bad_data("code object field is not a tuple")))?;
    if tuple
        .as_slice()
        .iter()
        .all(|name| name.downcast::<Str>().is_some())
    {
        Ok(tuple)
    } else {
        Err(MarshalError::bad_data("code object name is not a string").into())
    }
}

fn code_from_parts(parts: CodeParts<Ref>) -> Result<Ref, Failure> {
    let unsigned = |value: i32| {
        u32::try_from(value).map_err(|_| Failure::from(MarshalError::bad_data("negative count")))
    };
    let localsplusnames = names_of(&parts.localsplusnames)?;
    let names = names_of(&parts.names)?;
    let consts = parts
        .consts
        .clone()
        .downcast_into::<Tuple>()
        .map_err(|_| Failure::from(MarshalError::bad_data("code object consts")))?;
    let fields = CodeFields {
        argcount: unsigned(parts.argcount)?,
        posonlyargcount: unsigned(parts.posonlyargcount)?,
        kwonlyargcount: unsigned(parts.kwonlyargcount)?,
        stacksize: unsigned(parts.stacksize)?,
        flags: CodeFlags(parts.flags as u32),
        code: bytes_of(&parts.code)?,
        consts,
        names,
        localsplusnames,
        localspluskinds: bytes_of(&parts.localspluskinds)?,
        filename: text_of(&parts.filename)?,
        name: text_of(&parts.name)?,
        qualname: text_of(&parts.qualname)?,
        firstlineno: parts.firstlineno,
        linetable: bytes_of(&parts.linetable)?,
        exceptiontable: bytes_of(&parts.exceptiontable)?,
    };
    if fields.localspluskinds.len() != fields.localsplusnames.len() {
        return Err(MarshalError::bad_data("code: localsplusnames and kinds differ").into());
    }
    Ok(Code::assemble(fields).into_obj())
}

/// Reads one object from data.
///
/// # Errors
/// `EOFError`, `ValueError` or `TypeError` for malformed data.
pub fn loads(data: &[u8]) -> PyResult {
    load_from(data, true)
}

fn load_from(data: &[u8], allow_code: bool) -> PyResult {
    let mut objects = Objects;
    let result = Reader::new(&mut objects, data)
        .allow_code(allow_code)
        .read();
    result.map_err(|failure| failure.0)
}

/// Shows objects to the writer.
struct Shown;

impl Inspect for Shown {
    type Value = Held;
    type Error = Failure;

    fn view<'a>(&'a self, value: &Held) -> Result<View<'a, Held>, Failure> {
        view(&value.0)
    }

    fn identity(&self, value: &Held, held: bool) -> Option<u64> {
        let object = &*value.0;
        let interned = object.downcast_exact::<Str>().is_some_and(Str::is_interned);
        // One reference is the container's, one is ours.
        let shared = held || object.is_immortal() || object.refcount() > 2 || interned;
        shared.then_some(object.address() as u64)
    }
}

/// An object being written.
#[derive(Clone)]
struct Held(std::rc::Rc<Ref>);

impl Held {
    fn new(value: Ref) -> Held {
        Held(std::rc::Rc::new(value))
    }
}

fn held_all(items: impl IntoIterator<Item = Ref>) -> Vec<Held> {
    items.into_iter().map(Held::new).collect()
}

fn view<'a>(object: &Obj) -> Result<View<'a, Held>, Failure> {
    use std::borrow::Cow;
    if types::none::is_none(object) {
        return Ok(View::Singleton(Singleton::None));
    }
    if types::none::is_ellipsis(object) {
        return Ok(View::Singleton(Singleton::Ellipsis));
    }
    if object.is(types::int::bool_obj(true)) {
        return Ok(View::Singleton(Singleton::True));
    }
    if object.is(types::int::bool_obj(false)) {
        return Ok(View::Singleton(Singleton::False));
    }
    if object.is(types::exceptions::STOP_ITERATION.as_obj()) {
        return Ok(View::Singleton(Singleton::StopIteration));
    }
    if let Some(int) = object.downcast_exact::<Int>() {
        return Ok(match int.value() {
            Value::Small(value) => View::Int(value),
            Value::Big(value) => View::BigInt(Cow::Owned(value.clone())),
        });
    }
    if let Some(text) = object.downcast_exact::<Str>() {
        return Ok(View::Str {
            utf8: Cow::Owned(text.to_wtf8().as_bytes().to_vec()),
            interned: text.is_interned(),
        });
    }
    if let Some(float) = object.downcast_exact::<types::float::Float>() {
        return Ok(View::Float(float.value()));
    }
    if let Some(complex) = object.downcast_exact::<types::complex::Complex>() {
        return Ok(View::Complex(complex.re, complex.im));
    }
    if let Some(bytes) = object.downcast_exact::<Bytes>() {
        return Ok(View::Bytes(Cow::Owned(bytes.as_slice().to_vec())));
    }
    view_container(object)
}

fn view_container<'a>(object: &Obj) -> Result<View<'a, Held>, Failure> {
    use std::borrow::Cow;
    if let Some(tuple) = object.downcast_exact::<Tuple>() {
        return Ok(View::Tuple(held_all(tuple.iter())));
    }
    if let Some(list) = object.downcast_exact::<List>() {
        return Ok(View::List(held_all(list.to_vec())));
    }
    if let Some(dict) = object.downcast_exact::<Dict>() {
        let pairs = dict.items().into_iter();
        return Ok(View::Dict(
            pairs
                .map(|(key, value)| (Held::new(key), Held::new(value)))
                .collect(),
        ));
    }
    if object.is_exact(&types::set::SET_TYPE) {
        return Ok(View::Set(held_all(protocol::collect(object)?)));
    }
    if object.is_exact(&types::set::FROZENSET_TYPE) {
        return Ok(View::FrozenSet(held_all(protocol::collect(object)?)));
    }
    if object.downcast_exact::<Slice>().is_some() {
        let part = |name| protocol::getattr_text(object, name).map(Held::new);
        return Ok(View::Slice(Box::new([
            part("start")?,
            part("stop")?,
            part("step")?,
        ])));
    }
    if let Some(code) = object.downcast_exact::<Code>() {
        return Ok(View::Code(Box::new(code_parts(code))));
    }
    if object.ty().slots().bf_getbuffer.is_some() {
        let data = buffer::get(object, buffer::request::SIMPLE)?.to_vec();
        return Ok(View::Bytes(Cow::Owned(data)));
    }
    Ok(View::Other)
}

fn code_parts(code: &Code) -> CodeParts<Held> {
    let bytes = |data: &[u8]| Held::new(Bytes::new(data).into_obj());
    let tuple =
        |field: Option<Ref<Tuple>>| Held::new(field.unwrap_or_else(Tuple::empty).into_obj());
    let text =
        |field: Option<Ref<Str>>| Held::new(field.unwrap_or_else(|| Str::from_str("")).into_obj());
    let units: Vec<u8> = code
        .original()
        .iter()
        .flat_map(|unit| unit.to_le_bytes())
        .collect();
    CodeParts {
        argcount: code.argcount as i32,
        posonlyargcount: code.posonlyargcount as i32,
        kwonlyargcount: code.kwonlyargcount as i32,
        stacksize: code.stacksize as i32,
        flags: code.flags.0 as i32,
        code: bytes(&units),
        consts: tuple(code.consts.get()),
        names: tuple(code.names.get()),
        localsplusnames: tuple(code.localsplusnames.get()),
        localspluskinds: bytes(&code.kinds),
        filename: text(code.filename.get()),
        name: text(code.name.get()),
        qualname: text(code.qualname.get()),
        firstlineno: code.firstlineno,
        linetable: bytes(&code.linetable),
        exceptiontable: bytes(&code.exceptiontable),
    }
}

fn write(value: &Obj, version: Option<&Obj>, allow_code: bool) -> PyResult<Vec<u8>> {
    let version = version.map_or(Ok(format::VERSION as i32), native::c_int)?;
    let version = u32::try_from(version).unwrap_or(0);
    Writer::new(&Shown, version)
        .allow_code(allow_code)
        .write(Held::new(value.to_ref()))
        .map_err(|failure| failure.0)
}

fn dumps_function(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(value) = args[0] else {
        return native::none();
    };
    let data = write(value, args[1], native::truth(args[2], true)?)?;
    Ok(Bytes::new(&data).into_obj())
}

fn dump(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(value), Some(file)) = (args[0], args[1]) else {
        return native::none();
    };
    let data = write(value, args[2], native::truth(args[3], true)?)?;
    protocol::call_method(file, "write", &[Bytes::new(&data).as_obj()])
}

fn loads_function(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(data) = args[0] else {
        return native::none();
    };
    let allow = native::truth(args[1], true)?;
    match data.downcast_exact::<Bytes>() {
        Some(bytes) => load_from(bytes.as_slice(), allow),
        None => load_from(&buffer::get(data, buffer::request::SIMPLE)?.to_vec(), allow),
    }
}

/// Reads a file object as far as one value goes.
struct FileInput<'a> {
    file: &'a Obj,
    taken: Vec<u8>,
}

impl format::Input<Failure> for FileInput<'_> {
    fn take(&mut self, count: usize) -> Result<Option<&[u8]>, Failure> {
        if count == 0 {
            return Ok(Some(&[]));
        }
        let wanted = Int::from_usize(count);
        let read = protocol::call_method(self.file, "read", &[wanted.as_obj()])?;
        let Some(bytes) = read.downcast::<Bytes>() else {
            return Err(Failure(type_error(format!(
                "file.read() returned not bytes but {}",
                read.ty().tp_name()
            ))));
        };
        if bytes.len() > count {
            return Err(Failure(value_error(format!(
                "read() returned too much data: {count} bytes requested, {} returned",
                bytes.len()
            ))));
        }
        self.taken = bytes.as_slice().to_vec();
        Ok((self.taken.len() == count).then_some(&self.taken))
    }
}

fn load(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(file) = args[0] else {
        return native::none();
    };
    let input = FileInput {
        file,
        taken: Vec::new(),
    };
    let mut objects = Objects;
    let result = Reader::new(&mut objects, input)
        .allow_code(native::truth(args[1], true)?)
        .read();
    result.map_err(|failure| failure.0)
}
