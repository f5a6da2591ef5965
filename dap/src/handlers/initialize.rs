//! `initialize`: who the client is, what we can do.

use std::rc::Rc;

use dap_types::{
    Capabilities, ExceptionBreakpointsFilter, InitializeRequestArguments,
    InitializeRequestArgumentsPathFormat,
};

use crate::error::{ErrorId, RequestError};
use crate::session::{Client, Phase, Session};

/// Handles `initialize`.
pub async fn initialize(
    session: Rc<Session>,
    arguments: InitializeRequestArguments,
) -> Result<Capabilities, RequestError> {
    if arguments.path_format == Some(InitializeRequestArgumentsPathFormat::Uri) {
        return Err(
            RequestError::new(ErrorId::ClientUnable, "paths are understood, URIs are not").shown(),
        );
    }
    *session.client.borrow_mut() = Client::from(&arguments);
    session.phase.set(Phase::Ready);
    Ok(capabilities())
}

/// What we can do. A capability that is missing here we do not have: stepping back and
/// data breakpoints need recording, `goto` would break the interpreter's invariants.
fn capabilities() -> Capabilities {
    let yes = Some(true);
    Capabilities {
        supports_configuration_done_request: yes,
        supports_function_breakpoints: yes,
        supports_conditional_breakpoints: yes,
        supports_hit_conditional_breakpoints: yes,
        supports_log_points: yes,
        supports_instruction_breakpoints: yes,
        supports_breakpoint_locations_request: yes,
        exception_breakpoint_filters: Some(exception_filters()),
        supports_exception_filter_options: yes,
        supports_exception_info_request: yes,
        supports_evaluate_for_hovers: yes,
        supports_clipboard_context: yes,
        supports_completions_request: yes,
        completion_trigger_characters: Some(vec![".".to_owned()]),
        supports_set_variable: yes,
        supports_set_expression: yes,
        supports_stepping_granularity: yes,
        supports_disassemble_request: yes,
        supports_delayed_stack_trace_loading: yes,
        supports_loaded_sources_request: yes,
        supports_modules_request: yes,
        supports_restart_request: yes,
        supports_terminate_request: yes,
        support_terminate_debuggee: yes,
        supports_cancel_request: yes,
        ..Capabilities::default()
    }
}

fn exception_filters() -> Vec<ExceptionBreakpointsFilter> {
    let filter =
        |filter: &str, label: &str, description: &str, default: bool| ExceptionBreakpointsFilter {
            filter: filter.to_owned(),
            label: label.to_owned(),
            description: Some(description.to_owned()),
            default: Some(default),
            supports_condition: Some(true),
            condition_description: Some(
                "Exception classes, e.g. KeyError, mymodule.Error".to_owned(),
            ),
        };
    vec![
        filter(
            "raised",
            "Raised Exceptions",
            "Stop where an exception is raised, handled or not.",
            false,
        ),
        filter(
            "uncaught",
            "Uncaught Exceptions",
            "Stop where an exception is raised that nothing handles.",
            true,
        ),
        filter(
            "userUnhandled",
            "User Uncaught Exceptions",
            "Stop when an exception leaves your own code for library code.",
            false,
        ),
    ]
}
