//! Threads, their frames, the frames' scopes.

use serde::{Deserialize, Serialize};

use super::super::{CodeId, FrameId, ScopeKind, ThreadId};
use super::code::PositionView;
use super::source::SourceView;

/// A thread of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadView {
    /// Its number.
    pub id: ThreadId,
    /// `threading.Thread.name`, `MainThread` for the main thread.
    pub name: String,
    /// `threading.get_ident()` of it.
    pub ident: u64,
    /// Whether it is a daemon.
    pub daemon: bool,
    /// What it is doing.
    pub state: ThreadState,
}

/// What a thread is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreadState {
    /// It executes or could.
    Running,
    /// It waits for a lock, input, time.
    Blocked,
    /// The program is stopped.
    Stopped,
}

/// One activation of a code object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameView {
    /// Its number.
    pub id: FrameId,
    /// `co_qualname`; `<module>` for a module.
    pub name: String,
    /// `__name__` of its globals, if it is a string.
    pub module: Option<String>,
    /// What kind of code it runs.
    pub kind: FrameKind,
    /// Its code object.
    pub code: CodeId,
    /// Its source.
    pub source: SourceView,
    /// The range of the current instruction; the call's, in a frame that waits for one.
    pub position: PositionView,
    /// Byte offset of the current instruction: the next to execute in the innermost
    /// frame, the call that is under way in the others.
    pub offset: u32,
    /// Number of values on its operand stack.
    pub stack_depth: u32,
}

/// What kind of code a frame runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrameKind {
    /// A module's body, or code given to `exec`.
    Module,
    /// A class body.
    Class,
    /// A function.
    Function,
    /// A generator.
    Generator,
    /// A coroutine.
    Coroutine,
    /// An asynchronous generator.
    AsyncGenerator,
}

/// A scope of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeView {
    /// Which one.
    pub kind: ScopeKind,
    /// What to call it.
    pub name: String,
    /// Number of named variables in it.
    pub named: u64,
    /// Number of indexed variables in it.
    pub indexed: u64,
    /// Whether it is large, so that it should be fetched only when a person opens it.
    pub expensive: bool,
}
