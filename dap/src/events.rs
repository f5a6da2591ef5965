//! What the debuggee tells, as DAP events.

use std::rc::Rc;

use dap_types::{
    BreakpointEvent, BreakpointEventReason, ContinuedEvent, ExitedEvent, LoadedSourceEvent,
    LoadedSourceEventReason, ModuleEvent, ModuleEventReason, StoppedEvent, StoppedEventReason,
    TerminatedEvent, ThreadEvent, ThreadEventReason,
};
use serpentarium_introspect::protocol::{
    DebuggeeMessage, Event, LoadChange, OutputStream, StopReason, ThreadChange,
};
use tokio::sync::mpsc;

use crate::debuggee::Debuggee;
use crate::handlers::{breakpoints, sources::client_module};
use crate::launch::{Exit, Incoming};
use crate::session::{Phase, Session};
use crate::sources::client_source;
use crate::types::Output;

/// Takes in all that comes from a debuggee, until its end.
pub async fn pump(
    session: Rc<Session>,
    debuggee: Rc<Debuggee>,
    mut incoming: mpsc::UnboundedReceiver<Incoming>,
) {
    while let Some(next) = incoming.recv().await {
        match next {
            Incoming::Message(message) => match *message {
                DebuggeeMessage::Response(response) => debuggee.replied(response),
                // After a restart or a disconnect nobody wants to hear of the old one.
                DebuggeeMessage::Event(_) if debuggee.end_told.get() => {}
                DebuggeeMessage::Event(event) => handle(&session, &debuggee, event),
            },
            Incoming::Output(..) if debuggee.end_told.get() => {}
            Incoming::Output(stream, text) => output(&session, stream, text),
            Incoming::Ended(exit) => {
                debuggee.broke_off();
                ended(&session, &debuggee, &exit);
            }
        }
    }
    // The sender went without a word: a launcher that failed.
    debuggee.broke_off();
    ended(&session, &debuggee, &Exit::Unknown);
}

fn handle(session: &Rc<Session>, debuggee: &Debuggee, event: Event) {
    match event {
        Event::Stopped {
            reason,
            thread,
            description,
            text,
            hit_breakpoints,
        } => {
            session.set_running(false);
            session.handles.borrow_mut().stopped();
            session.sources.borrow_mut().forget_texts();
            let stopped = StoppedEvent {
                reason: stop_reason(reason),
                description: description.or_else(|| default_description(reason)),
                thread_id: Some(thread.0),
                preserve_focus_hint: None,
                text,
                all_threads_stopped: Some(true),
                hit_breakpoint_ids: (!hit_breakpoints.is_empty()).then_some(hit_breakpoints),
            };
            session.event("stopped", &stopped);
        }
        Event::Continued { thread } => {
            session.set_running(true);
            let continued = ContinuedEvent {
                thread_id: thread.0,
                all_threads_continued: Some(true),
            };
            session.event("continued", &continued);
        }
        Event::Output {
            stream,
            text,
            location,
        } => {
            let source = location
                .as_ref()
                .map(|(source, _)| client_source(session, source));
            let line = location.map(|(_, line)| session.client_line(line));
            let output = Output {
                category: category(stream),
                output: text,
                source,
                line,
            };
            session.event("output", &output);
        }
        Event::Exited { code } => debuggee.exit_code.set(Some(code)),
        Event::Thread { thread, change } => {
            let reason = match change {
                ThreadChange::Started => ThreadEventReason::Started,
                ThreadChange::Exited => ThreadEventReason::Exited,
            };
            session.event(
                "thread",
                &ThreadEvent {
                    reason,
                    thread_id: thread.0,
                },
            );
        }
        Event::BreakpointChanged(view) => {
            let breakpoint = breakpoints::client_breakpoint(session, &view);
            let reason = BreakpointEventReason::Changed;
            session.event("breakpoint", &BreakpointEvent { reason, breakpoint });
        }
        Event::Module { module, change } => {
            let reason = match change {
                LoadChange::Added => ModuleEventReason::New,
                LoadChange::Removed => ModuleEventReason::Removed,
            };
            session.event(
                "module",
                &ModuleEvent {
                    reason,
                    module: client_module(&module),
                },
            );
        }
        Event::SourceLoaded(source) => {
            let source = client_source(session, &source);
            let reason = LoadedSourceEventReason::New;
            session.event("loadedSource", &LoadedSourceEvent { reason, source });
        }
    }
}

fn stop_reason(reason: StopReason) -> StoppedEventReason {
    match reason {
        StopReason::Entry => StoppedEventReason::Entry,
        StopReason::Step => StoppedEventReason::Step,
        StopReason::Breakpoint | StopReason::BreakpointCall => StoppedEventReason::Breakpoint,
        StopReason::FunctionBreakpoint => StoppedEventReason::FunctionBreakpoint,
        StopReason::InstructionBreakpoint => StoppedEventReason::InstructionBreakpoint,
        StopReason::Exception => StoppedEventReason::Exception,
        StopReason::Pause => StoppedEventReason::Pause,
    }
}

fn default_description(reason: StopReason) -> Option<String> {
    (reason == StopReason::BreakpointCall).then(|| "Paused on breakpoint()".to_owned())
}

fn category(stream: OutputStream) -> &'static str {
    match stream {
        OutputStream::Stdout => "stdout",
        OutputStream::Stderr => "stderr",
        OutputStream::Console => "console",
    }
}

/// Passes on text of the program.
pub fn output(session: &Session, stream: OutputStream, text: String) {
    session.event(
        "output",
        &Output {
            category: category(stream),
            output: text,
            source: None,
            line: None,
        },
    );
}

/// Tells the end of a program, once.
pub fn ended(session: &Session, debuggee: &Debuggee, exit: &Exit) {
    if debuggee.end_told.replace(true) {
        return;
    }
    session.phase.set(Phase::Ended);
    let announced = debuggee.exit_code.get();
    let code = match (exit, announced) {
        (Exit::Code(code), _) => Some(*code),
        (Exit::Signal { number, name }, _) => {
            let text = format!("The program was ended by signal {number}{name}.\n");
            output(session, OutputStream::Console, text);
            // As a shell reports it; the specification has no place for signals.
            Some(128 + *number)
        }
        (Exit::Unknown, Some(code)) => Some(code),
        (Exit::Unknown, None) => {
            let text = "The program's process ended without giving an exit code.\n".to_owned();
            output(session, OutputStream::Console, text);
            None
        }
    };
    if let Some(code) = code {
        // Windows codes above 2^31 arrive negative; DAP's field is a plain number.
        session.event(
            "exited",
            &ExitedEvent {
                exit_code: u64::from(code as u32),
            },
        );
    }
    session.event("terminated", &TerminatedEvent { restart: None });
}
