//! Assignment to `__bases__` of a class and to `__class__` of an instance.

use crate::object::error::type_error;
use crate::object::{Obj, Object, PyResult, Ref, Type, flags};
use crate::types::dict::inline;
use crate::types::module::MODULE_TYPE;
use crate::types::tuple::Tuple;
use crate::types::typeobj::{layout, mro, names, slot_update};

/// What a class is put back to when a change of its bases fails.
struct Before {
    class: Ref<Type>,
    mro: mro::Replaced,
}

/// `class.__bases__ = bases`
pub(crate) fn set_bases(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(class) = object.downcast::<Type>() else {
        return Ok(());
    };
    names::check_set_special(class, value, "__bases__")?;
    let Some(value) = value else { return Ok(()) };
    let bases = check_bases(class, value)?;
    let new_base = layout::best_base(&bases)?;
    let old_base = class.base.get().unwrap_or_else(|| new_base.clone());
    check_layout(class, &old_base, &new_base)?;
    change_bases(class, bases, new_base)
}

fn check_bases(class: &Type, value: &Obj) -> PyResult<Ref<Tuple>> {
    let Some(bases) = value.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "can only assign tuple to {}.__bases__, not {}",
            class.tp_name(),
            value.ty().tp_name()
        )));
    };
    if bases.is_empty() {
        return Err(type_error(format!(
            "can only assign non-empty tuple to {}.__bases__, not ()",
            class.tp_name()
        )));
    }
    for base in bases.as_slice() {
        let Some(base) = base.downcast::<Type>() else {
            return Err(type_error(format!(
                "{}.__bases__ must be tuple of classes, not '{}'",
                class.tp_name(),
                base.ty().tp_name()
            )));
        };
        // While `mro()` of a class runs its MRO is behind its bases.
        if base.is_subtype(class) || extends(base, class) {
            return Err(type_error("a __bases__ item causes an inheritance cycle"));
        }
    }
    Ok(bases.to_ref())
}

/// Whether the chain of first bases leads to a class.
fn extends(ty: &Type, class: &Type) -> bool {
    let mut current = ty.to_ref();
    loop {
        if current.is_type(class) {
            return true;
        }
        match current.base.get() {
            Some(base) => current = base,
            None => return false,
        }
    }
}

/// Refuses a base whose instances are laid out in another way.
fn check_layout(class: &Type, old: &Type, new: &Type) -> PyResult<()> {
    // A base without fields of its own frees its instances as `object` does.
    let native = |ty: &Type| {
        let mut ty = ty.to_ref();
        while ty.is_heap() {
            match ty.base.get() {
                Some(base) => ty = base,
                None => break,
            }
        }
        ty
    };
    if old.is_heap() != new.is_heap() && !native(old).is_type(&native(new)) {
        return Err(type_error(format!(
            "__bases__ assignment: '{}' deallocator differs from '{}'",
            new.tp_name(),
            old.tp_name()
        )));
    }
    if layout::compatible(old, new) {
        return Ok(());
    }
    let _ = class;
    Err(type_error(format!(
        "__bases__ assignment: '{}' object layout differs from '{}'",
        new.tp_name(),
        old.tp_name()
    )))
}

fn change_bases(class: &Type, bases: Ref<Tuple>, base: Ref<Type>) -> PyResult<()> {
    let old_bases = class.bases.get();
    let old_base = class.base.get();
    class.modified();
    class.bases.set(bases.clone());
    class.base.set(base);
    // An `mro()` may have given the class other bases meanwhile: those stay then.
    let is_current = || {
        let now = class.bases.get();
        now.is_some_and(|now| now.as_obj().is(bases.as_obj()))
    };
    let mut done = Vec::new();
    if let Err(error) = recompute_mro(class, &mut done) {
        for Before { class, mro } in done.into_iter().rev() {
            let now = class.mro.get();
            if now.is_some_and(|now| now.as_obj().is(mro.new.as_obj())) {
                class.mro.set(mro.before);
            }
        }
        if is_current() {
            class.bases.set(old_bases);
            class.base.set(old_base);
        }
        class.modified();
        return Err(error);
    }
    if !is_current() {
        return Ok(());
    }
    for old in old_bases.iter().flat_map(|old| old.as_slice()) {
        if let Some(old) = old.downcast::<Type>() {
            old.remove_subclass(class);
        }
    }
    for new in bases.as_slice() {
        if let Some(new) = new.downcast::<Type>() {
            new.add_subclass(class);
        }
    }
    refresh_slots(class);
    Ok(())
}

/// Computes the MRO of a class and its subclasses anew, noting the old ones.
fn recompute_mro(class: &Type, done: &mut Vec<Before>) -> PyResult<()> {
    crate::object::protocol::check_stack(" while changing the bases of a class")?;
    class.modified();
    let Some(mro) = mro::update(class)? else {
        return Ok(());
    };
    class.modified();
    done.push(Before {
        class: class.to_ref(),
        mro,
    });
    for subclass in class.direct_subclasses() {
        recompute_mro(&subclass, done)?;
    }
    Ok(())
}

fn refresh_slots(class: &Type) {
    class.modified();
    slot_update::fix_class(class);
    for subclass in class.direct_subclasses() {
        refresh_slots(&subclass);
    }
}

/// `object.__class__ = class`
pub(crate) fn set_class(object: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("can't delete __class__ attribute"));
    };
    let Some(new) = value.downcast::<Type>() else {
        return Err(type_error(format!(
            "__class__ must be set to a class, not '{}' object",
            value.ty().tp_name()
        )));
    };
    let old: &Type = object.ty();
    let modules = new.is_subtype(&MODULE_TYPE) && old.is_subtype(&MODULE_TYPE);
    if !modules && (new.has_flag(flags::IMMUTABLETYPE) || old.has_flag(flags::IMMUTABLETYPE)) {
        return Err(type_error(
            "__class__ assignment only supported for mutable types or ModuleType subclasses",
        ));
    }
    if !same_instances(old, new) {
        return Err(type_error(format!(
            "__class__ assignment: '{}' object layout differs from '{}'",
            new.tp_name(),
            old.tp_name()
        )));
    }
    switch_class(object, old, new);
    Ok(())
}

fn same_instances(old: &Type, new: &Type) -> bool {
    old.kind.get() == new.kind.get() && layout::compatible(old, new)
}

fn switch_class(object: &Obj, old: &Type, new: &Type) {
    if old.is_type(new) {
        return;
    }
    if old.has_flag(flags::INLINE_VALUES) {
        // The block's names are those of the old class: move them to a dictionary.
        let dict = inline::dict_of(object);
        let copy = dict.copy();
        drop(dict);
        inline::set_dict(object, copy);
    }
    object.set_ty_raw(new);
    if new.is_heap() {
        std::mem::forget(new.to_ref());
    }
    if old.is_heap() {
        // SAFETY: the instance owned a reference to its old class.
        unsafe { Obj::decref(old.as_obj()) };
    }
}
