//! Types: the struct behind every class, built-in or made by a `class` statement.
//!
//! A built-in type is a `static` made from a [`TypeSpec`]; it becomes usable when
//! `types::ready_all` has filled its dictionary, bases, MRO and inherited slots.
//! What a type *does* (creation, MRO, lookup, slot updates) is in `types/typeobj`.

use std::cell::{Cell, OnceCell, UnsafeCell};

use crate::memory::Kind;
use crate::object::native::{GetSet, Member, NativeDef};
use crate::object::{Field, Obj, Object, Slots, Visitor};
use crate::types::dict::Dict;
use crate::types::str::Str;
use crate::types::tuple::Tuple;

/// Type flag bits. The upper ones are CPython's (`Py_TPFLAGS_*`), so that
/// `__flags__` shows what CPython shows.
pub mod flags {
    /// Instances keep `size` attribute values behind their fields.
    pub const INLINE_VALUES: u32 = 1 << 2;
    pub const MANAGED_WEAKREF: u32 = 1 << 3;
    pub const MANAGED_DICT: u32 = 1 << 4;
    /// Either of the two above: the object has the managed prefix.
    pub const MANAGED: u32 = MANAGED_WEAKREF | MANAGED_DICT;
    pub const SEQUENCE: u32 = 1 << 5;
    pub const MAPPING: u32 = 1 << 6;
    pub const DISALLOW_INSTANTIATION: u32 = 1 << 7;
    pub const IMMUTABLETYPE: u32 = 1 << 8;
    pub const HEAPTYPE: u32 = 1 << 9;
    pub const BASETYPE: u32 = 1 << 10;
    pub const HAVE_VECTORCALL: u32 = 1 << 11;
    pub const READY: u32 = 1 << 12;
    pub const READYING: u32 = 1 << 13;
    pub const HAVE_GC: u32 = 1 << 14;
    pub const METHOD_DESCRIPTOR: u32 = 1 << 17;
    pub const VALID_VERSION_TAG: u32 = 1 << 19;
    pub const IS_ABSTRACT: u32 = 1 << 20;
    pub const MATCH_SELF: u32 = 1 << 22;
    pub const ITEMS_AT_END: u32 = 1 << 23;
    pub const LONG_SUBCLASS: u32 = 1 << 24;
    pub const LIST_SUBCLASS: u32 = 1 << 25;
    pub const TUPLE_SUBCLASS: u32 = 1 << 26;
    pub const BYTES_SUBCLASS: u32 = 1 << 27;
    pub const UNICODE_SUBCLASS: u32 = 1 << 28;
    pub const DICT_SUBCLASS: u32 = 1 << 29;
    pub const BASE_EXC_SUBCLASS: u32 = 1 << 30;
    pub const TYPE_SUBCLASS: u32 = 1 << 31;
    /// The flags that a subclass always inherits.
    pub const FAST_SUBCLASS: u32 = 0xFF00_0000;
}

/// The constant description of a built-in type.
pub struct TypeSpec {
    /// Dotted as CPython's `tp_name`: `int`, `collections.OrderedDict`.
    pub name: &'static str,
    /// Docstring; may start with a signature line as CPython's `tp_doc` does.
    pub doc: Option<&'static str>,
    /// `None`: `object`.
    pub base: Option<&'static Type>,
    /// Bytes of our struct.
    pub size: usize,
    /// `__basicsize__` and `__itemsize__` that CPython reports (0: `size`).
    pub reported: (usize, usize),
    pub flags: u32,
    pub slots: Slots,
    pub methods: &'static [NativeDef],
    pub getset: &'static [GetSet],
    pub members: &'static [Member],
    /// Offset of a `Field<Dict>` in the struct that is the instance's `__dict__`; 0: none.
    pub dict_offset: usize,
    /// Offset of the weak reference list word in the struct; 0: none.
    pub weaklist_offset: usize,
    /// Names set to `None` in the type's dictionary (`__hash__` of unhashable types).
    pub none_attributes: &'static [&'static str],
    /// Length of a live object's variable part, for `__sizeof__`.
    pub variable_size: Option<fn(&Obj) -> usize>,
    /// Runs when the type is readied: adds computed class attributes.
    pub extra: Option<fn(&Type)>,
    pub vtable: ObjectVtable,
}

/// The Rust-side behaviour of a layout.
#[derive(Clone, Copy)]
pub struct ObjectVtable {
    /// Drops the native fields in place.
    pub drop_payload: unsafe fn(*mut Obj),
    pub traverse: fn(&Obj, &mut Visitor<'_>),
    pub clear: fn(&Obj),
    /// Frees an object of exactly this layout that has no finalizer, dictionary or weak
    /// references: without and with the collector's links.
    pub dealloc_plain: unsafe fn(*mut Obj),
    pub dealloc_container: unsafe fn(*mut Obj),
    /// Bytes of the Rust struct this vtable is for.
    pub size: usize,
    /// The Rust struct this vtable is for.
    pub layout: std::any::TypeId,
}

impl ObjectVtable {
    /// The vtable of `T`.
    pub const fn of<T: Object>() -> ObjectVtable {
        unsafe fn drop_payload<T: Object>(object: *mut Obj) {
            // SAFETY: called once, by dealloc, with an object of layout `T`.
            unsafe { std::ptr::drop_in_place(object.cast::<T>()) }
        }
        fn traverse<T: Object>(object: &Obj, visit: &mut Visitor<'_>) {
            // SAFETY: the vtable belongs to a type with layout `T`.
            unsafe { object.cast_unchecked::<T>() }.traverse(visit);
        }
        fn clear<T: Object>(object: &Obj) {
            // SAFETY: the vtable belongs to a type with layout `T`.
            unsafe { object.cast_unchecked::<T>() }.clear();
        }
        ObjectVtable {
            drop_payload: drop_payload::<T>,
            traverse: traverse::<T>,
            clear: clear::<T>,
            dealloc_plain: crate::object::dealloc::dealloc_plain::<T>,
            dealloc_container: crate::object::dealloc::dealloc_container::<T>,
            size: size_of::<T>(),
            layout: std::any::TypeId::of::<T>(),
        }
    }
}

impl TypeSpec {
    /// A description with nothing but a name and a layout; write
    /// `TypeSpec { doc: …, ..TypeSpec::of::<T>("name") }`.
    pub const fn of<T: Object>(name: &'static str) -> TypeSpec {
        TypeSpec {
            name,
            doc: None,
            base: None,
            size: size_of::<T>(),
            reported: (0, 0),
            flags: 0,
            slots: Slots::NONE,
            methods: &[],
            getset: &[],
            members: &[],
            dict_offset: 0,
            weaklist_offset: 0,
            none_attributes: &[],
            variable_size: None,
            extra: None,
            vtable: ObjectVtable::of::<T>(),
        }
    }
}

/// What only a class made at run time has.
pub struct HeapPart {
    pub name: Field<Str>,
    pub qualname: Field<Str>,
    /// Names of `__slots__`, mangled, in layout order.
    pub slots: Field<Tuple>,
    /// Offsets of the slots this class added, in layout order.
    pub slot_offsets: Vec<usize>,
    /// The module name given to `type.__new__`'s C counterpart; unused for Python classes.
    pub doc: Field<Obj>,
}

/// A type object.
#[repr(C)]
pub struct Type {
    head: Obj,
    /// See [`flags`].
    pub(crate) flags: Cell<u32>,
    /// Changes whenever the type or a base changes; 0: not assigned.
    pub(crate) version: Cell<u32>,
    /// Frees an instance whose count reached zero.
    pub(crate) dealloc: Cell<unsafe fn(*mut Obj)>,
    /// Bytes of an instance without prefix, inline values and variable part.
    pub(crate) basicsize: Cell<usize>,
    pub(crate) kind: Cell<Kind>,
    /// Bytes of inline attribute values behind an instance; 0: none.
    pub(crate) inline_size: Cell<usize>,
    pub(crate) slots: UnsafeCell<Slots>,
    pub(crate) spec: Cell<Option<&'static TypeSpec>>,
    pub(crate) vtable: Cell<ObjectVtable>,
    pub(crate) reported: Cell<(usize, usize)>,
    pub(crate) dict_offset: Cell<usize>,
    pub(crate) weaklist_offset: Cell<usize>,
    pub(crate) base: Field<Type>,
    pub(crate) bases: Field<Tuple>,
    pub(crate) mro: Field<Tuple>,
    pub(crate) dict: Field<Dict>,
    /// Direct subclasses, not owned; a dying class removes itself.
    pub(crate) subclasses: UnsafeCell<Vec<*const Type>>,
    /// Key table shared by the instances' dictionaries (`ht_cached_keys`); null: none.
    pub(crate) cached_keys: Cell<*mut crate::types::dict::keys::Keys>,
    pub(crate) weaklist: Cell<*mut crate::types::weakref::WeakRef>,
    pub(crate) heap: OnceCell<Box<HeapPart>>,
    /// Specialisation caches (`_spec_cache`): `__getitem__` and `__init__` with the
    /// version they are valid for.
    pub(crate) cached_getitem: Cell<(*const Obj, u32)>,
    pub(crate) cached_init: Cell<(*const Obj, u32)>,
}

// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Type {}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for Type {
    fn type_object() -> &'static Type {
        &crate::types::typeobj::TYPE_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        // Static types are immortal; only what a heap type owns matters.
        visit.field(&self.dict);
        visit.field(&self.bases);
        visit.field(&self.mro);
        visit.field(&self.base);
        if let Some(heap) = self.heap.get() {
            visit.field(&heap.name);
            visit.field(&heap.qualname);
            visit.field(&heap.slots);
            visit.field(&heap.doc);
        }
    }

    fn clear(&self) {
        crate::types::typeobj::clear(self);
    }
}

impl Drop for Type {
    fn drop(&mut self) {
        crate::types::typeobj::forget(self);
    }
}

impl Type {
    /// A built-in type; a `static` of this is its one object.
    pub const fn builtin(spec: &'static TypeSpec) -> Type {
        Type {
            head: Obj::immortal(&raw const crate::types::typeobj::TYPE_TYPE),
            flags: Cell::new(spec.flags),
            version: Cell::new(0),
            dealloc: Cell::new(crate::object::dealloc::dealloc),
            basicsize: Cell::new(spec.size),
            kind: Cell::new(crate::object::kind_of(spec.flags)),
            inline_size: Cell::new(0),
            slots: UnsafeCell::new(spec.slots),
            spec: Cell::new(Some(spec)),
            vtable: Cell::new(spec.vtable),
            reported: Cell::new(spec.reported),
            dict_offset: Cell::new(spec.dict_offset),
            weaklist_offset: Cell::new(spec.weaklist_offset),
            base: Field::empty(),
            bases: Field::empty(),
            mro: Field::empty(),
            dict: Field::empty(),
            subclasses: UnsafeCell::new(Vec::new()),
            cached_keys: Cell::new(std::ptr::null_mut()),
            weaklist: Cell::new(std::ptr::null_mut()),
            heap: OnceCell::new(),
            cached_getitem: Cell::new((std::ptr::null(), 0)),
            cached_init: Cell::new((std::ptr::null(), 0)),
        }
    }

    /// A payload for a new heap type, to be passed to `alloc` with its metaclass.
    /// Bases, MRO, dictionary and slots are still to be filled in.
    pub(crate) fn new_heap(heap: HeapPart, type_flags: u32, vtable: ObjectVtable) -> Type {
        let cell = OnceCell::new();
        let _ = cell.set(Box::new(heap));
        Type {
            head: crate::object::header(0),
            flags: Cell::new(type_flags),
            version: Cell::new(0),
            dealloc: Cell::new(crate::object::dealloc::dealloc),
            basicsize: Cell::new(0),
            kind: Cell::new(crate::object::kind_of(type_flags)),
            inline_size: Cell::new(0),
            slots: UnsafeCell::new(Slots::NONE),
            spec: Cell::new(None),
            vtable: Cell::new(vtable),
            reported: Cell::new((0, 0)),
            dict_offset: Cell::new(0),
            weaklist_offset: Cell::new(0),
            base: Field::empty(),
            bases: Field::empty(),
            mro: Field::empty(),
            dict: Field::empty(),
            subclasses: UnsafeCell::new(Vec::new()),
            cached_keys: Cell::new(std::ptr::null_mut()),
            weaklist: Cell::new(std::ptr::null_mut()),
            heap: cell,
            cached_getitem: Cell::new((std::ptr::null(), 0)),
            cached_init: Cell::new((std::ptr::null(), 0)),
        }
    }

    /// The slots. Do not keep the reference across a call that can change the type.
    #[inline(always)]
    pub fn slots(&self) -> &Slots {
        // SAFETY: slots are replaced only by `set_slots`, between calls.
        unsafe { &*self.slots.get() }
    }

    pub(crate) fn set_slots(&self, slots: Slots) {
        // SAFETY: single-threaded; no borrow of the slots is alive here.
        unsafe { *self.slots.get() = slots }
    }

    #[inline(always)]
    pub(crate) fn inline_values_size(&self) -> usize {
        self.inline_size.get()
    }

    #[inline(always)]
    pub fn has_flag(&self, flag: u32) -> bool {
        self.flags.get() & flag != 0
    }

    /// Takes an attribute out of the class's own namespace, when it is there.
    ///
    /// # Errors
    /// What comparing names raises.
    pub fn remove_own(&self, name: &str) -> crate::object::PyResult<()> {
        if let Some(namespace) = self.dict.get() {
            namespace.remove(crate::types::str::intern::intern_str(name).as_obj())?;
            self.modified();
        }
        Ok(())
    }

    /// Whether this is a class made at run time.
    pub fn is_heap(&self) -> bool {
        self.has_flag(flags::HEAPTYPE)
    }

    /// CPython's `tp_name`: dotted for built-in types outside `builtins`, the bare
    /// name for classes made at run time. For messages.
    pub fn tp_name(&self) -> String {
        match (self.heap.get(), self.spec.get()) {
            (Some(heap), _) => heap
                .name
                .peek()
                .map_or_else(String::new, |n| n.to_string_lossy()),
            (None, Some(spec)) => spec.name.to_owned(),
            (None, None) => String::new(),
        }
    }

    /// `__name__`: the part after the last dot.
    pub fn name(&self) -> String {
        let name = self.tp_name();
        if self.is_heap() {
            return name;
        }
        name.rsplit('.').next().unwrap_or_default().to_owned()
    }

    /// Whether this type is `other` or derives from it, by the MRO.
    #[inline]
    pub fn is_subtype(&self, other: &Type) -> bool {
        if std::ptr::eq(self, other) {
            return true;
        }
        match self.mro.peek() {
            Some(mro) => mro
                .as_slice()
                .iter()
                .any(|base| std::ptr::eq(&raw const **base, other.as_obj())),
            None => {
                let mut base = self.base.peek();
                while let Some(ty) = base {
                    if std::ptr::eq(ty, other) {
                        return true;
                    }
                    base = ty.base.peek();
                }
                std::ptr::eq(other, &crate::types::object::OBJECT_TYPE)
            }
        }
    }

    /// Adds a class attribute to a built-in type that is being readied
    /// ([`TypeSpec::extra`]).
    pub fn set_class_attribute(&self, name: &str, value: crate::object::Ref) {
        if let Some(dict) = self.dict.peek() {
            dict.set_text(name, value);
        }
    }

    /// [`Type::set_class_attribute`] under a name of its own topic.
    pub fn set_own_attribute(&self, name: &str, value: crate::object::Ref) {
        self.set_class_attribute(name, value);
    }

    /// Whether this type is the same object as `other`.
    #[inline(always)]
    pub fn is_type(&self, other: &Type) -> bool {
        std::ptr::eq(self, other)
    }
}
