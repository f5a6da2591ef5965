//! `_thread`: threads, locks, identities.

use serpentarium_runtime::object::error::{Exc, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, Object, PyResult};
use serpentarium_runtime::threads;
use serpentarium_runtime::types::exceptions::{BaseException, RUNTIME_ERROR, SYSTEM_EXIT};
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::str::Str;
use serpentarium_runtime::types::struct_sequence;

use crate::native;

mod docs;
mod except_hook;
mod gate;
mod handle;
mod local;
mod lock;
mod rlock;
mod start;

pub(crate) use gate::{Patience, wait_until};
pub(crate) use lock::nanoseconds;
pub use start::after_fork_in_child;

/// The least and the step of what `stack_size` takes.
const LEAST_STACK: isize = 53_248;
/// Bytes that the system keeps of a thread's name.
const NAME_MAX: usize = 15;

pub static MODULE: NativeModule = NativeModule {
    name: "_thread",
    doc: docs::MODULE,
    functions: FUNCTIONS,
    exec,
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "get_ident",
        "($module, /)",
        docs::GET_IDENT,
        NativeFn::NoArgs(|_| native::int(threads::ident())),
    ),
    NativeDef::new(
        "_get_main_thread_ident",
        "($module, /)",
        docs::GET_MAIN_THREAD_IDENT,
        NativeFn::NoArgs(|_| native::int(threads::main_ident())),
    ),
    NativeDef::new(
        "get_native_id",
        "($module, /)",
        docs::GET_NATIVE_ID,
        NativeFn::NoArgs(|_| native::int(threads::native_id())),
    ),
    NativeDef::new(
        "allocate_lock",
        "($module, /)",
        docs::ALLOCATE_LOCK,
        NativeFn::NoArgs(|_| Ok(lock::new_lock())),
    ),
    NativeDef::new(
        "allocate",
        "($module, /)",
        docs::ALLOCATE,
        NativeFn::NoArgs(|_| Ok(lock::new_lock())),
    ),
    NativeDef::new(
        "_count",
        "($module, /)",
        docs::COUNT,
        NativeFn::NoArgs(start::count),
    ),
    NativeDef::new(
        "stack_size",
        "($module, size=0, /)",
        docs::STACK_SIZE,
        NativeFn::Bound(stack_size),
    ),
    NativeDef::new(
        "daemon_threads_allowed",
        "($module, /)",
        docs::DAEMON_THREADS_ALLOWED,
        NativeFn::NoArgs(|_| native::bool(true)),
    ),
    NativeDef::new(
        "_is_main_interpreter",
        "($module, /)",
        docs::IS_MAIN_INTERPRETER,
        NativeFn::NoArgs(|_| native::bool(true)),
    ),
    NativeDef::new(
        "_shutdown",
        "($module, /)",
        docs::SHUTDOWN,
        NativeFn::NoArgs(handle::shutdown),
    ),
    NativeDef::new(
        "_make_thread_handle",
        "($module, ident, /)",
        docs::MAKE_THREAD_HANDLE,
        NativeFn::One(handle::make_thread_handle),
    ),
    NativeDef::new(
        "exit",
        "($module, /)",
        docs::EXIT,
        NativeFn::NoArgs(exit_thread),
    ),
    NativeDef::new(
        "exit_thread",
        "($module, /)",
        docs::EXIT_THREAD,
        NativeFn::NoArgs(exit_thread),
    ),
    NativeDef::new(
        "_excepthook",
        "($module, args, /)",
        docs::EXCEPTHOOK,
        NativeFn::One(except_hook::excepthook),
    ),
    NativeDef::new(
        "start_new_thread",
        "($module, function, args, kwargs={}, /)",
        docs::START_NEW_THREAD,
        NativeFn::Positional(2, 3, start::start_new_thread),
    ),
    NativeDef::new(
        "start_new",
        "($module, function, args, kwargs={}, /)",
        docs::START_NEW,
        NativeFn::Positional(2, 3, start::start_new_thread),
    ),
    NativeDef::new(
        "start_joinable_thread",
        "($module, /, function, handle=None, daemon=True)",
        docs::START_JOINABLE_THREAD,
        NativeFn::Bound(start::start_joinable_thread),
    ),
    NativeDef::new(
        "set_name",
        "($module, /, name)",
        docs::SET_NAME,
        NativeFn::Bound(set_name),
    ),
    NativeDef::new(
        "_get_name",
        "($module, /)",
        docs::GET_NAME,
        NativeFn::NoArgs(get_name),
    ),
    NativeDef::new(
        "interrupt_main",
        "($module, signum=signal.SIGINT, /)",
        docs::INTERRUPT_MAIN,
        NativeFn::Bound(interrupt_main),
    ),
];

fn exec(module: &Obj) -> PyResult<()> {
    native::set(module, "error", RUNTIME_ERROR.as_obj().to_ref());
    native::set(module, "LockType", lock::LOCK_TYPE.as_obj().to_ref());
    native::set(module, "lock", lock::LOCK_TYPE.as_obj().to_ref());
    native::set(module, "RLock", rlock::RLOCK_TYPE.as_obj().to_ref());
    native::set(module, "_local", local::LOCAL_TYPE.as_obj().to_ref());
    let hook_args = struct_sequence::define(&except_hook::EXCEPT_HOOK_ARGS).ty;
    native::set(module, "_ExceptHookArgs", hook_args.as_obj().to_ref());
    native::set_int(module, "_NAME_MAXLEN", NAME_MAX as i64);
    native::set(
        module,
        "_ThreadHandle",
        handle::HANDLE_TYPE.as_obj().to_ref(),
    );
    native::set(
        module,
        "TIMEOUT_MAX",
        Float::new(9_223_372_036.0).into_obj(),
    );
    Ok(())
}

fn exit_thread(_: &Obj) -> PyResult {
    Err(Exc::from_instance(BaseException::with_args(
        &SYSTEM_EXIT,
        &[],
    )))
}

fn interrupt_main(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let signal = args[0].map_or(Ok(libc::SIGINT), native::c_int)?;
    crate::signal::simulate(signal)?;
    native::none()
}

fn stack_size(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let size = args[0].map_or(Ok(0), native::size)?;
    if size != 0 && size < LEAST_STACK {
        return Err(value_error(format!(
            "size must be at least {LEAST_STACK} bytes"
        )));
    }
    let before = threads::stack_size();
    threads::set_stack_size(size as usize);
    native::int(before as i64)
}

fn set_name(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let name = args[0].unwrap_or_else(|| unreachable!("required"));
    let Some(name) = name.downcast::<Str>() else {
        return Err(type_error(format!(
            "set_name() argument 'name' must be str, not {}",
            name.ty().tp_name()
        )));
    };
    threads::set_name(name.to_string_lossy());
    native::none()
}

/// The name as the system would keep it.
fn get_name(_: &Obj) -> PyResult {
    let name = threads::name();
    let kept = name
        .as_bytes()
        .split(|byte| *byte == 0)
        .next()
        .unwrap_or(&[]);
    let kept = &kept[..kept.len().min(NAME_MAX)];
    native::text(String::from_utf8_lossy(kept))
}

/// What the threads keep is let go at the end of the program, in which they do not run again.
pub fn forget() {
    threads::forget_others();
    handle::forget();
    local::forget();
}

/// Types that must be readied before use.
pub fn ready() {
    for ty in [
        &lock::LOCK_TYPE,
        &rlock::RLOCK_TYPE,
        &handle::HANDLE_TYPE,
        &local::LOCAL_TYPE,
    ] {
        serpentarium_runtime::types::typeobj::ready::ready(ty);
    }
}
