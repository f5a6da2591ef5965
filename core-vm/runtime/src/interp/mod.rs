//! The interpreter: frames on a VM-managed stack and the handlers of the opcodes.
//!
//! | where | what |
//! |---|---|
//! | `slot` | the words of a frame: borrowed or owned references |
//! | `frame` | interpreter frames, their stack, and the frame objects' side of them |
//! | `dispatch` | the handler table and how handlers chain |
//! | `handlers/` | one file per family of instructions |
//! | `call` | calls of Python functions: frames, binding of arguments, entry from native code |
//! | `generator` | generators and coroutines |
//! | `unwind` | exceptions in flight |
//! | `specialize` | adaptive specialisation (PEP 659) |
//! | `instrument` | breakpoints, monitoring, tracing: opcodes rewritten in place (PEP 669) |
//! | `breaker`, `pending` | what interrupts running code: signals, GC, pauses |
//! | `thread` | a thread's frame stack and handled exceptions |

pub mod breaker;
pub mod call;
pub mod current;
pub(crate) mod dispatch;
pub mod frame;
pub mod generator;
pub(crate) mod handlers;
pub mod instrument;
pub mod intrinsics;
pub(crate) mod jump;
pub mod monitoring;
pub mod pending;
pub(crate) mod shim;
pub mod slot;
pub mod specialize;
pub mod thread;
pub mod trace;
pub(crate) mod unwind;

pub use call::{call_function, eval_code, eval_function};
