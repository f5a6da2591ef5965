//! Attribute lookup along the MRO, its cache, and the versions that keep it valid.

use std::cell::Cell;

use crate::object::{Obj, Object, Ref, Type, flags};
use crate::types::str::Str;

const SIZE: usize = 4096;

/// One answer: version and name it is for, and the value (null: no such attribute).
/// Nothing is owned: a version dies with any change of its type or a base, and with the
/// type; the name's hash tells a string at a reused address.
#[derive(Clone, Copy)]
struct Entry {
    version: u32,
    hash: i64,
    name: *const Str,
    value: *const Obj,
}

struct Cache([Cell<Entry>; SIZE]);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Cache {}

static CACHE: Cache = Cache(
    [const {
        Cell::new(Entry {
            version: 0,
            hash: 0,
            name: std::ptr::null(),
            value: std::ptr::null(),
        })
    }; SIZE],
);

struct Next(Cell<u32>);
// SAFETY: touched by the VM's one thread only.
unsafe impl Sync for Next {}
static NEXT: Next = Next(Cell::new(1));

impl Type {
    /// The attribute `name` in the first class of the MRO that has it, without
    /// binding (`_PyType_Lookup`).
    #[inline]
    pub fn lookup(&self, name: &Str) -> Option<Ref> {
        let version = self.version.get();
        let hash = name.hash();
        if version != 0 {
            let entry = CACHE.0[place(version, hash)].get();
            if entry.version == version && std::ptr::eq(entry.name, name) && entry.hash == hash {
                // SAFETY: the version is valid, so a class of the MRO still holds the value.
                return unsafe { entry.value.as_ref() }.map(|value| value.to_ref());
            }
        }
        self.lookup_slowly(name, hash)
    }

    #[cold]
    #[inline(never)]
    fn lookup_slowly(&self, name: &Str, hash: i64) -> Option<Ref> {
        let found = self.lookup_uncached(name);
        let version = self.version_tag();
        if version != 0 && name.is_interned() {
            let value = found
                .as_ref()
                .map_or(std::ptr::null(), |found| std::ptr::from_ref::<Obj>(found));
            CACHE.0[place(version, hash)].set(Entry {
                version,
                hash,
                name,
                value,
            });
        }
        found
    }

    /// [`Type::lookup`] without the cache.
    pub(crate) fn lookup_uncached(&self, name: &Str) -> Option<Ref> {
        self.lookup_with_owner(name).map(|(value, _)| value)
    }

    /// The attribute and the class of the MRO whose dictionary has it.
    pub(crate) fn lookup_with_owner(&self, name: &Str) -> Option<(Ref, Ref<Type>)> {
        let mro = self.mro.get()?;
        for class in mro.as_slice() {
            // SAFETY: an MRO holds types only.
            let class = unsafe { class.cast_unchecked::<Type>() };
            if let Some(found) = class.dict.peek().and_then(|dict| dict.get_name(name)) {
                return Some((found, class.to_ref()));
            }
        }
        None
    }

    /// The version of the type, assigned when it has none; 0 when it cannot have one.
    /// Two equal versions mean the same type, unchanged, with unchanged bases.
    pub fn version_tag(&self) -> u32 {
        if self.version.get() != 0 {
            return self.version.get();
        }
        if !self.has_flag(super::READY) || self.has_custom_mro() {
            return 0;
        }
        // A change of a base reaches this type only if the base has a version to lose.
        let bases = self.bases.get();
        for base in bases.iter().flat_map(|bases| bases.as_slice()) {
            match base.downcast::<Type>() {
                Some(base) if base.version_tag() != 0 => {}
                _ => return 0,
            }
        }
        let next = NEXT.0.get();
        if next == u32::MAX {
            return 0;
        }
        NEXT.0.set(next + 1);
        self.version.set(next);
        next
    }

    /// Whether the metaclass computes the MRO itself: then it may list classes that do
    /// not know of this one, and answers cannot be cached.
    fn has_custom_mro(&self) -> bool {
        let meta = self.as_obj().ty();
        if meta.is_type(&super::TYPE_TYPE) {
            return false;
        }
        let name = &crate::types::typeobj::type_names().mro;
        match (
            meta.lookup_uncached(name),
            super::TYPE_TYPE.lookup_uncached(name),
        ) {
            (Some(own), Some(default)) => !own.is(&default),
            _ => true,
        }
    }

    /// Invalidates what was learnt of the type and its subclasses. Called after
    /// every change of its dictionary, bases or MRO.
    pub fn modified(&self) {
        if self.version.get() == 0 {
            return;
        }
        self.version.set(0);
        for class in self.direct_subclasses() {
            class.modified();
        }
    }

    /// Makes this class and those below it match as sequences or mappings; built-in types
    /// stay what they are.
    pub fn set_collection_flags(&self, wanted: u32) {
        let collection = flags::SEQUENCE | flags::MAPPING;
        let current = self.flags.get();
        if current & flags::IMMUTABLETYPE != 0 || current & collection == wanted {
            return;
        }
        self.flags.set(current & !collection | wanted);
        for class in self.direct_subclasses() {
            class.set_collection_flags(wanted);
        }
    }

    /// The direct subclasses that are alive.
    pub(crate) fn direct_subclasses(&self) -> Vec<Ref<Type>> {
        // SAFETY: a dying class removes itself, so the pointers are valid; the list is
        // copied before anything else runs.
        unsafe { &*self.subclasses.get() }
            .iter()
            // SAFETY: as above.
            .map(|class| unsafe { &**class }.to_ref())
            .collect()
    }

    pub(crate) fn add_subclass(&self, class: &Type) {
        // SAFETY: no borrow of the list is alive here.
        let list = unsafe { &mut *self.subclasses.get() };
        if !list.iter().any(|known| std::ptr::eq(*known, class)) {
            list.push(class);
        }
    }

    pub(crate) fn remove_subclass(&self, class: &Type) {
        // SAFETY: no borrow of the list is alive here.
        unsafe { &mut *self.subclasses.get() }.retain(|known| !std::ptr::eq(*known, class));
    }
}

#[inline(always)]
fn place(version: u32, hash: i64) -> usize {
    (version as usize ^ (hash as usize >> 3)) & (SIZE - 1)
}
