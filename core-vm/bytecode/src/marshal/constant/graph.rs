//! Constants as the objects that CPython's compiler makes of them: equal ones
//! are one object, and how often each is referred to is known.

use std::collections::{HashMap, HashSet};

use num_bigint::BigInt;

use super::super::{CodeParts, Inspect, MarshalError, Singleton, View};
use crate::{CodeFlags, CodeObject, Constant, Wtf8Buf};

/// Index of an object in its [`Graph`].
pub type Node = u32;

/// What makes two constants the same object.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key<'c> {
    Singleton(u8),
    Int(&'c BigInt),
    Float(u64),
    Complex(u64, u64),
    Bytes(&'c [u8]),
    Str { utf8: &'c [u8], interned: bool },
    Tuple(Vec<Node>),
    FrozenSet(Vec<Node>),
    Slice([Node; 3]),
}

enum Content<'c> {
    Key(Key<'c>),
    /// `co_code`, `co_localspluskinds`: never merged, nor are code objects.
    OwnBytes(&'c [u8]),
    OwnTuple(Vec<Node>),
    OwnFrozenSet(Vec<Node>),
    Code(Box<CodeParts<Node>>),
}

struct Object<'c> {
    content: Content<'c>,
    references: u32,
}

/// All objects of one constant.
#[derive(Default)]
pub struct Graph<'c> {
    objects: Vec<Object<'c>>,
    known: HashMap<Key<'c>, Node>,
    /// Qualified names of classes, which their bodies hold as constants.
    class_names: HashSet<&'c [u8]>,
}

/// Reference counts of objects that live as long as the interpreter.
const IMMORTAL: u32 = 1 << 30;

impl<'c> Graph<'c> {
    pub fn constant(&mut self, constant: &'c Constant) -> Node {
        let key = match constant {
            Constant::None => Key::Singleton(0),
            Constant::Bool(false) => Key::Singleton(1),
            Constant::Bool(true) => Key::Singleton(2),
            Constant::Ellipsis => Key::Singleton(3),
            Constant::Int(value) => Key::Int(value),
            // No two NaNs are equal, so none are merged.
            Constant::Float(value) if value.is_nan() => {
                return self.add(Content::Key(Key::Float(value.to_bits())), 1);
            }
            Constant::Float(value) => Key::Float(value.to_bits()),
            Constant::Complex { re, im } => Key::Complex(re.to_bits(), im.to_bits()),
            Constant::Bytes(bytes) => Key::Bytes(bytes),
            Constant::Str(text) => {
                let utf8 = text.as_bytes();
                let interned = is_interned_constant(utf8) || self.class_names.contains(utf8);
                Key::Str { utf8, interned }
            }
            Constant::Tuple(items) => return self.tuple(items),
            Constant::FrozenSet(items) => return self.frozen_set(items),
            Constant::Slice(parts) => return self.slice(parts),
            Constant::Code(code) => return self.code(code),
        };
        self.object(key)
    }

    /// Interns what the bodies of classes hold of their qualified names: the
    /// same string as that of the code object.
    pub fn intern_class_names(&mut self, code: &'c CodeObject) {
        for constant in &code.consts {
            match constant {
                Constant::Code(inner) => self.intern_class_names(inner),
                Constant::Str(text)
                    if !code.flags.has(CodeFlags::OPTIMIZED) && *text == code.qualname =>
                {
                    self.class_names.insert(text.as_bytes());
                }
                _ => {}
            }
        }
    }

    /// A code object with all its parts.
    pub fn code(&mut self, code: &'c CodeObject) -> Node {
        let parts = CodeParts {
            argcount: code.argcount as i32,
            posonlyargcount: code.posonlyargcount as i32,
            kwonlyargcount: code.kwonlyargcount as i32,
            stacksize: code.stacksize as i32,
            flags: code.flags.0 as i32,
            // The code object keeps the bytes that it makes for `co_code`.
            code: self.own_bytes(&code.code, 2),
            consts: self.tuple(&code.consts),
            names: self.names(&code.names),
            localsplusnames: self.locals(code),
            localspluskinds: if code.localspluskinds.is_empty() {
                self.object(Key::Bytes(&[]))
            } else {
                self.own_bytes(&code.localspluskinds, 1)
            },
            filename: self.interned(&code.filename),
            name: self.interned(&code.name),
            qualname: self.interned(&code.qualname),
            firstlineno: code.firstlineno,
            linetable: self.object(Key::Bytes(&code.linetable)),
            exceptiontable: self.object(Key::Bytes(&code.exceptiontable)),
        };
        self.add(Content::Code(Box::new(parts)), 1)
    }

    /// One more reference to an object, from outside.
    pub fn hold(&mut self, node: Node) {
        self.objects[node as usize].references += 1;
    }

    fn constants(&mut self, items: &'c [Constant]) -> Vec<Node> {
        items.iter().map(|item| self.constant(item)).collect()
    }

    fn tuple(&mut self, items: &'c [Constant]) -> Node {
        let nodes = self.constants(items);
        self.object(Key::Tuple(nodes))
    }

    fn names(&mut self, names: &'c [Wtf8Buf]) -> Node {
        let nodes = names.iter().map(|name| self.interned(name)).collect();
        self.object(Key::Tuple(nodes))
    }

    /// Slices are merged, but what they hold is not: it stays theirs.
    fn slice(&mut self, parts: &'c [Constant; 3]) -> Node {
        let merged = parts.each_ref().map(|part| self.constant(part));
        let key = Key::Slice(merged);
        self.release_items(&key);
        if let Some(&node) = self.known.get(&key) {
            self.objects[node as usize].references += 1;
            return node;
        }
        let own = merged.map(|part| match &self.objects[part as usize].content {
            Content::Key(inner) if !is_immortal(inner) => {
                let copy = Content::Key(inner.clone());
                self.add(copy, 1)
            }
            _ => part,
        });
        let node = self.add(Content::Key(Key::Slice(own)), 1);
        self.known.insert(key, node);
        node
    }

    /// The compiler renames the parameter of an annotation function after it
    /// has merged constants, which makes that tuple the function's own.
    fn locals(&mut self, code: &'c CodeObject) -> Node {
        let takes_format = code
            .localsplusnames
            .first()
            .is_some_and(|name| *name == *"format");
        let renamed = takes_format && code.argcount == 1 && code.posonlyargcount == 1;
        if !renamed || code.name.as_bytes() != b"__annotate__" {
            return self.names(&code.localsplusnames);
        }
        let nodes = code
            .localsplusnames
            .iter()
            .map(|name| self.interned(name))
            .collect();
        self.add(Content::OwnTuple(nodes), 1)
    }

    /// A string that the parser made a name of is exchanged for that name, and
    /// the set for a new one, in each code object. Other sets are merged.
    fn frozen_set(&mut self, items: &'c [Constant]) -> Node {
        let nodes = self.constants(items);
        let is_exchanged = |item: &Constant| match item {
            Constant::Str(text) => {
                let utf8 = text.as_bytes();
                utf8.len() > 1 && is_interned_constant(utf8) && !utf8[0].is_ascii_digit()
            }
            _ => false,
        };
        match items.iter().any(is_exchanged) {
            true => self.add(Content::OwnFrozenSet(nodes), 1),
            false => self.object(Key::FrozenSet(nodes)),
        }
    }

    fn interned(&mut self, text: &'c Wtf8Buf) -> Node {
        self.object(Key::Str {
            utf8: text.as_bytes(),
            interned: true,
        })
    }

    fn own_bytes(&mut self, bytes: &'c [u8], references: u32) -> Node {
        self.add(Content::OwnBytes(bytes), references)
    }

    fn add(&mut self, content: Content<'c>, references: u32) -> Node {
        self.objects.push(Object {
            content,
            references,
        });
        self.objects.len() as Node - 1
    }

    /// The object of this key with one more reference to it.
    fn object(&mut self, key: Key<'c>) -> Node {
        if let Some(&node) = self.known.get(&key) {
            self.objects[node as usize].references += 1;
            self.release_items(&key);
            return node;
        }
        let references = if is_immortal(&key) { IMMORTAL } else { 1 };
        let node = self.add(Content::Key(key.clone()), references);
        self.known.insert(key, node);
        node
    }

    /// Takes back the references of a tuple that turned out to exist already.
    fn release_items(&mut self, key: &Key<'c>) {
        let items: &[Node] = match key {
            Key::Tuple(items) | Key::FrozenSet(items) => items,
            Key::Slice(items) => items,
            _ => return,
        };
        for item in items {
            self.objects[*item as usize].references -= 1;
        }
    }
}

/// Constants made of identifier characters are interned, single Latin-1
/// characters exist once anyway.
fn is_interned_constant(utf8: &[u8]) -> bool {
    let is_latin1_character = match utf8 {
        [_] => true,
        [first, _] => *first >= 0xC2 && *first <= 0xC3,
        _ => false,
    };
    is_latin1_character
        || utf8
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}

fn is_immortal(key: &Key<'_>) -> bool {
    match key {
        Key::Int(value) => i16::try_from(*value).is_ok_and(|small| (-5..=256).contains(&small)),
        Key::Bytes(bytes) => bytes.len() < 2,
        Key::Str { interned, .. } => *interned,
        Key::Tuple(items) => items.is_empty(),
        _ => false,
    }
}

impl Inspect for Graph<'_> {
    type Value = Node;
    type Error = MarshalError;

    fn view<'a>(&'a self, value: &Node) -> Result<View<'a, Node>, MarshalError> {
        Ok(match &self.objects[*value as usize].content {
            Content::OwnBytes(bytes) => View::Bytes((*bytes).into()),
            Content::OwnTuple(items) => View::Tuple(items.clone()),
            Content::OwnFrozenSet(items) => View::FrozenSet(items.clone()),
            Content::Code(parts) => View::Code(parts.clone()),
            Content::Key(key) => match key {
                Key::Singleton(0) => View::Singleton(Singleton::None),
                Key::Singleton(1) => View::Singleton(Singleton::False),
                Key::Singleton(2) => View::Singleton(Singleton::True),
                Key::Singleton(_) => View::Singleton(Singleton::Ellipsis),
                Key::Int(value) => View::BigInt(std::borrow::Cow::Borrowed(value)),
                Key::Float(bits) => View::Float(f64::from_bits(*bits)),
                Key::Complex(re, im) => View::Complex(f64::from_bits(*re), f64::from_bits(*im)),
                Key::Bytes(bytes) => View::Bytes((*bytes).into()),
                Key::Str { utf8, interned } => View::Str {
                    utf8: (*utf8).into(),
                    interned: *interned,
                },
                Key::Tuple(items) => View::Tuple(items.clone()),
                Key::FrozenSet(items) => View::FrozenSet(items.clone()),
                Key::Slice(parts) => View::Slice(Box::new(*parts)),
            },
        })
    }

    fn identity(&self, value: &Node, held: bool) -> Option<u64> {
        (held || self.objects[*value as usize].references > 1).then_some(u64::from(*value))
    }
}
