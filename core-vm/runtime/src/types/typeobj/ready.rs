//! Built-in types become usable: base, MRO, dictionary, inherited slots.

use crate::object::native::Binding;
use crate::object::typeobj::TypeSpec;
use crate::object::{Object, Ref, Slots, Type, flags};
use crate::types::descriptors::getset::GetSetDescriptor;
use crate::types::descriptors::member::MemberDescriptor;
use crate::types::descriptors::method::{ClassMethodDescriptor, MethodDescriptor};
use crate::types::descriptors::wrapper::WrapperDescriptor;
use crate::types::dict::Dict;
use crate::types::native_function::NativeFunction;
use crate::types::none::none;
use crate::types::object::OBJECT_TYPE;
use crate::types::static_method::StaticMethod;
use crate::types::str::{Str, intern};
use crate::types::tuple::Tuple;
use crate::types::typeobj::slot_defs::{SLOT_DEFS, index};
use crate::types::typeobj::{create, mro, new_wrapper, slot_update};

/// Marks types that were never heap types (`_Py_TPFLAGS_STATIC_BUILTIN`).
const STATIC_BUILTIN: u32 = 1 << 1;

/// Readies a built-in type and its bases; does nothing for one that is ready.
pub fn ready(ty: &'static Type) {
    if ty.has_flag(flags::READY | flags::READYING) {
        return;
    }
    let Some(spec) = ty.spec.get() else { return };
    ty.flags
        .set(ty.flags.get() | flags::READYING | flags::IMMUTABLETYPE | STATIC_BUILTIN);
    let is_object = ty.is_type(&OBJECT_TYPE);
    if !is_object {
        let base: &'static Type = spec.base.unwrap_or(&OBJECT_TYPE);
        ready(base);
        take_from_base(ty, base);
    } else {
        ty.bases.set(Tuple::empty());
    }
    let dict = Dict::new();
    ty.dict.set(dict.clone());
    let order = mro::linearise(ty).unwrap_or_else(|_| vec![ty.to_ref()]);
    ty.mro
        .set(Tuple::new(order.into_iter().map(Ref::into_obj).collect()));
    create::inherit_flags(ty);
    fill_dict(ty, spec, &dict);
    if !is_object {
        slot_update::inherit_builtin(ty);
    }
    finish_instantiation(ty, &dict);
    crate::object::dealloc::choose(ty);
    ty.flags
        .set((ty.flags.get() | flags::READY) & !flags::READYING);
    if let Some(extra) = spec.extra {
        extra(ty);
    }
}

fn take_from_base(ty: &'static Type, base: &'static Type) {
    ty.base.set(base.to_ref());
    ty.bases.set(Tuple::from_slice(&[base.as_obj()]));
    base.add_subclass(ty);
    if base.has_flag(flags::HAVE_GC) && !ty.has_flag(flags::HAVE_GC) {
        ty.flags.set(ty.flags.get() | flags::HAVE_GC);
        ty.kind.set(crate::object::kind_of(ty.flags.get()));
    }
    if ty.dict_offset.get() == 0 {
        ty.dict_offset.set(base.dict_offset.get());
    }
    if ty.weaklist_offset.get() == 0 {
        ty.weaklist_offset.set(base.weaklist_offset.get());
    }
    if ty.reported.get() == (0, 0) && ty.basicsize.get() == base.basicsize.get() {
        ty.reported.set(base.reported.get());
    }
}

fn fill_dict(ty: &'static Type, spec: &'static TypeSpec, dict: &Ref<Dict>) {
    if spec.slots.new.is_some() {
        let new = NativeFunction::new(&new_wrapper::NEW, Some(ty.to_ref().into_obj()), None);
        dict.set_str(&crate::vm::names().dunder_new, new.into_obj());
    }
    add_wrappers(ty, spec, dict);
    for def in spec.methods {
        let method = match def.binding {
            Binding::Instance => MethodDescriptor::new(ty, def).into_obj(),
            Binding::Class => ClassMethodDescriptor::new(ty, def).into_obj(),
            Binding::Static => {
                let function = NativeFunction::new(def, Some(ty.to_ref().into_obj()), None);
                StaticMethod::new(function.into_obj()).into_obj()
            }
        };
        dict.set_str(&intern::intern_str(def.name), method);
    }
    for member in spec.members {
        let descriptor = MemberDescriptor::new(ty, member);
        add_new(dict, member.name, descriptor.into_obj());
    }
    for getset in spec.getset {
        let descriptor = GetSetDescriptor::new(ty, getset);
        add_new(dict, getset.name, descriptor.into_obj());
    }
    for name in spec.none_attributes {
        dict.set_str(&intern::intern_str(name), none());
    }
    let doc = super::attributes::split_doc(&ty.name(), spec.doc.unwrap_or_default()).1;
    let doc = match spec.doc {
        Some(_) => Str::from_str(doc).into_obj(),
        None => none(),
    };
    add_new(dict, "__doc__", doc);
}

/// Adds an attribute unless one of this name is there.
fn add_new(dict: &Dict, name: &str, value: Ref) {
    let name = intern::intern_str(name);
    if dict.get_str(&name).is_none() {
        dict.set_str(&name, value);
    }
}

/// One wrapper descriptor for each special method that the type's own slots implement.
fn add_wrappers(ty: &'static Type, spec: &'static TypeSpec, dict: &Ref<Dict>) {
    let slots: &'static Slots = &spec.slots;
    for def in SLOT_DEFS {
        if spec.none_attributes.contains(&def.name) {
            dict.set_str(index().name_of(def), none());
            continue;
        }
        let listed = def.name == "__new__" || def.name == "__getattr__";
        if listed || (def.address)(slots) == 0 {
            continue;
        }
        let name = index().name_of(def);
        if dict.get_str(name).is_none() {
            dict.set_str(name, WrapperDescriptor::new(ty, def, slots).into_obj());
        }
    }
}

/// `__hash__` of unhashable types, and the flag of those that nobody can instantiate.
fn finish_instantiation(ty: &Type, dict: &Dict) {
    let hash = &super::slot_dispatch::dunders().hash;
    if ty.slots().hash.is_none() && dict.get_str(hash).is_none() {
        dict.set_str(hash, none());
    }
    if ty.slots().new.is_none() {
        ty.flags.set(ty.flags.get() | flags::DISALLOW_INSTANTIATION);
    }
}
