//! The anatomy of a class.

use serde::{Deserialize, Serialize};

use super::super::ObjectId;
use super::variable::RefCount;

/// A class by name and identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRef {
    /// `module.qualname`, without the module if it is `builtins`.
    pub name: String,
    /// The class object.
    pub id: ObjectId,
}

/// A class, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassView {
    /// Who it is.
    pub class: ClassRef,
    /// Its references.
    pub refcount: RefCount,
    /// Its type.
    pub metaclass: ClassRef,
    /// `__bases__`.
    pub bases: Vec<ClassRef>,
    /// `__mro__`, itself first.
    pub mro: Vec<ClassRef>,
    /// `__slots__` of its own, `None` if it defines none.
    pub slots: Option<Vec<String>>,
    /// How its instances lie in memory.
    pub layout: LayoutView,
    /// Descriptors reachable through the MRO, its own first.
    pub descriptors: Vec<DescriptorView>,
    /// Other attributes of its own namespace.
    pub attributes: Vec<AttributeView>,
    /// Which class's `__init_subclass__` runs for its subclasses.
    pub init_subclass: Option<ClassRef>,
    /// `__abstractmethods__`, sorted.
    pub abstract_methods: Vec<String>,
    /// Live direct subclasses.
    pub subclasses: Vec<ClassRef>,
    /// `tp_flags`.
    pub flags: u64,
    /// The version that inline caches compare, 0 if none was given.
    pub version_tag: u32,
}

/// How instances of a class lie in memory, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayoutView {
    /// `__basicsize__`.
    pub basic_size: u64,
    /// `__itemsize__`, 0 for objects of one size.
    pub item_size: u64,
    /// Whether instances have a `__dict__`.
    pub has_dict: bool,
    /// Whether instances can be weakly referenced.
    pub has_weakref: bool,
    /// Members at fixed offsets (slots), by offset.
    pub members: Vec<MemberView>,
}

/// A member at a fixed offset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    /// Its name.
    pub name: String,
    /// Its offset in bytes.
    pub offset: u64,
    /// The class that adds it.
    pub defined_in: ClassRef,
}

/// A descriptor as an attribute lookup finds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescriptorView {
    /// The attribute's name.
    pub name: String,
    /// What kind it is.
    pub kind: DescriptorKind,
    /// The class whose namespace holds it.
    pub defined_in: ClassRef,
    /// Its type's name.
    pub type_name: String,
}

/// Kinds of descriptors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DescriptorKind {
    /// A function, bound to the instance when fetched.
    Method,
    /// `classmethod`.
    ClassMethod,
    /// `staticmethod`.
    StaticMethod,
    /// `property`.
    Property,
    /// A slot's or a built-in type's member or getset descriptor.
    Member,
    /// Another with `__set__` or `__delete__`: it wins over the instance's dict.
    Data,
    /// Another with only `__get__`: the instance's dict wins over it.
    NonData,
}

/// A plain attribute of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeView {
    /// Its name.
    pub name: String,
    /// Its value as text, shortened.
    pub value: String,
    /// Its type's name.
    pub type_name: String,
}
