//! Every request: when it is allowed and who carries it out.
//!
//! This is the one place that lists them. To add a request, write its handler in
//! `handlers/`, add a line here and, if the specification has a capability for it, set
//! that in `handlers/initialize.rs`.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{ErrorId, RequestError};
use crate::handlers::*;
use crate::message;
use crate::session::{Phase, Session};

/// When a request is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Only as the very first.
    First,
    /// At any time after `initialize`.
    Always,
    /// When there is no program yet.
    NoProgram,
    /// When there is a program that has not begun to run.
    Configuring,
    /// When there is a program, whatever it does.
    Program,
    /// While the program runs.
    Running,
    /// While the program is stopped.
    Stopped,
}

impl When {
    /// Whether it includes `phase`.
    pub fn allows(self, phase: Phase) -> bool {
        match self {
            When::First => phase == Phase::Fresh,
            When::Always => phase != Phase::Fresh,
            When::NoProgram => phase == Phase::Ready,
            When::Configuring => phase == Phase::Configuring,
            When::Program => {
                matches!(phase, Phase::Configuring | Phase::Running | Phase::Stopped)
            }
            When::Running => phase == Phase::Running,
            When::Stopped => phase == Phase::Stopped,
        }
    }

    /// The error for a request that came in a phase it is not allowed in.
    pub fn refuse(self, command: &str, phase: Phase) -> RequestError {
        let needed = match self {
            When::First => "not yet initialized",
            When::Always => "initialized",
            When::NoProgram => "without a program",
            When::Configuring => "waiting to be configured",
            When::Program => "debugging a program",
            When::Running => "running",
            When::Stopped => "stopped",
        };
        RequestError::new(
            ErrorId::WrongTime,
            "'{command}' needs a session that is {needed}; it is {phase}",
        )
        .with("command", command)
        .with("needed", needed)
        .with("phase", phase.as_str())
    }
}

/// What follows once the response has been sent.
pub type Then = Pin<Box<dyn Future<Output = ()>>>;

/// A handler under way.
pub type Handling = Pin<Box<dyn Future<Output = Result<(Value, Option<Then>), RequestError>>>>;

/// What a handler may return: a body, or a body [followed](Followed) by something.
pub trait Answer {
    /// The body, and what follows.
    fn into_parts(self) -> (Value, Option<Then>);
}

impl<T: Serialize> Answer for T {
    fn into_parts(self) -> (Value, Option<Then>) {
        (message::body(&self), None)
    }
}

/// A body after which something happens: the specification wants a response before the
/// events that it causes.
pub struct Followed<T>(pub T, pub Then);

impl<T: Serialize> Answer for Followed<T> {
    fn into_parts(self) -> (Value, Option<Then>) {
        (message::body(&self.0), Some(self.1))
    }
}

/// A line of the table.
pub struct Entry {
    /// When it is allowed.
    pub when: When,
    /// Begins to carry it out.
    pub start: fn(Rc<Session>, Value) -> Handling,
}

fn call<A, R, F>(
    session: Rc<Session>,
    arguments: Value,
    handler: impl FnOnce(Rc<Session>, A) -> F,
) -> Handling
where
    A: DeserializeOwned,
    R: Answer,
    F: Future<Output = Result<R, RequestError>> + 'static,
{
    // The specification leaves `arguments` out where all of them are optional.
    let arguments = if arguments.is_null() {
        Value::Object(Default::default())
    } else {
        arguments
    };
    match serde_json::from_value::<A>(arguments) {
        Ok(arguments) => {
            let handling = handler(session, arguments);
            Box::pin(async move { handling.await.map(Answer::into_parts) })
        }
        Err(error) => {
            let error = RequestError::new(ErrorId::Malformed, "malformed arguments: {error}")
                .with("error", error.to_string());
            Box::pin(std::future::ready(Err(error)))
        }
    }
}

macro_rules! requests {
    ($($command:literal $when:ident $handler:path;)*) => {
        /// The names of all requests.
        #[cfg(test)]
        pub const COMMANDS: &[&str] = &[$($command),*];

        /// The line of a request, if it is known.
        pub fn find(command: &str) -> Option<Entry> {
            match command {
                $($command => Some(Entry {
                    when: When::$when,
                    start: |session, arguments| call(session, arguments, $handler),
                }),)*
                _ => None,
            }
        }
    };
}

requests! {
    "initialize" First initialize::initialize;
    "launch" NoProgram launch::launch;
    "attach" NoProgram launch::attach;
    "configurationDone" Configuring launch::configuration_done;
    "restart" Program lifecycle::restart;
    "terminate" Program lifecycle::terminate;
    "disconnect" Always lifecycle::disconnect;
    "cancel" Always cancel::cancel;

    "setBreakpoints" Always breakpoints::set_breakpoints;
    "setFunctionBreakpoints" Always breakpoints::set_function_breakpoints;
    "setInstructionBreakpoints" Always breakpoints::set_instruction_breakpoints;
    "setExceptionBreakpoints" Always exceptions::set_exception_breakpoints;
    "breakpointLocations" Program breakpoints::breakpoint_locations;

    "continue" Stopped stepping::continue_;
    "next" Stopped stepping::next;
    "stepIn" Stopped stepping::step_in;
    "stepOut" Stopped stepping::step_out;
    "pause" Program stepping::pause;

    "threads" Always threads::threads;
    "stackTrace" Stopped stack::stack_trace;
    "scopes" Stopped scopes::scopes;
    "variables" Stopped variables::variables;
    "setVariable" Stopped set_value::set_variable;
    "setExpression" Stopped set_value::set_expression;
    "evaluate" Stopped evaluate::evaluate;
    "completions" Stopped completions::completions;
    "exceptionInfo" Stopped exceptions::exception_info;
    "disassemble" Program disassemble::disassemble;

    "source" Program sources::source;
    "loadedSources" Program sources::loaded_sources;
    "modules" Program sources::modules;

    "serpentarium/code" Program window::code;
    "serpentarium/generators" Stopped window::generators;
    "serpentarium/tasks" Stopped window::tasks;
    "serpentarium/class" Stopped window::class;
    "serpentarium/signature" Stopped window::signature;
    "serpentarium/heap" Stopped window::heap;
    "serpentarium/referrers" Stopped window::referrers;
}
