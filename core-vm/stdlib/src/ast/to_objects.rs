//! Trees of the compiler as objects.

use std::cell::RefCell;

use serpentarium_compiler::ast::{Field, Node};
use serpentarium_runtime::object::{Obj, PyResult, Ref};
use serpentarium_runtime::object::{Visitor, protocol};
use serpentarium_runtime::types::code::constant_to_object;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::list::List;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::object_attributes::instance_dict;
use serpentarium_runtime::types::str::{Str, intern};

use super::class_object;

/// The object of a node. Operators and contexts without fields are one object each.
pub fn node(tree: &Node) -> PyResult {
    protocol::check_stack(" during ast construction")?;
    let class = class_object(tree.class)?;
    let bare = tree.class.fields().is_empty() && !tree.class.is_located();
    if bare {
        return shared(&class);
    }
    let object = instance(&class)?;
    let Some(attributes) = instance_dict(&object) else {
        return Ok(object);
    };
    for (info, field) in tree.class.fields().iter().zip(&tree.fields) {
        if let Some(value) = value(field)? {
            attributes.set_text(info.name, value);
        }
    }
    if tree.class.is_located() {
        for (name, number) in [
            ("lineno", tree.lineno),
            ("col_offset", tree.col_offset),
            ("end_lineno", tree.end_lineno),
            ("end_col_offset", tree.end_col_offset),
        ] {
            if let Some(number) = number {
                attributes.set_text(name, Int::new(number).into_obj());
            }
        }
    }
    Ok(object)
}

/// A node without running `__init__`.
fn instance(class: &Obj) -> PyResult {
    protocol::call_method(class, "__new__", &[class])
}

thread_local! {
    /// By the address of the class.
    static SHARED: RefCell<Vec<(usize, Ref)>> = const { RefCell::new(Vec::new()) };
}

/// Reports the shared nodes.
pub(super) fn roots(visit: &mut Visitor<'_>) {
    SHARED.with(|shared| {
        shared
            .borrow()
            .iter()
            .for_each(|(_, object)| visit.obj(object))
    });
}

/// The one instance of a class without fields.
fn shared(class: &Obj) -> PyResult {
    let address = class.address();
    let known = SHARED.with(|shared| {
        let shared = shared.borrow();
        shared
            .iter()
            .find(|(known, _)| *known == address)
            .map(|(_, object)| object.clone())
    });
    if let Some(known) = known {
        return Ok(known);
    }
    let object = instance(class)?;
    SHARED.with(|shared| shared.borrow_mut().push((address, object.clone())));
    Ok(object)
}

fn value(field: &Field) -> PyResult<Option<Ref>> {
    Ok(Some(match field {
        Field::None => none(),
        Field::Missing => return Ok(None),
        Field::Node(tree) => node(tree)?,
        Field::List(items) => {
            let mut all = Vec::with_capacity(items.len());
            for item in items {
                all.push(value(item)?.unwrap_or_else(none));
            }
            List::new(all).into_obj()
        }
        Field::Text(text) => intern(Str::from_wtf8(text)).into_obj(),
        Field::Int(number) => Int::new(*number).into_obj(),
        Field::Constant(constant) => constant_to_object(constant),
    }))
}
