//! `evaluate`.

use std::rc::Rc;

use dap_types::{EvaluateArguments, EvaluateArgumentsContext, EvaluateResponse};
use serpentarium_introspect::protocol::{
    Command, EvaluateContext, EvaluateMode, FrameId, OutputStream, Place, Reply,
};

use crate::error::RequestError;
use crate::events;
use crate::session::{Session, ask};
use crate::show;

/// Handles `evaluate`. Only what a person types into the debug console runs in the program
/// itself; everything that a client evaluates on its own runs in a copy, so that looking
/// changes nothing.
pub async fn evaluate(
    session: Rc<Session>,
    arguments: EvaluateArguments,
) -> Result<EvaluateResponse, RequestError> {
    let (context, mode) = match arguments.context {
        Some(EvaluateArgumentsContext::Repl) => (EvaluateContext::Repl, EvaluateMode::Live),
        Some(EvaluateArgumentsContext::Hover) => (EvaluateContext::Hover, EvaluateMode::Forked),
        Some(EvaluateArgumentsContext::Clipboard) => {
            (EvaluateContext::Clipboard, EvaluateMode::Forked)
        }
        _ => (EvaluateContext::Watch, EvaluateMode::Forked),
    };
    let frame = arguments.frame_id.map(FrameId);
    let command = Command::Evaluate {
        expression: arguments.expression,
        frame,
        context,
        mode,
    };
    let _evaluating = (mode == EvaluateMode::Live).then(|| Evaluating::begin(session.clone()));
    let (view, result, output) = ask!(
        session,
        command,
        Reply::Evaluated { value, result, output } => (value, result, output)
    );
    if !output.is_empty() {
        events::output(&session, OutputStream::Stdout, output);
    }
    let variable = show::variable(&session, &view, Place::result(result), frame);
    let plain = matches!(context, EvaluateContext::Repl | EvaluateContext::Clipboard);
    Ok(EvaluateResponse {
        result: if plain { view.value } else { variable.value },
        type_: variable.type_,
        presentation_hint: variable.presentation_hint,
        variables_reference: variable.variables_reference,
        named_variables: variable.named_variables,
        indexed_variables: variable.indexed_variables,
        memory_reference: variable.memory_reference,
    })
}

/// Counts a live evaluation while it is under way, also when it is cancelled.
struct Evaluating(Rc<Session>);

impl Evaluating {
    fn begin(session: Rc<Session>) -> Self {
        session.evaluating.set(session.evaluating.get() + 1);
        Evaluating(session)
    }
}

impl Drop for Evaluating {
    fn drop(&mut self) {
        self.0.evaluating.set(self.0.evaluating.get() - 1);
    }
}
