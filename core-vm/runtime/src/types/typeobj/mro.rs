//! The method resolution order: C3, and classes whose metaclass computes it.

use crate::object::error::type_error;
use crate::object::{Obj, Object, PyResult, Ref, Type};
use crate::types::tuple::Tuple;
use crate::types::typeobj::{TYPE_TYPE, layout};

/// The C3 linearisation of a class with these bases (`type.mro`).
///
/// # Errors
/// `TypeError` when there is no consistent order, or a base is there twice.
pub(crate) fn linearise(class: &Type) -> PyResult<Vec<Ref<Type>>> {
    let bases = base_types(class);
    if let Some(incomplete) = bases.iter().find(|base| base.mro.get().is_none()) {
        return Err(type_error(format!(
            "Cannot extend an incomplete type '{}'",
            incomplete.tp_name()
        )));
    }
    if let [base] = bases.as_slice() {
        let mut order = vec![class.to_ref()];
        order.extend(types_of(base));
        return Ok(order);
    }
    for (index, base) in bases.iter().enumerate() {
        if bases[..index]
            .iter()
            .any(|other| other.as_obj().is(base.as_obj()))
        {
            return Err(type_error(format!("duplicate base class {}", base.name())));
        }
    }
    let mut lists: Vec<Vec<Ref<Type>>> = bases.iter().map(|base| types_of(base)).collect();
    lists.push(bases);
    let mut order = vec![class.to_ref()];
    merge(lists, &mut order)?;
    Ok(order)
}

fn base_types(class: &Type) -> Vec<Ref<Type>> {
    let bases = class.bases.get();
    bases
        .iter()
        .flat_map(|bases| bases.as_slice())
        .filter_map(|base| base.downcast::<Type>())
        .map(Object::to_ref)
        .collect()
}

/// The types of a class's MRO.
fn types_of(class: &Type) -> Vec<Ref<Type>> {
    let mro = class.mro.get();
    mro.iter()
        .flat_map(|mro| mro.as_slice())
        .filter_map(|class| class.downcast::<Type>())
        .map(Object::to_ref)
        .collect()
}

/// C3: takes the first head that stands in no tail, until nothing is left.
fn merge(lists: Vec<Vec<Ref<Type>>>, order: &mut Vec<Ref<Type>>) -> PyResult<()> {
    let mut positions = vec![0; lists.len()];
    loop {
        let heads = || {
            lists
                .iter()
                .zip(&positions)
                .filter_map(|(list, at)| list.get(*at))
        };
        if heads().next().is_none() {
            return Ok(());
        }
        let in_tail = |candidate: &Ref<Type>| {
            lists.iter().zip(&positions).any(|(list, at)| {
                list.iter()
                    .skip(at + 1)
                    .any(|other| other.as_obj().is(candidate.as_obj()))
            })
        };
        let Some(next) = heads().find(|head| !in_tail(head)).cloned() else {
            let mut names: Vec<String> = Vec::new();
            let mut seen: Vec<usize> = Vec::new();
            for head in heads() {
                if !seen.contains(&head.as_obj().address()) {
                    seen.push(head.as_obj().address());
                    names.push(head.name());
                }
            }
            return Err(type_error(format!(
                "Cannot create a consistent method resolution order (MRO) for bases {}",
                names.join(", ")
            )));
        };
        for (list, at) in lists.iter().zip(&mut positions) {
            if list
                .get(*at)
                .is_some_and(|head| head.as_obj().is(next.as_obj()))
            {
                *at += 1;
            }
        }
        order.push(next);
    }
}

fn tuple_of(order: Vec<Ref<Type>>) -> Ref<Tuple> {
    Tuple::new(order.into_iter().map(Ref::into_obj).collect())
}

/// Computes a class's MRO and installs it; answers the one before. `None`: while it was
/// computed the class got another one, which stays.
///
/// # Errors
/// As [`compute`].
pub(crate) fn update(class: &Type) -> PyResult<Option<Replaced>> {
    let before = class.mro.get();
    let new = compute(class)?;
    let now = class.mro.get();
    let same = match (&before, &now) {
        (Some(before), Some(now)) => before.as_obj().is(now.as_obj()),
        (None, None) => true,
        _ => false,
    };
    if !same {
        return Ok(None);
    }
    class.mro.set(new.clone());
    Ok(Some(Replaced { before, new }))
}

/// What [`update`] did.
pub(crate) struct Replaced {
    pub before: Option<Ref<Tuple>>,
    pub new: Ref<Tuple>,
}

/// Computes a class's MRO, by its metaclass's `mro()` when that is not `type`'s.
///
/// # Errors
/// What `mro()` raises; `TypeError` when its answer is unusable.
pub(crate) fn compute(class: &Type) -> PyResult<Ref<Tuple>> {
    let meta: &Type = class.as_obj().ty();
    if meta.is_type(&TYPE_TYPE) {
        return Ok(tuple_of(linearise(class)?));
    }
    let name = &super::type_names().mro;
    let custom = match (meta.lookup(name), TYPE_TYPE.lookup(name)) {
        (Some(own), Some(default)) => !own.is(&default),
        _ => false,
    };
    if !custom {
        return Ok(tuple_of(linearise(class)?));
    }
    let answer = crate::object::protocol::call_special(class.as_obj(), "mro", &[])?
        .ok_or_else(|| type_error("mro is not defined"))?;
    let order = crate::object::protocol::collect(&answer)?;
    let solid = layout::solid_base(class);
    for entry in &order {
        check_entry(entry, &solid)?;
    }
    Ok(Tuple::new(order))
}

fn check_entry(entry: &Obj, solid: &Type) -> PyResult<()> {
    let Some(base) = entry.downcast::<Type>() else {
        return Err(type_error(format!(
            "mro() returned a non-class ('{}')",
            entry.ty().tp_name()
        )));
    };
    if solid.is_subtype(&layout::solid_base(base)) {
        return Ok(());
    }
    Err(type_error(format!(
        "mro() returned base with unsuitable layout ('{}')",
        base.tp_name()
    )))
}
