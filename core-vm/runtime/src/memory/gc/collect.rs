//! A collection: trial deletion over the objects of a generation and the younger ones.
//!
//! An object of which every reference comes from inside the examined set, and which none of
//! the others reach, is garbage. Weak references to garbage are cleared, finalizers
//! run once (PEP 442), what they brought back is kept, the rest is cleared.

use std::time::Instant;

use crate::memory::gc::{COLLECTOR, Head, debug, head_of, object_of};
use crate::object::dealloc;
use crate::object::{Obj, Object, Ref, Visitor, object_flags};
use crate::types::dict::Dict;
use crate::types::int::Int;
use crate::types::str::Str;
use crate::types::weakref;

/// What a collection found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outcome {
    pub collected: usize,
    pub uncollectable: usize,
}

/// How many collections of a stress run make one full one.
const FULL_STRESS: u32 = 256;

/// Runs the collection that allocation asked for, if any.
pub fn run_pending() {
    if !COLLECTOR.pending.replace(false) || COLLECTOR.collecting.get() {
        return;
    }
    if COLLECTOR.stress.get() {
        // Most often the young ones: a full collection at every allocation would take hours.
        let turn = COLLECTOR.stress_turns.get() + 1;
        COLLECTOR.stress_turns.set(turn);
        collect(if turn.is_multiple_of(FULL_STRESS) {
            2
        } else {
            0
        });
        return;
    }
    if !COLLECTOR.enabled.get() {
        return;
    }
    if let Some(generation) = due() {
        collect(generation);
    }
}

/// The oldest generation whose count is above its threshold.
fn due() -> Option<usize> {
    (0..3).rev().find(|index| {
        let generation = &COLLECTOR.generations[*index];
        let threshold = generation.threshold.get();
        if threshold == 0 && *index == 0 {
            return false;
        }
        if generation.count.get() <= threshold {
            return false;
        }
        // A full collection is dear: it waits until enough came to the oldest generation.
        *index < 2 || COLLECTOR.long_lived_pending.get() >= COLLECTOR.long_lived_total.get() / 4
    })
}

/// Collects a generation and the younger ones, with callbacks and statistics.
pub fn collect(generation: usize) -> Outcome {
    if COLLECTOR.collecting.replace(true) {
        return Outcome::default();
    }
    run_callbacks("start", generation, Outcome::default());
    let begun = Instant::now();
    let talk = COLLECTOR.debug.get() & debug::STATS != 0;
    if talk {
        announce(generation);
    }
    let outcome = collect_generation(generation);
    if talk {
        eprintln!(
            "gc: done, {} unreachable, {} uncollectable, {:.4}s elapsed",
            outcome.collected + outcome.uncollectable,
            outcome.uncollectable,
            begun.elapsed().as_secs_f64()
        );
    }
    // SAFETY: single-threaded VM; nothing else holds the statistics.
    unsafe {
        let state = &mut *COLLECTOR.state.get();
        state.collections[generation] += 1;
        state.collected[generation] += outcome.collected as u64;
        state.uncollectable[generation] += outcome.uncollectable as u64;
    }
    run_callbacks("stop", generation, outcome);
    COLLECTOR.collecting.set(false);
    if generation == 2 {
        crate::memory::verify::check("after a full collection");
    }
    outcome
}

fn announce(generation: usize) {
    let sizes = [0, 1, 2].map(|index| members(&COLLECTOR.generations[index].list).len());
    eprintln!("gc: collecting generation {generation}...");
    eprintln!(
        "gc: objects in each generation: {} {} {}",
        sizes[0], sizes[1], sizes[2]
    );
    eprintln!(
        "gc: objects in permanent generation: {}",
        members(&COLLECTOR.permanent).len()
    );
}

/// Calls `gc.callbacks` with the phase and the facts.
fn run_callbacks(phase: &str, generation: usize, outcome: Outcome) {
    let Some(callbacks) = COLLECTOR.callbacks.get().filter(|list| !list.is_empty()) else {
        return;
    };
    let info = Dict::new();
    info.set_text("generation", Int::from_usize(generation).into_obj());
    info.set_text("collected", Int::from_usize(outcome.collected).into_obj());
    info.set_text(
        "uncollectable",
        Int::from_usize(outcome.uncollectable).into_obj(),
    );
    let phase = Str::from_str(phase);
    let mut index = 0;
    while let Some(callback) = callbacks.get(index) {
        let call = crate::object::protocol::call(&callback, &[phase.as_obj(), info.as_obj()]);
        if let Err(error) = call {
            crate::vm::write_unraisable(
                error,
                Some("Exception ignored while calling GC callback"),
                Some(&callback),
            );
        }
        index += 1;
    }
}

/// The objects under examination and what is known of each.
struct Examined {
    objects: Vec<*mut Obj>,
    /// References not accounted for by other examined objects.
    outside: Vec<i64>,
    /// Indices of what stays and of what goes, in order.
    reachable: Vec<usize>,
    unreachable: Vec<usize>,
}

/// Marks a `previous` word that holds an index instead of a link.
const TAG: usize = 1;

impl Examined {
    /// Takes objects out of their list for examination: their links hold indices now.
    fn new(objects: Vec<*mut Obj>) -> Examined {
        let mut outside = Vec::with_capacity(objects.len());
        for (index, object) in objects.iter().enumerate() {
            // SAFETY: tracked objects are alive and have the two words.
            unsafe {
                let head = head_of(*object);
                (*head).previous.set(((index << 1) | TAG) as *mut Head);
                outside.push(if (**object).is_immortal() {
                    i64::MAX / 2
                } else {
                    i64::from((**object).refcount())
                });
            }
        }
        Examined {
            objects,
            outside,
            reachable: Vec::new(),
            unreachable: Vec::new(),
        }
    }

    /// The index of an examined object.
    fn index_of(object: &Obj) -> Option<usize> {
        if !crate::memory::gc::has_head(object) {
            return None;
        }
        // SAFETY: just checked to have the two words.
        let word = unsafe { (*head_of(object)).previous.get() } as usize;
        (word & TAG != 0).then_some(word >> 1)
    }

    /// Finds what is reachable from outside the set.
    fn examine(&mut self) {
        for index in 0..self.objects.len() {
            let outside = &mut self.outside;
            let mut subtract = |referent: &Obj| {
                if let Some(index) = Self::index_of(referent) {
                    outside[index] -= 1;
                }
            };
            // SAFETY: examined objects are alive; traversing runs no Python code.
            dealloc::traverse(
                unsafe { &*self.objects[index] },
                &mut Visitor(&mut subtract),
            );
        }
        self.find_reachable();
    }

    /// Sorts the objects into those that something outside holds and the others. The
    /// order of both is CPython's: what looked unreachable when its turn came, but is
    /// reached from a later object, goes to the end of the reachable ones.
    fn find_reachable(&mut self) {
        let count = self.objects.len();
        let mut order: Vec<usize> = (0..count).collect();
        let mut set_aside = vec![false; count];
        let mut next = 0;
        while let Some(index) = order.get(next).copied() {
            next += 1;
            if self.outside[index] <= 0 {
                set_aside[index] = true;
                self.unreachable.push(index);
                continue;
            }
            self.reachable.push(index);
            let (outside, order) = (&mut self.outside, &mut order);
            let mut mark = |referent: &Obj| {
                let Some(index) = Self::index_of(referent) else {
                    return;
                };
                if std::mem::replace(&mut set_aside[index], false) {
                    outside[index] = 1;
                    order.push(index);
                } else if outside[index] == 0 {
                    outside[index] = 1;
                }
            };
            // SAFETY: examined objects are alive; traversing runs no Python code.
            dealloc::traverse(unsafe { &*self.objects[index] }, &mut Visitor(&mut mark));
        }
        self.unreachable.retain(|index| set_aside[*index]);
    }

    /// Puts the reachable objects into one list, the others into another, in order.
    fn split(self, reachable_list: &Head, unreachable_list: &Head) -> Vec<*mut Obj> {
        for index in self.reachable {
            // SAFETY: the object is in no list: its links are rewritten.
            unsafe { link_last(reachable_list, head_of(self.objects[index])) };
        }
        let mut unreachable = Vec::with_capacity(self.unreachable.len());
        for index in self.unreachable {
            let object = self.objects[index];
            unreachable.push(object);
            // SAFETY: as above.
            unsafe { link_last(unreachable_list, head_of(object)) };
        }
        unreachable
    }
}

/// Makes a list head point at itself when it never held anything.
fn init(list: &Head) -> *mut Head {
    let root = std::ptr::from_ref(list).cast_mut();
    if list.next.get().is_null() {
        list.next.set(root);
        list.previous.set(root);
    }
    root
}

/// Appends an object that is in no list.
unsafe fn link_last(list: &Head, head: *mut Head) {
    let root = init(list);
    // SAFETY: the list's links are valid; the object has the two words.
    unsafe {
        let last = (*root).previous.get();
        (*head).next.set(root);
        (*head).previous.set(last);
        (*last).next.set(head);
        (*root).previous.set(head);
    }
}

/// The objects of a list, in order.
pub(super) fn members(list: &Head) -> Vec<*mut Obj> {
    let root = init(list);
    let mut objects = Vec::new();
    let mut head = list.next.get();
    while head != root {
        objects.push(object_of(head));
        // SAFETY: members of a list are alive.
        head = unsafe { (*head).next.get() };
    }
    objects
}

/// Moves everything in one list to the end of another.
pub(super) fn append(from: &Head, to: &Head) {
    let (from_root, to_root) = (init(from), init(to));
    if from.next.get() == from_root {
        return;
    }
    // SAFETY: both lists' links are valid.
    unsafe {
        let (first, last) = (from.next.get(), from.previous.get());
        let tail = to.previous.get();
        (*tail).next.set(first);
        (*first).previous.set(tail);
        (*last).next.set(to_root);
        to.previous.set(last);
    }
    from.next.set(from_root);
    from.previous.set(from_root);
}

fn local_list() -> Box<Head> {
    Box::new(Head {
        next: std::cell::Cell::new(std::ptr::null_mut()),
        previous: std::cell::Cell::new(std::ptr::null_mut()),
    })
}

/// Empties a list and gives its objects.
fn take(list: &Head) -> Vec<*mut Obj> {
    let objects = members(list);
    let root = init(list);
    list.next.set(root);
    list.previous.set(root);
    objects
}

fn collect_generation(generation: usize) -> Outcome {
    let generations = &COLLECTOR.generations;
    if let Some(older) = generations.get(generation + 1) {
        older.count.set(older.count.get() + 1);
    }
    for younger in &generations[..=generation] {
        younger.count.set(0);
    }
    let young = &generations[generation].list;
    for younger in generations[..generation].iter().rev() {
        append(&younger.list, young);
    }
    let target = &generations[(generation + 1).min(2)].list;
    let mut examined = Examined::new(take(young));
    examined.examine();
    let survivors = local_list();
    let unreachable_list = local_list();
    let unreachable = examined.split(&survivors, &unreachable_list);
    note_survivors(generation, &survivors);
    append(&survivors, target);
    if unreachable.is_empty() {
        return Outcome::default();
    }
    free_garbage(&unreachable, &unreachable_list, target)
}

/// Keeps the figures that decide when the next full collection is due.
fn note_survivors(generation: usize, survivors: &Head) {
    match generation {
        1 => {
            let added = members(survivors).len() as i64;
            COLLECTOR
                .long_lived_pending
                .set(COLLECTOR.long_lived_pending.get() + added);
        }
        2 => {
            COLLECTOR.long_lived_pending.set(0);
            COLLECTOR
                .long_lived_total
                .set(members(survivors).len() as i64);
        }
        _ => {}
    }
}

/// Weak references, finalizers, resurrection, then the end of what is left.
fn free_garbage(unreachable: &[*mut Obj], list: &Head, target: &Head) -> Outcome {
    if COLLECTOR.debug.get() & debug::COLLECTABLE != 0 {
        for object in unreachable {
            // SAFETY: unreachable objects are alive until they are cleared.
            let object = unsafe { &**object };
            eprintln!(
                "gc: collectable <{} {:#x}>",
                object.ty().tp_name(),
                object.address()
            );
        }
    }
    // Keeps the garbage alive while Python code runs on it.
    // SAFETY: as above.
    let held: Vec<Ref> = unreachable
        .iter()
        .map(|object| unsafe { &**object }.to_ref())
        .collect();
    weakref::clear_for_garbage(&held);
    for object in &held {
        finalize(object);
    }
    drop(held);
    let mut left = Examined::new(take(list));
    left.examine();
    let resurrected = local_list();
    let garbage = left.split(&resurrected, list);
    append(&resurrected, target);
    let collected = garbage.len();
    clear(&garbage, list, target);
    Outcome {
        collected,
        uncollectable: 0,
    }
}

/// Runs a finalizer that has not run yet.
fn finalize(object: &Obj) {
    if object.has_flag(object_flags::FINALIZED) {
        return;
    }
    if let Some(finalizer) = object.ty().slots().finalize {
        object.set_flag(object_flags::FINALIZED);
        finalizer(object);
    }
}

/// Breaks the cycles: every object drops its references.
fn clear(garbage: &[*mut Obj], list: &Head, target: &Head) {
    // SAFETY: still unreachable, so nobody else frees them; held until all are cleared.
    let held: Vec<Ref> = garbage
        .iter()
        .map(|object| unsafe { &**object }.to_ref())
        .collect();
    let save = COLLECTOR.debug.get() & debug::SAVEALL != 0;
    if save {
        if let Some(garbage) = COLLECTOR.garbage.get() {
            held.iter().for_each(|object| garbage.push(object.clone()));
        }
        append(list, target);
        return;
    }
    // Each is let go right after it was cleared, so that the order of destruction is
    // that of the list.
    for object in held {
        dealloc::clear(&object);
        drop(object);
    }
    append(list, target);
}
