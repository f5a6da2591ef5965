//! Weak references: the list that hangs off a referent, and what its death does.

use std::cell::Cell;

use crate::object::typeobj::flags;
use crate::object::{Field, Obj, Object, Type, TypeSpec, Visitor};

#[repr(C)]
pub struct WeakRef {
    head: Obj,
    /// The referent, not owned; null once it is dead.
    pub(crate) referent: Cell<*const Obj>,
    pub callback: Field,
    pub(crate) hash: Cell<i64>,
    pub(crate) next: Cell<*mut WeakRef>,
    pub(crate) previous: Cell<*mut WeakRef>,
}

// SAFETY: `#[repr(C)]`, header first.
unsafe impl Object for WeakRef {
    fn type_object() -> &'static Type {
        &WEAKREF_TYPE
    }

    fn traverse(&self, visit: &mut Visitor<'_>) {
        visit.field(&self.callback);
    }

    fn clear(&self) {
        self.callback.set(None);
    }
}

/// The word that heads the weak reference list of an object; `None` when its type
/// does not support weak references.
pub(crate) fn list_of(object: &Obj) -> Option<&Cell<*mut WeakRef>> {
    let ty = object.ty();
    // SAFETY: the offsets come from the type's layout.
    unsafe {
        if ty.has_flag(flags::MANAGED_WEAKREF) {
            return Some(&*crate::types::dict::inline::weaklist_word(object).cast());
        }
        match ty.weaklist_offset.get() {
            0 => None,
            offset => Some(&*std::ptr::from_ref(object).cast::<u8>().add(offset).cast()),
        }
    }
}

/// Clears every weak reference to a dying object, then runs their callbacks.
pub(crate) fn clear_for(object: &Obj) {
    let Some(list) = list_of(object) else { return };
    let mut callbacks = Vec::new();
    // SAFETY: weak references in the list are alive; each leaves it here.
    unsafe {
        while let Some(reference) = list.get().as_ref() {
            list.set(reference.next.get());
            reference.referent.set(std::ptr::null());
            reference.next.set(std::ptr::null_mut());
            reference.previous.set(std::ptr::null_mut());
            if let Some(callback) = reference.callback.take()
                && reference.as_obj().refcount() > 0
            {
                callbacks.push((callback, reference.to_ref()));
            }
        }
    }
    for (callback, reference) in callbacks {
        if let Err(error) = crate::object::protocol::call(&callback, &[reference.as_obj()]) {
            crate::vm::write_unraisable(error, None, Some(&callback));
        }
    }
}

impl Drop for WeakRef {
    fn drop(&mut self) {
        unlink(self);
    }
}

/// Takes a weak reference out of its referent's list.
pub(crate) fn unlink(reference: &WeakRef) {
    // SAFETY: a non-null referent is alive and lists this reference.
    unsafe {
        let Some(referent) = reference.referent.get().as_ref() else {
            return;
        };
        let (next, previous) = (reference.next.get(), reference.previous.get());
        match previous.as_ref() {
            Some(previous) => previous.next.set(next),
            None => {
                if let Some(list) = list_of(referent) {
                    list.set(next);
                }
            }
        }
        if let Some(next) = next.as_ref() {
            next.previous.set(previous);
        }
    }
    reference.referent.set(std::ptr::null());
}

pub static WEAKREF_TYPE: Type = Type::builtin(&WEAKREF_SPEC);
static WEAKREF_SPEC: TypeSpec = TypeSpec {
    flags: flags::BASETYPE | flags::HAVE_GC | flags::HAVE_VECTORCALL,
    reported: (56, 0),
    ..TypeSpec::of::<WeakRef>("weakref.ReferenceType")
};
