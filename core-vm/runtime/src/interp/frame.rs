//! Interpreter frames.
//!
//! A frame is a header, the fast locals, then the value stack, all words of one
//! contiguous block: on the thread's VM stack for calls, inside the object for
//! generators. Frame *objects* exist only when somebody looks (`types/frame.rs`).

use crate::interp::slot::Slot;
use crate::object::{Obj, Object, Visitor};
use crate::types::code::Code;
use crate::types::dict::Dict;
use crate::types::frame::Frame;

/// Who frees a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Owner {
    /// The thread's VM stack.
    Thread,
    /// A generator object.
    Generator,
    /// A frame object, after the call ended.
    FrameObject,
    /// The native caller: the frame whose only instruction leaves the interpreter.
    Native,
}

/// The header of a frame; `code.nlocalsplus` locals and `code.stacksize` stack words follow.
#[repr(C)]
pub struct InterpreterFrame {
    /// Owned.
    pub(crate) code: *const Code,
    /// Owned: the function, or whatever stands for it.
    pub(crate) function: *const Obj,
    /// Borrowed from the function (or owned by `locals`' keeper in class bodies and `exec`).
    pub(crate) globals: *const Dict,
    pub(crate) builtins: *const Dict,
    /// Owned: the mapping of a class body or `exec`; null in functions.
    pub(crate) locals: *const Obj,
    pub(crate) previous: *mut InterpreterFrame,
    /// The instruction being run, saved at calls, yields and errors.
    pub(crate) ip: *const u16,
    /// Top of the value stack, saved likewise.
    pub(crate) sp: *mut Slot,
    /// Owned when not null.
    pub(crate) object: *const Frame,
    /// Units from `ip` to where a called frame returns to.
    pub(crate) return_offset: u16,
    pub(crate) owner: Owner,
}

pub(crate) const HEADER_WORDS: usize = size_of::<InterpreterFrame>() / 8;

impl InterpreterFrame {
    /// The first local.
    ///
    /// # Safety
    /// `this` is a live frame.
    #[inline(always)]
    pub(crate) unsafe fn locals_ptr(this: *mut InterpreterFrame) -> *mut Slot {
        // SAFETY: locals stand behind the header.
        unsafe { this.add(1).cast() }
    }

    /// The bottom of the value stack.
    ///
    /// # Safety
    /// `this` is a live frame.
    #[inline(always)]
    pub(crate) unsafe fn stack_base(this: *mut InterpreterFrame) -> *mut Slot {
        // SAFETY: the stack stands behind the locals.
        unsafe { Self::locals_ptr(this).add((*(*this).code).nlocalsplus as usize) }
    }
}

/// What a frame object keeps of a frame whose call ended: header and words.
pub struct FrameCopy {
    pub(crate) words: Box<[u64]>,
}

impl FrameCopy {
    pub(crate) fn traverse(&self, visit: &mut Visitor<'_>) {
        // SAFETY: the words are a complete frame.
        unsafe { traverse(self.words.as_ptr().cast_mut().cast(), visit) }
    }
}

/// Reports what a suspended or copied frame owns.
///
/// # Safety
/// The frame is complete and not running.
pub(crate) unsafe fn traverse(frame: *mut InterpreterFrame, visit: &mut Visitor<'_>) {
    // SAFETY: the caller's promise; locals and stack words up to `sp` are initialised.
    unsafe {
        for pointer in [(*frame).function, (*frame).locals] {
            if let Some(object) = pointer.as_ref() {
                visit.obj(object);
            }
        }
        visit.obj((*(*frame).code).as_obj());
        if let Some(object) = (*frame).object.as_ref() {
            visit.obj(object.as_obj());
        }
        let mut word = InterpreterFrame::locals_ptr(frame);
        while word < (*frame).sp {
            if !(*word).is_null() && !(*word).is_borrowed() {
                visit.obj((*word).obj());
            }
            word = word.add(1);
        }
    }
}

/// A frame object is cleared (`frame.clear()` of a finished frame, or the collector).
pub(crate) fn clear_owned(object: &Frame) {
    // SAFETY: the copy is taken out before its references are dropped.
    let copy = unsafe { (*object.owned.get()).take() };
    if let Some(copy) = copy {
        // SAFETY: the copy is a complete frame that nobody uses any more.
        unsafe { drop_contents(copy.words.as_ptr().cast_mut().cast()) };
    }
    object.frame.set(std::ptr::null_mut());
}

/// A frame object dies: what it owns goes.
pub(crate) fn forget_object(object: &Frame) {
    clear_owned(object);
}

/// Drops everything a frame owns but its memory.
///
/// # Safety
/// The frame is complete and not used again.
pub(crate) unsafe fn drop_contents(frame: *mut InterpreterFrame) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut word = InterpreterFrame::locals_ptr(frame);
        let end = (*frame).sp;
        while word < end {
            let slot = std::mem::replace(&mut *word, Slot::NULL);
            slot.close();
            word = word.add(1);
        }
        for pointer in [
            (*frame).locals,
            (*frame).function,
            (*frame).code.cast::<Obj>(),
        ] {
            if !pointer.is_null() {
                Obj::decref(pointer);
            }
        }
    }
}
