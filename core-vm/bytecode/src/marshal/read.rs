//! Reading `marshal` data into values of any kind.

use num_bigint::{BigInt, BigUint, Sign};

use super::{CodeParts, MAX_DEPTH, MarshalError, Singleton, tag};

/// Text as it stands in the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text<'a> {
    /// One byte a code point; all below 128 in data that CPython wrote.
    Latin1(&'a [u8]),
    /// UTF-8 with surrogates, not checked yet.
    Utf8(&'a [u8]),
}

/// Objects that hold others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    Tuple,
    List,
    Set,
    FrozenSet,
    /// Its items are key, value, key, value ...
    Dict,
    /// Its items are start, stop, step.
    Slice,
}

/// Makes the values that a [`Reader`] finds.
pub trait Build {
    type Value: Clone;
    type Error: From<MarshalError>;

    fn singleton(&mut self, which: Singleton) -> Result<Self::Value, Self::Error>;
    fn int(&mut self, value: i64) -> Result<Self::Value, Self::Error>;
    fn big_int(&mut self, value: BigInt) -> Result<Self::Value, Self::Error>;
    fn float(&mut self, value: f64) -> Result<Self::Value, Self::Error>;
    fn complex(&mut self, re: f64, im: f64) -> Result<Self::Value, Self::Error>;
    fn bytes(&mut self, value: &[u8]) -> Result<Self::Value, Self::Error>;
    fn text(&mut self, text: Text<'_>, interned: bool) -> Result<Self::Value, Self::Error>;
    fn code(&mut self, parts: CodeParts<Self::Value>) -> Result<Self::Value, Self::Error>;

    /// An object that its own items may refer to: called for tuples, lists,
    /// sets and dicts that are marked as shared, before their items are read.
    /// `None` makes such a reference an error, as it is for immutable values.
    fn open(&mut self, kind: Container, len: usize) -> Result<Option<Self::Value>, Self::Error> {
        let _ = (kind, len);
        Ok(None)
    }

    /// The container with all its items: what `open` made, if it did.
    fn close(
        &mut self,
        kind: Container,
        opened: Option<Self::Value>,
        items: Vec<Self::Value>,
    ) -> Result<Self::Value, Self::Error>;

    /// Another reference to a value read before.
    fn share(&mut self, value: &Self::Value) -> Result<Self::Value, Self::Error> {
        Ok(value.clone())
    }
}

/// Where data comes from: a slice, or a file read as far as needed.
pub trait Input<E> {
    /// The next `count` bytes, `None` if there are fewer.
    fn take(&mut self, count: usize) -> Result<Option<&[u8]>, E>;
}

impl<E> Input<E> for &[u8] {
    fn take(&mut self, count: usize) -> Result<Option<&[u8]>, E> {
        Ok(self.split_at_checked(count).map(|(taken, rest)| {
            *self = rest;
            taken
        }))
    }
}

/// Reads objects one after the other. References reach within one object only.
pub struct Reader<'b, B: Build, I> {
    builder: &'b mut B,
    input: I,
    refs: Vec<Option<B::Value>>,
    allow_code: bool,
}

/// Objects of a code object before `firstlineno`, which stands among them.
const CODE_OBJECTS_BEFORE_LINE: usize = 8;
const CODE_OBJECTS: usize = 10;
/// What a length field may reserve before its items have been seen.
const MAX_RESERVED: usize = 256;

enum Kind {
    Container(Container),
    /// The five numbers that stand first, then `firstlineno`.
    Code([i32; 6]),
}

/// A container or code object whose objects are being read.
struct Frame<V> {
    kind: Kind,
    len: usize,
    items: Vec<V>,
    /// Place in the reference table, if it is marked.
    slot: Option<usize>,
    opened: Option<V>,
}

enum Step<V> {
    Value(Option<V>),
    Enter(Frame<V>),
}

impl<V> Frame<V> {
    fn new(kind: Kind, len: usize) -> Self {
        Frame {
            kind,
            len,
            items: Vec::with_capacity(len.min(MAX_RESERVED)),
            slot: None,
            opened: None,
        }
    }

    fn is_full(&self) -> bool {
        self.items.len() == self.len
    }
}

impl<'b, B: Build, I: Input<B::Error>> Reader<'b, B, I> {
    pub fn new(builder: &'b mut B, input: I) -> Self {
        Reader {
            builder,
            input,
            refs: Vec::new(),
            allow_code: true,
        }
    }

    /// `allow_code=False` refuses code objects.
    pub fn allow_code(mut self, allow: bool) -> Self {
        self.allow_code = allow;
        self
    }

    /// What has not been read.
    pub fn into_input(self) -> I {
        self.input
    }

    /// Reads one object with everything in it.
    pub fn read(&mut self) -> Result<B::Value, B::Error> {
        self.refs.clear();
        let mut stack: Vec<Frame<B::Value>> = Vec::new();
        loop {
            let mut done = match self.step(stack.len())? {
                Step::Enter(frame) if !frame.is_full() => {
                    stack.push(frame);
                    continue;
                }
                Step::Enter(frame) => Some(self.finish(frame)?),
                Step::Value(value) => value,
            };
            // Hands the value to the frame it belongs to, then that frame, if it
            // is complete now, to the one below.
            loop {
                let Some(frame) = stack.last_mut() else {
                    return done.ok_or_else(|| MarshalError::null_in("object").into());
                };
                let progress = self.accept(frame, done)?;
                if let Progress::More = progress {
                    break;
                }
                done = match (progress, stack.pop()) {
                    (Progress::Complete, Some(frame)) => Some(self.finish(frame)?),
                    _ => None,
                };
            }
        }
    }

    fn accept(
        &mut self,
        frame: &mut Frame<B::Value>,
        value: Option<B::Value>,
    ) -> Result<Progress, B::Error> {
        let Some(value) = value else {
            let what = match frame.kind {
                Kind::Container(Container::Tuple) => "tuple",
                Kind::Container(Container::List) => "list",
                Kind::Container(Container::Set | Container::FrozenSet) => "set",
                Kind::Container(Container::Dict) => {
                    // The end of a dict; a key without value is dropped.
                    frame.items.truncate(frame.items.len() & !1);
                    return Ok(Progress::Complete);
                }
                Kind::Container(Container::Slice) | Kind::Code(_) => return Ok(Progress::Null),
            };
            return Err(MarshalError::null_in(what).into());
        };
        frame.items.push(value);
        if let Kind::Code(numbers) = &mut frame.kind
            && frame.items.len() == CODE_OBJECTS_BEFORE_LINE
        {
            numbers[5] = self.long()?;
        }
        Ok(if frame.is_full() {
            Progress::Complete
        } else {
            Progress::More
        })
    }

    fn finish(&mut self, frame: Frame<B::Value>) -> Result<B::Value, B::Error> {
        let value = match frame.kind {
            Kind::Container(kind) => self.builder.close(kind, frame.opened, frame.items)?,
            Kind::Code(numbers) => self.code(numbers, frame.items)?,
        };
        if let Some(slot) = frame.slot {
            self.refs[slot] = Some(value.clone());
        }
        Ok(value)
    }

    fn code(&mut self, numbers: [i32; 6], objects: Vec<B::Value>) -> Result<B::Value, B::Error> {
        let [
            argcount,
            posonlyargcount,
            kwonlyargcount,
            stacksize,
            flags,
            firstlineno,
        ] = numbers;
        let Ok(objects) = <[B::Value; CODE_OBJECTS]>::try_from(objects) else {
            return Err(MarshalError::null_in("object").into());
        };
        let [
            code,
            consts,
            names,
            localsplusnames,
            localspluskinds,
            filename,
            name,
            qualname,
            linetable,
            exceptiontable,
        ] = objects;
        self.builder.code(CodeParts {
            argcount,
            posonlyargcount,
            kwonlyargcount,
            stacksize,
            flags,
            code,
            consts,
            names,
            localsplusnames,
            localspluskinds,
            filename,
            name,
            qualname,
            firstlineno,
            linetable,
            exceptiontable,
        })
    }

    /// Reads a type byte and what it announces, up to the first inner object.
    fn step(&mut self, depth: usize) -> Result<Step<B::Value>, B::Error> {
        let Some(&[byte]) = self.input.take(1)? else {
            return Err(MarshalError::eof("EOF read where object expected").into());
        };
        if depth >= MAX_DEPTH {
            return Err(MarshalError::value("recursion limit exceeded").into());
        }
        let shared = byte & tag::FLAG_REF != 0;
        let kind = byte & !tag::FLAG_REF;
        if let Some(singleton) = singleton(kind) {
            return Ok(Step::Value(Some(self.builder.singleton(singleton)?)));
        }
        match kind {
            tag::NULL => Ok(Step::Value(None)),
            tag::REF => self.reference(),
            tag::CODE if !self.allow_code => {
                Err(MarshalError::value("unmarshalling code objects is disallowed").into())
            }
            tag::CODE => self.enter_code(shared),
            _ => match self.container(kind)? {
                Some((container, len)) => self.enter(container, len, shared),
                None => {
                    let value = self.leaf(kind)?;
                    if shared {
                        self.refs.push(Some(value.clone()));
                    }
                    Ok(Step::Value(Some(value)))
                }
            },
        }
    }

    fn reference(&mut self) -> Result<Step<B::Value>, B::Error> {
        let index = self.long()?;
        let found = usize::try_from(index)
            .ok()
            .and_then(|index| self.refs.get(index)?.as_ref());
        match found {
            Some(value) => Ok(Step::Value(Some(self.builder.share(value)?))),
            None => Err(MarshalError::bad_data("invalid reference").into()),
        }
    }

    fn enter_code(&mut self, shared: bool) -> Result<Step<B::Value>, B::Error> {
        let slot = self.reserve(shared);
        let mut numbers = [0; 6];
        for number in &mut numbers[..5] {
            *number = self.long()?;
        }
        let mut frame = Frame::new(Kind::Code(numbers), CODE_OBJECTS);
        frame.slot = slot;
        Ok(Step::Enter(frame))
    }

    fn reserve(&mut self, shared: bool) -> Option<usize> {
        shared.then(|| {
            self.refs.push(None);
            self.refs.len() - 1
        })
    }

    /// The kind and length of a container; `None` for other types.
    fn container(&mut self, kind: u8) -> Result<Option<(Container, usize)>, B::Error> {
        Ok(Some(match kind {
            tag::SMALL_TUPLE => (Container::Tuple, usize::from(self.byte()?)),
            tag::TUPLE => (Container::Tuple, self.size("tuple")?),
            tag::LIST => (Container::List, self.size("list")?),
            tag::SET => (Container::Set, self.size("set")?),
            tag::FROZEN_SET => (Container::FrozenSet, self.size("set")?),
            tag::DICT => (Container::Dict, usize::MAX),
            tag::SLICE => (Container::Slice, 3),
            _ => return Ok(None),
        }))
    }

    fn enter(
        &mut self,
        kind: Container,
        len: usize,
        shared: bool,
    ) -> Result<Step<B::Value>, B::Error> {
        let mut frame = Frame::new(Kind::Container(kind), len);
        frame.slot = self.reserve(shared);
        if let Some(slot) = frame.slot
            && !matches!(kind, Container::FrozenSet | Container::Slice)
        {
            frame.opened = self.builder.open(kind, len)?;
            self.refs[slot] = frame.opened.clone();
        }
        Ok(Step::Enter(frame))
    }

    fn leaf(&mut self, kind: u8) -> Result<B::Value, B::Error> {
        match kind {
            tag::INT => {
                let value = self.long()?;
                self.builder.int(i64::from(value))
            }
            tag::INT64 => {
                let value = i64::from_le_bytes(self.array()?);
                self.builder.int(value)
            }
            tag::LONG => {
                let value = self.big_int()?;
                self.builder.big_int(value)
            }
            tag::FLOAT | tag::BINARY_FLOAT => {
                let value = self.float(kind == tag::BINARY_FLOAT)?;
                self.builder.float(value)
            }
            tag::COMPLEX | tag::BINARY_COMPLEX => {
                let binary = kind == tag::BINARY_COMPLEX;
                let (re, im) = (self.float(binary)?, self.float(binary)?);
                self.builder.complex(re, im)
            }
            tag::BYTES => {
                let size = self.size("bytes object")?;
                let bytes = too_short(self.input.take(size)?)?;
                self.builder.bytes(bytes)
            }
            _ => self.text(kind),
        }
    }

    fn text(&mut self, kind: u8) -> Result<B::Value, B::Error> {
        let size = match kind {
            tag::SHORT_ASCII | tag::SHORT_ASCII_INTERNED => usize::from(self.byte()?),
            tag::ASCII | tag::ASCII_INTERNED | tag::UNICODE | tag::INTERNED => {
                self.size("string")?
            }
            _ => return Err(MarshalError::bad_data("unknown type code").into()),
        };
        let bytes = too_short(self.input.take(size)?)?;
        match kind {
            tag::UNICODE => self.builder.text(Text::Utf8(bytes), false),
            tag::INTERNED => self.builder.text(Text::Utf8(bytes), true),
            tag::ASCII | tag::SHORT_ASCII => self.builder.text(Text::Latin1(bytes), false),
            _ => self.builder.text(Text::Latin1(bytes), true),
        }
    }

    fn byte(&mut self) -> Result<u8, B::Error> {
        match self.input.take(1)? {
            Some(&[byte]) => Ok(byte),
            _ => Err(MarshalError::eof("EOF read where not expected").into()),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], B::Error> {
        let bytes = too_short(self.input.take(N)?)?;
        let mut array = [0; N];
        array.copy_from_slice(bytes);
        Ok(array)
    }

    fn long(&mut self) -> Result<i32, B::Error> {
        Ok(i32::from_le_bytes(self.array()?))
    }

    fn size(&mut self, what: &str) -> Result<usize, B::Error> {
        usize::try_from(self.long()?)
            .map_err(|_| MarshalError::bad_data(&format!("{what} size out of range")).into())
    }

    fn big_int(&mut self) -> Result<BigInt, B::Error> {
        let count = self.long()?;
        if count == i32::MIN {
            return Err(MarshalError::bad_data("long size out of range").into());
        }
        let sign = if count < 0 { Sign::Minus } else { Sign::Plus };
        let bytes = too_short(self.input.take(count.unsigned_abs() as usize * 2)?)?;
        let digits = bytes
            .chunks_exact(2)
            .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        if digits.clone().any(|digit| digit > 0x7FFF) {
            return Err(MarshalError::bad_data("digit out of range in long").into());
        }
        if digits.clone().next_back() == Some(0) {
            return Err(MarshalError::bad_data("unnormalized long data").into());
        }
        Ok(BigInt::from_biguint(sign, join_digits(digits)))
    }

    fn float(&mut self, binary: bool) -> Result<f64, B::Error> {
        if binary {
            return Ok(f64::from_le_bytes(self.array()?));
        }
        let size = usize::from(self.byte()?);
        let text = String::from_utf8_lossy(too_short(self.input.take(size)?)?);
        text.parse().map_err(|_| {
            MarshalError::value(format!("could not convert string to float: '{text}'")).into()
        })
    }
}

enum Progress {
    More,
    Complete,
    /// A missing part makes the whole missing.
    Null,
}

fn singleton(kind: u8) -> Option<Singleton> {
    Some(match kind {
        tag::NONE => Singleton::None,
        tag::FALSE => Singleton::False,
        tag::TRUE => Singleton::True,
        tag::ELLIPSIS => Singleton::Ellipsis,
        tag::STOP_ITERATION => Singleton::StopIteration,
        _ => return None,
    })
}

fn too_short(taken: Option<&[u8]>) -> Result<&[u8], MarshalError> {
    taken.ok_or_else(|| MarshalError::eof("marshal data too short"))
}

/// The number with these digits of 15 bits, lowest first.
fn join_digits(digits: impl Iterator<Item = u16>) -> BigUint {
    let mut words = Vec::new();
    let (mut bits, mut count) = (0u64, 0);
    for digit in digits {
        bits |= u64::from(digit) << count;
        count += 15;
        if count >= 32 {
            words.push(bits as u32);
            bits >>= 32;
            count -= 32;
        }
    }
    words.push(bits as u32);
    BigUint::new(words)
}
