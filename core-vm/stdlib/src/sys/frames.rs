//! Frames, the exception being handled, tracing.

use serpentarium_runtime::interp::{current, thread};
use serpentarium_runtime::object::error::{runtime_error, value_error};
use serpentarium_runtime::object::{Obj, Object, PyResult, Ref, protocol};
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
    if let Some(frame) = current::frame_object(0) {
        frames.set(
            Int::new(crate::thread::MAIN_IDENT).as_obj(),
            frame.into_obj(),
        )?;
    }
    Ok(frames.into_obj())
}

pub(super) fn current_exceptions(module: &Obj) -> PyResult {
    let all = Dict::new();
    all.set(
        Int::new(crate::thread::MAIN_IDENT).as_obj(),
        exception(module)?,
    )?;
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

/// What `settrace` and its kin install; the interpreter's instrumentation provides it.
#[derive(Clone, Copy)]
pub struct TraceHooks {
    pub set_trace: fn(Option<Ref>) -> PyResult<()>,
    pub get_trace: fn() -> Option<Ref>,
    pub set_profile: fn(Option<Ref>) -> PyResult<()>,
    pub get_profile: fn() -> Option<Ref>,
}

thread_local! {
    static TRACING: std::cell::Cell<Option<TraceHooks>> = const { std::cell::Cell::new(None) };
}

/// Connects `sys.settrace` and `sys.setprofile` to the interpreter.
pub fn set_trace_hooks(hooks: TraceHooks) {
    TRACING.with(|tracing| tracing.set(Some(hooks)));
}

fn install(function: &Obj, pick: fn(&TraceHooks) -> fn(Option<Ref>) -> PyResult<()>) -> PyResult {
    let function = native::given(Some(function)).map(Object::to_ref);
    match TRACING.with(std::cell::Cell::get) {
        Some(hooks) => pick(&hooks)(function)?,
        None if function.is_none() => {}
        None => return Err(runtime_error("tracing is not available")),
    }
    native::none()
}

fn installed(pick: fn(&TraceHooks) -> fn() -> Option<Ref>) -> PyResult {
    let hooks = TRACING.with(std::cell::Cell::get);
    Ok(hooks.and_then(|hooks| pick(&hooks)()).unwrap_or_else(none))
}

pub(super) fn settrace(_: &Obj, function: &Obj) -> PyResult {
    install(function, |hooks| hooks.set_trace)
}

pub(super) fn settraceallthreads(_: &Obj, function: &Obj) -> PyResult {
    install(function, |hooks| hooks.set_trace)
}

pub(super) fn gettrace(_: &Obj) -> PyResult {
    installed(|hooks| hooks.get_trace)
}

pub(super) fn setprofile(_: &Obj, function: &Obj) -> PyResult {
    install(function, |hooks| hooks.set_profile)
}

pub(super) fn setprofileallthreads(_: &Obj, function: &Obj) -> PyResult {
    install(function, |hooks| hooks.set_profile)
}

pub(super) fn getprofile(_: &Obj) -> PyResult {
    installed(|hooks| hooks.get_profile)
}

pub(super) fn call_tracing(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(function), Some(arguments)) = (args[0], args[1]) else {
        return native::none();
    };
    let arguments = protocol::collect(arguments)?;
    let arguments: Vec<&Obj> = arguments.iter().map(|value| &**value).collect();
    protocol::call(function, &arguments)
}
