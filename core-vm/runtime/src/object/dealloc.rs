//! What happens when a count reaches zero.
//!
//! Order, as CPython's `subtype_dealloc`: finalizer (which may resurrect), weak
//! references with their callbacks, instance dictionary and slots, native fields,
//! memory, the type's reference. Deep chains are cut by a queue (CPython's trashcan)
//! instead of recursing without bound.

use std::cell::{Cell, UnsafeCell};

use crate::memory::{self, gc};
use crate::object::typeobj::flags;
use crate::object::{Obj, Object, Type, object_flags};
use crate::types::float::FLOAT_TYPE;
use crate::types::int::{INT_TYPE, Int};

/// Nested deallocations before the queue takes over.
const MAX_DEPTH: u32 = 100;

struct Trash {
    depth: Cell<u32>,
    queue: UnsafeCell<Vec<*mut Obj>>,
}
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Trash {}

static TRASH: Trash = Trash {
    depth: Cell::new(0),
    queue: UnsafeCell::new(Vec::new()),
};

/// The nesting in another thread, which is changed to; gives the one before.
pub(crate) fn replace_depth(depth: u32) -> u32 {
    TRASH.depth.replace(depth)
}

/// Frees an object whose count is zero. The `dealloc` of every type that has no faster one.
///
/// # Safety
/// The count is zero and nobody uses the object again.
pub unsafe fn dealloc(object: *mut Obj) {
    let depth = TRASH.depth.get();
    if depth >= MAX_DEPTH {
        // SAFETY: the queue is only borrowed here and below, never across a call. What
        // waits in it has no reference left: a collection must not meet it.
        unsafe {
            if (*object).ty().has_flag(flags::HAVE_GC) {
                gc::untrack(object);
            }
            (*TRASH.queue.get()).push(object);
        };
        return;
    }
    TRASH.depth.set(depth + 1);
    // SAFETY: the caller's promise.
    unsafe { destroy(object) };
    TRASH.depth.set(depth);
    if depth == 0 {
        empty_queue();
    }
}

/// Frees what waits in the queue; called when no deallocation is under way.
#[inline(always)]
fn empty_queue() {
    // SAFETY: the queue is never borrowed across a call; each queued object is destroyed once.
    while let Some(next) = unsafe { (*TRASH.queue.get()).pop() } {
        TRASH.depth.set(1);
        unsafe { destroy(next) };
        TRASH.depth.set(0);
    }
}

/// [`dealloc`] for instances of a built-in type that are nothing but their fields.
///
/// # Safety
/// As [`dealloc`]; the object has layout `T` and no prefix.
pub unsafe fn dealloc_plain<T: Object>(object: *mut Obj) {
    // SAFETY: the caller's promise.
    unsafe {
        std::ptr::drop_in_place(object.cast::<T>());
        memory::free(memory::Kind::Plain, object.cast());
    }
}

/// [`dealloc`] for instances of a built-in container type that are nothing but their
/// fields and the collector's links.
///
/// # Safety
/// As [`dealloc`]; the object has layout `T` and the collector's prefix.
pub unsafe fn dealloc_container<T: Object>(object: *mut Obj) {
    let depth = TRASH.depth.get();
    if depth >= MAX_DEPTH {
        // SAFETY: the caller's promise.
        return unsafe { dealloc(object) };
    }
    TRASH.depth.set(depth + 1);
    // SAFETY: the caller's promise; no collection may meet an object without references.
    unsafe {
        gc::untrack(object);
        std::ptr::drop_in_place(object.cast::<T>());
        let kind = memory::Kind::Gc;
        memory::free(kind, object.cast::<u8>().sub(kind.prefix()));
    }
    TRASH.depth.set(depth);
    if depth == 0 {
        empty_queue();
    }
}

/// [`dealloc`] for exact `int` and `float` objects.
///
/// # Safety
/// As [`dealloc`].
unsafe fn dealloc_number(object: *mut Obj) {
    // SAFETY: the caller's promise. A tag marks the integers that own a box; all live in
    // blocks of the numbers' class.
    unsafe {
        if (*object).tag.get() != 0 {
            std::ptr::drop_in_place(object.cast::<Int>());
        }
        memory::push_number(object.cast());
    }
}

/// Chooses how instances of a readied built-in type are freed.
pub(crate) fn choose(ty: &Type) {
    let vtable = ty.vtable.get();
    let plain = ty.slots().finalize.is_none()
        && ty.weaklist_offset.get() == 0
        && !ty.has_flag(flags::MANAGED | flags::HEAPTYPE);
    if !plain {
        return;
    }
    if ty.is_type(&INT_TYPE) || ty.is_type(&FLOAT_TYPE) {
        ty.dealloc.set(dealloc_number);
        return;
    }
    ty.dealloc.set(match ty.kind.get() {
        memory::Kind::Plain => vtable.dealloc_plain,
        memory::Kind::Gc => vtable.dealloc_container,
        _ => return,
    });
}

unsafe fn destroy(object: *mut Obj) {
    // SAFETY: `object` is unreachable but complete until its payload is dropped.
    unsafe {
        let ty: &Type = (*object).ty();
        if ty.slots().finalize.is_some() && !run_finalizer(&*object) {
            if ty.has_flag(flags::HAVE_GC) {
                gc::track(object);
            }
            return;
        }
        // The finalizer may have given the object another class.
        let ty: &Type = (*object).ty();
        let type_flags = ty.flags.get();
        // No collection may meet an object without references, and callbacks run code.
        if type_flags & flags::HAVE_GC != 0 {
            gc::untrack(object);
        }
        if type_flags & flags::MANAGED_WEAKREF != 0 || ty.weaklist_offset.get() != 0 {
            crate::types::weakref::clear_for(&*object);
        }
        if type_flags & flags::MANAGED_DICT != 0 {
            crate::types::dict::inline::drop_attributes(object);
        }
        if ty.is_heap() {
            drop_slots(&*object, ty);
        }
        let kind = ty.kind.get();
        let own_type = type_flags & flags::HEAPTYPE != 0;
        (ty.vtable.get().drop_payload)(object);
        memory::free(kind, object.cast::<u8>().sub(kind.prefix()));
        if own_type {
            Obj::decref(ty.as_obj());
        }
    }
}

/// Runs `__del__` or the native finalizer once. Returns whether the object is still dead.
///
/// # Safety
/// The count of `object` is zero.
unsafe fn run_finalizer(object: &Obj) -> bool {
    if object.has_flag(object_flags::FINALIZED) {
        return true;
    }
    object.set_flag(object_flags::FINALIZED);
    let Some(finalize) = object.ty().slots().finalize else {
        return true;
    };
    // Resurrected for the call, as PyObject_CallFinalizerFromDealloc does.
    object.set_refcount(1);
    finalize(object);
    let count = object.refcount();
    object.set_refcount(count - 1);
    count == 1
}

/// The words of `__slots__` that `ty` and its heap bases added.
pub(crate) fn each_slot(object: &Obj, ty: &Type, visit: &mut dyn FnMut(&Cell<*mut Obj>)) {
    let mut current = Some(ty);
    while let Some(class) = current {
        if let Some(heap) = class.heap.get() {
            for offset in &heap.slot_offsets {
                // SAFETY: a base of the object's class laid the word out.
                visit(unsafe { slot_word(object, *offset) });
            }
        }
        current = class.base.peek();
    }
}

/// The word that a class laid out for a name of its `__slots__`.
///
/// # Safety
/// `object` is an instance of that class, `offset` one of its slots.
pub(crate) unsafe fn slot_word(object: &Obj, offset: usize) -> &Cell<*mut Obj> {
    let shift = match object.downcast::<crate::types::str::Str>() {
        Some(text) => text.slot_shift(),
        None => 0,
    };
    // SAFETY: type creation made room for the word there.
    unsafe {
        &*std::ptr::from_ref(object)
            .cast::<u8>()
            .add(offset + shift)
            .cast::<Cell<*mut Obj>>()
    }
}

fn drop_slots(object: &Obj, ty: &Type) {
    each_slot(object, ty, &mut |word| {
        let value = word.replace(std::ptr::null_mut());
        if !value.is_null() {
            // SAFETY: the slot owned its value.
            unsafe { Obj::decref(value) };
        }
    });
}

/// Reports every reference that an object owns: native fields, instance dictionary or
/// inline values, slots, and its heap type.
pub fn traverse(object: &Obj, visit: &mut crate::object::Visitor<'_>) {
    let ty = object.ty();
    (ty.vtable.get().traverse)(object, visit);
    if ty.has_flag(flags::MANAGED_DICT) {
        crate::types::dict::inline::traverse(object, visit);
    }
    if ty.is_heap() {
        each_slot(object, ty, &mut |word| {
            // SAFETY: a non-null slot owns a live object.
            if let Some(value) = unsafe { word.get().as_ref() } {
                visit.obj(value);
            }
        });
        visit.obj(ty.as_obj());
    }
}

/// Drops the references of an unreachable object that can be part of a cycle.
pub fn clear(object: &Obj) {
    let ty = object.ty();
    if ty.has_flag(flags::MANAGED_DICT) {
        crate::types::dict::inline::clear(object);
    }
    if ty.is_heap() {
        drop_slots(object, ty);
    }
    (ty.vtable.get().clear)(object);
}

#[allow(unused_imports)]
use Object as _;
