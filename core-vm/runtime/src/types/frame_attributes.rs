//! Attributes and methods of frame objects.

use serpentarium_bytecode::CodeFlags;
use serpentarium_bytecode::code::local_kind;

use crate::interp::frame::{self, InterpreterFrame, Owner};
use crate::object::error::{runtime_error, type_error};
use crate::object::native::{GetSet, Member, NativeDef, NativeFn};
use crate::object::protocol;
use crate::object::{Obj, Object, PyResult, Ref, Slots};
use crate::types::dict::Dict;
use crate::types::frame::Frame;
use crate::types::frame_locals::FrameLocals;
use crate::types::generator::State;
use crate::types::int::{BOOL_TYPE, Int, bool_ref};
use crate::types::none::{is_none, none};
use crate::types::str::Str;

/// `self` of a slot or attribute of the type.
pub(crate) fn frame_of(this: &Obj) -> &Frame {
    // SAFETY: attributes and slots of `frame` are called with frame objects only.
    unsafe { this.cast_unchecked::<Frame>() }
}

/// The interpreter's frame under a frame object; it is there as long as the object.
pub(crate) fn interpreter_frame(this: &Frame) -> *mut InterpreterFrame {
    this.frame.get()
}

fn inner(this: &Obj) -> &InterpreterFrame {
    // SAFETY: a frame object's frame is the running one or the copy it owns.
    unsafe { &*interpreter_frame(frame_of(this)) }
}

fn f_back(this: &Obj) -> PyResult {
    let frame = inner(this);
    if frame.owner == Owner::FrameObject {
        return Ok(frame_of(this).back.get().map_or_else(none, Ref::into_obj));
    }
    // SAFETY: frames of a running thread are linked until null.
    let caller = unsafe { frame::first_complete(frame.previous) };
    // SAFETY: as above.
    Ok(caller.map_or_else(none, |caller| {
        unsafe { frame::object_of(caller) }.into_obj()
    }))
}

fn code(this: &Obj) -> &crate::types::code::Code {
    // SAFETY: a frame owns its code.
    unsafe { &*inner(this).code }
}

fn f_code(this: &Obj) -> PyResult {
    Ok(code(this).to_ref().into_obj())
}

fn f_globals(this: &Obj) -> PyResult {
    // SAFETY: the frame's function keeps its globals.
    Ok(unsafe { &*inner(this).globals }.to_ref().into_obj())
}

fn f_builtins(this: &Obj) -> PyResult {
    // SAFETY: the frame's function keeps its builtins.
    Ok(unsafe { &*inner(this).builtins }.to_ref().into_obj())
}

fn f_lasti(this: &Obj) -> PyResult {
    // SAFETY: a complete frame's `ip` points into its code.
    let index = unsafe { InterpreterFrame::instruction_index(inner(this)) };
    Ok(Int::new(index as i64 * 2).into_obj())
}

/// The line a frame is at; the one a trace function was called for, while it is.
pub(crate) fn line_of(this: &Frame) -> Option<i32> {
    match this.lineno.get() {
        // SAFETY: a frame object's frame is complete.
        0 => unsafe { InterpreterFrame::line(interpreter_frame(this)) },
        line => Some(line),
    }
}

fn f_lineno(this: &Obj) -> PyResult {
    Ok(line_of(frame_of(this)).map_or_else(none, |line| Int::new(i64::from(line)).into_obj()))
}

fn set_f_lineno(this: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(cannot_delete("f_lineno"));
    };
    crate::interp::jump::set_line(frame_of(this), value)
}

fn cannot_delete(name: &str) -> crate::object::Exc {
    crate::object::error::attribute_error_plain(format!(
        "attribute '{name}' of 'frame' objects cannot be deleted"
    ))
}

/// Whether a local of a comprehension inlined into a class body or module is bound.
unsafe fn has_hidden_locals(frame: *mut InterpreterFrame) -> bool {
    // SAFETY: a complete frame's locals are initialised.
    unsafe {
        let code = &*(*frame).code;
        let locals = InterpreterFrame::locals_ptr(frame);
        (0..code.kinds.len()).any(|index| {
            code.kinds[index] & local_kind::HIDDEN != 0 && !(*locals.add(index)).is_null()
        })
    }
}

/// `f_locals`: the namespace of a module or class body, a view of the variables in functions.
pub(crate) fn locals_mapping(frame: &Frame) -> Ref {
    let inner = interpreter_frame(frame);
    // SAFETY: a frame object's frame is complete.
    unsafe {
        let optimized = (*(*inner).code).flags.has(CodeFlags::OPTIMIZED);
        if optimized || has_hidden_locals(inner) {
            return FrameLocals::new(frame.to_ref()).into_obj();
        }
        if (*inner).locals.is_null() {
            (*inner).locals = Dict::new().into_obj().into_raw();
        }
        (*(*inner).locals).to_ref()
    }
}

/// `locals()` of a frame: as [`locals_mapping`], but a snapshot in functions.
///
/// # Errors
/// What copying raises.
pub fn locals_snapshot(frame: &Frame) -> PyResult {
    let mapping = locals_mapping(frame);
    match mapping.downcast_exact::<FrameLocals>() {
        Some(view) => Ok(view.to_dict()?.into_obj()),
        None => Ok(mapping),
    }
}

fn f_trace(this: &Obj) -> PyResult {
    Ok(frame_of(this).trace.get().unwrap_or_else(none))
}

fn set_f_trace(this: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let value = value.filter(|value| !is_none(value)).map(Object::to_ref);
    frame_of(this).trace.set(value);
    if frame_of(this).trace_opcodes.get() && frame_of(this).trace.is_some() {
        crate::interp::trace::enable_opcodes();
    }
    Ok(())
}

fn truth(value: &Obj) -> PyResult<bool> {
    if !value.is_exact(&BOOL_TYPE) {
        return Err(type_error("attribute value type must be bool"));
    }
    protocol::is_true(value)
}

fn set_trace_lines(this: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(type_error("can't delete numeric/char attribute"));
    };
    frame_of(this).trace_lines.set(truth(value)?);
    Ok(())
}

fn set_trace_opcodes(this: &Obj, value: Option<&Obj>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(cannot_delete("f_trace_opcodes"));
    };
    let on = truth(value)?;
    frame_of(this).trace_opcodes.set(on);
    if on && frame_of(this).trace.is_some() {
        crate::interp::trace::enable_opcodes();
    }
    Ok(())
}

fn f_generator(this: &Obj) -> PyResult {
    let frame = interpreter_frame(frame_of(this));
    // SAFETY: a frame owned by a generator stands inside it.
    unsafe {
        if (*frame).owner != Owner::Generator {
            return Ok(none());
        }
        Ok((*frame::generator_of(frame)).to_ref().into_obj())
    }
}

fn clear(this: &Obj) -> PyResult {
    let frame = interpreter_frame(frame_of(this));
    // SAFETY: a frame object's frame is complete; a generator's stands inside it.
    unsafe {
        match (*frame).owner {
            Owner::Generator => {
                let generator = (*frame::generator_of(frame)).to_ref();
                match generator.state.get() {
                    State::Executing => {
                        return Err(runtime_error("cannot clear an executing frame"));
                    }
                    State::Suspended | State::SuspendedYieldFrom => {
                        return Err(runtime_error("cannot clear a suspended frame"));
                    }
                    _ => {}
                }
                if let Some(finalize) = generator.as_obj().ty().slots().finalize {
                    finalize(generator.as_obj());
                }
                crate::interp::generator::close(&generator)?;
            }
            Owner::FrameObject => frame_of(this).clear(),
            _ => return Err(runtime_error("cannot clear an executing frame")),
        }
    }
    Ok(none())
}

fn size(this: &Obj) -> PyResult {
    Ok(Int::new(152 + 8 * i64::from(code(this).framesize)).into_obj())
}

fn repr(this: &Obj) -> PyResult {
    let code = code(this);
    let filename = code.filename.get();
    let filename = match &filename {
        Some(name) => protocol::repr_text(name.as_obj())?,
        None => String::new(),
    };
    let name = code
        .name
        .peek()
        .map_or_else(String::new, Str::to_string_lossy);
    let line = line_of(frame_of(this)).unwrap_or(-1);
    Ok(Str::from_str(&format!(
        "<frame at {:#x}, file {filename}, line {line}, code {name}>",
        this.address()
    ))
    .into_obj())
}

pub(crate) static METHODS: &[NativeDef] = &[
    NativeDef::new(
        "clear",
        "($self, /)",
        "Clear all references held by the frame.",
        NativeFn::NoArgs(clear),
    ),
    NativeDef::new(
        "__sizeof__",
        "($self, /)",
        "Return the size of the frame in memory, in bytes.",
        NativeFn::NoArgs(size),
    ),
];

pub(crate) static MEMBERS: &[Member] = &[Member {
    name: "f_trace_lines",
    get: |this| Ok(bool_ref(frame_of(this).trace_lines.get())),
    set: Some(set_trace_lines),
    doc: None,
}];

pub(crate) static GETSET: &[GetSet] = &[
    GetSet::readonly("f_back", f_back),
    GetSet::readonly("f_locals", |this| Ok(locals_mapping(frame_of(this))))
        .doc("Return the mapping used by the frame to look up local variables."),
    GetSet::new("f_lineno", f_lineno, set_f_lineno)
        .doc("Return the current line number in the frame."),
    GetSet::new("f_trace", f_trace, set_f_trace)
        .doc("Return the trace function for this frame, or None if no trace function is set."),
    GetSet::readonly("f_lasti", f_lasti)
        .doc("Return the index of the last attempted instruction in the frame."),
    GetSet::readonly("f_globals", f_globals).doc("Return the global variables in the frame."),
    GetSet::readonly("f_builtins", f_builtins).doc("Return the built-in variables in the frame."),
    GetSet::readonly("f_code", f_code).doc("Return the code object being executed in this frame."),
    GetSet::new(
        "f_trace_opcodes",
        |this| Ok(bool_ref(frame_of(this).trace_opcodes.get())),
        set_trace_opcodes,
    )
    .doc("Return True if opcode tracing is enabled, False otherwise."),
    GetSet::readonly("f_generator", f_generator)
        .doc("Return the generator or coroutine associated with this frame, or None."),
];

pub(crate) static SLOTS: Slots = Slots {
    repr: Some(repr),
    ..Slots::NONE
};
