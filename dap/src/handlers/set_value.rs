//! `setVariable` and `setExpression`.

use std::rc::Rc;

use dap_types::{
    SetExpressionArguments, SetExpressionResponse, SetVariableArguments, SetVariableResponse,
};
use serpentarium_introspect::protocol::{Command, FrameId, Place, Reply};

use crate::error::RequestError;
use crate::session::{Session, ask};
use crate::show::{self, without_refs};

/// Handles `setVariable`.
pub async fn set_variable(
    session: Rc<Session>,
    arguments: SetVariableArguments,
) -> Result<SetVariableResponse, RequestError> {
    let number = arguments.variables_reference;
    let found = session.handles.borrow_mut().place(number);
    let (place, frame) =
        found.ok_or_else(|| RequestError::not_found("variables reference", number))?;
    let command = Command::SetVariable {
        place: place.clone(),
        name: arguments.name,
        expression: without_refs(&arguments.value).to_owned(),
        frame,
    };
    let view = ask!(session, command, Reply::Assigned(view) => view);
    let variable = show::variable(&session, &view, place.child(view.step.clone()), frame);
    Ok(SetVariableResponse {
        value: variable.value,
        type_: variable.type_,
        variables_reference: Some(variable.variables_reference),
        named_variables: variable.named_variables,
        indexed_variables: variable.indexed_variables,
        memory_reference: variable.memory_reference,
    })
}

/// Handles `setExpression`.
pub async fn set_expression(
    session: Rc<Session>,
    arguments: SetExpressionArguments,
) -> Result<SetExpressionResponse, RequestError> {
    let frame = arguments.frame_id.map(FrameId);
    let command = Command::SetExpression {
        target: arguments.expression,
        expression: without_refs(&arguments.value).to_owned(),
        frame,
    };
    let (view, result) =
        ask!(session, command, Reply::Evaluated { value, result, .. } => (value, result));
    let variable = show::variable(&session, &view, Place::result(result), frame);
    Ok(SetExpressionResponse {
        value: variable.value,
        type_: variable.type_,
        presentation_hint: variable.presentation_hint,
        variables_reference: Some(variable.variables_reference),
        named_variables: variable.named_variables,
        indexed_variables: variable.indexed_variables,
        memory_reference: variable.memory_reference,
    })
}
