//! Types written outside this crate, without `unsafe`: a plain struct becomes an
//! object by being wrapped in [`Native`].
//!
//! ```ignore
//! pub struct Counter { count: Cell<u64>, source: Field }
//! impl NativeType for Counter {
//!     fn type_object() -> &'static Type { &COUNTER_TYPE }
//!     fn traverse(&self, visit: &mut Visitor<'_>) { visit.field(&self.source); }
//! }
//! pub static COUNTER_TYPE: Type = Type::builtin(&COUNTER_SPEC);
//! static COUNTER_SPEC: TypeSpec = TypeSpec { .., ..TypeSpec::of::<Native<Counter>>("m.Counter") };
//! let object: Ref<Native<Counter>> = Native::new(Counter { .. });
//! ```

use std::ops::Deref;

use crate::object::{self, Obj, Object, Ref, Type, Visitor};

/// What a native struct says about itself.
pub trait NativeType: 'static {
    /// Its Python type, made with `TypeSpec::of::<Native<Self>>`.
    fn type_object() -> &'static Type;

    /// Reports each owned reference exactly once.
    fn traverse(&self, _visit: &mut Visitor<'_>) {}

    /// Drops the references that can close a cycle.
    fn clear(&self) {}
}

/// An object whose payload is `T`.
#[repr(C)]
pub struct Native<T: NativeType> {
    head: Obj,
    pub data: T,
}

// SAFETY: `#[repr(C)]`, header first; the type is checked against the layout in `new`.
unsafe impl<T: NativeType> Object for Native<T> {
    fn type_object() -> &'static Type {
        T::type_object()
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        self.data.traverse(visit);
    }

    fn clear(&self) {
        self.data.clear();
    }
}

impl<T: NativeType> Native<T> {
    /// An object of `T`'s type.
    pub fn new(data: T) -> Ref<Native<T>> {
        Self::of_type(T::type_object(), data)
    }

    /// The object as one of this layout, whichever type it has: several types can share
    /// one struct.
    pub fn by_layout(object: &Obj) -> Option<&Native<T>> {
        let layout = object.ty().vtable.get().layout;
        // SAFETY: the object's type says that it was allocated as a `Native<T>`.
        (layout == std::any::TypeId::of::<Native<T>>()).then(|| unsafe { object.cast_unchecked() })
    }

    /// An object of `ty`, `T`'s type or a subclass (for `__new__`).
    ///
    /// # Panics
    /// When `ty` has another layout: a mistake in the type's description.
    pub fn of_type(ty: &Type, data: T) -> Ref<Native<T>> {
        assert_eq!(
            ty.vtable.get().size,
            size_of::<Native<T>>(),
            "type with another layout"
        );
        object::alloc(
            ty,
            Native {
                head: object::header(0),
                data,
            },
        )
    }
}

impl<T: NativeType> Deref for Native<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.data
    }
}
