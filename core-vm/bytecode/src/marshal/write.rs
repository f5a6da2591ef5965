//! Writing values of any kind as `marshal` data.

use std::borrow::Cow;
use std::collections::HashMap;

use num_bigint::{BigInt, Sign};

use super::{CodeParts, MAX_DEPTH, MarshalError, Singleton, tag};

/// What a value is to `marshal`.
pub enum View<'a, V> {
    Singleton(Singleton),
    Int(i64),
    BigInt(Cow<'a, BigInt>),
    Float(f64),
    Complex(f64, f64),
    /// Also any other object with the buffer interface.
    Bytes(Cow<'a, [u8]>),
    /// UTF-8, surrogates included.
    Str {
        utf8: Cow<'a, [u8]>,
        interned: bool,
    },
    Tuple(Vec<V>),
    List(Vec<V>),
    Set(Vec<V>),
    FrozenSet(Vec<V>),
    Dict(Vec<(V, V)>),
    Slice(Box<[V; 3]>),
    Code(Box<CodeParts<V>>),
    /// Something that `marshal` cannot hold.
    Other,
}

/// Shows a [`Writer`] what values are.
pub trait Inspect {
    /// A handle that does not itself count as a reference to the object.
    type Value: Clone;
    type Error: From<MarshalError>;

    fn view<'a>(&'a self, value: &Self::Value) -> Result<View<'a, Self::Value>, Self::Error>;

    /// A number for the object's identity if others may refer to it: CPython
    /// asks whether its count is above one, or whether it is an interned string.
    /// When `held`, CPython's `dumps` itself has one more reference (it puts the
    /// elements of a set in order), so that any object counts as shared.
    fn identity(&self, value: &Self::Value, held: bool) -> Option<u64>;
}

/// Turns values into data.
pub struct Writer<'i, S: Inspect> {
    source: &'i S,
    version: u32,
    allow_code: bool,
    output: Vec<u8>,
    refs: HashMap<u64, u32>,
}

enum Work<V> {
    Value(V),
    /// A value to which `dumps` itself has a reference.
    Held(V),
    Long(i32),
    /// The end of a dict, which counts as an object when nesting is limited.
    Null,
    Leave,
}

/// The version from which objects are shared, and so on.
const REFS_SINCE: u32 = 3;
const ASCII_SINCE: u32 = 4;
const BINARY_FLOATS_SINCE: u32 = 2;
const SLICES_SINCE: u32 = 5;

impl<'i, S: Inspect> Writer<'i, S> {
    pub fn new(source: &'i S, version: u32) -> Self {
        Writer {
            source,
            version,
            allow_code: true,
            output: Vec::new(),
            refs: HashMap::new(),
        }
    }

    /// `allow_code=False` refuses code objects.
    pub fn allow_code(mut self, allow: bool) -> Self {
        self.allow_code = allow;
        self
    }

    /// The data of one value.
    pub fn write(self, value: S::Value) -> Result<Vec<u8>, S::Error> {
        self.run(Work::Value(value))
    }

    fn run(mut self, first: Work<S::Value>) -> Result<Vec<u8>, S::Error> {
        let mut work = vec![first];
        let mut depth = 0;
        while let Some(next) = work.pop() {
            match next {
                Work::Long(value) => self.long(value),
                Work::Leave => depth -= 1,
                Work::Value(_) | Work::Held(_) | Work::Null if depth >= MAX_DEPTH => {
                    return Err(MarshalError::value("object too deeply nested to marshal").into());
                }
                Work::Null => self.output.push(tag::NULL),
                Work::Value(value) => depth += self.value(&value, false, &mut work)?,
                Work::Held(value) => depth += self.value(&value, true, &mut work)?,
            }
        }
        Ok(self.output)
    }

    /// Writes a value without its inner objects, which go to `work`, the first
    /// one on top. Says by how much that adds to the nesting.
    fn value(
        &mut self,
        value: &S::Value,
        held: bool,
        work: &mut Vec<Work<S::Value>>,
    ) -> Result<usize, S::Error> {
        let mark = work.len();
        self.object(value, held, work)?;
        if work.len() == mark {
            return Ok(0);
        }
        work.push(Work::Leave);
        work[mark..].reverse();
        Ok(1)
    }

    fn object(
        &mut self,
        value: &S::Value,
        held: bool,
        work: &mut Vec<Work<S::Value>>,
    ) -> Result<(), S::Error> {
        let source = self.source;
        let view = source.view(value)?;
        if let View::Singleton(singleton) = view {
            self.output.push(singleton_tag(singleton));
            return Ok(());
        }
        let mut flag = 0;
        if self.version >= REFS_SINCE
            && let Some(identity) = source.identity(value, held)
        {
            let next = self.refs.len() as u32;
            let index = *self.refs.entry(identity).or_insert(next);
            if index != next {
                self.output.push(tag::REF);
                self.long(index as i32);
                return Ok(());
            }
            flag = tag::FLAG_REF;
        }
        match view {
            View::Singleton(_) => {}
            View::Int(value) => match i32::try_from(value) {
                Ok(small) => {
                    self.output.push(tag::INT | flag);
                    self.long(small);
                }
                Err(_) => self.big_int(&BigInt::from(value), flag)?,
            },
            View::BigInt(value) => match i32::try_from(value.as_ref()) {
                Ok(small) => {
                    self.output.push(tag::INT | flag);
                    self.long(small);
                }
                Err(_) => self.big_int(&value, flag)?,
            },
            View::Float(value) => {
                let binary = self.version >= BINARY_FLOATS_SINCE;
                self.output.push(
                    flag | if binary {
                        tag::BINARY_FLOAT
                    } else {
                        tag::FLOAT
                    },
                );
                self.float(value);
            }
            View::Complex(re, im) => {
                let binary = self.version >= BINARY_FLOATS_SINCE;
                self.output.push(
                    flag | if binary {
                        tag::BINARY_COMPLEX
                    } else {
                        tag::COMPLEX
                    },
                );
                self.float(re);
                self.float(im);
            }
            View::Bytes(bytes) => {
                self.output.push(tag::BYTES | flag);
                self.sized(&bytes)?;
            }
            View::Str { utf8, interned } => self.text(&utf8, interned, flag)?,
            View::Tuple(items) => self.tuple(items, flag, work)?,
            View::List(items) => self.items(tag::LIST | flag, items, work)?,
            View::Set(items) => self.set(tag::SET | flag, items, work)?,
            View::FrozenSet(items) => self.set(tag::FROZEN_SET | flag, items, work)?,
            View::Dict(items) => {
                self.output.push(tag::DICT | flag);
                for (key, value) in items {
                    work.extend([Work::Value(key), Work::Value(value)]);
                }
                work.push(Work::Null);
            }
            View::Slice(_) if self.version < SLICES_SINCE => return Err(unmarshallable().into()),
            View::Slice(parts) => {
                self.output.push(tag::SLICE | flag);
                work.extend(parts.map(Work::Value));
            }
            View::Code(_) if !self.allow_code => {
                return Err(MarshalError::value("marshalling code objects is disallowed").into());
            }
            View::Code(parts) => self.code(*parts, flag, work),
            View::Other => return Err(unmarshallable().into()),
        }
        Ok(())
    }

    fn code(&mut self, parts: CodeParts<S::Value>, flag: u8, work: &mut Vec<Work<S::Value>>) {
        self.output.push(tag::CODE | flag);
        for number in [
            parts.argcount,
            parts.posonlyargcount,
            parts.kwonlyargcount,
            parts.stacksize,
            parts.flags,
        ] {
            self.long(number);
        }
        work.extend(
            [
                parts.code,
                parts.consts,
                parts.names,
                parts.localsplusnames,
                parts.localspluskinds,
                parts.filename,
                parts.name,
                parts.qualname,
            ]
            .map(Work::Value),
        );
        work.push(Work::Long(parts.firstlineno));
        work.extend([parts.linetable, parts.exceptiontable].map(Work::Value));
    }

    fn tuple(
        &mut self,
        items: Vec<S::Value>,
        flag: u8,
        work: &mut Vec<Work<S::Value>>,
    ) -> Result<(), S::Error> {
        match u8::try_from(items.len()) {
            Ok(len) if self.version >= ASCII_SINCE => {
                self.output.extend([tag::SMALL_TUPLE | flag, len]);
                work.extend(items.into_iter().map(Work::Value));
                Ok(())
            }
            _ => self.items(tag::TUPLE | flag, items, work),
        }
    }

    fn items(
        &mut self,
        kind: u8,
        items: Vec<S::Value>,
        work: &mut Vec<Work<S::Value>>,
    ) -> Result<(), S::Error> {
        self.output.push(kind);
        self.size(items.len())?;
        work.extend(items.into_iter().map(Work::Value));
        Ok(())
    }

    /// Sets are written in the order of their elements' data, so that the same
    /// set always gives the same bytes.
    fn set(
        &mut self,
        kind: u8,
        items: Vec<S::Value>,
        work: &mut Vec<Work<S::Value>>,
    ) -> Result<(), S::Error> {
        let mut keyed = Vec::with_capacity(items.len());
        for item in items {
            let writer = Writer::new(self.source, self.version).allow_code(self.allow_code);
            keyed.push((writer.run(Work::Held(item.clone()))?, item));
        }
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        self.output.push(kind);
        self.size(keyed.len())?;
        work.extend(keyed.into_iter().map(|(_, item)| Work::Held(item)));
        Ok(())
    }

    fn text(&mut self, utf8: &[u8], interned: bool, flag: u8) -> Result<(), S::Error> {
        if self.version >= ASCII_SINCE && utf8.is_ascii() {
            if let Ok(len) = u8::try_from(utf8.len()) {
                let kind = if interned {
                    tag::SHORT_ASCII_INTERNED
                } else {
                    tag::SHORT_ASCII
                };
                self.output.extend([kind | flag, len]);
                self.output.extend(utf8);
                return Ok(());
            }
            self.output.push(
                flag | if interned {
                    tag::ASCII_INTERNED
                } else {
                    tag::ASCII
                },
            );
        } else {
            let interned = interned && self.version >= REFS_SINCE;
            self.output.push(
                flag | if interned {
                    tag::INTERNED
                } else {
                    tag::UNICODE
                },
            );
        }
        self.sized(utf8)
    }

    fn big_int(&mut self, value: &BigInt, flag: u8) -> Result<(), S::Error> {
        let digits = split_digits(value);
        self.output.push(tag::LONG | flag);
        let count = i32::try_from(digits.len()).map_err(|_| unmarshallable())?;
        self.long(if value.sign() == Sign::Minus {
            -count
        } else {
            count
        });
        self.output
            .extend(digits.into_iter().flat_map(u16::to_le_bytes));
        Ok(())
    }

    fn float(&mut self, value: f64) {
        if self.version >= BINARY_FLOATS_SINCE {
            self.output.extend(value.to_le_bytes());
        } else {
            let text = crate::repr::float_general(value, 17);
            self.output.push(text.len() as u8);
            self.output.extend(text.as_bytes());
        }
    }

    fn long(&mut self, value: i32) {
        self.output.extend(value.to_le_bytes());
    }

    fn size(&mut self, len: usize) -> Result<(), S::Error> {
        self.long(i32::try_from(len).map_err(|_| unmarshallable())?);
        Ok(())
    }

    fn sized(&mut self, bytes: &[u8]) -> Result<(), S::Error> {
        self.size(bytes.len())?;
        self.output.extend(bytes);
        Ok(())
    }
}

fn unmarshallable() -> MarshalError {
    MarshalError::value("unmarshallable object")
}

fn singleton_tag(singleton: Singleton) -> u8 {
    match singleton {
        Singleton::None => tag::NONE,
        Singleton::False => tag::FALSE,
        Singleton::True => tag::TRUE,
        Singleton::Ellipsis => tag::ELLIPSIS,
        Singleton::StopIteration => tag::STOP_ITERATION,
    }
}

/// The magnitude in digits of 15 bits, lowest first.
fn split_digits(value: &BigInt) -> Vec<u16> {
    let mut digits = Vec::new();
    let (mut bits, mut count) = (0u64, 0);
    for word in value.iter_u32_digits() {
        bits |= u64::from(word) << count;
        count += 32;
        while count >= 15 {
            digits.push((bits & 0x7FFF) as u16);
            bits >>= 15;
            count -= 15;
        }
    }
    digits.push(bits as u16);
    while digits.last() == Some(&0) {
        digits.pop();
    }
    digits
}
