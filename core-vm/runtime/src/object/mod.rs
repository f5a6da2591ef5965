//! The object header and the pointers to objects.
//!
//! | pointer | meaning |
//! |---|---|
//! | `&Obj`, `&T` | borrowed: somebody else keeps the object alive |
//! | [`Ref<T>`] | owned: one reference count; `Ref` alone is `Ref<Obj>` |
//! | [`Field<T>`] | an owned, replaceable, possibly empty pointer inside an object |
//!
//! Every object type is a `#[repr(C)]` struct that starts with an [`Obj`] and
//! implements [`Object`]. Counts are not atomic: the VM owns one thread of the
//! operating system. Borrowed pointers must not be kept across a call that can
//! run Python code unless something that the callee cannot reach holds the object.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

use crate::memory::{self, Kind, gc};

pub mod args;
pub mod dealloc;
pub mod error;
pub mod native;
pub mod native_type;
pub mod protocol;
pub mod slots;
pub mod typeobj;

pub use args::Args;
pub use error::{Exc, PyResult};
pub use native_type::{Native, NativeType};
pub use slots::Slots;
pub use typeobj::{Type, TypeSpec, flags};

/// Count of an immortal object (`_Py_IMMORTAL_INITIAL_REFCNT`); the sign bit marks it.
pub const IMMORTAL: u32 = 3 << 30;

/// Per-object flag bits.
pub mod object_flags {
    /// The finalizer has run (PEP 442).
    pub const FINALIZED: u16 = 1;
    /// The instance's inline values are in use (no dictionary materialised, or it shares them).
    pub const INLINE_VALUES: u16 = 2;
}

/// The header that every object starts with.
#[repr(C)]
pub struct Obj {
    refcnt: Cell<u32>,
    /// [`object_flags`].
    pub(crate) flags: Cell<u16>,
    /// Free for the object's own type (for instance the kind of a string).
    pub(crate) tag: Cell<u16>,
    ty: Cell<*const Type>,
}
const _: () = assert!(size_of::<Obj>() == 16);

/// A Rust struct that lays out an object.
///
/// # Safety
/// The struct is `#[repr(C)]` and starts with an [`Obj`]; every object whose type
/// derives from `type_object()` has this layout.
pub unsafe trait Object: 'static {
    /// The Python type whose instances have this layout.
    fn type_object() -> &'static Type;

    /// Reports each owned reference exactly once (CPython's `tp_traverse`).
    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    /// Drops the references that can close a cycle (`tp_clear`).
    fn clear(&self) {}

    /// The header.
    fn as_obj(&self) -> &Obj {
        // SAFETY: the trait's contract: the struct starts with an `Obj`.
        unsafe { &*(&raw const *self).cast::<Obj>() }
    }

    /// A new owned reference to this object.
    fn to_ref(&self) -> Ref<Self>
    where
        Self: Sized,
    {
        self.as_obj().incref();
        Ref(NonNull::from(self), PhantomData)
    }
}

/// Receives the references of an object during a heap walk.
pub struct Visitor<'a>(pub &'a mut dyn FnMut(&Obj));

impl Visitor<'_> {
    /// Reports one owned reference.
    pub fn obj(&mut self, object: &Obj) {
        (self.0)(object);
    }

    /// Reports the reference in a field, if there is one.
    pub fn field<T: Object>(&mut self, field: &Field<T>) {
        if let Some(object) = field.peek() {
            (self.0)(object.as_obj());
        }
    }
}

// SAFETY: `Obj` is the header itself.
unsafe impl Object for Obj {
    fn type_object() -> &'static Type {
        &crate::types::object::OBJECT_TYPE
    }
}

impl Obj {
    /// A header for an immortal static object.
    pub const fn immortal(ty: *const Type) -> Obj {
        Obj {
            refcnt: Cell::new(IMMORTAL),
            flags: Cell::new(0),
            tag: Cell::new(0),
            ty: Cell::new(ty),
        }
    }

    pub(crate) const fn with_refcount(ty: *const Type, refcnt: u32) -> Obj {
        Obj {
            refcnt: Cell::new(refcnt),
            flags: Cell::new(0),
            tag: Cell::new(0),
            ty: Cell::new(ty),
        }
    }

    /// The object's type. It lives at least as long as the object keeps it.
    #[inline(always)]
    pub fn ty(&self) -> &'static Type {
        // SAFETY: the header always holds a valid type, which the instance owns.
        // The lifetime is a promise of the callers: not to keep it past the object.
        unsafe { &*self.ty.get() }
    }

    /// Replaces the type pointer without touching counts.
    pub(crate) fn set_ty_raw(&self, ty: *const Type) {
        self.ty.set(ty);
    }

    /// Whether the object's type is exactly `ty`.
    #[inline(always)]
    pub fn is_exact(&self, ty: &Type) -> bool {
        std::ptr::eq(self.ty.get(), ty)
    }

    /// Identity, Python's `is`.
    #[inline(always)]
    pub fn is(&self, other: &Obj) -> bool {
        std::ptr::eq(self, other)
    }

    /// The address, Python's `id()`.
    pub fn address(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }

    /// What `sys.getrefcount` reads.
    #[inline(always)]
    pub fn refcount(&self) -> u32 {
        self.refcnt.get()
    }

    /// Whether the count is never changed.
    #[inline(always)]
    pub fn is_immortal(&self) -> bool {
        (self.refcnt.get() as i32) < 0
    }

    /// Makes the object live for ever.
    pub fn make_immortal(&self) {
        self.refcnt.set(IMMORTAL);
    }

    #[inline(always)]
    pub(crate) fn incref(&self) {
        let count = self.refcnt.get();
        if (count as i32) >= 0 {
            self.refcnt.set(count + 1);
        }
    }

    pub(crate) fn set_refcount(&self, count: u32) {
        self.refcnt.set(count);
    }

    /// Gives up one reference.
    ///
    /// # Safety
    /// The caller owned that reference and does not use it again.
    #[inline(always)]
    pub(crate) unsafe fn decref(this: *const Obj) {
        // SAFETY: the caller's reference keeps the object alive until here.
        unsafe {
            let count = (*this).refcnt.get();
            if (count as i32) < 0 {
                return;
            }
            (*this).refcnt.set(count - 1);
            if count == 1 {
                ((*(*this).ty.get()).dealloc.get())(this.cast_mut());
            }
        }
    }

    /// The object as a `T`, when its type is `T`'s or derives from it.
    #[inline]
    pub fn downcast<T: Object>(&self) -> Option<&T> {
        let ty = T::type_object();
        if self.is_exact(ty) || self.ty().is_subtype(ty) {
            // SAFETY: `Object`'s contract: this type has `T`'s layout.
            Some(unsafe { self.cast_unchecked() })
        } else {
            None
        }
    }

    /// The object as a `T`, when its type is exactly `T`'s.
    #[inline(always)]
    pub fn downcast_exact<T: Object>(&self) -> Option<&T> {
        if self.is_exact(T::type_object()) {
            // SAFETY: `Object`'s contract: this type has `T`'s layout.
            Some(unsafe { self.cast_unchecked() })
        } else {
            None
        }
    }

    /// The object as a `T`, unchecked.
    ///
    /// # Safety
    /// The object's type is `T`'s or derives from it.
    #[inline(always)]
    pub(crate) unsafe fn cast_unchecked<T: Object>(&self) -> &T {
        // SAFETY: the caller's promise.
        unsafe { &*std::ptr::from_ref(self).cast::<T>() }
    }

    /// Whether the object's type is `ty` or derives from it (no `__instancecheck__`).
    #[inline]
    pub fn is_instance(&self, ty: &Type) -> bool {
        self.is_exact(ty) || self.ty().is_subtype(ty)
    }

    pub(crate) fn has_flag(&self, flag: u16) -> bool {
        self.flags.get() & flag != 0
    }

    pub(crate) fn set_flag(&self, flag: u16) {
        self.flags.set(self.flags.get() | flag);
    }
}

/// An owned reference.
#[repr(transparent)]
pub struct Ref<T: Object = Obj>(NonNull<T>, PhantomData<T>);

impl<T: Object> Ref<T> {
    /// Takes over a counted pointer.
    ///
    /// # Safety
    /// `pointer` is valid and its caller owned one reference.
    #[inline(always)]
    pub(crate) unsafe fn from_raw(pointer: *const T) -> Ref<T> {
        // SAFETY: the caller's promise: not null.
        Ref(
            unsafe { NonNull::new_unchecked(pointer.cast_mut()) },
            PhantomData,
        )
    }

    /// Gives the counted pointer away.
    #[inline(always)]
    pub(crate) fn into_raw(self) -> *mut T {
        let pointer = self.0.as_ptr();
        std::mem::forget(self);
        pointer
    }

    /// The pointer, still owned by `self`.
    #[inline(always)]
    pub(crate) fn as_ptr(&self) -> *mut T {
        self.0.as_ptr()
    }

    /// Forgets the struct's type.
    #[inline(always)]
    pub fn into_obj(self) -> Ref<Obj> {
        // SAFETY: a `T` starts with an `Obj`; ownership moves along.
        unsafe { Ref::from_raw(self.into_raw().cast()) }
    }
}

impl Ref<Obj> {
    /// The reference as one to a `T`, or itself back.
    pub fn downcast_into<T: Object>(self) -> Result<Ref<T>, Ref<Obj>> {
        if self.downcast::<T>().is_some() {
            // SAFETY: just checked.
            Ok(unsafe { Ref::from_raw(self.into_raw().cast()) })
        } else {
            Err(self)
        }
    }

    /// The reference as one to a `T`.
    ///
    /// # Safety
    /// The object's type is `T`'s or derives from it.
    pub(crate) unsafe fn cast_into_unchecked<T: Object>(self) -> Ref<T> {
        // SAFETY: the caller's promise.
        unsafe { Ref::from_raw(self.into_raw().cast()) }
    }
}

impl<T: Object> Clone for Ref<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        self.as_obj().incref();
        Ref(self.0, PhantomData)
    }
}

impl<T: Object> Drop for Ref<T> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: `self` owned this reference.
        unsafe { Obj::decref(self.0.as_ptr().cast()) }
    }
}

impl<T: Object> Deref for Ref<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the owned reference keeps the object alive.
        unsafe { self.0.as_ref() }
    }
}

impl<T: Object> From<&T> for Ref<T> {
    fn from(object: &T) -> Self {
        object.to_ref()
    }
}

impl<T: Object + std::fmt::Display> std::fmt::Display for Ref<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Object> std::fmt::Debug for Ref<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "<{} object at {:#x}>",
            self.as_obj().ty().tp_name(),
            self.as_obj().address()
        )
    }
}

/// An owned, replaceable, possibly empty reference inside an object.
#[repr(transparent)]
pub struct Field<T: Object = Obj>(Cell<*mut T>, PhantomData<T>);

impl<T: Object> Field<T> {
    pub const fn empty() -> Self {
        Field(Cell::new(std::ptr::null_mut()), PhantomData)
    }

    pub fn new(value: impl Into<Option<Ref<T>>>) -> Self {
        Field(
            Cell::new(value.into().map_or(std::ptr::null_mut(), Ref::into_raw)),
            PhantomData,
        )
    }

    /// A new reference to what the field holds.
    pub fn get(&self) -> Option<Ref<T>> {
        self.peek().map(Object::to_ref)
    }

    /// What the field holds, borrowed. Do not keep it across anything that can
    /// change the field.
    #[inline(always)]
    pub fn peek(&self) -> Option<&T> {
        // SAFETY: a non-null field owns a live object.
        unsafe { self.0.get().as_ref() }
    }

    #[inline(always)]
    pub fn is_some(&self) -> bool {
        !self.0.get().is_null()
    }

    /// Stores a value; the old one is dropped after the store.
    pub fn set(&self, value: impl Into<Option<Ref<T>>>) {
        drop(self.replace(value));
    }

    /// Stores a value and returns the old one.
    pub fn replace(&self, value: impl Into<Option<Ref<T>>>) -> Option<Ref<T>> {
        let new = value.into().map_or(std::ptr::null_mut(), Ref::into_raw);
        let old = self.0.replace(new);
        // SAFETY: the field owned `old`, whose ownership moves to the caller.
        (!old.is_null()).then(|| unsafe { Ref::from_raw(old) })
    }

    /// Empties the field and returns what it held.
    pub fn take(&self) -> Option<Ref<T>> {
        self.replace(None)
    }
}

impl<T: Object> Drop for Field<T> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

impl<T: Object> Default for Field<T> {
    fn default() -> Self {
        Self::empty()
    }
}

/// Allocates an object of a type with `T`'s layout and moves `payload` into it.
/// The payload's header is overwritten. Heap types get their reference, instances
/// with a managed dictionary get an empty one, slots of heap types are null.
/// A type with [`flags::HAVE_GC`] is tracked by the collector.
pub fn alloc<T: Object>(ty: &Type, payload: T) -> Ref<T> {
    alloc_with_extra(ty, payload, 0)
}

/// [`alloc`] with `extra` bytes after the type's basic size (for variable-size types).
pub(crate) fn alloc_with_extra<T: Object>(ty: &Type, payload: T, extra: usize) -> Ref<T> {
    debug_assert!(ty.basicsize.get() >= size_of::<T>());
    // SAFETY: the block has at least basicsize + extra bytes behind its prefix;
    // every byte past the payload is zeroed before the object is visible.
    unsafe {
        let object = alloc_block(ty, ty.basicsize.get() + extra).cast::<T>();
        object.write(payload);
        init_header(object.cast(), ty);
        let tail = ty.basicsize.get() - size_of::<T>();
        if tail > 0 {
            object.cast::<u8>().add(size_of::<T>()).write_bytes(0, tail);
        }
        finish_alloc(object.cast(), ty);
        Ref::from_raw(object)
    }
}

/// Reserves memory for an object of `size` bytes with the prefix its type wants.
#[inline(always)]
pub(crate) unsafe fn alloc_block(ty: &Type, size: usize) -> *mut Obj {
    let kind = ty.kind.get();
    let prefix = kind.prefix();
    let inline = ty.inline_values_size();
    let block = memory::alloc(kind, prefix + size + inline);
    // SAFETY: the block is at least `prefix` bytes long. Written by kind, so that it takes
    // a store or two and no call.
    unsafe {
        match kind {
            Kind::Raw | Kind::Plain => {}
            Kind::Gc => block.cast::<[usize; 2]>().write([0; 2]),
            Kind::Managed => block.cast::<[usize; 4]>().write([0; 4]),
        }
        block.add(prefix).cast()
    }
}

/// [`alloc`] for an exact instance of a built-in container type with `T`'s layout: what
/// depends on the type is known when this is compiled.
#[inline(always)]
pub(crate) fn alloc_container<T: Object>(ty: &'static Type, payload: T) -> Ref<T> {
    debug_assert!(ty.kind.get() == Kind::Gc && ty.basicsize.get() == size_of::<T>());
    // SAFETY: the block holds the collector's links and the payload; both are written
    // before the object is tracked.
    unsafe {
        let block = memory::alloc(Kind::Gc, Kind::Gc.prefix() + size_of::<T>());
        block.cast::<[usize; 2]>().write([0; 2]);
        let object = block.add(Kind::Gc.prefix()).cast::<T>();
        object.write(payload);
        init_header(object.cast(), ty);
        gc::track(object.cast());
        Ref::from_raw(object)
    }
}

#[inline(always)]
unsafe fn init_header(object: *mut Obj, ty: &Type) {
    // SAFETY: `object` is a fresh block.
    unsafe {
        let tag = (*object).tag.get();
        object.write(Obj {
            refcnt: Cell::new(1),
            flags: Cell::new(0),
            tag: Cell::new(tag),
            ty: Cell::new(ty),
        });
    }
}

#[inline(always)]
pub(crate) unsafe fn finish_alloc(object: *mut Obj, ty: &Type) {
    let type_flags = ty.flags.get();
    // SAFETY: the object is complete but for the parts set here.
    unsafe {
        if type_flags & flags::HEAPTYPE != 0 {
            ty.as_obj().incref();
        }
        if type_flags & flags::INLINE_VALUES != 0 {
            crate::types::dict::inline::init(object, ty);
        }
        if type_flags & flags::HAVE_GC != 0 {
            gc::track(object);
        }
    }
}

/// A header to put into a payload for [`alloc`], with the `tag` its type wants.
pub(crate) const fn header(tag: u16) -> Obj {
    Obj {
        refcnt: Cell::new(1),
        flags: Cell::new(0),
        tag: Cell::new(tag),
        ty: Cell::new(std::ptr::null()),
    }
}

/// Memory kind that instances of a type with these flags have.
pub(crate) const fn kind_of(type_flags: u32) -> Kind {
    if type_flags & flags::MANAGED != 0 {
        Kind::Managed
    } else if type_flags & flags::HAVE_GC != 0 {
        Kind::Gc
    } else {
        Kind::Plain
    }
}
