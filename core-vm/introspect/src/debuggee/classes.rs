//! The anatomy of classes.

use serpentarium_runtime::debug;
use serpentarium_runtime::object::{Object, Ref, Type, flags};
use serpentarium_runtime::types::function::Function;

use super::{children, values};
use crate::protocol::view::{
    AttributeView, ClassRef, ClassView, DescriptorKind, DescriptorView, LayoutView, MemberView,
};
use crate::protocol::{Failure, ObjectId};

/// The view of a class.
pub fn view(id: ObjectId) -> Result<ClassView, Failure> {
    let object = super::places::live_object(id);
    let class = object.and_then(|object| object.downcast_into::<Type>().ok());
    let class = class.ok_or_else(|| Failure::not_found("there is no class with this id"))?;
    let mro = debug::mro(&class);
    let (basic, item) = debug::sizes(&class);
    let has_flag = |flag| debug::type_flags(&class) & flag != 0;
    Ok(ClassView {
        class: class_ref(&class),
        refcount: values::refcount(class.as_obj()),
        metaclass: class_ref(class.as_obj().ty()),
        bases: debug::bases(&class)
            .iter()
            .map(|base| class_ref(base))
            .collect(),
        mro: mro.iter().map(|base| class_ref(base)).collect(),
        slots: own_slots(&class),
        layout: LayoutView {
            basic_size: basic as u64,
            item_size: item as u64,
            has_dict: has_flag(flags::MANAGED_DICT),
            has_weakref: has_flag(flags::MANAGED_WEAKREF),
            members: members(&mro),
        },
        descriptors: descriptors(&mro),
        attributes: attributes(&class),
        init_subclass: mro
            .iter()
            .find(|base| {
                debug::type_namespace(base)
                    .is_some_and(|d| d.get_text("__init_subclass__").is_some())
            })
            .map(|base| class_ref(base)),
        abstract_methods: Vec::new(),
        subclasses: debug::subclasses(&class)
            .iter()
            .map(|class| class_ref(class))
            .collect(),
        flags: u64::from(debug::type_flags(&class)),
        version_tag: debug::version_tag(&class),
    })
}

fn class_ref(class: &Type) -> ClassRef {
    ClassRef {
        name: debug::type_label(class),
        id: values::id(class.as_obj()),
    }
}

fn own_slots(class: &Type) -> Option<Vec<String>> {
    let slots = debug::type_namespace(class)?.get_text("__slots__")?;
    if let Some(name) = children::name_text(&slots) {
        return Some(vec![name]);
    }
    let length = children::indexed_len(&slots);
    let items = children::indexed(&slots, 0, length).into_iter();
    Some(
        items
            .filter_map(|child| match child.item {
                children::Item::Object(name) => children::name_text(&name),
                _ => None,
            })
            .collect(),
    )
}

fn members(mro: &[Ref<Type>]) -> Vec<MemberView> {
    let found =
        namespace_entries(mro).filter(|(_, _, value)| value.ty().name() == "member_descriptor");
    found
        .map(|(class, name, _)| MemberView {
            name,
            offset: 0,
            defined_in: class_ref(&class),
        })
        .collect()
}

fn namespace_entries(mro: &[Ref<Type>]) -> impl Iterator<Item = (Ref<Type>, String, Ref)> + '_ {
    mro.iter().flat_map(|class| {
        let namespace = debug::type_namespace(class);
        let names = namespace
            .as_ref()
            .map(|dict| debug::text_keys(dict))
            .unwrap_or_default();
        names.into_iter().filter_map(move |name| {
            let value = namespace.as_ref()?.get_text(&name)?;
            Some((class.clone(), name, value))
        })
    })
}

/// Descriptors as a lookup finds them: the first of each name along the MRO.
fn descriptors(mro: &[Ref<Type>]) -> Vec<DescriptorView> {
    let mut found: Vec<DescriptorView> = Vec::new();
    let own = mro
        .iter()
        .position(|class| !class.is_heap())
        .unwrap_or(mro.len())
        .max(1);
    for (class, name, value) in namespace_entries(&mro[..own]) {
        if found.iter().any(|known| known.name == name) {
            continue;
        }
        if let Some(kind) = descriptor_kind(&value) {
            let type_name = values::type_name(&value);
            found.push(DescriptorView {
                name,
                kind,
                defined_in: class_ref(&class),
                type_name,
            });
        }
    }
    found
}

fn descriptor_kind(value: &Ref) -> Option<DescriptorKind> {
    if value.downcast::<Function>().is_some() {
        return Some(DescriptorKind::Method);
    }
    match value.ty().name().as_str() {
        "classmethod" | "classmethod_descriptor" => return Some(DescriptorKind::ClassMethod),
        "staticmethod" => return Some(DescriptorKind::StaticMethod),
        "property" => return Some(DescriptorKind::Property),
        "member_descriptor" | "getset_descriptor" => return Some(DescriptorKind::Member),
        "method_descriptor" | "wrapper_descriptor" => return Some(DescriptorKind::Method),
        _ => {}
    }
    let slots = value.ty().slots();
    match (slots.descr_set.is_some(), slots.descr_get.is_some()) {
        (true, _) => Some(DescriptorKind::Data),
        (false, true) => Some(DescriptorKind::NonData),
        _ => None,
    }
}

fn attributes(class: &Type) -> Vec<AttributeView> {
    let own = [class.to_ref()];
    let plain = namespace_entries(&own).filter(|(_, _, value)| descriptor_kind(value).is_none());
    plain
        .map(|(_, name, value)| AttributeView {
            name,
            value: values::text(&value),
            type_name: values::type_name(&value),
        })
        .collect()
}
