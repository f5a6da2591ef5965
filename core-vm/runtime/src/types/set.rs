//! `set` and `frozenset`: a dictionary's table whose values do not matter.

use std::cell::Cell;

use crate::object::{self, Field, Obj, Object, PyResult, Ref, Type, TypeSpec, Visitor, flags};
use crate::types::dict::Dict;

#[repr(C)]
pub struct Set {
    head: Obj,
    /// The elements are the keys.
    pub(crate) table: Field<Dict>,
    pub(crate) hash: Cell<i64>,
    pub weaklist: Cell<*mut crate::types::weakref::WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Set {
    fn type_object() -> &'static Type {
        &SET_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.table);
    }

    fn clear(&self) {
        self.table.set(Dict::new());
    }
}

impl Set {
    /// An empty instance of `ty`.
    pub(crate) fn empty_of(ty: &Type) -> Ref<Set> {
        object::alloc(
            ty,
            Set {
                head: object::header(0),
                table: Field::new(Dict::new()),
                hash: Cell::new(-1),
                weaklist: Cell::new(std::ptr::null_mut()),
            },
        )
    }

    pub fn new() -> Ref<Set> {
        Self::empty_of(&SET_TYPE)
    }

    pub fn len(&self) -> usize {
        self.table.peek().map_or(0, Dict::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn table(&self) -> Ref<Dict> {
        self.table.get().expect("a set has its table")
    }

    /// Adds an element; an equal one stays.
    ///
    /// # Errors
    /// What hashing or comparing raises.
    pub fn add(&self, element: &Obj) -> PyResult<()> {
        let table = self.table();
        if !table.contains(element)? {
            table.set(element, crate::types::none::none())?;
        }
        Ok(())
    }

    pub fn contains(&self, element: &Obj) -> PyResult<bool> {
        self.table().contains(element)
    }

    /// The elements at this moment.
    pub fn elements(&self) -> Vec<Ref> {
        self.table()
            .items()
            .into_iter()
            .map(|(key, _)| key)
            .collect()
    }
}

/// A `frozenset` of these elements.
///
/// # Errors
/// What hashing or comparing raises.
pub fn frozen_from(elements: Vec<Ref>) -> PyResult<Ref<Set>> {
    let set = Set::empty_of(&FROZENSET_TYPE);
    for element in &elements {
        set.add(element)?;
    }
    Ok(set)
}

const FLAGS: u32 = flags::BASETYPE | flags::HAVE_GC | flags::MATCH_SELF;

pub static SET_TYPE: Type = Type::builtin(&SET_SPEC);
static SET_SPEC: TypeSpec = TypeSpec {
    flags: FLAGS,
    reported: (200, 0),
    weaklist_offset: std::mem::offset_of!(Set, weaklist),
    none_attributes: &["__hash__"],
    ..TypeSpec::of::<Set>("set")
};

pub static FROZENSET_TYPE: Type = Type::builtin(&FROZENSET_SPEC);
static FROZENSET_SPEC: TypeSpec = TypeSpec {
    flags: FLAGS,
    reported: (200, 0),
    weaklist_offset: std::mem::offset_of!(Set, weaklist),
    ..TypeSpec::of::<Set>("frozenset")
};
