//! Tracking of objects that can be part of cycles, and their collection.
//!
//! A tracked object is in one of the doubly linked lists of the generations through
//! the two words before its header.

use std::cell::{Cell, UnsafeCell};

use crate::object::Obj;

/// The two words before a tracked object.
#[repr(C)]
pub(crate) struct Head {
    pub next: Cell<*mut Head>,
    pub previous: Cell<*mut Head>,
}

pub(crate) struct Generation {
    pub list: Head,
    pub count: Cell<i64>,
    pub threshold: Cell<i64>,
}

pub(crate) struct Collector {
    pub generations: [Generation; 3],
    pub permanent: Head,
    pub enabled: Cell<bool>,
    pub collecting: Cell<bool>,
    /// A collection was asked for by allocation; the eval breaker runs it.
    pub pending: Cell<bool>,
    pub debug: Cell<u32>,
    pub state: UnsafeCell<Statistics>,
}
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Collector {}

/// Totals per generation, as `gc.get_stats()` reports.
#[derive(Debug, Clone, Copy, Default)]
pub struct Statistics {
    pub collections: [u64; 3],
    pub collected: [u64; 3],
    pub uncollectable: [u64; 3],
}

const fn empty_list() -> Head {
    Head {
        next: Cell::new(std::ptr::null_mut()),
        previous: Cell::new(std::ptr::null_mut()),
    }
}

const fn generation(threshold: i64) -> Generation {
    Generation {
        list: empty_list(),
        count: Cell::new(0),
        threshold: Cell::new(threshold),
    }
}

pub(crate) static COLLECTOR: Collector = Collector {
    generations: [generation(2000), generation(10), generation(10)],
    permanent: empty_list(),
    enabled: Cell::new(true),
    collecting: Cell::new(false),
    pending: Cell::new(false),
    debug: Cell::new(0),
    state: UnsafeCell::new(Statistics {
        collections: [0; 3],
        collected: [0; 3],
        uncollectable: [0; 3],
    }),
};

pub(crate) fn head_of(object: *const Obj) -> *mut Head {
    object.cast_mut().cast::<Head>().wrapping_sub(1)
}

pub(crate) fn object_of(head: *const Head) -> *mut Obj {
    head.cast_mut().wrapping_add(1).cast()
}

/// Whether the collector knows the object.
pub fn is_tracked(object: &Obj) -> bool {
    // SAFETY: only objects of HAVE_GC types have the two words.
    object.ty().has_flag(crate::object::flags::HAVE_GC)
        && unsafe { !(*head_of(object)).next.get().is_null() }
}

/// Puts an object into the youngest generation.
///
/// # Safety
/// The object has the GC prefix and is complete enough to be traversed.
#[inline(always)]
pub unsafe fn track(object: *mut Obj) {
    let young = &COLLECTOR.generations[0];
    let root = (&raw const young.list).cast_mut();
    let head = head_of(object);
    // SAFETY: the caller's promise; list links are valid once initialised here.
    unsafe {
        if (*root).next.get().is_null() {
            (*root).next.set(root);
            (*root).previous.set(root);
        }
        if !(*head).next.get().is_null() {
            return;
        }
        let last = (*root).previous.get();
        (*head).next.set(root);
        (*head).previous.set(last);
        (*last).next.set(head);
        (*root).previous.set(head);
    }
    let count = young.count.get() + 1;
    young.count.set(count);
    if count > young.threshold.get() {
        ask_for_collection();
    }
}

#[cold]
#[inline(never)]
fn ask_for_collection() {
    let young = &COLLECTOR.generations[0];
    if COLLECTOR.enabled.get()
        && young.threshold.get() != 0
        && !COLLECTOR.collecting.get()
        && !COLLECTOR.pending.get()
    {
        COLLECTOR.pending.set(true);
        crate::interp::breaker::request(crate::interp::breaker::GC);
    }
}

/// Takes an object out of its list, if it is in one.
///
/// # Safety
/// The object has the GC prefix.
#[inline(always)]
pub unsafe fn untrack(object: *mut Obj) {
    let head = head_of(object);
    // SAFETY: the caller's promise; a non-null `next` means the links are valid.
    unsafe {
        let next = (*head).next.get();
        if next.is_null() {
            return;
        }
        let previous = (*head).previous.get();
        (*previous).next.set(next);
        (*next).previous.set(previous);
        (*head).next.set(std::ptr::null_mut());
        (*head).previous.set(std::ptr::null_mut());
    }
    let young = &COLLECTOR.generations[0];
    if young.count.get() > 0 {
        young.count.set(young.count.get() - 1);
    }
}
