//! Calls: from the interpreter to Python functions without native recursion, and from
//! native code into the interpreter.

use serpentarium_bytecode::CodeFlags;

use crate::interp::dispatch::HANDLERS;
use crate::interp::frame::{self, InterpreterFrame, Owner, too_deep};
use crate::interp::slot::Slot;
use crate::interp::thread::{self, Thread};
use crate::interp::unwind::take_raised;
use crate::object::{Args, Obj, Object, PyResult, Ref};
use crate::types::code::Code;
use crate::types::dict::Dict;
use crate::types::function::Function;
use crate::types::tuple::Tuple;

mod bind;
pub(crate) use bind::bind;

/// Makes a pushed frame the current one and runs its first instruction.
macro_rules! enter {
    ($new:expr, $th:expr) => {{
        let new = $new;
        (*$th).frame = new;
        (*$th).recursion_left -= 1;
        let ip = (*new).ip.cast_mut();
        let sp = (*new).sp;
        $crate::interp::dispatch::go!(ip, 0, sp, new, $th)
    }};
}
pub(crate) use enter;

/// Pushes a frame for `function`; locals are not initialised. `None`: no room.
#[inline(always)]
unsafe fn push_for(
    thread: *mut Thread,
    function: &Function,
    code: &Code,
    previous: *mut InterpreterFrame,
) -> Option<*mut InterpreterFrame> {
    // SAFETY: the new frame owns a count of the function and of the code.
    unsafe {
        let globals = std::ptr::from_ref(function.globals.peek()?);
        let builtins = std::ptr::from_ref(function.builtins.peek()?);
        let new = frame::push(thread, code, function.as_obj(), globals, builtins, previous)?;
        function.as_obj().incref();
        code.as_obj().incref();
        Some(new)
    }
}

/// Pushes a frame whose arguments the caller stores at its first locals; all other
/// locals are null. `None`: no room.
#[inline(always)]
pub(crate) unsafe fn push_exact(
    thread: *mut Thread,
    function: &Function,
    previous: *mut InterpreterFrame,
) -> Option<*mut InterpreterFrame> {
    // SAFETY: locals beyond the arguments are nulled here, arguments by the caller.
    unsafe {
        let code = function.code.peek()?;
        let new = push_for(thread, function, code, previous)?;
        let locals = InterpreterFrame::locals_ptr(new);
        for index in code.argcount as usize..code.nlocalsplus as usize {
            *locals.add(index) = Slot::NULL;
        }
        Some(new)
    }
}

/// Whether a call with `count` positional arguments needs no binding.
#[inline(always)]
pub(crate) fn is_simple(code: &Code, count: usize) -> bool {
    const PLAIN: u32 = CodeFlags::OPTIMIZED | CodeFlags::NEWLOCALS;
    code.argcount as usize == count
        && code.kwonlyargcount == 0
        && code.flags.0 & (CodeFlags::VARARGS | CodeFlags::VARKEYWORDS | PLAIN) == PLAIN
}

/// Pushes a frame for a call of `function` with `count` slots at `args`, of which the
/// last have the keyword names `names`. The slots are consumed, also on an error.
///
/// # Errors
/// `TypeError` when the arguments do not fit; `RecursionError` when there is no room.
pub(crate) unsafe fn push_call(
    thread: *mut Thread,
    function: &Function,
    args: *mut Slot,
    count: usize,
    names: Option<&Tuple>,
    previous: *mut InterpreterFrame,
) -> PyResult<*mut InterpreterFrame> {
    // SAFETY: the caller gives `count` initialised slots; each is moved or closed once.
    unsafe {
        let Some(code) = function.code.get() else {
            return Err(too_deep());
        };
        let Some(new) = push_for(thread, function, &code, previous) else {
            for index in 0..count {
                (*args.add(index)).close();
            }
            return Err(too_deep());
        };
        if !code.flags.has(CodeFlags::OPTIMIZED) {
            // The code of a module or class that is called as a function.
            (*new).locals = (*(*new).globals).as_obj().to_ref().into_raw();
        }
        let locals = InterpreterFrame::locals_ptr(new);
        for index in 0..code.nlocalsplus as usize {
            *locals.add(index) = Slot::NULL;
        }
        if names.is_none_or(Tuple::is_empty) && is_simple(&code, count) {
            std::ptr::copy_nonoverlapping(args, locals, count);
            return Ok(new);
        }
        let bound = bind(function, &code, locals, args, count, names);
        if let Err(error) = bound {
            frame::drop_contents(new);
            (*thread).stack_top = new.cast();
            return Err(error);
        }
        Ok(new)
    }
}

struct ExitUnits([std::cell::Cell<u16>; 4]);
// SAFETY: never written.
unsafe impl Sync for ExitUnits {}
static EXIT: ExitUnits = ExitUnits(
    [const { std::cell::Cell::new(serpentarium_bytecode::opcode::op::INTERPRETER_EXIT as u16) }; 4],
);

/// Runs a pushed frame from native code until it returns or yields.
///
/// # Errors
/// The exception that left the frame.
pub(crate) unsafe fn run(thread: *mut Thread, new: *mut InterpreterFrame) -> PyResult {
    // SAFETY: as `run_with`.
    unsafe {
        run_with(thread, new, |ip, sp, frame, thread| {
            let unit = *ip;
            HANDLERS[usize::from(unit & 0xFF)](ip, sp, frame, thread, usize::from(unit >> 8))
        })
    }
}

/// Resumes a generator's frame by raising an exception where it stands.
///
/// # Errors
/// As [`run`].
pub(crate) unsafe fn run_raising(
    thread: *mut Thread,
    new: *mut InterpreterFrame,
    error: crate::object::Exc,
) -> PyResult {
    // SAFETY: as `run_with`.
    unsafe {
        crate::interp::unwind::set_raised(thread, error);
        run_with(thread, new, |ip, sp, frame, thread| {
            if crate::interp::instrument::EXCEPTION_EVENTS.get() {
                crate::interp::instrument::throw_event(thread, frame);
            }
            crate::interp::unwind::thrown(ip, sp, frame, thread)
        })
    }
}

unsafe fn run_with(
    thread: *mut Thread,
    new: *mut InterpreterFrame,
    start: impl FnOnce(*mut u16, *mut Slot, *mut InterpreterFrame, *mut Thread) -> *mut Obj,
) -> PyResult {
    // SAFETY: the exit frame lives on the native stack until the call is over; the
    // called frame returns to it, which ends the dispatch.
    unsafe {
        let mut stack = [Slot::NULL; 2];
        let mut exit = InterpreterFrame {
            code: std::ptr::null(),
            function: std::ptr::null(),
            globals: std::ptr::null(),
            builtins: std::ptr::null(),
            locals: std::ptr::null(),
            previous: (*thread).frame,
            ip: EXIT.0.as_ptr().cast(),
            sp: stack.as_mut_ptr(),
            object: std::ptr::null(),
            return_offset: 0,
            owner: Owner::Native,
            last_line: 0,
        };
        let left = (*thread).recursion_left;
        if left <= 0 {
            let new_owner = (*new).owner;
            if new_owner == Owner::Thread {
                frame::drop_contents(new);
                (*thread).stack_top = new.cast();
                return Err(too_deep());
            }
        }
        (*new).previous = &raw mut exit;
        (*thread).frame = new;
        (*thread).recursion_left = left - 1;
        let result = start((*new).ip.cast_mut(), (*new).sp, new, thread);
        (*thread).frame = exit.previous;
        (*thread).recursion_left = left;
        if result.is_null() {
            Err(take_raised(thread))
        } else {
            Ok(Ref::from_raw(result))
        }
    }
}

/// Calls a Python function from native code (the `call` slot of `function`).
///
/// # Errors
/// What the function raises.
pub fn call_function(function: &Function, args: Args<'_>) -> PyResult {
    // SAFETY: the borrowed arguments outlive the call; they are passed as borrowed slots.
    unsafe {
        let thread = thread::current();
        let mut slots: smallvec::SmallVec<[Slot; 8]> = args
            .values
            .iter()
            .map(|value| Slot::own(value.to_ref()))
            .collect();
        let count = slots.len();
        let new = push_call(
            thread,
            function,
            slots.as_mut_ptr(),
            count,
            args.names,
            (*thread).frame,
        )?;
        run(thread, new)
    }
}

/// Runs a code object in a namespace: modules, `exec`, `eval`, class bodies.
///
/// # Errors
/// What the code raises.
pub fn eval_code(code: &Ref<Code>, globals: &Ref<Dict>, locals: Option<&Obj>) -> PyResult {
    let function = Function::new(code, globals, None);
    eval_function(&function, locals)
}

/// [`eval_code`] for a function that carries closure and globals (`__build_class__`).
///
/// # Errors
/// What the code raises.
pub fn eval_function(function: &Function, locals: Option<&Obj>) -> PyResult {
    // SAFETY: the frame owns a count of the locals.
    unsafe {
        let thread = thread::current();
        let new = push_call(
            thread,
            function,
            std::ptr::null_mut(),
            0,
            None,
            (*thread).frame,
        )?;
        if let Some(locals) = locals {
            let before = std::mem::replace(&mut (*new).locals, locals.to_ref().into_raw());
            if !before.is_null() {
                Obj::decref(before);
            }
        }
        run(thread, new)
    }
}

/// How messages name a callable: `module.qualname()` (`_PyObject_FunctionStr`).
pub(crate) fn function_text(callable: &Obj) -> String {
    let names = crate::vm::names();
    let text = |name| {
        crate::object::protocol::getattr_opt(callable, name)
            .ok()
            .flatten()
    };
    let Some(qualname) = text(&names.dunder_qualname) else {
        return crate::object::protocol::str(callable)
            .map_or_else(|_| callable.ty().tp_name(), |shown| shown.to_string_lossy());
    };
    let shown = |object: &Obj| {
        crate::object::protocol::str(object)
            .map(|text| text.to_string_lossy())
            .unwrap_or_default()
    };
    match text(&names.dunder_module) {
        Some(module) if !crate::types::none::is_none(&module) && shown(&module) != "builtins" => {
            format!("{}.{}()", shown(&module), shown(&qualname))
        }
        _ => format!("{}()", shown(&qualname)),
    }
}
