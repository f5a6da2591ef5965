//! What the module `gc` tells about tracked objects.

use crate::memory::gc::collect::members;
use crate::memory::gc::{COLLECTOR, has_head};
use crate::object::dealloc;
use crate::object::{Obj, Object, Ref, Visitor};

/// The tracked objects of one generation, or of all (frozen ones left out).
pub fn objects(generation: Option<usize>) -> Vec<Ref> {
    let wanted = match generation {
        Some(index) => index..index + 1,
        None => 0..3,
    };
    COLLECTOR.generations[wanted]
        .iter()
        .flat_map(|generation| members(&generation.list))
        // SAFETY: members of a list are alive. One whose count is zero is being freed.
        .filter(|object| unsafe { (**object).refcount() } > 0)
        .map(|object| unsafe { &*object }.to_ref())
        .collect()
}

/// What an object refers to directly; nothing for objects that the collector ignores.
pub fn referents(object: &Obj) -> Vec<Ref> {
    let mut found = Vec::new();
    if has_head(object) {
        dealloc::traverse(
            object,
            &mut Visitor(&mut |referent: &Obj| found.push(referent.to_ref())),
        );
    }
    found
}

/// The tracked objects that refer directly to one of these.
pub fn referrers(targets: &[&Obj]) -> Vec<Ref> {
    objects(None)
        .into_iter()
        .filter(|object| {
            let mut refers = false;
            dealloc::traverse(
                object,
                &mut Visitor(&mut |referent: &Obj| {
                    refers |= targets.iter().any(|target| target.is(referent));
                }),
            );
            refers
        })
        .collect()
}
