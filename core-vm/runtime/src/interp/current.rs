//! What native code may ask about the Python code that called it.

use crate::interp::frame::{self, InterpreterFrame, first_complete};
use crate::interp::thread;
use crate::object::{Obj, Object, PyResult, Ref};
use crate::types::cell::Cell as PyCell;
use crate::types::dict::Dict;
use crate::types::frame::Frame;

/// The frame that runs, seen from native code; null when there is none.
fn top() -> *mut InterpreterFrame {
    // SAFETY: the current thread is alive, its frames are linked.
    unsafe { above((*thread::current()).frame) }
}

/// The nearest frame at or before `frame` that runs Python code; null when there is none.
unsafe fn above(frame: *mut InterpreterFrame) -> *mut InterpreterFrame {
    // SAFETY: the caller's frame is live.
    unsafe { first_complete(frame) }.unwrap_or(std::ptr::null_mut())
}

/// The globals of the running Python code.
pub fn globals() -> Option<Ref<Dict>> {
    // SAFETY: a live frame has globals.
    unsafe { Some((*top().as_ref()?.globals).to_ref()) }
}

/// The builtins of the running Python code.
pub fn builtins() -> Option<Ref<Dict>> {
    // SAFETY: a live frame has builtins.
    unsafe { Some((*top().as_ref()?.builtins).to_ref()) }
}

/// Flags of the running code object.
pub fn code_flags() -> u32 {
    // SAFETY: a live frame has code.
    unsafe { top().as_ref().map_or(0, |frame| (*frame.code).flags.0) }
}

/// The frame object `depth` calls above the running code.
pub fn frame_object(depth: usize) -> Option<Ref<Frame>> {
    let mut current = top();
    // SAFETY: frames are linked from live ones to live ones.
    unsafe {
        for _ in 0..depth {
            current = above(current.as_ref()?.previous);
        }
        (!current.is_null()).then(|| frame::object_of(current))
    }
}

/// The module name and function object of the frame `depth` calls above.
pub fn function(depth: usize) -> Option<Ref> {
    let mut current = top();
    // SAFETY: as above.
    unsafe {
        for _ in 0..depth {
            current = above(current.as_ref()?.previous);
        }
        Some((*current.as_ref()?.function).to_ref())
    }
}

/// How many Python frames are on the stack.
pub fn depth() -> usize {
    let mut current = top();
    let mut count = 0;
    // SAFETY: as above.
    unsafe {
        while let Some(frame) = current.as_ref() {
            count += 1;
            current = above(frame.previous);
        }
    }
    count
}

/// `locals()`: the namespace of a module, class or `exec`; a snapshot in functions.
///
/// # Errors
/// None at present; the snapshot's keys are names.
pub fn locals() -> PyResult<Option<Ref>> {
    // SAFETY: a live frame; its locals and cells are initialised.
    unsafe {
        let Some(frame) = top().as_ref() else {
            return Ok(None);
        };
        let object = frame::object_of(std::ptr::from_ref(frame).cast_mut());
        crate::types::frame_attributes::locals_snapshot(&object).map(Some)
    }
}

/// A traceback entry for the running frame.
pub fn traceback_here() -> Option<Ref<crate::types::traceback::Traceback>> {
    let current = top();
    // SAFETY: a live frame.
    unsafe {
        let frame = current.as_ref()?;
        let lasti = InterpreterFrame::instruction_index(frame) as i32 * 2;
        let line = InterpreterFrame::line(frame).unwrap_or(0);
        Some(crate::types::traceback::Traceback::new(
            None,
            frame::object_of(current),
            lasti,
            line,
        ))
    }
}

/// What `super()` without arguments means in the running method: its `__class__` cell and
/// its first argument.
///
/// # Errors
/// `RuntimeError` when the running code is no method of a class body.
pub fn super_arguments() -> PyResult<(Ref<crate::object::Type>, Ref)> {
    use crate::object::error::runtime_error;
    let frame = top();
    // SAFETY: a live frame; its locals and cells are initialised.
    unsafe {
        let Some(header) = frame.as_ref() else {
            return Err(runtime_error("super(): no current frame"));
        };
        let code = &*header.code;
        if code.argcount == 0 {
            return Err(runtime_error("super(): no arguments"));
        }
        let locals = InterpreterFrame::locals_ptr(frame);
        let unwrap = |slot: crate::interp::slot::Slot| -> Option<Ref> {
            if slot.is_null() {
                return None;
            }
            match slot.obj().downcast_exact::<PyCell>() {
                Some(cell) => cell.contents.get(),
                None => Some(slot.obj().to_ref()),
            }
        };
        let Some(first) = unwrap(*locals) else {
            return Err(runtime_error("super(): arg[0] deleted"));
        };
        let free = (code.nlocalsplus - code.nfrees) as usize..code.nlocalsplus as usize;
        for index in free {
            if !code.local_name(index).eq_str("__class__") {
                continue;
            }
            let cell = *locals.add(index);
            let Some(cell) = (!cell.is_null())
                .then(|| cell.obj())
                .and_then(|c| c.downcast::<PyCell>())
            else {
                return Err(runtime_error("super(): bad __class__ cell"));
            };
            let Some(class) = cell.contents.get() else {
                return Err(runtime_error("super(): empty __class__ cell"));
            };
            return class
                .downcast_into::<crate::object::Type>()
                .map(|class| (class, first))
                .map_err(|other| {
                    runtime_error(format!(
                        "super(): __class__ is not a type ({})",
                        other.ty().tp_name()
                    ))
                });
        }
        Err(runtime_error("super(): __class__ cell not found"))
    }
}

#[allow(unused_imports)]
use Obj as _;
