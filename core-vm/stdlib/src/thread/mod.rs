//! `_thread`: locks and identities of threads.

use std::cell::Cell;

use serpentarium_runtime::host::host;
use serpentarium_runtime::object::error::{Exc, runtime_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{
    Args, Native, NativeType, Obj, Object, PyResult, Slots, Type, TypeSpec, flags,
};
use serpentarium_runtime::types::exceptions::{BaseException, RUNTIME_ERROR, SYSTEM_EXIT};
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::struct_sequence;
use serpentarium_runtime::types::tuple::Tuple;

use crate::native;

mod except_hook;
mod local;

/// What `get_ident` gives in the main thread.
pub const MAIN_IDENT: i64 = 0x7F00_0000_0740;

pub static MODULE: NativeModule = NativeModule {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.\nThe \
          'threading' module provides a more convenient interface.",
    functions: FUNCTIONS,
    exec,
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "get_ident",
        "($module, /)",
        "Return a non-zero integer that uniquely identifies the current thread\namongst other threads that exist simultaneously.\n\nThis may be used to identify per-thread resources.  Even though on\nsome platforms threads identities may appear to be allocated\nconsecutive numbers starting at 1, this behavior should not be relied\nupon, and the number should be seen purely as a magic cookie.\nA thread's identity may be reused for another thread after it exits.",
        NativeFn::NoArgs(|_| native::int(MAIN_IDENT)),
    ),
    NativeDef::new(
        "_get_main_thread_ident",
        "($module, /)",
        "",
        NativeFn::NoArgs(|_| native::int(MAIN_IDENT)),
    ),
    NativeDef::new(
        "get_native_id",
        "($module, /)",
        "Return a non-negative integer identifying the thread as reported\nby the OS (kernel). This may be used to uniquely identify a\nparticular thread within a system.",
        NativeFn::NoArgs(|_| native::int(i64::from(host().process_id()))),
    ),
    NativeDef::new(
        "allocate_lock",
        "($module, /)",
        "Create a new lock object. See help(type(threading.Lock())) for\ninformation about locks.",
        NativeFn::NoArgs(|_| Ok(new_lock())),
    ),
    NativeDef::new(
        "_count",
        "($module, /)",
        "Return the number of currently running Python threads, excluding\nthe main thread.",
        NativeFn::NoArgs(|_| native::int(0)),
    ),
    NativeDef::new(
        "stack_size",
        "($module, size=0, /)",
        "Return the thread stack size used when creating new threads.",
        NativeFn::Bound(|_, _| native::int(0)),
    ),
    NativeDef::new(
        "daemon_threads_allowed",
        "($module, /)",
        "Return True if daemon threads are allowed in the current interpreter,\nand False otherwise.",
        NativeFn::NoArgs(|_| native::bool(true)),
    ),
    NativeDef::new(
        "_is_main_interpreter",
        "($module, /)",
        "Return True if the current interpreter is the main Python interpreter.",
        NativeFn::NoArgs(|_| native::bool(true)),
    ),
    NativeDef::new(
        "_shutdown",
        "($module, /)",
        "Wait for all non-daemon threads (other than the calling thread) to stop.",
        NativeFn::NoArgs(|_| native::none()),
    ),
    NativeDef::new(
        "_make_thread_handle",
        "($module, ident, /)",
        "Internal only. Make a thread handle for threads not spawned\nby the _thread or threading module.",
        NativeFn::One(make_thread_handle),
    ),
    NativeDef::new(
        "allocate",
        "($module, /)",
        "An obsolete synonym of allocate_lock().",
        NativeFn::NoArgs(|_| Ok(new_lock())),
    ),
    NativeDef::new(
        "exit",
        "($module, /)",
        "This is synonymous to ``raise SystemExit''.  It will cause the current\nthread to exit silently unless the exception is caught.",
        NativeFn::NoArgs(exit_thread),
    ),
    NativeDef::new(
        "exit_thread",
        "($module, /)",
        "An obsolete synonym of exit().",
        NativeFn::NoArgs(exit_thread),
    ),
    NativeDef::new(
        "_excepthook",
        "($module, args, /)",
        "Handle uncaught Thread.run() exception.",
        NativeFn::One(except_hook::excepthook),
    ),
    NativeDef::new("start_new_thread", "", "", NativeFn::Raw(no_threads)),
    NativeDef::new("start_new", "", "", NativeFn::Raw(no_threads)),
    NativeDef::new("start_joinable_thread", "", "", NativeFn::Raw(no_threads)),
    NativeDef::new(
        "set_name",
        "($module, name, /)",
        "Set the name of the current thread.",
        NativeFn::One(|_, _| native::none()),
    ),
    NativeDef::new(
        "interrupt_main",
        "($module, signum=signal.SIGINT, /)",
        "Simulate the arrival of the given signal in the main thread.",
        NativeFn::Bound(interrupt_main),
    ),
];

fn exec(module: &Obj) -> PyResult<()> {
    native::set(module, "error", RUNTIME_ERROR.as_obj().to_ref());
    native::set(module, "LockType", LOCK_TYPE.as_obj().to_ref());
    native::set(module, "lock", LOCK_TYPE.as_obj().to_ref());
    native::set(module, "RLock", RLOCK_TYPE.as_obj().to_ref());
    native::set(module, "_local", local::LOCAL_TYPE.as_obj().to_ref());
    let hook_args = struct_sequence::define(&except_hook::EXCEPT_HOOK_ARGS).ty;
    native::set(module, "_ExceptHookArgs", hook_args.as_obj().to_ref());
    native::set_int(module, "_NAME_MAXLEN", 15);
    native::set(module, "_ThreadHandle", HANDLE_TYPE.as_obj().to_ref());
    native::set(
        module,
        "TIMEOUT_MAX",
        Float::new(9_223_372_036.0).into_obj(),
    );
    Ok(())
}

fn no_threads(_: &Obj, _: Args<'_>) -> PyResult {
    Err(runtime_error("can't start new thread"))
}

fn exit_thread(_: &Obj) -> PyResult {
    Err(Exc::from_instance(BaseException::with_args(
        &SYSTEM_EXIT,
        &[],
    )))
}

fn interrupt_main(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let signal = args[0].map_or(Ok(libc::SIGINT), native::c_int)?;
    host()
        .kill(host().process_id(), signal)
        .map_err(|_| value_error("signal number out of range"))?;
    native::none()
}

/// A lock; only one thread runs, so that waiting for a held lock would never end.
pub struct Lock {
    held: Cell<bool>,
}

impl NativeType for Lock {
    fn type_object() -> &'static Type {
        &LOCK_TYPE
    }
}

pub static LOCK_TYPE: Type = Type::builtin(&LOCK_SPEC);
static LOCK_SPEC: TypeSpec = TypeSpec {
    doc: Some("A lock object is a synchronization primitive."),
    flags: flags::MANAGED_WEAKREF,
    reported: (24, 0),
    slots: Slots {
        new: Some(|_, _| Ok(new_lock())),
        repr: Some(lock_repr),
        ..Slots::NONE
    },
    methods: LOCK_METHODS,
    ..TypeSpec::of::<Native<Lock>>("_thread.lock")
};

const ACQUIRE: &str = "($self, /, blocking=True, timeout=-1)";

static LOCK_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "acquire",
        ACQUIRE,
        "Lock the lock.",
        NativeFn::Bound(lock_acquire),
    ),
    NativeDef::new(
        "acquire_lock",
        ACQUIRE,
        "An obsolete synonym of acquire().",
        NativeFn::Bound(lock_acquire),
    ),
    NativeDef::new(
        "release",
        "($self, /)",
        "Release the lock.",
        NativeFn::NoArgs(lock_release),
    ),
    NativeDef::new(
        "release_lock",
        "($self, /)",
        "An obsolete synonym of release().",
        NativeFn::NoArgs(lock_release),
    ),
    NativeDef::new(
        "locked",
        "($self, /)",
        "Return whether the lock is in the locked state.",
        NativeFn::NoArgs(|this| native::bool(lock(this).is_some_and(|lock| lock.held.get()))),
    ),
    NativeDef::new(
        "locked_lock",
        "($self, /)",
        "An obsolete synonym of locked().",
        NativeFn::NoArgs(|this| native::bool(lock(this).is_some_and(|lock| lock.held.get()))),
    ),
    NativeDef::new(
        "__enter__",
        "($self, /)",
        "Lock the lock.",
        NativeFn::NoArgs(|this| lock_acquire(this, &[None, None])),
    ),
    NativeDef::new(
        "__exit__",
        "($self, /, *exc_info)",
        "Release the lock.",
        NativeFn::Raw(|this, _| lock_release(this)),
    ),
    NativeDef::new(
        "_at_fork_reinit",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| {
            if let Some(lock) = lock(this) {
                lock.held.set(false);
            }
            native::none()
        }),
    ),
];

fn new_lock() -> serpentarium_runtime::object::Ref {
    Native::new(Lock {
        held: Cell::new(false),
    })
    .into_obj()
}

fn lock(object: &Obj) -> Option<&Lock> {
    object.downcast::<Native<Lock>>().map(|lock| &lock.data)
}

/// Checks the arguments of `acquire`; tells whether to wait and for how many seconds.
fn waiting(args: &[Option<&Obj>]) -> PyResult<(bool, f64)> {
    let blocking = native::truth(args[0], true)?;
    let timeout = match args[1] {
        Some(timeout) => serpentarium_runtime::types::float::convert::as_f64(timeout)?,
        None => -1.0,
    };
    if !blocking && timeout != -1.0 {
        return Err(value_error(
            "can't specify a timeout for a non-blocking call",
        ));
    }
    if timeout < 0.0 && timeout != -1.0 {
        return Err(value_error("timeout value must be a non-negative number"));
    }
    Ok((blocking, timeout))
}

fn deadlock() -> Exc {
    runtime_error("deadlock: the only thread waits for a lock that is held")
}

fn lock_acquire(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (blocking, timeout) = waiting(args)?;
    let Some(lock) = lock(this) else {
        return native::bool(false);
    };
    if !lock.held.replace(true) {
        return native::bool(true);
    }
    if !blocking {
        return native::bool(false);
    }
    if timeout < 0.0 {
        return Err(deadlock());
    }
    let _ = host().sleep((timeout * 1e9) as u64);
    native::bool(false)
}

fn lock_release(this: &Obj) -> PyResult {
    match lock(this) {
        Some(lock) if lock.held.replace(false) => native::none(),
        _ => Err(runtime_error("release unlocked lock")),
    }
}

fn lock_repr(this: &Obj) -> PyResult {
    let held = lock(this).is_some_and(|lock| lock.held.get());
    native::text(format!(
        "<{} {} object at {:#x}>",
        if held { "locked" } else { "unlocked" },
        this.ty().tp_name(),
        this.address()
    ))
}

/// A lock that its owner may take again.
pub struct RLock {
    count: Cell<usize>,
}

impl NativeType for RLock {
    fn type_object() -> &'static Type {
        &RLOCK_TYPE
    }
}

pub static RLOCK_TYPE: Type = Type::builtin(&RLOCK_SPEC);
static RLOCK_SPEC: TypeSpec = TypeSpec {
    flags: flags::BASETYPE | flags::MANAGED_WEAKREF,
    reported: (40, 0),
    slots: Slots {
        new: Some(|ty, _| {
            Ok(Native::of_type(
                ty,
                RLock {
                    count: Cell::new(0),
                },
            )
            .into_obj())
        }),
        repr: Some(rlock_repr),
        ..Slots::NONE
    },
    methods: RLOCK_METHODS,
    ..TypeSpec::of::<Native<RLock>>("_thread.RLock")
};

static RLOCK_METHODS: &[NativeDef] = &[
    NativeDef::new(
        "acquire",
        ACQUIRE,
        "Lock the lock.",
        NativeFn::Bound(rlock_acquire),
    ),
    NativeDef::new(
        "release",
        "($self, /)",
        "Release the lock.",
        NativeFn::NoArgs(rlock_release),
    ),
    NativeDef::new(
        "locked",
        "($self, /)",
        "Return a boolean indicating whether this object is locked right now.",
        NativeFn::NoArgs(|this| native::bool(rlock(this).is_some_and(|lock| lock.count.get() > 0))),
    ),
    NativeDef::new(
        "__enter__",
        "($self, /)",
        "Lock the lock.",
        NativeFn::NoArgs(|this| rlock_acquire(this, &[None, None])),
    ),
    NativeDef::new(
        "__exit__",
        "($self, /, *exc_info)",
        "Release the lock.",
        NativeFn::Raw(|this, _| rlock_release(this)),
    ),
    NativeDef::new(
        "_is_owned",
        "($self, /)",
        "For internal use by `threading.Condition`.",
        NativeFn::NoArgs(|this| native::bool(rlock(this).is_some_and(|lock| lock.count.get() > 0))),
    ),
    NativeDef::new(
        "_recursion_count",
        "($self, /)",
        "For internal use by reentrancy checks.",
        NativeFn::NoArgs(|this| native::int(rlock(this).map_or(0, |lock| lock.count.get() as i64))),
    ),
    NativeDef::new(
        "_release_save",
        "($self, /)",
        "For internal use by `threading.Condition`.",
        NativeFn::NoArgs(|this| {
            let count = rlock(this).map_or(0, |lock| lock.count.replace(0));
            if count == 0 {
                return Err(runtime_error("cannot release un-acquired lock"));
            }
            Ok(Tuple::new(vec![
                Int::from_usize(count).into_obj(),
                Int::new(MAIN_IDENT).into_obj(),
            ])
            .into_obj())
        }),
    ),
    NativeDef::new(
        "_acquire_restore",
        "($self, state, /)",
        "For internal use by `threading.Condition`.",
        NativeFn::One(|this, state| {
            let count = state.downcast::<Tuple>().and_then(|state| state.get(0));
            let Some(count) = count
                .as_deref()
                .and_then(|count| count.downcast::<Int>())
                .and_then(Int::as_i64)
            else {
                return Err(type_error("state must be a tuple"));
            };
            if let Some(lock) = rlock(this) {
                lock.count.set(count.max(0) as usize);
            }
            native::none()
        }),
    ),
    NativeDef::new(
        "_at_fork_reinit",
        "($self, /)",
        "",
        NativeFn::NoArgs(|this| {
            if let Some(lock) = rlock(this) {
                lock.count.set(0);
            }
            native::none()
        }),
    ),
];

fn rlock(object: &Obj) -> Option<&RLock> {
    object.downcast::<Native<RLock>>().map(|lock| &lock.data)
}

fn rlock_acquire(this: &Obj, args: &[Option<&Obj>]) -> PyResult {
    waiting(args)?;
    if let Some(lock) = rlock(this) {
        lock.count.set(lock.count.get() + 1);
    }
    native::bool(true)
}

fn rlock_release(this: &Obj) -> PyResult {
    match rlock(this) {
        Some(lock) if lock.count.get() > 0 => {
            lock.count.set(lock.count.get() - 1);
            native::none()
        }
        _ => Err(runtime_error("cannot release un-acquired lock")),
    }
}

fn rlock_repr(this: &Obj) -> PyResult {
    let count = rlock(this).map_or(0, |lock| lock.count.get());
    native::text(format!(
        "<{} {} object owner={} count={count} at {:#x}>",
        if count > 0 { "locked" } else { "unlocked" },
        this.ty().tp_name(),
        if count > 0 { MAIN_IDENT } else { 0 },
        this.address()
    ))
}

/// The handle by which `threading` joins a thread.
pub struct Handle {
    done: Cell<bool>,
    ident: Cell<i64>,
}

impl NativeType for Handle {
    fn type_object() -> &'static Type {
        &HANDLE_TYPE
    }
}

pub static HANDLE_TYPE: Type = Type::builtin(&HANDLE_SPEC);
static HANDLE_SPEC: TypeSpec = TypeSpec {
    slots: Slots {
        new: Some(|_, _| {
            Ok(Native::new(Handle {
                done: Cell::new(false),
                ident: Cell::new(0),
            })
            .into_obj())
        }),
        ..Slots::NONE
    },
    methods: &[
        NativeDef::new("join", "", "", NativeFn::Raw(|_, _| native::none())),
        NativeDef::new(
            "is_done",
            "",
            "",
            NativeFn::NoArgs(|this| {
                native::bool(
                    this.downcast::<Native<Handle>>()
                        .is_some_and(|handle| handle.done.get()),
                )
            }),
        ),
        NativeDef::new(
            "_set_done",
            "",
            "",
            NativeFn::NoArgs(|this| {
                if let Some(handle) = this.downcast::<Native<Handle>>() {
                    handle.done.set(true);
                }
                native::none()
            }),
        ),
    ],
    getset: &[serpentarium_runtime::object::native::GetSet::readonly(
        "ident",
        |this| {
            native::int(
                this.downcast::<Native<Handle>>()
                    .map_or(0, |handle| handle.ident.get()),
            )
        },
    )],
    ..TypeSpec::of::<Native<Handle>>("_thread._ThreadHandle")
};

fn make_thread_handle(_: &Obj, ident: &Obj) -> PyResult {
    let ident = native::size(ident)? as i64;
    Ok(Native::new(Handle {
        done: Cell::new(false),
        ident: Cell::new(ident),
    })
    .into_obj())
}

/// Types that must be readied before use.
pub fn ready() {
    for ty in [&LOCK_TYPE, &RLOCK_TYPE, &HANDLE_TYPE, &local::LOCAL_TYPE] {
        serpentarium_runtime::types::typeobj::ready::ready(ty);
    }
}
