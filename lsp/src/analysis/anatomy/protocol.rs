//! The members of a protocol, as `typing` counts them.

use std::collections::BTreeMap;

use super::attribute;
use crate::analysis::class_facts::{self, Base};
use crate::analysis::infer::{Class, Entity, Inference};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocol {
    /// By name: whether it is a method.
    pub members: BTreeMap<String, bool>,
    /// `@runtime_checkable`: `isinstance` may be asked.
    pub is_checkable: bool,
}

/// What `typing` leaves out of `__protocol_attrs__`.
const EXCLUDED: [&str; 28] = [
    "__abstractmethods__",
    "__annotations__",
    "__annotate__",
    "__annotate_func__",
    "__annotations_cache__",
    "__class_getitem__",
    "__dict__",
    "__doc__",
    "__firstlineno__",
    "__init__",
    "__match_args__",
    "__module__",
    "__new__",
    "__non_callable_proto_members__",
    "__orig_bases__",
    "__orig_class__",
    "__parameters__",
    "__protocol_attrs__",
    "__qualname__",
    "__slots__",
    "__static_attributes__",
    "__subclasshook__",
    "__type_params__",
    "__weakref__",
    "__callable_proto_members_only__",
    "__classdictcell__",
    "_is_protocol",
    "_is_runtime_protocol",
];

/// The protocol that a class is: `Protocol` stands among its direct bases.
pub fn of(inference: &Inference, class: &Class) -> Option<Protocol> {
    let (file, def) = class_facts::source_def(class)?;
    let is_protocol = class_facts::bases(inference, class).iter().any(|base| {
        matches!(base, Base::Known(base) if class_facts::full_name(inference, base) == "typing.Protocol")
    });
    if !is_protocol {
        return None;
    }
    let order = class_facts::lookup_order(inference, class);
    let mut members = BTreeMap::new();
    for base in &order {
        let Some((_, def)) = class_facts::source_def(base) else {
            continue;
        };
        if matches!(def.name.as_str(), "Protocol" | "Generic") {
            continue;
        }
        let annotated = attribute::annotated_names(&def.body);
        let names = attribute::own_names(base).into_iter();
        for name in names.chain(annotated.into_iter().map(str::to_owned)) {
            if name.starts_with("_abc_") || EXCLUDED.contains(&name.as_str()) {
                continue;
            }
            let found = attribute::along(inference, &order, &name);
            let is_method = found.is_some_and(|(_, found)| {
                use attribute::Kind::{ClassMethod, Function, StaticMethod};
                matches!(found.kind, Function | ClassMethod | StaticMethod)
            });
            members.insert(name, is_method);
        }
    }
    let is_checkable = def.decorator_list.iter().any(|decorator| {
        let found = inference.expression(file, attribute::callee(decorator).into());
        matches!(found, Some(Entity::Function(function))
            if function.is_function("runtime_checkable"))
    });
    Some(Protocol {
        members,
        is_checkable,
    })
}
