//! What a client can ask of a debuggee.

use serde::{Deserialize, Serialize};

use super::{
    BreakpointSpec, CodeId, ExceptionFilters, FrameId, FunctionBreakpointSpec,
    InstructionBreakpointSpec, ObjectId, Place, ThreadId,
};

/// A command. Each variant names the [`Reply`](super::Reply) it is answered with and,
/// where it is not always allowed, the state it needs; in the wrong state it fails
/// with [`WrongState`](super::FailureKind::WrongState).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", content = "arguments", rename_all = "snake_case")]
pub enum Command {
    /// Replaces all breakpoints of one source. Answer: `Breakpoints`, in the order
    /// given. Hit counts of breakpoints whose id and line stay are kept.
    SetBreakpoints {
        /// Absolute path, or the file name of a source without a file.
        path: String,
        /// The breakpoints wanted.
        breakpoints: Vec<BreakpointSpec>,
    },
    /// Replaces all function breakpoints. Answer: `Breakpoints`.
    SetFunctionBreakpoints(Vec<FunctionBreakpointSpec>),
    /// Replaces all instruction breakpoints. Answer: `Breakpoints`.
    SetInstructionBreakpoints(Vec<InstructionBreakpointSpec>),
    /// Replaces the exception filters. Answer: `Done`.
    SetExceptionFilters(ExceptionFilters),
    /// The lines of a source on which a breakpoint can stand. Answer: `Lines`.
    BreakpointLocations {
        /// As in `SetBreakpoints`.
        path: String,
        /// First line of interest.
        first: u32,
        /// Last line of interest.
        last: u32,
    },

    /// Runs the program from its beginning; only once, before any other running
    /// command. Answer: `Done`.
    Start {
        /// Stop before the first line of the program.
        stop_on_entry: bool,
        /// Steps and `user_uncaught` pass over code of the standard library and
        /// installed packages.
        just_my_code: bool,
    },
    /// Lets the program run on. Needs: stopped. Answer: `Done`, then events.
    Continue,
    /// Stops the program as soon as it executes an instruction. While an evaluation
    /// is under way it interrupts that instead. Answer: `Done`, then `Stopped`.
    Pause,
    /// Runs one thread up to the next stop of that kind, the others as they are
    /// scheduled. Needs: stopped. Answer: `Done`, then `Stopped`.
    Step {
        /// The thread.
        thread: ThreadId,
        /// In, over, out or back.
        kind: StepKind,
        /// How far one step goes.
        granularity: Granularity,
    },
    /// Asks the program to end: `SystemExit` is raised in its main thread, so that
    /// `finally` and `atexit` run. Answer: `Done`, then `Exited` if it does end.
    Terminate,
    /// Removes all breakpoints, lets the program run on and ends the conversation.
    /// Answer: `Done`.
    Detach,

    /// The live threads. Answer: `Threads`.
    Threads,
    /// Frames of a thread, innermost first. Needs: stopped. Answer: `Stack`.
    Stack {
        /// The thread.
        thread: ThreadId,
        /// How many frames to leave out.
        start: u32,
        /// How many to give, 0 for all.
        levels: u32,
    },
    /// The scopes of a frame. Needs: stopped. Answer: `Scopes`.
    Scopes {
        /// The frame.
        frame: FrameId,
    },
    /// The children of a place. Needs: stopped. Answer: `Variables`.
    Variables {
        /// The container.
        place: Place,
        /// Which children.
        filter: VariableFilter,
        /// How many of them to leave out.
        start: u64,
        /// How many to give, 0 for all.
        count: u64,
    },
    /// Evaluates an expression (or, in the `Repl` context, statements). Needs:
    /// stopped. Answer: `Evaluated`.
    Evaluate {
        /// The source text.
        expression: String,
        /// The frame whose names it sees; `None` for the main module's globals.
        frame: Option<FrameId>,
        /// What the result is for.
        context: EvaluateContext,
        /// In the program itself or in a forked copy.
        mode: EvaluateMode,
    },
    /// Assigns the value of an expression to a child of a place. Runs in the program
    /// itself. Needs: stopped. Answer: `Assigned`.
    SetVariable {
        /// The container.
        place: Place,
        /// The child's name, as its `VariableView` gives it.
        name: String,
        /// The new value, evaluated in `frame`.
        expression: String,
        /// As in `Evaluate`; `None` takes the frame of the place, if it has one.
        frame: Option<FrameId>,
    },
    /// Assigns to a target (a name, attribute, subscription). Runs in the program
    /// itself. Needs: stopped. Answer: `Evaluated`, with the target's new value.
    SetExpression {
        /// The target's source text.
        target: String,
        /// The new value's source text.
        expression: String,
        /// As in `Evaluate`.
        frame: Option<FrameId>,
    },
    /// Completes the name before a column. Runs no code of the program. Needs:
    /// stopped. Answer: `Completions`.
    Completions {
        /// The line of text.
        text: String,
        /// Byte column of the cursor.
        column: u32,
        /// As in `Evaluate`.
        frame: Option<FrameId>,
    },
    /// The exception a thread is stopped for. Needs: stopped. Answer: `Exception`.
    ExceptionInfo {
        /// The thread.
        thread: ThreadId,
    },

    /// A window of a code object's instructions. Answer: `Disassembly`.
    Disassemble {
        /// The code object.
        code: CodeId,
        /// Byte offset of the instruction the window is counted from.
        offset: u32,
        /// How many instructions after (before, if negative) that one it starts.
        instruction_offset: i64,
        /// How many instructions to give.
        count: u32,
    },
    /// Everything about one code object, all instructions included. Answer: `Code`.
    Code {
        /// The code object.
        code: CodeId,
    },
    /// The text of a source as the machine knows it. Answer: `SourceText`.
    SourceText {
        /// Its file name.
        path: String,
    },
    /// The loaded modules. Answer: `Modules`.
    Modules,
    /// The sources whose code is loaded. Answer: `Sources`.
    LoadedSources,
    /// Live generators, coroutines and asynchronous generators, oldest first.
    /// Needs: stopped. Answer: `Generators`.
    Generators,
    /// The tasks of the running event loops. Needs: stopped. Answer: `Tasks`.
    Tasks,
    /// The anatomy of a class. Needs: stopped. Answer: `Class`.
    Class {
        /// The class object.
        id: ObjectId,
    },
    /// The signature of a callable. Needs: stopped. Answer: `Signature`.
    Signature {
        /// The callable.
        id: ObjectId,
    },
    /// The heap by type, largest first. Needs: stopped. Answer: `Heap`.
    Heap {
        /// How many types to give, 0 for all.
        limit: u32,
    },
    /// The objects that refer to one. Needs: stopped. Answer: `Objects`.
    Referrers {
        /// The object referred to.
        id: ObjectId,
        /// How many to give, 0 for all.
        limit: u32,
    },
}

/// Which way a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Into a call, if there is one.
    In,
    /// Over calls.
    Over,
    /// To the caller, just after the call.
    Out,
    /// To the previous position.
    Back,
}

/// How far a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// To the beginning of another statement.
    Statement,
    /// To another line.
    Line,
    /// By one instruction.
    Instruction,
}

/// Which children of a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VariableFilter {
    /// Named ones, then indexed ones.
    #[default]
    All,
    /// Only the named.
    Named,
    /// Only the indexed.
    Indexed,
}

/// What an evaluated value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluateContext {
    /// A watch expression or a value shown beside the source.
    Watch,
    /// The mouse over an expression.
    Hover,
    /// A line typed at the debugger: statements are allowed, and the value is shown
    /// as the interactive prompt would show it (`repr`, nothing for `None`).
    Repl,
    /// The whole text of a value, not shortened.
    Clipboard,
}

/// Where an evaluation runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluateMode {
    /// In the program: side effects stay.
    Live,
    /// In a forked copy of the process, which is thrown away when the program
    /// continues: nothing of the program changes, not even a reference count.
    Forked,
}
