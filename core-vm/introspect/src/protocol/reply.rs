//! What a debuggee answers.

use serde::{Deserialize, Serialize};

use super::BreakpointView;
use super::view::{
    ClassView, CodeView, DisassemblyView, ExceptionView, FrameView, GeneratorView, HeapView,
    ModuleView, ObjectView, ScopeView, SignatureView, SourceView, TaskView, ThreadView,
    VariableView,
};

/// The answer to a [`Command`](super::Command) that was carried out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", content = "body", rename_all = "snake_case")]
pub enum Reply {
    /// Nothing but success.
    Done,
    /// What became of the breakpoints, in the order of the command.
    Breakpoints(Vec<BreakpointView>),
    /// Line numbers, ascending.
    Lines(Vec<u32>),
    /// The live threads, the main thread first.
    Threads(Vec<ThreadView>),
    /// A window of a stack.
    Stack {
        /// The frames, innermost first.
        frames: Vec<FrameView>,
        /// How many frames the stack has in all.
        total: u32,
    },
    /// The scopes of a frame, in the order to show them.
    Scopes(Vec<ScopeView>),
    /// Children of a place.
    Variables(Vec<VariableView>),
    /// The value of an expression.
    Evaluated {
        /// The value; its `name` is the expression.
        value: VariableView,
        /// The number of the [`Result`](super::Root::Result) that expands it.
        result: u64,
        /// What the evaluation wrote to standard output and error (of a forked copy;
        /// a live one writes to the program's own streams).
        output: String,
    },
    /// The value after an assignment.
    Assigned(VariableView),
    /// Possible completions, best first.
    Completions(Vec<Completion>),
    /// An exception and its chain.
    Exception(ExceptionView),
    /// A window of instructions.
    Disassembly(DisassemblyView),
    /// A whole code object.
    Code(Box<CodeView>),
    /// Text of a source.
    SourceText(String),
    /// Modules in `sys.modules` order.
    Modules(Vec<ModuleView>),
    /// Sources in the order of loading.
    Sources(Vec<SourceView>),
    /// Generators, coroutines, asynchronous generators.
    Generators(Vec<GeneratorView>),
    /// Tasks of the event loops.
    Tasks(Vec<TaskView>),
    /// A class.
    Class(Box<ClassView>),
    /// A signature.
    Signature(SignatureView),
    /// The heap.
    Heap(HeapView),
    /// Objects.
    Objects(Vec<ObjectView>),
}

/// One completion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The whole name.
    pub label: String,
    /// Byte column where the text it replaces begins; it ends at the cursor.
    pub start: u32,
    /// What it names.
    pub kind: CompletionKind,
}

/// What a completion names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompletionKind {
    /// A variable.
    Variable,
    /// A function or method.
    Function,
    /// A class.
    Class,
    /// A module.
    Module,
    /// A property or other data descriptor.
    Property,
    /// Another attribute.
    Field,
    /// A keyword.
    Keyword,
}
