//! The conversation: states, commands, stops.

use std::cell::RefCell;

use serpentarium_runtime::debug::{self, Event as MachineEvent, Paused};
use serpentarium_runtime::object::{Exc, PyResult};
use serpentarium_runtime::threads;

use super::breakpoints::{Found, possible_lines};
use super::codes::CodeInfo;
use super::connection::Connection;
use super::evaluate::{self, Kept};
use super::forks::{self, Forks};
use super::marks::{self, Armed};
use super::stepping::Step;
use super::{
    callables, children, classes, codes, exceptions, frames, generators, handling, heap, places,
    sources, tasks,
};
use crate::protocol::view::{ExceptionBreak, ModuleView, ThreadState, ThreadView, VariableView};
use crate::protocol::{
    Command, EvaluateContext, EvaluateMode, Event, ExceptionFilters, Failure, FailureKind,
    FrameError, FrameId, OutputStream, Place, Reply, Root, StopReason, ThreadChange, ThreadId,
};

/// The thread with this number of the machine's.
fn thread_id(number: i64) -> ThreadId {
    ThreadId(number as u64 + 1)
}

/// The thread that the program stands still in.
fn current_thread(paused: &Paused) -> ThreadId {
    let all = threads::list();
    let current = all.iter().find(|info| info.ident == paused.ident());
    thread_id(current.map_or(0, |info| info.number))
}

/// The ident of a thread.
fn ident_of(thread: ThreadId) -> Result<i64, Failure> {
    let all = threads::list();
    let found = all.iter().find(|info| thread_id(info.number) == thread);
    found
        .map(|info| info.ident)
        .ok_or_else(|| Failure::not_found(format!("there is no thread {thread}")))
}

/// What to do when the debugger is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenLost {
    /// The program was started for it: end.
    End,
    /// It came by: let the program run on.
    RunOn,
}

/// A program to be debugged.
pub struct Program<F> {
    /// Runs it; gives its exit code.
    pub run: F,
    /// What to do when the debugger is gone.
    pub when_lost: WhenLost,
}

struct Session {
    connection: Connection,
    when_lost: WhenLost,
    state: State,
    user_only: bool,
    /// Stop at the first line of the person's own code.
    entry: bool,
    step: Option<Step>,
    forks: Forks,
    results: Results,
    /// Why it stopped, if for an exception.
    exception: Option<ExceptionBreak>,
    /// Whether to raise `SystemExit` when the program goes on.
    terminating: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Running,
    Stopped,
}

/// Values of evaluations.
#[derive(Default)]
pub struct Results(Kept);

impl Results {
    /// The number of a copy's only result, in the copy.
    pub const ONLY: u64 = 1;

    /// A value and how it was written.
    pub fn get(&self, number: u64) -> Option<(serpentarium_runtime::object::Ref, String)> {
        self.0.get(number)
    }
}

thread_local! {
    static SESSION: RefCell<Option<Box<Session>>> = const { RefCell::new(None) };
}

/// Serves a debugger: waits for it to be done with its preparations, runs the program under
/// its control, and tells the end. Gives the program's exit code.
pub fn serve<F: FnOnce() -> i32>(connection: Connection, program: Program<F>) -> i32 {
    let mut session = Box::new(Session {
        connection,
        when_lost: program.when_lost,
        state: State::Waiting,
        user_only: true,
        entry: false,
        step: None,
        forks: Forks::default(),
        results: Results::default(),
        exception: None,
        terminating: false,
    });
    debug::install(marks::wanted, hook);
    if session.prepare().is_err() {
        // Nobody told it to run.
        return 1;
    }
    session.connection.watch();
    SESSION.set(Some(session));
    let code = (program.run)();
    exited(code);
    code
}

/// Tells that the program has ended. For ways to end that do not return to [`serve`].
pub fn exited(code: i32) {
    if let Some(mut session) = SESSION.take() {
        // A debugger that is gone need not be told.
        let _ = session.connection.tell(Event::Exited { code });
    }
}

fn hook(paused: &mut Paused, event: MachineEvent) -> PyResult<()> {
    // It is not there while an evaluation runs inside of a stop: nothing stops in it.
    let Some(mut session) = SESSION.take() else {
        return Ok(());
    };
    let done = match event {
        MachineEvent::Mark => session.at_mark(paused),
        MachineEvent::Raised | MachineEvent::RaisedAgain => session.raised(paused, event),
        // It stopped where it was raised.
        MachineEvent::Unhandled => Ok(()),
        MachineEvent::Control => session.control(paused),
        MachineEvent::ThreadStarted => session.thread(paused, ThreadChange::Started),
        MachineEvent::ThreadEnds => session.thread(paused, ThreadChange::Exited),
    };
    // It is the main thread whose end ends the program.
    let terminating = session.terminating && threads::is_main();
    if terminating {
        session.terminating = false;
    } else if session.terminating {
        debug::request_control();
        threads::call_main();
    }
    match done {
        Ok(()) => SESSION.set(Some(session)),
        Err(_) if session.when_lost == WhenLost::End => debug::exit_now(1),
        Err(_) => release(),
    }
    if terminating {
        Err(system_exit())
    } else {
        Ok(())
    }
}

/// Lets the program go: nothing is marked any more.
fn release() {
    marks::breakpoints(super::breakpoints::Breakpoints::clear);
    debug::watch_exceptions(false);
    marks::arm(Armed::default());
    marks::apply();
}

fn system_exit() -> Exc {
    debug::system_exit()
}

type Told = Result<(), FrameError>;

/// What a command leads to.
enum Outcome {
    /// An answer.
    Reply(Result<Reply, Failure>),
    /// An answer, and the program runs.
    Resume,
    /// An answer, and the conversation ends.
    Leave,
}

impl From<Result<Reply, Failure>> for Outcome {
    fn from(result: Result<Reply, Failure>) -> Self {
        Outcome::Reply(result)
    }
}

impl Session {
    /// Answers commands until the program is to be started.
    fn prepare(&mut self) -> Told {
        loop {
            let request = match self.connection.read() {
                Ok(request) => request,
                Err(FrameError::Malformed(error)) => {
                    self.complain(&error.to_string())?;
                    continue;
                }
                Err(error) => return Err(error),
            };
            match self.carry_out(None, request.command) {
                Outcome::Reply(result) => self.connection.respond(request.id, result)?,
                Outcome::Resume => {
                    self.state = State::Running;
                    return self.connection.respond(request.id, Ok(Reply::Done));
                }
                Outcome::Leave => {
                    self.connection.respond(request.id, Ok(Reply::Done))?;
                    return Err(FrameError::Closed);
                }
            }
        }
    }

    fn thread(&mut self, paused: &Paused, change: ThreadChange) -> Told {
        let thread = current_thread(paused);
        self.connection.tell(Event::Thread { thread, change })
    }

    fn complain(&mut self, text: &str) -> Told {
        let text = format!("serpentarium debuggee: {text}\n");
        self.connection.tell(Event::Output {
            stream: OutputStream::Console,
            text,
            location: None,
        })
    }

    fn at_mark(&mut self, paused: &mut Paused) -> Told {
        let Some(frame) = paused.frame() else {
            return Ok(());
        };
        let (Some(info), unit) = (codes::of(frame.code()), frame.unit()) else {
            return Ok(());
        };
        if self.entry && info.source.user_code && info.lines.entry_at(unit).is_some() {
            self.entry = false;
            return self.stop(paused, StopReason::Entry, None, Vec::new());
        }
        let id = frames::number(frame);
        let stepped = self
            .step
            .as_mut()
            .is_some_and(|step| step.is_done(paused, &info, unit));
        let (hits, reason, text) = self.breakpoints_at(paused, &info, unit, id)?;
        match reason {
            Some(reason) => self.stop(paused, reason, text, hits),
            None if stepped => self.stop(paused, StopReason::Step, None, Vec::new()),
            None => Ok(()),
        }
    }

    /// The breakpoints that are hit here, why to stop, and what to say about it.
    #[allow(clippy::type_complexity)]
    fn breakpoints_at(
        &mut self,
        paused: &mut Paused,
        info: &CodeInfo,
        unit: usize,
        frame: FrameId,
    ) -> Result<(Vec<u64>, Option<StopReason>, Option<String>), FrameError> {
        let found = marks::breakpoints(|breakpoints| breakpoints.at(info, unit));
        let (mut hits, mut reason, mut text) = (Vec::new(), None, None);
        for found in found {
            let holds = match &found.condition {
                None => Ok(true),
                Some(condition) => evaluate::condition(paused, condition, Some(frame)),
            };
            match holds {
                Ok(false) => continue,
                Err(error) => text = Some(format!("the breakpoint's condition failed: {error}")),
                Ok(true) => {}
            }
            if !marks::breakpoints(|breakpoints| breakpoints.hit(&found)) {
                continue;
            }
            if let Found {
                log_message: Some(parts),
                ..
            } = &found
            {
                let text = handling::log_text(paused, parts, Some(frame)) + "\n";
                let line = info.lines.line_at(unit).unwrap_or(0);
                let location = Some((info.source.clone(), line));
                self.connection.tell(Event::Output {
                    stream: OutputStream::Console,
                    text,
                    location,
                })?;
                continue;
            }
            hits.push(found.id);
            reason = reason.or(Some(found.reason));
        }
        Ok((hits, reason, text))
    }

    fn raised(&mut self, paused: &mut Paused, event: MachineEvent) -> Told {
        let filters = marks::breakpoints(|breakpoints| breakpoints.exceptions.clone());
        let Some(mode) = exceptions::stops(paused, event, &filters, self.user_only) else {
            return Ok(());
        };
        self.exception = Some(mode);
        let Some(error) = paused.raised() else {
            return Ok(());
        };
        let view = exceptions::view(paused, &error, mode);
        drop(error);
        let text = match view.message.as_str() {
            "" => view.type_name,
            message => format!("{}: {message}", view.type_name),
        };
        let stopped = self.stop(paused, StopReason::Exception, Some(text), Vec::new());
        self.exception = None;
        stopped
    }

    /// Commands that came while the program runs.
    fn control(&mut self, paused: &mut Paused) -> Told {
        while self.connection.has_command() {
            let request = match self.connection.read() {
                Ok(request) => request,
                Err(FrameError::Malformed(error)) => {
                    self.complain(&error.to_string())?;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let is_pause = request.command == Command::Pause;
            let outcome = if is_pause {
                Ok(Reply::Done).into()
            } else {
                self.carry_out(Some(paused), request.command)
            };
            match outcome {
                Outcome::Reply(result) => self.connection.respond(request.id, result)?,
                Outcome::Resume => self.connection.respond(request.id, Ok(Reply::Done))?,
                Outcome::Leave => {
                    self.when_lost = WhenLost::RunOn;
                    self.connection.respond(request.id, Ok(Reply::Done))?;
                    return Err(FrameError::Closed);
                }
            }
            if is_pause {
                return self.stop(paused, StopReason::Pause, None, Vec::new());
            }
        }
        self.connection.watch();
        Ok(())
    }

    /// Stands still until the debugger lets the program go on.
    fn stop(
        &mut self,
        paused: &mut Paused,
        reason: StopReason,
        text: Option<String>,
        hits: Vec<u64>,
    ) -> Told {
        self.state = State::Stopped;
        self.step = None;
        frames::renumber(paused);
        // Known before anybody asks for their disassembly.
        for thread in threads::list() {
            for frame in paused.frames_of_thread(thread.ident) {
                drop(codes::of(frame.code()));
            }
        }
        self.connection.tell(Event::Stopped {
            reason,
            thread: current_thread(paused),
            description: description(reason, self.exception, text.as_deref()),
            text,
            hit_breakpoints: hits,
        })?;
        loop {
            let request = match self.connection.read() {
                Ok(request) => request,
                Err(FrameError::Malformed(error)) => {
                    self.complain(&error.to_string())?;
                    continue;
                }
                Err(error) => return Err(error),
            };
            match self.carry_out(Some(paused), request.command) {
                Outcome::Reply(result) => self.connection.respond(request.id, result)?,
                Outcome::Resume => {
                    self.go_on(paused);
                    return self.connection.respond(request.id, Ok(Reply::Done));
                }
                Outcome::Leave => {
                    self.go_on(paused);
                    self.when_lost = WhenLost::RunOn;
                    self.connection.respond(request.id, Ok(Reply::Done))?;
                    return Err(FrameError::Closed);
                }
            }
        }
    }

    fn go_on(&mut self, paused: &Paused) {
        self.forks.end();
        // What is kept would show in the program's counts.
        self.results.0.clear();
        self.state = State::Running;
        let armed = self
            .step
            .as_ref()
            .map(|step| step.armed(paused))
            .unwrap_or_default();
        marks::arm(armed);
        self.connection.watch();
    }

    fn carry_out(&mut self, paused: Option<&mut Paused>, command: Command) -> Outcome {
        match command {
            Command::Start {
                stop_on_entry,
                just_my_code,
            } => self.start(stop_on_entry, just_my_code),
            Command::SetBreakpoints { path, breakpoints } => {
                set(self.state, |kept| kept.set_lines(path, breakpoints)).into()
            }
            Command::SetFunctionBreakpoints(specs) => {
                set(self.state, |kept| kept.set_functions(specs)).into()
            }
            Command::SetInstructionBreakpoints(specs) => {
                set(self.state, |kept| kept.set_instructions(specs)).into()
            }
            Command::SetExceptionFilters(filters) => {
                let any = filters.raised.is_some()
                    || filters.uncaught.is_some()
                    || filters.user_uncaught.is_some();
                debug::watch_exceptions(any);
                marks::breakpoints(|kept| kept.exceptions = filters);
                Ok(Reply::Done).into()
            }
            Command::BreakpointLocations { path, first, last } => {
                breakpoint_locations(&path, first, last).into()
            }
            Command::Pause => Ok(Reply::Done).into(),
            Command::Terminate => self.terminate(),
            Command::Detach => Outcome::Leave,
            Command::Threads => Ok(Reply::Threads(self.threads())).into(),
            Command::Disassemble {
                code,
                offset,
                instruction_offset,
                count,
            } => {
                let window = handling::disassemble(
                    paused.as_deref(),
                    code,
                    offset,
                    instruction_offset,
                    count,
                );
                window.map(Reply::Disassembly).into()
            }
            Command::Code { code } => handling::code(paused.as_deref(), code)
                .map(|view| Reply::Code(Box::new(view)))
                .into(),
            Command::SourceText { path } => {
                let text = sources::text(&path);
                text.map(Reply::SourceText)
                    .ok_or_else(|| Failure::not_found(format!("no text of '{path}'")))
                    .into()
            }
            Command::Modules => Ok(Reply::Modules(modules())).into(),
            Command::LoadedSources => Ok(Reply::Sources(codes::known_sources())).into(),
            command => match paused {
                Some(paused) if self.state == State::Stopped => {
                    self.carry_out_stopped(paused, command)
                }
                _ => {
                    let failure =
                        Failure::new(FailureKind::WrongState, "the program is not stopped");
                    Outcome::Reply(Err(failure))
                }
            },
        }
    }

    fn start(&mut self, stop_on_entry: bool, just_my_code: bool) -> Outcome {
        if self.state != State::Waiting {
            return Err(Failure::new(
                FailureKind::WrongState,
                "the program has been started",
            ))
            .into();
        }
        self.user_only = just_my_code;
        self.entry = stop_on_entry;
        if stop_on_entry {
            marks::arm(Armed {
                everywhere: true,
                user_only: true,
                ..Armed::default()
            });
        }
        Outcome::Resume
    }

    fn terminate(&mut self) -> Outcome {
        self.terminating = true;
        // The program is ended by an exception, which is nothing to stop for.
        debug::watch_exceptions(false);
        marks::breakpoints(|kept| kept.exceptions = ExceptionFilters::default());
        match self.state {
            State::Waiting => Outcome::Leave,
            State::Running => Ok(Reply::Done).into(),
            State::Stopped => Outcome::Resume,
        }
    }

    fn threads(&self) -> Vec<ThreadView> {
        let view = |info: threads::Info| ThreadView {
            id: thread_id(info.number),
            name: match (info.name.is_empty(), info.is_main) {
                (false, _) => info.name,
                (true, true) => "MainThread".to_owned(),
                (true, false) => format!("Thread {}", info.number),
            },
            ident: info.ident as u64,
            daemon: info.daemon,
            state: match (self.state, info.is_waiting) {
                (State::Stopped, _) => ThreadState::Stopped,
                (_, true) => ThreadState::Blocked,
                (_, false) => ThreadState::Running,
            },
        };
        threads::list().into_iter().map(view).collect()
    }

    fn carry_out_stopped(&mut self, paused: &mut Paused, command: Command) -> Outcome {
        match command {
            Command::Continue => Outcome::Resume,
            Command::Step {
                thread,
                kind,
                granularity,
            } => {
                let thread = match ident_of(thread) {
                    Ok(ident) => ident,
                    Err(failure) => return Err(failure).into(),
                };
                if kind == crate::protocol::StepKind::Back {
                    let why = "going back needs a recorded run";
                    return Err(Failure::new(FailureKind::Unsupported, why)).into();
                }
                self.step = Some(Step::begin(
                    paused,
                    thread,
                    kind,
                    granularity,
                    self.user_only,
                ));
                Outcome::Resume
            }
            command => self.look(paused, command).into(),
        }
    }

    /// Commands that look at a stopped program.
    fn look(&mut self, paused: &mut Paused, command: Command) -> Result<Reply, Failure> {
        match command {
            Command::Stack {
                thread,
                start,
                levels,
            } => stack(paused, thread, start, levels),
            Command::Scopes { frame } => {
                let frame = frames::find(paused, frame)?;
                Ok(Reply::Scopes(frames::scopes(paused, frame)))
            }
            Command::Variables {
                place,
                filter,
                start,
                count,
            } => {
                if forks::is_forked(&place.root) {
                    let root = place.root.clone();
                    return self.forks.forward(
                        &root,
                        Command::Variables {
                            place,
                            filter,
                            start,
                            count,
                        },
                    );
                }
                let found = places::find(paused, &self.results, &place)?;
                Ok(Reply::Variables(
                    found.children(paused, filter, start, count)?,
                ))
            }
            Command::Evaluate {
                mode: EvaluateMode::Forked,
                ..
            } => self.evaluate_forked(paused, command),
            Command::Evaluate { .. } => self.evaluate(paused, command),
            Command::SetVariable {
                place,
                name,
                expression,
                frame,
            } => self.set_variable(paused, &place, &name, &expression, frame),
            Command::SetExpression {
                target,
                expression,
                frame,
            } => {
                let value = evaluate::assign(paused, &target, &expression, frame)?;
                let view =
                    children::view_of(paused, &target, &children::Item::Object(value.clone()));
                let mut view = view;
                view.refcount = less_one(view.refcount);
                let result = self.results.0.keep(value, &target);
                Ok(Reply::Evaluated {
                    value: view,
                    result,
                    output: String::new(),
                })
            }
            Command::Completions {
                text,
                column,
                frame,
            } => Ok(Reply::Completions(handling::completions(
                paused, &text, column, frame,
            )?)),
            Command::ExceptionInfo { .. } => self.exception_info(paused),
            Command::Generators => Ok(Reply::Generators(generators::all(paused))),
            Command::Tasks => Ok(Reply::Tasks(tasks::all(paused)?)),
            Command::Signature { id } => Ok(Reply::Signature(callables::signature(paused, id)?)),
            Command::Class { id } => Ok(Reply::Class(Box::new(classes::view(id)?))),
            Command::Heap { limit } => Ok(Reply::Heap(heap::view(limit))),
            Command::Referrers { id, limit } => Ok(Reply::Objects(heap::referrers(id, limit))),
            other => {
                let name = serde_json::to_value(&other).ok();
                let name = name
                    .as_ref()
                    .and_then(|name| name["name"].as_str())
                    .unwrap_or("this")
                    .to_owned();
                Err(Failure::new(
                    FailureKind::Unsupported,
                    format!("'{name}' is not offered"),
                ))
            }
        }
    }

    fn evaluate_forked(&mut self, paused: &mut Paused, command: Command) -> Result<Reply, Failure> {
        let Command::Evaluate {
            expression,
            frame,
            context,
            ..
        } = command
        else {
            return Err(Failure::new(FailureKind::Malformed, "not an evaluation"));
        };
        let command = Command::Evaluate {
            expression,
            frame,
            context,
            mode: EvaluateMode::Live,
        };
        let mut forks = std::mem::take(&mut self.forks);
        let this = RefCell::new(&mut *self);
        let reply = forks.evaluate(paused, command, |paused, command| {
            let mut this = this.borrow_mut();
            // In the copy its result is the only one.
            if matches!(command, Command::Evaluate { .. }) {
                this.results = Results::default();
            }
            this.look(paused, command)
        });
        self.forks = forks;
        reply
    }

    fn evaluate(&mut self, paused: &mut Paused, command: Command) -> Result<Reply, Failure> {
        let Command::Evaluate {
            expression,
            frame,
            context,
            ..
        } = command
        else {
            return Err(Failure::new(FailureKind::Malformed, "not an evaluation"));
        };
        let kind = match context {
            EvaluateContext::Repl => evaluate::Kind::Anything,
            _ => evaluate::Kind::Expression,
        };
        let value = evaluate::run(paused, &expression, kind, frame)?;
        let Some(value) = value else {
            let view = nothing(&expression);
            return Ok(Reply::Evaluated {
                value: view,
                result: 0,
                output: String::new(),
            });
        };
        let mut view =
            children::view_of(paused, &expression, &children::Item::Object(value.clone()));
        // The reference in `value` itself is counted beside the one the view takes off.
        view.refcount = less_one(view.refcount);
        let is_none = view.type_name == "NoneType";
        view.value = match context {
            EvaluateContext::Repl if is_none => String::new(),
            EvaluateContext::Repl | EvaluateContext::Clipboard => {
                evaluate::full_text(paused, &value)?
            }
            EvaluateContext::Watch | EvaluateContext::Hover => {
                shortened(evaluate::full_text(paused, &value)?)
            }
        };
        view.evaluate_name = Some(expression.clone());
        view.read_only = false;
        let result = self.results.0.keep(value, &expression);
        Ok(Reply::Evaluated {
            value: view,
            result,
            output: String::new(),
        })
    }

    fn set_variable(
        &mut self,
        paused: &mut Paused,
        place: &Place,
        name: &str,
        expression: &str,
        frame: Option<FrameId>,
    ) -> Result<Reply, Failure> {
        let frame = match &place.root {
            Root::Scope { frame, .. } => Some(*frame),
            _ => frame,
        };
        let (child, target) = places::find(paused, &self.results, place)?.child(paused, name)?;
        let read_only = || {
            Failure::new(
                FailureKind::ReadOnly,
                format!("'{name}' cannot be assigned to"),
            )
        };
        let target = target.filter(|_| !child.read_only).ok_or_else(read_only)?;
        drop(child);
        drop(evaluate::assign(paused, &target, expression, frame)?);
        let (child, target) = places::find(paused, &self.results, place)?.child(paused, name)?;
        let mut view = child.view(paused, None);
        view.evaluate_name = target;
        Ok(Reply::Assigned(view))
    }

    fn exception_info(&mut self, paused: &mut Paused) -> Result<Reply, Failure> {
        let error = paused.raised().or_else(|| paused.handled());
        let error = error.ok_or_else(|| Failure::not_found("there is no exception"))?;
        let mode = self.exception.unwrap_or(ExceptionBreak::Raised);
        Ok(Reply::Exception(exceptions::view(paused, &error, mode)))
    }
}

/// The count without the reference that the debugger holds. What only the debugger
/// holds counts as one, as it would in the program that made it.
fn less_one(
    count: Option<crate::protocol::view::RefCount>,
) -> Option<crate::protocol::view::RefCount> {
    use crate::protocol::view::RefCount;
    match count {
        Some(RefCount::Count(count)) => Some(RefCount::Count(count.saturating_sub(1).max(1))),
        other => other,
    }
}

fn shortened(mut text: String) -> String {
    const MOST: usize = 1000;
    if text.len() > MOST {
        let end = (0..=MOST)
            .rev()
            .find(|&end| text.is_char_boundary(end))
            .unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

fn nothing(name: &str) -> VariableView {
    use serpentarium_runtime::debug::with_no_program;
    with_no_program(|paused| {
        let fact = children::Item::Fact(String::new());
        children::view_of(paused, name, &fact)
    })
}

fn description(
    reason: StopReason,
    exception: Option<ExceptionBreak>,
    text: Option<&str>,
) -> Option<String> {
    match (reason, exception) {
        (StopReason::Exception, Some(mode)) => {
            let class = text
                .and_then(|text| text.split(':').next())
                .unwrap_or("an exception");
            Some(match mode {
                ExceptionBreak::Raised => format!("Paused on {class}"),
                ExceptionBreak::Uncaught => format!("Paused on uncaught {class}"),
                ExceptionBreak::UserUncaught => format!("Paused on {class}, uncaught in your code"),
            })
        }
        _ => None,
    }
}

fn set(
    state: State,
    change: impl FnOnce(&mut super::breakpoints::Breakpoints) -> Vec<crate::protocol::BreakpointView>,
) -> Result<Reply, Failure> {
    let views = marks::breakpoints(change);
    if state != State::Waiting || !views.is_empty() {
        marks::apply();
    }
    Ok(Reply::Breakpoints(views))
}

fn breakpoint_locations(path: &str, first: u32, last: u32) -> Result<Reply, Failure> {
    match possible_lines(path) {
        None => Err(Failure::not_found(format!(
            "the source '{path}' cannot be read"
        ))),
        Some(Err(message)) => Err(Failure::new(FailureKind::Syntax, message)),
        Some(Ok(lines)) => {
            let within = if first <= last {
                lines.range(first..=last).copied().collect()
            } else {
                Vec::new()
            };
            Ok(Reply::Lines(within))
        }
    }
}

fn stack(paused: &Paused, thread: ThreadId, start: u32, levels: u32) -> Result<Reply, Failure> {
    let all: Vec<_> = paused
        .frames_of_thread(ident_of(thread)?)
        .into_iter()
        .filter_map(frames::view)
        .collect();
    let total = all.len() as u32;
    let levels = if levels == 0 {
        usize::MAX
    } else {
        levels as usize
    };
    let frames = all.into_iter().skip(start as usize).take(levels).collect();
    Ok(Reply::Stack { frames, total })
}

fn modules() -> Vec<ModuleView> {
    use serpentarium_runtime::types::module::Module;
    let modules = serpentarium_runtime::vm::modules();
    let names = debug::text_keys(modules);
    let view = |name: String| {
        let module = modules.get_text(&name)?;
        let namespace = module.downcast::<Module>().map(Module::namespace);
        let text = |attribute: &str| {
            let value = namespace.as_ref()?.get_text(attribute)?;
            children::name_text(&value)
        };
        let path = text("__file__");
        Some(ModuleView {
            native: path.is_none(),
            user_code: path
                .as_deref()
                .is_some_and(|path| sources::of(path).user_code),
            version: text("__version__"),
            path,
            name,
        })
    };
    names.into_iter().filter_map(view).collect()
}
