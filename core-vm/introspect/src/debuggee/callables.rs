//! Signatures, as `inspect` finds them.

use serpentarium_runtime::debug::Paused;
use serpentarium_runtime::object::{Obj, PyResult, Ref, protocol};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::vm;

use super::evaluate;
use crate::protocol::view::{ParameterKind, ParameterView, SignatureView};
use crate::protocol::{Failure, FailureKind, ObjectId};

/// Longest chain of `__wrapped__` that is followed: it may be a circle.
const MOST_WRAPPED: usize = 100;

/// The signature of a callable. Runs the program's code where `inspect` does.
pub fn signature(paused: &mut Paused, id: ObjectId) -> Result<SignatureView, Failure> {
    let callable = super::places::live_object(id)
        .ok_or_else(|| Failure::not_found("there is no object with this id"))?;
    match paused.run(|| read(&callable)) {
        Ok(view) => Ok(view),
        Err(error) => Err(Failure::new(
            FailureKind::Raised,
            evaluate::error_text(paused, &error),
        )),
    }
}

fn read(callable: &Ref) -> PyResult<SignatureView> {
    let inspect = vm::import("inspect")?;
    let signature = call(&inspect, "signature", &[callable])?;
    let format = attribute(&inspect, "formatannotation")?;
    let empty = attribute(&*attribute(&inspect, "Parameter")?, "empty")?;
    let annotation = |owner: &Obj, name| -> PyResult<Option<String>> {
        let found = attribute(owner, name)?;
        if found.is(&empty) {
            return Ok(None);
        }
        text(&*protocol::call(&format, &[&found])?).map(Some)
    };
    let parameters = call(&*attribute(&signature, "parameters")?, "values", &[])?;
    let mut views = Vec::new();
    for parameter in protocol::collect(&parameters)? {
        let default = attribute(&parameter, "default")?;
        views.push(ParameterView {
            name: text(&*attribute(&parameter, "name")?)?,
            kind: kind(&*attribute(&parameter, "kind")?),
            default: if default.is(&empty) {
                None
            } else {
                Some(protocol::repr_text(&default)?)
            },
            annotation: annotation(&parameter, "annotation")?,
        });
    }
    let doc = call(&inspect, "getdoc", &[callable])?;
    Ok(SignatureView {
        name: qualified_name(callable)?,
        text: text(&signature)?,
        parameters: views,
        returns: annotation(&signature, "return_annotation")?,
        wrapped: wrapped(callable)?,
        doc: if is_none(&doc) {
            None
        } else {
            Some(text(&doc)?)
        },
    })
}

/// `inspect.Parameter.kind` is an `IntEnum` in this order.
fn kind(value: &Obj) -> ParameterKind {
    match value.downcast::<Int>().and_then(Int::as_i64) {
        Some(0) => ParameterKind::PositionalOnly,
        Some(2) => ParameterKind::VarPositional,
        Some(3) => ParameterKind::KeywordOnly,
        Some(4) => ParameterKind::VarKeyword,
        _ => ParameterKind::PositionalOrKeyword,
    }
}

fn wrapped(callable: &Ref) -> PyResult<Vec<String>> {
    let mut names = Vec::new();
    let mut current = callable.clone();
    while let Some(inner) = protocol::getattr_opt_text(&current, "__wrapped__")? {
        if names.len() == MOST_WRAPPED {
            break;
        }
        names.push(qualified_name(&inner)?);
        current = inner;
    }
    Ok(names)
}

/// `__qualname__`, or the text of what has none (a partial object).
fn qualified_name(callable: &Obj) -> PyResult<String> {
    match protocol::getattr_opt_text(callable, "__qualname__")? {
        Some(name) => text(&name),
        None => protocol::repr_text(callable),
    }
}

/// An attribute that has to be there.
pub(super) fn attribute(object: &Obj, name: &'static str) -> PyResult {
    protocol::getattr_text(object, name)
}

/// Calls a method.
pub(super) fn call(object: &Obj, method: &'static str, args: &[&Obj]) -> PyResult {
    protocol::call(&*attribute(object, method)?, args)
}

/// `str()`.
pub(super) fn text(object: &Obj) -> PyResult<String> {
    Ok(protocol::str(object)?.to_string_lossy())
}
