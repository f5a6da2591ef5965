//! What a text did when it was run once, line by line.
//!
//! The worker that runs it (`serpentarium live`) prints one [`Report`] as JSON and ends.

use serde::{Deserialize, Serialize};

use super::view::RefCount;

/// Everything that was seen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Ascending by line.
    pub lines: Vec<LineReport>,
    pub end: End,
    /// The exceptions that nothing caught, a group before its parts.
    pub errors: Vec<ErrorReport>,
    /// How long it ran.
    pub milliseconds: u64,
}

/// How the run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum End {
    /// By itself.
    #[default]
    Finished,
    /// It took too long.
    TimeLimit,
    /// It used too much memory.
    MemoryLimit,
    /// It did too much.
    FuelLimit,
}

/// What happened on one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LineReport {
    /// From 1.
    pub line: u32,
    pub seen: Vec<Seen>,
}

/// One thing that a line does, over all the times that it did it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    pub what: What,
    /// What got the value: `x`, `self.x`, `d[…]`; the function's name for a call.
    pub label: String,
    pub count: u64,
    pub first: Shown,
    /// Absent when it is the first.
    pub last: Option<Shown>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum What {
    /// A function was entered with these arguments.
    Call,
    /// Something was bound to a name, an attribute or an item.
    Assign,
    /// An expression stood alone; nothing is told when it is `None`.
    Value,
    Return,
    Yield,
    /// Written to standard output.
    Output,
    /// Written to standard error.
    ErrorOutput,
}

/// A value at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    pub text: String,
    /// The type's name; empty for texts that were written.
    pub type_name: String,
    /// References besides the one that was looked through.
    pub refcount: Option<RefCount>,
    /// `sys.getsizeof`
    pub size: u64,
}

/// An exception that ended the run, or one of its threads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorReport {
    pub type_name: String,
    pub message: String,
    /// The lines of the text it came through, innermost last.
    pub lines: Vec<u32>,
    /// As Python prints it.
    pub traceback: String,
}
