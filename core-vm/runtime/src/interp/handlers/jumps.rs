//! Jumps. Conditional ones dispatch separately on each side, so that the processor
//! predicts each on its own (two textual arms that differ: the fall-through skips
//! the `NOT_TAKEN` that follows).

use serpentarium_bytecode::opcode::op as opcode;

use crate::interp::breaker;
use crate::interp::dispatch::{check, go, op, raise, save};
use crate::interp::slot::Slot;
use crate::types::int::bool_obj;
use crate::types::none::is_none;

op!(JUMP_FORWARD, |ip, sp, frame, th, arg| {
    go!(ip, 1 + arg, sp, frame, th)
});

op!(JUMP_BACKWARD, |ip, sp, frame, th, arg| {
    if *ip & 0xFF == u16::from(opcode::JUMP_BACKWARD) {
        *ip = *ip & 0xFF00 | u16::from(opcode::JUMP_BACKWARD_NO_JIT);
    }
    JUMP_BACKWARD_NO_JIT(ip, sp, frame, th, arg)
});

op!(JUMP_BACKWARD_NO_JIT, |ip, sp, frame, th, arg| {
    (*th).ticks += 1;
    if breaker::reasons() != 0 {
        return jump_backward_slow(ip, sp, frame, th, arg);
    }
    go!(ip.sub(arg), 2, sp, frame, th)
});

op!(JUMP_BACKWARD_JIT, |ip, sp, frame, th, arg| {
    JUMP_BACKWARD(ip, sp, frame, th, arg)
});

op!(
    #[cold]
    #[inline(never)]
    jump_backward_slow,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        check!(crate::interp::pending::run(th), ip, sp, frame, th);
        // Whatever ran may have instrumented this code: go by what stands there now.
        go!(ip.sub(arg), 2, sp, frame, th)
    }
);

op!(JUMP_BACKWARD_NO_INTERRUPT, |ip, sp, frame, th, arg| {
    go!(ip.add(1).sub(arg), 0, sp, frame, th)
});

#[inline(always)]
fn is_true(slot: Slot) -> bool {
    slot.ptr().cast_const() == std::ptr::from_ref(bool_obj(true))
}

macro_rules! branch {
    ($jump:expr, $ip:expr, $arg:expr, $sp:expr, $frame:expr, $th:expr) => {
        if $jump {
            go!($ip, 2 + $arg, $sp, $frame, $th)
        } else {
            // Behind the cache word stands NOT_TAKEN.
            go!($ip, 3, $sp, $frame, $th)
        }
    };
}

op!(POP_JUMP_IF_TRUE, |ip, sp, frame, th, arg| {
    sp = sp.sub(1);
    branch!(is_true(*sp), ip, arg, sp, frame, th)
});

op!(POP_JUMP_IF_FALSE, |ip, sp, frame, th, arg| {
    sp = sp.sub(1);
    branch!(!is_true(*sp), ip, arg, sp, frame, th)
});

op!(POP_JUMP_IF_NONE, |ip, sp, frame, th, arg| {
    sp = sp.sub(1);
    let value = *sp;
    let none = is_none(value.obj());
    save!(ip, sp, frame);
    value.close();
    branch!(none, ip, arg, sp, frame, th)
});

op!(POP_JUMP_IF_NOT_NONE, |ip, sp, frame, th, arg| {
    sp = sp.sub(1);
    let value = *sp;
    let none = is_none(value.obj());
    save!(ip, sp, frame);
    value.close();
    branch!(!none, ip, arg, sp, frame, th)
});

op!(ENTER_EXECUTOR, |ip, sp, frame, th, arg| {
    super::unknown_opcode(ip, sp, frame, th, arg)
});
