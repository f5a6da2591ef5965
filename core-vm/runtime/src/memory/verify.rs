//! The heap verifier: looks at every live object and says where the heap contradicts itself.
//!
//! While a program runs, references in native code are unknown, so it checks that a count is
//! at least the number of references found: a lower one is a use after free to come. At the
//! end of a run nothing native is under way: there counts must equal the references that the
//! heap and the registered roots hold, and every object must be reachable from a root, so
//! that a leaked count or a forgotten cycle is found. Started by [`enable`]
//! (`SERPENTARIUM_VERIFY_HEAP=1`); it runs after full collections and at the end of a run.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use crate::memory::{self, gc};
use crate::object::{Obj, Object, Type, Visitor, dealloc};
use crate::types::dict::Dict;
use crate::types::function::Function;
use crate::types::object::OBJECT_TYPE;
use crate::types::str::Str;

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

/// Reports the references that a part of the VM holds outside of the heap.
pub type Roots = fn(&mut Visitor<'_>);

struct RootList(RefCell<Vec<Roots>>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for RootList {}
static ROOTS: RootList = RootList(RefCell::new(Vec::new()));

/// Makes roots known; every part of the VM that keeps references in a static does it.
pub fn add_roots(roots: Roots) {
    let mut known = ROOTS.0.borrow_mut();
    if !known
        .iter()
        .any(|other| std::ptr::fn_addr_eq(*other, roots))
    {
        known.push(roots);
    }
}

/// Verifies if that was asked for; a contradiction ends the process with a report.
pub fn check(place: &str) {
    if ENABLED.0.get() {
        report(&findings(), place);
    }
}

/// [`check`] when the program is over and torn down: counts must be exact, nothing may be
/// left that no root leads to. What threads hold that were given up (daemons) is not known.
pub fn check_end() {
    if crate::threads::have_given_up() {
        check("at the end of the run");
    } else if ENABLED.0.get() {
        report(&leaks(), "at the end of the run");
    }
}

fn report(findings: &[String], place: &str) {
    if findings.is_empty() {
        return;
    }
    eprintln!("heap verifier: the heap is damaged ({place})");
    for finding in findings {
        eprintln!("heap verifier: {finding}");
    }
    std::process::abort();
}

/// What contradicts itself; empty for a sound heap.
pub fn findings() -> Vec<String> {
    let mut look = Look::new();
    look.objects();
    look.counts(|count, found| count < found);
    look.take_findings()
}

/// [`findings`] with exact counts, and what nothing leads to.
pub fn leaks() -> Vec<String> {
    let mut look = Look::new();
    look.objects();
    look.static_types();
    look.roots();
    look.counts(|count, found| count != found);
    look.unreachable();
    look.take_findings()
}

struct Look {
    live: Vec<*const Obj>,
    known: HashSet<*const Obj>,
    types: HashSet<*const Type>,
    /// How many references to each object were found, and the type of the last holder.
    references: HashMap<*const Obj, (i64, *const Type)>,
    /// Live objects that a root refers to.
    rooted: Vec<*const Obj>,
    findings: Vec<String>,
}

impl Look {
    fn new() -> Look {
        let mut live: Vec<*const Obj> = Vec::new();
        memory::each_object(&mut |object| live.push(object));
        let mut look = Look {
            known: live.iter().copied().collect(),
            live,
            types: HashSet::new(),
            references: HashMap::new(),
            rooted: Vec::new(),
            findings: Vec::new(),
        };
        look.collect_types(&OBJECT_TYPE);
        look
    }

    fn objects(&mut self) {
        for index in 0..self.live.len() {
            // SAFETY: a block that is handed out holds a complete header.
            self.object(unsafe { &*self.live[index] });
        }
    }

    fn take_findings(mut self) -> Vec<String> {
        self.findings.truncate(MAX_FINDINGS);
        self.findings
    }

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
        each_reference(object, &mut |referent| self.note(object, referent));
    }

    fn note(&mut self, holder: &Obj, referent: &Obj) {
        let address = std::ptr::from_ref(referent);
        if memory::in_region(address.cast()) && !self.known.contains(&address) {
            self.findings.push(format!(
                "'{}' object at {:p} refers to freed memory at {address:p}",
                holder.ty().tp_name(),
                std::ptr::from_ref(holder)
            ));
            return;
        }
        self.count(referent, holder.ty());
    }

    fn count(&mut self, referent: &Obj, holder: *const Type) {
        let entry = self.references.entry(referent).or_insert((0, holder));
        *entry = (entry.0 + 1, holder);
    }

    /// Built-in classes stand in static memory: what they refer to is rooted.
    fn static_types(&mut self) {
        let types: Vec<*const Type> = self.types.iter().copied().collect();
        for ty in types {
            // SAFETY: collected from the live classes.
            let ty = unsafe { &*ty };
            if self.known.contains(&std::ptr::from_ref(ty.as_obj())) {
                continue;
            }
            each_reference(ty.as_obj(), &mut |referent| {
                self.note(ty.as_obj(), referent);
                self.rooted.push(referent);
            });
        }
    }

    fn roots(&mut self) {
        let roots = ROOTS.0.borrow().clone();
        let mut visit = |referent: &Obj| {
            self.count(referent, &OBJECT_TYPE);
            self.rooted.push(referent);
        };
        let own: [Roots; 5] = [
            crate::vm::roots,
            crate::codecs::registry::roots,
            crate::interp::thread::roots,
            crate::interp::monitoring::roots,
            gc::roots,
        ];
        for each in own.into_iter().chain(roots) {
            each(&mut Visitor(&mut visit));
        }
    }

    /// Objects that neither a root nor an immortal object leads to.
    fn unreachable(&mut self) {
        let mut reached: HashSet<*const Obj> = HashSet::new();
        let mut waiting = std::mem::take(&mut self.rooted);
        // SAFETY: live objects.
        let immortal = |object: &&*const Obj| unsafe { (***object).is_immortal() };
        waiting.extend(self.live.iter().filter(immortal).copied());
        while let Some(object) = waiting.pop() {
            if reached.insert(object) {
                // SAFETY: a live object: it is referred to by one.
                each_reference(unsafe { &*object }, &mut |referent| waiting.push(referent));
            }
        }
        for object in self.live.iter().filter(|object| !reached.contains(*object)) {
            // SAFETY: a live object.
            let object = unsafe { &**object };
            self.findings.push(format!(
                "{} is left over: nothing leads to it",
                sketch(object)
            ));
        }
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

    /// Compares the counts of mortal objects with the references found.
    fn counts(&mut self, wrong: impl Fn(i64, i64) -> bool) {
        for address in &self.live {
            // SAFETY: a live object.
            let object = unsafe { &**address };
            let (found, holder) = match self.references.get(address) {
                Some((found, holder)) => (*found, Some(*holder)),
                None => (0, None),
            };
            let count = object.refcount() as i64;
            if object.is_immortal() || count == 0 || !wrong(count, found) {
                continue;
            }
            let held = holder.map_or_else(String::new, |holder| {
                // SAFETY: the type of a live object.
                format!(
                    " (one of them in a '{}' object)",
                    unsafe { &*holder }.tp_name()
                )
            });
            self.findings.push(format!(
                "{} has count {count}, but {found} references were found{held}",
                sketch(object)
            ));
        }
    }
}

/// What an object is, without running code of the program.
fn sketch(object: &Obj) -> String {
    let place = std::ptr::from_ref(object);
    let shown = if let Some(text) = object.downcast::<Str>() {
        format!(
            " {:?}",
            text.to_string_lossy().chars().take(40).collect::<String>()
        )
    } else if let Some(dict) = object.downcast::<Dict>() {
        let mut first = None;
        dict.each_string_key(&mut |key| {
            first = first
                .take()
                .or_else(|| key.downcast::<Str>().map(Str::to_string_lossy));
        });
        format!(" of {} items, the first {first:?},", dict.len())
    } else if let Some(function) = object.downcast::<Function>() {
        let name = function
            .qualname
            .peek()
            .map_or_else(String::new, Str::to_string_lossy);
        format!(" {name}")
    } else if let Some(class) = object.downcast::<Type>() {
        format!(" {}", class.tp_name())
    } else {
        String::new()
    };
    format!("'{}' object{shown} at {place:p}", object.ty().tp_name())
}

/// Every reference that an object holds: those that the collector asks for and the strings
/// that it need not know.
fn each_reference(object: &Obj, visit: &mut dyn FnMut(&Obj)) {
    dealloc::traverse(object, &mut Visitor(visit));
    if let Some(dict) = object.downcast::<Dict>() {
        dict.each_string_key(visit);
    }
    if let Some(class) = object.downcast::<Type>() {
        crate::types::dict::each_shared_key(class, visit);
    }
}

#[cfg(test)]
mod tests {
    use super::{findings, leaks};
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

    #[test]
    fn a_lost_reference_and_a_forgotten_cycle_are_found() {
        crate::types::ready_all();
        let before = leaks();
        let lost = Str::from_str("held by nobody");
        let (a, b) = (List::new(Vec::new()), List::new(Vec::new()));
        a.push(b.clone().into_obj());
        b.push(a.clone().into_obj());
        std::mem::forget(lost);
        drop((a, b));
        let found = leaks();
        let new: Vec<&String> = found.iter().filter(|line| !before.contains(line)).collect();
        let count = |text: &str| new.iter().filter(|line| line.contains(text)).count();
        assert_eq!(count("'str' object"), 2, "{new:?}");
        assert_eq!(
            count("has count 1, but 0 references were found"),
            1,
            "{new:?}"
        );
        assert_eq!(count("is left over: nothing leads to it"), 3, "{new:?}");
    }
}
