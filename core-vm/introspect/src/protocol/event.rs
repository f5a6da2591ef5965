//! What a debuggee tells unasked.

use serde::{Deserialize, Serialize};

use super::view::{ModuleView, SourceView};
use super::{BreakpointView, ThreadId};

/// Something that happened in the debuggee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", content = "body", rename_all = "snake_case")]
pub enum Event {
    /// The program stands still; every thread does.
    Stopped {
        /// Why.
        reason: StopReason,
        /// The thread that caused it.
        thread: ThreadId,
        /// A short sentence to show instead of the reason, if there is more to say.
        description: Option<String>,
        /// More text: an exception's message, the error in a condition.
        text: Option<String>,
        /// Ids of the breakpoints that were hit.
        hit_breakpoints: Vec<u64>,
    },
    /// The program runs again without having been told to by this client.
    Continued {
        /// The thread that runs; all do.
        thread: ThreadId,
    },
    /// Text for the person.
    Output {
        /// Where it belongs.
        stream: OutputStream,
        /// The text, with its newlines.
        text: String,
        /// The source and line that wrote it, if known.
        location: Option<(SourceView, u32)>,
    },
    /// The program ended; the process ends next.
    Exited {
        /// Its exit code.
        code: i32,
    },
    /// A thread began or ended.
    Thread {
        /// The thread.
        thread: ThreadId,
        /// Which of the two.
        change: ThreadChange,
    },
    /// A breakpoint was verified, moved or lost.
    BreakpointChanged(BreakpointView),
    /// A module was added to or removed from `sys.modules`.
    Module {
        /// The module.
        module: ModuleView,
        /// What happened to it.
        change: LoadChange,
    },
    /// Code of a source was loaded for the first time.
    SourceLoaded(SourceView),
}

/// Why the program stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// Before the first line, as asked for by `Start`.
    Entry,
    /// A step ended.
    Step,
    /// A line breakpoint.
    Breakpoint,
    /// A function breakpoint.
    FunctionBreakpoint,
    /// An instruction breakpoint.
    InstructionBreakpoint,
    /// `breakpoint()` was called.
    BreakpointCall,
    /// An exception that a filter asks to stop for.
    Exception,
    /// `Pause`.
    Pause,
}

/// Where an output belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputStream {
    /// The program's standard output.
    Stdout,
    /// The program's standard error.
    Stderr,
    /// The debugger itself: log messages, remarks.
    Console,
}

/// What happened to a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreadChange {
    /// It began.
    Started,
    /// It ended.
    Exited,
}

/// What happened to a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoadChange {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}
