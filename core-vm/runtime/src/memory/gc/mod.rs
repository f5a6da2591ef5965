//! Tracking of objects that can be part of cycles, and their collection.
//!
//! A tracked object is in one of the doubly linked lists of the generations through
//! the two words before its header. `collect` finds and frees unreachable cycles,
//! `inspect` answers questions about tracked objects.

mod collect;
mod inspect;

pub use collect::{Outcome, collect, run_pending};
pub use inspect::{objects, referents, referrers};

use std::cell::{Cell, UnsafeCell};

use crate::object::{Field, Obj, Ref, Type, flags};
use crate::types::list::List;

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
    /// Collect everything at every opportunity, to find what depends on luck.
    pub stress: Cell<bool>,
    stress_turns: Cell<u32>,
    /// Objects that survived a full collection, and those that came to the oldest
    /// generation since: full collections wait until the latter are a quarter.
    pub long_lived_total: Cell<i64>,
    pub long_lived_pending: Cell<i64>,
    pub state: UnsafeCell<Statistics>,
    /// `gc.garbage` and `gc.callbacks`, once the module exists.
    pub garbage: Field<List>,
    pub callbacks: Field<List>,
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
    stress: Cell::new(false),
    stress_turns: Cell::new(0),
    long_lived_total: Cell::new(0),
    long_lived_pending: Cell::new(0),
    garbage: Field::empty(),
    callbacks: Field::empty(),
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

/// Whether the object has the two words: its type wants them, and it is no static type.
#[inline]
pub fn has_head(object: &Obj) -> bool {
    let ty = object.ty();
    if !ty.has_flag(flags::HAVE_GC) {
        return false;
    }
    // SAFETY: the flag says that the object is a type.
    !ty.has_flag(flags::TYPE_SUBCLASS) || unsafe { object.cast_unchecked::<Type>() }.is_heap()
}

/// Whether the collector knows the object.
pub fn is_tracked(object: &Obj) -> bool {
    // SAFETY: checked to have the two words.
    has_head(object) && unsafe { !(*head_of(object)).next.get().is_null() }
}

/// Whether a container of this object may be part of a cycle through it.
#[inline]
pub fn may_be_tracked(object: &Obj) -> bool {
    has_head(object) && (!object.is_exact(&crate::types::tuple::TUPLE_TYPE) || is_tracked(object))
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
    if count > young.threshold.get() || COLLECTOR.stress.get() {
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

// ---- the knobs that the module `gc` shows

/// `gc.DEBUG_*` bits.
pub mod debug {
    pub const STATS: u32 = 1;
    pub const COLLECTABLE: u32 = 2;
    pub const UNCOLLECTABLE: u32 = 4;
    pub const SAVEALL: u32 = 32;
    pub const LEAK: u32 = COLLECTABLE | UNCOLLECTABLE | SAVEALL;
}

/// Whether a collection is under way.
pub fn is_collecting() -> bool {
    COLLECTOR.collecting.get()
}

/// `gc.isenabled()`
pub fn is_enabled() -> bool {
    COLLECTOR.enabled.get()
}

/// `gc.enable()` and `gc.disable()`
pub fn set_enabled(enabled: bool) {
    COLLECTOR.enabled.set(enabled);
}

/// `gc.get_debug()`
pub fn debug_flags() -> u32 {
    COLLECTOR.debug.get()
}

/// `gc.set_debug(flags)`
pub fn set_debug_flags(flags: u32) {
    COLLECTOR.debug.set(flags);
}

/// `gc.get_threshold()`
pub fn thresholds() -> [i64; 3] {
    [0, 1, 2].map(|index| COLLECTOR.generations[index].threshold.get())
}

/// Sets one threshold.
pub fn set_threshold(generation: usize, threshold: i64) {
    COLLECTOR.generations[generation].threshold.set(threshold);
}

/// `gc.get_count()`
pub fn counts() -> [i64; 3] {
    [0, 1, 2].map(|index| COLLECTOR.generations[index].count.get())
}

/// `gc.get_stats()`
pub fn statistics() -> Statistics {
    // SAFETY: single-threaded VM; a plain copy.
    unsafe { *COLLECTOR.state.get() }
}

/// Reports the collector's lists.
pub(crate) fn roots(visit: &mut crate::object::Visitor<'_>) {
    visit.field(&COLLECTOR.garbage);
    visit.field(&COLLECTOR.callbacks);
}

/// Gives the collector the lists that the module `gc` shows.
pub fn set_lists(garbage: Ref<List>, callbacks: Ref<List>) {
    COLLECTOR.garbage.set(garbage);
    COLLECTOR.callbacks.set(callbacks);
}

/// Collects everything at every opportunity from now on.
pub fn set_stress(stress: bool) {
    COLLECTOR.stress.set(stress);
    if stress {
        ask_for_collection();
    }
}

/// Whether the neighbours in an object's list point back at it (untracked: it is in none).
pub(crate) fn links_agree(object: &Obj) -> bool {
    let head = head_of(object);
    // SAFETY: the object has the two words; linked heads are alive.
    unsafe {
        let (next, previous) = ((*head).next.get(), (*head).previous.get());
        next.is_null()
            || std::ptr::eq((*next).previous.get(), head)
                && std::ptr::eq((*previous).next.get(), head)
    }
}

/// Whether an object's finalizer has run (`gc.is_finalized`).
pub fn is_finalized(object: &Obj) -> bool {
    has_head(object) && object.has_flag(crate::object::object_flags::FINALIZED)
}

/// Moves every tracked object out of reach of later collections.
pub fn freeze() {
    for generation in &COLLECTOR.generations {
        collect::append(&generation.list, &COLLECTOR.permanent);
        generation.count.set(0);
    }
}

/// Moves frozen objects into the oldest generation.
pub fn unfreeze() {
    collect::append(&COLLECTOR.permanent, &COLLECTOR.generations[2].list);
}

/// Number of frozen objects.
pub fn frozen_count() -> usize {
    collect::members(&COLLECTOR.permanent).len()
}
