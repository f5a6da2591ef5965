//! Names: globals, class-body names, cells and free variables.

use serpentarium_bytecode::opcode::op as opcode;

use crate::interp::dispatch::{again, check, go, op, push, raise, save};
use crate::interp::frame::InterpreterFrame;
use crate::interp::slot::Slot;
use crate::interp::specialize;
use crate::object::error::{Catch, system_error};
use crate::object::protocol::sequence;
use crate::object::{Exc, Obj, Object, PyResult, Ref};
use crate::types::cell::Cell;
use crate::types::code::Code;
use crate::types::dict::{DICT_TYPE, Dict};
use crate::types::exceptions::{KEY_ERROR, NAME_ERROR, field};
use crate::types::function::Function;
use crate::types::str::Str;

/// `NameError` about `name`, with its attribute set for suggestions.
#[cold]
#[inline(never)]
pub(crate) fn name_error(name: &Str, message: &str) -> Exc {
    let error = Exc::with_message(&NAME_ERROR, message);
    error
        .instance()
        .extra(field::NAME)
        .set(name.to_ref().into_obj());
    error
}

#[cold]
#[inline(never)]
fn undefined(name: &Str) -> Exc {
    name_error(name, &format!("name '{name}' is not defined"))
}

/// A variable of a namespace; absent keys are no error.
#[inline(never)]
pub(crate) fn get_from(mapping: &Obj, name: &Str) -> PyResult<Option<Ref>> {
    match mapping.downcast_exact::<Dict>() {
        Some(dict) => dict.get(name.as_obj()),
        None => sequence::getitem(mapping, name.as_obj()).catch(&KEY_ERROR),
    }
}

#[inline(never)]
fn global(frame: &InterpreterFrame, name: &Str) -> PyResult<Option<Ref>> {
    // SAFETY: a running frame's function keeps both dictionaries.
    let (globals, builtins) = unsafe { (&*frame.globals, &*frame.builtins) };
    if let Some(value) = get_from(globals.as_obj(), name)? {
        return Ok(Some(value));
    }
    get_from(builtins.as_obj(), name)
}

#[inline(never)]
fn no_locals(what: &str, name: &Str) -> Exc {
    system_error(format!("no locals {what} '{name}'"))
}

op!(LOAD_NAME, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let value = check!(load_name(&*frame, arg), ip, sp, frame, th);
    push!(sp, Slot::own(value));
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn load_name(frame: &InterpreterFrame, index: usize) -> PyResult {
    // SAFETY: a running frame's pointers are alive.
    let (code, locals) = unsafe { (&*frame.code, frame.locals.as_ref()) };
    let name = code.name_at(index);
    let locals = locals.ok_or_else(|| no_locals("when loading", name))?;
    if let Some(value) = get_from(locals, name)? {
        return Ok(value);
    }
    global(frame, name)?.ok_or_else(|| undefined(name))
}

op!(STORE_NAME, |ip, sp, frame, th, arg| {
    let value = *sp.sub(1);
    save!(ip, sp, frame);
    check!(
        store_name(&*frame, arg, Some(value.obj())),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 1, frame);
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn store_name(frame: &InterpreterFrame, index: usize, value: Option<&Obj>) -> PyResult<()> {
    // SAFETY: a running frame's pointers are alive.
    let (code, locals) = unsafe { (&*frame.code, frame.locals.as_ref()) };
    let name = code.name_at(index);
    let Some(locals) = locals else {
        let what = if value.is_some() {
            "found when storing"
        } else {
            "when deleting"
        };
        return Err(no_locals(what, name));
    };
    match (locals.downcast_exact::<Dict>(), value) {
        (Some(dict), Some(value)) => dict.set(name.as_obj(), value.to_ref()),
        (Some(dict), None) => match dict.remove(name.as_obj())? {
            Some(_) => Ok(()),
            None => Err(undefined(name)),
        },
        (None, Some(_)) => sequence::setitem(locals, name.as_obj(), value),
        (None, None) => match sequence::setitem(locals, name.as_obj(), None).catch(&KEY_ERROR)? {
            Some(()) => Ok(()),
            None => Err(undefined(name)),
        },
    }
}

op!(DELETE_NAME, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    check!(store_name(&*frame, arg, None), ip, sp, frame, th);
    go!(ip, 1, sp, frame, th)
});

// ---- globals

op!(LOAD_GLOBAL, |ip, sp, frame, th, arg| {
    if specialize::due(ip) {
        specialize::load_global(ip, &*frame, arg);
        again!(ip, sp, frame, th, arg);
    }
    save!(ip, sp, frame);
    let value = check!(load_global(&*frame, arg >> 1), ip, sp, frame, th);
    push!(sp, Slot::own(value));
    if arg & 1 != 0 {
        push!(sp, Slot::NULL);
    }
    go!(ip, 5, sp, frame, th)
});

#[inline(never)]
fn load_global(frame: &InterpreterFrame, index: usize) -> PyResult {
    // SAFETY: a running frame's code is alive.
    let name = unsafe { &*frame.code }.name_at(index);
    global(frame, name)?.ok_or_else(|| undefined(name))
}

macro_rules! cached_global {
    ($ip:expr, $sp:expr, $frame:expr, $th:expr, $arg:expr, $value:expr) => {{
        let value: *mut Obj = $value;
        if value.is_null() {
            return specialize::miss($ip, $sp, $frame, $th, $arg, opcode::LOAD_GLOBAL);
        }
        push!($sp, Slot::own((*value).to_ref()));
        if $arg & 1 != 0 {
            push!($sp, Slot::NULL);
        }
        go!($ip, 5, $sp, $frame, $th)
    }};
}

op!(LOAD_GLOBAL_MODULE, |ip, sp, frame, th, arg| {
    let globals = (*(*frame).globals).keys.get();
    if globals.is_null() || (*globals).version.get() as u16 != *ip.add(3) || *ip.add(3) == 0 {
        return specialize::miss(ip, sp, frame, th, arg, opcode::LOAD_GLOBAL);
    }
    let entry = (*globals).entries().add(usize::from(*ip.add(2)));
    cached_global!(ip, sp, frame, th, arg, (*entry).value)
});

op!(LOAD_GLOBAL_BUILTIN, |ip, sp, frame, th, arg| {
    let globals = (*(*frame).globals).keys.get();
    let builtins = (*(*frame).builtins).keys.get();
    if globals.is_null()
        || (*globals).version.get() as u16 != *ip.add(3)
        || *ip.add(3) == 0
        || (*builtins).version.get() as u16 != *ip.add(4)
        || *ip.add(4) == 0
    {
        return specialize::miss(ip, sp, frame, th, arg, opcode::LOAD_GLOBAL);
    }
    let entry = (*builtins).entries().add(usize::from(*ip.add(2)));
    cached_global!(ip, sp, frame, th, arg, (*entry).value)
});

op!(STORE_GLOBAL, |ip, sp, frame, th, arg| {
    let name = (*(*frame).code).name_at(arg);
    let value = *sp.sub(1);
    save!(ip, sp, frame);
    check!(
        (*(*frame).globals).set(name.as_obj(), value.obj().to_ref()),
        ip,
        sp,
        frame,
        th
    );
    sp = super::close_top(sp, 1, frame);
    go!(ip, 1, sp, frame, th)
});

op!(DELETE_GLOBAL, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    check!(delete_global(&*frame, arg), ip, sp, frame, th);
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn delete_global(frame: &InterpreterFrame, index: usize) -> PyResult<()> {
    // SAFETY: a running frame's pointers are alive.
    let (code, globals) = unsafe { (&*frame.code, &*frame.globals) };
    let name = code.name_at(index);
    match globals.remove(name.as_obj())? {
        Some(_) => Ok(()),
        None => Err(undefined(name)),
    }
}

op!(LOAD_LOCALS, |ip, sp, frame, th, arg| {
    let Some(locals) = (*frame).locals.as_ref() else {
        raise!(system_error("no locals"), ip, sp, frame, th)
    };
    push!(sp, Slot::own(locals.to_ref()));
    go!(ip, 1, sp, frame, th)
});

op!(LOAD_FROM_DICT_OR_GLOBALS, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let mapping = *sp.sub(1);
    let value = check!(
        from_dict_or_globals(mapping.obj(), &*frame, arg),
        ip,
        sp,
        frame,
        th
    );
    *sp.sub(1) = Slot::own(value);
    mapping.close();
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn from_dict_or_globals(mapping: &Obj, frame: &InterpreterFrame, index: usize) -> PyResult {
    // SAFETY: a running frame's code is alive.
    let name = unsafe { &*frame.code }.name_at(index);
    if let Some(value) = get_from(mapping, name)? {
        return Ok(value);
    }
    global(frame, name)?.ok_or_else(|| undefined(name))
}

op!(LOAD_BUILD_CLASS, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let value = check!(load_build_class(&*frame), ip, sp, frame, th);
    push!(sp, Slot::own(value));
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn load_build_class(frame: &InterpreterFrame) -> PyResult {
    let name = &crate::vm::names().dunder_build_class;
    // SAFETY: a running frame's pointers are alive.
    get_from(unsafe { &*frame.builtins }.as_obj(), name)?
        .ok_or_else(|| name_error(name, "__build_class__ not found"))
}

op!(SETUP_ANNOTATIONS, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    check!(setup_annotations(&*frame), ip, sp, frame, th);
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn setup_annotations(frame: &InterpreterFrame) -> PyResult<()> {
    let name = &crate::vm::names().dunder_annotations;
    // SAFETY: a running frame's pointers are alive.
    let Some(locals) = (unsafe { frame.locals.as_ref() }) else {
        return Err(system_error("no locals found when setting up annotations"));
    };
    if get_from(locals, name)?.is_none() {
        sequence::setitem(locals, name.as_obj(), Some(Dict::new().as_obj()))?;
    }
    Ok(())
}

// ---- cells

macro_rules! cell {
    ($frame:expr, $index:expr) => {
        (*InterpreterFrame::locals_ptr($frame).add($index))
            .obj()
            .cast_unchecked::<Cell>()
    };
}

op!(MAKE_CELL, |ip, sp, frame, th, arg| {
    let place = InterpreterFrame::locals_ptr(frame).add(arg);
    make_cell(place);
    go!(ip, 1, sp, frame, th)
});

/// Puts a local's value into a cell that takes its place.
#[inline(never)]
unsafe fn make_cell(place: *mut Slot) {
    // SAFETY: a local of the running frame; its value moves into the cell.
    unsafe {
        let value = *place;
        let contents = (!value.is_null()).then(|| value.into_ref());
        *place = Slot::own(Cell::new(contents).into_obj());
    }
}

op!(COPY_FREE_VARS, |ip, sp, frame, th, arg| {
    let function = (*(*frame).function).cast_unchecked::<Function>();
    let closure = function.closure.peek().unwrap_unchecked();
    let first =
        InterpreterFrame::locals_ptr(frame).add((*(*frame).code).nlocalsplus as usize - arg);
    for (index, cell) in closure.as_slice().iter().enumerate() {
        *first.add(index) = Slot::own(cell.to_ref());
    }
    go!(ip, 1, sp, frame, th)
});

op!(LOAD_DEREF, |ip, sp, frame, th, arg| {
    match cell!(frame, arg).contents.get() {
        Some(value) => {
            push!(sp, Slot::own(value));
        }
        None => raise!(unbound_cell(&*(*frame).code, arg), ip, sp, frame, th),
    }
    go!(ip, 1, sp, frame, th)
});

op!(STORE_DEREF, |ip, sp, frame, th, arg| {
    sp = sp.sub(1);
    let value = (*sp).into_ref();
    let old = cell!(frame, arg).contents.replace(value);
    save!(ip, sp, frame);
    drop(old);
    go!(ip, 1, sp, frame, th)
});

op!(DELETE_DEREF, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let old = cell!(frame, arg).contents.take();
    if old.is_none() {
        raise!(unbound_cell(&*(*frame).code, arg), ip, sp, frame, th);
    }
    drop(old);
    go!(ip, 1, sp, frame, th)
});

op!(LOAD_FROM_DICT_OR_DEREF, |ip, sp, frame, th, arg| {
    save!(ip, sp, frame);
    let mapping = *sp.sub(1);
    let value = check!(
        from_dict_or_deref(mapping.obj(), cell!(frame, arg), &*(*frame).code, arg),
        ip,
        sp,
        frame,
        th
    );
    *sp.sub(1) = Slot::own(value);
    mapping.close();
    go!(ip, 1, sp, frame, th)
});

#[inline(never)]
fn from_dict_or_deref(mapping: &Obj, cell: &Cell, code: &Code, index: usize) -> PyResult {
    if let Some(value) = get_from(mapping, code.local_name(index))? {
        return Ok(value);
    }
    cell.contents.get().ok_or_else(|| unbound_cell(code, index))
}

/// The error about an empty cell: of this function, or of an enclosing one.
#[cold]
#[inline(never)]
fn unbound_cell(code: &Code, index: usize) -> Exc {
    let name = code.local_name(index);
    let own = index < (code.nlocalsplus - code.nfrees) as usize;
    if own {
        return super::stack::unbound(code, index);
    }
    name_error(
        name,
        &format!(
            "cannot access free variable '{name}' where it is not associated with a value in \
             enclosing scope"
        ),
    )
}

#[allow(unused_imports)]
use DICT_TYPE as _;
