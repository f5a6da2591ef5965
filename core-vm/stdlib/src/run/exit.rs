//! The end of a run: exit codes, unflushed streams, `atexit`.

use std::cell::Cell;

use serpentarium_runtime::debug;
use serpentarium_runtime::host::host;
use serpentarium_runtime::object::{Exc, Obj, Object, PyResult, Ref, protocol};
use serpentarium_runtime::types::exceptions::{
    self as exc, BaseException, KEYBOARD_INTERRUPT, SYSTEM_EXIT,
};
use serpentarium_runtime::types::int::Int;
use serpentarium_runtime::types::none::{is_none, none};
use serpentarium_runtime::types::traceback::Traceback;
use serpentarium_runtime::vm;

use super::teardown;
use crate::sys::hooks;

thread_local! {
    static FINALIZING: Cell<bool> = const { Cell::new(false) };
}

/// `sys.is_finalizing()`
pub fn is_finalizing() -> bool {
    FINALIZING.with(Cell::get)
}

/// Reports an uncaught exception and gives the exit code.
pub fn exit_code(error: &Exc) -> i32 {
    if error.matches(&SYSTEM_EXIT) {
        return system_exit_code(error.instance());
    }
    debug::unhandled(error);
    print_uncaught(error.instance());
    // As a process that the signal killed.
    if error.matches(&KEYBOARD_INTERRUPT) {
        130
    } else {
        1
    }
}

/// The code of `SystemExit`: an integer, nothing, or a message for `sys.stderr`.
fn system_exit_code(error: &BaseException) -> i32 {
    let code = protocol::getattr_opt_text(error.as_obj(), "code")
        .ok()
        .flatten();
    let Some(code) = code.filter(|code| !is_none(code)) else {
        return 0;
    };
    if let Some(int) = code.downcast::<Int>() {
        return int.as_i64().map_or(-1, |value| value as i32) & 0xFF;
    }
    if let Some(stdout) = hooks::stream("stdout") {
        let _ = protocol::call_method(&stdout, "flush", &[]);
    }
    let text = protocol::str(&code).map_or_else(|_| String::new(), |text| text.to_string_lossy());
    hooks::write_stderr(&format!("{text}\n"));
    1
}

/// Calls `sys.excepthook`, and the default one when that fails.
pub fn print_uncaught(error: &Ref<BaseException>) {
    if let Some(stdout) = hooks::stream("stdout") {
        let _ = protocol::call_method(&stdout, "flush", &[]);
    }
    let value = error.as_obj();
    let class = value.ty().as_obj();
    let traceback: Ref = error
        .traceback
        .get()
        .map_or_else(none, Ref::<Traceback>::into_obj);
    for (name, object) in [
        ("last_exc", value),
        ("last_value", value),
        ("last_type", class),
    ] {
        vm::sys().set_text(name, object.to_ref());
    }
    vm::sys().set_text("last_traceback", traceback.clone());
    let hook = vm::sys()
        .get_text("excepthook")
        .filter(|hook| !is_none(hook));
    let Some(hook) = hook else {
        hooks::write_stderr("sys.excepthook is missing\n");
        let _ = hooks::display(value);
        return;
    };
    if let Err(failure) = protocol::call(&hook, &[class, value, &traceback]) {
        if failure.matches(&SYSTEM_EXIT) {
            host().exit(finish(Err(failure)));
        }
        hooks::write_stderr("Error in sys.excepthook:\n");
        let _ = hooks::display(failure.as_obj());
        hooks::write_stderr("\nOriginal exception was:\n");
        let _ = hooks::display(value);
    }
}

/// Ends a run: reports its error, runs `atexit`, flushes; gives the exit code.
pub fn finish(result: PyResult<()>) -> i32 {
    let mut code = match &result {
        Ok(()) => 0,
        Err(error) => exit_code(error),
    };
    let interrupted = matches!(&result, Err(error) if error.matches(&KEYBOARD_INTERRUPT));
    drop(result);
    wait_for_threads();
    run_atexit();
    if !flush_streams() {
        code = 120;
    }
    FINALIZING.with(|finalizing| finalizing.set(true));
    crate::thread::forget();
    crate::posix::forget();
    teardown::drop_modules();
    // Finalizers may have written again.
    flush_streams();
    teardown::clear_sys_and_builtins();
    if interrupted {
        die_of_interrupt();
    }
    code
}

/// Ends the process by SIGINT, so that its parent sees that it was interrupted. Returns
/// where that is not possible.
fn die_of_interrupt() {
    let killed = host()
        .release_signal(libc::SIGINT, false)
        .and_then(|()| host().kill(host().process_id(), libc::SIGINT));
    if killed.is_err() {
        // The exit code says it too.
    }
}

/// `threading._shutdown()`, when the program used threads.
fn wait_for_threads() {
    let Some(threading) = vm::modules().get_text("threading") else {
        return;
    };
    if let Err(error) = protocol::call_method(&threading, "_shutdown", &[]) {
        vm::write_unraisable(error, Some("Exception ignored on threading shutdown"), None);
    }
}

fn run_atexit() {
    let Some(atexit) = vm::modules().get_text("atexit") else {
        return;
    };
    if let Err(error) = protocol::call_method(&atexit, "_run_exitfuncs", &[]) {
        vm::write_unraisable(error, Some("Exception ignored in atexit callback"), None);
    }
}

/// Flushes standard output and error; whether that worked.
fn flush_streams() -> bool {
    let mut all_well = true;
    for name in ["stdout", "stderr"] {
        let Some(stream) = hooks::stream(name) else {
            continue;
        };
        if is_closed(&stream) {
            continue;
        }
        if let Err(error) = protocol::call_method(&stream, "flush", &[]) {
            all_well = false;
            if name == "stdout" {
                vm::write_unraisable(
                    error,
                    Some("Exception ignored while flushing sys.stdout"),
                    None,
                );
            }
        }
    }
    all_well
}

fn is_closed(stream: &Obj) -> bool {
    let closed = protocol::getattr_opt_text(stream, "closed").ok().flatten();
    closed.is_some_and(|closed| protocol::is_true(&closed).unwrap_or(false))
}

#[allow(unused_imports)]
use exc as _;
