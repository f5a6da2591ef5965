//! Interpreter frames.
//!
//! A frame is a header, the fast locals, then the value stack, all words of one
//! contiguous block: on the thread's VM stack for calls, inside the object for
//! generators. Frame *objects* exist only when somebody looks (`types/frame.rs`).

use std::ptr::null_mut;

use crate::interp::slot::Slot;
use crate::interp::thread::Thread;
use crate::object::{Exc, Obj, Object, Ref, Visitor};
use crate::types::code::Code;
use crate::types::dict::Dict;
use crate::types::frame::Frame;
use crate::types::generator::Generator;

/// Who frees a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Owner {
    /// The thread's VM stack.
    Thread,
    /// The same, for an `__init__` that was called to construct an instance: the instance
    /// lies on top of the caller's stack as the value of the call.
    Init,
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
    /// Owned: the function, or whatever stands for it; may be null.
    pub(crate) function: *const Obj,
    /// Owned by the function, or by `keeper` of `exec`.
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
    /// The line that trace functions and tools were last told of; 0: of none.
    pub(crate) last_line: i32,
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

    /// Index of the saved instruction in the code's units.
    ///
    /// # Safety
    /// `this` is a live frame with code.
    pub(crate) unsafe fn instruction_index(this: *const InterpreterFrame) -> usize {
        // SAFETY: `ip` points into the code's units.
        unsafe {
            (*this)
                .ip
                .offset_from((*(*this).code).units.as_ptr().cast()) as usize
        }
    }

    /// The line being run; `None` where the instruction has none.
    ///
    /// # Safety
    /// As [`InterpreterFrame::instruction_index`].
    pub(crate) unsafe fn line(this: *const InterpreterFrame) -> Option<i32> {
        // SAFETY: the caller's promise.
        unsafe { (*(*this).code).line_at(Self::instruction_index(this)) }
    }
}

/// Puts a new frame on the thread's stack. Locals are null, the stack is empty; `code` and
/// `function` are given, the other pointers are borrowed from the function's keeper.
/// `None`: the frame stack is full.
#[inline(always)]
pub(crate) unsafe fn push(
    thread: *mut Thread,
    code: *const Code,
    function: *const Obj,
    globals: *const Dict,
    builtins: *const Dict,
    previous: *mut InterpreterFrame,
) -> Option<*mut InterpreterFrame> {
    // SAFETY: the words from stack_top up to the frame's size lie within the stack.
    unsafe {
        let frame = (*thread).stack_top.cast::<InterpreterFrame>();
        let top = (*thread)
            .stack_top
            .add(HEADER_WORDS + (*code).framesize as usize);
        if top > (*thread).stack_end {
            return None;
        }
        (*thread).stack_top = top;
        frame.write(InterpreterFrame {
            code,
            function,
            globals,
            builtins,
            locals: std::ptr::null(),
            previous,
            ip: (*code).units.as_ptr().cast(),
            sp: InterpreterFrame::locals_ptr(frame).add((*code).nlocalsplus as usize),
            object: std::ptr::null(),
            return_offset: 0,
            owner: Owner::Thread,
            last_line: 0,
        });
        Some(frame)
    }
}

/// A call ends: the frame's contents go to its object or are dropped, its memory is
/// freed, the caller's frame becomes current and is returned.
#[inline]
pub(crate) unsafe fn leave(
    thread: *mut Thread,
    frame: *mut InterpreterFrame,
) -> *mut InterpreterFrame {
    // SAFETY: `frame` is the thread's current frame and not used again.
    unsafe {
        let previous = (*frame).previous;
        (*thread).frame = previous;
        (*thread).recursion_left += 1;
        match (*frame).owner {
            Owner::Generator => crate::interp::generator::finish(thread, frame),
            _ => {
                if (*frame).object.is_null() {
                    drop_contents(frame);
                } else {
                    hand_over(frame, previous);
                }
                (*thread).stack_top = frame.cast();
            }
        }
        previous
    }
}

/// The frame object of a frame, made on first use.
pub(crate) unsafe fn object_of(frame: *mut InterpreterFrame) -> Ref<Frame> {
    // SAFETY: a live frame; the object is owned by it until the call ends.
    unsafe {
        if let Some(object) = (*frame).object.as_ref() {
            return object.to_ref();
        }
        let object = Frame::new(frame);
        (*frame).object = object.clone().into_raw();
        object
    }
}

/// A call ends whose frame has an object: the contents move there if anybody else
/// holds the object.
#[cold]
#[inline(never)]
pub(crate) unsafe fn hand_over(frame: *mut InterpreterFrame, previous: *mut InterpreterFrame) {
    // SAFETY: `frame` is complete; its contents are moved or dropped once.
    unsafe {
        let object = Ref::from_raw((*frame).object);
        (*frame).object = std::ptr::null();
        if object.as_obj().refcount() == 1 {
            object.frame.set(null_mut());
            drop(object);
            drop_contents(frame);
            return;
        }
        if let Some(caller) = first_complete(previous)
            && !object.back.is_some()
        {
            object.back.set(object_of(caller));
        }
        adopt(frame, &object);
    }
}

/// Moves a frame's contents into its object.
pub(crate) unsafe fn adopt(frame: *mut InterpreterFrame, object: &Frame) {
    // SAFETY: as in `hand_over`.
    unsafe {
        let words = HEADER_WORDS + (*(*frame).code).framesize as usize;
        let mut word = InterpreterFrame::locals_ptr(frame);
        while word < (*frame).sp {
            *word = (*word).make_owned();
            word = word.add(1);
        }
        if (*frame).function.is_null() && (*frame).locals.is_null() {
            // Globals and builtins are kept by nobody else.
        }
        let used = (*frame).sp.offset_from(InterpreterFrame::locals_ptr(frame)) as usize;
        let mut copy = vec![Slot::NULL; words].into_boxed_slice();
        std::ptr::copy_nonoverlapping(frame.cast::<Slot>(), copy.as_mut_ptr(), HEADER_WORDS + used);
        let moved = copy.as_mut_ptr().cast::<InterpreterFrame>();
        (*moved).sp = InterpreterFrame::locals_ptr(moved).add(used);
        (*moved).owner = Owner::FrameObject;
        (*moved).previous = null_mut();
        object.frame.set(moved);
        *object.owned.get() = Some(FrameCopy { words: copy });
    }
}

/// The nearest frame at or before `frame` that runs Python code.
pub(crate) unsafe fn first_complete(
    mut frame: *mut InterpreterFrame,
) -> Option<*mut InterpreterFrame> {
    // SAFETY: frames of a running thread are linked until null.
    unsafe {
        while !frame.is_null() {
            if (*frame).owner != Owner::Native {
                return Some(frame);
            }
            frame = (*frame).previous;
        }
    }
    None
}

/// What a frame object keeps of a frame whose call ended: header and words.
pub struct FrameCopy {
    pub(crate) words: Box<[Slot]>,
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

/// A finished frame's variables go (`frame.clear()`, or the collector); its code and
/// namespaces stay.
pub(crate) fn clear_owned(object: &Frame) {
    // SAFETY: only the frame of an ended call is in the copy; each word is closed once.
    unsafe {
        if (*object.owned.get()).is_none() {
            return;
        }
        let frame = object.frame.get();
        let first = InterpreterFrame::locals_ptr(frame);
        let stack = first.add((*(*frame).code).nlocalsplus as usize);
        let mut word = std::mem::replace(&mut (*frame).sp, stack);
        while word > first {
            word = word.sub(1);
            let slot = std::mem::replace(&mut *word, Slot::NULL);
            slot.close();
        }
    }
}

/// A frame object dies with its copy of a finished frame.
pub(crate) fn drop_owned(object: &Frame) {
    // SAFETY: the copy is taken out before its references are dropped.
    let copy = unsafe { (*object.owned.get()).take() };
    if let Some(copy) = copy {
        object.frame.set(null_mut());
        // SAFETY: the copy is a complete frame that nobody uses any more.
        unsafe { drop_contents(copy.words.as_ptr().cast_mut().cast()) };
    }
}

/// Drops everything a frame owns but its memory and its object.
///
/// # Safety
/// The frame is complete and not used again.
#[inline]
pub(crate) unsafe fn drop_contents(frame: *mut InterpreterFrame) {
    // SAFETY: the caller's promise.
    unsafe {
        let first = InterpreterFrame::locals_ptr(frame);
        let mut word = (*frame).sp;
        while word > first {
            word = word.sub(1);
            let slot = *word;
            *word = Slot::NULL;
            slot.close();
        }
        if !(*frame).locals.is_null() {
            Obj::decref((*frame).locals);
        }
        if !(*frame).function.is_null() {
            Obj::decref((*frame).function);
        }
        Obj::decref((*frame).code.cast());
    }
}

/// Where a suspended generator's frame stands inside its object.
pub(crate) unsafe fn generator_of(frame: *mut InterpreterFrame) -> *mut Generator {
    frame.cast::<Generator>().wrapping_sub(1)
}

/// The exception for a full frame stack or too deep calls.
#[cold]
#[inline(never)]
pub(crate) fn too_deep() -> Exc {
    crate::object::error::recursion_error("maximum recursion depth exceeded")
}
