//! Breakpoints on lines, functions and instructions.
//!
//! What the client wants is kept here: it may be set before there is a program, and it
//! has to be set again after a restart.

use std::collections::BTreeMap;
use std::rc::Rc;

use dap_types::{
    Breakpoint, BreakpointEvent, BreakpointEventReason, BreakpointLocation,
    BreakpointLocationsArguments, BreakpointLocationsResponse, BreakpointReason,
    SetBreakpointsArguments, SetBreakpointsResponse, SetFunctionBreakpointsArguments,
    SetFunctionBreakpointsResponse, SetInstructionBreakpointsResponse, SourceBreakpoint,
};
use serpentarium_introspect::protocol::{
    BreakpointSpec, BreakpointView, Command, ExceptionFilters, FunctionBreakpointSpec,
    HitCondition, InstructionBreakpointSpec, LogPart, Reply, parse_log_message,
};

use crate::error::{ErrorId, RequestError};
use crate::handles::{parse_reference, reference};
use crate::session::{Session, ask};
use crate::sources::{client_source, path_of};
use crate::types::SetInstructionBreakpointsArguments;

/// The breakpoints a client wants.
#[derive(Debug, Default)]
pub struct Breakpoints {
    last_id: u64,
    lines: BTreeMap<String, Vec<BreakpointSpec>>,
    functions: Vec<FunctionBreakpointSpec>,
    instructions: Vec<InstructionBreakpointSpec>,
    /// The exception filters.
    pub exceptions: ExceptionFilters,
}

impl Breakpoints {
    fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// The id of the breakpoint that already stands on this line, so that it keeps its
    /// hits when the client sends the whole list again.
    fn line_id(&mut self, path: &str, line: u32) -> u64 {
        let known = self
            .lines
            .get(path)
            .and_then(|specs| specs.iter().find(|spec| spec.line == line));
        known.map(|spec| spec.id).unwrap_or_else(|| self.new_id())
    }
}

/// A breakpoint that can be sent, or what is wrong with it.
type Checked<T> = Result<T, Box<Breakpoint>>;

fn refused(id: u64, message: String) -> Box<Breakpoint> {
    Box::new(Breakpoint {
        id: Some(id),
        verified: false,
        message: Some(message),
        source: None,
        line: None,
        column: None,
        end_line: None,
        end_column: None,
        instruction_reference: None,
        offset: None,
        reason: Some(BreakpointReason::Failed),
    })
}

fn pending(id: u64) -> Breakpoint {
    let message = "it is set when the program has been started".to_owned();
    Breakpoint {
        reason: Some(BreakpointReason::Pending),
        ..*refused(id, message)
    }
}

fn hit_condition(id: u64, text: Option<String>) -> Checked<Option<HitCondition>> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| text.parse())
        .transpose()
        .map_err(|error| refused(id, format!("{error}")))
}

fn condition(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn log_message(id: u64, text: Option<String>) -> Checked<Option<Vec<LogPart>>> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| parse_log_message(&text))
        .transpose()
        .map_err(|error| refused(id, error.to_string()))
}

fn line_spec(id: u64, line: u32, wanted: SourceBreakpoint) -> Checked<BreakpointSpec> {
    Ok(BreakpointSpec {
        id,
        line,
        condition: condition(wanted.condition),
        hit_condition: hit_condition(id, wanted.hit_condition)?,
        log_message: log_message(id, wanted.log_message)?,
    })
}

/// A breakpoint as clients get it.
pub fn client_breakpoint(session: &Session, view: &BreakpointView) -> Breakpoint {
    let reason = (!view.verified).then_some(if view.pending {
        BreakpointReason::Pending
    } else {
        BreakpointReason::Failed
    });
    Breakpoint {
        id: Some(view.id),
        verified: view.verified,
        message: view.message.clone(),
        source: view
            .source
            .as_ref()
            .map(|source| client_source(session, source)),
        line: view.line.map(|line| session.client_line(line)),
        column: None,
        end_line: None,
        end_column: None,
        instruction_reference: view
            .instruction
            .map(|(code, offset)| reference(code, offset.into())),
        offset: None,
        reason,
    }
}

/// Sends a command that sets breakpoints and puts the answers in the order asked for. The
/// ids in `sent` are those of the breakpoints in the command.
async fn set<T>(
    session: &Session,
    wanted: Vec<Checked<T>>,
    id_of: fn(&T) -> u64,
    command: impl FnOnce(Vec<T>) -> Command,
    keep: impl FnOnce(&mut Breakpoints, Vec<T>),
) -> Result<Vec<Breakpoint>, RequestError>
where
    T: Clone,
{
    let specs: Vec<T> = wanted
        .iter()
        .filter_map(|checked| checked.as_ref().ok().cloned())
        .collect();
    keep(&mut session.breakpoints.borrow_mut(), specs.clone());
    let views = match session.debuggee() {
        Ok(_) if session.is_debugging() => {
            ask!(session, command(specs), Reply::Breakpoints(views) => views)
        }
        _ => Vec::new(),
    };
    let views: BTreeMap<u64, BreakpointView> =
        views.into_iter().map(|view| (view.id, view)).collect();
    let answers = wanted.into_iter().map(|checked| match checked {
        Ok(spec) => {
            let id = id_of(&spec);
            views
                .get(&id)
                .map_or_else(|| pending(id), |view| client_breakpoint(session, view))
        }
        Err(refused) => *refused,
    });
    Ok(answers.collect())
}

/// Handles `setBreakpoints`.
pub async fn set_breakpoints(
    session: Rc<Session>,
    arguments: SetBreakpointsArguments,
) -> Result<SetBreakpointsResponse, RequestError> {
    let path = path_of(&session, &arguments.source).ok_or_else(|| {
        RequestError::new(
            ErrorId::Malformed,
            "the source has neither path nor reference",
        )
    })?;
    let wanted = match (arguments.breakpoints, arguments.lines) {
        (Some(breakpoints), _) => breakpoints,
        (None, lines) => lines.unwrap_or_default().into_iter().map(plain).collect(),
    };
    let wanted = {
        let mut breakpoints = session.breakpoints.borrow_mut();
        let check = |wanted: SourceBreakpoint| {
            let line = session.own_line(wanted.line);
            line_spec(breakpoints.line_id(&path, line), line, wanted)
        };
        wanted.into_iter().map(check).collect()
    };
    let command_path = path.clone();
    let breakpoints = set(
        &session,
        wanted,
        |spec: &BreakpointSpec| spec.id,
        |breakpoints| Command::SetBreakpoints {
            path: command_path,
            breakpoints,
        },
        |kept, specs| drop(kept.lines.insert(path, specs)),
    );
    Ok(SetBreakpointsResponse {
        breakpoints: breakpoints.await?,
    })
}

fn plain(line: u64) -> SourceBreakpoint {
    SourceBreakpoint {
        line,
        column: None,
        condition: None,
        hit_condition: None,
        log_message: None,
        mode: None,
    }
}

/// Handles `setFunctionBreakpoints`.
pub async fn set_function_breakpoints(
    session: Rc<Session>,
    arguments: SetFunctionBreakpointsArguments,
) -> Result<SetFunctionBreakpointsResponse, RequestError> {
    let check = |wanted: dap_types::FunctionBreakpoint| {
        let mut breakpoints = session.breakpoints.borrow_mut();
        let name = wanted.name.trim().to_owned();
        let known = breakpoints
            .functions
            .iter()
            .find(|spec| spec.name == name)
            .map(|spec| spec.id);
        let id = known.unwrap_or_else(|| breakpoints.new_id());
        if name.is_empty() {
            return Err(refused(
                id,
                "the name of the function is missing".to_owned(),
            ));
        }
        let hit_condition = hit_condition(id, wanted.hit_condition)?;
        Ok(FunctionBreakpointSpec {
            id,
            name,
            condition: condition(wanted.condition),
            hit_condition,
        })
    };
    let wanted = arguments.breakpoints.into_iter().map(check).collect();
    let breakpoints = set(
        &session,
        wanted,
        |spec: &FunctionBreakpointSpec| spec.id,
        Command::SetFunctionBreakpoints,
        |kept, specs| kept.functions = specs,
    );
    Ok(SetFunctionBreakpointsResponse {
        breakpoints: breakpoints.await?,
    })
}

/// Handles `setInstructionBreakpoints`.
pub async fn set_instruction_breakpoints(
    session: Rc<Session>,
    arguments: SetInstructionBreakpointsArguments,
) -> Result<SetInstructionBreakpointsResponse, RequestError> {
    let check = |wanted: crate::types::InstructionBreakpoint| {
        let mut breakpoints = session.breakpoints.borrow_mut();
        let place = parse_reference(&wanted.instruction_reference, wanted.offset.unwrap_or(0));
        let place = place.and_then(|(code, offset)| Some((code, u32::try_from(offset).ok()?)));
        let known = breakpoints
            .instructions
            .iter()
            .find(|spec| Some((spec.code, spec.offset)) == place);
        let id = known
            .map(|spec| spec.id)
            .unwrap_or_else(|| breakpoints.new_id());
        let Some((code, offset)) = place else {
            return Err(refused(
                id,
                format!("no instruction at '{}'", wanted.instruction_reference),
            ));
        };
        let hit_condition = hit_condition(id, wanted.hit_condition)?;
        Ok(InstructionBreakpointSpec {
            id,
            code,
            offset,
            condition: condition(wanted.condition),
            hit_condition,
        })
    };
    let wanted = arguments.breakpoints.into_iter().map(check).collect();
    let breakpoints = set(
        &session,
        wanted,
        |spec: &InstructionBreakpointSpec| spec.id,
        Command::SetInstructionBreakpoints,
        |kept, specs| kept.instructions = specs,
    );
    Ok(SetInstructionBreakpointsResponse {
        breakpoints: breakpoints.await?,
    })
}

/// Handles `breakpointLocations`.
pub async fn breakpoint_locations(
    session: Rc<Session>,
    arguments: BreakpointLocationsArguments,
) -> Result<BreakpointLocationsResponse, RequestError> {
    let path = path_of(&session, &arguments.source).ok_or_else(|| {
        RequestError::new(
            ErrorId::Malformed,
            "the source has neither path nor reference",
        )
    })?;
    let first = session.own_line(arguments.line);
    let last = arguments
        .end_line
        .map_or(first, |line| session.own_line(line));
    let command = Command::BreakpointLocations { path, first, last };
    let lines = ask!(session, command, Reply::Lines(lines) => lines);
    let location = |line: u32| BreakpointLocation {
        line: session.client_line(line),
        column: None,
        end_line: None,
        end_column: None,
    };
    Ok(BreakpointLocationsResponse {
        breakpoints: lines.into_iter().map(location).collect(),
    })
}

/// Sets everything in a program that is new, and tells the client what became of
/// breakpoints that it set when there was no program.
pub async fn send_all(session: &Session) {
    if !session.is_debugging() {
        return;
    }
    let commands = commands(&session.breakpoints.borrow());
    for command in commands {
        match session.ask(command).await {
            Ok(Reply::Breakpoints(views)) => views.iter().for_each(|view| changed(session, view)),
            Ok(_) => {}
            Err(error) => session.complain(&error),
        }
    }
}

fn changed(session: &Session, view: &BreakpointView) {
    let breakpoint = client_breakpoint(session, view);
    session.event(
        "breakpoint",
        &BreakpointEvent {
            reason: BreakpointEventReason::Changed,
            breakpoint,
        },
    );
}

fn commands(kept: &Breakpoints) -> Vec<Command> {
    let mut commands = Vec::new();
    for (path, breakpoints) in &kept.lines {
        if !breakpoints.is_empty() {
            commands.push(Command::SetBreakpoints {
                path: path.clone(),
                breakpoints: breakpoints.clone(),
            });
        }
    }
    if !kept.functions.is_empty() {
        commands.push(Command::SetFunctionBreakpoints(kept.functions.clone()));
    }
    if !kept.instructions.is_empty() {
        commands.push(Command::SetInstructionBreakpoints(
            kept.instructions.clone(),
        ));
    }
    if kept.exceptions != ExceptionFilters::default() {
        commands.push(Command::SetExceptionFilters(kept.exceptions.clone()));
    }
    commands
}
