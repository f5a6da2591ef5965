//! The heap verifier: looks at every live object and says where the heap contradicts itself.
//!
//! It knows the references that objects hold, not those in native code, so it checks that a
//! count is at least the number of references found: a lower one is a use after free to come.
//! Started by [`enable`] (`SERPENTARIUM_VERIFY_HEAP=1`), it runs after full collections and at
//! the end of a run.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use crate::memory::{self, gc};
use crate::object::{Obj, Type, Visitor, dealloc};
use crate::types::object::OBJECT_TYPE;

struct Enabled(Cell<bool>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Enabled {}
static ENABLED: Enabled = Enabled(Cell::new(false));

/// Messages after which a look at the heap gives up.
const MAX_FINDINGS: usize = 20;

/// Verifies after every full collection from now on.
pub fn enable() {
    ENABLED.0.set(true);
}

/// Verifies if that was asked for; a contradiction ends the process with a report.
pub fn check(place: &str) {
    if !ENABLED.0.get() {
        return;
    }
    let findings = findings();
    if findings.is_empty() {
        return;
    }
    eprintln!("heap verifier: the heap is damaged ({place})");
    for finding in &findings {
        eprintln!("heap verifier: {finding}");
    }
    std::process::abort();
}

/// What contradicts itself; empty for a sound heap.
pub fn findings() -> Vec<String> {
    let mut live: Vec<*mut Obj> = Vec::new();
    memory::each_object(&mut |object| live.push(object));
    let mut look = Look {
        known: live.iter().map(|object| object.cast_const()).collect(),
        types: HashSet::new(),
        references: HashMap::new(),
        findings: Vec::new(),
    };
    look.collect_types(&OBJECT_TYPE);
    for object in live {
        // SAFETY: a block that is handed out holds a complete header.
        look.object(unsafe { &*object });
    }
    look.counts();
    look.findings.truncate(MAX_FINDINGS);
    look.findings
}

struct Look {
    known: HashSet<*const Obj>,
    types: HashSet<*const Type>,
    /// How many references to each object were found, and the type of the last holder.
    references: HashMap<*const Obj, (i64, *const Type)>,
    findings: Vec<String>,
}

impl Look {
    fn collect_types(&mut self, ty: &Type) {
        if !self.types.insert(ty) {
            return;
        }
        // SAFETY: a dying class takes itself out of its bases' lists.
        let subclasses = unsafe { (*ty.subclasses.get()).clone() };
        for subclass in subclasses {
            // SAFETY: as above.
            self.collect_types(unsafe { &*subclass });
        }
    }

    fn object(&mut self, object: &Obj) {
        let ty: *const Type = object.ty();
        if !self.types.contains(&ty) {
            let address = std::ptr::from_ref(object);
            self.findings
                .push(format!("object at {address:p} has no live type ({ty:p})"));
            return;
        }
        self.links(object);
        if object.refcount() == 0 {
            // It waits for its turn to be freed.
            return;
        }
        let (known, findings) = (&self.known, &mut self.findings);
        let references = &mut self.references;
        dealloc::traverse(
            object,
            &mut Visitor(&mut |referent: &Obj| {
                let address = std::ptr::from_ref(referent);
                if memory::in_region(address.cast()) && !known.contains(&address) {
                    let name = object.ty().tp_name();
                    findings.push(format!(
                        "'{name}' object at {:p} refers to freed memory at {address:p}",
                        std::ptr::from_ref(object)
                    ));
                    return;
                }
                let entry = references.entry(address).or_insert((0, ty));
                *entry = (entry.0 + 1, ty);
            }),
        );
    }

    /// The collector's links lead back to the object.
    fn links(&mut self, object: &Obj) {
        if gc::has_head(object) && !gc::links_agree(object) {
            self.findings.push(format!(
                "'{}' object at {:p} is not where the collector's list says",
                object.ty().tp_name(),
                std::ptr::from_ref(object)
            ));
        }
    }

    fn counts(&mut self) {
        for (address, (found, holder)) in &self.references {
            if !self.known.contains(address) {
                // A built-in object in static memory, which is immortal.
                continue;
            }
            // SAFETY: a live object and a live type.
            let (object, holder) = unsafe { (&**address, &**holder) };
            if object.is_immortal() || object.refcount() as i64 >= *found {
                continue;
            }
            self.findings.push(format!(
                "'{}' object at {address:p} has count {}, but {found} references were found \
                 (one of them in a '{}' object)",
                object.ty().tp_name(),
                object.refcount(),
                holder.tp_name()
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::findings;
    use crate::object::Object;
    use crate::types::list::List;
    use crate::types::str::Str;

    #[test]
    fn a_count_below_the_references_is_found() {
        crate::types::ready_all();
        let text = Str::from_str("held by the list");
        let list = List::new(vec![text.clone().into_obj(), text.clone().into_obj()]);
        assert_eq!(findings(), Vec::<String>::new());
        let count = text.as_obj().refcount();
        text.as_obj().set_refcount(1);
        let found = findings();
        text.as_obj().set_refcount(count);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].contains("has count 1, but 2 references were found"),
            "{found:?}"
        );
        drop(list);
    }
}
