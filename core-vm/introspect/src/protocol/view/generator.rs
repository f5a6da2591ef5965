//! Generators, coroutines, asynchronous generators and the tasks that drive them.

use serde::{Deserialize, Serialize};

use super::super::{CodeId, FrameId, ObjectId};
use super::code::{InstructionView, PositionView};
use super::source::SourceView;
use super::variable::{RefCount, VariableView};

/// A generator, coroutine or asynchronous generator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GeneratorView {
    /// The object.
    pub id: ObjectId,
    /// `__qualname__`.
    pub name: String,
    /// Which of the three.
    pub kind: GeneratorKind,
    /// Where in its life it is.
    pub state: GeneratorState,
    /// Its references.
    pub refcount: RefCount,
    /// Its code object.
    pub code: CodeId,
    /// Its source.
    pub source: SourceView,
    /// Its frame; `None` once closed.
    pub frame: Option<FrameId>,
    /// Where it stands: at the `yield` or `await` it is suspended in, before the
    /// first line when created. Empty once closed.
    pub position: PositionView,
    /// The instruction it stands at; `None` once closed.
    pub instruction: Option<InstructionView>,
    /// What it delegates to: the value's text, for `yield from` and `await`.
    pub awaits: Option<String>,
    /// Its local variables, cells and frees included; empty once closed.
    pub locals: Vec<VariableView>,
}

/// Which kind of generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GeneratorKind {
    /// `def` with `yield`, or a generator expression.
    Generator,
    /// `async def`.
    Coroutine,
    /// `async def` with `yield`.
    AsyncGenerator,
}

/// As `inspect.getgeneratorstate` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GeneratorState {
    /// Not started.
    Created,
    /// Executing now, or waiting for a call it made.
    Running,
    /// At a `yield` or `await`.
    Suspended,
    /// Finished, failed or closed.
    Closed,
}

impl GeneratorState {
    /// The lower-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            GeneratorState::Created => "created",
            GeneratorState::Running => "running",
            GeneratorState::Suspended => "suspended",
            GeneratorState::Closed => "closed",
        }
    }
}

impl GeneratorKind {
    /// The type's name as Python spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            GeneratorKind::Generator => "generator",
            GeneratorKind::Coroutine => "coroutine",
            GeneratorKind::AsyncGenerator => "async_generator",
        }
    }
}

/// A task of an event loop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskView {
    /// The task object.
    pub id: ObjectId,
    /// `Task.get_name()`.
    pub name: String,
    /// How far it is.
    pub state: TaskState,
    /// The coroutine it drives.
    pub coroutine: ObjectId,
    /// The chain of coroutines from the outermost to the one that waits, each with
    /// its line: `(qualname, source, line)`.
    pub stack: Vec<(String, SourceView, Option<u32>)>,
    /// What the innermost waits for, as text.
    pub waiting_for: Option<String>,
}

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// It runs or waits.
    Pending,
    /// It returned or raised.
    Done,
    /// It was cancelled.
    Cancelled,
}
