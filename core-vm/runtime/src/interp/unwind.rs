//! Exceptions in flight: traceback entries, handlers, leaving frames.

use std::ptr::null_mut;

use crate::interp::dispatch::go;
use crate::interp::frame::{self, InterpreterFrame, Owner};
use crate::interp::slot::Slot;
use crate::interp::thread::{Thread, handled_exception};
use crate::object::{Exc, Obj, Object};
use crate::types::code::Code;
use crate::types::exceptions::BaseException;
use crate::types::int::Int;
use crate::types::traceback::Traceback;

/// Hands an exception to the unwinder.
#[cold]
pub(crate) unsafe fn set_raised(thread: *mut Thread, error: Exc) {
    // SAFETY: the caller's thread is alive.
    unsafe { (*thread).raised = Some(error) }
}

/// An instruction raised: the new exception gets its context and a traceback entry,
/// then [`unwind`].
#[cold]
#[inline(never)]
pub(crate) unsafe fn error(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    thread: *mut Thread,
    _oparg: usize,
) -> *mut Obj {
    // SAFETY: registers of a running frame; an exception is in flight.
    unsafe {
        (*frame).ip = ip;
        (*frame).sp = sp;
        add_traceback(thread, frame, ip);
        if crate::interp::instrument::EXCEPTION_EVENTS.get() {
            let caches = serpentarium_bytecode::opcode::cache_entries((*ip & 0xFF) as u8);
            let hidden = crate::interp::instrument::hidden(
                &*(*frame).code,
                crate::interp::instrument::index_of(frame, ip),
            );
            let caches = hidden.map_or(caches, serpentarium_bytecode::opcode::cache_entries);
            let last = ip.add(usize::from(caches));
            crate::interp::instrument::exception_events(thread, frame, last);
        }
        unwind(ip, sp, frame, thread, 0)
    }
}

/// An exception is thrown into a generator's frame, at the `yield` where it stands.
#[cold]
#[inline(never)]
pub(crate) unsafe fn thrown(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    thread: *mut Thread,
) -> *mut Obj {
    // SAFETY: as `error`.
    unsafe {
        (*frame).ip = ip;
        (*frame).sp = sp;
        add_traceback(thread, frame, ip);
        if crate::interp::instrument::EXCEPTION_EVENTS.get() {
            crate::interp::instrument::exception_events(thread, frame, before(frame, ip));
        }
        // The handler is the one around the `yield`, which may end right there.
        unwind(before(frame, ip), sp, frame, thread, 0)
    }
}

/// The unit before an instruction: what events name for exceptions that come to a frame
/// from outside.
unsafe fn before(frame: *mut InterpreterFrame, ip: *mut u16) -> *mut u16 {
    // SAFETY: `ip` points into the frame's code.
    unsafe {
        if crate::interp::instrument::index_of(frame, ip) == 0 {
            ip
        } else {
            ip.sub(1)
        }
    }
}

/// Sets the context of a fresh exception to the one being handled.
pub(crate) fn chain_context(raised: &BaseException, fresh_only: bool) {
    if fresh_only && (raised.traceback.is_some() || raised.context.is_some()) {
        return;
    }
    let handled = handled_exception();
    crate::types::exceptions::raise::chain_context(raised, handled.as_ref());
}

unsafe fn add_traceback(thread: *mut Thread, frame: *mut InterpreterFrame, ip: *mut u16) {
    // SAFETY: as in `error`.
    unsafe {
        let Some(raised) = (*thread).raised.take() else {
            return;
        };
        chain_context(raised.instance(), true);
        let code: &Code = &*(*frame).code;
        let index = ip.offset_from(code.units.as_ptr().cast::<u16>()) as usize;
        let object = frame::object_of(frame);
        let next = raised.instance().traceback.take();
        let line = code.line_at(index).unwrap_or(0);
        let entry = Traceback::new(next, object, index as i32 * 2, line);
        raised.instance().traceback.set(entry);
        (*thread).raised = Some(raised);
    }
}

/// Goes on at the handler of the exception in flight, or leaves the interpreter.
#[cold]
#[inline(never)]
pub(crate) unsafe fn unwind(
    ip: *mut u16,
    sp: *mut Slot,
    frame: *mut InterpreterFrame,
    thread: *mut Thread,
    _oparg: usize,
) -> *mut Obj {
    // SAFETY: registers of a running frame; an exception is in flight.
    unsafe {
        if !find_handler(ip, sp, frame, thread) {
            return null_mut();
        }
        let frame = (*thread).frame;
        go!((*frame).ip.cast_mut(), 0, (*frame).sp, frame, thread)
    }
}

/// Finds the handler of the exception in flight, leaving frames that have none: the
/// thread's frame then stands at the handler. False: no frame of this run has one.
#[inline(never)]
unsafe fn find_handler(
    mut ip: *mut u16,
    mut sp: *mut Slot,
    mut frame: *mut InterpreterFrame,
    thread: *mut Thread,
) -> bool {
    // SAFETY: registers of a running frame; each word above the handler's depth is
    // closed once, a left frame is not used again.
    unsafe {
        loop {
            let code: &Code = &*(*frame).code;
            let first = code.units.as_ptr().cast::<u16>().cast_mut();
            let offset = ip.offset_from(first) as usize;
            if let Some(handler) = serpentarium_bytecode::exception_table::lookup(
                &code.exceptiontable,
                offset as u32 * 2,
            ) {
                let bottom = InterpreterFrame::stack_base(frame).add(handler.depth as usize);
                sp = close_down_to(bottom, sp, frame, thread);
                // Where a RERAISE says it was raised, not where that stands.
                let last = crate::interp::instrument::index_of(frame, (*frame).ip);
                if handler.lasti {
                    *sp = Slot::own(Int::new(last as i64).into_obj());
                    sp = sp.add(1);
                }
                if let Some(raised) = (*thread).raised.take() {
                    *sp = Slot::own(raised.into_instance().into_obj());
                    sp = sp.add(1);
                }
                if crate::interp::instrument::EXCEPTION_EVENTS.get() {
                    (*frame).sp = sp;
                    let target = first.add(handler.target as usize / 2);
                    let fired = crate::interp::instrument::handled_event(thread, frame, target);
                    if let Err(error) = fired {
                        set_raised(thread, error);
                        ip = target;
                        continue;
                    }
                }
                if crate::interp::instrument::peek(code).is_some() {
                    (*frame).last_line = code.line_at(last).unwrap_or(-1);
                }
                (*frame).ip = first.add(handler.target as usize / 2);
                (*frame).sp = sp;
                return true;
            }
            // What the instruction left on the stack (often the exception) does not live
            // on in the frame object that the traceback keeps.
            close_down_to(InterpreterFrame::stack_base(frame), sp, frame, thread);
            if crate::interp::instrument::EXCEPTION_EVENTS.get() {
                crate::interp::instrument::unwind_event(thread, frame);
            }
            // Finalizers of the frame's variables may raise and catch on their own.
            let raised = (*thread).raised.take();
            let previous = frame::leave(thread, frame);
            (*thread).raised = raised;
            if (*previous).owner == Owner::Native {
                return false;
            }
            frame = previous;
            ip = (*frame).ip.cast_mut();
            sp = (*frame).sp;
            add_traceback(thread, frame, ip);
            if crate::interp::instrument::EXCEPTION_EVENTS.get() {
                crate::interp::instrument::exception_events(thread, frame, before(frame, ip));
            }
        }
    }
}

/// Closes the words of the stack from `sp` down to `bottom`, and gives the new top. The
/// exception in flight is put aside meanwhile: finalizers may raise and catch on their own.
unsafe fn close_down_to(
    bottom: *mut Slot,
    mut sp: *mut Slot,
    frame: *mut InterpreterFrame,
    thread: *mut Thread,
) -> *mut Slot {
    // SAFETY: the words between are the frame's own and closed once.
    unsafe {
        let raised = (*thread).raised.take();
        while sp > bottom {
            sp = sp.sub(1);
            let slot = std::mem::replace(&mut *sp, Slot::NULL);
            (*frame).sp = sp;
            slot.close();
        }
        (*frame).sp = sp;
        (*thread).raised = raised;
    }
    sp
}

/// The exception in flight leaves the interpreter as a Rust error.
pub(crate) unsafe fn take_raised(thread: *mut Thread) -> Exc {
    // SAFETY: the caller's thread is alive and an exception is in flight.
    unsafe {
        (*thread).raised.take().unwrap_or_else(|| {
            crate::object::error::system_error("error return without exception set")
        })
    }
}

#[allow(unused_imports)]
use Object as _;
