//! `_signal`: handlers in Python, run between instructions.

use std::cell::{Cell, RefCell};

use serpentarium_runtime::host::host;
use serpentarium_runtime::interp::{breaker, current, pending};
use serpentarium_runtime::object::error::{type_error, value_error};
use serpentarium_runtime::object::native::{NativeDef, NativeFn, NativeModule};
use serpentarium_runtime::object::{Exc, Obj, Object, PyResult, Ref, Visitor, protocol};
use serpentarium_runtime::threads;
use serpentarium_runtime::types::exceptions::{BaseException, KEYBOARD_INTERRUPT, os_error};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::{is_none, none};

use crate::native;

pub static MODULE: NativeModule = NativeModule {
    name: "_signal",
    doc: "This module provides mechanisms to use signal handlers in Python.",
    functions: FUNCTIONS,
    exec,
};

const COUNT: usize = 65;
const SIG_DFL: i64 = 0;
const SIG_IGN: i64 = 1;

static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new(
        "default_int_handler",
        "($module, signalnum, frame, /)",
        "The default handler for SIGINT installed by Python.\n\nIt raises KeyboardInterrupt.",
        NativeFn::Bound(|_, _| Err(interrupted())),
    ),
    NativeDef::new(
        "signal",
        "($module, signalnum, handler, /)",
        "Set the action for the given signal.",
        NativeFn::Bound(signal),
    ),
    NativeDef::new(
        "getsignal",
        "($module, signalnum, /)",
        "Return the current action for the given signal.",
        NativeFn::One(getsignal),
    ),
    NativeDef::new(
        "raise_signal",
        "($module, signalnum, /)",
        "Send a signal to the executing process.",
        NativeFn::One(raise_signal),
    ),
    NativeDef::new(
        "alarm",
        "($module, seconds, /)",
        "Arrange for SIGALRM to arrive after the given number of seconds.",
        NativeFn::One(|_, seconds| {
            native::int(i64::from(host().alarm(native::c_int(seconds)? as u32)))
        }),
    ),
    NativeDef::new(
        "set_wakeup_fd",
        "($module, fd, /, *, warn_on_full_buffer=True)",
        "Sets the fd to be written to (with the signal number) when a signal comes in.",
        NativeFn::Bound(|_, args| {
            let fd = args[0].map_or(Ok(-1), native::c_int)?;
            if !threads::is_main() {
                return Err(value_error(
                    "set_wakeup_fd only works in main thread of the main interpreter",
                ));
            }
            native::int(i64::from(host().set_wakeup(fd)))
        }),
    ),
    NativeDef::new(
        "siginterrupt",
        "($module, signalnum, flag, /)",
        "Change system call restart behaviour.",
        NativeFn::Bound(|_, _| native::none()),
    ),
    NativeDef::new(
        "strsignal",
        "($module, signalnum, /)",
        "Return the system description of the given signal.",
        NativeFn::One(strsignal),
    ),
    NativeDef::new(
        "valid_signals",
        "($module, /)",
        "Return a set of valid signal numbers on this platform.",
        NativeFn::NoArgs(valid_signals),
    ),
];

thread_local! {
    /// Signals to be handled that did not come from outside, as a bit set.
    static SIMULATED: Cell<u64> = const { Cell::new(0) };
    /// What `getsignal` gives, by number; `None` entries were never set.
    static HANDLERS: RefCell<Vec<Option<Ref>>> = const { RefCell::new(Vec::new()) };
}

/// Reports the handlers that programs set.
pub(crate) fn roots(visit: &mut Visitor<'_>) {
    HANDLERS.with(|handlers| {
        handlers
            .borrow()
            .iter()
            .flatten()
            .for_each(|handler| visit.obj(handler))
    });
}

const NAMES: &[(&str, i32)] = &[
    ("SIGHUP", libc::SIGHUP),
    ("SIGINT", libc::SIGINT),
    ("SIGQUIT", libc::SIGQUIT),
    ("SIGILL", libc::SIGILL),
    ("SIGTRAP", libc::SIGTRAP),
    ("SIGIOT", libc::SIGABRT),
    ("SIGABRT", libc::SIGABRT),
    ("SIGFPE", libc::SIGFPE),
    ("SIGKILL", libc::SIGKILL),
    ("SIGBUS", libc::SIGBUS),
    ("SIGSEGV", libc::SIGSEGV),
    ("SIGSYS", libc::SIGSYS),
    ("SIGPIPE", libc::SIGPIPE),
    ("SIGALRM", libc::SIGALRM),
    ("SIGTERM", libc::SIGTERM),
    ("SIGUSR1", libc::SIGUSR1),
    ("SIGUSR2", libc::SIGUSR2),
    ("SIGCLD", libc::SIGCHLD),
    ("SIGCHLD", libc::SIGCHLD),
    ("SIGPWR", libc::SIGPWR),
    ("SIGIO", libc::SIGIO),
    ("SIGURG", libc::SIGURG),
    ("SIGWINCH", libc::SIGWINCH),
    ("SIGPOLL", libc::SIGIO),
    ("SIGSTOP", libc::SIGSTOP),
    ("SIGTSTP", libc::SIGTSTP),
    ("SIGCONT", libc::SIGCONT),
    ("SIGTTIN", libc::SIGTTIN),
    ("SIGTTOU", libc::SIGTTOU),
    ("SIGVTALRM", libc::SIGVTALRM),
    ("SIGPROF", libc::SIGPROF),
    ("SIGXCPU", libc::SIGXCPU),
    ("SIGXFSZ", libc::SIGXFSZ),
    ("SIGSTKFLT", libc::SIGSTKFLT),
    ("SIGRTMIN", 34),
    ("SIGRTMAX", 64),
];

fn exec(module: &Obj) -> PyResult<()> {
    native::set_int(module, "SIG_DFL", SIG_DFL);
    native::set_int(module, "SIG_IGN", SIG_IGN);
    native::set_int(module, "NSIG", COUNT as i64);
    for (name, value) in [("SIG_BLOCK", 0), ("SIG_UNBLOCK", 1), ("SIG_SETMASK", 2)] {
        native::set_int(module, name, value);
    }
    for (name, number) in NAMES {
        native::set_int(module, name, i64::from(*number));
    }
    let default_int = protocol::getattr_text(module, "default_int_handler")?;
    HANDLERS.with(|handlers| {
        let mut handlers = handlers.borrow_mut();
        handlers.resize_with(COUNT, || Some(Int::new(SIG_DFL).into_obj()));
        handlers[libc::SIGINT as usize] = Some(default_int);
        for ignored in [libc::SIGPIPE, libc::SIGXFSZ] {
            handlers[ignored as usize] = Some(Int::new(SIG_IGN).into_obj());
            let _ = host().release_signal(ignored, true);
        }
    });
    pending::set_signal_hook(run_arrived);
    let _ = host().catch_signal(libc::SIGINT);
    Ok(())
}

fn interrupted() -> Exc {
    Exc::from_instance(BaseException::with_args(&KEYBOARD_INTERRUPT, &[]))
}

/// Serves what interrupted a call that waits: signals, in the main thread, and the debugger.
///
/// # Errors
/// What a handler raises.
pub fn run_handlers() -> PyResult<()> {
    if threads::is_main() {
        breaker::take(breaker::SIGNAL);
        run_arrived()?;
    }
    pending::serve()
}

/// As if a signal had come, if it is handled by a function.
///
/// # Errors
/// `ValueError`: there is no such signal.
pub fn simulate(number: i32) -> PyResult<()> {
    let number = match usize::try_from(number) {
        Ok(number) if (1..COUNT).contains(&number) => number,
        _ => return Err(value_error("signal number out of range")),
    };
    let handler = HANDLERS.with(|handlers| handlers.borrow().get(number).cloned().flatten());
    if handler.is_some_and(|handler| handler.ty().slots().call.is_some()) {
        SIMULATED.with(|signals| signals.set(signals.get() | 1 << number));
        breaker::request(breaker::SIGNAL);
    }
    Ok(())
}

/// Runs the handlers of the signals that came.
fn run_arrived() -> PyResult<()> {
    let pending = host().take_signals() | SIMULATED.with(|signals| signals.replace(0));
    if pending == 0 {
        return Ok(());
    }
    for number in 1..64 {
        if pending & (1 << number) == 0 {
            continue;
        }
        let handler = HANDLERS.with(|handlers| handlers.borrow().get(number).cloned().flatten());
        let Some(handler) = handler.filter(|handler| handler.ty().slots().call.is_some()) else {
            continue;
        };
        let frame = current::frame_object(0).map_or_else(none, Ref::into_obj);
        if let Err(error) = protocol::call(&handler, &[Int::new(number as i64).as_obj(), &frame]) {
            // The remaining signals keep waiting.
            let rest = pending & !0 << (number + 1);
            if rest != 0 {
                SIMULATED.with(|signals| signals.set(signals.get() | rest));
                breaker::request(breaker::SIGNAL);
            }
            return Err(error);
        }
    }
    Ok(())
}

fn number_of(value: &Obj) -> PyResult<usize> {
    let number = native::c_int(value)?;
    match usize::try_from(number) {
        Ok(number) if (1..COUNT).contains(&number) => Ok(number),
        _ => Err(value_error("signal number out of range")),
    }
}

fn signal(_: &Obj, args: &[Option<&Obj>]) -> PyResult {
    let (Some(number), Some(handler)) = (args[0], args[1]) else {
        return native::none();
    };
    if !threads::is_main() {
        return Err(value_error(
            "signal only works in main thread of the main interpreter",
        ));
    }
    let number = number_of(number)?;
    let word = handler.downcast::<Int>().and_then(Int::as_i64);
    let result = match word {
        Some(SIG_DFL) => host().release_signal(number as i32, false),
        Some(SIG_IGN) => host().release_signal(number as i32, true),
        _ if handler.ty().slots().call.is_some() => host().catch_signal(number as i32),
        _ => {
            return Err(type_error(
                "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object",
            ));
        }
    };
    result.map_err(|errno| os_error::from_errno(errno, None, None))?;
    let old = HANDLERS.with(|handlers| {
        handlers
            .borrow_mut()
            .get_mut(number)
            .and_then(|slot| slot.replace(handler.to_ref()))
    });
    Ok(old.unwrap_or_else(none))
}

fn getsignal(_: &Obj, number: &Obj) -> PyResult {
    let number = number_of(number)?;
    let handler = HANDLERS.with(|handlers| handlers.borrow().get(number).cloned().flatten());
    Ok(handler.unwrap_or_else(none))
}

fn raise_signal(_: &Obj, number: &Obj) -> PyResult {
    let number = number_of(number)?;
    host()
        .kill(host().process_id(), number as i32)
        .map_err(|errno| os_error::from_errno(errno, None, None))?;
    run_handlers()?;
    native::none()
}

fn strsignal(_: &Obj, number: &Obj) -> PyResult {
    let number = number_of(number)? as i32;
    let text = match number {
        libc::SIGHUP => "Hangup",
        libc::SIGINT => "Interrupt",
        libc::SIGQUIT => "Quit",
        libc::SIGILL => "Illegal instruction",
        libc::SIGTRAP => "Trace/breakpoint trap",
        libc::SIGABRT => "Aborted",
        libc::SIGBUS => "Bus error",
        libc::SIGFPE => "Floating point exception",
        libc::SIGKILL => "Killed",
        libc::SIGUSR1 => "User defined signal 1",
        libc::SIGSEGV => "Segmentation fault",
        libc::SIGUSR2 => "User defined signal 2",
        libc::SIGPIPE => "Broken pipe",
        libc::SIGALRM => "Alarm clock",
        libc::SIGTERM => "Terminated",
        libc::SIGCHLD => "Child exited",
        libc::SIGCONT => "Continued",
        libc::SIGSTOP => "Stopped (signal)",
        libc::SIGTSTP => "Stopped",
        _ => return native::none(),
    };
    native::text(text)
}

fn valid_signals(_: &Obj) -> PyResult {
    let numbers = (1..COUNT as i64).filter(|number| !matches!(number, 32 | 33));
    let list = serpentarium_runtime::types::list::List::new(
        numbers.map(|number| Int::new(number).into_obj()).collect(),
    );
    protocol::call(
        serpentarium_runtime::types::set::SET_TYPE.as_obj(),
        &[list.as_obj()],
    )
}

#[allow(unused_imports)]
use is_none as _;
