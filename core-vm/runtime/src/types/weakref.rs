//! Weak references: the list that hangs off a referent, and what its death does. The
//! Python types are in `weakref_type` and `weakref_proxy`.

use std::cell::Cell;

use crate::object::error::type_error;
use crate::object::typeobj::flags;
use crate::object::{self, Field, Obj, Object, PyResult, Ref, Type, Visitor};

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
        &crate::types::weakref_type::WEAKREF_TYPE
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

impl WeakRef {
    /// A weak reference of type `ty` (a reference or a proxy type). One without callback
    /// is shared by all that ask for it.
    ///
    /// # Errors
    /// `TypeError` when the object's type does not support weak references.
    pub fn new(ty: &Type, object: &Obj, callback: Option<Ref>) -> PyResult<Ref<WeakRef>> {
        let Some(list) = list_of(object) else {
            return Err(type_error(format!(
                "cannot create weak reference to '{}' object",
                object.ty().tp_name()
            )));
        };
        let shared = callback.is_none() && !ty.is_heap();
        if shared && let Some(known) = basic(list, ty) {
            return Ok(known.to_ref());
        }
        let reference = object::alloc(
            ty,
            WeakRef {
                head: object::header(0),
                referent: Cell::new(object),
                callback: Field::new(callback),
                hash: Cell::new(-1),
                next: Cell::new(std::ptr::null_mut()),
                previous: Cell::new(std::ptr::null_mut()),
            },
        );
        link(list, &reference, shared);
        Ok(reference)
    }

    /// The referent, when it is alive.
    pub fn get(&self) -> Option<Ref> {
        // SAFETY: a non-null referent has not been freed; one without references is
        // being freed right now.
        unsafe { self.referent.get().as_ref() }
            .filter(|object| object.refcount() > 0)
            .map(|object| object.to_ref())
    }
}

/// The references of an object, most recent first.
pub fn references(object: &Obj) -> Vec<Ref<WeakRef>> {
    let mut found = Vec::new();
    let mut current = list_of(object).map_or(std::ptr::null_mut(), Cell::get);
    // SAFETY: references in the list are alive.
    while let Some(reference) = unsafe { current.as_ref() } {
        found.push(reference.to_ref());
        current = reference.next.get();
    }
    found
}

/// The shared reference of an exact type at the front of a list.
fn basic(list: &Cell<*mut WeakRef>, ty: &Type) -> Option<&'static WeakRef> {
    let mut current = list.get();
    // SAFETY: references in the list are alive.
    while let Some(reference) = unsafe { current.as_ref() } {
        if is_basic(reference) && reference.as_obj().is_exact(ty) {
            return (reference.as_obj().refcount() > 0).then_some(reference);
        }
        if !is_basic(reference) {
            return None;
        }
        current = reference.next.get();
    }
    None
}

fn is_basic(reference: &WeakRef) -> bool {
    !reference.callback.is_some() && !reference.as_obj().ty().is_heap()
}

/// Puts a reference into the list: shared ones first, of the others the latest first.
fn link(list: &Cell<*mut WeakRef>, reference: &WeakRef, shared: bool) {
    let mut after: *mut WeakRef = std::ptr::null_mut();
    let mut next = list.get();
    // SAFETY: references in the list are alive; the links stay consistent.
    unsafe {
        if !shared {
            while let Some(known) = next.as_ref()
                && is_basic(known)
            {
                after = next;
                next = known.next.get();
            }
        }
        let own = std::ptr::from_ref(reference).cast_mut();
        reference.next.set(next);
        reference.previous.set(after);
        match after.as_ref() {
            Some(before) => before.next.set(own),
            None => list.set(own),
        }
        if let Some(next) = next.as_ref() {
            next.previous.set(own);
        }
    }
}

/// Clears every weak reference to garbage, then runs the callbacks of those that are
/// not garbage themselves.
pub(crate) fn clear_for_garbage(garbage: &[Ref]) {
    let mut callbacks = Vec::new();
    let mut dead: Option<std::collections::HashSet<usize>> = None;
    for object in garbage {
        let Some(list) = list_of(object) else {
            continue;
        };
        if list.get().is_null() {
            continue;
        }
        let dead = dead.get_or_insert_with(|| garbage.iter().map(|o| o.address()).collect());
        for reference in detach_all(list) {
            if let Some(callback) = reference.callback.take()
                && !dead.contains(&reference.as_obj().address())
            {
                callbacks.push((callback, reference));
            }
        }
    }
    run(callbacks);
}

/// Empties a list: its references lose their referent.
fn detach_all(list: &Cell<*mut WeakRef>) -> Vec<Ref<WeakRef>> {
    let mut detached = Vec::new();
    // SAFETY: references in the list are alive, or die with their count at zero right
    // now: those are only unlinked.
    unsafe {
        while let Some(reference) = list.get().as_ref() {
            list.set(reference.next.get());
            reference.referent.set(std::ptr::null());
            reference.next.set(std::ptr::null_mut());
            reference.previous.set(std::ptr::null_mut());
            if reference.as_obj().refcount() > 0 {
                detached.push(reference.to_ref());
            }
        }
    }
    detached
}

fn run(callbacks: Vec<(Ref, Ref<WeakRef>)>) {
    for (callback, reference) in callbacks {
        if let Err(error) = crate::object::protocol::call(&callback, &[reference.as_obj()]) {
            crate::vm::write_unraisable(
                error,
                Some("Exception ignored while calling weakref callback"),
                Some(&callback),
            );
        }
    }
}

/// Clears every weak reference to a dying object, then runs their callbacks.
pub(crate) fn clear_for(object: &Obj) {
    let Some(list) = list_of(object).filter(|list| !list.get().is_null()) else {
        return;
    };
    let callbacks = detach_all(list)
        .into_iter()
        .filter_map(|reference| Some((reference.callback.take()?, reference)))
        .collect();
    run(callbacks);
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
