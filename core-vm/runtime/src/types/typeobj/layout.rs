//! Which base decides the layout of instances, and where `__slots__` go.

use crate::object::error::type_error;
use crate::object::{Obj, Object, PyResult, Ref, Type, flags};
use crate::types::object::OBJECT_TYPE;
use crate::types::tuple::Tuple;

/// `__basicsize__` and `__itemsize__` as CPython reports them.
pub(crate) fn reported_sizes(ty: &Type) -> (usize, usize) {
    match ty.reported.get() {
        (0, items) => (ty.basicsize.get(), items),
        sizes => sizes,
    }
}

/// The base up the chain that last added fields: itself, when `ty` does.
pub(crate) fn solid_base(ty: &Type) -> Ref<Type> {
    let Some(base) = ty.base.get() else {
        return OBJECT_TYPE.to_ref();
    };
    if reported_sizes(ty) != reported_sizes(&base) || ty.basicsize.get() != base.basicsize.get() {
        return ty.to_ref();
    }
    solid_base(&base)
}

/// The base whose layout the new class extends.
///
/// # Errors
/// `TypeError` when a base is no class, cannot be subclassed, or two bases disagree.
pub(crate) fn best_base(bases: &Tuple) -> PyResult<Ref<Type>> {
    let mut best: Option<Ref<Type>> = None;
    let mut winner: Option<Ref<Type>> = None;
    for base in bases.as_slice() {
        let Some(base) = base.downcast::<Type>() else {
            return Err(type_error("bases must be types"));
        };
        if !base.has_flag(flags::BASETYPE) {
            return Err(type_error(format!(
                "type '{}' is not an acceptable base type",
                base.tp_name()
            )));
        }
        let candidate = solid_base(base);
        match &winner {
            Some(known) if known.is_subtype(&candidate) => {}
            Some(known) if !candidate.is_subtype(known) => {
                return Err(type_error("multiple bases have instance lay-out conflict"));
            }
            _ => {
                winner = Some(candidate);
                best = Some(base.to_ref());
            }
        }
    }
    Ok(best.unwrap_or_else(|| OBJECT_TYPE.to_ref()))
}

/// Whether instances of the class already have a `__dict__`.
pub(crate) fn has_dict(ty: &Type) -> bool {
    ty.has_flag(flags::MANAGED_DICT) || ty.dict_offset.get() != 0
}

/// Whether instances of the class can already be referred to weakly.
pub(crate) fn has_weaklist(ty: &Type) -> bool {
    ty.has_flag(flags::MANAGED_WEAKREF) || ty.weaklist_offset.get() != 0
}

/// Whether two classes lay their instances out alike, so that one can take the other's
/// place (`__class__` and `__bases__` assignment).
pub(crate) fn compatible(a: &Type, b: &Type) -> bool {
    if a.basicsize.get() != b.basicsize.get()
        || a.kind.get() != b.kind.get()
        || a.dict_offset.get() != b.dict_offset.get()
        || a.weaklist_offset.get() != b.weaklist_offset.get()
        || has_dict(a) != has_dict(b)
        || has_weaklist(a) != has_weaklist(b)
    {
        return false;
    }
    let (solid_a, solid_b) = (root_of(a), root_of(b));
    solid_a.as_obj().is(solid_b.as_obj()) || same_slots(&solid_a, &solid_b)
}

/// The most derived class up the chain that is not a plain extension of its base.
fn root_of(ty: &Type) -> Ref<Type> {
    solid_base(ty)
}

/// Whether two classes added equally named slots to the same base.
fn same_slots(a: &Type, b: &Type) -> bool {
    let (Some(base_a), Some(base_b)) = (a.base.get(), b.base.get()) else {
        return false;
    };
    let (Some(heap_a), Some(heap_b)) = (a.heap.get(), b.heap.get()) else {
        return false;
    };
    if heap_a.slot_offsets != heap_b.slot_offsets {
        return false;
    }
    let names = |heap: &crate::object::typeobj::HeapPart| -> Vec<String> {
        let slots = heap.slots.get();
        slots
            .iter()
            .flat_map(|slots| slots.as_slice())
            .filter_map(|name| name.downcast::<crate::types::str::Str>())
            .map(|name| name.to_string_lossy())
            .collect()
    };
    names(heap_a) == names(heap_b) && base_a.as_obj().is(base_b.as_obj())
}

/// The metaclass of a class with these bases: the most derived of the wanted one and
/// those of the bases.
///
/// # Errors
/// `TypeError` when none derives from all the others.
pub(crate) fn calculate_metaclass(wanted: &Type, bases: &[&Obj]) -> PyResult<Ref<Type>> {
    let mut winner = wanted.to_ref();
    for base in bases {
        let meta: &Type = base.ty();
        if winner.is_subtype(meta) {
            continue;
        }
        if meta.is_subtype(&winner) {
            winner = meta.to_ref();
            continue;
        }
        return Err(type_error(
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) \
             subclass of the metaclasses of all its bases",
        ));
    }
    Ok(winner)
}
