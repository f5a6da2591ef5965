//! Type parameters of generic aliases and unions, and putting arguments in their place.

use crate::object::error::type_error;
use crate::object::protocol::{self, getattr_opt_text};
use crate::object::{Obj, Object, PyResult, Ref, Type};
use crate::types::list::List;
use crate::types::none::{is_none, none};
use crate::types::tuple::Tuple;

/// The type parameters in arguments, each once, in order of appearance.
///
/// # Errors
/// What attributes of the arguments raise.
pub(crate) fn parameters(arguments: &Obj) -> PyResult<Ref<Tuple>> {
    let mut found = Vec::new();
    collect(arguments, &mut found)?;
    Ok(Tuple::new(found))
}

fn collect(arguments: &Obj, found: &mut Vec<Ref>) -> PyResult<()> {
    for argument in protocol::collect(arguments)? {
        // A class is no parameter, even when its instances are.
        if argument.downcast::<Type>().is_some() {
            continue;
        }
        if argument.is_exact(&crate::types::tuple::TUPLE_TYPE)
            || argument.is_exact(&crate::types::list::LIST_TYPE)
        {
            collect(&argument, found)?;
            continue;
        }
        if getattr_opt_text(&argument, "__typing_subst__")?.is_some() {
            add(found, argument)?;
            continue;
        }
        if let Some(inner) = getattr_opt_text(&argument, "__parameters__")?
            && let Some(inner) = inner.downcast::<Tuple>()
        {
            for parameter in inner.iter() {
                add(found, parameter)?;
            }
        }
    }
    Ok(())
}

fn add(found: &mut Vec<Ref>, parameter: Ref) -> PyResult<()> {
    for known in found.iter() {
        if known.is(&parameter) {
            return Ok(());
        }
    }
    found.push(parameter);
    Ok(())
}

/// The items given, with starred tuples spread out.
fn spread(item: &Obj) -> PyResult<Vec<Ref>> {
    let items: Vec<Ref> = match item.downcast_exact::<Tuple>() {
        Some(tuple) => tuple.iter().collect(),
        None => vec![item.to_ref()],
    };
    let mut result = Vec::new();
    for item in items {
        if item.downcast::<Type>().is_none()
            && let Some(inner) = getattr_opt_text(&item, "__typing_unpacked_tuple_args__")?
            && let Some(inner) = inner.downcast::<Tuple>()
        {
            let open = inner
                .as_slice()
                .last()
                .is_some_and(|last| crate::types::none::is_ellipsis(last));
            if !open {
                result.extend(inner.iter());
                continue;
            }
        }
        result.push(item);
    }
    Ok(result)
}

/// Arguments with the parameters replaced by what `item` gives for them.
///
/// # Errors
/// `TypeError` for too many or too few; what the parameters' own methods raise.
pub(crate) fn substitute(
    alias: &Obj,
    arguments: &Tuple,
    parameters: &Tuple,
    item: &Obj,
) -> PyResult<Ref<Tuple>> {
    if parameters.is_empty() {
        return Err(type_error(format!(
            "{} is not a generic class",
            protocol::repr_text(alias)?
        )));
    }
    let mut item = Tuple::new(spread(item)?).into_obj();
    for parameter in parameters.as_slice() {
        let prepare = getattr_opt_text(parameter, "__typing_prepare_subst__")?
            .filter(|prepare| !is_none(prepare));
        if let Some(prepare) = prepare {
            let given = match item.downcast_exact::<Tuple>() {
                Some(tuple) => tuple.to_ref(),
                None => Tuple::new(vec![item.clone()]),
            };
            item = protocol::call(&prepare, &[alias, given.as_obj()])?;
        }
    }
    let items: Vec<Ref> = match item.downcast_exact::<Tuple>() {
        Some(tuple) => tuple.iter().collect(),
        None => vec![item],
    };
    if items.len() != parameters.len() {
        let (how, wanted) = if items.len() > parameters.len() {
            ("many", parameters.len().to_string())
        } else {
            ("few", format!("at least {}", parameters.len()))
        };
        return Err(type_error(format!(
            "Too {how} arguments for {}; actual {}, expected {wanted}",
            protocol::repr_text(alias)?,
            items.len()
        )));
    }
    Ok(Tuple::new(replace_all(
        arguments.as_slice(),
        parameters,
        &items,
    )?))
}

fn replace_all(arguments: &[&Obj], parameters: &Tuple, items: &[Ref]) -> PyResult<Vec<Ref>> {
    let mut replaced = Vec::new();
    for argument in arguments {
        if argument.downcast::<Type>().is_some() {
            replaced.push(argument.to_ref());
            continue;
        }
        if let Some(tuple) = argument.downcast_exact::<Tuple>() {
            let inner = replace_all(tuple.as_slice(), parameters, items)?;
            replaced.push(Tuple::new(inner).into_obj());
            continue;
        }
        if let Some(list) = argument.downcast_exact::<List>() {
            let held = list.to_vec();
            let held: Vec<&Obj> = held.iter().map(|item| &**item).collect();
            replaced.push(List::new(replace_all(&held, parameters, items)?).into_obj());
            continue;
        }
        let starred = is_starred(argument)?;
        let value = match getattr_opt_text(argument, "__typing_subst__")? {
            Some(substitute) if !is_none(&substitute) => match position(parameters, argument) {
                Some(index) => protocol::call(&substitute, &[&items[index]])?,
                None => argument.to_ref(),
            },
            _ => replace_inside(argument, parameters, items)?,
        };
        match value.downcast_exact::<Tuple>().filter(|_| starred) {
            Some(spread) => replaced.extend(spread.iter()),
            None => replaced.push(value),
        }
    }
    Ok(replaced)
}

/// Whether an argument stands for any number of others (`*Ts`).
fn is_starred(argument: &Obj) -> PyResult<bool> {
    match getattr_opt_text(argument, "__typing_is_unpacked_typevartuple__")? {
        Some(value) => protocol::is_true(&value),
        None => Ok(false),
    }
}

fn position(parameters: &Tuple, parameter: &Obj) -> Option<usize> {
    parameters
        .as_slice()
        .iter()
        .position(|known| known.is(parameter))
}

/// An argument that is generic itself gets those of the items that it uses.
fn replace_inside(argument: &Obj, parameters: &Tuple, items: &[Ref]) -> PyResult {
    let Some(own) = getattr_opt_text(argument, "__parameters__")? else {
        return Ok(argument.to_ref());
    };
    let Some(own) = own.downcast::<Tuple>().filter(|own| !own.is_empty()) else {
        return Ok(argument.to_ref());
    };
    let mut chosen = Vec::new();
    for parameter in own.as_slice() {
        let Some(index) = position(parameters, parameter) else {
            chosen.push(parameter.to_ref());
            continue;
        };
        let item = &items[index];
        let many = parameter.ty().slots().iter.is_some();
        match item.downcast_exact::<Tuple>().filter(|_| many) {
            Some(spread) => chosen.extend(spread.iter()),
            None => chosen.push(item.clone()),
        }
    }
    let chosen = if chosen.len() == 1 {
        chosen.pop().unwrap_or_else(none)
    } else {
        Tuple::new(chosen).into_obj()
    };
    protocol::sequence::getitem(argument, &chosen)
}
