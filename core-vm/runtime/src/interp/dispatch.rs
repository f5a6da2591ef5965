//! The handler table and how handlers chain.
//!
//! A handler is a function of the machine registers `(ip, sp, frame, thread, oparg)`. It
//! ends by calling the next instruction's handler in tail position, which optimised
//! builds turn into an indirect jump: the registers stay in registers and the native
//! stack does not grow. `ip` points at the instruction itself, `sp` behind the top of the
//! value stack.
//!
//! Rules for handlers (they keep the tail call): only `Copy` values are alive at
//! [`go!`]; slow paths are separate `#[cold]` functions, work that needs native stack is out
//! of line and says by a [`Step`] how to go on. `tests/tools/check_tail_calls.py` looks at
//! the binary for handlers that break the rule. On an error the operands stay on
//! the stack and [`raise!`] leaves them to the unwinder.

use crate::interp::frame::InterpreterFrame;
use crate::interp::handlers;
use crate::interp::slot::Slot;
use crate::interp::thread::Thread;
use crate::object::{Obj, PyResult};

/// One instruction's code. Returns from the interpreter: the result, owned, or null with
/// the exception in the thread.
pub(crate) type Handler =
    unsafe fn(*mut u16, *mut Slot, *mut InterpreterFrame, *mut Thread, usize) -> *mut Obj;

#[cfg(debug_assertions)]
compile_error!("handlers chain by tail calls, which debug assertions prevent: see [profile.dev]");

/// Goes on with the instruction `$n` units after `$ip`.
macro_rules! go {
    ($ip:expr, $n:expr, $sp:expr, $frame:expr, $thread:expr) => {{
        let ip = $ip.add($n);
        let unit = *ip;
        return $crate::interp::dispatch::HANDLERS[usize::from(unit & 0xFF)](
            ip,
            $sp,
            $frame,
            $thread,
            usize::from(unit >> 8),
        );
    }};
}

/// Runs the same instruction again, after it was rewritten.
macro_rules! again {
    ($ip:expr, $sp:expr, $frame:expr, $thread:expr, $arg:expr) => {
        return $crate::interp::dispatch::HANDLERS[usize::from(*$ip & 0xFF)](
            $ip, $sp, $frame, $thread, $arg,
        )
    };
}

/// Saves the registers where inspection and nested calls find them.
macro_rules! save {
    ($ip:expr, $sp:expr, $frame:expr) => {
        (*$frame).ip = $ip;
        (*$frame).sp = $sp;
    };
}

/// Leaves the handler with an exception.
macro_rules! raise {
    ($error:expr, $ip:expr, $sp:expr, $frame:expr, $thread:expr) => {{
        $crate::interp::unwind::set_raised($thread, $error);
        return $crate::interp::unwind::error($ip, $sp, $frame, $thread, 0);
    }};
}

/// The value of a `PyResult`, or [`raise!`].
macro_rules! check {
    ($result:expr, $ip:expr, $sp:expr, $frame:expr, $thread:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => raise!(error, $ip, $sp, $frame, $thread),
        }
    };
}

/// How the machine goes on after work that was done out of line. The registers are in the
/// thread's frame.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// With the instruction at the frame's `ip`.
    Go,
    /// By unwinding: the exception is in the thread, `ip` is the instruction that raised.
    Raised,
    /// With the plain form of the instrumented instruction at `ip`.
    Plain,
}

impl Step {
    /// What a fallible piece of work says; its exception goes to the thread.
    #[inline(always)]
    pub(crate) unsafe fn of(thread: *mut Thread, result: PyResult<Step>) -> Step {
        match result {
            Ok(step) => step,
            Err(error) => {
                // SAFETY: the caller's thread is alive.
                unsafe { crate::interp::unwind::set_raised(thread, error) };
                Step::Raised
            }
        }
    }
}

/// Leaves the handler as a [`Step`] says; `$plain` is the opcode that [`Step::Plain`] runs.
macro_rules! take {
    ($step:expr, $th:expr) => {
        $crate::interp::dispatch::take!($step, $th, 0u8, 0)
    };
    ($step:expr, $th:expr, $plain:expr, $arg:expr) => {{
        let step = $step;
        let frame = (*$th).frame;
        let (ip, sp) = ((*frame).ip.cast_mut(), (*frame).sp);
        match step {
            $crate::interp::dispatch::Step::Go => go!(ip, 0, sp, frame, $th),
            $crate::interp::dispatch::Step::Raised => {
                return $crate::interp::unwind::error(ip, sp, frame, $th, 0);
            }
            $crate::interp::dispatch::Step::Plain => {
                let plain = $crate::interp::instrument::plain(ip, $plain);
                return $crate::interp::dispatch::HANDLERS[usize::from(plain)](
                    ip, sp, frame, $th, $arg,
                );
            }
        }
    }};
}

/// Defines a handler.
macro_rules! op {
    ($(#[$meta:meta])* $name:ident, |$ip:ident, $sp:ident, $frame:ident, $thread:ident, $arg:ident| $body:block) => {
        $(#[$meta])*
        #[allow(non_snake_case, unused_variables, unused_mut)]
        pub(crate) unsafe fn $name(
            mut $ip: *mut u16,
            mut $sp: *mut $crate::interp::slot::Slot,
            $frame: *mut $crate::interp::frame::InterpreterFrame,
            $thread: *mut $crate::interp::thread::Thread,
            $arg: usize,
        ) -> *mut $crate::object::Obj $body
    };
}

/// Pushes a slot.
macro_rules! push {
    ($sp:expr, $slot:expr) => {
        *$sp = $slot;
        $sp = $sp.add(1);
    };
}

pub(crate) use {again, check, go, op, push, raise, save, take};

macro_rules! table {
    ($(($name:ident, $number:expr))*) => {
        /// The handler of every opcode.
        pub(crate) static HANDLERS: [Handler; 256] = {
            let mut table: [Handler; 256] = [handlers::unknown_opcode; 256];
            $(table[$number] = handlers::$name;)*
            table
        };
    };
}

serpentarium_bytecode::for_each_opcode!(table);
