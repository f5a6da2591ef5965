//! What a class statement calls on its way: the metaclass, `__set_name__`, `__init_subclass__`; and
//! the error that it ends with, if it cannot make a class.

use super::{attribute, layout};
use crate::analysis::class_facts::{self, Base, MetaclassOrigin};
use crate::analysis::infer::{Class, Entity, Inference};
use crate::analysis::unparse;

/// The `__init_subclass__` that the statement calls.
#[derive(Debug, Clone, PartialEq)]
pub struct SubclassHook {
    /// The classes with one, as far as `super()` passes the call on.
    pub owners: Vec<Class>,
    /// The keyword arguments of the class statement.
    pub keywords: Vec<String>,
}

/// The keyword arguments of a class statement that its metaclass gets.
pub fn keywords(class: &Class) -> Vec<String> {
    let Some((file, def)) = class_facts::source_def(class) else {
        return Vec::new();
    };
    let others = def.keywords().iter().filter_map(|keyword| {
        let value = unparse::expression(&keyword.value, file.text());
        match keyword.arg.as_deref() {
            Some("metaclass") => None,
            Some(name) => Some(format!("{name}={value}")),
            None => Some(format!("**{value}")),
        }
    });
    others.collect()
}

/// The hook of the nearest base that has one, `object`'s aside.
pub fn subclass_hook(inference: &Inference, class: &Class) -> Option<SubclassHook> {
    const NAME: &str = "__init_subclass__";
    let order = class_facts::lookup_order(inference, class);
    let mut owners: Vec<Class> = Vec::new();
    for base in order.iter().skip(1) {
        let (has_one, passes_on) = match base {
            Class::Native(native) => (layout::has_subclass_hook(*native), false),
            Class::Source(node) => {
                let passes_on = node.with_class(|def| {
                    let hook = class_facts::method(def, NAME)?;
                    Some(
                        node.file
                            .slice(hook.range)
                            .contains("super().__init_subclass__("),
                    )
                });
                let passes_on = passes_on.flatten() == Some(true);
                let own = attribute::own(inference, base, NAME);
                (own.is_some(), passes_on)
            }
        };
        if has_one {
            owners.push(base.clone());
            if !passes_on {
                break;
            }
        }
    }
    let keywords = keywords(class);
    (!owners.is_empty()).then_some(SubclassHook { owners, keywords })
}

/// The attributes of the class body whose `__set_name__` is called, with the class that has it.
pub fn named(inference: &Inference, class: &Class) -> Vec<(String, Class)> {
    let Some((file, def)) = class_facts::source_def(class) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (name, value) in class_facts::assignments(def) {
        if !value.is_call_expr() {
            continue;
        }
        let Some(Entity::Instance(kind)) = inference.expression(file, value.into()) else {
            continue;
        };
        if matches!(kind, Class::Native(_)) {
            continue;
        }
        let order = class_facts::lookup_order(inference, &kind);
        if let Some((owner, _)) = attribute::along(inference, &order, "__set_name__") {
            found.push((name, owner));
        }
    }
    found
}

/// The special methods of a metaclass in Python that take part in making a class or its instances.
pub fn of_metaclass(inference: &Inference, metaclass: &Class) -> Vec<(&'static str, Class)> {
    let order = class_facts::lookup_order(inference, metaclass);
    ["__prepare__", "__new__", "__init__", "__call__"]
        .into_iter()
        .filter_map(|name| {
            let (owner, _) = attribute::along(inference, &order, name)?;
            matches!(owner, Class::Source(_)).then_some((name, owner))
        })
        .collect()
}

/// The error that the class statement raises, in the order in which Python looks.
pub fn error(inference: &Inference, class: &Class) -> Option<String> {
    if let Some(message) = plain_base_error(inference, class) {
        return Some(message);
    }
    let metaclass = match class_facts::metaclass_with_origin(inference, class, 0) {
        Ok((metaclass, _)) => metaclass,
        Err(message) => return Some(message),
    };
    if let Some(message) = extended_enum(inference, class) {
        return Some(message);
    }
    if let Err(message) = layout::of(inference, class) {
        return Some(message);
    }
    if let Some(message) = slot_conflict(class) {
        return Some(message);
    }
    if let Err(message) = class_facts::mro(inference, class) {
        return Some(message);
    }
    if let Some(message) = keyword_error(inference, class, metaclass.as_ref()) {
        return Some(message);
    }
    super::dataclass::of(inference, class)?.error(inference, class)
}

/// `class A(Generic)` without parameters; `Protocol` itself may.
fn plain_base_error(inference: &Inference, class: &Class) -> Option<String> {
    let (file, def) = class_facts::source_def(class)?;
    let is_plain = def.bases().iter().any(|base| {
        let is_name = base.is_name_expr() || base.is_attribute_expr();
        is_name
            && matches!(inference.expression(file, base.into()),
                Some(Entity::Class(Class::Native(native)))
                    if native.module_name() == "typing" && native.qualified_name == "Generic")
    });
    (is_plain && def.name.as_str() != "Protocol")
        .then(|| "TypeError: Cannot inherit from plain Generic".to_owned())
}

/// An enumeration with members cannot be extended.
fn extended_enum(inference: &Inference, class: &Class) -> Option<String> {
    for base in class_facts::bases(inference, class) {
        let Base::Known(base) = base else {
            continue;
        };
        let is_library =
            matches!(&base, Class::Source(node) if node.file.stdlib_module().is_some());
        if is_library || !class_facts::is_enum(inference, &base) {
            continue;
        }
        if !super::enums::members(inference, &base).is_empty() {
            let kind = |class: &Class| {
                let order = class_facts::lookup_order(inference, class);
                let is_flag = order
                    .iter()
                    .any(|base| class_facts::full_name(inference, base) == "enum.Flag");
                if is_flag { "flag" } else { "enum" }
            };
            return Some(format!(
                "TypeError: <{} '{}'> cannot extend <{} '{}'>",
                kind(class),
                class_facts::short_name(class),
                kind(&base),
                class_facts::short_name(&base)
            ));
        }
    }
    None
}

/// A name in `__slots__` that the class body binds, too.
fn slot_conflict(class: &Class) -> Option<String> {
    let (_, def) = class_facts::source_def(class)?;
    let slots = class_facts::slots(def)?;
    let own = attribute::own_names(class);
    let name = def.name.as_str();
    let conflict = slots
        .iter()
        .map(|slot| layout::mangled(name, slot))
        .filter(|slot| {
            !matches!(
                slot.as_str(),
                "__qualname__" | "__classcell__" | "__classdictcell__"
            )
        })
        .find(|slot| own.contains(slot))?;
    Some(format!(
        "ValueError: '{conflict}' in __slots__ conflicts with class variable"
    ))
}

/// Keyword arguments that arrive at `object.__init_subclass__`.
fn keyword_error(
    inference: &Inference,
    class: &Class,
    metaclass: Option<&Class>,
) -> Option<String> {
    if keywords(class).is_empty() || subclass_hook(inference, class).is_some() {
        return None;
    }
    // A metaclass of one's own may take them, or make some up.
    let metaclass = metaclass?;
    let is_plain = matches!(metaclass, Class::Native(_))
        || class_facts::full_name(inference, metaclass) == "abc.ABCMeta";
    let order = class_facts::mro(inference, class).ok()?;
    let is_known = order.iter().all(|base| matches!(base, Base::Known(_)))
        && class_facts::stand_in(inference, class).is_none();
    (is_plain && is_known).then(|| {
        format!(
            "TypeError: {}.__init_subclass__() takes no keyword arguments",
            class_facts::short_name(class)
        )
    })
}

/// How the metaclass came about, for people.
pub fn origin_text(origin: &MetaclassOrigin) -> String {
    match origin {
        MetaclassOrigin::Explicit => "by metaclass=".to_owned(),
        MetaclassOrigin::Inherited(base) => format!("of base {base}"),
        MetaclassOrigin::Default => "by default".to_owned(),
    }
}
