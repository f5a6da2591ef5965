//! An exception that a thread is stopped for.

use serde::{Deserialize, Serialize};

/// An exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionView {
    /// The class, with its module if that is not `builtins`.
    pub type_name: String,
    /// The message: the last line of the traceback after the class.
    pub message: String,
    /// Which filter it stopped for.
    pub break_mode: ExceptionBreak,
    /// The traceback as Python prints it, chained exceptions and notes included.
    pub traceback: String,
    /// `__notes__`.
    pub notes: Vec<String>,
    /// `__cause__`, or `__context__` if that is shown, then theirs, nearest first:
    /// each without a chain of its own.
    pub chain: Vec<ExceptionView>,
}

/// Which filter an exception stopped for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExceptionBreak {
    /// `raised`.
    Raised,
    /// `uncaught`.
    Uncaught,
    /// `user_uncaught`.
    UserUncaught,
}
