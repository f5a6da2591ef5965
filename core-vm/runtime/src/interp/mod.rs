//! The interpreter: frames on a VM-managed stack and the handlers of the opcodes.
//!
//! | where | what |
//! |---|---|
//! | `slot` | the words of a frame: borrowed or owned references |
//! | `frame` | interpreter frames, their stack, and the frame objects' side of them |
//! | `dispatch` | the handler table and how handlers chain |
//! | `handlers/` | one file per family of instructions |
//! | `specialize` | adaptive specialisation (PEP 659) |
//! | `instrument` | breakpoints, monitoring, tracing: opcodes rewritten in place (PEP 669) |
//! | `breaker` | what interrupts running code: signals, GC, pauses |

pub mod breaker;
pub mod frame;
pub mod generator;
pub mod instrument;
pub mod slot;
pub mod specialize;
