//! `__abstractmethods__`: what a class leaves to its subclasses.

use super::attribute;
use crate::analysis::class_facts;
use crate::analysis::infer::{Class, Inference};

/// An abstract name, and the class that asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Abstract {
    pub name: String,
    pub owner: Class,
}

/// The abstract methods of a class that nothing implements, by name; `None` for a class of which
/// `ABCMeta` keeps no account.
pub fn of(inference: &Inference, class: &Class) -> Option<Vec<Abstract>> {
    if !is_counted(inference, class) {
        return None;
    }
    let order = class_facts::lookup_order(inference, class);
    let mut names: Vec<String> = order
        .iter()
        .filter(|base| is_counted(inference, base))
        .flat_map(marked_in)
        .collect();
    names.sort();
    names.dedup();
    let found = names.into_iter().filter_map(|name| {
        let (owner, found) = attribute::along(inference, &order, &name)?;
        found.is_abstract.then_some(Abstract { name, owner })
    });
    Some(found.collect())
}

/// Whether `ABCMeta` made a class.
fn is_counted(inference: &Inference, class: &Class) -> bool {
    let metaclass = class_facts::metaclass(inference, class);
    metaclass.is_some_and(|metaclass| {
        class_facts::lookup_order(inference, &metaclass)
            .iter()
            .any(|class| class_facts::full_name(inference, class) == "abc.ABCMeta")
    })
}

/// The names that may be abstract in a class: those whose text says so.
fn marked_in(class: &Class) -> Vec<String> {
    match class {
        Class::Source(node) if node.file.slice(node.range).contains("abstract") => {
            attribute::own_names(class)
        }
        _ => Vec::new(),
    }
}

/// Whether calling the class fails for what is abstract: `object.__new__` is what looks.
pub fn is_checked(inference: &Inference, class: &Class) -> bool {
    class_facts::lookup_order(inference, class)
        .iter()
        .find_map(|class| match class {
            Class::Native(native) if native.member("__new__").is_some() => {
                Some(native.qualified_name == "object")
            }
            _ => None,
        })
        .unwrap_or(false)
}
