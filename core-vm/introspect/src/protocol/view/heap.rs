//! The heap as a whole, and single objects in it.

use serde::{Deserialize, Serialize};

use super::super::ObjectId;
use super::variable::RefCount;

/// Totals over all live objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeapView {
    /// Number of live objects.
    pub objects: u64,
    /// Bytes they take.
    pub bytes: u64,
    /// Objects the cycle collector tracks, per generation, youngest first.
    pub tracked: Vec<u64>,
    /// Number of types that have instances.
    pub types: u64,
    /// Totals by type, most bytes first.
    pub by_type: Vec<TypeTotalView>,
}

/// Totals of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeTotalView {
    /// The type's name, with its module if that is not `builtins`.
    pub type_name: String,
    /// Number of its instances.
    pub objects: u64,
    /// Bytes they take.
    pub bytes: u64,
}

/// An object in a list of objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectView {
    /// Its address.
    pub id: ObjectId,
    /// Its type's name.
    pub type_name: String,
    /// Its value as text, shortened.
    pub value: String,
    /// Its references.
    pub refcount: RefCount,
    /// Its size in bytes.
    pub size: u64,
    /// How it refers to the object asked about (`.next`, `[3]`), if it was one.
    pub edge: Option<String>,
}
