//! The generic reader and writer with objects that can refer to themselves, in
//! every version of the format. Expected bytes are CPython 3.14's.

use std::borrow::Cow;

use num_bigint::BigInt;
use serpentarium_bytecode::marshal::read::{Container, Text};
use serpentarium_bytecode::marshal::{
    Build, CodeParts, Inspect, MarshalError, Reader, Singleton, View, Writer,
};

/// Objects are indexes into a heap.
#[derive(Debug, Clone, PartialEq)]
enum Object {
    Singleton(Singleton),
    Int(BigInt),
    Float(f64),
    Complex(f64, f64),
    Bytes(Vec<u8>),
    Str(String),
    Items(Container, Vec<usize>),
}

#[derive(Default)]
struct Heap {
    objects: Vec<Object>,
    shared: Vec<usize>,
}

impl Heap {
    fn add(&mut self, object: Object) -> Result<usize, MarshalError> {
        self.objects.push(object);
        Ok(self.objects.len() - 1)
    }
}

impl Build for Heap {
    type Value = usize;
    type Error = MarshalError;

    fn singleton(&mut self, which: Singleton) -> Result<usize, MarshalError> {
        self.add(Object::Singleton(which))
    }

    fn int(&mut self, value: i64) -> Result<usize, MarshalError> {
        self.add(Object::Int(value.into()))
    }

    fn big_int(&mut self, value: BigInt) -> Result<usize, MarshalError> {
        self.add(Object::Int(value))
    }

    fn float(&mut self, value: f64) -> Result<usize, MarshalError> {
        self.add(Object::Float(value))
    }

    fn complex(&mut self, re: f64, im: f64) -> Result<usize, MarshalError> {
        self.add(Object::Complex(re, im))
    }

    fn bytes(&mut self, value: &[u8]) -> Result<usize, MarshalError> {
        self.add(Object::Bytes(value.to_vec()))
    }

    fn text(&mut self, text: Text<'_>, _interned: bool) -> Result<usize, MarshalError> {
        let (Text::Latin1(bytes) | Text::Utf8(bytes)) = text;
        self.add(Object::Str(String::from_utf8_lossy(bytes).into_owned()))
    }

    fn code(&mut self, _parts: CodeParts<usize>) -> Result<usize, MarshalError> {
        Err(MarshalError::value("no code here"))
    }

    fn open(&mut self, kind: Container, _len: usize) -> Result<Option<usize>, MarshalError> {
        self.add(Object::Items(kind, Vec::new())).map(Some)
    }

    fn close(
        &mut self,
        kind: Container,
        opened: Option<usize>,
        items: Vec<usize>,
    ) -> Result<usize, MarshalError> {
        let object = Object::Items(kind, items);
        match opened {
            Some(index) => {
                self.objects[index] = object;
                Ok(index)
            }
            None => self.add(object),
        }
    }

    fn share(&mut self, value: &usize) -> Result<usize, MarshalError> {
        self.shared.push(*value);
        Ok(*value)
    }
}

impl Inspect for Heap {
    type Value = usize;
    type Error = MarshalError;

    fn view<'a>(&'a self, value: &usize) -> Result<View<'a, usize>, MarshalError> {
        Ok(match &self.objects[*value] {
            Object::Singleton(which) => View::Singleton(*which),
            Object::Int(value) => View::BigInt(Cow::Borrowed(value)),
            Object::Float(value) => View::Float(*value),
            Object::Complex(re, im) => View::Complex(*re, *im),
            Object::Bytes(bytes) => View::Bytes(bytes.into()),
            Object::Str(text) => View::Str {
                utf8: text.as_bytes().into(),
                interned: false,
            },
            Object::Items(kind, items) => match kind {
                Container::Tuple => View::Tuple(items.clone()),
                Container::List => View::List(items.clone()),
                Container::Set => View::Set(items.clone()),
                Container::FrozenSet => View::FrozenSet(items.clone()),
                Container::Dict => View::Dict(
                    items
                        .chunks_exact(2)
                        .map(|pair| (pair[0], pair[1]))
                        .collect(),
                ),
                Container::Slice => View::Slice(Box::new([items[0], items[1], items[2]])),
            },
        })
    }

    fn identity(&self, value: &usize, held: bool) -> Option<u64> {
        (held || self.shared.contains(value)).then_some(*value as u64)
    }
}

/// Reads `data` and writes it again in `version`.
#[track_caller]
fn check(data: &[u8], version: u32, expected: &[u8]) {
    let mut heap = Heap::default();
    let root = Reader::new(&mut heap, data).read().unwrap();
    let written = Writer::new(&heap, version).write(root).unwrap();
    assert_eq!(written, expected, "version {version}");
}

const BINARY: &[u8] = b"[\x0a\x00\x00\x00N{g\x00\x00\x00\x00\x00\x00\xf8?F0y\x00\x00\x00\x00\x00\x00\xf0?\
    \x00\x00\x00\x00\x00\x00\x00@i@B\x0f\x00l\x03\x00\x00\x00\xffg\xed\x10]\x00l\xfd\xff\xff\xff\xffg\xed\
    \x10]\x00u\x06\x00\x00\x00\xc3\xa9\xe2\x82\xacxu\x05\x00\x00\x00a bcc(\x02\x00\x00\x00g\x9a\x99\x99\
    \x99\x99\x99\xb9?g\xea\x8c\xa09Y>)Fs\x02\x00\x00\x00xy";

const TEXTUAL: &[u8] = b"[\x0a\x00\x00\x00N{f\x031.5F0x\x011\x012i@B\x0f\x00l\x03\x00\x00\x00\xffg\xed\
    \x10]\x00l\xfd\xff\xff\xff\xffg\xed\x10]\x00u\x06\x00\x00\x00\xc3\xa9\xe2\x82\xacxu\x05\x00\x00\x00\
    a bcc(\x02\x00\x00\x00f\x130.10000000000000001f\x051e+30s\x02\x00\x00\x00xy";

#[test]
fn versions_without_references() {
    check(BINARY, 2, BINARY);
    check(BINARY, 1, TEXTUAL);
    check(TEXTUAL, 0, TEXTUAL);
    check(TEXTUAL, 2, BINARY);
}

const THREE: &[u8] =
    b"\xdb\x03\x00\x00\x00r\x00\x00\x00\x00{g\x00\x00\x00\x00\x00\x00\xf8?r\x00\x00\x00\
    \x000(\x02\x00\x00\x00u\x05\x00\x00\x00a bccN";

const FIVE: &[u8] =
    b"\xdb\x03\x00\x00\x00r\x00\x00\x00\x00{g\x00\x00\x00\x00\x00\x00\xf8?r\x00\x00\x00\
    \x000)\x02z\x05a bccN";

#[test]
fn versions_with_references() {
    check(THREE, 3, THREE);
    check(THREE, 5, FIVE);
    check(FIVE, 4, FIVE);
    check(FIVE, 3, THREE);
}

#[test]
fn a_list_in_itself_is_refused_without_references() {
    let mut heap = Heap::default();
    let root = Reader::new(&mut heap, FIVE).read().unwrap();
    let error = Writer::new(&heap, 2).write(root).unwrap_err();
    assert_eq!(error.message, "object too deeply nested to marshal");
}

#[test]
fn slices_need_version_5() {
    let mut heap = Heap::default();
    let root = Reader::new(&mut heap, &b":NNN"[..]).read().unwrap();
    assert_eq!(Writer::new(&heap, 5).write(root).unwrap(), b":NNN");
    let error = Writer::new(&heap, 4).write(root).unwrap_err();
    assert_eq!(error.message, "unmarshallable object");
}

#[test]
fn code_can_be_disallowed() {
    let mut heap = Heap::default();
    let error = Reader::new(&mut heap, &b"c"[..])
        .allow_code(false)
        .read()
        .unwrap_err();
    assert_eq!(error.message, "unmarshalling code objects is disallowed");
}
