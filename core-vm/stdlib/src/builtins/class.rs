//! `__build_class__`: what a `class` statement calls.

use serpentarium_runtime::interp;
use serpentarium_runtime::object::error::type_error;
use serpentarium_runtime::object::{Args, Obj, Object, PyResult, Ref, Type, protocol};
use serpentarium_runtime::types::cell::Cell;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::function::Function;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::tuple::Tuple;
use serpentarium_runtime::types::typeobj::TYPE_TYPE;

pub(super) fn build_class(_: &Obj, args: Args<'_>) -> PyResult {
    let given = args.positional();
    let [body, name, bases @ ..] = given else {
        return Err(type_error("__build_class__: not enough arguments"));
    };
    let Some(function) = body.downcast::<Function>() else {
        return Err(type_error("__build_class__: func must be a function"));
    };
    let Some(name) = name.downcast::<Str>() else {
        return Err(type_error("__build_class__: name is not a string"));
    };
    let original = Tuple::from_slice(bases);
    let bases = resolved_bases(&original)?;
    let (metaclass, keywords) = metaclass_of(args, &bases)?;
    let namespace = prepare(&metaclass, name, &bases, &keywords)?;
    let cell = interp::eval_function(function, Some(&namespace))?;
    if !bases.as_obj().is(original.as_obj()) {
        let key = Str::from_str("__orig_bases__");
        protocol::sequence::setitem(&namespace, key.as_obj(), Some(original.as_obj()))?;
    }
    let class = call_with(
        &metaclass,
        &[name.as_obj(), bases.as_obj(), &namespace],
        &keywords,
    )?;
    check_class_cell(&class, &cell, name)?;
    Ok(class)
}

/// The bases with `__mro_entries__` applied; the same tuple when nothing changed.
fn resolved_bases(original: &Ref<Tuple>) -> PyResult<Ref<Tuple>> {
    let mut resolved: Option<Vec<Ref>> = None;
    for (index, base) in original.as_slice().iter().enumerate() {
        let entries = if base.downcast::<Type>().is_some() {
            None
        } else {
            protocol::getattr_opt_text(base, "__mro_entries__")?
        };
        let Some(entries) = entries else {
            if let Some(resolved) = &mut resolved {
                resolved.push(base.to_ref());
            }
            continue;
        };
        let replacement = protocol::call(&entries, &[original.as_obj()])?;
        let Some(replacement) = replacement.downcast::<Tuple>() else {
            return Err(type_error("__mro_entries__ must return a tuple"));
        };
        resolved
            .get_or_insert_with(|| original.iter().take(index).collect())
            .extend(replacement.iter());
    }
    Ok(match resolved {
        Some(bases) => Tuple::new(bases),
        None => original.clone(),
    })
}

/// The metaclass that creates the class, and the keyword arguments without it.
fn metaclass_of(args: Args<'_>, bases: &Tuple) -> PyResult<(Ref, Vec<(Ref<Str>, Ref)>)> {
    let mut keywords = Vec::new();
    let mut explicit = None;
    for (name, value) in args.keywords() {
        if name.eq_str("metaclass") {
            explicit = Some(value.to_ref());
        } else {
            keywords.push((name.to_ref(), value.to_ref()));
        }
    }
    let metaclass = match explicit {
        Some(explicit) => explicit,
        None => match bases.as_slice().first() {
            Some(first) => first.ty().as_obj().to_ref(),
            None => TYPE_TYPE.as_obj().to_ref(),
        },
    };
    match metaclass.downcast::<Type>() {
        Some(class) => Ok((most_derived(class, bases)?, keywords)),
        None => Ok((metaclass, keywords)),
    }
}

/// The most derived metaclass of all bases.
fn most_derived(start: &Type, bases: &Tuple) -> PyResult {
    let mut winner: Ref<Type> = start.to_ref();
    for base in bases.as_slice() {
        let candidate: &Type = base.ty();
        if winner.is_subtype(candidate) {
            continue;
        }
        if candidate.is_subtype(&winner) {
            winner = candidate.to_ref();
            continue;
        }
        return Err(type_error(
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass \
             of the metaclasses of all its bases",
        ));
    }
    Ok(winner.into_obj())
}

fn call_with(callable: &Obj, positional: &[&Obj], keywords: &[(Ref<Str>, Ref)]) -> PyResult {
    let names = Tuple::new(
        keywords
            .iter()
            .map(|(name, _)| name.clone().into_obj())
            .collect(),
    );
    let mut values = positional.to_vec();
    values.extend(keywords.iter().map(|(_, value)| &**value));
    protocol::call_args(
        callable,
        Args {
            values: &values,
            names: (!keywords.is_empty()).then_some(&*names),
        },
    )
}

/// The namespace of the class body: what `__prepare__` gives.
fn prepare(metaclass: &Obj, name: &Str, bases: &Tuple, keywords: &[(Ref<Str>, Ref)]) -> PyResult {
    let Some(prepare) = protocol::getattr_opt_text(metaclass, "__prepare__")? else {
        return Ok(Dict::new().into_obj());
    };
    let namespace = call_with(&prepare, &[name.as_obj(), bases.as_obj()], keywords)?;
    if namespace.ty().slots().mp_subscript.is_none() {
        let who = match metaclass.downcast::<Type>() {
            Some(class) => class.name(),
            None => "<metaclass>".to_owned(),
        };
        return Err(type_error(format!(
            "{who}.__prepare__() must return a mapping, not {}",
            namespace.ty().tp_name()
        )));
    }
    Ok(namespace)
}

/// A body that uses `super()` or `__class__` leaves a cell, which must hold the new class.
fn check_class_cell(class: &Obj, cell: &Obj, name: &Str) -> PyResult<()> {
    let Some(cell) = cell.downcast::<Cell>() else {
        return Ok(());
    };
    if class.downcast::<Type>().is_none() {
        return Ok(());
    }
    match cell.contents.get() {
        Some(found) if found.is(class) => Ok(()),
        Some(found) => Err(type_error(format!(
            "__class__ set to {} defining {} as {}",
            protocol::repr_text(&found)?,
            protocol::repr_text(name.as_obj())?,
            protocol::repr_text(class)?
        ))),
        None => Err(serpentarium_runtime::object::error::runtime_error(format!(
            "__class__ not set defining {} as {}. Was __classcell__ propagated to type.__new__?",
            protocol::repr_text(name.as_obj())?,
            protocol::repr_text(class)?
        ))),
    }
}
