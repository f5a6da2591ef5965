//! `__slots__`: which words, dictionary and weak reference list a new class adds.

use crate::object::error::{type_error, value_error};
use crate::object::native::GetSet;
use crate::object::{Obj, Object, PyResult, Ref, Type, flags};
use crate::types::descriptors::getset::GetSetDescriptor;
use crate::types::descriptors::member::MemberDescriptor;
use crate::types::dict::{Dict, inline};
use crate::types::none::none;
use crate::types::object_attributes;
use crate::types::str::{Str, intern};
use crate::types::tuple::Tuple;
use crate::types::typeobj::{layout, type_names};

/// What a class adds to the layout of its base.
pub(crate) struct SlotPlan {
    /// Mangled and sorted names, one word each.
    pub names: Vec<Ref<Str>>,
    pub added_flags: u32,
}

/// Reads `__slots__` of a namespace.
///
/// # Errors
/// `TypeError` and `ValueError` for slots that cannot be.
pub(crate) fn plan(
    class_name: &Str,
    base: &Type,
    bases: &Tuple,
    dict: &Dict,
) -> PyResult<SlotPlan> {
    let may_add_dict = !layout::has_dict(base);
    let may_add_weak = !layout::has_weaklist(base) && layout::reported_sizes(base).1 == 0;
    let mut plan = SlotPlan {
        names: Vec::new(),
        added_flags: 0,
    };
    let Some(slots) = dict.get_str(&crate::vm::names().dunder_slots) else {
        plan.add(may_add_dict, flags::MANAGED_DICT);
        plan.add(may_add_weak, flags::MANAGED_WEAKREF);
        return Ok(plan);
    };
    let wanted: Vec<Ref> = match slots.downcast::<Str>() {
        Some(_) => vec![slots.clone()],
        None => crate::object::protocol::collect(&slots)?,
    };
    if !wanted.is_empty() && layout::reported_sizes(base).1 != 0 {
        return Err(type_error(format!(
            "nonempty __slots__ not supported for subtype of '{}'",
            base.tp_name()
        )));
    }
    let (mut add_dict, mut add_weak) = (false, false);
    for name in &wanted {
        let name = check_name(name)?;
        if name.eq_str("__dict__") {
            if !may_add_dict || add_dict {
                return Err(type_error("__dict__ slot disallowed: we already got one"));
            }
            add_dict = true;
        } else if name.eq_str("__weakref__") {
            if !may_add_weak || add_weak {
                return Err(type_error(
                    "__weakref__ slot disallowed: we already got one",
                ));
            }
            add_weak = true;
        } else {
            let mangled = mangle(class_name, &name);
            if dict.get_str(&mangled).is_some() && !is_class_cell(&mangled) {
                return Err(value_error(format!(
                    "{} in __slots__ conflicts with class variable",
                    crate::object::protocol::repr_text(name.as_obj())?
                )));
            }
            plan.names.push(mangled);
        }
    }
    plan.names.sort_by(|a, b| a.iter().cmp(b.iter()));
    // Further bases may bring a dictionary or weak references that the slots left out.
    for other in bases.as_slice() {
        if other.is(base.as_obj()) {
            continue;
        }
        if let Some(other) = other.downcast::<Type>() {
            add_dict |= may_add_dict && layout::has_dict(other);
            add_weak |= may_add_weak && layout::has_weaklist(other);
        }
    }
    plan.add(add_dict, flags::MANAGED_DICT);
    plan.add(add_weak, flags::MANAGED_WEAKREF);
    Ok(plan)
}

/// Names of the namespace that the class statement takes back out.
fn is_class_cell(name: &Str) -> bool {
    ["__qualname__", "__classcell__", "__classdictcell__"]
        .iter()
        .any(|cell| name.eq_str(cell))
}

fn check_name(name: &Obj) -> PyResult<Ref<Str>> {
    let Some(name) = name.downcast::<Str>() else {
        return Err(type_error(format!(
            "__slots__ items must be strings, not '{}'",
            name.ty().tp_name()
        )));
    };
    let valid = match name.as_str() {
        Some(text) => is_identifier(text),
        None => false,
    };
    if !valid {
        return Err(type_error("__slots__ must be identifiers"));
    }
    Ok(name.to_ref())
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
        && chars.all(|c| c == '_' || c.is_alphanumeric())
}

/// Private names (`__x`) carry the class's name.
pub(crate) fn mangle(class_name: &Str, name: &Str) -> Ref<Str> {
    let plain = || intern(name.to_ref());
    let Some(text) = name.as_str() else {
        return plain();
    };
    let class = class_name.to_string_lossy();
    let class = class.trim_start_matches('_');
    if !text.starts_with("__") || text.ends_with("__") || text.contains('.') || class.is_empty() {
        return plain();
    }
    intern::intern_str(&format!("_{class}{text}"))
}

impl SlotPlan {
    fn add(&mut self, wanted: bool, flag: u32) {
        if wanted {
            self.added_flags |= flag;
        }
    }

    /// Puts the descriptors of the added words into the class's namespace.
    pub(crate) fn add_descriptors(&self, class: &Ref<Type>, dict: &Dict) {
        let offsets = class.heap.get().map(|heap| heap.slot_offsets.clone());
        for (name, offset) in self.names.iter().zip(offsets.unwrap_or_default()) {
            let member = MemberDescriptor::of_slot(class, name.clone(), offset);
            dict.set_str(name, member.into_obj());
        }
        if self.added_flags & flags::MANAGED_DICT != 0 {
            add_getset(class, dict, &crate::vm::names().dunder_dict, &DICT);
        }
        if self.added_flags & flags::MANAGED_WEAKREF != 0 {
            add_getset(class, dict, &type_names().weakref, &WEAKREF);
        }
    }
}

fn add_getset(class: &Type, dict: &Dict, name: &Ref<Str>, def: &'static GetSet) {
    if dict.get_str(name).is_none() {
        dict.set_str(name, GetSetDescriptor::new(class, def).into_obj());
    }
}

/// `__dict__` of instances.
pub(crate) static DICT: GetSet = GetSet::new("__dict__", dict_of_instance, set_dict_of_instance)
    .doc("dictionary for instance variables");

/// `__weakref__` of instances.
static WEAKREF: GetSet =
    GetSet::readonly("__weakref__", get_weakref).doc("list of weak references to the object");

/// The `__dict__` attribute of the built-in type that gives its instances one (classes
/// and modules among them), which then stands for that of the classes derived from it.
fn native_dict(this: &Obj) -> Option<Ref> {
    let name = &crate::vm::names().dunder_dict;
    let mut ty: Ref<Type> = this.ty().to_ref();
    if ty.has_flag(flags::MANAGED_DICT) && !ty.is_subtype(&crate::types::typeobj::TYPE_TYPE) {
        return None;
    }
    while ty.is_heap() {
        ty = ty.base.get()?;
    }
    let found = ty.lookup(name)?;
    let own = found.downcast::<GetSetDescriptor>();
    let is_plain = own.is_some_and(|own| std::ptr::eq(own.def, &raw const DICT));
    (!is_plain).then_some(found)
}

fn dict_of_instance(this: &Obj) -> PyResult {
    let Some(native) = native_dict(this) else {
        return get_dict(this);
    };
    match native.ty().slots().descr_get {
        Some(get) => get(&native, Some(this), Some(this.ty().as_obj())),
        None => Ok(native),
    }
}

fn set_dict_of_instance(this: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(native) = native_dict(this) else {
        return set_dict(this, value);
    };
    match native.ty().slots().descr_set {
        Some(set) => set(&native, this, value),
        None => Err(crate::object::error::attribute_error_plain(
            "This object has no __dict__",
        )),
    }
}

/// The instance's `__dict__`.
pub(crate) fn get_dict(this: &Obj) -> PyResult {
    match object_attributes::instance_dict(this) {
        Some(dict) => Ok(dict.into_obj()),
        None => Err(crate::object::error::attribute_error_plain(
            "This object has no __dict__",
        )),
    }
}

/// Replaces the instance's `__dict__`.
pub(crate) fn set_dict(this: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let dict = match value {
        Some(value) => match value.downcast::<Dict>() {
            Some(dict) => dict.to_ref(),
            None => {
                return Err(type_error(format!(
                    "__dict__ must be set to a dictionary, not a '{}'",
                    value.ty().tp_name()
                )));
            }
        },
        None => Dict::new(),
    };
    if this.ty().has_flag(flags::MANAGED_DICT) {
        inline::set_dict(this, dict);
    } else if let Some(field) = object_attributes::dict_field(this) {
        field.set(dict);
    }
    Ok(())
}

fn get_weakref(this: &Obj) -> PyResult {
    let first = crate::types::weakref::list_of(this).map(std::cell::Cell::get);
    // SAFETY: references in the list are alive.
    match first.and_then(|first| unsafe { first.as_ref() }) {
        Some(reference) => Ok(reference.to_ref().into_obj()),
        None => Ok(none()),
    }
}
