//! Scopes and their symbols.

use std::collections::{BTreeSet, HashMap};

/// What is known of a symbol; the numbers are those of the `_symtable` module.
pub mod flag {
    pub const GLOBAL: u32 = 1;
    pub const LOCAL: u32 = 2;
    pub const PARAM: u32 = 4;
    pub const NONLOCAL: u32 = 8;
    pub const USE: u32 = 1 << 4;
    pub const FREE_CLASS: u32 = 1 << 6;
    pub const IMPORT: u32 = 1 << 7;
    pub const ANNOT: u32 = 1 << 8;
    pub const COMP_ITER: u32 = 1 << 9;
    pub const TYPE_PARAM: u32 = 1 << 10;
    pub const COMP_CELL: u32 = 1 << 11;
    pub const BOUND: u32 = LOCAL | PARAM | IMPORT;
    /// Where the resolved scope stands in the flags.
    pub const SCOPE_OFF: u32 = 12;
    pub const SCOPE_MASK: u32 = 15;
}

/// How a name is resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Resolved {
    Local = 1,
    GlobalExplicit = 2,
    GlobalImplicit = 3,
    Free = 4,
    Cell = 5,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Function = 0,
    Class = 1,
    Module = 2,
    Annotation = 3,
    TypeAlias = 4,
    TypeParameters = 5,
    TypeVariable = 6,
}

impl Kind {
    /// Whether names bound here are seen by scopes inside.
    pub fn is_function_like(self) -> bool {
        !matches!(self, Kind::Class | Kind::Module)
    }

    pub fn is_annotation_like(self) -> bool {
        matches!(
            self,
            Kind::Annotation | Kind::TypeAlias | Kind::TypeVariable
        )
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comprehension {
    None,
    Inlined,
    Generator,
}

/// Names with their flags in the order in which they came.
#[derive(Debug, Default)]
pub struct Symbols {
    pub entries: Vec<(String, u32)>,
    places: HashMap<String, usize>,
}

impl Symbols {
    pub fn get(&self, name: &str) -> Option<u32> {
        self.places.get(name).map(|place| self.entries[*place].1)
    }

    pub fn set(&mut self, name: &str, flags: u32) {
        match self.places.get(name) {
            Some(place) => self.entries[*place].1 = flags,
            None => {
                self.places.insert(name.to_owned(), self.entries.len());
                self.entries.push((name.to_owned(), flags));
            }
        }
    }

    pub fn resolved(&self, name: &str) -> Option<u32> {
        self.get(name)
            .map(|flags| flags >> flag::SCOPE_OFF & flag::SCOPE_MASK)
    }
}

/// A set of names.
pub type Names = BTreeSet<String>;

/// One block of code with names of its own.
#[derive(Debug)]
pub struct Scope {
    pub name: String,
    pub kind: Kind,
    pub line: i64,
    /// Something of its own to know it by: its node's address.
    pub id: usize,
    pub nested: bool,
    pub symbols: Symbols,
    pub parameters: Vec<String>,
    /// Places in [`Table::scopes`].
    pub children: Vec<usize>,
    pub comprehension: Comprehension,
    /// A scope of annotations or type parameters directly in a class.
    pub sees_class: bool,
    pub in_conditional: bool,
    pub conditional_annotations: bool,
    /// The scope of the annotations of a module or class.
    pub annotations: Option<usize>,
    /// Names are of the first target of a comprehension now.
    pub in_target: bool,
    /// The only names that are mangled here, when that is restricted.
    pub mangled: Option<Names>,
}

/// All scopes of a program; the first is the whole.
#[derive(Debug, Default)]
pub struct Table {
    pub scopes: Vec<Scope>,
}
