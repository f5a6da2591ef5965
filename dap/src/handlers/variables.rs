//! `variables`.

use std::rc::Rc;

use dap_types::{VariablesArguments, VariablesArgumentsFilter};
use serde::Serialize;
use serpentarium_introspect::protocol::{Command, Reply, VariableFilter};

use crate::error::RequestError;
use crate::session::{Session, ask};
use crate::show;
use crate::types::Variable;

/// The body of the answer.
#[derive(Debug, Serialize)]
pub struct VariablesResponse {
    variables: Vec<Variable>,
}

/// Handles `variables`.
pub async fn variables(
    session: Rc<Session>,
    arguments: VariablesArguments,
) -> Result<VariablesResponse, RequestError> {
    let number = arguments.variables_reference;
    let found = session.handles.borrow_mut().place(number);
    let (place, frame) =
        found.ok_or_else(|| RequestError::not_found("variables reference", number))?;
    let command = Command::Variables {
        place: place.clone(),
        filter: match arguments.filter {
            None => VariableFilter::All,
            Some(VariablesArgumentsFilter::Named) => VariableFilter::Named,
            Some(VariablesArgumentsFilter::Indexed) => VariableFilter::Indexed,
        },
        start: arguments.start.unwrap_or(0),
        count: arguments.count.unwrap_or(0),
    };
    let views = ask!(session, command, Reply::Variables(views) => views);
    let child = |view| show::variable(&session, view, place.child(view.step.clone()), frame);
    Ok(VariablesResponse {
        variables: views.iter().map(child).collect(),
    })
}
