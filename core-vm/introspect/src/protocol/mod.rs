//! What the debugged process and its watcher say to each other.
//!
//! The *debuggee* is the process that runs the program; it serves this protocol. The
//! *client* (a debug adapter, a terminal session) drives it. After the
//! [handshake](Hello) the client sends [`Request`]s, the debuggee answers each with
//! exactly one [`Reply`], in the order in which it received them, and sends an
//! [`Event`] whenever something happens on its own.
//!
//! Conventions that hold for every message:
//! - lines count from 1, columns from 0 and in bytes of UTF-8 (as in `co_positions()`);
//!   a bytecode offset is in bytes from the start of `co_code`, caches included;
//! - sizes are bytes as `sys.getsizeof` counts them, an object's id is its address
//!   as `id()` gives it;
//! - reading never changes the program. What could run its code says so.
//!
//! The data is self-contained: no view points into the machine, and what can be
//! expanded is named by a [`Place`], a path that is walked anew at each question.

mod breakpoint;
mod command;
mod event;
mod framing;
mod handshake;
pub mod live;
mod message;
mod place;
mod reply;
pub mod view;

pub use breakpoint::{
    BreakpointSpec, BreakpointView, ExceptionFilter, ExceptionFilters, FunctionBreakpointSpec,
    HitCondition, InstructionBreakpointSpec, LogPart, ParseHitConditionError, ParseLogMessageError,
    field_expression, parse_log_message,
};
pub use command::{Command, EvaluateContext, EvaluateMode, Granularity, StepKind, VariableFilter};
pub use event::{Event, LoadChange, OutputStream, StopReason, ThreadChange};
pub use framing::{FrameDecoder, FrameError, MAX_FRAME, encode_frame, read_frame, write_frame};
pub use handshake::{Hello, PROTOCOL_VERSION, TOKEN_VARIABLE, Welcome};
pub use message::{ClientMessage, DebuggeeMessage, Failure, FailureKind, Request, Response};
pub use place::{CodeId, FrameId, ObjectId, Place, Root, ScopeKind, Step, ThreadId};
pub use reply::{Completion, CompletionKind, Reply};

#[cfg(test)]
mod tests;
