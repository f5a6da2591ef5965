//! The entries of a bounded cache in the order of their last use.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::object::{Obj, Ref, Visitor};

/// No entry.
const END: usize = usize::MAX;

struct Entry {
    key: Ref,
    hash: i64,
    value: Ref,
    older: usize,
    newer: usize,
}

/// Entries, doubly linked by their places; the places of dropped ones are used again.
#[derive(Default)]
pub(super) struct Links {
    entries: RefCell<Vec<Option<Entry>>>,
    free: RefCell<Vec<usize>>,
    /// Oldest and newest place.
    ends: Cell<Option<(usize, usize)>>,
}

impl Links {
    pub fn traverse(&self, visit: &mut Visitor<'_>) {
        for entry in self.entries.borrow().iter().flatten() {
            visit.obj(&entry.key);
            visit.obj(&entry.value);
        }
    }

    /// The value at a place, which becomes the newest.
    pub fn use_again(&self, place: usize) -> Option<Ref> {
        let entry = self.unlink(place)?;
        let value = entry.value.clone();
        self.put(place, entry);
        Some(value)
    }

    /// Key and hash of the entry that was used longest ago.
    pub fn oldest(&self) -> Option<(usize, Ref, i64)> {
        let (place, _) = self.ends.get()?;
        let entries = self.entries.borrow();
        let entry = entries.get(place)?.as_ref()?;
        Some((place, entry.key.clone(), entry.hash))
    }

    /// Adds the newest entry and gives its place.
    pub fn add(&self, key: &Obj, hash: i64, value: Ref) -> usize {
        use serpentarium_runtime::object::Object;
        let entry = Entry {
            key: key.to_ref(),
            hash,
            value,
            older: END,
            newer: END,
        };
        let place = match self.free.borrow_mut().pop() {
            Some(place) => place,
            None => {
                self.entries.borrow_mut().push(None);
                self.entries.borrow().len() - 1
            }
        };
        self.put(place, entry);
        place
    }

    /// Drops the entry at a place; key and value go to the caller.
    #[must_use]
    pub fn remove(&self, place: usize) -> Option<(Ref, Ref)> {
        let entry = self.unlink(place)?;
        self.free.borrow_mut().push(place);
        Some((entry.key, entry.value))
    }

    /// Empties the list; the caller drops what was in it.
    #[must_use]
    pub fn take_all(&self) -> impl Drop + use<> {
        struct Dropped(Vec<Option<Entry>>);
        impl Drop for Dropped {
            fn drop(&mut self) {
                self.0.clear();
            }
        }
        self.ends.set(None);
        self.free.take();
        Dropped(self.entries.take())
    }

    fn put(&self, place: usize, mut entry: Entry) {
        let mut entries = self.entries.borrow_mut();
        let ends = self.ends.get();
        entry.older = ends.map_or(END, |(_, newest)| newest);
        entry.newer = END;
        if let Some(Some(before)) = entries.get_mut(entry.older) {
            before.newer = place;
        }
        entries[place] = Some(entry);
        self.ends
            .set(Some((ends.map_or(place, |(oldest, _)| oldest), place)));
    }

    fn unlink(&self, place: usize) -> Option<Entry> {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.get_mut(place)?.take()?;
        if let Some(Some(older)) = entries.get_mut(entry.older) {
            older.newer = entry.newer;
        }
        if let Some(Some(newer)) = entries.get_mut(entry.newer) {
            newer.older = entry.older;
        }
        let (oldest, newest) = self.ends.get()?;
        let oldest = if oldest == place { entry.newer } else { oldest };
        let newest = if newest == place { entry.older } else { newest };
        self.ends
            .set((oldest != END && newest != END).then_some((oldest, newest)));
        Some(entry)
    }
}
