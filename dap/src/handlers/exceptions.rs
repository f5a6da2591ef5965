//! Stopping for exceptions, and what they say.

use std::rc::Rc;

use dap_types::{
    ExceptionBreakMode, ExceptionDetails, ExceptionInfoArguments, ExceptionInfoResponse,
    SetExceptionBreakpointsArguments, SetExceptionBreakpointsResponse,
};
use serpentarium_introspect::protocol::view::{ExceptionBreak, ExceptionView};
use serpentarium_introspect::protocol::{
    Command, ExceptionFilter, ExceptionFilters, Reply, ThreadId,
};

use crate::error::{ErrorId, RequestError};
use crate::session::{Session, ask};

/// Handles `setExceptionBreakpoints`.
pub async fn set_exception_breakpoints(
    session: Rc<Session>,
    arguments: SetExceptionBreakpointsArguments,
) -> Result<SetExceptionBreakpointsResponse, RequestError> {
    let mut filters = ExceptionFilters::default();
    for name in arguments.filters {
        *slot(&mut filters, &name)? = Some(ExceptionFilter::default());
    }
    for option in arguments.filter_options.unwrap_or_default() {
        let only = class_names(option.condition.as_deref().unwrap_or_default());
        *slot(&mut filters, &option.filter_id)? = Some(ExceptionFilter { only });
    }
    session.breakpoints.borrow_mut().exceptions = filters.clone();
    if session.debuggee().is_ok() && session.is_debugging() {
        session.ask(Command::SetExceptionFilters(filters)).await?;
    }
    Ok(SetExceptionBreakpointsResponse { breakpoints: None })
}

fn slot<'a>(
    filters: &'a mut ExceptionFilters,
    name: &str,
) -> Result<&'a mut Option<ExceptionFilter>, RequestError> {
    match name {
        "raised" => Ok(&mut filters.raised),
        "uncaught" => Ok(&mut filters.uncaught),
        "userUnhandled" => Ok(&mut filters.user_uncaught),
        _ => Err(
            RequestError::new(ErrorId::Malformed, "there is no exception filter '{name}'")
                .with("name", name),
        ),
    }
}

fn class_names(text: &str) -> Vec<String> {
    text.split([',', ' '])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Handles `exceptionInfo`.
pub async fn exception_info(
    session: Rc<Session>,
    arguments: ExceptionInfoArguments,
) -> Result<ExceptionInfoResponse, RequestError> {
    let command = Command::ExceptionInfo {
        thread: ThreadId(arguments.thread_id),
    };
    let exception = ask!(session, command, Reply::Exception(exception) => exception);
    Ok(ExceptionInfoResponse {
        exception_id: exception.type_name.clone(),
        description: Some(exception.message.clone()),
        break_mode: match exception.break_mode {
            ExceptionBreak::Raised => ExceptionBreakMode::Always,
            ExceptionBreak::Uncaught => ExceptionBreakMode::Unhandled,
            ExceptionBreak::UserUncaught => ExceptionBreakMode::UserUnhandled,
        },
        details: Some(details(&exception)),
    })
}

fn details(exception: &ExceptionView) -> ExceptionDetails {
    let inner: Vec<_> = exception.chain.iter().map(details).collect();
    let short = exception.type_name.rsplit('.').next().unwrap_or_default();
    ExceptionDetails {
        message: Some(exception.message.clone()),
        type_name: Some(short.to_owned()),
        full_type_name: Some(exception.type_name.clone()),
        evaluate_name: None,
        stack_trace: Some(exception.traceback.clone()),
        inner_exception: (!inner.is_empty()).then_some(inner),
    }
}
