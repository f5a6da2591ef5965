//! Slots of types: inherited, and changed when a special method is assigned to a class.

use crate::object::{Obj, Object, Ref, Slots, Type};
use crate::types::descriptors::method::MethodDescriptor;
use crate::types::descriptors::wrapper::WrapperDescriptor;
use crate::types::native_function::NativeFunction;
use crate::types::none::is_none;
use crate::types::str::Str;
use crate::types::typeobj::slot_defs::{SlotDef, index};

/// Gives a built-in type the slots that its bases have and it has not.
pub(crate) fn inherit_builtin(ty: &Type) {
    let mut slots = *ty.slots();
    let own = slots;
    let mro = ty.mro.get();
    for base in mro.iter().flat_map(|mro| mro.as_slice()).skip(1) {
        // SAFETY: an MRO holds types only.
        let base = unsafe { base.cast_unchecked::<Type>() };
        let mut theirs = *base.slots();
        // Hash and comparison go together: a type that compares in its own way
        // does not take another's hash.
        if own.hash.is_some() || own.richcompare.is_some() || overrides_hash(ty) {
            (theirs.hash, theirs.richcompare) = (None, overrides_only_hash(&own, &theirs));
        }
        if base.is_type(&crate::types::object::OBJECT_TYPE) {
            // A built-in type can be instantiated only if it says so.
            theirs.new = None;
        }
        slots.fill_from(&theirs);
    }
    ty.set_slots(slots);
}

/// A type with its own hash only still compares as its base does.
fn overrides_only_hash(own: &Slots, theirs: &Slots) -> Option<crate::object::slots::CompareFn> {
    if own.richcompare.is_none() {
        theirs.richcompare
    } else {
        None
    }
}

fn overrides_hash(ty: &Type) -> bool {
    let names = super::slot_dispatch::dunders();
    ty.dict.peek().is_some_and(|dict| {
        dict.get_str(&names.eq).is_some() || dict.get_str(&names.hash).is_some()
    })
}

/// Fills the slots of a new class from its bases and its own special methods.
pub(crate) fn fix_class(ty: &Type) {
    let single = ty
        .bases
        .peek()
        .filter(|bases| bases.len() == 1)
        .and_then(|_| ty.base.get());
    match single {
        // With one base its slots are right already, but for what the class defines.
        Some(base) => {
            ty.set_slots(*base.slots());
            let names: Vec<Ref> = own_names(ty);
            let mut done = vec![false; index().groups.len()];
            for name in &names {
                let Some(name) = name.downcast::<Str>() else {
                    continue;
                };
                for group in index().groups_of(name).unwrap_or_default() {
                    if !std::mem::replace(&mut done[*group], true) {
                        update_group(ty, *group);
                    }
                }
            }
        }
        None => {
            inherit_without_dunders(ty);
            for group in 0..index().groups.len() {
                update_group(ty, group);
            }
        }
    }
}

fn own_names(ty: &Type) -> Vec<Ref> {
    let dict = ty.dict.get();
    dict.iter()
        .flat_map(|dict| dict.items())
        .map(|(name, _)| name)
        .collect()
}

/// Slots that no special method stands for come from the first base that has them.
fn inherit_without_dunders(ty: &Type) {
    let mut slots = Slots::NONE;
    let mro = ty.mro.get();
    for base in mro.iter().flat_map(|mro| mro.as_slice()).skip(1) {
        if let Some(base) = base.downcast::<Type>() {
            slots.fill_from(base.slots());
        }
    }
    ty.set_slots(slots);
}

/// `name` was assigned to or deleted from a class: its slots and those of the
/// subclasses that inherit the attribute follow.
pub(crate) fn update(ty: &Type, name: &Str) {
    let Some(groups) = index().groups_of(name) else {
        return;
    };
    update_tree(ty, name, groups);
}

fn update_tree(ty: &Type, name: &Str, groups: &[usize]) {
    for group in groups {
        update_group(ty, *group);
    }
    for class in ty.direct_subclasses() {
        let overridden = class
            .dict
            .peek()
            .is_some_and(|dict| dict.get_str(name).is_some());
        if !overridden {
            update_tree(&class, name, groups);
        }
    }
}

/// What the attributes of a slot's special methods want in the slot.
enum Choice {
    /// None of them is defined.
    Empty,
    /// The slot of a built-in type.
    Specific(&'static Slots, usize),
    /// The function that looks the special method up.
    Generic,
}

/// Computes one slot of a class anew.
fn update_group(ty: &Type, group: usize) {
    let defs = &index().groups[group];
    let mut choice = Choice::Empty;
    for def in defs {
        let Some(found) = ty.lookup(index().name_of(def)) else {
            continue;
        };
        if def.slot == "hash" && is_none(&found) {
            // `__hash__ = None`: an empty slot means unhashable.
            choice = Choice::Empty;
            break;
        }
        match source_of(ty, def, &found) {
            Some(slots) => {
                let address = (def.address)(slots);
                if address == 0 {
                    continue;
                }
                match choice {
                    Choice::Empty => choice = Choice::Specific(slots, address),
                    Choice::Specific(_, known) if known == address => {}
                    _ => {
                        choice = Choice::Generic;
                        break;
                    }
                }
            }
            None => {
                choice = Choice::Generic;
                break;
            }
        }
    }
    let mut slots = *ty.slots();
    match choice {
        Choice::Empty => (defs[0].copy)(&mut slots, &Slots::NONE),
        Choice::Specific(source, _) => (defs[0].copy)(&mut slots, source),
        Choice::Generic => (defs[0].install_generic)(&mut slots),
    }
    ty.set_slots(slots);
}

/// The slots of the built-in type whose special method `found` is, when calling the slot
/// directly means the same.
fn source_of(ty: &Type, def: &'static SlotDef, found: &Obj) -> Option<&'static Slots> {
    if let Some(wrapper) = found.downcast_exact::<WrapperDescriptor>() {
        let same = wrapper.def.name == def.name && ty.is_subtype(wrapper.owner());
        return same.then_some(wrapper.slots);
    }
    if let Some(method) = found.downcast_exact::<MethodDescriptor>() {
        let owner = method.owner();
        let same = method.def.name == def.name && ty.is_subtype(owner);
        return owner.spec.get().filter(|_| same).map(|spec| &spec.slots);
    }
    if def.slot == "new"
        && let Some(function) = found.downcast_exact::<NativeFunction>()
        && std::ptr::eq(function.def, &raw const super::new_wrapper::NEW)
    {
        return native_new(ty);
    }
    None
}

/// Where `__new__` is a built-in type's, a class makes its instances as its base does.
fn native_new(ty: &Type) -> Option<&'static Slots> {
    let generic = super::slot_dispatch::slot_new as crate::object::slots::NewFn;
    let mut base = ty.to_ref();
    while base.is_heap() {
        base = base.base.get()?;
        let new = base.slots().new;
        if base.is_heap() && new.is_some_and(|new| std::ptr::fn_addr_eq(new, generic)) {
            return None;
        }
    }
    loop {
        let spec = base.spec.get()?;
        if spec.slots.new.is_some() {
            return Some(&spec.slots);
        }
        base = base.base.get()?;
    }
}
