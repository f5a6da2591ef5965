//! The plain functions of `sys`.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::interp::thread;
use serpentarium_runtime::object::args::check_positional;
use serpentarium_runtime::object::error::{Exc, type_error, value_error};
use serpentarium_runtime::object::{Args, Obj, Object, PyResult, Ref, Visitor, flags, protocol};
use serpentarium_runtime::types::exceptions::{BaseException, SYSTEM_EXIT};
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::none;
use serpentarium_runtime::types::str::{STR_TYPE, Str, intern};
use serpentarium_runtime::types::struct_sequence;
use serpentarium_runtime::types::tuple::Tuple;

use super::shapes;
use crate::native;

thread_local! {
    static AUDIT_HOOKS: RefCell<Vec<Ref>> = const { RefCell::new(Vec::new()) };
    static SWITCH_INTERVAL: Cell<f64> = const { Cell::new(0.005) };
    static ORIGIN_DEPTH: Cell<i32> = const { Cell::new(0) };
    static MAX_DIGITS: Cell<i64> = const { Cell::new(4300) };
    static ASYNCGEN_HOOKS: RefCell<(Option<Ref>, Option<Ref>)> = const { RefCell::new((None, None)) };
}

/// Reports the hooks that programs set.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    AUDIT_HOOKS.with(|hooks| hooks.borrow().iter().for_each(|hook| visit.obj(hook)));
    ASYNCGEN_HOOKS.with(|hooks| {
        let (first, last) = &*hooks.borrow();
        [first, last]
            .into_iter()
            .flatten()
            .for_each(|hook| visit.obj(hook));
    });
}

pub(super) fn addaudithook(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    if let Some(hook) = args[0] {
        AUDIT_HOOKS.with(|hooks| hooks.borrow_mut().push(hook.to_ref()));
    }
    native::none()
}

pub(super) fn audit(_: &Obj, args: Args<'_>) -> PyResult {
    args.no_keywords("audit")?;
    let Some(event) = args.values.first() else {
        return Err(type_error("audit expected at least 1 argument, got 0"));
    };
    if event.downcast::<Str>().is_none() {
        return Err(type_error(format!(
            "expected str for argument 'event', not {}",
            event.ty().tp_name()
        )));
    }
    let hooks = AUDIT_HOOKS.with(|hooks| hooks.borrow().clone());
    let details = serpentarium_runtime::types::tuple::Tuple::from_slice(&args.values[1..]);
    for hook in hooks {
        protocol::call(&hook, &[event, details.as_obj()])?;
    }
    native::none()
}

pub(super) fn clear_internal_caches(_: &Obj) -> PyResult {
    native::none()
}

pub(super) fn clear_type_cache(_: &Obj) -> PyResult {
    native::none()
}

pub(super) fn exit(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let make = |args: &[&Obj]| Exc::from_instance(BaseException::with_args(&SYSTEM_EXIT, args));
    let Some(status) = native::given(args[0]) else {
        return Err(make(&[]));
    };
    // As an exception is made of a value: an instance is it, a tuple has the arguments.
    if status.is_instance(&SYSTEM_EXIT)
        && let Ok(instance) = status.to_ref().downcast_into::<BaseException>()
    {
        return Err(Exc::from_instance(instance));
    }
    match status.downcast::<Tuple>() {
        Some(tuple) => Err(make(tuple.as_slice())),
        None => Err(make(&[status])),
    }
}

pub(super) fn getdefaultencoding(_: &Obj) -> PyResult {
    native::text("utf-8")
}

pub(super) fn getfilesystemencoding(_: &Obj) -> PyResult {
    native::text("utf-8")
}

pub(super) fn getfilesystemencodeerrors(_: &Obj) -> PyResult {
    native::text("surrogateescape")
}

pub(super) fn getallocatedblocks(_: &Obj) -> PyResult {
    let mut count = 0;
    serpentarium_runtime::memory::each_object(&mut |_| count += 1);
    native::int(count)
}

pub(super) fn getunicodeinternedsize(_: &Obj, _: &[Option<&Obj>]) -> PyResult {
    let count = serpentarium_runtime::types::str::intern::count();
    Ok(Int::from_usize(count).into_obj())
}

pub(super) fn getrefcount(_: &Obj, object: &Obj) -> PyResult {
    native::int(i64::from(object.refcount()))
}

pub(super) fn is_immortal(_: &Obj, object: &Obj) -> PyResult {
    native::bool(object.is_immortal())
}

pub(super) fn getsizeof(_: &Obj, args: Args<'_>) -> PyResult {
    let bound = serpentarium_runtime::object::args::parsed("(object, default=0)")
        .bind("getsizeof", args)?;
    let Some(object) = bound[0] else {
        return native::none();
    };
    let size = match protocol::call_special(object, "__sizeof__", &[]) {
        Ok(Some(size)) => size,
        Ok(None) => {
            return Err(type_error(format!(
                "Type {} doesn't define __sizeof__",
                object.ty().tp_name()
            )));
        }
        Err(error) => {
            let is_type_error = error.matches(&serpentarium_runtime::types::exceptions::TYPE_ERROR);
            return match bound[1] {
                Some(default) if is_type_error => Ok(default.to_ref()),
                _ => Err(error),
            };
        }
    };
    let size = native::size(&size)?;
    if size < 0 {
        return Err(value_error("__sizeof__() should return >= 0"));
    }
    let ty = object.ty();
    let collected = if ty.has_flag(flags::HAVE_GC) { 16 } else { 0 };
    let managed = if ty.has_flag(flags::MANAGED) { 16 } else { 0 };
    native::int(size as i64 + collected + managed)
}

pub(super) fn intern_function(text: &Obj) -> PyResult {
    match text.downcast::<Str>() {
        Some(string) if text.is_exact(&STR_TYPE) => Ok(intern(string.to_ref()).into_obj()),
        Some(_) => Err(type_error(format!("can't intern {}", text.ty().tp_name()))),
        None => Err(type_error(format!(
            "intern() argument must be str, not {}",
            serpentarium_runtime::object::args::type_in_message(text)
        ))),
    }
}

pub(super) fn is_interned(_: &Obj, text: &Obj) -> PyResult {
    match text.downcast::<Str>() {
        Some(string) => native::bool(string.is_interned()),
        None => Err(type_error(format!(
            "_is_interned() argument must be str, not {}",
            serpentarium_runtime::object::args::type_in_message(text)
        ))),
    }
}

pub(super) fn is_finalizing(_: &Obj) -> PyResult {
    native::bool(crate::run::is_finalizing())
}

pub(super) fn setswitchinterval(_: &Obj, interval: &Obj) -> PyResult {
    let seconds = serpentarium_runtime::types::float::convert::as_f64(interval)?;
    if seconds <= 0.0 {
        return Err(value_error("switch interval must be strictly positive"));
    }
    SWITCH_INTERVAL.with(|current| current.set(seconds));
    serpentarium_runtime::threads::set_switch_interval(seconds);
    native::none()
}

pub(super) fn getswitchinterval(_: &Obj) -> PyResult {
    Ok(Float::new(SWITCH_INTERVAL.with(Cell::get)).into_obj())
}

pub(super) fn set_coroutine_origin_tracking_depth(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let depth = args[0].map_or(Ok(0), native::c_int)?;
    if depth < 0 {
        return Err(value_error("depth must be >= 0"));
    }
    ORIGIN_DEPTH.with(|current| current.set(depth));
    thread::set_coroutine_origin_depth(depth as u32);
    native::none()
}

pub(super) fn get_coroutine_origin_tracking_depth(_: &Obj) -> PyResult {
    native::int(i64::from(ORIGIN_DEPTH.with(Cell::get)))
}

pub(super) fn set_asyncgen_hooks(_: &Obj, args: Args<'_>) -> PyResult {
    let bound = serpentarium_runtime::object::args::parsed("(firstiter=None, finalizer=None)")
        .bind("set_asyncgen_hooks", args)?;
    for (value, what) in [(bound[0], "firstiter"), (bound[1], "finalizer")] {
        if let Some(value) = native::given(value)
            && value.ty().slots().call.is_none()
        {
            return Err(type_error(format!(
                "callable {what} expected, got {}",
                value.ty().name()
            )));
        }
    }
    ASYNCGEN_HOOKS.with(|hooks| {
        let mut hooks = hooks.borrow_mut();
        if let Some(firstiter) = bound[0] {
            hooks.0 = native::given(Some(firstiter)).map(Object::to_ref);
        }
        if let Some(finalizer) = bound[1] {
            hooks.1 = native::given(Some(finalizer)).map(Object::to_ref);
        }
        thread::set_asyncgen_hooks(hooks.0.clone(), hooks.1.clone());
    });
    native::none()
}

pub(super) fn get_asyncgen_hooks(_: &Obj) -> PyResult {
    let (first, last) = ASYNCGEN_HOOKS.with(|hooks| hooks.borrow().clone());
    let items = vec![first.unwrap_or_else(none), last.unwrap_or_else(none)];
    Ok(struct_sequence::define(&shapes::ASYNCGEN_HOOKS).make(items))
}

pub(super) fn activate_stack_trampoline(_: &Obj, _: &Obj) -> PyResult {
    Err(value_error("perf trampoline not available"))
}

pub(super) fn deactivate_stack_trampoline(_: &Obj) -> PyResult {
    native::none()
}

pub(super) fn is_stack_trampoline_active(_: &Obj) -> PyResult {
    native::bool(false)
}

pub(super) fn is_remote_debug_enabled(_: &Obj) -> PyResult {
    native::bool(false)
}

pub(super) fn get_int_max_str_digits(_: &Obj) -> PyResult {
    native::int(MAX_DIGITS.with(Cell::get))
}

pub(super) fn set_int_max_str_digits(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let digits = i64::from(args[0].map_or(Ok(0), native::c_int)?);
    if digits != 0 && digits < 640 {
        return Err(value_error("maxdigits must be >= 640 or 0 for unlimited"));
    }
    MAX_DIGITS.with(|current| current.set(digits));
    serpentarium_runtime::types::int::digits::set_max_str_digits(digits as usize);
    native::none()
}

pub(super) fn baserepl(_: &Obj) -> PyResult {
    crate::run::interactive()?;
    native::none()
}

pub(super) fn get_cpu_count_config(_: &Obj) -> PyResult {
    native::int(-1)
}

pub(super) fn is_gil_enabled(_: &Obj) -> PyResult {
    native::bool(true)
}

#[allow(unused_imports)]
use {Int as _, check_positional as _};
