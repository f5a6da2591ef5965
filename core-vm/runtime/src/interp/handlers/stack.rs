//! Loads, stores and stack shuffling: the instructions that run no other code.

use serpentarium_bytecode::opcode::op as opcode;

use crate::interp::dispatch::{check, go, op, push, raise, save};
use crate::interp::frame::InterpreterFrame;
use crate::interp::slot::Slot;
use crate::interp::{breaker, specialize};
use crate::object::error::unbound_local_error;
use crate::object::{Exc, Obj, Object};
use crate::types::code::Code;
use crate::types::int::Int;

op!(NOP, |ip, sp, frame, th, arg| { go!(ip, 1, sp, frame, th) });
op!(CACHE, |ip, sp, frame, th, arg| {
    go!(ip, 1, sp, frame, th)
});
op!(NOT_TAKEN, |ip, sp, frame, th, arg| {
    go!(ip, 1, sp, frame, th)
});
op!(RESERVED, |ip, sp, frame, th, arg| {
    super::unknown_opcode(ip, sp, frame, th, arg)
});

op!(
    /// The high bits of the next instruction's argument.
    EXTENDED_ARG, |ip, sp, frame, th, arg| {
        let ip = ip.add(1);
        let unit = *ip;
        return crate::interp::dispatch::HANDLERS[usize::from(unit & 0xFF)](
            ip, sp, frame, th, arg << 8 | usize::from(unit >> 8),
        );
    }
);

op!(RESUME, |ip, sp, frame, th, arg| {
    // The same from now on, under the name that shows that it has run.
    if (*th).tracing == 0 && *ip & 0xFF == u16::from(opcode::RESUME) {
        *ip = *ip & 0xFF00 | u16::from(opcode::RESUME_CHECK);
    }
    RESUME_CHECK(ip, sp, frame, th, arg)
});

op!(RESUME_CHECK, |ip, sp, frame, th, arg| {
    (*th).ticks += 1;
    if breaker::word() != (*(*frame).code).monitoring_version.get() {
        return resume_slow(ip, sp, frame, th, arg);
    }
    go!(ip, 1, sp, frame, th)
});

op!(
    #[cold]
    #[inline(never)]
    resume_slow,
    |ip, sp, frame, th, arg| {
        save!(ip, sp, frame);
        let code: &Code = &*(*frame).code;
        if breaker::monitoring_version() != code.monitoring_version.get() {
            crate::interp::instrument::instrument(code);
            // The instruction may have become an instrumented one.
            let now = (*ip & 0xFF) as u8;
            if now != opcode::RESUME && now != opcode::RESUME_CHECK {
                return crate::interp::dispatch::HANDLERS[usize::from(now)](ip, sp, frame, th, arg);
            }
        }
        if breaker::reasons() != 0 && arg & 3 < 2 {
            check!(crate::interp::pending::run(th), ip, sp, frame, th);
        }
        go!(ip, 1, sp, frame, th)
    }
);

// ---- locals

macro_rules! local {
    ($frame:expr, $index:expr) => {
        *InterpreterFrame::locals_ptr($frame).add($index)
    };
}

op!(LOAD_FAST, |ip, sp, frame, th, arg| {
    push!(sp, local!(frame, arg).duplicate());
    go!(ip, 1, sp, frame, th)
});

op!(LOAD_FAST_BORROW, |ip, sp, frame, th, arg| {
    push!(sp, local!(frame, arg).borrowed());
    go!(ip, 1, sp, frame, th)
});

op!(LOAD_FAST_CHECK, |ip, sp, frame, th, arg| {
    let value = local!(frame, arg);
    if value.is_null() {
        raise!(unbound(&*(*frame).code, arg), ip, sp, frame, th);
    }
    push!(sp, value.duplicate());
    go!(ip, 1, sp, frame, th)
});

op!(LOAD_FAST_AND_CLEAR, |ip, sp, frame, th, arg| {
    push!(sp, local!(frame, arg));
    local!(frame, arg) = Slot::NULL;
    go!(ip, 1, sp, frame, th)
});

op!(LOAD_FAST_LOAD_FAST, |ip, sp, frame, th, arg| {
    push!(sp, local!(frame, arg >> 4).duplicate());
    push!(sp, local!(frame, arg & 15).duplicate());
    go!(ip, 1, sp, frame, th)
});

op!(
    LOAD_FAST_BORROW_LOAD_FAST_BORROW,
    |ip, sp, frame, th, arg| {
        push!(sp, local!(frame, arg >> 4).borrowed());
        push!(sp, local!(frame, arg & 15).borrowed());
        go!(ip, 1, sp, frame, th)
    }
);

op!(STORE_FAST, |ip, sp, frame, th, arg| {
    sp = sp.sub(1);
    let old = local!(frame, arg);
    local!(frame, arg) = *sp;
    if !old.is_borrowed() {
        save!(ip, sp, frame);
        old.close();
    }
    go!(ip, 1, sp, frame, th)
});

op!(STORE_FAST_LOAD_FAST, |ip, sp, frame, th, arg| {
    let old = local!(frame, arg >> 4);
    local!(frame, arg >> 4) = *sp.sub(1);
    *sp.sub(1) = local!(frame, arg & 15).duplicate();
    if !old.is_borrowed() {
        save!(ip, sp, frame);
        old.close();
    }
    go!(ip, 1, sp, frame, th)
});

op!(STORE_FAST_STORE_FAST, |ip, sp, frame, th, arg| {
    sp = sp.sub(1);
    let first = local!(frame, arg >> 4);
    local!(frame, arg >> 4) = *sp;
    save!(ip, sp, frame);
    first.close();
    sp = sp.sub(1);
    let second = local!(frame, arg & 15);
    local!(frame, arg & 15) = *sp;
    (*frame).sp = sp;
    second.close();
    go!(ip, 1, sp, frame, th)
});

op!(DELETE_FAST, |ip, sp, frame, th, arg| {
    let value = local!(frame, arg);
    if value.is_null() {
        raise!(unbound(&*(*frame).code, arg), ip, sp, frame, th);
    }
    local!(frame, arg) = Slot::NULL;
    save!(ip, sp, frame);
    value.close();
    go!(ip, 1, sp, frame, th)
});

/// `UnboundLocalError` about fast local `index`.
#[cold]
#[inline(never)]
pub(crate) fn unbound(code: &Code, index: usize) -> Exc {
    unbound_local_error(format!(
        "cannot access local variable '{}' where it is not associated with a value",
        code.local_name(index)
    ))
}

// ---- constants

op!(LOAD_CONST, |ip, sp, frame, th, arg| {
    let value = constant(&*(*frame).code, arg);
    specialize::load_const(ip, value);
    push!(
        sp,
        if value.is_immortal() {
            Slot::borrow(value)
        } else {
            Slot::own(value.to_ref())
        }
    );
    go!(ip, 1, sp, frame, th)
});

op!(LOAD_CONST_MORTAL, |ip, sp, frame, th, arg| {
    push!(sp, Slot::own(constant(&*(*frame).code, arg).to_ref()));
    go!(ip, 1, sp, frame, th)
});

op!(LOAD_CONST_IMMORTAL, |ip, sp, frame, th, arg| {
    push!(sp, Slot::borrow(constant(&*(*frame).code, arg)));
    go!(ip, 1, sp, frame, th)
});

#[inline(always)]
pub(crate) fn constant(code: &Code, index: usize) -> &Obj {
    // SAFETY: the constants live as long as the code; validated indices are in range.
    unsafe {
        code.consts
            .peek()
            .unwrap_unchecked()
            .as_slice()
            .get_unchecked(index)
    }
}

op!(LOAD_SMALL_INT, |ip, sp, frame, th, arg| {
    push!(sp, Slot::borrow(Int::small(arg)));
    go!(ip, 1, sp, frame, th)
});

op!(LOAD_COMMON_CONSTANT, |ip, sp, frame, th, arg| {
    let value = crate::vm::common_constant(arg);
    push!(sp, Slot::own(value));
    go!(ip, 1, sp, frame, th)
});

// ---- shuffling

op!(PUSH_NULL, |ip, sp, frame, th, arg| {
    push!(sp, Slot::NULL);
    go!(ip, 1, sp, frame, th)
});

op!(POP_TOP, |ip, sp, frame, th, arg| {
    sp = sp.sub(1);
    let value = *sp;
    if !value.is_borrowed() {
        save!(ip, sp, frame);
        value.close();
    }
    go!(ip, 1, sp, frame, th)
});

op!(END_FOR, |ip, sp, frame, th, arg| {
    POP_TOP(ip, sp, frame, th, arg)
});
op!(POP_ITER, |ip, sp, frame, th, arg| {
    POP_TOP(ip, sp, frame, th, arg)
});

op!(END_SEND, |ip, sp, frame, th, arg| {
    let receiver = *sp.sub(2);
    *sp.sub(2) = *sp.sub(1);
    sp = sp.sub(1);
    save!(ip, sp, frame);
    receiver.close();
    go!(ip, 1, sp, frame, th)
});

op!(COPY, |ip, sp, frame, th, arg| {
    let value = (*sp.sub(arg)).duplicate();
    push!(sp, value);
    go!(ip, 1, sp, frame, th)
});

op!(SWAP, |ip, sp, frame, th, arg| {
    std::ptr::swap(sp.sub(1), sp.sub(arg));
    go!(ip, 1, sp, frame, th)
});
