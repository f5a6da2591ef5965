//! The instrumented forms: they tell the monitoring tools, then run the plain form.

use crate::interp::dispatch::{HANDLERS, op};
use crate::interp::instrument;

/// Runs the plain form of an instrumented instruction after its events.
macro_rules! plain_after_events {
    ($($name:ident => $base:ident;)*) => {$(
        op!(
            #[cold]
            $name, |ip, sp, frame, th, arg| {
                (*frame).ip = ip;
                (*frame).sp = sp;
                match instrument::before(th, frame, ip, serpentarium_bytecode::opcode::op::$base, arg) {
                    Ok(next) => HANDLERS[usize::from(next)](ip, sp, frame, th, arg),
                    Err(error) => {
                        crate::interp::unwind::set_raised(th, error);
                        crate::interp::unwind::error(ip, sp, frame, th, 0)
                    }
                }
            }
        );
    )*};
}

plain_after_events! {
    INSTRUMENTED_CALL => CALL;
    INSTRUMENTED_CALL_FUNCTION_EX => CALL_FUNCTION_EX;
    INSTRUMENTED_CALL_KW => CALL_KW;
    INSTRUMENTED_END_ASYNC_FOR => END_ASYNC_FOR;
    INSTRUMENTED_END_FOR => END_FOR;
    INSTRUMENTED_END_SEND => END_SEND;
    INSTRUMENTED_FOR_ITER => FOR_ITER;
    INSTRUMENTED_INSTRUCTION => NOP;
    INSTRUMENTED_JUMP_BACKWARD => JUMP_BACKWARD;
    INSTRUMENTED_JUMP_FORWARD => JUMP_FORWARD;
    INSTRUMENTED_LINE => NOP;
    INSTRUMENTED_LOAD_SUPER_ATTR => LOAD_SUPER_ATTR;
    INSTRUMENTED_NOT_TAKEN => NOT_TAKEN;
    INSTRUMENTED_POP_ITER => POP_ITER;
    INSTRUMENTED_POP_JUMP_IF_FALSE => POP_JUMP_IF_FALSE;
    INSTRUMENTED_POP_JUMP_IF_NONE => POP_JUMP_IF_NONE;
    INSTRUMENTED_POP_JUMP_IF_NOT_NONE => POP_JUMP_IF_NOT_NONE;
    INSTRUMENTED_POP_JUMP_IF_TRUE => POP_JUMP_IF_TRUE;
    INSTRUMENTED_RESUME => RESUME;
    INSTRUMENTED_RETURN_VALUE => RETURN_VALUE;
    INSTRUMENTED_YIELD_VALUE => YIELD_VALUE;
}
