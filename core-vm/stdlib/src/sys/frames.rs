//! Frames, the exception being handled, tracing.

use serpentarium_runtime::interp::{current, thread, trace};
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::threads;
use serpentarium_runtime::types::dict::Dict;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

fn depth_of(value: Option<&Obj>) -> PyResult<usize> {
    let depth = value.map_or(Ok(0), native::c_int)?;
    Ok(usize::try_from(depth).unwrap_or(0))
}

pub(super) fn getframe(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    current::frame_object(depth_of(args[0])?)
        .map(Ref::into_obj)
        .ok_or_else(|| value_error("call stack is not deep enough"))
}

pub(super) fn getframemodulename(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(function) = current::function(depth_of(args[0])?) else {
        return native::none();
    };
    Ok(protocol::getattr_opt_text(&function, "__module__")?.unwrap_or_else(none))
}

pub(super) fn exception(_: &Obj) -> PyResult {
    Ok(thread::handled_exception().map_or_else(none, Ref::into_obj))
}

pub(super) fn exc_info(_: &Obj) -> PyResult {
    let items = match thread::handled_exception() {
        Some(error) => vec![
            error.as_obj().ty().as_obj().to_ref(),
            error.clone().into_obj(),
            error.traceback.get().map_or_else(none, Ref::into_obj),
        ],
        None => vec![none(), none(), none()],
    };
    Ok(Tuple::new(items).into_obj())
}

pub(super) fn current_frames(_: &Obj) -> PyResult {
    let frames = Dict::new();
    for (ident, frame) in threads::frames() {
        frames.set(Int::new(ident).as_obj(), frame.into_obj())?;
    }
    Ok(frames.into_obj())
}

pub(super) fn current_exceptions(_: &Obj) -> PyResult {
    let all = Dict::new();
    for (ident, error) in threads::exceptions() {
        let error = error.map_or_else(none, Ref::into_obj);
        all.set(Int::new(ident).as_obj(), error)?;
    }
    Ok(all.into_obj())
}

pub(super) fn getrecursionlimit(_: &Obj) -> PyResult {
    Ok(Int::from_usize(thread::recursion_limit()).into_obj())
}

pub(super) fn setrecursionlimit(_: &Obj, limit: &Obj) -> PyResult {
    let limit = native::c_int(limit)?;
    if limit < 1 {
        return Err(value_error(
            "recursion limit must be greater or equal than 1",
        ));
    }
    thread::set_recursion_limit(limit as usize)?;
    native::none()
}

/// `None` takes a function away.
fn function_or_none(function: &Obj) -> Option<Ref> {
    native::given(Some(function)).map(Object::to_ref)
}

pub(super) fn settrace(_: &Obj, function: &Obj) -> PyResult {
    trace::set_trace(function_or_none(function));
    native::none()
}

pub(super) fn settraceallthreads(_: &Obj, function: &Obj) -> PyResult {
    trace::set_trace_everywhere(function_or_none(function).as_deref());
    native::none()
}

pub(super) fn gettrace(_: &Obj) -> PyResult {
    Ok(trace::get_trace().unwrap_or_else(none))
}

pub(super) fn setprofile(_: &Obj, function: &Obj) -> PyResult {
    trace::set_profile(function_or_none(function));
    native::none()
}

pub(super) fn setprofileallthreads(_: &Obj, function: &Obj) -> PyResult {
    trace::set_profile_everywhere(function_or_none(function).as_deref());
    native::none()
}

pub(super) fn getprofile(_: &Obj) -> PyResult {
    Ok(trace::get_profile().unwrap_or_else(none))
}

pub(super) fn call_tracing(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(function), Some(arguments)) = (args[0], args[1]) else {
        return native::none();
    };
    let Some(arguments) = arguments.downcast::<Tuple>() else {
        return Err(type_error(format!(
            "call_tracing() argument 2 must be tuple, not {}",
            arguments.ty().tp_name()
        )));
    };
    let items: Vec<Ref> = arguments.iter().collect();
    let items: Vec<&Obj> = items.iter().map(|item| &**item).collect();
    trace::call_tracing(function, &items)
}
