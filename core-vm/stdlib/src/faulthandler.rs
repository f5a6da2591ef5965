//! `faulthandler`: stacks of all threads when the program dies, when a signal comes, or when
//! time is up.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::host::fault::{self, Action, Watch};
use serpentarium_runtime::host::host;
use serpentarium_runtime::interp::pending;
use serpentarium_runtime::object::error::{overflow_error, runtime_error, type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Obj, PyResult, Ref, Visitor, protocol};
use serpentarium_runtime::threads::dump::Which;
use serpentarium_runtime::types::exceptions::{RUNTIME_WARNING, os_error};
use serpentarium_runtime::types::float::Float;
use serpentarium_runtime::types::int::convert::as_c_int;
use serpentarium_runtime::types::int::{BOOL_TYPE, Int};
use serpentarium_runtime::types::none::is_none;
use serpentarium_runtime::{vm, warn};

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "faulthandler",
    doc: "faulthandler module.",
    functions: FUNCTIONS,
    exec: |_| {
        pending::set_fault_hook(answer);
        Ok(())
    },
};

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "_fatal_error_c_thread",
        "($module, /)",
        "Call Py_FatalError() in a new C thread.",
        NativeFn::NoArgs(fatal_error),
    ),
    NativeDef::new(
        "_read_null",
        "($module, /)",
        "Read from NULL, raise a SIGSEGV or SIGBUS signal depending on the platform.",
        NativeFn::NoArgs(read_null),
    ),
    NativeDef::new(
        "_sigabrt",
        "($module, /)",
        "Raise a SIGABRT signal.",
        NativeFn::NoArgs(|_| raise(libc::SIGABRT)),
    ),
    NativeDef::new(
        "_sigfpe",
        "($module, /)",
        "Raise a SIGFPE signal.",
        NativeFn::NoArgs(|_| raise(libc::SIGFPE)),
    ),
    NativeDef::new(
        "_sigsegv",
        "($module, release_gil=False, /)",
        "Raise a SIGSEGV signal.",
        NativeFn::Bound(|_, _| raise(libc::SIGSEGV)),
    ),
    NativeDef::new(
        "_stack_overflow",
        "($module, /)",
        "Recursive call to raise a stack overflow.",
        NativeFn::NoArgs(stack_overflow),
    ),
    NativeDef::new(
        "cancel_dump_traceback_later",
        "($module, /)",
        "Cancel the previous call to dump_traceback_later().",
        NativeFn::NoArgs(cancel_dump_traceback_later),
    ),
    NativeDef::new(
        "disable",
        "($module, /)",
        "Disable the fault handler.",
        NativeFn::NoArgs(disable),
    ),
    NativeDef::new(
        "dump_c_stack",
        "($module, /, file=sys.stderr)",
        "Dump the C stack of the current thread.",
        NativeFn::Bound(dump_c_stack),
    ),
    NativeDef::new(
        "dump_traceback",
        "($module, /, file=sys.stderr, all_threads=True)",
        "Dump the traceback of the current thread, or of all threads if all_threads is True, into file.",
        NativeFn::Bound(dump_traceback),
    ),
    NativeDef::new(
        "dump_traceback_later",
        "($module, /, timeout, repeat=False, file=sys.stderr, exit=False)",
        "Dump the traceback of all threads in timeout seconds,\nor each timeout seconds if repeat is True. If exit is True, call _exit(1) which is not safe.",
        NativeFn::Bound(dump_traceback_later),
    ),
    NativeDef::new(
        "enable",
        "($module, /, file=sys.stderr, all_threads=True)",
        "Enable the fault handler.",
        NativeFn::Bound(enable),
    ),
    NativeDef::new(
        "is_enabled",
        "($module, /)",
        "Check if the handler is enabled.",
        NativeFn::NoArgs(is_enabled),
    ),
    NativeDef::new(
        "register",
        "($module, /, signum, file=sys.stderr, all_threads=True, chain=False)",
        "Register a handler for the signal 'signum': dump the traceback of the current thread, or of all threads if all_threads is True, into file.",
        NativeFn::Bound(register),
    ),
    NativeDef::new(
        "unregister",
        "($module, signum, /)",
        "Unregister the handler of the signal 'signum' registered by register().",
        NativeFn::One(unregister),
    ),
];

/// A signal that asks for a stack.
struct Registered {
    signal: i32,
    fd: i32,
    all_threads: bool,
    chain: bool,
    before: Action,
    /// Kept open.
    file: Option<Ref>,
}

thread_local! {
    static IS_ENABLED: Cell<bool> = const { Cell::new(false) };
    /// The files of `enable` and `dump_traceback_later`, kept open.
    static FILES: RefCell<[Option<Ref>; 2]> = const { RefCell::new([None, None]) };
    static REGISTERED: RefCell<Vec<Registered>> = const { RefCell::new(Vec::new()) };
}
const OF_ENABLE: usize = 0;
const OF_WATCH: usize = 1;

/// Reports the files that are kept open.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    FILES.with_borrow(|files| files.iter().flatten().for_each(|file| visit.obj(file)));
    REGISTERED.with_borrow(|all| {
        all.iter()
            .filter_map(|one| one.file.as_ref())
            .for_each(|file| visit.obj(file));
    });
}

/// Writes the stacks that were asked for.
fn answer() {
    fault::answer_watch();
    let asked = fault::take_asked();
    if asked == 0 {
        return;
    }
    REGISTERED.with_borrow(|all| {
        for one in all.iter().filter(|one| asked & 1 << one.signal != 0) {
            fault::write_stacks(one.fd, which(one.all_threads));
            if one.chain {
                fault::put_back(one.signal, &one.before);
                let _ = host().kill(host().process_id(), one.signal);
                let _ = fault::catch_asking(one.signal);
            }
        }
    });
}

fn which(all_threads: bool) -> Which {
    if all_threads {
        Which::All
    } else {
        Which::Running
    }
}

/// The descriptor of a file argument, and the file where it has to be kept.
fn descriptor(file: Option<&Obj>) -> PyResult<(i32, Option<Ref>)> {
    let file = match native::given(file) {
        Some(file) => file.into(),
        None => vm::sys()
            .get_text("stderr")
            .ok_or_else(|| runtime_error("unable to get sys.stderr"))?,
    };
    if is_none(&file) {
        return Err(runtime_error("sys.stderr is None"));
    }
    if file.downcast::<Int>().is_some() {
        if file.ty().is_type(&BOOL_TYPE) {
            warn::warn(&RUNTIME_WARNING, "bool is used as a file descriptor", 1)?;
        }
        let fd = as_c_int(&file)?;
        if fd < 0 {
            return Err(value_error("file is not a valid file descriptor"));
        }
        return Ok((fd, None));
    }
    let number = protocol::call_method(&file, "fileno", &[])?;
    let fd = number
        .downcast::<Int>()
        .and_then(Int::as_i64)
        .and_then(|fd| i32::try_from(fd).ok())
        .filter(|fd| *fd >= 0);
    let fd = fd.ok_or_else(|| runtime_error("file.fileno() is not a valid file descriptor"))?;
    // What it still holds comes first; a file that cannot be flushed is still good enough.
    drop(protocol::call_method(&file, "flush", &[]));
    Ok((fd, Some(file)))
}

fn dump_traceback(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let all_threads = native::truth(args[1], true)?;
    let (fd, _file) = descriptor(args[0])?;
    fault::write_stacks(fd, which(all_threads));
    native::none()
}

fn dump_c_stack(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (fd, _file) = descriptor(args[0])?;
    let text = fault::NO_NATIVE_STACK.trim_start();
    host()
        .write(fd, text.as_bytes())
        .map_err(|errno| os_error::from_errno(errno, None, None))?;
    native::none()
}

fn enable(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let all_threads = native::truth(args[1], true)?;
    let (fd, file) = descriptor(args[0])?;
    fault::catch_fatal(fd, all_threads).map_err(|errno| os_error::from_errno(errno, None, None))?;
    let old = FILES.with_borrow_mut(|files| std::mem::replace(&mut files[OF_ENABLE], file));
    drop(old);
    IS_ENABLED.set(true);
    native::none()
}

/// `-X faulthandler`: to standard error, before there is `sys.stderr`.
pub(crate) fn enable_at_start() {
    if fault::catch_fatal(2, true).is_ok() {
        IS_ENABLED.set(true);
    }
}

fn disable(_: &Obj) -> PyResult {
    let was_enabled = IS_ENABLED.replace(false);
    if was_enabled {
        fault::release_fatal();
        let old = FILES.with_borrow_mut(|files| files[OF_ENABLE].take());
        drop(old);
    }
    native::bool(was_enabled)
}

fn is_enabled(_: &Obj) -> PyResult {
    native::bool(IS_ENABLED.get())
}

/// Seconds as microseconds, rounded up.
fn microseconds(timeout: &Obj) -> PyResult<i64> {
    let nanoseconds = if let Some(seconds) = timeout.downcast::<Float>() {
        let seconds = seconds.value();
        if seconds.is_nan() {
            return Err(value_error("Invalid value NaN (not a number)"));
        }
        seconds * 1e9
    } else if timeout.downcast::<Int>().is_some() || timeout.ty().slots().nb_index.is_some() {
        let seconds = protocol::number::index(timeout)?;
        seconds.as_i64().map_or(f64::INFINITY, |s| s as f64 * 1e9)
    } else {
        return Err(type_error(format!(
            "'{}' object cannot be interpreted as an integer or float",
            timeout.ty().tp_name()
        )));
    };
    if nanoseconds.abs() > i64::MAX as f64 {
        return Err(overflow_error(
            "timestamp too large to convert to C PyTime_t",
        ));
    }
    Ok((nanoseconds / 1000.0).ceil() as i64)
}

fn dump_traceback_later(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(timeout) = args[0] else {
        return native::none();
    };
    let repeats = native::truth(args[1], false)?;
    let exits = native::truth(args[3], false)?;
    let microseconds = microseconds(timeout)?;
    let microseconds = u64::try_from(microseconds)
        .ok()
        .filter(|microseconds| *microseconds > 0)
        .ok_or_else(|| value_error("timeout must be greater than 0"))?;
    let (fd, file) = descriptor(args[2])?;
    let watch = Watch {
        fd,
        microseconds,
        repeats,
        exits,
    };
    fault::watch(watch).map_err(|errno| os_error::from_errno(errno, None, None))?;
    let old = FILES.with_borrow_mut(|files| std::mem::replace(&mut files[OF_WATCH], file));
    drop(old);
    native::none()
}

fn cancel_dump_traceback_later(_: &Obj) -> PyResult {
    fault::unwatch();
    let old = FILES.with_borrow_mut(|files| files[OF_WATCH].take());
    drop(old);
    native::none()
}

/// A signal that may ask for a stack.
fn signal_number(value: &Obj) -> PyResult<i32> {
    let signal = as_c_int(value)?;
    if fault::is_fatal(signal) {
        return Err(runtime_error(format!(
            "signal {signal} cannot be registered, use enable() instead"
        )));
    }
    if !(1..=64).contains(&signal) {
        return Err(value_error("signal number out of range"));
    }
    Ok(signal)
}

fn register(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let Some(signal) = args[0] else {
        return native::none();
    };
    let all_threads = native::truth(args[2], true)?;
    let chain = native::truth(args[3], false)?;
    let signal = signal_number(signal)?;
    let (fd, file) = descriptor(args[1])?;
    let known = REGISTERED.with_borrow(|all| all.iter().any(|one| one.signal == signal));
    let before =
        fault::catch_asking(signal).map_err(|errno| os_error::from_errno(errno, None, None))?;
    let old = REGISTERED.with_borrow_mut(|all| {
        let index = all.iter().position(|one| known && one.signal == signal);
        let old = index.map(|index| all.remove(index));
        let (before, file_before) = match old {
            Some(old) => (old.before, old.file),
            None => (before, None),
        };
        all.push(Registered {
            signal,
            fd,
            all_threads,
            chain,
            before,
            file,
        });
        file_before
    });
    drop(old);
    native::none()
}

fn unregister(_: &Obj, signal: &Obj) -> PyResult {
    let signal = signal_number(signal)?;
    let old = REGISTERED.with_borrow_mut(|all| {
        let index = all.iter().position(|one| one.signal == signal)?;
        Some(all.remove(index))
    });
    let Some(old) = old else {
        return native::bool(false);
    };
    fault::put_back(signal, &old.before);
    native::bool(true)
}

/// Dies of a signal, as tests of this module want it.
fn raise(signal: i32) -> PyResult {
    host()
        .kill(host().process_id(), signal)
        .map_err(|errno| os_error::from_errno(errno, None, None))?;
    native::none()
}

fn read_null(_: &Obj) -> PyResult {
    fault::read_null();
    native::none()
}

fn stack_overflow(_: &Obj) -> PyResult {
    native::int(fault::overflow_stack(0) as i64)
}

fn fatal_error(_: &Obj) -> PyResult {
    let text = b"Fatal Python error: faulthandler_fatal_error_thread: in new thread\n\n";
    let _ = host().write(2, text);
    fault::write_stacks(2, Which::All);
    raise(libc::SIGABRT)
}
